//! Who asks, as API Gateway tells it.
//!
//! The gateway's JWT authorizer has checked a token before a request gets here; what the token
//! claims is in the request's context, where no client can write. A request without claims came
//! through the gateway for programs, and has a key to show.

use std::collections::{BTreeMap, HashMap};

use lambda_http::{Body, RequestExt, http::Request, request::RequestContext};
use seedbed_api::Caller;
use seedbed_jobs::{Principal, Project, Role};

/// Claims that may give roles: `PROJECT:ROLE`, several with blanks or commas between.
const ROLES: [&str; 2] = ["seedbed_roles", "custom:seedbed_roles"];

/// The request with its caller, where the gateway knows one.
pub fn identified(mut request: Request<Body>) -> Request<Body> {
    // Only what the gateway says counts.
    request.extensions_mut().remove::<Caller>();
    let claims = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            context.authorizer.as_ref().and_then(|authorizer| authorizer.jwt.as_ref())
        }
        _ => None,
    };
    if let Some(caller) = claims.and_then(|jwt| caller(&jwt.claims)) {
        request.extensions_mut().insert(caller);
    }
    request
}

/// Who a token's claims speak of: a checked e-mail address, else the user's name, else the
/// subject. What the claims say of roles adds to what a project's members may do.
fn caller(claims: &HashMap<String, String>) -> Option<Caller> {
    let is_checked = claims.get("email_verified").is_some_and(|checked| checked == "true");
    let email = claims.get("email").filter(|_| is_checked);
    let names = [email, claims.get("username"), claims.get("cognito:username"), claims.get("sub")];
    let principal = names.into_iter().flatten().find_map(|name| person(name))?;
    let roles = ROLES.iter().filter_map(|claim| claims.get(*claim));
    let mut granted = BTreeMap::new();
    for (project, role) in roles.flat_map(|text| text.split(separates)).filter_map(grant) {
        let known = granted.entry(project).or_insert(role);
        *known = (*known).max(role);
    }
    Some(Caller { principal, granted })
}

/// A person's name. Those that keys and workers act under are no person's.
fn person(name: &str) -> Option<Principal> {
    let is_taken = ["key:", "batch:", "lambda:"].iter().any(|prefix| name.starts_with(prefix));
    if is_taken { None } else { Principal::new(name).ok() }
}

/// The gateway writes lists as `[one two]`.
fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '[' | ']' | '"')
}

fn grant(entry: &str) -> Option<(Project, Role)> {
    let (project, role) = entry.split_once(':')?;
    let role = match role {
        "viewer" => Role::Viewer,
        "editor" => Role::Editor,
        "admin" => Role::Admin,
        _ => return None,
    };
    Some((Project::new(project).ok()?, role))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller_of(claims: &[(&str, &str)]) -> Option<Caller> {
        let claims = claims.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        caller(&claims.collect())
    }

    #[test]
    fn a_person_is_called_by_what_was_checked() {
        type Claims = &'static [(&'static str, &'static str)];
        let cases: [(Claims, Option<&str>); 7] = [
            (
                &[("email", "ada@x.org"), ("email_verified", "true"), ("sub", "1")],
                Some("ada@x.org"),
            ),
            (&[("email", "ada@x.org"), ("email_verified", "false"), ("sub", "1")], Some("1")),
            (&[("email", "ada@x.org"), ("username", "ada"), ("sub", "1")], Some("ada")),
            (&[("cognito:username", "ada"), ("sub", "1")], Some("ada")),
            (&[("username", "key:01ARZ"), ("sub", "1")], Some("1")),
            (&[("sub", "two words")], None),
            (&[], None),
        ];
        for (claims, name) in cases {
            let found = caller_of(claims).map(|caller| caller.principal.to_string());
            assert_eq!(found.as_deref(), name, "{claims:?}");
        }
    }

    #[test]
    fn roles_are_taken_from_claims_that_are_none_but_roles() {
        let cases = [
            ("shop:viewer", vec![("shop", Role::Viewer)]),
            ("[shop:viewer crm:admin]", vec![("crm", Role::Admin), ("shop", Role::Viewer)]),
            ("shop:viewer, shop:editor,shop:viewer", vec![("shop", Role::Editor)]),
            ("shop:owner Shop:admin admin *:admin ../x:admin", vec![]),
        ];
        for claim in ROLES {
            for (text, wanted) in &cases {
                let caller = caller_of(&[("sub", "1"), (claim, text)]).unwrap();
                let granted: Vec<_> = caller
                    .granted
                    .iter()
                    .map(|(project, role)| (project.as_str(), *role))
                    .collect();
                assert_eq!(&granted, wanted, "{text}");
            }
        }
    }
}
