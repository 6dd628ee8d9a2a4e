//! Messages of the queue, done: each alone, so that one that fails is the only one to come back.
//!
//! A function has minutes. What it is told beforehand to be too large goes to the batch scheduler
//! at once; what turns out to be goes there shortly before the time is over.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use seedbed_jobs::{
    Clock, Done, Handled, JobContext, JobDocument, Jobs, NotDone, Principal, Runner, StoreError,
    Timestamp, Worker,
    port::{Batch, Machine, Message},
};
use serde::{Deserialize, Serialize};

/// What of its time a function keeps to tell what became of its work: a tenth, but no more than
/// this.
const MOST_KEPT: Duration = Duration::from_secs(30);

/// Messages, as SQS hands them to a function.
#[derive(Debug, Clone, Deserialize)]
pub struct Messages {
    /// They.
    #[serde(rename = "Records")]
    pub records: Vec<Delivered>,
}

/// One message.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivered {
    /// What SQS calls it.
    pub message_id: String,
    /// Its text.
    #[serde(default)]
    pub body: String,
}

/// Which messages come back; the others are done and gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// They.
    pub batch_item_failures: Vec<ComesBack>,
}

/// A message that comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComesBack {
    /// What SQS calls it.
    pub item_identifier: String,
}

/// Does what messages ask for.
#[derive(Clone)]
pub struct Handler {
    jobs: Jobs,
    runner: Arc<dyn Runner>,
    batch: Option<Arc<dyn Batch>>,
    clock: Arc<dyn Clock>,
}

impl Handler {
    /// A handler. Without a batch scheduler what does not get ready in time is tried again, as
    /// often as jobs are.
    pub fn new(
        jobs: Jobs,
        runner: Arc<dyn Runner>,
        batch: Option<Arc<dyn Batch>>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { jobs, runner, batch, clock }
    }

    /// Handles messages one after the other, for as long as there is time.
    ///
    /// # Errors
    /// When the request's identity is none.
    pub async fn handle(
        &self,
        messages: Messages,
        request: &str,
        deadline: Timestamp,
    ) -> Result<Answer, StoreError> {
        let name = Principal::new(format!("lambda:{request}"))
            .map_err(|source| StoreError::new("name", "a worker", false).because(source))?;
        let kept = (deadline.since(self.clock.now()) / 10).min(MOST_KEPT);
        let mut answer = Answer::default();
        for delivered in messages.records {
            let left = deadline.since(self.clock.now()).saturating_sub(kept);
            if left.is_zero() || !self.is_done(&delivered, &name, left).await {
                let item_identifier = delivered.message_id;
                answer.batch_item_failures.push(ComesBack { item_identifier });
            }
        }
        Ok(answer)
    }

    /// Handles a message, and says whether it can go.
    async fn is_done(&self, delivered: &Delivered, name: &Principal, left: Duration) -> bool {
        let id = &delivered.message_id;
        let message: Message = match serde_json::from_str(&delivered.body) {
            Ok(message) => message,
            Err(error) => {
                // It comes back until the queue's redrive policy takes it away.
                tracing::error!(id, %error, "a message can't be understood");
                return false;
            }
        };
        let (runner, has_batch) = (Arc::clone(&self.runner), self.batch.is_some());
        let runner = Arc::new(InTime { runner, left, has_batch });
        let worker = Worker::new(self.jobs.clone(), runner, self.batch.clone(), name.clone());
        match worker.handle(&message).await {
            Ok(Handled::Later) => false,
            Ok(handled) => {
                tracing::info!(job = %message.job, ?handled, "handled");
                true
            }
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(job = %message.job, error, "a message is left for later");
                false
            }
        }
    }
}

/// A runner whose time is bounded.
struct InTime {
    runner: Arc<dyn Runner>,
    left: Duration,
    has_batch: bool,
}

#[async_trait]
impl Runner for InTime {
    async fn run(&self, document: &JobDocument, context: &JobContext) -> Result<Done, NotDone> {
        let mut running = self.runner.run(document, context);
        tokio::select! {
            biased;
            answer = &mut running => return answer,
            () = tokio::time::sleep(self.left) => context.stop(),
        }
        match running.await {
            // Rows alone take such time here, and need no graphics processor.
            Err(NotDone::Stopped) if self.has_batch => {
                Ok(Done::TooLarge { shards: 1, machine: Machine::Cpu })
            }
            Err(NotDone::Stopped) => {
                Err(NotDone::Store(StoreError::new("make", "the rows in a function's time", true)))
            }
            // It was ready at the last moment, or failed for another reason.
            answer => answer,
        }
    }
}
