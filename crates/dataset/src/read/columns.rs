//! The columns of a file while rows are read into them.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{Schema, SchemaRef};
use seedbed_expr::Value;
use seedbed_schema::{Column, DataType, Table};

use super::{BATCH_ROWS, CellProblem, ReadBatch, ReadError};
use crate::{ArrayBuilder, ConvertError, arrow_field};

/// Which columns of a table a file has.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) table: String,
    /// The names of the columns, in the table's order.
    pub(super) names: Vec<String>,
    /// The types of the columns.
    pub(super) types: Vec<DataType>,
    pub(super) schema: SchemaRef,
}

impl Layout {
    /// The columns named, which must be the table's; those that the database computes may be
    /// missing.
    pub(super) fn new(table: &Table, names: &[String]) -> Result<Self, ReadError> {
        let table_name = || table.name.to_string();
        let mut found = vec![false; table.columns.len()];
        for name in names {
            let at = table.column_index(name).ok_or_else(|| unknown_column(table, name))?;
            if std::mem::replace(&mut found[at], true) {
                return Err(ReadError::RepeatedColumn {
                    table: table_name(),
                    column: name.clone(),
                });
            }
        }
        let present = table.columns.iter().zip(&found).filter(|(_, found)| **found);
        let present = present.map(|(column, _)| column).collect::<Vec<_>>();
        let missing = |(column, found): &(&Column, &bool)| !**found && !column.is_computed();
        if let Some((column, _)) = table.columns.iter().zip(&found).find(missing) {
            let column = column.name.clone();
            return Err(ReadError::MissingColumn { table: table_name(), column });
        }
        Ok(Self::of(table, &present))
    }

    fn of(table: &Table, present: &[&Column]) -> Self {
        let fields = present.iter().map(|column| arrow_field(column).with_nullable(true));
        Self {
            table: table.name.to_string(),
            schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())),
            names: present.iter().map(|column| column.name.clone()).collect(),
            types: present.iter().map(|column| column.data_type.clone()).collect(),
        }
    }

    /// The position of a column by its name in the file.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let exact = self.names.iter().position(|known| known == name);
        exact.or_else(|| self.names.iter().position(|known| known.eq_ignore_ascii_case(name)))
    }
}

pub(super) fn unknown_column(table: &Table, name: &str) -> ReadError {
    let known = table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>();
    ReadError::UnknownColumn {
        table: table.name.to_string(),
        column: name.to_owned(),
        known: format!("its columns are {}", known.join(", ")),
    }
}

/// Collects the cells of a table's rows into batches, row by row.
///
/// A cell that is not of its column's type becomes NULL and is listed among the batch's problems.
///
/// ```
/// use seedbed_dataset::BatchBuilder;
/// use seedbed_schema::{Column, DataType, Table, TableName};
///
/// let mut table = Table::new(TableName::new("customers"));
/// table.columns.push(Column::new("id", DataType::integer(32)));
/// let mut builder = BatchBuilder::new(&table, &[0]);
/// builder.push_text(0, "17");
/// builder.end_row();
/// assert_eq!(builder.take().unwrap().batch.num_rows(), 1);
/// ```
#[derive(Debug)]
pub struct BatchBuilder {
    pub(super) layout: Layout,
    builders: Vec<ArrayBuilder>,
    problems: Vec<CellProblem>,
    first_row: u64,
    rows: usize,
}

impl BatchBuilder {
    /// Collects the columns of `table` at the given positions, in that order.
    ///
    /// # Panics
    /// When the table has no column at a position.
    pub fn new(table: &Table, columns: &[usize]) -> Self {
        let present: Vec<_> = columns.iter().map(|&at| &table.columns[at]).collect();
        Self::over(Layout::of(table, &present))
    }

    pub(super) fn over(layout: Layout) -> Self {
        let builder = |data_type| ArrayBuilder::new(data_type, BATCH_ROWS);
        let builders = layout.types.iter().map(builder).collect();
        Self { layout, builders, problems: Vec::new(), first_row: 0, rows: 0 }
    }

    /// The type of a column, by its position among those collected.
    pub(super) fn data_type(&self, column: usize) -> &DataType {
        &self.layout.types[column]
    }

    /// Appends NULL to a column, by its position among those collected.
    pub fn push_null(&mut self, column: usize) {
        self.builders[column].push_null();
    }

    /// Appends a cell by its text in the notation of the column's type.
    pub fn push_text(&mut self, column: usize, text: &str) {
        let pushed = self.builders[column].push_text(text);
        self.note(column, pushed);
    }

    /// Appends a cell by its value.
    pub fn push(&mut self, column: usize, value: Value) {
        let pushed = self.builders[column].push(value);
        self.note(column, pushed);
    }

    /// Whether a column is one of bytes.
    pub(super) fn holds_bytes(&self, column: usize) -> bool {
        matches!(self.layout.types[column], DataType::Bytes { .. })
    }

    fn note(&mut self, column: usize, pushed: Result<(), ConvertError>) {
        if let Err(reason) = pushed {
            self.builders[column].push_null();
            let row = self.first_row + self.rows as u64;
            self.problems.push(CellProblem { row, column, reason });
        }
    }

    /// Ends the row: every column has its cell.
    pub fn end_row(&mut self) {
        self.rows += 1;
    }

    /// Whether there are enough rows for a batch.
    pub fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS
    }

    /// The rows collected since the last call; `None` when there are none.
    pub fn take(&mut self) -> Option<ReadBatch> {
        if self.rows == 0 {
            return None;
        }
        let arrays = self.builders.iter_mut().map(ArrayBuilder::finish).collect();
        let read = ReadBatch {
            first_row: self.first_row,
            batch: batch(&self.layout.schema, arrays, self.rows),
            problems: std::mem::take(&mut self.problems),
        };
        self.first_row += self.rows as u64;
        self.rows = 0;
        Some(read)
    }
}

/// A batch of arrays that are known to fit the schema.
pub(super) fn batch(schema: &SchemaRef, arrays: Vec<ArrayRef>, rows: usize) -> RecordBatch {
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::clone(schema), arrays, &options)
        .expect("every array was built for its field, with as many rows as the others")
}
