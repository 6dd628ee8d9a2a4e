//! Where rows go.

use std::{convert::Infallible, fmt, path::PathBuf, str::FromStr};

use seedbed_ingest::Dialect;

/// A directory, or a database by its URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Directory(PathBuf),
    Database(String),
}

impl FromStr for Target {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        // Nobody names a directory `sqlite:…`.
        let schemes = ["postgres://", "postgresql://", "mysql://", "mariadb://", "sqlite:"];
        let is_url = schemes.iter().any(|scheme| text.starts_with(scheme));
        Ok(if is_url { Self::Database(text.to_owned()) } else { Self::Directory(text.into()) })
    }
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
