//! A Python with SQLAlchemy, Django and packages that use them, whose models the tests compare.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::workspace::{root, virtual_environment};

/// What is installed, with versions; nothing beside it.
const REQUIREMENTS: &str = "crates/ingest/tests/frameworks/requirements.txt";

/// Makes a virtual environment below the target directory, or finds the one of an earlier run.
///
/// # Errors
/// Why there is none: the tests that need one are then not run.
pub(crate) fn provide(target: &Path) -> Result<PathBuf> {
    virtual_environment(&target.join("frameworks"), &root().join(REQUIREMENTS))
}
