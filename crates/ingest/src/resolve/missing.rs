//! References to tables that are not there.

use std::collections::BTreeSet;

use seedbed_expr::{Dialect, Expr};
use seedbed_schema::{Check, CheckRule, ForeignKey, Origin, Table, TableName};

use crate::{
    catalog::Catalog,
    diagnostic::{Diagnostic, Severity},
    nearest::did_you_mean,
    report::Report,
};

/// A reference to a table that could not be read, that is a view, or, as SQLite allows, that is
/// in another file: no row can be referred to, so the reference must be NULL. One to a table that
/// nothing tells of may still be a reference where the rows go to, and is NULL where it can be.
pub(super) fn settle(tables: &mut [Table], catalog: &Catalog, report: &mut Report) {
    let known: BTreeSet<TableName> = tables.iter().map(|table| table.name.clone()).collect();
    for table in tables {
        let is_expected = |key: &ForeignKey| {
            catalog.dialect() == Dialect::Sqlite || catalog.has_no_rows(&key.parent)
        };
        let keys = std::mem::take(&mut table.foreign_keys);
        let can_be_null = |name: &String| table.column(name).is_some_and(|column| column.nullable);
        let is_missing = |key: &ForeignKey| {
            !known.contains(&key.parent)
                && (is_expected(key) || key.columns.iter().any(can_be_null))
        };
        let (missing, kept): (Vec<_>, Vec<_>) = keys.into_iter().partition(is_missing);
        table.foreign_keys = kept;
        for key in missing {
            let (severity, help) = if is_expected(&key) {
                (Severity::Warning, None)
            } else {
                let names: Vec<String> = known.iter().map(ToString::to_string).collect();
                let names = names.iter().map(String::as_str);
                (Severity::Error, did_you_mean(&key.parent.to_string(), names))
            };
            stay_null(table, &key, severity, help, report);
        }
    }
}

fn stay_null(
    table: &mut Table,
    key: &ForeignKey,
    severity: Severity,
    help: Option<String>,
    report: &mut Report,
) {
    let of_key = |name: &&String| table.column(name).is_some_and(|column| column.nullable);
    let nullable = key.columns.iter().find(of_key).or(key.columns.first()).cloned();
    let Some(name) = nullable else { return };
    let can_be_null = table.column(&name).is_some_and(|column| column.nullable);
    let what = format!("{}({})", table.name, key.columns.join(", "));
    let effect = if can_be_null {
        format!("{name} stays NULL")
    } else {
        format!("{} can't have rows, since {name} is NOT NULL", table.name)
    };
    let message = format!("{what} refers to {}, which is not in the schema: {effect}", key.parent);
    if let Some(origin) = origin(table, key) {
        report.diagnostics.push(Diagnostic { severity, origin, message, help, skipped: None });
    }
    table.checks.push(Check {
        name: key.name.clone(),
        rule: CheckRule::Expr(Expr::IsNull(Box::new(Expr::column(name)), true)),
        text: format!("the reference to {} can't be fulfilled", key.parent),
        origin: key.origin.clone(),
    });
}

fn origin(table: &Table, key: &ForeignKey) -> Option<Origin> {
    key.origin.clone().or_else(|| table.origin.clone())
}
