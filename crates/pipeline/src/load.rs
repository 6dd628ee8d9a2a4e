//! Rows into a live database.

use seedbed_database::{ExistingRows, LoadError, LoadOptions, LoadReport};

use crate::{Cancel, PipelineError, Progress, Run, rows::EngineRows};

/// Where and how to load.
#[derive(Debug, Clone)]
pub struct LoadRequest {
    /// The database: `postgres://user@host/name` or `sqlite:FILE`.
    pub url: String,
    /// What to do about rows that are there already.
    pub existing: ExistingRows,
    /// A script that creates the tables, run first.
    pub create: Option<String>,
    /// Threads that make rows.
    pub threads: usize,
}

/// Loads all rows of a run into a database, in one transaction.
///
/// # Errors
/// [`PipelineError::Database`]; the database is then as it was before.
pub fn load_database(
    run: &Run,
    request: &LoadRequest,
    cancel: &Cancel,
    progress: &mut dyn FnMut(Progress),
) -> Result<LoadReport, PipelineError> {
    let source =
        EngineRows { engine: run.engine.clone(), threads: request.threads, cancel: cancel.clone() };
    let options = LoadOptions {
        existing: request.existing,
        create_sql: request.create.clone(),
        dry_run: false,
    };
    let mut told = |load: seedbed_database::LoadProgress| {
        progress(Progress { table: load.table, rows: load.rows, of: load.of });
    };
    seedbed_database::load(&request.url, run.schema(), &source, &options, &mut told)
        .map_err(|error| unwrapped(error, cancel))
}

/// An error of the rows themselves comes back as what it was.
fn unwrapped(error: LoadError, cancel: &Cancel) -> PipelineError {
    match error {
        LoadError::Source { .. } if cancel.is_cancelled() => PipelineError::Cancelled,
        other => PipelineError::Database(other),
    }
}
