//! Real schemas, filled whole in real databases: `PostgreSQL` here, the others in
//! [`crate::elsewhere`].

#![allow(clippy::print_stdout, reason = "a line a run tells what was filled")]

use std::{fs, path::Path};

use seedbed_tests::{Database, corpus, grown_json};

use crate::{
    elsewhere,
    filling::{Filled, fill, violations},
};

/// A file of the corpus and what filling it takes.
#[derive(Default)]
struct Case {
    name: &'static str,
    /// Extensions that the file expects to be there.
    extensions: &'static [&'static str],
    /// Tables that a server without their extension can't have.
    absent: &'static [&'static str],
    /// Tables that stay empty, each with the reason the program gives.
    empty: &'static [&'static str],
    /// Whether it is filled with many rows too.
    many: bool,
}

const fn case(name: &'static str) -> Case {
    Case { name, extensions: &[], absent: &[], empty: &[], many: false }
}

const CASES: [Case; 18] = [
    Case { many: true, ..case("pagila_sakila") },
    Case { many: true, ..case("chinook") },
    Case { many: true, ..case("northwind") },
    case("xo_bit_of_everything"),
    case("adventureworks"),
    // PostGIS draws the zones.
    Case { absent: &["moderation_zones"], ..case("openstreetmap") },
    case("mimic_iv"),
    case("temporal"),
    case("temporal_visibility"),
    // The trigger check_partial_state_events accepts only rooms that its events are in.
    Case { empty: &["partial_state_events"], ..case("synapse") },
    case("zabbix"),
    case("icingadb"),
    Case { many: true, ..case("openqa") },
    Case { many: true, ..case("freeradius") },
    case("lago"),
    case("danbooru"),
    Case { extensions: &["citext", "hstore", "ltree"], ..case("graphile_kitchen_sink") },
    case("grafast_dataplan"),
];

/// (rows of every table, seed); the last for some files only.
const RUNS: [(u64, &str); 5] = [(100, "1"), (100, "2"), (100, "3"), (1, "1"), (5_000, "1")];

#[test]
fn real_schemas_fill_whole() {
    let Some(corpus) = corpus() else {
        println!("not run: no corpus of schemas beside the repository");
        return;
    };
    println!(
        "{:<33} {:>6} {:>9} {:>9} {:>11} {:>10} {:>7}",
        "file", "tables", "asked", "loaded", "constraints", "violations", "seconds"
    );
    let failures = [postgresql(&corpus), elsewhere::mariadb(&corpus), elsewhere::sqlite(&corpus)];
    let failures = failures.concat();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Fills every file for `PostgreSQL`; returns what is wrong.
fn postgresql(corpus: &Path) -> Vec<String> {
    let mut failures = Vec::new();
    for case in &CASES {
        let Some(template) = Database::create(case.name) else {
            return failures;
        };
        let file = corpus.join("postgresql").join(format!("{}.sql", case.name));
        if let Err(reason) = prepare(&template, case, &file) {
            failures.push(format!("{}: {reason}", case.name));
            continue;
        }
        for (rows, seed) in RUNS.into_iter().filter(|(rows, _)| *rows < 5_000 || case.many) {
            let database = template.copy(&format!("{}_copy", case.name));
            let told = format!("{}, {rows} rows, seed {seed}", case.name);
            let (line, faults) = run(case, &database, &file, rows, seed);
            println!("{line}");
            failures.extend(faults.into_iter().map(|fault| format!("{told}: {fault}")));
        }
    }
    failures
}

/// Fills one database; returns a line of the table and what went wrong.
fn run(
    case: &Case,
    database: &Database,
    file: &Path,
    rows: u64,
    seed: &str,
) -> (String, Vec<String>) {
    let absent: Vec<String> = case.absent.iter().map(|table| format!("{table}=0")).collect();
    let mut options = vec!["--seed", seed];
    options.extend(absent.iter().flat_map(|rows| ["--rows", rows.as_str()]));
    let filled = match fill(database, file, rows, &options) {
        Ok(filled) => filled,
        Err(reason) => return (String::new(), vec![reason]),
    };
    let found = if rows == 100 { violations(file, rows, &options) } else { 0 };
    let Filled { tables, asked, loaded, constraints, seconds, .. } = filled;
    let line = format!(
        "{:<33} {tables:>6} {asked:>9} {loaded:>9} {constraints:>11} {found:>10} {seconds:>7.2}",
        format!("postgresql/{}", case.name)
    );
    let mut faults = filled.faults;
    faults.extend(filled.lax.iter().map(|name| format!("{name} is not enforced")));
    let empty = filled.empty.iter().filter(|table| !case.empty.contains(&table.as_str()));
    faults.extend(empty.map(|table| format!("{table} is empty")));
    if found > 0 {
        faults.push(format!("{found} violations"));
    }
    (line, faults)
}

/// Creates the tables as the file says.
fn prepare(database: &Database, case: &Case, file: &Path) -> Result<(), String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let script = directory.path().join("schema.sql");
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    fs::write(&script, within_database(&text)).map_err(|error| error.to_string())?;
    for extension in case.extensions {
        let statement = format!("CREATE EXTENSION IF NOT EXISTS {extension}");
        database.connect().batch_execute(&statement).map_err(|error| error.to_string())?;
    }
    if !database.psql(&script, false) {
        return Err("there is no psql to create the tables with".into());
    }
    Ok(())
}

/// The file without what would leave the test's own database.
fn within_database(text: &str) -> String {
    let elsewhere = |line: &&str| {
        let line = line.trim_start().to_ascii_lowercase();
        line.starts_with("\\c ")
            || line.starts_with("create database")
            || line.starts_with("drop database")
    };
    text.lines().filter(|line| !elsewhere(line)).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn real_schemas_are_understood_without_a_database() {
    let Some(corpus) = corpus() else {
        println!("not run: no corpus of schemas beside the repository");
        return;
    };
    for Case { name, .. } in &CASES {
        let file = corpus.join("postgresql").join(format!("{name}.sql"));
        let inspected = grown_json(&["inspect", file.to_str().unwrap()]);
        assert!(!inspected["tables"].as_array().unwrap().is_empty(), "{name}");
    }
}
