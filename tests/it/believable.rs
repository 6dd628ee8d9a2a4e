//! The examples at 100,000 rows: no part before its whole, no total that differs from its parts,
//! no state that contradicts its dates. The rows are read from files into SQLite and asked there.

use std::{fs, path::Path};

use rusqlite::{Connection, params_from_iter, types::Value as Cell};
use seedbed_tests::{grown, repository};
use serde_json::Value;

/// Each with a query that counts where it does not hold.
const SHOP: &[(&str, &str)] = &[
    (
        "nobody orders before they are a customer",
        "SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id
         WHERE o.ordered_at < c.created_at",
    ),
    (
        "nobody reviews before they are a customer, or what does not exist yet",
        "SELECT count(*) FROM reviews r JOIN customers c ON c.id = r.customer_id
         JOIN products p ON p.id = r.product_id
         WHERE r.created_at < c.created_at OR r.created_at < p.created_at",
    ),
    (
        "nothing is paid for before it is ordered",
        "SELECT count(*) FROM payments p JOIN orders o ON o.id = p.order_id
         WHERE p.created_at < o.ordered_at",
    ),
    (
        "nothing is sent before it is ordered",
        "SELECT count(*) FROM shipments s JOIN orders o ON o.id = s.order_id
         WHERE s.shipped_at < o.ordered_at OR s.delivered_at < s.shipped_at",
    ),
    (
        "an order goes forward",
        "SELECT count(*) FROM orders WHERE paid_at < ordered_at OR shipped_at < paid_at
         OR delivered_at < shipped_at OR cancelled_at < ordered_at",
    ),
    (
        "a subtotal is the sum of its lines",
        "SELECT count(*) FROM orders o LEFT JOIN
         (SELECT order_id, sum(quantity * unit_price) AS lines FROM order_items GROUP BY order_id) i
         ON i.order_id = o.id WHERE abs(o.subtotal - coalesce(i.lines, 0)) > 0.005",
    ),
    (
        "a total is what its parts add up to",
        "SELECT count(*) FROM orders WHERE abs(total - subtotal - shipping_fee) > 0.005",
    ),
    (
        "a line's price is the product's",
        "SELECT count(*) FROM order_items i JOIN products p ON p.id = i.product_id
         WHERE abs(i.unit_price - p.price) > 0.005",
    ),
    (
        "a payment is of the order's total",
        "SELECT count(*) FROM payments p JOIN orders o ON o.id = p.order_id
         WHERE abs(p.amount - o.total) > 0.005",
    ),
    (
        "an order's dates are those of its state",
        "SELECT count(*) FROM orders WHERE (status = 'delivered') <> (delivered_at IS NOT NULL)
         OR (status IN ('shipped', 'delivered')) <> (shipped_at IS NOT NULL)
         OR (status = 'cancelled') <> (cancelled_at IS NOT NULL)
         OR status = 'pending' AND paid_at IS NOT NULL",
    ),
    (
        "a parcel that arrived has its dates",
        "SELECT count(*) FROM shipments WHERE status = 'delivered'
         AND (shipped_at IS NULL OR delivered_at IS NULL)
         OR status = 'preparing' AND delivered_at IS NOT NULL",
    ),
    (
        "nothing happens after the dataset's present",
        "SELECT count(*) FROM orders WHERE ordered_at > '2026-01-01'",
    ),
    ("every state occurs", "SELECT 5 - count(DISTINCT status) FROM orders"),
];

/// The same for the customers of `examples/crm`.
const CRM: &[(&str, &str)] = &[
    (
        "a contact is not older than its customer",
        "SELECT count(*) FROM contacts c JOIN customers f ON f.id = c.customer_id
         WHERE c.created_at < f.created_at",
    ),
    (
        "nobody orders before they are a contact",
        "SELECT count(*) FROM orders o JOIN contacts c ON c.id = o.contact_id
         WHERE o.ordered_at < c.created_at",
    ),
    (
        "a total is the sum of its items",
        "SELECT count(*) FROM orders o LEFT JOIN
         (SELECT order_id, sum(line_total) AS lines FROM order_items GROUP BY order_id) i
         ON i.order_id = o.id WHERE abs(o.total - coalesce(i.lines, 0)) > 0.005",
    ),
    (
        "an item's price is the product's",
        "SELECT count(*) FROM order_items i JOIN products p ON p.id = i.product_id
         WHERE abs(i.unit_price - p.price) > 0.005
         OR abs(i.line_total - i.quantity * p.price) > 0.005",
    ),
    (
        "what is shipped has a date, not before the order's",
        "SELECT count(*) FROM orders WHERE (status = 'shipped') <> (shipped_at IS NOT NULL)
         OR shipped_at < ordered_at",
    ),
    (
        "lines of an order are numbered 1, 2, 3 …",
        "SELECT count(*) FROM (SELECT order_id FROM order_items GROUP BY order_id
         HAVING min(line_no) <> 1 OR max(line_no) <> count(*))",
    ),
];

