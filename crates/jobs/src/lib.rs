//! Jobs that survive their workers: what is asked for, who does it, what became of it.
//!
//! A [`JobDocument`] says what is asked for. [`Jobs`] keeps its [`Job`] record, lets workers
//! claim it, and publishes its result once, whatever dies in between. Everything outside is
//! behind a [`port`]: records with conditional writes, objects, a queue, a batch scheduler,
//! events. [`local`] has adapters for one machine; `contract` is the suite every adapter passes.
//!
//! ```
//! let job: seedbed_jobs::JobDocument = serde_json::from_str(
//!     r#"{
//!         "kind": "generate",
//!         "schema": [{ "name": "shop.sql", "text": "CREATE TABLE orders (id int PRIMARY KEY)" }],
//!         "settings": { "rows": 1000, "seed": 7 },
//!         "format": "parquet"
//!     }"#,
//! )
//! .unwrap();
//! assert_eq!(job.kind(), seedbed_jobs::JobKind::Generate);
//! ```
//!
//! This crate must not know HTTP, a cloud's SDK, or how data is made.

mod asking;
#[cfg(feature = "contract")]
#[expect(clippy::unwrap_used, reason = "it is a test suite")]
pub mod contract;
mod document;
mod engine;
mod error;
pub mod hex;
mod job;
mod ledger;
pub mod local;
mod names;
pub mod port;
mod profiles;
mod projects;
mod service;
mod time;
mod webhooks;
mod worker;

pub use asking::{
    ChangeError, Held, JobFilter, JobPolicy, Listed, LogLevel, LogLine, Submission, SubmitError,
    Submitted,
};
pub use document::{
    EvaluateJob, FitJob, GenerateJob, JobDocument, JobGate, JobKind, NamedSource, ObjectSource,
    OutputFormat, PlanJob, ProfileJob, SampleJob, SchemaSource, Settings, job_json_schema,
};
pub use engine::{
    Engine, Remark, SchemaReport, SmallDataset, SmallFile, SmallRequest, TableReport,
};
pub use error::{CommitError, StoreError};
pub use job::{
    Claim, Cost, Failure, FailureKind, Fence, Job, JobProgress, JobResult, JobState, Lease,
    LeasePolicy, Refusal, batch_worker,
};
pub use ledger::Transaction;
pub use names::{IdempotencyKey, InvalidName, JobId, ObjectKey, Principal, ProfileName, Project};
pub use profiles::{Expected, Profile, Profiles};
pub use projects::{ApiKey, EditError, KeyRecord, ProjectRecord, Projects, Role};
pub use service::{Jobs, Stores};
pub use time::{Clock, ManualClock, SkewedClock, SystemClock, Timestamp};
pub use webhooks::{
    Attempt, Delivered, Delivery, DeliveryState, MOST_ATTEMPTS, MOST_WEBHOOKS, Webhook,
    WebhookError, WebhookEvents, WebhookSecret, Webhooks, sign,
};
pub use worker::{Done, Handled, JobContext, NotDone, Runner, Worker, results_of, uploads_of};
