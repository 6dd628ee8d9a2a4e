//! A schema that is dropped into the bucket becomes a job.
//!
//! `uploads/PROJECT/shop.sql` becomes a job of PROJECT, with what `shop.options.yaml` or
//! `shop.sql.options.yaml` beside it asks for. A file that can't be used leaves
//! `shop.sql.error.json` beside it. The job's document holds the schema's text, and its
//! idempotency key is made of the object's key and that document: an event that comes twice, or
//! the same bytes put again, make one job.
//!
//! Objects at `uploads/PROJECT/ULID/NAME` were put by a link that the API gave; a job names them,
//! and nothing is done about them here.

mod event;
mod options;

use std::sync::Arc;

use anyhow::Result;
use bytes::Bytes;
use seedbed_jobs::{
    Engine, Failure, FailureKind, GenerateJob, IdempotencyKey, JobDocument, JobId, Jobs,
    NamedSource, NotDone, ObjectKey, Principal, Project, Projects, SchemaSource, StoreError,
    Stores, Submission, SubmitError, hex,
    port::{Objects, PutError, PutMode},
};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub use event::{Put, puts};
pub use options::Options;

/// What became of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is no schema for this function; why.
    Ignored(&'static str),
    /// It can't be used; where that is said.
    Refused(ObjectKey),
    /// There is a job for it.
    Job {
        /// The job.
        id: JobId,
        /// Whether this event made it; otherwise an earlier one did.
        is_new: bool,
    },
}

/// Makes jobs of objects.
#[derive(Clone)]
pub struct Handler {
    jobs: Jobs,
    projects: Projects,
    objects: Arc<dyn Objects>,
    engine: Arc<dyn Engine>,
    bucket: String,
    most_bytes: usize,
}

/// The endings of schemas.
const SCHEMAS: [&str; 7] = ["ddl", "json", "prisma", "py", "sql", "yaml", "yml"];

/// Longer options are none.
const MOST_OPTIONS: u64 = 1 << 20;

/// A schema at its place.
struct Upload<'a> {
    key: &'a ObjectKey,
    project: Project,
}

