//! What is written, byte for byte.

use seedbed_dataset::{
    Chunk, EncodeError, Format, TableEncoder, TableWriter, arrow_schema, encode_copy,
};
use seedbed_expr::Value;
use seedbed_schema::{Column, DataType, Generated, Identity, Table, TableName};

use crate::support::{batch, decimal, table, text, written};

fn sample() -> (Table, Vec<Vec<Value>>) {
    let table = table(&[
        ("id", DataType::integer(64)),
        ("full \"name\"", DataType::text()),
        ("joined", DataType::Timestamp { with_time_zone: true }),
        ("share", DataType::Decimal { precision: None, scale: None }),
        ("ratio", DataType::Float { bits: 64 }),
        ("extra", DataType::Json { binary: true }),
        ("key", DataType::Bytes { max_length: None, fixed: false }),
        ("ok", DataType::Boolean),
    ]);
    let rows = vec![
        vec![
            Value::Int(1),
            text("O'Neill, \"Jo\"\t\\"),
            Value::Timestamp(1_709_215_506_500_000),
            decimal("0.250000"),
            Value::Float(f64::NAN),
            text(r#"{"a": 'b'}"#.replace('\'', "\"").as_str()),
            Value::Bytes(vec![1, 171]),
            Value::Bool(true),
        ],
        vec![
            Value::Int(2),
            text(""),
            Value::Timestamp(0),
            decimal("3"),
            Value::Float(1.0),
            Value::Null,
            Value::Bytes(vec![]),
            Value::Null,
        ],
    ];
    (table, rows)
}

fn check(format: Format, expected: &str) {
    let (table, rows) = sample();
    let file = written(format, &table, &[batch(&table, &rows)]);
    assert_eq!(String::from_utf8(file).unwrap(), expected);
}

#[test]
fn csv_tells_null_from_the_empty_text() {
    check(
        Format::Csv,
        concat!(
            "id,\"full \"\"name\"\"\",joined,share,ratio,extra,key,ok\n",
            "1,\"O'Neill, \"\"Jo\"\"\t\\\",2024-02-29 14:05:06.5+00,0.25,NaN,",
            "\"{\"\"a\"\": \"\"b\"\"}\",\\x01ab,true\n",
            "2,\"\",1970-01-01 00:00:00+00,3,1,,\\x,\n",
        ),
    );
}

#[test]
fn json_embeds_documents_and_exact_numbers() {
    let rows = [
        concat!(
            r#"{"id":1,"full \"name\"":"O'Neill, \"Jo\"\t\\","joined":"2024-02-29T14:05:06.5Z","#,
            r#""share":0.25,"ratio":"NaN","extra":{"a": "b"},"key":"\\x01ab","ok":true}"#,
        ),
        concat!(
            r#"{"id":2,"full \"name\"":"","joined":"1970-01-01T00:00:00Z","share":3,"ratio":1,"#,
            r#""extra":null,"key":"\\x","ok":null}"#,
        ),
    ];
    check(Format::JsonLines, &format!("{}\n{}\n", rows[0], rows[1]));
    check(Format::Json, &format!("[\n{},\n{}\n]\n", rows[0], rows[1]));
}

#[test]
fn sql_quotes_with_apostrophes_only() {
    check(
        Format::Sql,
        concat!(
            "INSERT INTO \"things\" (\"id\", \"full \"\"name\"\"\", \"joined\", \"share\", ",
            "\"ratio\", \"extra\", \"key\", \"ok\") VALUES\n",
            "(1, 'O''Neill, \"Jo\"\t\\', '2024-02-29 14:05:06.5+00', 0.25, 'NaN', ",
            "'{\"a\": \"b\"}', '\\x01ab', true),\n",
            "(2, '', '1970-01-01 00:00:00+00', 3, 1, NULL, '\\x', NULL);\n",
        ),
    );
}

#[test]
fn copy_escapes_with_backslashes_and_takes_the_columns_asked_for() {
    let (table, rows) = sample();
    let mut out = b"before\n".to_vec();
    encode_copy(&batch(&table, &rows), &[6, 1, 5], &mut out).unwrap();
    let expected = concat!(
        "before\n",
        "\\\\x01ab\tO'Neill, \"Jo\"\\t\\\\\t{\"a\": \"b\"}\n",
        "\\\\x\t\t\\N\n",
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn sql_leaves_computed_columns_out_and_overrides_identities() {
    let mut table = Table::new(TableName::within("shop", "orders"));
    let mut id = Column::new("id", DataType::integer(32));
    id.identity = Some(Identity { always: true, ..Identity::default() });
    let mut total = Column::new("total", DataType::integer(32));
    total.generated = Some(Generated { expr: None, text: "1".into(), stored: true });
    table.columns = vec![id, total, Column::new("n", DataType::integer(32))];
    let rows = [vec![Value::Int(1), Value::Int(2), Value::Int(3)]];
    let file = written(Format::Sql, &table, &[batch(&table, &rows)]);
    let expected = "INSERT INTO \"shop\".\"orders\" (\"id\", \"n\") OVERRIDING SYSTEM VALUE VALUES\n\
                    (1, 3);\n";
    assert_eq!(String::from_utf8(file).unwrap(), expected);
}

#[test]
fn statements_hold_five_hundred_rows() {
    let table = table(&[("id", DataType::integer(32))]);
    let rows = (0..1200).map(|row| vec![Value::Int(row)]).collect::<Vec<_>>();
    let file = String::from_utf8(written(Format::Sql, &table, &[batch(&table, &rows)])).unwrap();
    let statements = file.matches("INSERT INTO").count();
    let ends = file.lines().filter(|line| line.ends_with(");")).count();
    assert_eq!((statements, ends, file.lines().count()), (3, 3, 1203));
}

#[test]
fn files_depend_on_rows_and_not_on_batches() {
    let (table, rows) = sample();
    let encoder = TableEncoder::new(Format::Csv, &table, &arrow_schema(&table)).unwrap();
    let (whole, parts) = (batch(&table, &rows), rows.chunks(1).map(|row| batch(&table, row)));
    let parts = parts.collect::<Vec<_>>();
    for format in Format::ALL {
        let encoder = TableEncoder::new(format, &table, &arrow_schema(&table)).unwrap();
        let whole = encoder.encode(std::slice::from_ref(&whole)).unwrap();
        let parts = encoder.encode(&parts).unwrap();
        assert_eq!(whole.text(), parts.text(), "{format}");
        let two = [
            written(format, &table, &[batch(&table, &rows)]),
            written(format, &table, &[batch(&table, &rows)]),
        ];
        assert_eq!(two[0], two[1], "{format}");
    }
    let chunk = encoder.encode(&parts[1..]).unwrap();
    let mut writer = encoder.writer(Vec::new(), false).unwrap();
    writer.append(chunk).unwrap();
    assert!(writer.finish().unwrap().0.starts_with(b"2,\"\","));
}

#[test]
fn json_chunks_join_to_one_array() {
    let table = table(&[("id", DataType::integer(32))]);
    let chunk = |id| batch(&table, &[vec![Value::Int(id)]]);
    let empty = batch(&table, &[]);
    let file = written(Format::Json, &table, &[chunk(1), empty, chunk(2)]);
    assert_eq!(file, b"[\n{\"id\":1},\n{\"id\":2}\n]\n");
}

#[test]
fn err_a_batch_of_other_columns_is_named() {
    let (table, rows) = sample();
    let wrong = self::table(&[("id", DataType::integer(16))]);
    let error = TableEncoder::new(Format::Csv, &table, &arrow_schema(&wrong)).unwrap_err();
    assert_eq!(error.to_string(), "column things.id is Int16 in memory, where Int64 is needed");
    let encoder = TableEncoder::new(Format::Csv, &table, &arrow_schema(&table)).unwrap();
    let error = encoder.encode(&[batch(&wrong, &[])]).unwrap_err();
    assert!(matches!(error, EncodeError::ColumnCount { found: 1, expected: 8, .. }));
    let other = TableEncoder::new(Format::Parquet, &table, &arrow_schema(&table)).unwrap();
    let chunk = other.encode(&[batch(&table, &rows)]).unwrap();
    let error = encoder.writer(Vec::new(), true).unwrap().append(chunk).unwrap_err();
    assert!(matches!(error, EncodeError::OtherFormat { .. }));
}

#[test]
fn formats_have_names() {
    for format in Format::ALL {
        assert_eq!(format.extension().parse(), Ok(format));
    }
    let error = "xlsx".parse::<Format>().unwrap_err();
    let expected = "unknown format `xlsx`; use one of csv, json, jsonl, parquet, sql";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn encoders_are_shared_between_threads_and_chunks_cross_them() {
    fn shared<T: Send + Sync>() {}
    fn sent<T: Send>() {}
    shared::<TableEncoder>();
    sent::<Chunk>();
    sent::<TableWriter<Vec<u8>>>();
}
