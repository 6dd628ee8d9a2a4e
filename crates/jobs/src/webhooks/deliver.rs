//! Deliveries: made of events, tried until they are answered or given up.

use std::{ops::AddAssign, time::Duration};

use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use super::{
    Attempt, Delivery, DeliveryState, Webhook, WebhookSecret, Webhooks, deliveries_of, sign,
    webhook_key,
};
use crate::{
    CommitError, StoreError, Timestamp,
    ledger::{Versioned, decode, encode, moment},
    port::{Condition, Event, Index, IndexEntry, Query, Record, RecordKey, Write},
};

/// How often a delivery is tried.
pub const MOST_ATTEMPTS: u32 = 8;

/// Deliveries that are tried at a time.
const AT_ONCE: usize = 16;

/// How long somebody who took a delivery keeps it; longer than any call lasts.
const HELD: Duration = Duration::from_secs(60);

/// How long deliveries are remembered.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The partition of [`Index::Due`].
const DUE: &str = "deliveries";

/// What a round of deliveries came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// Answered with 2xx.
    pub delivered: usize,
    /// To be tried again.
    pub waiting: usize,
    /// Tried for the last time.
    pub given_up: usize,
}

impl Delivered {
    /// How many were tried.
    pub fn tried(self) -> usize {
        self.delivered + self.waiting + self.given_up
    }
}

impl AddAssign for Delivered {
    fn add_assign(&mut self, round: Self) {
        self.delivered += round.delivered;
        self.waiting += round.waiting;
        self.given_up += round.given_up;
    }
}

impl Webhooks {
    /// Notes what is to be delivered of an event, and says to how many webhooks. Told twice, it
    /// is noted once.
    pub async fn hear(&self, event: &Event) -> Result<usize, StoreError> {
        let now = self.ledger.clock.now();
        let mut noted = 0;
        for webhook in self.list(&event.project).await? {
            if !webhook.states.is_empty() && !webhook.states.contains(&event.state) {
                continue;
            }
            let delivery = Delivery {
                webhook: webhook.id,
                event: event.clone(),
                state: DeliveryState::Waiting,
                attempts: Vec::new(),
                tries: 0,
                next_at: Some(now),
            };
            let write = put_delivery(&delivery, Condition::Absent)?;
            match self.ledger.note(write).await {
                Ok(()) => noted += 1,
                Err(CommitError::Conflict { .. }) => {}
                Err(CommitError::Store(error)) => return Err(error),
            }
        }
        Ok(noted)
    }

    /// Tries the deliveries that are due. To be called every second or so.
    pub async fn deliver(&self) -> Result<Delivered, StoreError> {
        let mut query = Query::partition(DUE);
        query.index = Some(Index::Due);
        query.up_to = Some(format!("{}~", moment(self.ledger.clock.now())));
        query.limit = AT_ONCE;
        let page = self.ledger.records.query(&query).await?;
        let mut calls = tokio::task::JoinSet::new();
        for record in page.records {
            let webhooks = self.clone();
            calls.spawn(async move { webhooks.try_one(&record).await });
        }
        let mut delivered = Delivered::default();
        while let Some(called) = calls.join_next().await {
            let unfinished = |error| StoreError::new("finish", "a delivery", true).because(error);
            match called.map_err(unfinished)?? {
                Some(DeliveryState::Delivered) => delivered.delivered += 1,
                Some(DeliveryState::Waiting) => delivered.waiting += 1,
                Some(DeliveryState::GivenUp) => delivered.given_up += 1,
                None => {}
            }
        }
        Ok(delivered)
    }

