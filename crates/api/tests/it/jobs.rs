//! Jobs over HTTP.

use bytes::Bytes;
use seedbed_jobs::{
    Claim, Cost, Failure, FailureKind, Held, JobResult, LogLevel, ObjectKey, Project, Role,
    port::{Message, PutMode},
};
use serde_json::json;

use crate::support::{Asked, Stack, job};

#[tokio::test]
async fn a_job_is_asked_for_done_and_fetched() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let asked = stack.post(&key, "/v1/jobs", job()).await;
    assert_eq!(asked.status, 202);
    let made = asked.json();
    let id = made["id"].as_str().unwrap();
    let path = format!("/v1/jobs/{id}");
    assert_eq!(asked.headers["location"], path.as_str());
    assert_eq!((&made["state"], &made["project"]), (&json!("queued"), &json!("shop")));
    let files = format!("{path}/files");
    stack.get(&key, &files).await.is_problem(409, "no-result");

    let project = Project::new("shop").unwrap();
    let message = Message { project: project.clone(), job: id.parse().unwrap() };
    let worker = "worker".parse().unwrap();
    let Claim::Taken(job, fence) = stack.jobs.claim(&message, &worker).await.unwrap() else {
        panic!("the job has ended");
    };
    let held = Held { project, job: job.id, worker, fence };
    stack.jobs.write_log(&held, 0, LogLevel::Info, "hello").await.unwrap();
    let manifest = ObjectKey::new(format!("results/shop/{id}/1/manifest.json")).unwrap();
    for name in ["manifest.json", "a.csv"] {
        let key = ObjectKey::new(format!("results/shop/{id}/1/{name}")).unwrap();
        stack.stores.objects.put(&key, Bytes::from(name), PutMode::Create).await.unwrap();
    }
    let result = JobResult { manifest, files: 1, rows: 5, bytes: 5 };
    stack.jobs.succeed(&held, result, Cost::default()).await.unwrap();

    assert_eq!(stack.get(&key, &path).await.json()["state"], "succeeded");
    let log = stack.get(&key, &format!("{path}/logs")).await.json();
    assert_eq!(log["items"][0]["message"], "hello");
    let links = stack.get(&key, &files).await.json();
    let names: Vec<_> = links.as_array().unwrap().iter().map(|link| &link["name"]).collect();
    assert_eq!(names, ["a.csv", "manifest.json"], "the manifest is the last");
    let url = links[0]["url"].as_str().unwrap().strip_prefix("http://service").unwrap();
    let asked = Asked { method: "GET", path: url, headers: vec![], body: String::new() };
    let file = stack.send(asked).await;
    assert_eq!((file.status.as_u16(), file.text.as_str()), (200, "a.csv"));
    assert_eq!(file.headers["content-disposition"], "attachment");
    let forged = url.replace("/a.csv?", "/manifest.json?");
    let asked = Asked { method: "GET", path: &forged, headers: vec![], body: String::new() };
    stack.send(asked).await.is_problem(403, "forbidden");
    stack.ask("DELETE", &key, &path, None).await.is_problem(409, "job-ended");
}

#[tokio::test]
async fn what_a_gate_refused_is_no_result_and_can_be_looked_at() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let mut asked = job();
    asked["gate"] =
        json!({ "min": { "quality": 0.9 }, "real": [{ "object": "uploads/shop/a.csv" }] });
    let made = stack.post(&key, "/v1/jobs", asked).await.json();
    let id = made["id"].as_str().unwrap();
    let path = format!("/v1/jobs/{id}");
    let rejected = format!("{path}/rejected-files");
    stack.get(&key, &rejected).await.is_problem(409, "nothing-rejected");

    let project = Project::new("shop").unwrap();
    let message = Message { project: project.clone(), job: id.parse().unwrap() };
    let worker = "worker".parse().unwrap();
    let Claim::Taken(job, fence) = stack.jobs.claim(&message, &worker).await.unwrap() else {
        panic!("the job has ended");
    };
    let held = Held { project, job: job.id, worker, fence };
    let folder = format!("results/shop/{id}/1/rejected");
    for name in ["manifest.json", "evaluation.html"] {
        let key = ObjectKey::new(format!("{folder}/{name}")).unwrap();
        stack.stores.objects.put(&key, Bytes::from(name), PutMode::Create).await.unwrap();
    }
    let manifest = ObjectKey::new(format!("{folder}/manifest.json")).unwrap();
    let kept = JobResult { manifest, files: 1, rows: 5, bytes: 5 };
    let failure = Failure { kind: FailureKind::Gate, detail: "quality is 0.5".into() };
    stack.jobs.reject(&held, failure, kept, Cost::default()).await.unwrap();

    let told = stack.get(&key, &path).await.json();
    assert_eq!((&told["state"], &told["failure"]["kind"]), (&json!("failed"), &json!("gate")));
    assert!(told["result"].is_null());
    let nothing = stack.get(&key, &format!("{path}/files")).await.is_problem(409, "no-result");
    assert!(nothing["detail"].as_str().unwrap().contains("rejected-files"), "{nothing}");
    let links = stack.get(&key, &rejected).await.json();
    let names: Vec<_> = links.as_array().unwrap().iter().map(|link| &link["name"]).collect();
    assert_eq!(names, ["evaluation.html", "manifest.json"]);
}

