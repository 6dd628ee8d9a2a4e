//! Webhooks hear of every event once, sooner or later, or it is said why not.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use seedbed_jobs::{
    Clock, DeliveryState, JobId, JobState, MOST_ATTEMPTS, MOST_WEBHOOKS, ManualClock, Project,
    Stores, Timestamp, Webhook, WebhookError, WebhookEvents, Webhooks,
    local::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords},
    port::{Event, Events, Post, PostError},
    sign,
};

/// What was posted: address, headers, body.
type Posted = (String, Vec<(&'static str, String)>, Bytes);

/// Answers as it is told, and with 200 when it is not.
#[derive(Default)]
struct Receiver {
    answers: Mutex<VecDeque<Result<u16, PostError>>>,
    posted: Mutex<Vec<Posted>>,
}

#[async_trait]
impl Post for Receiver {
    async fn check(&self, url: &str) -> Result<(), PostError> {
        if url.contains("private") { Err(PostError::Unfit("private".into())) } else { Ok(()) }
    }

    async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<u16, PostError> {
        tokio::time::sleep(Duration::from_millis(5)).await;
        self.posted.lock().unwrap().push((url.into(), headers.to_vec(), body));
        self.answers.lock().unwrap().pop_front().unwrap_or(Ok(200))
    }
}

struct Stack {
    clock: ManualClock,
    receiver: Arc<Receiver>,
    webhooks: Webhooks,
    events: WebhookEvents,
    heard: MemoryEvents,
}

impl Stack {
    fn new(answers: &[Result<u16, PostError>]) -> Self {
        let clock = ManualClock::at(Timestamp::from_millis(1_772_000_000_000));
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let heard = MemoryEvents::default();
        let stores = Stores {
            records: Arc::new(MemoryRecords::default()),
            objects: Arc::new(MemoryObjects::default()),
            queue: Arc::new(MemoryQueue::new(shared.clone())),
            events: Arc::new(heard.clone()),
            clock: shared,
        };
        let receiver = Arc::new(Receiver {
            answers: Mutex::new(answers.iter().cloned().collect()),
            ..Receiver::default()
        });
        let webhooks = Webhooks::new(&stores, receiver.clone(), Arc::new([7; 32]));
        let events = WebhookEvents::new(webhooks.clone(), stores.events);
        Self { clock, receiver, webhooks, events, heard }
    }

    async fn register(&self, states: &[JobState]) -> (Webhook, String) {
        let who = "ada".parse().unwrap();
        let url = "https://example.com/hook";
        let made = self.webhooks.register(&project(), url, states.to_vec(), &who).await;
        let (webhook, secret) = made.unwrap();
        (webhook, secret.secret())
    }

    fn event(&self, state: JobState) -> Event {
        let at = self.clock.now();
        let id = JobId::new(at).unwrap();
        Event { id: id.to_string(), project: project(), job: id, state, at }
    }

    fn posts(&self) -> usize {
        self.receiver.posted.lock().unwrap().len()
    }

    /// Lets days pass, and delivers what is due meanwhile.
    async fn deliver_for_days(&self) {
        for _ in 0..100 {
            self.webhooks.deliver().await.unwrap();
            self.clock.advance(Duration::from_secs(3600));
        }
    }
}

fn project() -> Project {
    Project::new("shop").unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_event_told_twice_and_late_is_delivered_once_and_signed() {
    let stack = Stack::new(&[]);
    let (webhook, secret) = stack.register(&[]).await;
    let (first, second) = (stack.event(JobState::Queued), stack.event(JobState::Running));
    // Out of order, and again after it was delivered.
    for event in [&second, &first, &second] {
        stack.events.tell(event).await.unwrap();
        stack.webhooks.deliver().await.unwrap();
    }
    assert_eq!(stack.heard.told().len(), 3, "others hear what is told");
    let posted = stack.receiver.posted.lock().unwrap().clone();
    assert_eq!(posted.len(), 2);
    let (url, headers, body) = &posted[0];
    assert_eq!(*url, webhook.url);
    let document: serde_json::Value = serde_json::from_slice(body).unwrap();
    assert_eq!(document["type"], "seedbed.job.running");
    assert_eq!(document["data"]["job"], second.job.to_string());
    let header = |name| &headers.iter().find(|(header, _)| *header == name).unwrap().1;
    assert_eq!(*header("webhook-id"), second.id);
    let seconds = header("webhook-timestamp").parse().unwrap();
    let derived = stack.webhooks.secret(&webhook).await.unwrap();
    assert_eq!(derived.secret(), secret);
    assert_eq!(*header("webhook-signature"), sign(&derived, &second.id, seconds, body));
}

#[tokio::test(start_paused = true)]
async fn only_the_states_that_were_asked_for_are_told() {
    let stack = Stack::new(&[]);
    stack.register(&[JobState::Succeeded, JobState::Failed]).await;
    for state in JobState::ALL {
        stack.events.tell(&stack.event(state)).await.unwrap();
    }
    stack.webhooks.deliver().await.unwrap();
    assert_eq!(stack.posts(), 2);
    let other = Event { project: Project::new("other").unwrap(), ..stack.event(JobState::Failed) };
    stack.events.tell(&other).await.unwrap();
    stack.webhooks.deliver().await.unwrap();
    assert_eq!(stack.posts(), 2, "another project's jobs are not told");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_answered_is_tried_again_a_bounded_number_of_times() {
    let gone = || Err(PostError::NoAnswer("connection refused".into()));
    let never: Vec<_> = (0..100).map(|_| Ok(500)).collect();
    // Answers, how it ends, and after how many tries.
    let cases = [
        (vec![gone(), Ok(302), Ok(503), Ok(204)], DeliveryState::Delivered, 4),
        (never, DeliveryState::GivenUp, MOST_ATTEMPTS as usize),
        (vec![Ok(500), Ok(410)], DeliveryState::GivenUp, 2),
    ];
    for (answers, end, tries) in cases {
        let stack = Stack::new(&answers);
        let (webhook, _) = stack.register(&[]).await;
        stack.events.tell(&stack.event(JobState::Succeeded)).await.unwrap();
        let round = stack.webhooks.deliver().await.unwrap();
        assert_eq!(round.waiting, 1);
        stack.webhooks.deliver().await.unwrap();
        assert_eq!(stack.posts(), 1, "it waits before it tries again");
        stack.deliver_for_days().await;
        let log = stack.webhooks.deliveries(&project(), webhook.id, None, 10).await.unwrap().items;
        assert_eq!((log.len(), log[0].state, log[0].next_at), (1, end, None));
        assert_eq!((log[0].attempts.len(), stack.posts()), (tries, tries));
        for (attempt, answer) in log[0].attempts.iter().zip(answers) {
            assert_eq!(attempt.status, answer.ok());
            assert_eq!(attempt.problem.is_some(), attempt.status.is_none());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn many_who_deliver_at_once_call_once() {
    let stack = Stack::new(&[]);
    stack.register(&[]).await;
    for _ in 0..40 {
        stack.events.tell(&stack.event(JobState::Running)).await.unwrap();
    }
    for _ in 0..5 {
        let rounds = (0..4).map(|_| {
            let webhooks = stack.webhooks.clone();
            tokio::spawn(async move { webhooks.deliver().await.unwrap() })
        });
        for round in rounds.collect::<Vec<_>>() {
            round.await.unwrap();
        }
    }
    assert_eq!(stack.posts(), 40);
}

#[tokio::test(start_paused = true)]
async fn webhooks_are_bounded_private_addresses_refused_and_removal_ends_them() {
    let stack = Stack::new(&[Ok(500)]);
    let who = "ada".parse().unwrap();
    let refused = stack.webhooks.register(&project(), "https://private/", vec![], &who).await;
    assert!(matches!(refused, Err(WebhookError::Unfit(_))));
    let mut secrets = Vec::new();
    for _ in 0..MOST_WEBHOOKS {
        secrets.push(stack.register(&[]).await.1);
    }
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), MOST_WEBHOOKS, "every webhook has a secret of its own");
    let refused = stack.webhooks.register(&project(), "https://example.com/", vec![], &who).await;
    assert!(matches!(refused, Err(WebhookError::TooMany)));
    stack.events.tell(&stack.event(JobState::Running)).await.unwrap();
    let listed = stack.webhooks.list(&project()).await.unwrap();
    for webhook in &listed {
        stack.webhooks.remove(&project(), webhook.id, &who).await.unwrap();
        let again = stack.webhooks.remove(&project(), webhook.id, &who).await;
        assert!(matches!(again, Err(WebhookError::Unknown)));
    }
    stack.deliver_for_days().await;
    assert_eq!(stack.posts(), 0, "what waited for a removed webhook is dropped");
}
