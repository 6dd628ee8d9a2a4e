//! Jobs by the stages of a run.

use std::path::PathBuf;

use async_trait::async_trait;
use seedbed_dataset::Format;
use seedbed_ingest::{Dialect, ReadOptions};
use seedbed_jobs::{
    Done, FailureKind, FitJob, GenerateJob, JobContext, JobDocument, JobProgress, LogLevel,
    NotDone, ObjectKey, OutputFormat, PlanJob, Runner, SampleJob, SchemaSource, Settings,
    StoreError, port::Machine, uploads_of,
};
use serde_json::Value;

use crate::{
    Cancel, FilesRequest, Manifest, ManifestFile, NamedText, PipelineError, PlanRequest, Progress,
    Run, Shard,
    jobs::{
        archive::unpack,
        failure::{failed, not_done},
        publish::{PLAN, conclude, publish, put_text},
    },
    plan, plan_document, read_schema, staging, write_files,
};

/// What a worker may take on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLimits {
    /// The largest schema, all sources together, in bytes.
    pub schema_bytes: usize,
    /// The most rows of all tables together that any worker makes.
    pub rows: u64,
    /// The most rows that this worker makes by itself; more are the batch scheduler's. None
    /// where this worker is the scheduler's own, or there is none.
    pub rows_here: Option<u64>,
    /// The rows of a sample for which one process of the batch scheduler is enough; more are
    /// shared by several. None where it starts them all on one machine.
    pub part_rows: Option<u64>,
}

/// The most processes that share a sample.
const MOST_PARTS: u64 = 100;

impl Default for JobLimits {
    fn default() -> Self {
        Self { schema_bytes: 16 << 20, rows: 1_000_000_000, rows_here: None, part_rows: None }
    }
}

/// Does the jobs of a stack.
#[derive(Debug, Clone)]
pub struct JobRunner {
    /// Where parts are made before they are put.
    pub scratch: PathBuf,
    /// Threads that make rows; they change nothing but the time.
    pub threads: usize,
    /// What it takes on.
    pub limits: JobLimits,
}

#[async_trait]
impl Runner for JobRunner {
    async fn run(&self, document: &JobDocument, context: &JobContext) -> Result<Done, NotDone> {
        at_stage(context, "read");
        match document {
            // Those who can judge are the batch scheduler's, as those who can learn are.
            JobDocument::Generate(job) if job.gate.is_some() => {
                Ok(Done::TooLarge { shards: 1, machine: Machine::Cpu })
            }
            JobDocument::Generate(job) => self.generate(job, context).await,
            JobDocument::Plan(job) => {
                let texts = some(self.sources(&job.schema, context).await?)?;
                self.plan(job, texts, context).await
            }
            // Those who can learn are the batch scheduler's.
            JobDocument::Fit(job) => {
                let machine = machine_of(job, context).await?;
                Ok(Done::TooLarge { shards: 1, machine })
            }
            JobDocument::Sample(job) => {
                let shards = self.parts_of(job);
                Ok(Done::TooLarge { shards, machine: Machine::Cpu })
            }
            JobDocument::Profile(_) | JobDocument::Evaluate(_) => {
                Ok(Done::TooLarge { shards: 1, machine: Machine::Cpu })
            }
        }
    }
}

impl JobRunner {
    /// How many processes share a sample: as many as the rows that it asks for take. What a gate
    /// judges is one process's.
    fn parts_of(&self, job: &SampleJob) -> u32 {
        let Some(part) = self.limits.part_rows.filter(|_| job.gate.is_none()) else { return 1 };
        let of_tables =
            job.settings.table_rows.values().fold(0, |all: u64, &rows| all.saturating_add(rows));
        let rows = of_tables.max(job.settings.rows.unwrap_or(0));
        rows.div_ceil(part.max(1)).clamp(1, MOST_PARTS) as u32
    }

    async fn generate(&self, job: &GenerateJob, context: &JobContext) -> Result<Done, NotDone> {
        let run = self.run_of(job, context).await?;
        if self.limits.rows_here.is_some_and(|most| run.rows() > most) {
            return Ok(Done::TooLarge { shards: 1, machine: Machine::Cpu });
        }
        self.write(run, format(job.format), context).await
    }

    /// Everything before the first row; what is to be said is in the job's log.
    pub(crate) async fn run_of(
        &self,
        job: &GenerateJob,
        context: &JobContext,
    ) -> Result<Run, NotDone> {
        let texts = some(self.sources(&job.schema, context).await?)?;
        let (settings, given) = (job.settings.clone(), job.plan.clone());
        let prepared = blocking(move || prepare(&texts, &settings, given.as_ref()));
        at_stage(context, "plan");
        let run = prepared.await?;
        tell_notes(context, &run).await?;
        self.within_limits(run)
    }

    /// The run, unless it makes more rows than a job may.
    pub(crate) fn within_limits(&self, run: Run) -> Result<Run, NotDone> {
        let (rows, most) = (run.rows(), self.limits.rows);
        if rows > most {
            let detail = format!("{rows} rows are more than the {most} of one job; ask for fewer");
            return Err(failed(FailureKind::Limit, detail));
        }
        Ok(run)
    }

