//! What can be done with jobs, by those who ask for them and by those who do them.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    ChangeError, Claim, Clock, CommitError, Cost, Failure, Held, IdempotencyKey, Job, JobDocument,
    JobFilter, JobId, JobPolicy, JobProgress, JobResult, JobState, Listed, LogLevel, LogLine,
    ObjectKey, Principal, Project, Refusal, StoreError, Submission, SubmitError, Submitted,
    Timestamp, batch_worker,
    document::sha256,
    ledger::{
        DUE, Deed, Ledger, Outgoing, Versioned, decode, job_key, moment, partition, put_job,
        put_new, put_outgoing,
    },
    port::{
        Condition, Event, Events, Index, Message, Objects, Order, PutError, PutMode, Query, Queue,
        RecordKey, Records, Write,
    },
};

/// The jobs of a stack.
#[derive(Clone)]
pub struct Jobs {
    pub(crate) ledger: Ledger,
    pub(crate) objects: Arc<dyn Objects>,
    queue: Arc<dyn Queue>,
    events: Arc<dyn Events>,
    policy: JobPolicy,
}

/// The stores that [`Jobs`] are kept in.
#[derive(Clone)]
pub struct Stores {
    /// State.
    pub records: Arc<dyn Records>,
    /// Documents and results.
    pub objects: Arc<dyn Objects>,
    /// Jobs that wait.
    pub queue: Arc<dyn Queue>,
    /// Who wants to hear.
    pub events: Arc<dyn Events>,
    /// Who tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Jobs {
    /// Jobs kept in these stores.
    pub fn new(stores: Stores, policy: JobPolicy) -> Self {
        let ledger = Ledger::of(&stores);
        let Stores { objects, queue, events, .. } = stores;
        Self { ledger, objects, queue, events, policy }
    }

    /// How jobs are kept.
    pub fn policy(&self) -> JobPolicy {
        self.policy
    }

