//! Parquet and Arrow files, in whatever physical types they have.

use std::io::{Read, Seek};

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;
use seedbed_schema::{DataType, Table};

use super::arrow::ArrowBatches;
use super::columns::{Layout, batch};
use super::{BATCH_ROWS, CellProblem, ReadBatch, ReadError};
use crate::form::has_rule;
use crate::types::type_words;
use crate::{ArrayBuilder, ValueReader};

/// The record batches of a file.
type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ReadError>> + Send>;

pub(super) struct ColumnarReader {
    batches: Batches,
    layout: Layout,
    /// The position in the file of every column.
    positions: Vec<usize>,
    first_row: u64,
}

impl ColumnarReader {
    pub(super) fn parquet<R: ChunkReader + 'static>(
        input: R,
        table: &Table,
    ) -> Result<Self, ReadError> {
        let name = table.name.to_string();
        let failed = move |source| ReadError::Parquet { table: name.clone(), source };
        let builder = ParquetRecordBatchReaderBuilder::try_new(input).map_err(&failed)?;
        let schema = SchemaRef::clone(builder.schema());
        let batches = builder.with_batch_size(BATCH_ROWS).build().map_err(&failed)?;
        let batches =
            batches.map(move |read| read.map_err(|error| failed(ParquetError::from(error))));
        Self::new(&schema, Box::new(batches), table)
    }

    pub(super) fn arrow<R: Read + Seek + Send + 'static>(
        input: R,
        table: &Table,
    ) -> Result<Self, ReadError> {
        let name = table.name.to_string();
        let failed = move |source| ReadError::Arrow { table: name.clone(), source };
        let batches = ArrowBatches::new(input).map_err(&failed)?;
        let schema = batches.schema();
        Self::new(&schema, Box::new(batches.map(move |read| read.map_err(&failed))), table)
    }

    fn new(schema: &Schema, batches: Batches, table: &Table) -> Result<Self, ReadError> {
        let names = schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
        let layout = Layout::new(table, &names)?;
        let mut positions = vec![0; names.len()];
        for (at, name) in names.iter().enumerate() {
            if let Some(column) = layout.position(name) {
                positions[column] = at;
            }
        }
        Ok(Self { batches, layout, positions, first_row: 0 })
    }

    pub(super) fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.layout.schema)
    }

    fn convert(&mut self, read: &RecordBatch) -> Result<ReadBatch, ReadError> {
        let first_row = self.first_row;
        let mut problems = Vec::new();
        let mut arrays = Vec::with_capacity(self.positions.len());
        for (column, &at) in self.positions.iter().enumerate() {
            arrays.push(self.cast(read.column(at), column, &mut problems)?);
        }
        problems.sort_by_key(|problem: &CellProblem| (problem.row, problem.column));
        self.first_row += read.num_rows() as u64;
        let batch = batch(&self.layout.schema, arrays, read.num_rows());
        Ok(ReadBatch { first_row, batch, problems })
    }

    /// The array in the physical type of its column.
    fn cast(
        &self,
        array: &ArrayRef,
        column: usize,
        problems: &mut Vec<CellProblem>,
    ) -> Result<ArrayRef, ReadError> {
        let data_type = &self.layout.types[column];
        let wanted = self.layout.schema.field(column).data_type();
        if array.data_type() == wanted && !needs_check(data_type) {
            return Ok(ArrayRef::clone(array));
        }
        // Text is taken as it is, and read by the builder.
        let reader = ValueReader::new(array, &DataType::text());
        let reader = reader.map_err(|_| ReadError::ColumnType {
            table: self.layout.table.clone(),
            column: self.layout.names[column].clone(),
            found: array.data_type().clone(),
            expected: type_words(data_type),
        })?;
        let mut builder = ArrayBuilder::new(data_type, array.len());
        for row in 0..array.len() {
            if let Err(reason) = builder.push(reader.value(row)) {
                builder.push_null();
                problems.push(CellProblem { row: self.first_row + row as u64, column, reason });
            }
        }
        Ok(builder.finish())
    }
}

/// Whether a value can be of the right physical type and yet not of the column's type.
fn needs_check(data_type: &DataType) -> bool {
    let narrow = matches!(data_type, DataType::Integer { bits: 8 | 24, .. } | DataType::Year);
    narrow || matches!(data_type, DataType::Integer { unsigned: true, .. }) || has_rule(data_type)
}

impl Iterator for ColumnarReader {
    type Item = Result<ReadBatch, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.batches.next()?;
        Some(read.and_then(|read| self.convert(&read)))
    }
}
