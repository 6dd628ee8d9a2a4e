//! Who asks, and what they may do.

use std::collections::BTreeMap;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::Response,
};
use seedbed_jobs::{Principal, Project, Role};

use crate::{Problem, Service};

/// The header that says which project a request is about, for those who are in several.
pub const PROJECT_HEADER: &str = "seedbed-project";

/// Who asks. A gateway that checked a token puts one into the request's extensions; else it is
/// told by the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Their name in the audit trail.
    pub principal: Principal,
    /// What they may do where, where that does not follow from being a member.
    pub granted: BTreeMap<Project, Role>,
}

/// How callers are told from one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authentication {
    /// Keys, and what a gateway has checked before.
    Required,
    /// Everybody is this principal, and an admin of this project: for one person's machine.
    Local(Principal, Project),
}

/// Finds out who asks, before anything else is done.
pub(crate) async fn authenticate(
    State(service): State<Service>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if request.extensions().get::<Caller>().is_none() {
        let caller = caller(&service, request.headers()).await?;
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}

async fn caller(service: &Service, headers: &HeaderMap) -> Result<Caller, Problem> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
    if let Some(Ok(key)) = key.map(str::parse) {
        let Some(record) = service.projects.key(&key).await? else {
            return Err(Problem::unauthenticated());
        };
        let granted = BTreeMap::from([(record.project.clone(), record.role)]);
        return Ok(Caller { principal: record.principal()?, granted });
    }
    match &service.authentication {
        Authentication::Required => Err(Problem::unauthenticated()),
        Authentication::Local(principal, project) => {
            let granted = BTreeMap::from([(project.clone(), Role::Admin)]);
            Ok(Caller { principal: principal.clone(), granted })
        }
    }
}

impl Caller {
    /// What the caller may do in a project. One that is not theirs is as one that is not there.
    pub(crate) async fn role(&self, service: &Service, project: &Project) -> Result<Role, Problem> {
        if let Some(role) = self.granted.get(project) {
            return Ok(*role);
        }
        let found = service.projects.get(project).await?;
        let role = found.and_then(|found| found.members.get(self.principal.as_str()).copied());
        role.ok_or_else(|| Problem::unknown("project"))
    }

    /// The same where at least some role is needed.
    pub(crate) async fn require(
        &self,
        service: &Service,
        project: &Project,
        needed: Role,
    ) -> Result<(), Problem> {
        let role = self.role(service, project).await?;
        if role >= needed {
            return Ok(());
        }
        let name = |role: Role| match role {
            Role::Viewer => "a viewer",
            Role::Editor => "an editor",
            Role::Admin => "an admin",
        };
        let detail =
            format!("it takes {} of the project, and you are {}", name(needed), name(role));
        Err(Problem::forbidden(detail))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(Problem::unauthenticated)
    }
}

/// The project that a request is about: by its header, or the only one there is for the caller.
pub(crate) struct About(pub(crate) Project);

impl FromRequestParts<Service> for About {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Service) -> Result<Self, Problem> {
        let caller: Caller =
            parts.extensions.get().cloned().ok_or_else(Problem::unauthenticated)?;
        if let Some(name) = parts.headers.get(PROJECT_HEADER) {
            let name = name.to_str().ok().and_then(|name| Project::new(name).ok());
            let wrong = || Problem::bad_request(format!("{PROJECT_HEADER} names no project"));
            return name.map(About).ok_or_else(wrong);
        }
        match caller.granted.into_keys().next() {
            Some(project) => Ok(About(project)),
            None => Err(Problem::bad_request(format!("say which project: {PROJECT_HEADER}: NAME"))),
        }
    }
}
