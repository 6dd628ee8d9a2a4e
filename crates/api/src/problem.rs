//! Errors as problem documents (RFC 9457).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use seedbed_jobs::{
    ChangeError, EditError, FailureKind, NotDone, Refusal, StoreError, SubmitError,
};
use serde::Serialize;

/// An error, for programs and people. Nothing in it is internal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// What kind of problem, stable: `/problems/unknown-job`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in words.
    pub title: String,
    /// The status code.
    pub status: u16,
    /// What, where, and what to do.
    pub detail: String,
    /// Everything wrong with a document, each with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub errors: Vec<Wrong>,
    /// Seconds to wait before asking again.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Wrong {
    /// Where in the document: a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What.
    pub detail: String,
}

impl Problem {
    /// A problem of a kind that is named by the end of its type.
    pub fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{kind}"),
            title: title.into(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// 400: the request is not what it should be.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", "The request can't be read", detail)
    }

    /// 401: nobody knows who asks.
    pub fn unauthenticated() -> Self {
        let detail = "send a key or a token: Authorization: Bearer …";
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Who are you?", detail)
    }

    /// 403: one who asks may not.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "You may not do this", detail)
    }

    /// 404: there is none, or none that the asker may know of.
    pub fn unknown(what: &str) -> Self {
        let detail = format!("there is no such {what} in this project");
        let kind = format!("unknown-{what}");
        Self::new(StatusCode::NOT_FOUND, &kind, "There is none", detail)
    }

    /// 409: it is not as the asker thinks.
    pub fn conflict(kind: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, kind, "It is otherwise", detail)
    }

    /// 413: more than is allowed.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "It is too large", detail)
    }

    /// 422: understood, and can't be done.
    pub fn unprocessable(kind: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, "It can't be done", detail)
    }

    /// 422 with everything that is wrong with a document.
    pub fn invalid(errors: Vec<Wrong>) -> Self {
        let detail = "the document is not valid; errors lists where and why";
        Self { errors, ..Self::unprocessable("invalid-document", detail) }
    }

    /// 429: too much at a time.
    pub fn too_many(detail: impl Into<String>, retry_after: u64) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let problem = Self::new(status, "too-many", "Too much at a time", detail);
        Self { retry_after: Some(retry_after), ..problem }
    }

    /// 503: a store failed, and may not the next time.
    pub fn unavailable() -> Self {
        let detail = "something that this service stands on did not answer; try again";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let problem = Self::new(status, "unavailable", "Not now", detail);
        Self { retry_after: Some(1), ..problem }
    }

    /// 500: what nobody expected.
    pub fn internal() -> Self {
        let detail = "this is our fault; the log has more, under the request's id";
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "internal", "Something went wrong", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, media_type);
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        tracing::error!(%error, cause, "a store failed");
        if error.is_retryable() { Self::unavailable() } else { Self::internal() }
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        let detail = error.to_string();
        match error {
            SubmitError::KeyReused => Self::unprocessable("idempotency-key-reused", detail),
            SubmitError::TooMany(_) => Self::too_many(detail, 30),
            SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unknown => Self::unknown("job"),
            ChangeError::Refused(refusal @ Refusal::Ended(_)) => {
                Self::conflict("job-ended", refusal.to_string())
            }
            ChangeError::Refused(refusal) => Self::conflict("job-state", refusal.to_string()),
            ChangeError::Store(error) => error.into(),
        }
    }
}

impl From<EditError> for Problem {
    fn from(error: EditError) -> Self {
        let detail = error.to_string();
        match error {
            EditError::Exists => Self::conflict("exists", detail),
            EditError::Changed => Self::conflict("changed", detail),
            EditError::LastAdmin => Self::conflict("last-admin", detail),
            EditError::Unknown => Self::unknown("thing"),
            EditError::Store(error) => error.into(),
        }
    }
}

impl From<NotDone> for Problem {
    fn from(error: NotDone) -> Self {
        match error {
            NotDone::Failed(failure) => match failure.kind {
                FailureKind::Limit => Self::too_large(failure.detail),
                FailureKind::Schema => Self::unprocessable("schema", failure.detail),
                FailureKind::Plan => Self::unprocessable("plan", failure.detail),
                FailureKind::Gate => Self::unprocessable("gate", failure.detail),
                FailureKind::Attempts | FailureKind::Internal => Self::internal(),
            },
            NotDone::Stopped | NotDone::Interrupted => Self::unavailable(),
            NotDone::Store(error) => error.into(),
        }
    }
}
