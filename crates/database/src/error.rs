//! What can go wrong while loading, said without any cell value.

use std::fmt;

use crate::BoxError;

/// Why a load did not happen. The database is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The connection URL can't be read.
    #[error(
        "the database URL can't be read: {reason}; \
         it looks like postgres://user@host:5432/database or sqlite:FILE"
    )]
    Url {
        /// What is wrong with it.
        reason: String,
    },
    /// The URL asks for an encrypted connection.
    #[error(
        "the database URL asks for sslmode=require, and encrypted connections are not \
         available yet; use sslmode=disable through a trusted network or a tunnel"
    )]
    TlsUnavailable,
    /// The server could not be reached, or turned the login down.
    #[error("can't connect to the database: {reason}")]
    Connect {
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
        "the database does not have {}; create the tables first, for example with \
         the database's own client",
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
        "line {line} of the schema script: {reason}; create the tables with \
         the database's own client and load without creating them"
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
            Self::Refused { error, .. } => {
                let passing = ["40", "53", "57", "08", "SQLITE_BUSY", "SQLITE_LOCKED"];
                passing.iter().any(|class| error.sqlstate.starts_with(class))
            }
            _ => false,
        }
    }

    /// Whether it is the rows that the database does not take: they break a constraint, or a
    /// trigger refuses them.
    pub fn is_violation(&self) -> bool {
        match self {
            Self::Violations { .. } => true,
            Self::Refused { error, .. } => {
                let classes = ["22", "23", "P0", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH"];
                classes.iter().any(|class| error.sqlstate.starts_with(class))
                    || !error.functions.is_empty()
            }
            _ => false,
        }
    }

    /// Turns the driver's error into one without values.
    pub(crate) fn during(operation: impl Into<String>, error: &::postgres::Error) -> Self {
        match error.as_db_error() {
            Some(db) => {
                let error = Box::new(ServerError::from_db(db));
                Self::Refused { operation: operation.into(), error }
            }
            None => Self::Connection { operation: operation.into(), reason: error.to_string() },
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
///
/// `DETAIL` and `CONTEXT` hold cell values and are left out, apart from the names of functions,
/// the column, and the number of the row within its `COPY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerError {
    /// Which database it is: `PostgreSQL`, `SQLite`.
    pub database: &'static str,
    /// The five characters of the SQLSTATE (`PostgreSQL` manual, appendix A), or the name of
    /// `SQLite`'s result code.
    pub sqlstate: String,
    /// The message; empty when it was written by a function or trigger and may hold values.
    pub message: String,
    /// The table.
    pub table: Option<String>,
    /// The column.
    pub column: Option<String>,
    /// The constraint.
    pub constraint: Option<String>,
    /// The functions that were running, innermost first: a trigger's function.
    pub functions: Vec<String>,
    /// The triggers one of which refused the row, where the database tells of triggers.
    pub triggers: Vec<String>,
    /// The row within the `COPY`, from 1.
    pub copy_line: Option<u64>,
}

impl ServerError {
    fn from_db(error: &::postgres::error::DbError) -> Self {
        let context = Context::read(error.where_().unwrap_or_default());
        let sqlstate = error.code().code().to_owned();
        let message = if context.functions.is_empty() {
            safe_message(&sqlstate, error.message())
        } else {
            String::new()
        };
        Self {
            database: "PostgreSQL",
            message,
            table: error.table().map(str::to_owned),
            column: error.column().map(str::to_owned).or(context.column),
            constraint: error.constraint().map(str::to_owned),
            functions: context.functions,
            triggers: Vec::new(),
            copy_line: context.copy_line,
            sqlstate,
        }
    }

    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self.sqlstate.as_str() {
            _ if !self.functions.is_empty() => {
                Some("the function belongs to a trigger or a CHECK: see which rows it accepts")
            }
            "42501" => Some("connect as the owner of the tables, or grant INSERT on them"),
            "42P07" => Some("the tables exist already: load without creating them"),
            "0A000" => Some("a table outside the schema refers to these tables"),
            "25001" => Some("this statement can't run in a transaction: run it with psql"),
            "53100" => Some("the server's disk is full"),
            "SQLITE_BUSY" | "SQLITE_LOCKED" => {
                Some("another program holds the file: close it, or wait")
            }
            "SQLITE_READONLY" => Some("the file, or its directory, can't be written to"),
            "SQLITE_NOTADB" => Some("the file is something else: name another one"),
            "SQLITE_CONSTRAINT_TRIGGER" => Some("see which rows the trigger accepts"),
            _ => None,
        }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = if self.message.is_empty() {
            "its message is left out because it may hold values"
        } else {
            &self.message
        };
        let kind = if self.sqlstate.len() == 5 { "SQLSTATE " } else { "" };
        write!(f, "{message} ({kind}{}", self.sqlstate)?;
        for (what, name) in [
            ("table", &self.table),
            ("column", &self.column),
            ("constraint", &self.constraint),
            ("function", &self.functions.first().cloned()),
            ("trigger", &(!self.triggers.is_empty()).then(|| self.triggers.join(" or "))),
        ] {
            if let Some(name) = name {
                write!(f, ", {what} {name}")?;
            }
        }
        if let Some(line) = self.copy_line {
            write!(f, ", row {line} of the COPY")?;
        }
        write!(f, ")")?;
        self.hint().map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

impl std::error::Error for ServerError {}

/// The message, if its class of error never quotes values; else with quoted parts blanked
/// (class 22, data exceptions), or left out (conditions that users define).
fn safe_message(sqlstate: &str, message: &str) -> String {
    match &sqlstate[..2] {
        "22" => blank_quotes(message),
        "P0" => String::new(),
        class if class.starts_with(|first: char| first.is_ascii_digit() || first == 'X') => {
            message.to_owned()
        }
        _ => String::new(),
    }
}

pub(crate) fn blank_quotes(message: &str) -> String {
    // A value may hold quotes itself: everything between the first and the last is blanked.
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}\"…\"{}", &message[..first], &message[last + 1..])
        }
        _ => message.to_owned(),
    }
}

