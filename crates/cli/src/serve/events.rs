//! Events, said in the log.

use async_trait::async_trait;
use seedbed_jobs::{
    StoreError,
    port::{Event, Events},
};

/// Says events in the log.
pub(crate) struct Logged;

#[async_trait]
impl Events for Logged {
    async fn tell(&self, event: &Event) -> Result<(), StoreError> {
        tracing::info!(kind = event.kind(), project = %event.project, job = %event.job, "event");
        Ok(())
    }
}
