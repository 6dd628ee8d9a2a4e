//! Jobs: asking for them, looking after them, fetching what came out.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use seedbed_jobs::{
    EvaluateJob, IdempotencyKey, Job, JobDocument, JobFilter, JobId, JobKind, JobState, LogLine,
    ObjectKey, ObjectSource, Project, Role, SchemaSource, Submission, Timestamp, results_of,
    uploads_of,
};
use serde::{Deserialize, Serialize};

use crate::{
    Caller, Problem, Service, Wrong,
    document::Document,
    identity::About,
    openapi::{JobPath, ListParameters, ProjectHeader},
    paging::{Page, Paging},
};

/// Ask for a job.
///
/// With an `Idempotency-Key` the same request asked again gives the same job.
#[utoipa::path(post, path = "/v1/jobs", tag = "jobs", params(ProjectHeader,
        ("Idempotency-Key" = Option<String>, Header, description = "What you call this request.")),
    request_body(content = ref("#/components/schemas/JobDocument")),
    responses(
        (status = 202, description = "The job.", body = ref("#/components/schemas/Job")),
        (status = 200, description = "The job, asked for before under the same key.",
            body = ref("#/components/schemas/Job"))))]
pub(crate) async fn submit(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    headers: HeaderMap,
    Document(document): Document<JobDocument>,
) -> Result<Response, Problem> {
    caller.require(&service, &project, Role::Editor).await?;
    let key = headers.get("idempotency-key").map(|value| {
        let key = value.to_str().ok().and_then(|text| IdempotencyKey::new(text).ok());
        let wrong = "Idempotency-Key has 1 to 255 printable ASCII characters";
        key.ok_or_else(|| Problem::bad_request(wrong))
    });
    let idempotency = key.transpose()?;
    let document = settled(&service, &project, document).await?;
    let who = caller.principal;
    let asked = Submission { project, who, document, idempotency };
    let submitted = service.jobs.submit(asked).await?;
    tracing::info!(job = %submitted.job.id, is_new = submitted.is_new, "job asked for");
    let status = if submitted.is_new { StatusCode::ACCEPTED } else { StatusCode::OK };
    let place = format!("/v1/jobs/{}", submitted.job.id);
    Ok((status, [(header::LOCATION, place)], Json(submitted.job)).into_response())
}

/// A document whose settings no longer depend on anything that may change, and whose objects are
/// the project's own.
async fn settled(
    service: &Service,
    project: &Project,
    document: JobDocument,
) -> Result<JobDocument, Problem> {
    let mut wrongs: Vec<Wrong> = Vec::new();
    for (source, number) in document.sources().iter().zip(0..) {
        if let SchemaSource::Object(source) = source
            && !source.object.as_str().starts_with(&uploads_of(project))
        {
            let pointer = format!("/schema/{number}/object");
            let detail = format!("an upload's key begins with {}", uploads_of(project));
            wrongs.push(Wrong { pointer, detail });
        }
    }
    wrongs.extend(foreign(document.data(), "/data", project));
    if let Some(gate) = document.gate() {
        wrongs.extend(judging_wrongs("/gate", &gate.min, [&gate.real, &gate.holdout], project));
    }
    if let JobDocument::Evaluate(job) = &document {
        wrongs.extend(judging_wrongs("", &job.min, [&job.real, &job.holdout], project));
        wrongs.extend(result_wrong(job, project));
    }
    let Some(name) = document.profile().cloned() else {
        return if wrongs.is_empty() { Ok(document) } else { Err(Problem::invalid(wrongs)) };
    };
    match service.profiles.get(project, &name).await? {
        Some(saved) if wrongs.is_empty() => Ok(document.with_profile(&saved.settings)),
        Some(_) => Err(Problem::invalid(wrongs)),
        None => {
            let detail = "there is no such profile in this project".into();
            wrongs.push(Wrong { pointer: "/profile".into(), detail });
            Err(Problem::invalid(wrongs))
        }
    }
}

