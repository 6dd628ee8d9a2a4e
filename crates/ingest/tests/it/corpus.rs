//! Real schemas, read and counted.

use std::{collections::BTreeMap, fs, path::PathBuf};

use seedbed_ingest::{Dialect, Severity, Source, read};
use seedbed_schema::{Column, DataType, Default, ForeignKey, Table, UniqueKey};

/// One line of the index beside the files: its cells by column name.
pub(crate) type Entry = BTreeMap<String, String>;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus")
}

/// The dialects read as text, by the names of the index.
const KINDS: &[(&str, Dialect)] = &[
    ("postgresql", Dialect::PostgreSql),
    ("mysql", Dialect::MySql),
    ("sqlite", Dialect::Sqlite),
    ("sqlserver", Dialect::SqlServer),
    ("oracle", Dialect::Oracle),
    ("db2", Dialect::Db2),
];

/// The SQL schemas as (entry, text); empty where there is no corpus.
pub(crate) fn schemas() -> Vec<(Entry, String)> {
    KINDS.iter().flat_map(|kind| entries(kind.0)).collect()
}

/// The schemas of a kind.
pub(crate) fn entries(kind: &str) -> Vec<(Entry, String)> {
    let Ok(index) = fs::read_to_string(folder().join("INDEX.tsv")) else {
        println!("not run: there is no corpus");
        return Vec::new();
    };
    let mut lines = index.lines();
    let names: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    lines
        .map(|line| {
            let cells = line.split('\t').map(str::to_owned);
            names.iter().map(|name| (*name).to_owned()).zip(cells).collect::<Entry>()
        })
        .filter(|entry| entry["kind"] == kind)
        .map(|entry| {
            let text =
                fs::read_to_string(folder().join(&entry["file"])).expect("a file of the index");
            (entry, text)
        })
        .collect()
}

fn count<'t>(tables: &'t [Table], of: impl Fn(&'t Table) -> usize) -> usize {
    // The index counts a partitioned table once, without its partitions.
    tables.iter().filter(|table| !table.is_partition()).map(of).sum()
}

fn keys(tables: &[Table], test: impl Fn(&UniqueKey) -> bool) -> usize {
    count(tables, |table| table.keys().filter(|key| test(key)).count())
}

fn references(tables: &[Table], test: impl Fn(&Table, &ForeignKey) -> bool) -> usize {
    count(tables, |table| table.foreign_keys.iter().filter(|key| test(table, key)).count())
}

fn columns(tables: &[Table], test: impl Fn(&Column) -> bool) -> usize {
    count(tables, |table| table.columns.iter().filter(|column| test(column)).count())
}

/// The part of a type that the index counts by name.
fn innermost(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Array(item) => innermost(item),
        other => other,
    }
}

fn of_type(tables: &[Table], test: impl Fn(&DataType) -> bool) -> usize {
    columns(tables, |column| test(innermost(&column.data_type)))
}

