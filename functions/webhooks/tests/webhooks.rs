//! Events in, deliveries out: once, and again after a failure.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use function_webhooks::Handler;
use seedbed_aws::BusEvent;
use seedbed_jobs::{
    Clock, Delivered, JobId, JobState, ManualClock, Project, Stores, Timestamp, Webhooks,
    local::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords},
    port::{self, Post, PostError},
};
use serde_json::{Value, json};

/// Answers with the statuses that it was given, and then with 204.
#[derive(Default)]
struct Receiver {
    answers: Mutex<Vec<u16>>,
    posted: Mutex<Vec<String>>,
}

#[async_trait]
impl Post for Receiver {
    async fn check(&self, _: &str) -> Result<(), PostError> {
        Ok(())
    }

    async fn post(
        &self,
        _: &str,
        headers: &[(&'static str, String)],
        _: Bytes,
    ) -> Result<u16, PostError> {
        self.posted.lock().unwrap().push(headers[0].1.clone());
        Ok(self.answers.lock().unwrap().pop().unwrap_or(204))
    }
}

struct Stack {
    clock: ManualClock,
    receiver: Arc<Receiver>,
    handler: Handler,
}

impl Stack {
    async fn new(answers: &[u16]) -> Self {
        let clock = ManualClock::at(Timestamp::from_millis(1_772_000_000_000));
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let stores = Stores {
            records: Arc::new(MemoryRecords::default()),
            objects: Arc::new(MemoryObjects::default()),
            queue: Arc::new(MemoryQueue::new(shared.clone())),
            events: Arc::new(MemoryEvents::default()),
            clock: shared.clone(),
        };
        let receiver = Arc::new(Receiver::default());
        receiver.answers.lock().unwrap().extend(answers);
        let webhooks = Webhooks::new(&stores, receiver.clone(), Arc::new([7; 32]));
        let (project, who) = (Project::new("shop").unwrap(), "ada".parse().unwrap());
        webhooks.register(&project, "https://example.com", vec![], &who).await.unwrap();
        Self { clock, receiver, handler: Handler::new(webhooks, shared) }
    }

    async fn told(&self, event: Value) -> Delivered {
        let event: BusEvent = serde_json::from_value(event).unwrap();
        let deadline = self.clock.now().after(Duration::from_secs(60));
        self.handler.handle(event, deadline).await.unwrap()
    }

    /// An event of a job, as the bus brings it.
    fn event(&self) -> Value {
        let at = self.clock.now();
        let job = JobId::new(at).unwrap();
        let project = Project::new("shop").unwrap();
        let state = JobState::Succeeded;
        let event = port::Event { id: job.to_string(), project, job, state, at };
        json!({ "source": "seedbed", "detail-type": event.kind(), "detail": event })
    }
}

fn minute() -> Value {
    json!({ "source": "aws.events", "detail-type": "Scheduled Event", "detail": {} })
}

#[tokio::test(start_paused = true)]
async fn an_event_that_comes_twice_is_delivered_once() {
    let stack = Stack::new(&[]).await;
    let event = stack.event();
    let once = Delivered { delivered: 1, ..Delivered::default() };
    assert_eq!(stack.told(event.clone()).await, once);
    assert_eq!(stack.told(event.clone()).await, Delivered::default());
    assert_eq!(*stack.receiver.posted.lock().unwrap(), [event["detail"]["id"].as_str().unwrap()]);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_took_is_tried_again_by_the_minute() {
    let stack = Stack::new(&[500]).await;
    let waiting = Delivered { waiting: 1, ..Delivered::default() };
    assert_eq!(stack.told(stack.event()).await, waiting);
    assert_eq!(stack.told(minute()).await, Delivered::default(), "its time has not come");
    stack.clock.advance(Duration::from_secs(60));
    let delivered = Delivered { delivered: 1, ..Delivered::default() };
    assert_eq!(stack.told(minute()).await, delivered);
    assert_eq!(stack.receiver.posted.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn no_call_begins_that_can_t_be_waited_for() {
    let stack = Stack::new(&[]).await;
    let event: BusEvent = serde_json::from_value(stack.event()).unwrap();
    let deadline = stack.clock.now().after(Duration::from_secs(10));
    let nothing = stack.handler.handle(event, deadline).await.unwrap();
    assert_eq!(nothing, Delivered::default());
    assert_eq!(stack.told(minute()).await.delivered, 1, "the delivery was noted, and waits");
}

#[tokio::test]
async fn events_of_others_are_refused() {
    let stack = Stack::new(&[]).await;
    for (event, words) in [
        (json!({ "source": "aws.s3", "detail-type": "Object Created" }), "not for Object Created"),
        (json!({ "source": "seedbed", "detail-type": "seedbed.x" }), "can't be understood"),
    ] {
        let event: BusEvent = serde_json::from_value(event).unwrap();
        let deadline = stack.clock.now().after(Duration::from_secs(60));
        let refused = stack.handler.handle(event, deadline).await.unwrap_err();
        assert!(format!("{refused:#}").contains(words), "{refused:#}");
    }
}
