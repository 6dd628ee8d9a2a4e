//! Jobs are done as runs are: the same bytes, whole or not at all.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use seedbed_dataset::Format;
use seedbed_ingest::ReadOptions;
use seedbed_jobs::{
    FailureKind, Handled, Job, JobDocument, JobPolicy, JobState, Jobs, LeasePolicy, ManualClock,
    ObjectKey, Project, Runner, Stores, Submission, Timestamp, Worker,
    local::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords},
    port::{Objects, PutMode, Queue},
};
use seedbed_pipeline::{
    Cancel, FilesRequest, JobLimits, JobRunner, Manifest, NamedText, PlanRequest, Run, Shard, plan,
    read_schema, write_files,
};
use serde_json::{Value, json};

const SHOP: &str = "
    CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE NOT NULL);
    CREATE TABLE orders (
        id int PRIMARY KEY,
        customer_id int NOT NULL REFERENCES customers,
        placed_at timestamp NOT NULL,
        total numeric(10, 2) NOT NULL CHECK (total >= 0)
    );
";

pub(crate) struct Stack {
    jobs: Jobs,
    worker: Worker,
    pub(crate) objects: MemoryObjects,
    queue: MemoryQueue,
    _scratch: tempfile::TempDir,
}

impl Stack {
    pub(crate) fn new(limits: JobLimits) -> Self {
        Self::with(limits, |runner| Arc::new(runner))
    }

    /// A stack whose worker can judge, too.
    #[cfg(feature = "learn")]
    pub(crate) fn judging(limits: JobLimits) -> Self {
        let (interrupted, device) = (Cancel::default(), seedbed_synthesize::Device::Cpu);
        Self::with(limits, |jobs| {
            Arc::new(seedbed_pipeline::LearnRunner { jobs, interrupted, device })
        })
    }

    fn with(limits: JobLimits, runner: impl FnOnce(JobRunner) -> Arc<dyn Runner>) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_772_000_000_000)));
        let (objects, queue) = (MemoryObjects::default(), MemoryQueue::new(clock.clone()));
        let stores = Stores {
            records: Arc::new(MemoryRecords::default()),
            objects: Arc::new(objects.clone()),
            queue: Arc::new(queue.clone()),
            events: Arc::new(MemoryEvents::default()),
            clock,
        };
        // Signs of life come often, so that a wish to cancel is soon heard of.
        let lease = LeasePolicy { lasts: Duration::from_millis(90), ..LeasePolicy::default() };
        let jobs = Jobs::new(stores, JobPolicy { lease, ..JobPolicy::default() });
        let scratch = tempfile::tempdir().unwrap();
        let own = JobRunner { scratch: scratch.path().to_owned(), threads: 2, limits };
        let worker = Worker::new(jobs.clone(), runner(own), None, "worker".parse().unwrap());
        Self { jobs, worker, objects, queue, _scratch: scratch }
    }

    async fn ask(&self, document: Value) -> Job {
        let document: JobDocument = serde_json::from_value(document).unwrap();
        let who = "ada".parse().unwrap();
        let asked = Submission { project: project(), who, document, idempotency: None };
        self.jobs.submit(asked).await.unwrap().job
    }

    /// Asks for a job and has it done.
    pub(crate) async fn run(&self, document: Value) -> Job {
        let id = self.ask(document).await.id;
        let delivery = self.queue.receive(1, Duration::from_secs(60)).await.unwrap().remove(0);
        self.worker.handle(&delivery.message).await.unwrap();
        self.jobs.get(&project(), id).await.unwrap().unwrap()
    }

    /// The objects beside a job's manifest, and the manifest.
    pub(crate) async fn result(&self, job: &Job) -> (BTreeMap<String, Bytes>, Manifest) {
        let key = job.result.as_ref().expect("the job has a result").manifest.clone();
        let folder = key.as_str().strip_suffix("manifest.json").unwrap();
        let mut objects = BTreeMap::new();
        for object in self.objects.list(folder, None, 100).await.unwrap() {
            let bytes = self.objects.get(&object.key).await.unwrap().unwrap();
            objects.insert(object.key.file_name().to_owned(), bytes);
        }
        let manifest = serde_json::from_slice(&objects["manifest.json"]).unwrap();
        (objects, manifest)
    }
}

