//! What jobs promise, whatever stores they are kept in.

use std::{collections::BTreeSet, time::Duration};

use super::unique;
use crate::{
    ChangeError, Claim, Cost, Failure, FailureKind, GenerateJob, Held, IdempotencyKey, Job,
    JobDocument, JobFilter, JobPolicy, JobProgress, JobResult, JobState, Jobs, LogLevel,
    ManualClock, NamedSource, ObjectKey, OutputFormat, Principal, Project, Refusal, SchemaSource,
    Settings, Stores, Submission, SubmitError,
    port::{Message, Query},
};

/// Checks jobs kept in these stores, by a clock that the suite moves. The stores' own clock may
/// be another one.
pub async fn jobs(stores: Stores, clock: ManualClock) {
    let policy = JobPolicy { max_open: 30, ..JobPolicy::default() };
    let jobs = Jobs::new(stores.clone(), policy);
    a_job_goes_its_way(&jobs, &clock).await;
    asking_twice_does_once(&jobs).await;
    of_many_who_ask_at_once_one_makes_the_job(&jobs).await;
    of_many_workers_one_has_the_job(&jobs).await;
    a_silent_worker_loses_the_job(&jobs, &clock).await;
    attempts_are_bounded(&jobs, &clock).await;
    cancelled_jobs_end(&jobs, &clock).await;
    lists_tell_of_their_project_alone(&jobs).await;
    open_jobs_are_bounded(&jobs, policy.max_open).await;
    every_deed_leaves_a_line(&jobs, &stores).await;
}

fn project() -> Project {
    Project::new(unique("p")).unwrap()
}

fn who(name: &str) -> Principal {
    Principal::new(name).unwrap()
}

fn document(rows: u64) -> JobDocument {
    JobDocument::Generate(GenerateJob {
        schema: vec![SchemaSource::Text(NamedSource {
            name: "shop.sql".into(),
            text: "CREATE TABLE t (id int PRIMARY KEY)".into(),
        })],
        plan: None,
        profile: None,
        settings: Settings { rows: Some(rows), ..Settings::default() },
        format: OutputFormat::Csv,
        gate: None,
    })
}

fn submission(project: &Project, rows: u64, key: Option<&str>) -> Submission {
    Submission {
        project: project.clone(),
        who: who("ada"),
        document: document(rows),
        idempotency: key.map(|key| IdempotencyKey::new(key).unwrap()),
    }
}

async fn submit(jobs: &Jobs, project: &Project) -> Job {
    jobs.submit(submission(project, 1, None)).await.unwrap().job
}

fn message(job: &Job) -> Message {
    Message { project: job.project.clone(), job: job.id }
}

async fn take(jobs: &Jobs, job: &Job, worker: &str) -> Held {
    match jobs.claim(&message(job), &who(worker)).await.unwrap() {
        Claim::Taken(job, fence) => {
            Held { project: job.project, job: job.id, worker: who(worker), fence }
        }
        Claim::Ended(job) => panic!("the job is {}", job.state),
    }
}

fn result() -> JobResult {
    let manifest = ObjectKey::new("results/manifest.json").unwrap();
    JobResult { manifest, files: 1, rows: 2, bytes: 3 }
}

#[expect(clippy::needless_pass_by_value, reason = "answers are checked where they come")]
fn is_refused<T: std::fmt::Debug>(answer: Result<T, ChangeError>, why: Refusal) {
    assert!(matches!(answer, Err(ChangeError::Refused(found)) if found == why), "{answer:?}");
}

async fn a_job_goes_its_way(jobs: &Jobs, clock: &ManualClock) {
    let project = project();
    let asked = jobs.submit(submission(&project, 5, None)).await.unwrap();
    assert!(asked.is_new);
    let job = asked.job;
    assert_eq!((job.state, job.attempts), (JobState::Queued, 0));
    assert_eq!(jobs.document(&project, job.id).await.unwrap(), Some(document(5)));
    let held = take(jobs, &job, "worker-1").await;
    clock.advance(Duration::from_secs(5));
    let progress = JobProgress { stage: "generate".into(), rows: 3, of: 5, ..Default::default() };
    let spent = Cost { calls: 1, input_tokens: 20, output_tokens: 3 };
    let running = jobs.beat(&held, Some(progress.clone()), spent).await.unwrap();
    assert_eq!(running.progress, Some(progress));
    for (number, line) in ["first", "second"].iter().enumerate() {
        jobs.write_log(&held, number as u32, LogLevel::Info, line).await.unwrap();
        jobs.write_log(&held, number as u32, LogLevel::Info, line).await.unwrap();
    }
    let done = jobs.succeed(&held, result(), spent).await.unwrap();
    assert_eq!(jobs.get(&project, job.id).await.unwrap(), Some(done.clone()));
    assert_eq!((done.state, done.cost.input_tokens), (JobState::Succeeded, 40));
    assert_eq!(done.ended_at.unwrap().since(done.started_at.unwrap()), Duration::from_secs(5));
    let first = jobs.log(&project, job.id, None, 1).await.unwrap();
    assert_eq!(first.items[0].message, "first");
    let second = jobs.log(&project, job.id, first.next, 10).await.unwrap();
    assert_eq!((second.items.len(), second.items[0].message.as_str()), (1, "second"));
    assert_eq!(second.next, None);
    is_refused(jobs.claim(&message(&job), &who("late")).await, Refusal::Ended(JobState::Succeeded));
    is_refused(jobs.beat(&held, None, spent).await, Refusal::LeaseLost);
}

