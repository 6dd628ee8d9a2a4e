//! Work that is too large for a function: processes with hours and gigabytes.

use async_trait::async_trait;

use crate::{JobId, Project, StoreError};

/// What kind of machine a process needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// Any.
    Cpu,
    /// One with a graphics card.
    Gpu,
}

/// A job to run as a process of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRequest {
    /// The job's project.
    pub project: Project,
    /// The job.
    pub job: JobId,
    /// In how many parts; each is told its own, counted from 0. At least 1.
    pub shards: u32,
    /// On what kind of machine, where there are several.
    pub machine: Machine,
}

/// How far a submitted process is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchState {
    /// It waits or runs.
    Active,
    /// It ended well.
    Succeeded,
    /// It ended otherwise; why, as the scheduler says it.
    Failed(String),
}

/// A scheduler of processes.
#[async_trait]
pub trait Batch: Send + Sync {
    /// Submits a job and gives the scheduler's name for it.
    async fn submit(&self, request: &BatchRequest) -> Result<String, StoreError>;

    /// How far it is; none when the scheduler does not know it (any more).
    async fn state(&self, id: &str) -> Result<Option<BatchState>, StoreError>;

    /// Ends it, if it has not ended.
    async fn stop(&self, id: &str) -> Result<(), StoreError>;
}
