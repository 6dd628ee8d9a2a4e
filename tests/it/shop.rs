//! The shop of `examples/`, from schema to database and back.

use seedbed_database::constraint_state;
use seedbed_tests::{Database, grown, grown_json, repository, seedbed};

fn schema() -> String {
    repository("examples/shop/schema.sql").display().to_string()
}

/// What holds across tables, each with a query that counts where it does not.
const INVARIANTS: [(&str, &str); 8] = [
    (
        "a subtotal is the sum of its lines",
        "SELECT count(*) FROM orders o WHERE subtotal IS DISTINCT FROM
         (SELECT coalesce(sum(line_total), 0) FROM order_items i WHERE i.order_id = o.id)",
    ),
    (
        "a line's price is the product's",
        "SELECT count(*) FROM order_items i JOIN products p ON p.id = i.product_id
         WHERE i.unit_price <> p.price",
    ),
    (
        "an order's address is its customer's",
        "SELECT count(*) FROM orders o JOIN addresses a ON a.id = o.shipping_address_id
         WHERE a.customer_id <> o.customer_id",
    ),
    (
        "nobody orders before they are a customer",
        "SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id
         WHERE o.ordered_at < c.created_at",
    ),
    (
        "nobody reviews before they are a customer",
        "SELECT count(*) FROM reviews r JOIN customers c ON c.id = r.customer_id
         WHERE r.created_at < c.created_at",
    ),
    (
        "line numbers of an order are 1, 2, 3 …",
        "SELECT count(*) FROM (SELECT order_id FROM order_items GROUP BY order_id
         HAVING min(line_no) <> 1 OR max(line_no) <> count(*)) AS gaps",
    ),
    (
        "nothing happens in the future",
        "SELECT count(*) FROM orders WHERE ordered_at > '2026-01-01'",
    ),
    (
        "an e-mail address goes with a name",
        "SELECT count(*) FROM customers WHERE left(lower(first_name), 1) ~ '[a-z]'
         AND position(left(lower(first_name), 1) IN email) = 0",
    ),
];

#[test]
fn the_shop_loads_into_postgresql_with_every_constraint_on() {
    let Some(database) = Database::create("shop") else {
        return;
    };
    let summary = grown_json(&[
        "generate",
        &schema(),
        "--create",
        "--strict",
        "--rows",
        "customers=300",
        "--rows",
        "order_items=2000",
        "--out",
        &database.url(),
    ]);
    for table in summary["tables"].as_array().unwrap() {
        let name = table["table"].as_str().unwrap();
        let rows = database.number(&format!("SELECT count(*) FROM {name}"));
        assert_eq!(Some(rows), table["rows"].as_i64(), "{name}");
        assert!(rows > 0, "{name} is empty");
    }
    let state = constraint_state(&database.url()).unwrap();
    assert!(state.constraints > 40, "{state:?}");
    assert!(state.not_valid.is_empty(), "{state:?}");
    for (claim, violations) in INVARIANTS {
        assert_eq!(database.number(violations), 0, "{claim}");
    }
    database.connect().batch_execute("INSERT INTO suppliers (name, contact_name, contact_email, lead_time_days) VALUES ('new', 'n', 'n@example.com', 3)")
        .expect("sequences stand behind the loaded keys");
}

#[test]
fn a_filled_database_is_refused_unless_the_user_says_what_to_do() {
    let Some(database) = Database::create("refused") else {
        return;
    };
    let url = database.url();
    let generate = |options: &[&str]| {
        let schema = schema();
        seedbed(&[&["generate", &schema, "--rows", "20", "--out", &url], options].concat())
    };
    assert_eq!(generate(&[]).status.code(), Some(5), "tables are missing");
    assert_eq!(generate(&["--create"]).status.code(), Some(0));
    let refused = generate(&[]);
    assert_eq!(refused.status.code(), Some(5));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("customers") && said.contains("truncate"), "{said}");
    let name = url.rsplit('/').next().unwrap();
    assert_eq!(generate(&["--truncate", name]).status.code(), Some(0));
    assert_eq!(database.number("SELECT count(*) FROM customers"), 20);
}

#[test]
fn files_of_every_readable_format_verify() {
    let directory = tempfile::tempdir().unwrap();
    for format in ["csv", "json", "jsonl", "parquet"] {
        let out = directory.path().join(format);
        let out = out.to_str().unwrap();
        grown(&["generate", &schema(), "--rows", "300", "--format", format, "--out", out]);
        let report = grown_json(&["verify", &schema(), out]);
        assert_eq!(report["violations"], 0, "{format}: {report:#}");
        assert_eq!(report["missing_tables"].as_array().map(Vec::len), Some(0), "{format}");
    }
}

#[test]
fn a_run_takes_the_place_of_the_one_before_and_leaves_other_files() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    std::fs::write(directory.path().join("notes.csv"), "mine").unwrap();
    let runs: [&[&str]; 5] = [
        &["--shard", "1/2"],
        &["--shard", "2/2"],
        &["--format", "parquet"],
        &["--format", "sql"],
        &["--format", "jsonl"],
    ];
    for options in runs {
        let common = ["generate", &schema(), "--rows", "20", "--out", out];
        grown(&[&common[..], options].concat());
        if options[0] == "--shard" || options[1] == "sql" {
            continue;
        }
        let report = grown_json(&["verify", &schema(), out]);
        assert_eq!(report["violations"], 0, "{options:?}: {report:#}");
        assert_eq!(report["manifest"]["files"], 13, "{options:?}");
    }
    let names = std::fs::read_dir(directory.path()).unwrap();
    let mut names: Vec<_> = names.map(|name| name.unwrap().file_name()).collect();
    names.retain(|name| !name.to_string_lossy().ends_with(".jsonl"));
    names.sort();
    assert_eq!(names, ["manifest.json", "notes.csv", "plan.json"]);
}

#[test]
fn verify_finds_a_file_that_was_cut_off() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    grown(&["generate", &schema(), "--rows", "50", "--out", out]);
    let reviews = directory.path().join("reviews.csv");
    let text = std::fs::read_to_string(&reviews).unwrap();
    let end = text.trim_end().rfind('\n').unwrap();
    std::fs::write(&reviews, &text[..=end]).unwrap();
    let output = seedbed(&["verify", &schema(), out]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("reviews.csv: 49 rows instead of 50"), "{said}");
    assert!(said.contains("2 violations: 13 tables"), "{said}");
}

#[test]
fn verify_finds_a_planted_violation() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    grown(&["generate", &schema(), "--rows", "50", "--out", out]);
    let customers = directory.path().join("customers.csv");
    let text = std::fs::read_to_string(&customers).unwrap();
    let first = text.lines().nth(1).unwrap();
    std::fs::write(&customers, format!("{text}{first}\n")).unwrap();
    let output = seedbed(&["verify", &schema(), out]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("primary key"), "{said}");
}

#[test]
fn the_script_loads_by_psql() {
    let Some(database) = Database::create("script") else {
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    grown(&["generate", &schema(), "--rows", "700", "--format", "sql", "--out", out]);
    if !database.psql(repository("examples/shop/schema.sql").as_path(), true) {
        println!("not run: no psql");
        return;
    }
    database.psql(&directory.path().join("seedbed.sql"), true);
    assert_eq!(database.number("SELECT count(*) FROM customers"), 700);
    assert_eq!(database.number("SELECT nextval('customers_id_seq')"), 701);
}
