//! `cargo xtask test`: every check, and a plain account of what ran.

use std::{env, ffi::OsString, path::Path, process::Command};

use anyhow::Result;

use crate::{
    chromium, evaluation, frameworks,
    infrastructure::{self, Linter, Tools},
    mariadb,
    models::Models,
    moto, postgres, schemathesis,
    server::StopAtEnd,
    workspace::{cargo, is_installed, root, succeeds, target},
};

/// What builds leave out by default, because it takes minutes.
const ALL: &str = "seedbed-cli/evaluate,seedbed-cli/learn,seedbed-cli/local-llm,seedbed-cli/serve";

enum Outcome {
    Passed,
    Failed,
    NotRun(String),
}

/// Runs everything; whether nothing failed.
pub(crate) fn run() -> Result<bool> {
    let target = target()?;
    let binary = target.join("debug/seedbed");
    let servers = StopAtEnd;
    let server = postgres::Server::provide(&target);
    let mariadb = mariadb::Server::provide(&target);
    let python = frameworks::provide(&target);
    let models = Models::provide(&target);
    let aws = moto::provide(&target);
    let asker = schemathesis::provide(&target);
    let evaluation = evaluation::provide(&target);
    let chromium = chromium::provide();
    let mut steps = Vec::new();
    let mut step = |name: &'static str, outcome: Result<Outcome>| {
        let outcome = outcome.unwrap_or_else(|error| {
            eprintln!("xtask: {name}: {error:#}");
            Outcome::Failed
        });
        steps.push((name, outcome));
    };
    step("format", command(&mut cargo(&["fmt", "--all", "--check"])));
    let lints =
        ["clippy", "--workspace", "--all-targets", "--features", ALL, "--", "-D", "warnings"];
    step("lints", command(&mut cargo(&lints)));
    let mut tests = cargo(&["test", "--workspace", "--no-fail-fast", "--features", ALL]);
    tests.env("SEEDBED_BIN", &binary);
    if let Ok(server) = &server {
        tests.env("SEEDBED_TEST_PG", server.url()).env("PATH", path_with(server.binaries())?);
    }
    if let Ok(mariadb) = &mariadb {
        tests.env("SEEDBED_TEST_MYSQL", mariadb.url());
    }
    if let Ok(python) = &python {
        tests.env("SEEDBED_TEST_PYTHON", python);
    }
    if let Ok(models) = &models {
        tests.env("SEEDBED_TEST_MODELS", &models.folder);
        tests.env("SEEDBED_TEST_LLAMA_CPP", &models.python);
    }
    // The functions are built with the other binaries.
    tests.env("SEEDBED_FUNCTIONS", target.join("debug"));
    if let Ok(url) = &aws {
        tests.env("SEEDBED_TEST_AWS", url);
    }
    if let Ok(program) = &asker {
        tests.env("SEEDBED_TEST_SCHEMATHESIS", program);
    }
    if let Ok(python) = &evaluation {
        tests.env("SEEDBED_TEST_EVALUATION", python);
    }
    if let Ok(chromium) = &chromium {
        tests.env("SEEDBED_TEST_CHROMIUM", chromium);
    }
    step("tests", command(&mut tests));
    step("tests with PostgreSQL", Ok(with(&server)));
    step("tests with MariaDB", Ok(with(&mariadb)));
    step("tests with Python's frameworks", Ok(with(&python)));
    step("tests with language models", Ok(with(&models)));
    step("tests with a stand-in for AWS", Ok(with(&aws)));
    step("tests with schemathesis", Ok(with(&asker)));
    step("tests with sdmetrics and others", Ok(with(&evaluation)));
    step("tests with Chromium", Ok(with(&chromium)));
    step("first command of the README", first_command(&binary));
    step("infrastructure", infrastructure(&target));
    step("rules for infrastructure", rules_for_infrastructure(&target));
    step("licences and advisories", licences());
    drop(servers);
    Ok(account(&steps))
}

/// `PATH` with one more folder, behind the others.
fn path_with(folder: &Path) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([folder.to_owned()]);
    Ok(env::join_paths(folders)?)
}

fn command(command: &mut Command) -> Result<Outcome> {
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
    eprintln!("\n== {} {}", command.get_program().to_string_lossy(), words.join(" "));
    succeeds(command).map(outcome)
}

/// Those tests ran among the others, unless what they need was not there.
fn with<S>(needed: &Result<S>) -> Outcome {
    match needed {
        Ok(_) => Outcome::Passed,
        Err(reason) => Outcome::NotRun(format!("{reason:#}")),
    }
}

/// `seedbed generate examples/shop/schema.sql`, and its files verified.
fn first_command(binary: &Path) -> Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let schema = root().join("examples/shop/schema.sql");
    let out = directory.path().join("seedbed-out");
    let mut generate = Command::new(binary);
    generate.arg("generate").arg(&schema).current_dir(directory.path());
    if let Outcome::Failed = command(&mut generate)? {
        return Ok(Outcome::Failed);
    }
    command(Command::new(binary).arg("verify").arg(&schema).arg(&out))
}

/// The stack of `infra/terraform`, where Terraform is.
fn infrastructure(target: &Path) -> Result<Outcome> {
    match Tools::provide(target) {
        Ok(tools) => infrastructure::check(&tools, target).map(outcome),
        Err(reason) => Ok(Outcome::NotRun(format!("{reason:#}"))),
    }
}

fn rules_for_infrastructure(target: &Path) -> Result<Outcome> {
    match Linter::provide(target) {
        Ok(linter) => infrastructure::lint(&linter).map(outcome),
        Err(reason) => Ok(Outcome::NotRun(format!("{reason:#}"))),
    }
}

fn outcome(passed: bool) -> Outcome {
    if passed { Outcome::Passed } else { Outcome::Failed }
}

fn licences() -> Result<Outcome> {
    if !is_installed("cargo-deny") {
        return Ok(Outcome::NotRun("cargo-deny is not installed".into()));
    }
    command(&mut cargo(&["deny", "check"]))
}

/// Says what became of every step; whether none failed.
fn account(steps: &[(&str, Outcome)]) -> bool {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    println!("\nChecks:");
    for (name, outcome) in steps {
        let (count, words) = match outcome {
            Outcome::Passed => (&mut passed, "passed".to_owned()),
            Outcome::Failed => (&mut failed, "FAILED".to_owned()),
            Outcome::NotRun(reason) => (&mut skipped, format!("not run: {reason}")),
        };
        *count += 1;
        println!("  {name:<30} {words}");
    }
    println!("\n{passed} passed, {failed} failed, {skipped} skipped");
    failed == 0
}
