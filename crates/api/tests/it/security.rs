//! Every route there is keeps projects apart, whichever route is added next.

use seedbed_api::openapi;
use seedbed_jobs::Role;
use serde_json::{Value, json};

use crate::support::{Asked, Stack, job};

/// A document that a route takes, by the name of its schema.
fn body_of(operation: &Value) -> Option<Value> {
    let content = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let name = content.as_str()?.rsplit('/').next().unwrap();
    let schema = json!([{ "name": "a.sql", "text": "CREATE TABLE a (b int)" }]);
    Some(match name {
        "JobDocument" => job(),
        "SchemaDocument" | "GenerateDocument" => json!({ "schema": schema }),
        "NewProfile" => json!({ "name": "nightly", "settings": {} }),
        "Settings" => json!({ "rows": 1 }),
        "NewProject" => json!({ "name": "theirs" }),
        "Membership" => json!({ "role": "admin" }),
        "NewKey" => json!({ "role": "admin", "label": "mine" }),
        "NewWebhook" => json!({ "url": "https://example.com/" }),
        "NewUpload" => json!({ "name": "a.sql", "content_type": "text/plain", "bytes": 1 }),
        other => panic!("say what a {other} looks like"),
    })
}

#[tokio::test]
async fn no_route_tells_or_changes_anything_of_another_project() {
    let stack = Stack::new();
    let theirs = stack.key("theirs", Role::Admin).await;
    let ours = stack.key("ours", Role::Admin).await;
    let id = |answer: Value| answer["id"].as_str().unwrap().to_owned();
    let job_id = id(stack.post(&theirs, "/v1/jobs", job()).await.json());
    let profile = json!({ "name": "nightly", "settings": { "rows": 77 } });
    stack.post(&theirs, "/v1/profiles", profile).await;
    let key = json!({ "role": "viewer", "label": "theirs-label" });
    let key_id = id(stack.post(&theirs, "/v1/projects/theirs/keys", key).await.json());
    let hook = json!({ "url": "https://example.com/theirs-hook" });
    let hook_id = id(stack.post(&theirs, "/v1/projects/theirs/webhooks", hook).await.json());
    let before = stack.get(&theirs, "/v1/projects/theirs/transactions?limit=200").await.text;

    let mut tried = 0;
    for (path, item) in openapi()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            // What belongs to no project.
            let is_everybody_s = matches!(path.as_str(), "/health" | "/metrics");
            let is_new = path == "/v1/projects" && method == "post";
            let is_own_list = path == "/v1/projects" && method == "get";
            if is_everybody_s || is_new || is_own_list {
                continue;
            }
            let id = match path {
                path if path.contains("/keys/") => &key_id,
                path if path.contains("/webhooks/") => &hook_id,
                _ => &job_id,
            };
            let of_profile = path.starts_with("/v1/profiles");
            let name = if of_profile { "nightly" } else { "theirs" };
            let at = path.replace("{id}", id).replace("{name}", name).replace("{member}", "root");
            let method = method.to_uppercase();
            let body = body_of(operation).map_or_else(String::new, |body| body.to_string());
            let mut headers = vec![
                ("authorization", format!("Bearer {ours}")),
                ("content-type", "application/json".to_owned()),
            ];
            // Their project by its name; and their things by their identities, in ours.
            for header in [Some("theirs"), None] {
                headers.truncate(2);
                headers.extend(header.map(|name| ("seedbed-project", name.to_owned())));
                let body = body.clone();
                let names_a_thing = path.contains('{');
                if header.is_none() && !names_a_thing {
                    continue;
                }
                if header.is_none() && of_profile && method == "PUT" {
                    // It would be a profile of our own.
                    continue;
                }
                let headers = headers.clone();
                let answer = stack.send(Asked { method: &method, path: &at, headers, body }).await;
                assert_eq!(answer.status, 404, "{method} {at} {header:?}: {}", answer.text);
                for secret in ["theirs-label", "theirs-hook", "77", "sbk_", "whsec_"] {
                    assert!(!answer.text.contains(secret), "{method} {at}: {}", answer.text);
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried} requests");
    let after = stack.get(&theirs, "/v1/projects/theirs/transactions?limit=200").await.text;
    assert_eq!(before, after, "nothing of theirs was changed");
    assert_eq!(stack.get(&theirs, &format!("/v1/jobs/{job_id}")).await.json()["state"], "queued");
}

#[tokio::test]
async fn no_route_is_open_to_forged_or_expired_keys() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Admin).await;
    let cut = key[..key.len() - 1].to_owned();
    let other = format!("{cut}{}", if key.ends_with('0') { '1' } else { '0' });
    // {"alg":"none"}.{"sub":"root"}. — a token that nobody signed.
    let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.";
    let forged = [
        format!("Bearer {other}"),
        format!("Bearer {cut}"),
        format!("Bearer {} ", key.to_uppercase()),
        format!("Bearer {unsigned}"),
        format!("Basic {key}"),
        format!("bearer{key}"),
        key.clone(),
        String::new(),
    ];
    let check = async |authorization: String| {
        for (path, item) in openapi()["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if path == "/health" {
                    continue;
                }
                let at =
                    path.replace("{id}", "x").replace("{name}", "shop").replace("{member}", "x");
                let headers = vec![
                    ("authorization", authorization.clone()),
                    ("content-type", "application/json".to_owned()),
                ];
                let method = method.to_uppercase();
                let body = body_of(operation).map_or_else(String::new, |body| body.to_string());
                let answer = stack.send(Asked { method: &method, path: &at, headers, body }).await;
                answer.is_problem(401, "unauthenticated");
            }
        }
    };
    for authorization in forged {
        check(authorization).await;
    }
    stack.clock.advance(std::time::Duration::from_secs(3601));
    check(format!("Bearer {key}")).await;
}
