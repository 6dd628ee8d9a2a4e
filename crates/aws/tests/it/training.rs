//! Jobs that the functions hand over, done by the built `training-job` on the same stores.

use std::{collections::BTreeMap, process::Command, time::Duration};

use bytes::Bytes;
use seedbed_jobs::{
    JobPolicy, JobState, ObjectKey,
    port::{Objects, PutMode},
};
use seedbed_tests::repository;
use serde_json::{Value, json};

use crate::{
    batch::{Scheduler, start},
    journey::{Cloud, granted},
    proxy::Proxy,
};

/// A stack whose functions make a hundred rows themselves; what Batch starts goes by way of a proxy
/// of its own.
struct Stack {
    cloud: Cloud,
    scheduler: Scheduler,
    proxy: Proxy,
}

impl Stack {
    async fn start() -> Option<Self> {
        let gpu = [("SEEDBED_BATCH_QUEUE_GPU", "queue-gpu"), ("SEEDBED_BATCH_JOB_GPU", "job-gpu")];
        let small = ("SEEDBED_ROWS_HERE", "100");
        let cloud = Cloud::start_with(&[small, gpu[0], gpu[1]]).await?;
        let scheduler = Scheduler::behind(&cloud.generate.proxy);
        let proxy = Proxy::start(&cloud.stand_in.address);
        Some(Self { cloud, scheduler, proxy })
    }

    /// Asks for a job, which the function hands over at once; its identity.
    async fn hand_over(&self, document: Value) -> String {
        let (status, job) = self.cloud.ask("POST", "/v1/jobs", Some(document));
        assert_eq!(status, 202, "{job}");
        let id = job["id"].as_str().unwrap().to_owned();
        self.cloud.work().await;
        let job = self.cloud.job(&id).await;
        let batch = format!("b-{}", self.scheduler.submitted().len());
        assert_eq!((job.state, job.batch), (JobState::Queued, Some(batch)), "{:?}", job.failure);
        id
    }

    fn attempt(&self) -> Option<i32> {
        self.scheduler.attempt(&self.cloud.stand_in, &self.proxy.url()).code()
    }

    async fn upload(&self, name: &str, text: String) -> ObjectKey {
        let key = ObjectKey::new(format!("uploads/shop/{name}")).unwrap();
        self.objects().put(&key, Bytes::from(text), PutMode::Replace).await.unwrap();
        key
    }

    fn objects(&self) -> &dyn Objects {
        &*self.cloud.stores.objects
    }

    /// What fits and samples call is in what `training-job` and `generate` are granted.
    fn calls_what_is_granted(&self) {
        for (name, proxy) in
            [("training-job", &self.proxy), ("generate", &self.cloud.generate.proxy)]
        {
            let (called, granted) = (proxy.actions(), &granted()[name]);
            let missing: Vec<_> = called.difference(granted).collect();
            assert!(missing.is_empty(), "{name}: missing {missing:?}");
        }
    }

    /// The files of a job's result, by their names.
    async fn files(&self, id: &str) -> BTreeMap<String, Bytes> {
        let job = self.cloud.job(id).await;
        assert_eq!(job.state, JobState::Succeeded, "{:?}", job.failure);
        let manifest = job.result.unwrap().manifest;
        let folder = manifest.as_str().strip_suffix("manifest.json").unwrap().to_owned();
        let mut files = BTreeMap::new();
        for object in self.objects().list(&folder, None, 1000).await.unwrap() {
            let bytes = self.objects().get(&object.key).await.unwrap().unwrap();
            files.insert(object.key.as_str()[folder.len()..].to_owned(), bytes);
        }
        files
    }
}

