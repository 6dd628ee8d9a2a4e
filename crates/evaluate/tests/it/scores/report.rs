//! The report and the gate.

use std::{fs, path::Path};

use seedbed_evaluate::scores::{
    Composed, Evaluation, Knowledge, Options, Relation, Threshold, evaluate, html, judge,
};

use serde_json::Value;

use super::data::{people, shop, table};

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
    assert!(evaluation.charts[0].children.is_empty());
    let [children] = evaluation.charts[1].children.as_slice() else { panic!("one reference") };
    assert_eq!(children.column, "customer_id → customers");
    for shares in [&children.real, &children.synthetic] {
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shares:?}");
    }
    assert_ne!(children.real, children.synthetic);
    assert!(html(&evaluation, "shops").contains("Distribution of customer_id → customers"));
    let [_, orders] = shop(500, 2, 1.0);
    synthetic[1] = orders.table("orders");
    let broken = evaluate(&real, &synthetic, None, &known, &options).unwrap();
    assert!(broken.facts.orphans > 0);
}

#[test]
fn references_of_several_columns_are_followed() {
    let orders = table("orders", "shop,number,size\na,1,10\na,2,20\nb,1,30\n");
    let lines = |rows: &str| table("lines", &format!("shop,of,price\n{rows}"));
    let real = [orders.clone(), lines("a,1,5\na,1,6\na,2,7\nb,1,8\n")];
    // The first line twice, one of an order of another shop, and one of none.
    let synthetic = [orders, lines("a,1,5\na,1,6\nb,2,7\nb,,8\n")];
    let composed = |table: &str, columns: [&str; 2]| Composed {
        table: table.into(),
        columns: columns.map(str::to_owned).into(),
    };
    let relation = Relation {
        child: "lines".into(),
        column: "shop, of".into(),
        parent: "orders".into(),
        key: "shop, number".into(),
    };
    let known = Knowledge {
        composed: vec![composed("orders", ["shop", "number"]), composed("lines", ["shop", "of"])],
        keys: vec![("orders".into(), "shop, number".into())],
        relations: vec![relation],
        ..Knowledge::default()
    };
    let options = Options { privacy: false, likeness: false, ..Options::default() };
    let evaluation = evaluate(&real, &synthetic, None, &known, &options).unwrap();
    let facts = &evaluation.facts;
    assert_eq!((facts.orphans, facts.repeated_keys), (1, 0));
    assert_eq!((facts.relations[0].references, facts.relations[0].orphans), (3, 1));
    assert_eq!(facts.tables[0].columns, Some(3), "the key is no column of its own");
    let score = |metric: &str| {
        let mut scores = evaluation.properties().flat_map(|property| &property.scores);
        scores.find(|score| score.metric == metric).unwrap().clone()
    };
    assert_eq!(score("KeyUniqueness").score, Some(1.0));
    assert_eq!(score("ReferentialIntegrity").score, Some(0.5), "2 of 4, none may be NULL");
    // Children of the three orders: 2, 1, 1 and 2, 0, 0.
    let cardinality = score("CardinalityShapeSimilarity");
    assert!((cardinality.score.unwrap() - 1.0 / 3.0).abs() < 1e-12, "{cardinality:?}");
    let same = evaluate(&real, &real, None, &known, &options).unwrap();
    assert_eq!(same.section("quality").unwrap().property("cardinality").unwrap().score, Some(1.0));
}
