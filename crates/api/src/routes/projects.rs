//! Projects, their members and keys, and who did what.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use schemars::JsonSchema;
use seedbed_jobs::{
    JobId, KeyRecord, Principal, Project, ProjectRecord, Role, Timestamp, Transaction,
};
use serde::{Deserialize, Serialize};

use crate::{
    Caller, Problem, Service,
    document::Document,
    openapi::{ListParameters, NamePath},
    paging::{Page, Paging},
};

/// A project to make.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProject {
    /// Its name.
    name: Project,
}

/// Make a project. Who makes it is its first admin.
#[utoipa::path(post, path = "/v1/projects", tag = "projects",
    request_body(content = ref("#/components/schemas/NewProject")),
    responses(
        (status = 201, description = "Made.", body = ref("#/components/schemas/ProjectRecord"))))]
pub(crate) async fn create_project(
    State(service): State<Service>,
    caller: Caller,
    Document(NewProject { name }): Document<NewProject>,
) -> Result<(StatusCode, Json<ProjectRecord>), Problem> {
    if caller.principal.as_str().starts_with("key:") {
        return Err(Problem::forbidden("a key is for one project, and makes no other"));
    }
    let made = service.projects.create(&name, &caller.principal).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// The projects you are a member of.
#[utoipa::path(get, path = "/v1/projects", tag = "projects", params(ListParameters),
    responses(
        (status = 200, description = "A page of them.",
            body = ref("#/components/schemas/ProjectPage"))))]
pub(crate) async fn projects(
    State(service): State<Service>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<Page<ProjectRecord>>, Problem> {
    let listed = service.projects.of(&caller.principal, paging.after, paging.limit).await?;
    Ok(Json(listed.into()))
}

/// A project.
#[utoipa::path(get, path = "/v1/projects/{name}", tag = "projects", params(NamePath),
    responses(
        (status = 200, description = "It.", body = ref("#/components/schemas/ProjectRecord"))))]
pub(crate) async fn project(
    State(service): State<Service>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<ProjectRecord>, Problem> {
    let name = named(&service, &caller, &name, Role::Viewer).await?;
    let found = service.projects.get(&name).await?;
    found.map(Json).ok_or_else(|| Problem::unknown("project"))
}

/// What a member may do.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Membership {
    /// The role.
    role: Role,
}

/// Say what somebody may do in a project.
#[utoipa::path(put, path = "/v1/projects/{name}/members/{member}", tag = "projects",
    params(NamePath, ("member" = String, Path, description = "Who.")),
    request_body(content = ref("#/components/schemas/Membership")),
    responses(
        (status = 200, description = "The project.",
            body = ref("#/components/schemas/ProjectRecord"))))]
pub(crate) async fn set_member(
    State(service): State<Service>,
    caller: Caller,
    Path((name, member)): Path<(String, String)>,
    Document(Membership { role }): Document<Membership>,
) -> Result<Json<ProjectRecord>, Problem> {
    let name = named(&service, &caller, &name, Role::Admin).await?;
    let member = Principal::new(member).map_err(|wrong| Problem::bad_request(wrong.to_string()))?;
    let who = &caller.principal;
    Ok(Json(service.projects.set_member(&name, &member, Some(role), who).await?))
}

/// Take somebody out of a project.
#[utoipa::path(delete, path = "/v1/projects/{name}/members/{member}", tag = "projects",
    params(NamePath, ("member" = String, Path, description = "Who.")),
    responses(
        (status = 200, description = "The project.",
            body = ref("#/components/schemas/ProjectRecord"))))]
pub(crate) async fn remove_member(
    State(service): State<Service>,
    caller: Caller,
    Path((name, member)): Path<(String, String)>,
) -> Result<Json<ProjectRecord>, Problem> {
    let name = named(&service, &caller, &name, Role::Admin).await?;
    let member = Principal::new(member).map_err(|_| Problem::unknown("member"))?;
    Ok(Json(service.projects.set_member(&name, &member, None, &caller.principal).await?))
}

/// A key to make.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    /// What its holder may do.
    role: Role,
    /// What it is for.
    #[schemars(length(min = 1, max = 200))]
    label: String,
    /// Until when it opens anything.
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

/// A key, this once in full.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MadeKey {
    /// The key: keep it where secrets are kept. It is not told again.
    secret: String,
    /// What is known of it.
    #[serde(flatten)]
    record: KeyRecord,
}

/// Make a key for a machine.
#[utoipa::path(post, path = "/v1/projects/{name}/keys", tag = "projects", params(NamePath),
    request_body(content = ref("#/components/schemas/NewKey")),
    responses(
        (status = 201, description = "The key.", body = ref("#/components/schemas/MadeKey"))))]
pub(crate) async fn create_key(
    State(service): State<Service>,
    caller: Caller,
    Path(name): Path<String>,
    Document(NewKey { role, label, expires_at }): Document<NewKey>,
) -> Result<(StatusCode, Json<MadeKey>), Problem> {
    let name = named(&service, &caller, &name, Role::Admin).await?;
    let who = &caller.principal;
    let made = service.projects.create_key(&name, role, &label, expires_at, who).await?;
    let (key, record) = made;
    Ok((StatusCode::CREATED, Json(MadeKey { secret: key.secret().to_owned(), record })))
}

/// Keys without their secrets.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Keys(Vec<KeyRecord>);

/// A project's keys, without their secrets.
#[utoipa::path(get, path = "/v1/projects/{name}/keys", tag = "projects", params(NamePath),
    responses(
        (status = 200, description = "They.", body = ref("#/components/schemas/Keys"))))]
pub(crate) async fn keys(
    State(service): State<Service>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<Keys>, Problem> {
    let name = named(&service, &caller, &name, Role::Admin).await?;
    Ok(Json(Keys(service.projects.keys(&name).await?)))
}

/// Make a key open nothing any more.
#[utoipa::path(delete, path = "/v1/projects/{name}/keys/{id}", tag = "projects",
    params(NamePath, ("id" = String, Path, description = "The key's identity.")),
    responses((status = 204, description = "Revoked.")))]
pub(crate) async fn revoke_key(
    State(service): State<Service>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let name = named(&service, &caller, &name, Role::Admin).await?;
    let id: JobId = id.parse().map_err(|_| Problem::unknown("key"))?;
    service.projects.revoke_key(&name, id, &caller.principal).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who did what in a project, the latest first.
#[utoipa::path(get, path = "/v1/projects/{name}/transactions", tag = "projects",
    params(NamePath, ListParameters),
    responses(
        (status = 200, description = "A page of the audit trail.",
            body = ref("#/components/schemas/TransactionPage"))))]
pub(crate) async fn transactions(
    State(service): State<Service>,
    caller: Caller,
    Path(name): Path<String>,
    paging: Paging,
) -> Result<Json<Page<Transaction>>, Problem> {
    let name = named(&service, &caller, &name, Role::Viewer).await?;
    Ok(Json(service.projects.transactions(&name, paging.after, paging.limit).await?.into()))
}

/// The project of an address, if the caller may do so much in it.
pub(crate) async fn named(
    service: &Service,
    caller: &Caller,
    name: &str,
    needed: Role,
) -> Result<Project, Problem> {
    let name = Project::new(name).map_err(|_| Problem::unknown("project"))?;
    caller.require(service, &name, needed).await?;
    Ok(name)
}
