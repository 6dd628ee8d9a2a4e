//! A Python with SQLAlchemy, Django and packages that use them, whose models the tests compare.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::workspace::{output, root};

/// What is installed, with versions; nothing beside it.
const REQUIREMENTS: &str = "crates/ingest/tests/frameworks/requirements.txt";

/// Makes a virtual environment below the target directory, or finds the one of an earlier run.
///
/// # Errors
/// Why there is none: the tests that need one are then not run.
pub(crate) fn provide(target: &Path) -> Result<PathBuf> {
    let environment = target.join("frameworks");
    let python = environment.join("bin/python");
    let wanted = root().join(REQUIREMENTS);
    let listed =
        fs::read_to_string(&wanted).with_context(|| format!("can't read {}", wanted.display()))?;
    // Written last, so an interrupted installation is repeated.
    let stamp = environment.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == listed) {
        return Ok(python);
    }
    eprintln!("xtask: installing Python packages with models (some minutes, once)");
    output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
    let install = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "-r"];
    output(Command::new(&python).args(install).arg(&wanted))
        .context("the packages could not be installed")?;
    fs::write(&stamp, listed).with_context(|| format!("can't write {}", stamp.display()))?;
    Ok(python)
}
