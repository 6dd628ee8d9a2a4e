//! What is refused, and what is said about it.

use seedbed_database::{LoadError, LoadOptions, load};
use seedbed_expr::Value;
use seedbed_schema::{DataType, Schema};

use super::support::Database;
use crate::support::{Rows, int, table, text};

fn people() -> Schema {
    Schema::new(vec![table("people", &[("id", int()), ("name", DataType::text())])]).unwrap()
}

fn load_people(database: &Database, rows: &[(i64, &str)]) -> Result<(), LoadError> {
    let schema = people();
    let rows = rows.iter().map(|(id, name)| vec![Value::Int(*id), text(name)]).collect();
    let rows = Rows::default().with(&schema, "people", rows);
    let options = LoadOptions { strict: true, ..LoadOptions::default() };
    database.load(&schema, &rows, &options).map(|_| ())
}

#[test]
fn a_refusal_names_the_constraint_but_no_value_and_leaves_nothing() {
    let cases = [
        ("check", "name text, CONSTRAINT calm CHECK (name <> 'secret'))", "", "constraint calm"),
        ("unique", "name varchar(50), UNIQUE once (name))", "", "constraint once"),
        ("length", "name varchar(3))", "", "column name"),
        ("number", "name int)", "", "column name"),
        ("date", "name date)", "", "column name"),
        ("enum", "name enum('1', '2'))", "", "column name"),
        ("charset", "name varchar(20) CHARACTER SET ascii)", "ü", "column name"),
        ("no_transactions", "name varchar(3)) ENGINE=MyISAM", "", "column name"),
    ];
    for (case, rest, value, named) in cases {
        let Some(database) = Database::create(&format!("refusal_{case}")) else {
            return;
        };
        database.execute(&[&format!("CREATE TABLE people (id int PRIMARY KEY, {rest}")]);
        let secret = format!("secret{value}");
        let error = load_people(&database, &[(1, "1"), (2, "2"), (3, &secret), (4, &secret)]);
        let error = error.unwrap_err();
        let LoadError::Refused { operation, error: told } = &error else { panic!("{error}") };
        assert_eq!(operation, "INSERT into people");
        assert!(["MariaDB", "MySQL"].contains(&told.database));
        let message = error.to_string();
        assert!(message.contains(named), "{case}: {message}");
        assert!(!format!("{error:?} {message}").contains("secret"), "{case}: {message}");
        assert_eq!(database.count("people"), 0, "{case}");
    }
}

#[test]
fn a_trigger_that_refuses_is_named() {
    let Some(database) = Database::create("trigger_raises") else {
        return;
    };
    database.execute(&[
        "CREATE TABLE people (id int PRIMARY KEY, name text)",
        "CREATE TRIGGER guard BEFORE INSERT ON people FOR EACH ROW
         BEGIN
             DECLARE text_of_error text DEFAULT concat('not ', NEW.name);
             SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = text_of_error;
         END",
    ]);
    let message = load_people(&database, &[(1, "secret")]).unwrap_err().to_string();
    assert!(message.contains("table people, trigger guard"), "{message}");
    assert!(!message.contains("secret"), "{message}");
}

#[test]
fn missing_tables_and_columns_are_named_together() {
    let Some(database) = Database::create("missing") else {
        return;
    };
    database.execute(&["CREATE TABLE people (id int PRIMARY KEY)"]);
    let mut tables = people().tables().to_vec();
    tables.push(table("pets", &[("id", int())]));
    let schema = Schema::new(tables).unwrap();
    let error = database.load(&schema, &Rows::default(), &LoadOptions::default()).unwrap_err();
    let LoadError::Missing { missing } = &error else { panic!("{error}") };
    assert_eq!(missing, &["column people.name", "table pets"]);
}

#[test]
fn connections_that_can_not_be_made_are_explained() {
    let schema = people();
    let cases = [
        ("mysql://x@127.0.0.1:1/x?ssl-mode=REQUIRED", "asks for an encrypted connection"),
        ("mysql://x@127.0.0.1:1/x", "can't connect to the database"),
        ("mariadb://x@127.0.0.1:1/x", "can't connect to the database"),
        ("mysql://x@127.0.0.1:port/x", "the database URL can't be read"),
        ("mysql://x@127.0.0.1:1", "it names no database"),
    ];
    for (url, expected) in cases {
        let error =
            load(url, &schema, &Rows::default(), &LoadOptions::default(), &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}
