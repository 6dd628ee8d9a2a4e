//! The statements that made a file's tables, as the file keeps them.

use super::{open::open_to_read, refusal::refused};
use crate::LoadError;

/// What the file holds: see [`crate::describe`].
pub(crate) fn describe(url: &str) -> Result<String, LoadError> {
    let failed = |error: rusqlite::Error| refused("reading the file's schema", &error);
    let connection = open_to_read(url)?;
    let mut statement = connection
        .prepare(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' \
             ESCAPE '\\' ORDER BY type <> 'table', rowid",
        )
        .map_err(failed)?;
    let statements = statement.query_map([], |row| row.get::<_, String>(0)).map_err(failed)?;
    let mut text = String::new();
    for statement in statements {
        text.push_str(&statement.map_err(failed)?);
        text.push_str(";\n");
    }
    Ok(text)
}
