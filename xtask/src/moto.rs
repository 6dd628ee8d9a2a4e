//! A stand-in for AWS for the tests: moto, installed; started; stopped whatever happens.

use std::{
    fs::{self, File},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    server::{free_port, stop_later},
    workspace::{output, root},
};

/// What is installed, with versions; nothing beside it.
const REQUIREMENTS: &str = "crates/aws/tests/moto/requirements.txt";

/// How long it may take to start: it loads many modules.
const PATIENCE: Duration = Duration::from_secs(90);

/// Installs it below the target directory, or finds that of an earlier run, starts it on a port of
/// its own, and gives its URL.
///
/// # Errors
/// Why there is none: the tests that need it are then not run.
pub(crate) fn provide(target: &Path) -> Result<String> {
    let program = installed(target)?;
    let port = free_port()?;
    let log = target.join("moto.log");
    let mut server = Command::new(program);
    server.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
    server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
    let mut child = server.spawn().context("can't run moto_server")?;
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if let Some(status) = child.try_wait()? {
            bail!("moto_server ended with {status}: see {}", log.display());
        }
        if begun.elapsed() > PATIENCE {
            child.kill()?;
            bail!("moto_server does not answer: see {}", log.display());
        }
        thread::sleep(Duration::from_millis(200));
    }
    stop_later("moto_server", move || {
        child.kill()?;
        child.wait()?;
        Ok(())
    });
    Ok(format!("http://127.0.0.1:{port}"))
}

fn installed(target: &Path) -> Result<PathBuf> {
    let environment = target.join("moto");
    let program = environment.join("bin/moto_server");
    let wanted = root().join(REQUIREMENTS);
    let listed =
        fs::read_to_string(&wanted).with_context(|| format!("can't read {}", wanted.display()))?;
    // Written last, so an interrupted installation is repeated.
    let stamp = environment.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == listed) {
        return Ok(program);
    }
    eprintln!("xtask: installing moto, a stand-in for AWS (a minute, once)");
    output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
    let install = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "-r"];
    output(Command::new(environment.join("bin/python")).args(install).arg(&wanted))
        .context("moto could not be installed")?;
    fs::write(&stamp, listed).with_context(|| format!("can't write {}", stamp.display()))?;
    Ok(program)
}
