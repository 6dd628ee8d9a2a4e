//! The OpenAPI document and the service say the same: `schemathesis` tries every operation.

use std::process::Command;

use seedbed_tests::schemathesis;

use crate::serving::Service;

/// What its answers are judged by. Documents that are valid as JSON and no schema of a database
/// are refused with 422, so that it is no failure to refuse what the document's schema allows.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,\
                      negative_data_rejection,missing_required_header,unsupported_method,\
                      use_after_free,ignored_auth";

fn run(service: &Service, more: &[&str]) {
    let Some(program) = schemathesis() else { return };
    let directory = tempfile::tempdir().unwrap();
    let output = Command::new(program)
        .args(["run", &format!("http://{}/openapi.json", service.address)])
        .args(["--checks", CHECKS, "--max-examples", "10", "--seed", "7", "--no-color"])
        .args(["--generation-database", "none", "--continue-on-failure"])
        .args(more)
        .current_dir(directory.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains(" passed"), "{said}");
}

#[test]
fn every_answer_is_one_that_the_document_tells_of() {
    let directory = tempfile::tempdir().unwrap();
    let (service, _) = Service::start(directory.path(), &[]);
    run(&service, &[]);
}

#[test]
fn every_answer_is_one_that_the_document_tells_of_where_keys_are_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let options = ["--require-keys", "--requests-per-minute", "1000000"];
    let (service, said) = Service::start(directory.path(), &options);
    let line = said.iter().find(|line| line.contains("sbk_")).expect("the first key is shown");
    let key = line.rsplit(' ').next().unwrap();
    run(&service, &["--header", &format!("Authorization: Bearer {key}")]);
}