/// What can be counted both in a schema and in a database's catalog, by the index's names.
fn counts(tables: &[Table]) -> BTreeMap<&'static str, usize> {
    let is_serial = |column: &Column| matches!(column.default, Some(Default::Sequence(_)));
    BTreeMap::from([
        ("tables_loaded", tables.len()),
        ("columns", columns(tables, |_| true)),
        ("fk", references(tables, |_, _| true)),
        ("comp_fk", references(tables, |_, key| key.columns.len() > 1)),
        ("self_fk", references(tables, |table, key| key.parent == table.name)),
        ("check", count(tables, |table| table.checks.len())),
        ("no_pk", count(tables, |table| usize::from(table.primary_key.is_none()))),
        (
            "comp_pk",
            count(tables, |table| {
                usize::from(table.primary_key.as_ref().is_some_and(|key| key.parts.len() > 1))
            }),
        ),
        ("partial_unique", keys(tables, |key| key.predicate.is_some())),
        ("expr_unique", keys(tables, |key| key.columns().is_none())),
        ("nulls_not_distinct", keys(tables, |key| key.nulls_not_distinct)),
        (
            "deferrable",
            keys(tables, |key| key.deferrable) + references(tables, |_, key| key.deferrable),
        ),
        ("generated", columns(tables, |column| column.generated.is_some())),
        ("identity", columns(tables, |column| column.identity.is_some() && !is_serial(column))),
        ("array", columns(tables, |column| matches!(column.data_type, DataType::Array(_)))),
        ("json", of_type(tables, |of| matches!(of, DataType::Json { .. }))),
        ("uuid", of_type(tables, |of| matches!(of, DataType::Uuid))),
        ("xml", of_type(tables, |of| matches!(of, DataType::Xml))),
        ("bytea", of_type(tables, |of| matches!(of, DataType::Bytes { .. }))),
        ("tsvector", of_type(tables, |of| matches!(of, DataType::TsVector | DataType::TsQuery))),
        ("interval", of_type(tables, |of| matches!(of, DataType::Interval))),
        ("partitioned", count(tables, |table| usize::from(table.partition.is_some()))),
        ("partitions", tables.iter().filter(|table| table.is_partition()).count()),
        ("inherits", count(tables, |table| table.inherits.len())),
        ("exclusion", count(tables, |table| table.exclusions.len())),
        ("triggers", count(tables, |table| table.triggers.len())),
        ("seed_rows", tables.iter().map(|table| table.rows.len()).sum()),
    ])
}

/// Columns of schemas whose databases could not be asked, counted by sqlglot 30 statement by
/// statement.
const COLUMNS: &[(&str, usize)] = &[
    ("sqlserver/chinook.sql", 64),
    ("sqlserver/sakila.sql", 89),
    ("oracle/hr.sql", 35),
    ("oracle/customer_orders.sql", 43),
    ("oracle/sakila.sql", 89),
    ("db2/chinook.sql", 64),
];

/// Where the counts differ for a reason: (schema, what, more here than there, the reason).
const REASONS: &[(&str, &str, i64, &str)] = &[
    ("postgresql/pagila_sakila.sql", "triggers", 6, "rules on INSERT count as triggers"),
    (
        "postgresql/openstreetmap.sql",
        "tables_loaded",
        1,
        "one table needs PostGIS, which was not installed",
    ),
    ("postgresql/openstreetmap.sql", "columns", 10, "the same"),
    ("postgresql/openstreetmap.sql", "fk", 2, "the same"),
    (
        "postgresql/icingadb.sql",
        "check",
        388,
        "checks of domains count for every column of the domain",
    ),
    ("postgresql/graphile_kitchen_sink.sql", "check", 8, "the same"),
    ("postgresql/graphile_kitchen_sink.sql", "partitions", -3, "those that differ are tables"),
    ("postgresql/graphile_kitchen_sink.sql", "columns", 9, "the same"),
    ("postgresql/graphile_kitchen_sink.sql", "comp_pk", 3, "the same"),
    ("postgresql/graphile_kitchen_sink.sql", "fk", 6, "the same"),
    ("postgresql/graphile_kitchen_sink.sql", "uuid", 3, "the same"),
    ("postgresql/grafast_dataplan.sql", "seed_rows", -24, "INSERT … SELECT is not followed"),
    ("mysql/phpmyadmin.sql", "check", 2, "UNSIGNED with fractions is a condition"),
    ("mysql/temporal_visibility.sql", "tables_loaded", 3, "MySQL 8 alone has what it needs"),
    ("mysql/temporal_visibility.sql", "columns", 88, "the same"),
    ("sqlite/sakila.sql", "bytea", -2, "BLOB SUB_TYPE TEXT is a text to SQLite"),
    ("sqlite/synapse.sql", "bytea", 4, "the index counts the name BLOB alone"),
    ("sqlite/temporal.sql", "bytea", 36, "the same"),
    ("sqlite/zotero_userdata.sql", "fk", -5, "to parents in another file"),
    ("sqlite/zotero_userdata.sql", "check", 5, "which stand for them"),
    ("sqlserver/sakila.sql", "self_fk", -1, "there is none"),
    ("oracle/customer_orders.sql", "json", -2, "the index counts the word in comments"),
    ("sqlite/synapse.sql", "tables_loaded", -2, "virtual tables get no rows"),
    ("sqlite/temporal_visibility.sql", "tables_loaded", -2, "the same"),
];

