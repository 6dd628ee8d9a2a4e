//! A service in memory, and a client of it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use seedbed_api::{Authentication, Limits, Service, router};
use seedbed_jobs::{
    Engine, Failure, FailureKind, JobPolicy, Jobs, ManualClock, NamedSource, NotDone, Project,
    Projects, Role, SchemaReport, Settings, SmallDataset, SmallFile, SmallRequest, Stores,
    Timestamp, Webhooks,
    local::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords, SignedLinks},
    port::{Post, PostError},
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Says what it was asked.
struct Echo;

#[async_trait]
impl Engine for Echo {
    async fn check(&self, schema: Vec<NamedSource>, _: Settings) -> Result<SchemaReport, NotDone> {
        if schema[0].text.is_empty() {
            let detail = "no table was found".into();
            return Err(NotDone::Failed(Failure { kind: FailureKind::Schema, detail }));
        }
        let dialect = schema[0].name.clone();
        Ok(SchemaReport { dialect, tables: Vec::new(), diagnostics: Vec::new() })
    }

    async fn plan(&self, _: Vec<NamedSource>, settings: Settings) -> Result<Value, NotDone> {
        Ok(json!({ "seed": settings.seed }))
    }

    async fn generate(&self, request: SmallRequest) -> Result<SmallDataset, NotDone> {
        let rows = request.settings.rows.unwrap_or(1);
        if rows > request.most_rows {
            let detail = format!("{rows} rows are too many; ask for a job");
            return Err(NotDone::Failed(Failure { kind: FailureKind::Limit, detail }));
        }
        Ok(SmallDataset { rows, files: vec![SmallFile { name: "a".into(), text: "b".into() }] })
    }
}

/// Calls nobody.
struct Nowhere;

#[async_trait]
impl Post for Nowhere {
    async fn check(&self, url: &str) -> Result<(), PostError> {
        if url.starts_with("https:") { Ok(()) } else { Err(PostError::Unfit("private".into())) }
    }

    async fn post(
        &self,
        _: &str,
        _: &[(&'static str, String)],
        _: bytes::Bytes,
    ) -> Result<u16, PostError> {
        Err(PostError::NoAnswer("nobody is called".into()))
    }
}

/// A service in memory.
pub(crate) struct Stack {
    pub(crate) stores: Stores,
    pub(crate) clock: ManualClock,
    pub(crate) jobs: Jobs,
    pub(crate) projects: Projects,
    router: Router,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// Checks that this is a problem document of a kind.
    pub(crate) fn is_problem(&self, status: u16, kind: &str) -> Value {
        let problem = self.json();
        assert_eq!(self.status.as_u16(), status, "{problem}");
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
        assert_eq!(problem["status"], status);
        problem
    }
}

/// A request: method, address, key, headers, body.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) headers: Vec<(&'a str, String)>,
    pub(crate) body: String,
}

impl Stack {
    pub(crate) fn new() -> Self {
        Self::with(Limits::default())
    }

    pub(crate) fn with(limits: Limits) -> Self {
        let clock = ManualClock::at(Timestamp::from_millis(1_772_000_000_000));
        let shared = Arc::new(clock.clone());
        let stores = Stores {
            records: Arc::new(MemoryRecords::default()),
            objects: Arc::new(MemoryObjects::default()),
            queue: Arc::new(MemoryQueue::new(shared.clone())),
            events: Arc::new(MemoryEvents::default()),
            clock: shared.clone(),
        };
        let jobs = Jobs::new(stores.clone(), JobPolicy { max_open: 8, ..JobPolicy::default() });
        let links = SignedLinks::new("http://service/objects", [7; 32], shared);
        let engine = Arc::new(Echo);
        let access = Authentication::Required;
        let opened = Arc::new(links.clone());
        let webhooks = Webhooks::new(&stores, Arc::new(Nowhere), Arc::new([9; 32]));
        let service = Service::new(&stores, jobs.clone(), engine, opened, access)
            .opening(links)
            .telling(webhooks)
            .limited_by(limits);
        let projects = Projects::new(&stores);
        Self { stores, clock, jobs, projects, router: router(service) }
    }

    /// A key for a project, which is made if there is none.
    pub(crate) async fn key(&self, project: &str, role: Role) -> String {
        let project = Project::new(project).unwrap();
        let root = "root".parse().unwrap();
        let _ = self.projects.create(&project, &root).await;
        let until = Some(self.clock_after(Duration::from_secs(3600)));
        let made = self.projects.create_key(&project, role, "test", until, &root).await;
        made.unwrap().0.secret().to_owned()
    }

    pub(crate) fn clock_after(&self, time: Duration) -> Timestamp {
        self.stores.clock.now().after(time)
    }

    pub(crate) async fn send(&self, asked: Asked<'_>) -> Answer {
        let mut request = Request::builder().method(asked.method).uri(asked.path);
        for (name, value) in &asked.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::from(asked.body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub(crate) async fn get(&self, key: &str, path: &str) -> Answer {
        self.ask("GET", key, path, None).await
    }

    pub(crate) async fn post(&self, key: &str, path: &str, body: Value) -> Answer {
        self.ask("POST", key, path, Some(body)).await
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        key: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut headers = vec![("authorization", format!("Bearer {key}"))];
        if body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        let body = body.map_or_else(String::new, |body| body.to_string());
        self.send(Asked { method, path, headers, body }).await
    }
}

/// A job document.
pub(crate) fn job() -> Value {
    json!({ "kind": "generate", "schema": [{ "name": "a.sql", "text": "CREATE TABLE a (b int)" }] })
}
