//! Schemas that use one thing in every way that projects do, filled whole in a real database.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use seedbed_tests::{Database, repository};

use crate::filling::{fill, violations};

/// (rows of every table, seed).
const RUNS: [(u64, &str); 4] = [(100, "1"), (100, "2"), (1, "1"), (1_000, "3")];

/// Tables that stay empty although rows are asked for: what their triggers let through is chance, or
/// one row can't refer to two that differ.
const MAY_BE_EMPTY: [&str; 3] = ["transfers", "receipts", "rates"];

fn files() -> Vec<PathBuf> {
    let folder = fs::read_dir(repository("tests/it/schemas")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn schemas_of_one_thing_each_fill_whole() {
    let failures: Vec<String> = files().iter().flat_map(|file| failures_of(file)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn schemas_of_one_thing_each_have_no_violations() {
    for file in files() {
        assert_eq!(violations(&file, 300, &["--seed", "4"]), 0, "{}", file.display());
    }
}

#[test]
fn a_table_as_wide_as_can_be_fills() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("wide.sql");
    let types = ["boolean", "smallint", "date", "real", "int"];
    let mut sql = String::from("CREATE TABLE wide (id int PRIMARY KEY");
    for at in 1..1_600 {
        let _ = write!(sql, ", c{at} {}", types[at % types.len()]);
    }
    fs::write(&file, sql + ");").unwrap();
    let failures = failures_of(&file);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Fills a copy of the database that a file describes, several times.
fn failures_of(file: &Path) -> Vec<String> {
    let name = file.file_stem().unwrap().to_str().unwrap();
    let Some(template) = Database::create(&format!("own_{name}")) else {
        return Vec::new();
    };
    assert!(template.psql(file, true), "there is no psql to create the tables with");
    let mut failures = Vec::new();
    for (rows, seed) in RUNS {
        let database = template.copy(&format!("own_{name}_copy"));
        let options = ["--seed", seed];
        let filled = match fill(&database, file, rows, &options) {
            Ok(filled) => filled,
            Err(reason) => {
                failures.push(format!("{name}, {rows} rows, seed {seed}: {reason}"));
                continue;
            }
        };
        let mut faults = filled.faults;
        faults.extend(filled.lax.iter().map(|name| format!("{name} is not enforced")));
        let empty = filled.empty.iter().filter(|table| !MAY_BE_EMPTY.contains(&table.as_str()));
        faults.extend(empty.map(|table| format!("{table} is empty")));
        failures.extend(faults.iter().map(|fault| format!("{name}, {rows} rows, {seed}: {fault}")));
    }
    failures
}
