//! Workers die, stores fail, answers get lost: every job still comes to one end, with one result.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use seedbed_jobs::{
    Clock, CommitError, Done, Handled, JobContext, JobDocument, JobFilter, JobId, JobPolicy,
    JobResult, JobState, Jobs, LeasePolicy, ManualClock, NamedSource, NotDone, ObjectKey, PlanJob,
    Principal, Project, Runner, SchemaSource, Settings, SkewedClock, StoreError, Stores,
    Submission, Timestamp, Worker,
    local::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords},
    port::{
        Delivery, Message, ObjectInfo, ObjectStream, Objects, Page, PutError, PutMode, Query,
        Queue, Receipt, Record, RecordKey, Records, Write,
    },
};

/// Random numbers that are the same in every run.
#[derive(Debug, Clone, Default)]
struct Dice(Arc<AtomicU64>);

impl Dice {
    fn seeded(seed: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seed)))
    }

    /// splitmix64 (Steele, Lea, Flood 2014).
    fn roll(&self, sides: u64) -> u64 {
        let state = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// A store that fails one call in so many: before it does what it is asked, or after.
#[derive(Clone)]
struct Flaky<S> {
    store: S,
    dice: Dice,
    one_in: u64,
}

impl<S> Flaky<S> {
    fn fails(&self) -> Result<(), StoreError> {
        if self.dice.roll(self.one_in) == 0 {
            return Err(StoreError::new("reach", "a store that fails on purpose", true));
        }
        Ok(())
    }
}

#[async_trait]
impl<S: Records> Records for Flaky<S> {
    async fn read(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        self.fails()?;
        self.store.read(key).await
    }

    async fn commit(&self, writes: &[Write]) -> Result<(), CommitError> {
        self.fails()?;
        self.store.commit(writes).await?;
        // It is done, and nobody hears of it.
        Ok(self.fails()?)
    }

    async fn query(&self, query: &Query) -> Result<Page, StoreError> {
        self.fails()?;
        self.store.query(query).await
    }
}

#[async_trait]
impl<S: Objects> Objects for Flaky<S> {
    async fn put(
        &self,
        key: &ObjectKey,
        bytes: Bytes,
        mode: PutMode,
    ) -> Result<ObjectInfo, PutError> {
        self.fails()?;
        let put = self.store.put(key, bytes, mode).await?;
        self.fails()?;
        Ok(put)
    }

    async fn put_file(&self, key: &ObjectKey, file: &Path) -> Result<ObjectInfo, StoreError> {
        self.fails()?;
        self.store.put_file(key, file).await
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<Bytes>, StoreError> {
        self.fails()?;
        self.store.get(key).await
    }

    async fn stream(&self, key: &ObjectKey) -> Result<Option<ObjectStream>, StoreError> {
        self.fails()?;
        self.store.stream(key).await
    }

    async fn info(&self, key: &ObjectKey) -> Result<Option<ObjectInfo>, StoreError> {
        self.store.info(key).await
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, StoreError> {
        self.fails()?;
        self.store.list(prefix, after, limit).await
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError> {
        self.fails()?;
        self.store.delete(key).await
    }
}

#[async_trait]
impl<S: Queue> Queue for Flaky<S> {
    async fn send(&self, message: &Message) -> Result<(), StoreError> {
        self.fails()?;
        self.store.send(message).await
    }

    async fn receive(&self, most: usize, hidden: Duration) -> Result<Vec<Delivery>, StoreError> {
        self.store.receive(most, hidden).await
    }

    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError> {
        self.store.acknowledge(receipt).await
    }

    async fn hide(&self, receipt: &Receipt, hidden: Duration) -> Result<(), StoreError> {
        self.store.hide(receipt, hidden).await
    }
}

/// Puts three parts and a manifest, slowly.
struct Parts {
    dice: Dice,
    dies: AtomicBool,
}

const PARTS: [&str; 3] = ["customers.csv", "orders.csv", "items.csv"];

#[async_trait]
impl Runner for Parts {
    async fn run(&self, document: &JobDocument, context: &JobContext) -> Result<Done, NotDone> {
        let objects = context.objects();
        let mut bytes = 0;
        for part in PARTS {
            if context.is_stopped() {
                return Err(NotDone::Stopped);
            }
            if self.dies.load(Ordering::SeqCst) && self.dice.roll(4) == 0 {
                // The machine is gone: nothing is said, nothing is cleared.
                std::future::pending::<()>().await;
            }
            let text = format!("{part} of {}", document.sha256());
            bytes += text.len() as u64;
            put(objects, &context.folder, part, text).await?;
            tokio::time::sleep(Duration::from_millis(self.dice.roll(3))).await;
        }
        let manifest = put(objects, &context.folder, "manifest.json", PARTS.join(",")).await?;
        Ok(Done::Published(JobResult { manifest, files: 3, rows: 3, bytes }))
    }
}

async fn put(
    objects: &dyn Objects,
    folder: &ObjectKey,
    name: &str,
    text: String,
) -> Result<ObjectKey, NotDone> {
    let key = folder.join(name).unwrap();
    match objects.put(&key, Bytes::from(text), PutMode::Replace).await {
        Ok(info) => Ok(info.key),
        Err(PutError::Store(error)) => Err(NotDone::Store(error)),
        Err(PutError::Exists { .. }) => unreachable!("it replaces"),
    }
}

struct Stack {
    clock: ManualClock,
    records: MemoryRecords,
    objects: MemoryObjects,
    queue: MemoryQueue,
    events: MemoryEvents,
    dice: Dice,
    one_in: u64,
    policy: JobPolicy,
}

impl Stack {
    fn new(seed: u64, one_in: u64) -> Self {
        let clock = ManualClock::at(Timestamp::from_millis(1_772_000_000_000));
        let lease = LeasePolicy { lasts: Duration::from_secs(60), skew: Duration::from_secs(10) };
        Self {
            queue: MemoryQueue::new(Arc::new(clock.clone())),
            clock,
            records: MemoryRecords::default(),
            objects: MemoryObjects::default(),
            events: MemoryEvents::default(),
            dice: Dice::seeded(seed),
            one_in,
            policy: JobPolicy { lease, max_attempts: 50, max_open: 1000, ..JobPolicy::default() },
        }
    }

    /// The stack's jobs as one machine sees them, whose clock is ahead by so much.
    fn jobs(&self, ahead_ms: i64) -> Jobs {
        let clock: Arc<dyn Clock> = Arc::new(SkewedClock { clock: self.clock.clone(), ahead_ms });
        let (dice, one_in) = (self.dice.clone(), self.one_in);
        let records = Flaky { store: self.records.clone(), dice: dice.clone(), one_in };
        let objects = Flaky { store: self.objects.clone(), dice, one_in };
        let stores = Stores {
            records: Arc::new(records),
            objects: Arc::new(objects),
            queue: Arc::new(self.queue.clone()),
            events: Arc::new(self.events.clone()),
            clock,
        };
        Jobs::new(stores, self.policy)
    }

    /// The stores without any faults.
    fn stores(&self) -> Stores {
        Stores {
            records: Arc::new(self.records.clone()),
            objects: Arc::new(self.objects.clone()),
            queue: Arc::new(self.queue.clone()),
            events: Arc::new(self.events.clone()),
            clock: Arc::new(self.clock.clone()),
        }
    }

    /// The jobs without any faults.
    fn truth(&self) -> Jobs {
        Jobs::new(self.stores(), self.policy)
    }
}

fn project() -> Project {
    Project::new("p").unwrap()
}

fn submission(number: usize) -> Submission {
    let source =
        NamedSource { name: format!("{number}.sql"), text: "CREATE TABLE t (i int)".into() };
    let document = JobDocument::Plan(PlanJob {
        schema: vec![SchemaSource::Text(source)],
        profile: None,
        settings: Settings::default(),
    });
    let key = format!("request {number}").parse().unwrap();
    Submission { project: project(), who: "ada".parse().unwrap(), document, idempotency: Some(key) }
}

/// Asks until there is an answer, as a client does.
async fn submit(jobs: &Jobs, number: usize) -> JobId {
    loop {
        if let Ok(submitted) = jobs.submit(submission(number)).await {
            return submitted.job.id;
        }
    }
}

/// Works through the queue; what is not done within a moment was a machine that died.
async fn work(stack: &Stack, worker: &Worker) {
    let deliveries = stack.queue.receive(10, Duration::from_secs(90)).await.unwrap();
    for delivery in deliveries {
        let handling = worker.handle(&delivery.message);
        let handled = tokio::time::timeout(Duration::from_secs(20), handling).await;
        if let Ok(Ok(Handled::Came(_) | Handled::Nothing)) = handled {
            stack.queue.acknowledge(&delivery.receipt).await.unwrap();
        }
    }
}

async fn all_jobs_end_well(seed: u64, one_in: u64, dies: bool) {
    let stack = Stack::new(seed, one_in);
    let runner = Arc::new(Parts { dice: stack.dice.clone(), dies: AtomicBool::new(dies) });
    // One machine's clock is ahead, the other's is behind.
    let workers: Vec<_> = [5_000, -5_000]
        .into_iter()
        .map(|ahead_ms| {
            let name = Principal::new(format!("worker{ahead_ms}")).unwrap();
            Worker::new(stack.jobs(ahead_ms), runner.clone(), None, name)
        })
        .collect();
    let asking = stack.jobs(0);
    let mut ids = Vec::new();
    for number in 0..6 {
        ids.push(submit(&asking, number).await);
        // Twice, as events come.
        assert_eq!(submit(&asking, number).await, ids[number]);
        stack.queue.send(&Message { project: project(), job: ids[number] }).await.unwrap();
    }
    for round in 0..200 {
        let _ = asking.sweep().await;
        tokio::join!(work(&stack, &workers[0]), work(&stack, &workers[1]));
        stack.clock.advance(Duration::from_secs(100));
        if round > 20 {
            runner.dies.store(false, Ordering::SeqCst);
        }
        let filter = JobFilter { state: Some(JobState::Succeeded), ..JobFilter::default() };
        let done = stack.truth().list(&project(), &filter, None, 100).await.unwrap();
        if done.items.len() == ids.len() {
            return every_result_is_whole(&stack, &ids).await;
        }
    }
    panic!("seed {seed}: not all jobs came to their end");
}

async fn every_result_is_whole(stack: &Stack, ids: &[JobId]) {
    let truth = stack.truth();
    let listed = truth.list(&project(), &JobFilter::default(), None, 100).await.unwrap();
    assert_eq!(listed.items.len(), ids.len(), "no request made two jobs");
    for (id, number) in ids.iter().zip(0..) {
        let job = truth.get(&project(), *id).await.unwrap().unwrap();
        let manifest = job.result.unwrap().manifest;
        let listed = stack.objects.get(&manifest).await.unwrap().expect("the manifest is there");
        assert_eq!(listed, Bytes::from(PARTS.join(",")));
        let folder = manifest.as_str().strip_suffix("/manifest.json").unwrap();
        for part in PARTS {
            let key = ObjectKey::new(format!("{folder}/{part}")).unwrap();
            let bytes = stack.objects.get(&key).await.unwrap().expect("every part is there");
            // The same bytes, whichever attempt made them.
            let text = format!("{part} of {}", submission(number).document.sha256());
            assert_eq!(bytes, Bytes::from(text));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn workers_that_die_lose_no_job() {
    for seed in 0..40 {
        all_jobs_end_well(seed, u64::MAX, true).await;
    }
}

#[tokio::test(start_paused = true)]
async fn stores_that_fail_lose_no_job() {
    for seed in 100..140 {
        all_jobs_end_well(seed, 10, false).await;
    }
}

#[tokio::test(start_paused = true)]
async fn both_at_once_lose_no_job() {
    for seed in 200..240 {
        all_jobs_end_well(seed, 25, true).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_dead_workers_left_is_cleared_by_the_next() {
    let stack = Stack::new(1, u64::MAX);
    let runner = Arc::new(Parts { dice: Dice::seeded(3), dies: AtomicBool::new(true) });
    let worker = Worker::new(stack.truth(), runner.clone(), None, "worker".parse().unwrap());
    for number in 0..10 {
        submit(&stack.truth(), number).await;
    }
    for _ in 0..20 {
        work(&stack, &worker).await;
        stack.clock.advance(Duration::from_secs(100));
    }
    runner.dies.store(false, Ordering::SeqCst);
    for _ in 0..20 {
        work(&stack, &worker).await;
        stack.clock.advance(Duration::from_secs(100));
    }
    let kept = stack.objects.list("results/", None, 1000).await.unwrap();
    assert_eq!(kept.len(), 10 * (PARTS.len() + 1), "{kept:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_old_is_forgotten_and_what_is_young_is_kept() {
    let stack = Stack::new(1, u64::MAX);
    let runner = Arc::new(Parts { dice: Dice::seeded(3), dies: AtomicBool::new(false) });
    let worker = Worker::new(stack.truth(), runner, None, "worker".parse().unwrap());
    submit(&stack.truth(), 1).await;
    work(&stack, &worker).await;
    let old = stack.objects.list("", None, 1000).await.unwrap().len();
    assert!(old > PARTS.len(), "there is a result");
    assert_eq!(stack.truth().forget().await.unwrap(), 0);
    stack.clock.advance(stack.policy.kept);
    let young = submit(&stack.truth(), 2).await;
    work(&stack, &worker).await;
    stack.clock.advance(Duration::from_secs(1));
    assert_eq!(stack.truth().forget().await.unwrap(), old);
    let left = stack.objects.list("", None, 1000).await.unwrap();
    assert_eq!(left.len(), old);
    assert!(left.iter().all(|object| object.key.as_str().contains(&young.to_string())));
}

/// Messages that nobody will acknowledge.
async fn take_all(queue: &MemoryQueue) -> usize {
    let deliveries = queue.receive(1000, Duration::from_secs(1)).await.unwrap();
    for delivery in &deliveries {
        queue.acknowledge(&delivery.receipt).await.unwrap();
    }
    deliveries.len()
}

#[tokio::test(start_paused = true)]
async fn a_message_that_was_not_sent_is_sent_by_the_next_sweep() {
    let stack = Stack::new(1, u64::MAX);
    let broken = Flaky { store: stack.queue.clone(), dice: stack.dice.clone(), one_in: 1 };
    let stores = Stores { queue: Arc::new(broken), ..stack.stores() };
    submit(&Jobs::new(stores, stack.policy), 1).await;
    assert_eq!(take_all(&stack.queue).await, 0);
    let jobs = stack.truth();
    assert_eq!(jobs.sweep().await.unwrap(), 0, "no job is due yet");
    assert_eq!(take_all(&stack.queue).await, 1);
    jobs.sweep().await.unwrap();
    assert_eq!(take_all(&stack.queue).await, 0, "it is sent once");
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_lost_everything_is_filled_again() {
    let stack = Stack::new(1, u64::MAX);
    let jobs = stack.truth();
    for number in 0..250 {
        submit(&jobs, number).await;
    }
    assert_eq!(take_all(&stack.queue).await, 250);
    stack.clock.advance(stack.policy.lease.lasts);
    assert_eq!(jobs.sweep().await.unwrap(), 250);
    assert_eq!(take_all(&stack.queue).await, 250);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_job_stops_and_leaves_nothing() {
    /// Puts parts until it is told to stop.
    struct Endless;

    #[async_trait]
    impl Runner for Endless {
        async fn run(&self, _: &JobDocument, context: &JobContext) -> Result<Done, NotDone> {
            put(context.objects(), &context.folder, "part", "x".into()).await?;
            context.stopped().await;
            Err(NotDone::Stopped)
        }
    }

    let stack = Stack::new(1, u64::MAX);
    let jobs = stack.truth();
    let id = submit(&jobs, 1).await;
    let worker = Worker::new(jobs.clone(), Arc::new(Endless), None, "worker".parse().unwrap());
    let message = Message { project: project(), job: id };
    let running = tokio::spawn(async move { worker.handle(&message).await });
    while jobs.get(&project(), id).await.unwrap().unwrap().state != JobState::Running {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    jobs.cancel(&project(), id, &"ada".parse().unwrap()).await.unwrap();
    let handled = running.await.unwrap().unwrap();
    assert_eq!(handled, Handled::Came(JobState::Cancelled));
    assert_eq!(stack.objects.list("results/", None, 10).await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_is_taken_costs_no_attempt() {
    /// Its machine is always just being taken.
    struct Taken;

    #[async_trait]
    impl Runner for Taken {
        async fn run(&self, _: &JobDocument, context: &JobContext) -> Result<Done, NotDone> {
            put(context.objects(), &context.folder, "part", "x".into()).await?;
            Err(NotDone::Interrupted)
        }
    }

    let stack = Stack::new(1, u64::MAX);
    let jobs = stack.truth();
    let id = submit(&jobs, 1).await;
    let worker = Worker::new(jobs.clone(), Arc::new(Taken), None, "worker".parse().unwrap());
    let message = Message { project: project(), job: id };
    for attempt in 1..=10 {
        let handled = worker.handle(&message).await.unwrap();
        assert_eq!(handled, Handled::Came(JobState::Queued), "attempt {attempt}");
    }
    let log = jobs.log(&project(), id, None, 100).await.unwrap();
    assert_eq!(log.items.len(), 10);
    assert!(log.items[0].message.contains("taken away"), "{:?}", log.items[0]);
    assert_eq!(stack.objects.list("results/", None, 10).await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn every_state_is_told_at_least_once() {
    let stack = Stack::new(7, 8);
    let runner = Arc::new(Parts { dice: Dice::seeded(3), dies: AtomicBool::new(false) });
    let worker = Worker::new(stack.jobs(0), runner, None, "worker".parse().unwrap());
    let id = submit(&stack.jobs(0), 1).await;
    for _ in 0..100 {
        work(&stack, &worker).await;
        let _ = stack.jobs(0).sweep().await;
        stack.clock.advance(Duration::from_secs(100));
    }
    stack.truth().sweep().await.unwrap();
    let told: Vec<_> = stack.events.told().into_iter().filter(|event| event.job == id).collect();
    for state in [JobState::Queued, JobState::Running, JobState::Succeeded] {
        assert!(told.iter().any(|event| event.state == state), "{state} was not told");
    }
    assert_eq!(told[0].kind(), "seedbed.job.queued");
}
