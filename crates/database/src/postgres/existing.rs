//! Rows that are in the tables before the load.

use std::io::Write;

use ::postgres::Transaction;
use seedbed_dataset::encode_copy;
use seedbed_schema::{Schema, Table, TableId, UniqueKey};

use super::{
    catalog::{Target, Targets},
    name,
};
use crate::{
    LoadError,
    literal::{UNKNOWN, key_batch},
};

/// Refuses tables that hold more rows than the schema itself inserts.
///
/// # Errors
/// [`LoadError::NotEmpty`] with all of them.
pub(crate) fn refuse(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    targets: &Targets,
) -> Result<(), LoadError> {
    let mut tables = Vec::new();
    for target in targets.iter().filter(|target| !schema.table(target.id).inserts_unknown_rows) {
        let expected = literal_rows(schema, target.id);
        // Counting stops there: a large table is not read.
        let statement = format!(
            "SELECT count(*) > $1 FROM (SELECT FROM {} LIMIT $1::bigint + 1) AS first_rows",
            target.own_rows()
        );
        let row = transaction.query_one(&statement, &[&expected]).map_err(|error| {
            LoadError::during(format!("counting the rows of {}", target.name), &error)
        })?;
        if row.get(0) {
            tables.push(target.name.clone());
        }
    }
    if tables.is_empty() { Ok(()) } else { Err(LoadError::NotEmpty { tables }) }
}

/// How many rows the schema itself puts into a table, directly or through its partitions.
fn literal_rows(schema: &Schema, id: TableId) -> i64 {
    let table = schema.table(id);
    let partitions =
        schema.iter().filter(|(_, child)| child.partition_of.as_ref() == Some(&table.name));
    let through_partitions: i64 = partitions.map(|(child, _)| literal_rows(schema, child)).sum();
    table.rows.len() as i64 + through_partitions
}

/// Empties every table, except for the rows that the schema itself inserts.
///
/// # Errors
/// [`LoadError::LiteralRows`] where those can't be told from others;
/// [`LoadError::Refused`] where a table outside the schema refers to one of these.
pub(crate) fn truncate(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    targets: &Targets,
) -> Result<(), LoadError> {
    let mut kept = Vec::new();
    for target in targets.iter().filter(|target| literal_rows(schema, target.id) > 0) {
        kept.push(Kept::set_aside(transaction, schema, target, kept.len())?);
    }
    let all: Vec<&str> = targets.iter().map(|target| target.sql.as_str()).collect();
    if !all.is_empty() {
        transaction
            .batch_execute(&format!("TRUNCATE {}", all.join(", ")))
            .map_err(|error| LoadError::during("TRUNCATE", &error))?;
    }
    kept.iter().try_for_each(|kept| kept.put_back(transaction))
}

/// The rows of a table that survive its truncation.
struct Kept<'a> {
    target: &'a Target,
    place: String,
}

impl<'a> Kept<'a> {
    fn set_aside(
        transaction: &mut Transaction<'_>,
        schema: &Schema,
        target: &'a Target,
        number: usize,
    ) -> Result<Self, LoadError> {
        let table = schema.table(target.id);
        let refuse = |reason: &str| LoadError::LiteralRows {
            table: target.name.clone(),
            reason: reason.to_owned(),
        };
        let failed = |error: ::postgres::Error| {
            LoadError::during(format!("keeping the first rows of {}", target.name), &error)
        };
        let key = table.primary_key.as_ref().and_then(UniqueKey::columns);
        let key = key.ok_or_else(|| refuse("it has no primary key"))?;
        let keys = literal_keys(schema, table, &key).map_err(refuse)?;
        let columns = name::quoted_list(key.iter().copied());
        let (wanted, place) = (format!("seedbed_key_{number}"), format!("seedbed_kept_{number}"));
        transaction
            .batch_execute(&format!(
                "CREATE TEMPORARY TABLE {wanted} ON COMMIT DROP AS
                 SELECT {columns} FROM {} WITH NO DATA",
                target.sql
            ))
            .map_err(failed)?;
        let statement = format!("COPY pg_temp.{wanted} ({columns}) FROM STDIN");
        let mut writer = transaction.copy_in(&statement).map_err(failed)?;
        let written = writer.write_all(&keys);
        writer.finish().map_err(failed)?;
        written.map_err(|error| LoadError::Connection {
            operation: format!("keeping the first rows of {}", target.name),
            reason: error.to_string(),
        })?;
        transaction
            .batch_execute(&format!(
                "CREATE TEMPORARY TABLE {place} ON COMMIT DROP AS
                 SELECT {} FROM {} WHERE ({columns}) IN (SELECT {columns} FROM pg_temp.{wanted})",
                target.writable_list(),
                target.own_rows()
            ))
            .map_err(failed)?;
        Ok(Self { target, place })
    }

    fn put_back(&self, transaction: &mut Transaction<'_>) -> Result<(), LoadError> {
        let columns = self.target.writable_list();
        transaction
            .batch_execute(&format!(
                "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE
                 SELECT {columns} FROM pg_temp.{}",
                self.target.sql, self.place
            ))
            .map_err(|error| {
                LoadError::during(format!("keeping the first rows of {}", self.target.name), &error)
            })
    }
}

/// The keys of the rows the schema inserts, as COPY text, or why they are unknown.
fn literal_keys(schema: &Schema, table: &Table, key: &[&str]) -> Result<Vec<u8>, &'static str> {
    let partitions =
        schema.tables().iter().filter(|child| child.partition_of.as_ref() == Some(&table.name));
    let mut text = Vec::new();
    for table in std::iter::once(table).chain(partitions).filter(|table| !table.rows.is_empty()) {
        let batch = key_batch(table, key)?;
        let all: Vec<usize> = (0..key.len()).collect();
        encode_copy(&batch, &all, &mut text).map_err(|_| UNKNOWN)?;
    }
    Ok(text)
}
