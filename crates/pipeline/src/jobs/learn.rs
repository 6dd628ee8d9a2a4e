//! Jobs that learn tables, sample models, and profile; and who does all kinds of jobs.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use bytes::Bytes;
use seedbed_generate::plan::{ENGINE_VERSION, default_as_of};
use seedbed_ingest::ReadOptions;
use seedbed_jobs::{
    Done, FailureKind, FitJob, JobContext, JobDocument, JobId, JobProgress, JobResult, NotDone,
    ObjectKey, ProfileJob, Project, Runner, SampleJob, StoreError,
    port::{Objects, PutError, PutMode},
    results_of,
};
use seedbed_profile::{Options, html, profile, read};
use seedbed_synthesize::{Device, EpochReport, FitOptions};

use crate::{
    Cancel, Data, FanOutModel, FilesRequest, FitRequest, FitWatcher, JobRunner, Manifest,
    ManifestFile, NamedText, PipelineError, Run, SampleRequest, Shard, fit,
    jobs::{
        failure::{failed, not_done},
        fetch::{self, Work, uploads},
        publish::conclude,
        runner::{at_stage, blocking, format},
    },
    manifest::document,
    open_model, profile_document, read_schema, sample, staging, write_files,
};

/// Does all jobs, those that learn included.
#[derive(Debug, Clone)]
pub struct LearnRunner {
    /// Does the jobs that don't.
    pub jobs: JobRunner,
    /// That the machine is being taken away: fits leave a checkpoint and go on elsewhere.
    pub interrupted: Cancel,
    /// Where fits compute that name no device.
    pub device: Device,
}

#[async_trait]
impl Runner for LearnRunner {
    async fn run(&self, document: &JobDocument, context: &JobContext) -> Result<Done, NotDone> {
        match document {
            JobDocument::Generate(job) if job.gate.is_some() => {
                self.generate_judged(job, context).await
            }
            JobDocument::Fit(job) => self.fit(job, context).await,
            JobDocument::Sample(job) => self.sample(job, context).await,
            JobDocument::Profile(job) => self.profile(job, context).await,
            JobDocument::Evaluate(job) => self.evaluate(job, context).await,
            other => self.jobs.run(other, context).await,
        }
    }
}

impl LearnRunner {
    async fn fit(&self, job: &FitJob, context: &JobContext) -> Result<Done, NotDone> {
        let work = Work::new(&self.jobs.scratch)?;
        at_stage(context, "read");
        let data = work.folder("data")?;
        uploads(context, &job.data, &data).await?;
        let texts = self.jobs.sources(&job.schema, context).await?;
        let saved = Checkpoints::of(&context.held.project, context.held.job, context.objects());
        let place = work.folder("checkpoints")?;
        saved.fetch(&place).await?;
        let request = FitRequest {
            method: job.model.clone(),
            options: FitOptions {
                seed: job.seed,
                epochs: job.epochs,
                batch_size: job.batch_size,
                threads: self.jobs.threads,
                device: match &job.device {
                    Some(device) => {
                        device.parse().map_err(|error| not_done(PipelineError::Learn(error)))?
                    }
                    None => self.device,
                },
                ..FitOptions::default()
            },
            fan_out: FanOutModel::default(),
            checkpoints: Some(place.clone()),
        };
        let out = work.path("model");
        let mut telling = Telling::new(context, &self.interrupted);
        let made = out.clone();
        let fitting = blocking(move || {
            let tables = read(&[data], &Options::default())?;
            let data = described(tables, texts)?;
            let summary = fit(&data, &request, &made, &mut telling)?;
            Ok((summary, data.input.sha256.clone()))
        });
        let (summary, schema_sha256) = match fitting.await {
            Err(NotDone::Stopped) if self.interrupted.is_cancelled() => {
                saved.keep(&place).await?;
                return Err(NotDone::Interrupted);
            }
            other => other.map_err(|error| work.told(error))?,
        };
        at_stage(context, "publish");
        let result = put_folder(context, &out, job.seed, &schema_sha256).await?;
        saved.forget().await?;
        let rows = summary.tables.iter().map(|table| table.rows).sum();
        Ok(Done::Published(JobResult { rows, ..result }))
    }