    /// Tries a delivery, unless somebody else does.
    async fn try_one(&self, record: &Record) -> Result<Option<DeliveryState>, StoreError> {
        let Versioned { value: mut delivery, version } = decode::<Delivery>(record)?;
        let key = webhook_key(&delivery.event.project, delivery.webhook);
        let Some(webhook) = self.ledger.read::<Webhook>(&key).await? else {
            self.write(Write::Delete(record.key.clone())).await?;
            return Ok(None);
        };
        // What can't be signed now is not tried.
        let secret = self.secret(&webhook.value).await?;
        delivery.tries += 1;
        delivery.next_at = Some(self.ledger.clock.now().after(HELD));
        let taken = put_delivery(&delivery, Condition::Version(version))?;
        if !self.write(taken).await? {
            return Ok(None);
        }
        let attempt = self.call(&webhook.value, &secret, &delivery.event).await;
        let is_delivered = attempt.status.is_some_and(|status| (200..300).contains(&status));
        // 410: whoever is there wants to hear no more of it.
        let is_last = delivery.tries >= MOST_ATTEMPTS || attempt.status == Some(410);
        delivery.attempts.push(attempt);
        (delivery.state, delivery.next_at) = match (is_delivered, is_last) {
            (true, _) => (DeliveryState::Delivered, None),
            (false, true) => (DeliveryState::GivenUp, None),
            (false, false) => {
                let pause = pause(delivery.tries);
                (DeliveryState::Waiting, Some(self.ledger.clock.now().after(pause)))
            }
        };
        self.write(put_delivery(&delivery, Condition::Version(version + 1))?).await?;
        Ok(Some(delivery.state))
    }

    async fn call(&self, webhook: &Webhook, secret: &WebhookSecret, event: &Event) -> Attempt {
        let at = self.ledger.clock.now();
        let body = body(event);
        let headers = [
            ("webhook-id", event.id.clone()),
            ("webhook-timestamp", at.seconds().to_string()),
            ("webhook-signature", sign(secret, &event.id, at.seconds(), body.as_bytes())),
        ];
        let answer = self.post.post(&webhook.url, &headers, Bytes::from(body)).await;
        let (status, problem) = match answer {
            Ok(status) => (Some(status), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let reason = problem.as_deref();
        tracing::info!(webhook = %webhook.id, job = %event.job, status, reason, "webhook called");
        Attempt { at, status, problem }
    }

    /// Writes, and says whether nobody else did.
    async fn write(&self, write: Write) -> Result<bool, StoreError> {
        match self.ledger.note(write).await {
            Ok(()) => Ok(true),
            Err(CommitError::Conflict { .. }) => Ok(false),
            Err(CommitError::Store(error)) => Err(error),
        }
    }
}

/// What is posted: an event as the Standard Webhooks specification has them.
fn body(event: &Event) -> String {
    json!({
        "type": event.kind(),
        "timestamp": event.at,
        "data": {
            "project": event.project,
            "job": event.job,
            "state": event.state,
        },
    })
    .to_string()
}

fn put_delivery(delivery: &Delivery, expected: Condition) -> Result<Write, StoreError> {
    let Event { project, id, at, .. } = &delivery.event;
    let version = match expected {
        Condition::Absent => 1,
        Condition::Version(version) => version + 1,
    };
    let due = |at: Timestamp| IndexEntry { partition: DUE.into(), sort: moment(at) };
    let record = Record {
        key: RecordKey::new(deliveries_of(project, delivery.webhook), id),
        version,
        document: encode(delivery)?,
        indexes: delivery.next_at.map(|at| (Index::Due, due(at))).into_iter().collect(),
        expires: Some(at.after(KEPT)),
    };
    Ok(Write::Put { record, expected })
}

/// How long to wait after so many tries: five seconds, four times as long each time, an hour at
/// most; a random part of up to half of it is taken off, so that many don't come back at once.
fn pause(tries: u32) -> Duration {
    let most = 5_000_u64.saturating_mul(4_u64.saturating_pow(tries - 1)).min(3_600_000);
    let mut random = [0; 2];
    // Without randomness all come back at the same time, which is no worse than late.
    let _ = getrandom::fill(&mut random);
    Duration::from_millis(most - most / 2 * u64::from(u16::from_le_bytes(random)) / 65_536)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_differ() {
        for (tries, most) in [(1, 5), (2, 20), (3, 80), (4, 320), (5, 1280), (6, 3600), (60, 3600)]
        {
            let pauses: std::collections::BTreeSet<_> = (0..50).map(|_| pause(tries)).collect();
            assert!(pauses.len() > 1, "{tries} tries: there is no jitter");
            let bounds = Duration::from_secs(most) / 2..=Duration::from_secs(most);
            assert!(pauses.iter().all(|pause| bounds.contains(pause)), "{tries}: {pauses:?}");
        }
    }
}
