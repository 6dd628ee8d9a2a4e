//! Schemas as people write them at work, each from another trade: every one generates as it is
//! written, and loads.

use std::path::PathBuf;

use seedbed_tests::{Database, MySql, Place, Sqlite, repository};

use crate::filling::{fill, violations};

/// The schemas' files.
const SCHEMAS: [&str; 22] = [
    "bank",
    "concerts",
    "erp",
    "factory",
    "fleet",
    "forum",
    "game",
    "history",
    "hospital",
    "hotel",
    "hr",
    "insurance",
    "iot",
    "ledger",
    "logistics",
    "roster",
    "saas",
    "school",
    "social",
    "tenants",
    "terms",
    "tickets",
];
/// Those for other databases.
const MYSQL: [&str; 4] = ["mysql/academy", "mysql/fleet", "mysql/inn", "mysql/shop"];
const SQLITE: [&str; 3] = ["sqlite/crm", "sqlite/notes", "sqlite/tasks"];

fn file(name: &str) -> PathBuf {
    repository(&format!("tests/it/ordinary/{name}.sql"))
}

#[test]
fn ordinary_schemas_generate_as_written() {
    for name in SCHEMAS.into_iter().chain(MYSQL).chain(SQLITE) {
        for (rows, seed) in [(1, "1"), (1, "2"), (7, "3"), (100, "4"), (100, "5"), (300, "6")] {
            let found = violations(&file(name), rows, &["--seed", seed]);
            assert_eq!(found, 0, "{name}, {rows} rows, seed {seed}");
        }
    }
}

#[test]
fn ordinary_schemas_load_with_every_constraint_on() {
    for name in SCHEMAS {
        let Some(template) = Database::create(&format!("ordinary_{name}")) else { return };
        if !template.psql(&file(name), true) {
            println!("not run: no psql to create the tables with");
            return;
        }
        for (rows, seed) in [(1, "1"), (40, "2"), (2_000, "3")] {
            let database = template.copy(&format!("ordinary_{name}_{rows}"));
            let told = format!("{name}, {rows} rows, seed {seed}");
            let filled = fill(&database, &file(name), rows, &["--seed", seed])
                .unwrap_or_else(|reason| panic!("{told}: {reason}"));
            let mut faults = [filled.faults, filled.lax].concat();
            // With one row of everything there may be no pair that differs.
            faults.extend(filled.empty.into_iter().filter(|_| rows > 1));
            assert!(faults.is_empty(), "{told}: {faults:?}");
        }
    }
}

#[test]
fn ordinary_schemas_load_into_mariadb() {
    fill_each(&MYSQL, || MySql::create("ordinary"));
}

#[test]
fn ordinary_schemas_load_into_sqlite() {
    fill_each(&SQLITE, || Some(Sqlite::new()));
}

/// Fills a new database for every schema and number of rows.
fn fill_each<P: Place>(names: &[&str], create: impl Fn() -> Option<P>) {
    for name in names {
        for (rows, seed) in [(1, "1"), (40, "2"), (1_000, "3")] {
            let Some(place) = create() else { return };
            let told = format!("{name}, {rows} rows, seed {seed}");
            let filled = fill(&place, &file(name), rows, &["--create", "--seed", seed])
                .unwrap_or_else(|reason| panic!("{told}: {reason}"));
            let mut faults = [filled.faults, filled.lax].concat();
            faults.extend(filled.empty.into_iter().filter(|_| rows > 1));
            assert!(faults.is_empty(), "{told}: {faults:?}");
        }
    }
}