    async fn sample(&self, job: &SampleJob, context: &JobContext) -> Result<Done, NotDone> {
        let work = Work::new(&self.jobs.scratch)?;
        at_stage(context, "read");
        let run = self.sampled(job, &context.held.project, context.objects(), &work).await?;
        let run = self.jobs.within_limits(run)?;
        match &job.gate {
            Some(gate) => self.judged(run, format(job.format), gate, context).await,
            None => self.jobs.write(run, format(job.format), context).await,
        }
    }

    /// The run of a sample, its model fetched.
    async fn sampled(
        &self,
        job: &SampleJob,
        project: &Project,
        objects: &dyn Objects,
        work: &Work,
    ) -> Result<Run, NotDone> {
        let folder = work.folder("model")?;
        fetch::result(project, &job.model, objects, &folder).await?;
        let request = SampleRequest {
            rows: job.settings.rows,
            table_rows: job.settings.table_rows.clone().into_iter().collect(),
            seed: job.settings.seed,
            condition: job.condition.clone(),
        };
        blocking(move || sample(&open_model(&folder)?, &request)).await
    }

    async fn profile(&self, job: &ProfileJob, context: &JobContext) -> Result<Done, NotDone> {
        let work = Work::new(&self.jobs.scratch)?;
        at_stage(context, "read");
        let (data, out) = (work.folder("data")?, work.folder("out")?);
        uploads(context, &job.data, &data).await?;
        let made = out.clone();
        let (rows, sha256) = blocking(move || {
            let data = Data::alone(read(&[data], &Options::default())?)?;
            let told = profile(&data.tables, &data.relations);
            let write = |name: &str, text: &str| {
                let path = made.join(name);
                fs::write(&path, text).map_err(|source| PipelineError::io("write", &path, source))
            };
            write("profile.json", &profile_document(&told)?)?;
            write("profile.html", &html(&told))?;
            let rows = told.tables.iter().map(|table| table.rows).sum();
            Ok((rows, data.input.sha256.clone()))
        })
        .await
        .map_err(|error| work.told(error))?;
        at_stage(context, "publish");
        let result = put_folder(context, &out, 0, &sha256).await?;
        Ok(Done::Published(JobResult { rows, ..result }))
    }

    /// Makes one part of a sample that several processes share, beside the other parts. Whoever
    /// finds all of them there lets [`JoinParts`] end the job.
    ///
    /// # Errors
    /// As [`Runner::run`].
    pub async fn part(
        &self,
        job: &SampleJob,
        project: &Project,
        id: JobId,
        shard: Shard,
        objects: &dyn Objects,
    ) -> Result<(), NotDone> {
        if job.gate.is_some() {
            let why = "a sample with a gate is made by one process: a part can't be judged alone";
            return Err(failed(FailureKind::Gate, why));
        }
        let work = Work::new(&self.jobs.scratch)?;
        let run = self.sampled(job, project, objects, &work).await?;
        let directory = work.path("result");
        let request = FilesRequest {
            directory: directory.clone(),
            format: format(job.format),
            threads: self.jobs.threads,
            shard,
        };
        let cancel = self.interrupted.clone();
        let manifest = blocking(move || write_files(&run, &request, &cancel, &mut |_| {})).await?;
        let folder = parts_of(project, id)?;
        for name in
            manifest.files.iter().map(|file| file.name.clone()).chain([shard.part("plan.json")])
        {
            objects.put_file(&below(&folder, &name)?, &directory.join(&name)).await?;
        }
        let text = document(&manifest).map_err(not_done)?;
        put(objects, &below(&folder, &shard.part("manifest.json"))?, text.into_bytes()).await
    }
}

/// Ends a job whose parts were made by several processes, once all are there.
#[derive(Debug, Clone)]
pub struct JoinParts {
    /// How many parts there are.
    pub parts: u32,
}

