//! The statements that make the tables of a database, as the server writes them.

use super::{quoted, session::Session};
use crate::LoadError;

/// What the connection's database holds: see [`crate::describe`].
pub(crate) fn describe(url: &str) -> Result<String, LoadError> {
    const OPERATION: &str = "reading the catalog's tables";
    let mut session = Session::open(url)?;
    session.settle()?;
    let tables: Vec<(String, String)> =
        session.rows(OPERATION, "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'", ())?;
    let mut text = String::new();
    for (table, _) in tables {
        let query = format!("SHOW CREATE TABLE {}", quoted(&table));
        for (_, statement) in session.rows::<(String, String)>(OPERATION, &query, ())? {
            text.push_str(&statement);
            text.push_str(";\n");
        }
    }
    Ok(text)
}
