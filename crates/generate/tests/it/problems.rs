//! What is wrong with a plan is said with its place and what to do.

use std::sync::Arc;

use seedbed_generate::Engine;

use crate::{engine, plan, schema};

const SQL: &str = "CREATE TABLE customers (id int PRIMARY KEY, name text, born date);
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers,
                         total numeric(8, 2));";

fn problems(tables: &str) -> String {
    let schema = schema(SQL);
    match Engine::new(Arc::clone(&schema), &plan(&schema, 5, tables)) {
        Ok(_) => String::from("no problem"),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn err_problems_name_place_and_remedy() {
    let cases = [
        (
            r#"{"order": {"rows": 1, "columns": {}}}"#,
            "tables.order: the schema has no such table (did you mean orders?)",
        ),
        (
            r#"{"customers": {"rows": 1, "columns": {"nmae": {"source": "uuid"}}}}"#,
            "tables.customers.columns.nmae: the table has no such column (did you mean name?)",
        ),
        (
            r#"{"customers": {"rows": 1, "columns": {"name": {"source": "pool", "vocabulary": "colr"}}}}"#,
            "tables.customers.columns.name: there is no vocabulary colr (did you mean color?)",
        ),
        (
            r#"{"orders": {"rows": 1, "columns": {"total": {"source": "expression",
                "expression": "customer.nam"}}}}"#,
            "tables.orders.columns.total: customers has no column nam (did you mean name?)",
        ),
        (
            r#"{"customers": {"rows": 1, "columns": {"name": {"source": "choice", "values": []}}}}"#,
            "tables.customers.columns.name: it needs at least one value",
        ),
        (
            r#"{"customers": {"rows": 1, "columns": {"name": {"source": "expression",
                "expression": "name || 'x'"}}}}"#,
            "tables.customers.columns.name: the column is made from itself",
        ),
        (
            r#"{"customers": {"rows": 1, "columns": {"name": {"source": "expression",
                "expression": "sum(orders.total)::text"}}}}"#,
            "orders can't be summed over: its owner link does not lead to customers \
             (give that link the role \"owner\")",
        ),
    ];
    for (tables, expected) in cases {
        let found = problems(tables);
        assert!(found.contains(expected), "{found}\nshould say\n{expected}");
    }
}

#[test]
fn err_a_link_whose_condition_reads_what_the_link_leads_to() {
    let sql = "CREATE TABLE flights (id int PRIMARY KEY, leaves_at timestamp NOT NULL);
               CREATE TABLE bags (id int PRIMARY KEY, flight_id int REFERENCES flights (id),
                   loaded_at timestamp, weight int);";
    let of = |condition: &str| {
        let tables = format!(
            r#"{{"flights": {{"rows": 3, "columns": {{}}}},
                "bags": {{"rows": 9, "columns": {{
                    "weight": {{"source": "number", "min": 1, "max": 30}},
                    "loaded_at": {{"source": "expression",
                        "expression": "flight.leaves_at - interval '1 hour'"}}}},
                    "links": [{{"columns": ["flight_id"], "null_if": "{condition}"}}]}}}}"#
        );
        let schema = schema(sql);
        Engine::new(Arc::clone(&schema), &plan(&schema, 5, &tables))
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(of("weight > 25"), Ok(()));
    let error = of("loaded_at > timestamp '2020-01-01'").unwrap_err();
    assert!(error.contains("the column is made from itself: bags."), "{error}");
    assert!(error.contains("bags.flight_id follows a foreign key to flights"), "{error}");
}

#[test]
fn err_shares_beyond_one_and_texts_with_nul() {
    let cases = [
        (
            r#"{"customers": {"rows": 1, "columns": {"name": {"source": "uuid", "null_rate": 2}}}}"#,
            "tables.customers.columns.name.null_rate: a share is from 0 to 1, and 2 is not",
        ),
        (
            r#"{"orders": {"rows": 1, "columns": {}, "links": [{"columns": ["customer_id"],
                "null_rate": -0.5}]}}"#,
            "tables.orders.links[0].null_rate: a share is from 0 to 1, and -0.5 is not",
        ),
        (
            r#"{"customers": {"rows": 1, "columns": {"name": {"source": "choice",
                "values": ["ok", "a\u0000b"]}}}}"#,
            "tables.customers.columns.name.values.1: a text has a NUL character",
        ),
    ];
    for (tables, expected) in cases {
        let found = problems(tables);
        assert!(found.contains(expected), "{found}\nshould say\n{expected}");
    }
}

#[test]
fn a_null_rate_without_effect_is_noted() {
    let schema = schema(SQL);
    let tables = r#"{"customers": {"rows": 1, "columns": {
                         "id": {"source": "sequence", "null_rate": 0.5},
                         "name": {"source": "uuid", "null_rate": 0.5}}},
                     "orders": {"rows": 1, "columns": {}, "links": [
                         {"columns": ["customer_id"], "null_rate": 0.1}]}}"#;
    let engine = Engine::new(Arc::clone(&schema), &plan(&schema, 5, tables)).unwrap();
    let notes: Vec<String> = engine.notes().iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "customers: id NOT NULL: the plan's null_rate 0.5 is not used",
            "orders: customer_id NOT NULL: the plan's null_rate 0.1 is not used",
        ]
    );
}

#[test]
fn err_unknown_fields_of_a_plan_are_refused() {
    let text = r#"{"rows": 1, "columns": {"name": {"source": "uuid", "verison": 7}}}"#;
    let error = serde_json::from_str::<seedbed_generate::plan::TablePlan>(text).unwrap_err();
    assert!(error.to_string().contains("verison"), "{error}");
}

#[test]
fn a_condition_that_no_row_meets_leaves_the_table_empty_and_says_so() {
    let schema = schema(
        "CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL, CONSTRAINT never CHECK (b IS NULL));
         CREATE TABLE c (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a);",
    );
    let engine = engine(&schema, &plan(&schema, 5, "{}"));
    for table in ["a", "c"] {
        assert_eq!(engine.rows(schema.find(table).unwrap()), 0, "{table}");
    }
    let notes: Vec<String> = engine.notes().iter().map(ToString::to_string).collect();
    assert_eq!(notes[0], "a: 0 of 5 rows: no row can meet never");
}
