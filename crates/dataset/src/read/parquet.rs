//! Parquet, in whatever physical types the file has.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;
use seedbed_schema::{DataType, Table};

use super::columns::{Layout, batch};
use super::{BATCH_ROWS, CellProblem, ReadBatch, ReadError};
use crate::form::has_rule;
use crate::types::type_words;
use crate::{ArrayBuilder, ValueReader};

pub(super) struct ParquetReader {
    batches: ParquetRecordBatchReader,
    layout: Layout,
    /// The position in the file of every column.
    positions: Vec<usize>,
    first_row: u64,
}

impl ParquetReader {
    pub(super) fn new<R: ChunkReader + 'static>(
        input: R,
        table: &Table,
    ) -> Result<Self, ReadError> {
        let failed = |source| ReadError::Parquet { table: table.name.to_string(), source };
        let builder = ParquetRecordBatchReaderBuilder::try_new(input).map_err(failed)?;
        let fields = builder.schema().fields();
        let names = fields.iter().map(|field| field.name().clone()).collect::<Vec<_>>();
        let layout = Layout::new(table, &names)?;
        let mut positions = vec![0; names.len()];
        for (at, name) in names.iter().enumerate() {
            if let Some(column) = layout.position(name) {
                positions[column] = at;
            }
        }
        let batches = builder.with_batch_size(BATCH_ROWS).build().map_err(failed)?;
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

impl Iterator for ParquetReader {
    type Item = Result<ReadBatch, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.batches.next()? {
            Ok(read) => self.convert(&read),
            Err(error) => Err(ReadError::Parquet {
                table: self.layout.table.clone(),
                source: ParquetError::from(error),
            }),
        })
    }
}
