//! Databases of other kinds that are in use: nobody's rows are harmed.

use std::path::PathBuf;

use seedbed_tests::{MySql, Place, Sqlite, grown, grown_json, seedbed};

/// Tables as every database takes them.
const TABLES: &str = "
    CREATE TABLE customers (
        id int NOT NULL PRIMARY KEY,
        email varchar(80) NOT NULL UNIQUE,
        name varchar(60) NOT NULL
    );
    CREATE TABLE orders (
        id int NOT NULL PRIMARY KEY,
        customer_id int NOT NULL,
        total decimal(8, 2) NOT NULL CHECK (total >= 0),
        ordered_at date NOT NULL,
        FOREIGN KEY (customer_id) REFERENCES customers (id)
    );
";

/// A database, its URL, and a file with its schema.
struct Shop {
    place: Box<dyn Place>,
    url: String,
    schema: String,
    _directory: tempfile::TempDir,
}

/// Shops in every kind of database there is, with so many rows in each table.
fn shops(name: &str, rows: &str) -> Vec<Shop> {
    let my_sql = MySql::create(name).map(|database| Box::new(database) as Box<dyn Place>);
    let places = my_sql.into_iter().chain([Box::new(Sqlite::new()) as Box<dyn Place>]);
    let shop = |place: Box<dyn Place>| {
        let directory = tempfile::tempdir().unwrap();
        let schema: PathBuf = directory.path().join("schema.sql");
        std::fs::write(&schema, TABLES).unwrap();
        let (url, schema) = (place.url(), schema.to_str().unwrap().to_owned());
        let generate = ["generate", &schema, "--create", "--rows", rows, "--quiet", "--out", &url];
        grown(&generate);
        Shop { place, url, schema, _directory: directory }
    };
    places.map(shop).collect()
}

fn said(arguments: &[&str]) -> (Option<i32>, String) {
    let output = seedbed(arguments);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn appending_goes_on_after_existing_keys_everywhere() {
    for Shop { place, url, schema, .. } in shops("append", "60") {
        let (code, error) = said(&["generate", &schema, "--out", &url]);
        assert_eq!(code, Some(5), "{error}");
        assert!(error.contains("already hold rows"), "{error}");
        // The same seed would make the same keys; another one makes keys that may repeat.
        for seed in ["1", "1", "2"] {
            let more = ["generate", &schema, "--append", "--rows", "40", "--seed", seed];
            grown(&[&more[..], &["--quiet", "--out", &url]].concat());
        }
        assert_eq!((place.count("customers"), place.count("orders")), (180, 180), "{url}");
        let old = "SELECT count(*) FROM orders WHERE id > 60 AND customer_id <= 60";
        assert!(place.number(old) > 0, "new rows refer to existing ones, too");
        let verified = grown_json(&["verify", &schema, &url, "--as-of", "2026-01-01"]);
        assert_eq!(verified["violations"], 0, "{verified:#}");
    }
}

#[test]
fn truncating_needs_the_databases_name_everywhere() {
    for Shop { place, url, schema, .. } in shops("truncate", "60") {
        let generate = ["generate", &schema, "--rows", "orders=7", "--out", &url, "--truncate"];
        let (code, error) = said(&[&generate[..], &["shop"]].concat());
        let name = place.name();
        assert_eq!(code, Some(2), "{error}");
        assert!(error.contains(&format!("--truncate {name}")), "{error}");
        assert_eq!(place.count("orders"), 60);
        grown(&[&generate[..], &[&name, "--quiet"]].concat());
        assert_eq!(place.count("orders"), 7);
    }
}

#[test]
fn a_dry_run_inserts_checks_and_takes_back_everywhere() {
    for Shop { place, url, schema, .. } in shops("dry", "60") {
        let dry = ["generate", &schema, "--append", "--dry-run", "--rows", "40", "--out", &url];
        let text = grown(&dry);
        assert!(text.starts_with("Would load ") && text.contains("Nothing was kept."), "{text}");
        assert_eq!((place.count("customers"), place.count("orders")), (60, 60));
        let closed = if url.starts_with("sqlite") {
            "CREATE UNIQUE INDEX closed ON orders (id > 60) WHERE id > 60"
        } else {
            "ALTER TABLE orders ADD CONSTRAINT closed CHECK (id < 61)"
        };
        place.execute(&[closed]);
        let (code, error) = said(&dry);
        assert_eq!(code, Some(6), "{error}");
        assert!(error.contains("closed") && error.contains("nothing was kept"), "{error}");
        assert_eq!((place.count("customers"), place.count("orders")), (60, 60));
    }
}

#[test]
fn verify_finds_what_a_database_does_not_check_everywhere() {
    for Shop { place, url, schema, .. } in shops("verify", "60") {
        let verify = ["verify", &schema, &url, "--as-of", "2026-01-01"];
        assert!(grown(&verify).starts_with("no violation: 2 tables, 120 rows"));
        let planted = "UPDATE orders SET customer_id = 999999 WHERE id = 3";
        let off = if url.starts_with("sqlite") {
            "PRAGMA foreign_keys = OFF"
        } else {
            "SET foreign_key_checks = 0"
        };
        place.execute(&[off, planted]);
        let output = seedbed(&verify);
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("customer_id") && text.contains("1 violation"), "{text}");
        assert!(!text.contains("999999"), "no value is shown");
    }
}
