//! Why a run did not happen.

use std::{io, path::Path, path::PathBuf};

use seedbed_database::LoadError;
use seedbed_evaluate::VerifyError;
#[cfg(feature = "evaluate")]
use seedbed_evaluate::scores::{CompareError, GateError};
use seedbed_generate::{GenerateError, PlanProblems};
use seedbed_ingest::IngestError;
use seedbed_planner::author::AuthorError;
use seedbed_profile::ReadError;
#[cfg(feature = "learn")]
use seedbed_synthesize::SynthesizeError;

/// Why a stage failed. Never holds a cell value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The schema has errors.
    #[error(transparent)]
    Schema(#[from] IngestError),
    /// A source is no text.
    #[error("{name}: {problem}")]
    Text {
        /// The source's name.
        name: String,
        /// What it is instead, and what to do.
        problem: String,
    },
    /// Tables to learn from can't be read.
    #[error(transparent)]
    Data(#[from] ReadError),
    /// A model's folder is none, damaged, or not where it can be written.
    #[error("{}: {problem}", path.display())]
    Model {
        /// The folder.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// What sampled rows are asked to meet can't be asked.
    #[error("--where{}: {problem}", if text.is_empty() { String::new() } else { format!(" {text}") })]
    Condition {
        /// The condition, its constants left out.
        text: String,
        /// What is wrong, and what can be asked.
        problem: String,
    },
    /// A table can't be learned, or a model not be drawn from.
    #[cfg(feature = "learn")]
    #[error(transparent)]
    Learn(#[from] SynthesizeError),
    /// A locale is written as none is.
    #[error("{locale:?} is no locale; the known ones are {}", known.join(", "))]
    Locale {
        /// What was given.
        locale: String,
        /// The locales that have data of their own.
        known: Vec<&'static str>,
    },
    /// The plan document can't be read.
    #[error("{name} is not a plan: {}{source}", path.as_ref().map_or(String::new(), |path| format!("{path}: ")))]
    PlanDocument {
        /// The document's name.
        name: String,
        /// The member that is wrong: `tables.orders.rows`; none for the document as a whole.
        path: Option<String>,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// A document can't be written as JSON.
    #[error("the document can't be written as JSON: {0}")]
    Document(serde_json::Error),
    /// The plan does not fit the schema.
    #[error("{0}")]
    Plan(PlanProblems),
    /// Rows are asked for a table that does not exist.
    #[error("there is no table {name}{}", hint.as_ref().map_or(String::new(), |hint| format!("; {hint}")))]
    UnknownTable {
        /// The name asked for.
        name: String,
        /// The nearest right name.
        hint: Option<String>,
    },
    /// What is asked of a column can't be had.
    #[error("{column}: {problem}")]
    Column {
        /// The column as it was named.
        column: String,
        /// What is wrong, and what can be asked.
        problem: String,
    },
    /// A truncation is confirmed with the name of another database.
    #[error(
        "the database is {right}, not {given}; if its rows shall be removed, confirm that with \
         its name: --truncate {right}"
    )]
    OtherDatabase {
        /// The name that was given.
        given: String,
        /// The database's name.
        right: String,
    },
    /// Something can't be honoured, and the user asked for all or nothing.
    #[error("{} can't be honoured in full", plural(reasons.len(), "thing"))]
    Strict {
        /// What, each with its table and constraint.
        reasons: Vec<String>,
    },
    /// A row could not be made.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// A row could not be encoded or read.
    #[error("{table}: {source}")]
    Codec {
        /// The table.
        table: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A file could not be read or written.
    #[error("can't {action} {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A directory to verify holds files that can't be told apart.
    #[error("{message}")]
    Files {
        /// What is unclear, and what to do.
        message: String,
    },
    /// Rows could not be verified.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// Rows could not be compared with real ones.
    #[cfg(feature = "evaluate")]
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A gate asks for what there is not.
    #[cfg(feature = "evaluate")]
    #[error(transparent)]
    Gate(#[from] GateError),
    /// The database did not take the rows.
    #[error(transparent)]
    Database(#[from] LoadError),
    /// A language model did not write its part.
    #[error(transparent)]
    Author(#[from] AuthorError),
    /// Somebody asked to stop.
    #[error("interrupted; nothing was kept")]
    Cancelled,
}

impl PipelineError {
    /// The table and the columns that no attempt at a row made meet a constraint; none for other
    /// errors.
    pub fn unmet(&self) -> Option<(&str, &[String])> {
        let Self::Generate(error) = self else {
            return None;
        };
        let mut error = error;
        while let GenerateError::Earlier(earlier) = error {
            error = earlier;
        }
        match error {
            GenerateError::Exhausted { table, columns, .. } => Some((table, columns)),
            _ => None,
        }
    }

    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }
}

/// `1 thing`, `2 things`.
fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
