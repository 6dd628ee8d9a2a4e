//! Small documents that people write beside a schema.

use serde::de::DeserializeOwned;

use crate::tree::{document, from_node};

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}{}", .help.as_ref().map_or_else(String::new, |help| format!(" ({help})")))]
pub struct DocumentError {
    /// Where, from 1.
    pub line: u32,
    /// What.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

/// Reads a value from a document in YAML or JSON.
///
/// ```
/// let error = seedbed_ingest::read_document::<Vec<u8>>("- 1\n- many").unwrap_err();
/// assert_eq!(error.line, 2);
/// ```
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn read_document<T: DeserializeOwned>(text: &str) -> Result<T, DocumentError> {
    let tree = document(text).map_err(|error| DocumentError {
        line: error.place.line,
        message: error.message,
        help: None,
    })?;
    from_node(&tree).map_err(|error| DocumentError {
        line: error.place.map_or(1, |place| place.line),
        message: error.message,
        help: error.hint,
    })
}
