//! Webhooks: what a project's people want to hear of their jobs, told to addresses of theirs.
//!
//! Deliveries are records, made when an event is told and at most once per event and webhook.
//! Whoever calls [`Webhooks::deliver`] takes those that are due, each by a conditional write, so
//! that any number of processes may. What was not answered with 2xx is tried again, later each
//! time, [`MOST_ATTEMPTS`] times in all.

mod deliver;
mod signature;

use std::sync::Arc;

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use deliver::{Delivered, MOST_ATTEMPTS};
pub use signature::{WebhookSecret, sign};

use crate::{
    CommitError, JobId, JobState, Listed, Principal, Project, StoreError, Stores, Timestamp,
    ledger::{Deed, Ledger, partition, put_new},
    port::{Event, Events, MasterSecret, Order, Post, PostError, Query, RecordKey, Write},
};

/// The most webhooks of a project.
pub const MOST_WEBHOOKS: usize = 10;

/// An address that is told of a project's jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Webhook {
    /// Its identity.
    pub id: JobId,
    /// The project.
    pub project: Project,
    /// The address.
    pub url: String,
    /// The states it is told of; none means all.
    #[serde(default)]
    pub states: Vec<JobState>,
    /// Who registered it.
    pub created_by: Principal,
    /// When.
    pub created_at: Timestamp,
}

/// That a webhook is to be told of an event, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Delivery {
    /// The webhook.
    pub webhook: JobId,
    /// The event; its `id` is what the receiver tells repetitions by.
    pub event: Event,
    /// How it stands.
    pub state: DeliveryState,
    /// Every time it was tried.
    pub attempts: Vec<Attempt>,
    /// How often somebody began to try.
    pub tries: u32,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It will be tried, or tried again.
    Waiting,
    /// It was answered with 2xx.
    Delivered,
    /// It was tried as often as it may.
    GivenUp,
}

/// One time a delivery was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Why a webhook was not registered or removed.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The address is none that this stack calls.
    #[error("{0}")]
    Unfit(String),
    /// The project has as many as it may.
    #[error("a project has {MOST_WEBHOOKS} webhooks at most; remove one first")]
    TooMany,
    /// There is no such webhook in the project.
    #[error("there is no such webhook")]
    Unknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The webhooks of a stack.
#[derive(Clone)]
pub struct Webhooks {
    ledger: Ledger,
    post: Arc<dyn Post>,
    master: Arc<dyn MasterSecret>,
}

impl Webhooks {
    /// Webhooks kept in these stores. Their secrets are derived from the master secret, so that
    /// no store holds any; with another master secret they sign otherwise.
    pub fn new(stores: &Stores, post: Arc<dyn Post>, master: Arc<dyn MasterSecret>) -> Self {
        Self { ledger: Ledger::of(stores), post, master }
    }

    /// Registers an address, and tells the secret its deliveries are signed with, this once.
    pub async fn register(
        &self,
        project: &Project,
        url: &str,
        states: Vec<JobState>,
        who: &Principal,
    ) -> Result<(Webhook, WebhookSecret), WebhookError> {
        match self.post.check(url).await {
            Ok(()) | Err(PostError::NoAnswer(_)) => {}
            Err(PostError::Unfit(reason)) => return Err(WebhookError::Unfit(reason)),
        }
        if self.list(project).await?.len() >= MOST_WEBHOOKS {
            return Err(WebhookError::TooMany);
        }
        let now = self.ledger.clock.now();
        let webhook = Webhook {
            id: JobId::new(now)?,
            project: project.clone(),
            url: url.to_owned(),
            states,
            created_by: who.clone(),
            created_at: now,
        };
        let secret = self.secret(&webhook).await?;
        let write = put_new(webhook_key(project, webhook.id), &webhook, None)?;
        self.commit(project, who, "webhook.registered", webhook.id, write).await?;
        Ok((webhook, secret))
    }

    /// A project's webhooks, the oldest first.
    pub async fn list(&self, project: &Project) -> Result<Vec<Webhook>, StoreError> {
        let mut query = Query::partition(partition(project, "webhooks"));
        // Two who register at once may both find room.
        query.limit = 4 * MOST_WEBHOOKS;
        let listed = self.ledger.list(query, |_: &Webhook| true).await?;
        Ok(listed.map(|found| found.value).items)
    }

    /// A webhook of a project.
    pub async fn get(&self, project: &Project, id: JobId) -> Result<Option<Webhook>, StoreError> {
        Ok(self.ledger.read(&webhook_key(project, id)).await?.map(|found| found.value))
    }

    /// Removes a webhook; what waits for it is dropped.
    pub async fn remove(
        &self,
        project: &Project,
        id: JobId,
        who: &Principal,
    ) -> Result<(), WebhookError> {
        if self.get(project, id).await?.is_none() {
            return Err(WebhookError::Unknown);
        }
        let write = Write::Delete(webhook_key(project, id));
        Ok(self.commit(project, who, "webhook.removed", id, write).await?)
    }

    /// What became of a webhook's deliveries, the latest first. They are kept for thirty days.
    pub async fn deliveries(
        &self,
        project: &Project,
        id: JobId,
        after: Option<String>,
        limit: usize,
    ) -> Result<Listed<Delivery>, StoreError> {
        let mut query = Query::partition(deliveries_of(project, id));
        query.order = Order::Descending;
        query.after = after;
        query.limit = limit;
        Ok(self.ledger.list(query, |_: &Delivery| true).await?.map(|found| found.value))
    }

    /// What the deliveries of a webhook are signed with.
    pub async fn secret(&self, webhook: &Webhook) -> Result<WebhookSecret, StoreError> {
        Ok(WebhookSecret::derive(&self.master.bytes().await?, webhook))
    }

    async fn commit(
        &self,
        project: &Project,
        who: &Principal,
        what: &str,
        id: JobId,
        write: Write,
    ) -> Result<(), StoreError> {
        let subject = id.to_string();
        let deed = Deed { project, who, what, subject: &subject };
        self.ledger.commit(deed, vec![write]).await.map_err(|error| match error {
            CommitError::Store(error) => error,
            conflict @ CommitError::Conflict { .. } => {
                StoreError::new("change", "a webhook", true).because(conflict)
            }
        })
    }
}

/// Events that webhooks hear of, and whoever else wants to.
#[derive(Clone)]
pub struct WebhookEvents {
    webhooks: Webhooks,
    others: Arc<dyn Events>,
}

impl WebhookEvents {
    /// Tells webhooks, and then others.
    pub fn new(webhooks: Webhooks, others: Arc<dyn Events>) -> Self {
        Self { webhooks, others }
    }
}

#[async_trait]
impl Events for WebhookEvents {
    async fn tell(&self, event: &Event) -> Result<(), StoreError> {
        self.webhooks.hear(event).await?;
        self.others.tell(event).await
    }
}

fn webhook_key(project: &Project, id: JobId) -> RecordKey {
    RecordKey::new(partition(project, "webhooks"), id.to_string())
}

fn deliveries_of(project: &Project, id: JobId) -> String {
    partition(project, &format!("deliveries#{id}"))
}
