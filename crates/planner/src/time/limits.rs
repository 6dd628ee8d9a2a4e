//! How far apart two moments may lie where a CHECK says so: `ends_at - starts_at <= interval '2
//! hours'`, `ends_at <= starts_at + interval '2 hours'`.

use seedbed_expr::{BinaryOp, Expr};
use seedbed_generate::plan::{Bound, TemporalSource};
use seedbed_schema::CheckRule;

use crate::survey::{ColumnFacts, TableFacts};

/// Bounds a moment by what CHECKs say of its distance from the moment it follows.
pub(super) fn limit(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, source: &mut TemporalSource) {
    let Some(after) = source.after.clone() else { return };
    let conditions = table.table.checks.iter().filter_map(|check| match &check.rule {
        CheckRule::Expr(expr) => Some(expr.conjuncts()),
        CheckRule::Unread(_) => None,
    });
    for (op, distance) in conditions.flatten().filter_map(|part| distance(part, facts, &after)) {
        let border = Bound::Expression { expression: format!("{after} + {distance}") };
        match op {
            BinaryOp::Lt | BinaryOp::LtEq => source.max = Some(border),
            BinaryOp::Gt | BinaryOp::GtEq => source.min = Some(border),
            _ => {}
        }
    }
}

/// What a condition compares the distance from `after` to this column with.
fn distance(expr: &Expr, facts: &ColumnFacts<'_>, after: &str) -> Option<(BinaryOp, String)> {
    let is = |expr: &Expr, name: &str| match expr {
        Expr::Column(path) => path.last().is_some_and(|last| last.eq_ignore_ascii_case(name)),
        _ => false,
    };
    let between = |expr: &Expr| match expr {
        Expr::Binary(BinaryOp::Sub, later, earlier) => {
            is(later, facts.name()) && is(earlier, after.trim_matches('"'))
        }
        // MySQL counts days.
        Expr::Call(name, arguments) if name == "datediff" => match arguments.as_slice() {
            [later, earlier] => is(later, facts.name()) && is(earlier, after.trim_matches('"')),
            _ => false,
        },
        _ => false,
    };
    let Expr::Binary(op, left, right) = expr else { return None };
    if between(left) && right.columns().is_empty() {
        return Some((*op, right.to_string()));
    }
    let mirrored = match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::LtEq => BinaryOp::GtEq,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::GtEq => BinaryOp::LtEq,
        _ => return None,
    };
    (between(right) && left.columns().is_empty()).then(|| (mirrored, left.to_string()))
}
