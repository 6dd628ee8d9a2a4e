//! Formulas over parents and children, and shapes of relations.

use seedbed_expr::Value;

use crate::{assert_obeys, column, engine, plan, schema};

const SHOP: &str = "
    CREATE TABLE product (id int PRIMARY KEY, price numeric(8, 2) NOT NULL);
    CREATE TABLE orders (id int PRIMARY KEY, ordered_at timestamp NOT NULL, shipped_at timestamp,
                         total numeric(12, 2) NOT NULL, lines bigint NOT NULL);
    CREATE TABLE item (order_id int REFERENCES orders, line_no int, product_id int NOT NULL
                       REFERENCES product, quantity int NOT NULL, unit_price numeric(8, 2) NOT NULL,
                       PRIMARY KEY (order_id, line_no));";

const PLAN: &str = r#"{
    "orders": {"rows": 300, "columns": {
        "id": {"source": "sequence"},
        "ordered_at": {"source": "temporal", "min": "2024-01-01"},
        "shipped_at": {"source": "temporal", "after": "ordered_at", "null_rate": 0.3,
                       "delay": {"shape": "exponential", "mean": 86400}},
        "total": {"source": "expression",
                  "expression": "coalesce(sum(item.quantity * item.unit_price), 0)"},
        "lines": {"source": "expression", "expression": "count(item.*)"}}},
    "item": {"rows": 900,
        "links": [{"columns": ["order_id"], "role": "owner",
                   "fan_out": {"shape": {"kind": "log_normal", "sigma": 1.0}}}],
        "columns": {
            "line_no": {"source": "sequence", "per_parent": true},
            "quantity": {"source": "number", "min": 1, "max": 9},
            "unit_price": {"source": "expression", "expression": "product.price"}}}}"#;

fn decimal(value: &Value) -> f64 {
    value.to_f64().unwrap()
}

#[test]
fn totals_equal_the_sum_of_their_items() {
    let schema = schema(SHOP);
    let engine = engine(&schema, &plan(&schema, 50, PLAN));
    assert_obeys(&engine);
    let [order, quantity, price] =
        ["order_id", "quantity", "unit_price"].map(|name| column(&engine, "item", name));
    let totals = column(&engine, "orders", "total");
    let lines = column(&engine, "orders", "lines");
    let mut childless = 0;
    for (at, total) in totals.iter().enumerate() {
        let own: Vec<usize> =
            (0..order.len()).filter(|&row| order[row] == Value::Int(at as i64 + 1)).collect();
        let sum: f64 = own.iter().map(|&row| decimal(&quantity[row]) * decimal(&price[row])).sum();
        assert!((sum - decimal(total)).abs() < 1e-6);
        assert_eq!(lines[at], Value::Int(own.len() as i64));
        childless += usize::from(own.is_empty());
    }
    assert!(childless > 0, "some orders have no items");
}

#[test]
fn what_follows_is_never_earlier() {
    let schema = schema(SHOP);
    let engine = engine(&schema, &plan(&schema, 50, PLAN));
    let ordered = column(&engine, "orders", "ordered_at");
    let shipped = column(&engine, "orders", "shipped_at");
    assert!(shipped.iter().any(Value::is_null));
    for (ordered, shipped) in ordered.iter().zip(&shipped) {
        let order = ordered.sql_cmp(shipped);
        assert!(matches!(order, None | Some(std::cmp::Ordering::Less | std::cmp::Ordering::Equal)));
    }
}

#[test]
fn conditions_choose_the_source() {
    let schema = schema("CREATE TABLE t (id int PRIMARY KEY, kind text NOT NULL, size int);");
    let tables = r#"{"t": {"rows": 200, "columns": {
        "kind": {"source": "choice", "values": ["small", "large"]},
        "size": {"source": "conditional", "cases": [
            {"when": "kind = 'small'", "then": {"source": "number", "min": 1, "max": 9}},
            {"when": "kind = 'large'", "then": {"source": "number", "min": 100, "max": 900}}]}}}}"#;
    let engine = engine(&schema, &plan(&schema, 1, tables));
    let kinds = column(&engine, "t", "kind");
    for (kind, size) in kinds.iter().zip(column(&engine, "t", "size")) {
        let small = *kind == Value::Text("small".into());
        assert_eq!(small, decimal(&size) < 10.0);
    }
}

