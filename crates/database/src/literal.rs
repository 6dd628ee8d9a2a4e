//! The keys of the rows that the schema itself inserts.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::Schema as ArrowSchema;
use seedbed_dataset::{ArrayBuilder, arrow_field};
use seedbed_schema::Table;

/// Why keys can't be told.
pub(crate) const UNKNOWN: &str = "their keys are only known to the database";

/// The values of a key's columns in the rows that the schema inserts into a table, or why they
/// are unknown.
pub(crate) fn key_batch(table: &Table, key: &[&str]) -> Result<RecordBatch, &'static str> {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for name in key {
        let at = table.column_index(name).ok_or(UNKNOWN)?;
        let column = &table.columns[at];
        let mut builder = ArrayBuilder::new(&column.data_type, table.rows.len());
        for row in &table.rows {
            let value = row.values.get(at).cloned().flatten().ok_or(UNKNOWN)?;
            builder.push(value).map_err(|_| UNKNOWN)?;
        }
        fields.push(arrow_field(column));
        arrays.push(builder.finish());
    }
    RecordBatch::try_new(Arc::new(ArrowSchema::new(fields)), arrays).map_err(|_| UNKNOWN)
}
