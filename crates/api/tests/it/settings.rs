//! Saved settings over HTTP.

use seedbed_jobs::Role;
use serde_json::json;

use crate::support::{Asked, Stack, job};

#[tokio::test]
async fn settings_are_saved_changed_used_and_removed() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let profile = json!({ "name": "nightly", "settings": { "rows": 100, "locale": "de_DE" } });
    let made = stack.post(&key, "/v1/profiles", profile.clone()).await;
    assert_eq!((made.status.as_u16(), made.headers["etag"].to_str().unwrap()), (201, "\"1\""));
    stack.post(&key, "/v1/profiles", profile).await.is_problem(409, "exists");

    let put = async |tag: &str| {
        let headers = vec![
            ("authorization", format!("Bearer {key}")),
            ("content-type", "application/json".to_owned()),
            ("if-match", tag.to_owned()),
        ];
        let body = json!({ "rows": 200 }).to_string();
        stack.send(Asked { method: "PUT", path: "/v1/profiles/nightly", headers, body }).await
    };
    assert_eq!(put("\"1\"").await.json()["version"], 2);
    put("\"1\"").await.is_problem(409, "changed");
    put("nonsense").await.is_problem(400, "bad-request");

    let mut asked = job();
    asked["profile"] = json!("nightly");
    asked["settings"] = json!({ "seed": 3 });
    let id = stack.post(&key, "/v1/jobs", asked).await.json()["id"].as_str().unwrap().to_owned();
    let document = stack.jobs.document(&"shop".parse().unwrap(), id.parse().unwrap()).await;
    let settings = serde_json::to_value(document.unwrap().unwrap().settings()).unwrap();
    assert_eq!(settings, json!({ "seed": 3, "rows": 200 }));

    let mut unknown = job();
    unknown["profile"] = json!("weekly");
    let problem = stack.post(&key, "/v1/jobs", unknown).await.is_problem(422, "invalid-document");
    assert_eq!(problem["errors"][0]["pointer"], "/profile");
    let listed = stack.get(&key, "/v1/profiles").await.json();
    assert_eq!(listed["items"][0]["settings"], json!({ "rows": 200 }));
    assert_eq!(stack.ask("DELETE", &key, "/v1/profiles/nightly", None).await.status, 204);
    stack.get(&key, "/v1/profiles/nightly").await.is_problem(404, "unknown-profile");
    stack.ask("DELETE", &key, "/v1/profiles/nightly", None).await.is_problem(404, "unknown-thing");
    for name in ["UPPER", "a b", "..", "a%2Fb"] {
        let path = format!("/v1/profiles/{}", name.replace(' ', "%20"));
        stack.ask("PUT", &key, &path, Some(json!({}))).await.is_problem(400, "bad-request");
    }
}
