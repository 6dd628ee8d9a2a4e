//! Calls that are throttled, fail, or whose answers are lost; workers that die.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use seedbed_jobs::{
    GenerateJob, Handled, IdempotencyKey, Job, JobDocument, JobFilter, JobPolicy, JobState, Jobs,
    LeasePolicy, NamedSource, ObjectKey, OutputFormat, Principal, Project, SchemaSource, Settings,
    Stores, Submission, Worker,
    port::{Condition, PutMode, Record, RecordKey, Write},
};
use seedbed_pipeline::{JobLimits, JobRunner};

use crate::{
    proxy::{Call, Proxy, Verdict},
    stand_in::StandIn,
};

/// Leases that are over soon, and attempts without end.
fn policy() -> JobPolicy {
    let lease =
        LeasePolicy { lasts: Duration::from_millis(1500), skew: Duration::from_millis(200) };
    JobPolicy { lease, max_attempts: 1000, ..JobPolicy::default() }
}

pub(crate) fn worker(jobs: &Jobs, scratch: &tempfile::TempDir, name: &str) -> Worker {
    let (path, limits) = (scratch.path().to_owned(), JobLimits::default());
    let runner = JobRunner { scratch: path, threads: 1, limits };
    Worker::new(jobs.clone(), Arc::new(runner), None, Principal::new(name).unwrap())
}

pub(crate) fn submission(project: &Project, rows: u64, key: Option<&str>) -> Submission {
    let text = "CREATE TABLE a (id int PRIMARY KEY, name text NOT NULL, at date NOT NULL);
                CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a (id));";
    let source = NamedSource { name: "a.sql".into(), text: text.into() };
    Submission {
        project: project.clone(),
        who: Principal::new("ada").unwrap(),
        document: JobDocument::Generate(GenerateJob {
            schema: vec![SchemaSource::Text(source)],
            plan: None,
            profile: None,
            settings: Settings { rows: Some(rows), seed: Some(7), ..Settings::default() },
            format: OutputFormat::Csv,
            gate: None,
        }),
        idempotency: key.map(|key| IdempotencyKey::new(key).unwrap()),
    }
}

/// Everything below a job's results: names within the attempt's folder, with the bytes.
async fn results(stores: &Stores, job: &Job) -> BTreeMap<String, Vec<u8>> {
    let prefix = format!("results/{}/{}/", job.project, job.id);
    let listed = stores.objects.list(&prefix, None, 1000).await.unwrap();
    let manifest = job.result.as_ref().unwrap().manifest.as_str();
    let folder = manifest.strip_suffix("manifest.json").unwrap();
    let mut found = BTreeMap::new();
    for object in listed {
        let name = object.key.as_str().strip_prefix(folder).expect("one attempt's parts alone");
        let bytes = stores.objects.get(&object.key).await.unwrap().unwrap();
        found.insert(name.to_owned(), bytes.to_vec());
    }
    found
}

/// Works through the queue until these jobs have ended.
async fn work(jobs: &Jobs, stores: &Stores, worker: &Worker, ids: &[Job]) -> Vec<Job> {
    let begun = Instant::now();
    loop {
        for delivery in stores.queue.receive(10, Duration::from_secs(1)).await.unwrap_or_default() {
            match worker.handle(&delivery.message).await {
                Ok(Handled::Later) | Err(_) => {}
                Ok(_) => {
                    // One that is not acknowledged comes again.
                    let _ = stores.queue.acknowledge(&delivery.receipt).await;
                }
            }
        }
        let _ = jobs.sweep().await;
        let mut ended = Vec::new();
        for id in ids {
            if let Ok(Some(job)) = jobs.get(&id.project, id.id).await
                && job.state.has_ended()
            {
                ended.push(job);
            }
        }
        if ended.len() == ids.len() {
            return ended;
        }
        assert!(begun.elapsed() < Duration::from_secs(240), "{} of {}", ended.len(), ids.len());
    }
}

