//! Comparisons, lists, and tests of distinctness.

use super::domain::Domain;
use super::logic::{Asked, Narrowing, Question, constrained, decided};
use super::solve::Constraint;
use super::variant::{Variant, add_alternative};
use crate::compare::{compare, holds};
use crate::{BinaryOp, Expr, UnaryOp, Value};

/// The most items of a list with computed items that are compared one by one.
const MAX_COMPUTED_ITEMS: usize = 32;

impl Narrowing<'_> {
    /// `left op right`; `None` where it can't be narrowed.
    pub(super) fn comparison(
        &self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let question = Question { negated: false, asked };
        match (self.constant(left), self.constant(right)) {
            (Some(a), Some(b)) => {
                let ordering = compare(&a, &b, "=").ok()?;
                let truth = ordering.map(|ordering| holds(op, ordering));
                Some(decided(&truth.map_or(Value::Null, Value::Bool), question))
            }
            (Some(value), None) => self.with_constant(right, op.flipped()?, &value, asked),
            (None, Some(value)) => self.with_constant(left, op, &value, asked),
            (None, None) => match op {
                BinaryOp::Eq | BinaryOp::NotEq if is_predicate(left) || is_predicate(right) => {
                    Some(self.same_truth(left, right, question.flipped_if(op == BinaryOp::NotEq)))
                }
                _ => self.relate(left, op, right, asked),
            },
        }
    }

    fn with_constant(
        &self,
        expr: &Expr,
        op: BinaryOp,
        value: &Value,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let is_equality = matches!(op, BinaryOp::Eq | BinaryOp::NotEq);
        match value {
            Value::Bool(truth) if is_equality && is_predicate(expr) => {
                let negated = *truth == (op == BinaryOp::NotEq);
                Some(self.alternatives(expr, Question { negated, asked }))
            }
            _ => self.solve(expr, op, value, asked),
        }
    }

    /// `(p) = (q)`: both or neither.
    fn same_truth(&self, left: &Expr, right: &Expr, question: Question) -> Vec<Variant> {
        let not = |expr: &Expr| Expr::Unary(UnaryOp::Not, Box::new(expr.clone()));
        let and = |a: Expr, b: Expr| Expr::binary(BinaryOp::And, a, b);
        let (first, second) = if question.negated {
            (and(left.clone(), not(right)), and(not(left), right.clone()))
        } else {
            (and(left.clone(), right.clone()), and(not(left), not(right)))
        };
        let either = Expr::binary(BinaryOp::Or, first, second);
        self.alternatives(&either, Question { negated: false, ..question })
    }

    /// `x IN (…)`.
    pub(super) fn in_list(
        &self,
        expr: &Expr,
        list: &[Expr],
        question: Question,
    ) -> Option<Vec<Variant>> {
        let constants: Option<Vec<Value>> = list.iter().map(|item| self.constant(item)).collect();
        match constants {
            Some(values) => self.among(expr, &values, question),
            None if list.len() <= MAX_COMPUTED_ITEMS => {
                let equal =
                    list.iter().map(|item| Expr::binary(BinaryOp::Eq, expr.clone(), item.clone()));
                let any = equal.reduce(|a, b| Expr::binary(BinaryOp::Or, a, b))?;
                Some(self.alternatives(&any, question))
            }
            None => None,
        }
    }

    /// `x IN (…)` with constants only.
    fn among(&self, expr: &Expr, values: &[Value], question: Question) -> Option<Vec<Variant>> {
        let known: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
        let has_null = known.len() < values.len();
        match (question.negated, question.asked) {
            // A NULL in the list leaves nothing false: what is not found is unknown.
            (false, Asked::NotFalse) if has_null => return Some(vec![Variant::default()]),
            // And nothing true where nothing must be found.
            (true, Asked::True) if has_null => return Some(Vec::new()),
            _ => {}
        }
        let Some(column) = self.plain_column(expr) else {
            return self.each_value(expr, &known, question);
        };
        let kind = (self.kind_of)(&column);
        if !question.negated {
            let mut allowed: Vec<Value> = Vec::new();
            for value in known {
                match Constraint::new(kind, BinaryOp::Eq, value)? {
                    Constraint::Never => {}
                    Constraint::Within(domain) => {
                        for new in domain.one_of? {
                            if !allowed.contains(&new) {
                                allowed.push(new);
                            }
                        }
                    }
                    Constraint::Always => return None,
                }
            }
            let domain = Domain { one_of: Some(allowed), ..Domain::default() };
            return Some(constrained(&column, &domain, question.asked));
        }
        let mut domain = Domain::default();
        for value in known {
            match Constraint::new(kind, BinaryOp::NotEq, value)? {
                Constraint::Always => {}
                Constraint::Within(excluded) => domain.intersect(&excluded),
                Constraint::Never => return None,
            }
        }
        Some(constrained(&column, &domain, question.asked))
    }

    /// One comparison per value, for an expression that is no bare column.
    fn each_value(
        &self,
        expr: &Expr,
        values: &[&Value],
        question: Question,
    ) -> Option<Vec<Variant>> {
        if question.negated {
            let unequal: Vec<Expr> = values
                .iter()
                .map(|value| {
                    Expr::binary(BinaryOp::NotEq, expr.clone(), Expr::Literal((*value).clone()))
                })
                .collect();
            let parts: Vec<&Expr> = unequal.iter().collect();
            return Some(self.all(&parts, Question { negated: false, ..question }));
        }
        let mut variants = Vec::new();
        for value in values {
            for variant in self.with_constant(expr, BinaryOp::Eq, value, question.asked)? {
                add_alternative(&mut variants, variant);
            }
        }
        (variants.len() <= super::MAX_VARIANTS).then_some(variants)
    }

    /// `x op ANY (array)` and `x op ALL (array)`.
    pub(super) fn quantified(
        &self,
        op: BinaryOp,
        left: &Expr,
        array: &Expr,
        all: bool,
        asked: Asked,
    ) -> Option<Vec<Variant>> {
        let items: Vec<Expr> = match (self.constant(array), array) {
            (Some(Value::Array(items)), _) => items.into_iter().map(Expr::Literal).collect(),
            (Some(Value::Null), _) => {
                return Some(decided(&Value::Null, Question { negated: false, asked }));
            }
            (None, Expr::Array(items)) => items.clone(),
            _ => return None,
        };
        match (op, all) {
            (BinaryOp::Eq, false) => {
                return self.in_list(left, &items, Question { negated: false, asked });
            }
            (BinaryOp::NotEq, true) => {
                return self.in_list(left, &items, Question { negated: true, asked });
            }
            _ if items.len() > MAX_COMPUTED_ITEMS => return None,
            _ => {}
        }
        let join = if all { BinaryOp::And } else { BinaryOp::Or };
        let none = Expr::Literal(Value::Bool(all));
        let comparisons = items.into_iter().map(|item| Expr::binary(op, left.clone(), item));
        let joined = comparisons.reduce(|a, b| Expr::binary(join, a, b)).unwrap_or(none);
        Some(self.alternatives(&joined, Question { negated: false, asked }))
    }

    /// `a IS [NOT] DISTINCT FROM b`, rewritten to tests that know NULL.
    pub(super) fn distinct(&self, a: &Expr, b: &Expr, is_distinct: bool) -> Vec<Variant> {
        let null = |x: &Expr| Expr::IsNull(Box::new(x.clone()), true);
        let equal = Expr::binary(BinaryOp::Eq, a.clone(), b.clone());
        let equal = Expr::IsBool(Box::new(equal), Some(true), false);
        let both_null = Expr::binary(BinaryOp::And, null(a), null(b));
        let same = Expr::binary(BinaryOp::Or, both_null, equal);
        if !is_distinct {
            return self.alternatives(&same, Question::TRUE);
        }
        // Where one is NULL the comparison is not false already, so only both being NULL is left
        // to exclude.
        let unequal = Expr::binary(BinaryOp::NotEq, a.clone(), b.clone());
        let both_null = Expr::binary(BinaryOp::And, null(a), null(b));
        let not_both = Expr::Unary(UnaryOp::Not, Box::new(both_null));
        self.all(&[&unequal, &not_both], Question::NOT_FALSE)
    }
}

/// Whether an expression is a condition by its form.
pub(super) fn is_predicate(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(op, ..) => op.is_comparison() || matches!(op, BinaryOp::And | BinaryOp::Or),
        Expr::Unary(UnaryOp::Not, _)
        | Expr::IsNull(..)
        | Expr::IsBool(..)
        | Expr::IsDistinct(..)
        | Expr::Between { .. }
        | Expr::InList { .. }
        | Expr::Match { .. }
        | Expr::Quantified(..) => true,
        _ => false,
    }
}
