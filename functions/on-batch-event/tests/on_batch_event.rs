//! Batch's events, in the wrong order and twice.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::sync::Arc;
use std::time::Duration;

use function_on_batch_event::{Outcome, handle};
use seedbed_aws::BusEvent;
use seedbed_jobs::{
    Claim, Cost, GenerateJob, Held, Job, JobDocument, JobPolicy, JobResult, JobState, Jobs,
    ManualClock, NamedSource, ObjectKey, OutputFormat, Project, SchemaSource, Settings, Stores,
    Submission, Timestamp,
    local::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords},
    port::{Message, Queue},
};
use serde_json::json;

struct Stack {
    jobs: Jobs,
    clock: ManualClock,
    queue: Arc<MemoryQueue>,
}

impl Stack {
    fn new() -> Self {
        let clock = ManualClock::at(Timestamp::from_millis(1_772_000_000_000));
        let shared = Arc::new(clock.clone());
        let queue = Arc::new(MemoryQueue::new(shared.clone()));
        let stores = Stores {
            records: Arc::new(MemoryRecords::default()),
            objects: Arc::new(MemoryObjects::default()),
            queue: queue.clone(),
            events: Arc::new(MemoryEvents::default()),
            clock: shared,
        };
        Self { jobs: Jobs::new(stores, JobPolicy::default()), clock, queue }
    }

    /// A job that a function has handed over as `batch`.
    async fn handed_over(&self, batch: &str) -> Job {
        let text = "CREATE TABLE t (id int PRIMARY KEY)".into();
        let document = JobDocument::Generate(GenerateJob {
            schema: vec![SchemaSource::Text(NamedSource { name: "a.sql".into(), text })],
            plan: None,
            profile: None,
            settings: Settings::default(),
            format: OutputFormat::Csv,
            gate: None,
        });
        let who = "ada".parse().unwrap();
        let asked = Submission { project: project(), who, document, idempotency: None };
        let job = self.jobs.submit(asked).await.unwrap().job;
        self.hand_over(&job, batch).await;
        job
    }

    async fn hand_over(&self, job: &Job, batch: &str) {
        let held = self.taken(job, "lambda:1").await;
        self.jobs.handed_over(&held, batch).await.unwrap();
        self.jobs.release(&held, Cost::default(), false).await.unwrap();
    }

    async fn taken(&self, job: &Job, worker: &str) -> Held {
        let worker = worker.parse().unwrap();
        let message = Message { project: project(), job: job.id };
        match self.jobs.claim(&message, &worker).await.unwrap() {
            Claim::Taken(job, fence) => Held { project: project(), job: job.id, worker, fence },
            Claim::Ended(job) => panic!("{:?}", job.state),
        }
    }

    async fn tell(&self, job: &Job, batch: &str, status: &str) -> Outcome {
        let environment = json!([
            { "name": "SEEDBED_PROJECT", "value": "p" },
            { "name": "SEEDBED_JOB", "value": job.id },
        ]);
        let event = json!({
            "version": "0",
            "source": "aws.batch",
            "detail-type": "Batch Job State Change",
            "detail": {
                "jobId": batch,
                "jobName": "seedbed-team-x",
                "status": status,
                "statusReason": "Host EC2 (instance i-1) terminated.",
                "container": { "environment": environment, "exitCode": 1 },
            },
        });
        handle(&self.jobs, serde_json::from_value(event).unwrap()).await.unwrap()
    }

    async fn state(&self, job: &Job) -> JobState {
        self.jobs.get(&project(), job.id).await.unwrap().unwrap().state
    }
}

fn project() -> Project {
    Project::new("p").unwrap()
}

fn result() -> JobResult {
    let manifest = ObjectKey::new("results/manifest.json").unwrap();
    JobResult { manifest, files: 1, rows: 2, bytes: 3 }
}

