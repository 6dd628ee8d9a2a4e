//! Where rows go.

use std::{fmt, path::PathBuf, str::FromStr};

use seedbed_ingest::Dialect;

/// A directory, or a database by its URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Directory(PathBuf),
    Database(String),
}

/// The schemes of databases, as their URLs begin.
const SCHEMES: &[&str] = &["postgres://", "postgresql://", "mysql://", "mariadb://", "sqlite:"];

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // Nobody names a directory `sqlite:…`.
        if SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Self::Database(text.to_owned()));
        }
        match text.split_once("://") {
            Some((scheme, _)) if is_scheme(scheme) => Err(format!(
                "rows can't go to {scheme}:// here; a database is postgres://user@host/name, \
                 mysql://user@host/name or sqlite:FILE, and anything else is a directory"
            )),
            _ => Ok(Self::Directory(text.into())),
        }
    }
}

/// Whether a URL may begin with it (RFC 3986, section 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

impl Target {
    /// What a database speaks.
    pub(crate) fn dialect(&self) -> Option<Dialect> {
        let Self::Database(url) = self else { return None };
        Some(match url.split(':').next()? {
            "mysql" | "mariadb" => Dialect::MySql,
            "sqlite" => Dialect::Sqlite,
            _ => Dialect::PostgreSql,
        })
    }
}

/// Written without the password, which has no place on a screen or in a log.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path) => write!(f, "{}", path.display()),
            Self::Database(url) => f.write_str(&without_secrets(url)),
        }
    }
}

fn without_secrets(url: &str) -> String {
    // Parameters may hold a password too.
    let url = url.split_once('?').map_or(url, |(url, _)| url);
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let Some((login, host)) = rest.rsplit_once('@') else {
        return url.to_owned();
    };
    let user = login.split_once(':').map_or(login, |(user, _)| user);
    format!("{scheme}://{user}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn err_schemes_of_no_known_database() {
        for text in ["http://x/y", "postgre://h/x", "mongodb://app:secret@h/x"] {
            let refused = text.parse::<Target>().unwrap_err();
            assert!(refused.contains("postgres://") && !refused.contains("secret"), "{refused}");
        }
        for text in ["out", "./a://b", "C:/out", "a b://c"] {
            assert_eq!(text.parse(), Ok(Target::Directory(text.into())));
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let cases = [
            ("postgres://app:secret@db/shop", "postgres://app@db/shop"),
            ("postgresql://app:se@cret@db/shop?password=x", "postgresql://app@db/shop"),
            ("postgres://db/shop", "postgres://db/shop"),
            ("sqlite:shop.db", "sqlite:shop.db"),
            ("mysql://app:secret@db/shop", "mysql://app@db/shop"),
            ("mariadb://app@db/shop", "mariadb://app@db/shop"),
            ("./out", "./out"),
        ];
        for (text, shown) in cases {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), shown);
        }
    }
}