#[async_trait]
impl Runner for JoinParts {
    async fn run(&self, _document: &JobDocument, context: &JobContext) -> Result<Done, NotDone> {
        let folder = parts_of(&context.held.project, context.held.job)?;
        let manifests = part_manifests(&folder, self.parts, context.objects()).await?;
        let Some(whole) = manifests.as_deref().and_then(joined) else {
            let error = StoreError::new("find", "all parts of the sample", true);
            return Err(NotDone::Store(error));
        };
        let key = below(&folder, "manifest.json")?;
        let text = document(&whole).map_err(not_done)?;
        put(context.objects(), &key, text.into_bytes()).await?;
        let tables = whole.files.iter().flat_map(|file| &file.tables);
        Ok(Done::Published(JobResult {
            manifest: key,
            files: whole.files.len() as u64,
            rows: tables.map(|table| table.rows).sum(),
            bytes: whole.files.iter().map(|file| file.bytes).sum(),
        }))
    }
}

/// Whether all parts of a job's sample are there.
///
/// # Errors
/// When the store fails.
pub async fn all_parts_are_there(
    project: &Project,
    id: JobId,
    parts: u32,
    objects: &dyn Objects,
) -> Result<bool, NotDone> {
    let folder = parts_of(project, id)?;
    Ok(part_manifests(&folder, parts, objects).await?.is_some())
}

/// The manifests of all parts; none while one is missing.
async fn part_manifests(
    folder: &ObjectKey,
    parts: u32,
    objects: &dyn Objects,
) -> Result<Option<Vec<Manifest>>, NotDone> {
    let mut manifests = Vec::new();
    for index in 0..parts {
        let Ok(shard) = format!("{}/{parts}", index + 1).parse::<Shard>() else {
            return Ok(None);
        };
        let key = below(folder, &shard.part("manifest.json"))?;
        let Some(bytes) = objects.get(&key).await? else { return Ok(None) };
        let manifest = serde_json::from_slice(&bytes)
            .map_err(|error| StoreError::new("read", key.to_string(), true).because(error))?;
        manifests.push(manifest);
    }
    Ok(Some(manifests))
}

/// One manifest that names the files of all, table by table.
fn joined(manifests: &[Manifest]) -> Option<Manifest> {
    let mut whole = manifests.first()?.clone();
    let files = manifests.iter().map(|manifest| manifest.files.len()).max()?;
    whole.shard = None;
    whole.files = (0..files)
        .flat_map(|file| manifests.iter().filter_map(move |m| m.files.get(file).cloned()))
        .collect();
    Some(whole)
}

/// Tables as a schema describes them, or as their values do.
fn described(
    tables: Vec<seedbed_profile::Table>,
    texts: Vec<NamedText>,
) -> Result<Data, PipelineError> {
    if texts.is_empty() {
        return Data::alone(tables);
    }
    let reading = ReadOptions::default();
    let input = read_schema(&texts, &reading)?;
    Data::described(tables, input, texts, reading)
}

/// The files below a folder, by their paths within it, in order.
fn files_below(folder: &Path) -> Result<BTreeMap<String, PathBuf>, PipelineError> {
    let mut found = BTreeMap::new();
    let mut open = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = open.pop() {
        let failed = |source| PipelineError::io("read", &folder, source);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push((format!("{name}/"), entry.path()));
            } else {
                found.insert(name, entry.path());
            }
        }
    }
    Ok(found)
}

/// Puts all files of a folder, and a manifest that names them.
pub(super) async fn put_folder(
    context: &JobContext,
    folder: &Path,
    seed: u64,
    schema_sha256: &str,
) -> Result<JobResult, NotDone> {
    let mut files = Vec::new();
    let mut plan_sha256 = String::new();
    for (name, path) in files_below(folder).map_err(not_done)? {
        let failed = |source| not_done(PipelineError::io("read", &path, source));
        let bytes = fs::read(&path).map_err(failed)?;
        let sha256 = staging::sha256(&bytes);
        if name == "plan.json" {
            plan_sha256.clone_from(&sha256);
        }
        let key = below(&context.folder, &name)?;
        files.push(ManifestFile { name, tables: Vec::new(), bytes: bytes.len() as u64, sha256 });
        put(context.objects(), &key, bytes).await?;
    }
    let manifest = Manifest {
        seedbed: env!("CARGO_PKG_VERSION").to_owned(),
        engine: ENGINE_VERSION,
        seed,
        as_of: default_as_of(),
        shard: None,
        schema_sha256: schema_sha256.to_owned(),
        plan_sha256,
        files,
    };
    conclude(context, &manifest).await
}

