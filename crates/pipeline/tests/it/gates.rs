//! Jobs with a gate: what is not good enough is kept apart.

use bytes::Bytes;
use seedbed_jobs::{
    FailureKind, JobState, ObjectKey,
    port::{Objects, PutMode},
};
use seedbed_pipeline::JobLimits;
use serde_json::{Value, json};

use crate::jobs::{Stack, shop};

/// A stack with real tables among its uploads.
async fn stack() -> Stack {
    let stack = Stack::judging(JobLimits::default());
    let mut orders = "id,customer_id,placed_at,total\n".to_owned();
    let mut customers = "id,email\n".to_owned();
    for row in 1..=40 {
        customers.push_str(&format!("{row},c{row}@mail.example\n"));
        orders.push_str(&format!("{row},{row},2020-01-01 00:00:00,5.00\n"));
    }
    for (name, text) in [("customers", customers), ("orders", orders)] {
        let key = ObjectKey::new(format!("uploads/p/{name}.csv")).unwrap();
        stack.objects.put(&key, Bytes::from(text), PutMode::Create).await.unwrap();
    }
    stack
}

fn gated(min: &Value) -> Value {
    let real =
        json!([{ "object": "uploads/p/customers.csv" }, { "object": "uploads/p/orders.csv" }]);
    shop(json!({ "settings": { "rows": 40 }, "gate": { "min": min, "real": real } }))
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_good_enough_are_published_with_their_report() {
    let stack = stack().await;
    let job = stack.run(gated(&json!({ "schema": 1, "data_structure": 0.9 }))).await;
    assert_eq!(job.state, JobState::Succeeded, "{:?}", job.failure);
    assert_eq!(job.rejected, None);
    let (objects, manifest) = stack.result(&job).await;
    let names: Vec<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["customers.csv", "orders.csv", "evaluation.json", "evaluation.html"]);
    let report: Value = serde_json::from_slice(&objects["evaluation.json"]).unwrap();
    assert_eq!(report["gate"]["passed"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_not_good_enough_are_kept_apart_and_not_published() {
    let stack = stack().await;
    let job = stack.run(gated(&json!({ "column_shapes": 0.99 }))).await;
    assert_eq!((job.state, &job.result), (JobState::Failed, &None));
    let failure = job.failure.unwrap();
    assert_eq!(failure.kind, FailureKind::Gate);
    assert!(failure.detail.starts_with("the rows are not good enough; column_shapes is 0."));
    assert!(failure.detail.contains("of orders.placed_at: 0."), "{}", failure.detail);
    let kept = job.rejected.expect("the rows are kept");
    assert!(kept.manifest.as_str().ends_with("/1/rejected/manifest.json"), "{}", kept.manifest);
    assert_eq!((kept.files, kept.rows), (4, 80));
    let folder = kept.manifest.as_str().strip_suffix("manifest.json").unwrap();
    let there = stack.objects.list(folder, None, 100).await.unwrap();
    let names: Vec<&str> = there.iter().map(|object| object.key.file_name()).collect();
    assert!(names.contains(&"evaluation.html") && names.contains(&"orders.csv"), "{names:?}");
    let results = stack.objects.list("results/p/", None, 100).await.unwrap();
    assert_eq!(results.len(), there.len(), "nothing is where results are");
}

#[tokio::test(flavor = "multi_thread")]
async fn err_gates_that_can_not_be_judged() {
    let stack = stack().await;
    let cases = [
        (json!({ "min": { "quality": 0.5 } }), FailureKind::Gate, "compares with real data"),
        (json!({ "min": { "beauty": 0.5 } }), FailureKind::Gate, "beauty"),
        (json!({ "min": { "schema": 1.5 } }), FailureKind::Gate, "scores go from 0 to 1"),
        (
            json!({ "min": { "schema": 1 }, "real": [{ "object": "uploads/q/orders.csv" }] }),
            FailureKind::Schema,
            "no upload of this project",
        ),
    ];
    for (gate, kind, expected) in cases {
        let job = stack.run(shop(json!({ "gate": gate }))).await;
        let failure = job.failure.unwrap();
        assert_eq!(failure.kind, kind, "{}", failure.detail);
        assert!(failure.detail.contains(expected), "{}", failure.detail);
        assert_eq!(job.rejected, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_can_not_judge_leaves_it_to_one_that_can() {
    let stack = Stack::new(JobLimits::default());
    let job = stack.run(shop(json!({ "gate": { "min": { "schema": 1 } } }))).await;
    let failure = job.failure.unwrap();
    assert_eq!(failure.kind, FailureKind::Limit);
    assert!(failure.detail.contains("no batch scheduler"), "{}", failure.detail);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_can_not_judge_leaves_evaluations_to_one_that_can() {
    let stack = Stack::new(JobLimits::default());
    let data = json!([{ "object": "uploads/p/orders.csv" }]);
    let job = stack.run(json!({ "kind": "evaluate", "data": data, "real": data })).await;
    let failure = job.failure.unwrap();
    assert_eq!(failure.kind, FailureKind::Limit);
    assert!(failure.detail.contains("no batch scheduler"), "{}", failure.detail);
}

#[tokio::test(flavor = "multi_thread")]
async fn err_a_result_whose_files_have_changed() {
    let stack = stack().await;
    let job = stack.run(shop(json!({ "settings": { "rows": 40 } }))).await;
    let manifest = job.result.unwrap().manifest;
    let folder = manifest.as_str().strip_suffix("manifest.json").unwrap();
    let real = json!([{ "object": "uploads/p/orders.csv" }]);
    let document = json!({ "kind": "evaluate", "result": manifest, "real": real });
    assert_eq!(stack.run(document.clone()).await.state, JobState::Succeeded);
    let orders = ObjectKey::new(format!("{folder}orders.csv")).unwrap();
    stack.objects.put(&orders, Bytes::from("id\n1\n"), PutMode::Replace).await.unwrap();
    let failure = stack.run(document).await.failure.unwrap();
    assert!(failure.detail.contains("a file that has changed"), "{}", failure.detail);
}
