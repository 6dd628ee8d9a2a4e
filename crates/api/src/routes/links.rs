//! Objects for those who hold a signed link, where this service opens links itself.

use std::io::Write;

use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use seedbed_jobs::{
    ObjectKey, StoreError,
    local::{LinkError, Verb},
};
use serde::Deserialize;
use tempfile::NamedTempFile;

use crate::{Problem, Service};

#[derive(Deserialize)]
pub(crate) struct Signed {
    verb: String,
    expires: i64,
    signature: String,
}

type Claim = Result<Query<Signed>, axum::extract::rejection::QueryRejection>;

pub(crate) async fn download(
    State(service): State<Service>,
    Path(key): Path<String>,
    claim: Claim,
) -> Result<Response, Problem> {
    let key = opened(&service, &key, claim, Verb::Get, None)?;
    let stream = service.objects.stream(&key).await?.ok_or_else(|| Problem::unknown("object"))?;
    // Never shown by a browser as a page of this service.
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, "attachment".to_owned()),
        (header::CONTENT_LENGTH, stream.bytes.to_string()),
    ];
    // A file may be longer than memory is large. One that can't be read to its end ends the
    // connection, which its reader tells by the length.
    Ok((headers, Body::from_stream(stream.pieces)).into_response())
}

pub(crate) async fn upload(
    State(service): State<Service>,
    Path(key): Path<String>,
    claim: Claim,
    request: Request,
) -> Result<StatusCode, Problem> {
    let headers = request.headers().clone();
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let length: Option<u64> = header(header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
    let missing = || Problem::bad_request("an upload says its Content-Length");
    let length = length.ok_or_else(missing)?;
    let content_type = header(header::CONTENT_TYPE).unwrap_or_default().to_owned();
    let key = opened(&service, &key, claim, Verb::Put, Some((length, &content_type)))?;
    if service.objects.info(&key).await?.is_some() {
        let detail = "the file was uploaded before; ask for a new link";
        return Err(Problem::conflict("exists", detail));
    }
    let file = received(&service, request, length).await?;
    service.objects.put_file(&key, file.path()).await?;
    Ok(StatusCode::CREATED)
}

/// A file with a request's body, which has the length that was agreed on when the link was made.
/// It may be longer than memory is large.
async fn received(
    service: &Service,
    request: Request,
    length: u64,
) -> Result<NamedTempFile, Problem> {
    let unmade = |source| StoreError::new("keep", "an upload", true).because(source);
    let mut file = match &service.scratch {
        Some(folder) => NamedTempFile::new_in(folder),
        None => NamedTempFile::new(),
    }
    .map_err(unmade)?;
    let (mut body, mut left) = (request.into_body().into_data_stream(), length);
    let incomplete = || Problem::bad_request("the upload did not arrive whole");
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| incomplete())?;
        left = left.checked_sub(chunk.len() as u64).ok_or_else(incomplete)?;
        file.write_all(&chunk).map_err(unmade)?;
    }
    file.flush().map_err(unmade)?;
    if left == 0 { Ok(file) } else { Err(incomplete()) }
}

/// The object that a claim opens.
fn opened(
    service: &Service,
    key: &str,
    claim: Claim,
    verb: Verb,
    size: Option<(u64, &str)>,
) -> Result<ObjectKey, Problem> {
    let nothing = || Problem::unknown("object");
    let links = service.own_links.as_ref().ok_or_else(nothing)?;
    let Query(Signed { verb: named, expires, signature }) = claim.map_err(|_| nothing())?;
    let key = ObjectKey::new(key).map_err(|_| nothing())?;
    if named != (if verb == Verb::Get { "get" } else { "put" }) {
        return Err(Problem::forbidden(LinkError::Forged.to_string()));
    }
    links
        .check(verb, &key, expires, size, &signature)
        .map_err(|error| Problem::forbidden(error.to_string()))?;
    Ok(key)
}
