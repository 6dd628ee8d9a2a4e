//! Schemathesis, which asks a service everything that its OpenAPI document tells of.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::workspace::{root, virtual_environment};

/// What is installed, with versions; nothing beside it.
const REQUIREMENTS: &str = "tests/schemathesis/requirements.txt";

/// Installs it below the target directory, or finds that of an earlier run; gives the program.
///
/// # Errors
/// Why there is none: the tests that need it are then not run.
pub(crate) fn provide(target: &Path) -> Result<PathBuf> {
    let python = virtual_environment(&target.join("schemathesis"), &root().join(REQUIREMENTS))?;
    Ok(python.with_file_name("schemathesis"))
}
