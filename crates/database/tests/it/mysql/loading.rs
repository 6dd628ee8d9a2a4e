//! What ends up in the database.

use std::sync::Arc;

use seedbed_database::{LoadOptions, read_tables};
use seedbed_expr::{Decimal, Value};
use seedbed_schema::{DataType, EnumType, Generated, Schema, Table, TableName};

use super::support::Database;
use crate::support::{Rows, int, ints, reference, table, text};

fn family() -> Schema {
    let mut children = table("children", &[("id", int()), ("parent_id", int())]);
    children.foreign_keys.push(reference("parent_id", "parents"));
    Schema::new(vec![children, table("parents", &[("id", int())])]).unwrap()
}

const FAMILY: [&str; 2] = [
    "CREATE TABLE parents (id int AUTO_INCREMENT PRIMARY KEY)",
    "CREATE TABLE children (id int PRIMARY KEY, parent_id int NOT NULL,
         FOREIGN KEY (parent_id) REFERENCES parents (id))",
];

#[test]
fn parents_are_filled_before_children_and_numbering_goes_on_behind() {
    let Some(database) = Database::create("family") else {
        return;
    };
    database.execute(&FAMILY);
    let schema = family();
    // 0 is a number like any other.
    let rows = Rows::default()
        .with(&schema, "parents", (0..=6).map(|id| ints(&[id])).collect())
        .with(&schema, "children", (1..=9).map(|id| ints(&[id, id % 7])).collect());
    let report = database.load(&schema, &rows, &LoadOptions::default()).unwrap();
    let loaded: Vec<_> = report.tables.iter().map(|table| (&*table.name, table.loaded)).collect();
    assert_eq!(loaded, [("parents", 7), ("children", 9)]);
    assert_eq!(report.notes, [""; 0]);
    database.execute(&["INSERT INTO parents VALUES ()"]);
    assert_eq!(database.texts("SELECT max(id) FROM parents"), [Some("7".into())]);
}

