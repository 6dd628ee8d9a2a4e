//! Databases that are in use: nobody's rows are harmed.

use seedbed_tests::{Database, grown, grown_json, repository, seedbed};

fn shop() -> String {
    repository("examples/shop/schema.sql").display().to_string()
}

fn said(arguments: &[&str]) -> (Option<i32>, String) {
    let output = seedbed(arguments);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The rows of all tables together.
fn rows(summary: &serde_json::Value) -> u64 {
    summary["tables"].as_array().unwrap().iter().map(|table| table["rows"].as_u64().unwrap()).sum()
}

#[test]
fn appending_goes_on_after_existing_keys() {
    let Some(database) = Database::create("append_shop") else {
        return;
    };
    let (shop, url) = (shop(), database.url());
    let first = grown_json(&["generate", &shop, "--create", "--out", &url]);
    let (code, error) = said(&["generate", &shop, "--out", &url]);
    assert_eq!(code, Some(5), "{error}");
    assert!(error.contains("already hold rows"), "{error}");
    let mut all = rows(&first);
    // The same seed would make the same keys; another one makes keys that may repeat by chance.
    for seed in ["1", "1", "2"] {
        let more = ["generate", &shop, "--append", "--seed", seed, "--out", &url];
        let appended = grown_json(&more);
        assert!(rows(&appended) > 1000, "{appended}");
        all += rows(&appended);
    }
    let verified = grown_json(&["verify", &shop, &url, "--as-of", "2026-01-01"]);
    assert_eq!(verified["violations"], 0, "{verified}");
    let counted: u64 =
        verified["tables"].as_array().unwrap().iter().map(|t| t["rows"].as_u64().unwrap()).sum();
    assert_eq!(counted, all);
    let wrong_totals = "SELECT count(*) FROM orders o WHERE subtotal IS DISTINCT FROM
        (SELECT coalesce(sum(line_total), 0) FROM order_items i WHERE i.order_id = o.id)";
    assert_eq!(database.number(wrong_totals), 0, "existing orders keep their sums");
}

#[test]
fn truncating_needs_the_databases_name() {
    let Some(database) = Database::create("truncate_shop") else {
        return;
    };
    let (shop, url) = (shop(), database.url());
    grown(&["generate", &shop, "--create", "--quiet", "--out", &url]);
    let before = database.number("SELECT count(*) FROM orders");
    let (code, error) = said(&["generate", &shop, "--truncate", "shop", "--out", &url]);
    let name = url.rsplit('/').next().unwrap();
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains(&format!("--truncate {name}")), "{error}");
    assert_eq!(database.number("SELECT count(*) FROM orders"), before);
    grown(&["generate", &shop, "--truncate", name, "--rows", "orders=7", "--quiet", "--out", &url]);
    assert_eq!(database.number("SELECT count(*) FROM orders"), 7);
}

#[test]
fn a_dry_run_inserts_checks_and_takes_back() {
    let Some(database) = Database::create("dry_shop") else {
        return;
    };
    let (shop, url) = (shop(), database.url());
    grown(&["generate", &shop, "--create", "--rows", "orders=7", "--quiet", "--out", &url]);
    let next_key = "SELECT last_value FROM orders_id_seq";
    let key_before = database.number(next_key);
    let dry = ["generate", &shop, "--append", "--dry-run", "--out", &url];
    let text = grown(&dry);
    assert!(text.starts_with("Would load ") && text.contains("Nothing was kept."), "{text}");
    assert_eq!(database.number("SELECT count(*) FROM orders"), 7);
    assert_eq!(database.number(next_key), key_before);
    database
        .connect()
        .batch_execute("ALTER TABLE orders ADD CONSTRAINT closed CHECK (id < 8)")
        .unwrap();
    let (code, error) = said(&dry);
    assert_eq!(code, Some(6), "{error}");
    assert!(error.contains("closed") && error.contains("nothing was kept"), "{error}");
    assert_eq!(database.number("SELECT count(*) FROM orders"), 7);
}

#[test]
fn verify_finds_what_a_database_does_not_check() {
    let Some(database) = Database::create("verify_shop") else {
        return;
    };
    let (shop, url) = (shop(), database.url());
    grown(&["generate", &shop, "--create", "--quiet", "--out", &url]);
    let verify = ["verify", &shop, &url, "--as-of", "2026-01-01"];
    assert!(grown(&verify).starts_with("no violation: 13 tables"));
    database
        .connect()
        .batch_execute(
            "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
             UPDATE orders SET customer_id = 999999 WHERE id = 3;",
        )
        .unwrap();
    let output = seedbed(&verify);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("customer_id") && text.contains("1 violation"), "{text}");
    assert!(!text.contains("999999"), "no value is shown");
}
