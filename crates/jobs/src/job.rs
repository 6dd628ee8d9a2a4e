//! A job as it is remembered, and the ways it can go.
//!
//! ```text
//!            claim              finish
//!   queued ────────▶ running ────────────▶ succeeded
//!     │  ▲              │ │ ╲
//!     │  └── release ───┘ │  ╲ fail
//!     │   (or lease lost) │   ╲──────────▶ failed
//!     │ cancel            │ cancel, then the worker (or the end of its lease)
//!     ▼                   ▼
//!   cancelled         cancelled
//! ```
//!
//! A state that has ended never changes again. Every method here is pure: it takes the moment,
//! and says [`Refusal`] where a job can't go that way. The store writes what they return only if
//! nobody wrote in between, so that of two who try, one goes on and the other looks again.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{JobId, JobKind, ObjectKey, Principal, Project, Timestamp};

/// Where a job is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// Its result is published.
    Succeeded,
    /// It ended without a result.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

impl JobState {
    /// All states.
    pub const ALL: [Self; 5] =
        [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled];

    /// Whether it never changes again.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    /// The state's name, as it is written everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl std::fmt::Display for JobState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Everything that is remembered of a job, apart from its document, its log and its result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Job {
    /// Its identity.
    pub id: JobId,
    /// The project it belongs to.
    pub project: Project,
    /// What kind of job it is.
    pub kind: JobKind,
    /// Where it is.
    pub state: JobState,
    /// Who asked for it.
    pub asked_by: Principal,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When a worker first took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// When it and its result may be forgotten.
    pub expires_at: Timestamp,
    /// The SHA-256 of its document.
    pub document_sha256: String,
    /// How often workers have taken it.
    pub attempts: u32,
    /// How often they may.
    pub max_attempts: u32,
    /// Who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    /// Whether somebody wants it ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancel_requested: bool,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<JobProgress>,
    /// What it has spent so far, all attempts together.
    #[serde(default)]
    pub cost: Cost,
    /// What came out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<JobResult>,
    /// What came out and was not good enough for its gate: kept apart from results, with the
    /// report that says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected: Option<JobResult>,
    /// Why nothing came out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What the batch scheduler calls it, once it was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
}

/// That a worker has a job, for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lease {
    /// Who.
    pub worker: Principal,
    /// Until when, unless the worker says that it still lives.
    pub until: Timestamp,
}

/// The right to write about a job: the attempt it was taken for. Attempts are counted up, so a
/// worker that lost its lease is told apart from the one that took over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fence(pub u32);

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JobProgress {
    /// What it is doing: `read`, `plan`, `generate`, `publish`.
    pub stage: String,
    /// The table it is at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Rows made so far, in all tables.
    pub rows: u64,
    /// Rows to make, in all tables.
    pub of: u64,
    /// When it will be done, at this pace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_at: Option<Timestamp>,
}

/// What was spent on language models.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Cost {
    /// Calls.
    pub calls: u64,
    /// Tokens sent.
    pub input_tokens: u64,
    /// Tokens received.
    pub output_tokens: u64,
}

/// What came out of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JobResult {
    /// Where the manifest is that names every part of the result. It is written after all of
    /// them.
    pub manifest: ObjectKey,
    /// Files that the manifest names.
    pub files: u64,
    /// Rows in them.
    pub rows: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Why a job has no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// What kind of failure, stable: `schema`, `plan`, `limit`, `attempts`, `gate`,
    /// `internal`.
    pub kind: FailureKind,
    /// For people: what, where, what to do. Never a value of a cell.
    pub detail: String,
}

/// The kinds of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The schema can't be read.
    Schema,
    /// The plan does not fit the schema, or can't be made true.
    Plan,
    /// It is larger than is allowed.
    Limit,
    /// Workers took it as often as they may, and none came to an end.
    Attempts,
    /// What came out is not good enough for its gate.
    Gate,
    /// Something failed that the asker can't mend.
    Internal,
}

