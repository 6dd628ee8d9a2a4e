//! Which database's SQL is spoken.

use std::{fmt, str::FromStr};

use crate::IdentifierCase;

/// The SQL of a database: how a text is read, what its expressions mean, how rows are written
/// for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// `PostgreSQL`, and what speaks its language.
    #[default]
    PostgreSql,
    /// `MySQL` and `MariaDB`.
    MySql,
    /// `SQLite`.
    Sqlite,
    /// Microsoft SQL Server.
    SqlServer,
    /// Oracle Database.
    Oracle,
    /// IBM Db2.
    Db2,
    /// Snowflake.
    Snowflake,
    /// Google `BigQuery`.
    BigQuery,
    /// SQL of no particular database: `PostgreSQL`'s rules, as far as they fit.
    Generic,
}

/// A name that is no [`Dialect`]'s.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown dialect {name:?}; known are {}", known())]
pub struct UnknownDialect {
    /// The name as given.
    pub name: String,
}

fn known() -> String {
    Dialect::ALL.map(Dialect::name).join(", ")
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 9] = [
        Self::PostgreSql,
        Self::MySql,
        Self::Sqlite,
        Self::SqlServer,
        Self::Oracle,
        Self::Db2,
        Self::Snowflake,
        Self::BigQuery,
        Self::Generic,
    ];

    /// The name that the command line and documents use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
            Self::SqlServer => "sqlserver",
            Self::Oracle => "oracle",
            Self::Db2 => "db2",
            Self::Snowflake => "snowflake",
            Self::BigQuery => "bigquery",
            Self::Generic => "generic",
        }
    }

    /// What becomes of names written without quotes.
    pub const fn identifier_case(self) -> IdentifierCase {
        match self {
            Self::PostgreSql | Self::Generic => IdentifierCase::Lower,
            Self::Oracle | Self::Db2 | Self::Snowflake => IdentifierCase::Upper,
            Self::MySql | Self::Sqlite | Self::SqlServer | Self::BigQuery => IdentifierCase::Keep,
        }
    }

    /// Whether names that differ in case alone mean the same object: where they are kept as
    /// written. (`MySQL` on Linux tells tables apart, but nobody relies on it.)
    pub const fn ignores_name_case(self) -> bool {
        matches!(self.identifier_case(), IdentifierCase::Keep)
    }

    /// Whether a backslash escapes the character behind it in a plain string.
    pub const fn escapes_with_backslash(self) -> bool {
        matches!(self, Self::MySql | Self::BigQuery | Self::Snowflake)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" | "pg" => Self::PostgreSql,
            "mysql" | "mariadb" => Self::MySql,
            "sqlite" | "sqlite3" => Self::Sqlite,
            "sqlserver" | "mssql" | "tsql" => Self::SqlServer,
            "oracle" => Self::Oracle,
            "db2" => Self::Db2,
            "snowflake" => Self::Snowflake,
            "bigquery" => Self::BigQuery,
            "generic" | "ansi" | "sql" => Self::Generic,
            _ => return Err(UnknownDialect { name: name.to_owned() }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dialects_are_read_back() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.to_string().parse(), Ok(dialect));
        }
        assert!("klingon".parse::<Dialect>().is_err());
    }
}
