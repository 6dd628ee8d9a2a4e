//! What a job needs of the object store, as files on this machine.

use std::{
    fs,
    io::Write as _,
    path::{Component, Path, PathBuf},
};

use futures_util::TryStreamExt;
use seedbed_jobs::{
    FailureKind, JobContext, NotDone, ObjectKey, ObjectSource, Project, StoreError, port::Objects,
    results_of, uploads_of,
};

use crate::{
    Cancel, Manifest,
    jobs::failure::{failed, not_done},
    staging,
};

/// A place on this machine that is removed at the end.
pub(super) struct Work(tempfile::TempDir);

impl Work {
    pub(super) fn new(scratch: &Path) -> Result<Self, StoreError> {
        let unmade = |source| StoreError::new("make", "a directory for work", true).because(source);
        tempfile::tempdir_in(scratch).map(Self).map_err(unmade)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The same failure without the names of this machine's folders: files are called as below the
    /// place.
    pub(super) fn told(&self, not_done: NotDone) -> NotDone {
        match not_done {
            NotDone::Failed(mut failure) => {
                let place = format!("{}{}", self.0.path().display(), std::path::MAIN_SEPARATOR);
                failure.detail = failure.detail.replace(&place, "");
                NotDone::Failed(failure)
            }
            other => other,
        }
    }

    pub(super) fn folder(&self, name: &str) -> Result<PathBuf, StoreError> {
        let path = self.path(name);
        let unmade = |source| StoreError::new("make", "a directory for work", true).because(source);
        fs::create_dir_all(&path).map_err(unmade)?;
        Ok(path)
    }
}

/// Fetches uploads of the job's own project.
pub(super) async fn uploads(
    context: &JobContext,
    sources: &[ObjectSource],
    folder: &Path,
) -> Result<(), NotDone> {
    if sources.is_empty() {
        return Err(failed(FailureKind::Schema, "the job names no table"));
    }
    for source in sources {
        let key = &source.object;
        let lacks = |what: &str| failed(FailureKind::Schema, format!("{key} {what}"));
        if !key.as_str().starts_with(&uploads_of(&context.held.project)) {
            return Err(lacks("is no upload of this project"));
        }
        let place = folder.join(key.file_name());
        if place.exists() {
            return Err(lacks("is called as another upload of the job; give it another name"));
        }
        if !fetch(context.objects(), key, &place).await? {
            return Err(lacks("is not there; upload it first"));
        }
    }
    Ok(())
}

/// A folder with uploads of the job's own project; none where the job names none.
pub(super) async fn dataset(
    context: &JobContext,
    sources: &[ObjectSource],
    name: &str,
    work: &Work,
) -> Result<Vec<PathBuf>, NotDone> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let folder = work.folder(name)?;
    uploads(context, sources, &folder).await?;
    Ok(vec![folder])
}

/// Fetches the files that a manifest of the project's results names, and the manifest itself.
pub(super) async fn result(
    project: &Project,
    manifest: &ObjectKey,
    objects: &dyn Objects,
    folder: &Path,
) -> Result<(), NotDone> {
    let wrong = |what: &str| failed(FailureKind::Plan, format!("{manifest} {what}"));
    let base = manifest.as_str().strip_suffix("manifest.json");
    let base = base.filter(|_| manifest.as_str().starts_with(&results_of(project)));
    let base = base.ok_or_else(|| wrong("is no manifest of a result of this project"))?;
    let kept = folder.join("manifest.json");
    if !fetch(objects, manifest, &kept).await? {
        return Err(wrong("is not there"));
    }
    let text = fs::read(&kept)
        .map_err(|source| StoreError::new("read", "a file for work", true).because(source))?;
    let named: Manifest = serde_json::from_slice(&text).map_err(|_| wrong("is no manifest"))?;
    for file in &named.files {
        let path = Path::new(&file.name);
        let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        let key = ObjectKey::new(format!("{base}{}", file.name)).ok().filter(|_| inside);
        let key = key.ok_or_else(|| wrong("names a file that can't be"))?;
        let place = folder.join(path);
        if !fetch(objects, &key, &place).await? {
            return Err(wrong("names a file that is not there"));
        }
        let found = staging::digested(&place, &Cancel::default()).map_err(not_done)?;
        if found.sha256 != file.sha256 {
            return Err(wrong("names a file that has changed"));
        }
    }
    Ok(())
}

/// Fetches an object into a file, and says whether there was one. It may be longer than memory is
/// large.
pub(super) async fn fetch(
    objects: &dyn Objects,
    key: &ObjectKey,
    path: &Path,
) -> Result<bool, StoreError> {
    let failed = |source| StoreError::new("keep", "a file for work", true).because(source);
    let Some(mut stream) = objects.stream(key).await? else { return Ok(false) };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut file = fs::File::create(path).map_err(failed)?;
    while let Some(piece) = stream.pieces.try_next().await? {
        file.write_all(&piece).map_err(failed)?;
    }
    Ok(true)
}