#[tokio::test]
async fn what_batch_gives_up_fails_with_its_reason_once() {
    let stack = Stack::new();
    let job = stack.handed_over("b-1").await;
    for status in ["RUNNING", "SUBMITTED", "SUCCEEDED", "STARTING"] {
        assert_eq!(stack.tell(&job, "b-1", status).await, Outcome::Nothing, "{status}");
        assert_eq!(stack.state(&job).await, JobState::Queued, "{status}");
    }
    assert_eq!(stack.tell(&job, "b-1", "FAILED").await, Outcome::Came(JobState::Failed));
    let failed = stack.jobs.get(&project(), job.id).await.unwrap().unwrap();
    assert!(failed.failure.as_ref().unwrap().detail.contains("instance i-1"));
    assert_eq!(stack.tell(&job, "b-1", "FAILED").await, Outcome::Nothing);
    assert_eq!(stack.tell(&job, "b-1", "RUNNING").await, Outcome::Nothing);
    assert_eq!(stack.jobs.get(&project(), job.id).await.unwrap().unwrap(), failed);
}

#[tokio::test]
async fn a_failure_that_comes_after_success_changes_nothing() {
    let stack = Stack::new();
    let job = stack.handed_over("b-1").await;
    let held = stack.taken(&job, "batch:b-1").await;
    stack.jobs.succeed(&held, result(), Cost::default()).await.unwrap();
    assert_eq!(stack.tell(&job, "b-1", "FAILED").await, Outcome::Nothing);
    assert_eq!(stack.state(&job).await, JobState::Succeeded);
}

#[tokio::test]
async fn what_speaks_of_an_earlier_hand_over_changes_nothing() {
    let stack = Stack::new();
    let job = stack.handed_over("b-1").await;
    stack.hand_over(&job, "b-2").await;
    assert_eq!(stack.tell(&job, "b-1", "FAILED").await, Outcome::Nothing);
    assert_eq!(stack.state(&job).await, JobState::Queued);
    assert_eq!(stack.tell(&job, "b-2", "FAILED").await, Outcome::Came(JobState::Failed));
}

#[tokio::test]
async fn a_dead_machine_s_lease_is_not_waited_for_and_another_s_is_kept() {
    let stack = Stack::new();
    let job = stack.handed_over("b-1").await;
    stack.taken(&job, "batch:b-1:0").await;
    assert_eq!(stack.tell(&job, "b-1", "FAILED").await, Outcome::Came(JobState::Failed));

    let job = stack.handed_over("b-2").await;
    let held = stack.taken(&job, "lambda:2").await;
    assert_eq!(stack.tell(&job, "b-2", "FAILED").await, Outcome::Nothing);
    stack.jobs.succeed(&held, result(), Cost::default()).await.unwrap();
}

#[tokio::test]
async fn what_is_no_job_of_ours_changes_nothing() {
    let stack = Stack::new();
    let job = stack.handed_over("b-1").await;
    let detail = json!({ "jobId": "b-1", "status": "FAILED", "container": { "environment": [] } });
    let event =
        json!({ "source": "aws.batch", "detail-type": "Batch Job State Change", "detail": detail });
    let event: BusEvent = serde_json::from_value(event).unwrap();
    assert_eq!(handle(&stack.jobs, event).await.unwrap(), Outcome::Nothing);
    assert_eq!(stack.state(&job).await, JobState::Queued);
    let other =
        json!({ "source": "aws.ec2", "detail-type": "EC2 Spot Instance Interruption Warning" });
    let other: BusEvent = serde_json::from_value(other).unwrap();
    assert!(handle(&stack.jobs, other).await.is_err());
}

#[tokio::test]
async fn every_minute_what_was_left_lying_is_sent_again() {
    let stack = Stack::new();
    let job = stack.handed_over("b-1").await;
    while !stack.queue.receive(10, Duration::from_secs(3600)).await.unwrap().is_empty() {}
    stack.clock.advance(Duration::from_secs(120));
    let minute = json!({ "source": "aws.events", "detail-type": "Scheduled Event", "detail": {} });
    let minute: BusEvent = serde_json::from_value(minute).unwrap();
    assert_eq!(handle(&stack.jobs, minute).await.unwrap(), Outcome::Swept(1));
    let sent = stack.queue.receive(10, Duration::from_secs(60)).await.unwrap();
    assert_eq!(sent[0].message.job, job.id);
}
