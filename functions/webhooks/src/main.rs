//! What the bus tells of jobs, posted to the addresses that projects registered: wiring.

use std::sync::Arc;

use anyhow::Context;
use function_webhooks::Handler;
use lambda_runtime::{LambdaEvent, service_fn};
use seedbed_aws::{Aws, Settings};
use seedbed_jobs::{Timestamp, Webhooks};
use seedbed_webhooks::{HttpPost, Reach};

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let settings = Settings::from_env().context("the function can't start")?;
    let aws = Aws::connect(settings).await;
    let secret = aws.webhook_secret().context("SEEDBED_WEBHOOK_KEY is not set")?;
    let stores = aws.stores();
    let post = Arc::new(HttpPost::new(Reach::Public));
    let webhooks = Webhooks::new(&stores, post, secret);
    let handler = &Handler::new(webhooks, stores.clock);
    let function = service_fn(async |event: LambdaEvent<_>| {
        let deadline = i64::try_from(event.context.deadline).unwrap_or(i64::MAX);
        let answer = handler.handle(event.payload, Timestamp::from_millis(deadline)).await;
        answer.map_err(|error| format!("{error:#}"))
    });
    lambda_runtime::run(function).await
}