fn people(rows: usize) -> String {
    let people = (0..rows).map(|at| {
        let (age, level) = (20 + at * 7 % 50, ["a", "b"][at % 2]);
        format!("{at},Person {at}x,{age},{level}\n")
    });
    format!("id,name,age,level\n{}", people.collect::<String>())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_for_a_function_is_made_on_batch() {
    let Some(stack) = Stack::start().await else { return };
    let schema = repository("examples/shop/schema.sql");
    let text = std::fs::read_to_string(&schema).unwrap();
    let id = stack
        .hand_over(json!({
            "kind": "generate", "schema": [{ "name": "shop.sql", "text": text }],
            "settings": { "rows": 300, "seed": 7 },
        }))
        .await;
    assert_eq!(stack.scheduler.submitted()[0]["jobQueue"], "queue-cpu");
    assert_eq!(stack.attempt(), Some(0));
    let directory = tempfile::tempdir().unwrap();
    let files = stack.cloud.fetch(&id, directory.path());
    assert_eq!(files.last().unwrap(), "manifest.json");
    let (schema, result) = (schema.to_str().unwrap(), directory.path().to_str().unwrap());
    println!("{}", seedbed_tests::grown(&["verify", schema, result]));
    let (_, trail) = stack.cloud.ask("GET", "/v1/projects/shop/transactions?limit=100", None);
    let taken = trail["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["what"] == "job.succeeded" && line["subject"] == id.as_str());
    assert_eq!(taken.unwrap()["who"], "batch:b-1", "{trail}");
    // Batch may start an attempt too many.
    assert_eq!(stack.attempt(), Some(0));
    assert_eq!(stack.proxy.count("SubmitJob"), 0, "who runs on Batch hands nothing over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_fitted_and_sampled_on_batch_whole_and_in_parts() {
    let Some(stack) = Stack::start().await else { return };
    let key = stack.upload("people.csv", people(300)).await;
    let fit = stack.hand_over(json!({ "kind": "fit", "data": [{ "object": key }] })).await;
    assert_eq!(stack.scheduler.submitted()[0]["jobDefinition"], "job-cpu");
    assert_eq!(stack.attempt(), Some(0));
    assert!(stack.files(&fit).await.contains_key("tables/0/model.json"));
    let model = stack.cloud.job(&fit).await.result.unwrap().manifest;
    let document = json!({ "kind": "sample", "model": model, "settings": { "rows": 120 } });
    let whole = stack.hand_over(document.clone()).await;
    assert_eq!(stack.attempt(), Some(0));
    let whole = stack.files(&whole).await["people.csv"].clone();
    assert_eq!(String::from_utf8_lossy(&whole).lines().count(), 121);

    // The same by the children of an array job, one of them twice.
    let id = stack.hand_over(document).await;
    for index in ["2", "0", "0", "1"] {
        let told = [
            ("SEEDBED_PROJECT", "shop"),
            ("SEEDBED_JOB", &id),
            ("AWS_BATCH_JOB_ARRAY_INDEX", index),
            ("AWS_BATCH_JOB_ARRAY_SIZE", "3"),
        ];
        let told = told.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let child = format!("b-3:{index}");
        let url = stack.proxy.url();
        let ended = start(&stack.cloud.stand_in, &url, &child, told.to_vec()).wait().unwrap();
        assert_eq!(ended.code(), Some(0), "child {index}");
    }
    let files = stack.files(&id).await;
    let parts = (1..=3).map(|part| &files[&format!("people.part-0000{part}-of-00003.csv")]);
    assert!(parts.flat_map(|part| part.iter().copied()).eq(whole.iter().copied()));
    stack.calls_what_is_granted();
}

#[tokio::test(flavor = "multi_thread")]
async fn large_networks_go_to_graphics_processors_and_nothing_else_does() {
    let Some(stack) = Stack::start().await else { return };
    let small = stack.upload("small.csv", people(10)).await;
    let large = stack.upload("large.csv", people(1_500_000)).await;
    let cases = [
        (&small, "ctgan", None, "queue-cpu"),
        (&large, "copula", None, "queue-cpu"),
        (&large, "ctgan", None, "queue-gpu"),
        (&large, "tvae", None, "queue-gpu"),
        (&large, "tvae", Some("cpu"), "queue-cpu"),
        (&small, "ctgan", Some("cuda:0"), "queue-gpu"),
    ];
    for (data, model, device, queue) in cases {
        let mut document = json!({ "kind": "fit", "model": model, "data": [{ "object": data }] });
        if let Some(device) = device {
            document["device"] = json!(device);
        }
        stack.hand_over(document).await;
        let submitted = stack.scheduler.submitted();
        let last = submitted.last().unwrap();
        let definition = queue.replace("queue", "job");
        assert_eq!(
            (&last["jobQueue"], &last["jobDefinition"]),
            (&json!(queue), &json!(definition)),
            "{model} of {data} on {device:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fit_whose_machine_is_taken_goes_on_where_it_was() {
    let Some(stack) = Stack::start().await else { return };
    let key = stack.upload("people.csv", people(400)).await;
    let document = json!({ "kind": "fit", "model": "ctgan", "epochs": 600, "batch_size": 100,
        "data": [{ "object": key }] });
    let undisturbed = stack.hand_over(document.clone()).await;
    assert_eq!(stack.attempt(), Some(0));
    let undisturbed = stack.files(&undisturbed).await;

    let id = stack.hand_over(document).await;
    let mut attempt = stack.scheduler.begin(&stack.cloud.stand_in, &stack.proxy.url());
    while stack.cloud.job(&id).await.state != JobState::Running {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let signal = Command::new("kill").args(["-TERM", &attempt.id().to_string()]).status();
    assert!(signal.unwrap().success());
    assert_eq!(attempt.wait().unwrap().code(), Some(75), "Batch's rules repeat it");
    let job = stack.cloud.job(&id).await;
    let allowed = JobPolicy::default().max_attempts;
    // One more for having been handed over, and one for this.
    assert_eq!((job.state, job.max_attempts), (JobState::Queued, allowed + 2), "it costs nothing");
    let folder = format!("checkpoints/shop/{id}/");
    assert!(!stack.objects().list(&folder, None, 10).await.unwrap().is_empty());
    assert_eq!(stack.attempt(), Some(0));
    assert!(stack.files(&id).await["tables/0/model.json"] == undisturbed["tables/0/model.json"]);
    assert_eq!(stack.objects().list(&folder, None, 10).await.unwrap(), [], "and is forgotten");
    stack.calls_what_is_granted();
}
