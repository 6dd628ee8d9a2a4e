//! What surrounds the rows in a SQL script: one transaction, references in cycles, sequences; in
//! the words of the schema's own database.

mod db2;
mod mysql;
mod numbering;
mod oracle;
mod postgres;
mod sqlite;
mod sqlserver;

use std::collections::BTreeSet;

use seedbed_expr::Dialect;
use seedbed_schema::{CycleBreak, ForeignKey, Schema, Table, TableId};

/// The temporary table by which a script checks references.
const CHECKED: &str = "seedbed_checked";

/// The tables that a script fills beside the schema's, but for the script's own.
pub(crate) fn strangers(tables: &BTreeSet<String>) -> impl Iterator<Item = String> {
    tables.iter().filter(|name| *name != CHECKED).cloned()
}

/// The statements before the first row.
pub(crate) fn opening(schema: &Schema, breaks: &[CycleBreak]) -> String {
    match schema.dialect() {
        Dialect::MySql => mysql::opening(breaks),
        Dialect::Sqlite => sqlite::OPENING.to_owned(),
        Dialect::SqlServer => sqlserver::opening(schema, breaks),
        Dialect::Oracle => oracle::opening(schema, breaks),
        Dialect::Db2 => db2::opening(schema, breaks),
        // References are not enforced, and numbers go on where they were.
        Dialect::Snowflake => "BEGIN;\n".to_owned(),
        // A script may be sent in parts, which no transaction outlives.
        Dialect::BigQuery => String::new(),
        _ => postgres::opening(schema, breaks),
    }
}

/// The statements after the last row.
pub(crate) fn closing(schema: &Schema, order: &[TableId], breaks: &[CycleBreak]) -> String {
    match schema.dialect() {
        Dialect::MySql => mysql::closing(schema, order, breaks),
        Dialect::Sqlite => sqlite::CLOSING.to_owned(),
        Dialect::Snowflake => "COMMIT;\n".to_owned(),
        Dialect::SqlServer => sqlserver::closing(schema, order, breaks),
        Dialect::Oracle => oracle::closing(schema, order, breaks),
        Dialect::Db2 => db2::closing(schema, order, breaks),
        Dialect::BigQuery => String::new(),
        _ => postgres::closing(schema, order, breaks),
    }
}

/// The references that close a cycle and can't wait for the end of the transaction by
/// themselves.
fn undeferrable<'a>(
    schema: &'a Schema,
    breaks: &'a [CycleBreak],
) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
    breaks.iter().filter(|broken| !broken.deferrable).filter_map(|broken| {
        let table = schema.table(broken.table);
        let key = &table.foreign_keys[broken.foreign_key];
        key.enforced.then_some((table, key))
    })
}

/// A text as a literal of standard SQL.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests;
