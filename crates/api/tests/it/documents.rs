//! Bodies that are not what they should be.

use seedbed_api::Limits;
use seedbed_jobs::Role;
use serde_json::json;

use crate::support::{Answer, Asked, Stack, job};

async fn post(stack: &Stack, key: &str, media_type: Option<&str>, body: String) -> Answer {
    let mut headers = vec![("authorization", format!("Bearer {key}"))];
    headers.extend(media_type.map(|media_type| ("content-type", media_type.to_owned())));
    stack.send(Asked { method: "POST", path: "/v1/jobs", headers, body }).await
}

#[tokio::test]
async fn what_is_no_json_is_refused_for_what_it_is() {
    let stack = Stack::with(Limits { body_bytes: 10_000, ..Limits::default() });
    let key = stack.key("shop", Role::Editor).await;
    let json = Some("application/json");
    let body = job().to_string();
    post(&stack, &key, None, body.clone()).await.is_problem(415, "media-type");
    post(&stack, &key, Some("text/plain"), body.clone()).await.is_problem(415, "media-type");
    let with_charset = Some("application/json; charset=utf-8");
    assert_eq!(post(&stack, &key, with_charset, body).await.status, 202);
    for broken in ["", "{", "[1,", "\u{0}", "{\"kind\":\"plan\"}x", "nul"] {
        post(&stack, &key, json, broken.into()).await.is_problem(400, "bad-request");
    }
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    post(&stack, &key, json, deep).await.is_problem(400, "bad-request");
    let deeper = "[".repeat(9_000);
    post(&stack, &key, json, deeper).await.is_problem(400, "bad-request");
    post(&stack, &key, json, " ".repeat(10_001)).await.is_problem(413, "too-large");
}

#[tokio::test]
async fn everything_wrong_with_a_document_is_told_at_once() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let wrong = json!({
        "name": "Not A Name",
        "settings": { "rows": "many", "seed": -1, "colour": "red" },
    });
    let problem = stack.post(&key, "/v1/profiles", wrong).await.is_problem(422, "invalid-document");
    let mut pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/name", "/settings", "/settings/rows", "/settings/seed"]);
    // What the asker wrote is not said back: it may be a secret that went astray.
    assert!(!problem.to_string().contains("many"), "{problem}");
    for wrong in [json!([]), json!({}), json!({ "kind": "generate" }), json!({ "kind": "boom" })] {
        stack.post(&key, "/v1/jobs", wrong).await.is_problem(422, "invalid-document");
    }
    // Of a job's kinds it is the named one's document that is judged.
    let cases = [
        (json!({ "kind": "boom" }), "/kind", "one of \"generate\", \"plan\""),
        (json!({ "kind": "generate" }), "", "\"schema\" is a required"),
        (json!({ "kind": "fit", "data": [{ "object": 7 }] }), "/data/0/object", "string"),
        (
            json!({ "kind": "generate", "schema": [{ "name": "a.sql", "text": "" }],
                "gate": { "min": { "quality": "high" } } }),
            "/gate/min/quality",
            "number",
        ),
    ];
    for (wrong, pointer, detail) in cases {
        let answer = stack.post(&key, "/v1/jobs", wrong).await;
        let problem = answer.is_problem(422, "invalid-document");
        let first = &problem["errors"][0];
        assert_eq!(first["pointer"], pointer, "{problem}");
        assert!(first["detail"].as_str().unwrap().contains(detail), "{problem}");
    }
    let mut job = job();
    job["webhook"] = json!("https://example.com/");
    stack.post(&key, "/v1/jobs", job).await.is_problem(422, "invalid-document");
}

#[tokio::test]
async fn addresses_and_parameters_that_mean_nothing_are_problems() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    stack.get(&key, "/v2/jobs").await.is_problem(404, "no-route");
    stack.ask("PATCH", &key, "/v1/jobs", None).await.is_problem(405, "method");
    for query in ["limit=0", "limit=201", "limit=x", "cursor=xyz", "cursor=f", "state=done"] {
        let answer = stack.get(&key, &format!("/v1/jobs?{query}")).await;
        answer.is_problem(400, "bad-request");
    }
}

#[tokio::test]
async fn small_things_are_answered_at_once() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let schema = json!([{ "name": "a.sql", "text": "x" }]);
    let ask =
        |settings, format| json!({ "schema": schema, "settings": settings, "format": format });
    let answer = stack.post(&key, "/v1/generate", ask(json!({ "rows": 3 }), "csv")).await;
    assert_eq!(answer.json()["rows"], 3);
    let answer = stack.post(&key, "/v1/generate", ask(json!({ "rows": 50_001 }), "csv")).await;
    let problem = answer.is_problem(413, "too-large");
    assert!(problem["detail"].as_str().unwrap().contains("ask for a job"), "{problem}");
    let answer = stack.post(&key, "/v1/generate", ask(json!({}), "parquet")).await;
    answer.is_problem(422, "invalid-document");
    let planned = json!({ "schema": schema, "settings": { "seed": 9 } });
    assert_eq!(stack.post(&key, "/v1/plans", planned).await.json()["seed"], 9);
    let checked = stack.post(&key, "/v1/schemas", json!({ "schema": schema })).await;
    assert_eq!(checked.json()["dialect"], "a.sql");
    let empty = json!({ "schema": [{ "name": "a.sql", "text": "" }] });
    stack.post(&key, "/v1/schemas", empty).await.is_problem(422, "schema");
}
