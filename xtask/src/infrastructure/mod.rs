//! `cargo xtask terraform`: the stack of `infra/terraform`, checked without an account.
//!
//! The real Terraform formats, validates, tests, plans and applies it against the real provider's
//! schema, served by `infra/check/provider.py`; what it would have made is then compared with what
//! the functions' code needs. Nothing leaves the machine.

mod environment;
mod faults;
mod policies;
mod stand_in;
mod terraform;
mod tools;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

pub(crate) use self::tools::{Linter, Tools};
use self::{stand_in::StandIn, terraform::Terraform};
use crate::lambda::FUNCTIONS;
use crate::workspace::{copy_folder, root, succeeds, target};

/// The stack, below the root.
const STACK: &str = "infra/terraform";
/// What reads the environment of functions and jobs.
const SETTINGS: &str = "crates/aws/src/settings.rs";
const DOCUMENTATION: &str = "docs/deploy.md";
/// Where the documentation takes the stack to be.
const DOCUMENTED: &str = "../seedbed/infra/terraform";
const DOCUMENTED_FUNCTIONS: &str = "../seedbed/target/lambda";
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
        holds &= fits_the_code(&terraform.state(&example)?, &actions)?;
    }
    holds &= terraform.is_valid(&documented(&work, &folder)?)?;
    let example = work.join("examples").join(EXAMPLES[0]);
    Ok(faults::stray_action_is_found(&terraform, &work, &example)? && holds)
}

/// The module call that the documentation shows, in a folder of its own beside the copied stack.
fn documented(work: &Path, folder: &Path) -> Result<PathBuf> {
    let page = fs::read_to_string(root().join(DOCUMENTATION)).context(DOCUMENTATION)?;
    let call = page.split_once("```hcl\n").and_then(|(_, rest)| rest.split_once("```"));
    let (call, _) = call.with_context(|| format!("{DOCUMENTATION} shows no module call"))?;
    ensure!(call.contains(DOCUMENTED), "{DOCUMENTATION} calls another module than {DOCUMENTED}");
    let documented = folder.join("documented");
    fs::create_dir_all(&documented)?;
    let source = format!("../{}", work.file_name().unwrap_or_default().to_string_lossy());
    let call = call.replace(DOCUMENTED, &source).replace(DOCUMENTED_FUNCTIONS, "../functions");
    fs::write(documented.join("main.tf"), call)?;
    Ok(documented)
}

/// The archives that Terraform wants to see. Nobody runs them.
fn stand_in_functions(folder: &Path) -> Result<PathBuf> {
    let functions = folder.join("functions");
    for name in FUNCTIONS {
        let function = functions.join(name);
        fs::create_dir_all(&function)?;
        fs::write(function.join("bootstrap.zip"), name)?;
    }
    Ok(functions)
}

/// Whether functions and jobs are told what their code asks for, and may do what it calls.
fn fits_the_code(state: &Value, actions: &Value) -> Result<bool> {
    let settings = fs::read_to_string(root().join(SETTINGS)).context(SETTINGS)?;
    let resources = resources(state);
    let mut wrong = policies::wrong(&resources, actions)?;
    wrong.extend(environment::wrong(&resources, &settings)?);
    for line in &wrong {
        eprintln!("xtask: {line}");
    }
    if wrong.is_empty() {
        println!(
            "every role may do what its code calls, on its team's resources, and nothing more"
        );
        println!("functions and jobs are told what their code asks for, and nothing else");
    }
    Ok(wrong.is_empty())
}

/// Everything that was made, in whatever module.
fn resources(state: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut modules = vec![&state["values"]["root_module"]];
    while let Some(module) = modules.pop() {
        found.extend(module["resources"].as_array().into_iter().flatten());
        modules.extend(module["child_modules"].as_array().into_iter().flatten());
    }
    found
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
