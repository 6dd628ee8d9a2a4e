//! References that close cycles.

use seedbed_database::{LoadError, LoadOptions, constraint_state, load};
use seedbed_expr::Value;
use seedbed_schema::Schema;

use crate::support::{Database, Rows, int, ints, reference, table};

/// Stores have a manager, staff have a store.
fn cycle(nullable: bool) -> Schema {
    let manager = if nullable { "manager_id?" } else { "manager_id" };
    let mut stores = table("stores", &[("id", int()), (manager, int())]);
    stores.foreign_keys.push(reference("manager_id", "staff"));
    let mut staff = table("staff", &[("id", int()), ("store_id", int())]);
    staff.foreign_keys.push(reference("store_id", "stores"));
    Schema::new(vec![stores, staff]).unwrap()
}

fn create(database: &Database, manager: &str, timing: &str) {
    database.execute(&format!(
        "CREATE TABLE stores (id int PRIMARY KEY, manager_id int {manager});
         CREATE TABLE staff (id int PRIMARY KEY, store_id int NOT NULL REFERENCES stores {timing});
         ALTER TABLE stores ADD FOREIGN KEY (manager_id) REFERENCES staff {timing};"
    ));
}

fn rows(schema: &Schema) -> Rows {
    Rows::default().with(schema, "stores", (1..=3).map(|id| ints(&[id, 4 - id])).collect()).with(
        schema,
        "staff",
        (1..=5).map(|id| ints(&[id, id % 3 + 1])).collect(),
    )
}

#[test]
fn a_not_null_cycle_loads_and_stays_undeferrable() {
    let Some(database) = Database::create("cycle_not_null") else {
        return;
    };
    create(&database, "NOT NULL", "");
    let schema = cycle(false);
    database.load(&schema, &rows(&schema), &LoadOptions::default()).unwrap();
    assert_eq!(database.count("stores JOIN staff ON staff.id = manager_id"), 3);
    assert_eq!(constraint_state(&database.url()).unwrap().deferrable, [""; 0]);
    database.assert_all_enforced();
}

#[test]
fn a_deferrable_cycle_is_deferred() {
    let Some(database) = Database::create("cycle_deferrable") else {
        return;
    };
    create(&database, "NOT NULL", "DEFERRABLE INITIALLY IMMEDIATE");
    let mut tables = cycle(false).tables().to_vec();
    for table in &mut tables {
        table.foreign_keys[0].deferrable = true;
    }
    let schema = Schema::new(tables).unwrap();
    database.load(&schema, &rows(&schema), &LoadOptions::default()).unwrap();
    assert_eq!(constraint_state(&database.url()).unwrap().deferrable.len(), 2);
}

#[test]
fn a_nullable_cycle_is_set_afterwards_by_a_role_that_owns_nothing() {
    let Some(mut database) = Database::create("cycle_nullable") else {
        return;
    };
    create(&database, "", "");
    let schema = cycle(true);
    let url = database.writer("nullable");
    let rows = Rows::default()
        .with(&schema, "stores", vec![ints(&[1, 2]), vec![Value::Int(2), Value::Null]])
        .with(&schema, "staff", vec![ints(&[1, 1]), ints(&[2, 2])]);
    load(&url, &schema, &rows, &LoadOptions::default(), &mut |_| {}).unwrap();
    assert_eq!(
        database.texts("SELECT manager_id FROM stores ORDER BY id"),
        [Some("2".to_owned()), None]
    );
}

#[test]
fn a_nullable_cycle_loads_for_the_owner_in_one_pass() {
    let Some(database) = Database::create("cycle_nullable_owner") else {
        return;
    };
    // A row without a manager is refused even for a moment.
    create(&database, "CHECK (manager_id IS NOT NULL)", "");
    let schema = cycle(true);
    database.load(&schema, &rows(&schema), &LoadOptions::default()).unwrap();
    assert_eq!(database.count("stores JOIN staff ON staff.id = manager_id"), 3);
}

#[test]
fn a_not_null_cycle_of_tables_of_another_role_is_refused_before_the_first_row() {
    let Some(mut database) = Database::create("cycle_refused") else {
        return;
    };
    create(&database, "NOT NULL", "");
    let schema = cycle(false);
    let url = database.writer("refused");
    let error = load(&url, &schema, &rows(&schema), &LoadOptions::default(), &mut |_| {
        panic!("a row was sent");
    })
    .unwrap_err();
    assert!(matches!(error, LoadError::Cycle { .. }), "{error}");
}

#[test]
fn a_dangling_reference_in_a_cycle_is_refused_at_the_end() {
    let Some(database) = Database::create("cycle_dangling") else {
        return;
    };
    create(&database, "NOT NULL", "");
    let schema = cycle(false);
    let rows = Rows::default().with(&schema, "stores", vec![ints(&[1, 770_077_007])]).with(
        &schema,
        "staff",
        vec![ints(&[1, 1])],
    );
    let error = database.load(&schema, &rows, &LoadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("23503") && !error.contains("770077007"), "{error}");
    assert_eq!(database.count("stores"), 0);
    assert_eq!(constraint_state(&database.url()).unwrap().deferrable, [""; 0]);
}

#[test]
fn a_cycle_through_a_partition_loads() {
    let Some(database) = Database::create("cycle_partition") else {
        return;
    };
    database.execute(
        "CREATE TABLE users (id int PRIMARY KEY, last_event int NOT NULL);
         CREATE TABLE events (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users)
             PARTITION BY RANGE (id);
         CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (100);
         ALTER TABLE users ADD FOREIGN KEY (last_event) REFERENCES events_1;",
    );
    let mut users = table("users", &[("id", int()), ("last_event", int())]);
    users.foreign_keys.push(reference("last_event", "events_1"));
    let mut events = table("events", &[("id", int()), ("user_id", int())]);
    events.foreign_keys.push(reference("user_id", "users"));
    let mut partition = table("events_1", &[("id", int()), ("user_id", int())]);
    partition.partition_of = Some(events.name.clone());
    let schema = Schema::new(vec![users, events, partition]).unwrap();
    let rows = Rows::default().with(&schema, "users", vec![ints(&[1, 7])]).with(
        &schema,
        "events",
        vec![ints(&[7, 1])],
    );
    database.load(&schema, &rows, &LoadOptions::default()).unwrap();
    assert_eq!(constraint_state(&database.url()).unwrap().deferrable, [""; 0]);
}