/// Numbers that look random, the same in every run.
fn dice() -> impl FnMut(u64) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move |most| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % most
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_job_is_lost_or_done_twice_where_calls_fail_and_answers_are_lost() {
    let Some(stand_in) = StandIn::create().await else { return };
    let proxy = Proxy::start(&stand_in.address);
    let (stores, direct) = (stand_in.aws(&proxy.url()).stores(), stand_in.direct().stores());
    let jobs = Jobs::new(stores.clone(), policy());
    let scratch = tempfile::tempdir().unwrap();
    let worker = worker(&jobs, &scratch, "worker");
    let project = Project::new("p").unwrap();
    let whole = jobs.submit(submission(&project, 50, None)).await.unwrap().job;
    let whole = work(&jobs, &stores, &worker, &[whole]).await.remove(0);
    let wanted = results(&direct, &whole).await;

    let mut dice = dice();
    proxy.judge(move |call: &Call| match (dice(100), call.service) {
        (0..6, "s3") => Verdict::Refuse(503, "SlowDown"),
        (0..6, "dynamodb") => Verdict::Refuse(400, "ThrottlingException"),
        (0..6, _) => Verdict::Refuse(500, "InternalFailure"),
        (6..9, "dynamodb") => Verdict::Refuse(400, "ProvisionedThroughputExceededException"),
        (9..13, _) => Verdict::LoseAnswer,
        _ => Verdict::Pass,
    });
    let mut asked = Vec::new();
    for number in 0..12 {
        let key = format!("key {number}");
        // Whoever asks asks again until there is an answer; twice, to be sure.
        let mut answers = Vec::new();
        while answers.len() < 2 {
            if let Ok(submitted) = jobs.submit(submission(&project, 50, Some(&key))).await {
                answers.push(submitted.job);
            }
        }
        assert_eq!(answers[0].id, answers[1].id, "asking twice does once");
        asked.push(answers.remove(0));
    }
    let ended = work(&jobs, &stores, &worker, &asked).await;
    proxy.pass();
    let submitted = jobs.list(&project, &JobFilter::default(), None, 100).await.unwrap().items;
    assert_eq!(submitted.len(), asked.len() + 1, "no job was made twice");
    for job in ended {
        assert_eq!(job.state, JobState::Succeeded, "{:?}", job.failure);
        let job = jobs.get(&project, job.id).await.unwrap().unwrap();
        let prefix = format!("results/{project}/{}/", job.id);
        // What a lost attempt left behind is no part of the result, and a bucket's lifecycle takes
        // it away; the result itself is whole.
        let folder = job.result.as_ref().unwrap().manifest.as_str().to_owned();
        let folder = folder.strip_suffix("manifest.json").unwrap();
        assert!(folder.starts_with(&prefix));
        for (name, bytes) in &wanted {
            let key = ObjectKey::new(format!("{folder}{name}")).unwrap();
            let found = direct.objects.get(&key).await.unwrap();
            assert!(found.is_some_and(|found| found == bytes[..]), "{key} differs");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_loses_its_job_to_the_next_which_makes_the_same_bytes() {
    let Some(stand_in) = StandIn::create().await else { return };
    let stores = stand_in.direct().stores();
    let jobs = Jobs::new(stores.clone(), policy());
    let scratch = tempfile::tempdir().unwrap();
    let project = Project::new("p").unwrap();
    let whole = jobs.submit(submission(&project, 30_000, None)).await.unwrap().job;
    let next = worker(&jobs, &scratch, "next");
    let whole = work(&jobs, &stores, &next, &[whole]).await.remove(0);
    let wanted = results(&stores, &whole).await;
    for millis in [5, 60, 150, 400] {
        let job = jobs.submit(submission(&project, 30_000, None)).await.unwrap().job;
        let delivery = loop {
            if let Some(delivery) = stores.queue.receive(1, Duration::ZERO).await.unwrap().pop() {
                break delivery;
            }
        };
        let dies = worker(&jobs, &scratch, "dies");
        let running = tokio::spawn(async move { dies.handle(&delivery.message).await });
        tokio::time::sleep(Duration::from_millis(millis)).await;
        running.abort();
        let ended = work(&jobs, &stores, &next, std::slice::from_ref(&job)).await.remove(0);
        assert_eq!(ended.state, JobState::Succeeded, "after {millis} ms: {:?}", ended.failure);
        assert!(results(&stores, &ended).await == wanted, "after {millis} ms: bytes differ");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_pass_is_tried_again_and_what_may_not_is_not() {
    let Some(stand_in) = StandIn::create().await else { return };
    let proxy = Proxy::start(&stand_in.address);
    let stores = stand_in.aws(&proxy.url()).stores();
    let key = ObjectKey::new("uploads/p/a.sql").unwrap();
    let cases = [
        (503, "SlowDown", true, 5),
        (500, "InternalError", true, 5),
        (403, "AccessDenied", false, 1),
        (400, "InvalidRequest", false, 1),
    ];
    for (status, code, is_retryable, attempts) in cases {
        let before = proxy.count("PutObject");
        proxy.judge(move |_| Verdict::Refuse(status, code));
        let error = stores.objects.put(&key, "x".into(), PutMode::Replace).await.unwrap_err();
        let seedbed_jobs::port::PutError::Store(error) = error else { panic!("{error}") };
        assert_eq!(error.is_retryable(), is_retryable, "{code}");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains(code), "{cause}");
        assert_eq!(proxy.count("PutObject") - before, attempts, "{code}");
    }
    let record = RecordKey::new("p", "a");
    let cases = [
        (400, "ThrottlingException", true),
        (400, "ProvisionedThroughputExceededException", true),
        (500, "InternalServerError", true),
        (400, "ValidationException", false),
        (400, "AccessDeniedException", false),
    ];
    for (status, code, is_retryable) in cases {
        proxy.judge(move |_| Verdict::Refuse(status, code));
        let error = stores.records.read(&record).await.unwrap_err();
        assert_eq!(error.is_retryable(), is_retryable, "{code}");
    }
    // One failure in between is not noticed at all.
    let mut calls = 0;
    proxy.judge(move |_| {
        calls += 1;
        if calls == 1 { Verdict::Refuse(503, "SlowDown") } else { Verdict::Pass }
    });
    stores.objects.put(&key, "x".into(), PutMode::Replace).await.unwrap();
    let expires = Some(stores.clock.now());
    let (version, document) = (1, "{}".to_owned());
    let record = Record { key: record, version, document, indexes: BTreeMap::new(), expires };
    let write = Write::Put { record, expected: Condition::Absent };
    stores.records.commit(std::slice::from_ref(&write)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_file_that_can_t_be_put_are_taken_back() {
    let Some(stand_in) = StandIn::create().await else { return };
    let proxy = Proxy::start(&stand_in.address);
    let stores = stand_in.aws(&proxy.url()).stores();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, &vec![7; 20 << 20]).unwrap();
    let key = ObjectKey::new("files/large").unwrap();
    for operation in ["UploadPart", "CompleteMultipartUpload"] {
        proxy.judge(move |call| {
            if call.operation == operation {
                Verdict::Refuse(403, "AccessDenied")
            } else {
                Verdict::Pass
            }
        });
        let before = proxy.count("AbortMultipartUpload");
        stores.objects.put_file(&key, file.path()).await.unwrap_err();
        assert_eq!(proxy.count("AbortMultipartUpload") - before, 1, "{operation}");
        assert_eq!(stores.objects.info(&key).await.unwrap(), None, "{operation}");
    }
    // A part that has to be put twice is there once.
    let mut calls = 0;
    proxy.judge(move |call| {
        calls += usize::from(call.operation == "UploadPart");
        if calls == 2 { Verdict::LoseAnswer } else { Verdict::Pass }
    });
    stores.objects.put_file(&key, file.path()).await.unwrap();
    assert_eq!(stores.objects.get(&key).await.unwrap().unwrap().len(), 20 << 20);
}
