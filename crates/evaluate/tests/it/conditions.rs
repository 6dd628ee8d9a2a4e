//! CHECKs, computed columns, partition bounds.

use seedbed_evaluate::ConstraintKind::{Check, Generated, Partition};
use seedbed_expr::Value;
use seedbed_schema::{
    Check as CheckConstraint, CheckRule, DataType, Generated as Formula, Partition as Partitioned,
};

use crate::support::{
    assert_only, check, int, keyed, reasons, rows, schema, table, verify, verify_one, words,
};

#[test]
fn a_condition_that_is_false_is_found_and_null_passes() {
    let mut t = table("t", &[("low?", int()), ("high?", int())]);
    t.checks.push(check("low <= high"));
    assert_only(&verify_one(t, rows![(1, 2), (2, 1), ((), 1), (3, 3)]), Check, &[1]);
}

#[test]
fn a_condition_that_fails_to_evaluate_refuses_its_row() {
    let mut t = table("t", &[("a", int()), ("b", int())]);
    t.checks.push(check("a / b > 0"));
    assert_only(&verify_one(t, rows![(4, 2), (1, 0)]), Check, &[1]);
}

#[test]
fn conditions_see_the_given_time() {
    let mut t = table("t", &[("at", DataType::Timestamp { with_time_zone: true })]);
    t.checks.push(check("at <= now()"));
    let rows = vec![vec![Value::Timestamp(0)], vec![Value::Timestamp(1)]];
    assert_only(&verify_one(t, rows), Check, &[1]);
}

#[test]
fn conditions_that_can_not_be_evaluated_are_not_passed() {
    let mut t = table("t", &[("a", int())]);
    t.checks.push(check("is_prime(a)"));
    t.checks.push(CheckConstraint {
        name: None,
        rule: CheckRule::Unread("a subquery".to_owned()),
        text: "…".to_owned(),
        origin: None,
    });
    let verification = verify_one(t, rows![(4)]);
    assert!(verification.is_clean());
    let reasons = reasons(&verification);
    assert!(reasons[0].contains("is_prime"), "{reasons:?}");
    assert!(reasons[1].contains("a subquery"), "{reasons:?}");
}

#[test]
fn a_computed_column_holds_what_its_formula_gives() {
    let money = DataType::Decimal { precision: Some(8), scale: Some(2) };
    let mut t = table("t", &[("price", money.clone()), ("tax?", money), ("name?", words())]);
    let formula = |text: &str| Formula {
        expr: Some(seedbed_expr::parse(text).unwrap()),
        text: text.to_owned(),
        stored: true,
    };
    t.columns[1].generated = Some(formula("price * 0.155"));
    t.columns[2].generated = Some(formula("CASE WHEN price > 5 THEN upper('dear') END"));
    let rows = rows![("1.00", "0.16", ()), ("9.99", "1.55", "DEAR"), ("9.99", "1.54", "DEAR")];
    assert_only(&verify_one(t, rows), Generated, &[2]);
}

#[test]
fn a_row_that_no_partition_takes_is_found() {
    let mut t = table("t", &[("day?", int())]);
    t.partition = Some(Partitioned {
        text: "RANGE (day)".to_owned(),
        any_of: ["day >= 0 AND day < 10", "day >= 20 AND day < 30"]
            .map(|text| seedbed_expr::parse(text).unwrap())
            .to_vec(),
        by_part: false,
    });
    assert_only(&verify_one(t, rows![(0), (10), (29), (())]), Partition, &[1, 3]);
}

#[test]
fn rows_of_a_partition_are_rows_of_its_table() {
    let mut events = keyed("events", &[("day", int())]);
    events.partition =
        Some(Partitioned { text: "RANGE (day)".to_owned(), any_of: vec![], by_part: false });
    let mut first = keyed("events_1", &[("day", int())]);
    first.partition_of = Some(events.name.clone());
    first.checks.push(check("day < 10"));
    let schema = schema(vec![events, first]);
    let verification =
        verify(&schema, &[("events", rows![(1, 1)]), ("events_1", rows![(1, 1), (2, 2)])]);
    assert_eq!(verification.violations(), 1);
    assert_eq!(verification.tables[0].rows, 3);
    let of_partition: Vec<_> = verification.tables[1].constraints.iter().collect();
    assert_eq!(of_partition.len(), 1);
    assert!(of_partition[0].not_checked.as_ref().unwrap().contains("this partition takes"));
}
