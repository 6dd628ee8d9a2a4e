//! Small records with versions: the state of jobs, who did what, saved settings.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::{CommitError, StoreError, Timestamp};

/// A record's place: records of one partition are kept in the order of their sort keys (by
/// bytes). Neither part is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    /// The partition.
    pub partition: String,
    /// The place within it.
    pub sort: String,
}

impl RecordKey {
    /// A key of its two parts.
    pub fn new(partition: impl Into<String>, sort: impl Into<String>) -> Self {
        Self { partition: partition.into(), sort: sort.into() }
    }
}

/// The indexes beside the records themselves. A record is in an index only while it has an entry
/// there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Index {
    /// What somebody has to look at when its time has come.
    Due,
    /// Records by their state.
    State,
}

/// A record's place in an [`Index`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// The partition.
    pub partition: String,
    /// The place within it; records with the same place are told apart by their own keys.
    pub sort: String,
}

/// A record: a document under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it is.
    pub key: RecordKey,
    /// Grows with every write of the record; what conditions compare.
    pub version: u64,
    /// The document, as JSON. At most 300 kB, so that it fits every store.
    pub document: String,
    /// Its places in the indexes.
    pub indexes: BTreeMap<Index, IndexEntry>,
    /// When the store may forget it. It may still be found for some days after.
    pub expires: Option<Timestamp>,
}

/// What a write expects to find under its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Nothing.
    Absent,
    /// A record of this version.
    Version(u64),
}

/// One write of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Writes a record.
    Put {
        /// The record as it shall be.
        record: Record,
        /// What is under its key until now.
        expected: Condition,
    },
    /// Removes a record, if there is one.
    Delete(RecordKey),
}

impl Write {
    /// The key that is written.
    pub fn key(&self) -> &RecordKey {
        match self {
            Self::Put { record, .. } => &record.key,
            Self::Delete(key) => key,
        }
    }
}

/// Which way a query goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// From the smallest sort key.
    Ascending,
    /// From the largest.
    Descending,
}

/// Which records are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The index to go by; none for the records' own keys.
    pub index: Option<Index>,
    /// The partition.
    pub partition: String,
    /// Only sort keys up to this one, itself included.
    pub up_to: Option<String>,
    /// Only what comes after this place, as [`Page::next`] gave it.
    pub after: Option<String>,
    /// Which way to go.
    pub order: Order,
    /// How many at most; not 0.
    pub limit: usize,
}

impl Query {
    /// All records of a partition by their own keys, a hundred at a time.
    pub fn partition(partition: impl Into<String>) -> Self {
        Self {
            index: None,
            partition: partition.into(),
            up_to: None,
            after: None,
            order: Order::Ascending,
            limit: 100,
        }
    }
}

/// One page of a query's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// Where to go on; none after the last.
    pub next: Option<String>,
}

/// A store of records.
#[async_trait]
pub trait Records: Send + Sync {
    /// The record under a key, as the last commit left it.
    async fn read(&self, key: &RecordKey) -> Result<Option<Record>, StoreError>;

    /// Makes all writes or none. Their keys differ; there are at most 100.
    async fn commit(&self, writes: &[Write]) -> Result<(), CommitError>;

    /// A page of records. By an index it may lag behind the commits by a moment.
    async fn query(&self, query: &Query) -> Result<Page, StoreError>;
}
