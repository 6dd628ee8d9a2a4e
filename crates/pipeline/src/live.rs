//! Rows that are in a live database: judged, or built upon.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use seedbed_database::{BoxError, LoadError, read_tables};
use seedbed_dataset::{ReadBatch, ValueReader};
use seedbed_evaluate::{Verification, Verifier};
use seedbed_schema::{DataType, KeyPart, LiteralRow, Schema, Table, TableId};

use crate::{Cancel, Input, PipelineError, verify::moment};

/// Checks all rows of the database at `url` against every constraint of the schema, in one
/// snapshot. `as_of` is the present moment that checks see, `YYYY-MM-DDTHH:MM:SSZ`.
///
/// # Errors
/// [`PipelineError::Database`] when the database can't be read, or lacks a table.
pub fn verify_database(
    schema: &Schema,
    url: &str,
    as_of: &str,
    cancel: &Cancel,
) -> Result<Verification, PipelineError> {
    let now = moment(as_of)?;
    // The rows that the schema inserts are among those in the database.
    let schema = schema.clone().with_rows(BTreeMap::new());
    let tables: Vec<(TableId, Vec<usize>)> = schema
        .load_order()
        .tables
        .into_iter()
        .map(|id| (id, (0..schema.table(id).columns.len()).collect()))
        .collect();
    let mut verifier = Verifier::new(&schema, now);
    for (id, _) in &tables {
        verifier.table(*id);
    }
    read_all(url, &schema, &tables, cancel, &mut |id, read| {
        Ok(verifier.table(id).feed_read(&read)?)
    })?;
    Ok(verifier.finish())
}

/// The schema together with the rows that the database at `url` holds: their keys are taken,
/// and new rows may refer to them.
///
/// What is remembered are all columns of tables that others refer to, and the columns of keys of
/// other tables; memory grows with these.
///
/// # Errors
/// [`PipelineError::Database`] when the database can't be read, or lacks a table.
pub fn with_existing_rows(
    input: &Input,
    url: &str,
    cancel: &Cancel,
) -> Result<Input, PipelineError> {
    let schema = &input.schema;
    let order = schema.load_order().tables;
    let tables: Vec<_> = order.into_iter().map(|id| (id, remembered(schema, id))).collect();
    let positions: BTreeMap<TableId, &[usize]> =
        tables.iter().map(|(id, columns)| (*id, columns.as_slice())).collect();
    let mut rows: BTreeMap<TableId, Vec<LiteralRow>> = BTreeMap::new();
    read_all(url, schema, &tables, cancel, &mut |id, read| {
        let columns = positions.get(&id).copied().unwrap_or_default();
        let found = literal_rows(schema.table(id), columns, &read)?;
        rows.entry(id).or_default().extend(found);
        Ok(())
    })?;
    Ok(Input { schema: Arc::new(Schema::clone(schema).with_rows(rows)), ..input.clone() })
}

fn read_all(
    url: &str,
    schema: &Schema,
    tables: &[(TableId, Vec<usize>)],
    cancel: &Cancel,
    each: &mut dyn FnMut(TableId, ReadBatch) -> Result<(), BoxError>,
) -> Result<(), PipelineError> {
    let done = read_tables(url, schema, tables, &mut |id, read| {
        if cancel.is_cancelled() {
            return Err(Box::new(PipelineError::Cancelled));
        }
        each(id, read)
    });
    done.map_err(|error| match error {
        LoadError::Source { .. } if cancel.is_cancelled() => PipelineError::Cancelled,
        other => PipelineError::Database(other),
    })
}

/// The columns whose existing values matter for new rows.
fn remembered(schema: &Schema, id: TableId) -> Vec<usize> {
    let table = schema.table(id);
    let keys: BTreeSet<usize> = key_columns(table).collect();
    let is_parent = !schema.references_to(id).is_empty();
    let matters = |at: &usize| {
        let is_bulk = matches!(table.columns[*at].data_type, DataType::Bytes { .. });
        keys.contains(at) || (is_parent && !is_bulk)
    };
    (0..table.columns.len()).filter(matters).collect()
}

/// The columns of unique keys and exclusions, those inside expressions included.
fn key_columns(table: &Table) -> impl Iterator<Item = usize> + '_ {
    let parts = table.keys().flat_map(|key| &key.parts);
    let excluded = table.exclusions.iter().flat_map(|exclusion| &exclusion.elements);
    let parts = parts.chain(excluded.map(|element| &element.part));
    let names = parts.flat_map(|part| match part {
        KeyPart::Column(name) => vec![name.clone()],
        KeyPart::Expr(Some(expr), _) => {
            expr.columns().iter().filter_map(|path| path.last().cloned()).collect()
        }
        KeyPart::Expr(None, _) => Vec::new(),
    });
    let conditions = table.keys().filter_map(|key| key.predicate.as_ref());
    let conditions = conditions.flat_map(|predicate| {
        predicate.columns().iter().filter_map(|path| path.last().cloned()).collect::<Vec<_>>()
    });
    names.chain(conditions).filter_map(|name| table.column_index(&name))
}

fn literal_rows(
    table: &Table,
    columns: &[usize],
    read: &ReadBatch,
) -> Result<Vec<LiteralRow>, BoxError> {
    let readers: Vec<ValueReader> = columns
        .iter()
        .zip(read.batch.columns())
        .map(|(&at, array)| ValueReader::new(array, &table.columns[at].data_type))
        .collect::<Result<_, _>>()?;
    let row = |row: usize| {
        let mut values = vec![None; table.columns.len()];
        for (&at, reader) in columns.iter().zip(&readers) {
            values[at] = Some(reader.value(row));
        }
        LiteralRow { values }
    };
    Ok((0..read.batch.num_rows()).map(row).collect())
}
