//! A worker: takes a job off the queue, does it, and says so, whatever happens meanwhile.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use tokio::sync::Notify;
use tracing::Instrument;

use crate::{
    ChangeError, Claim, Cost, Failure, FailureKind, Held, JobDocument, JobProgress, JobResult,
    JobState, Jobs, LogLevel, ObjectKey, Principal, Project, Refusal, StoreError, Timestamp,
    port::{Batch, BatchRequest, BatchState, Machine, Message, Objects},
    service::object_key,
};

/// Does jobs of every kind; written by those who know how data is made.
#[async_trait]
pub trait Runner: Send + Sync {
    /// Does a job. Everything that it puts lies below [`JobContext::folder`], the manifest last.
    async fn run(&self, document: &JobDocument, context: &JobContext) -> Result<Done, NotDone>;
}

/// What a runner did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// The result, whole.
    Published(JobResult),
    /// The rows are not good enough for the job's gate: they are kept apart, and the job ends with
    /// this failure.
    Rejected {
        /// Why.
        failure: Failure,
        /// Where the rows are, with the report.
        kept: JobResult,
    },
    /// It is too large for this worker: the batch scheduler shall run it in so many parts.
    TooLarge {
        /// In how many parts.
        shards: u32,
        /// On what kind of machine.
        machine: Machine,
    },
}

/// Why a runner did not.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// Nobody could.
    #[error("{}", .0.detail)]
    Failed(Failure),
    /// It was told to stop.
    #[error("stopped")]
    Stopped,
    /// The machine is being taken away: another attempt goes on, and this one doesn't count.
    #[error("interrupted")]
    Interrupted,
    /// A store failed; another attempt may succeed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a runner may know and say while it works.
#[derive(Clone)]
pub struct JobContext {
    /// The job in its worker's hands.
    pub held: Held,
    /// Where its result goes: each attempt has a folder of its own, so that what a dead worker
    /// left behind is never taken for a part of the result.
    pub folder: ObjectKey,
    taken_at: Timestamp,
    jobs: Jobs,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    stopped: Notify,
    progress: Mutex<Option<JobProgress>>,
    spent: Mutex<Cost>,
    lines: AtomicU32,
}

