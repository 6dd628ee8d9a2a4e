//! Saved settings.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use seedbed_jobs::{Expected, Profile, ProfileName, Role, Settings};
use serde::Deserialize;

use crate::{
    Caller, Problem, Service,
    document::Document,
    identity::About,
    openapi::{ListParameters, NamePath, ProjectHeader},
    paging::{Page, Paging},
};

/// Settings to save under a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProfile {
    /// The name.
    name: ProfileName,
    /// The settings.
    settings: Settings,
}

/// Save settings under a new name.
#[utoipa::path(post, path = "/v1/profiles", tag = "profiles", params(ProjectHeader),
    request_body(content = ref("#/components/schemas/NewProfile")),
    responses(
        (status = 201, description = "Saved.", body = ref("#/components/schemas/Profile"))))]
pub(crate) async fn create_profile(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Document(NewProfile { name, settings }): Document<NewProfile>,
) -> Result<Response, Problem> {
    caller.require(&service, &project, Role::Editor).await?;
    let who = &caller.principal;
    let saved = service.profiles.put(&project, &name, settings, Expected::Nothing, who).await?;
    Ok(answer(StatusCode::CREATED, saved))
}

/// The project's saved settings.
#[utoipa::path(get, path = "/v1/profiles", tag = "profiles", params(ProjectHeader, ListParameters),
    responses(
        (status = 200, description = "A page of them.",
            body = ref("#/components/schemas/ProfilePage"))))]
pub(crate) async fn profiles(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    paging: Paging,
) -> Result<Json<Page<Profile>>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    Ok(Json(service.profiles.list(&project, paging.after, paging.limit).await?.into()))
}

/// Saved settings.
#[utoipa::path(get, path = "/v1/profiles/{name}", tag = "profiles",
    params(ProjectHeader, NamePath),
    responses(
        (status = 200, description = "The settings.", body = ref("#/components/schemas/Profile"))))]
pub(crate) async fn profile(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    let unknown = || Problem::unknown("profile");
    let name = ProfileName::new(name).map_err(|_| unknown())?;
    let found = service.profiles.get(&project, &name).await?.ok_or_else(unknown)?;
    Ok(answer(StatusCode::OK, found))
}

/// Save settings, new or changed.
///
/// With `If-Match` only if they are still of that version.
#[utoipa::path(put, path = "/v1/profiles/{name}", tag = "profiles",
    params(ProjectHeader, NamePath,
        ("If-Match" = Option<String>, Header, description = "The ETag they were got with.")),
    request_body(content = ref("#/components/schemas/Settings")),
    responses(
        (status = 200, description = "Saved.", body = ref("#/components/schemas/Profile"))))]
pub(crate) async fn put_profile(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Path(name): Path<String>,
    headers: HeaderMap,
    Document(settings): Document<Settings>,
) -> Result<Response, Problem> {
    caller.require(&service, &project, Role::Editor).await?;
    let name = ProfileName::new(name).map_err(|wrong| Problem::bad_request(wrong.to_string()))?;
    let expected = match headers.get(header::IF_MATCH) {
        None => Expected::Anything,
        Some(tag) => {
            let tag = tag.to_str().ok().and_then(|tag| tag.trim_matches('"').parse().ok());
            let wrong = "If-Match holds an ETag that this service gave";
            Expected::Version(tag.ok_or_else(|| Problem::bad_request(wrong))?)
        }
    };
    let who = &caller.principal;
    let saved = service.profiles.put(&project, &name, settings, expected, who).await?;
    Ok(answer(StatusCode::OK, saved))
}

/// Remove saved settings.
#[utoipa::path(delete, path = "/v1/profiles/{name}", tag = "profiles",
    params(ProjectHeader, NamePath),
    responses((status = 204, description = "Removed.")))]
pub(crate) async fn delete_profile(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.require(&service, &project, Role::Editor).await?;
    let name = ProfileName::new(name).map_err(|_| Problem::unknown("profile"))?;
    service.profiles.remove(&project, &name, &caller.principal).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn answer(status: StatusCode, profile: Profile) -> Response {
    let tag = format!("\"{}\"", profile.version);
    (status, [(header::ETAG, tag)], Json(profile)).into_response()
}
