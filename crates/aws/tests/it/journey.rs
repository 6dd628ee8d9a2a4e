//! The whole journey through the built functions, and the permissions that it needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::Duration,
};

use seedbed_jobs::{
    Job, JobState, Jobs, ObjectKey, Principal, Project, Stores,
    port::{Delivery, PutMode},
};
use seedbed_tests::repository;
use serde_json::{Value, json};

use crate::{
    batch,
    faults::submission,
    functions::{Asked, ada, event, gateway, messages, said},
    http,
    lambda::Function,
    proxy::{Call, Proxy, Verdict},
    stand_in::StandIn,
    webhooks,
};

/// A function behind a proxy of its own.
pub(crate) struct Watched {
    pub(crate) function: Function,
    pub(crate) proxy: Proxy,
}

impl Watched {
    fn start(stand_in: &StandIn, name: &str, more: &[(&str, &str)]) -> Self {
        let proxy = Proxy::start(&stand_in.address);
        let function = Function::start(name, &stand_in.variables(&proxy.url(), more));
        println!("{name}: ready {:.1} ms after its start", function.started_in.as_secs_f64() * 1e3);
        Self { function, proxy }
    }
}

/// A stack with its functions.
pub(crate) struct Cloud {
    pub(crate) stand_in: StandIn,
    pub(crate) stores: Stores,
    jobs: Jobs,
    api: Watched,
    pub(crate) generate: Watched,
    on_upload: Watched,
    on_batch_event: Watched,
    pub(crate) webhooks: Watched,
    project: Project,
}

impl Cloud {
    async fn start() -> Option<Self> {
        Self::start_with(&[]).await
    }

    /// A stack whose function `generate` is told more.
    pub(crate) async fn start_with(more: &[(&str, &str)]) -> Option<Self> {
        let stand_in = StandIn::create().await?;
        let stores = stand_in.direct().stores();
        let jobs = Jobs::new(stores.clone(), stand_in.settings.policy());
        let cloud = Self {
            api: Watched::start(&stand_in, "api", &[]),
            generate: Watched::start(&stand_in, "generate", more),
            on_upload: Watched::start(&stand_in, "on-upload", &[]),
            on_batch_event: Watched::start(&stand_in, "on-batch-event", &[]),
            webhooks: Watched::start(&stand_in, "webhooks", &[]),
            project: Project::new("shop").unwrap(),
            stand_in,
            stores,
            jobs,
        };
        let made = cloud.ask("POST", "/v1/projects", Some(json!({ "name": "shop" })));
        assert_eq!(made.0, 201, "{}", made.1);
        Some(cloud)
    }

    /// Asks the service as a person with a token.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u64, Value) {
        let headers = &[("seedbed-project", "shop")];
        let asked = Asked { method, path, headers, claims: Some(ada()), body };
        said(&self.api.function.invoke(&gateway(&asked)))
    }

    /// Drops a file into the bucket as its users do; what the function makes of it.
    async fn drop_file(&self, key: &str, text: &str) -> Value {
        let key = ObjectKey::new(key).unwrap();
        let bytes = text.to_owned().into();
        self.stores.objects.put(&key, bytes, PutMode::Replace).await.unwrap();
        self.told(key.as_str())
    }

    /// Tells the function of a file.
    fn told(&self, key: &str) -> Value {
        let detail = json!({
            "version": "0",
            "bucket": { "name": self.stand_in.settings.bucket },
            "object": { "key": key, "size": 1, "etag": "0", "sequencer": "0" },
            "request-id": "r",
            "requester": "123456789012",
            "reason": "PutObject",
        });
        let event = event("aws.s3", "Object Created", &detail);
        self.on_upload.function.invoke(&event)["uploads"][0]["outcome"].clone()
    }

    /// Hands what waits in the queue to the function, as Lambda's poller does, until nothing
    /// does.
    pub(crate) async fn work(&self) {
        for _ in 0..20 {
            let queue = &self.stores.queue;
            let received = queue.receive(5, Duration::from_secs(2)).await.unwrap();
            if received.is_empty() {
                return;
            }
            self.handed(&received).await;
        }
        panic!("the queue does not get empty");
    }

    async fn handed(&self, received: &[Delivery]) {
        let bodies = received.iter().map(|delivery| serde_json::to_string(&delivery.message));
        let bodies: Vec<String> = bodies.collect::<Result<_, _>>().unwrap();
        let answer = self.generate.function.invoke(&messages(&bodies));
        assert_eq!(answer, json!({ "batchItemFailures": [] }));
        for delivery in received {
            self.stores.queue.acknowledge(&delivery.receipt).await.unwrap();
        }
    }

    pub(crate) async fn job(&self, id: &str) -> Job {
        self.jobs.get(&self.project, id.parse().unwrap()).await.unwrap().unwrap()
    }

    /// Fetches what came out of a job by the links that the service gives, the manifest too.
    pub(crate) fn fetch(&self, id: &str, into: &Path) -> Vec<String> {
        fs::create_dir_all(into).unwrap();
        let (status, files) = self.ask("GET", &format!("/v1/jobs/{id}/files"), None);
        assert_eq!(status, 200, "{files}");
        let files = files.as_array().unwrap().iter().map(|file| {
            let (status, bytes) = http::ask("GET", file["url"].as_str().unwrap(), &[], b"");
            assert_eq!((status, bytes.len() as u64), (200, file["bytes"].as_u64().unwrap()));
            let name = file["name"].as_str().unwrap();
            fs::write(into.join(name), bytes).unwrap();
            name.to_owned()
        });
        files.collect()
    }

    fn ask_for(&self, rows: u64) -> String {
        let document = json!({
            "kind": "generate",
            "schema": [{ "name": "people.sql", "text": PEOPLE }],
            "settings": { "rows": rows, "seed": 7 },
        });
        let (status, job) = self.ask("POST", "/v1/jobs", Some(document));
        assert_eq!(status, 202, "{job}");
        job["id"].as_str().unwrap().to_owned()
    }
}

