//! Who may do what.

use std::time::Duration;

use seedbed_api::Limits;
use seedbed_jobs::Role;
use serde_json::json;

use crate::support::{Asked, Stack, job};

#[tokio::test]
async fn nobody_gets_in_without_a_key_that_opens() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Admin).await;
    let unknown = format!("sbk_{}", "0".repeat(64));
    for wrong in ["", "x", "sbk_", unknown.as_str()] {
        stack.get(wrong, "/v1/jobs").await.is_problem(401, "unauthenticated");
    }
    let asked = Asked { method: "GET", path: "/v1/jobs", headers: vec![], body: String::new() };
    let answer = stack.send(asked).await;
    answer.is_problem(401, "unauthenticated");
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    assert_eq!(stack.get(&key, "/v1/jobs").await.status, 200);

    let path = "/v1/projects/shop/keys";
    let made = stack.post(&key, path, json!({ "role": "viewer", "label": "ci" })).await.json();
    let second = made["secret"].as_str().unwrap().to_owned();
    assert_eq!(stack.get(&second, "/v1/jobs").await.status, 200);
    let listed = stack.get(&key, path).await;
    assert!(!listed.text.contains("secret") && !listed.text.contains("sbk_"), "{}", listed.text);
    let id = made["id"].as_str().unwrap();
    assert_eq!(stack.ask("DELETE", &key, &format!("{path}/{id}"), None).await.status, 204);
    stack.get(&second, "/v1/jobs").await.is_problem(401, "unauthenticated");
    stack.ask("DELETE", &key, &format!("{path}/{id}"), None).await.is_problem(404, "unknown-thing");

    stack.clock.advance(Duration::from_secs(3601));
    stack.get(&key, "/v1/jobs").await.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn roles_bound_what_one_may_do() {
    let stack = Stack::new();
    let viewer = stack.key("shop", Role::Viewer).await;
    let editor = stack.key("shop", Role::Editor).await;
    let admin = stack.key("shop", Role::Admin).await;
    let id = stack.post(&editor, "/v1/jobs", job()).await.json()["id"].as_str().unwrap().to_owned();
    let one = format!("/v1/jobs/{id}");
    let upload = json!({ "name": "a.sql", "content_type": "text/plain", "bytes": 1 });
    let profile = json!({ "name": "nightly", "settings": {} });
    let schema = json!({ "schema": [{ "name": "a.sql", "text": "x" }] });
    let key = json!({ "role": "admin", "label": "mine" });
    let member = json!({ "role": "admin" });
    // What is asked, and from which role on it is done.
    let cases = [
        ("GET", "/v1/jobs", None, Role::Viewer),
        ("GET", one.as_str(), None, Role::Viewer),
        ("POST", "/v1/schemas", Some(schema.clone()), Role::Viewer),
        ("GET", "/v1/projects/shop/transactions", None, Role::Viewer),
        ("POST", "/v1/jobs", Some(job()), Role::Editor),
        ("POST", "/v1/generate", Some(schema), Role::Editor),
        ("POST", "/v1/uploads", Some(upload), Role::Editor),
        ("POST", "/v1/profiles", Some(profile), Role::Editor),
        ("DELETE", one.as_str(), None, Role::Editor),
        ("GET", "/v1/projects/shop/keys", None, Role::Admin),
        ("POST", "/v1/projects/shop/keys", Some(key), Role::Admin),
        ("PUT", "/v1/projects/shop/members/bob", Some(member), Role::Admin),
    ];
    for (method, path, body, needed) in cases {
        for (key, role) in [(&viewer, Role::Viewer), (&editor, Role::Editor), (&admin, Role::Admin)]
        {
            let answer = stack.ask(method, key, path, body.clone()).await;
            if role < needed {
                answer.is_problem(403, "forbidden");
                continue;
            }
            // Done before by a lesser role, it may be there already.
            let done = answer.status.is_success() || answer.status == 409;
            assert!(done, "{method} {path} as {role:?}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn another_project_s_things_are_as_if_they_were_not() {
    let stack = Stack::new();
    let ours = stack.key("ours", Role::Admin).await;
    let theirs = stack.key("theirs", Role::Admin).await;
    let made = stack.post(&theirs, "/v1/jobs", job()).await.json();
    let id = made["id"].as_str().unwrap();
    let profile = json!({ "name": "nightly", "settings": {} });
    stack.post(&theirs, "/v1/profiles", profile).await;
    for (method, path, kind) in [
        ("GET", format!("/v1/jobs/{id}"), "unknown-job"),
        ("DELETE", format!("/v1/jobs/{id}"), "unknown-job"),
        ("GET", format!("/v1/jobs/{id}/logs"), "unknown-job"),
        ("GET", format!("/v1/jobs/{id}/files"), "unknown-job"),
        ("GET", "/v1/profiles/nightly".into(), "unknown-profile"),
        ("GET", "/v1/projects/theirs".into(), "unknown-project"),
        ("GET", "/v1/projects/theirs/transactions".into(), "unknown-project"),
        ("GET", "/v1/projects/theirs/keys".into(), "unknown-project"),
        // What is not there at all is told in the same words.
        ("GET", "/v1/projects/nobody-s".into(), "unknown-project"),
        ("GET", "/v1/jobs/01ARZ3NDEKTSV4RRFFQ69G5FAV".into(), "unknown-job"),
        ("GET", "/v1/jobs/..%2f..%2fetc".into(), "unknown-job"),
    ] {
        stack.ask(method, &ours, &path, None).await.is_problem(404, kind);
    }
    let headers =
        vec![("authorization", format!("Bearer {ours}")), ("seedbed-project", "theirs".to_owned())];
    let body = String::new();
    let asked = Asked { method: "GET", path: "/v1/jobs", headers, body };
    stack.send(asked).await.is_problem(404, "unknown-project");
    let mut job = job();
    job["schema"] =
        json!([{ "object": "uploads/theirs/a.sql" }, { "object": "uploads/ours/a.sql" }]);
    let problem = stack.post(&ours, "/v1/jobs", job).await.is_problem(422, "invalid-document");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{problem}");
    assert_eq!(problem["errors"][0]["pointer"], "/schema/0/object");
    let listed = stack.get(&ours, "/v1/jobs").await.json();
    assert_eq!(listed["items"], json!([]));
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let stack = Stack::with(Limits { requests_per_minute: 3, ..Limits::default() });
    let key = stack.key("shop", Role::Viewer).await;
    let other = stack.key("shop", Role::Viewer).await;
    for _ in 0..3 {
        assert_eq!(stack.get(&key, "/v1/jobs").await.status, 200);
    }
    let answer = stack.get(&key, "/v1/jobs").await;
    answer.is_problem(429, "too-many");
    assert_eq!(answer.headers["retry-after"], "20");
    assert_eq!(stack.get(&other, "/v1/jobs").await.status, 200);
    stack.clock.advance(Duration::from_secs(20));
    assert_eq!(stack.get(&key, "/v1/jobs").await.status, 200);
}

#[tokio::test]
async fn every_change_is_in_the_audit_trail() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Admin).await;
    let id = stack.post(&key, "/v1/jobs", job()).await.json()["id"].as_str().unwrap().to_owned();
    stack.ask("DELETE", &key, &format!("/v1/jobs/{id}"), None).await;
    stack.post(&key, "/v1/profiles", json!({ "name": "nightly", "settings": {} })).await;
    stack.ask("PUT", &key, "/v1/profiles/nightly", Some(json!({ "rows": 5 }))).await;
    stack.ask("DELETE", &key, "/v1/profiles/nightly", None).await;
    let upload = json!({ "name": "a.sql", "content_type": "text/plain", "bytes": 1 });
    stack.post(&key, "/v1/uploads", upload).await;
    let schema = json!({ "schema": [{ "name": "a.sql", "text": "x" }] });
    stack.post(&key, "/v1/generate", schema).await;
    let made =
        stack.post(&key, "/v1/projects/shop/keys", json!({ "role": "viewer", "label": "x" }));
    let made = made.await.json()["id"].as_str().unwrap().to_owned();
    stack.ask("DELETE", &key, &format!("/v1/projects/shop/keys/{made}"), None).await;
    let member = "/v1/projects/shop/members/bob";
    stack.ask("PUT", &key, member, Some(json!({ "role": "viewer" }))).await;
    stack.ask("DELETE", &key, member, None).await;
    // A refusal changes nothing, and leaves no line.
    stack
        .ask("DELETE", &key, "/v1/projects/shop/members/root", None)
        .await
        .is_problem(409, "last-admin");

    let mut deeds = Vec::new();
    let mut path = "/v1/projects/shop/transactions?limit=4".to_owned();
    loop {
        let page = stack.get(&key, &path).await.json();
        for line in page["items"].as_array().unwrap() {
            assert!(line["who"].is_string() && line["at"].is_string());
            deeds.push(line["what"].as_str().unwrap().to_owned());
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/projects/shop/transactions?limit=4&cursor={cursor}");
    }
    // Lines of one moment have no order.
    deeds.sort();
    let wanted = [
        "job.cancelled",
        "job.submitted",
        "key.created",
        "key.created",
        "key.revoked",
        "member.removed",
        "member.set",
        "profile.removed",
        "profile.saved",
        "profile.saved",
        "project.created",
        "rows.generated",
        "upload.linked",
    ];
    assert_eq!(deeds, wanted);
}
