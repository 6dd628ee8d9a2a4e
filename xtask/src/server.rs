//! What the tests' database servers have in common: a user to run as, a folder, and an end.

use std::{
    net::TcpListener,
    path::Path,
    process::Command,
    sync::{Mutex, Once, PoisonError},
};

use anyhow::{Result, bail};
use nix::unistd::{Uid, User};
use tempfile::TempDir;

use crate::workspace::output;

/// How to stop the servers that run, when the process is interrupted too.
static RUNNING: Mutex<Vec<Stop>> = Mutex::new(Vec::new());

type Stop = (&'static str, Box<dyn FnOnce() -> Result<()> + Send>);

/// Remembers how to stop a server.
pub(crate) fn stop_later(name: &'static str, stop: impl FnOnce() -> Result<()> + Send + 'static) {
    static HANDLER: Once = Once::new();
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner).push((name, Box::new(stop)));
    HANDLER.call_once(|| {
        let set = ctrlc::set_handler(|| {
            stop_all();
            std::process::exit(130);
        });
        if let Err(error) = set {
            eprintln!("xtask: servers will outlive an interruption: {error}");
        }
    });
}

/// Stops all servers.
pub(crate) fn stop_all() {
    let running = std::mem::take(&mut *RUNNING.lock().unwrap_or_else(PoisonError::into_inner));
    for (name, stop) in running {
        if let Err(error) = stop() {
            eprintln!("xtask: {name} may still run: {error:#}");
        }
    }
}

/// Stops all servers when it goes.
pub(crate) struct StopAtEnd;

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        stop_all();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// An empty folder that the server's user owns: below the target directory, or where that is
/// root's, elsewhere.
pub(crate) fn folder(name: &str, user: Option<&str>, target: &Path) -> Result<TempDir> {
    if let Some(user) = user {
        let folder = TempDir::with_prefix(format!("seedbed-{name}-"))?;
        output(Command::new("chown").arg(user).arg(folder.path()))?;
        return Ok(folder);
    }
    std::fs::create_dir_all(target)?;
    Ok(TempDir::with_prefix_in(format!("{name}-"), target)?)
}

/// The user to run a server as: it refuses to run as root.
pub(crate) fn other_user(preferred: &str) -> Result<Option<String>> {
    if !Uid::effective().is_root() {
        return Ok(None);
    }
    for name in [preferred, "nobody"] {
        if User::from_name(name)?.is_some() {
            return Ok(Some(name.to_owned()));
        }
    }
    bail!("a server can't run as root, and there is no user {preferred} or nobody")
}

/// A command of that user.
pub(crate) fn as_user(user: Option<&str>, program: &Path) -> Command {
    let mut command = match user {
        Some(user) => {
            let mut command = Command::new("setpriv");
            let group = User::from_name(user)
                .ok()
                .flatten()
                .map_or_else(|| user.to_owned(), |user| user.gid.to_string());
            command.args(["--reuid", user, "--regid", &group, "--clear-groups", "--"]).arg(program);
            command
        }
        None => Command::new(program),
    };
    // The current directory may be closed to the server's user.
    command.current_dir("/");
    command
}

/// Installs a Debian package.
pub(crate) fn install_package(package: &str) -> Result<()> {
    let apt = |words: &[&str]| {
        output(Command::new("apt-get").args(words).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let install = ["install", "-y", "--no-install-recommends", package];
    if apt(&install).is_err() {
        apt(&["update"])?;
        apt(&install)?;
    }
    Ok(())
}
