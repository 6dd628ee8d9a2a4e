//! Jobs that judge tables, whoever made them.

use std::{fs, path::Path};

use seedbed_evaluate::scores::{Evaluation, Options};
use seedbed_generate::plan::default_as_of;
use seedbed_ingest::ReadOptions;
use seedbed_jobs::{
    Done, EvaluateJob, FailureKind, JobContext, JobResult, NotDone, ObjectKey, ObjectSource,
};

use crate::{
    Cancel, Judge, JudgeRequest, LearnRunner, NamedText, PipelineError,
    jobs::{
        failure::failed,
        fetch::{self, Work, dataset, uploads},
        gate::{apart, rejected, thresholds},
        learn::put_folder,
        runner::{at_stage, blocking},
    },
    judge::{DATASETS, compare_files, evaluation_files, file_facts},
    read_schema,
};

impl LearnRunner {
    /// Judges tables, and publishes the report; one that does not pass is kept apart.
    pub(super) async fn evaluate(
        &self,
        job: &EvaluateJob,
        context: &JobContext,
    ) -> Result<Done, NotDone> {
        if let Some(why) = job.ambiguity() {
            return Err(failed(FailureKind::Plan, why));
        }
        let work = Work::new(&self.jobs.scratch)?;
        at_stage(context, "read");
        let data = work.folder("data")?;
        match &job.result {
            Some(manifest) => {
                let project = &context.held.project;
                fetch::result(project, manifest, context.objects(), &data).await?;
            }
            None => uploads(context, &job.data, &data).await?,
        }
        let seed = job.seed.unwrap_or(Options::default().seed);
        let request = JudgeRequest {
            real: dataset(context, &job.real, "real", &work).await?,
            holdout: dataset(context, &job.holdout, "holdout", &work).await?,
            thresholds: thresholds(&job.min)?,
            options: Options { seed, ..Options::default() },
        };
        let texts = self.jobs.sources(&job.schema, context).await?;
        at_stage(context, "evaluate");
        let (title, out) = (title(job), work.folder("out")?);
        let made = out.clone();
        let judging = blocking(move || {
            let (evaluation, schema_sha256) = judged(&data, &request, &texts)?;
            for (name, text) in evaluation_files(&evaluation, &title)? {
                let path = made.join(name);
                fs::write(&path, text)
                    .map_err(|source| PipelineError::io("write", &path, source))?;
            }
            Ok((evaluation, schema_sha256))
        });
        let (evaluation, schema_sha256) = judging.await.map_err(|error| work.told(error))?;
        at_stage(context, "publish");
        let rows = evaluation.facts.tables.iter().map(|table| table.synthetic_rows).sum();
        if evaluation.gate.as_ref().is_none_or(|gate| gate.passed) {
            let result = put_folder(context, &out, seed, &schema_sha256).await?;
            return Ok(Done::Published(JobResult { rows, ..result }));
        }
        let kept = put_folder(&apart(context)?, &out, seed, &schema_sha256).await?;
        Ok(rejected(&evaluation, JobResult { rows, ..kept }))
    }
}

/// The report on the files of a folder, and the hash of the schema they are held against.
fn judged(
    data: &Path,
    request: &JudgeRequest,
    texts: &[NamedText],
) -> Result<(Evaluation, String), PipelineError> {
    let synthetic = vec![data.to_owned()];
    let (mut evaluation, schema_sha256) = if texts.is_empty() {
        (compare_files(&synthetic, request)?, String::new())
    } else {
        let input = read_schema(texts, &ReadOptions::default())?;
        let judge = Judge::new(input.schema, request.clone())?;
        (judge.files(data, &default_as_of(), &Cancel::default())?, input.sha256)
    };
    evaluation.facts.files = file_facts(DATASETS.into_iter().zip([
        request.real.as_slice(),
        &synthetic,
        &request.holdout,
    ]))?;
    Ok((evaluation, schema_sha256))
}

/// What the report is called: by what is judged, and by what it is compared with.
fn title(job: &EvaluateJob) -> String {
    let names = |sources: &[ObjectSource]| {
        let keys = sources.iter().map(|source| &source.object).map(ObjectKey::file_name);
        keys.collect::<Vec<_>>().join(", ")
    };
    let judged = match &job.result {
        Some(manifest) => manifest.as_str().trim_end_matches("/manifest.json").to_owned(),
        None => names(&job.data),
    };
    match job.real.as_slice() {
        [] => format!("{judged} and its schema"),
        real => format!("{judged} beside {}", names(real)),
    }
}
