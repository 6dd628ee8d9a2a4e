//! Objects in a folder.

use std::{
    fs, io,
    io::{Read, Write as _},
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tempfile::NamedTempFile;

use super::blocking;
use crate::{
    ObjectKey, StoreError,
    port::{ObjectInfo, ObjectStream, Objects, PutError, PutMode},
};

/// Objects as files below a folder. A file is written under a temporary name, flushed to the
/// disk, and renamed: whoever reads, reads it whole.
#[derive(Debug, Clone)]
pub struct Folder {
    objects: PathBuf,
    temporary: PathBuf,
}

impl Folder {
    /// A folder; made if there is none.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let folder = Self { objects: path.join("objects"), temporary: path.join("temporary") };
        for made in [&folder.objects, &folder.temporary] {
            fs::create_dir_all(made).map_err(|source| {
                StoreError::new("make", made.display().to_string(), false).because(source)
            })?;
        }
        Ok(folder)
    }

    /// Where an object's file is, if the object is there.
    pub fn path(&self, key: &ObjectKey) -> PathBuf {
        self.objects.join(format!("{}{SUFFIX}", encoded(key.as_str())))
    }

    fn put_bytes(
        &self,
        key: &ObjectKey,
        mut bytes: impl Read,
        mode: PutMode,
    ) -> Result<ObjectInfo, PutError> {
        let mut attempt = || {
            let path = self.path(key);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut file = NamedTempFile::new_in(&self.temporary)?;
            io::copy(&mut bytes, &mut file)?;
            file.flush()?;
            file.as_file().sync_all()?;
            let kept = match mode {
                PutMode::Replace => file.persist(&path),
                PutMode::Create => file.persist_noclobber(&path),
            };
            kept.map_err(|error| error.error)?;
            information(key, &path)
        };
        attempt().map_err(|source| {
            if mode == PutMode::Create && source.kind() == io::ErrorKind::AlreadyExists {
                PutError::Exists { key: key.clone() }
            } else {
                failed("put", key)(source).into()
            }
        })
    }

    fn list_all(&self, prefix: &str) -> io::Result<Vec<ObjectKey>> {
        // Only what is below the prefix's last slash can begin with it.
        let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
        let start = match ObjectKey::new(folder) {
            Ok(key) => self.objects.join(encoded(key.as_str())),
            Err(_) => self.objects.clone(),
        };
        let mut keys = Vec::new();
        let mut open = vec![start];
        while let Some(folder) = open.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for entry in entries {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    open.push(entry.path());
                } else if let Some(key) = self.key(&entry.path())
                    && key.as_str().starts_with(prefix)
                {
                    keys.push(key);
                }
            }
        }
        keys.sort();
        Ok(keys)
    }

    fn key(&self, path: &Path) -> Option<ObjectKey> {
        let relative = path.strip_prefix(&self.objects).ok()?.to_str()?;
        let relative = relative.strip_suffix(SUFFIX)?.replace(std::path::MAIN_SEPARATOR, "/");
        let decoded = percent_encoding::percent_decode_str(&relative).decode_utf8().ok()?;
        ObjectKey::new(decoded).ok()
    }
}

/// How many bytes of a file are read at a time.
const PIECE: u64 = 256 << 10;

/// Files end with it, so that an object `a` and an object `a/b` can both be: no folder does.
const SUFFIX: &str = "%";

/// The path of a key: whatever a file system may take amiss is written as `%` and two digits.
fn encoded(key: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'=').remove(b'/');
    utf8_percent_encode(key, KEPT).to_string()
}

fn failed(operation: &'static str, key: &ObjectKey) -> impl Fn(io::Error) -> StoreError {
    let key = key.to_string();
    move |source| {
        let is_retryable =
            matches!(source.kind(), io::ErrorKind::Interrupted | io::ErrorKind::TimedOut);
        StoreError::new(operation, key.clone(), is_retryable).because(source)
    }
}

