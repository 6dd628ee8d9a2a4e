//! References that close cycles.

use seedbed_database::LoadOptions;
use seedbed_expr::Value;
use seedbed_schema::Schema;

use super::support::Database;
use crate::support::{Rows, int, ints, reference, table};

/// Stores have a manager, staff have a store.
fn cycle(nullable: bool) -> Schema {
    let manager = if nullable { "manager_id?" } else { "manager_id" };
    let mut stores = table("stores", &[("id", int()), (manager, int())]);
    stores.foreign_keys.push(reference("manager_id", "staff"));
    let mut staff = table("staff", &[("id", int()), ("store_id", int())]);
    staff.foreign_keys.push(reference("store_id", "stores"));
    Schema::new(vec![stores, staff]).unwrap()
}

fn create(database: &Database, manager: &str) {
    database.execute(&[
        &format!(
            "CREATE TABLE stores (id int PRIMARY KEY, manager_id int {manager},
                 changed datetime DEFAULT '2000-01-01' ON UPDATE CURRENT_TIMESTAMP)"
        ),
        "CREATE TABLE staff (id int PRIMARY KEY, store_id int NOT NULL,
             CONSTRAINT works_in FOREIGN KEY (store_id) REFERENCES stores (id))",
        "ALTER TABLE stores ADD CONSTRAINT led_by FOREIGN KEY (manager_id) REFERENCES staff (id)",
    ]);
}

fn rows(schema: &Schema) -> Rows {
    Rows::default().with(schema, "stores", (1..=3).map(|id| ints(&[id, 4 - id])).collect()).with(
        schema,
        "staff",
        (1..=5).map(|id| ints(&[id, id % 3 + 1])).collect(),
    )
}

#[test]
fn cycles_load_whole() {
    for (case, manager, nullable) in [
        ("null", "NULL", true),
        ("not_null", "NOT NULL", false),
        ("check", "CHECK (manager_id > 0)", true),
    ] {
        let Some(database) = Database::create(&format!("cycle_{case}")) else {
            return;
        };
        create(&database, manager);
        let schema = cycle(nullable);
        let report = database.load(&schema, &rows(&schema), &LoadOptions::default()).unwrap();
        assert_eq!(report.notes, [""; 0]);
        let joined = "stores JOIN staff ON staff.id = manager_id AND manager_id = 4 - stores.id";
        assert_eq!(database.count(joined), 3, "{case}");
    }
}

#[test]
fn a_column_that_follows_changes_keeps_what_was_loaded() {
    let Some(database) = Database::create("cycle_touched") else {
        return;
    };
    create(&database, "NULL");
    let mut tables = cycle(true).tables().to_vec();
    let changed = seedbed_schema::DataType::Timestamp { with_time_zone: false };
    tables[0].columns.push(seedbed_schema::Column::new("changed", changed));
    let schema = Schema::new(tables).unwrap();
    let store = |id| vec![Value::Int(id), Value::Int(1), Value::Timestamp(0)];
    let rows = Rows::default().with(&schema, "stores", vec![store(1), store(2)]).with(
        &schema,
        "staff",
        vec![ints(&[1, 1])],
    );
    database.load(&schema, &rows, &LoadOptions::default()).unwrap();
    let query = "SELECT DISTINCT concat(manager_id, ' ', year(changed)) FROM stores";
    assert_eq!(database.texts(query), [Some("1 1970".into())]);
}

#[test]
fn a_dangling_reference_in_a_cycle_is_refused_whatever_the_way() {
    for (case, manager, nullable) in [("null", "NULL", true), ("not_null", "NOT NULL", false)] {
        let Some(database) = Database::create(&format!("dangling_{case}")) else {
            return;
        };
        create(&database, manager);
        let schema = cycle(nullable);
        let stores = vec![ints(&[1, 770_077_007])];
        let rows = Rows::default().with(&schema, "stores", stores).with(
            &schema,
            "staff",
            vec![ints(&[1, 1])],
        );
        let error = database.load(&schema, &rows, &LoadOptions::default()).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("led_by") && !error.contains("770077007"), "{error}");
        assert_eq!(database.count("stores") + database.count("staff"), 0);
    }
}
