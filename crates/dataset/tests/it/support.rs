//! Tables and rows that the tests share.

use std::sync::Arc;

use arrow_array::RecordBatch;
use seedbed_dataset::{
    ArrayBuilder, Format, ReadBatch, ReadError, TableEncoder, TableReader, ValueReader,
    arrow_schema,
};
use seedbed_expr::{Decimal, Interval, Value};
use seedbed_schema::{Column, DataType, EnumType, RangeSubtype, Table, TableName};

/// A table of nullable columns.
pub(crate) fn table(columns: &[(&str, DataType)]) -> Table {
    let mut table = Table::new(TableName::new("things"));
    table.columns =
        columns.iter().map(|(name, data_type)| Column::new(*name, data_type.clone())).collect();
    table
}

/// A batch of the table's rows.
pub(crate) fn batch(table: &Table, rows: &[Vec<Value>]) -> RecordBatch {
    let column = |(at, column): (usize, &Column)| {
        let mut builder = ArrayBuilder::new(&column.data_type, rows.len());
        for row in rows {
            builder.push(row[at].clone()).unwrap();
        }
        builder.finish()
    };
    let arrays = table.columns.iter().enumerate().map(column).collect();
    RecordBatch::try_new(arrow_schema(table), arrays).unwrap()
}

/// The values of a batch, row by row.
pub(crate) fn values(table: &Table, batch: &RecordBatch) -> Vec<Vec<Value>> {
    let schema = batch.schema();
    let reader = |at: usize| {
        let data_type = &table.column(schema.field(at).name()).unwrap().data_type;
        ValueReader::new(batch.column(at), data_type).unwrap()
    };
    let readers = (0..batch.num_columns()).map(reader).collect::<Vec<_>>();
    (0..batch.num_rows())
        .map(|row| readers.iter().map(|reader| reader.value(row)).collect())
        .collect()
}

/// The whole file of some batches, each a chunk.
pub(crate) fn written(format: Format, table: &Table, batches: &[RecordBatch]) -> Vec<u8> {
    let encoder = TableEncoder::new(format, table, &arrow_schema(table)).unwrap();
    let mut writer = encoder.writer(Vec::new(), true).unwrap();
    let mut buffer = Vec::new();
    for batch in batches {
        let chunk = encoder.encode_into(std::slice::from_ref(batch), buffer).unwrap();
        buffer = writer.append(chunk).unwrap();
    }
    let (bytes, totals) = writer.finish().unwrap();
    assert_eq!(totals.bytes, bytes.len() as u64);
    assert_eq!(totals.rows, batches.iter().map(|batch| batch.num_rows() as u64).sum::<u64>());
    bytes
}

/// Everything a file holds.
pub(crate) fn read(
    format: Format,
    table: &Table,
    bytes: Vec<u8>,
) -> Result<Vec<ReadBatch>, ReadError> {
    let reader = match format {
        Format::Parquet => {
            let file = tempfile_of(&bytes);
            TableReader::parquet(file, table)?
        }
        _ => TableReader::text(format, Box::new(std::io::Cursor::new(bytes)), table)?,
    };
    reader.collect()
}

