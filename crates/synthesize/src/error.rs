//! What can go wrong, said so that whoever asked can do something about it.

use std::path::PathBuf;

/// Why a model could not be fitted, loaded or sampled. No variant holds a cell's value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SynthesizeError {
    /// No synthesizer of that name.
    #[error("there is no model \"{name}\": choose one of {known}")]
    UnknownMethod {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A device that this build or machine lacks.
    #[error("device {device}: {problem}")]
    Device {
        /// As it was asked for.
        device: String,
        /// Why not.
        problem: String,
    },
    /// Columns that don't make a table.
    #[error("the table can't be learned from: {problem}")]
    Frame {
        /// Why not, with the column's name.
        problem: String,
    },
    /// An option out of its range.
    #[error("option {option}: {problem}")]
    Option {
        /// Its name.
        option: &'static str,
        /// What it must be.
        problem: String,
    },
    /// A condition or given column that doesn't fit the model.
    #[error("column {column}: {problem}")]
    Column {
        /// The column.
        column: String,
        /// What is wrong.
        problem: String,
    },
    /// No row that meets the conditions was found.
    #[error(
        "row {row}: no row among {attempts} met the conditions on {columns}; the model makes such \
         rows too seldom: ask for less, or fit on data that has more of them"
    )]
    Unmet {
        /// The row's number.
        row: u64,
        /// How many were tried.
        attempts: u32,
        /// The columns with conditions.
        columns: String,
    },
    /// Training left the numbers that a computer can hold.
    #[error(
        "training diverged in epoch {epoch}: {what} is not a number; choose another seed or a \
         larger batch"
    )]
    Diverged {
        /// The epoch, from 1.
        epoch: u32,
        /// The loss concerned.
        what: &'static str,
    },
    /// A file of a model that is absent, damaged, or of something else.
    #[error("{file}: {problem}")]
    Damaged {
        /// The file's name in the model's folder.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The files of an interrupted fit that belong to other data or options.
    #[error("training can't go on from here: {problem}")]
    Resume {
        /// What differs.
        problem: String,
    },
    /// A folder that can't be read or written.
    #[error("{}: {source}", path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl SynthesizeError {
    pub(crate) fn frame(problem: impl Into<String>) -> Self {
        Self::Frame { problem: problem.into() }
    }

    pub(crate) fn column(column: &str, problem: impl Into<String>) -> Self {
        Self::Column { column: column.to_owned(), problem: problem.into() }
    }

    pub(crate) fn damaged(file: &str, problem: impl Into<String>) -> Self {
        Self::Damaged { file: file.to_owned(), problem: problem.into() }
    }
}
