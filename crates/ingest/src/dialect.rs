//! Which database a text was written for.

use std::{fmt, str::FromStr};

/// The SQL a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// PostgreSQL, and what speaks its language.
    PostgreSql,
    /// SQL of no particular database: read by PostgreSQL's rules, as far as they fit.
    Generic,
}

/// A name that is no [`Dialect`]'s.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown dialect {name:?}; known are postgresql and generic")]
pub struct UnknownDialect {
    /// The name as given.
    pub name: String,
}

impl Dialect {
    /// What a text looks like, by words that only one database's scripts have.
    pub fn guess(text: &str) -> Self {
        const MARKS: &[&str] =
            &["ENGINE=", "AUTO_INCREMENT", "AUTOINCREMENT", "[dbo]", "NVARCHAR", "VARCHAR2"];
        let is_marked = |line: &str| {
            let upper = line.to_uppercase();
            line.contains('`') || MARKS.iter().any(|mark| upper.contains(mark))
        };
        // Comments and strings may hold anything, so that one line is no proof.
        let marked = text.lines().filter(|line| !line.trim_start().starts_with("--"));
        if marked.filter(|line| is_marked(line)).take(2).count() == 2 {
            Self::Generic
        } else {
            Self::PostgreSql
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PostgreSql => "postgresql",
            Self::Generic => "generic",
        })
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" | "pg" => Ok(Self::PostgreSql),
            "generic" | "ansi" | "sql" => Ok(Self::Generic),
            _ => Err(UnknownDialect { name: name.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_is_guessed_from_more_than_one_line() {
        let cases = [
            ("create table t (a serial);", Dialect::PostgreSql),
            ("create table `t` (\n`a` int\n) ENGINE=InnoDB;", Dialect::Generic),
            ("-- `a`\n-- `b`\ncreate table t (a text default '`');", Dialect::PostgreSql),
        ];
        for (text, expected) in cases {
            assert_eq!(Dialect::guess(text), expected, "{text}");
        }
    }

    #[test]
    fn names_of_dialects_are_read_back() {
        for dialect in [Dialect::PostgreSql, Dialect::Generic] {
            assert_eq!(dialect.to_string().parse(), Ok(dialect));
        }
        assert!("klingon".parse::<Dialect>().is_err());
    }
}
