//! Tables that a schema script creates.

use seedbed_database::{LoadError, LoadOptions};
use seedbed_schema::Schema;

use super::support::Database;
use crate::support::{Rows, int, ints, table};

const SCRIPT: &str = "
    CREATE DATABASE IF NOT EXISTS elsewhere; USE elsewhere;
    SET no_such_setting = 1;
    # a comment; with a semicolon
    CREATE TABLE `people` (id int AUTO_INCREMENT PRIMARY KEY) COMMENT 'it''s; fine';
    DELIMITER ;;
    CREATE TRIGGER fine BEFORE INSERT ON people FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END;;
    CREATE FUNCTION one() RETURNS int DETERMINISTIC BEGIN RETURN 1; END;;
    DELIMITER ;
    CREATE VIEW folk AS SELECT * FROM people;
    /*!40101 SET NAMES latin1 */;";

fn schema() -> Schema {
    Schema::new(vec![table("people", &[("id", int())])]).unwrap()
}

fn options() -> LoadOptions {
    LoadOptions { create_sql: Some(SCRIPT.into()), ..LoadOptions::default() }
}

const OBJECTS: &str = "
    SELECT table_name FROM information_schema.tables WHERE table_schema = database()
    UNION ALL SELECT trigger_name FROM information_schema.triggers
              WHERE trigger_schema = database()
    UNION ALL SELECT routine_name FROM information_schema.routines
              WHERE routine_schema = database() ORDER BY 1";

#[test]
fn tables_are_created_and_dropped_again_when_the_load_fails() {
    let Some(database) = Database::create("created") else {
        return;
    };
    let schema = schema();
    let twice = Rows::default().with(&schema, "people", vec![ints(&[1]), ints(&[1])]);
    let error = database.load(&schema, &twice, &options()).unwrap_err();
    assert!(matches!(error, LoadError::Refused { .. }), "{error}");
    assert_eq!(database.texts(OBJECTS), [None; 0]);

    let good = Rows::default().with(&schema, "people", vec![ints(&[1]), ints(&[2])]);
    let rehearsal = LoadOptions { dry_run: true, ..options() };
    database.load(&schema, &good, &rehearsal).unwrap();
    assert_eq!(database.texts(OBJECTS), [None; 0]);
    let report = database.load(&schema, &good, &options()).unwrap();
    assert_eq!(report.notes.len(), 1, "{:?}", report.notes);
    assert!(report.notes[0].contains("line 3 of the schema script"), "{:?}", report.notes);
    assert_eq!(database.count("folk"), 2);
    assert_eq!(database.texts(OBJECTS).len(), 4);
}

#[test]
fn a_failing_statement_is_named_by_its_line_and_the_earlier_ones_undone() {
    let Some(database) = Database::create("script_line") else {
        return;
    };
    let script = "CREATE TABLE people (id int);\n\nCREATE TABLE people (id int);";
    let options = LoadOptions { create_sql: Some(script.into()), ..LoadOptions::default() };
    let error = database.load(&schema(), &Rows::default(), &options).unwrap_err().to_string();
    assert!(error.contains("line 3 of the schema script"), "{error}");
    assert_eq!(database.texts(OBJECTS), [None; 0]);
}

#[test]
fn why_a_table_is_refused_is_told_in_the_servers_words() {
    let Some(database) = Database::create("undefined") else {
        return;
    };
    let script = "CREATE TABLE people (id int, CHECK (no_such_function(id) > 0));";
    let options = LoadOptions { create_sql: Some(script.into()), ..LoadOptions::default() };
    let error = database.load(&schema(), &Rows::default(), &options).unwrap_err().to_string();
    assert!(error.contains("no_such_function"), "{error}");
}

#[test]
fn tables_that_are_there_are_neither_created_nor_dropped() {
    let Some(database) = Database::create("present") else {
        return;
    };
    database.execute(&["CREATE TABLE people (id int PRIMARY KEY)"]);
    let error = database.load(&schema(), &Rows::default(), &options()).unwrap_err();
    assert!(matches!(error, LoadError::Present { .. }), "{error}");
    assert_eq!(database.count("people"), 0);
}
