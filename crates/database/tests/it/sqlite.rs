//! Loads into a `SQLite` file, which needs no server.

use rusqlite::Connection;
use seedbed_database::{ExistingRows, LoadError, LoadOptions, LoadReport, constraint_state, load};
use seedbed_expr::{Decimal, Value};
use seedbed_schema::{DataType, LiteralRow, Schema};
use tempfile::TempDir;

use crate::support::{Rows, int, ints, reference, table, text};

/// A file in a directory of its own.
struct File {
    directory: TempDir,
}

impl File {
    /// No file yet.
    fn none() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn with(sql: &str) -> Self {
        let file = Self::none();
        file.open().execute_batch(sql).unwrap();
        file
    }

    fn path(&self) -> std::path::PathBuf {
        self.directory.path().join("shop.db")
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    fn open(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    fn load(
        &self,
        schema: &Schema,
        rows: &Rows,
        options: &LoadOptions,
    ) -> Result<LoadReport, LoadError> {
        load(&self.url(), schema, rows, options, &mut |_| {})
    }

    /// The first column of all rows, as SQL literals.
    fn literals(&self, query: &str) -> Vec<String> {
        let connection = self.open();
        let mut statement =
            connection.prepare(&format!("WITH r(v) AS ({query}) SELECT quote(v) FROM r")).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    fn count(&self, table: &str) -> i64 {
        self.open()
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap()
    }
}

fn create(sql: &str) -> LoadOptions {
    LoadOptions { create_sql: Some(sql.to_owned()), ..LoadOptions::default() }
}

fn existing(existing: ExistingRows) -> LoadOptions {
    LoadOptions { existing, ..LoadOptions::default() }
}

/// Countries, of which the schema inserts two itself, and cities.
fn countries_and_cities() -> Schema {
    let mut countries = table("countries", &[("id", int())]);
    countries.rows = [1, 2].map(|id| LiteralRow { values: vec![Some(Value::Int(id))] }).to_vec();
    let mut cities = table("cities", &[("id", int()), ("country_id", int())]);
    cities.foreign_keys.push(reference("country_id", "countries"));
    Schema::new(vec![countries, cities]).unwrap()
}

const SQL: &str = "
    CREATE TABLE countries (id INTEGER PRIMARY KEY);
    CREATE TABLE cities (id INTEGER PRIMARY KEY AUTOINCREMENT,
                         country_id INT NOT NULL REFERENCES countries);
    INSERT INTO countries VALUES (1), (2);";

fn cities(schema: &Schema, first: i64) -> Rows {
    Rows::default().with(schema, "countries", vec![ints(&[first + 10])]).with(
        schema,
        "cities",
        vec![ints(&[first, 1]), ints(&[first + 1, first + 10])],
    )
}

#[test]
fn a_missing_file_is_made_only_with_its_tables() {
    let schema = countries_and_cities();
    let file = File::none();
    let error = file.load(&schema, &cities(&schema, 1), &LoadOptions::default()).unwrap_err();
    assert!(matches!(error, LoadError::NoFile { .. }), "{error}");
    assert!(!file.path().exists());
    let report = file.load(&schema, &cities(&schema, 1), &create(SQL)).unwrap();
    let loaded: Vec<u64> = report.tables.iter().map(|table| table.loaded).collect();
    assert_eq!(loaded, [1, 2]);
    assert_eq!(file.count("cities"), 2);
    assert_eq!(report.sequences[0].value, 2, "the next key follows the loaded ones");
    let state = constraint_state(&file.url()).unwrap();
    assert!(state.constraints >= 3 && state.not_valid.is_empty(), "{state:?}");
}

#[test]
fn a_failure_or_a_rehearsal_leaves_no_file_where_there_was_none() {
    let schema = countries_and_cities();
    let file = File::none();
    let broken = Rows::default().with(&schema, "cities", vec![ints(&[1, 77])]);
    file.load(&schema, &broken, &create(SQL)).unwrap_err();
    assert!(!file.path().exists());
    let rehearsal = LoadOptions { dry_run: true, ..create(SQL) };
    let report = file.load(&schema, &cities(&schema, 1), &rehearsal).unwrap();
    assert_eq!(report.tables[1].loaded, 2);
    assert!(!file.path().exists());
}

#[test]
fn a_rehearsal_leaves_the_file_as_it_was() {
    let schema = countries_and_cities();
    let file = File::with(SQL);
    let rehearsal = LoadOptions { dry_run: true, ..LoadOptions::default() };
    let report = file.load(&schema, &cities(&schema, 1), &rehearsal).unwrap();
    assert_eq!(report.tables[1].loaded, 2);
    assert_eq!((file.count("countries"), file.count("cities")), (2, 0));
}

#[test]
fn existing_rows_are_refused_appended_to_or_removed() {
    let schema = countries_and_cities();
    let file = File::with(SQL);
    file.load(&schema, &cities(&schema, 1), &LoadOptions::default()).unwrap();
    let error = file.load(&schema, &cities(&schema, 3), &LoadOptions::default()).unwrap_err();
    assert!(error.to_string().starts_with("countries and cities already hold rows; "), "{error}");
    file.load(&schema, &cities(&schema, 3), &existing(ExistingRows::Append)).unwrap();
    assert_eq!(file.count("cities"), 4);
    file.load(&schema, &cities(&schema, 5), &existing(ExistingRows::Truncate)).unwrap();
    assert_eq!(file.literals("SELECT id FROM countries ORDER BY id"), ["1", "2", "15"]);
    assert_eq!(file.count("cities"), 2);
}

#[test]
fn a_cycle_of_required_references_is_checked_at_the_end() {
    let mut hen = table("hen", &[("id", int()), ("egg_id", int())]);
    hen.foreign_keys.push(reference("egg_id", "egg"));
    let mut egg = table("egg", &[("id", int()), ("hen_id", int())]);
    egg.foreign_keys.push(reference("hen_id", "hen"));
    let schema = Schema::new(vec![hen, egg]).unwrap();
    let sql = "CREATE TABLE hen (id INTEGER PRIMARY KEY, egg_id INT NOT NULL REFERENCES egg);
               CREATE TABLE egg (id INTEGER PRIMARY KEY, hen_id INT NOT NULL REFERENCES hen);";
    let rows = |egg_id| {
        Rows::default().with(&schema, "hen", vec![ints(&[1, egg_id])]).with(
            &schema,
            "egg",
            vec![ints(&[7, 1])],
        )
    };
    let file = File::with(sql);
    let error = file.load(&schema, &rows(8), &LoadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("hen (egg_id) references egg"), "{error}");
    assert_eq!(file.count("hen"), 0);
    file.load(&schema, &rows(7), &LoadOptions::default()).unwrap();
    assert_eq!((file.count("hen"), file.count("egg")), (1, 1));
}

#[test]
fn values_are_stored_as_their_columns_take_them() {
    let cases = [
        ("BOOLEAN", DataType::Boolean, Value::Bool(true), "1"),
        ("DATE", DataType::Date, Value::Date(0), "'1970-01-01'"),
        (
            "DATETIME",
            DataType::Timestamp { with_time_zone: false },
            Value::Timestamp(1_500_000),
            "'1970-01-01 00:00:01.5'",
        ),
        ("DECIMAL(8,2)", decimal(), Value::Decimal(Decimal::new(1250, 2)), "12.5"),
        ("TEXT", decimal(), Value::Decimal(Decimal::new(1250, 2)), "'12.50'"),
        ("REAL", decimal(), Value::Decimal(Decimal::new(1250, 2)), "12.5"),
        ("TEXT", DataType::Uuid, text(UUID), "'00000000-0000-4000-8000-0000000000ff'"),
        ("BLOB", DataType::Uuid, text(UUID), "X'000000000000400080000000000000FF'"),
        (
            "BLOB",
            DataType::Bytes { max_length: None, fixed: false },
            Value::Bytes(vec![0xab]),
            "X'AB'",
        ),
        ("TEXT", DataType::text(), text("it's"), "'it''s'"),
    ];
    for (declared, data_type, value, expected) in cases {
        let schema = Schema::new(vec![table("t", &[("id", int()), ("v", data_type)])]).unwrap();
        let rows = Rows::default().with(&schema, "t", vec![vec![Value::Int(1), value]]);
        let file = File::with(&format!("CREATE TABLE t (id INTEGER PRIMARY KEY, v {declared})"));
        file.load(&schema, &rows, &LoadOptions::default()).unwrap();
        assert_eq!(file.literals("SELECT v FROM t"), [expected], "{declared}");
    }
}

const UUID: &str = "00000000-0000-4000-8000-0000000000ff";

fn decimal() -> DataType {
    DataType::Decimal { precision: Some(8), scale: Some(2) }
}

#[test]
fn err_refused_rows_are_told_without_values() {
    let schema = Schema::new(vec![table("t", &[("id", int()), ("v?", DataType::text())])]).unwrap();
    let cases = [
        ("v TEXT UNIQUE", "", "UNIQUE constraint failed: t.v"),
        ("v TEXT, CONSTRAINT short CHECK (length(v) < 3)", "", "CHECK constraint failed: short"),
        ("v TEXT CHECK (my_check(v))", "", "no such function: my_check"),
        (
            "v TEXT",
            "CREATE TRIGGER guard BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'secret'); END;",
            "trigger guard",
        ),
        ("v INT REFERENCES t", "", "(SQLITE_CONSTRAINT_FOREIGNKEY, table t, constraint (v) ref"),
    ];
    for (column, more, expected) in cases {
        let file = File::none();
        let sql = format!("CREATE TABLE t (id INTEGER PRIMARY KEY, {column}); {more}");
        let rows: Vec<_> = (1..200).map(|id| vec![Value::Int(id), text("secret")]).collect();
        let rows = Rows::default().with(&schema, "t", rows);
        let options = LoadOptions { strict: true, ..create(&sql) };
        let error = file.load(&schema, &rows, &options).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("secret"), "{error}");
        assert!(!file.path().exists());
    }
}

#[test]
fn the_refused_row_is_numbered() {
    let schema = Schema::new(vec![table("t", &[("id", int()), ("v", int())])]).unwrap();
    let file = File::with("CREATE TABLE t (id INTEGER PRIMARY KEY, v INT CHECK (v <> 150))");
    let rows = Rows::whole(&schema, "t", (1..=500).map(|id| ints(&[id, id])).collect());
    let error = file.load(&schema, &rows, &LoadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("INSERT into t (row 150)"), "{error}");
}

#[test]
fn a_parent_that_is_not_there_does_not_stop_other_rows() {
    let schema = Schema::new(vec![table("t", &[("id", int()), ("elsewhere?", int())])]).unwrap();
    let sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, elsewhere INT REFERENCES absent)";
    let file = File::with(sql);
    let row = |value| Rows::default().with(&schema, "t", vec![vec![Value::Int(1), value]]);
    let error = file.load(&schema, &row(Value::Int(1)), &LoadOptions::default()).unwrap_err();
    assert!(error.to_string().contains("t (elsewhere) references absent (1 rows)"), "{error}");
    let report = file.load(&schema, &row(Value::Null), &LoadOptions::default()).unwrap();
    assert!(report.notes[0].contains("absent (of t)"), "{:?}", report.notes);
    assert_eq!(file.count("t"), 1);
}

#[test]
fn rows_that_a_trigger_keeps_out_are_told() {
    let schema = Schema::new(vec![table("t", &[("id", int())])]).unwrap();
    let file = File::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY);
         CREATE TRIGGER few BEFORE INSERT ON t WHEN NEW.id > 1
         BEGIN SELECT RAISE(IGNORE); END;",
    );
    let rows = Rows::default().with(&schema, "t", vec![ints(&[1]), ints(&[2])]);
    let report = file.load(&schema, &rows, &LoadOptions::default()).unwrap();
    assert_eq!((report.tables[0].asked, report.tables[0].loaded), (2, 1));
    assert!(report.notes[0].contains("was given 2 rows and has 1 more"), "{:?}", report.notes);
}

