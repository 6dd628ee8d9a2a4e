//! The process that stands in for the AWS provider.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use super::Tools;
use crate::workspace::{output, root};

const SCHEMA: &str = "infra/check/schema.py";
const PROVIDER: &str = "infra/check/provider.py";

/// Serves the provider's schema until it is dropped, or this process ends.
pub(super) struct StandIn {
    process: Child,
    /// What Terraform is told to find it.
    pub(super) reattach: String,
    /// The folder of its socket, whose path has to be short.
    _socket: tempfile::TempDir,
}

impl StandIn {
    /// Rebuilds the schema of what the Terraform files in `stack` name, and serves it.
    pub(super) fn start(tools: &Tools, stack: &Path, folder: &Path) -> Result<Self> {
        let schema = folder.join("schema.json");
        let mut rebuild = Command::new(&tools.python);
        rebuild.arg(root().join(SCHEMA)).arg(&tools.package).arg(stack).arg(&schema);
        output(&mut rebuild).context("the provider's schema can't be rebuilt")?;
        let socket = tempfile::tempdir()?;
        // It serves until its standard input is closed, so it never outlives this process.
        let mut process = Command::new(&tools.python)
            .arg(root().join(PROVIDER))
            .arg(&schema)
            .arg(socket.path().join("aws"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the provider's stand-in can't be started")?;
        let printed = process.stdout.take().context("its standard output is a pipe")?;
        let mut reattach = String::new();
        BufReader::new(printed).read_line(&mut reattach)?;
        let stand_in = Self { process, reattach: reattach.trim().to_owned(), _socket: socket };
        ensure!(!stand_in.reattach.is_empty(), "the provider's stand-in ended at once");
        Ok(stand_in)
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        if let Err(error) = self.process.wait() {
            eprintln!("xtask: the provider's stand-in may still run: {error}");
        }
    }
}
