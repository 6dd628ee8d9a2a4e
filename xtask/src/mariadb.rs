//! A `MariaDB` server for the tests: found, or installed; started; stopped whatever happens.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::unistd::Uid;

use crate::{
    server::{as_user, folder, free_port, install_package, other_user, stop_later},
    workspace::{is_installed, output},
};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(90);

/// A private server.
pub(crate) struct Server {
    url: String,
}

/// The programs of a server.
struct Programs {
    server: PathBuf,
    install: PathBuf,
    admin: PathBuf,
}

impl Server {
    /// Finds or installs a server and starts it on a port of its own.
    ///
    /// # Errors
    /// Why there is none: tests that need one are then not run.
    pub(crate) fn provide(target: &Path) -> Result<Self> {
        let programs = match find() {
            Some(programs) => programs,
            None => install().context("no MariaDB server, and none could be installed")?,
        };
        start(&programs, target).context("MariaDB could not be started")
    }

    /// Its URL without a database, with the right to create some.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

fn find() -> Option<Programs> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    // Where Debian has servers is not on everybody's path.
    folders.extend(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let program = |names: [&str; 2]| {
        let candidates = names.iter().flat_map(|name| folders.iter().map(move |f| f.join(name)));
        candidates.into_iter().find(|path| path.is_file())
    };
    Some(Programs {
        server: program(["mariadbd", "mysqld"])?,
        install: program(["mariadb-install-db", "mysql_install_db"])?,
        admin: program(["mariadb-admin", "mysqladmin"])?,
    })
}

fn install() -> Result<Programs> {
    if !Uid::effective().is_root() || !is_installed("apt-get") {
        bail!("only root can install one, where there is apt-get");
    }
    eprintln!("xtask: installing MariaDB by apt-get");
    install_package("mariadb-server")?;
    find().context("the package mariadb-server holds no server")
}

fn start(programs: &Programs, target: &Path) -> Result<Server> {
    let user = other_user("mysql")?;
    let place = folder("mariadb", user.as_deref(), target)?;
    let data = format!("--datadir={}", place.path().join("data").display());
    let mut install = as_user(user.as_deref(), &programs.install);
    install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
    output(install.arg(&data))?;
    let port = free_port()?;
    let log = place.path().join("log");
    let mut server = as_user(user.as_deref(), &programs.server);
    server.args(["--no-defaults", "--bind-address=127.0.0.1", "--skip-log-bin"]);
    server.args(["--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"]);
    server.arg(format!("--port={port}")).arg(&data);
    server.arg(format!("--socket={}", place.path().join("socket").display()));
    let output_file = File::create(&log)?;
    server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(output_file);
    let mut child = server.spawn().context("can't run the server")?;
    let admin = programs.admin.clone();
    let address = [
        "--no-defaults".to_owned(),
        "--protocol=tcp".to_owned(),
        "--host=127.0.0.1".to_owned(),
        format!("--port={port}"),
        "--user=root".to_owned(),
    ];
    let ask = move |word: &str| {
        output(std::process::Command::new(&admin).args(&address).arg(word)).map(drop)
    };
    let begun = Instant::now();
    while let Err(error) = ask("ping") {
        if let Some(status) = child.try_wait()? {
            bail!("it ended with {status}: see {}", place.keep().join("log").display());
        }
        if begun.elapsed() > PATIENCE {
            child.kill()?;
            return Err(error.context("it does not answer"));
        }
        thread::sleep(Duration::from_millis(200));
    }
    stop_later("MariaDB", move || {
        ask("shutdown").or_else(|_| child.kill().map_err(anyhow::Error::from))?;
        child.wait()?;
        drop(place);
        Ok(())
    });
    Ok(Server { url: format!("mysql://root@127.0.0.1:{port}") })
}
