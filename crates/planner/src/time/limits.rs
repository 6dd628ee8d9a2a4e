//! How far apart two moments may lie where a CHECK says so: `ends_at - starts_at <= interval '2
//! hours'`, or `days BETWEEN 1 AND 30` of a generated `days` that is `last - first + 1`.

use seedbed_expr::{BinaryOp, Expr};
use seedbed_generate::plan::{Bound, TemporalSource};
use seedbed_schema::CheckRule;

use crate::survey::{ColumnFacts, TableFacts};

/// A condition on the time between two columns: `later - earlier op limit`.
pub(super) struct Distance {
    pub(super) later: String,
    pub(super) earlier: String,
    op: BinaryOp,
    /// Reads no column.
    limit: String,
}

impl Distance {
    /// Whether the condition says from when on the later one comes.
    pub(super) fn is_least(&self) -> bool {
        matches!(self.op, BinaryOp::Gt | BinaryOp::GtEq)
    }
}

/// Bounds a moment by what CHECKs say of its distance from the moment it follows.
pub(super) fn limit(table: &TableFacts<'_>, facts: &ColumnFacts<'_>, source: &mut TemporalSource) {
    let Some(after) = source.after.clone() else { return };
    let earlier = after.trim_matches('"');
    let is = |name: &str, other: &str| name.eq_ignore_ascii_case(other);
    for distance in distances(table) {
        if !is(&distance.later, facts.name()) || !is(&distance.earlier, earlier) {
            continue;
        }
        let border = Bound::Expression { expression: format!("{after} + {}", distance.limit) };
        match distance.op {
            BinaryOp::Lt | BinaryOp::LtEq => source.max = Some(border),
            BinaryOp::Gt | BinaryOp::GtEq => source.min = Some(border),
            _ => {}
        }
    }
}

/// What a table's CHECKs say of the time between its columns.
pub(super) fn distances(table: &TableFacts<'_>) -> Vec<Distance> {
    let mut found = Vec::new();
    for check in &table.table.checks {
        let CheckRule::Expr(expr) = &check.rule else { continue };
        let expr = table.table.with_formulas(expr).unwrap_or_else(|| expr.clone());
        for part in expr.conjuncts() {
            match part {
                Expr::Binary(op, left, right) => {
                    found.extend(distance(left, *op, right));
                    found.extend(mirrored(*op).and_then(|op| distance(right, op, left)));
                }
                Expr::Between { expr, low, high, negated: false } => {
                    found.extend(distance(expr, BinaryOp::GtEq, low));
                    found.extend(distance(expr, BinaryOp::LtEq, high));
                }
                _ => {}
            }
        }
    }
    found
}

fn mirrored(op: BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::LtEq => BinaryOp::GtEq,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::GtEq => BinaryOp::LtEq,
        _ => return None,
    })
}

/// `expr op limit`, where the expression is a distance with constants added to it.
fn distance(expr: &Expr, op: BinaryOp, limit: &Expr) -> Option<Distance> {
    if !limit.columns().is_empty() {
        return None;
    }
    let name = |expr: &Expr| match expr {
        Expr::Column(path) => path.last().cloned(),
        _ => None,
    };
    let between = |later: &Expr, earlier: &Expr| {
        let (later, earlier) = (name(later)?, name(earlier)?);
        Some(Distance { later, earlier, op, limit: limit.to_string() })
    };
    match expr {
        Expr::Binary(BinaryOp::Add, inner, added) if added.columns().is_empty() => {
            distance(inner, op, &moved(limit, BinaryOp::Sub, added))
        }
        Expr::Binary(BinaryOp::Add, added, inner) if added.columns().is_empty() => {
            distance(inner, op, &moved(limit, BinaryOp::Sub, added))
        }
        Expr::Binary(BinaryOp::Sub, inner, taken) if taken.columns().is_empty() => {
            distance(inner, op, &moved(limit, BinaryOp::Add, taken))
        }
        Expr::Binary(BinaryOp::Sub, later, earlier) => between(later, earlier),
        // MySQL counts days.
        Expr::Call(name, arguments) if name == "datediff" => match arguments.as_slice() {
            [later, earlier] => between(later, earlier),
            _ => None,
        },
        _ => None,
    }
}

/// A limit after a constant has changed sides.
fn moved(limit: &Expr, op: BinaryOp, by: &Expr) -> Expr {
    Expr::binary(op, limit.clone(), by.clone())
}
