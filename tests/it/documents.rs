//! Documents that are generated or that speak of the code stay true.

use std::fs;

use seedbed_tests::{grown, repository};

#[test]
fn the_json_schema_of_plans_is_current() {
    let committed = fs::read_to_string(repository("schemas/plan.schema.json")).unwrap();
    assert!(
        committed == grown(&["plan", "--json-schema"]),
        "schemas/plan.schema.json is out of date: run cargo xtask schemas"
    );
}

#[test]
fn the_readme_lists_the_exit_codes_of_the_help() {
    let help = grown(&["--help"]);
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let (_, codes) = help.split_once("Exit codes:\n").expect("the help lists exit codes");
    for line in codes.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (code, meaning) = line.split_once(' ').unwrap();
        let row = format!("| {code} | {} |", meaning.trim());
        assert!(readme.contains(&row), "README.md lacks {row}");
    }
}
