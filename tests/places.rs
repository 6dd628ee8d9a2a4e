//! Databases of the tests' own, of every kind.

use std::env;

use mysql::{Conn, prelude::Queryable};
use rusqlite::Connection;

use crate::{Database, own_name};

/// A database that a test fills and asks.
pub trait Place {
    /// Its URL.
    fn url(&self) -> String;

    /// Its name, as `--truncate` wants it.
    fn name(&self) -> String {
        self.url().rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// What stands around names.
    fn quote(&self) -> char {
        '"'
    }

    /// The first number of the first row that a query gives.
    ///
    /// # Panics
    /// When the query fails.
    fn number(&self, query: &str) -> i64;

    /// Runs statements over one connection.
    ///
    /// # Panics
    /// When one fails.
    fn execute(&self, statements: &[&str]);

    /// Has the database check the constraints that it was told not to check.
    fn validate(&self) {}

    /// How many rows each table has.
    ///
    /// # Panics
    /// When one is not there.
    fn counts(&self, tables: &[&str]) -> Vec<u64> {
        tables.iter().map(|table| self.count(table)).collect()
    }

    /// How many rows a table has.
    ///
    /// # Panics
    /// When it is not there.
    fn count(&self, table: &str) -> u64 {
        let quote = self.quote();
        let parts = table.splitn(2, '.').map(|part| format!("{quote}{part}{quote}"));
        let name = parts.collect::<Vec<_>>().join(".");
        self.number(&format!("SELECT count(*) FROM {name}")).unsigned_abs()
    }
}

impl Place for Database {
    fn url(&self) -> String {
        Database::url(self)
    }

    fn number(&self, query: &str) -> i64 {
        Database::number(self, query)
    }

    fn validate(&self) {
        let mut client = self.connect();
        let statements = "SELECT format('ALTER TABLE %s VALIDATE CONSTRAINT %I',
                          conrelid::regclass, conname) FROM pg_constraint WHERE NOT convalidated";
        let rows = client.query(statements, &[]);
        for row in rows.unwrap_or_else(|error| panic!("{statements}: {error}")) {
            let statement: String = row.get(0);
            let done = client.batch_execute(&statement);
            done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }

    /// In one query: connecting takes longer than counting.
    fn counts(&self, tables: &[&str]) -> Vec<u64> {
        let counted = tables.iter().enumerate().map(|(at, table)| {
            let parts = table.splitn(2, '.').map(|part| format!("\"{part}\""));
            let name = parts.collect::<Vec<_>>().join(".");
            format!("SELECT {at}, count(*) FROM {name}")
        });
        let query = format!("{} ORDER BY 1", counted.collect::<Vec<_>>().join(" UNION ALL "));
        let rows = self.connect().query(&query, &[]);
        let rows = rows.unwrap_or_else(|error| panic!("{query}: {error}"));
        rows.iter().map(|row| row.get::<_, i64>(1).unsigned_abs()).collect()
    }

    fn execute(&self, statements: &[&str]) {
        let mut connection = self.connect();
        for statement in statements {
            let done = connection.batch_execute(statement);
            done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}

/// An empty `MySQL` or `MariaDB` database that is dropped at the end.
pub struct MySql {
    server: String,
    name: String,
}

impl MySql {
    /// Creates a database on the server that `SEEDBED_TEST_MYSQL` names. Without one, says so
    /// and returns `None`.
    ///
    /// # Panics
    /// When the server can't be used.
    pub fn create(name: &str) -> Option<Self> {
        let Ok(server) = env::var("SEEDBED_TEST_MYSQL") else {
            println!("not run: no MySQL or MariaDB (SEEDBED_TEST_MYSQL is not set)");
            return None;
        };
        let server = server.trim_end_matches('/').to_owned();
        let database = Self { server, name: own_name(name) };
        database.on_server(&format!("DROP DATABASE IF EXISTS {}", database.name));
        let characters = "CHARACTER SET utf8mb4";
        database.on_server(&format!("CREATE DATABASE {} {characters}", database.name));
        Some(database)
    }

    /// A connection to it.
    ///
    /// # Panics
    /// When it can't be reached.
    pub fn connect(&self) -> Conn {
        connect(&self.url())
    }

    fn on_server(&self, statement: &str) {
        let done = connect(&self.server).query_drop(statement);
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

fn connect(url: &str) -> Conn {
    Conn::new(url).unwrap_or_else(|error| panic!("can't connect: {error}"))
}

impl Place for MySql {
    fn quote(&self) -> char {
        '`'
    }

    fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    fn number(&self, query: &str) -> i64 {
        let found = self.connect().query_first(query);
        let found = found.unwrap_or_else(|error| panic!("{query}: {error}"));
        found.unwrap_or_else(|| panic!("{query}: no row"))
    }

    fn execute(&self, statements: &[&str]) {
        let mut connection = self.connect();
        for statement in statements {
            let done = connection.query_drop(statement);
            done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}

impl Drop for MySql {
    fn drop(&mut self) {
        self.on_server(&format!("DROP DATABASE IF EXISTS {}", self.name));
    }
}

/// A `SQLite` file that is gone at the end.
pub struct Sqlite {
    directory: tempfile::TempDir,
}

impl Sqlite {
    /// A place for a file; there is none yet.
    ///
    /// # Panics
    /// When there is no place for temporary files.
    pub fn new() -> Self {
        let directory = tempfile::tempdir();
        Self { directory: directory.unwrap_or_else(|error| panic!("no place: {error}")) }
    }

    /// A connection to it; makes it when it is not there.
    ///
    /// # Panics
    /// When it can't be opened.
    pub fn connect(&self) -> Connection {
        let opened = Connection::open(self.directory.path().join("test.db"));
        opened.unwrap_or_else(|error| panic!("can't open: {error}"))
    }
}

impl Default for Sqlite {
    fn default() -> Self {
        Self::new()
    }
}

impl Place for Sqlite {
    fn url(&self) -> String {
        format!("sqlite:{}", self.directory.path().join("test.db").display())
    }

    fn number(&self, query: &str) -> i64 {
        let found = self.connect().query_row(query, [], |row| row.get(0));
        found.unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    fn execute(&self, statements: &[&str]) {
        let connection = self.connect();
        for statement in statements {
            let done = connection.execute_batch(statement);
            done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}
