//! What can be wrong with a plan, what is said before the first row, and how a row can fail.

use std::fmt;

use arrow_schema::ArrowError;
use seedbed_dataset::ConvertError;

/// One thing that makes a plan unusable with its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanProblem {
    /// Where in the plan: `tables.orders.columns.status.weights`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do: the nearest right name, the value that would fit.
    pub hint: Option<String>,
}

impl fmt::Display for PlanProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// All problems of a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PlanProblems(pub Vec<PlanProblem>);

impl fmt::Display for PlanProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// Fewer rows than asked for: the keys have no more values.
    Capacity,
    /// A constraint that can't be evaluated here, and so isn't made to hold.
    NotHonoured,
    /// The plan asks for something that a constraint overrules.
    Adjusted,
}

/// Something the user is told before the first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The table.
    pub table: String,
    /// The constraint or column it is about.
    pub constraint: Option<String>,
    /// What kind of note.
    pub kind: NoteKind,
    /// What happens, and why.
    pub message: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.constraint {
            Some(constraint) => write!(f, "{}: {constraint}: {}", self.table, self.message),
            None => write!(f, "{}: {}", self.table, self.message),
        }
    }
}

/// Why a row could not be made. Never holds a value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// No attempt at a row met the table's constraints.
    #[error("{table}: row {row} {}", attempted(constraint, *attempts))]
    Exhausted {
        /// The table.
        table: String,
        /// The constraint that failed most often.
        constraint: String,
        /// The table's columns that it is about.
        columns: Vec<String>,
        /// The row's number, from 1.
        row: u64,
        /// How often it was tried.
        attempts: u32,
    },
    /// A fitted model can't make the rows.
    #[error("{table}: the model {model} can't make its rows: {source}")]
    Model {
        /// The table.
        table: String,
        /// The model's name in the plan.
        model: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No more rows could be found that differ in a key.
    #[error(
        "{table}: {constraint} has room for little more than {rows} rows; ask for fewer, or widen \
         the sources of its columns in the plan"
    )]
    Crowded {
        /// The table.
        table: String,
        /// The key.
        constraint: String,
        /// How many rows were found.
        rows: u64,
    },
    /// A unique key that must be repaired row by row belongs to a table too large for that.
    #[error(
        "{table}: {constraint} can only be held by remembering its values, which is limited to \
         {limit} rows; ask for fewer rows"
    )]
    TooLargeToRepair {
        /// The table.
        table: String,
        /// The key.
        constraint: String,
        /// The most rows.
        limit: u64,
    },
    /// Rows of a table wait for each other: what decides one is decided by another.
    #[error(
        "{table}: rows can't be tried against {constraint}, because what they refer to waits for \
         them; make the reference NULL in the plan, or give its columns sources that always hold it"
    )]
    Circular {
        /// The table.
        table: String,
        /// The constraint that rows are tried against.
        constraint: String,
    },
    /// A formula failed for a row.
    #[error("{table}.{column}: the formula fails: {source}")]
    Formula {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Why.
        source: seedbed_expr::EvalError,
    },
    /// A value does not fit its column.
    #[error("{table}.{column}: {source}")]
    Convert {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Why.
        source: ConvertError,
    },
    /// Something that rows share failed before.
    #[error("{0}")]
    Earlier(std::sync::Arc<GenerateError>),
    /// A batch could not be put together.
    #[error("{table}: {source}")]
    Arrow {
        /// The table.
        table: String,
        /// Why.
        source: ArrowError,
    },
}

/// How a row failed.
fn attempted(constraint: &str, attempts: u32) -> String {
    if attempts > 1 {
        format!(
            "meets {constraint} in none of {attempts} attempts; narrow the sources of its columns \
             in the plan"
        )
    } else {
        format!(
            "does not meet {constraint}, and nothing that the condition reads is drawn anew; give \
             its columns other sources in the plan"
        )
    }
}

impl GenerateError {
    /// The error that first happened, where this one tells of an earlier one.
    pub(crate) fn first(&self) -> &Self {
        match self {
            Self::Earlier(earlier) => earlier.first(),
            error => error,
        }
    }
}

/// `did you mean …?`, for the nearest of `names`.
pub(crate) fn did_you_mean<'a>(
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| format!("did you mean {name}?"))
}
