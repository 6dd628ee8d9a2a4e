//! Primary keys, unique keys and indexes, exclusion constraints.

use seedbed_evaluate::ConstraintKind::{Exclusion, PartialUnique, PrimaryKey, Unique};
use seedbed_expr::Value;
use seedbed_schema::{
    DataType, Exclusion as ExclusionRule, ExclusionElement, KeyPart, RangeSubtype, Table, UniqueKey,
};

use crate::support::{
    assert_only, int, keyed, literal, on_expression, reasons, rows, table, verify_one, words,
};

#[test]
fn a_repeated_primary_key_is_found() {
    assert_only(&verify_one(keyed("t", &[]), rows![(1), (2), (1), (1)]), PrimaryKey, &[2, 3]);
}

#[test]
fn a_composite_key_is_compared_as_a_whole() {
    let mut pairs = table("t", &[("a", words()), ("b", words())]);
    pairs.set_primary_key(["b", "a"]);
    let rows = rows![("x", "yz"), ("xy", "z"), ("x", "y"), ("xy", "z")];
    assert_only(&verify_one(pairs, rows), PrimaryKey, &[3]);
}

#[test]
fn nulls_are_distinct_unless_the_key_says_otherwise() {
    let mut plain = table("t", &[("x?", int())]);
    plain.unique_keys.push(UniqueKey::over(["x"]));
    let rows = rows![(()), (()), (1), (1)];
    assert_only(&verify_one(plain.clone(), rows.clone()), Unique, &[3]);
    plain.unique_keys[0].nulls_not_distinct = true;
    assert_only(&verify_one(plain, rows), Unique, &[1, 3]);
}

#[test]
fn text_keys_compare_as_their_type_does() {
    let text = |fixed: bool, case_insensitive| DataType::Text {
        max_length: fixed.then_some(4),
        fixed,
        case_insensitive,
    };
    let cases: [(DataType, &[u64]); 3] =
        [(text(false, false), &[]), (text(false, true), &[1]), (text(true, false), &[2])];
    for (data_type, repeated) in cases {
        let mut unique = table("t", &[("x", data_type)]);
        unique.unique_keys.push(UniqueKey::over(["x"]));
        let verification = verify_one(unique, rows![("Ann"), ("ann"), ("Ann ")]);
        let found: Vec<u64> =
            verification.violated().flat_map(|(_, c)| c.first_rows.clone()).collect();
        assert_eq!(found, repeated);
    }
}

#[test]
fn a_partial_key_holds_only_where_its_predicate_is_true() {
    let mut t = table("t", &[("x", int()), ("active?", DataType::Boolean)]);
    let mut key = UniqueKey::over(["x"]);
    key.predicate = Some(seedbed_expr::parse("active").unwrap());
    t.unique_keys.push(key);
    let rows = rows![(1, true), (1, false), (1, ()), (1, true)];
    assert_only(&verify_one(t, rows), PartialUnique, &[3]);
}

#[test]
fn an_expression_key_compares_what_the_expression_gives() {
    let mut t = table("t", &[("email?", words())]);
    t.unique_keys.push(on_expression("lower(email)"));
    assert_only(&verify_one(t, rows![("A@b"), ("a@B"), (()), (())]), Unique, &[1]);
}

#[test]
fn keys_of_rows_that_the_schema_inserts_are_taken() {
    let mut t = keyed("t", &[("email", words())]);
    t.unique_keys.push(on_expression("lower(email)"));
    t.rows.push(literal(&[Some(Value::Int(1)), Some("ROOT".value())]));
    let verification = verify_one(t.clone(), rows![(1, "a"), (2, "root")]);
    let found: Vec<_> =
        verification.violated().map(|(_, c)| (c.kind, c.first_rows.clone())).collect();
    assert_eq!(found, [(PrimaryKey, vec![0]), (Unique, vec![1])]);

    t.rows.push(literal(&[None, Some("x".value())]));
    let verification = verify_one(t, rows![(5, "a")]);
    assert!(reasons(&verification)[0].contains("only the database knows"));
}

use crate::support::IntoValue;

fn exclusion(elements: &[(KeyPart, &str)]) -> ExclusionRule {
    ExclusionRule {
        name: Some("no_overlap".to_owned()),
        elements: elements
            .iter()
            .map(|(part, operator)| ExclusionElement {
                part: part.clone(),
                operator: (*operator).to_owned(),
            })
            .collect(),
        predicate: None,
        text: "EXCLUDE …".to_owned(),
        origin: None,
    }
}

fn column(name: &str) -> KeyPart {
    KeyPart::Column(name.to_owned())
}

fn bookings(element: KeyPart) -> Table {
    let mut bookings = table(
        "bookings",
        &[
            ("room", int()),
            ("span?", DataType::Range(RangeSubtype::Date)),
            ("low?", DataType::Date),
            ("high?", DataType::Date),
        ],
    );
    bookings.exclusions.push(exclusion(&[(column("room"), "="), (element, "&&")]));
    bookings
}

#[test]
fn overlapping_ranges_of_one_room_are_found() {
    let rows = rows![
        (1, "[2024-01-01,2024-02-01)", (), ()),
        (1, "[2024-02-01,2024-03-01)", (), ()),
        (2, "[2024-01-15,2024-01-20)", (), ()),
        (1, "[2024-01-31,2024-02-02)", (), ()),
        (1, (), (), ()),
    ];
    let verification = verify_one(bookings(column("span")), rows);
    let found = crate::support::found(&verification);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Exclusion);
    assert!(found[0].2.contains(&3), "{found:?}");
}

#[test]
fn ranges_made_of_two_columns_are_compared() {
    let call = |bounds: &str| {
        let text = format!("daterange(low, high, '{bounds}')");
        KeyPart::Expr(Some(seedbed_expr::parse(&text).unwrap()), text)
    };
    let rows = || {
        rows![
            (1, (), "2024-01-01", "2024-01-31"),
            (1, (), "2024-01-31", "2024-02-10"),
            (1, (), "2024-03-01", ()),
        ]
    };
    assert_only(&verify_one(bookings(call("[]")), rows()), Exclusion, &[1]);
    assert!(verify_one(bookings(call("[)")), rows()).is_clean());
}

#[test]
fn operators_that_are_not_evaluated_are_not_passed() {
    let mut t = table("t", &[("box?", DataType::Geometry("box".to_owned()))]);
    t.exclusions.push(exclusion(&[(column("box"), "&&")]));
    let verification = verify_one(t, rows![(())]);
    assert!(reasons(&verification).iter().any(|reason| reason.contains("ranges only")));
}
