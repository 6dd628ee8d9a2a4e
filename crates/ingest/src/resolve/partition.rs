//! What a row must fulfil to find a partition.

use seedbed_expr::{BinaryOp, Expr};
use seedbed_schema::Partition;

use super::origin_of;
use crate::{
    catalog::{Catalog, Limit, PartitionBound, PartitionKey, Strategy, TableDraft},
    diagnostic::Severity,
    report::Report,
};

/// The partitioning of a table, if it has any.
pub(super) fn partition(
    catalog: &Catalog,
    draft: &TableDraft,
    report: &mut Report,
) -> Option<Partition> {
    let key = draft.partition_key.as_ref()?;
    let has_parts = parts_of(catalog, draft).next().is_some();
    if let (false, Some(origin)) = (has_parts, origin_of(draft)) {
        let message =
            format!("{} is partitioned but has no partition to take rows", draft.table.name);
        report.add(Severity::Warning, origin, message);
    }
    let any_of = conditions(catalog, draft).unwrap_or_default();
    Some(Partition { text: key.text.clone(), any_of, by_part: false })
}

fn parts_of<'c>(
    catalog: &'c Catalog,
    whole: &'c TableDraft,
) -> impl Iterator<Item = &'c TableDraft> {
    let name = &whole.table.name;
    catalog.tables().iter().filter(move |draft| draft.table.partition_of.as_ref() == Some(name))
}

/// One condition per partition, in the order of their declaration; `None` when every row finds
/// one, or nothing is known.
pub(super) fn conditions(catalog: &Catalog, draft: &TableDraft) -> Option<Vec<Expr>> {
    nested(catalog, draft, draft.partition_key.as_ref()?, 0)
}

fn nested(
    catalog: &Catalog,
    draft: &TableDraft,
    key: &PartitionKey,
    depth: usize,
) -> Option<Vec<Expr>> {
    /// More levels than any database has in use.
    const DEEPEST: usize = 8;
    if key.strategy == Strategy::Hash || depth > DEEPEST {
        return None;
    }
    let key_parts = key.parts.as_ref()?;
    let mut found = Vec::new();
    for part in parts_of(catalog, draft) {
        let mut condition = match part.bound.as_ref()? {
            PartitionBound::Default | PartitionBound::Hash | PartitionBound::Unread => {
                return None;
            }
            PartitionBound::In(values) => list(key_parts.first()?, values),
            PartitionBound::Range(from, to) => range(key_parts, from, to)?,
        };
        if let Some(inner) = &part.partition_key
            && let Some(nested) = nested(catalog, part, inner, depth + 1)
            && let Some(nested) = nested.into_iter().reduce(or)
        {
            condition = and(condition, nested);
        }
        found.push(condition);
    }
    Some(found)
}

fn and(left: Expr, right: Expr) -> Expr {
    Expr::binary(BinaryOp::And, left, right)
}

fn or(left: Expr, right: Expr) -> Expr {
    Expr::binary(BinaryOp::Or, left, right)
}

fn is_null(key: &Expr, null: bool) -> Expr {
    Expr::IsNull(Box::new(key.clone()), null)
}

fn list(key: &Expr, values: &[Expr]) -> Expr {
    let null = Expr::Literal(seedbed_expr::Value::Null);
    let list: Vec<Expr> = values.iter().filter(|value| **value != null).cloned().collect();
    let accepts_null = list.len() < values.len();
    if list.is_empty() {
        return is_null(key, true);
    }
    let is_in = Expr::InList { expr: Box::new(key.clone()), list, negated: false };
    if accepts_null { or(is_null(key, true), is_in) } else { is_in }
}

/// `from <= key < to`, compared part by part as rows are; no part may be NULL.
fn range(key: &[Expr], from: &[Limit], to: &[Limit]) -> Option<Expr> {
    if key.len() != from.len() || key.len() != to.len() {
        return None;
    }
    let not_null = key.iter().map(|part| is_null(part, false)).reduce(and)?;
    let bounds = [above(key, from), below(key, to)];
    Some(bounds.into_iter().flatten().fold(not_null, and))
}

/// `key >= limits`; `None` when that is always so.
fn above(key: &[Expr], limits: &[Limit]) -> Option<Expr> {
    compare(key, limits, BinaryOp::Gt, BinaryOp::GtEq)
}

/// `key < limits`; `None` when that is always so.
fn below(key: &[Expr], limits: &[Limit]) -> Option<Expr> {
    compare(key, limits, BinaryOp::Lt, BinaryOp::Lt)
}

/// Lexicographic comparison: strictly on the first part, or equal there and so on; `last`
/// compares the last part. An open limit ends it: behind it nothing is compared.
fn compare(key: &[Expr], limits: &[Limit], strict: BinaryOp, last: BinaryOp) -> Option<Expr> {
    let (Some((part, key)), Some((limit, limits))) = (key.split_first(), limits.split_first())
    else {
        return None;
    };
    let Limit::Value(limit) = limit else {
        return None;
    };
    let with = |op| Expr::binary(op, part.clone(), limit.clone());
    if key.is_empty() {
        return Some(with(last));
    }
    // What follows an equal first part: nothing more to ask if the next limit is open towards
    // the inside, never if it is open towards the outside.
    let lower = strict == BinaryOp::Gt;
    match limits.first() {
        Some(Limit::Minimum) if lower => Some(with(BinaryOp::GtEq)),
        Some(Limit::Maximum) if !lower => Some(with(BinaryOp::LtEq)),
        Some(Limit::Minimum | Limit::Maximum) => Some(with(strict)),
        _ => {
            let rest = compare(key, limits, strict, last)?;
            Some(or(with(strict), and(with(BinaryOp::Eq), rest)))
        }
    }
}
