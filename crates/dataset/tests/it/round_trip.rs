//! What is written is read back.

use proptest::prelude::*;
use seedbed_dataset::{Format, ScriptReader, TableEncoder, arrow_schema};
use seedbed_expr::{Dialect, Value};
use seedbed_schema::{DataType, Schema};

use crate::support::{batch, every_type, read, table, text, values, written};

const READABLE: [Format; 4] = [Format::Csv, Format::Json, Format::JsonLines, Format::Parquet];

fn comes_back(columns: &[(&str, DataType)], rows: &[Vec<Value>]) {
    let table = table(columns);
    for format in READABLE {
        let bytes = written(format, &table, &[batch(&table, rows)]);
        let read = read(format, &table, bytes).unwrap();
        let problems = read.iter().flat_map(|read| &read.problems).collect::<Vec<_>>();
        assert!(problems.is_empty(), "{format}: {problems:?}");
        let back = read.iter().flat_map(|read| values(&table, &read.batch)).collect::<Vec<_>>();
        assert_eq!(back, rows, "{format}");
    }
    for dialect in [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite] {
        let schema = arrow_schema(&table);
        let encoder = TableEncoder::speaking(dialect, Format::Sql, &table, &schema).unwrap();
        let chunk = encoder.encode(&[batch(&table, rows)]).unwrap();
        let script = format!("BEGIN;\n{}COMMIT;\n", str::from_utf8(chunk.text().unwrap()).unwrap());
        let schema = Schema::new(vec![table.clone()]).unwrap();
        let mut back = Vec::new();
        // Small pieces, so that tokens are cut where it hurts.
        let input = Trickle(script.into_bytes(), 0);
        for read in ScriptReader::new(dialect, Box::new(input), &schema) {
            let (_, read) = read.unwrap();
            assert_eq!(read.problems, [], "{dialect}");
            back.extend(values(&table, &read.batch));
        }
        assert_eq!(back, rows, "{dialect}");
    }
}

/// An input that gives a few bytes at a time.
struct Trickle(Vec<u8>, usize);

impl std::io::Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let rest = &self.0[self.1..];
        let count = rest.len().min(buffer.len()).min(13);
        buffer[..count].copy_from_slice(&rest[..count]);
        self.1 += count;
        Ok(count)
    }
}

#[test]
fn values_of_every_type_and_null_survive_alone() {
    for (name, data_type, mut values) in every_type() {
        values.insert(0, Value::Null);
        values.push(Value::Null);
        let rows = values.into_iter().map(|value| vec![value]).collect::<Vec<_>>();
        comes_back(&[(name, data_type)], &rows);
    }
}

#[test]
fn values_of_every_type_and_null_survive_together() {
    let types = every_type();
    let columns = types.iter().map(|(name, data_type, _)| (*name, data_type.clone()));
    let longest = types.iter().map(|(_, _, values)| values.len()).max().unwrap();
    let cell = |values: &Vec<Value>, row: usize| values.get(row).cloned().unwrap_or(Value::Null);
    let row = |row| types.iter().map(|(_, _, values)| cell(values, row)).collect();
    let rows = (0..=longest).map(row).collect::<Vec<Vec<_>>>();
    comes_back(&columns.collect::<Vec<_>>(), &rows);
}

#[test]
fn rows_survive_in_several_batches_and_blocks() {
    let columns = [("id", DataType::integer(64)), ("note", DataType::text())];
    let note = |row: i64| match row % 7 {
        0 => Value::Null,
        1 => text(&"long, \"quoted\"\n".repeat(20)),
        _ => text(&format!("note {row}")),
    };
    let rows = (0..20_000).map(|row| vec![Value::Int(row), note(row)]).collect::<Vec<_>>();
    comes_back(&columns, &rows);
}

#[test]
fn a_table_without_rows_survives() {
    comes_back(&[("id", DataType::integer(64))], &[]);
}

#[test]
fn documents_may_span_lines() {
    let table = table(&[("id", DataType::integer(64)), ("json", DataType::Json { binary: false })]);
    let rows = [vec![Value::Int(1), text("{\n  \"a\": \"b\\n\"\r\n}")]];
    let file = written(Format::JsonLines, &table, &[batch(&table, &rows)]);
    let file = String::from_utf8(file).unwrap();
    assert_eq!(file, "{\"id\":1,\"json\":{   \"a\": \"b\\n\"  }}\n");
}

fn any_text() -> impl Strategy<Value = Option<String>> {
    let special = prop::sample::select(vec![",", "\"", "\n", "\r", "\\", "\t", "'", "é", "a", " "]);
    let pieces = prop::collection::vec(special, 0..12).prop_map(|pieces| pieces.concat());
    prop::option::of(prop_oneof![pieces, any::<String>()])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn prop_any_text_survives(rows in prop::collection::vec((any_text(), any_text()), 0..20)) {
        let value = |text: Option<String>| text.map_or(Value::Null, Value::Text);
        let rows = rows.into_iter().map(|(a, b)| vec![value(a), value(b)]).collect::<Vec<_>>();
        comes_back(&[("a", DataType::text()), ("b", DataType::text())], &rows);
    }

    #[test]
    fn prop_any_number_survives(rows in prop::collection::vec(any::<(i64, f64, f32, i128)>(), 0..20)) {
        let decimal = |value: i128| Value::Decimal(seedbed_expr::Decimal::new(value >> 4, 9));
        let row = |(a, b, c, d): (i64, f64, f32, i128)| {
            vec![Value::Int(a), Value::Float(b), Value::Float(c.into()), decimal(d)]
        };
        let rows = rows.into_iter().map(row).collect::<Vec<_>>();
        let numeric = DataType::Decimal { precision: Some(38), scale: Some(9) };
        let (double, real) = (DataType::Float { bits: 64 }, DataType::Float { bits: 32 });
        comes_back(&[("a", DataType::integer(64)), ("b", double), ("c", real), ("d", numeric)], &rows);
    }
}
