//! Links to put files: schemas, and data to learn from.

use std::time::Duration;

use axum::{Json, extract::State, http::StatusCode};
use schemars::JsonSchema;
use seedbed_jobs::{JobId, ObjectKey, Role, Timestamp, port::UploadLink, uploads_of};
use serde::{Deserialize, Serialize};

use crate::{
    Caller, Problem, Service, Wrong, document::Document, identity::About, openapi::ProjectHeader,
};

/// A file to upload.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUpload {
    /// Its name; the ending says what it is.
    #[schemars(length(min = 1, max = 255))]
    name: String,
    /// Its media type.
    #[schemars(length(min = 3, max = 255), regex(pattern = r"^[!-~]+/[!-~]+$"))]
    content_type: String,
    /// Its exact size.
    bytes: u64,
}

/// Where to put a file.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Upload {
    /// What jobs call it.
    object: ObjectKey,
    /// The address to put it to, with its media type as `Content-Type`.
    url: String,
    /// When the address expires.
    expires_at: Timestamp,
}

/// The endings of files that jobs take.
const ENDINGS: [&str; 15] = [
    "sql", "ddl", "py", "prisma", "yaml", "yml", "json", "csv", "tsv", "jsonl", "parquet", "arrow",
    "arrows", "feather", "zip",
];

/// Get a link to upload a schema or data.
#[utoipa::path(post, path = "/v1/uploads", tag = "uploads", params(ProjectHeader),
    request_body(content = ref("#/components/schemas/NewUpload")),
    responses(
        (status = 201, description = "The link.", body = ref("#/components/schemas/Upload"))))]
pub(crate) async fn upload(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Document(asked): Document<NewUpload>,
) -> Result<(StatusCode, Json<Upload>), Problem> {
    caller.require(&service, &project, Role::Editor).await?;
    let wrong = |pointer: &str, detail: String| {
        Problem::invalid(vec![Wrong { pointer: pointer.into(), detail }])
    };
    let most = service.limits.upload_bytes;
    if asked.bytes > most {
        return Err(Problem::too_large(format!("an upload has {most} bytes at most")));
    }
    let ending = asked.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if !ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
        let detail = format!("a file's name ends with one of {}", ENDINGS.join(", "));
        return Err(wrong("/name", detail));
    }
    if asked.name.contains('/') {
        return Err(wrong("/name", "a file's name has no slash".into()));
    }
    let now = service.clock.now();
    // A folder of its own, so that one file never takes another's place.
    let key = format!("{}{}/{}", uploads_of(&project), JobId::new(now)?, asked.name);
    let object = ObjectKey::new(key).map_err(|invalid| wrong("/name", invalid.to_string()))?;
    let lasts = Duration::from_secs(service.limits.link_seconds);
    let (content_type, bytes) = (asked.content_type, asked.bytes);
    let link = UploadLink { key: object.clone(), content_type, bytes };
    let url = service.links.upload(&link, lasts).await?;
    service.projects.note(&project, &caller.principal, "upload.linked", object.as_str()).await?;
    Ok((StatusCode::CREATED, Json(Upload { object, url, expires_at: now.after(lasts) })))
}
