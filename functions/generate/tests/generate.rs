//! Messages in, jobs done, the right ones back.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use function_generate::{Handler, Messages};
use seedbed_jobs::{
    Clock, Job, JobDocument, JobPolicy, JobState, Jobs, Project, StoreError, Stores, Submission,
    SystemClock,
    local::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords},
    port::{Batch, BatchRequest, BatchState},
};
use seedbed_pipeline::{JobLimits, JobRunner};
use serde_json::{Value, json};

/// A scheduler that runs nothing, and says of everything what it was told to say.
struct Scheduler {
    submitted: Mutex<Vec<BatchRequest>>,
    state: Mutex<BatchState>,
}

#[async_trait]
impl Batch for Scheduler {
    async fn submit(&self, request: &BatchRequest) -> Result<String, StoreError> {
        self.submitted.lock().unwrap().push(request.clone());
        Ok("batch-1".into())
    }

    async fn state(&self, _: &str) -> Result<Option<BatchState>, StoreError> {
        Ok(Some(self.state.lock().unwrap().clone()))
    }

    async fn stop(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

struct Stack {
    jobs: Jobs,
    handler: Handler,
    scheduler: Arc<Scheduler>,
    _scratch: tempfile::TempDir,
}

impl Stack {
    fn new(rows_here: Option<u64>, has_batch: bool) -> Self {
        let clock = Arc::new(SystemClock);
        let stores = Stores {
            records: Arc::new(MemoryRecords::default()),
            objects: Arc::new(MemoryObjects::default()),
            queue: Arc::new(MemoryQueue::new(clock.clone())),
            events: Arc::new(MemoryEvents::default()),
            clock: clock.clone(),
        };
        let jobs = Jobs::new(stores, JobPolicy::default());
        let scratch = tempfile::tempdir().unwrap();
        let limits = JobLimits { rows_here, part_rows: Some(10), ..JobLimits::default() };
        let path = scratch.path().to_owned();
        let runner = Arc::new(JobRunner { scratch: path, threads: 1, limits });
        let state = Mutex::new(BatchState::Active);
        let scheduler = Arc::new(Scheduler { submitted: Mutex::default(), state });
        let batch = has_batch.then(|| scheduler.clone() as Arc<dyn Batch>);
        let handler = Handler::new(jobs.clone(), runner, batch, clock);
        Self { jobs, handler, scheduler, _scratch: scratch }
    }

    async fn ask(&self, rows: u64) -> Job {
        let schema = json!([{ "name": "a.sql", "text": "CREATE TABLE a (id int PRIMARY KEY)" }]);
        let document =
            json!({ "kind": "generate", "schema": schema, "settings": { "rows": rows } });
        self.submit(document).await
    }

    async fn submit(&self, document: Value) -> Job {
        let document: JobDocument = serde_json::from_value(document).unwrap();
        let who = "ada".parse().unwrap();
        let asked = Submission { project: project(), who, document, idempotency: None };
        self.jobs.submit(asked).await.unwrap().job
    }

    /// Which messages come back, of those that are handed over within so much time.
    async fn handle(&self, bodies: &[String], time: Duration) -> Vec<String> {
        let records: Vec<Value> = bodies
            .iter()
            .zip(0..)
            .map(|(body, number)| json!({ "messageId": number.to_string(), "body": body }))
            .collect();
        let messages: Messages = serde_json::from_value(json!({ "Records": records })).unwrap();
        let deadline = SystemClock.now().after(time);
        let answer = self.handler.handle(messages, "request-1", deadline).await.unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        let back = answer["batchItemFailures"].as_array().unwrap().iter();
        back.map(|item| item["itemIdentifier"].as_str().unwrap().to_owned()).collect()
    }

    async fn state(&self, job: &Job) -> JobState {
        self.jobs.get(&project(), job.id).await.unwrap().unwrap().state
    }
}

fn project() -> Project {
    Project::new("p").unwrap()
}

fn body(job: &Job) -> String {
    json!({ "project": "p", "job": job.id }).to_string()
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_message_takes_no_other_with_it() {
    let stack = Stack::new(None, false);
    let (first, second) = (stack.ask(10).await, stack.ask(10).await);
    let gone = r#"{ "project": "p", "job": "01ARZ3NDEKTSV4RRFFQ69G5FAV" }"#;
    let bodies = [body(&first), "no message".into(), gone.into(), body(&second), body(&first)];
    assert_eq!(stack.handle(&bodies, MINUTE).await, ["1"]);
    assert_eq!(stack.state(&first).await, JobState::Succeeded);
    assert_eq!(stack.state(&second).await, JobState::Succeeded);
    assert_eq!(stack.jobs.get(&project(), first.id).await.unwrap().unwrap().attempts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_no_time_for_comes_back_untouched() {
    let stack = Stack::new(None, false);
    let job = stack.ask(10).await;
    assert_eq!(stack.handle(&[body(&job)], Duration::ZERO).await, ["0"]);
    assert_eq!(stack.state(&job).await, JobState::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_goes_to_the_batch_scheduler_once() {
    let stack = Stack::new(Some(100), true);
    let job = stack.ask(101).await;
    for _ in 0..3 {
        assert_eq!(stack.handle(&[body(&job)], MINUTE).await, [""; 0]);
    }
    assert_eq!(stack.scheduler.submitted.lock().unwrap().len(), 1);
    let waiting = stack.jobs.get(&project(), job.id).await.unwrap().unwrap();
    assert_eq!((waiting.state, waiting.batch.as_deref()), (JobState::Queued, Some("batch-1")));
    *stack.scheduler.state.lock().unwrap() = BatchState::Failed("no machine".into());
    assert_eq!(stack.handle(&[body(&job)], MINUTE).await, [""; 0]);
    let failed = stack.jobs.get(&project(), job.id).await.unwrap().unwrap();
    assert_eq!(failed.state, JobState::Failed);
    assert!(failed.failure.unwrap().detail.contains("no machine"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_turns_out_to_be_too_large_is_handed_over_before_the_time_is_over() {
    let stack = Stack::new(None, true);
    let job = stack.ask(500_000_000).await;
    assert_eq!(stack.handle(&[body(&job)], Duration::from_secs(2)).await, [""; 0]);
    assert_eq!(stack.scheduler.submitted.lock().unwrap().len(), 1);
    assert_eq!(stack.state(&job).await, JobState::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_scheduler_it_is_tried_again_a_bounded_number_of_times() {
    let stack = Stack::new(None, false);
    let job = stack.ask(500_000_000).await;
    for _ in 0..JobPolicy::default().max_attempts {
        assert_eq!(stack.state(&job).await, JobState::Queued);
        assert_eq!(stack.handle(&[body(&job)], Duration::from_millis(500)).await, [""; 0]);
    }
    assert_eq!(stack.handle(&[body(&job)], MINUTE).await, [""; 0]);
    assert_eq!(stack.state(&job).await, JobState::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_samples_are_shared_by_an_array_of_processes() {
    let model = "results/p/01ARZ3NDEKTSV4RRFFQ69G5FAV/1/manifest.json";
    let cases = [
        (json!({}), None, 1),
        (json!({ "rows": 10 }), None, 1),
        (json!({ "rows": 25 }), None, 3),
        (json!({ "table_rows": { "a": 6, "b": 6 } }), None, 2),
        (json!({ "rows": 1_000_000 }), None, 100),
        (json!({ "rows": 25 }), Some(json!({ "min": { "quality": 0.5 } })), 1),
    ];
    let stack = Stack::new(Some(10), true);
    for (settings, gate, shards) in cases {
        let mut document = json!({ "kind": "sample", "model": model, "settings": settings });
        if let Some(gate) = gate {
            document["gate"] = gate;
        }
        let job = stack.submit(document.clone()).await;
        assert_eq!(stack.handle(&[body(&job)], MINUTE).await, [""; 0], "{document}");
        let submitted = stack.scheduler.submitted.lock().unwrap();
        let request = submitted.last().unwrap();
        assert_eq!((request.job, request.shards), (job.id, shards), "{document}");
    }
}
