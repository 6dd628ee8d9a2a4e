//! Partitions with constraints of their own.
//!
//! Rows are made for the whole of a partitioned table. What only some partitions ask of their
//! rows can't be asked of all, so where partitions differ rows are made for each by itself.

use seedbed_expr::Expr;
use seedbed_schema::{Check, CheckRule, ForeignKey, Table, TableName};

use super::partition;
use crate::{catalog::Catalog, diagnostic::Severity, report::Report};

/// Moves constraints that all partitions share to the whole, and takes apart the tables whose
/// partitions differ.
pub(super) fn settle(catalog: &Catalog, tables: &mut [Table], report: &mut Report) {
    for at in 0..tables.len() {
        if tables[at].partition.is_none() || tables[at].partition_of.is_some() {
            continue;
        }
        let parts = parts_of(tables, &tables[at].name);
        if parts.iter().all(|&part| is_plain(&tables[at], &tables[part])) {
            continue;
        }
        if share_references(tables, at, &parts) {
            continue;
        }
        match bounds(catalog, tables, at, &parts) {
            Ok(bounds) => take_apart(tables, at, &parts, bounds),
            Err(reason) => {
                if let Some(origin) = tables[at].origin.clone() {
                    let message = format!(
                        "constraints that only partitions of {} have are not honoured: {reason}",
                        tables[at].name
                    );
                    report.add(Severity::Warning, origin, message);
                }
            }
        }
    }
}

fn parts_of(tables: &[Table], name: &TableName) -> Vec<usize> {
    (0..tables.len()).filter(|&at| tables[at].partition_of.as_ref() == Some(name)).collect()
}

fn has_reference(table: &Table, key: &ForeignKey) -> bool {
    table.foreign_keys.iter().any(|own| own.columns == key.columns && own.parent == key.parent)
}

fn has_check(table: &Table, check: &Check) -> bool {
    table.checks.iter().any(|own| own.rule == check.rule)
}

fn has_key(table: &Table, key: &seedbed_schema::UniqueKey) -> bool {
    table.keys().any(|own| own.parts == key.parts && own.predicate == key.predicate)
}

/// Whether a partition asks nothing beyond the whole table.
fn is_plain(whole: &Table, part: &Table) -> bool {
    part.foreign_keys.iter().all(|key| has_reference(whole, key)) && is_plain_inside(whole, part)
}

/// The same, references to other tables apart.
fn is_plain_inside(whole: &Table, part: &Table) -> bool {
    part.keys().all(|key| has_key(whole, key))
        && part.checks.iter().all(|check| has_check(whole, check))
        && part.exclusions.iter().all(|own| whole.exclusions.iter().any(|e| e.text == own.text))
}

/// Gives the whole the references that each partition has; `false` where they differ in more.
fn share_references(tables: &mut [Table], at: usize, parts: &[usize]) -> bool {
    let keys: Vec<ForeignKey> = match parts.first() {
        Some(&first) => tables[first].foreign_keys.clone(),
        None => return true,
    };
    let alike = parts.iter().all(|&part| {
        tables[part].foreign_keys.len() == keys.len()
            && keys.iter().all(|key| has_reference(&tables[part], key))
            && is_plain_inside(&tables[at], &tables[part])
    });
    if alike {
        let news: Vec<_> =
            keys.into_iter().filter(|key| !has_reference(&tables[at], key)).collect();
        tables[at].foreign_keys.extend(news);
    }
    alike
}

/// What a row must fulfil to be in each partition, or why rows can't be made for each.
fn bounds(
    catalog: &Catalog,
    tables: &[Table],
    at: usize,
    parts: &[usize],
) -> Result<Vec<Expr>, &'static str> {
    let whole = &tables[at];
    let referred = tables.iter().any(|other| {
        other.foreign_keys.iter().any(|key| key.parent == whole.name)
            && !parts.iter().any(|&part| tables[part].name == other.name)
    });
    if referred {
        return Err("other tables refer to the whole of it");
    }
    if !whole.rows.is_empty() {
        return Err("the schema inserts rows into the whole of it");
    }
    if parts.iter().any(|&part| tables[part].partition.is_some()) {
        return Err("they are divided further");
    }
    let bounds = catalog
        .table(&whole.name)
        .and_then(|draft| partition::conditions(catalog, draft))
        .filter(|bounds| bounds.len() == parts.len());
    bounds.ok_or("not every partition has limits that can be read")
}

/// Makes each partition a table that takes rows by itself.
fn take_apart(tables: &mut [Table], at: usize, parts: &[usize], bounds: Vec<Expr>) {
    let whole = tables[at].clone();
    let text = whole.partition.as_ref().map_or("", |partition| partition.text.as_str());
    for (&part, bound) in parts.iter().zip(bounds) {
        let table = &mut tables[part];
        table.partition_of = None;
        table.checks.push(Check {
            name: None,
            rule: CheckRule::Expr(bound),
            text: format!("PARTITION BY {text}"),
            origin: table.origin.clone(),
        });
        let inherited = whole.foreign_keys.iter().filter(|key| !has_reference(table, key));
        let references: Vec<_> = inherited.cloned().collect();
        table.foreign_keys.extend(references);
        if table.primary_key.is_none() {
            table.primary_key.clone_from(&whole.primary_key);
        }
        let keys: Vec<_> =
            whole.unique_keys.iter().filter(|key| !has_key(table, key)).cloned().collect();
        table.unique_keys.extend(keys);
    }
    if let Some(partition) = &mut tables[at].partition {
        partition.by_part = true;
    }
}
