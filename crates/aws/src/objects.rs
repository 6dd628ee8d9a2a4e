//! Objects in an S3 bucket, and links to them.

use std::{
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    time::Duration,
};

use async_trait::async_trait;
use aws_sdk_s3::{
    Client,
    presigning::PresigningConfig,
    primitives::ByteStream,
    types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart},
};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use seedbed_jobs::{
    ObjectKey, StoreError,
    port::{Links, ObjectInfo, ObjectStream, Objects, PutError, PutMode, UploadLink},
};

use crate::error::{failed, is};

/// Larger files are put in parts of this size, or of more where there would be over 10,000.
pub const PART_BYTES: u64 = 8 << 20;

/// S3's limit.
const MOST_PARTS: u64 = 10_000;

/// Parts on their way at a time; each is held in memory.
const AT_A_TIME: usize = 4;

/// Objects in a bucket. Every put carries a SHA-256 of its bytes, which S3 compares.
#[derive(Debug, Clone)]
pub struct S3Objects {
    client: Client,
    bucket: String,
}

impl S3Objects {
    /// The objects of a bucket.
    pub fn new(client: Client, bucket: &str) -> Self {
        Self { client, bucket: bucket.to_owned() }
    }

    async fn put_parts(
        &self,
        key: &ObjectKey,
        file: &Path,
        bytes: u64,
    ) -> Result<ObjectInfo, StoreError> {
        let created = self
            .client
            .create_multipart_upload()
            .bucket(&self.bucket)
            .key(key.as_str())
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .send()
            .await
            .map_err(|error| failed("begin to put", key.to_string(), &error))?;
        let unnamed = || StoreError::new("begin to put", key.to_string(), true);
        let upload = created.upload_id().ok_or_else(unnamed)?;
        let put = self.put_each(key, upload, file, bytes).await;
        if put.is_err() {
            let abort = self.client.abort_multipart_upload();
            let abort = abort.bucket(&self.bucket).key(key.as_str()).upload_id(upload).send();
            if let Err(error) = abort.await {
                let error = failed("take back the parts of", key.to_string(), &error);
                tracing::warn!(%error, "parts remain until the bucket's lifecycle removes them");
            }
        }
        Ok(ObjectInfo { key: key.clone(), bytes, tag: put? })
    }

    /// Puts all parts and joins them; gives the object's tag.
    async fn put_each(
        &self,
        key: &ObjectKey,
        upload: &str,
        file: &Path,
        bytes: u64,
    ) -> Result<String, StoreError> {
        let size = PART_BYTES.max(bytes.div_ceil(MOST_PARTS));
        let parts = stream::iter(0..bytes.div_ceil(size)).map(|number| {
            let start = number * size;
            self.put_part(key, upload, number as i32 + 1, file, start..bytes.min(start + size))
        });
        let parts: Vec<CompletedPart> = parts.buffered(AT_A_TIME).try_collect().await?;
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
        let joined = self
            .client
            .complete_multipart_upload()
            .bucket(&self.bucket)
            .key(key.as_str())
            .upload_id(upload)
            .multipart_upload(parts)
            .send()
            .await
            .map_err(|error| failed("join the parts of", key.to_string(), &error))?;
        Ok(joined.e_tag.unwrap_or_default())
    }

    async fn put_part(
        &self,
        key: &ObjectKey,
        upload: &str,
        number: i32,
        file: &Path,
        range: std::ops::Range<u64>,
    ) -> Result<CompletedPart, StoreError> {
        let put = self
            .client
            .upload_part()
            .bucket(&self.bucket)
            .key(key.as_str())
            .upload_id(upload)
            .part_number(number)
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .body(ByteStream::from(read(file.to_owned(), range).await?))
            .send()
            .await
            .map_err(|error| failed("put a part of", key.to_string(), &error))?;
        Ok(CompletedPart::builder()
            .part_number(number)
            .set_e_tag(put.e_tag)
            .set_checksum_sha256(put.checksum_sha256)
            .build())
    }
}

