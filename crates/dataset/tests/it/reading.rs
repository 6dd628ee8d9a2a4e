//! Files that others wrote, and files that are wrong.

use std::{io::Cursor, sync::Arc};

use arrow_array::{
    ArrayRef, Date64Array, DictionaryArray, FixedSizeBinaryArray, Float64Array, Int8Array,
    Int32Array, LargeStringArray, RecordBatch, StringArray, TimestampMillisecondArray,
    types::Int32Type,
};
use arrow_ipc::{
    CompressionType,
    writer::{FileWriter, IpcWriteOptions, StreamWriter},
};
use parquet::arrow::ArrowWriter;
use seedbed_dataset::{Format, ReadBatch, ReadError, ScriptReader, TableReader};
use seedbed_expr::{Dialect, Value};
use seedbed_schema::{DataType, Generated, Schema, Table};

use crate::support::{batch, decimal, read, table, text, values, written};

fn people() -> Table {
    table(&[("id", DataType::integer(32)), ("name", DataType::text()), ("born", DataType::Date)])
}

fn read_text(format: Format, table: &Table, file: &str) -> Result<Vec<Vec<Value>>, String> {
    let read = read(format, table, file.as_bytes().to_vec()).map_err(|error| error.to_string())?;
    Ok(read.iter().flat_map(|read| values(table, &read.batch)).collect())
}

fn problems(read: &[ReadBatch]) -> Vec<(u64, usize, String)> {
    let all = read.iter().flat_map(|read| &read.problems);
    all.map(|problem| (problem.row, problem.column, problem.reason.to_string())).collect()
}

#[test]
fn csv_columns_may_stand_in_any_order_with_any_line_ends() {
    let file = "\u{feff}born,\"ID\",name\r\n2000-01-01,1,\"a \"\"b\"\"\"\r\n\r\n,2,\r\n";
    let expected = vec![
        vec![Value::Int(1), text("a \"b\""), Value::Date(10_957)],
        vec![Value::Int(2), Value::Null, Value::Null],
    ];
    assert_eq!(read_text(Format::Csv, &people(), file), Ok(expected));
}

