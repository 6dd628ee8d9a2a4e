//! A queue of SQS. Messages that nobody can handle go to its dead-letter queue by the queue's own
//! redrive policy.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_sqs::{Client, types::MessageSystemAttributeName};
use seedbed_jobs::{
    StoreError,
    port::{Delivery, Message, Queue, Receipt},
};

use crate::error::{failed, is};

/// A standard queue: at least once, in any order.
#[derive(Debug, Clone)]
pub struct SqsQueue {
    client: Client,
    url: String,
}

/// What SQS says to receipts that are no longer good.
const STALE: [&str; 4] = [
    "InvalidParameterValue",
    "MessageNotInflight",
    "AWS.SimpleQueueService.MessageNotInflight",
    "ReceiptHandleIsInvalid",
];

impl SqsQueue {
    /// The queue at an address.
    pub fn new(client: Client, url: &str) -> Self {
        Self { client, url: url.to_owned() }
    }
}

#[async_trait]
impl Queue for SqsQueue {
    async fn send(&self, message: &Message) -> Result<(), StoreError> {
        let unwritten = |source| StoreError::new("send", "a message", false).because(source);
        let body = serde_json::to_string(message).map_err(unwritten)?;
        let call = self.client.send_message().queue_url(&self.url).message_body(body);
        let told = call.send().await;
        told.map(drop).map_err(|error| failed("send", "a message", &error))
    }

    async fn receive(&self, most: usize, hidden: Duration) -> Result<Vec<Delivery>, StoreError> {
        let received = self
            .client
            .receive_message()
            .queue_url(&self.url)
            // SQS hands over ten at most.
            .max_number_of_messages(i32::try_from(most.clamp(1, 10)).unwrap_or(10))
            .visibility_timeout(seconds(hidden))
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .send()
            .await
            .map_err(|error| failed("receive", "messages", &error))?;
        Ok(received.messages.unwrap_or_default().into_iter().filter_map(delivery).collect())
    }

    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError> {
        let delete = self.client.delete_message().queue_url(&self.url).receipt_handle(&receipt.0);
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) if is(&error, &STALE) => Ok(()),
            Err(error) => Err(failed("acknowledge", "a message", &error)),
        }
    }

    async fn hide(&self, receipt: &Receipt, hidden: Duration) -> Result<(), StoreError> {
        let hide = self
            .client
            .change_message_visibility()
            .queue_url(&self.url)
            .receipt_handle(&receipt.0)
            .visibility_timeout(seconds(hidden));
        match hide.send().await {
            Ok(_) => Ok(()),
            Err(error) if is(&error, &STALE) => Ok(()),
            Err(error) => Err(failed("hide", "a message", &error)),
        }
    }
}

/// A message that is none of ours stays until the redrive policy takes it away.
fn delivery(message: aws_sdk_sqs::types::Message) -> Option<Delivery> {
    let receipt = Receipt(message.receipt_handle?);
    let received = message.attributes.and_then(|all| {
        all.get(&MessageSystemAttributeName::ApproximateReceiveCount)?.parse().ok()
    });
    match serde_json::from_str(&message.body.unwrap_or_default()) {
        Ok(message) => Some(Delivery { message, receipt, received: received.unwrap_or(1) }),
        Err(error) => {
            tracing::warn!(%error, id = message.message_id, "a message can't be understood");
            None
        }
    }
}

/// Whole seconds, rounded up, twelve hours at most, as SQS counts.
fn seconds(time: Duration) -> i32 {
    const MOST: u64 = 12 * 60 * 60;
    i32::try_from(time.as_millis().div_ceil(1000).min(MOST.into())).unwrap_or(i32::MAX)
}