async fn asking_twice_does_once(jobs: &Jobs) {
    let project = project();
    let first = jobs.submit(submission(&project, 1, Some("key 1"))).await.unwrap();
    let again = jobs.submit(submission(&project, 1, Some("key 1"))).await.unwrap();
    assert!(first.is_new && !again.is_new);
    assert_eq!(first.job.id, again.job.id);
    let other = jobs.submit(submission(&project, 2, Some("key 1"))).await;
    assert!(matches!(other, Err(SubmitError::KeyReused)), "{other:?}");
    let another = self::project();
    let elsewhere = jobs.submit(submission(&another, 2, Some("key 1"))).await.unwrap();
    assert!(elsewhere.is_new, "keys are a project's own");
}

async fn of_many_who_ask_at_once_one_makes_the_job(jobs: &Jobs) {
    let project = project();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (jobs, asked) = (jobs.clone(), submission(&project, 1, Some("same")));
            tokio::spawn(async move { jobs.submit(asked).await.unwrap() })
        })
        .collect();
    let mut new = 0;
    let mut ids = BTreeSet::new();
    for task in tasks {
        let submitted = task.await.unwrap();
        new += u32::from(submitted.is_new);
        ids.insert(submitted.job.id);
    }
    assert_eq!((new, ids.len()), (1, 1));
    let listed = jobs.list(&project, &JobFilter::default(), None, 10).await.unwrap();
    assert_eq!(listed.items.len(), 1);
}

async fn of_many_workers_one_has_the_job(jobs: &Jobs) {
    let job = submit(jobs, &project()).await;
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let (jobs, message) = (jobs.clone(), message(&job));
            tokio::spawn(async move { jobs.claim(&message, &who(&format!("w{number}"))).await })
        })
        .collect();
    let mut taken = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(Claim::Taken(..)) => taken += 1,
            other => is_refused(other, Refusal::Leased),
        }
    }
    assert_eq!(taken, 1);
    assert_eq!(jobs.get(&job.project, job.id).await.unwrap().unwrap().attempts, 1);
}

async fn a_silent_worker_loses_the_job(jobs: &Jobs, clock: &ManualClock) {
    let policy = jobs.policy().lease;
    let job = submit(jobs, &project()).await;
    let silent = take(jobs, &job, "silent").await;
    clock.advance(policy.lasts);
    is_refused(jobs.claim(&message(&job), &who("eager")).await, Refusal::Leased);
    clock.advance(policy.skew);
    let next = take(jobs, &job, "next").await;
    is_refused(jobs.beat(&silent, None, Cost::default()).await, Refusal::LeaseLost);
    is_refused(jobs.succeed(&silent, result(), Cost::default()).await, Refusal::LeaseLost);
    let failure = Failure { kind: FailureKind::Internal, detail: "late".into() };
    is_refused(jobs.fail(&silent, failure, Cost::default()).await, Refusal::LeaseLost);
    let done = jobs.succeed(&next, result(), Cost::default()).await.unwrap();
    assert_eq!((done.state, done.attempts), (JobState::Succeeded, 2));
}

async fn attempts_are_bounded(jobs: &Jobs, clock: &ManualClock) {
    let policy = jobs.policy();
    let job = submit(jobs, &project()).await;
    for _ in 0..policy.max_attempts {
        take(jobs, &job, "dies").await;
        clock.advance(policy.lease.lasts + policy.lease.skew);
    }
    let ended = jobs.claim(&message(&job), &who("last")).await.unwrap();
    let Claim::Ended(ended) = ended else { panic!("one attempt too many") };
    assert_eq!(ended.state, JobState::Failed);
    assert_eq!(ended.failure.unwrap().kind, FailureKind::Attempts);
}