    /// Asks for a job. The document is kept first, then the record; the queue hears of it last,
    /// and again by [`Jobs::sweep`] if it did not.
    pub async fn submit(&self, submission: Submission) -> Result<Submitted, SubmitError> {
        let Submission { project, who, document, idempotency } = submission;
        let document_sha256 = document.sha256();
        let request = idempotency.as_ref().map(|key| request_key(&project, key));
        if let Some(key) = &request
            && let Some(job) = self.asked_before(&project, key, &document_sha256).await?
        {
            return Ok(Submitted { job, is_new: false });
        }
        self.has_room(&project).await?;

        let now = self.ledger.clock.now();
        let id = JobId::new(now)?;
        let job = Job {
            id,
            kind: document.kind(),
            state: JobState::Queued,
            asked_by: who.clone(),
            created_at: now,
            updated_at: now,
            started_at: None,
            ended_at: None,
            expires_at: now.after(self.policy.kept),
            document_sha256: document_sha256.clone(),
            attempts: 0,
            max_attempts: self.policy.max_attempts,
            lease: None,
            cancel_requested: false,
            progress: None,
            cost: Cost::default(),
            result: None,
            rejected: None,
            failure: None,
            batch: None,
            project,
        };
        self.keep_document(&job, &document).await?;

        let mut writes = vec![put_job(&job, Condition::Absent, self.policy.lease)?];
        let (outbox, outgoing) = self.outgoing(&job, true)?;
        writes.push(outbox);
        if let Some(key) = &request {
            let asked = Asked { job: id, document_sha256: document_sha256.clone() };
            writes.push(put_new(key.clone(), &asked, Some(job.expires_at))?);
        }
        let subject = id.to_string();
        let deed =
            Deed { project: &job.project, who: &who, what: "job.submitted", subject: &subject };
        match self.ledger.commit(deed, writes).await {
            Ok(()) => {}
            // A store may repeat a commit whose answer was lost: the first was ours.
            Err(CommitError::Conflict { .. }) if self.get(&job.project, id).await?.is_some() => {}
            Err(CommitError::Conflict { .. }) => {
                // Somebody asked the same at the same moment, and was first.
                let document = document_key(&job.project, id)?;
                self.objects.delete(&document).await?;
                let changed = || StoreError::new("submit", "a job", true);
                let key = request.ok_or_else(changed)?;
                let earlier = self.asked_before(&job.project, &key, &document_sha256).await?;
                return earlier
                    .map(|job| Submitted { job, is_new: false })
                    .ok_or_else(|| changed().into());
            }
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
        self.tell_soon(outgoing).await;
        Ok(Submitted { job, is_new: true })
    }

    /// A job of a project.
    pub async fn get(&self, project: &Project, id: JobId) -> Result<Option<Job>, StoreError> {
        Ok(self.ledger.read(&job_key(project, id)).await?.map(|found| found.value))
    }

    /// What a job was asked as.
    pub async fn document(
        &self,
        project: &Project,
        id: JobId,
    ) -> Result<Option<JobDocument>, StoreError> {
        let key = document_key(project, id)?;
        let Some(bytes) = self.objects.get(&key).await? else { return Ok(None) };
        let document = serde_json::from_slice(&bytes).map_err(|source| {
            StoreError::new("understand", key.to_string(), false).because(source)
        })?;
        Ok(Some(document))
    }

    /// A project's jobs, the newest first, from where an earlier list ended.
    pub async fn list(
        &self,
        project: &Project,
        filter: &JobFilter,
        after: Option<String>,
        limit: usize,
    ) -> Result<Listed<Job>, StoreError> {
        let mut query = Query::partition(partition(project, "jobs"));
        if let Some(state) = filter.state {
            query.index = Some(Index::State);
            query.partition = format!("{project}#{state}");
        }
        query.order = Order::Descending;
        query.after = after;
        query.limit = limit;
        let is_wanted = |job: &Job| filter.kind.is_none_or(|kind| kind == job.kind);
        Ok(self.ledger.list(query, is_wanted).await?.map(|found| found.value))
    }

    /// Ends a job that waits; one that runs ends as soon as its worker hears of it.
    pub async fn cancel(
        &self,
        project: &Project,
        id: JobId,
        who: &Principal,
    ) -> Result<Job, ChangeError> {
        let (job, ()) = self
            .change(project, id, who, |job, now| {
                if job.cancel_requested && !job.state.has_ended() {
                    return Ok((Step::Nothing(job), ()));
                }
                Ok((Step::Deed(job.cancel(now)?, "job.cancelled"), ()))
            })
            .await?;
        Ok(job)
    }

    /// A job's log in its order, from where an earlier part ended.
    pub async fn log(
        &self,
        project: &Project,
        id: JobId,
        after: Option<String>,
        limit: usize,
    ) -> Result<Listed<LogLine>, StoreError> {
        let mut query = Query::partition(partition(project, &format!("log#{id}")));
        query.after = after;
        query.limit = limit;
        Ok(self.ledger.list(query, |_: &LogLine| true).await?.map(|found| found.value))
    }

    /// A worker takes a job.
    pub async fn claim(&self, message: &Message, worker: &Principal) -> Result<Claim, ChangeError> {
        let policy = self.policy.lease;
        let (_, claim) = self
            .change(&message.project, message.job, worker, |job, now| {
                let claim = job.claim(worker, now, policy)?;
                let (job, what) = match &claim {
                    Claim::Taken(job, _) => (job.clone(), "job.taken"),
                    Claim::Ended(job) => (job.clone(), deed_of(job.state)),
                };
                Ok((Step::Deed(job, what), claim))
            })
            .await?;
        Ok(claim)
    }

    /// A worker's sign of life. An answer of [`Refusal::LeaseLost`] or
    /// [`Refusal::CancelRequested`] tells it to stop.
    pub async fn beat(
        &self,
        held: &Held,
        progress: Option<JobProgress>,
        spent: Cost,
    ) -> Result<Job, ChangeError> {
        let policy = self.policy.lease;
        let step = |job: Job, now| {
            Ok((Step::Note(job.beat(held.fence, progress.clone(), spent, now, policy)?), ()))
        };
        Ok(self.change(&held.project, held.job, &held.worker, step).await?.0)
    }

    /// Publishes what a worker made. The manifest and everything that it names is there already.
    pub async fn succeed(
        &self,
        held: &Held,
        result: JobResult,
        spent: Cost,
    ) -> Result<Job, ChangeError> {
        self.finish(held, |job, now| job.succeed(held.fence, result.clone(), spent, now)).await
    }

    /// Ends a job that can't be done.
    pub async fn fail(
        &self,
        held: &Held,
        failure: Failure,
        spent: Cost,
    ) -> Result<Job, ChangeError> {
        self.finish(held, |job, now| job.fail(held.fence, failure.clone(), spent, now)).await
    }

    /// Ends a job whose rows are not good enough for its gate; see [`Job::reject`].
    pub async fn reject(
        &self,
        held: &Held,
        failure: Failure,
        kept: JobResult,
        spent: Cost,
    ) -> Result<Job, ChangeError> {
        let step =
            |job: Job, now| job.reject(held.fence, failure.clone(), kept.clone(), spent, now);
        self.finish(held, step).await
    }

    /// Ends a job that somebody wants ended.
    pub async fn cancelled(&self, held: &Held, spent: Cost) -> Result<Job, ChangeError> {
        self.finish(held, |job, now| job.cancelled(held.fence, spent, now)).await
    }

    /// Gives a job back for another worker; see [`Job::release`].
    pub async fn release(
        &self,
        held: &Held,
        spent: Cost,
        counts: bool,
    ) -> Result<Job, ChangeError> {
        self.finish(held, |job, now| job.release(held.fence, spent, counts, now)).await
    }

    /// Says in the job's record what the batch scheduler calls it.
    pub async fn handed_over(&self, held: &Held, batch: &str) -> Result<Job, ChangeError> {
        let step = |job: Job, now| {
            Ok((Step::Deed(job.hand_over(held.fence, batch, now)?, "job.handed-over"), ()))
        };
        Ok(self.change(&held.project, held.job, &held.worker, step).await?.0)
    }

    /// Ends a job that the batch scheduler has given up; see [`Job::given_up`].
    pub async fn given_up(
        &self,
        project: &Project,
        id: JobId,
        batch: &str,
        reason: &str,
    ) -> Result<Job, ChangeError> {
        let policy = self.policy.lease;
        let step = |job: Job, now| {
            let job = job.given_up(batch, reason, now, policy)?;
            let what = deed_of(job.state);
            Ok((Step::Deed(job, what), ()))
        };
        let who = Principal::new(batch_worker(batch)).map_err(|source| {
            StoreError::new("name", "the batch scheduler", false).because(source)
        })?;
        Ok(self.change(project, id, &who, step).await?.0)
    }

    /// Adds a line to a job's log. `number` counts the attempt's lines.
    pub async fn write_log(
        &self,
        held: &Held,
        number: u32,
        level: LogLevel,
        message: &str,
    ) -> Result<(), StoreError> {
        let now = self.ledger.clock.now();
        let attempt = held.fence.0;
        let line = LogLine { at: now, attempt, level, message: message.into() };
        let place = format!("{attempt:06}-{number:08}");
        let key = RecordKey::new(partition(&held.project, &format!("log#{}", held.job)), place);
        match self.ledger.note(put_new(key, &line, Some(now.after(self.policy.kept)))?).await {
            // Told before: the answer was lost.
            Ok(()) | Err(CommitError::Conflict { .. }) => Ok(()),
            Err(CommitError::Store(error)) => Err(error),
        }
    }

    /// Tells what is still to be told, and sends open jobs that nobody holds to the queue again.
    /// To be called every minute or so. Says how many jobs it sent.
    pub async fn sweep(&self) -> Result<usize, StoreError> {
        let mut outbox = Query::partition("outbox");
        loop {
            let page = self.ledger.records.query(&outbox).await?;
            for record in &page.records {
                let outgoing = decode::<Outgoing>(record)?.value;
                self.tell(&record.key, &outgoing).await?;
            }
            outbox.after = page.next;
            if outbox.after.is_none() {
                break;
            }
        }

        let mut due = Query::partition(DUE);
        due.index = Some(Index::Due);
        due.up_to = Some(format!("{}~", moment(self.ledger.clock.now())));
        let mut sent = 0;
        loop {
            let page = self.ledger.records.query(&due).await?;
            for record in &page.records {
                let job = decode::<Job>(record)?.value;
                // One that was handed over is the batch scheduler's to watch.
                self.queue.send(&Message { project: job.project, job: job.id }).await?;
                sent += 1;
            }
            due.after = page.next;
            if due.after.is_none() {
                return Ok(sent);
            }
        }
    }

    /// Removes uploads, documents and results that were asked for longer ago than they are kept.
    /// To be called now and then where the store of objects has no rule for it. Says how many
    /// objects it removed.
    pub async fn forget(&self) -> Result<usize, StoreError> {
        let now = self.ledger.clock.now();
        let mut removed = 0;
        for folder in ["jobs/", "results/", "uploads/"] {
            let mut after: Option<ObjectKey> = None;
            loop {
                let page = self.objects.list(folder, after.as_ref(), 500).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.key.clone());
                for object in &page {
                    // FOLDER/PROJECT/ID/…, where the identity tells the moment.
                    let id = object.key.as_str().split('/').nth(2).map(str::parse::<JobId>);
                    let Some(Ok(id)) = id else { continue };
                    if now.since(id.made_at()) > self.policy.kept {
                        self.objects.delete(&object.key).await?;
                        removed += 1;
                    }
                }
            }
        }
        Ok(removed)
    }

