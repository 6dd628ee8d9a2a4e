//! `cargo xtask terraform`: the stack of `infra/terraform`, checked without an account.
//!
//! The real Terraform formats, validates, tests, plans and applies it against the real provider's
//! schema, served by `infra/check/provider.py`; what it would have made is then compared with what
//! the functions' code needs. Nothing leaves the machine.

mod faults;
mod policies;
mod stand_in;
mod terraform;
mod tools;

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

pub(crate) use self::tools::{Linter, Tools};
use self::{stand_in::StandIn, terraform::Terraform};
use crate::workspace::{copy_folder, root, succeeds, target};

/// The stack, below the root.
const STACK: &str = "infra/terraform";
const FUNCTIONS: [&str; 4] = ["api", "generate", "on-upload", "on-batch-event"];
const EXAMPLES: [&str; 2] = ["one-team", "two-teams"];

/// Checks everything that can be checked here; whether all of it holds.
pub(crate) fn run() -> Result<bool> {
    let target = target()?;
    let stack = check(&Tools::provide(&target)?, &target)?;
    let rules = lint(&Linter::provide(&target)?)?;
    println!("{}", if stack && rules { "The stack holds." } else { "The stack does NOT hold." });
    Ok(stack && rules)
}

/// Formats, validates, tests, plans and applies the stack and its examples.
pub(crate) fn check(tools: &Tools, target: &Path) -> Result<bool> {
    let folder = target.join("infrastructure");
    let work = folder.join("work");
    if work.exists() {
        fs::remove_dir_all(&work).with_context(|| format!("can't remove {}", work.display()))?;
    }
    copy_folder(&root().join(STACK), &work)?;
    let stand_in = StandIn::start(tools, &root().join(STACK), &folder)?;
    let terraform = Terraform::new(&stand_in, stand_in_functions(&folder)?);

    let formatted = ["fmt", "-check", "-diff", "-recursive"];
    let mut holds = terraform.succeeds(&root().join(STACK), &formatted)?;
    holds &= faults::are_found(&terraform, &folder.join("faults"))?;
    holds &= terraform.is_valid(&work)? && terraform.succeeds(&work, &["test"])?;
    let actions = fs::read_to_string(work.join("actions.json"))?;
    let actions: Value = serde_json::from_str(&actions).context("actions.json is no JSON")?;
    for example in EXAMPLES {
        let example = work.join("examples").join(example);
        holds &= terraform.is_valid(&example)?;
        if example.join("tests").exists() {
            holds &= terraform.succeeds(&example, &["test"])?;
        }
        holds &= terraform.settles(&example)?;
        holds &= policies_hold(&terraform.state(&example)?, &actions)?;
    }
    let example = work.join("examples").join(EXAMPLES[0]);
    Ok(faults::stray_action_is_found(&terraform, &work, &example)? && holds)
}

/// The archives that Terraform wants to see. Nobody runs them.
fn stand_in_functions(folder: &Path) -> Result<std::path::PathBuf> {
    let functions = folder.join("functions");
    for name in FUNCTIONS {
        let function = functions.join(name);
        fs::create_dir_all(&function)?;
        fs::write(function.join("bootstrap.zip"), name)?;
    }
    Ok(functions)
}

fn policies_hold(state: &Value, actions: &Value) -> Result<bool> {
    let wrong = policies::wrong(state, actions)?;
    for line in &wrong {
        eprintln!("xtask: {line}");
    }
    if wrong.is_empty() {
        println!(
            "every role may do what its code calls, on its team's resources, and nothing more"
        );
    }
    Ok(wrong.is_empty())
}

/// Asks checkov, and for a reason wherever it is told to skip something.
pub(crate) fn lint(linter: &Linter) -> Result<bool> {
    let mut holds = true;
    for (place, skip) in tools::skips(&root().join(STACK))? {
        if !skip.is_explained() {
            eprintln!("xtask: {place}: {} is skipped without a reason", skip.rule);
            holds = false;
        }
    }
    let mut checkov = Command::new(&linter.program);
    checkov.args(["--framework", "terraform", "--skip-download", "--compact", "--quiet"]);
    checkov.arg("--directory").arg(root().join(STACK)).current_dir(root());
    eprintln!("\n== checkov {STACK}");
    Ok(succeeds(&mut checkov)? && holds)
}