#[test]
fn every_real_schema_has_what_its_database_has() {
    let mut wrong = Vec::new();
    for (entry, text) in schemas() {
        let name = &entry["file"];
        let ingested = match read(&[Source { name, text: &text }], None) {
            Ok(ingested) => ingested,
            Err(error) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        let tables = ingested.schema.tables();
        let found = counts(tables);
        println!("{name}: {found:?}");
        // Where no database was asked, the statements were counted.
        if entry["tables_loaded"].is_empty() {
            assert_eq!(tables.len().to_string(), entry["n_create_table"], "{name}");
        }
        if let Some((_, expected)) = COLUMNS.iter().find(|(known, _)| known == name) {
            assert_eq!(found["columns"], *expected, "{name}");
        }
        for (what, found) in found {
            // The index counts AUTOINCREMENT, which INTEGER PRIMARY KEY does without.
            if entry["kind"] == "sqlite" && what == "identity" {
                continue;
            }
            // The index leaves out what its source did not tell.
            let known = entry["kind"] == "postgresql" || !entry[what].is_empty();
            let expected = entry[what].parse().unwrap_or(if known { 0 } else { found as i64 });
            let reason = REASONS.iter().find(|reason| reason.0 == name && reason.1 == what);
            let allowed = expected + reason.map_or(0, |reason| reason.2);
            if found as i64 != allowed {
                wrong.push(format!("{name}: {found} {what}, the database has {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is remarked, how often, and why: (schema, part of the message, count).
const REMARKS: &[(&str, &str, usize)] = &[
    // Arrays and composites of domains with conditions.
    ("postgresql/graphile_kitchen_sink.sql", "the domain checks on the parts of", 2),
    // The parents are in another file.
    ("sqlite/zotero_userdata.sql", "is not in the schema", 5),
];

#[test]
fn every_remark_on_a_real_schema_has_a_reason() {
    let mut wrong = Vec::new();
    for (entry, text) in schemas() {
        let name = &entry["file"];
        let ingested = read(&[Source { name, text: &text }], None);
        let diagnostics = ingested
            .map_or_else(|error| error.diagnostics().to_vec(), |ingested| ingested.diagnostics);
        let mut remarks: Vec<_> = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity > Severity::Note)
            .map(ToString::to_string)
            .collect();
        for (_, part, expected) in REMARKS.iter().filter(|remark| remark.0 == name) {
            let before = remarks.len();
            remarks.retain(|remark| !remark.contains(part));
            if before - remarks.len() != *expected {
                wrong.push(format!("{name}: {} times {part:?}", before - remarks.len()));
            }
        }
        wrong.append(&mut remarks);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_dialect_of_every_real_schema_is_guessed() {
    for (entry, text) in schemas() {
        let name = &entry["file"];
        // The text alone has to tell, but for one that is written in MySQL's words.
        let source = if name == "sqlite/temporal.sql" { name } else { "schema.sql" };
        let Ok(ingested) = read(&[Source { name: source, text: &text }], None) else {
            continue;
        };
        let expected = KINDS.iter().find(|kind| kind.0 == entry["kind"]).map(|kind| kind.1);
        assert_eq!(Some(ingested.dialect), expected, "{name}");
    }
}

#[test]
fn every_real_schema_can_be_ordered() {
    for (entry, text) in schemas() {
        let name = &entry["file"];
        let Ok(ingested) = read(&[Source { name, text: &text }], None) else {
            continue;
        };
        let order = ingested.schema.load_order();
        let whole = ingested.schema.tables().iter().filter(|table| table.takes_rows()).count();
        assert_eq!(order.tables.len(), whole, "{name}");
        println!("{name}: {} breaks", order.breaks.len());
    }
}