    async fn finish(
        &self,
        held: &Held,
        end: impl Fn(Job, Timestamp) -> Result<Job, Refusal> + Send + Sync,
    ) -> Result<Job, ChangeError> {
        let step = |job: Job, now| {
            let job = end(job, now)?;
            let what = deed_of(job.state);
            Ok((Step::Deed(job, what), ()))
        };
        Ok(self.change(&held.project, held.job, &held.worker, step).await?.0)
    }

    /// Reads a job, decides by it, and writes what was decided if nobody wrote in between;
    /// otherwise looks again.
    async fn change<T: Send>(
        &self,
        project: &Project,
        id: JobId,
        who: &Principal,
        step: impl Fn(Job, Timestamp) -> Result<(Step, T), Refusal> + Send + Sync,
    ) -> Result<(Job, T), ChangeError> {
        let key = job_key(project, id);
        let subject = id.to_string();
        for turn in 0..MOST_TURNS {
            let found = self.ledger.read::<Job>(&key).await?.ok_or(ChangeError::Unknown)?;
            let Versioned { value: before, version } = found;
            let state = before.state;
            let (step, answer) = step(before, self.ledger.clock.now())?;
            let (job, what) = match step {
                Step::Nothing(job) => return Ok((job, answer)),
                Step::Note(job) => (job, None),
                Step::Deed(job, what) => (job, Some(what)),
            };
            let put = put_job(&job, Condition::Version(version), self.policy.lease)?;
            let mut told = None;
            let committed = match what {
                None => self.ledger.note(put).await,
                Some(what) => {
                    let mut writes = vec![put];
                    if job.state != state {
                        let (write, outgoing) =
                            self.outgoing(&job, job.state == JobState::Queued)?;
                        writes.push(write);
                        told = Some(outgoing);
                    }
                    self.ledger.commit(Deed { project, who, what, subject: &subject }, writes).await
                }
            };
            match committed {
                Ok(()) => {
                    if let Some(outgoing) = told {
                        self.tell_soon(outgoing).await;
                    }
                    return Ok((job, answer));
                }
                Err(CommitError::Conflict { .. }) => pause(turn).await,
                Err(CommitError::Store(error)) => return Err(error.into()),
            }
        }
        Err(StoreError::new("change", format!("job {id}, which others keep changing"), true).into())
    }

