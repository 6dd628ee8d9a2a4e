//! INSERT of one table.

use std::str;

use arrow_array::RecordBatch;
use seedbed_dataset::encode_values;
use seedbed_expr::Dialect;

use super::{catalog::Target, error::TOO_LONG, quoted_list, session::Session};
use crate::{BatchSource, LoadError, selection::Selection};

/// Statements are cut at this many bytes of rows, long before most servers' limit: longer ones
/// are no faster.
const ROWS_LENGTH: usize = 1 << 20;

/// Which refused rows are left out, and how many were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Leniency {
    /// Whether those that a trigger refuses are.
    pub(super) to_triggers: bool,
    /// Whether those without the rows they refer to are.
    pub(super) to_orphans: bool,
    /// Whether rows refer to others of the same table, which a trigger may refuse.
    pub(super) of_itself: bool,
    /// Rows that a trigger refused.
    pub(super) refused: u64,
    /// Rows without the rows they refer to.
    pub(super) orphans: u64,
}

impl Leniency {
    /// Whether a refusal may be of rows that are left out.
    fn covers(&self, error: &LoadError) -> bool {
        let to_orphans = self.to_orphans || self.of_itself && self.refused > 0;
        self.to_triggers && is_by_trigger(error) || to_orphans && is_by_reference(error)
    }

    fn leave_out(&mut self, error: &LoadError) {
        if is_by_trigger(error) {
            self.refused += 1;
        } else {
            self.orphans += 1;
        }
    }
}

/// Whether SIGNAL, in a trigger, is behind a refusal.
fn is_by_trigger(error: &LoadError) -> bool {
    matches!(error, LoadError::Refused { error, .. } if error.number == Some(1644))
}

fn is_by_reference(error: &LoadError) -> bool {
    matches!(error, LoadError::Refused { error, .. } if error.number == Some(1452))
}

/// Inserts all rows of a table into `destination`, telling how many after each batch.
pub(super) fn send(
    session: &mut Session,
    target: &Target,
    destination: &str,
    selection: &Selection,
    source: &dyn BatchSource,
    leniency: &mut Leniency,
    told: &mut dyn FnMut(u64),
) -> Result<(), LoadError> {
    let list = quoted_list(selection.names.iter().map(String::as_str));
    let operation = format!("INSERT into {}", target.name);
    let mut inserter = Inserter {
        session,
        opening: format!("INSERT INTO {destination} ({list}) VALUES\n"),
        operation,
        statement: Vec::new(),
        leniency,
    };
    if selection.names.is_empty() {
        return inserter.send_defaults(source.rows(target.id), told);
    }
    let mut sent = 0;
    for batch in source.batches(target.id) {
        let of_source = |source| LoadError::Source { table: target.name.clone(), source };
        let batch = selection.apply(batch.map_err(of_source)?);
        inserter.send(&batch, &selection.positions, &target.name)?;
        sent += batch.num_rows() as u64;
        told(sent);
    }
    Ok(())
}

struct Inserter<'a> {
    session: &'a mut Session,
    opening: String,
    operation: String,
    statement: Vec<u8>,
    leniency: &'a mut Leniency,
}

impl Inserter<'_> {
    /// Sends the rows of a batch as one statement, or as several where it would be too long.
    fn send(
        &mut self,
        batch: &RecordBatch,
        positions: &[usize],
        table: &str,
    ) -> Result<(), LoadError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        self.statement.clear();
        self.statement.extend_from_slice(self.opening.as_bytes());
        encode_values(Dialect::MySql, batch, positions, &mut self.statement).map_err(|error| {
            LoadError::Source { table: table.to_owned(), source: Box::new(error) }
        })?;
        // The protocol adds a few bytes.
        let longest = self.session.longest_statement.saturating_sub(64);
        if self.statement.len() > longest.min(ROWS_LENGTH) && batch.num_rows() > 1 {
            return self.send_halves(batch, positions, table);
        }
        if self.statement.len() > longest {
            let operation = self.operation.clone();
            return Err(LoadError::Connection { operation, reason: TOO_LONG.to_owned() });
        }
        let statement = str::from_utf8(&self.statement)
            .expect("text columns and literals of other types are UTF-8");
        match self.session.execute(&self.operation, statement) {
            // The statement has left nothing behind. The rows that are to blame are found by
            // halving.
            Err(error) if self.leniency.covers(&error) => match batch.num_rows() {
                1 => {
                    self.leniency.leave_out(&error);
                    Ok(())
                }
                _ => self.send_halves(batch, positions, table),
            },
            done => done,
        }
    }

    fn send_halves(
        &mut self,
        batch: &RecordBatch,
        positions: &[usize],
        table: &str,
    ) -> Result<(), LoadError> {
        let half = batch.num_rows() / 2;
        self.send(&batch.slice(0, half), positions, table)?;
        self.send(&batch.slice(half, batch.num_rows() - half), positions, table)
    }

    /// Rows of a table without columns to write.
    fn send_defaults(&mut self, rows: u64, told: &mut dyn FnMut(u64)) -> Result<(), LoadError> {
        const ROWS: u64 = 1_000;
        for start in (0..rows).step_by(ROWS as usize) {
            let count = ROWS.min(rows - start);
            let values = vec!["()"; count as usize].join(",");
            self.session.execute(&self.operation, &format!("{}{values}", self.opening))?;
            told(start + count);
        }
        Ok(())
    }
}
