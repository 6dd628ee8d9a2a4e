//! The program on stores of this machine: jobs that fit, sample in parts, and go on.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, ExitStatus},
    sync::Arc,
};

use bytes::Bytes;
use seedbed_jobs::{
    Job, JobDocument, JobPolicy, JobState, Jobs, ObjectKey, Project, Stores, Submission,
    SystemClock,
    local::{DatabaseQueue, DatabaseRecords, Folder, LocalDatabase, MemoryEvents},
    port::{Objects, PutMode},
};
use serde_json::{Value, json};

/// The stores of a stack, opened for a moment: the program opens them, too.
struct Stack {
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Stack {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let stack = Self { folder: tempfile::tempdir().unwrap(), runtime };
        let people = (0..300).map(|at| {
            let (age, level) = (20 + at * 7 % 50, ["a", "b"][at % 2]);
            format!("{at},Person {at}x,{age},{level}\n")
        });
        let people = format!("id,name,age,level\n{}", people.collect::<String>());
        let key = ObjectKey::new("uploads/p/people.csv").unwrap();
        let (_, objects) = stack.open();
        let put = objects.put(&key, Bytes::from(people), PutMode::Replace);
        stack.runtime.block_on(put).unwrap();
        stack
    }

    fn open(&self) -> (Jobs, Arc<Folder>) {
        let clock = Arc::new(SystemClock);
        let database = LocalDatabase::open(&self.folder.path().join("state.db")).unwrap();
        let objects = Arc::new(Folder::open(self.folder.path()).unwrap());
        let stores = Stores {
            records: Arc::new(DatabaseRecords(database.clone())),
            objects: objects.clone(),
            queue: Arc::new(DatabaseQueue::new(database, clock.clone())),
            events: Arc::new(MemoryEvents::default()),
            clock,
        };
        (Jobs::new(stores, JobPolicy::default()), objects)
    }

    fn ask(&self, document: Value) -> Job {
        let document: JobDocument = serde_json::from_value(document).unwrap();
        let (project, who) = (Project::new("p").unwrap(), "ada".parse().unwrap());
        let asked = Submission { project, who, document, idempotency: None };
        let (jobs, _) = self.open();
        self.runtime.block_on(jobs.submit(asked)).unwrap().job
    }

    /// Runs the program for a job.
    fn run(&self, job: &Job, more: &[(&str, &str)]) -> ExitStatus {
        let scratch: &Path = &self.folder.path().join("scratch");
        let mut program = Command::new(env!("CARGO_BIN_EXE_training-job"));
        program.env("SEEDBED_DATA", self.folder.path()).env("SEEDBED_SCRATCH", scratch);
        program.env("SEEDBED_PROJECT", "p").env("SEEDBED_JOB", job.id.to_string());
        program.envs(more.iter().copied()).status().unwrap()
    }

    fn job(&self, job: &Job) -> Job {
        let (jobs, _) = self.open();
        self.runtime.block_on(jobs.get(&job.project, job.id)).unwrap().unwrap()
    }

    /// The files beside a manifest.
    fn files(&self, manifest: &ObjectKey) -> BTreeMap<String, Bytes> {
        let folder = manifest.as_str().strip_suffix("manifest.json").unwrap();
        let (_, objects) = self.open();
        self.runtime.block_on(async {
            let mut files = BTreeMap::new();
            for object in objects.list(folder, None, 1000).await.unwrap() {
                let bytes = objects.get(&object.key).await.unwrap().unwrap();
                let name = object.key.as_str().strip_prefix(folder).unwrap();
                files.insert(name.to_owned(), bytes);
            }
            files
        })
    }

    /// Fits a model; the manifest of it.
    fn fitted(&self) -> ObjectKey {
        let job =
            self.ask(json!({ "kind": "fit", "data": [{ "object": "uploads/p/people.csv" }] }));
        assert_eq!(self.run(&job, &[]).code(), Some(0));
        self.job(&job).result.unwrap().manifest
    }
}

#[test]
fn a_fit_and_a_sample_have_results() {
    let stack = Stack::new();
    let model = stack.fitted();
    assert!(stack.files(&model).contains_key("tables/0/model.json"));
    let document = json!({ "kind": "sample", "model": model, "settings": { "rows": 50 },
        "where": "level = 'a'" });
    let job = stack.ask(document);
    assert_eq!(stack.run(&job, &[]).code(), Some(0));
    let result = stack.job(&job).result.unwrap();
    assert_eq!(result.rows, 50);
    let files = stack.files(&result.manifest);
    let people = String::from_utf8(files["people.csv"].to_vec()).unwrap();
    assert!(people.lines().skip(1).all(|line| line.ends_with(",a")), "{people}");
}

#[test]
fn parts_of_an_array_concatenate_to_the_whole() {
    let stack = Stack::new();
    let model = stack.fitted();
    let document =
        || json!({ "kind": "sample", "model": model, "settings": { "rows": 100, "seed": 4 } });
    let whole = stack.ask(document());
    assert_eq!(stack.run(&whole, &[]).code(), Some(0));
    let whole = stack.files(&stack.job(&whole).result.unwrap().manifest)["people.csv"].clone();
    let job = stack.ask(document());
    for index in ["1", "2", "0"] {
        assert_eq!(stack.job(&job).state, JobState::Queued);
        let child = [("AWS_BATCH_JOB_ARRAY_INDEX", index), ("AWS_BATCH_JOB_ARRAY_SIZE", "3")];
        assert_eq!(stack.run(&job, &child).code(), Some(0));
    }
    let result = stack.job(&job).result.unwrap();
    assert_eq!((result.rows, result.files), (100, 3));
    let files = stack.files(&result.manifest);
    let parts = (1..=3).map(|part| &files[&format!("people.part-0000{part}-of-00003.csv")]);
    assert!(parts.flat_map(|part| part.iter().copied()).eq(whole.iter().copied()));
}

#[test]
fn a_profile_has_a_page_and_a_document() {
    let stack = Stack::new();
    let document = json!({ "kind": "profile", "data": [{ "object": "uploads/p/people.csv" }] });
    let job = stack.ask(document);
    assert_eq!(stack.run(&job, &[]).code(), Some(0));
    let files = stack.files(&stack.job(&job).result.unwrap().manifest);
    assert!(files.contains_key("profile.html") && files.contains_key("profile.json"));
}

#[test]
fn exit_codes_tell_what_a_retry_is_good_for() {
    let stack = Stack::new();
    let absent = json!({ "kind": "fit", "data": [{ "object": "uploads/p/absent.csv" }] });
    let job = stack.ask(absent);
    assert_eq!(stack.run(&job, &[]).code(), Some(1));
    assert!(stack.job(&job).failure.unwrap().detail.contains("upload it first"));
    // Another attempt finds that there is nothing to do.
    assert_eq!(stack.run(&job, &[]).code(), Some(0));
    assert_eq!(stack.run(&job, &[("SEEDBED_THREADS", "many")]).code(), Some(2));
}