    async fn asked_before(
        &self,
        project: &Project,
        key: &RecordKey,
        document_sha256: &str,
    ) -> Result<Option<Job>, SubmitError> {
        let Some(asked) = self.ledger.read::<Asked>(key).await? else { return Ok(None) };
        if asked.value.document_sha256 != document_sha256 {
            return Err(SubmitError::KeyReused);
        }
        Ok(self.get(project, asked.value.job).await?)
    }

    async fn has_room(&self, project: &Project) -> Result<(), SubmitError> {
        let mut open = 0;
        for state in [JobState::Queued, JobState::Running] {
            let mut query = Query::partition(format!("{project}#{state}"));
            query.index = Some(Index::State);
            query.limit = self.policy.max_open + 1;
            open += self.ledger.records.query(&query).await?.records.len();
        }
        if open >= self.policy.max_open { Err(SubmitError::TooMany(open)) } else { Ok(()) }
    }

    async fn keep_document(&self, job: &Job, document: &JobDocument) -> Result<(), StoreError> {
        let key = document_key(&job.project, job.id)?;
        let bytes = serde_json::to_vec(document)
            .map_err(|source| StoreError::new("write", key.to_string(), false).because(source))?;
        match self.objects.put(&key, Bytes::from(bytes), PutMode::Create).await {
            Ok(_) => Ok(()),
            Err(PutError::Store(error)) => Err(error),
            Err(PutError::Exists { key }) => Err(StoreError::new("create", key.to_string(), true)),
        }
    }

