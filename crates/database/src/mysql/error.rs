//! What `MySQL` and `MariaDB` say of a refusal, without any cell value.
//!
//! Their messages quote values freely. A message is passed on only where its number (MySQL
//! manual, "Server Error Message Reference"; `MariaDB`'s are the same below 4000) says that names
//! are all it holds; of some others the names are taken out; the rest is left out.

use std::fmt;

use ::mysql::{DriverError, Error, MySqlError};

use crate::{LoadError, ServerError};

/// The two servers that speak this protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Server {
    MySql,
    MariaDb,
}

impl Server {
    fn name(self) -> &'static str {
        match self {
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// For `map_err`: turns the driver's error into one without values.
pub(super) fn failed(server: Server, operation: &str) -> impl FnOnce(Error) -> LoadError {
    move |error| during(server, operation, &error)
}

/// For `map_err`: as [`failed`], of a statement that makes an empty table. The message is told as
/// it is: what it quotes is of the statement, and no row's.
pub(super) fn undefined(server: Server, operation: &str) -> impl FnOnce(Error) -> LoadError {
    move |error| match (&error, during(server, operation, &error)) {
        (Error::MySqlError(refusal), LoadError::Refused { operation, error: mut told }) => {
            told.message.clone_from(&refusal.message);
            LoadError::Refused { operation, error: told }
        }
        (_, error) => error,
    }
}

/// Turns the driver's error into one without values.
pub(super) fn during(server: Server, operation: &str, error: &Error) -> LoadError {
    let operation = operation.to_owned();
    let reason = match error {
        Error::MySqlError(refusal) => {
            return LoadError::Refused { operation, error: Box::new(account(server, refusal)) };
        }
        Error::IoError(error) => error.to_string(),
        Error::DriverError(DriverError::PacketTooLarge) => TOO_LONG.to_owned(),
        Error::DriverError(error) => error.to_string(),
        Error::CodecError(_) => "the server's answer can't be read".to_owned(),
        // The others quote what they could not convert.
        _ => "an answer of another type than expected".to_owned(),
    };
    LoadError::Connection { operation, reason }
}

/// What to do when one row is longer than a statement may be.
pub(super) const TOO_LONG: &str =
    "a row is longer than the server takes: raise its max_allowed_packet";

fn account(server: Server, error: &MySqlError) -> ServerError {
    let told = Told::of(error.code, &error.message);
    ServerError {
        database: server.name(),
        sqlstate: error.state.clone(),
        number: Some(error.code),
        message: told.message,
        table: None,
        column: told.column,
        constraint: told.constraint,
        functions: Vec::new(),
        triggers: Vec::new(),
        row: told.row,
        hint: hint(error.code),
        of_rows: OF_ROWS.contains(&error.code) || ["22", "23", "45"].contains(&&error.state[..2]),
        // Deadlocks and lock waits, shutdown, too many connections.
        retryable: matches!(error.code, 1205 | 1213 | 1053 | 1040 | 1203 | 1226 | 1927),
    }
}

fn hint(number: u16) -> Option<&'static str> {
    Some(match number {
        1050 => "the tables exist already: load without creating them",
        1142 | 1143 | 1044 => "connect as a user who may SELECT, INSERT, UPDATE on the tables",
        1153 => TOO_LONG,
        1205 => "another session holds locks on the tables",
        1021 | 3 => "the server's disk is full",
        1366 => "where the column's character set is the reason, make it utf8mb4",
        1644 => "a trigger refuses the row: see which rows it accepts",
        _ => return None,
    })
}

/// What may be told of a message.
#[derive(Debug, Default, PartialEq)]
struct Told {
    message: String,
    column: Option<String>,
    constraint: Option<String>,
    row: Option<u64>,
}

impl Told {
    fn of(number: u16, message: &str) -> Self {
        let say = |words: &str| Self { message: words.to_owned(), ..Self::default() };
        let row = last_number(message);
        let of_column = |words: &str| Self { column: column(message), row, ..say(words) };
        match number {
            1062 | 1586 => Self { constraint: key(message), ..say("a key is there already") },
            1264 => of_column("a value is out of range"),
            1265 => of_column("a value does not fit and would be cut"),
            1406 => of_column("a value is too long"),
            1366 if message.starts_with("Incorrect string value") => {
                of_column("a text has characters that the column can't hold")
            }
            1292 | 1366 => of_column("a value is not of the column's type"),
            1416 => Self { row, ..say("a value is not a geometric object") },
            1526 => say("a row belongs to no partition"),
            3140 | 3141 => say("a value is not well-formed JSON"),
            4025 | 3819 => Self { constraint: first_quoted(message), ..say("a row fails a CHECK") },
            1064 => say("the statement's syntax is wrong"),
            number if NAMES_ONLY.contains(&number) => say(message),
            _ => Self::default(),
        }
    }
}

/// Refusals of rows whose SQLSTATE does not say so.
const OF_ROWS: [u16; 12] = [1048, 1264, 1265, 1292, 1364, 1366, 1406, 1416, 1526, 1644, 3140, 3819];

/// Errors whose messages hold names alone: of databases, tables, columns, keys, users, types,
/// functions, settings.
const NAMES_ONLY: [u16; 61] = [
    1005, 1017, 1021, 1022, 1025, 1030, 1031, 1036, 1040, 1044, 1045, 1046, 1048, 1049, 1050, 1051,
    1053, 1054, 1059, 1060, 1061, 1064, 1067, 1068, 1069, 1070, 1071, 1072, 1074, 1075, 1089, 1091,
    1101, 1103, 1114, 1118, 1142, 1143, 1146, 1153, 1170, 1193, 1205, 1213, 1215, 1227, 1231, 1273,
    1286, 1305, 1347, 1364, 1419, 1442, 1451, 1452, 1553, 1701, 1822, 1824, 3780,
];

/// The name between the last `for key '` and the last quote: a value may hold quotes too.
fn key(message: &str) -> Option<String> {
    let rest = message.rsplit_once("for key '")?.1;
    Some(rest.rsplit_once('\'')?.0.to_owned())
}

/// The column that a message ends on: `… for column 'c' at row 3`, or, by `MariaDB`,
/// `` … for column `db`.`t`.`c` at row 3 ``.
fn column(message: &str) -> Option<String> {
    let (_, rest) = message.rsplit_once("column ")?;
    let name = rest.rsplit_once(" at row ").map_or(rest, |(name, _)| name);
    let name = name.rsplit_once("`.`").map_or(name, |(_, name)| name);
    Some(name.trim_matches(['\'', '`']).to_owned())
}

fn last_number(message: &str) -> Option<u64> {
    message.rsplit_once(" at row ")?.1.parse().ok()
}

fn first_quoted(message: &str) -> Option<String> {
    let open = message.find(['\'', '`'])?;
    let quote = message[open..].chars().next()?;
    let rest = &message[open + 1..];
    rest.split_once(quote).map(|(name, _)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_lose_their_values_and_keep_their_names() {
        let cases = [
            (1062, "Duplicate entry 's3cret for key 'x'' for key 'k'", Some("k"), None),
            (
                1366,
                "Incorrect integer value: 's3cret' for column `d`.`t`.`c` at row 3",
                Some("c"),
                Some(3),
            ),
            (
                1292,
                "Incorrect datetime value: 's3cret' for column 'c' at row 12",
                Some("c"),
                Some(12),
            ),
            (1264, "Out of range value for column 'c' at row 2", Some("c"), Some(2)),
            (4025, "CONSTRAINT `small` failed for `d`.`t`", Some("small"), None),
            (1644, "order s3cret is closed", None, None),
            (1526, "Table has no partition for value s3cret", None, None),
            (1690, "BIGINT UNSIGNED value is out of range in 's3cret - 1'", None, None),
        ];
        for (number, message, name, row) in cases {
            let told = Told::of(number, message);
            assert!(!format!("{told:?}").contains("s3cret"), "{told:?}");
            assert_eq!(told.column.or(told.constraint).as_deref(), name, "{message}");
            assert_eq!(told.row, row, "{message}");
        }
        let names = "Column 'c' cannot be null";
        assert_eq!(Told::of(1048, names).message, names);
    }
}
