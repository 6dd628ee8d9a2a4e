//! What goes wrong between a job and its stores.

use std::error::Error;

/// An operation of a store that failed. It names the operation and its object, never a value.
#[derive(Debug, thiserror::Error)]
#[error("can't {operation} {object}")]
pub struct StoreError {
    operation: &'static str,
    object: String,
    is_retryable: bool,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// An operation on an object that failed; whether the same call may succeed later.
    pub fn new(operation: &'static str, object: impl Into<String>, is_retryable: bool) -> Self {
        Self { operation, object: object.into(), is_retryable, source: None }
    }

    /// The same with its cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.is_retryable
    }
}

/// Why a commit did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// A record is not as the write expects it; nothing was written.
    #[error("a record has changed meanwhile")]
    Conflict {
        /// Which write found its record otherwise, counted from 0.
        write: usize,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
