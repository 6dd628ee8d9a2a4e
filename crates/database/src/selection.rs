//! Which columns of the incoming batches are written.

use std::{collections::BTreeSet, sync::Arc};

use arrow_array::{ArrayRef, RecordBatch, new_null_array};
use arrow_schema::{Schema as ArrowSchema, SchemaRef};
use seedbed_schema::Table;

use crate::LoadError;

/// Columns by name and by position in the batches.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) names: Vec<String>,
    /// Their positions in the batches.
    pub(crate) positions: Vec<usize>,
    /// The positions of those written as NULL.
    nulled: Vec<usize>,
}

impl Selection {
    /// Every column of `rows` that is among `writable`, those of `null_first` as NULL.
    ///
    /// # Errors
    /// [`LoadError::UnknownColumn`] for a column that the table does not have.
    pub(crate) fn writable(
        table: &Table,
        writable: &BTreeSet<String>,
        rows: &SchemaRef,
        null_first: &[String],
    ) -> Result<Self, LoadError> {
        let mut selection = Self { names: vec![], positions: vec![], nulled: vec![] };
        for (position, field) in rows.fields().iter().enumerate() {
            let name = field.name();
            if !table.columns.iter().any(|column| &column.name == name) {
                let (table, column) = (table.name.to_string(), name.clone());
                return Err(LoadError::UnknownColumn { table, column });
            }
            if !writable.contains(name) {
                continue;
            }
            if null_first.contains(name) {
                selection.nulled.push(position);
            }
            selection.names.push(name.clone());
            selection.positions.push(position);
        }
        Ok(selection)
    }

    /// The named columns of `rows`, in that order.
    ///
    /// # Errors
    /// [`LoadError::Source`] where the rows lack one.
    pub(crate) fn only(table: &str, rows: &SchemaRef, names: &[&str]) -> Result<Self, LoadError> {
        let position = |name: &&str| {
            rows.index_of(name).map_err(|error| LoadError::Source {
                table: table.to_owned(),
                source: Box::new(error),
            })
        };
        Ok(Self {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            positions: names.iter().map(position).collect::<Result<_, _>>()?,
            nulled: Vec::new(),
        })
    }

    /// The batch with NULL where the selection says so.
    pub(crate) fn apply(&self, batch: RecordBatch) -> RecordBatch {
        if self.nulled.is_empty() {
            return batch;
        }
        let columns = batch.columns().iter().enumerate().map(|(position, column)| -> ArrayRef {
            if self.nulled.contains(&position) {
                new_null_array(column.data_type(), column.len())
            } else {
                Arc::clone(column)
            }
        });
        // The fields stay as they are otherwise: their metadata tells how values are written.
        let schema = batch.schema();
        let fields = schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true));
        let schema = Arc::new(ArrowSchema::new(fields.collect::<Vec<_>>()));
        RecordBatch::try_new(schema, columns.collect())
            .expect("the columns of a batch are as long as each other")
    }
}
