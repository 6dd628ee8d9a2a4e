//! Jobs whose rows must be good enough.

use std::{collections::BTreeMap, sync::Arc};

use seedbed_dataset::Format;
use seedbed_evaluate::scores::{Evaluation, Gate, Options, Threshold};
use seedbed_jobs::{
    Done, Failure, FailureKind, GenerateJob, JobContext, JobGate, JobResult, NotDone,
};

use crate::{
    Cancel, FilesRequest, Judge, JudgeRequest, LearnRunner, PipelineError, Run, Shard,
    jobs::{
        failure::not_done,
        fetch::{Work, dataset},
        learn::below,
        publish::publish,
        runner::{Telling, at_stage, blocking, format},
    },
    write_judged_files,
};

/// Where rows that are not good enough are, below the attempt's folder.
const REJECTED: &str = "rejected";

impl LearnRunner {
    /// Generates rows that are published if they are good enough.
    pub(super) async fn generate_judged(
        &self,
        job: &GenerateJob,
        context: &JobContext,
    ) -> Result<Done, NotDone> {
        at_stage(context, "read");
        let run = self.jobs.run_of(job, context).await?;
        match &job.gate {
            Some(gate) => self.judged(run, format(job.format), gate, context).await,
            None => self.jobs.write(run, format(job.format), context).await,
        }
    }

    /// Makes the files of a run and publishes them, or keeps them apart where they are not good
    /// enough; with them goes the report.
    pub(super) async fn judged(
        &self,
        run: Run,
        format: Format,
        gate: &JobGate,
        context: &JobContext,
    ) -> Result<Done, NotDone> {
        let work = Work::new(&self.jobs.scratch)?;
        let judge = judge(&run, gate, &work, context).await.map_err(|error| work.told(error))?;
        let request = FilesRequest {
            directory: work.path("result"),
            format,
            threads: self.jobs.threads,
            shard: Shard::WHOLE,
        };
        let cancel = Cancel::default();
        let mut telling = Telling::new(&run, context.clone(), cancel.clone());
        let judged = blocking(move || {
            write_judged_files(&run, &request, &judge, &cancel, &mut |progress| {
                telling.tell(progress);
            })
        });
        let judged = judged.await.map_err(|error| work.told(error))?;
        at_stage(context, "publish");
        if judged.passed() {
            let result = publish(context, &judged.directory, &judged.manifest).await?;
            return Ok(Done::Published(result));
        }
        let kept = publish(&apart(context)?, &judged.directory, &judged.manifest).await?;
        Ok(rejected(&judged.evaluation, kept))
    }
}

/// What a job's rows are held against; the real tables are fetched.
async fn judge(
    run: &Run,
    gate: &JobGate,
    work: &Work,
    context: &JobContext,
) -> Result<Judge, NotDone> {
    let request = JudgeRequest {
        real: dataset(context, &gate.real, "real", work).await?,
        holdout: dataset(context, &gate.holdout, "holdout", work).await?,
        thresholds: thresholds(&gate.min)?,
        options: Options::default(),
    };
    let schema = Arc::clone(&run.input.schema);
    blocking(move || Judge::new(schema, request)).await
}

/// The thresholds of a job.
pub(super) fn thresholds(min: &BTreeMap<String, f64>) -> Result<Vec<Threshold>, NotDone> {
    let thresholds = Gate { min: min.clone() }.thresholds();
    thresholds.map_err(|error| not_done(PipelineError::Gate(error)))
}

/// What a job ends with whose report is kept apart, because it does not pass.
pub(super) fn rejected(evaluation: &Evaluation, kept: JobResult) -> Done {
    let detail = evaluation.gate.as_ref().map_or_else(String::new, ToString::to_string);
    Done::Rejected { failure: Failure { kind: FailureKind::Gate, detail }, kept }
}

/// Where what does not pass is kept: a folder below the attempt's.
pub(super) fn apart(context: &JobContext) -> Result<JobContext, NotDone> {
    let mut apart = context.clone();
    apart.folder = below(&context.folder, REJECTED)?;
    Ok(apart)
}