#[test]
fn rows_that_a_trigger_refuses_are_left_out_with_those_that_refer_to_them() {
    let mut people = table("people", &[("id", int()), ("boss?", int())]);
    people.foreign_keys.push(reference("boss", "people"));
    let mut pets = table("pets", &[("id", int()), ("person", int())]);
    pets.foreign_keys.push(reference("person", "people"));
    let schema = Schema::new(vec![people, pets]).unwrap();
    // Whatever RAISE leaves of the statement.
    for raise in ["ABORT", "FAIL"] {
        let file = File::with(&format!(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, boss INT REFERENCES people);
             CREATE TABLE pets (id INTEGER PRIMARY KEY, person INT NOT NULL REFERENCES people);
             CREATE TRIGGER guard AFTER INSERT ON people WHEN NEW.id % 50 = 0
             BEGIN SELECT RAISE({raise}, 'not this one'); END;"
        ));
        // 51 has the boss 50, 52 has 51 and so on up to 99, whose row nobody refers to.
        let person = |id: i64| match id % 50 {
            0 => vec![Value::Int(id), Value::Null],
            _ if (51..100).contains(&id) => vec![Value::Int(id), Value::Int(id - 1)],
            _ => vec![Value::Int(id), Value::Int(1)],
        };
        let rows = Rows::default().with(&schema, "people", (1..=100).map(person).collect()).with(
            &schema,
            "pets",
            (1..=100).map(|id| ints(&[id, id])).collect(),
        );
        let report = file.load(&schema, &rows, &LoadOptions::default()).unwrap();
        assert_eq!((file.count("people"), file.count("pets")), (49, 49), "{raise}");
        let notes = [
            "people: 51 rows left out: the table's triggers refuse them (guard)",
            "pets: 51 rows left out: they refer to rows of people that were left out",
        ];
        assert_eq!(report.notes, notes, "{raise}");
    }
}