/// What to do about a key.
enum Place<'a> {
    Schema(Upload<'a>),
    Not(&'static str),
    Wrong(Failure),
}

impl Handler {
    /// A handler for the objects of a bucket; schemas have so many bytes at most.
    pub fn new(
        jobs: Jobs,
        stores: &Stores,
        engine: Arc<dyn Engine>,
        bucket: String,
        most_bytes: usize,
    ) -> Self {
        let (projects, objects) = (Projects::new(stores), Arc::clone(&stores.objects));
        Self { jobs, projects, objects, engine, bucket, most_bytes }
    }

    /// Handles an event of S3 or EventBridge.
    ///
    /// # Errors
    /// When a store fails, so that the event comes again; and when it is no such event.
    pub async fn handle(&self, event: &Value) -> Result<Value> {
        let mut answers = Vec::new();
        for put in puts(event)? {
            let outcome = self.put(&put).await?;
            tracing::info!(?outcome, "handled");
            answers.push(json!({ "object": put.key, "outcome": outcome }));
        }
        Ok(json!({ "uploads": answers }))
    }

    async fn put(&self, put: &Put) -> Result<Outcome> {
        if put.bucket != self.bucket {
            return Ok(Outcome::Ignored("another bucket"));
        }
        let Ok(key) = ObjectKey::new(put.key.as_str()) else {
            return Ok(Outcome::Ignored("not a key that jobs can name"));
        };
        let upload = match place(&key) {
            Place::Schema(upload) => upload,
            Place::Not(why) => return Ok(Outcome::Ignored(why)),
            Place::Wrong(failure) => return self.refuse(&key, &failure).await,
        };
        let who = who(put.requester.as_deref());
        match self.job(&upload, who).await {
            Ok(Some(outcome)) => {
                // What an earlier attempt at this file left behind.
                self.objects.delete(&beside(&key, ERROR)?).await?;
                Ok(outcome)
            }
            Ok(None) => Ok(Outcome::Ignored("it is there no more")),
            Err(NotDone::Failed(failure)) => self.refuse(&key, &failure).await,
            Err(NotDone::Store(error)) => Err(error.into()),
            Err(NotDone::Stopped | NotDone::Interrupted) => {
                Err(StoreError::new("read", key.to_string(), true).into())
            }
        }
    }

    /// Submits the job; none when the object has gone meanwhile.
    async fn job(&self, upload: &Upload<'_>, who: Principal) -> Result<Option<Outcome>, NotDone> {
        let Upload { key, project } = upload;
        if self.projects.get(project).await?.is_none() {
            let detail = format!(
                "there is no project {project}; make it first, by POST /v1/projects, and put the \
                 file again"
            );
            return Err(wrong(FailureKind::Schema, detail));
        }
        let Some(text) = self.text(key, self.most_bytes as u64).await? else { return Ok(None) };
        let options = self.options(key).await?;
        let source = NamedSource { name: key.file_name().to_owned(), text };
        let (settings, format) = options.parts();
        // What can't be planned makes no job: it is said beside the file instead.
        self.engine.plan(vec![source.clone()], settings.clone()).await?;
        let document = JobDocument::Generate(GenerateJob {
            schema: vec![SchemaSource::Text(source)],
            plan: None,
            profile: None,
            settings,
            format,
            gate: None,
        });
        let idempotency = Some(idempotency(key, &document)?);
        let submission = Submission { project: project.clone(), who, document, idempotency };
        match self.jobs.submit(submission).await {
            Ok(submitted) => {
                Ok(Some(Outcome::Job { id: submitted.job.id, is_new: submitted.is_new }))
            }
            Err(SubmitError::Store(error)) => Err(error.into()),
            // The event comes again until there is room.
            Err(refused) => {
                Err(StoreError::new("submit", key.to_string(), true).because(refused).into())
            }
        }
    }

    /// An object's text; none if there is no such object.
    async fn text(&self, key: &ObjectKey, most: u64) -> Result<Option<String>, NotDone> {
        let Some(found) = self.objects.info(key).await? else { return Ok(None) };
        let name = key.file_name();
        if found.bytes > most {
            let detail = format!("{name} has {} bytes, more than {most}", found.bytes);
            return Err(wrong(FailureKind::Schema, detail));
        }
        let Some(bytes) = self.objects.get(key).await? else { return Ok(None) };
        let text = String::from_utf8(bytes.into());
        let not_text = |_| wrong(FailureKind::Schema, format!("{name} is no text in UTF-8"));
        text.map(Some).map_err(not_text)
    }

    async fn options(&self, key: &ObjectKey) -> Result<Options, NotDone> {
        for name in options_of(key)? {
            if let Some(text) = self.text(&name, MOST_OPTIONS).await? {
                let read = seedbed_ingest::read_document(&text);
                return read.map_err(|error| {
                    let detail = format!("{}: {error}", name.file_name());
                    wrong(FailureKind::Plan, detail)
                });
            }
        }
        Ok(Options::default())
    }

    /// Says beside a file why it can't be used.
    async fn refuse(&self, key: &ObjectKey, failure: &Failure) -> Result<Outcome> {
        let place = beside(key, ERROR)?;
        let said = json!({ "object": key, "kind": failure.kind, "detail": failure.detail });
        let text = format!("{said:#}\n");
        match self.objects.put(&place, Bytes::from(text), PutMode::Replace).await {
            Ok(_) => Ok(Outcome::Refused(place)),
            Err(PutError::Store(error)) => Err(error.into()),
            Err(exists @ PutError::Exists { .. }) => Err(exists.into()),
        }
    }
}

const OPTIONS: &str = ".options.yaml";
const ERROR: &str = ".error.json";

/// What a key is to this function.
fn place(key: &ObjectKey) -> Place<'_> {
    let Some(below) = key.as_str().strip_prefix("uploads/") else {
        return Place::Not("not an upload");
    };
    let name = key.file_name();
    if name.ends_with(OPTIONS) || name.ends_with(".options.yml") || name.ends_with(ERROR) {
        return Place::Not("not a schema");
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if !ending.is_some_and(|ending| SCHEMAS.contains(&ending.as_str())) {
        return Place::Not("not a schema");
    }
    let Some((project, rest)) = below.split_once('/') else {
        let detail = format!("no project is named: put it to uploads/PROJECT/{name}");
        return Place::Wrong(Failure { kind: FailureKind::Schema, detail });
    };
    if rest.split_once('/').is_some_and(|(folder, _)| folder.parse::<JobId>().is_ok()) {
        return Place::Not("put by a link; a job names it");
    }
    match Project::new(project) {
        Ok(project) => Place::Schema(Upload { key, project }),
        Err(invalid) => {
            let detail = format!("the folder below uploads/ is a project, and {invalid}");
            Place::Wrong(Failure { kind: FailureKind::Schema, detail })
        }
    }
}

/// Where a schema's options may be.
fn options_of(key: &ObjectKey) -> Result<Vec<ObjectKey>, StoreError> {
    let name = key.file_name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let folder = key.as_str().strip_suffix(name).unwrap_or_default();
    let of = |text: String| ObjectKey::new(text).map_err(unnamed);
    Ok(vec![of(format!("{folder}{stem}{OPTIONS}"))?, beside(key, OPTIONS)?])
}

fn beside(key: &ObjectKey, ending: &str) -> Result<ObjectKey, StoreError> {
    ObjectKey::new(format!("{key}{ending}")).map_err(unnamed)
}

fn unnamed(source: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::new("name", "what lies beside a file", false).because(source)
}

fn wrong(kind: FailureKind, detail: String) -> NotDone {
    NotDone::Failed(Failure { kind, detail })
}

/// Who put the file, as far as S3 says it.
fn who(requester: Option<&str>) -> Principal {
    let named = requester.and_then(|name| Principal::new(format!("s3:{name}")).ok());
    named.unwrap_or_else(|| Principal::new("s3").expect("it is a name"))
}

fn idempotency(key: &ObjectKey, document: &JobDocument) -> Result<IdempotencyKey, StoreError> {
    let mut hash = Sha256::new();
    hash.update(key.as_str());
    // No key holds a line feed.
    hash.update("\n");
    hash.update(document.sha256());
    IdempotencyKey::new(format!("upload {}", hex::encode(&hash.finalize()))).map_err(unnamed)
}
