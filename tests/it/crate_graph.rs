//! Dependencies between the crates point down only, and ARCHITECTURE.md says which there are.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use seedbed_tests::repository;
use serde_json::Value;

/// The crates from the vocabulary at the bottom up to the binaries; a crate may depend on those
/// of lower floors and on those of its own floor that are listed before it.
const FLOORS: [&[&str]; 6] = [
    &["expr", "schema", "dataset"],
    &["ingest", "generate", "inference", "synthesize", "planner", "profile", "evaluate"],
    &["database"],
    &["jobs", "pipeline"],
    &["api", "webhooks", "aws"],
    &[
        "cli",
        "function-api",
        "function-generate",
        "function-on-upload",
        "function-on-batch-event",
        "function-webhooks",
        "training-job",
    ],
];

/// What each crate may use, where that is narrower than its floor.
const MAY_USE: [(&str, &[&str]); 19] = [
    ("schema", &["expr"]),
    ("dataset", &["expr", "schema"]),
    ("ingest", &["expr", "schema"]),
    ("generate", &["dataset", "expr", "schema"]),
    ("inference", &[]),
    ("synthesize", &["dataset"]),
    ("planner", &["expr", "generate", "inference", "schema"]),
    ("profile", &["dataset", "expr", "schema"]),
    ("evaluate", &["dataset", "expr", "profile", "schema"]),
    ("database", &["dataset", "expr", "schema"]),
    ("jobs", &["ingest"]),
    ("api", &["jobs"]),
    ("aws", &["jobs"]),
    ("function-api", &["api", "aws", "jobs", "pipeline", "webhooks"]),
    ("function-generate", &["aws", "jobs", "pipeline"]),
    ("function-on-upload", &["aws", "ingest", "jobs", "pipeline"]),
    ("function-on-batch-event", &["aws", "jobs"]),
    ("function-webhooks", &["aws", "jobs", "webhooks"]),
    ("webhooks", &["jobs"]),
];

/// The product's crates with the crates of the workspace each depends on, tests left out.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(repository(""))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let short = |name: &Value| name.as_str()?.strip_prefix("seedbed-").map(str::to_owned);
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .filter_map(|package| {
            let name = short(&package["name"]).filter(|name| name != "tests")?;
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let normal = dependencies.filter(|dependency| dependency["kind"].is_null());
            Some((name, normal.filter_map(|dependency| short(&dependency["name"])).collect()))
        })
        .collect()
}

#[test]
fn dependencies_point_down_only() {
    let order: Vec<&str> = FLOORS.concat();
    let place = |name: &str| order.iter().position(|other| *other == name);
    for (name, dependencies) in graph() {
        let own = place(&name).unwrap_or_else(|| panic!("{name} has no floor"));
        for dependency in dependencies {
            assert!(place(&dependency).unwrap() < own, "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn rooms_know_only_what_they_may() {
    let graph = graph();
    for (name, allowed) in MAY_USE {
        let used = graph.get(name).unwrap_or_else(|| panic!("there is no crate {name}"));
        let forbidden: Vec<_> =
            used.iter().filter(|used| !allowed.contains(&used.as_str())).collect();
        assert!(forbidden.is_empty(), "{name} must not depend on {forbidden:?}");
    }
}

/// The names of all crates that a package is compiled from.
fn compiled(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", package, "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(repository(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn what_must_start_or_build_soon_is_compiled_without_what_analyses_tables() {
    for package in ["seedbed-function-api", "seedbed-function-generate", "seedbed-cli"] {
        let compiled = compiled(package);
        assert!(compiled.contains("seedbed-jobs") || compiled.contains("seedbed-pipeline"));
        let heavy = ["polars", "perpetual", "candle-core"];
        let found: Vec<_> = heavy.iter().filter(|&&name| compiled.contains(name)).collect();
        assert!(found.is_empty(), "{package} is compiled with {found:?}");
    }
}

#[test]
fn the_architecture_lists_the_same_dependencies() {
    let text = fs::read_to_string(repository("ARCHITECTURE.md")).unwrap();
    let documented: BTreeMap<String, BTreeSet<String>> = text
        .lines()
        .filter_map(|line| {
            let (name, dependencies) = line.strip_prefix("    ")?.split_once(" → ")?;
            let words = dependencies.split(", ").filter(|word| *word != "nothing");
            Some((name.trim().to_owned(), words.map(|word| word.trim().to_owned()).collect()))
        })
        .collect();
    assert_eq!(documented, graph());
}