/// Why a job can't go the way that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has ended.
    #[error("the job is {0} already")]
    Ended(JobState),
    /// Another worker has it.
    #[error("a worker has the job")]
    Leased,
    /// The worker's lease was lost, and with it the right to write.
    #[error("the lease was lost")]
    LeaseLost,
    /// Somebody wants it ended.
    #[error("the job is to be cancelled")]
    CancelRequested,
    /// The batch scheduler speaks of an earlier hand-over.
    #[error("the job was handed over again since")]
    Superseded,
}

/// How long workers may be silent, and how often they may try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeasePolicy {
    /// How long a lease lasts without a sign of life.
    pub lasts: Duration,
    /// How far clocks of two machines may differ: so long after its end a lease is still kept.
    pub skew: Duration,
}

impl Default for LeasePolicy {
    fn default() -> Self {
        Self { lasts: Duration::from_secs(60), skew: Duration::from_secs(10) }
    }
}

/// What the worker of a batch job calls itself; those of an array job add their part.
pub fn batch_worker(batch: &str) -> String {
    format!("batch:{batch}")
}

/// What became of a claim.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// The worker has the job.
    Taken(Job, Fence),
    /// The job has ended instead: it was to be cancelled, or there are no attempts left.
    Ended(Job),
}

impl Job {
    /// A worker takes the job: one that waits, or one whose worker has been silent for too long.
    pub fn claim(
        mut self,
        worker: &Principal,
        now: Timestamp,
        policy: LeasePolicy,
    ) -> Result<Claim, Refusal> {
        self.is_open()?;
        if self.lease.as_ref().is_some_and(|lease| now < lease.until.after(policy.skew)) {
            return Err(Refusal::Leased);
        }
        if self.cancel_requested {
            return Ok(Claim::Ended(self.end(JobState::Cancelled, now)));
        }
        if self.attempts >= self.max_attempts {
            let detail = format!(
                "{} workers took the job and none came to an end; try it with fewer rows",
                self.attempts
            );
            let failure = Failure { kind: FailureKind::Attempts, detail };
            return Ok(Claim::Ended(self.failed(failure, now)));
        }
        self.attempts += 1;
        self.state = JobState::Running;
        self.started_at = self.started_at.or(Some(now));
        self.lease = Some(Lease { worker: worker.clone(), until: now.after(policy.lasts) });
        self.progress = None;
        self.updated_at = now;
        let fence = Fence(self.attempts);
        Ok(Claim::Taken(self, fence))
    }

    /// The worker lives; how far it is and what it has spent since the last time.
    pub fn beat(
        mut self,
        fence: Fence,
        progress: Option<JobProgress>,
        spent: Cost,
        now: Timestamp,
        policy: LeasePolicy,
    ) -> Result<Self, Refusal> {
        self.is_held(fence)?;
        if self.cancel_requested {
            return Err(Refusal::CancelRequested);
        }
        if let Some(lease) = &mut self.lease {
            // A clock that runs behind shortens no lease.
            lease.until = lease.until.max(now.after(policy.lasts));
        }
        self.progress = progress.or(self.progress);
        self.spend(spent);
        self.updated_at = now;
        Ok(self)
    }

    /// The worker is done. A wish to cancel that came too late changes nothing.
    pub fn succeed(
        mut self,
        fence: Fence,
        result: JobResult,
        spent: Cost,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        self.is_held(fence)?;
        self.result = Some(result);
        self.spend(spent);
        Ok(self.end(JobState::Succeeded, now))
    }

    /// The worker can't do it, nor could another.
    pub fn fail(
        mut self,
        fence: Fence,
        failure: Failure,
        spent: Cost,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        self.is_held(fence)?;
        self.spend(spent);
        Ok(self.failed(failure, now))
    }

    /// The worker made what is not good enough for the job's gate, and keeps it apart.
    pub fn reject(
        mut self,
        fence: Fence,
        failure: Failure,
        kept: JobResult,
        spent: Cost,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        self.is_held(fence)?;
        self.rejected = Some(kept);
        self.spend(spent);
        Ok(self.failed(failure, now))
    }

