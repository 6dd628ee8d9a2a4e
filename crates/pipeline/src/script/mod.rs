//! What surrounds the rows in a SQL script: one transaction, references in cycles, sequences; in
//! the words of the schema's own database.

mod mysql;
mod postgres;
mod sqlite;

use std::collections::BTreeSet;

use seedbed_expr::Dialect;
use seedbed_schema::{CycleBreak, Schema, TableId};

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
        _ => postgres::opening(schema, breaks),
    }
}

/// The statements after the last row.
pub(crate) fn closing(schema: &Schema, order: &[TableId], breaks: &[CycleBreak]) -> String {
    match schema.dialect() {
        Dialect::MySql => mysql::closing(schema, order, breaks),
        Dialect::Sqlite => sqlite::CLOSING.to_owned(),
        _ => postgres::closing(schema, order, breaks),
    }
}
