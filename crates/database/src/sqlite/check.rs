//! The checks before the commit.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{catalog::Target, refusal::refused};
use crate::LoadError;

/// A reference as the file declares it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reference {
    /// The referring table.
    pub(crate) table: String,
    /// `(columns) references parent`.
    pub(crate) constraint: String,
}

/// The rows that refer to nothing, counted per reference, in one table or in all.
pub(crate) fn broken_references(
    connection: &Connection,
    table: Option<&str>,
) -> rusqlite::Result<BTreeMap<Reference, u64>> {
    let statement = match table {
        Some(_) => {
            "SELECT \"table\", fkid, parent, count(*) FROM pragma_foreign_key_check(?1)
                    GROUP BY 1, 2, 3"
        }
        None => {
            "SELECT \"table\", fkid, parent, count(*) FROM pragma_foreign_key_check
                 GROUP BY 1, 2, 3"
        }
    };
    let mut statement = connection.prepare(statement)?;
    let mut rows = statement.query(rusqlite::params_from_iter(table))?;
    let mut broken = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        let columns = reference_columns(connection, &table, row.get(1)?)?;
        let constraint = format!("({columns}) references {parent}");
        broken.insert(Reference { table, constraint }, row.get::<_, i64>(3)? as u64);
    }
    Ok(broken)
}

fn reference_columns(connection: &Connection, table: &str, id: i64) -> rusqlite::Result<String> {
    let mut statement = connection
        .prepare("SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE id = ?2 ORDER BY seq")?;
    let columns = statement.query_map((table, id), |row| row.get::<_, String>(0))?;
    Ok(columns.collect::<rusqlite::Result<Vec<_>>>()?.join(", "))
}

/// Checks all references, and the tables' rows against everything that `SQLite` can check:
/// conditions, NOT NULL, types of STRICT tables, indexes.
///
/// # Errors
/// [`LoadError::Violations`]; references that were broken `before` the load don't count.
pub(crate) fn all(
    connection: &Connection,
    targets: &[Target],
    before: &BTreeMap<Reference, u64>,
) -> Result<(), LoadError> {
    let failed =
        |error: rusqlite::Error| refused("the check of constraints at the end of the load", &error);
    let mut violated = Vec::new();
    for (reference, count) in broken_references(connection, None).map_err(failed)? {
        let count: u64 = count - before.get(&reference).copied().unwrap_or(0).min(count);
        if count > 0 {
            let Reference { table, constraint } = &reference;
            violated.push(format!("{table} {constraint} ({count} rows)"));
        }
    }
    for target in targets {
        violated.extend(integrity(connection, target).map_err(failed)?);
    }
    if violated.is_empty() { Ok(()) } else { Err(LoadError::Violations { violated }) }
}

/// What `PRAGMA integrity_check` finds in a table; it speaks of rows by number.
fn integrity(connection: &Connection, target: &Target) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT integrity_check FROM pragma_integrity_check(?1) LIMIT 5")?;
    let found = statement.query_map([&target.bare], |row| row.get::<_, String>(0))?;
    let found = found.collect::<rusqlite::Result<Vec<_>>>()?;
    let problems = found.into_iter().filter(|text| text != "ok");
    Ok(problems.map(|text| format!("{}: {text}", target.name)).collect())
}
