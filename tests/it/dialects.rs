//! Schemas of every database, read, filled, written in that database's own words, judged.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use seedbed_tests::{corpus, repository, seedbed};

/// The kinds of real schemas beside PostgreSQL's, which `corpus` loads into a server.
const KINDS: [&str; 5] = ["mysql", "sqlite", "sqlserver", "oracle", "db2"];

/// Rows asked of every table.
const ROWS: [&str; 2] = ["1", "100"];

/// What became of one file.
struct Outcome {
    tables: usize,
    rows: u64,
    violations: u64,
    not_checked: usize,
}

/// Fills a schema, and judges what was written as CSV. The script of the same rows must be read
/// back whole.
fn fill(schema: &Path, rows: &str) -> Result<Outcome, String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let schema = schema.to_str().ok_or("an odd path")?;
    let out = |name: &str| directory.path().join(name).to_str().unwrap_or_default().to_owned();
    let (csv, sql) = (out("csv"), out("sql"));
    run(&["generate", schema, "--rows", rows, "--quiet", "--out", &csv])?;
    run(&["generate", schema, "--rows", rows, "--quiet", "--format", "sql", "--out", &sql])?;
    let script = format!("{sql}/seedbed.sql");
    let report = document(&seedbed(&["verify", schema, &csv, "--json"]).stdout)?;
    let (tables, given) = inserted(&["inspect", schema, "--json"])?;
    let (_, read_back) = inserted(&["inspect", schema, &script, "--json"])?;
    let made = made(&csv)?;
    if read_back != given + made {
        return Err(format!("{} rows as CSV, {read_back} as SQL", given + made));
    }
    Ok(Outcome {
        tables,
        rows: made,
        violations: report["violations"].as_u64().unwrap_or(u64::MAX),
        not_checked: not_checked(&report),
    })
}

/// How many constraints could not be judged.
fn not_checked(report: &serde_json::Value) -> usize {
    let tables = report["tables"].as_array().into_iter().flatten();
    let constraints = tables.filter_map(|table| table["constraints"].as_array()).flatten();
    constraints.filter(|constraint| constraint["not_checked"].is_string()).count()
}

fn run(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = seedbed(arguments);
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(format!("{}: {}", arguments[0], String::from_utf8_lossy(&output.stderr)))
}

fn document(text: &[u8]) -> Result<serde_json::Value, String> {
    serde_json::from_slice(text).map_err(|error| error.to_string())
}

/// How many tables sources have, and how many rows they insert.
fn inserted(arguments: &[&str]) -> Result<(usize, u64), String> {
    let inspected = document(&run(arguments)?)?;
    let tables = inspected["tables"].as_array().ok_or("no tables")?;
    let rows = tables.iter().filter_map(|table| table["rows_of_the_schema"].as_u64()).sum();
    Ok((tables.len(), rows))
}

/// How many rows a manifest speaks of.
fn made(directory: &str) -> Result<u64, String> {
    let text = fs::read(format!("{directory}/manifest.json")).map_err(|error| error.to_string())?;
    let files = document(&text)?["files"].take();
    let tables =
        files.as_array().into_iter().flatten().filter_map(|file| file["tables"].as_array());
    Ok(tables.flatten().filter_map(|table| table["rows"].as_u64()).sum())
}

/// What became of all files, as a table, and what went wrong.
fn outcomes(files: &[(String, PathBuf)]) -> (String, Vec<String>) {
    let mut table = format!(
        "{:<28} {:>5} {:>6} {:>8} {:>10} {:>11}",
        "file", "rows", "tables", "made", "violations", "not checked"
    );
    let mut failures = Vec::new();
    for (name, path) in files {
        for rows in ROWS {
            match fill(path, rows) {
                Err(reason) => failures.push(format!("{name} --rows {rows}: {reason}")),
                Ok(Outcome { tables, rows: made, violations, not_checked }) => {
                    // Writing to a text never fails.
                    let _ = write!(
                        table,
                        "\n{name:<28} {rows:>5} {tables:>6} {made:>8} {violations:>10} \
                         {not_checked:>11}"
                    );
                    if violations > 0 {
                        failures.push(format!("{name} --rows {rows}: {violations} violations"));
                    }
                }
            }
        }
    }
    (table, failures)
}

#[test]
fn real_schemas_of_every_database_fill_without_violations() {
    let Some(corpus) = corpus() else {
        println!("not run: no corpus of schemas beside the repository");
        return;
    };
    let mut files = Vec::new();
    for kind in KINDS {
        let entries = fs::read_dir(corpus.join(kind)).expect("a folder of the corpus");
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.push((format!("{kind}/{name}"), path));
        }
    }
    let (table, failures) = outcomes(&files);
    println!("{table}");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn schemas_of_databases_without_a_server_here_fill_without_violations() {
    let names = ["sqlserver", "oracle", "db2", "snowflake", "bigquery", "generic"];
    let path = |name: &str| repository("tests/schemas").join(format!("{name}.sql"));
    let files: Vec<_> = names.iter().map(|name| (format!("{name}.sql"), path(name))).collect();
    let (table, failures) = outcomes(&files);
    println!("{table}");
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
