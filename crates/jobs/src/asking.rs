//! Questions and answers about jobs.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Fence, IdempotencyKey, Job, JobDocument, JobId, JobKind, JobState, LeasePolicy, Principal,
    Project, Refusal, StoreError, Timestamp,
};

/// How jobs are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobPolicy {
    /// How long workers may be silent.
    pub lease: LeasePolicy,
    /// How often workers may take one job.
    pub max_attempts: u32,
    /// How long a job and its result are kept after it was asked for.
    pub kept: Duration,
    /// How many jobs of one project may wait or run at a time.
    pub max_open: usize,
}

impl Default for JobPolicy {
    fn default() -> Self {
        Self {
            lease: LeasePolicy::default(),
            max_attempts: 3,
            kept: Duration::from_secs(30 * 24 * 60 * 60),
            max_open: 100,
        }
    }
}

/// A request for a job.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The project.
    pub project: Project,
    /// Who asks.
    pub who: Principal,
    /// What is asked for.
    pub document: JobDocument,
    /// What the asker calls this request.
    pub idempotency: Option<IdempotencyKey>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// The job.
    pub job: Job,
    /// Whether this request made it; otherwise an earlier one with the same key did.
    pub is_new: bool,
}

/// Why there is no job.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The key was used for another request.
    #[error("the idempotency key was used for another request; take a new one")]
    KeyReused,
    /// The project has as many open jobs as it may.
    #[error("the project has {0} open jobs, as many as it may; wait for one to end")]
    TooMany(usize),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a job did not change.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such job in the project.
    #[error("there is no such job")]
    Unknown,
    /// It can't go that way.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which jobs of a project are listed: the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Only those of a state.
    pub state: Option<JobState>,
    /// Only those of a kind.
    pub kind: Option<JobKind>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<T> {
    /// The things.
    pub items: Vec<T>,
    /// Where to go on; none at the end.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// The same part of a list with something made of each of its things.
    pub(crate) fn map<U>(self, make: impl FnMut(T) -> U) -> Listed<U> {
        Listed { items: self.items.into_iter().map(make).collect(), next: self.next }
    }
}

/// A line of a job's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// In which attempt.
    pub attempt: u32,
    /// `info`, `warning` or `error`.
    pub level: LogLevel,
    /// What, without values of cells.
    pub message: String,
}

/// How much a line of a log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// For those who want to know.
    Info,
    /// Something is not as it was asked for.
    Warning,
    /// The attempt ends with it.
    Error,
}

/// A job in a worker's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The job's project.
    pub project: Project,
    /// The job.
    pub job: JobId,
    /// Who holds it.
    pub worker: Principal,
    /// By which right.
    pub fence: Fence,
}