fn project() -> Project {
    Project::new("p").unwrap()
}

pub(crate) fn shop(more: Value) -> Value {
    let mut job = json!({ "kind": "generate", "schema": [{ "name": "shop.sql", "text": SHOP }] });
    let Value::Object(more) = more else { panic!("members") };
    job.as_object_mut().unwrap().extend(more);
    job
}

/// What a run of its own writes.
fn written(format: Format, directory: &Path) -> BTreeMap<String, Bytes> {
    let source = NamedText { name: "shop.sql".into(), text: SHOP.into() };
    let input = read_schema(&[source], &ReadOptions::default()).unwrap();
    let request = PlanRequest { rows: Some(200), seed: Some(7), ..PlanRequest::default() };
    let planned = plan(&input, &request).unwrap();
    let run = Run::new(input, planned.plan).unwrap();
    let directory = directory.join(format.to_string());
    let request =
        FilesRequest { directory: directory.clone(), format, threads: 1, shard: Shard::WHOLE };
    write_files(&run, &request, &Cancel::default(), &mut |_| {}).unwrap();
    let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    files
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, Bytes::from(fs::read(file.path()).unwrap()))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_makes_the_bytes_of_a_run() {
    let stack = Stack::new(JobLimits::default());
    let directory = tempfile::tempdir().unwrap();
    let formats = [
        ("csv", Format::Csv),
        ("json", Format::Json),
        ("jsonl", Format::JsonLines),
        ("parquet", Format::Parquet),
        ("sql", Format::Sql),
    ];
    for (name, format) in formats {
        let settings = json!({ "rows": 200, "seed": 7 });
        let job = stack.run(shop(json!({ "format": name, "settings": settings }))).await;
        assert_eq!(job.state, JobState::Succeeded, "{name}: {:?}", job.failure);
        let (objects, manifest) = stack.result(&job).await;
        assert!(objects == written(format, directory.path()), "{name}: bytes differ");
        assert_eq!(job.result.unwrap().rows, 400, "{name}");
        for file in manifest.files {
            assert_eq!(objects[&file.name].len() as u64, file.bytes, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_a_job_made_is_a_job_s_plan() {
    let stack = Stack::new(JobLimits::default());
    let schema = json!([{ "name": "shop.sql", "text": SHOP }]);
    let settings = json!({ "rows": 200, "seed": 7 });
    let document = json!({ "kind": "plan", "schema": schema, "settings": settings });
    let (objects, manifest) = stack.result(&stack.run(document).await).await;
    assert_eq!(manifest.files[0].name, "plan.json");
    let plan: Value = serde_json::from_slice(&objects["plan.json"]).unwrap();
    let by_plan = stack.run(shop(json!({ "plan": plan }))).await;
    let by_rules = stack.run(shop(json!({ "settings": settings }))).await;
    assert_eq!(stack.result(&by_plan).await.0, stack.result(&by_rules).await.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_schema_is_read_in_its_own_language_and_project_only() {
    let stack = Stack::new(JobLimits::default());
    let prisma = "model User { id Int @id\n email String @unique }";
    for owner in ["p", "q"] {
        let key = ObjectKey::new(format!("uploads/{owner}/schema.prisma")).unwrap();
        stack.objects.put(&key, Bytes::from(prisma), PutMode::Create).await.unwrap();
    }
    let ask = |object: &str| json!({ "kind": "generate", "schema": [{ "object": object }] });
    let job = stack.run(ask("uploads/p/schema.prisma")).await;
    assert_eq!(job.state, JobState::Succeeded, "{:?}", job.failure);
    assert!(stack.result(&job).await.0.contains_key("User.csv"));
    let archive = include_bytes!("shop.zip");
    let key = ObjectKey::new("uploads/p/shop.zip").unwrap();
    stack.objects.put(&key, Bytes::from_static(archive), PutMode::Create).await.unwrap();
    let job = stack.run(ask("uploads/p/shop.zip")).await;
    assert_eq!(job.state, JobState::Succeeded, "{:?}", job.failure);
    let (objects, _) = stack.result(&job).await;
    assert!(objects.contains_key("customers.csv") && objects.contains_key("orders.csv"));
    let said = stack.jobs.log(&project(), job.id, None, 100).await.unwrap().items;
    assert!(said.iter().any(|line| line.message.contains("README.md")), "{said:?}");
    let foreign = [
        "uploads/q/schema.prisma",
        "uploads/schema.prisma",
        "uploads/pq/x",
        "jobs/p/x/job.json",
        "uploads/p/absent.sql",
    ];
    for object in foreign {
        let job = stack.run(ask(object)).await;
        let failure = job.failure.expect(object);
        assert_eq!(failure.kind, FailureKind::Schema, "{object}");
        assert!(failure.detail.contains(object), "{}", failure.detail);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_asker_can_mend_fails_with_what_and_where() {
    let limits = JobLimits { rows: 1000, schema_bytes: 2000, rows_here: None, part_rows: None };
    let stack = Stack::new(limits);
    let schema =
        |text: &str| json!({ "kind": "generate", "schema": [{ "name": "a.sql", "text": text }] });
    let long = format!("-- {}", "x".repeat(2000));
    let cases = [
        (schema("SELECT 1"), FailureKind::Schema, "no table"),
        (schema("CREATE TABLE a (b int, b int)"), FailureKind::Schema, "declared twice"),
        (schema(&long), FailureKind::Schema, "2000 bytes"),
        (shop(json!({ "settings": { "rows": 501 } })), FailureKind::Limit, "1002 rows"),
        (shop(json!({ "settings": { "locale": "german" } })), FailureKind::Plan, "german"),
        (shop(json!({ "settings": { "dialect": "dBase" } })), FailureKind::Schema, "dBase"),
        (
            shop(json!({ "settings": { "table_rows": { "order": 1 } } })),
            FailureKind::Plan,
            "orders",
        ),
        (shop(json!({ "plan": { "tables": 5 } })), FailureKind::Plan, "plan"),
    ];
    for (document, kind, words) in cases {
        let job = stack.run(document.clone()).await;
        assert_eq!(job.state, JobState::Failed, "{document}");
        let failure = job.failure.unwrap();
        assert_eq!(failure.kind, kind, "{document}: {}", failure.detail);
        assert!(failure.detail.contains(words), "{document}: {}", failure.detail);
        let said = stack.jobs.log(&project(), job.id, None, 100).await.unwrap();
        assert!(said.items.iter().any(|line| line.message == failure.detail));
    }
    let kept = stack.objects.list("results/", None, 10).await.unwrap();
    assert_eq!(kept, [], "a failed job leaves nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_cancelled_while_it_runs_leaves_nothing() {
    let stack = Stack::new(JobLimits::default());
    // Time enough to be cancelled.
    let id = stack.ask(shop(json!({ "settings": { "rows": 20_000_000 } }))).await.id;
    let delivery = stack.queue.receive(1, Duration::from_secs(60)).await.unwrap().remove(0);
    let worker = stack.worker.clone();
    let running = tokio::spawn(async move { worker.handle(&delivery.message).await });
    while stack.jobs.get(&project(), id).await.unwrap().unwrap().state != JobState::Running {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stack.jobs.cancel(&project(), id, &"ada".parse().unwrap()).await.unwrap();
    assert_eq!(running.await.unwrap().unwrap(), Handled::Came(JobState::Cancelled));
    assert_eq!(stack.objects.list("results/", None, 10).await.unwrap(), []);
}
