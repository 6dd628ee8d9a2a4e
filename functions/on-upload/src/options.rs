//! What is asked of a schema that was dropped into the bucket.

use std::collections::BTreeMap;

use seedbed_jobs::{OutputFormat, Settings};
use serde::Deserialize;

/// The document beside a schema: what a job's `settings` hold, and the files' format.
///
/// ```
/// let options: function_on_upload::Options =
///     seedbed_ingest::read_document("rows: 5000\nseed: 7\nformat: parquet").unwrap();
/// assert_eq!(options.parts().0.rows, Some(5000));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    seed: Option<u64>,
    rows: Option<u64>,
    table_rows: BTreeMap<String, u64>,
    locale: Option<String>,
    as_of: Option<String>,
    dialect: Option<String>,
    infer: Option<bool>,
    format: OutputFormat,
}

impl Options {
    /// The settings of a job, and its format.
    pub fn parts(self) -> (Settings, OutputFormat) {
        let Self { seed, rows, table_rows, locale, as_of, dialect, infer, format } = self;
        (Settings { seed, rows, table_rows, locale, as_of, dialect, infer }, format)
    }
}