/// What is wrong with thresholds and real tables, named at a place of the document, before any row
/// is judged.
fn judging_wrongs(
    place: &str,
    min: &BTreeMap<String, f64>,
    [real, holdout]: [&[ObjectSource]; 2],
    project: &Project,
) -> Vec<Wrong> {
    let beyond = min.iter().filter(|(_, least)| !(0.0..=1.0).contains(*least));
    let mut wrongs: Vec<Wrong> = beyond
        .map(|(score, _)| Wrong {
            pointer: format!("{place}/min/{}", score.replace('~', "~0").replace('/', "~1")),
            detail: "scores go from 0 to 1".into(),
        })
        .collect();
    wrongs.extend(foreign(real, &format!("{place}/real"), project));
    wrongs.extend(foreign(holdout, &format!("{place}/holdout"), project));
    wrongs
}

/// What is wrong with what a job shall judge.
fn result_wrong(job: &EvaluateJob, project: &Project) -> Vec<Wrong> {
    let own = results_of(project);
    let foreign = job.result.as_ref().filter(|result| !result.as_str().starts_with(&own));
    let foreign = foreign.map(|_| Wrong {
        pointer: "/result".into(),
        detail: format!("a result's key begins with {own}"),
    });
    let unclear =
        job.ambiguity().map(|detail| Wrong { pointer: String::new(), detail: detail.into() });
    foreign.into_iter().chain(unclear).collect()
}

/// The tables that are no uploads of the project.
fn foreign(tables: &[ObjectSource], place: &str, project: &Project) -> Vec<Wrong> {
    let own = uploads_of(project);
    let others =
        tables.iter().zip(0..).filter(|(table, _)| !table.object.as_str().starts_with(&own));
    let wrong = |(_, number): (_, i32)| Wrong {
        pointer: format!("{place}/{number}/object"),
        detail: format!("an upload's key begins with {own}"),
    };
    others.map(wrong).collect()
}

#[derive(Deserialize)]
pub(crate) struct Filter {
    state: Option<JobState>,
    kind: Option<JobKind>,
}

/// The project's jobs, the newest first.
#[utoipa::path(get, path = "/v1/jobs", tag = "jobs", params(ProjectHeader, ListParameters,
        ("state" = Option<String>, Query, description = "Only those of a state."),
        ("kind" = Option<String>, Query, description = "Only those of a kind.")),
    responses(
        (status = 200, description = "A page of jobs.", body = ref("#/components/schemas/JobPage"))))]
pub(crate) async fn jobs(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    paging: Paging,
    filter: Result<Query<Filter>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Page<Job>>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    let Query(Filter { state, kind }) = filter.map_err(|_| {
        Problem::bad_request(
            "state is queued, running, succeeded, failed or cancelled; kind is generate, \
             plan, fit, sample, profile or evaluate",
        )
    })?;
    let filter = JobFilter { state, kind };
    let listed = service.jobs.list(&project, &filter, paging.after, paging.limit).await?;
    Ok(Json(listed.into()))
}

/// A job.
#[utoipa::path(get, path = "/v1/jobs/{id}", tag = "jobs", params(ProjectHeader, JobPath),
    responses(
        (status = 200, description = "The job.", body = ref("#/components/schemas/Job"))))]
pub(crate) async fn job(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Path(id): Path<String>,
) -> Result<Json<Job>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    Ok(Json(find(&service, &project, &id).await?))
}

/// End a job.
///
/// One that waits has ended with that; one that runs ends soon.
#[utoipa::path(delete, path = "/v1/jobs/{id}", tag = "jobs", params(ProjectHeader, JobPath),
    responses(
        (status = 202, description = "The job.", body = ref("#/components/schemas/Job"))))]
pub(crate) async fn cancel(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Job>), Problem> {
    caller.require(&service, &project, Role::Editor).await?;
    let id = find(&service, &project, &id).await?.id;
    let job = service.jobs.cancel(&project, id, &caller.principal).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// What happened in a job.
#[utoipa::path(get, path = "/v1/jobs/{id}/logs", tag = "jobs",
    params(ProjectHeader, JobPath, ListParameters),
    responses(
        (status = 200, description = "A page of lines.", body = ref("#/components/schemas/LogPage"))))]
