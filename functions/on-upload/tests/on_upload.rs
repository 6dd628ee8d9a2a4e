//! Files dropped into a bucket, and what lies there afterwards.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::sync::Arc;

use bytes::Bytes;
use function_on_upload::Handler;
use seedbed_jobs::{
    Job, JobDocument, JobFilter, JobPolicy, Jobs, ObjectKey, OutputFormat, Project, Projects,
    Stores, SystemClock,
    local::{MemoryEvents, MemoryObjects, MemoryQueue, MemoryRecords},
    port::{Objects, PutMode},
};
use seedbed_pipeline::{JobLimits, JobRunner};
use serde_json::{Value, json};

const SQL: &str = "CREATE TABLE a (id int PRIMARY KEY)";

struct Stack {
    objects: Arc<MemoryObjects>,
    jobs: Jobs,
    handler: Handler,
    _scratch: tempfile::TempDir,
}

impl Stack {
    async fn new() -> Self {
        let clock = Arc::new(SystemClock);
        let objects = Arc::new(MemoryObjects::default());
        let stores = Stores {
            records: Arc::new(MemoryRecords::default()),
            objects: objects.clone(),
            queue: Arc::new(MemoryQueue::new(clock.clone())),
            events: Arc::new(MemoryEvents::default()),
            clock,
        };
        Projects::new(&stores).create(&shop(), &"ada".parse().unwrap()).await.unwrap();
        let jobs = Jobs::new(stores.clone(), JobPolicy::default());
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().to_owned();
        let engine =
            Arc::new(JobRunner { scratch: path, threads: 1, limits: JobLimits::default() });
        let handler = Handler::new(jobs.clone(), &stores, engine, "bucket".into(), 1 << 20);
        Self { objects, jobs, handler, _scratch: scratch }
    }

    async fn put(&self, key: &str, text: &str) {
        let key = ObjectKey::new(key).unwrap();
        let bytes = Bytes::from(text.to_owned());
        self.objects.put(&key, bytes, PutMode::Replace).await.unwrap();
    }

    /// Tells of an object; what became of it.
    async fn tell(&self, key: &str) -> Value {
        let detail = json!({
            "bucket": { "name": "bucket" },
            "object": { "key": key },
            "requester": "123456789012",
        });
        let event =
            json!({ "source": "aws.s3", "detail-type": "Object Created", "detail": detail });
        let answer = self.handler.handle(&event).await.unwrap();
        answer["uploads"][0]["outcome"].clone()
    }

    async fn dropped(&self, key: &str, text: &str) -> Value {
        self.put(key, text).await;
        self.tell(key).await
    }

    async fn error_of(&self, key: &str) -> Option<Value> {
        let key = ObjectKey::new(format!("{key}.error.json")).unwrap();
        let bytes = self.objects.get(&key).await.unwrap()?;
        Some(serde_json::from_slice(&bytes).unwrap())
    }

    async fn listed(&self) -> Vec<Job> {
        self.jobs.list(&shop(), &JobFilter::default(), None, 100).await.unwrap().items
    }
}

