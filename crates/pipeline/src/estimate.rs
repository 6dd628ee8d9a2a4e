//! How much a run would write.

use seedbed_dataset::{Format, TableEncoder};

use crate::{Cancel, PipelineError, Run, rows};

/// Rows that are made to learn a table's bytes per row.
const SAMPLE: u64 = 1024;

/// What one table would take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableEstimate {
    /// The table's name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// Its bytes, by those of its first rows.
    pub bytes: u64,
}

/// Makes the first rows of every table in memory, to tell how large the files would be.
///
/// # Errors
/// Those of making the rows.
pub fn estimate(
    run: &Run,
    format: Format,
    cancel: &Cancel,
) -> Result<Vec<TableEstimate>, PipelineError> {
    run.order
        .iter()
        .map(|&id| {
            let declared = run.schema().table(id);
            let table = declared.name.to_string();
            let failed = |source: seedbed_dataset::EncodeError| PipelineError::Codec {
                table: table.clone(),
                source: source.into(),
            };
            let rows = run.engine.rows(id);
            let sample = rows.min(SAMPLE);
            let batches = rows::batches(&run.engine, id, 0..sample, cancel)?;
            let (dialect, columns) = (run.schema().dialect(), run.engine.arrow_schema(id));
            let encoder =
                TableEncoder::speaking(dialect, format, declared, &columns).map_err(failed)?;
            let mut writer = encoder.writer(Vec::new(), true).map_err(failed)?;
            if sample > 0 {
                writer.append(encoder.encode(&batches).map_err(failed)?).map_err(failed)?;
            }
            let (_, totals) = writer.finish().map_err(failed)?;
            let scaled = u128::from(totals.bytes) * u128::from(rows) / u128::from(sample.max(1));
            Ok(TableEstimate { table, rows, bytes: (scaled as u64).max(totals.bytes) })
        })
        .collect()
}
