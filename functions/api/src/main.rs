//! The service behind API Gateway: wiring.

use std::{env, sync::Arc};

use anyhow::Context;
use seedbed_api::{Authentication, Limits, Service, router};
use seedbed_aws::{Aws, Settings};
use seedbed_jobs::{Jobs, Webhooks};
use seedbed_pipeline::{JobLimits, JobRunner};
use seedbed_webhooks::{HttpPost, Reach};
use tower::ServiceExt;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_http::tracing::init_default_subscriber();
    let settings = Settings::from_env().context("the function can't start")?;
    let limits = Limits {
        requests_per_minute: settings.limits.requests_per_minute,
        link_seconds: settings.limits.link_seconds,
        ..Limits::default()
    };
    let aws = Aws::connect(settings).await;
    let stores = aws.stores();
    let jobs = Jobs::new(stores.clone(), aws.settings().policy());
    let rows = aws.settings().limits.max_rows;
    let engine = Arc::new(JobRunner {
        scratch: env::temp_dir(),
        threads: 1,
        limits: JobLimits { rows, ..JobLimits::default() },
    });
    let mut service = Service::new(&stores, jobs, engine, aws.links(), Authentication::Required);
    // Addresses are judged here, and called by the function `webhooks`.
    if let Some(secret) = aws.webhook_secret() {
        let post = Arc::new(HttpPost::new(Reach::Public));
        service = service.telling(Webhooks::new(&stores, post, secret));
    }
    let routes = router(service.limited_by(limits));
    lambda_http::run(routes.map_request(function_api::identified)).await
}
