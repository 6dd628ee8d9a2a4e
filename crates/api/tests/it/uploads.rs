//! Uploads by link.

use bytes::Bytes;
use seedbed_jobs::{ObjectKey, Role};
use serde_json::json;

use crate::support::{Answer, Asked, Stack};

async fn put(stack: &Stack, url: &str, media_type: &str, body: &str) -> Answer {
    let headers =
        vec![("content-type", media_type.to_owned()), ("content-length", body.len().to_string())];
    let path = url.strip_prefix("http://service").unwrap();
    stack.send(Asked { method: "PUT", path, headers, body: body.into() }).await
}

#[tokio::test]
async fn an_upload_is_what_was_agreed_on() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let file = json!({ "name": "my shop.sql", "content_type": "application/sql", "bytes": 8 });
    let made = stack.post(&key, "/v1/uploads", file).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    let url = made["url"].as_str().unwrap();
    put(&stack, url, "text/html", "SELECT 1").await.is_problem(403, "forbidden");
    put(&stack, url, "application/sql", "SELECT 10").await.is_problem(403, "forbidden");
    let forged = url.replace("/shop/", "/ship/");
    put(&stack, &forged, "application/sql", "SELECT 1").await.is_problem(403, "forbidden");
    assert_eq!(put(&stack, url, "application/sql", "SELECT 1").await.status, 201);
    put(&stack, url, "application/sql", "SELECT 2").await.is_problem(409, "exists");
    let object = made["object"].as_str().unwrap();
    assert!(object.starts_with("uploads/shop/") && object.ends_with("/my shop.sql"), "{object}");
    let kept = stack.stores.objects.get(&ObjectKey::new(object).unwrap()).await.unwrap();
    assert_eq!(kept, Some(Bytes::from("SELECT 1")));
    let asked = Asked {
        method: "GET",
        path: url.strip_prefix("http://service").unwrap(),
        headers: vec![],
        body: String::new(),
    };
    stack.send(asked).await.is_problem(403, "forbidden");
}

#[tokio::test]
async fn names_lead_nowhere_else() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let ask = async |name: &str, bytes: u64| {
        let file = json!({ "name": name, "content_type": "text/plain", "bytes": bytes });
        stack.post(&key, "/v1/uploads", file).await
    };
    for name in ["../a.sql", "a/b.sql", "a\\b.sql", "a\u{0}.sql", "..", "noending", "a.exe", ""] {
        ask(name, 1).await.is_problem(422, "invalid-document");
    }
    ask("a.sql", u64::MAX).await.is_problem(413, "too-large");
    for path in ["/objects/../etc/passwd", "/objects/a", "/objects/%2e%2e/x?verb=get", "/objects/"]
    {
        let asked = Asked { method: "GET", path, headers: vec![], body: String::new() };
        assert_eq!(stack.send(asked).await.status, 404, "{path}");
    }
}
