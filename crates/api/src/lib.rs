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

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::Response,
};
use seedbed_jobs::{
    Clock, Engine, Jobs, Profiles, Projects, Stores,
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
    let span = tracing::info_span!("request", id, %method, route);
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
