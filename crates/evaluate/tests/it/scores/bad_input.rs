//! Bad input gets an answer that says what is wrong.

use seedbed_evaluate::scores::{Evaluation, Knowledge, Options, Score, evaluate, judge};
use seedbed_profile::read_csv;

use super::data::table;

fn compare(real: &str, synthetic: &str) -> Evaluation {
    let (real, synthetic) = (table("t", real), table("t", synthetic));
    let (known, options) = (Knowledge::default(), Options::default());
    let real = [real];
    evaluate(&real, &[synthetic], Some(&real), &known, &options).unwrap()
}

fn scores(evaluation: &Evaluation) -> Vec<&Score> {
    evaluation.properties().flat_map(|property| &property.scores).collect()
}

/// Every score is a number from 0 to 1 or says why there is none.
fn is_plain(evaluation: &Evaluation) {
    for score in scores(evaluation) {
        match (score.score, &score.not_applicable) {
            (Some(score), None) => assert!((0.0..=1.0).contains(&score), "{score}"),
            (None, Some(reason)) => assert!(!reason.is_empty()),
            _ => panic!("{score:?}"),
        }
    }
    let text = serde_json::to_string(evaluation).unwrap();
    assert!(!text.contains("NaN"));
}

const REAL: &str = "age,city\n20,Bonn\n30,Lyon\n40,Bonn\n50,Lyon\n60,Bonn\n";

#[test]
fn tables_without_much_in_them_are_judged_plainly() {
    let cases = [
        ("a missing column", "age\n20\n30\n"),
        ("a new column", "age,city,x\n20,Bonn,1\n30,Lyon,2\n"),
        ("no rows", "age,city\n"),
        ("one row", "age,city\n20,Bonn\n"),
        ("all NULL", "age,city\n,\n,\n,\n"),
        ("one value", "age,city\n20,Bonn\n20,Bonn\n20,Bonn\n"),
        ("another type", "age,city\nold,Bonn\nyoung,Lyon\n"),
    ];
    for (name, synthetic) in cases {
        println!("{name}");
        is_plain(&compare(REAL, synthetic));
        is_plain(&compare(synthetic, REAL));
    }
    is_plain(&compare("age,city\n", "age,city\n"));
}

#[test]
fn what_is_missing_or_of_another_type_is_named() {
    let missing = compare(REAL, "age\n20\n30\n");
    assert_eq!(missing.facts.tables[0].missing_columns, ["city"]);
    let other = compare(REAL, "age,city\nold,Bonn\nyoung,Lyon\n");
    let problem = &other.facts.tables[0].problems["age"];
    assert_eq!(problem, "the synthetic column is categorical, and integer is wanted");
    let structure = scores(&other).into_iter().find(|s| s.metric == "TableStructure").unwrap();
    assert!((structure.score.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    let shape = scores(&other).into_iter().find(|s| s.metric == "KSComplement").unwrap();
    assert_eq!(shape.not_applicable.as_ref(), Some(problem));
}

#[test]
fn an_empty_table_says_so() {
    let empty = compare(REAL, "age,city\n");
    let reasons: Vec<&str> =
        scores(&empty).into_iter().filter_map(|score| score.not_applicable.as_deref()).collect();
    assert!(reasons.contains(&"the synthetic column has no value"), "{reasons:?}");
    assert!(reasons.contains(&"there are no rows"), "{reasons:?}");
}

#[test]
fn an_empty_table_passes_no_gate() {
    let empty = compare(REAL, "age,city\n");
    for section in &empty.sections {
        assert_eq!(section.score, None, "{}", section.name);
    }
    let gate = judge(&empty, &["diagnostic=0".parse().unwrap()]).unwrap();
    assert!(!gate.passed, "{gate}");
}

#[test]
fn what_keeps_texts_from_being_numbers_is_said() {
    let real = "pay,city\n1.5,Bonn\n2.5,Lyon\n3.5,Bonn\n";
    let cases = [
        ("pay;city\n1,5;Bonn\n2,5;Lyon\n", "its numbers have commas"),
        ("pay,city\n1.5,Bonn\nInfinity,Lyon\n", "some of its numbers are infinite"),
    ];
    for (text, expected) in cases {
        for evaluation in [compare(real, text), compare(text, real)] {
            is_plain(&evaluation);
            let problem = &evaluation.facts.tables[0].problems["pay"];
            assert!(problem.contains(expected), "{problem}");
        }
    }
}

#[test]
fn a_column_without_real_values_gives_nobody_away() {
    let evaluation = compare("a,b\n,\n,\n", "a,b\n1,x\n2,y\n");
    is_plain(&evaluation);
    let attacks = evaluation.properties().find(|property| property.name == "attacks").unwrap();
    assert_eq!(attacks.score, None, "{attacks:?}");
}

#[test]
fn err_a_gate_names_what_is_not_there() {
    let evaluation = compare(REAL, REAL);
    let error = judge(&evaluation, &["column_shapes.pay=0.5".parse().unwrap()]).unwrap_err();
    let expected = "column_shapes.pay is no score: column_shapes is there of t.age, t.city";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn err_a_file_without_header_shows_no_cell() {
    let (real, synthetic) = (table("t", REAL), table("t", "42,SECRET\n43,SECRET\n"));
    let (known, options) = (Knowledge::default(), Options::default());
    let error = evaluate(&[real], &[synthetic], None, &known, &options).unwrap_err().to_string();
    assert!(error.contains("numbers for names") && !error.contains("SECRET"), "{error}");
}

#[test]
fn err_names_that_are_not_there() {
    let real = table("t", REAL);
    let options = Options { targets: vec![("t".into(), "income".into())], ..Options::default() };
    let known = Knowledge::default();
    let real = [real];
    let error = evaluate(&real, &real, None, &known, &options).unwrap_err();
    assert_eq!(error.to_string(), "the real data has no column t.income; t has age, city");
}

#[test]
fn err_other_encodings_name_the_line() {
    let bytes = b"age,city\n20,Bonn\n30,K\xF6ln\n";
    let error = read_csv("t", &bytes[..], &seedbed_profile::Options::default()).unwrap_err();
    let text = error.to_string();
    assert!(text.contains('3') && text.contains("UTF-8"), "{text}");
}