#[async_trait]
impl Objects for S3Objects {
    async fn put(
        &self,
        key: &ObjectKey,
        bytes: Bytes,
        mode: PutMode,
    ) -> Result<ObjectInfo, PutError> {
        let length = bytes.len() as u64;
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key.as_str())
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .set_if_none_match((mode == PutMode::Create).then(|| "*".to_owned()))
            .body(ByteStream::from(bytes));
        match put.send().await {
            Ok(put) => {
                let tag = put.e_tag.unwrap_or_default();
                Ok(ObjectInfo { key: key.clone(), bytes: length, tag })
            }
            Err(error) if is(&error, &["PreconditionFailed"]) => {
                Err(PutError::Exists { key: key.clone() })
            }
            Err(error) => Err(failed("put", key.to_string(), &error).into()),
        }
    }

    async fn put_file(&self, key: &ObjectKey, file: &Path) -> Result<ObjectInfo, StoreError> {
        let bytes = size(file.to_owned()).await?;
        if bytes > PART_BYTES {
            return self.put_parts(key, file, bytes).await;
        }
        let bytes = read(file.to_owned(), 0..bytes).await?;
        self.put(key, bytes, PutMode::Replace).await.map_err(|error| match error {
            PutError::Store(error) => error,
            PutError::Exists { key } => StoreError::new("put", key.to_string(), false),
        })
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<Bytes>, StoreError> {
        let get = self.client.get_object().bucket(&self.bucket).key(key.as_str());
        match get.send().await {
            Ok(got) => {
                let broken = |error| StoreError::new("get", key.to_string(), true).because(error);
                Ok(Some(got.body.collect().await.map_err(broken)?.into_bytes()))
            }
            Err(error) if is(&error, &["NoSuchKey"]) => Ok(None),
            Err(error) => Err(failed("get", key.to_string(), &error)),
        }
    }

    async fn stream(&self, key: &ObjectKey) -> Result<Option<ObjectStream>, StoreError> {
        let get = self.client.get_object().bucket(&self.bucket).key(key.as_str());
        let got = match get.send().await {
            Ok(got) => got,
            Err(error) if is(&error, &["NoSuchKey"]) => return Ok(None),
            Err(error) => return Err(failed("get", key.to_string(), &error)),
        };
        let bytes = got.content_length.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0);
        let name = key.to_string();
        let pieces = stream::try_unfold(got.body, move |mut body| {
            let name = name.clone();
            async move {
                let piece = body.try_next().await;
                let piece =
                    piece.map_err(|error| StoreError::new("get", name, true).because(error));
                Ok(piece?.map(|piece| (piece, body)))
            }
        });
        Ok(Some(ObjectStream { bytes, pieces: pieces.boxed() }))
    }

    async fn info(&self, key: &ObjectKey) -> Result<Option<ObjectInfo>, StoreError> {
        let head = self.client.head_object().bucket(&self.bucket).key(key.as_str());
        match head.send().await {
            Ok(found) => {
                let bytes = found.content_length.and_then(|bytes| u64::try_from(bytes).ok());
                let tag = found.e_tag.unwrap_or_default();
                Ok(Some(ObjectInfo { key: key.clone(), bytes: bytes.unwrap_or(0), tag }))
            }
            Err(error) if is(&error, &["NotFound", "NoSuchKey"]) => Ok(None),
            Err(error) => Err(failed("look at", key.to_string(), &error)),
        }
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, StoreError> {
        let mut found: Vec<ObjectInfo> = Vec::new();
        let mut next = after.map(ToString::to_string);
        while found.len() < limit {
            let page = self
                .client
                .list_objects_v2()
                .bucket(&self.bucket)
                .prefix(prefix)
                .set_start_after(next)
                .max_keys(i32::try_from(limit - found.len()).unwrap_or(1000).min(1000))
                .send()
                .await
                .map_err(|error| failed("list", prefix, &error))?;
            next = page.contents().last().and_then(|last| last.key()).map(str::to_owned);
            // A key that is none of ours (a folder's marker) was put by somebody else.
            found.extend(page.contents().iter().filter_map(|object| {
                Some(ObjectInfo {
                    key: ObjectKey::new(object.key()?).ok()?,
                    bytes: object.size().and_then(|bytes| u64::try_from(bytes).ok())?,
                    tag: object.e_tag().unwrap_or_default().to_owned(),
                })
            }));
            if !page.is_truncated().unwrap_or(false) || next.is_none() {
                break;
            }
        }
        Ok(found)
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError> {
        let delete = self.client.delete_object().bucket(&self.bucket).key(key.as_str());
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(failed("delete", key.to_string(), &error)),
        }
    }
}

/// Links that S3 opens, signed with the credentials of whoever makes them: they end with those
/// credentials at the latest.
#[derive(Debug, Clone)]
pub struct S3Links {
    client: Client,
    bucket: String,
}

impl S3Links {
    /// Links to the objects of a bucket.
    pub fn new(client: Client, bucket: &str) -> Self {
        Self { client, bucket: bucket.to_owned() }
    }
}

#[async_trait]
impl Links for S3Links {
    async fn download(&self, key: &ObjectKey, lasts: Duration) -> Result<String, StoreError> {
        let get = self.client.get_object().bucket(&self.bucket).key(key.as_str());
        let signed = get.presigned(expiry(key, lasts)?).await;
        let signed = signed.map_err(|error| failed("sign a link to", key.to_string(), &error))?;
        Ok(signed.uri().to_owned())
    }

    async fn upload(&self, upload: &UploadLink, lasts: Duration) -> Result<String, StoreError> {
        let key = &upload.key;
        let put = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key.as_str())
            .content_type(&upload.content_type)
            .content_length(i64::try_from(upload.bytes).unwrap_or(i64::MAX));
        let signed = put.presigned(expiry(key, lasts)?).await;
        let signed = signed.map_err(|error| failed("sign a link to", key.to_string(), &error))?;
        Ok(signed.uri().to_owned())
    }
}

fn expiry(key: &ObjectKey, lasts: Duration) -> Result<PresigningConfig, StoreError> {
    PresigningConfig::expires_in(lasts)
        .map_err(|error| StoreError::new("sign a link to", key.to_string(), false).because(error))
}

async fn size(file: PathBuf) -> Result<u64, StoreError> {
    blocking(file, |file| Ok(file.metadata()?.len())).await
}

/// A part of a file.
async fn read(file: PathBuf, range: std::ops::Range<u64>) -> Result<Bytes, StoreError> {
    let whole = range.end - range.start;
    let bytes = blocking(file.clone(), move |mut file| {
        let mut bytes = Vec::with_capacity(usize::try_from(whole).unwrap_or(0));
        file.seek(SeekFrom::Start(range.start))?;
        file.take(whole).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    let bytes = bytes.await?;
    if bytes.len() as u64 == whole {
        Ok(bytes.into())
    } else {
        Err(StoreError::new("read the whole of", file.display().to_string(), false))
    }
}

async fn blocking<T: Send + 'static>(
    path: PathBuf,
    work: impl FnOnce(std::fs::File) -> std::io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    let name = path.display().to_string();
    let done = tokio::task::spawn_blocking(move || std::fs::File::open(&path).and_then(work));
    let unread = |source: std::io::Error| StoreError::new("read", name, false).because(source);
    done.await.map_err(std::io::Error::other).flatten().map_err(unread)
}