    /// The worker gives the job back, for another to try. `counts` says whether this was one of
    /// its attempts: a machine that is taken away is nobody's fault.
    pub fn release(
        mut self,
        fence: Fence,
        spent: Cost,
        counts: bool,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        self.is_held(fence)?;
        self.spend(spent);
        if self.cancel_requested {
            return Ok(self.end(JobState::Cancelled, now));
        }
        self.state = JobState::Queued;
        self.lease = None;
        self.progress = None;
        self.updated_at = now;
        if !counts {
            self.max_attempts = self.max_attempts.saturating_add(1);
        }
        Ok(self)
    }

    /// The worker ends a job that somebody wants ended.
    pub fn cancelled(mut self, fence: Fence, spent: Cost, now: Timestamp) -> Result<Self, Refusal> {
        self.is_held(fence)?;
        self.spend(spent);
        Ok(self.end(JobState::Cancelled, now))
    }

    /// Somebody wants the job ended. One that waits has ended with that; a worker is told by its
    /// next sign of life.
    pub fn cancel(mut self, now: Timestamp) -> Result<Self, Refusal> {
        self.is_open()?;
        if self.state == JobState::Queued {
            return Ok(self.end(JobState::Cancelled, now));
        }
        self.cancel_requested = true;
        self.updated_at = now;
        Ok(self)
    }

    /// The worker hands the job over to the batch scheduler, which calls it so.
    pub fn hand_over(mut self, fence: Fence, batch: &str, now: Timestamp) -> Result<Self, Refusal> {
        self.is_held(fence)?;
        self.batch = Some(batch.to_owned());
        self.updated_at = now;
        Ok(self)
    }

    /// The batch scheduler has given up on the job, after all the attempts that it makes. A
    /// worker that took the job meanwhile, other than the scheduler's own, goes on with it.
    pub fn given_up(
        self,
        batch: &str,
        reason: &str,
        now: Timestamp,
        policy: LeasePolicy,
    ) -> Result<Self, Refusal> {
        self.is_open()?;
        if self.batch.as_deref() != Some(batch) {
            return Err(Refusal::Superseded);
        }
        let own = batch_worker(batch);
        let is_in_other_hands = self.lease.as_ref().is_some_and(|lease| {
            now < lease.until.after(policy.skew) && !lease.worker.as_str().starts_with(&own)
        });
        if is_in_other_hands {
            return Err(Refusal::Leased);
        }
        if self.cancel_requested {
            return Ok(self.end(JobState::Cancelled, now));
        }
        let detail = format!("the batch scheduler gave up: {reason}");
        Ok(self.failed(Failure { kind: FailureKind::Internal, detail }, now))
    }

    /// When somebody has to look at the job unless it changes before; none once it has ended.
    pub fn due_at(&self, policy: LeasePolicy) -> Option<Timestamp> {
        match (self.state, &self.lease) {
            (JobState::Queued, _) => Some(self.updated_at.after(policy.lasts)),
            (JobState::Running, Some(lease)) => Some(lease.until.after(policy.skew)),
            (JobState::Running, None) => Some(self.updated_at),
            _ => None,
        }
    }

    fn is_open(&self) -> Result<(), Refusal> {
        if self.state.has_ended() { Err(Refusal::Ended(self.state)) } else { Ok(()) }
    }

    fn is_held(&self, fence: Fence) -> Result<(), Refusal> {
        let is_held = self.state == JobState::Running && self.attempt() == fence;
        if is_held { Ok(()) } else { Err(Refusal::LeaseLost) }
    }

    /// The attempt that is running, or was the last.
    pub fn attempt(&self) -> Fence {
        Fence(self.attempts)
    }

    fn failed(mut self, failure: Failure, now: Timestamp) -> Self {
        self.failure = Some(failure);
        self.end(JobState::Failed, now)
    }

    fn end(mut self, state: JobState, now: Timestamp) -> Self {
        self.state = state;
        self.lease = None;
        self.updated_at = now;
        self.ended_at = Some(now);
        self
    }

    fn spend(&mut self, spent: Cost) {
        self.cost.calls += spent.calls;
        self.cost.input_tokens += spent.input_tokens;
        self.cost.output_tokens += spent.output_tokens;
    }
}
