//! The service over HTTP: routes, status codes, problem documents, OpenAPI.
//!
//! [`router`] makes the routes of a [`Service`]; whoever calls it decides which stores are behind
//! it and which server in front. This crate must not know either, nor how data is made.

mod document;
mod identity;
mod limits;
mod meter;
mod openapi;
mod page;
mod paging;
mod problem;
mod routes;

use std::{path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::Response,
};
use seedbed_jobs::{
    Clock, Engine, Jobs, Profiles, Projects, Stores, Webhooks,
    local::SignedLinks,
    port::{Links, Objects},
};
use tracing::Instrument;

pub use identity::{Authentication, Caller, PROJECT_HEADER};
pub use limits::Limits;
pub use openapi::openapi;
pub use problem::{Problem, Wrong};

use crate::{limits::Pace, meter::Meter};

/// Everything the routes stand on.
#[derive(Clone)]
pub struct Service {
    /// The jobs.
    jobs: Jobs,
    /// The projects and keys.
    projects: Projects,
    /// The saved settings.
    profiles: Profiles,
    /// What reads, plans and makes at once.
    engine: Arc<dyn Engine>,
    /// Where uploads and results are.
    objects: Arc<dyn Objects>,
    /// What makes links to them.
    links: Arc<dyn Links>,
    /// The links that this service opens itself; none where the store of objects does.
    own_links: Option<SignedLinks>,
    /// Where uploads through own links are kept until they are whole; none for the system's
    /// folder of temporary files.
    scratch: Option<PathBuf>,
    /// Who is told of jobs; none where nobody delivers.
    webhooks: Option<Webhooks>,
    /// Who tells the time.
    clock: Arc<dyn Clock>,
    /// How callers are told from one another.
    authentication: Authentication,
    /// What is too much.
    limits: Limits,
    pace: Pace,
    meter: Meter,
}

impl Service {
    /// A service on these stores.
    pub fn new(
        stores: &Stores,
        jobs: Jobs,
        engine: Arc<dyn Engine>,
        links: Arc<dyn Links>,
        authentication: Authentication,
    ) -> Self {
        Self {
            jobs,
            projects: Projects::new(stores),
            profiles: Profiles::new(stores),
            engine,
            objects: Arc::clone(&stores.objects),
            links,
            own_links: None,
            scratch: None,
            webhooks: None,
            clock: Arc::clone(&stores.clock),
            authentication,
            limits: Limits::default(),
            pace: Pace::default(),
            meter: Meter::default(),
        }
    }

    /// The same service, which opens links to objects itself.
    #[must_use]
    pub fn opening(mut self, links: SignedLinks) -> Self {
        self.own_links = Some(links);
        self
    }

    /// The same service, with a folder for what is uploaded through its own links.
    #[must_use]
    pub fn keeping_uploads_in(mut self, scratch: PathBuf) -> Self {
        self.scratch = Some(scratch);
        self
    }

    /// The same service, whose projects may register webhooks.
    #[must_use]
    pub fn telling(mut self, webhooks: Webhooks) -> Self {
        self.webhooks = Some(webhooks);
        self
    }

    /// The same service with other limits.
    #[must_use]
    pub fn limited_by(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// The routes of a service.
pub fn router(service: Service) -> Router {
    let most = service.limits.body_bytes;
    let paced = middleware::from_fn_with_state(service.clone(), limits::pace);
    let known = middleware::from_fn_with_state(service.clone(), identity::authenticate);
    let of_callers = routes::of_callers().layer(paced).layer(known);
    let metered = middleware::from_fn_with_state(service.clone(), observe);
    Router::new()
        .merge(of_callers)
        .merge(routes::of_everybody())
        .fallback(routes::nothing_here)
        .method_not_allowed_fallback(routes::not_that_way)
        .layer(DefaultBodyLimit::max(most))
        .layer(metered)
        .with_state(service)
}

/// Counts a request, gives it an id, and says in the log what became of it.
async fn observe(State(service): State<Service>, request: Request, next: Next) -> Response {
    const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
    let started = service.clock.now();
    let id = seedbed_jobs::JobId::new(started).map_or_else(|_| "none".into(), |id| id.to_string());
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or("none", axum::extract::MatchedPath::as_str)
        .to_owned();
    let method = request.method().clone();
    let (trace_id, parent_id) = trace(request.headers()).unzip();
    let span = tracing::info_span!("request", id, %method, route, trace_id, parent_id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let taken = service.clock.now().since(started);
    let status = response.status();
    let millis = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(status = status.as_u16(), millis, "answered"));
    service.meter.count(method.as_str(), &route, status.as_u16(), millis);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The trace that a request is a part of, and its caller's span: the header `traceparent` (W3C
/// Trace Context, level 1).
fn trace(headers: &HeaderMap) -> Option<(String, String)> {
    let text = headers.get("traceparent")?.to_str().ok()?;
    let mut parts = text.split('-');
    let mut digits = |count: usize| {
        let part = parts.next()?;
        let is_hex = part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (part.len() == count && is_hex).then_some(part)
    };
    let (version, trace, parent, _flags) = (digits(2)?, digits(32)?, digits(16)?, digits(2)?);
    let is_some = |part: &str| part.bytes().any(|digit| digit != b'0');
    let is_known = version != "ff" && is_some(trace) && is_some(parent);
    is_known.then(|| (trace.to_owned(), parent.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_taken_over_if_it_is_one() {
        let (trace_id, parent) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        let good = format!("00-{trace_id}-{parent}-01");
        for (header, is_taken) in [
            (good.clone(), true),
            (format!("01-{trace_id}-{parent}-01-more"), true),
            (format!("ff-{trace_id}-{parent}-01"), false),
            (format!("00-{}-{parent}-01", "0".repeat(32)), false),
            (format!("00-{trace_id}-{}-01", "0".repeat(16)), false),
            (good.to_uppercase(), false),
            (good[..54].to_owned(), false),
            ("\u{e4}".to_owned(), false),
            (String::new(), false),
        ] {
            let value = HeaderValue::from_bytes(header.as_bytes()).unwrap();
            let mut headers = HeaderMap::new();
            headers.insert("traceparent", value);
            let taken = trace(&headers);
            let wanted = is_taken.then(|| (trace_id.to_owned(), parent.to_owned()));
            assert_eq!(taken, wanted, "{header}");
        }
    }
}
