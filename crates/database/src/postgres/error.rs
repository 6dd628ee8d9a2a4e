//! What PostgreSQL says of a refusal, without any cell value.
//!
//! `DETAIL` and `CONTEXT` hold cell values and are left out, apart from the names of functions,
//! the column, and the number of the row within its `COPY`.

use ::postgres::error::DbError;

use crate::{LoadError, ServerError, error::blank_quotes};

impl LoadError {
    /// Turns the driver's error into one without values.
    pub(super) fn during(operation: impl Into<String>, error: &::postgres::Error) -> Self {
        match error.as_db_error() {
            Some(db) => Self::Refused { operation: operation.into(), error: Box::new(account(db)) },
            None => Self::Connection { operation: operation.into(), reason: error.to_string() },
        }
    }
}

fn account(error: &DbError) -> ServerError {
    let context = Context::read(error.where_().unwrap_or_default());
    let sqlstate = error.code().code().to_owned();
    let message = if context.functions.is_empty() {
        safe_message(&sqlstate, error.message())
    } else {
        String::new()
    };
    ServerError {
        database: "PostgreSQL",
        number: None,
        message,
        table: error.table().map(str::to_owned),
        column: error.column().map(str::to_owned).or(context.column),
        constraint: error.constraint().map(str::to_owned),
        hint: hint(&sqlstate, &context.functions),
        of_rows: !context.functions.is_empty()
            || ["22", "23", "P0"].iter().any(|class| sqlstate.starts_with(class)),
        functions: context.functions,
        triggers: Vec::new(),
        row: context.copy_line,
        retryable: ["40", "53", "57", "08"].iter().any(|class| sqlstate.starts_with(class)),
        sqlstate,
    }
}

/// What to do about it, where that is known (`PostgreSQL` manual, appendix A).
fn hint(sqlstate: &str, functions: &[String]) -> Option<&'static str> {
    match sqlstate {
        _ if !functions.is_empty() => {
            Some("the function belongs to a trigger or a CHECK: see which rows it accepts")
        }
        "42501" => Some("connect as the owner of the tables, or grant INSERT on them"),
        "42P07" => Some("the tables exist already: load without creating them"),
        "0A000" => Some("a table outside the schema refers to these tables"),
        "25001" => Some("this statement can't run in a transaction: run it with psql"),
        "53100" => Some("the server's disk is full"),
        _ => None,
    }
}

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