    fn outgoing(&self, job: &Job, is_waiting: bool) -> Result<(Write, Told), StoreError> {
        let now = self.ledger.clock.now();
        let event = Event {
            id: JobId::new(now)?.to_string(),
            project: job.project.clone(),
            job: job.id,
            state: job.state,
            at: now,
        };
        let message = is_waiting.then(|| Message { project: job.project.clone(), job: job.id });
        let outgoing = Outgoing { message, event: Some(event) };
        let write = put_outgoing(&outgoing, now)?;
        let key = write.key().clone();
        Ok((write, Told { key, outgoing }))
    }

    /// Tells at once what was just committed. If that fails, the next sweep does it.
    async fn tell_soon(&self, told: Told) {
        if let Err(error) = self.tell(&told.key, &told.outgoing).await {
            tracing::warn!(%error, "a message waits for the next sweep");
        }
    }

    async fn tell(&self, key: &RecordKey, outgoing: &Outgoing) -> Result<(), StoreError> {
        if let Some(message) = &outgoing.message {
            self.queue.send(message).await?;
        }
        if let Some(event) = &outgoing.event {
            self.events.tell(event).await?;
        }
        match self.ledger.told(key.clone()).await {
            Ok(()) | Err(CommitError::Conflict { .. }) => Ok(()),
            Err(CommitError::Store(error)) => Err(error),
        }
    }
}

/// What an idempotency key stands for.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    job: JobId,
    document_sha256: String,
}

/// What is to be told, and where it is kept until then.
struct Told {
    key: RecordKey,
    outgoing: Outgoing,
}

/// What to do about a job.
enum Step {
    Nothing(Job),
    Note(Job),
    Deed(Job, &'static str),
}

const MOST_TURNS: u32 = 20;

fn deed_of(state: JobState) -> &'static str {
    match state {
        JobState::Queued => "job.released",
        JobState::Running => "job.taken",
        JobState::Succeeded => "job.succeeded",
        JobState::Failed => "job.failed",
        JobState::Cancelled => "job.cancelled",
    }
}

fn request_key(project: &Project, key: &IdempotencyKey) -> RecordKey {
    RecordKey::new(partition(project, "requests"), sha256(key.as_str().as_bytes()))
}

/// Where a job's document is kept.
fn document_key(project: &Project, id: JobId) -> Result<ObjectKey, StoreError> {
    object_key(format!("jobs/{project}/{id}/job.json"))
}

pub(crate) fn object_key(text: String) -> Result<ObjectKey, StoreError> {
    ObjectKey::new(text)
        .map_err(|source| StoreError::new("name", "an object", false).because(source))
}

/// Waits a little before looking again, longer each time.
async fn pause(turn: u32) {
    let mut random = [0; 1];
    // Without randomness those who met just meet again.
    let _ = getrandom::fill(&mut random);
    let most = 2_u64.saturating_pow(turn.min(8));
    let millis = most * (u64::from(random[0]) + 1) / 256;
    tokio::time::sleep(Duration::from_millis(millis)).await;
}
