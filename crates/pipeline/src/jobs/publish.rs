//! From a directory to a result that others read.

use std::path::Path;

use bytes::Bytes;
use seedbed_jobs::{
    JobContext, JobResult, NotDone, ObjectKey, StoreError,
    port::{PutError, PutMode},
};

use crate::{Manifest, PipelineError, jobs::failure::not_done, manifest::document};

/// The name of the manifest beside the parts it names.
const MANIFEST: &str = "manifest.json";

/// The name of the plan that parts were made by.
pub(crate) const PLAN: &str = "plan.json";

/// Puts the plan, the parts that a manifest names, and then the manifest.
pub(crate) async fn publish(
    context: &JobContext,
    directory: &Path,
    manifest: &Manifest,
) -> Result<JobResult, NotDone> {
    let plan = key(context, PLAN)?;
    context.objects().put_file(&plan, &directory.join(PLAN)).await?;
    for file in &manifest.files {
        if context.is_stopped() {
            return Err(NotDone::Stopped);
        }
        let key = key(context, &file.name)?;
        let put = context.objects().put_file(&key, &directory.join(&file.name)).await?;
        if put.bytes != file.bytes {
            let error = StoreError::new("put", format!("all bytes of {key}"), true);
            return Err(NotDone::Store(error));
        }
    }
    conclude(context, manifest).await
}

/// Puts a manifest whose parts are there already.
pub(crate) async fn conclude(
    context: &JobContext,
    manifest: &Manifest,
) -> Result<JobResult, NotDone> {
    let text = document(manifest).map_err(not_done)?;
    let key = put_text(context, MANIFEST, text).await?;
    let tables = manifest.files.iter().flat_map(|file| &file.tables);
    Ok(JobResult {
        manifest: key,
        files: manifest.files.len() as u64,
        rows: tables.map(|table| table.rows).sum(),
        bytes: manifest.files.iter().map(|file| file.bytes).sum(),
    })
}

/// Puts a text below the attempt's folder.
pub(crate) async fn put_text(
    context: &JobContext,
    name: &str,
    text: String,
) -> Result<ObjectKey, NotDone> {
    let key = key(context, name)?;
    match context.objects().put(&key, Bytes::from(text), PutMode::Replace).await {
        Ok(_) => Ok(key),
        Err(PutError::Store(error)) => Err(NotDone::Store(error)),
        Err(exists @ PutError::Exists { .. }) => {
            Err(NotDone::Store(StoreError::new("replace", key.to_string(), true).because(exists)))
        }
    }
}

fn key(context: &JobContext, name: &str) -> Result<ObjectKey, NotDone> {
    context.folder.join(name).map_err(|source| {
        not_done(PipelineError::Files { message: format!("a file can't be kept: {source}") })
    })
}
