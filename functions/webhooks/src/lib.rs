//! What becomes of jobs, told to the addresses that projects registered.
//!
//! The stack's own bus brings each event, at least once; it becomes deliveries, which are records,
//! at most one per event and webhook. Whoever comes takes those that are due: the event that made
//! them, a later one, or the call that comes once a minute. So nothing is lost with a function, and
//! what is tried again is tried within a minute of its time.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use seedbed_aws::BusEvent;
use seedbed_jobs::{Clock, Delivered, Timestamp, Webhooks, port::Event};

/// No round begins with less time than this: a call waits ten seconds for an answer.
const LAST_ROUND: Duration = Duration::from_secs(15);
/// How often an index that lags behind is looked at again.
const LOOKS: usize = 5;
/// How long to wait before it is.
const PAUSE: Duration = Duration::from_millis(200);

/// Delivers events.
#[derive(Clone)]
pub struct Handler {
    webhooks: Webhooks,
    clock: Arc<dyn Clock>,
}

impl Handler {
    /// A handler.
    pub fn new(webhooks: Webhooks, clock: Arc<dyn Clock>) -> Self {
        Self { webhooks, clock }
    }

    /// Notes what is to be delivered of an event, and delivers what is due.
    ///
    /// # Errors
    /// When a store fails, so that the event comes again; and when it is no event for this
    /// function.
    pub async fn handle(&self, event: BusEvent, deadline: Timestamp) -> Result<Delivered> {
        let noted = match (event.source.as_str(), event.detail_type.as_str()) {
            ("seedbed", kind) => {
                let told: Event = serde_json::from_value(event.detail)
                    .with_context(|| format!("an event {kind} can't be understood"))?;
                self.webhooks.hear(&told).await?
            }
            ("aws.events" | "aws.scheduler", "Scheduled Event") => 0,
            (source, kind) => {
                bail!("this function is for events of jobs, not for {kind} of {source}")
            }
        };
        self.deliver(noted, deadline).await
    }

    /// Delivers until nothing is due or the time is over. What was just noted may come into the
    /// index of what is due a moment later.
    async fn deliver(&self, noted: usize, deadline: Timestamp) -> Result<Delivered> {
        let (mut all, mut looks) = (Delivered::default(), 0);
        while deadline.since(self.clock.now()) > LAST_ROUND {
            let round = self.webhooks.deliver().await?;
            all += round;
            if round.tried() > 0 {
                continue;
            }
            if all.tried() >= noted || looks == LOOKS {
                break;
            }
            looks += 1;
            tokio::time::sleep(PAUSE).await;
        }
        Ok(all)
    }
}
