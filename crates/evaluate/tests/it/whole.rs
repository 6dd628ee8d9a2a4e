//! Whole verifications.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, Int64Array, RecordBatch};
use seedbed_evaluate::{ConstraintKind, Verifier, VerifyError};

use crate::support::{
    check, found, int, keyed, reasons, reference, rows, schema, verify, verify_one, words,
};

#[test]
fn clean_data_passes_every_constraint() {
    let mut parents = keyed("parents", &[("name?", words())]);
    parents.checks.push(check("length(name) > 1"));
    let mut children = keyed("children", &[("parent_id", int())]);
    children.foreign_keys.push(reference(&["parent_id"], "parents", &["id"]));
    let schema = schema(vec![parents, children]);
    let verification = verify(
        &schema,
        &[("parents", rows![(1, "ab"), (2, ())]), ("children", rows![(1, 2), (2, 2), (3, 1)])],
    );
    assert_eq!(found(&verification), []);
    assert_eq!(reasons(&verification), [""; 0]);
    assert!(verification.constraints().all(|(table, c)| c.checked == table.rows));
    assert_eq!(verification.constraints().count(), 11);
}

#[test]
fn a_table_without_rows_counts_as_given() {
    let verification = verify_one(keyed("t", &[]), vec![]);
    assert_eq!(reasons(&verification), [""; 0]);
}

#[test]
fn a_column_that_is_not_in_the_data_is_not_passed() {
    let mut t = keyed("t", &[("x", int())]);
    t.checks.push(check("x > id"));
    let schema = schema(vec![t]);
    let ids: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
    let mut verifier = Verifier::new(&schema, 0);
    let batch = RecordBatch::try_from_iter([("id", ids)]).unwrap();
    verifier.table(schema.find("t").unwrap()).feed(&batch).unwrap();
    let verification = verifier.finish();
    let missing: Vec<_> = verification.not_checked().map(|(_, c)| c.kind).collect();
    assert_eq!(missing, [ConstraintKind::Type, ConstraintKind::NotNull, ConstraintKind::Check]);
    assert_eq!(reasons(&verification)[0], "the data has no column x");
}

#[test]
fn another_physical_type_is_an_error() {
    let schema = schema(vec![keyed("t", &[])]);
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let batch = RecordBatch::try_from_iter([("id", ids)]).unwrap();
    let mut verifier = Verifier::new(&schema, 0);
    let error = verifier.table(schema.find("t").unwrap()).feed(&batch).unwrap_err();
    assert!(matches!(error, VerifyError::PhysicalType { .. }));
    assert_eq!(error.to_string(), "t.id arrives as Int64, not as Int32: cast it first");
}

#[test]
fn the_first_rows_are_a_sample_of_ten() {
    let rows = (0..50).map(|_| vec![seedbed_expr::Value::Int(1)]).collect();
    let verification = verify_one(keyed("t", &[]), rows);
    let (_, key) = verification.violated().next().unwrap();
    assert_eq!((key.violations, key.first_rows.len()), (49, 10));
    assert_eq!(key.first_rows, (1..=10).collect::<Vec<u64>>());
}
