//! The clinic of `examples/`: a document in YAML, from its rules to rows that keep them.

use std::{collections::BTreeSet, fs, path::Path};

use seedbed_tests::{grown, grown_json, repository};
use serde_json::Value;

fn clinic() -> String {
    repository("examples/clinic/clinic.yaml").display().to_string()
}

/// The rows of a table, as JSON Lines.
fn rows(directory: &Path, table: &str) -> Vec<Value> {
    let text = fs::read_to_string(directory.join(table).with_extension("jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_clinic_is_made_as_its_document_asks() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().display().to_string();
    let arguments = ["generate", &clinic(), "--strict", "--format", "jsonl", "--out", &out];
    let summary = grown_json(&arguments);
    assert_eq!(summary["rows"], 1926, "{summary}");
    assert_eq!(grown_json(&["verify", &clinic(), &out])["violations"], 0);

    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let patients = rows(directory.path(), "patients");
    for patient in &patients {
        let number = text(patient, "insurance_number");
        let expected = match text(patient, "insurance_type").as_str() {
            "none" => patient["insurance_number"].is_null(),
            "private" => number.starts_with("PR") && number.len() == 10,
            _ => number.len() == 10 && !number.starts_with("PR"),
        };
        assert!(expected, "{patient}");
    }
    let public = patients.iter().filter(|row| row["insurance_type"] == "public").count();
    assert!((110..=170).contains(&public), "{public} of 200 are insured publicly");
    let visits: BTreeSet<i64> = rows(directory.path(), "visits")
        .iter()
        .map(|visit| visit["visit_id"].as_i64().unwrap())
        .collect();
    for prescription in rows(directory.path(), "prescriptions") {
        assert!(visits.contains(&prescription["visit_id"].as_i64().unwrap()), "{prescription}");
    }
    let is_code = |code: &str| {
        let mut letters = code.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && letters.next().is_some_and(|c| c.is_ascii_digit())
    };
    for diagnosis in rows(directory.path(), "diagnoses") {
        assert!(is_code(&text(&diagnosis, "icd10_code")), "{diagnosis}");
    }
}

#[test]
fn options_overrule_the_document() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().display().to_string();
    let rows = ["--rows", "30", "--rows", "departments=3", "--seed", "9", "--out", &out];
    let summary = grown_json(&[&["generate", &clinic()], rows.as_slice()].concat());
    let rows_of = |name: &str| {
        let tables = summary["tables"].as_array().unwrap();
        tables.iter().find(|table| table["table"] == name).unwrap()["rows"].clone()
    };
    assert_eq!((rows_of("departments"), rows_of("visits")), (3.into(), 30.into()));
    let plan = fs::read_to_string(directory.path().join("plan.json")).unwrap();
    let plan: Value = serde_json::from_str(&plan).unwrap();
    assert_eq!((&plan["seed"], &plan["as_of"]), (&9.into(), &"2026-01-31T00:00:00Z".into()));
}

#[test]
fn references_that_nobody_declared_are_told() {
    let told = "prescriptions.visit_id refers to visits";
    assert!(grown(&["inspect", &clinic()]).contains(told));
    assert!(!grown(&["inspect", &clinic(), "--no-infer"]).contains(told));
    let explained = grown(&["plan", &clinic(), "--explain"]);
    assert!(explained.contains("undeclared reference"), "{explained}");
}
