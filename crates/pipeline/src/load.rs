//! Rows into a live database.

use seedbed_database::{ExistingRows, LoadError, LoadOptions, LoadReport, database_name};
use seedbed_generate::GenerateError;

use crate::{Cancel, PipelineError, Progress, Run, rows::EngineRows};

/// What to do about rows that are there already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Existing {
    /// Load into tables without rows only.
    #[default]
    Refuse,
    /// Add to them. The run's schema knows them: see [`crate::with_existing_rows`].
    Append,
    /// Remove them first.
    Truncate {
        /// The database's name, as a person confirms that it is meant.
        name: String,
    },
}

/// Where and how to load.
#[derive(Debug, Clone)]
pub struct LoadRequest {
    /// The database: `postgres://user@host/name`, `mysql://user@host/name` or `sqlite:FILE`.
    pub url: String,
    /// What to do about rows that are there already.
    pub existing: Existing,
    /// A script that creates the tables, run first.
    pub create: Option<String>,
    /// Whether to take everything back once the database has checked it.
    pub dry_run: bool,
    /// Whether rows that triggers refuse are an error.
    pub strict: bool,
    /// Threads that make rows.
    pub threads: usize,
}

/// Loads all rows of a run into a database, in one transaction.
///
/// # Errors
/// [`PipelineError::Database`], and [`PipelineError::OtherDatabase`] where a truncation is
/// confirmed with another name; the database is then as it was before.
pub fn load_database(
    run: &Run,
    request: &LoadRequest,
    cancel: &Cancel,
    progress: &mut dyn FnMut(Progress),
) -> Result<LoadReport, PipelineError> {
    let existing = match &request.existing {
        Existing::Refuse => ExistingRows::Refuse,
        Existing::Append => ExistingRows::Append,
        Existing::Truncate { name } => {
            let right = database_name(&request.url)?;
            if &right != name {
                return Err(PipelineError::OtherDatabase { given: name.clone(), right });
            }
            ExistingRows::Truncate
        }
    };
    let source =
        EngineRows { engine: run.engine.clone(), threads: request.threads, cancel: cancel.clone() };
    let options = LoadOptions {
        existing,
        create_sql: request.create.clone(),
        dry_run: request.dry_run,
        strict: request.strict,
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
        LoadError::Source { table, source } => match source.downcast::<GenerateError>() {
            Ok(error) => PipelineError::Generate(*error),
            Err(source) => PipelineError::Database(LoadError::Source { table, source }),
        },
        other => PipelineError::Database(other),
    }
}
