//! Where things are, and running commands there.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// `cargo`, in the root.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// The directory that cargo builds into.
pub(crate) fn target() -> Result<PathBuf> {
    let text = output(&mut cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&text)?;
    let target = metadata["target_directory"].as_str().context("no target directory")?;
    Ok(target.into())
}

/// Runs a command whose output goes to the terminal; whether it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool> {
    let status = command.stdin(Stdio::null()).status();
    Ok(status.with_context(|| format!("can't run {}", name(command)))?.success())
}

/// What a command prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("can't run {}", name(command)))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed: {}", name(command), words.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Copies a folder with everything in it, except hidden folders.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("can't make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("can't read {}", from.display()))? {
        let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if !entry.is_dir() {
            fs::copy(&entry, to.join(name))
                .with_context(|| format!("can't copy {}", entry.display()))?;
        } else if !name.to_string_lossy().starts_with('.') {
            copy_folder(&entry, &to.join(name))?;
        }
    }
    Ok(())
}

/// A Python with the packages that a file lists with their versions, and nothing beside them: made
/// in `environment`, or found there from an earlier run.
pub(crate) fn virtual_environment(environment: &Path, requirements: &Path) -> Result<PathBuf> {
    let python = environment.join("bin/python");
    let listed = fs::read_to_string(requirements)
        .with_context(|| format!("can't read {}", requirements.display()))?;
    // Written last, so an interrupted installation is repeated.
    let stamp = environment.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == listed) {
        return Ok(python);
    }
    eprintln!("xtask: installing the packages of {} (once)", requirements.display());
    output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(environment))?;
    let install = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "-r"];
    output(Command::new(&python).args(install).arg(requirements))
        .context("the packages could not be installed")?;
    fs::write(&stamp, listed).with_context(|| format!("can't write {}", stamp.display()))?;
    Ok(python)
}

/// Whether a program can be found.
pub(crate) fn is_installed(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