/// Absent is an answer, not a failure.
fn if_there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn information(key: &ObjectKey, path: &Path) -> io::Result<ObjectInfo> {
    let metadata = fs::metadata(path)?;
    let changed = metadata.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    // Every put makes a file of its own, so its number tells puts within one tick of the clock.
    #[cfg(unix)]
    let file = std::os::unix::fs::MetadataExt::ino(&metadata);
    #[cfg(not(unix))]
    let file = 0;
    let tag = format!("{:x}-{file:x}-{:x}", changed.as_nanos(), metadata.len());
    Ok(ObjectInfo { key: key.clone(), bytes: metadata.len(), tag })
}

#[async_trait]
impl Objects for Folder {
    async fn put(
        &self,
        key: &ObjectKey,
        bytes: Bytes,
        mode: PutMode,
    ) -> Result<ObjectInfo, PutError> {
        let (folder, key) = (self.clone(), key.clone());
        blocking(move || Ok(folder.put_bytes(&key, bytes.as_ref(), mode))).await?
    }

    async fn put_file(&self, key: &ObjectKey, file: &Path) -> Result<ObjectInfo, StoreError> {
        let (folder, key, path) = (self.clone(), key.clone(), file.to_owned());
        blocking(move || {
            let file = fs::File::open(&path).map_err(|source| {
                StoreError::new("read", path.display().to_string(), false).because(source)
            })?;
            folder.put_bytes(&key, file, PutMode::Replace).map_err(|error| match error {
                PutError::Store(error) => error,
                PutError::Exists { key } => StoreError::new("put", key.to_string(), false),
            })
        })
        .await
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<Bytes>, StoreError> {
        let (path, key) = (self.path(key), key.clone());
        blocking(move || {
            let bytes = if_there(fs::read(path)).map_err(failed("get", &key))?;
            Ok(bytes.map(Bytes::from))
        })
        .await
    }

    async fn stream(&self, key: &ObjectKey) -> Result<Option<ObjectStream>, StoreError> {
        let (path, name) = (self.path(key), key.clone());
        let opened = blocking(move || {
            let opened = if_there(fs::File::open(path)).map_err(failed("get", &name))?;
            let sized = opened.map(|file| Ok((file.metadata()?.len(), file))).transpose();
            sized.map_err(failed("get", &name))
        });
        let Some((bytes, file)) = opened.await? else { return Ok(None) };
        let key = key.clone();
        let pieces = stream::try_unfold(file, move |mut file| {
            let key = key.clone();
            blocking(move || {
                let mut piece = Vec::new();
                let read = (&mut file).take(PIECE).read_to_end(&mut piece);
                read.map_err(failed("get", &key))?;
                Ok((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
            })
        });
        Ok(Some(ObjectStream { bytes, pieces: pieces.boxed() }))
    }

    async fn info(&self, key: &ObjectKey) -> Result<Option<ObjectInfo>, StoreError> {
        let (path, key) = (self.path(key), key.clone());
        blocking(move || if_there(information(&key, &path)).map_err(failed("look at", &key))).await
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, StoreError> {
        let (folder, prefix, after) = (self.clone(), prefix.to_owned(), after.cloned());
        blocking(move || {
            let attempt = || {
                let keys = folder.list_all(&prefix)?;
                let wanted = keys
                    .iter()
                    .filter(|key| after.as_ref().is_none_or(|after| *key > after))
                    // One that was removed meanwhile is no failure.
                    .filter_map(|key| if_there(information(key, &folder.path(key))).transpose());
                wanted.take(limit).collect::<io::Result<Vec<_>>>()
            };
            attempt()
                .map_err(|source| StoreError::new("list", prefix.clone(), false).because(source))
        })
        .await
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError> {
        let (path, key) = (self.path(key), key.clone());
        blocking(move || if_there(fs::remove_file(path)).map_err(failed("delete", &key)).map(drop))
            .await
    }
}
