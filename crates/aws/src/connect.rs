//! From settings to stores.

use std::{sync::Arc, time::Duration};

use aws_config::{BehaviorVersion, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use seedbed_jobs::{
    Stores, SystemClock,
    port::{Batch, Links, MasterSecret},
};

use crate::{
    AwsBatch, BusEvents, DynamoRecords, KmsSecret, S3Links, S3Objects, Settings, SqsQueue,
};

/// Clients of the services that a stack stands on.
#[derive(Debug, Clone)]
pub struct Aws {
    settings: Settings,
    s3: aws_sdk_s3::Client,
    dynamodb: aws_sdk_dynamodb::Client,
    sqs: aws_sdk_sqs::Client,
    events: aws_sdk_eventbridge::Client,
    batch: aws_sdk_batch::Client,
    kms: aws_sdk_kms::Client,
}

/// How often and how slowly calls are repeated: five attempts, with pauses that double from a
/// tenth of a second to five, each shortened at random.
pub fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(5)
        .with_initial_backoff(Duration::from_millis(100))
        .with_max_backoff(Duration::from_secs(5))
}

impl Aws {
    /// Clients with the credentials and the region that the SDK finds. Makes no call.
    pub async fn connect(settings: Settings) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(3))
            .operation_attempt_timeout(Duration::from_secs(60))
            .build();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .retry_config(retries())
            .timeout_config(timeouts)
            .load();
        Self::with(settings, &config.await)
    }

    /// Clients of a configuration of the SDK.
    pub fn with(settings: Settings, config: &SdkConfig) -> Self {
        Self {
            settings,
            s3: aws_sdk_s3::Client::new(config),
            dynamodb: aws_sdk_dynamodb::Client::new(config),
            sqs: aws_sdk_sqs::Client::new(config),
            events: aws_sdk_eventbridge::Client::new(config),
            batch: aws_sdk_batch::Client::new(config),
            kms: aws_sdk_kms::Client::new(config),
        }
    }

    /// What the clients are used for.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The stores of jobs, by the machine's clock.
    pub fn stores(&self) -> Stores {
        let settings = &self.settings;
        Stores {
            records: Arc::new(DynamoRecords::new(self.dynamodb.clone(), &settings.table)),
            objects: Arc::new(S3Objects::new(self.s3.clone(), &settings.bucket)),
            queue: Arc::new(SqsQueue::new(self.sqs.clone(), &settings.queue_url)),
            events: Arc::new(BusEvents::new(self.events.clone(), &settings.event_bus)),
            clock: Arc::new(SystemClock),
        }
    }

    /// Links to objects, signed with the clients' credentials.
    pub fn links(&self) -> Arc<dyn Links> {
        Arc::new(S3Links::new(self.s3.clone(), &self.settings.bucket))
    }

    /// What secrets of webhooks are derived from; none where the settings name no key for it.
    pub fn webhook_secret(&self) -> Option<Arc<dyn MasterSecret>> {
        let key = self.settings.webhook_key.as_deref()?;
        Some(Arc::new(KmsSecret::new(self.kms.clone(), key)))
    }

    /// The scheduler of large jobs; none where the settings name no queue for it.
    pub fn batch(&self) -> Option<Arc<dyn Batch>> {
        let target = self.settings.batch.clone()?;
        Some(Arc::new(AwsBatch::new(self.batch.clone(), target, &self.settings.team)))
    }
}