    /// Makes the files in a directory of their own, and publishes them.
    pub(crate) async fn write(
        &self,
        run: Run,
        format: Format,
        context: &JobContext,
    ) -> Result<Done, NotDone> {
        let unmade =
            |source| StoreError::new("make", "a directory for parts", true).because(source);
        let directory = tempfile::tempdir_in(&self.scratch).map_err(unmade)?;
        let request = FilesRequest {
            directory: directory.path().join("result"),
            format,
            threads: self.threads,
            shard: Shard::WHOLE,
        };
        let made = request.directory.clone();
        let cancel = Cancel::default();
        let mut telling = Telling::new(&run, context.clone(), cancel.clone());
        let writing = blocking(move || {
            write_files(&run, &request, &cancel, &mut |progress| telling.tell(progress))
        });
        let manifest = writing.await?;
        at_stage(context, "publish");
        Ok(Done::Published(publish(context, &made, &manifest).await?))
    }

    async fn plan(
        &self,
        job: &PlanJob,
        texts: Vec<NamedText>,
        context: &JobContext,
    ) -> Result<Done, NotDone> {
        at_stage(context, "plan");
        let settings = job.settings.clone();
        let planned = blocking(move || {
            let run = prepare(&texts, &settings, None)?;
            let text = plan_document(&run.plan)?;
            Ok((run, text))
        });
        let (run, text) = planned.await?;
        tell_notes(context, &run).await?;
        let sha256 = staging::sha256(text.as_bytes());
        let file = ManifestFile {
            name: PLAN.into(),
            tables: Vec::new(),
            bytes: text.len() as u64,
            sha256: sha256.clone(),
        };
        put_text(context, &file.name, text).await?;
        let manifest = Manifest::of(&run, Shard::WHOLE, sha256, vec![file]);
        Ok(Done::Published(conclude(context, &manifest).await?))
    }

    /// The texts of a schema's sources. Objects are those of the job's own project.
    pub(crate) async fn sources(
        &self,
        sources: &[SchemaSource],
        context: &JobContext,
    ) -> Result<Vec<NamedText>, NotDone> {
        let schema = |detail: String| failed(FailureKind::Schema, detail);
        let mut texts = Vec::with_capacity(sources.len());
        let mut bytes = 0;
        for source in sources {
            let read = match source {
                SchemaSource::Text(source) => {
                    vec![NamedText { name: source.name.clone(), text: source.text.clone() }]
                }
                SchemaSource::Object(source) => {
                    let key = &source.object;
                    if !key.as_str().starts_with(&uploads_of(&context.held.project)) {
                        return Err(schema(format!("{key} is no upload of this project")));
                    }
                    let size = context.objects().info(key).await?.map_or(0, |info| info.bytes);
                    if size > self.limits.schema_bytes as u64 {
                        return Err(too_long(self.limits.schema_bytes));
                    }
                    let Some(bytes) = context.objects().get(key).await? else {
                        return Err(schema(format!("there is no object {key}; upload it first")));
                    };
                    if is_archive(key) {
                        self.unpacked(key, &bytes, context).await?
                    } else {
                        let text = String::from_utf8(bytes.to_vec())
                            .map_err(|_| schema(format!("{key} is no text in UTF-8")))?;
                        vec![NamedText { name: key.file_name().to_owned(), text }]
                    }
                }
            };
            bytes += read.iter().map(|text| text.text.len()).sum::<usize>();
            if bytes > self.limits.schema_bytes {
                return Err(too_long(self.limits.schema_bytes));
            }
            texts.extend(read);
        }
        Ok(texts)
    }

    /// The schemas of an uploaded archive; what else is in it is told in the log.
    async fn unpacked(
        &self,
        key: &ObjectKey,
        bytes: &[u8],
        context: &JobContext,
    ) -> Result<Vec<NamedText>, NotDone> {
        let refused = |error| failed(FailureKind::Schema, format!("{key}: {error}"));
        let unpacked = unpack(bytes, self.limits.schema_bytes).map_err(refused)?;
        for name in unpacked.others {
            let line = format!("{name} in {key} is no schema by its ending, and is left out");
            context.log(LogLevel::Warning, &line).await?;
        }
        let named = |(name, text)| NamedText { name, text };
        Ok(unpacked.texts.into_iter().map(named).collect())
    }
}

/// Networks that learn from more than this are worth a graphics processor: some 300,000 rows of
/// fifteen columns as CSV.
const GPU_BYTES: u64 = 32 << 20;

