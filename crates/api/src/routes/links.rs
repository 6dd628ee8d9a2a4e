//! Objects for those who hold a signed link, where this service opens links itself.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Path, Query, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use seedbed_jobs::{
    ObjectKey,
    local::{LinkError, Verb},
    port::{PutError, PutMode},
};
use serde::Deserialize;

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
    let bytes = service.objects.get(&key).await?.ok_or_else(|| Problem::unknown("object"))?;
    // Never shown by a browser as a page of this service.
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    Ok((headers, bytes).into_response())
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
    // The size was agreed on when the link was made.
    let mut request = request;
    DefaultBodyLimit::max(usize::try_from(length).unwrap_or(usize::MAX)).apply(&mut request);
    let bytes = Bytes::from_request(request, &service).await;
    let bytes = bytes.map_err(|_| Problem::bad_request("the upload did not arrive whole"))?;
    if bytes.len() as u64 != length {
        return Err(Problem::bad_request("the upload did not arrive whole"));
    }
    match service.objects.put(&key, bytes, PutMode::Create).await {
        Ok(_) => Ok(StatusCode::CREATED),
        Err(PutError::Exists { .. }) => {
            Err(Problem::conflict("exists", "the file was uploaded before; ask for a new link"))
        }
        Err(PutError::Store(error)) => Err(error.into()),
    }
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
