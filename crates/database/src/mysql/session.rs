//! One connection and what is known of its server.

use ::mysql::{Conn, Opts, OptsBuilder, Params, UrlError, prelude::*};

use super::error::{Server, during, failed, undefined};
use crate::LoadError;

/// A connection to one database of a server.
pub(super) struct Session {
    conn: Conn,
    /// The database's name.
    pub(super) database: String,
    /// Which server it is.
    pub(super) server: Server,
    /// The longest statement the server takes, in bytes.
    pub(super) longest_statement: usize,
    /// Whether the server tells table names apart by case.
    pub(super) names_have_case: bool,
}

impl Session {
    /// Connects, without encryption.
    pub(super) fn open(url: &str) -> Result<Self, LoadError> {
        let opts = options(url)?;
        let database = opts.get_db_name().unwrap_or_default().to_owned();
        if database.is_empty() {
            return Err(LoadError::Url { reason: "it names no database".to_owned() });
        }
        let server = match opts.get_socket() {
            Some(socket) => socket.to_owned(),
            None => format!("{}:{}", opts.get_ip_or_hostname(), opts.get_tcp_port()),
        };
        let mut conn = Conn::new(opts).map_err(|error| LoadError::Connect {
            server,
            reason: match during(Server::MySql, "connecting", &error) {
                LoadError::Refused { error, .. } => error.to_string(),
                LoadError::Connection { reason, .. } => reason,
                other => other.to_string(),
            },
        })?;
        let about: Option<(String, usize, u8)> = conn
            .query_first("SELECT version(), @@max_allowed_packet, @@lower_case_table_names")
            .map_err(failed(Server::MySql, "asking for the server's version"))?;
        let (version, packet, folding) = about.unwrap_or_default();
        let server = if version.contains("MariaDB") { Server::MariaDb } else { Server::MySql };
        Ok(Self {
            conn,
            database,
            server,
            longest_statement: packet,
            names_have_case: folding == 0,
        })
    }

    /// Makes the session read text as it is written here and check all it can, whatever the
    /// server's settings.
    pub(super) fn settle(&mut self) -> Result<(), LoadError> {
        const OPERATION: &str = "preparing the session";
        self.execute(OPERATION, "SET NAMES utf8mb4")?;
        self.execute(
            OPERATION,
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,STRICT_TRANS_TABLES,\
             ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO', \
             time_zone = '+00:00', foreign_key_checks = 1, unique_checks = 1, \
             sql_safe_updates = 0, autocommit = 1",
        )?;
        if self.server == Server::MariaDb {
            self.execute(OPERATION, "SET SESSION check_constraint_checks = 1")?;
        }
        Ok(())
    }

    /// Runs a statement.
    pub(super) fn execute(&mut self, operation: &str, statement: &str) -> Result<(), LoadError> {
        self.conn.query_drop(statement).map_err(failed(self.server, operation))
    }

    /// Runs a statement that makes an empty table, and tells all that the server says of it.
    pub(super) fn define(&mut self, operation: &str, statement: &str) -> Result<(), LoadError> {
        self.conn.query_drop(statement).map_err(undefined(self.server, operation))
    }

    /// The rows of a query.
    pub(super) fn rows<T: FromRow>(
        &mut self,
        operation: &str,
        query: &str,
        parameters: impl Into<Params>,
    ) -> Result<Vec<T>, LoadError> {
        self.conn.exec(query, parameters).map_err(failed(self.server, operation))
    }

    /// Hands every row of a query to `each`, its cells as the server writes them.
    pub(super) fn stream(
        &mut self,
        operation: &str,
        query: &str,
        mut each: impl FnMut(&[::mysql::Value]) -> Result<(), LoadError>,
    ) -> Result<(), LoadError> {
        let server = self.server;
        let rows = self.conn.query_iter(query).map_err(failed(server, operation))?;
        for row in rows {
            each(&row.map_err(failed(server, operation))?.unwrap())?;
        }
        Ok(())
    }

    /// The one number that a query gives.
    pub(super) fn number(&mut self, operation: &str, query: &str) -> Result<u64, LoadError> {
        let found: Option<u64> =
            self.conn.query_first(query).map_err(failed(self.server, operation))?;
        Ok(found.unwrap_or(0))
    }

    /// Turns the check of references on or off, for this session alone.
    pub(super) fn check_references(&mut self, on: bool) -> Result<(), LoadError> {
        let statement = format!("SET SESSION foreign_key_checks = {}", u8::from(on));
        self.execute("setting foreign_key_checks", &statement)
    }
}

fn options(url: &str) -> Result<Opts, LoadError> {
    let url = url.strip_prefix("mariadb:").map_or(url.to_owned(), |rest| format!("mysql:{rest}"));
    let encrypted = ["ssl", "tls", "require_ssl"];
    let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
    if parameters.split('&').any(|parameter| {
        encrypted.iter().any(|word| parameter.to_ascii_lowercase().starts_with(word))
            && !parameter.to_ascii_lowercase().ends_with("=disabled")
    }) {
        return Err(LoadError::TlsUnavailable);
    }
    let opts = Opts::from_url(&url).map_err(|error| LoadError::Url { reason: reason(&error) })?;
    // The server may be at the end of a tunnel: what it calls its socket says nothing here.
    Ok(OptsBuilder::from_opts(opts).prefer_socket(false).into())
}

/// What is wrong with a URL; never a parameter's value.
fn reason(error: &UrlError) -> String {
    match error {
        UrlError::InvalidValue(name, _) => format!("parameter {name} has a value of no use"),
        UrlError::UnknownParameter(name) => format!("parameter {name} is unknown"),
        UrlError::ParseError(error) => error.to_string(),
        UrlError::FeatureRequired(_, parameter) => {
            format!("parameter {parameter} is not available here")
        }
        _ => "its form is wrong".to_owned(),
    }
}
