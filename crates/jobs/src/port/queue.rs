//! Work handed from those who ask to those who do.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{JobId, Project, StoreError};

/// That a job waits. Everything else is in its record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The job's project.
    pub project: Project,
    /// The job.
    pub job: JobId,
}

/// What a delivery is acknowledged by; each delivery has its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Receipt(pub String);

/// A message that was received and is hidden from others for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The message.
    pub message: Message,
    /// What acknowledges it.
    pub receipt: Receipt,
    /// How often it has been received, this time included.
    pub received: u32,
}

/// A queue that delivers each message at least once, in any order.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Adds a message.
    async fn send(&self, message: &Message) -> Result<(), StoreError>;

    /// Up to so many messages that nobody holds; they are hidden for the given time. Empty when
    /// there are none; never waits long.
    async fn receive(&self, most: usize, hidden: Duration) -> Result<Vec<Delivery>, StoreError>;

    /// Removes a message for good. A receipt that is too old removes nothing.
    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError>;

    /// Hides a message for so long from now on; zero gives it back. A receipt that is too old
    /// changes nothing.
    async fn hide(&self, receipt: &Receipt, hidden: Duration) -> Result<(), StoreError>;
}