fn shop() -> Project {
    Project::new("shop").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_language_becomes_a_job() {
    let stack = Stack::new().await;
    let files = [
        ("a.sql", SQL),
        ("b.prisma", "model User { id Int @id\n email String @unique }"),
        (
            "c.py",
            "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\
             class Base(DeclarativeBase):\n    pass\n\
             class User(Base):\n    __tablename__ = 'users'\n    \
             id: Mapped[int] = mapped_column(primary_key=True)\n",
        ),
        ("d.yaml", "customers: {id: uuid, name: full_name, email: email}\n"),
        ("e.json", r#"{"patient_id": "number", "email": "email"}"#),
    ];
    for (name, text) in files {
        let key = format!("uploads/shop/some folder/{name}");
        let outcome = stack.dropped(&key, text).await;
        assert_eq!(
            outcome["job"]["is_new"],
            true,
            "{name}: {outcome} {:?}",
            stack.error_of(&key).await
        );
    }
    let jobs = stack.listed().await;
    assert_eq!(jobs.len(), files.len());
    assert_eq!(jobs[0].asked_by.as_str(), "s3:123456789012");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_object_twice_makes_one_job_and_another_one_another() {
    let stack = Stack::new().await;
    let key = "uploads/shop/a.sql";
    let first = stack.dropped(key, SQL).await;
    for again in [stack.tell(key).await, stack.dropped(key, SQL).await] {
        assert_eq!(again["job"]["id"], first["job"]["id"]);
        assert_eq!(again["job"]["is_new"], false);
    }
    let elsewhere = stack.dropped("uploads/shop/b/a.sql", SQL).await;
    assert_eq!(elsewhere["job"]["is_new"], true);
    let changed = stack.dropped(key, &format!("{SQL}; -- changed")).await;
    assert_eq!(changed["job"]["is_new"], true);
    stack.put("uploads/shop/a.options.yaml", "rows: 7").await;
    assert_eq!(stack.tell(key).await["job"]["is_new"], true, "other options, another job");
    assert_eq!(stack.listed().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn options_beside_a_schema_are_its_job_s() {
    let stack = Stack::new().await;
    for name in ["uploads/shop/a.options.yaml", "uploads/shop/b.sql.options.yaml"] {
        let text = "rows: 5000\nseed: 7\nformat: parquet\ntable_rows:\n  a: 12\n";
        assert_eq!(stack.dropped(name, text).await, json!({ "ignored": "not a schema" }));
    }
    for key in ["uploads/shop/a.sql", "uploads/shop/b.sql"] {
        let outcome = stack.dropped(key, SQL).await;
        let id = outcome["job"]["id"].as_str().unwrap().parse().unwrap();
        let Some(JobDocument::Generate(job)) = stack.jobs.document(&shop(), id).await.unwrap()
        else {
            panic!("{key}");
        };
        assert_eq!((job.settings.rows, job.settings.seed), (Some(5000), Some(7)));
        assert_eq!((job.settings.table_rows["a"], job.format), (12, OutputFormat::Parquet));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_leaves_its_error_beside_it_until_it_is_mended() {
    let stack = Stack::new().await;
    stack.put("uploads/shop/o.options.yaml", "rows: 5\nrow: 6\n").await;
    stack.put("uploads/shop/t.options.yaml", "table_rows: { gone: 6 }\n").await;
    let long = format!("-- {}", "x".repeat(1 << 20));
    let cases = [
        ("uploads/shop/a.sql", "SELECT 1", "schema", "no table"),
        ("uploads/shop/b.json", "{ no json", "schema", "b.json"),
        ("uploads/shop/c.sql", &long, "schema", "bytes"),
        ("uploads/shop/o.sql", SQL, "plan", "o.options.yaml: line 2: there is no field row"),
        ("uploads/shop/t.sql", SQL, "plan", "gone"),
        ("uploads/other/a.sql", SQL, "schema", "POST /v1/projects"),
        ("uploads/a.sql", SQL, "schema", "uploads/PROJECT/a.sql"),
        ("uploads/No Project/a.sql", SQL, "schema", "small letters"),
    ];
    for (key, text, kind, words) in cases {
        let outcome = stack.dropped(key, text).await;
        assert_eq!(outcome, json!({ "refused": format!("{key}.error.json") }), "{key}");
        let error = stack.error_of(key).await.unwrap();
        assert_eq!((&error["object"], &error["kind"]), (&json!(key), &json!(kind)), "{error}");
        assert!(error["detail"].as_str().unwrap().contains(words), "{key}: {error}");
        let told = stack.tell(&format!("{key}.error.json")).await;
        assert_eq!(told, json!({ "ignored": "not a schema" }), "an error is no schema");
    }
    let key = ObjectKey::new("uploads/shop/binary.sql").unwrap();
    stack.objects.put(&key, Bytes::from_static(&[0xff, 0xfe]), PutMode::Replace).await.unwrap();
    stack.tell(key.as_str()).await;
    assert!(
        stack.error_of(key.as_str()).await.unwrap()["detail"].as_str().unwrap().contains("UTF-8")
    );
    assert_eq!(stack.listed().await, [], "bad files make no jobs");
    stack.dropped("uploads/shop/a.sql", SQL).await;
    assert_eq!(stack.error_of("uploads/shop/a.sql").await, None, "it is mended");
    assert_eq!(stack.listed().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_schema_for_this_function_is_left_alone() {
    let stack = Stack::new().await;
    let linked = "uploads/shop/01ARZ3NDEKTSV4RRFFQ69G5FAV/a.sql";
    for key in [linked, "results/shop/x/1/a.sql", "uploads/shop/data.csv", "uploads/shop/README"] {
        let outcome = stack.dropped(key, SQL).await;
        assert!(outcome["ignored"].is_string(), "{key}: {outcome}");
    }
    assert!(stack.tell("uploads/shop/gone.sql").await["ignored"].is_string());
    assert!(stack.tell("uploads/shop/../other/a.sql").await["ignored"].is_string());
    let detail =
        json!({ "bucket": { "name": "foreign" }, "object": { "key": "uploads/shop/a.sql" } });
    let foreign = json!({ "source": "aws.s3", "detail-type": "Object Created", "detail": detail });
    let answer = stack.handler.handle(&foreign).await.unwrap();
    assert_eq!(answer["uploads"][0]["outcome"], json!({ "ignored": "another bucket" }));
    assert_eq!(stack.listed().await, []);
}
