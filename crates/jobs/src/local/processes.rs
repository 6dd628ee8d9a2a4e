//! A batch scheduler of child processes.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::PathBuf,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use tokio::{process::Child, process::Command, sync::Mutex};

use crate::{
    StoreError,
    port::{Batch, BatchRequest, BatchState},
};

/// Runs a program once per part of a job. It is told the job by `SEEDBED_PROJECT` and
/// `SEEDBED_JOB`, and its part by `AWS_BATCH_JOB_ARRAY_INDEX` and `AWS_BATCH_JOB_ARRAY_SIZE`, as
/// the cloud's scheduler does.
#[derive(Clone)]
pub struct Processes {
    program: PathBuf,
    arguments: Vec<OsString>,
    running: Arc<Mutex<BTreeMap<String, Vec<Part>>>>,
    submitted: Arc<AtomicU64>,
}

enum Part {
    Running(Child),
    Ended(Option<String>),
}

impl Processes {
    /// A scheduler that starts this program.
    pub fn new(program: impl Into<PathBuf>, arguments: Vec<OsString>) -> Self {
        let submitted = Arc::new(AtomicU64::new(0));
        Self { program: program.into(), arguments, running: Arc::default(), submitted }
    }

    fn start(&self, request: &BatchRequest, shard: u32) -> Result<Part, StoreError> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .env("SEEDBED_PROJECT", request.project.as_str())
            .env("SEEDBED_JOB", request.job.to_string())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        if request.shards > 1 {
            command.env("AWS_BATCH_JOB_ARRAY_INDEX", shard.to_string());
            command.env("AWS_BATCH_JOB_ARRAY_SIZE", request.shards.to_string());
        }
        let started = command.spawn().map_err(|source| {
            StoreError::new("start", self.program.display().to_string(), true).because(source)
        });
        started.map(Part::Running)
    }
}

impl Part {
    /// Looks whether it has ended meanwhile.
    fn look(&mut self) -> std::io::Result<()> {
        if let Self::Running(child) = self
            && let Some(status) = child.try_wait()?
        {
            *self = Self::Ended((!status.success()).then(|| status.to_string()));
        }
        Ok(())
    }
}

#[async_trait]
impl Batch for Processes {
    async fn submit(&self, request: &BatchRequest) -> Result<String, StoreError> {
        let parts = (0..request.shards.max(1)).map(|shard| self.start(request, shard));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        let number = self.submitted.fetch_add(1, Ordering::Relaxed);
        let id = format!("process-{}-{number}", std::process::id());
        self.running.lock().await.insert(id.clone(), parts);
        Ok(id)
    }

    async fn state(&self, id: &str) -> Result<Option<BatchState>, StoreError> {
        let mut running = self.running.lock().await;
        let Some(parts) = running.get_mut(id) else { return Ok(None) };
        for part in parts.iter_mut() {
            part.look().map_err(|source| StoreError::new("wait for", id, true).because(source))?;
        }
        let failed = parts.iter().find_map(|part| match part {
            Part::Ended(Some(reason)) => Some(reason.clone()),
            _ => None,
        });
        Ok(Some(match failed {
            Some(reason) => BatchState::Failed(reason),
            None if parts.iter().all(|part| matches!(part, Part::Ended(_))) => {
                BatchState::Succeeded
            }
            None => BatchState::Active,
        }))
    }

    async fn stop(&self, id: &str) -> Result<(), StoreError> {
        let mut running = self.running.lock().await;
        for part in running.get_mut(id).into_iter().flatten() {
            if let Part::Running(child) = part {
                let killed = child.kill().await;
                killed.map_err(|source| StoreError::new("stop", id, true).because(source))?;
            }
        }
        Ok(())
    }
}
