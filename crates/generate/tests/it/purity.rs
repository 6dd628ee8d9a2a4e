//! Rows depend on nothing but plan, seed and number.

use arrow_select::concat::concat_batches;

use crate::{all, bare_plan, engine, plan, schema};

const SQL: &str = "
    CREATE TABLE a (id int PRIMARY KEY, name text UNIQUE NOT NULL, n int, CHECK (n % 3 <> 1));
    CREATE TABLE b (a_id int REFERENCES a, k int, at timestamp, PRIMARY KEY (a_id, k));
    CREATE TABLE c (id int PRIMARY KEY, parent int REFERENCES c, a_id int NOT NULL REFERENCES a,
                    tag text NOT NULL);
    CREATE UNIQUE INDEX tags ON c (lower(tag));
    CREATE TABLE d (a_id int REFERENCES a, k int NOT NULL CHECK (k BETWEEN 1 AND 50),
                    UNIQUE (a_id, k));";

#[test]
fn any_cut_concatenates_to_the_same_rows() {
    let schema = schema(SQL);
    // Some rows have no parent among those that they lie by.
    let orphans = r#"{"d": {"rows": 500, "links": [
        {"columns": ["a_id"], "role": "owner", "null_rate": 0.3}], "columns": {}}}"#;
    let engine = engine(&schema, &plan(&schema, 500, orphans));
    for (id, table) in schema.iter() {
        let whole = all(&engine, &table.name.to_string());
        for step in [1, 37, 499] {
            let parts: Vec<_> = (0..engine.rows(id))
                .step_by(step)
                .map(|at| {
                    let end = (at + step as u64).min(engine.rows(id));
                    engine.batch(id, at..end).unwrap()
                })
                .collect();
            assert_eq!(concat_batches(&whole.schema(), &parts).unwrap(), whole, "{}", table.name);
        }
    }
}

#[test]
fn another_engine_and_another_order_make_the_same_rows() {
    let schema = schema(SQL);
    let bare = bare_plan(&schema, 300);
    let (first, second) = (engine(&schema, &bare), engine(&schema, &bare));
    let c = schema.find("c").unwrap();
    let late = first.batch(c, 200..300).unwrap();
    let _ = second.batch(c, 0..10).unwrap();
    assert_eq!(second.batch(c, 200..300).unwrap(), late);
}

#[test]
fn another_seed_makes_other_rows() {
    let schema = schema(SQL);
    let mut bare = bare_plan(&schema, 300);
    let first = all(&engine(&schema, &bare), "c");
    bare.seed += 1;
    assert_ne!(all(&engine(&schema, &bare), "c"), first);
}
