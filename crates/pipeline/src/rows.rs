//! The engine's rows in batches: for a database, for a preview, for an estimate.

use std::{ops::Range, sync::Arc};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use seedbed_database::{BatchSource, Batches, BoxError};
use seedbed_generate::Engine;
use seedbed_schema::TableId;

use crate::{Cancel, PipelineError, ahead::Ahead};

/// Rows that the engine makes at a time: enough to amortise the work per batch, few enough that
/// a batch stays in the processor's cache.
pub(crate) const BATCH_ROWS: u64 = 8192;

/// Makes `rows` of a table in batches.
pub(crate) fn batches(
    engine: &Engine,
    table: TableId,
    rows: Range<u64>,
    cancel: &Cancel,
) -> Result<Vec<RecordBatch>, PipelineError> {
    let starts = (rows.start..rows.end).step_by(BATCH_ROWS as usize);
    starts
        .map(|start| {
            if cancel.is_cancelled() {
                return Err(PipelineError::Cancelled);
            }
            Ok(engine.batch(table, start..rows.end.min(start + BATCH_ROWS))?)
        })
        .collect()
}

/// The engine's rows for the database loader, made ahead of it on other threads.
pub(crate) struct EngineRows {
    pub(crate) engine: Arc<Engine>,
    pub(crate) threads: usize,
    pub(crate) cancel: Cancel,
}

impl BatchSource for EngineRows {
    fn rows(&self, table: TableId) -> u64 {
        self.engine.rows(table)
    }

    fn schema(&self, table: TableId) -> SchemaRef {
        self.engine.arrow_schema(table)
    }

    fn batches(&self, table: TableId) -> Batches<'_> {
        let rows = self.engine.rows(table);
        let engine = Arc::clone(&self.engine);
        let cancel = self.cancel.clone();
        let batch = move |number: u64| -> Result<RecordBatch, BoxError> {
            if cancel.is_cancelled() {
                return Err(Box::new(PipelineError::Cancelled));
            }
            let start = number * BATCH_ROWS;
            Ok(engine.batch(table, start..rows.min(start + BATCH_ROWS))?)
        };
        Box::new(Ahead::new(rows.div_ceil(BATCH_ROWS), self.threads, 1, batch))
    }
}
