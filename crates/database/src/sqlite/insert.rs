//! INSERTs into one table.

use arrow_array::RecordBatch;
use rusqlite::{Connection, Statement};

use super::{
    catalog::{Affinity, Target},
    check, name,
    refusal::{is_reference, is_trigger, refused, refused_row},
    values::Cells,
};
use crate::{BatchSource, BoxError, LoadError};

/// Rows per statement: beyond some dozens, more buy nothing.
const ROWS_PER_STATEMENT: usize = 64;
/// Placeholders that a statement of `SQLite` may have (`SQLITE_MAX_VARIABLE_NUMBER`).
const MOST_PLACEHOLDERS: usize = 32_766;

/// Which columns of the incoming batches are written.
#[derive(Debug)]
struct Selection {
    names: Vec<String>,
    /// Their positions in the batches, and how the file's columns take values.
    columns: Vec<(usize, Affinity)>,
}

impl Selection {
    fn new(
        target: &Target,
        source: &dyn BatchSource,
        known: impl Fn(&str) -> bool,
    ) -> Result<Self, LoadError> {
        let mut selection = Self { names: Vec::new(), columns: Vec::new() };
        for (position, field) in source.schema(target.id).fields().iter().enumerate() {
            let name = field.name();
            if !known(name) {
                let (table, column) = (target.name.clone(), name.clone());
                return Err(LoadError::UnknownColumn { table, column });
            }
            if let Some(&affinity) = target.writable.get(name) {
                selection.names.push(name.clone());
                selection.columns.push((position, affinity));
            }
        }
        Ok(selection)
    }

    /// The statement that inserts so many rows.
    fn statement(&self, target: &Target, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.names.len()].join(", "));
        format!(
            "INSERT INTO {} ({}) VALUES {}",
            target.sql,
            name::quoted_list(self.names.iter().map(String::as_str)),
            vec![row; rows].join(", ")
        )
    }
}

/// How many rows of a table were handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) rows: u64,
    /// Those among them that triggers refused.
    pub(crate) refused: u64,
}

/// Inserts all rows of a table, telling how many after each batch. A row that a trigger refuses
/// is left out where `lenient` says so.
pub(crate) fn send(
    connection: &Connection,
    target: &Target,
    source: &dyn BatchSource,
    known: impl Fn(&str) -> bool,
    lenient: bool,
    told: &mut dyn FnMut(u64),
) -> Result<Sent, LoadError> {
    let selection = Selection::new(target, source, known)?;
    if selection.names.is_empty() {
        let rows = send_defaults(connection, target, source.rows(target.id))?;
        return Ok(Sent { rows, refused: 0 });
    }
    let failed = |error: rusqlite::Error| refused(format!("INSERT into {}", target.name), &error);
    let most = (MOST_PLACEHOLDERS / selection.names.len()).clamp(1, ROWS_PER_STATEMENT);
    let many = connection.prepare(&selection.statement(target, most)).map_err(failed)?;
    let one = connection.prepare(&selection.statement(target, 1)).map_err(failed)?;
    let lenient = lenient && !target.triggers.is_empty();
    let mut table = Writing { connection, target, most, many, one, lenient, sent: 0, refused: 0 };
    for batch in source.batches(target.id) {
        let batch = batch.map_err(|source| of_source(target, source))?;
        table.write(&batch, &selection.columns)?;
        told(table.sent);
    }
    Ok(Sent { rows: table.sent, refused: table.refused })
}

struct Writing<'c> {
    connection: &'c Connection,
    target: &'c Target,
    /// How many rows `many` inserts.
    most: usize,
    many: Statement<'c>,
    one: Statement<'c>,
    /// Whether rows that a trigger refuses are left out.
    lenient: bool,
    sent: u64,
    refused: u64,
}

