//! What the workspace's tests share: the built program, places, and databases of their own.

#![allow(clippy::disallowed_methods, reason = "the environment tells where things are")]
#![allow(clippy::print_stdout, reason = "a test says when it is not run")]

pub mod load;
mod places;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use postgres::{Client, NoTls};
use serde_json::Value;

pub use places::{MySql, Place, Sqlite};

/// A file or folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A folder of real schemas beside the repository, where there is one.
pub fn corpus() -> Option<PathBuf> {
    let folder = repository("../shared/corpus");
    folder.is_dir().then_some(folder)
}

/// The program under test: what `SEEDBED_BIN` names, else built now.
///
/// # Panics
/// When it can't be built.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(binary) = env::var_os("SEEDBED_BIN") {
            return binary.into();
        }
        let build = ["build", "--quiet", "--package", "seedbed-cli", "--features", "serve"];
        let status = Command::new(env!("CARGO")).args(build).current_dir(repository("")).status();
        assert!(status.is_ok_and(|status| status.success()), "seedbed does not build");
        let test = env::current_exe().unwrap_or_default();
        // target/debug/deps/it-… → target/debug/seedbed
        test.ancestors().nth(2).unwrap_or(&test).join("seedbed")
    })
}

/// The program that `SEEDBED_TEST_SCHEMATHESIS` names. Without one, says so and returns `None`.
pub fn schemathesis() -> Option<PathBuf> {
    let program = env::var_os("SEEDBED_TEST_SCHEMATHESIS");
    if program.is_none() {
        println!("not run: no schemathesis (SEEDBED_TEST_SCHEMATHESIS is not set)");
    }
    program.map(PathBuf::from)
}

/// Runs the program.
///
/// # Panics
/// When it can't be started.
pub fn seedbed(arguments: &[&str]) -> Output {
    let output = Command::new(binary()).args(arguments).output();
    output.unwrap_or_else(|error| panic!("{}: {error}", binary().display()))
}

/// Runs the program and expects success; returns what it printed.
///
/// # Panics
/// When it fails, with what it said.
pub fn grown(arguments: &[&str]) -> String {
    let output = seedbed(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "seedbed {}\n{said}", arguments.join(" "));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The JSON document that a successful run prints.
///
/// # Panics
/// When it fails, or prints something else.
pub fn grown_json(arguments: &[&str]) -> Value {
    let text = grown(&[arguments, &["--json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// An empty PostgreSQL database that is dropped at the end.
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Creates a database on the server that `SEEDBED_TEST_PG` names. Without one, says so and
    /// returns `None`.
    ///
    /// # Panics
    /// When the server can't be used.
    pub fn create(name: &str) -> Option<Self> {
        let Ok(server) = env::var("SEEDBED_TEST_PG") else {
            println!("not run: no PostgreSQL (SEEDBED_TEST_PG is not set)");
            return None;
        };
        let database = Self { server, name: own_name(name) };
        database.on_server(&format!("DROP DATABASE IF EXISTS {}", database.name));
        database.on_server(&format!("CREATE DATABASE {}", database.name));
        Some(database)
    }

    /// A copy of this database under another name.
    ///
    /// # Panics
    /// When the server can't be used.
    #[must_use]
    pub fn copy(&self, name: &str) -> Self {
        let copy = Self { server: self.server.clone(), name: own_name(name) };
        copy.on_server(&format!("DROP DATABASE IF EXISTS {}", copy.name));
        copy.on_server(&format!("CREATE DATABASE {} TEMPLATE {}", copy.name, self.name));
        copy
    }

    /// Its URL.
    pub fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').unwrap_or((&self.server, ""));
        format!("{server}/{}", self.name)
    }

    /// A connection to it.
    ///
    /// # Panics
    /// When it can't be reached.
    pub fn connect(&self) -> Client {
        connect(&self.url())
    }

    /// The one number that a query gives.
    ///
    /// # Panics
    /// When the query fails.
    pub fn number(&self, query: &str) -> i64 {
        let row = self.connect().query_one(query, &[]);
        row.unwrap_or_else(|error| panic!("{query}: {error}")).get(0)
    }

    /// Runs a script by `psql`, going on after errors as it does; `false` where there is no
    /// `psql`.
    ///
    /// # Panics
    /// When `psql` can't be fed.
    pub fn psql(&self, script: &Path, stop_on_error: bool) -> bool {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-o", "/dev/null", "-v"]);
        command.arg(format!("ON_ERROR_STOP={}", u8::from(stop_on_error)));
        let output = match command.arg("-d").arg(self.url()).arg("-f").arg(script).output() {
            Ok(output) => output,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return false,
            Err(error) => panic!("psql: {error}"),
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "psql -f {}: {said}", script.display());
        true
    }

    fn on_server(&self, statement: &str) {
        let done = connect(&self.server).batch_execute(statement);
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

/// A database's name that no other run of the tests has.
fn own_name(name: &str) -> String {
    format!("seedbed_{name}_{}", std::process::id())
}

impl Drop for Database {
    fn drop(&mut self) {
        self.on_server(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap_or_else(|error| panic!("can't connect: {error}"))
}