#[test]
fn records_keep_their_fields_together() {
    let schema = schema("CREATE TABLE t (code text PRIMARY KEY, name text NOT NULL);");
    let mut plan = plan(
        &schema,
        1,
        r#"{"t": {"rows": 3, "columns": {
            "code": {"source": "joint", "records": "r", "field": "code"},
            "name": {"source": "joint", "records": "r", "field": "name"}}}}"#,
    );
    plan.records = serde_json::from_str(
        r#"{"r": {"fields": ["code", "name"], "rows": [["a", "Ant"], ["b", "Bee"], ["c", "Cat"]]}}"#,
    )
    .unwrap();
    let engine = engine(&schema, &plan);
    assert_obeys(&engine);
    let names = column(&engine, "t", "name");
    for (code, name) in column(&engine, "t", "code").iter().zip(names) {
        assert!(name.text().to_lowercase().starts_with(&*code.text()));
    }
}

const PAIR: &str = r#"{
    "users": {"rows": 3, "columns": {"id": {"source": "sequence"}}},
    "teams": {"rows": 2, "columns": {"id": {"source": "sequence", "start": 101}}},
    "files": {"rows": 200, "columns": {
        "owner_type": {"source": "choice", "values": ["U", "T"]},
        "owner_id": {"source": "conditional", "cases": [
            {"when": "owner_type = 'U'", "then": {"source": "key", "table": "users", "column": "id"}},
            {"when": "owner_type = 'T'", "then": {"source": "key", "table": "teams", "column": "id"}}
        ]}}}}"#;

#[test]
fn a_pair_refers_to_rows_of_the_table_that_it_names() {
    for of_key in ["bigint", "text"] {
        let schema = schema(&format!(
            "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE teams (id int PRIMARY KEY);
             CREATE TABLE files (owner_type text NOT NULL, owner_id {of_key} NOT NULL);"
        ));
        let engine = engine(&schema, &plan(&schema, 1, PAIR));
        let [kinds, keys] = ["owner_type", "owner_id"].map(|name| column(&engine, "files", name));
        let mut seen = std::collections::BTreeSet::new();
        for (kind, key) in kinds.iter().zip(&keys) {
            let Value::Text(kind) = kind else { panic!("{kind:?}") };
            let key: i64 = match key {
                Value::Text(text) => text.parse().unwrap(),
                key => key.to_f64().unwrap() as i64,
            };
            let known = if kind == "U" { 1..=3 } else { 101..=102 };
            assert!(known.contains(&key), "{kind} {key}");
            seen.insert(key);
        }
        assert_eq!(seen.len(), 5, "every row is referred to");
    }
}

#[test]
fn a_formula_that_leaves_its_columns_type_is_drawn_again() {
    let schema = schema(
        "CREATE TABLE t (id int PRIMARY KEY, net numeric(12, 2) NOT NULL,
            tax numeric(5, 2) NOT NULL, wide numeric(9, 2) NOT NULL)",
    );
    let tables = r#"{"t": {"rows": 500, "columns": {
        "id": {"source": "sequence"},
        "net": {"source": "number", "min": 1, "max": 9000},
        "tax": {"source": "expression", "expression": "net * 0.2"},
        "wide": {"source": "expression", "expression": "net * 2000"}}}}"#;
    let engine = engine(&schema, &plan(&schema, 500, tables));
    assert_obeys(&engine);
    let [net, tax, wide] = ["net", "tax", "wide"].map(|name| column(&engine, "t", name));
    for ((net, tax), wide) in net.iter().zip(&tax).zip(&wide) {
        assert!((decimal(net) * 0.2 - decimal(tax)).abs() < 0.006);
        assert!((decimal(net) * 2000.0 - decimal(wide)).abs() < 0.006);
    }
}