/// Some eighty bytes a row.
const PEOPLE: &str = "CREATE TABLE people (id int PRIMARY KEY, first_name varchar(40) NOT NULL,
    last_name varchar(40) NOT NULL, email varchar(80) NOT NULL, street_address text NOT NULL,
    city text NOT NULL, born date NOT NULL);";

fn shop() -> String {
    fs::read_to_string(repository("examples/shop/schema.sql")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_schema_in_the_bucket_to_verified_files() {
    let Some(cloud) = Cloud::start().await else { return };
    let options = "rows: 300\nseed: 7\nformat: parquet\n";
    cloud.drop_file("uploads/shop/the shop.options.yaml", options).await;
    let outcome = cloud.drop_file("uploads/shop/the shop.sql", &shop()).await;
    let id = outcome["job"]["id"].as_str().unwrap_or_else(|| panic!("{outcome}")).to_owned();
    assert_eq!(cloud.job(&id).await.state, JobState::Queued);
    let again = cloud.told("uploads/shop/the shop.sql");
    assert_eq!(again["job"], json!({ "id": id, "is_new": false }), "an event may come twice");
    let received = cloud.stores.queue.receive(10, Duration::ZERO).await.unwrap();
    assert_eq!(received.len(), 1, "one job, one message");
    // So may a message.
    let twice = [received[0].clone(), received[0].clone()];
    cloud.handed(&twice).await;
    let job = cloud.job(&id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1), "{:?}", job.failure);
    let (_, told) = cloud.ask("GET", &format!("/v1/jobs/{id}"), None);
    assert_eq!(
        (&told["state"], &told["asked_by"]),
        (&json!("succeeded"), &json!("s3:123456789012"))
    );
    let directory = tempfile::tempdir().unwrap();
    let files = cloud.fetch(&id, directory.path());
    assert!(files.iter().any(|name| name.ends_with(".parquet")), "{files:?}");
    assert_eq!(files.last().unwrap(), "manifest.json");
    let schema = repository("examples/shop/schema.sql");
    let said = seedbed_tests::grown(&[
        "verify",
        schema.to_str().unwrap(),
        directory.path().to_str().unwrap(),
    ]);
    println!("{said}");
}

/// What each function is granted.
pub(crate) fn granted() -> BTreeMap<String, BTreeSet<(String, String)>> {
    let text = fs::read_to_string(repository("infra/terraform/actions.json")).unwrap();
    let all: BTreeMap<String, BTreeMap<String, Vec<String>>> = serde_json::from_str(&text).unwrap();
    let flat = |services: BTreeMap<String, Vec<String>>| {
        let pairs = services.into_iter().flat_map(|(service, actions)| {
            actions.into_iter().map(move |action| (service.clone(), action))
        });
        pairs.collect()
    };
    all.into_iter().map(|(name, services)| (name, flat(services))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_function_is_granted_what_it_calls_and_nothing_more() {
    let Some(cloud) = Cloud::start().await else { return };
    everything_a_person_asks_for(&cloud).await;
    everything_a_file_in_the_bucket_causes(&cloud).await;
    a_part_that_can_t_be_put_is_taken_back(&cloud).await;
    large_jobs_go_to_batch(&cloud).await;
    what_was_not_told_is_swept(&cloud).await;
    let training = Proxy::start(&cloud.stand_in.address);
    an_attempt_on_batch(&cloud, &training).await;
    webhooks::everything_that_they_do(&cloud);
    let recorded = BTreeMap::from([
        ("api".to_owned(), cloud.api.proxy.actions()),
        ("generate".to_owned(), cloud.generate.proxy.actions()),
        ("on-upload".to_owned(), cloud.on_upload.proxy.actions()),
        ("on-batch-event".to_owned(), cloud.on_batch_event.proxy.actions()),
        ("webhooks".to_owned(), cloud.webhooks.proxy.actions()),
        ("training-job".to_owned(), training.actions()),
    ]);
    for (name, granted) in granted() {
        let recorded = &recorded[&name];
        let missing: Vec<_> = recorded.difference(&granted).collect();
        let unused: Vec<_> = granted.difference(recorded).collect();
        assert!(
            missing.is_empty() && unused.is_empty(),
            "{name}: missing {missing:?}, unused {unused:?}"
        );
    }
}

async fn everything_a_person_asks_for(cloud: &Cloud) {
    let upload = json!({ "name": "a.sql", "content_type": "application/sql", "bytes": 35 });
    let (status, link) = cloud.ask("POST", "/v1/uploads", Some(upload));
    assert_eq!(status, 201, "{link}");
    let url = link["url"].as_str().unwrap();
    let text = b"CREATE TABLE a (id int PRIMARY KEY)";
    assert_eq!(http::ask("PUT", url, &[("content-type", "application/sql")], text).0, 200);
    assert!(cloud.told(link["object"].as_str().unwrap())["ignored"].is_string());
    let document = json!({ "kind": "generate", "schema": [{ "object": link["object"] }] });
    let (status, job) = cloud.ask("POST", "/v1/jobs", Some(document));
    assert_eq!(status, 202, "{job}");
    cloud.work().await;
    let id = job["id"].as_str().unwrap();
    let directory = tempfile::tempdir().unwrap();
    assert!(cloud.fetch(id, directory.path()).contains(&"a.csv".to_owned()));
    assert_eq!(cloud.ask("GET", "/v1/jobs?state=succeeded", None).0, 200);
    assert_eq!(cloud.ask("GET", "/v1/projects/shop/transactions", None).0, 200);
    // Somebody else asks the same at the same moment, and is first.
    let same = submission(&cloud.project, 3, Some("same"));
    let (jobs, mut rival) = (cloud.jobs.clone(), Some(same.clone()));
    let runtime = tokio::runtime::Handle::current();
    cloud.api.proxy.judge(move |call| {
        if call.operation == "TransactWriteItems"
            && let Some(rival) = rival.take()
        {
            runtime.block_on(jobs.submit(rival)).unwrap();
        }
        Verdict::Pass
    });
    let headers = [("seedbed-project", "shop"), ("idempotency-key", "same")];
    let document = serde_json::to_value(&same.document).unwrap();
    let (method, path) = ("POST", "/v1/jobs");
    let asked =
        Asked { method, path, headers: &headers, claims: Some(ada()), body: Some(document) };
    let (status, job) = said(&cloud.api.function.invoke(&gateway(&asked)));
    assert_eq!(status, 200, "{job}");
    cloud.api.proxy.pass();
    cloud.work().await;
}

async fn everything_a_file_in_the_bucket_causes(cloud: &Cloud) {
    let outcome = cloud.drop_file("uploads/shop/bad.sql", "SELECT 1").await;
    assert_eq!(outcome, json!({ "refused": "uploads/shop/bad.sql.error.json" }));
    let error = ObjectKey::new("uploads/shop/bad.sql.error.json").unwrap();
    assert!(cloud.stores.objects.get(&error).await.unwrap().is_some());
    let outcome = cloud.drop_file("uploads/shop/bad.sql", "CREATE TABLE a (id int)").await;
    assert_eq!(outcome["job"]["is_new"], true, "{outcome}");
    assert_eq!(cloud.stores.objects.get(&error).await.unwrap(), None);
    cloud.work().await;
}

/// Parts can't be put for a while: what was begun is taken back, and the next attempt succeeds.
fn no_parts_at_first() -> impl FnMut(&Call) -> Verdict + Send {
    let mut refused = false;
    move |call| {
        let is_part = call.operation == "UploadPart";
        if is_part && !refused {
            refused = true;
            return Verdict::Refuse(403, "AccessDenied");
        }
        Verdict::Pass
    }
}

async fn a_part_that_can_t_be_put_is_taken_back(cloud: &Cloud) {
    let id = cloud.ask_for(150_000);
    cloud.generate.proxy.judge(no_parts_at_first());
    cloud.work().await;
    cloud.generate.proxy.pass();
    let job = cloud.job(&id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2), "{:?}", job.failure);
    assert!(cloud.generate.proxy.count("AbortMultipartUpload") > 0);
    let left = cloud.stores.objects.list(&format!("results/shop/{id}/1/"), None, 10).await.unwrap();
    assert_eq!(left, [], "nothing of the first attempt is left");
}

async fn large_jobs_go_to_batch(cloud: &Cloud) {
    let id = cloud.ask_for(5_000_000);
    let batch = |status: &'static str| {
        move |call: &Call| match call.operation.as_str() {
            "SubmitJob" => Verdict::Answer(json!({ "jobId": "b-1", "jobName": "x" })),
            "DescribeJobs" => Verdict::Answer(json!({ "jobs": [{
                "jobId": "b-1", "jobName": "x", "jobQueue": "q", "status": status,
                "startedAt": 1, "jobDefinition": "d",
            }]})),
            "TerminateJob" => Verdict::Answer(json!({})),
            _ => Verdict::Pass,
        }
    };
    cloud.generate.proxy.judge(batch("RUNNING"));
    cloud.work().await;
    let job = cloud.job(&id).await;
    assert_eq!((job.state, job.batch.as_deref()), (JobState::Queued, Some("b-1")));
    let environment = json!([
        { "name": "SEEDBED_PROJECT", "value": "shop" },
        { "name": "SEEDBED_JOB", "value": id },
    ]);
    let detail = json!({
        "jobId": "b-1", "jobName": "x", "status": "FAILED", "statusReason": "no machine",
        "container": { "environment": environment },
    });
    let failed = event("aws.batch", "Batch Job State Change", &detail);
    assert_eq!(cloud.on_batch_event.function.invoke(&failed), json!({ "came": "failed" }));
    assert_eq!(cloud.on_batch_event.function.invoke(&failed), json!("nothing"));

    // Somebody ends a job at the moment when it is handed over.
    let id = cloud.ask_for(5_000_000);
    let (jobs, project) = (cloud.jobs.clone(), cloud.project.clone());
    let (runtime, job) = (tokio::runtime::Handle::current(), id.parse().unwrap());
    let answers = batch("RUNNING");
    cloud.generate.proxy.judge(move |call| {
        if call.operation == "SubmitJob" {
            let ada = Principal::new("ada").unwrap();
            runtime.block_on(jobs.cancel(&project, job, &ada)).unwrap();
        }
        answers(call)
    });
    cloud.work().await;
    cloud.generate.proxy.pass();
    assert_eq!(cloud.job(&id).await.state, JobState::Cancelled);
    assert_eq!(cloud.generate.proxy.count("TerminateJob"), 1, "Batch was told");
}

async fn what_was_not_told_is_swept(cloud: &Cloud) {
    cloud.api.proxy.judge(|call| {
        if call.service == "sqs" {
            Verdict::Refuse(503, "ServiceUnavailable")
        } else {
            Verdict::Pass
        }
    });
    let id = cloud.ask_for(3);
    cloud.api.proxy.pass();
    assert_eq!(cloud.stores.queue.receive(1, Duration::ZERO).await.unwrap(), []);
    let minute = event("aws.events", "Scheduled Event", &json!({}));
    assert!(cloud.on_batch_event.function.invoke(&minute)["swept"].is_number());
    cloud.work().await;
    assert_eq!(cloud.job(&id).await.state, JobState::Succeeded);
}

/// Two attempts of what runs on Batch, the first of which can't put its parts.
async fn an_attempt_on_batch(cloud: &Cloud, proxy: &Proxy) {
    let project = Project::new("training").unwrap();
    let job = cloud.jobs.submit(submission(&project, 600_000, None)).await.unwrap().job;
    let told = [("SEEDBED_PROJECT", "training".to_owned()), ("SEEDBED_JOB", job.id.to_string())];
    let told: Vec<_> = told.map(|(name, value)| (name.to_owned(), value)).into();
    proxy.judge(no_parts_at_first());
    for code in [75, 0] {
        let mut attempt = batch::start(&cloud.stand_in, &proxy.url(), "b-1", told.clone());
        assert_eq!(attempt.wait().unwrap().code(), Some(code));
    }
    proxy.pass();
    let job = cloud.jobs.get(&project, job.id).await.unwrap().unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2), "{:?}", job.failure);
}
