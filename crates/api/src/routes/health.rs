//! How the service is.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use seedbed_jobs::{JobFilter, JobState, Role};
use serde::Serialize;

use crate::{Caller, Problem, Service, identity::About};

/// That the service lives, and which it is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Health {
    /// `ok`.
    status: &'static str,
    /// The version.
    version: &'static str,
}

/// Whether the service lives.
#[utoipa::path(get, path = "/health", tag = "service", security(()),
    responses((status = 200, description = "It does.", body = ref("#/components/schemas/Health"))))]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// What a project has going on.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Stats {
    /// Jobs that wait.
    queued: usize,
    /// Jobs that run.
    running: usize,
    /// Requests since the service started, of all projects.
    requests: u64,
}

/// What the project has going on.
#[utoipa::path(get, path = "/stats", tag = "service", params(crate::openapi::ProjectHeader),
    responses(
        (status = 200, description = "Counts.", body = ref("#/components/schemas/Stats"))))]
pub(crate) async fn stats(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
) -> Result<Json<Stats>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    let count = async |state| -> Result<usize, Problem> {
        let filter = JobFilter { state: Some(state), kind: None };
        let most = service.jobs.policy().max_open + 1;
        Ok(service.jobs.list(&project, &filter, None, most).await?.items.len())
    };
    let (queued, running) = (count(JobState::Queued).await?, count(JobState::Running).await?);
    Ok(Json(Stats { queued, running, requests: service.meter.requests() }))
}

/// Counts for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "service",
    responses(
        (status = 200, description = "Counts.", body = String, content_type = "text/plain")))]
pub(crate) async fn metrics(State(service): State<Service>) -> Response {
    let media_type = "text/plain; version=0.0.4";
    ([(header::CONTENT_TYPE, media_type)], service.meter.text()).into_response()
}
