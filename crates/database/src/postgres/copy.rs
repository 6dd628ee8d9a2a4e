//! COPY of one table.

use std::io::Write;

use ::postgres::Transaction;
use seedbed_dataset::encode_copy;

use super::{catalog::Target, name};
use crate::{BatchSource, LoadError, selection::Selection};

/// Rows per COPY statement. The server queues the checks of references until a statement ends,
/// in memory, and tells of a refused row only then.
const ROWS_PER_COPY: usize = 1 << 20;

/// Copies all rows of a table into `destination`, telling how many after each batch.
pub(crate) fn send(
    transaction: &mut Transaction<'_>,
    target: &Target,
    destination: &str,
    selection: &Selection,
    source: &dyn BatchSource,
    told: &mut dyn FnMut(u64),
) -> Result<(), LoadError> {
    if selection.names.is_empty() {
        return send_defaults(transaction, target, source.rows(target.id));
    }
    let columns = name::quoted_list(selection.names.iter().map(String::as_str));
    let statement = format!("COPY {destination} ({columns}) FROM STDIN");
    let failed =
        |error: ::postgres::Error| LoadError::during(format!("COPY to {}", target.name), &error);
    let mut batches = source.batches(target.id).peekable();
    let (mut sent, mut text) = (0, Vec::new());
    while batches.peek().is_some() {
        let mut writer = transaction.copy_in(&statement).map_err(failed)?;
        let mut written = Ok(());
        let mut rows = 0;
        while rows < ROWS_PER_COPY && written.is_ok() {
            let Some(batch) = batches.next() else { break };
            let batch = selection.apply(batch.map_err(|source| of_source(target, source))?);
            text.clear();
            encode_copy(&batch, &selection.positions, &mut text)
                .map_err(|error| of_source(target, error.into()))?;
            written = writer.write_all(&text).and_then(|()| writer.flush());
            rows += batch.num_rows();
            told(sent + rows as u64);
        }
        // A refused row is told by `finish`; a failed write only says that there was one.
        writer.finish().map_err(failed)?;
        written.map_err(|error| LoadError::Connection {
            operation: format!("COPY to {}", target.name),
            reason: error.to_string(),
        })?;
        sent += rows as u64;
    }
    Ok(())
}

fn of_source(target: &Target, source: crate::BoxError) -> LoadError {
    LoadError::Source { table: target.name.clone(), source }
}

/// Rows of a table without columns to write.
fn send_defaults(
    transaction: &mut Transaction<'_>,
    target: &Target,
    rows: u64,
) -> Result<(), LoadError> {
    let statement =
        format!("INSERT INTO {} SELECT FROM generate_series(1, $1::bigint)", target.sql);
    transaction
        .execute(&statement, &[&(rows as i64)])
        .map(|_| ())
        .map_err(|error| LoadError::during(format!("INSERT into {}", target.name), &error))
}
