//! What is refused, and what is said about it.

use seedbed_database::{LoadError, LoadOptions, LoadReport, load};
use seedbed_schema::{DataType, Schema};

use crate::support::{Database, Rows, int, table, text};
use seedbed_expr::Value;

fn people() -> Schema {
    Schema::new(vec![table("people", &[("id", int()), ("name", DataType::text())])]).unwrap()
}

fn load_people(database: &Database, rows: &[(i64, &str)]) -> Result<(), LoadError> {
    let options = LoadOptions { strict: true, ..LoadOptions::default() };
    load_people_with(database, rows, &options).map(|_| ())
}

fn load_people_with(
    database: &Database,
    rows: &[(i64, &str)],
    options: &LoadOptions,
) -> Result<LoadReport, LoadError> {
    let schema = people();
    let rows = rows.iter().map(|(id, name)| vec![Value::Int(*id), text(name)]).collect();
    let rows = Rows::default().with(&schema, "people", rows);
    database.load(&schema, &rows, options)
}

#[test]
fn a_refusal_names_the_constraint_but_no_value_and_leaves_nothing() {
    let cases = [
        ("check", "name text CHECK (name <> 'secret')", "23514", "constraint people_name_check"),
        ("unique", "name text UNIQUE", "23505", "constraint people_name_key"),
        ("length", "name varchar(3)", "22001", "column name"),
        ("number", "name int", "22P02", "column name"),
        ("date", "name date", "22007", "column name"),
    ];
    for (case, column, sqlstate, named) in cases {
        let Some(database) = Database::create(&format!("refusal_{case}")) else {
            return;
        };
        database.execute(&format!("CREATE TABLE people (id int PRIMARY KEY, {column})"));
        let rows = [(1, "1"), (2, "2"), (3, "secret"), (4, "secret")];
        let error = load_people(&database, &rows).unwrap_err();
        let LoadError::Refused { operation, error } = &error else { panic!("{error}") };
        assert_eq!(operation, "COPY to people");
        assert_eq!(error.sqlstate, sqlstate, "{case}");
        let message = error.to_string();
        assert!(message.contains(named), "{case}: {message}");
        assert!(!format!("{error:?} {message}").contains("secret"), "{case}: {message}");
        assert_eq!(database.count("people"), 0, "{case}");
    }
}

#[test]
fn a_trigger_that_refuses_is_named_by_its_function() {
    let Some(database) = Database::create("trigger_raises") else {
        return;
    };
    database.execute(
        "CREATE TABLE people (id int PRIMARY KEY, name text);
         CREATE FUNCTION refuse_secrets() RETURNS trigger LANGUAGE plpgsql AS
             $$BEGIN
                 IF NEW.name = 'secret' THEN RAISE EXCEPTION 'not %', NEW.name; END IF;
                 RETURN NEW;
             END$$;
         CREATE TRIGGER guard BEFORE INSERT ON people
             FOR EACH ROW EXECUTE FUNCTION refuse_secrets();",
    );
    let rows = [(1, "secret"), (2, "known"), (3, "secret")];
    let error = load_people(&database, &rows).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("function refuse_secrets"), "{message}");
    assert!(!message.contains("secret\"") && !message.contains("not secret"), "{message}");

    // Unless it must be all or nothing, the others stay.
    let report = load_people_with(&database, &rows, &LoadOptions::default()).unwrap();
    assert_eq!(
        report.notes,
        ["people: 2 rows left out: the table's triggers refuse them (function refuse_secrets)"]
    );
    assert_eq!(database.count("people"), 1);
}

#[test]
fn missing_tables_and_columns_are_named_together() {
    let Some(database) = Database::create("missing") else {
        return;
    };
    database.execute("CREATE TABLE people (id int PRIMARY KEY)");
    let mut tables = people().tables().to_vec();
    tables.push(table("pets", &[("id", int())]));
    let schema = Schema::new(tables).unwrap();
    let rows = Rows::default().with(&schema, "pets", vec![vec![Value::Int(1)]]);
    let error = database.load(&schema, &rows, &LoadOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database does not have column people.name and table pets; create the tables \
         first, ask to have them created, or ask for no rows of what it can't have: \
         --rows TABLE=0"
    );
}

#[test]
fn connections_that_can_not_be_made_are_explained() {
    let schema = people();
    let cases = [
        ("postgres://x@127.0.0.1:1/x?sslmode=require", "sslmode=require"),
        ("postgres://x@127.0.0.1:1/x", "can't connect to the database"),
        ("postgres://x@127.0.0.1:port/x", "the database URL can't be read"),
    ];
    for (url, expected) in cases {
        let error =
            load(url, &schema, &Rows::default(), &LoadOptions::default(), &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn a_failing_statement_of_the_script_is_named_by_its_line() {
    let Some(database) = Database::create("script_line") else {
        return;
    };
    let options = LoadOptions {
        strict: false,
        create_sql: Some("CREATE TABLE people (id int);\n\nCREATE TABLE people (id int);".into()),
        ..LoadOptions::default()
    };
    let error = database.load(&people(), &Rows::default(), &options).unwrap_err().to_string();
    assert!(error.contains("line 3 of the schema script"), "{error}");
}
