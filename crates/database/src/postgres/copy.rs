//! COPY of one table.

use std::{io::Write, sync::Arc};

use ::postgres::Transaction;
use arrow_array::{ArrayRef, RecordBatch, new_null_array};
use arrow_schema::Schema as ArrowSchema;
use seedbed_dataset::encode_copy;

use super::{catalog::Target, name};
use crate::{BatchSource, LoadError};

/// Rows per COPY statement. The server queues the checks of references until a statement ends,
/// in memory, and tells of a refused row only then.
const ROWS_PER_COPY: usize = 1 << 20;

/// Which columns of the incoming batches are written.
#[derive(Debug)]
pub(crate) struct Selection {
    names: Vec<String>,
    /// Their positions in the batches.
    positions: Vec<usize>,
    /// The positions of those written as NULL.
    nulled: Vec<usize>,
}

impl Selection {
    /// Every column that the table lets be written, those of `null_first` as NULL.
    ///
    /// # Errors
    /// [`LoadError::UnknownColumn`] for a column that `known` does not accept.
    pub(crate) fn writable(
        target: &Target,
        source: &dyn BatchSource,
        known: impl Fn(&str) -> bool,
        null_first: &[String],
    ) -> Result<Self, LoadError> {
        let mut selection = Self { names: vec![], positions: vec![], nulled: vec![] };
        for (position, field) in source.schema(target.id).fields().iter().enumerate() {
            let name = field.name();
            if !known(name) {
                let (table, column) = (target.name.clone(), name.clone());
                return Err(LoadError::UnknownColumn { table, column });
            }
            if !target.writable.contains(name) {
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

    /// The named columns, in that order.
    pub(crate) fn only(
        target: &Target,
        source: &dyn BatchSource,
        names: &[&str],
    ) -> Result<Self, LoadError> {
        let schema = source.schema(target.id);
        let position = |name: &&str| {
            schema.index_of(name).map_err(|error| LoadError::Source {
                table: target.name.clone(),
                source: Box::new(error),
            })
        };
        Ok(Self {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            positions: names.iter().map(position).collect::<Result<_, _>>()?,
            nulled: Vec::new(),
        })
    }

    fn apply(&self, batch: RecordBatch) -> RecordBatch {
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

/// Copies all rows of a table into `destination`, telling how many after each batch. Returns
/// the number of rows handed over.
pub(crate) fn send(
    transaction: &mut Transaction<'_>,
    target: &Target,
    destination: &str,
    selection: &Selection,
    source: &dyn BatchSource,
    told: &mut dyn FnMut(u64),
) -> Result<u64, LoadError> {
    if selection.names.is_empty() {
        return send_defaults(transaction, target, source.rows(target.id));
    }
    let columns = name::quoted_list(selection.names.iter().map(String::as_str));
    let statement = format!("COPY {destination} ({columns}) FROM STDIN");
    let failed =
        |error: ::postgres::Error| LoadError::during(format!("COPY to {}", target.name), &error);
    let mut batches = source.batches(target.id).peekable();
    let (mut sent, mut text) = (0, Vec::new());
    while batches.peek().is_some() {
        let mut writer = transaction.copy_in(&statement).map_err(failed)?;
        let mut written = Ok(());
        let mut rows = 0;
        while rows < ROWS_PER_COPY && written.is_ok() {
            let Some(batch) = batches.next() else { break };
            let batch = selection.apply(batch.map_err(|source| of_source(target, source))?);
            text.clear();
            encode_copy(&batch, &selection.positions, &mut text)
                .map_err(|error| of_source(target, error.into()))?;
            written = writer.write_all(&text).and_then(|()| writer.flush());
            rows += batch.num_rows();
            told(sent + rows as u64);
        }
        // A refused row is told by `finish`; a failed write only says that there was one.
        writer.finish().map_err(failed)?;
        written.map_err(|error| LoadError::Connection {
            operation: format!("COPY to {}", target.name),
            reason: error.to_string(),
        })?;
        sent += rows as u64;
    }
    Ok(sent)
}

fn of_source(target: &Target, source: crate::BoxError) -> LoadError {
    LoadError::Source { table: target.name.clone(), source }
}

/// Rows of a table without columns to write.
fn send_defaults(
    transaction: &mut Transaction<'_>,
    target: &Target,
    rows: u64,
) -> Result<u64, LoadError> {
    let statement =
        format!("INSERT INTO {} SELECT FROM generate_series(1, $1::bigint)", target.sql);
    transaction
        .execute(&statement, &[&(rows as i64)])
        .map_err(|error| LoadError::during(format!("INSERT into {}", target.name), &error))
}
