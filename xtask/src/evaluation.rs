//! A Python with the packages whose numbers `seedbed evaluate` is compared with.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::workspace::{root, virtual_environment};

/// What is installed, with versions; nothing beside it.
const REQUIREMENTS: &str = "crates/evaluate/tests/peers/requirements.txt";

/// Makes a virtual environment below the target directory, or finds the one of an earlier run.
///
/// # Errors
/// Why there is none: the tests that need one are then not run.
pub(crate) fn provide(target: &Path) -> Result<PathBuf> {
    virtual_environment(&target.join("evaluation"), &root().join(REQUIREMENTS))
}
