//! A browser for reports.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Under which names it is installed.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Finds Chromium on the `PATH`.
///
/// # Errors
/// That there is none: the tests that need one are then not run.
pub(crate) fn find() -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut found = NAMES.iter().flat_map(|name| folders.iter().map(move |at| at.join(name)));
    found.find(|file| Path::is_file(file)).context("Chromium is not installed")
}
