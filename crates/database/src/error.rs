//! What can go wrong while loading, said without any cell value.

use std::fmt;

use crate::BoxError;

/// Why a load did not happen. The database is as it was before, but for what
/// [`LoadError::NotUndone`] lists.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The connection URL can't be read.
    #[error(
        "the database URL can't be read: {reason}; it looks like postgres://user@host/database, \
         mysql://user@host/database or sqlite:FILE"
    )]
    Url {
        /// What is wrong with it.
        reason: String,
    },
    /// The URL asks for an encrypted connection.
    #[error(
        "the database URL asks for an encrypted connection (sslmode=require, ssl-mode), and \
         encrypted connections are not available yet; do without through a trusted network or \
         a tunnel"
    )]
    TlsUnavailable,
    /// The server could not be reached, or turned the login down.
    #[error("can't connect to the database at {server}: {reason}")]
    Connect {
        /// The server's host and port, or its socket.
        server: String,
        /// The operating system's or the server's account.
        reason: String,
    },
    /// The file of the database is not there.
    #[error("there is no file {path}; create the database first, or have its tables created too")]
    NoFile {
        /// Its path.
        path: String,
    },
    /// The connection broke, or the server answered what the protocol does not allow.
    #[error("the connection to the database failed during {operation}: {reason}")]
    Connection {
        /// What was being done.
        operation: String,
        /// The operating system's account.
        reason: String,
    },
    /// The database lacks tables or columns of the schema.
    #[error(
        "the database does not have {}; create the tables first, ask to have them created, or \
         ask for no rows of what it can't have: --rows TABLE=0",
        list(missing)
    )]
    Missing {
        /// `table x`, `column x.y`.
        missing: Vec<String>,
    },
    /// Tables hold rows already.
    #[error(
        "{} already {} rows; load into an empty database, or ask to append to them or to \
         truncate them first", list(tables), if tables.len() == 1 { "holds" } else { "hold" }
    )]
    NotEmpty {
        /// Their names.
        tables: Vec<String>,
    },
    /// Rows of a table that the schema itself inserts can't be told from others, so the table
    /// can't be truncated.
    #[error(
        "{table} can't be truncated: it holds rows that the schema itself inserts, and they \
         can't be told from others because {reason}; recreate the database, or append"
    )]
    LiteralRows {
        /// The table.
        table: String,
        /// Why not.
        reason: String,
    },
    /// A table outside the schema refers to one that is to be truncated.
    #[error(
        "{parent} can't be truncated: {table}, a table outside the schema, refers to it; \
         load into an empty database, or append"
    )]
    ReferredTo {
        /// The table outside.
        table: String,
        /// The table it refers to.
        parent: String,
    },
    /// Tables that are to be created exist.
    #[error(
        "{} {} there already; load without creating tables, or into an empty database",
        list(tables), if tables.len() == 1 { "is" } else { "are" }
    )]
    Present {
        /// Their names.
        tables: Vec<String>,
    },
    /// Rows refer to rows that are not there, in a reference the database could not check by
    /// itself.
    #[error("rows of {table} refer to rows of {parent} that are not there ({constraint})")]
    Dangling {
        /// The referring table.
        table: String,
        /// The table referred to.
        parent: String,
        /// The foreign key.
        constraint: String,
    },
    /// A rehearsal would leave rows behind.
    #[error("rows of {} can't be taken back: their engine has no transactions", list(tables))]
    WithoutTransactions {
        /// The tables.
        tables: Vec<String>,
    },
    /// A load failed, and not all of it could be taken back.
    #[error("{error}; what could not be taken back: {}", list(left))]
    NotUndone {
        /// Why the load failed.
        error: Box<LoadError>,
        /// What was left behind.
        left: Vec<String>,
    },
    /// A cycle of references that can be loaded in no order.
    #[error(
        "{table} refers to {parent} in a cycle, and {constraint} can neither be checked later \
         nor be NULL first: {reason}; connect as the table's owner, or declare the constraint \
         DEFERRABLE"
    )]
    Cycle {
        /// The referring table.
        table: String,
        /// The table referred to.
        parent: String,
        /// The foreign key.
        constraint: String,
        /// What stands in the way.
        reason: String,
    },
    /// Rows arrive with columns that the schema's table does not have.
    #[error("the rows for {table} have a column {column} that the table does not have")]
    UnknownColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// The rows could not be made, or what was read could not be used.
    #[error("the rows for {table} could not be made or used")]
    Source {
        /// The table.
        table: String,
        /// Why.
        source: BoxError,
    },
    /// A schema script does what can't be done over a connection.
    #[error(
        "line {line} of the schema script: {reason}; create the tables with the database's own \
         client and load without creating them"
    )]
    Script {
        /// The line, from 1.
        line: usize,
        /// What it does.
        reason: String,
    },
    /// The rows break constraints that are checked at the end.
    #[error("the rows break {}", list(violated))]
    Violations {
        /// Each with its table and how many rows break it.
        violated: Vec<String>,
    },
    /// The server refused a statement or a row.
    #[error("{} refused {operation}: {error}", error.database)]
    Refused {
        /// What was being done, with the table's name.
        operation: String,
        /// The server's account, without values.
        error: Box<ServerError>,
    },
}

