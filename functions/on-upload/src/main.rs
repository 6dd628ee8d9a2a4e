//! A schema that was dropped into the bucket becomes a job: wiring.

use std::{env, sync::Arc};

use anyhow::Context;
use function_on_upload::Handler;
use lambda_runtime::{LambdaEvent, service_fn};
use seedbed_aws::{Aws, Settings};
use seedbed_jobs::Jobs;
use seedbed_pipeline::{JobLimits, JobRunner};

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let settings = Settings::from_env().context("the function can't start")?;
    let aws = Aws::connect(settings).await;
    let stores = aws.stores();
    let (limits, bucket) = (JobLimits::default(), aws.settings().bucket.clone());
    let most_bytes = limits.schema_bytes;
    let engine = Arc::new(JobRunner { scratch: env::temp_dir(), threads: 1, limits });
    let jobs = Jobs::new(stores.clone(), aws.settings().policy());
    let handler = &Handler::new(jobs, &stores, engine, bucket, most_bytes);
    let function = service_fn(async |event: LambdaEvent<_>| {
        let answer = handler.handle(&event.payload).await;
        answer.map_err(|error| format!("{error:#}"))
    });
    lambda_runtime::run(function).await
}
