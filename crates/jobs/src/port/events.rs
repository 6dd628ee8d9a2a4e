//! What others may want to hear.

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{JobId, JobState, Project, StoreError, Timestamp};

/// That a job has come to a state. Told at least once; `id` tells repetitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The same for every telling of one event.
    pub id: String,
    /// The job's project.
    pub project: Project,
    /// The job.
    pub job: JobId,
    /// The state it has come to.
    pub state: JobState,
    /// When.
    pub at: Timestamp,
}

impl Event {
    /// The event's type: `seedbed.job.succeeded`.
    pub fn kind(&self) -> String {
        format!("seedbed.job.{}", self.state)
    }
}

/// Where events go.
#[async_trait]
pub trait Events: Send + Sync {
    /// Tells an event.
    async fn tell(&self, event: &Event) -> Result<(), StoreError>;
}
