//! Rows that are in the tables before the load.

use rusqlite::{Connection, types::Value as Stored};
use seedbed_expr::Value;
use seedbed_schema::{Schema, Table, UniqueKey};

use super::{catalog::Target, name, refusal::refused};
use crate::{LoadError, literal::UNKNOWN};

/// Refuses tables that hold more rows than the schema itself inserts.
///
/// # Errors
/// [`LoadError::NotEmpty`] with all of them.
pub(crate) fn refuse(
    connection: &Connection,
    schema: &Schema,
    targets: &[Target],
) -> Result<(), LoadError> {
    let mut tables = Vec::new();
    for target in targets {
        let expected = schema.table(target.id).rows.len() as i64;
        // Counting stops there: a large table is not read.
        let statement =
            format!("SELECT count(*) > ?1 FROM (SELECT 1 FROM {} LIMIT ?1 + 1)", target.sql);
        let more = connection.query_row(&statement, [expected], |row| row.get(0));
        if more.map_err(|error| refused(format!("counting the rows of {}", target.name), &error))? {
            tables.push(target.name.clone());
        }
    }
    if tables.is_empty() { Ok(()) } else { Err(LoadError::NotEmpty { tables }) }
}

/// Empties every table, children first, except for the rows that the schema itself inserts.
///
/// # Errors
/// [`LoadError::LiteralRows`] where those can't be told from others; [`LoadError::Refused`]
/// where a reference or a trigger keeps rows from being removed.
pub(crate) fn truncate(
    connection: &Connection,
    schema: &Schema,
    targets: &[Target],
) -> Result<(), LoadError> {
    let clean = |error: rusqlite::Error| refused("removing rows", &error);
    // Rows of a table may refer to each other, and tables to each other in cycles.
    connection.pragma_update(None, "defer_foreign_keys", true).map_err(clean)?;
    for target in targets.iter().rev() {
        let failed = |error: rusqlite::Error| {
            refused(format!("removing the rows of {}", target.name), &error)
        };
        let table = schema.table(target.id);
        if table.rows.is_empty() {
            connection.execute(&format!("DELETE FROM {}", target.sql), []).map_err(failed)?;
            continue;
        }
        let (columns, keys) = literal_keys(table).map_err(|reason| LoadError::LiteralRows {
            table: target.name.clone(),
            reason: reason.to_owned(),
        })?;
        remove_others(connection, target, &columns, &keys).map_err(failed)?;
    }
    connection.pragma_update(None, "defer_foreign_keys", false).map_err(clean)
}

/// Removes the rows whose key is none of `keys`.
fn remove_others(
    connection: &Connection,
    target: &Target,
    columns: &[&str],
    keys: &[Vec<Stored>],
) -> rusqlite::Result<()> {
    let list = name::quoted_list(columns.iter().copied());
    connection.execute_batch(&format!("CREATE TEMP TABLE seedbed_kept ({list})"))?;
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert =
        connection.prepare(&format!("INSERT INTO temp.seedbed_kept VALUES ({places})"))?;
    for key in keys {
        insert.execute(rusqlite::params_from_iter(key))?;
    }
    let same: Vec<String> = columns
        .iter()
        .map(|column| name::quoted(column))
        .map(|column| format!("kept.{column} = {}.{column}", target.sql))
        .collect();
    connection.execute(
        &format!(
            "DELETE FROM {} WHERE NOT EXISTS
             (SELECT 1 FROM temp.seedbed_kept AS kept WHERE {})",
            target.sql,
            same.join(" AND ")
        ),
        [],
    )?;
    connection.execute_batch("DROP TABLE temp.seedbed_kept")
}

/// The primary key's columns and its values in the rows the schema inserts, or why they are
/// unknown.
fn literal_keys(table: &Table) -> Result<(Vec<&str>, Vec<Vec<Stored>>), &'static str> {
    let key = table.primary_key.as_ref().and_then(UniqueKey::columns);
    let key = key.ok_or("it has no primary key")?;
    let places: Vec<usize> =
        key.iter().map(|name| table.column_index(name)).collect::<Option<_>>().ok_or(UNKNOWN)?;
    let keys = table.rows.iter().map(|row| {
        let value = |&at: &usize| stored(row.values.get(at)?.as_ref()?);
        places.iter().map(value).collect::<Option<Vec<_>>>().ok_or(UNKNOWN)
    });
    Ok((key, keys.collect::<Result<_, _>>()?))
}

fn stored(value: &Value) -> Option<Stored> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => Stored::Integer(i64::from(*value)),
        Value::Int(value) => Stored::Integer(*value),
        Value::Float(value) => Stored::Real(*value),
        Value::Decimal(value) => Stored::Real(value.to_f64()),
        Value::Bytes(bytes) => Stored::Blob(bytes.clone()),
        other => Stored::Text(other.to_text()),
    })
}
