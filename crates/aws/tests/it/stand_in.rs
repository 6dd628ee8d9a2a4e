//! A stack of its own in the stand-in that `SEEDBED_TEST_AWS` names.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use aws_sdk_kms::types::{KeySpec, KeyUsageType};
use aws_sdk_s3::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_sqs::types::QueueAttributeName;
use seedbed_aws::{Aws, Settings};
use seedbed_jobs::{Principal, Project, Projects, Stores};
use serde_json::json;

/// A stack in the stand-in.
pub(crate) struct StandIn {
    /// Where the stand-in is: `127.0.0.1:5000`.
    pub(crate) address: String,
    pub(crate) settings: Settings,
    /// Where messages end that nobody can handle.
    pub(crate) dead_letters: String,
}

/// Messages that were received so often go to the dead-letter queue.
pub(crate) const RECEIVED_AT_MOST: u32 = 3;

impl StandIn {
    /// Makes a bucket, a table, queues and a bus. Where there is no stand-in, says so.
    pub(crate) async fn create() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(url) = std::env::var("SEEDBED_TEST_AWS") else {
            println!("not run: no stand-in for AWS (SEEDBED_TEST_AWS is not set)");
            return None;
        };
        let address = url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("seedbed-{}-{number}", std::process::id());
        let config = config(&format!("http://{address}"));
        let s3 = aws_sdk_s3::Client::new(&config);
        s3.create_bucket().bucket(&name).send().await.unwrap();
        create_table(&config, &name).await;
        let (queue_url, dead_letters) = create_queues(&config, &name).await;
        let events = aws_sdk_eventbridge::Client::new(&config);
        events.create_event_bus().name(&name).send().await.unwrap();
        let webhook_key = create_key(&config).await;
        let settings = Settings::from_lookup(|variable| {
            Some(match variable {
                "SEEDBED_TEAM" => "test".to_owned(),
                "SEEDBED_QUEUE_URL" => queue_url.clone(),
                "SEEDBED_BATCH_QUEUE_CPU" => "queue-cpu".to_owned(),
                "SEEDBED_BATCH_JOB_CPU" => "job-cpu".to_owned(),
                "SEEDBED_WEBHOOK_KEY" => webhook_key.clone(),
                "SEEDBED_TABLE" | "SEEDBED_BUCKET" | "SEEDBED_EVENT_BUS" => name.clone(),
                _ => return None,
            })
        });
        Some(Self { address, settings: settings.unwrap(), dead_letters })
    }

    /// The adapters, by way of an endpoint.
    pub(crate) fn aws(&self, endpoint: &str) -> Aws {
        Aws::with(self.settings.clone(), &config(endpoint))
    }

    /// The adapters, without a detour.
    pub(crate) fn direct(&self) -> Aws {
        self.aws(&format!("http://{}", self.address))
    }

    /// The variables of a function that goes by way of an endpoint.
    pub(crate) fn variables(&self, endpoint: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let settings = &self.settings;
        let webhook_key = settings.webhook_key.as_deref().unwrap_or_default();
        let given = [
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", REGION),
            ("RUST_LOG", "warn"),
            ("SEEDBED_TEAM", &settings.team),
            ("SEEDBED_TABLE", &settings.table),
            ("SEEDBED_BUCKET", &settings.bucket),
            ("SEEDBED_QUEUE_URL", &settings.queue_url),
            ("SEEDBED_EVENT_BUS", &settings.event_bus),
            ("SEEDBED_BATCH_QUEUE_CPU", "queue-cpu"),
            ("SEEDBED_BATCH_JOB_CPU", "job-cpu"),
            ("SEEDBED_WEBHOOK_KEY", webhook_key),
        ];
        let all = given.iter().chain(more);
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Makes a project.
    pub(crate) async fn project(&self, stores: &Stores, name: &str) -> Project {
        let (project, who) = (Project::new(name).unwrap(), Principal::new("ada").unwrap());
        Projects::new(stores).create(&project, &who).await.unwrap();
        project
    }
}

pub(crate) const REGION: &str = "us-east-1";

/// A configuration of the SDK, as functions have it, for an endpoint.
pub(crate) fn config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("test", "test", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(seedbed_aws::retries())
        .sleep_impl(aws_sdk_s3::config::SharedAsyncSleep::new(Sleep))
        .endpoint_url(endpoint)
        .build()
}

/// Tokio's timer, by which the SDK waits between attempts.
#[derive(Debug)]
struct Sleep;

impl aws_sdk_s3::config::AsyncSleep for Sleep {
    fn sleep(&self, duration: std::time::Duration) -> aws_sdk_s3::config::Sleep {
        aws_sdk_s3::config::Sleep::new(tokio::time::sleep(duration))
    }
}

async fn create_table(config: &SdkConfig, name: &str) {
    let key = |hash: &str, range: &str| {
        [(hash, KeyType::Hash), (range, KeyType::Range)].map(|(name, kind)| {
            KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
        })
    };
    let index = |name: &str| {
        let all = Projection::builder().projection_type(ProjectionType::All).build();
        let schema = key(&format!("{name}_pk"), &format!("{name}_sk"));
        GlobalSecondaryIndex::builder()
            .index_name(name)
            .set_key_schema(Some(schema.into()))
            .projection(all)
            .build()
            .unwrap()
    };
    let attribute = |name: &str| {
        let text = ScalarAttributeType::S;
        AttributeDefinition::builder().attribute_name(name).attribute_type(text).build().unwrap()
    };
    let attributes = ["pk", "sk", "due_pk", "due_sk", "state_pk", "state_sk"].map(attribute);
    aws_sdk_dynamodb::Client::new(config)
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes.into()))
        .set_key_schema(Some(key("pk", "sk").into()))
        .global_secondary_indexes(index("due"))
        .global_secondary_indexes(index("state"))
        .send()
        .await
        .unwrap();
}

async fn create_queues(config: &SdkConfig, name: &str) -> (String, String) {
    let sqs = aws_sdk_sqs::Client::new(config);
    let dead = sqs.create_queue().queue_name(format!("{name}-dead")).send().await.unwrap();
    let dead = dead.queue_url.unwrap();
    let redrive = json!({
        "deadLetterTargetArn": format!("arn:aws:sqs:{REGION}:123456789012:{name}-dead"),
        "maxReceiveCount": RECEIVED_AT_MOST,
    });
    let queue = sqs
        .create_queue()
        .queue_name(name)
        .attributes(QueueAttributeName::RedrivePolicy, redrive.to_string())
        .send();
    (queue.await.unwrap().queue_url.unwrap(), dead)
}

/// A key for codes; its ARN.
pub(crate) async fn create_key(config: &SdkConfig) -> String {
    let made = aws_sdk_kms::Client::new(config)
        .create_key()
        .key_usage(KeyUsageType::GenerateVerifyMac)
        .key_spec(KeySpec::Hmac256)
        .send();
    made.await.unwrap().key_metadata.unwrap().arn.unwrap()
}
