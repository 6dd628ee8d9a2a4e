//! Filling a database that holds a schema's tables, and judging what is in it afterwards.

use std::{path::Path, time::Instant};

use seedbed_database::constraint_state;
use seedbed_tests::{Place, seedbed};
use serde_json::Value;

/// What became of one run.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    pub(crate) tables: usize,
    /// Rows asked for and rows there, those that the schema itself inserts included.
    pub(crate) asked: u64,
    pub(crate) loaded: u64,
    /// Constraints that the database has, all of them enabled and valid.
    pub(crate) constraints: u64,
    /// Constraints that are not valid, and triggers that are disabled.
    pub(crate) lax: Vec<String>,
    /// What is wrong.
    pub(crate) faults: Vec<String>,
    /// Tables without a row.
    pub(crate) empty: Vec<String>,
    pub(crate) seconds: f64,
}

/// Loads `rows` rows of every table. A table that ends up with fewer must be named in a note.
pub(crate) fn fill(
    place: &dyn Place,
    schema: &Path,
    rows: u64,
    options: &[&str],
) -> Result<Filled, String> {
    let started = Instant::now();
    let (url, rows_text) = (place.url(), rows.to_string());
    let schema = schema.to_str().ok_or("an odd path")?;
    let fixed = ["generate", schema, "--rows", &rows_text, "--out", &url, "--json"];
    let output = seedbed(&[&fixed, options].concat());
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let seconds = started.elapsed().as_secs_f64();
    let summary: Value =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    place.validate();
    let state = constraint_state(&url).map_err(|error| error.to_string())?;
    let mut filled = Filled { seconds, constraints: state.constraints, ..Filled::default() };
    filled.lax = [state.not_valid, state.disabled_triggers].concat();
    let notes: Vec<&str> =
        [&summary["notes"], &summary["load_notes"]].into_iter().flat_map(texts).collect();
    let tables = summary["tables"].as_array().into_iter().flatten();
    let tables: Vec<&str> = tables.filter_map(|table| table["table"].as_str()).collect();
    for (table, count) in tables.iter().zip(place.counts(&tables)) {
        filled.tables += 1;
        filled.asked += rows;
        filled.loaded += count;
        if count == 0 {
            filled.empty.push((*table).to_owned());
        }
        let named = notes.iter().any(|note| note.starts_with(&format!("{table}:")));
        if count < rows && !named {
            filled.faults.push(format!("{table} has {count} rows, and nothing says why"));
        }
    }
    Ok(filled)
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Writes the same rows as CSV and counts the violations that `verify` finds.
pub(crate) fn violations(schema: &Path, rows: u64, options: &[&str]) -> u64 {
    let directory = tempfile::tempdir().unwrap();
    let (out, schema) = (directory.path().join("out"), schema.to_str().unwrap());
    let (out, rows) = (out.to_str().unwrap(), rows.to_string());
    let fixed = ["generate", schema, "--rows", &rows, "--quiet", "--out", out];
    seedbed_tests::grown(&[&fixed, options].concat());
    let output = seedbed(&["verify", schema, out, "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    report["violations"].as_u64().unwrap_or(u64::MAX)
}
