//! Rows into tables.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::DataType as ArrowType;
use seedbed_dataset::ValueReader;
use seedbed_schema::DataType;

use super::ReadError;
use crate::{
    parallel,
    table::{ColumnBuilder, Table},
};

/// Collects the rows of a table.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, Int32Array, RecordBatch};
/// use seedbed_profile::TableBuilder;
///
/// let ages: ArrayRef = Arc::new(Int32Array::from(vec![Some(30), None]));
/// let batch = RecordBatch::try_from_iter([("age", ages)]).unwrap();
/// let mut people = TableBuilder::with_columns("people", vec!["age".into(), "name".into()]);
/// people.push("people", &batch).unwrap();
/// let people = people.finish();
/// assert_eq!((people.rows(), people.columns[1].missing()), (2, 2));
/// ```
#[derive(Debug)]
pub struct TableBuilder {
    name: String,
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<ColumnBuilder>,
}

impl TableBuilder {
    /// A table whose columns a file will name.
    pub(super) fn new(name: String) -> Self {
        Self { name, names: Vec::new(), columns: Vec::new() }
    }

    /// A table with these columns and no row.
    pub fn with_columns(name: impl Into<String>, names: Vec<String>) -> Self {
        let columns = names.iter().map(|_| ColumnBuilder::default()).collect();
        Self { name: name.into(), names, columns }
    }

    /// Takes the columns of a file: those of the first, or else the same.
    pub(super) fn columns(&mut self, source: &str, names: Vec<String>) -> Result<(), ReadError> {
        if names.is_empty() {
            return Err(ReadError::Empty { source_name: source.to_owned() });
        }
        let mut repeated =
            names.iter().enumerate().filter(|(at, name)| names[..*at].contains(name));
        if let Some((_, column)) = repeated.next() {
            let (source_name, column) = (source.to_owned(), column.clone());
            return Err(ReadError::RepeatedColumn { source_name, column });
        }
        if self.names.is_empty() {
            self.columns.resize_with(names.len(), ColumnBuilder::default);
            self.names = names;
        } else if self.names != names {
            return Err(ReadError::OtherColumns {
                source_name: source.to_owned(),
                table: self.name.clone(),
            });
        }
        Ok(())
    }

    /// A further column, missing in the rows so far.
    pub(super) fn add_column(&mut self, name: String, rows: usize) {
        let mut column = ColumnBuilder::default();
        (0..rows).for_each(|_| column.push_missing());
        self.names.push(name);
        self.columns.push(column);
    }

    /// Adds the rows of a batch, whatever its physical types. Columns that it lacks are missing in
    /// its rows; those that the table lacks are left out.
    ///
    /// # Errors
    /// When a column holds lists or structures; `source` is what the error calls the rows.
    pub fn push(&mut self, source: &str, batch: &RecordBatch) -> Result<(), ReadError> {
        for (name, column) in self.names.iter().zip(&mut self.columns) {
            match batch.column_by_name(name) {
                Some(array) => push(column, array).map_err(|found| ReadError::Nested {
                    source_name: source.to_owned(),
                    column: name.clone(),
                    found,
                })?,
                None => (0..batch.num_rows()).for_each(|_| column.push_missing()),
            }
        }
        Ok(())
    }

    /// The table: what its columns hold is told by all of their values.
    pub fn finish(self) -> Table {
        let columns = self.names.into_iter().zip(self.columns).collect();
        let columns =
            parallel::each(columns, |(name, column): (String, ColumnBuilder)| column.finish(name));
        Table { name: self.name, columns }
    }
}

/// Adds the values of an array; the name of its type where they are no scalars.
fn push(column: &mut ColumnBuilder, array: &ArrayRef) -> Result<(), String> {
    column.is_text |= is_text(array.data_type());
    let reader =
        ValueReader::new(array, &DataType::text()).map_err(|_| array.data_type().to_string())?;
    for row in 0..array.len() {
        if reader.is_null(row) {
            column.push_missing();
        } else {
            column.push(&reader.value(row).text());
        }
    }
    Ok(())
}

fn is_text(data_type: &ArrowType) -> bool {
    match data_type {
        ArrowType::Utf8 | ArrowType::LargeUtf8 | ArrowType::Utf8View => true,
        ArrowType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}
