//! What surrounds the rows in a SQL script: one transaction, references in cycles, sequences; in
//! the words of the schema's own database.

mod mysql;
mod postgres;

use seedbed_expr::Dialect;
use seedbed_schema::{CycleBreak, Schema, TableId};

/// The statements before the first row.
pub(crate) fn opening(schema: &Schema, breaks: &[CycleBreak]) -> String {
    match schema.dialect() {
        Dialect::MySql => mysql::opening(breaks),
        _ => postgres::opening(schema, breaks),
    }
}

/// The statements after the last row.
pub(crate) fn closing(schema: &Schema, order: &[TableId], breaks: &[CycleBreak]) -> String {
    match schema.dialect() {
        Dialect::MySql => mysql::closing(schema, order, breaks),
        _ => postgres::closing(schema, order, breaks),
    }
}
