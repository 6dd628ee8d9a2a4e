//! How many of several conditions hold: `num_nonnulls(a, b) = 1` and sums of 0 and 1.

use super::logic::{Narrowing, Question};
use super::variant::{Variant, add_alternative, conjunction};
use crate::compare::holds;
use crate::{BinaryOp, Expr, Kind, Value};

/// The most parts that are counted by listing which of them are so.
const MAX_COUNTED: usize = 6;

impl Narrowing<'_> {
    /// A sum of conditions counted as 0 or 1, compared with a number.
    pub(super) fn solve_indicators(
        &self,
        sum: &Expr,
        op: BinaryOp,
        value: &Value,
    ) -> Option<Vec<Variant>> {
        let mut conditions = Vec::new();
        let mut pending = vec![sum];
        while let Some(term) = pending.pop() {
            match term {
                Expr::Binary(BinaryOp::Add, a, b) => pending.extend([b.as_ref(), a.as_ref()]),
                term => conditions.push(indicator(term)?),
            }
        }
        self.solve_count(&conditions, op, value)
    }

    /// How many of the conditions hold. None of them can be NULL, so the count is not either,
    /// and whether truth is asked for makes no difference.
    pub(super) fn solve_count(
        &self,
        conditions: &[Expr],
        op: BinaryOp,
        value: &Value,
    ) -> Option<Vec<Variant>> {
        if conditions.len() > MAX_COUNTED {
            return None;
        }
        let mut variants = Vec::new();
        for chosen in 0..1_u32 << conditions.len() {
            let count = Value::Int(i64::from(chosen.count_ones()));
            let ordering = count.sql_cmp(value)?;
            if !holds(op, ordering) {
                continue;
            }
            let mut all = vec![Variant::default()];
            for (index, condition) in conditions.iter().enumerate() {
                let is_so = chosen & (1 << index) != 0;
                let question = if is_so { Question::TRUE } else { Question::NOT_TRUE };
                all = conjunction(&all, &self.alternatives(condition, question))?;
            }
            for variant in all {
                add_alternative(&mut variants, variant);
            }
        }
        (variants.len() <= super::MAX_VARIANTS).then_some(variants)
    }
}

/// Tests of the parts for NULL, or for not being NULL.
pub(super) fn null_tests(parts: &[Expr], is_null: bool) -> Vec<Expr> {
    parts.iter().map(|part| Expr::IsNull(Box::new(part.clone()), is_null)).collect()
}

/// The condition that a term counts as 1 where it holds and as 0 where it does not; it is
/// never NULL.
fn indicator(term: &Expr) -> Option<Expr> {
    match term {
        Expr::Cast(condition, Kind::Int, _) => match condition.as_ref() {
            Expr::IsNull(..) | Expr::IsBool(..) | Expr::IsDistinct(..) => {
                Some(condition.as_ref().clone())
            }
            _ => None,
        },
        Expr::Case { operand: None, branches, otherwise: Some(otherwise) } => {
            let [(condition, then)] = branches.as_slice() else {
                return None;
            };
            let number = |value| Expr::Literal(Value::Int(value));
            let holds = |negated| Expr::IsBool(Box::new(condition.clone()), Some(true), negated);
            match (then, otherwise.as_ref()) {
                (then, otherwise) if *then == number(1) && *otherwise == number(0) => {
                    Some(holds(false))
                }
                (then, otherwise) if *then == number(0) && *otherwise == number(1) => {
                    Some(holds(true))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
