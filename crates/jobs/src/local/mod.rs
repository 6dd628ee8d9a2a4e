//! Adapters for one machine: a folder, an embedded database, child processes; and memory, for
//! tests.

mod database;
mod folder;
mod links;
mod memory;
mod processes;

pub use database::{DatabaseQueue, DatabaseRecords, LocalDatabase};
pub use folder::Folder;
pub use links::{LinkError, SignedLinks, Verb, new_secret};
pub use memory::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords};
pub use processes::Processes;

use crate::StoreError;

/// A place in an index's order as text, and back. Keys hold no unit separators: they are made of
/// names, numbers and `#`.
pub(crate) struct Place {
    pub sort: String,
    pub partition: String,
    pub key: String,
}

const SEPARATOR: char = '\u{1f}';

impl Place {
    pub(crate) fn parse(text: &str) -> Self {
        let mut parts = text.splitn(3, SEPARATOR).map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Self { sort: next(), partition: next(), key: next() }
    }

    pub(crate) fn text(&self) -> String {
        format!("{}{SEPARATOR}{}{SEPARATOR}{}", self.sort, self.partition, self.key)
    }
}

/// Runs what blocks where it hurts nobody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        Err(StoreError::new("finish", "a store's work", false).because(error))
    })
}
