//! A database per test.

use mysql::{Conn, prelude::Queryable};
use seedbed_database::{LoadError, LoadOptions, LoadReport, load};
use seedbed_schema::Schema;

use crate::support::Rows;

/// A database of its own, dropped at the end.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Creates a database, or says that there is no server.
    pub(crate) fn create(test: &str) -> Option<Self> {
        #[allow(clippy::disallowed_methods)] // tests are an edge
        let Ok(server) = std::env::var("SEEDBED_TEST_MYSQL") else {
            println!("not run: no MySQL or MariaDB");
            return None;
        };
        let server = server.trim_end_matches('/').to_owned();
        let name = format!("seedbed_{test}_{}", std::process::id());
        let mut admin = Conn::new(server.as_str()).unwrap();
        admin.query_drop(format!("DROP DATABASE IF EXISTS {name}")).unwrap();
        admin.query_drop(format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")).unwrap();
        Some(Self { server, name })
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    pub(crate) fn connection(&self) -> Conn {
        Conn::new(self.url().as_str()).unwrap()
    }

    pub(crate) fn execute(&self, statements: &[&str]) {
        let mut connection = self.connection();
        for statement in statements {
            connection.query_drop(statement).unwrap();
        }
    }

    /// The first column of all rows, as text.
    pub(crate) fn texts(&self, query: &str) -> Vec<Option<String>> {
        self.connection().query(query).unwrap()
    }

    pub(crate) fn count(&self, table: &str) -> u64 {
        let query = format!("SELECT count(*) FROM {table}");
        self.connection().query_first(query).unwrap().unwrap()
    }

    pub(crate) fn load(
        &self,
        schema: &Schema,
        rows: &Rows,
        options: &LoadOptions,
    ) -> Result<LoadReport, LoadError> {
        load(&self.url(), schema, rows, options, &mut |_| {})
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut admin) = Conn::new(self.server.as_str()) {
            admin.query_drop(format!("DROP DATABASE IF EXISTS {}", self.name)).ok();
        }
    }
}
