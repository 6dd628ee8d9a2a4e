//! One batch with readers for the columns of its table.

use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use seedbed_dataset::ValueReader;
use seedbed_expr::Value;
use seedbed_schema::Table;

use crate::{
    hash::{Folding, KeyColumn},
    verifier::VerifyError,
};

/// A batch as its table sees it: columns by their position in the table.
pub(crate) struct Rows<'a> {
    table: &'a Table,
    /// The number of its first row within the table.
    pub(crate) first: u64,
    /// How many rows it has.
    pub(crate) len: usize,
    columns: Vec<Option<BatchColumn>>,
}

/// A column that the batch has.
pub(crate) struct BatchColumn {
    pub(crate) array: ArrayRef,
    pub(crate) reader: ValueReader,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(
        table: &'a Table,
        batch: &RecordBatch,
        first: u64,
    ) -> Result<Self, VerifyError> {
        let column = |column: &seedbed_schema::Column| {
            let Some(array) = batch.column_by_name(&column.name) else {
                return Ok(None);
            };
            let expected = seedbed_dataset::arrow_type(&column.data_type);
            let wrong_type = || VerifyError::PhysicalType {
                table: table.name.to_string(),
                column: column.name.clone(),
                found: array.data_type().to_string(),
                expected: expected.to_string(),
            };
            if array.data_type() != &expected {
                return Err(wrong_type());
            }
            let reader = ValueReader::new(array, &column.data_type).map_err(|_| wrong_type())?;
            Ok(Some(BatchColumn { array: array.clone(), reader }))
        };
        let columns = table.columns.iter().map(column).collect::<Result<_, _>>()?;
        Ok(Self { table, first, len: batch.num_rows(), columns })
    }

    /// A column, or why there is none.
    pub(crate) fn column(&self, at: usize) -> Result<&BatchColumn, String> {
        self.columns[at]
            .as_ref()
            .ok_or_else(|| format!("the data has no column {}", self.table.columns[at].name))
    }

    /// The columns of a key, or why one is missing.
    pub(crate) fn key(&self, parts: &[(usize, Folding)]) -> Result<Vec<KeyColumn<'_>>, String> {
        let part = |&(at, folding): &(usize, Folding)| {
            let column = self.column(at)?;
            Ok(match column.array.as_any().downcast_ref::<StringArray>() {
                // Arrays and documents are compared by what they hold, not by their text.
                Some(text) if compares_by_text(&self.table.columns[at].data_type) => {
                    KeyColumn::Text(text, folding)
                }
                _ => KeyColumn::Value(&column.reader, folding),
            })
        };
        parts.iter().map(part).collect()
    }

    /// Reads the given columns of one row into their slots.
    pub(crate) fn fill(&self, columns: &[usize], row: usize, slots: &mut [Value]) {
        for &at in columns {
            if let Some(column) = &self.columns[at] {
                slots[at] = column.reader.value(row);
            }
        }
    }

    /// The number of a row within the table.
    pub(crate) fn number(&self, row: usize) -> u64 {
        self.first + row as u64
    }
}

fn compares_by_text(data_type: &seedbed_schema::DataType) -> bool {
    use seedbed_schema::DataType;
    matches!(data_type, DataType::Text { .. } | DataType::Enum(_) | DataType::Uuid)
}