pub(crate) async fn log(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Path(id): Path<String>,
    paging: Paging,
) -> Result<Json<Page<LogLine>>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    let id = find(&service, &project, &id).await?.id;
    let listed = service.jobs.log(&project, id, paging.after, paging.limit).await?;
    Ok(Json(listed.into()))
}

/// A file of a result, and where to get it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FileLink {
    /// Its name.
    name: String,
    /// Its size.
    bytes: u64,
    /// An address that anybody can get it from until it expires.
    url: String,
    /// When the address expires.
    expires_at: Timestamp,
}

/// The files of a result.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct FileLinks(Vec<FileLink>);

/// What came out of a job.
///
/// The manifest is the last of the files; it names every other one with its hash.
#[utoipa::path(get, path = "/v1/jobs/{id}/files", tag = "jobs", params(ProjectHeader, JobPath),
    responses(
        (status = 200, description = "Links to the files.",
            body = ref("#/components/schemas/FileLinks"))))]
pub(crate) async fn files(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Path(id): Path<String>,
) -> Result<Json<FileLinks>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    let job = find(&service, &project, &id).await?;
    let Some(result) = job.result else {
        let kept = job.rejected.map_or("", |_| "; what its gate refused is under rejected-files");
        let detail = format!("the job is {}, and has no files{kept}", job.state);
        return Err(Problem::conflict("no-result", detail));
    };
    linked(&service, &project, &caller, job.id, &result.manifest).await
}

/// What a job's gate refused.
///
/// The rows that were not good enough, and the report that says why: `evaluation.html` for people,
/// `evaluation.json` for programs. They are no result.
#[utoipa::path(get, path = "/v1/jobs/{id}/rejected-files", tag = "jobs",
    params(ProjectHeader, JobPath),
    responses(
        (status = 200, description = "Links to the files.",
            body = ref("#/components/schemas/FileLinks"))))]
pub(crate) async fn rejected_files(
    State(service): State<Service>,
    caller: Caller,
    About(project): About,
    Path(id): Path<String>,
) -> Result<Json<FileLinks>, Problem> {
    caller.require(&service, &project, Role::Viewer).await?;
    let job = find(&service, &project, &id).await?;
    let Some(rejected) = job.rejected else {
        let detail = format!("the job is {}, and no gate has refused its rows", job.state);
        return Err(Problem::conflict("nothing-rejected", detail));
    };
    linked(&service, &project, &caller, job.id, &rejected.manifest).await
}

/// Links to the files of a job beside a manifest, entered in the project's audit trail.
async fn linked(
    service: &Service,
    project: &Project,
    caller: &Caller,
    job: JobId,
    manifest: &ObjectKey,
) -> Result<Json<FileLinks>, Problem> {
    let links = links(service, manifest).await?;
    service.projects.note(project, &caller.principal, "files.linked", &job.to_string()).await?;
    Ok(Json(links))
}

/// Links to all files beside a manifest, which comes last.
async fn links(service: &Service, manifest: &ObjectKey) -> Result<FileLinks, Problem> {
    let lasts = Duration::from_secs(service.limits.link_seconds);
    let expires_at = service.clock.now().after(lasts);
    let folder = manifest.as_str().strip_suffix(manifest.file_name()).unwrap_or_default();
    let mut links = Vec::new();
    let mut after: Option<ObjectKey> = None;
    loop {
        let page = service.objects.list(folder, after.as_ref(), 500).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
        for object in page {
            let url = service.links.download(&object.key, lasts).await?;
            let name = object.key.file_name().to_owned();
            links.push(FileLink { name, bytes: object.bytes, url, expires_at });
        }
    }
    links.sort_by_key(|link| link.name == manifest.file_name());
    Ok(FileLinks(links))
}

async fn find(service: &Service, project: &Project, id: &str) -> Result<Job, Problem> {
    // What is no id at all is no job either.
    let id: JobId = id.parse().map_err(|_| Problem::unknown("job"))?;
    service.jobs.get(project, id).await?.ok_or_else(|| Problem::unknown("job"))
}
