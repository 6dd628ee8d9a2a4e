//! Foreign keys.

use seedbed_evaluate::ConstraintKind::ForeignKey;
use seedbed_expr::Value;
use seedbed_schema::{DataType, Schema, UniqueKey};

use crate::support::{
    assert_only, found, int, keyed, literal, reasons, reference, rows, schema, table, verify, words,
};

fn family() -> Schema {
    let mut children = keyed("children", &[("parent_id?", int())]);
    children.foreign_keys.push(reference(&["parent_id"], "parents", &["id"]));
    schema(vec![keyed("parents", &[]), children])
}

#[test]
fn a_dangling_reference_is_found_whichever_table_comes_first() {
    let parents = ("parents", rows![(1), (2), (3)]);
    let children = ("children", rows![(1, 3), (2, 4), (3, ()), (4, 4), (5, 9)]);
    for data in [[parents.clone(), children.clone()], [children, parents]] {
        let verification = verify(&family(), &data);
        assert_eq!(found(&verification), [(ForeignKey, 3, vec![1, 4])]);
    }
}

#[test]
fn a_self_reference_may_point_anywhere_in_its_table() {
    let mut employees = keyed("employees", &[("boss?", int())]);
    employees.foreign_keys.push(reference(&["boss"], "employees", &["id"]));
    let verification = verify(
        &schema(vec![employees]),
        &[("employees", rows![(1, ()), (2, 5), (3, 1), (4, 6), (5, 5)])],
    );
    assert_only(&verification, ForeignKey, &[3]);
}

#[test]
fn a_composite_reference_compares_columns_by_their_pairing() {
    let mut parents = table("parents", &[("a", int()), ("b", int())]);
    parents.set_primary_key(["a", "b"]);
    let mut children = table("children", &[("x", int()), ("y?", int())]);
    children.foreign_keys.push(reference(&["x", "y"], "parents", &["b", "a"]));
    let data =
        [("parents", rows![(1, 2), (3, 4)]), ("children", rows![(2, 1), (1, 2), (7, ()), (4, 3)])];
    let simple = schema(vec![parents.clone(), children.clone()]);
    assert_only(&verify(&simple, &data), ForeignKey, &[1]);
    children.foreign_keys[0].match_full = true;
    let full = schema(vec![parents, children]);
    assert_only(&verify(&full, &data), ForeignKey, &[2, 1].map(|row: u64| 3 - row));
}

#[test]
fn a_reference_to_a_unique_key_compares_as_its_type_does() {
    let citext = DataType::Text { max_length: None, fixed: false, case_insensitive: true };
    let mut parents = table("parents", &[("code", citext), ("n", DataType::integer(64))]);
    parents.unique_keys = vec![UniqueKey::over(["code"]), UniqueKey::over(["n"])];
    let mut children = table(
        "children",
        &[("code", words()), ("n", DataType::Decimal { precision: Some(5), scale: Some(1) })],
    );
    children.foreign_keys =
        vec![reference(&["code"], "parents", &["code"]), reference(&["n"], "parents", &["n"])];
    let data = [("parents", rows![("Ab", 10)]), ("children", rows![("aB", 10), ("ab", 11)])];
    assert_only(&verify(&schema(vec![parents, children]), &data), ForeignKey, &[1]);
}

#[test]
fn rows_that_the_schema_inserts_can_be_referred_to() {
    let mut tables = family().tables().to_vec();
    tables[0].rows.push(literal(&[Some(Value::Int(7))]));
    let data = [("parents", rows![(1)]), ("children", rows![(1, 7), (2, 1)])];
    assert!(verify(&schema(tables.clone()), &data).is_clean());

    tables[0].rows.push(literal(&[None]));
    let data = [("parents", rows![(1)]), ("children", rows![(1, 8)])];
    let verification = verify(&schema(tables), &data);
    assert!(verification.is_clean());
    assert!(reasons(&verification).iter().all(|reason| reason.contains("only the database knows")));
}

#[test]
fn references_to_a_table_that_was_not_given_are_not_passed() {
    let verification = verify(&family(), &[("children", rows![(1, 3)])]);
    assert!(verification.is_clean());
    let reasons = reasons(&verification);
    assert!(reasons.contains(&"parents, which it refers to, was not given".to_owned()));
    assert!(reasons.contains(&"the table was not given".to_owned()));
}

#[test]
fn a_reference_that_the_database_does_not_enforce_is_told_apart() {
    let mut tables = family().tables().to_vec();
    tables[1].foreign_keys[0].enforced = false;
    let data = [("parents", rows![(1)]), ("children", rows![(1, 3)])];
    let verification = verify(&schema(tables), &data);
    assert!(verification.is_clean());
    assert_eq!(found(&verification), [(ForeignKey, 1, vec![0])]);
}
