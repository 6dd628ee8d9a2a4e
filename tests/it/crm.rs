//! The models of `examples/crm`: read as they are, and their rows where SQLAlchemy made the tables.

use std::{collections::BTreeMap, fs, path::Path};

use seedbed_tests::{Database, grown, grown_json, repository};
use serde_json::Value;

use crate::models::{create, python};

/// The rows of every table, as the example's README asks for them.
const ROWS: [(&str, usize); 5] =
    [("customers", 10), ("contacts", 25), ("products", 15), ("orders", 30), ("order_items", 60)];

/// What holds across tables, each with a query that counts where it does not.
const INVARIANTS: [(&str, &str); 4] = [
    (
        "a total is the sum of its items",
        "SELECT count(*) FROM orders o WHERE total <>
         (SELECT coalesce(sum(line_total), 0) FROM order_items i WHERE i.order_id = o.id)",
    ),
    (
        "an item's price is the product's",
        "SELECT count(*) FROM order_items i JOIN products p ON p.id = i.product_id
         WHERE i.unit_price <> p.price OR i.line_total <> i.quantity * p.price",
    ),
    (
        "an e-mail address goes with a name",
        "SELECT count(*) FROM contacts WHERE left(lower(last_name), 1) ~ '[a-z]'
         AND position(left(lower(last_name), 1) IN email) = 0
         AND position(left(lower(first_name), 1) IN email) = 0",
    ),
    ("a country is a code", "SELECT count(*) FROM customers WHERE country_code !~ '^[A-Z][A-Z]$'"),
];

fn models() -> String {
    repository("examples/crm/models").display().to_string()
}

fn generate<'a>(models: &'a str, rows: &'a [String], rest: &[&'a str]) -> Vec<&'a str> {
    let rows = rows.iter().flat_map(|rows| ["--rows", rows]);
    ["generate", models].into_iter().chain(rows).chain(rest.iter().copied()).collect()
}

fn rows() -> Vec<String> {
    ROWS.iter().map(|(table, rows)| format!("{table}={rows}")).collect()
}

#[test]
fn models_are_grown_without_a_database_or_python() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    let (models, rows) = (models(), rows());
    grown(&generate(&models, &rows, &["--format", "jsonl", "--out", out, "--strict"]));
    grown(&["verify", &models, out]);
    let tables: BTreeMap<&str, Vec<Value>> =
        ROWS.iter().map(|(table, _)| (*table, lines(&directory.path().join(table)))).collect();
    for (table, expected) in ROWS {
        assert_eq!(tables[table].len(), expected, "{table}");
    }
    let sizes: Vec<&str> =
        tables["customers"].iter().filter_map(|c| c["segment"].as_str()).collect();
    assert!(sizes.iter().all(|size| ["SMALL", "MEDIUM", "ENTERPRISE"].contains(size)), "{sizes:?}");
}

/// The documents of a file of JSON lines.
fn lines(table: &Path) -> Vec<Value> {
    let text = fs::read_to_string(table.with_extension("jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn inspect_tells_what_the_models_say() {
    let seen = grown_json(&["inspect", &models()]);
    let text = seen.to_string();
    for said in
        ["customers", "order_status", "one_primary_contact", "ck_orders_total_is_not_negative"]
    {
        assert!(text.contains(said), "{said} is missing in {text}");
    }
}

#[test]
fn rows_of_models_load_into_the_tables_that_sqlalchemy_makes() {
    let Some(python) = python() else {
        return;
    };
    let Some(database) = Database::create("crm") else {
        return;
    };
    let folder = repository("examples/crm");
    create(&database, &python, "sqlalchemy_tables.py", &["models:Base"], &folder);
    let (models, rows, url) = (models(), rows(), database.url());
    grown(&generate(&models, &rows, &["--out", &url, "--strict"]));
    for (table, expected) in ROWS {
        let found = database.number(&format!("SELECT count(*) FROM {table}"));
        assert_eq!(usize::try_from(found), Ok(expected), "{table}");
    }
    for (claim, query) in INVARIANTS {
        assert_eq!(database.number(query), 0, "not true: {claim}");
    }
}
