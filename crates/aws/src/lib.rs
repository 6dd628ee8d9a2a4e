//! The ports of `seedbed-jobs` on AWS: objects in S3, records in one DynamoDB table, a queue of
//! SQS, jobs of AWS Batch, events on an EventBridge bus, a secret by KMS.
//!
//! [`Aws`] holds the clients; [`Settings`] says which table, bucket and queue. Calls that fail
//! are repeated by the SDK with growing, jittered pauses where a repetition may help; what still
//! fails says whether a later call may succeed. Another endpoint than AWS's own is named by the
//! SDK's variable `AWS_ENDPOINT_URL`.
//!
//! This crate must not know HTTP routes, what a job does, or how data is made.

mod batch;
mod connect;
mod error;
mod events;
mod objects;
mod queue;
mod records;
mod secret;
mod settings;

pub use batch::AwsBatch;
pub use connect::{Aws, retries};
pub use events::{BusEvent, BusEvents};
pub use objects::{PART_BYTES, S3Links, S3Objects};
pub use queue::SqsQueue;
pub use records::DynamoRecords;
pub use secret::KmsSecret;
pub use settings::{BatchTarget, Limits, Settings, SettingsError};
