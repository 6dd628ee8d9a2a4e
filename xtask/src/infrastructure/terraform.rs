//! Terraform, told to ask the stand-in and nobody else.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::StandIn;
use crate::workspace::{output, succeeds};

/// Runs Terraform's commands.
pub(super) struct Terraform<'a> {
    stand_in: &'a StandIn,
    functions: PathBuf,
}

impl<'a> Terraform<'a> {
    /// Terraform with this provider, and with functions in this folder.
    pub(super) fn new(stand_in: &'a StandIn, functions: PathBuf) -> Self {
        Self { stand_in, functions }
    }

    fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command
            .args(arguments)
            .current_dir(folder)
            // Neither a person's settings nor a question to its maker.
            .env("TF_CLI_CONFIG_FILE", "/dev/null")
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_CLI_ARGS", "-no-color")
            .env("TF_REATTACH_PROVIDERS", &self.stand_in.reattach)
            .env("TF_VAR_functions", &self.functions);
        command
    }

    /// Whether a command succeeds; its output goes to the terminal.
    pub(super) fn succeeds(&self, folder: &Path, arguments: &[&str]) -> Result<bool> {
        let place = folder.file_name().unwrap_or_default().to_string_lossy();
        eprintln!("\n== terraform {} ({place})", arguments.join(" "));
        succeeds(&mut self.command(folder, arguments))
    }

    /// Whether a folder's files fit the provider's schema.
    pub(super) fn is_valid(&self, folder: &Path) -> Result<bool> {
        output(&mut self.command(folder, &["init", "-input=false", "-backend=false"]))?;
        self.succeeds(folder, &["validate"])
    }

    /// What `terraform validate` complains of.
    pub(super) fn complaints(&self, folder: &Path) -> Result<Vec<String>> {
        output(&mut self.command(folder, &["init", "-input=false", "-backend=false"]))?;
        let (_, said) = self.says(folder, &["validate", "-json"])?;
        let said: Value = serde_json::from_str(&said).context("terraform's answer is no JSON")?;
        let diagnostics = said["diagnostics"].as_array().map(Vec::as_slice).unwrap_or_default();
        let words = |one: &Value| format!("{} {}", one["summary"], one["detail"]);
        Ok(diagnostics.iter().map(words).collect())
    }

    /// Whether a plan can be made and applied, and nothing is left to do after.
    pub(super) fn settles(&self, folder: &Path) -> Result<bool> {
        for arguments in [
            ["plan", "-input=false", "-out=plan"].as_slice(),
            ["apply", "-input=false", "plan"].as_slice(),
            ["plan", "-input=false", "-detailed-exitcode"].as_slice(),
        ] {
            eprintln!("\n== terraform {} ({})", arguments.join(" "), folder.display());
            let (succeeded, words) = self.says(folder, arguments)?;
            if !succeeded {
                eprintln!("{words}");
                return Ok(false);
            }
            let told = ["Plan: ", "Apply complete!", "No changes."];
            let line = words.lines().find(|line| told.iter().any(|told| line.starts_with(told)));
            println!("{}", line.unwrap_or_default());
        }
        Ok(true)
    }

    /// Whether a command succeeds, and what it says.
    pub(super) fn says(&self, folder: &Path, arguments: &[&str]) -> Result<(bool, String)> {
        let said = self.command(folder, arguments).stdin(Stdio::null()).output();
        let said = said.context("can't run terraform")?;
        let words =
            [said.stdout, said.stderr].map(|part| String::from_utf8_lossy(&part).into_owned());
        Ok((said.status.success(), words.concat()))
    }

    /// What was made, as JSON.
    pub(super) fn state(&self, folder: &Path) -> Result<Value> {
        let text = output(&mut self.command(folder, &["show", "-json"]))?;
        serde_json::from_str(&text).context("terraform's state is no JSON")
    }
}
