//! Real schemas, filled whole in a real database.

use std::{fs, path::Path};

use seedbed_database::constraint_state;
use seedbed_tests::{Database, corpus, grown_json, seedbed};

const FILES: [&str; 8] = [
    "pagila_sakila",
    "chinook",
    "northwind",
    "adventureworks",
    "mimic_iv",
    "temporal",
    "danbooru",
    "zabbix",
];

/// Rows asked of every table.
const ROWS: &str = "100";

/// What became of one file.
struct Filled {
    tables: usize,
    asked: u64,
    loaded: u64,
    empty: Vec<String>,
    not_valid: usize,
    violations: u64,
}

#[test]
fn real_schemas_fill_whole() {
    let Some(corpus) = corpus() else {
        println!("not run: no corpus of schemas beside the repository");
        return;
    };
    println!(
        "{:<16} {:>6} {:>10} {:>10} {:>10}",
        "file", "tables", "asked", "loaded", "violations"
    );
    let mut failures = Vec::new();
    for name in FILES {
        let Some(database) = Database::create(name) else {
            return;
        };
        let file = corpus.join("postgresql").join(format!("{name}.sql"));
        match fill(&database, &file) {
            Err(reason) => failures.push(format!("{name}: {reason}")),
            Ok(filled) => {
                println!(
                    "{name:<16} {:>6} {:>10} {:>10} {:>10}",
                    filled.tables, filled.asked, filled.loaded, filled.violations
                );
                if filled.not_valid + filled.empty.len() > 0 || filled.violations > 0 {
                    failures.push(format!(
                        "{name}: {} constraints not valid, {} violations, empty: {:?}",
                        filled.not_valid, filled.violations, filled.empty
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Creates the tables as the file says, fills them, and judges the same rows as files.
fn fill(database: &Database, file: &Path) -> Result<Filled, String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let script = directory.path().join("schema.sql");
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    fs::write(&script, prepared(&text)).map_err(|error| error.to_string())?;
    if !database.psql(&script, false) {
        return Err("there is no psql to create the tables with".into());
    }
    let schema = file.to_str().ok_or("an odd path")?;
    let url = database.url();
    let output = seedbed(&["generate", schema, "--rows", ROWS, "--out", &url, "--json"]);
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let summary: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let tables = summary["tables"].as_array().ok_or("no tables in the summary")?;
    let state = constraint_state(&url).map_err(|error| error.to_string())?;
    let rows = |table: &serde_json::Value| table["rows"].as_u64().unwrap_or(0);
    // Rows that the file itself inserts count.
    let names = tables.iter().filter_map(|table| table["table"].as_str());
    let empty = names.filter(|name| database.number(&count(name)) == 0);
    Ok(Filled {
        tables: tables.len(),
        asked: tables.len() as u64 * ROWS.parse::<u64>().unwrap_or(0),
        loaded: tables.iter().map(rows).sum(),
        empty: empty.map(str::to_owned).collect(),
        not_valid: state.not_valid.len(),
        violations: violations(schema, directory.path()),
    })
}

fn count(table: &str) -> String {
    let parts = table.split('.').map(|part| format!("\"{part}\""));
    format!("SELECT count(*) FROM {}", parts.collect::<Vec<_>>().join("."))
}

/// Writes the rows as CSV and counts what `verify` finds.
fn violations(schema: &str, directory: &Path) -> u64 {
    let out = directory.join("out");
    let out = out.to_str().unwrap_or_default();
    seedbed_tests::grown(&["generate", schema, "--rows", ROWS, "--quiet", "--out", out]);
    let output = seedbed(&["verify", schema, out, "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    report["violations"].as_u64().unwrap_or(u64::MAX)
}

/// The file without what would leave the test's own database.
fn prepared(text: &str) -> String {
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
    for name in FILES {
        let file = corpus.join("postgresql").join(format!("{name}.sql"));
        let inspected = grown_json(&["inspect", file.to_str().unwrap()]);
        assert!(!inspected["tables"].as_array().unwrap().is_empty(), "{name}");
    }
}
