//! Tables as they are, in one snapshot.

use std::io::BufRead;

use ::postgres::Transaction;
use seedbed_dataset::{BatchBuilder, ReadBatch};
use seedbed_schema::{Column, DataType, Schema, Table, TableId};

use super::{
    catalog::{self, Target},
    load::{connect, settle},
    name,
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
    let mut client = connect(url)?;
    let mut transaction = client
        .build_transaction()
        .isolation_level(::postgres::IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .map_err(|error| LoadError::during("BEGIN", &error))?;
    settle(&mut transaction)?;
    let order: Vec<TableId> = tables.iter().map(|(table, _)| *table).collect();
    let targets = catalog::targets(&mut transaction, schema, &order, &|_| true)?;
    for (target, (_, columns)) in targets.iter().zip(tables) {
        read(&mut transaction, schema.table(target.id), target, columns, each)?;
    }
    Ok(())
}

/// The name of the database.
pub(crate) fn database_name(url: &str) -> Result<String, LoadError> {
    let row = connect(url)?
        .query_one("SELECT current_database()::text", &[])
        .map_err(|error| LoadError::during("asking for the database's name", &error))?;
    Ok(row.get(0))
}

/// Reads one table through COPY.
fn read(
    transaction: &mut Transaction<'_>,
    table: &Table,
    target: &Target,
    columns: &[usize],
    each: &mut Each<'_>,
) -> Result<(), LoadError> {
    let list: Vec<String> = columns.iter().map(|&at| selected(&table.columns[at])).collect();
    let statement =
        format!("COPY (SELECT {} FROM {}) TO STDOUT", list.join(", "), target.own_rows());
    let failed =
        |error: ::postgres::Error| LoadError::during(format!("reading {}", target.name), &error);
    let broken = |error: std::io::Error| LoadError::Connection {
        operation: format!("reading {}", target.name),
        reason: error.kind().to_string(),
    };
    let used = |source| LoadError::Source { table: target.name.clone(), source };
    let mut reader = transaction.copy_out(&statement).map_err(failed)?;
    let mut builder = BatchBuilder::new(table, columns);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).map_err(broken)? > 0 {
        let text = String::from_utf8_lossy(&line);
        push_row(&mut builder, columns.len(), text.trim_end_matches('\n'));
        line.clear();
        if builder.is_full()
            && let Some(batch) = builder.take()
        {
            each(target.id, batch).map_err(used)?;
        }
    }
    builder.take().map_or(Ok(()), |batch| each(target.id, batch).map_err(used))
}

/// The expression that gives a column in the notation that is read here.
fn selected(column: &Column) -> String {
    let name = name::quoted(&column.name);
    match column.data_type {
        // Its text depends on a locale and holds a sign.
        DataType::Money => format!("{name}::numeric"),
        _ => name,
    }
}

/// One line of COPY's text format.
fn push_row(builder: &mut BatchBuilder, columns: usize, line: &str) {
    if columns > 0 {
        for (column, cell) in line.split('\t').enumerate() {
            match cell {
                "\\N" => builder.push_null(column),
                cell if cell.contains('\\') => builder.push_text(column, &unescaped(cell)),
                cell => builder.push_text(column, cell),
            }
        }
    }
    builder.end_row();
}

/// A cell without the backslashes of COPY's text format.
fn unescaped(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell.chars();
    while let Some(c) = rest.next() {
        text.push(match (c, c == '\\') {
            (c, false) => c,
            (_, true) => match rest.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('v') => '\u{b}',
                Some(other) => other,
                None => '\\',
            },
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backslashes_of_copy_are_undone() {
        let cases = [("a\\tb", "a\tb"), ("\\\\x00", "\\x00"), ("\\n", "\n"), ("plain", "plain")];
        for (cell, expected) in cases {
            assert_eq!(unescaped(cell), expected);
        }
    }
}