/// The harmless parts of a `CONTEXT`.
#[derive(Debug, Default, PartialEq)]
struct Context {
    functions: Vec<String>,
    column: Option<String>,
    copy_line: Option<u64>,
}

impl Context {
    fn read(text: &str) -> Self {
        let mut context = Self::default();
        // A value in the context can span lines and look like anything: read only lines of
        // the two shapes, the COPY line last.
        for line in text.lines() {
            if let Some(name) = function_name(line) {
                context.functions.push(name.to_owned());
            }
            if let Some(rest) = line.strip_prefix("COPY ") {
                let Some((_, rest)) = rest.split_once(", line ") else {
                    break;
                };
                let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                context.copy_line = rest[..digits].parse().ok();
                let column = rest[digits..].strip_prefix(", column ");
                context.column = column.and_then(|rest| rest.split(':').next()).map(str::to_owned);
                break;
            }
        }
        context
    }
}

fn function_name(line: &str) -> Option<&str> {
    let rest =
        line.strip_prefix("PL/pgSQL function ").or_else(|| line.strip_prefix("SQL function "))?;
    let name = rest.split('(').next()?.split(' ').next()?.trim_matches('"');
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_blanked_in_data_exceptions() {
        let cases = [
            ("22P02", "invalid input syntax for type integer: \"se\"cret\"", "secret"),
            ("22003", "value \"99999\" is out of range for type integer", "99999"),
            ("P0001", "order 4711 is closed", "4711"),
            ("UX001", "order 4711 is closed", "4711"),
        ];
        for (sqlstate, message, value) in cases {
            assert!(!safe_message(sqlstate, message).contains(value), "{message}");
        }
        let check = "new row for relation \"t\" violates check constraint \"c\"";
        assert_eq!(safe_message("23514", check), check);
    }

    #[test]
    fn context_gives_names_and_row_numbers_only() {
        let context = Context::read(
            "PL/pgSQL function shop.check_order() line 3 at RAISE\n\
             COPY orders, line 12, column total: \"12.50\nPL/pgSQL function secret\"",
        );
        assert_eq!(context.functions, ["shop.check_order"]);
        assert_eq!(context.column.as_deref(), Some("total"));
        assert_eq!(context.copy_line, Some(12));
        let whole_row = Context::read("COPY t, line 2: \"1\tsecret\"");
        assert_eq!(whole_row, Context { copy_line: Some(2), ..Context::default() });
    }
}
