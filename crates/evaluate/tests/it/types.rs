//! Types, lengths, labels, NULLs.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, Decimal128Array, Int16Array, Int32Array, Int64Array, RecordBatch,
};
use seedbed_dataset::{Format, TableReader};
use seedbed_evaluate::{
    ConstraintKind::{Enum, Length, NotNull, Type},
    Verification, Verifier,
};
use seedbed_expr::Value;
use seedbed_schema::{DataType, Dialect, EnumType, RangeSubtype};

use crate::support::{
    Rows, assert_only, found, int, reasons, rows, schema, table, verify, verify_one, words,
};

fn column(data_type: DataType, rows: Rows) -> Verification {
    verify_one(table("t", &[("x?", data_type)]), rows)
}

fn labels() -> Arc<EnumType> {
    Arc::new(EnumType { name: None, labels: vec!["new".to_owned(), "paid".to_owned()] })
}

/// A column whose physical type holds more than its own.
fn physical(data_type: DataType, array: impl Array + 'static) -> Verification {
    let schema = schema(vec![table("t", &[("x?", data_type)])]);
    let array: ArrayRef = Arc::new(array);
    let batch = RecordBatch::try_from_iter([("x", array)]).unwrap();
    let mut verifier = Verifier::new(&schema, 0);
    verifier.table(schema.find("t").unwrap()).feed(&batch).unwrap();
    verifier.finish()
}

#[test]
fn values_outside_an_integer_type_are_found() {
    let tiny = DataType::Integer { bits: 8, unsigned: true };
    let values = Int16Array::from(vec![Some(0), Some(255), Some(256), Some(-1), None]);
    assert_only(&physical(tiny, values), Type, &[2, 3]);
    assert_only(&physical(DataType::Year, Int32Array::from(vec![1901, 1900])), Type, &[1]);
    let oid = DataType::Oid("oid".to_owned());
    assert_only(&physical(oid, Int64Array::from(vec![0, -1])), Type, &[1]);
}

#[test]
fn numbers_with_too_many_digits_are_found() {
    let values = Decimal128Array::from(vec![9999, -9999, 10_000]);
    let values = values.with_precision_and_scale(4, 2).unwrap();
    let decimal = DataType::Decimal { precision: Some(4), scale: Some(2) };
    assert_only(&physical(decimal, values), Type, &[2]);
    let unlimited = DataType::Decimal { precision: None, scale: None };
    assert!(column(unlimited, rows![("123456.78")]).is_clean());
}

#[test]
fn text_that_a_database_would_cut_off_is_found() {
    let texts = || rows![("plain"), ("a\0b"), (())];
    assert_only(&column(words(), texts()), Type, &[1]);
    let elsewhere = schema(vec![table("t", &[("x?", words())])]).with_dialect(Dialect::Sqlite);
    assert!(verify(&elsewhere, &[("t", texts())]).is_clean(), "SQLite's texts may hold NUL");
}

#[test]
fn text_longer_than_its_column_is_found() {
    let varchar = DataType::Text { max_length: Some(3), fixed: false, case_insensitive: false };
    let verification = column(varchar, rows![("abc"), ("äöü"), ("abcd"), (()), ("abc  ")]);
    assert_only(&verification, Length, &[2]);
    let bytes = DataType::Bytes { max_length: Some(2), fixed: false };
    let verification =
        column(bytes, vec![vec![Value::Bytes(vec![0; 2])], vec![Value::Bytes(vec![0; 3])]]);
    assert_only(&verification, Length, &[1]);
}

#[test]
fn labels_outside_an_enum_are_found() {
    assert_only(&column(DataType::Enum(labels()), rows![("new"), ("lost")]), Enum, &[1]);
    let set = column(DataType::Set(labels()), rows![("new,paid"), (""), ("paid,lost")]);
    assert_only(&set, Enum, &[2]);
    let array = DataType::Array(Box::new(DataType::Enum(labels())));
    assert_only(&column(array, rows![("{new,paid}"), ("{new,lost}")]), Type, &[1]);
}

#[test]
fn nulls_where_none_may_be_are_found() {
    let verification = verify_one(table("t", &[("x", int())]), rows![(1), (()), (2), (())]);
    assert_only(&verification, NotNull, &[1, 3]);
}

#[test]
fn text_that_is_not_in_its_types_notation_is_found() {
    let cases = [
        (DataType::Bit { length: Some(2), varying: false }, "10", "100"),
        (DataType::Cidr, "10.0.0.0/8", "10.1.0.0/8"),
        (DataType::Range(RangeSubtype::Int32), "[1,2)", "[2,1)"),
    ];
    for (data_type, good, bad) in cases {
        assert_only(&column(data_type, rows![(good), (bad)]), Type, &[1]);
    }
}

#[test]
fn cells_that_could_not_be_read_violate_their_type_only() {
    let schema = schema(vec![table("t", &[("x", int()), ("y", words())])]);
    let id = schema.find("t").unwrap();
    let csv = "y,x\na,one\nb,2\nc,\nd,three\n";
    let mut verifier = Verifier::new(&schema, 0);
    // The same file twice: row numbers go on.
    for _ in 0..2 {
        let reader =
            TableReader::text(Format::Csv, Box::new(csv.as_bytes()), schema.table(id)).unwrap();
        for read in reader {
            verifier.table(id).feed_read(&read.unwrap()).unwrap();
        }
    }
    let verification = verifier.finish();
    assert_eq!(found(&verification), [(Type, 4, vec![0, 3, 4, 7]), (NotNull, 2, vec![2, 6])]);
}

#[test]
fn notations_that_are_not_read_are_not_passed() {
    let verification = column(DataType::Xml, rows![("<a>")]);
    assert!(verification.is_clean());
    assert!(reasons(&verification)[0].contains("is not read here"));
}