#[test]
fn a_script_of_the_shell_runs_in_the_loads_transaction() {
    let schema = Schema::new(vec![table("t", &[("id", int())])]).unwrap();
    let rows = Rows::default().with(&schema, "t", vec![ints(&[5])]);
    let script = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n.headers on\n\
                  CREATE TABLE t (id INTEGER PRIMARY KEY, n INT AS (id + 1));\nCOMMIT;\nVACUUM;";
    let file = File::none();
    let report = file.load(&schema, &rows, &create(script)).unwrap();
    assert!(report.notes[0].contains("line 6 of the schema script"), "{:?}", report.notes);
    assert_eq!(file.literals("SELECT n FROM t"), ["6"]);
    let error = File::none().load(&schema, &rows, &create(".read other.sql")).unwrap_err();
    assert!(error.to_string().contains(".read is a command of the sqlite3 program"), "{error}");
}

#[test]
fn a_file_describes_what_it_holds() {
    let file = File::with(
        "CREATE TABLE Authors (authorId INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
         CREATE UNIQUE INDEX by_name ON Authors (name);",
    );
    let text = seedbed_database::describe(&file.url()).unwrap();
    assert_eq!(
        text,
        "CREATE TABLE Authors (authorId INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);\n\
         CREATE UNIQUE INDEX by_name ON Authors (name);\n"
    );
    assert!(seedbed_database::describe(&File::none().url()).is_err(), "there is no such file");
}
