//! The report and the gate.

use std::{fs, path::Path};

use seedbed_evaluate::scores::{Evaluation, Knowledge, Options, Threshold, evaluate, html, judge};

use serde_json::Value;

use super::data::{people, shop};

fn small() -> Evaluation {
    let (real, synthetic) = (people(400, 1), people(400, 2).independent(3));
    let options = Options { attacks: 30, ..Options::default() };
    let known = Knowledge::default();
    evaluate(&[real.table("people")], &[synthetic.table("people")], None, &known, &options).unwrap()
}

#[test]
fn a_report_stands_alone() {
    let page = html(&small(), "synthetic <beside> real");
    assert!(page.contains("<title>synthetic &lt;beside&gt; real</title>"));
    for outside in ["http://", "https://", "<script", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let pictures = page.matches("<svg viewBox=\"0 0 300").count();
    assert_eq!(pictures, page.matches("role=\"img\" aria-label=\"").count());
    assert_eq!(pictures, 7 + 3, "a chart for each column and three tables of correlations");
}

#[test]
fn a_report_fits_its_json_schema() {
    let schema = Evaluation::json_schema();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/evaluation.schema.json");
    let kept: Value = serde_json::from_str(&fs::read_to_string(kept).unwrap()).unwrap();
    assert_eq!(kept, schema, "cargo xtask schemas writes it anew");
    let document = serde_json::to_value(small()).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    for name in document.as_object().unwrap().keys() {
        assert!(properties.contains_key(name), "{name}");
    }
    for required in schema["required"].as_array().unwrap() {
        assert!(document.get(required.as_str().unwrap()).is_some(), "{required}");
    }
}

#[test]
fn a_gate_names_the_columns_that_fail() {
    let evaluation = small();
    let thresholds = |texts: &[&str]| -> Vec<Threshold> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    };
    let passed = judge(&evaluation, &thresholds(&["column_shapes=0.8", "column_shapes.age=0.7"]));
    assert!(passed.unwrap().passed);
    let failed = judge(&evaluation, &thresholds(&["column_pair_trends=0.95"])).unwrap();
    assert!(!failed.passed);
    let named: Vec<&str> =
        failed.checks[0].failing.iter().map(|failing| failing.subject.as_str()).collect();
    assert!(named.iter().any(|name| name.contains("people.age × income")), "{named:?}");
    let absent = judge(&evaluation, &thresholds(&["dcr_share_protection=0.5"])).unwrap();
    assert!(!absent.passed, "what is not applicable is not good enough");
    let reason = absent.checks[0].failing[0].not_applicable.as_deref().unwrap();
    assert!(reason.contains("it needs a holdout"));
    let unknown = judge(&evaluation, &thresholds(&["beauty=0.5"])).unwrap_err().to_string();
    assert!(unknown.starts_with("no score is called beauty; there are diagnostic, quality"));
}

#[test]
fn related_tables_are_followed() {
    let tables = |seed: u64, shift: f64| {
        let [customers, orders] = shop(300, seed, shift);
        vec![customers.table("customers"), orders.table("orders")]
    };
    let (real, mut synthetic) = (tables(1, 0.0), tables(2, 1.0));
    let known = Knowledge::default();
    let options = Options { attacks: 30, ..Options::default() };
    let evaluation = evaluate(&real, &synthetic, None, &known, &options).unwrap();
    assert_eq!(evaluation.facts.orphans, 0);
    assert_eq!(evaluation.facts.relations.len(), 1);
    assert!(
        evaluation.section("quality").unwrap().property("cardinality").unwrap().score < Some(1.0)
    );
    let [_, orders] = shop(500, 2, 1.0);
    synthetic[1] = orders.table("orders");
    let broken = evaluate(&real, &synthetic, None, &known, &options).unwrap();
    assert!(broken.facts.orphans > 0);
}