impl Writing<'_> {
    fn write(
        &mut self,
        batch: &RecordBatch,
        columns: &[(usize, Affinity)],
    ) -> Result<(), LoadError> {
        let schema = batch.schema();
        let cells: Vec<Cells> = columns
            .iter()
            .map(|&(at, affinity)| Cells::new(batch.column(at), schema.field(at), affinity))
            .collect::<Result<_, _>>()
            .map_err(|source| of_source(self.target, source))?;
        let mut row = 0;
        while row < batch.num_rows() {
            let rows = if batch.num_rows() - row >= self.most { self.most } else { 1 };
            if self.lenient {
                self.write_leniently(&cells, row, rows)?;
            } else {
                let statement = if rows == 1 { &mut self.one } else { &mut self.many };
                if let Err(error) = insert(statement, &cells, row, rows) {
                    return Err(self.explain(&cells, row, rows, &error));
                }
            }
            row += rows;
            self.sent += rows as u64;
        }
        Ok(())
    }

    /// Writes rows together or, where a trigger refuses one of them, each by itself.
    fn write_leniently(
        &mut self,
        cells: &[Cells],
        first: usize,
        rows: usize,
    ) -> Result<(), LoadError> {
        let Err(error) = self.attempt(cells, first, rows) else { return Ok(()) };
        if !is_trigger(&error) || self.connection.is_autocommit() {
            return Err(self.explain(cells, first, rows, &error));
        }
        if rows == 1 {
            self.refused += 1;
            return Ok(());
        }
        (first..first + rows).try_for_each(|row| self.write_leniently(cells, row, 1))
    }

    /// Writes rows all or none, whatever a trigger's RAISE leaves of them.
    fn attempt(&mut self, cells: &[Cells], first: usize, rows: usize) -> rusqlite::Result<()> {
        self.connection.execute_batch("SAVEPOINT seedbed")?;
        let statement = if rows == 1 { &mut self.one } else { &mut self.many };
        let done = insert(statement, cells, first, rows);
        if done.is_err() && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK TO seedbed")?;
        }
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("RELEASE seedbed")?;
        }
        done
    }

    /// Which of several rows was refused, and why: they are tried one by one. The statement
    /// that failed has left nothing behind, unless a trigger asked for that.
    fn explain(
        &mut self,
        cells: &[Cells],
        first: usize,
        rows: usize,
        error: &rusqlite::Error,
    ) -> LoadError {
        let sent = self.sent;
        let table = &self.target.name;
        if rows > 1 && (is_trigger(error) || self.connection.is_autocommit()) {
            let operation = format!(
                "INSERT into {table} (one of the rows {} to {})",
                sent + 1,
                sent + rows as u64
            );
            return refused_row(operation, error, &self.target.triggers);
        }
        for at in 0..rows {
            let number = sent + at as u64 + 1;
            let Err(error) = insert(&mut self.one, cells, first + at, 1) else { continue };
            let operation = format!("INSERT into {table} (row {number})");
            let mut refusal = refused_row(operation, &error, &self.target.triggers);
            if is_reference(&error)
                && let LoadError::Refused { error, .. } = &mut refusal
            {
                error.table = Some(table.clone());
                error.constraint = self.broken_reference(cells, first + at);
            }
            return refusal;
        }
        refused(format!("INSERT into {table}"), error)
    }

    /// The reference that a row breaks: `SQLite` tells it only once the row is there.
    fn broken_reference(&mut self, cells: &[Cells], row: usize) -> Option<String> {
        self.connection.pragma_update(None, "defer_foreign_keys", true).ok()?;
        insert(&mut self.one, cells, row, 1).ok()?;
        let broken = check::broken_references(self.connection, Some(&self.target.bare)).ok()?;
        broken.into_keys().next().map(|reference| reference.constraint)
    }
}

fn insert(
    statement: &mut Statement<'_>,
    cells: &[Cells],
    first: usize,
    rows: usize,
) -> rusqlite::Result<()> {
    let mut placeholder = 1;
    for row in first..first + rows {
        for cell in cells {
            statement.raw_bind_parameter(placeholder, cell.value(row))?;
            placeholder += 1;
        }
    }
    statement.raw_execute().map(|_| ())
}

fn of_source(target: &Target, source: BoxError) -> LoadError {
    LoadError::Source { table: target.name.clone(), source }
}

/// Rows of a table without columns to write.
fn send_defaults(connection: &Connection, target: &Target, rows: u64) -> Result<u64, LoadError> {
    let failed = |error: rusqlite::Error| refused(format!("INSERT into {}", target.name), &error);
    let statement = format!("INSERT INTO {} DEFAULT VALUES", target.sql);
    let mut statement = connection.prepare(&statement).map_err(failed)?;
    for _ in 0..rows {
        statement.raw_execute().map_err(failed)?;
    }
    Ok(rows)
}