impl LoadError {
    /// Whether the same load may succeed when tried again: lost connections, deadlocks, a
    /// server that is starting or out of connections.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::Connection { .. } => true,
            Self::Refused { error, .. } => error.retryable,
            _ => false,
        }
    }

    /// Whether it is the rows that the database does not take: they break a constraint, or a
    /// trigger refuses them.
    pub fn is_violation(&self) -> bool {
        match self {
            Self::Violations { .. } | Self::Dangling { .. } => true,
            Self::Refused { error, .. } => error.of_rows,
            Self::NotUndone { error, .. } => error.is_violation(),
            _ => false,
        }
    }
}

pub(crate) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The server's account of a refusal, reduced to what names no value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerError {
    /// Which database it is: `PostgreSQL`, `MariaDB`, `SQLite` …
    pub database: &'static str,
    /// The five characters of the SQLSTATE, or the name of `SQLite`'s result code.
    pub sqlstate: String,
    /// The server's own number of the error, where it has one.
    pub number: Option<u16>,
    /// The message; empty when it may hold values.
    pub message: String,
    /// The table.
    pub table: Option<String>,
    /// The column.
    pub column: Option<String>,
    /// The constraint.
    pub constraint: Option<String>,
    /// The functions that were running, innermost first: a trigger's function.
    pub functions: Vec<String>,
    /// The triggers that may have refused the row.
    pub triggers: Vec<String>,
    /// The row within the statement, from 1.
    pub row: Option<u64>,
    /// What to do about it, where that is known.
    pub hint: Option<&'static str>,
    /// Whether it is rows that are refused: they break a constraint, or a trigger refuses them.
    pub of_rows: bool,
    /// Whether the same may succeed when tried again.
    pub retryable: bool,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = if self.message.is_empty() {
            "its message is left out because it may hold values"
        } else {
            &self.message
        };
        let kind = if self.sqlstate.len() == 5 { "SQLSTATE " } else { "" };
        write!(f, "{message} (")?;
        if let Some(number) = self.number {
            write!(f, "error {number}, ")?;
        }
        write!(f, "{kind}{}", self.sqlstate)?;
        let triggers = (!self.triggers.is_empty()).then(|| self.triggers.join(" or "));
        for (what, name) in [
            ("table", &self.table),
            ("column", &self.column),
            ("constraint", &self.constraint),
            ("function", &self.functions.first().cloned()),
            ("trigger", &triggers),
        ] {
            if let Some(name) = name {
                write!(f, ", {what} {name}")?;
            }
        }
        if let Some(row) = self.row {
            write!(f, ", row {row} of the statement")?;
        }
        write!(f, ")")?;
        self.hint.map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

impl std::error::Error for ServerError {}

/// The text with everything between its first and its last quote left out: a value may hold
/// quotes itself.
pub(crate) fn blank_quotes(message: &str) -> String {
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}\"…\"{}", &message[..first], &message[last + 1..])
        }
        _ => message.to_owned(),
    }
}
