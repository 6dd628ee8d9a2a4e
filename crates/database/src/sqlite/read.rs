//! Tables as they are, in one snapshot.

use rusqlite::{Connection, types::ValueRef};
use seedbed_dataset::{BatchBuilder, ReadBatch};
use seedbed_expr::Value;
use seedbed_schema::{Schema, Table, TableId};

use super::{
    catalog::{self, Target},
    name,
    open::{open_to_read, path_of},
    refusal::refused,
};
use crate::{BoxError, LoadError};

/// What takes the batches.
type Each<'a> = dyn FnMut(TableId, ReadBatch) -> Result<(), BoxError> + 'a;

/// Reads a file: see [`crate::read_tables`].
pub(crate) fn read_tables(
    url: &str,
    schema: &Schema,
    tables: &[(TableId, Vec<usize>)],
    each: &mut Each<'_>,
) -> Result<(), LoadError> {
    let connection = open_to_read(url)?;
    connection.execute_batch("BEGIN").map_err(|error| refused("BEGIN", &error))?;
    let order: Vec<TableId> = tables.iter().map(|(table, _)| *table).collect();
    let targets = catalog::targets(&connection, schema, &order)?;
    for (target, (_, columns)) in targets.iter().zip(tables) {
        read(&connection, schema.table(target.id), target, columns, each)?;
    }
    Ok(())
}

/// The name of the file.
pub(crate) fn database_name(url: &str) -> Result<String, LoadError> {
    let path = path_of(url)?;
    Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

fn read(
    connection: &Connection,
    table: &Table,
    target: &Target,
    columns: &[usize],
    each: &mut Each<'_>,
) -> Result<(), LoadError> {
    let failed = |error: rusqlite::Error| refused(format!("reading {}", target.name), &error);
    let used = |source| LoadError::Source { table: target.name.clone(), source };
    let mut list: Vec<String> =
        columns.iter().map(|&at| name::quoted(&table.columns[at].name)).collect();
    if list.is_empty() {
        list.push("NULL".to_owned());
    }
    let statement = format!("SELECT {} FROM {}", list.join(", "), target.sql);
    let mut statement = connection.prepare(&statement).map_err(failed)?;
    let mut rows = statement.raw_query();
    let mut builder = BatchBuilder::new(table, columns);
    while let Some(row) = rows.next().map_err(failed)? {
        for column in 0..columns.len() {
            match row.get_ref(column).map_err(failed)? {
                ValueRef::Null => builder.push_null(column),
                ValueRef::Integer(value) => builder.push(column, Value::Int(value)),
                ValueRef::Real(value) => builder.push(column, Value::Float(value)),
                ValueRef::Text(text) => builder.push_text(column, &String::from_utf8_lossy(text)),
                ValueRef::Blob(bytes) => builder.push(column, Value::Bytes(bytes.to_vec())),
            }
        }
        builder.end_row();
        if builder.is_full()
            && let Some(batch) = builder.take()
        {
            each(target.id, batch).map_err(used)?;
        }
    }
    builder.take().map_or(Ok(()), |batch| each(target.id, batch).map_err(used))
}
