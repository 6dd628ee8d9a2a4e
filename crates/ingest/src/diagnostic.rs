//! What reading a text has to say beside the schema itself.

use std::fmt;

use seedbed_schema::{Origin, SchemaProblems};

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was left out that does not constrain or describe rows.
    Note,
    /// Something that may matter to rows is known only in part.
    Warning,
    /// Something that describes rows could not be read and is missing from the schema.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One remark about one place of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// The place.
    pub origin: Origin,
    /// What was found there.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The first words of the statement that was skipped; never values of rows.
    pub skipped: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.origin, self.severity, self.message)?;
        if let Some(skipped) = &self.skipped {
            write!(f, " [skipped: {skipped}]")?;
        }
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

/// Why no schema came out of a text.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// What was read contradicts itself.
    #[error("{problems}")]
    Schema {
        /// Everything that is wrong.
        #[source]
        problems: SchemaProblems,
        /// What else was remarked while reading; a statement that was lost often explains a
        /// problem.
        diagnostics: Vec<Diagnostic>,
    },
    /// There is no table in it.
    #[error("no table was found; expected SQL with CREATE TABLE statements, or another schema")]
    NoTables {
        /// What was remarked while reading.
        diagnostics: Vec<Diagnostic>,
    },
}

impl IngestError {
    /// What was remarked while reading.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Schema { diagnostics, .. } | Self::NoTables { diagnostics } => diagnostics,
        }
    }
}