#[test]
fn values_of_every_type_arrive_as_they_are() {
    let Some(database) = Database::create("types") else {
        return;
    };
    database.execute(&["CREATE TABLE `Odd ``Names` (
        id int PRIMARY KEY, `Select` enum('so so', 'it''s'), moods set('a', 'b', 'c'),
        amount decimal(8, 2), flag tinyint(1), big bigint unsigned, bits bit(10), built year,
        doc json, at datetime(6), seen timestamp(6) NULL, t time(3), d date, raw varbinary(20),
        spot point, ratio double, note text, doubled int AS (id * 2) STORED
    )"]);
    let labels = |labels: &[&str]| {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        Arc::new(EnumType { name: None, labels })
    };
    let mut odd = table(
        "Odd `Names",
        &[
            ("id", int()),
            ("Select?", DataType::Enum(labels(&["so so", "it's"]))),
            ("moods?", DataType::Set(labels(&["a", "b", "c"]))),
            ("amount?", DataType::Decimal { precision: Some(8), scale: Some(2) }),
            ("flag?", DataType::Boolean),
            ("big?", DataType::Integer { bits: 64, unsigned: true }),
            ("bits?", DataType::Bit { length: Some(10), varying: false }),
            ("built?", DataType::Year),
            ("doc?", DataType::Json { binary: false }),
            ("at?", DataType::Timestamp { with_time_zone: false }),
            ("seen?", DataType::Timestamp { with_time_zone: true }),
            ("t?", DataType::Time { with_time_zone: false }),
            ("d?", DataType::Date),
            ("raw?", DataType::Bytes { max_length: Some(20), fixed: false }),
            ("spot?", DataType::Geometry("point".into())),
            ("ratio?", DataType::Float { bits: 64 }),
            ("note?", DataType::text()),
            ("doubled?", int()),
        ],
    );
    odd.columns[17].generated =
        Some(Generated { expr: None, text: "id * 2".to_owned(), stored: true });
    let schema = Schema::new(vec![odd]).unwrap();
    let note = "line\nbreak\ttab \\N back\\slash 'quote' \"double\" nul\0 é €\u{1f600} %_;--";
    let values = vec![
        Value::Int(3),
        text("it's"),
        text("a,c"),
        Value::Decimal(Decimal { mantissa: 1250, scale: 2 }),
        Value::Bool(true),
        Value::Int(i64::MAX),
        text("0000000101"),
        Value::Int(2155),
        Value::Json("{\"k\": [1, \"tab\\t\\\"\"]}".parse().unwrap()),
        Value::Timestamp(86_400_000_001),
        Value::Timestamp(86_400_000_001),
        Value::Time(3_600_000_000),
        Value::Date(1),
        Value::Bytes(vec![0, 255, 39, 92]),
        text("POINT(1 2.5)"),
        Value::Float(1.5e-7),
        text(note),
        Value::Int(0),
    ];
    let mut nulls = vec![Value::Null; values.len()];
    nulls[0] = Value::Int(4);
    let rows = Rows::default().with(&schema, "Odd `Names", vec![values, nulls]);
    database.load(&schema, &rows, &LoadOptions::default()).unwrap();
    let id = schema.find("Odd `Names").unwrap();
    let stored: Vec<usize> = (0..17).collect();
    let given = rows.find(id).unwrap();
    let mut seen = 0;
    read_tables(&database.url(), &schema, &[(id, stored)], &mut |_, read| {
        assert_eq!(read.problems, []);
        for (found, given) in read.batch.columns().iter().zip(given.columns()) {
            assert_eq!(found, given);
        }
        seen += read.batch.num_rows();
        Ok(())
    })
    .unwrap();
    assert_eq!(seen, 2);
    let expected = [
        ("`Select`", "it's"),
        ("moods", "a,c"),
        ("amount", "12.50"),
        ("flag", "1"),
        ("big", "9223372036854775807"),
        ("bin(bits)", "101"),
        ("built", "2155"),
        ("json_extract(doc, '$.k[1]')", "\"tab\\t\\\"\""),
        ("at", "1970-01-02 00:00:00.000001"),
        (
            "timestampdiff(microsecond, '1970-01-01', convert_tz(seen, @@time_zone, '+00:00'))",
            "86400000001",
        ),
        ("t", "01:00:00.000"),
        ("d", "1970-01-02"),
        ("hex(raw)", "00FF275C"),
        ("st_astext(spot)", "POINT(1 2.5)"),
        ("ratio", "0.00000015"),
        ("note", note),
        ("doubled", "6"),
    ];
    for (column, value) in expected {
        let query = format!("SELECT {column} FROM `Odd ``Names` ORDER BY id");
        let null = if column == "doubled" { Some("8".to_owned()) } else { None };
        assert_eq!(database.texts(&query), [Some(value.to_owned()), null], "{column}");
    }
}

#[test]
fn a_rehearsal_leaves_nothing() {
    let Some(database) = Database::create("rehearsal") else {
        return;
    };
    database.execute(&FAMILY);
    let schema = family();
    let rows = Rows::default().with(&schema, "parents", vec![ints(&[1]), ints(&[2])]);
    let options = LoadOptions { dry_run: true, ..LoadOptions::default() };
    let report = database.load(&schema, &rows, &options).unwrap();
    assert_eq!(report.tables[0].loaded, 2);
    assert_eq!(database.count("parents"), 0);
    let twice = Rows::default().with(&schema, "parents", vec![ints(&[1]), ints(&[1])]);
    assert!(database.load(&schema, &twice, &options).unwrap_err().is_violation());
    database.execute(&[
        "ALTER TABLE children DROP FOREIGN KEY children_ibfk_1",
        "ALTER TABLE parents ENGINE=MyISAM",
    ]);
    let error = database.load(&schema, &rows, &options).unwrap_err().to_string();
    assert_eq!(error, "rows of parents can't be taken back: their engine has no transactions");
}

#[test]
fn rows_longer_than_a_statement_are_sent_in_several() {
    let Some(database) = Database::create("long") else {
        return;
    };
    database.execute(&["CREATE TABLE notes (id int PRIMARY KEY, note longtext)"]);
    let notes = table("notes", &[("id", int()), ("note", DataType::text())]);
    let schema = Schema::new(vec![notes]).unwrap();
    let long = |id| vec![Value::Int(id), Value::Text("é".repeat(400_000))];
    let rows = Rows::default().with(&schema, "notes", (1..=5).map(long).collect());
    database.load(&schema, &rows, &LoadOptions::default()).unwrap();
    assert_eq!(
        database.texts("SELECT sum(char_length(note)) FROM notes"),
        [Some("2000000".into())]
    );
}

#[test]
fn a_table_with_nothing_to_write_gets_its_rows() {
    let Some(database) = Database::create("nothing") else {
        return;
    };
    database.execute(&["CREATE TABLE nothing (id int AUTO_INCREMENT PRIMARY KEY)"]);
    let schema = Schema::new(vec![Table::new(TableName::new("nothing"))]).unwrap();
    let report = database.load(&schema, &Rows::counted(2_500), &LoadOptions::default()).unwrap();
    assert_eq!(report.tables[0].loaded, 2_500);
}

#[test]
fn rows_that_triggers_add_do_not_meet_those_of_the_load() {
    let Some(database) = Database::create("triggers") else {
        return;
    };
    database.execute(&[
        "CREATE TABLE films (id int PRIMARY KEY)",
        "CREATE TABLE film_text (film_id int PRIMARY KEY)",
        "CREATE TABLE changes (id int AUTO_INCREMENT PRIMARY KEY, film_id int)",
        "CREATE TRIGGER copy_text AFTER INSERT ON films FOR EACH ROW
             INSERT INTO film_text (film_id) VALUES (NEW.id)",
        "CREATE TRIGGER log AFTER INSERT ON films FOR EACH ROW
             INSERT INTO `changes` (film_id) VALUES (NEW.id)",
    ]);
    let schema = Schema::new(vec![
        table("films", &[("id", int())]),
        table("film_text", &[("film_id", int())]),
        table("changes", &[("id", int()), ("film_id?", int())]),
    ])
    .unwrap();
    let some = |count| (1..=count).map(|id| ints(&[id])).collect::<Vec<_>>();
    let rows = Rows::default()
        .with(&schema, "films", some(5))
        .with(&schema, "film_text", some(5))
        .with(&schema, "changes", (1..=3).map(|id| ints(&[id, 1])).collect());
    let report = database.load(&schema, &rows, &LoadOptions::default()).unwrap();
    assert_eq!((database.count("film_text"), database.count("changes")), (5, 8));
    assert_eq!(report.notes[0], "film_text is left to trigger copy_text of films, which fills it");
    assert!(report.notes[1].starts_with("changes was given 3 rows and has 8 more"));
}

#[test]
fn rows_that_a_trigger_refuses_are_left_out_with_those_that_refer_to_them() {
    let Some(database) = Database::create("left_out") else {
        return;
    };
    database.execute(&FAMILY);
    database.execute(&["CREATE TRIGGER guard BEFORE INSERT ON parents FOR EACH ROW
         BEGIN
             IF NEW.id % 10 = 0 THEN
                 SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one';
             END IF;
         END"]);
    let schema = family();
    let rows = Rows::default()
        .with(&schema, "parents", (1..=100).map(|id| ints(&[id])).collect())
        .with(&schema, "children", (1..=200).map(|id| ints(&[id, id % 100 + 1])).collect());
    let report = database.load(&schema, &rows, &LoadOptions::default()).unwrap();
    assert_eq!((database.count("parents"), database.count("children")), (90, 180));
    let notes = [
        "children: 20 rows left out: they refer to rows of parents that were left out",
        "parents: 10 rows left out: the table's triggers refuse them (guard)",
    ];
    assert_eq!(report.notes, notes);
}
