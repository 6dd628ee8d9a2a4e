//! Runs a schema script, as the `mysql` program would.

use super::{
    cut::{Piece, pieces},
    session::Session,
};
use crate::LoadError;

/// Runs `text`. Statements about databases, transactions and locks are passed over: all happens
/// in the connection's database. Statements that no row depends on (rights, settings, views,
/// procedures, events) may fail; returns a note for each that did.
///
/// # Errors
/// The first statement that is refused, by its line.
pub(super) fn run(session: &mut Session, text: &str) -> Result<Vec<String>, LoadError> {
    let mut notes = Vec::new();
    for Piece { line, statement } in pieces(text) {
        let operation = format!("line {line} of the schema script");
        match purpose(&statement) {
            Purpose::PassOver => {}
            Purpose::Rows if is_definition(&statement) => {
                session.define(&operation, &statement)?;
            }
            Purpose::Rows => session.execute(&operation, &statement)?,
            Purpose::Surroundings => {
                if let Err(error) = session.execute(&operation, &statement) {
                    notes.push(format!("passed over: {error}"));
                }
            }
            Purpose::OfTheClient(word) => {
                let reason = format!("{word} is a command of the mysql program");
                return Err(LoadError::Script { line, reason });
            }
        }
    }
    Ok(notes)
}

#[derive(Debug, PartialEq)]
enum Purpose {
    PassOver,
    Surroundings,
    Rows,
    OfTheClient(String),
}

fn purpose(statement: &str) -> Purpose {
    // `/*!40101 SET … */` is a statement to the server.
    let words: Vec<String> = statement
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '\\')))
        .filter(|word| !word.is_empty() && !word.bytes().all(|byte| byte.is_ascii_digit()))
        .take(2)
        .map(str::to_ascii_lowercase)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        []
        | ["use" | "begin" | "commit" | "rollback", ..]
        | ["lock" | "unlock", "tables" | "table"]
        | ["start", "transaction"]
        | ["create" | "drop" | "alter", "database" | "schema"] => Purpose::PassOver,
        ["grant" | "revoke" | "set" | "flush" | "analyze" | "optimize", ..]
        | ["create" | "drop" | "alter", "user" | "role"] => Purpose::Surroundings,
        ["create", ..] if is_of_no_row(statement) => Purpose::Surroundings,
        [word @ ("source" | "\\" | "\\u" | "system"), ..] => Purpose::OfTheClient(word.to_owned()),
        _ => Purpose::Rows,
    }
}

/// Whether a statement makes a table that no query fills.
fn is_definition(statement: &str) -> bool {
    let mut words = statement.split(|c: char| !c.is_alphanumeric());
    let mut words = words.by_ref().filter(|word| !word.is_empty()).map(str::to_ascii_lowercase);
    words.next().as_deref() == Some("create")
        && words.by_ref().take(3).any(|word| word == "table")
        && words.all(|word| !matches!(word.as_str(), "select" | "table" | "values" | "with"))
}

/// Whether a CREATE is of a view, a procedure or an event: what stands before that word are
/// options.
fn is_of_no_row(statement: &str) -> bool {
    let words = statement.split_whitespace().skip(1).take(8).map(str::to_ascii_lowercase);
    let object = words.into_iter().find_map(|word| match word.as_str() {
        "view" | "procedure" | "event" => Some(true),
        "table" | "trigger" | "function" | "index" | "sequence" => Some(false),
        _ => None,
    });
    object == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_databases_is_passed_over() {
        let cases = [
            ("CREATE DATABASE IF NOT EXISTS shop", Purpose::PassOver),
            ("USE `shop`", Purpose::PassOver),
            ("LOCK TABLES `a` WRITE", Purpose::PassOver),
            ("/*!40101 SET NAMES utf8 */", Purpose::Surroundings),
            ("/*!40000 ALTER TABLE `a` DISABLE KEYS */", Purpose::Rows),
            ("CREATE TABLE users (id int)", Purpose::Rows),
            ("CREATE OR REPLACE SQL SECURITY INVOKER VIEW v AS SELECT 1", Purpose::Surroundings),
            ("CREATE DEFINER=`a`@`%` TRIGGER t BEFORE INSERT ON v", Purpose::Rows),
            ("source other.sql", Purpose::OfTheClient("source".into())),
        ];
        for (statement, expected) in cases {
            assert_eq!(purpose(statement), expected, "{statement}");
        }
    }
}
