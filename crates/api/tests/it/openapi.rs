//! The OpenAPI document says what there is.

use seedbed_api::openapi;
use serde_json::Value;

use crate::support::{Asked, Stack};

/// Every `$ref` within a value.
fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if name == "$ref" {
                    found.extend(member.as_str());
                }
                references(member, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = openapi();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let mut found = Vec::new();
    references(document, &mut found);
    assert!(found.len() > 100, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[tokio::test]
async fn every_operation_is_there_and_asks_for_a_key() {
    let stack = Stack::new();
    let mut count = 0;
    for (path, item) in openapi()["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let path = path.replace("{id}", "x").replace("{name}", "x").replace("{member}", "x");
            let method = method.to_uppercase();
            let asked =
                Asked { method: &method, path: &path, headers: vec![], body: String::new() };
            let answer = stack.send(asked).await;
            if path == "/health" {
                assert_eq!(answer.json()["status"], "ok");
            } else {
                answer.is_problem(401, "unauthenticated");
            }
            count += 1;
        }
    }
    assert_eq!(count, 33);
}

#[tokio::test]
async fn the_page_and_the_document_are_served_to_everybody() {
    let stack = Stack::new();
    let get = async |path| {
        stack.send(Asked { method: "GET", path, headers: vec![], body: String::new() }).await
    };
    assert_eq!(get("/openapi.json").await.json(), *openapi());
    let page = get("/docs").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("/v1/jobs/{id}/files") && page.text.contains("JobDocument"));
    assert!(!page.text.contains("<script"), "the page needs no script");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
}