fn tempfile_of(bytes: &[u8]) -> std::fs::File {
    use std::io::{Seek, Write};
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    file
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(crate) fn decimal(text: &str) -> Value {
    Value::Decimal(Decimal::parse(text).unwrap())
}

/// A column of every type, with values at the edges of it.
pub(crate) fn every_type() -> Vec<(&'static str, DataType, Vec<Value>)> {
    let labels = Arc::new(EnumType { name: None, labels: vec!["a".into(), "b c".into()] });
    let numeric = |precision, scale| DataType::Decimal { precision, scale };
    let ints = |values: &[i64]| values.iter().map(|&value| Value::Int(value)).collect();
    let texts = |values: &[&str]| values.iter().map(|value| text(value)).collect::<Vec<_>>();
    let months = |months, days, micros| Value::Interval(Interval { months, days, micros });
    let stamps =
        vec![Value::Timestamp(0), Value::Timestamp(-1), Value::Timestamp(1_709_215_506_700_000)];
    let list = |element| DataType::Array(Box::new(element));
    let json = r#"{"a":[1,2.5,null],"b":"\"quoted\", with a comma","c":{"d":true}}"#;
    let bytes = DataType::Bytes { max_length: None, fixed: false };
    vec![
        ("boolean", DataType::Boolean, vec![Value::Bool(true), Value::Bool(false)]),
        ("int16", DataType::integer(16), ints(&[i16::MIN.into(), i16::MAX.into()])),
        ("int32", DataType::integer(32), ints(&[i32::MIN.into(), i32::MAX.into(), 0])),
        ("int64", DataType::integer(64), ints(&[i64::MIN, i64::MAX, 7])),
        ("byte", DataType::Integer { bits: 8, unsigned: true }, ints(&[0, 255])),
        ("word", DataType::Integer { bits: 32, unsigned: true }, ints(&[0, u32::MAX.into()])),
        ("price", numeric(Some(10), Some(2)), vec![decimal("-0.05"), decimal("12345678.90")]),
        (
            "huge",
            numeric(Some(38), Some(4)),
            vec![decimal("-1234567890123456789012345678901234.5678")],
        ),
        ("free", numeric(None, None), vec![decimal("1.500000"), decimal("0.000000")]),
        ("money", DataType::Money, vec![decimal("19.99")]),
        ("real", DataType::Float { bits: 32 }, vec![Value::Float(f64::from(0.1_f32))]),
        (
            "double",
            DataType::Float { bits: 64 },
            vec![
                Value::Float(0.1),
                Value::Float(-1e-300),
                Value::Float(f64::INFINITY),
                Value::Float(1e21),
            ],
        ),
        (
            "text",
            DataType::text(),
            texts(&[
                "",
                " ",
                "plain",
                "comma, quote \" and 'single'",
                "line\nbreak\r\nand\ttab",
                r"back\slash \. \N \x41",
                "ünïcödé 🦀 \u{2028}",
                "NULL",
                "null",
                "\\.",
                "\u{1}\u{7f}",
                "a text that is longer than the registers short texts are copied through, by far",
            ]),
        ),
        ("bytes", bytes, vec![Value::Bytes(vec![]), Value::Bytes(vec![0, 255, 10, 92])]),
        (
            "date",
            DataType::Date,
            vec![Value::Date(0), Value::Date(-719_162), Value::Date(2_932_896)],
        ),
        ("time", DataType::Time { with_time_zone: false }, vec![Value::Time(86_399_999_999)]),
        ("timetz", DataType::Time { with_time_zone: true }, vec![Value::Time(1)]),
        ("stamp", DataType::Timestamp { with_time_zone: false }, stamps.clone()),
        ("instant", DataType::Timestamp { with_time_zone: true }, stamps),
        ("interval", DataType::Interval, vec![months(14, -3, 5_000_001), months(0, 0, 0)]),
        ("year", DataType::Year, ints(&[1901, 2155])),
        ("uuid", DataType::Uuid, texts(&["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"])),
        (
            "json",
            DataType::Json { binary: true },
            vec![
                Value::Json(serde_json::from_str(json).unwrap()),
                Value::Json(serde_json::json!("text")),
            ],
        ),
        ("enum", DataType::Enum(labels.clone()), texts(&["a", "b c"])),
        ("set", DataType::Set(labels), texts(&["a,b c", ""])),
        (
            "texts",
            list(DataType::text()),
            vec![
                Value::Array(vec![text("a,b"), Value::Null, text("\"q\" \\"), text("")]),
                Value::Array(vec![]),
            ],
        ),
        ("ints", list(DataType::integer(32)), vec![Value::Array(vec![Value::Int(1), Value::Null])]),
        ("range", DataType::Range(RangeSubtype::Date), texts(&["[2024-01-01,2024-02-01)"])),
        ("bits", DataType::Bit { length: Some(4), varying: false }, texts(&["0101"])),
        ("inet", DataType::Inet, texts(&["10.0.0.0/8", "::1"])),
        ("macaddr", DataType::MacAddr, texts(&["08:00:2b:01:02:03"])),
        ("point", DataType::Geometry("point".into()), texts(&["(1,2)"])),
        ("oid", DataType::Oid("oid".into()), ints(&[4_294_967_295])),
        ("other", DataType::Other("thing".into()), texts(&["{any: \"thing\"}"])),
    ]
}
