//! What EventBridge tells of Batch, and the minute's sweep: wiring.

use anyhow::Context;
use lambda_runtime::{LambdaEvent, service_fn};
use seedbed_aws::{Aws, Settings};
use seedbed_jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let settings = Settings::from_env().context("the function can't start")?;
    let aws = Aws::connect(settings).await;
    let jobs = &Jobs::new(aws.stores(), aws.settings().policy());
    let function = service_fn(async |event: LambdaEvent<_>| {
        let answer = function_on_batch_event::handle(jobs, event.payload).await;
        answer.map_err(|error| format!("{error:#}"))
    });
    lambda_runtime::run(function).await
}