#[test]
fn json_takes_members_in_any_order_and_missing_ones_as_null() {
    let expected = vec![
        vec![Value::Int(1), text("a\"b"), Value::Null],
        vec![Value::Int(2), Value::Null, Value::Date(10_957)],
    ];
    let rows = [r#"{"name": "a\"b", "id": 1}"#, r#"{ "born":"2000-01-01","name":null,"id":2 }"#];
    let lines = format!("{}\r\n\n{}", rows[0], rows[1]);
    assert_eq!(read_text(Format::JsonLines, &people(), &lines), Ok(expected.clone()));
    let array = format!(" [ {} ,\n {} ] \n", rows[0], rows[1]);
    assert_eq!(read_text(Format::Json, &people(), &array), Ok(expected));
    assert_eq!(read_text(Format::Json, &people(), "[]"), Ok(vec![]));
}

#[test]
fn json_arrays_are_arrays() {
    let list = DataType::Array(Box::new(DataType::integer(32)));
    let file = r#"{"numbers": [1, null, 3]}"#;
    let expected = Value::Array(vec![Value::Int(1), Value::Null, Value::Int(3)]);
    let table = table(&[("numbers", list)]);
    assert_eq!(read_text(Format::JsonLines, &table, file), Ok(vec![vec![expected]]));
}

#[test]
fn cells_of_another_type_are_problems_and_null() {
    let csv = "id,name,born\n1,a,2000-01-01\nsecret,b,2000-02-30\n99999999999,c,\n";
    let json = concat!(
        r#"[{"id":1,"name":"a","born":"2000-01-01"},"#,
        r#"{"id":"secret","name":"b","born":"2000-02-30"},"#,
        r#"{"id":99999999999,"name":"c","born":null}]"#,
    );
    let expected = vec![
        (1, 0, "a text is not in the notation of 32-bit integer".to_owned()),
        (1, 2, "a text is not in the notation of date".to_owned()),
        (2, 0, "a value is out of range for 32-bit integer".to_owned()),
    ];
    for (format, file) in [(Format::Csv, csv), (Format::Json, json)] {
        let read = read(format, &people(), file.as_bytes().to_vec()).unwrap();
        assert_eq!(problems(&read), expected, "{format}");
        assert_eq!(values(&people(), &read[0].batch)[1], [Value::Null, text("b"), Value::Null]);
    }
}

#[test]
fn err_files_that_are_not_the_tables_say_why() {
    let csv = [
        (
            "id,nam,born\n",
            "the file has a column `nam` that table things does not have (its columns are id, name, born)",
        ),
        ("id,name\n", "the file lacks column things.born"),
        ("id,id,name\n", "the file has column things.id twice"),
        (
            "id,name,born\n1,a,\n2,b\n",
            "line 3 of table things has 2 fields, where the header has 3",
        ),
        ("id,name,born\n1,\"a\nb,\n", "a quote on line 2 of table things is never closed"),
        ("", "the file lacks column things.id"),
    ];
    for (file, expected) in csv {
        assert_eq!(read_text(Format::Csv, &people(), file), Err(expected.to_owned()), "{file}");
    }
    let json = [
        ("{}", "line 1 of table things: an array of objects is expected"),
        ("[{}", "line 1 of table things: `,` or `]` is expected"),
        ("[{},]", "line 1 of table things: an object is expected"),
        ("[{}] []", "line 1 of table things: the end of the file is expected"),
        (
            "[\n{\"id\":1",
            "line 2 of table things: the end of the object that starts here is expected",
        ),
        ("[\n{\"id\" 1}]", "the row on line 2 of table things is not well-formed JSON"),
        ("[{\"id\":1,\"id\":2}]", "the file has column things.id twice"),
        (
            "[{\"x\":1}]",
            "the file has a column `x` that table things does not have (its columns are id, name, born)",
        ),
    ];
    for (file, expected) in json {
        assert_eq!(read_text(Format::Json, &people(), file), Err(expected.to_owned()), "{file}");
    }
    let error = read(Format::Csv, &people(), b"id,name,born\n1,\xff,\n".to_vec()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file of table things is not UTF-8 at line 2; convert it first"
    );
    let error = read(Format::Sql, &people(), vec![]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "rows can't be read from sql here; use csv, json, jsonl or parquet"
    );
}

#[test]
fn computed_columns_may_be_missing() {
    let mut table = people();
    table.columns[2].generated = Some(Generated { expr: None, text: String::new(), stored: true });
    let expected = Ok(vec![vec![Value::Int(1), text("a")]]);
    assert_eq!(read_text(Format::Csv, &table, "id,name\n1,a\n"), expected);
    assert_eq!(read_text(Format::JsonLines, &table, "{\"id\":1,\"name\":\"a\"}\n"), expected);
    let full = read_text(Format::JsonLines, &table, "{\"id\":1,\"name\":\"a\",\"born\":null}");
    assert_eq!(full.unwrap()[0].len(), 3);
}

fn parquet_of(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

type Columns = Vec<(&'static str, ArrayRef)>;

/// A file and a stream of columns, each compressed as asked.
fn arrow_of(columns: Columns, compression: Option<CompressionType>) -> [Vec<u8>; 2] {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let (mut file, mut stream) = (Vec::new(), Vec::new());
    let mut writer =
        FileWriter::try_new_with_options(&mut file, &batch.schema(), options.clone()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    let mut writer =
        StreamWriter::try_new_with_options(&mut stream, &batch.schema(), options).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    [file, stream]
}

/// Rows of other physical types than those of their table.
fn things() -> (Table, Columns) {
    let table = table(&[
        ("id", DataType::integer(64)),
        ("kind", DataType::text()),
        ("seen", DataType::Timestamp { with_time_zone: true }),
        ("price", DataType::Decimal { precision: Some(10), scale: Some(2) }),
    ]);
    let kind: DictionaryArray<Int32Type> = vec![Some("a"), None].into_iter().collect();
    let columns: Columns = vec![
        ("seen", Arc::new(TimestampMillisecondArray::from(vec![1500, -1]))),
        ("id", Arc::new(Int32Array::from(vec![1, 2]))),
        ("kind", Arc::new(kind)),
        ("price", Arc::new(Float64Array::from(vec![0.1, 1e12]))),
    ];
    (table, columns)
}

fn read_arrow(table: &Table, bytes: Vec<u8>) -> Result<Vec<ReadBatch>, ReadError> {
    TableReader::arrow(Cursor::new(bytes), table)?.collect()
}

#[test]
fn arrow_files_and_streams_are_cast_whatever_their_compression() {
    for compression in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
        let (table, columns) = things();
        for bytes in arrow_of(columns, compression) {
            let read = read_arrow(&table, bytes).unwrap();
            let expected = [
                [Value::Int(1), text("a"), Value::Timestamp(1_500_000), decimal("0.10")],
                [Value::Int(2), Value::Null, Value::Timestamp(-1000), Value::Null],
            ];
            assert_eq!(values(&table, &read[0].batch), expected, "{compression:?}");
            let faults = [(1, 3, "a value is out of range for decimal(10,2)".to_owned())];
            assert_eq!(problems(&read), faults);
        }
    }
}

#[test]
fn a_dictionary_without_values_is_null() {
    let table = table(&[("kind", DataType::text())]);
    let kind: DictionaryArray<Int32Type> = vec![None::<&str>, None].into_iter().collect();
    let columns: Columns = vec![("kind", Arc::new(kind))];
    for read in [
        read(Format::Parquet, &table, parquet_of(columns.clone())),
        read_arrow(&table, arrow_of(columns, None)[0].clone()),
    ] {
        assert_eq!(values(&table, &read.unwrap()[0].batch), [[Value::Null], [Value::Null]]);
    }
}

#[test]
fn err_arrow_files_that_are_cut_off_or_damaged() {
    let (table, columns) = things();
    let [file, _] = arrow_of(columns, Some(CompressionType::LZ4_FRAME));
    for end in 0..file.len() {
        let error = read_arrow(&table, file[..end].to_vec()).unwrap_err();
        assert!(matches!(error, ReadError::Arrow { .. }), "cut at {end}: {error:?}");
    }
    // Not every byte counts, but none makes reading fall over.
    let mut refused = 0;
    for at in 0..file.len() {
        for flip in [0x01, 0x80, 0xFF] {
            let mut damaged = file.clone();
            damaged[at] ^= flip;
            refused += usize::from(read_arrow(&table, damaged).is_err());
        }
    }
    assert!(refused > file.len() / 4, "{refused} of {} faults", file.len() * 3);
    let other = [(&b"id,kind\n1,a\n"[..], "like no Arrow file"), (b"FEA1....", "version 2")];
    for (bytes, expected) in other {
        let error = read_arrow(&table, bytes.to_vec()).unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(expected), "{source}");
    }
}

#[test]
fn parquet_of_other_physical_types_is_cast() {
    let table = table(&[
        ("id", DataType::integer(64)),
        ("name", DataType::text()),
        ("kind", DataType::text()),
        ("born", DataType::Date),
        ("seen", DataType::Timestamp { with_time_zone: true }),
        ("price", DataType::Decimal { precision: Some(10), scale: Some(2) }),
        ("small", DataType::integer(16)),
        ("key", DataType::Uuid),
    ]);
    let kind: DictionaryArray<Int32Type> = vec!["a", "b"].into_iter().collect();
    let file = parquet_of(vec![
        ("small", Arc::new(Int8Array::from(vec![Some(-5), None]))),
        ("id", Arc::new(Int32Array::from(vec![1, 2]))),
        ("name", Arc::new(LargeStringArray::from(vec![Some("x"), None]))),
        ("kind", Arc::new(kind)),
        ("born", Arc::new(Date64Array::from(vec![86_400_000, -86_400_000]))),
        ("seen", Arc::new(TimestampMillisecondArray::from(vec![1500, -1]))),
        ("price", Arc::new(Float64Array::from(vec![0.1, 1e12]))),
        ("key", Arc::new(FixedSizeBinaryArray::try_from_iter([[0xab_u8; 16]; 2].iter()).unwrap())),
    ]);
    let read = read(Format::Parquet, &table, file).unwrap();
    let key = text("abababab-abab-abab-abab-abababababab");
    let expected = [
        vec![
            Value::Int(1),
            text("x"),
            text("a"),
            Value::Date(1),
            Value::Timestamp(1_500_000),
            decimal("0.10"),
            Value::Int(-5),
            key.clone(),
        ],
        vec![
            Value::Int(2),
            Value::Null,
            text("b"),
            Value::Date(-1),
            Value::Timestamp(-1000),
            Value::Null,
            Value::Null,
            key,
        ],
    ];
    assert_eq!(values(&table, &read[0].batch), expected);
    assert_eq!(problems(&read), [(1, 5, "a value is out of range for decimal(10,2)".to_owned())]);
}

#[test]
fn parquet_text_is_held_to_its_columns_notation() {
    let table = table(&[("key", DataType::Uuid), ("day", DataType::Date)]);
    let file = parquet_of(vec![
        ("key", Arc::new(StringArray::from(vec!["secret"]))),
        ("day", Arc::new(StringArray::from(vec!["2000-01-01"]))),
    ]);
    let read = read(Format::Parquet, &table, file).unwrap();
    assert_eq!(values(&table, &read[0].batch), [[Value::Null, Value::Date(10_957)]]);
    assert_eq!(problems(&read), [(0, 0, "a text is not in the notation of uuid".to_owned())]);
}

#[test]
fn rows_are_counted_through_the_file() {
    let table = table(&[("id", DataType::integer(64))]);
    let rows = (0..20_000).map(|row| vec![Value::Int(row)]).collect::<Vec<_>>();
    for format in [Format::Csv, Format::JsonLines, Format::Parquet] {
        let bytes = written(format, &table, &[batch(&table, &rows)]);
        let firsts = read(format, &table, bytes)
            .unwrap()
            .iter()
            .map(|read| read.first_row)
            .collect::<Vec<_>>();
        assert_eq!(firsts, [0, 8192, 16_384], "{format}");
    }
}

/// The rows of a script that others wrote, or why it can't be read.
fn read_script(dialect: Dialect, script: &str) -> Result<Vec<Vec<Value>>, String> {
    let schema = Schema::new(vec![people()]).unwrap();
    let input = Box::new(std::io::Cursor::new(script.to_owned()));
    let mut rows = Vec::new();
    for read in ScriptReader::new(dialect, input, &schema) {
        let (_, read) = read.map_err(|error| error.to_string())?;
        rows.extend(values(&people(), &read.batch));
    }
    Ok(rows)
}

#[test]
fn scripts_of_other_tools_are_read() {
    let ada = || vec![vec![Value::Int(1), text("A'd\"a"), Value::Date(10_957)]];
    let cases = [
        (
            Dialect::MySql,
            "-- MySQL dump\n/*!40101 SET NAMES utf8mb4 */;\nDELIMITER ;;\n
             CREATE TRIGGER t AFTER INSERT ON things FOR EACH ROW BEGIN
                 IF NEW.id > 0 THEN INSERT INTO things (id) VALUES (NEW.id); END IF;
             END ;;\nDELIMITER ;\nLOCK TABLES `things` WRITE;
             INSERT INTO `things` VALUES (1,'A\\'d\\\"a','2000-01-01'); # done\nUNLOCK TABLES;",
        ),
        (
            Dialect::PostgreSql,
            "SET x = on; CREATE FUNCTION f() RETURNS trigger AS $f$ BEGIN DELETE FROM things; END $f$;
             INSERT INTO public.things (born, id, name) OVERRIDING SYSTEM VALUE
             VALUES ('2000-01-01'::date, 1, E'A\\'d\"a') RETURNING id;
             INSERT INTO audit SELECT * FROM things;",
        ),
        (
            Dialect::Sqlite,
            "PRAGMA foreign_keys=OFF; CREATE TRIGGER t AFTER INSERT ON things BEGIN
                 DELETE FROM things WHERE id = CASE WHEN 1 THEN 2 END; END;
             INSERT OR ROLLBACK INTO checked SELECT 1;
             INSERT INTO [things] (id,name,born) VALUES(+1,'A''d\"a','2000-01-01')",
        ),
    ];
    for (dialect, script) in cases {
        assert_eq!(read_script(dialect, script), Ok(ada()), "{dialect}");
    }
}

#[test]
fn err_scripts_that_do_more_than_insert_literals() {
    let cases = [
        ("UPDATE things SET id = 2", "line 1: what UPDATE does to the rows"),
        ("\n\nCOPY things FROM stdin;", "line 3: what COPY does"),
        ("INSERT INTO things SELECT 1", "what INSERT … SELECT does"),
        ("INSERT INTO things VALUES (1, 'x', NULL) ON CONFLICT DO NOTHING", "ON CONFLICT does"),
        ("INSERT OR IGNORE INTO things VALUES (1, 'x', NULL)", "INSERT with IGNORE or OR does"),
        ("INSERT INTO things VALUES (secret(), 'secret', NULL)", "table things is no literal"),
        ("INSERT INTO things VALUES (1 + 1, 'secret', NULL)", "table things is no literal"),
        ("INSERT INTO things VALUES (1, 'secret')", "2 values for 3 columns"),
        ("INSERT INTO things (id) VALUES (1)", "line 1: the file lacks column things.name"),
        ("INSERT INTO things VALUES (1, 'secret", "a quote or comment on line 1 is never closed"),
    ];
    for (script, expected) in cases {
        let error = read_script(Dialect::PostgreSql, script).unwrap_err();
        assert!(error.contains(expected) && !error.contains("secret"), "{script}: {error}");
    }
}
