//! Tables that hold rows already.

use seedbed_database::{ExistingRows, LoadError, LoadOptions};
use seedbed_expr::Value;
use seedbed_schema::{LiteralRow, Schema};

use super::support::Database;
use crate::support::{Rows, int, ints, reference, table};

/// Countries, of which the schema inserts two itself, and cities, each with a larger one.
fn schema() -> Schema {
    let mut countries = table("countries", &[("id", int())]);
    countries.rows = [1, 2].map(|id| LiteralRow { values: vec![Some(Value::Int(id))] }).to_vec();
    let mut cities =
        table("cities", &[("id", int()), ("country_id", int()), ("larger_id?", int())]);
    cities.foreign_keys.push(reference("country_id", "countries"));
    cities.foreign_keys.push(reference("larger_id", "cities"));
    Schema::new(vec![countries, cities]).unwrap()
}

const SQL: [&str; 3] = [
    "CREATE TABLE countries (id int PRIMARY KEY)",
    "CREATE TABLE cities (id int PRIMARY KEY, country_id int NOT NULL, larger_id int,
         FOREIGN KEY (country_id) REFERENCES countries (id),
         FOREIGN KEY (larger_id) REFERENCES cities (id))",
    "INSERT INTO countries VALUES (1), (2)",
];

fn rows(schema: &Schema, first: i64) -> Rows {
    Rows::default().with(schema, "countries", vec![ints(&[first + 10])]).with(
        schema,
        "cities",
        vec![ints(&[first, 1, first]), ints(&[first + 1, first + 10, first])],
    )
}

fn with(existing: ExistingRows) -> LoadOptions {
    LoadOptions { existing, ..LoadOptions::default() }
}

#[test]
fn tables_with_rows_are_refused_together() {
    let Some(database) = Database::create("refused") else {
        return;
    };
    database.execute(&SQL);
    let schema = schema();
    // The two rows of the schema itself are no reason.
    database.load(&schema, &rows(&schema, 1), &LoadOptions::default()).unwrap();
    let error = database.load(&schema, &rows(&schema, 3), &LoadOptions::default()).unwrap_err();
    let LoadError::NotEmpty { tables } = &error else { panic!("{error}") };
    assert_eq!(tables, &["countries", "cities"]);
    assert_eq!(database.count("cities"), 2);
}

#[test]
fn appending_adds_rows() {
    let Some(database) = Database::create("append") else {
        return;
    };
    database.execute(&SQL);
    let schema = schema();
    database.load(&schema, &rows(&schema, 1), &with(ExistingRows::Append)).unwrap();
    let report = database.load(&schema, &rows(&schema, 3), &with(ExistingRows::Append)).unwrap();
    assert_eq!(report.tables[1].loaded, 2);
    assert_eq!(database.count("cities"), 4);
}

#[test]
fn truncating_keeps_what_the_schema_inserts_and_is_undone_with_the_load() {
    let Some(database) = Database::create("truncate") else {
        return;
    };
    database.execute(&SQL);
    let schema = schema();
    database.load(&schema, &rows(&schema, 1), &LoadOptions::default()).unwrap();
    let dangling = Rows::default().with(&schema, "cities", vec![ints(&[9, 99, 9])]);
    database.load(&schema, &dangling, &with(ExistingRows::Truncate)).unwrap_err();
    assert_eq!(database.count("cities"), 2);
    let report = database.load(&schema, &rows(&schema, 3), &with(ExistingRows::Truncate)).unwrap();
    assert_eq!(report.tables.iter().map(|table| table.loaded).collect::<Vec<_>>(), [1, 2]);
    let ids = database.texts("SELECT id FROM countries ORDER BY id");
    assert_eq!(ids, ["1", "2", "13"].map(|id| Some(id.to_owned())));
}

#[test]
fn a_table_outside_the_schema_stops_a_truncation() {
    let Some(database) = Database::create("truncate_outside") else {
        return;
    };
    database.execute(&SQL);
    database.execute(&["CREATE TABLE visits (city_id int,
        FOREIGN KEY (city_id) REFERENCES cities (id) ON DELETE CASCADE)"]);
    let schema = schema();
    let error = database.load(&schema, &rows(&schema, 1), &with(ExistingRows::Truncate));
    let error = error.unwrap_err();
    assert!(matches!(error, LoadError::ReferredTo { .. }), "{error}");
    assert_eq!(database.count("countries"), 2);
}
