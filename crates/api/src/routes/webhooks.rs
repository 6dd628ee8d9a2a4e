//! Webhooks: addresses that are told what becomes of a project's jobs.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use schemars::JsonSchema;
use seedbed_jobs::{Delivery, JobId, JobState, Project, Role, Webhook, WebhookError, Webhooks};
use serde::{Deserialize, Serialize};

use crate::{
    Caller, Problem, Service, Wrong,
    document::Document,
    openapi::{ListParameters, NamePath},
    paging::{Page, Paging},
    routes::projects::named,
};

/// An address to tell of jobs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// The address: https, and public.
    #[schemars(length(min = 1, max = 2048))]
    url: String,
    /// The states it is told of; none means all.
    #[serde(default)]
    #[schemars(length(max = 5))]
    states: Vec<JobState>,
}

/// A webhook, this once with its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MadeWebhook {
    /// What deliveries are signed with: keep it where secrets are kept. It is not told again.
    secret: String,
    /// What is known of it.
    #[serde(flatten)]
    webhook: Webhook,
}

/// A project's webhooks, without their secrets.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct WebhookList(Vec<Webhook>);

/// Register an address that is told of the project's jobs.
///
/// Deliveries are signed as the Standard Webhooks specification has it.
#[utoipa::path(post, path = "/v1/projects/{name}/webhooks", tag = "webhooks", params(NamePath),
    request_body(content = ref("#/components/schemas/NewWebhook")),
    responses(
        (status = 201, description = "Registered.",
            body = ref("#/components/schemas/MadeWebhook"))))]
pub(crate) async fn register(
    State(service): State<Service>,
    caller: Caller,
    Path(name): Path<String>,
    Document(NewWebhook { url, states }): Document<NewWebhook>,
) -> Result<(StatusCode, Json<MadeWebhook>), Problem> {
    let project = named(&service, &caller, &name, Role::Admin).await?;
    let made = webhooks(&service)?.register(&project, &url, states, &caller.principal).await;
    let (webhook, secret) = made?;
    Ok((StatusCode::CREATED, Json(MadeWebhook { secret: secret.secret(), webhook })))
}

/// The project's webhooks, without their secrets.
#[utoipa::path(get, path = "/v1/projects/{name}/webhooks", tag = "webhooks", params(NamePath),
    responses(
        (status = 200, description = "They.", body = ref("#/components/schemas/WebhookList"))))]
pub(crate) async fn list(
    State(service): State<Service>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<WebhookList>, Problem> {
    let project = named(&service, &caller, &name, Role::Admin).await?;
    Ok(Json(WebhookList(webhooks(&service)?.list(&project).await?)))
}

/// A webhook, without its secret.
#[utoipa::path(get, path = "/v1/projects/{name}/webhooks/{id}", tag = "webhooks",
    params(NamePath, ("id" = String, Path, description = "The webhook's identity.")),
    responses(
        (status = 200, description = "It.", body = ref("#/components/schemas/Webhook"))))]
pub(crate) async fn webhook(
    State(service): State<Service>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<Json<Webhook>, Problem> {
    let project = named(&service, &caller, &name, Role::Admin).await?;
    Ok(Json(find(&service, &project, &id).await?))
}

/// Remove a webhook; what waits to be delivered to it is dropped.
#[utoipa::path(delete, path = "/v1/projects/{name}/webhooks/{id}", tag = "webhooks",
    params(NamePath, ("id" = String, Path, description = "The webhook's identity.")),
    responses((status = 204, description = "Removed.")))]
pub(crate) async fn remove(
    State(service): State<Service>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let project = named(&service, &caller, &name, Role::Admin).await?;
    let id = find(&service, &project, &id).await?.id;
    webhooks(&service)?.remove(&project, id, &caller.principal).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What became of a webhook's deliveries, the latest first.
#[utoipa::path(get, path = "/v1/projects/{name}/webhooks/{id}/deliveries", tag = "webhooks",
    params(NamePath, ("id" = String, Path, description = "The webhook's identity."),
        ListParameters),
    responses(
        (status = 200, description = "A page of them.",
            body = ref("#/components/schemas/DeliveryPage"))))]
pub(crate) async fn deliveries(
    State(service): State<Service>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    paging: Paging,
) -> Result<Json<Page<Delivery>>, Problem> {
    let project = named(&service, &caller, &name, Role::Admin).await?;
    let id = find(&service, &project, &id).await?.id;
    let listed = webhooks(&service)?.deliveries(&project, id, paging.after, paging.limit).await?;
    Ok(Json(listed.into()))
}

fn webhooks(service: &Service) -> Result<&Webhooks, Problem> {
    let none = || Problem::conflict("no-webhooks", "this stack has no webhooks; poll its jobs");
    service.webhooks.as_ref().ok_or_else(none)
}

async fn find(service: &Service, project: &Project, id: &str) -> Result<Webhook, Problem> {
    let id: JobId = id.parse().map_err(|_| Problem::unknown("webhook"))?;
    let found = webhooks(service)?.get(project, id).await?;
    found.ok_or_else(|| Problem::unknown("webhook"))
}

impl From<WebhookError> for Problem {
    fn from(error: WebhookError) -> Self {
        let detail = error.to_string();
        match error {
            WebhookError::Unfit(_) => Self::invalid(vec![Wrong { pointer: "/url".into(), detail }]),
            WebhookError::TooMany => Self::conflict("too-many-webhooks", detail),
            WebhookError::Unknown => Self::unknown("webhook"),
            WebhookError::Store(error) => error.into(),
        }
    }
}