async fn cancelled_jobs_end(jobs: &Jobs, clock: &ManualClock) {
    let ada = who("ada");
    let project = project();
    let waits = submit(jobs, &project).await;
    let ended = jobs.cancel(&project, waits.id, &ada).await.unwrap();
    assert_eq!(ended.state, JobState::Cancelled);
    is_refused(jobs.cancel(&project, waits.id, &ada).await, Refusal::Ended(JobState::Cancelled));

    let runs = submit(jobs, &project).await;
    let held = take(jobs, &runs, "worker").await;
    let asked = jobs.cancel(&project, runs.id, &ada).await.unwrap();
    assert_eq!((asked.state, asked.cancel_requested), (JobState::Running, true));
    jobs.cancel(&project, runs.id, &ada).await.expect("asking twice is no failure");
    is_refused(jobs.beat(&held, None, Cost::default()).await, Refusal::CancelRequested);
    let ended = jobs.cancelled(&held, Cost::default()).await.unwrap();
    assert_eq!(ended.state, JobState::Cancelled);

    // The worker dies before it hears of it.
    let orphan = submit(jobs, &project).await;
    take(jobs, &orphan, "dies").await;
    jobs.cancel(&project, orphan.id, &ada).await.unwrap();
    let policy = jobs.policy().lease;
    clock.advance(policy.lasts + policy.skew);
    let ended = jobs.claim(&message(&orphan), &who("next")).await.unwrap();
    assert!(matches!(ended, Claim::Ended(job) if job.state == JobState::Cancelled));
}

async fn lists_tell_of_their_project_alone(jobs: &Jobs) {
    let (mine, theirs) = (project(), project());
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(submit(jobs, &mine).await.id);
    }
    let other = submit(jobs, &theirs).await;
    assert_eq!(jobs.get(&mine, other.id).await.unwrap(), None);
    assert_eq!(jobs.document(&mine, other.id).await.unwrap(), None);
    let cancelled = jobs.cancel(&mine, other.id, &who("eve")).await;
    assert!(matches!(cancelled, Err(ChangeError::Unknown)), "{cancelled:?}");
    let filter = JobFilter::default();
    let page = jobs.list(&mine, &filter, None, 2).await.unwrap();
    let rest = jobs.list(&mine, &filter, page.next, 10).await.unwrap();
    assert_eq!(rest.next, None);
    let listed: BTreeSet<_> = page.items.iter().chain(&rest.items).map(|job| job.id).collect();
    assert_eq!((page.items.len(), listed), (2, ids.iter().copied().collect()));
    let ended = JobFilter { state: Some(JobState::Succeeded), ..filter };
    assert_eq!(jobs.list(&mine, &ended, None, 10).await.unwrap().items, []);
    let held = take(jobs, &jobs.get(&mine, ids[0]).await.unwrap().unwrap(), "worker").await;
    jobs.succeed(&held, result(), Cost::default()).await.unwrap();
    let found = jobs.list(&mine, &ended, None, 10).await.unwrap();
    assert_eq!(found.items.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[0]]);
}

async fn open_jobs_are_bounded(jobs: &Jobs, most: usize) {
    let project = project();
    for _ in 0..most {
        submit(jobs, &project).await;
    }
    let refused = jobs.submit(submission(&project, 1, None)).await;
    assert!(matches!(refused, Err(SubmitError::TooMany(_))), "{refused:?}");
}

async fn every_deed_leaves_a_line(jobs: &Jobs, stores: &Stores) {
    let project = project();
    let job = submit(jobs, &project).await;
    let held = take(jobs, &job, "worker").await;
    jobs.release(&held, Cost::default(), true).await.unwrap();
    let held = take(jobs, &job, "worker").await;
    jobs.beat(&held, None, Cost::default()).await.unwrap();
    jobs.succeed(&held, result(), Cost::default()).await.unwrap();
    let query = Query::partition(format!("project#{project}#transactions"));
    let lines = stores.records.query(&query);
    let mut deeds: Vec<String> = Vec::new();
    for record in lines.await.unwrap().records {
        let line: crate::Transaction = serde_json::from_str(&record.document).unwrap();
        assert_eq!(line.subject, job.id.to_string());
        deeds.push(format!("{} {}", line.who, line.what));
    }
    // Lines of one millisecond have no order.
    deeds.sort();
    let wanted = [
        "ada job.submitted",
        "worker job.released",
        "worker job.succeeded",
        "worker job.taken",
        "worker job.taken",
    ];
    assert_eq!(deeds, wanted);
}
