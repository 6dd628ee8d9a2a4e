//! The routes.

pub(crate) mod at_once;
pub(crate) mod health;
pub(crate) mod jobs;
mod links;
pub(crate) mod profiles;
pub(crate) mod projects;
pub(crate) mod uploads;
pub(crate) mod webhooks;

use axum::{
    Router,
    http::{Method, StatusCode},
    routing::{delete, get, post, put},
};

use schemars::SchemaGenerator;
use seedbed_jobs::{Delivery, LogLine, Transaction};

use crate::{
    Problem, Service,
    openapi::{self, add},
};

/// Routes for those who say who they are.
pub(crate) fn of_callers() -> Router<Service> {
    Router::new()
        .route("/v1/schemas", post(at_once::check))
        .route("/v1/plans", post(at_once::plan))
        .route("/v1/generate", post(at_once::generate))
        .route("/v1/jobs", post(jobs::submit).get(jobs::jobs))
        .route("/v1/jobs/{id}", get(jobs::job).delete(jobs::cancel))
        .route("/v1/jobs/{id}/logs", get(jobs::log))
        .route("/v1/jobs/{id}/files", get(jobs::files))
        .route("/v1/jobs/{id}/rejected-files", get(jobs::rejected_files))
        .route("/v1/profiles", post(profiles::create_profile).get(profiles::profiles))
        .route(
            "/v1/profiles/{name}",
            get(profiles::profile).put(profiles::put_profile).delete(profiles::delete_profile),
        )
        .route("/v1/projects", post(projects::create_project).get(projects::projects))
        .route("/v1/projects/{name}", get(projects::project))
        .route(
            "/v1/projects/{name}/members/{member}",
            put(projects::set_member).delete(projects::remove_member),
        )
        .route("/v1/projects/{name}/keys", post(projects::create_key).get(projects::keys))
        .route("/v1/projects/{name}/keys/{id}", delete(projects::revoke_key))
        .route("/v1/projects/{name}/transactions", get(projects::transactions))
        .route("/v1/projects/{name}/webhooks", post(webhooks::register).get(webhooks::list))
        .route("/v1/projects/{name}/webhooks/{id}", get(webhooks::webhook).delete(webhooks::remove))
        .route("/v1/projects/{name}/webhooks/{id}/deliveries", get(webhooks::deliveries))
        .route("/v1/uploads", post(uploads::upload))
        .route("/stats", get(health::stats))
        .route("/metrics", get(health::metrics))
}

/// Routes for everybody, and for those who hold a link.
pub(crate) fn of_everybody() -> Router<Service> {
    Router::new()
        .route("/health", get(health::health))
        .route("/openapi.json", get(openapi::document))
        .route("/docs", get(openapi::page))
        .route("/objects/{*key}", get(links::download).put(links::upload))
}

pub(crate) async fn nothing_here() -> Problem {
    let detail = "there is nothing at this address; /docs lists what there is";
    Problem::new(StatusCode::NOT_FOUND, "no-route", "There is none", detail)
}

pub(crate) async fn not_that_way(method: Method) -> Problem {
    let detail = format!("this address does not take {method}; /docs lists what it takes");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "Not that way", detail)
}

/// Adds the schemas of what routes alone take and give.
pub(crate) fn add_schemas(generator: &mut SchemaGenerator) {
    add::<at_once::SchemaDocument>(generator);
    add::<at_once::GenerateDocument>(generator);
    add::<jobs::FileLinks>(generator);
    add::<profiles::NewProfile>(generator);
    add::<projects::NewProject>(generator);
    add::<projects::Membership>(generator);
    add::<projects::NewKey>(generator);
    add::<projects::MadeKey>(generator);
    add::<projects::Keys>(generator);
    add::<uploads::NewUpload>(generator);
    add::<uploads::Upload>(generator);
    add::<webhooks::NewWebhook>(generator);
    add::<webhooks::MadeWebhook>(generator);
    add::<webhooks::WebhookList>(generator);
    add::<Delivery>(generator);
    add::<health::Health>(generator);
    add::<health::Stats>(generator);
    add::<LogLine>(generator);
    add::<Transaction>(generator);
}
