//! Real schemas, filled whole in `MySQL` or `MariaDB` and in `SQLite`.

#![allow(clippy::print_stdout, reason = "a line a run tells what was filled")]

use std::path::Path;

use seedbed_tests::{MySql, Place, Sqlite, corpus, grown, grown_json};
use serde_json::Value;

use crate::filling::{self, Filled};

/// A file of the corpus.
struct Case {
    name: &'static str,
    /// Tables that stay empty, each with the reason that the program gives.
    empty: &'static [&'static str],
    /// Whether it is filled with many rows too.
    many: bool,
}

const fn case(name: &'static str) -> Case {
    Case { name, empty: &[], many: false }
}

const MYSQL: [Case; 7] = [
    Case { many: true, ..case("sakila") },
    Case { many: true, ..case("chinook") },
    Case { many: true, ..case("phpmyadmin") },
    Case { many: true, ..case("wordpress") },
    Case { many: true, ..case("xo_bit_of_everything") },
    case("icingadb"),
    case("zabbix"),
];

const SQLITE: [Case; 8] = [
    Case { many: true, ..case("chinook") },
    Case { many: true, ..case("sakila") },
    Case { many: true, ..case("northwind") },
    Case { many: true, ..case("xo_bit_of_everything") },
    // Its trigger accepts only rooms that its events are in.
    Case { empty: &["partial_state_events"], ..case("synapse") },
    Case { many: true, ..case("temporal") },
    case("temporal_visibility"),
    // The tables they refer to are in another file.
    Case {
        empty: &["itemData", "itemCreators", "syncDeleteLog", "customBaseFieldMappings"],
        ..case("zotero_userdata")
    },
];

/// (rows of every table, seed); the last for some files only.
const RUNS: [(u64, &str); 5] = [(100, "1"), (100, "2"), (100, "3"), (1, "1"), (5_000, "1")];

/// Fills every file for `MySQL`; returns what is wrong.
pub(crate) fn mariadb(corpus: &Path) -> Vec<String> {
    fill_all(corpus, "mysql", &MYSQL, MySql::create)
}

/// Fills every file for `SQLite`; returns what is wrong.
pub(crate) fn sqlite(corpus: &Path) -> Vec<String> {
    fill_all(corpus, "sqlite", &SQLITE, |_| Some(Sqlite::new()))
}

/// Fills a new database for every file and run, and judges each.
fn fill_all<P: Place>(
    corpus: &Path,
    folder: &str,
    cases: &[Case],
    create: impl Fn(&str) -> Option<P>,
) -> Vec<String> {
    let mut faults = Vec::new();
    for case in cases {
        let file = corpus.join(folder).join(format!("{}.sql", case.name));
        for (rows, seed) in RUNS.into_iter().filter(|(rows, _)| *rows < 5_000 || case.many) {
            let Some(place) = create(case.name) else { return faults };
            let found = fill(&place, case, &file, rows, seed);
            let told = format!("{folder}/{}, {rows} rows, seed {seed}", case.name);
            faults.extend(found.into_iter().map(|fault| format!("{told}: {fault}")));
        }
    }
    faults
}

/// Creates the tables and fills them, prints a line, and returns what is wrong.
fn fill(place: &dyn Place, case: &Case, file: &Path, rows: u64, seed: &str) -> Vec<String> {
    let filled = match filling::fill(place, file, rows, &["--create", "--seed", seed]) {
        Ok(filled) => filled,
        Err(reason) => return vec![reason],
    };
    let (schema, url) = (file.to_str().unwrap(), place.url());
    let verified = grown_json(&["verify", schema, &url, "--as-of", "2026-01-01"]);
    let violations = verified["violations"].as_u64().unwrap();
    let Filled { tables, asked, loaded, constraints, seconds, .. } = filled;
    let folder = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    println!(
        "{:<33} {tables:>6} {asked:>9} {loaded:>9} {constraints:>11} {violations:>10} {seconds:>7.2}",
        format!("{folder}/{}", case.name)
    );
    let mut faults = filled.faults;
    faults.extend(filled.lax.iter().map(|name| format!("{name} is not enforced")));
    let empty = filled.empty.iter().filter(|table| !case.empty.contains(&table.as_str()));
    faults.extend(empty.map(|table| format!("{table} is empty")));
    if violations > 0 {
        faults.push(format!("{violations} violations"));
    }
    faults
}

#[test]
fn scripts_hold_the_same_rows_and_verify() {
    let Some(corpus) = corpus() else {
        println!("not run: no corpus of schemas beside the repository");
        return;
    };
    let all = [("mysql", &MYSQL[..]), ("sqlite", &SQLITE[..])];
    for (folder, case) in all.iter().flat_map(|(folder, cases)| cases.iter().map(|c| (*folder, c)))
    {
        let file = corpus.join(folder).join(format!("{}.sql", case.name));
        let directory = tempfile::tempdir().unwrap();
        let (schema, out) = (file.to_str().unwrap(), directory.path().to_str().unwrap());
        let generate = ["generate", schema, "--dialect", folder, "--rows", "20", "--format", "sql"];
        let summary = grown_json(&[&generate[..], &["--out", out]].concat());
        let verified = grown_json(&["verify", "--dialect", folder, schema, out]);
        assert_eq!(verified["violations"], 0, "{folder}/{}: {verified:#}", case.name);
        let rows = |document: &Value| -> u64 {
            let tables = document["tables"].as_array().unwrap();
            tables.iter().map(|table| table["rows"].as_u64().unwrap()).sum()
        };
        assert_eq!(rows(&verified), rows(&summary), "{folder}/{}", case.name);
    }
}

#[test]
fn a_script_for_sqlite_loads_and_takes_back_what_refers_to_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let schema = directory.path().join("schema.sql");
    let tables = "CREATE TABLE hens (id integer PRIMARY KEY, egg_id int NOT NULL REFERENCES eggs,
                      colour text, weight decimal(6, 2), seen datetime, proof blob);
                  CREATE TABLE eggs (id integer PRIMARY KEY, hen_id int NOT NULL REFERENCES hens);";
    std::fs::write(&schema, tables).unwrap();
    let (schema, out) = (schema.to_str().unwrap(), directory.path().join("out"));
    let to = out.to_str().unwrap();
    let options = ["--dialect", "sqlite", "--rows", "50", "--format", "sql", "--quiet"];
    grown(&[&["generate", schema, "--out", to], &options[..]].concat());
    let script = std::fs::read_to_string(out.join("seedbed.sql")).unwrap();
    let place = Sqlite::new();
    place.execute(&[tables, &script]);
    assert_eq!((place.count("hens"), place.count("eggs")), (50, 50));
    let connection = place.connect();
    let empty = "PRAGMA foreign_keys = OFF; DELETE FROM hens; DELETE FROM eggs";
    connection.execute_batch(empty).unwrap();
    let broken = script.replacen("COMMIT", "-- COMMIT", 1).replacen("(1, ", "(77, ", 1);
    assert!(connection.execute_batch(&broken).is_err());
    assert!(connection.is_autocommit(), "the transaction was rolled back");
    assert_eq!(place.count("hens"), 0);
}