/// What an interrupted fit left for the next attempt, in the object store.
struct Checkpoints<'a> {
    prefix: String,
    objects: &'a dyn Objects,
}

impl<'a> Checkpoints<'a> {
    fn of(project: &Project, job: JobId, objects: &'a dyn Objects) -> Self {
        Self { prefix: format!("checkpoints/{project}/{job}/"), objects }
    }

    async fn fetch(&self, folder: &Path) -> Result<(), NotDone> {
        for object in self.objects.list(&self.prefix, None, 1000).await? {
            let name = object.key.as_str().strip_prefix(&self.prefix).unwrap_or_default();
            fetch::fetch(self.objects, &object.key, &folder.join(name)).await?;
        }
        Ok(())
    }

    async fn keep(&self, folder: &Path) -> Result<(), NotDone> {
        for (name, path) in files_below(folder).map_err(not_done)? {
            let key = ObjectKey::new(format!("{}{name}", self.prefix))
                .map_err(|source| StoreError::new("name", "a checkpoint", false).because(source))?;
            self.objects.put_file(&key, &path).await?;
        }
        Ok(())
    }

    async fn forget(&self) -> Result<(), NotDone> {
        for object in self.objects.list(&self.prefix, None, 1000).await? {
            self.objects.delete(&object.key).await?;
        }
        Ok(())
    }
}

fn parts_of(project: &Project, id: JobId) -> Result<ObjectKey, NotDone> {
    ObjectKey::new(format!("{}{id}/parts", results_of(project))).map_err(|source| {
        NotDone::Store(StoreError::new("name", "the parts of a job", false).because(source))
    })
}

pub(super) fn below(folder: &ObjectKey, name: &str) -> Result<ObjectKey, NotDone> {
    folder.join(name).map_err(|source| {
        NotDone::Store(StoreError::new("name", "a file of a result", false).because(source))
    })
}

async fn put(objects: &dyn Objects, key: &ObjectKey, bytes: Vec<u8>) -> Result<(), NotDone> {
    match objects.put(key, Bytes::from(bytes), PutMode::Replace).await {
        Ok(_) => Ok(()),
        Err(PutError::Store(error)) => Err(NotDone::Store(error)),
        Err(exists @ PutError::Exists { .. }) => {
            Err(NotDone::Store(StoreError::new("replace", key.to_string(), true).because(exists)))
        }
    }
}

/// Says how far a fit is, and hears whether to stop.
struct Telling {
    context: JobContext,
    interrupted: Cancel,
    table: String,
}

impl Telling {
    fn new(context: &JobContext, interrupted: &Cancel) -> Self {
        let (context, interrupted) = (context.clone(), interrupted.clone());
        Self { context, interrupted, table: String::new() }
    }
}

impl FitWatcher for Telling {
    fn table(&mut self, table: &str, rows: u64, _columns: usize) {
        table.clone_into(&mut self.table);
        self.context.set_progress(JobProgress {
            stage: "fit".into(),
            table: Some(self.table.clone()),
            rows: 0,
            of: rows,
            expected_at: None,
        });
    }

    fn epoch(&mut self, _table: &str, report: &EpochReport) {
        let (done, of) = (u64::from(report.epoch), u64::from(report.epochs));
        self.context.set_progress(JobProgress {
            stage: "fit".into(),
            table: Some(self.table.clone()),
            rows: done * report.rows,
            of: of * report.rows,
            expected_at: self.context.expected_at(done, of),
        });
    }

    fn cancelled(&self) -> bool {
        self.interrupted.is_cancelled() || self.context.is_stopped()
    }
}
