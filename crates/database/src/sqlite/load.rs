//! The load itself: one transaction from the first look to the last check.

use std::collections::BTreeMap;

use rusqlite::Connection;
use seedbed_schema::Schema;

use super::{
    catalog::{self, READING, Target},
    check, existing, insert,
    open::{Opened, open},
    orphan,
    refusal::refused,
    script,
};
use crate::{
    BatchSource, ExistingRows, LoadError, LoadOptions, LoadProgress, LoadReport, SequenceAdvance,
    TableLoad, left_out::LeftOut, load::differences,
};

/// Loads into a file: see [`crate::load`].
pub(crate) fn load(
    url: &str,
    schema: &Schema,
    source: &dyn BatchSource,
    options: &LoadOptions,
    progress: &mut dyn FnMut(LoadProgress),
) -> Result<LoadReport, LoadError> {
    let opened = open(url, options.create_sql.is_some())?;
    let loaded = load_into(&opened, schema, source, options, progress);
    if loaded.is_err() || options.dry_run {
        opened.discard();
    }
    loaded
}

fn load_into(
    opened: &Opened,
    schema: &Schema,
    source: &dyn BatchSource,
    options: &LoadOptions,
    progress: &mut dyn FnMut(LoadProgress),
) -> Result<LoadReport, LoadError> {
    let connection = &opened.connection;
    let mut report = LoadReport::default();
    let order = schema.load_order();
    begin(connection, true)?;
    let mut targets = prepare(connection, schema, options, &mut report)?;
    let orphans =
        catalog::missing_parents(connection, &targets).map_err(|error| refused(READING, &error))?;
    if !orphans.is_empty() {
        // With enforcement on, SQLite takes no row at all into such a table, not even one that
        // refers to nothing; and the switch works only outside of transactions.
        execute(connection, "ROLLBACK")?;
        begin(connection, false)?;
        report.notes.clear();
        targets = prepare(connection, schema, options, &mut report)?;
        report.notes.push(format!(
            "references name tables that the database does not have: {}; all references were \
             checked at the end of the load instead of row by row",
            orphans.join(", ")
        ));
    }
    let broken_before = match options.existing {
        ExistingRows::Refuse => {
            existing::refuse(connection, schema, &targets)?;
            BTreeMap::new()
        }
        _ => check::broken_references(connection, None)
            .map_err(|error| refused("the check of references before the load", &error))?,
    };
    if options.existing == ExistingRows::Truncate {
        existing::truncate(connection, schema, &targets)?;
    }
    if !order.breaks.is_empty() {
        execute(connection, "PRAGMA defer_foreign_keys = ON")?;
    }
    let before = count_all(connection, &targets)?;
    let sequences = sequences(connection, &targets)?;
    let mut left_out = LeftOut::default();
    for target in &targets {
        let filling =
            Filling { connection, schema, targets: &targets, source, lenient: !options.strict };
        report.tables.push(filling.fill(target, &mut left_out, progress)?);
    }
    check::all(connection, &targets, &broken_before)?;
    let after = count_all(connection, &targets)?;
    for ((table, before), after) in report.tables.iter_mut().zip(before).zip(after) {
        table.loaded = after.saturating_sub(before);
    }
    report.sequences = advanced(&sequences, &self::sequences(connection, &targets)?);
    report.notes.extend(left_out.notes(schema));
    let counted = report.tables.iter().filter(|table| !left_out.explains(table));
    report.notes.extend(differences(schema, counted));
    execute(connection, if options.dry_run { "ROLLBACK" } else { "COMMIT" })?;
    Ok(report)
}

/// Begins a transaction that may write, with references checked row by row or not.
fn begin(connection: &Connection, enforce: bool) -> Result<(), LoadError> {
    let switch = if enforce { "ON" } else { "OFF" };
    // A larger cache holds the indexes of large tables; it is forgotten with the connection.
    let statements =
        format!("PRAGMA foreign_keys = {switch}; PRAGMA cache_size = -65536; BEGIN IMMEDIATE;");
    connection.execute_batch(&statements).map_err(|error| refused("BEGIN", &error))
}

fn execute(connection: &Connection, statement: &str) -> Result<(), LoadError> {
    connection.execute_batch(statement).map_err(|error| refused(statement, &error))
}

/// Creates the tables if asked to, and finds them.
fn prepare(
    connection: &Connection,
    schema: &Schema,
    options: &LoadOptions,
    report: &mut LoadReport,
) -> Result<Vec<Target>, LoadError> {
    if let Some(text) = &options.create_sql {
        report.notes = script::run(connection, text)?;
    }
    catalog::targets(connection, schema, &schema.load_order().tables)
}

/// What filling a table needs to know of the others.
struct Filling<'a> {
    connection: &'a Connection,
    schema: &'a Schema,
    targets: &'a [Target],
    source: &'a dyn BatchSource,
    lenient: bool,
}

impl Filling<'_> {
    fn fill(
        &self,
        target: &Target,
        left_out: &mut LeftOut,
        progress: &mut dyn FnMut(LoadProgress),
    ) -> Result<TableLoad, LoadError> {
        let (table, name) = (target.id, target.name.clone());
        let of = self.source.rows(table);
        if of == 0 {
            return Ok(TableLoad { table, name, asked: 0, loaded: 0 });
        }
        let of_itself = || orphan::own(self.schema.table(table)).next().is_some();
        let may_lack = self.lenient && !target.triggers.is_empty() && of_itself();
        if may_lack || !left_out.references(self.schema, table).is_empty() {
            // Rows without the rows they refer to are removed behind the last one.
            execute(self.connection, "PRAGMA defer_foreign_keys = ON")?;
        }
        let columns = &self.schema.table(table).columns;
        let known = |name: &str| columns.iter().any(|column| column.name == name);
        let mut told = |rows| progress(LoadProgress { table, rows, of });
        let sent =
            insert::send(self.connection, target, self.source, known, self.lenient, &mut told)?;
        left_out.add(table, sent.refused, || {
            format!("the table's triggers refuse them ({})", target.triggers.join(", "))
        });
        orphan::remove(self.connection, self.schema, self.targets, target, left_out)?;
        Ok(TableLoad { table, name, asked: sent.rows, loaded: 0 })
    }
}

fn count_all(connection: &Connection, targets: &[Target]) -> Result<Vec<u64>, LoadError> {
    let count = |target: &Target| {
        let statement = format!("SELECT count(*) FROM {}", target.sql);
        connection
            .query_row(&statement, [], |row| row.get::<_, i64>(0))
            .map(|count| count as u64)
            .map_err(|error| refused(format!("counting the rows of {}", target.name), &error))
    };
    targets.iter().map(count).collect()
}

fn sequences(connection: &Connection, targets: &[Target]) -> Result<Vec<(String, i64)>, LoadError> {
    catalog::sequences(connection, targets).map_err(|error| refused(READING, &error))
}

/// The tables whose next key is another than before: `SQLite` moves it by itself.
fn advanced(before: &[(String, i64)], after: &[(String, i64)]) -> Vec<SequenceAdvance> {
    let moved = after.iter().filter(|now| !before.contains(now));
    moved
        .map(|(table, value)| SequenceAdvance {
            sequence: format!("sqlite_sequence of {table}"),
            value: *value,
        })
        .collect()
}
