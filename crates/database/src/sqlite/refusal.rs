//! What `SQLite` says about a refusal, without values.

use rusqlite::ffi;

use crate::{LoadError, ServerError, error::blank_quotes};

/// Turns the driver's error into one without values.
pub(crate) fn refused(operation: impl Into<String>, error: &rusqlite::Error) -> LoadError {
    let (sqlstate, message) = match error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            (code_name(failure.extended_code), message.clone().unwrap_or_default())
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => {
            (code_name(error.extended_code), msg.clone())
        }
        other => (String::new(), other.to_string()),
    };
    let message = if sqlstate == TRIGGER { String::new() } else { without_values(&message) };
    LoadError::Refused {
        operation: operation.into(),
        error: Box::new(ServerError {
            database: "SQLite",
            hint: hint(&sqlstate),
            of_rows: ["SQLITE_CONSTRAINT", "SQLITE_MISMATCH"]
                .iter()
                .any(|code| sqlstate.starts_with(code)),
            retryable: matches!(sqlstate.as_str(), "SQLITE_BUSY" | "SQLITE_LOCKED"),
            sqlstate,
            message,
            ..ServerError::default()
        }),
    }
}

/// What to do about it, where that is known.
fn hint(code: &str) -> Option<&'static str> {
    match code {
        "SQLITE_BUSY" | "SQLITE_LOCKED" => {
            Some("another program holds the file: close it, or wait")
        }
        "SQLITE_READONLY" => Some("the file, or its directory, can't be written to"),
        "SQLITE_NOTADB" => Some("the file is something else: name another one"),
        TRIGGER => Some("see which rows the trigger accepts"),
        _ => None,
    }
}

/// A refused row: the triggers of the table that may have refused it are named.
pub(crate) fn refused_row(
    operation: String,
    error: &rusqlite::Error,
    triggers: &[String],
) -> LoadError {
    let mut refusal = refused(operation, error);
    if let LoadError::Refused { error, .. } = &mut refusal
        && error.sqlstate == TRIGGER
    {
        error.triggers = triggers.to_vec();
    }
    refusal
}

/// Whether the error says that a reference is broken.
pub(crate) fn is_reference(error: &rusqlite::Error) -> bool {
    extended_code(error) == Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
}

/// Whether a trigger's RAISE is behind the error.
pub(crate) fn is_trigger(error: &rusqlite::Error) -> bool {
    extended_code(error) == Some(ffi::SQLITE_CONSTRAINT_TRIGGER)
}

fn extended_code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

const TRIGGER: &str = "SQLITE_CONSTRAINT_TRIGGER";

/// The usual name of a result code.
fn code_name(code: i32) -> String {
    let name = match code {
        ffi::SQLITE_CONSTRAINT_CHECK => "SQLITE_CONSTRAINT_CHECK",
        ffi::SQLITE_CONSTRAINT_DATATYPE => "SQLITE_CONSTRAINT_DATATYPE",
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => "SQLITE_CONSTRAINT_FOREIGNKEY",
        ffi::SQLITE_CONSTRAINT_NOTNULL => "SQLITE_CONSTRAINT_NOTNULL",
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY => "SQLITE_CONSTRAINT_PRIMARYKEY",
        ffi::SQLITE_CONSTRAINT_ROWID => "SQLITE_CONSTRAINT_ROWID",
        ffi::SQLITE_CONSTRAINT_TRIGGER => TRIGGER,
        ffi::SQLITE_CONSTRAINT_UNIQUE => "SQLITE_CONSTRAINT_UNIQUE",
        code => match code & 0xff {
            ffi::SQLITE_BUSY => "SQLITE_BUSY",
            ffi::SQLITE_CANTOPEN => "SQLITE_CANTOPEN",
            ffi::SQLITE_CONSTRAINT => "SQLITE_CONSTRAINT",
            ffi::SQLITE_CORRUPT => "SQLITE_CORRUPT",
            ffi::SQLITE_ERROR => "SQLITE_ERROR",
            ffi::SQLITE_FULL => "SQLITE_FULL",
            ffi::SQLITE_IOERR => "SQLITE_IOERR",
            ffi::SQLITE_LOCKED => "SQLITE_LOCKED",
            ffi::SQLITE_MISMATCH => "SQLITE_MISMATCH",
            ffi::SQLITE_NOTADB => "SQLITE_NOTADB",
            ffi::SQLITE_READONLY => "SQLITE_READONLY",
            ffi::SQLITE_TOOBIG => "SQLITE_TOOBIG",
            code => return format!("SQLITE result code {code}"),
        },
    };
    name.to_owned()
}

/// Messages name tables, columns, functions and the text of CHECKs as they are; what stands in
/// quotes may come from a row.
fn without_values(message: &str) -> String {
    const OF_THE_SCHEMA: [&str; 8] = [
        "CHECK constraint failed: ",
        "NOT NULL constraint failed: ",
        "UNIQUE constraint failed: ",
        "cannot store ",
        "foreign key mismatch",
        "no such collation sequence: ",
        "no such function: ",
        "no such table: ",
    ];
    if OF_THE_SCHEMA.iter().any(|start| message.starts_with(start)) {
        return message.to_owned();
    }
    let message = blank_quotes(message);
    match (message.find('\''), message.rfind('\'')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}'…'{}", &message[..first], &message[last + 1..])
        }
        _ => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_and_values_go() {
        let cases = [
            ("UNIQUE constraint failed: t.a", "UNIQUE constraint failed: t.a"),
            ("CHECK constraint failed: a IN ('x')", "CHECK constraint failed: a IN ('x')"),
            ("no such function: regexp", "no such function: regexp"),
            ("near \"secret\": syntax error", "near \"…\": syntax error"),
            ("bad JSON path: 'secret'", "bad JSON path: '…'"),
        ];
        for (message, expected) in cases {
            assert_eq!(without_values(message), expected);
        }
    }
}
