//! AND, OR, NOT, CASE and the tests of truth and NULL.

use super::MAX_VARIANTS;
use super::domain::Domain;
use super::variant::{Variant, add_alternative, conjunction};
use crate::{BinaryOp, Env, Expr, Kind, Program, UnaryOp, Value};

/// What is asked of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// True or NULL, as of a CHECK.
    NotFalse,
    /// True, as inside `IS TRUE` and of a CASE's conditions.
    True,
}

/// A way to ask a condition or its negation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    pub(super) negated: bool,
    pub(super) asked: Asked,
}

impl Question {
    pub(super) const NOT_FALSE: Question = Question { negated: false, asked: Asked::NotFalse };
    pub(super) const TRUE: Question = Question { negated: false, asked: Asked::True };
    /// "Not true": the negation is not false.
    pub(super) const NOT_TRUE: Question = Question { negated: true, asked: Asked::NotFalse };
    /// "False": the negation is true.
    pub(super) const FALSE: Question = Question { negated: true, asked: Asked::True };

    /// The same question of the negated condition.
    fn flipped(self) -> Question {
        Question { negated: !self.negated, ..self }
    }

    pub(super) fn flipped_if(self, negated: bool) -> Question {
        if negated { self.flipped() } else { self }
    }
}

/// What narrowing knows of its surroundings.
pub(super) struct Narrowing<'a> {
    pub(super) kind_of: &'a dyn Fn(&str) -> Option<Kind>,
    pub(super) env: &'a Env,
}