/// What kind of machine a fit is for: the one it names, or else by how much there is to learn. A
/// copula is counted, not trained, so that it gains nothing from a graphics processor.
async fn machine_of(job: &FitJob, context: &JobContext) -> Result<Machine, StoreError> {
    match &job.device {
        Some(device) if device.starts_with("cuda") => return Ok(Machine::Gpu),
        Some(_) => return Ok(Machine::Cpu),
        None if !matches!(job.model.as_str(), "ctgan" | "tvae") => return Ok(Machine::Cpu),
        None => {}
    }
    let own = uploads_of(&context.held.project);
    let mut bytes = 0;
    // What is no upload of the project is refused where it would be read.
    for source in job.data.iter().filter(|source| source.object.as_str().starts_with(&own)) {
        let found = context.objects().info(&source.object).await?;
        bytes += found.map_or(0, |info| info.bytes);
    }
    Ok(if bytes > GPU_BYTES { Machine::Gpu } else { Machine::Cpu })
}

fn is_archive(key: &ObjectKey) -> bool {
    key.file_name().to_ascii_lowercase().ends_with(".zip")
}

/// The texts, of which there must be one.
fn some(texts: Vec<NamedText>) -> Result<Vec<NamedText>, NotDone> {
    if texts.is_empty() {
        return Err(failed(FailureKind::Schema, "the job names no source of a schema"));
    }
    Ok(texts)
}

pub(crate) fn too_long(most: usize) -> NotDone {
    let detail =
        format!("the schema is longer than {most} bytes; leave rows out of it, or split it");
    failed(FailureKind::Schema, detail)
}

/// How to read a schema.
pub(crate) fn reading(settings: &Settings) -> Result<ReadOptions, PipelineError> {
    let dialect = settings.dialect.as_deref().map(str::parse::<Dialect>).transpose();
    let dialect = dialect.map_err(|unknown| PipelineError::Text {
        name: "settings.dialect".into(),
        problem: unknown.to_string(),
    })?;
    let declared_only = settings.infer == Some(false);
    Ok(ReadOptions { dialect, declared_only, ..ReadOptions::default() })
}

/// Reads and plans, by a plan that was given or by the rules, and builds the engine.
pub(crate) fn prepare(
    texts: &[NamedText],
    settings: &Settings,
    given: Option<&Value>,
) -> Result<Run, PipelineError> {
    let input = read_schema(texts, &reading(settings)?)?;
    let request = PlanRequest {
        document: given.map(|plan| NamedText { name: "plan".into(), text: plan.to_string() }),
        seed: settings.seed,
        locale: settings.locale.clone(),
        as_of: settings.as_of.clone(),
        rows: settings.rows,
        table_rows: settings.table_rows.iter().map(|(name, rows)| (name.clone(), *rows)).collect(),
        ..PlanRequest::default()
    };
    let planned = plan(&input, &request)?;
    let mut run = Run::new(input, planned.plan)?;
    run.plan_notes = planned.notes;
    Ok(run)
}

async fn tell_notes(context: &JobContext, run: &Run) -> Result<(), StoreError> {
    for diagnostic in &run.input.diagnostics {
        context.log(LogLevel::Warning, &diagnostic.to_string()).await?;
    }
    for note in run.notes() {
        context.log(LogLevel::Info, &note).await?;
    }
    Ok(())
}

pub(crate) fn format(format: OutputFormat) -> Format {
    match format {
        OutputFormat::Csv => Format::Csv,
        OutputFormat::Json => Format::Json,
        OutputFormat::Jsonl => Format::JsonLines,
        OutputFormat::Parquet => Format::Parquet,
        OutputFormat::Sql => Format::Sql,
    }
}

pub(crate) fn at_stage(context: &JobContext, stage: &str) {
    context.set_progress(JobProgress { stage: stage.into(), ..JobProgress::default() });
}

/// Says how far rows are, and hears whether to stop.
pub(crate) struct Telling {
    context: JobContext,
    cancel: Cancel,
    names: Vec<String>,
    done: Vec<u64>,
    of: u64,
}

impl Telling {
    pub(crate) fn new(run: &Run, context: JobContext, cancel: Cancel) -> Self {
        let names: Vec<String> =
            run.schema().tables().iter().map(|table| table.name.to_string()).collect();
        Self { context, cancel, done: vec![0; names.len()], names, of: run.rows() }
    }

    pub(crate) fn tell(&mut self, progress: Progress) {
        if self.context.is_stopped() {
            self.cancel.cancel();
        }
        let table = progress.table.0;
        self.done[table] = progress.rows;
        let rows = self.done.iter().sum();
        self.context.set_progress(JobProgress {
            stage: "generate".into(),
            table: Some(self.names[table].clone()),
            rows,
            of: self.of,
            expected_at: self.context.expected_at(rows, self.of),
        });
    }
}

/// The stack of a stage: schemas nest, and so do the walks over them. It is memory only where it
/// is used.
const STACK: usize = 64 << 20;

/// Runs what takes its time where it hurts nobody, and with a stack that bears deep schemas.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PipelineError> + Send + 'static,
) -> Result<T, NotDone> {
    let on_large_stack = move || {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
        let thread = thread.map_err(|source| PipelineError::Files {
            message: format!("a stage could not be started: {source}"),
        })?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    };
    match tokio::task::spawn_blocking(on_large_stack).await {
        Ok(answer) => answer.map_err(not_done),
        Err(error) => {
            Err(NotDone::Store(StoreError::new("finish", "a stage", false).because(error)))
        }
    }
}
