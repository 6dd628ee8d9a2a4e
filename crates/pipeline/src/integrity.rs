//! Files against the manifests of the runs that wrote them.

use std::{collections::BTreeMap, fmt, fs, io, path::Path};

use seedbed_evaluate::Verification;
use serde::Serialize;

use crate::{
    Cancel, ManifestFile, PipelineError,
    manifest::{is_plain_name, manifests_in},
    staging::digested,
};

/// What came of comparing files with their manifests.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ManifestCheck {
    /// How many files the manifests name.
    pub files: usize,
    /// Where files are not as their manifest says.
    pub mismatches: Vec<ManifestMismatch>,
}

/// One thing in which a file is not as its manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManifestMismatch {
    /// The file.
    pub file: String,
    /// What it is.
    #[serde(flatten)]
    pub difference: Difference,
}

/// How a file differs from what its manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum Difference {
    /// It is not there.
    Missing,
    /// It has another size.
    Bytes {
        /// As the manifest says.
        expected: u64,
        /// As it is.
        found: u64,
    },
    /// It has the right size and other bytes: its SHA-256 is another.
    Content,
    /// It has another number of rows.
    Rows {
        /// As the manifest says.
        expected: u64,
        /// As it is.
        found: u64,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("it is not there"),
            Self::Bytes { expected, found } => write!(f, "{found} bytes instead of {expected}"),
            Self::Content => f.write_str("other bytes: the SHA-256 is another"),
            Self::Rows { expected, found } => write!(f, "{found} rows instead of {expected}"),
        }
    }
}

/// Compares the files of a directory with the manifests in it: their rows, which `verification`
/// has counted, their sizes and their SHA-256. `None` where there is no manifest.
///
/// # Errors
/// [`PipelineError::Io`] and [`PipelineError::Cancelled`].
pub fn check_manifests(
    directory: &Path,
    verification: &Verification,
    cancel: &Cancel,
) -> Result<Option<ManifestCheck>, PipelineError> {
    let manifests = manifests_in(directory)?;
    if manifests.is_empty() {
        return Ok(None);
    }
    let mut check = ManifestCheck::default();
    let mut rows: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
    for file in manifests.iter().flat_map(|(_, manifest)| &manifest.files) {
        check.files += 1;
        let difference = difference(directory, file, cancel)?;
        let is_missing = difference == Some(Difference::Missing);
        check.add(&file.name, difference);
        for table in file.tables.iter().filter(|_| !is_missing) {
            rows.entry(&table.table).or_insert((&file.name, 0)).1 += table.rows;
        }
    }
    for table in &verification.tables {
        if let Some(&(file, expected)) = rows.get(table.table.as_str())
            && expected != table.rows
        {
            check.add(file, Some(Difference::Rows { expected, found: table.rows }));
        }
    }
    Ok(Some(check))
}

impl ManifestCheck {
    fn add(&mut self, file: &str, difference: Option<Difference>) {
        self.mismatches.extend(
            difference.map(|difference| ManifestMismatch { file: file.to_owned(), difference }),
        );
    }
}

fn difference(
    directory: &Path,
    expected: &ManifestFile,
    cancel: &Cancel,
) -> Result<Option<Difference>, PipelineError> {
    let path = directory.join(&expected.name);
    let failed = |source| PipelineError::io("read", &path, source);
    let found = match fs::metadata(&path) {
        Ok(found) if is_plain_name(&expected.name) => found.len(),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => return Ok(Some(Difference::Missing)),
    };
    if found != expected.bytes {
        return Ok(Some(Difference::Bytes { expected: expected.bytes, found }));
    }
    let is_same = digested(&path, cancel)?.sha256.eq_ignore_ascii_case(&expected.sha256);
    Ok((!is_same).then_some(Difference::Content))
}

#[cfg(test)]
mod tests {
    use seedbed_evaluate::TableVerification;
    use seedbed_schema::TableId;

    use super::*;

    const TEXT: &str = "id\n1\n2\n";

    /// A directory with a manifest for `orders.csv`, and the file as it is now.
    fn checked(now: Option<&str>, rows: u64) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        let manifest = serde_json::json!({
            "seedbed": "0", "engine": 1, "seed": 1, "as_of": "", "schema_sha256": "",
            "plan_sha256": "",
            "files": [{
                "name": "orders.csv",
                "tables": [{ "table": "orders", "rows": 2, "bytes": TEXT.len() }],
                "bytes": TEXT.len(),
                "sha256": crate::staging::sha256(TEXT.as_bytes()),
            }],
        });
        fs::write(directory.path().join("manifest.json"), manifest.to_string()).unwrap();
        if let Some(now) = now {
            fs::write(directory.path().join("orders.csv"), now).unwrap();
        }
        let constraints = Vec::new();
        let table = "orders".to_owned();
        let orders = TableVerification { id: TableId(0), table, rows, constraints };
        let verification = Verification { tables: vec![orders] };
        let check = check_manifests(directory.path(), &verification, &Cancel::default());
        let check = check.unwrap().unwrap();
        assert_eq!(check.files, 1);
        check.mismatches.iter().map(|mismatch| mismatch.difference.to_string()).collect()
    }

    #[test]
    fn whatever_changed_since_the_manifest_is_found() {
        let cases: [(Option<&str>, u64, &[&str]); 4] = [
            (Some(TEXT), 2, &[]),
            (None, 0, &["it is not there"]),
            (Some("id\n1\n"), 1, &["5 bytes instead of 7", "1 rows instead of 2"]),
            (Some("id\n1\n3\n"), 2, &["other bytes: the SHA-256 is another"]),
        ];
        for (now, rows, expected) in cases {
            assert_eq!(checked(now, rows), expected, "{now:?}");
        }
    }

    #[test]
    fn a_directory_of_another_tool_has_nothing_to_compare() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("manifest.json"), "{\"name\": \"an app\"}").unwrap();
        let nothing = Verification { tables: Vec::new() };
        let check = check_manifests(directory.path(), &nothing, &Cancel::default()).unwrap();
        assert_eq!(check, None);
    }
}