impl Narrowing<'_> {
    pub(super) fn all_checks(&self, checks: &[Expr]) -> Vec<Variant> {
        let conjuncts: Vec<&Expr> = checks.iter().flat_map(Expr::conjuncts).collect();
        self.all(&conjuncts, Question::NOT_FALSE)
    }

    /// The ways in which the answer is yes. Never fails: what can't be narrowed becomes a
    /// residual.
    pub(super) fn alternatives(&self, expr: &Expr, question: Question) -> Vec<Variant> {
        match expr {
            Expr::Unary(UnaryOp::Not, x) => self.alternatives(x, question.flipped()),
            Expr::Binary(BinaryOp::And, ..) if question.negated => {
                self.any(expr, &expr.conjuncts(), question)
            }
            Expr::Binary(BinaryOp::And, ..) => self.all(&expr.conjuncts(), question),
            Expr::Binary(BinaryOp::Or, ..) if question.negated => {
                self.all(&expr.disjuncts(), question)
            }
            Expr::Binary(BinaryOp::Or, ..) => self.any(expr, &expr.disjuncts(), question),
            _ => match self.constant(expr) {
                Some(value) => decided(&value, question),
                None => {
                    self.condition(expr, question).unwrap_or_else(|| vec![residual(expr, question)])
                }
            },
        }
    }

    /// The ways of a condition that is no AND, OR or NOT; `None` where it can't be narrowed.
    fn condition(&self, expr: &Expr, question: Question) -> Option<Vec<Variant>> {
        match expr {
            Expr::Column(path) => self.boolean_column(&path.join("."), question),
            Expr::IsNull(x, flag) => self.null_test(x, *flag != question.negated),
            Expr::IsBool(x, value, negated) => {
                self.truth_test(x, *value, *negated != question.negated)
            }
            Expr::IsDistinct(a, b, flag) => Some(self.distinct(a, b, *flag != question.negated)),
            Expr::Binary(op, left, right) if op.is_comparison() => {
                let op = if question.negated { op.negated()? } else { *op };
                self.comparison(op, left, right, question.asked)
            }
            Expr::Binary(BinaryOp::Contains, x, part) if !question.negated => {
                self.contains(x, part, question.asked)
            }
            Expr::Binary(BinaryOp::ContainedBy, x, of) if !question.negated => {
                let Value::Array(items) = self.constant(of)? else { return None };
                let domain = Domain { items_of: Some(items), ..Domain::default() };
                self.kind_is(x, Kind::Array)?;
                Some(constrained(&self.plain_column(x)?, &domain, question.asked))
            }
            Expr::Binary(BinaryOp::Overlaps, x, with) if !question.negated => {
                // Of the values that would do, all items are.
                let Value::Array(items) = self.constant(with)? else { return None };
                let (min_items, items_of) = (Some(1), Some(items));
                let domain = Domain { min_items, items_of, ..Domain::default() };
                self.kind_is(x, Kind::Array)?;
                Some(constrained(&self.plain_column(x)?, &domain, question.asked))
            }
            Expr::Binary(BinaryOp::JsonHasKey, x, key) if !question.negated => {
                let key = self.constant(key)?.as_text()?.to_owned();
                // Arrays of texts have "keys" too; here the document becomes an object.
                let json_type = Some("object".to_owned());
                let domain = Domain { json_type, json_keys: vec![key], ..Domain::default() };
                self.kind_is(x, Kind::Json)?;
                Some(constrained(&self.plain_column(x)?, &domain, question.asked))
            }
            Expr::Between { expr, low, high, negated } => {
                let compare =
                    |op, bound: &Expr| Expr::binary(op, expr.as_ref().clone(), bound.clone());
                let inside = Expr::binary(
                    BinaryOp::And,
                    compare(BinaryOp::GtEq, low),
                    compare(BinaryOp::LtEq, high),
                );
                Some(self.alternatives(&inside, question.flipped_if(*negated)))
            }
            Expr::InList { expr, list, negated } => {
                self.in_list(expr, list, question.flipped_if(*negated))
            }
            Expr::Quantified(op, left, array, all) => {
                let op = if question.negated { op.negated()? } else { *op };
                self.quantified(op, left, array, *all != question.negated, question.asked)
            }
            Expr::Match { .. } => self.matching(expr, question),
            Expr::Case { operand, branches, otherwise } => {
                self.case(operand.as_deref(), branches, otherwise.as_deref(), question)
            }
            Expr::Cast(x, Kind::Bool, _) => Some(self.alternatives(x, question)),
            Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
                ("starts_with", [text, Expr::Literal(Value::Text(start))]) => {
                    let regex = format!("^{}", regex_syntax::escape(start));
                    self.pattern_on(text, regex, false, question)
                }
                ("range_contains", args) if !question.negated => {
                    self.within_range(args, question.asked)
                }
                ("is_json", [x]) if !question.negated => {
                    self.text_of_type(x, "object", question.asked)
                }
                ("json_schema_valid", [schema, x]) if !question.negated => {
                    self.valid(expr, schema, x, question)
                }
                ("coalesce", _) => {
                    let op = if question.negated { BinaryOp::NotEq } else { BinaryOp::Eq };
                    self.solve(expr, op, &Value::Bool(true), question.asked)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn kind_is(&self, expr: &Expr, kind: Kind) -> Option<()> {
        let known = (self.kind_of)(&self.plain_column(expr)?)?;
        (known == kind).then_some(())
    }

    /// Every part is so. A part that would make too many variants becomes a residual.
    pub(super) fn all(&self, parts: &[&Expr], question: Question) -> Vec<Variant> {
        let mut split: Vec<(&Expr, Vec<Variant>)> =
            parts.iter().map(|part| (*part, self.alternatives(part, question))).collect();
        // The decided parts first: they prune the alternatives of the others.
        split.sort_by_key(|(_, alternatives)| alternatives.len());
        let mut variants = vec![Variant::default()];
        for (part, alternatives) in split {
            variants = match conjunction(&variants, &alternatives) {
                Some(both) => both,
                None => conjunction(&variants, &[residual(part, question)]).unwrap_or_default(),
            };
        }
        variants
    }

    /// One of the parts is so.
    fn any(&self, whole: &Expr, parts: &[&Expr], question: Question) -> Vec<Variant> {
        let mut variants = Vec::new();
        for part in parts {
            for variant in self.alternatives(part, question) {
                add_alternative(&mut variants, variant);
            }
            if variants.len() > MAX_VARIANTS {
                return vec![residual(whole, question)];
            }
        }
        variants
    }

    /// The value of an expression without columns, at the current time.
    pub(super) fn constant(&self, expr: &Expr) -> Option<Value> {
        if let Expr::Literal(value) = expr {
            return Some(value.clone());
        }
        if !expr.references().is_empty() {
            return None;
        }
        Program::compile(expr, |_| None).ok()?.eval(&[], self.env).ok()
    }

    fn boolean_column(&self, column: &str, question: Question) -> Option<Vec<Variant>> {
        let wanted = !question.negated;
        let mut domain = Domain::default();
        match (self.kind_of)(column) {
            None | Some(Kind::Bool) => domain.one_of = Some(vec![Value::Bool(wanted)]),
            // MySQL and SQLite: a number that is not zero is true.
            Some(Kind::Int) if wanted => domain.not_in = vec![Value::Int(0)],
            Some(Kind::Int) => domain.one_of = Some(vec![Value::Int(0)]),
            Some(_) => return None,
        }
        Some(constrained(column, &domain, question.asked))
    }

    /// `x IS [NOT] TRUE`, `FALSE` and `UNKNOWN`.
    fn truth_test(&self, x: &Expr, value: Option<bool>, negated: bool) -> Option<Vec<Variant>> {
        let question = match (value, negated) {
            (Some(true), false) => Question::TRUE,
            (Some(true), true) => Question::NOT_TRUE,
            (Some(false), false) => Question::FALSE,
            (Some(false), true) => Question::NOT_FALSE,
            (None, negated) => return self.null_test(x, !negated),
        };
        Some(self.alternatives(x, question))
    }

    /// `x IS NULL` (or not), taken apart where `x` is NULL exactly when one of its parts is.
    pub(super) fn null_test(&self, x: &Expr, is_null: bool) -> Option<Vec<Variant>> {
        if let Some(value) = self.constant(x) {
            return Some(decided(&Value::Bool(value.is_null() == is_null), Question::TRUE));
        }
        if let Some(variants) = self.field_is_null(x, is_null) {
            return Some(variants);
        }
        match x {
            Expr::Column(path) => {
                let domain = if is_null { Domain::always_null() } else { Domain::never_null() };
                Some(vec![Variant::of_column(&path.join("."), domain)])
            }
            // A JSON null becomes NULL when it is cast.
            Expr::Cast(inner, kind, _) if *kind != Kind::Array && !self.is_json(inner) => {
                self.null_test(inner, is_null)
            }
            Expr::Unary(_, x) => self.null_test(x, is_null),
            Expr::Binary(op, a, b) if is_strict_operator(*op) => {
                self.null_parts(&[a, b], is_null, is_null)
            }
            Expr::Call(name, args) => match (name.as_str(), args.as_slice()) {
                ("coalesce", _) => {
                    self.null_parts(&args.iter().collect::<Vec<_>>(), is_null, !is_null)
                }
                (
                    function @ ("sqlite_date" | "sqlite_datetime" | "sqlite_time" | "julianday"
                    | "strftime"),
                    [.., x],
                ) => {
                    if is_null {
                        self.null_test(x, true)
                    } else {
                        self.holds_moment(function, x)
                    }
                }
                ("nullif", [x, y]) => {
                    let equal = Expr::binary(BinaryOp::Eq, x.clone(), y.clone());
                    let null = Expr::IsNull(Box::new(x.clone()), true);
                    let equal = Expr::IsBool(Box::new(equal), Some(true), false);
                    let either = Expr::binary(BinaryOp::Or, null, equal);
                    Some(self.alternatives(&either, Question::TRUE.flipped_if(!is_null)))
                }
                (name, [x, ..])
                    if STRICT_FUNCTIONS.contains(&name)
                        && args[1..]
                            .iter()
                            .all(|arg| self.constant(arg).is_some_and(|v| !v.is_null())) =>
                {
                    self.null_test(x, is_null)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn is_json(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Column(path) => (self.kind_of)(&path.join(".")) == Some(Kind::Json),
            _ => true,
        }
    }

    /// One (or every) part is NULL or not.
    fn null_parts(&self, parts: &[&Expr], is_null: bool, any: bool) -> Option<Vec<Variant>> {
        let tests: Vec<Expr> =
            parts.iter().map(|part| Expr::IsNull(Box::new((*part).clone()), is_null)).collect();
        let parts: Vec<&Expr> = tests.iter().collect();
        if !any {
            return Some(self.all(&parts, Question::TRUE));
        }
        let joined = tests.iter().cloned().reduce(|a, b| Expr::binary(BinaryOp::Or, a, b))?;
        Some(self.any(&joined, &parts, Question::TRUE))
    }

    /// `CASE`: some branch is reached and its result is as asked, or none is and the ELSE is.
    fn case(
        &self,
        operand: Option<&Expr>,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        question: Question,
    ) -> Option<Vec<Variant>> {
        let mut variants = Vec::new();
        let mut missed = vec![Variant::default()];
        for (when, then) in branches {
            let condition = match operand {
                Some(operand) => Expr::binary(BinaryOp::Eq, operand.clone(), when.clone()),
                None => when.clone(),
            };
            let reached = conjunction(&missed, &self.alternatives(&condition, Question::TRUE))?;
            for variant in conjunction(&reached, &self.alternatives(then, question))? {
                add_alternative(&mut variants, variant);
            }
            missed = conjunction(&missed, &self.alternatives(&condition, Question::NOT_TRUE))?;
        }
        let null = Expr::Literal(Value::Null);
        let rest = self.alternatives(otherwise.unwrap_or(&null), question);
        for variant in conjunction(&missed, &rest)? {
            add_alternative(&mut variants, variant);
        }
        (variants.len() <= MAX_VARIANTS).then_some(variants)
    }
}

/// Functions that are NULL exactly where their first argument is, given constants for the rest.
const STRICT_FUNCTIONS: &[&str] = &[
    "lower",
    "upper",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "length",
    "char_length",
    "character_length",
    "octet_length",
    "abs",
    "round",
    "floor",
    "ceil",
    "replace",
    "left",
    "right",
    "extract",
    "date",
];

fn is_strict_operator(op: BinaryOp) -> bool {
    op.is_comparison()
        || matches!(
            op,
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod
        )
}

/// The answer where a condition's value is known.
pub(super) fn decided(value: &Value, question: Question) -> Vec<Variant> {
    let truth = match value {
        Value::Null => None,
        other => match other.clone().cast(Kind::Bool) {
            Ok(Value::Bool(truth)) => Some(truth != question.negated),
            _ => return vec![residual(&Expr::Literal(value.clone()), question)],
        },
    };
    let yes = match question.asked {
        Asked::NotFalse => truth != Some(false),
        Asked::True => truth == Some(true),
    };
    if yes { vec![Variant::default()] } else { Vec::new() }
}

/// A constraint on a column's values, which NULL passes unless truth is asked for.
pub(super) fn constrained(column: &str, domain: &Domain, asked: Asked) -> Vec<Variant> {
    let mut narrowed = match asked {
        Asked::NotFalse => Domain::default(),
        Asked::True => Domain::never_null(),
    };
    narrowed.intersect(domain);
    if narrowed.nullness == super::Nullness::Never && narrowed.has_no_values(None) {
        return Vec::new();
    }
    vec![Variant::of_column(column, narrowed)]
}

/// A variant in which the question itself remains to be asked.
pub(super) fn residual(expr: &Expr, question: Question) -> Variant {
    let condition = match expr {
        expr if !question.negated => expr.clone(),
        Expr::Unary(UnaryOp::Not, inner) => inner.as_ref().clone(),
        expr => Expr::Unary(UnaryOp::Not, Box::new(expr.clone())),
    };
    let is_two_valued =
        matches!(condition, Expr::IsNull(..) | Expr::IsBool(..) | Expr::IsDistinct(..));
    let residual = match question.asked {
        Asked::True if !is_two_valued => Expr::IsBool(Box::new(condition), Some(true), false),
        _ => condition,
    };
    Variant { residual: vec![residual], ..Variant::default() }
}
