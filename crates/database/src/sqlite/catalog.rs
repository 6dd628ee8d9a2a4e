//! What the file holds of the schema's tables.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};
use seedbed_schema::{Schema, Table, TableId, TableName};

use super::{name, refusal::refused};
use crate::LoadError;

/// How a column takes values (`SQLite`'s "Datatypes", section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

impl Affinity {
    /// The affinity of a declared type.
    pub(crate) fn of(declared: &str) -> Self {
        let declared = declared.to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
        if has(&["INT"]) {
            Self::Integer
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            Self::Text
        } else if has(&["BLOB"]) || declared.is_empty() {
            Self::Blob
        } else if has(&["REAL", "FLOA", "DOUB"]) {
            Self::Real
        } else {
            Self::Numeric
        }
    }
}

/// A table of the schema as the file knows it.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Its place in the schema.
    pub(crate) id: TableId,
    /// Its name for people.
    pub(crate) name: String,
    /// Its bare name.
    pub(crate) bare: String,
    /// Its name for SQL.
    pub(crate) sql: String,
    /// The columns that may be written, by the schema's names.
    pub(crate) writable: BTreeMap<String, Affinity>,
    /// The triggers that run when rows are inserted.
    pub(crate) triggers: Vec<String>,
}

/// Finds every table of `order` with its columns.
///
/// # Errors
/// All tables and columns the file lacks, together.
pub(crate) fn targets(
    connection: &Connection,
    schema: &Schema,
    order: &[TableId],
) -> Result<Vec<Target>, LoadError> {
    let mut missing = Vec::new();
    let mut targets = Vec::new();
    for &id in order {
        let table = schema.table(id);
        let columns = columns(connection, &table.name).map_err(|error| refused(READING, &error))?;
        if columns.is_empty() {
            missing.push(format!("table {}", table.name));
            continue;
        }
        let lacks = |name: &str| !columns.contains_key(&name.to_ascii_lowercase());
        let lacking = table.columns.iter().filter(|column| lacks(&column.name));
        missing.extend(lacking.map(|column| format!("column {}.{}", table.name, column.name)));
        targets.push(Target {
            id,
            name: table.name.to_string(),
            bare: table.name.name.clone(),
            sql: sql_name(&table.name),
            writable: writable(table, &columns),
            triggers: triggers(connection, &table.name)
                .map_err(|error| refused(READING, &error))?,
        });
    }
    if missing.is_empty() { Ok(targets) } else { Err(LoadError::Missing { missing }) }
}

/// What is done while the catalog is read, for errors.
pub(crate) const READING: &str = "reading the catalog";

fn sql_name(table: &TableName) -> String {
    let bare = name::quoted(&table.name);
    match &table.namespace {
        Some(namespace) => format!("{}.{bare}", name::quoted(namespace)),
        None => bare,
    }
}

/// The declared types of a table's columns by their names in lower case; `None` where the
/// database computes or hides the column.
type Columns = BTreeMap<String, Option<Affinity>>;

fn columns(connection: &Connection, table: &TableName) -> rusqlite::Result<Columns> {
    let mut statement =
        connection.prepare("SELECT lower(name), type, hidden FROM pragma_table_xinfo(?1, ?2)")?;
    let namespace = table.namespace.as_deref().unwrap_or("main");
    let mut rows = statement.query((&table.name, namespace))?;
    let mut columns = Columns::new();
    while let Some(row) = rows.next()? {
        let declared: String = row.get(1)?;
        let hidden: i64 = row.get(2)?;
        columns.insert(row.get(0)?, (hidden == 0).then(|| Affinity::of(&declared)));
    }
    Ok(columns)
}

fn writable(table: &Table, present: &Columns) -> BTreeMap<String, Affinity> {
    let columns = table.columns.iter().filter(|column| !column.is_computed());
    columns
        .filter_map(|column| {
            let affinity = present.get(&column.name.to_ascii_lowercase()).copied().flatten()?;
            Some((column.name.clone(), affinity))
        })
        .collect()
}

fn triggers(connection: &Connection, table: &TableName) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT name, sql FROM sqlite_schema
         WHERE type = 'trigger' AND lower(tbl_name) = lower(?1) ORDER BY name",
    )?;
    let rows = statement.query_map([&table.name], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (name, sql) = row?;
        // CREATE TRIGGER x BEFORE INSERT ON …
        let sql = sql.unwrap_or_default().to_ascii_uppercase();
        let head = sql.split_once("BEGIN").map_or(sql.as_str(), |(head, _)| head);
        if head.split_whitespace().any(|word| word == "INSERT") {
            found.push(name);
        }
    }
    Ok(found)
}

/// The parents that references of the targets name and the file lacks, as `parent (of child)`.
pub(crate) fn missing_parents(
    connection: &Connection,
    targets: &[Target],
) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT DISTINCT f.\"table\" FROM pragma_foreign_key_list(?1) AS f
         WHERE NOT EXISTS (SELECT 1 FROM sqlite_schema AS parent
                           WHERE parent.type = 'table' AND lower(parent.name) = lower(f.\"table\"))
         ORDER BY 1",
    )?;
    let mut missing = Vec::new();
    for target in targets {
        let rows = statement.query_map([&target.bare], |row| row.get::<_, String>(0))?;
        for parent in rows {
            missing.push(format!("{} (of {})", parent?, target.name));
        }
    }
    Ok(missing)
}

/// The keys that `SQLite` gives without being asked, as counted in `sqlite_sequence`.
pub(crate) fn sequences(
    connection: &Connection,
    targets: &[Target],
) -> rusqlite::Result<Vec<(String, i64)>> {
    let there = connection
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'", [], |_| Ok(()))
        .optional()?;
    if there.is_none() {
        return Ok(Vec::new());
    }
    let names: BTreeSet<String> =
        targets.iter().map(|target| target.bare.to_ascii_lowercase()).collect();
    let mut statement = connection
        .prepare("SELECT name, seq FROM sqlite_sequence WHERE seq IS NOT NULL ORDER BY name")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows.into_iter().filter(|(name, _)| names.contains(&name.to_ascii_lowercase())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_types_have_the_affinity_of_the_manual() {
        let cases = [
            ("INT", Affinity::Integer),
            ("CHARINT", Affinity::Integer),
            ("varchar(40)", Affinity::Text),
            ("CLOB", Affinity::Text),
            ("", Affinity::Blob),
            ("DOUBLE PRECISION", Affinity::Real),
            ("DECIMAL(10,2)", Affinity::Numeric),
            ("DATETIME", Affinity::Numeric),
        ];
        for (declared, expected) in cases {
            assert_eq!(Affinity::of(declared), expected, "{declared}");
        }
    }
}
