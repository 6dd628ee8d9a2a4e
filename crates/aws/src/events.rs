//! Events on an EventBridge bus.

use async_trait::async_trait;
use aws_sdk_eventbridge::{Client, types::PutEventsRequestEntry};
use seedbed_jobs::{
    StoreError,
    port::{Event, Events},
};
use serde::Deserialize;
use serde_json::Value;

use crate::error::failed;

/// An event, as EventBridge hands it to a function
/// (<https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BusEvent {
    /// Who tells it.
    pub source: String,
    /// What kind it is of.
    pub detail_type: String,
    /// What it tells.
    #[serde(default)]
    pub detail: Value,
}

/// A bus. Events have the source `seedbed`, their kind (`seedbed.job.succeeded`) as detail type,
/// and themselves as detail; `id` in it tells repetitions.
#[derive(Debug, Clone)]
pub struct BusEvents {
    client: Client,
    bus: String,
}

impl BusEvents {
    /// The bus of a name or ARN.
    pub fn new(client: Client, bus: &str) -> Self {
        Self { client, bus: bus.to_owned() }
    }
}

#[async_trait]
impl Events for BusEvents {
    async fn tell(&self, event: &Event) -> Result<(), StoreError> {
        let unwritten = |source| StoreError::new("tell", event.kind(), false).because(source);
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source("seedbed")
            .detail_type(event.kind())
            .detail(serde_json::to_string(event).map_err(unwritten)?)
            .build();
        let told = self.client.put_events().entries(entry).send().await;
        let told = told.map_err(|error| failed("tell", event.kind(), &error))?;
        // An answer of success may hold entries that were refused.
        let refused = told.entries().iter().find_map(|entry| entry.error_code());
        match refused {
            None => Ok(()),
            Some(code) => Err(StoreError::new("tell", event.kind(), true).because(code)),
        }
    }
}