impl JobContext {
    /// Whether the runner shall stop: somebody cancelled the job, or another worker has it.
    pub fn is_stopped(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed)
    }

    /// Ends when the runner shall stop.
    pub async fn stopped(&self) {
        while !self.is_stopped() {
            let notified = self.shared.stopped.notified();
            if self.is_stopped() {
                return;
            }
            notified.await;
        }
    }

    /// How far the job is; told with the next sign of life.
    pub fn set_progress(&self, progress: JobProgress) {
        let mut told = self.shared.progress.lock().unwrap_or_else(PoisonError::into_inner);
        *told = Some(progress);
    }

    /// What was spent since the last time this was called.
    pub fn spend(&self, cost: Cost) {
        let mut spent = self.shared.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.calls += cost.calls;
        spent.input_tokens += cost.input_tokens;
        spent.output_tokens += cost.output_tokens;
    }

    /// Adds a line to the job's log. Never a value of a cell.
    pub async fn log(&self, level: LogLevel, message: &str) -> Result<(), StoreError> {
        let number = self.shared.lines.fetch_add(1, Ordering::Relaxed);
        self.jobs.write_log(&self.held, number, level, message).await
    }

    /// When so many rows will be made, at the pace of those that are.
    pub fn expected_at(&self, rows: u64, of: u64) -> Option<Timestamp> {
        let now = self.jobs.ledger.clock.now();
        let taken = now.since(self.taken_at).as_millis();
        let left =
            taken.checked_mul(u128::from(of.saturating_sub(rows)))? / u128::from(rows.max(1));
        (rows > 0)
            .then(|| now.after(Duration::from_millis(u64::try_from(left).unwrap_or(u64::MAX))))
    }

    /// Where uploads are, and results go.
    pub fn objects(&self) -> &dyn Objects {
        &*self.jobs.objects
    }

    /// Has the runner stop: its time is over, somebody cancelled the job, or another worker has
    /// it.
    pub fn stop(&self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.shared.stopped.notify_waiters();
    }

    fn take_spent(&self) -> Cost {
        std::mem::take(&mut *self.shared.spent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn take_progress(&self) -> Option<JobProgress> {
        self.shared.progress.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// The job came to this state; the message can go.
    Came(JobState),
    /// There is nothing to do: the job has ended, or never was; the message can go.
    Nothing,
    /// Another worker has the job; the message is to be looked at again later.
    Later,
    /// The batch scheduler has it; the message can go.
    HandedOver,
}

/// A worker.
#[derive(Clone)]
pub struct Worker {
    jobs: Jobs,
    runner: Arc<dyn Runner>,
    batch: Option<Arc<dyn Batch>>,
    name: Principal,
}

impl Worker {
    /// A worker with a name. Without a batch scheduler nothing is too large.
    pub fn new(
        jobs: Jobs,
        runner: Arc<dyn Runner>,
        batch: Option<Arc<dyn Batch>>,
        name: Principal,
    ) -> Self {
        Self { jobs, runner, batch, name }
    }

    /// Handles one message of the queue. After an error the message is to stay in the queue.
    pub async fn handle(&self, message: &Message) -> Result<Handled, StoreError> {
        if let Some(handled) = self.with_the_scheduler(message).await? {
            return Ok(handled);
        }
        let (job, fence) = match self.jobs.claim(message, &self.name).await {
            Ok(Claim::Taken(job, fence)) => (job, fence),
            Ok(Claim::Ended(job)) => return Ok(Handled::Came(job.state)),
            Err(ChangeError::Unknown | ChangeError::Refused(Refusal::Ended(_))) => {
                return Ok(Handled::Nothing);
            }
            Err(ChangeError::Refused(_)) => return Ok(Handled::Later),
            Err(ChangeError::Store(error)) => return Err(error),
        };
        let taken_at = job.updated_at;
        let held = Held { project: job.project, job: job.id, worker: self.name.clone(), fence };
        let folder = attempt_folder(&held)?;
        let (jobs, shared) = (self.jobs.clone(), Arc::default());
        let span = tracing::info_span!("job", job = %held.job, attempt = held.fence.0);
        let context = JobContext { held, folder, taken_at, jobs, shared };
        self.run(&context).instrument(span).await
    }

    async fn run(&self, context: &JobContext) -> Result<Handled, StoreError> {
        let mut beats = Beats(tokio::spawn(beat(context.clone()).in_current_span()));
        let answer = self.attempt(context).await;
        beats.0.abort();
        let _ = (&mut beats.0).await;
        let (jobs, held, spent) = (&self.jobs, &context.held, context.take_spent());
        let ended = match answer {
            Ok(Done::Published(result)) => jobs.succeed(held, result, spent).await,
            Ok(Done::TooLarge { shards, machine }) => {
                return self.hand_over(context, shards, machine, spent).await;
            }
            Ok(Done::Rejected { failure, kept }) => {
                context.log(LogLevel::Error, &failure.detail).await?;
                jobs.reject(held, failure, kept, spent).await
            }
            Err(NotDone::Failed(failure)) => {
                context.log(LogLevel::Error, &failure.detail).await?;
                jobs.fail(held, failure, spent).await
            }
            Err(NotDone::Stopped) => jobs.cancelled(held, spent).await,
            Err(NotDone::Interrupted) => {
                let _ = context.log(LogLevel::Warning, INTERRUPTED).await;
                jobs.release(held, spent, false).await
            }
            Err(NotDone::Store(error)) => {
                tracing::warn!(job = %held.job, error = &error as &dyn std::error::Error, "attempt failed");
                let _ = context.log(LogLevel::Warning, &error.to_string()).await;
                jobs.release(held, spent, true).await
            }
        };
        match ended {
            Ok(job) => {
                tracing::info!(state = %job.state, "attempt ended");
                self.clear(context, job.result.as_ref().or(job.rejected.as_ref())).await;
                Ok(Handled::Came(job.state))
            }
            // Another worker took over; what this one made is nobody's.
            Err(ChangeError::Refused(_) | ChangeError::Unknown) => {
                self.clear(context, None).await;
                Ok(Handled::Nothing)
            }
            Err(ChangeError::Store(error)) => Err(error),
        }
    }

    async fn attempt(&self, context: &JobContext) -> Result<Done, NotDone> {
        let held = &context.held;
        let document = self.jobs.document(&held.project, held.job).await?;
        let missing = || StoreError::new("find", format!("the document of job {}", held.job), true);
        let document = document.ok_or_else(missing)?;
        self.runner.run(&document, context).await
    }

    async fn hand_over(
        &self,
        context: &JobContext,
        shards: u32,
        machine: Machine,
        spent: Cost,
    ) -> Result<Handled, StoreError> {
        let Some(batch) = &self.batch else {
            let detail =
                "this worker can't do such a job, and there is no batch scheduler that starts \
                          one that can"
                    .into();
            let failure = Failure { kind: FailureKind::Limit, detail };
            return match self.jobs.fail(&context.held, failure, spent).await {
                Ok(job) => Ok(Handled::Came(job.state)),
                Err(ChangeError::Store(error)) => Err(error),
                Err(ChangeError::Unknown | ChangeError::Refused(_)) => Ok(Handled::Nothing),
            };
        };
        let held = &context.held;
        let (project, job) = (held.project.clone(), held.job);
        let id = batch.submit(&BatchRequest { project, job, shards, machine }).await?;
        let told = match self.jobs.handed_over(held, &id).await {
            Ok(_) => self.jobs.release(held, spent, false).await,
            refused => refused,
        };
        match told {
            Ok(job) if !job.state.has_ended() => Ok(Handled::HandedOver),
            Err(ChangeError::Store(error)) => Err(error),
            // Somebody ended the job meanwhile, or another worker took it.
            Ok(_) | Err(ChangeError::Unknown | ChangeError::Refused(_)) => {
                batch.stop(&id).await?;
                Ok(Handled::Nothing)
            }
        }
    }

    /// What there is to do about a job that the batch scheduler has: while it works at it this
    /// worker keeps off, and what it has given up ends. None where it has no part in the job.
    async fn with_the_scheduler(&self, message: &Message) -> Result<Option<Handled>, StoreError> {
        let Some(batch) = &self.batch else { return Ok(None) };
        let Message { project, job: id } = message;
        let job = self.jobs.get(project, *id).await?.filter(|job| !job.state.has_ended());
        let Some(batch_id) = job.and_then(|job| job.batch) else { return Ok(None) };
        match batch.state(&batch_id).await? {
            Some(BatchState::Active) => Ok(Some(Handled::HandedOver)),
            Some(BatchState::Failed(reason)) => {
                match self.jobs.given_up(project, *id, &batch_id, &reason).await {
                    Ok(job) => Ok(Some(Handled::Came(job.state))),
                    Err(ChangeError::Store(error)) => Err(error),
                    // It was taken, or went another way, in between.
                    Err(ChangeError::Unknown | ChangeError::Refused(_)) => Ok(None),
                }
            }
            Some(BatchState::Succeeded) | None => Ok(None),
        }
    }

    /// Removes what earlier attempts, and this one if it has no result, left behind. What can't
    /// be removed now is removed by the store's own expiry.
    async fn clear(&self, context: &JobContext, result: Option<&JobResult>) {
        let held = &context.held;
        let kept = result.map(|result| result.manifest.as_str());
        let folders = (1..=held.fence.0).filter_map(|attempt| {
            let fence = crate::Fence(attempt);
            attempt_folder(&Held { fence, ..held.clone() }).ok()
        });
        for folder in folders {
            let prefix = format!("{folder}/");
            if kept.is_some_and(|manifest| manifest.starts_with(&prefix)) {
                continue;
            }
            if let Err(error) = remove_below(&self.jobs, &prefix).await {
                tracing::warn!(job = %held.job, %error, "parts without a manifest remain");
            }
        }
    }
}

async fn remove_below(jobs: &Jobs, prefix: &str) -> Result<(), StoreError> {
    loop {
        let found = jobs.objects.list(prefix, None, 1000).await?;
        if found.is_empty() {
            return Ok(());
        }
        for object in found {
            jobs.objects.delete(&object.key).await?;
        }
    }
}

/// What the log says of an attempt whose machine was taken away.
const INTERRUPTED: &str = "the machine is being taken away; the next attempt goes on";

/// Signs of life that end with whoever they are of, even if that ends by a panic: else a job that
/// nobody does would be held for ever.
struct Beats(tokio::task::JoinHandle<()>);

impl Drop for Beats {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Tells that the worker lives until it is told to stop.
async fn beat(context: JobContext) {
    let every = context.jobs.policy().lease.lasts / 3;
    loop {
        tokio::time::sleep(every.max(Duration::from_millis(1))).await;
        let (progress, spent) = (context.take_progress(), context.take_spent());
        match context.jobs.beat(&context.held, progress, spent).await {
            Ok(_) => {}
            Err(ChangeError::Refused(_) | ChangeError::Unknown) => {
                // What was spent is told with the end.
                context.spend(spent);
                context.stop();
                return;
            }
            Err(ChangeError::Store(error)) => {
                context.spend(spent);
                tracing::warn!(job = %context.held.job, %error, "no sign of life came through");
            }
        }
    }
}

/// Where a project's uploads are: what the keys of its own begin with.
pub fn uploads_of(project: &Project) -> String {
    format!("uploads/{project}/")
}

/// Where a project's results are: what the keys of its own begin with.
pub fn results_of(project: &Project) -> String {
    format!("results/{project}/")
}

/// Where an attempt's parts are.
fn attempt_folder(held: &Held) -> Result<ObjectKey, StoreError> {
    object_key(format!("results/{}/{}/{}", held.project, held.job, held.fence.0))
}