#[tokio::test]
async fn err_gates_that_no_score_can_meet_or_that_read_what_is_others() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let cases = [
        (json!({ "min": { "quality": 1.5 } }), "/gate/min/quality"),
        (
            json!({ "min": { "quality": 1 }, "real": [{ "object": "uploads/other/a.csv" }] }),
            "/gate/real/0/object",
        ),
    ];
    for (gate, pointer) in cases {
        let mut asked = job();
        asked["gate"] = gate;
        let problem = stack.post(&key, "/v1/jobs", asked).await.json();
        assert_eq!(problem["status"], 422, "{problem}");
        assert!(problem.to_string().contains(&format!("\"{pointer}\"")), "{problem}");
    }
}

#[tokio::test]
async fn a_request_that_is_repeated_is_one_job() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let ask = async |name: &str, body: serde_json::Value| {
        let headers = vec![
            ("authorization", format!("Bearer {key}")),
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", name.to_owned()),
        ];
        let body = body.to_string();
        stack.send(Asked { method: "POST", path: "/v1/jobs", headers, body }).await
    };
    let first = ask("once", job()).await;
    let again = ask("once", job()).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (202, 200));
    assert_eq!(first.json()["id"], again.json()["id"]);
    let mut other = job();
    other["format"] = json!("jsonl");
    ask("once", other).await.is_problem(422, "idempotency-key-reused");
    ask("", job()).await.is_problem(400, "bad-request");
}

#[tokio::test]
async fn lists_come_in_pages_the_newest_first() {
    let stack = Stack::new();
    let key = stack.key("shop", Role::Editor).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        stack.clock.advance(std::time::Duration::from_millis(5));
        ids.push(stack.post(&key, "/v1/jobs", job()).await.json()["id"].clone());
    }
    ids.reverse();
    let first = stack.get(&key, "/v1/jobs?limit=2").await.json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = stack.get(&key, &format!("/v1/jobs?cursor={cursor}")).await.json();
    assert!(rest["next_cursor"].is_null());
    let pages = [&first, &rest].map(|page| page["items"].as_array().unwrap().clone()).concat();
    let listed: Vec<_> = pages.iter().map(|job| job["id"].clone()).collect();
    assert_eq!(listed, ids);
    let path = format!("/v1/jobs/{}", ids[1].as_str().unwrap());
    assert_eq!(stack.ask("DELETE", &key, &path, None).await.status, 202);
    let ended = stack.get(&key, "/v1/jobs?state=cancelled&kind=generate").await.json();
    assert_eq!(ended["items"].as_array().unwrap().len(), 1);
    assert_eq!(ended["items"][0]["id"], ids[1]);
    assert_eq!(stack.get(&key, "/v1/jobs?kind=plan").await.json()["items"], json!([]));
    let stats = stack.get(&key, "/stats").await.json();
    assert_eq!(stats["queued"], 4);
    for _ in 0..4 {
        assert_eq!(stack.post(&key, "/v1/jobs", job()).await.status, 202);
    }
    let answer = stack.post(&key, "/v1/jobs", job()).await;
    answer.is_problem(429, "too-many");
    assert_eq!(answer.headers["retry-after"], "30");
}
