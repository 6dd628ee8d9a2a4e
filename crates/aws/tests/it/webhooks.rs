//! Webhooks of a stack: registered by one function, delivered by another, signed by one key.

use std::time::Duration;

use seedbed_aws::KmsSecret;
use seedbed_jobs::{DeliveryState, port::MasterSecret};
use serde_json::{Value, json};

use crate::{
    functions::event,
    journey::Cloud,
    stand_in::{StandIn, config, create_key},
};

/// A name of the public Internet that nobody has.
const URL: &str = "https://nobody-has-this-name.example.com/hook";
const HOOKS: &str = "/v1/projects/shop/webhooks";

#[tokio::test(flavor = "multi_thread")]
async fn every_function_derives_the_same_secrets_from_the_stack_s_key() {
    let Some(stand_in) = StandIn::create().await else { return };
    let config = config(&format!("http://{}", stand_in.address));
    let secret = async |key: &str| {
        KmsSecret::new(aws_sdk_kms::Client::new(&config), key).bytes().await.unwrap()
    };
    let key = stand_in.settings.webhook_key.clone().unwrap();
    assert_eq!(secret(&key).await, secret(&key).await);
    assert_ne!(secret(&key).await, secret(&create_key(&config).await).await);
    let unknown = key.replace(|c: char| c.is_ascii_digit(), "0");
    let refused = KmsSecret::new(aws_sdk_kms::Client::new(&config), &unknown).bytes().await;
    assert!(!refused.unwrap_err().is_retryable(), "another attempt finds no key either");
}

/// An event of a job as the bus brings it.
fn told(id: &str) -> Value {
    let detail = json!({
        "id": id, "project": "shop", "job": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "state": "succeeded", "at": "2026-11-21T23:00:00Z",
    });
    event("seedbed", "seedbed.job.succeeded", &detail)
}

/// Registers, hears, delivers, and drops what nobody waits for any more.
pub(crate) fn everything_that_they_do(cloud: &Cloud) {
    let (status, refused) =
        cloud.ask("POST", HOOKS, Some(json!({ "url": "https://169.254.169.254/" })));
    assert_eq!(status, 422, "{refused}");
    let (status, made) = cloud.ask("POST", HOOKS, Some(json!({ "url": URL })));
    assert_eq!(status, 201, "{made}");
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"), "{made}");
    let hook = format!("{HOOKS}/{}", made["id"].as_str().unwrap());

    let function = &cloud.webhooks.function;
    let answer = function.invoke(&told("01ARZ3NDEKTSV4RRFFQ69G5FA0"));
    assert_eq!(answer, json!({ "delivered": 0, "waiting": 1, "given_up": 0 }));
    let (_, page) = cloud.ask("GET", &format!("{hook}/deliveries"), None);
    let delivery = &page["items"][0];
    assert_eq!(delivery["state"], json!(DeliveryState::Waiting), "{page}");
    assert!(delivery["attempts"][0]["problem"].is_string(), "nobody has the name: {page}");

    // What is due when its webhook is gone is dropped.
    let hurried = function.try_invoke(&told("01ARZ3NDEKTSV4RRFFQ69G5FA1"), Duration::from_secs(9));
    assert_eq!(hurried.unwrap(), json!({ "delivered": 0, "waiting": 0, "given_up": 0 }));
    assert_eq!(cloud.ask("DELETE", &hook, None).0, 204);
    let minute = event("aws.events", "Scheduled Event", &json!({}));
    function.invoke(&minute);
    assert!(cloud.webhooks.proxy.actions().contains(&("dynamodb".into(), "DeleteItem".into())));
}
