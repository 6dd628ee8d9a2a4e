//! The worker behind the queue: wiring.

use std::{env, sync::Arc};

use anyhow::Context;
use function_generate::Handler;
use lambda_runtime::{LambdaEvent, service_fn};
use seedbed_aws::{Aws, Settings};
use seedbed_jobs::{Jobs, Timestamp};
use seedbed_pipeline::{JobLimits, JobRunner};

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let settings = Settings::from_env().context("the function can't start")?;
    let aws = Aws::connect(settings).await;
    let (stores, limits) = (aws.stores(), &aws.settings().limits);
    let batch = aws.batch();
    let rows_here = batch.is_some().then_some(limits.rows_here);
    let (rows, part_rows) = (limits.max_rows, Some(limits.part_rows));
    let runner = Arc::new(JobRunner {
        scratch: env::temp_dir(),
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        limits: JobLimits { rows, rows_here, part_rows, ..JobLimits::default() },
    });
    let jobs = Jobs::new(stores.clone(), aws.settings().policy());
    let handler = &Handler::new(jobs, runner, batch, stores.clock);
    let function = service_fn(async |event: LambdaEvent<_>| {
        let deadline = i64::try_from(event.context.deadline).unwrap_or(i64::MAX);
        let deadline = Timestamp::from_millis(deadline);
        let answer = handler.handle(event.payload, &event.context.request_id, deadline).await;
        answer.map_err(|error| error.to_string())
    });
    lambda_runtime::run(function).await
}
