//! What is answered at once.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use seedbed_jobs::{
    NamedSource, OutputFormat, Role, SchemaReport, Settings, SmallDataset, SmallRequest,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Caller, Problem, Service, Wrong, document::Document, identity::About, openapi::ProjectHeader,
};

/// A schema, and how to read it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchemaDocument {
    /// The schema's sources, in their order.
    #[schemars(length(min = 1, max = 100))]
    schema: Vec<NamedSource>,
    /// What is asked of the data.
    #[serde(default)]
    settings: Settings,
}

/// A small dataset, asked for at once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GenerateDocument {
    /// The schema's sources, in their order.
    #[schemars(length(min = 1, max = 100))]
    schema: Vec<NamedSource>,
    /// A plan to execute instead of the rules'.
    #[serde(default)]
    plan: Option<Value>,
    /// What is asked of the data.
    #[serde(default)]
    settings: Settings,
    /// The files' format; not `parquet`, which is no text.
    #[serde(default)]
    format: OutputFormat,
}

/// Read a schema: its tables, an order to load them in, and what was remarked.
#[utoipa::path(post, path = "/v1/schemas", tag = "at once", params(ProjectHeader),
    request_body(content = ref("#/components/schemas/SchemaDocument")),
    responses(
        (status = 200, description = "What the schema is understood as.",
            body = ref("#/components/schemas/SchemaReport"))))]
pub(crate) async fn check(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Document(asked): Document<SchemaDocument>,
) -> Result<Json<SchemaReport>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    Ok(Json(service.engine.check(asked.schema, asked.settings).await?))
}

/// Plan: what each column would be made of, to read, edit and give back.
#[utoipa::path(post, path = "/v1/plans", tag = "at once", params(ProjectHeader),
    request_body(content = ref("#/components/schemas/SchemaDocument")),
    responses(
        (status = 200, description = "The plan.", body = Object)))]
pub(crate) async fn plan(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Document(asked): Document<SchemaDocument>,
) -> Result<Json<Value>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    Ok(Json(service.engine.plan(asked.schema, asked.settings).await?))
}

/// Generate a small dataset, in the answer.
#[utoipa::path(post, path = "/v1/generate", tag = "at once", params(ProjectHeader),
    request_body(content = ref("#/components/schemas/GenerateDocument")),
    responses(
        (status = 200, description = "The files.", body = ref("#/components/schemas/SmallDataset"))))]
pub(crate) async fn generate(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Document(asked): Document<GenerateDocument>,
) -> Result<Json<SmallDataset>, Problem> {
    caller.require(&service, &project, Role::Editor).await?;
    if asked.format == OutputFormat::Parquet {
        let detail = "Parquet is no text: ask for a job, or for csv, json, jsonl or sql".into();
        return Err(Problem::invalid(vec![Wrong { pointer: "/format".into(), detail }]));
    }
    let GenerateDocument { schema, plan, settings, format } = asked;
    let (most_rows, most_bytes) = (service.limits.answer_rows, service.limits.answer_bytes);
    let request = SmallRequest { schema, plan, settings, format, most_rows, most_bytes };
    let made = service.engine.generate(request).await?;
    let rows = made.rows.to_string();
    service.projects.note(&project, &caller.principal, "rows.generated", &rows).await?;
    Ok(Json(made))
}
