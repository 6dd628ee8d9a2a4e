//! A browser for reports.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use nix::unistd::Uid;

use crate::{server::install_package, workspace::is_installed};

/// Under which names it is installed.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Finds Chromium, or installs it where that can be done.
///
/// # Errors
/// Why there is none: the tests that need one are then not run.
pub(crate) fn provide() -> Result<PathBuf> {
    find().or_else(|missing| {
        if !Uid::effective().is_root() || !is_installed("apt-get") {
            bail!("{missing}, and only root can install it, where there is apt-get");
        }
        eprintln!("xtask: installing Chromium by apt-get");
        install_package("chromium")?;
        find()
    })
}

fn find() -> Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut found = NAMES.iter().flat_map(|name| folders.iter().map(move |at| at.join(name)));
    found.find(|file| Path::is_file(file)).context("Chromium is not installed")
}
