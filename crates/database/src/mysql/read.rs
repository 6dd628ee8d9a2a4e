//! Tables as they are, in one snapshot.

use ::mysql::Value;
use seedbed_dataset::{BatchBuilder, ReadBatch};
use seedbed_schema::{Column, DataType, Schema, Table, TableId};

use super::{
    catalog::{self, Target},
    quoted,
    session::Session,
};
use crate::{BoxError, LoadError};

/// What takes the batches.
type Each<'a> = dyn FnMut(TableId, ReadBatch) -> Result<(), BoxError> + 'a;

/// Reads over one connection: see [`crate::read_tables`].
pub(crate) fn read_tables(
    url: &str,
    schema: &Schema,
    tables: &[(TableId, Vec<usize>)],
    each: &mut Each<'_>,
) -> Result<(), LoadError> {
    let mut session = Session::open(url)?;
    session.settle()?;
    session
        .execute("START TRANSACTION", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")?;
    let order: Vec<TableId> = tables.iter().map(|(table, _)| *table).collect();
    let targets = catalog::targets(&mut session, schema, &order)?;
    for (target, (_, columns)) in targets.iter().zip(tables) {
        read(&mut session, schema.table(target.id), target, columns, each)?;
    }
    Ok(())
}

/// The name of the database.
pub(crate) fn database_name(url: &str) -> Result<String, LoadError> {
    Ok(Session::open(url)?.database)
}

fn read(
    session: &mut Session,
    table: &Table,
    target: &Target,
    columns: &[usize],
    each: &mut Each<'_>,
) -> Result<(), LoadError> {
    let mut list: Vec<String> = columns.iter().map(|&at| selected(&table.columns[at])).collect();
    if list.is_empty() {
        list.push("1".to_owned());
    }
    let query = format!("SELECT {} FROM {}", list.join(", "), target.sql);
    let used = |source| LoadError::Source { table: target.name.clone(), source };
    let mut builder = BatchBuilder::new(table, columns);
    session.stream(&format!("reading {}", target.name), &query, |row| {
        for (column, value) in row.iter().take(columns.len()).enumerate() {
            match value {
                Value::Bytes(bytes) => {
                    builder.push_text(column, &String::from_utf8_lossy(bytes));
                }
                _ => builder.push_null(column),
            }
        }
        builder.end_row();
        match builder.is_full().then(|| builder.take()).flatten() {
            Some(batch) => each(target.id, batch).map_err(used),
            None => Ok(()),
        }
    })?;
    builder.take().map_or(Ok(()), |batch| each(target.id, batch).map_err(used))
}

/// The expression that gives a column in the notation that is read here.
fn selected(column: &Column) -> String {
    let name = quoted(&column.name);
    match &column.data_type {
        DataType::Bytes { .. } => format!("concat('\\\\x', hex({name}))"),
        DataType::Bit { length, .. } => {
            format!("lpad(bin({name}), {}, '0')", length.unwrap_or(1))
        }
        DataType::Geometry(_) => format!("ST_AsText({name})"),
        // Its own text has six digits.
        DataType::Float { bits: 0..=32 } => format!("{name} + 0e0"),
        DataType::Boolean => {
            format!("CASE WHEN {name} IS NULL THEN NULL WHEN {name} THEN 'true' ELSE 'false' END")
        }
        _ => name,
    }
}
