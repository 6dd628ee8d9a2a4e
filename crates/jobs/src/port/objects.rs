//! Files by name: uploads, requests, results.

use std::{path::Path, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;

use crate::{ObjectKey, StoreError};

/// What is known of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Where it is.
    pub key: ObjectKey,
    /// Its size in bytes.
    pub bytes: u64,
    /// Changes with its bytes.
    pub tag: String,
}

/// An object's bytes in pieces, as they come.
pub struct ObjectStream {
    /// How many bytes there are, all pieces together.
    pub bytes: u64,
    /// The pieces in their order. One that can't be read is the last.
    pub pieces: BoxStream<'static, Result<Bytes, StoreError>>,
}

/// What a put does when there is an object already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutMode {
    /// Replaces it.
    Replace,
    /// Refuses with [`PutError::Exists`].
    Create,
}

/// Why an object was not put.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// There is one already.
    #[error("there is an object {key} already")]
    Exists {
        /// Where.
        key: ObjectKey,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A store of objects. An object is there whole or not at all.
#[async_trait]
pub trait Objects: Send + Sync {
    /// Puts bytes.
    async fn put(
        &self,
        key: &ObjectKey,
        bytes: Bytes,
        mode: PutMode,
    ) -> Result<ObjectInfo, PutError>;

    /// Puts a file of any size, replacing what is there.
    async fn put_file(&self, key: &ObjectKey, file: &Path) -> Result<ObjectInfo, StoreError>;

    /// An object's bytes.
    async fn get(&self, key: &ObjectKey) -> Result<Option<Bytes>, StoreError>;

    /// An object's bytes in pieces, whatever its size: few of them are in memory at a time.
    async fn stream(&self, key: &ObjectKey) -> Result<Option<ObjectStream>, StoreError>;

    /// What is known of an object.
    async fn info(&self, key: &ObjectKey) -> Result<Option<ObjectInfo>, StoreError>;

    /// Objects whose keys begin with a prefix, in the order of the keys' bytes, after one.
    async fn list(
        &self,
        prefix: &str,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, StoreError>;

    /// Removes an object, if there is one.
    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError>;
}

/// What an upload by link may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadLink {
    /// Where the object will be.
    pub key: ObjectKey,
    /// The media type the uploader must name.
    pub content_type: String,
    /// Its exact size in bytes.
    pub bytes: u64,
}

/// Links that let their holder get or put one object for a while, without a key of the stack.
#[async_trait]
pub trait Links: Send + Sync {
    /// A link to get an object.
    async fn download(&self, key: &ObjectKey, lasts: Duration) -> Result<String, StoreError>;

    /// A link to put an object.
    async fn upload(&self, upload: &UploadLink, lasts: Duration) -> Result<String, StoreError>;
}
