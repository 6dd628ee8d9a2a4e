//! Tables that hold rows already.

use seedbed_database::{ExistingRows, LoadError, LoadOptions};
use seedbed_expr::Value;
use seedbed_schema::{LiteralRow, Schema};

use crate::support::{Database, Rows, int, ints, reference, table};

/// Countries, of which the schema inserts two itself, and cities.
fn schema() -> Schema {
    let mut countries = table("countries", &[("id", int())]);
    countries.rows = [1, 2].map(|id| LiteralRow { values: vec![Some(Value::Int(id))] }).to_vec();
    let mut cities = table("cities", &[("id", int()), ("country_id", int())]);
    cities.foreign_keys.push(reference("country_id", "countries"));
    Schema::new(vec![countries, cities]).unwrap()
}

const SQL: &str = "
    CREATE TABLE countries (id int PRIMARY KEY);
    CREATE TABLE cities (id int PRIMARY KEY, country_id int NOT NULL REFERENCES countries);
    INSERT INTO countries VALUES (1), (2);";

fn rows(schema: &Schema, first: i64) -> Rows {
    Rows::default().with(schema, "countries", vec![ints(&[first + 10])]).with(
        schema,
        "cities",
        vec![ints(&[first, 1]), ints(&[first + 1, first + 10])],
    )
}

#[test]
fn tables_with_rows_are_refused_together() {
    let Some(database) = Database::create("refused") else {
        return;
    };
    database.execute(SQL);
    let schema = schema();
    // The two rows of the schema itself are no reason.
    database.load(&schema, &rows(&schema, 1), &LoadOptions::default()).unwrap();
    let error = database.load(&schema, &rows(&schema, 3), &LoadOptions::default()).unwrap_err();
    let LoadError::NotEmpty { tables } = &error else { panic!("{error}") };
    assert_eq!(tables, &["countries", "cities"]);
    assert!(error.to_string().starts_with("countries and cities already hold rows; "));
    assert_eq!(database.count("cities"), 2);
}

#[test]
fn appending_adds_rows() {
    let Some(database) = Database::create("append") else {
        return;
    };
    database.execute(SQL);
    let schema = schema();
    let append = LoadOptions { existing: ExistingRows::Append, ..LoadOptions::default() };
    database.load(&schema, &rows(&schema, 1), &append).unwrap();
    let report = database.load(&schema, &rows(&schema, 3), &append).unwrap();
    assert_eq!(report.tables[1].loaded, 2);
    assert_eq!(database.count("cities"), 4);
}

#[test]
fn truncating_keeps_what_the_schema_inserts() {
    let Some(database) = Database::create("truncate") else {
        return;
    };
    database.execute(SQL);
    let schema = schema();
    database.load(&schema, &rows(&schema, 1), &LoadOptions::default()).unwrap();
    let truncate = LoadOptions { existing: ExistingRows::Truncate, ..LoadOptions::default() };
    let report = database.load(&schema, &rows(&schema, 3), &truncate).unwrap();
    assert_eq!(report.tables.iter().map(|table| table.loaded).collect::<Vec<_>>(), [1, 2]);
    let ids = database.texts("SELECT id FROM countries ORDER BY id");
    assert_eq!(ids, ["1", "2", "13"].map(|id| Some(id.to_owned())));
    assert_eq!(database.count("cities"), 2);
    database.assert_all_enforced();
}

#[test]
fn a_table_outside_the_schema_stops_a_truncation() {
    let Some(database) = Database::create("truncate_outside") else {
        return;
    };
    database.execute(SQL);
    database.execute("CREATE TABLE visits (city_id int REFERENCES cities)");
    let schema = schema();
    let truncate = LoadOptions { existing: ExistingRows::Truncate, ..LoadOptions::default() };
    let error = database.load(&schema, &rows(&schema, 1), &truncate).unwrap_err();
    assert!(error.to_string().contains("outside the schema"), "{error}");
    assert_eq!(database.count("countries"), 2);
}
