//! The file behind a URL.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use super::refusal::refused;
use crate::LoadError;

/// An open database file.
pub(crate) struct Opened {
    pub(crate) connection: Connection,
    path: PathBuf,
    /// Whether there was no such file before.
    created: bool,
}

/// The path of `sqlite:shop.db`, `sqlite://shop.db` or `sqlite:///srv/shop.db`.
pub(crate) fn path_of(url: &str) -> Result<PathBuf, LoadError> {
    let rest = url.split_once(':').map_or("", |(_, rest)| rest);
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let wrong = |reason: &str| Err(LoadError::Url { reason: reason.to_owned() });
    match path {
        "" => wrong("it names no file"),
        ":memory:" => wrong("a database in memory is gone when the program ends; name a file"),
        path if path.contains('?') => wrong("parameters after ? are not known; name a file alone"),
        path => Ok(path.into()),
    }
}

/// Opens the file; makes it only when asked to.
pub(crate) fn open(url: &str, create: bool) -> Result<Opened, LoadError> {
    let path = path_of(url)?;
    let exists = path.exists();
    if !exists && !create {
        return Err(LoadError::NoFile { path: path.display().to_string() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = connect(&path, flags)?;
    Ok(Opened { connection, path, created: !exists })
}

/// Opens the file to read only.
pub(crate) fn open_to_read(url: &str) -> Result<Connection, LoadError> {
    let path = path_of(url)?;
    if !path.exists() {
        return Err(LoadError::NoFile { path: path.display().to_string() });
    }
    connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, LoadError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).map_err(|error| match error {
        rusqlite::Error::InvalidPath(_) => {
            LoadError::Url { reason: "its path is not plain text".to_owned() }
        }
        error => refused(format!("opening {}", path.display()), &error),
    })
}

impl Opened {
    /// Closes the file, and removes it where there was none before.
    pub(crate) fn discard(self) {
        drop(self.connection);
        if self.created {
            // Nothing is lost when an empty file stays.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file() {
        let cases = [
            ("sqlite:shop.db", Some("shop.db")),
            ("sqlite:/srv/shop.db", Some("/srv/shop.db")),
            ("sqlite://data/shop.db", Some("data/shop.db")),
            ("sqlite:///srv/shop.db", Some("/srv/shop.db")),
            ("sqlite:", None),
            ("sqlite::memory:", None),
            ("sqlite:shop.db?mode=ro", None),
        ];
        for (url, expected) in cases {
            assert_eq!(path_of(url).ok(), expected.map(PathBuf::from), "{url}");
        }
    }
}