/// The same for the patients of `examples/clinic`.
const CLINIC: &[(&str, &str)] = &[
    (
        "nobody is seen by a doctor who is not there yet, nor before they are born",
        "SELECT count(*) FROM visits v JOIN doctors d ON d.doctor_id = v.doctor_id
         JOIN patients p ON p.patient_id = v.patient_id
         WHERE v.visit_date < d.hired_on OR v.visit_date < p.date_of_birth",
    ),
    (
        "every visit, diagnosis and prescription leads to what it is of",
        "SELECT (SELECT count(*) FROM visits WHERE patient_id NOT IN (SELECT patient_id FROM patients)
             OR doctor_id NOT IN (SELECT doctor_id FROM doctors))
         + (SELECT count(*) FROM diagnoses WHERE visit_id NOT IN (SELECT visit_id FROM visits))
         + (SELECT count(*) FROM prescriptions WHERE visit_id NOT IN (SELECT visit_id FROM visits))",
    ),
    (
        "nothing is taken before the visit that prescribes it, nor ends before it starts",
        "SELECT count(*) FROM prescriptions p JOIN visits v ON v.visit_id = p.visit_id
         WHERE p.starts_on < v.visit_date OR p.ends_on < p.starts_on",
    ),
    (
        "the diagnoses of a visit are numbered 1, 2, 3 …",
        "SELECT count(*) FROM (SELECT visit_id FROM diagnoses GROUP BY visit_id
         HAVING min(position) <> 1 OR max(position) <> count(*))",
    ),
    (
        "insurance and its number agree",
        "SELECT count(*) FROM patients
         WHERE (insurance_type = 'none') <> (insurance_number IS NULL)
         OR (insurance_type = 'private') <> (coalesce(insurance_number, '') LIKE 'PR%')",
    ),
    (
        "nobody is seen after the dataset's present",
        "SELECT count(*) FROM visits WHERE visit_date > '2026-01-31'",
    ),
];

#[test]
fn the_shop_holds_together_at_100_000_rows() {
    let rows = ["customers=8k", "products=2k", "orders=24k", "reviews=6k"];
    holds("examples/shop/schema.sql", &rows, SHOP);
}

#[test]
fn the_crm_holds_together_at_100_000_rows() {
    let rows = ["customers=4k", "contacts=10k", "products=1k", "orders=25k", "order_items=65k"];
    holds("examples/crm/models", &rows, CRM);
}

#[test]
fn the_clinic_holds_together_at_100_000_rows() {
    let rows = ["doctors=2k", "patients=20k", "visits=40k", "diagnoses=35k", "prescriptions=22k"];
    holds("examples/clinic/clinic.yaml", &rows, CLINIC);
}

fn holds(schema: &str, rows: &[&str], claims: &[(&str, &str)]) {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    let schema = repository(schema).display().to_string();
    let rows = rows.iter().flat_map(|rows| ["--rows", rows]);
    let rest = ["--format", "jsonl", "--quiet", "--out", out];
    grown(&["generate", &schema].into_iter().chain(rows).chain(rest).collect::<Vec<_>>());
    let (database, count) = read(directory.path());
    assert!(count >= 100_000, "{count} rows");
    for (claim, violations) in claims {
        let found: i64 = database.query_row(violations, [], |row| row.get(0)).unwrap();
        assert_eq!(found, 0, "{claim}");
    }
}

/// All files of a directory as tables, and how many rows they have.
fn read(directory: &Path) -> (Connection, usize) {
    let database = Connection::open_in_memory().unwrap();
    let mut count = 0;
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        let table = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let rows: Vec<serde_json::Map<String, Value>> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let Some(first) = rows.first() else { continue };
        let columns: Vec<&String> = first.keys().collect();
        let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        database.execute(&format!("CREATE TABLE {table} ({})", names.join(", ")), []).unwrap();
        let places = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT INTO {table} VALUES ({places})");
        let mut insert = database.prepare(&insert).unwrap();
        for row in &rows {
            insert.execute(params_from_iter(columns.iter().map(|name| cell(&row[*name])))).unwrap();
        }
        count += rows.len();
    }
    let indexes = "SELECT 'CREATE INDEX i_' || m.name || '_' || p.name || ' ON ' || m.name ||
        '(' || p.name || ')' FROM sqlite_master m, pragma_table_info(m.name) p
        WHERE p.name = 'id' OR p.name LIKE '%_id'";
    let statements: Vec<String> = {
        let mut query = database.prepare(indexes).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    database.execute_batch(&statements.join(";")).unwrap();
    (database, count)
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(truth) => Cell::Integer(i64::from(*truth)),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Cell::Integer(whole),
            None => Cell::Real(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => match text.parse::<f64>() {
            Ok(number) if text.contains('.') => Cell::Real(number),
            _ => Cell::Text(text.clone()),
        },
        other => Cell::Text(other.to_string()),
    }
}
