//! Jobs whose rows must be good enough.

use std::sync::Arc;

use seedbed_dataset::Format;
use seedbed_evaluate::scores::{Gate, Options};
use seedbed_jobs::{
    Done, Failure, FailureKind, GenerateJob, JobContext, JobGate, NotDone, ObjectSource,
};

use crate::{
    Cancel, FilesRequest, Judge, JudgeRequest, LearnRunner, PipelineError, Run, Shard,
    jobs::{
        failure::not_done,
        learn::{Work, below, uploads},
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
        let mut apart = context.clone();
        apart.folder = below(&context.folder, REJECTED)?;
        let kept = publish(&apart, &judged.directory, &judged.manifest).await?;
        let detail = judged.evaluation.gate.as_ref().map_or_else(String::new, ToString::to_string);
        Ok(Done::Rejected { failure: Failure { kind: FailureKind::Gate, detail }, kept })
    }
}

/// What a job's rows are held against; the real tables are fetched.
async fn judge(
    run: &Run,
    gate: &JobGate,
    work: &Work,
    context: &JobContext,
) -> Result<Judge, NotDone> {
    let mut folders = Vec::new();
    for (name, sources) in [("real", &gate.real), ("holdout", &gate.holdout)] {
        folders.push(fetched(context, sources, name, work).await?);
    }
    let holdout = folders.pop().unwrap_or_default();
    let real = folders.pop().unwrap_or_default();
    let thresholds = Gate { min: gate.min.clone() }.thresholds();
    let thresholds = thresholds.map_err(|error| not_done(PipelineError::Gate(error)))?;
    let options = Options::default();
    let request = JudgeRequest { real, holdout, thresholds, options };
    let schema = Arc::clone(&run.input.schema);
    blocking(move || Judge::new(schema, request)).await
}

/// The folder with the uploads of a dataset; none where there are no uploads.
async fn fetched(
    context: &JobContext,
    sources: &[ObjectSource],
    name: &str,
    work: &Work,
) -> Result<Vec<std::path::PathBuf>, NotDone> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let folder = work.folder(name)?;
    uploads(context, sources, &folder).await?;
    Ok(vec![folder])
}
