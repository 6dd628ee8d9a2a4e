//! `training-job`: one job of the stack as a process of its own, for a batch scheduler.
//!
//! It is told what to do by its environment, does it, and says by its exit code whether another
//! attempt may do better. README.md beside it lists both. What it knows is wiring: the stores, the
//! signals, the exit codes.

mod interrupt;
mod part;
mod setting;
mod stores;

use std::{process::ExitCode, sync::Arc};

use interrupt::UntilInterrupted;
use seedbed_jobs::{Handled, JobState, Jobs, Runner, StoreError, Worker, port::Message};
use seedbed_pipeline::{Cancel, JobRunner, LearnRunner};
use seedbed_synthesize::Device;
use setting::Setting;
use tracing_subscriber::EnvFilter;

/// Another attempt may do better (`EX_TEMPFAIL` of `sysexits.h`): retry rules look for it.
const AGAIN: u8 = 75;
/// The environment does not say what to do.
const USAGE: u8 = 2;
/// The job ended without a result; the job says why.
const FAILED: u8 = 1;

/// Where fits compute that name no device: what this program was built for, which is what the
/// machines have that its image is sent to.
const DEVICE: Device = if cfg!(feature = "cuda") { Device::Cuda(0) } else { Device::Cpu };

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("SEEDBED_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    let setting = match Setting::of_environment() {
        Ok(setting) => setting,
        Err(problem) => {
            tracing::error!("{problem}");
            return USAGE.into();
        }
    };
    let interrupted = Cancel::default();
    let asked = interrupted.clone();
    // SIGTERM: the machine is taken back, or somebody ended the job.
    if let Err(error) = ctrlc::set_handler(move || asked.cancel()) {
        tracing::warn!(%error, "can't listen for signals; an interrupted fit starts over");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime
        .map_err(|error| StoreError::new("start", "threads", true).because(error))
        .and_then(|runtime| runtime.block_on(run(&setting, &interrupted)));
    match done {
        Ok(code) => code.into(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the attempt failed");
            if error.is_retryable() { AGAIN.into() } else { FAILED.into() }
        }
    }
}

/// Does the job, or this process's part of it.
async fn run(setting: &Setting, interrupted: &Cancel) -> Result<u8, StoreError> {
    let unmade = |source| StoreError::new("make", "a folder for work", false).because(source);
    std::fs::create_dir_all(&setting.scratch).map_err(unmade)?;
    let (stores, policy, limits) = stores::open(&setting.place).await?;
    let jobs = Jobs::new(stores.clone(), policy);
    let runner = LearnRunner {
        jobs: JobRunner { scratch: setting.scratch.clone(), threads: setting.threads, limits },
        interrupted: interrupted.clone(),
        device: DEVICE,
    };
    let message = Message { project: setting.project.clone(), job: setting.job };
    // This is where the scheduler's jobs end up: nothing is handed over to it again.
    let worker =
        |runner: Arc<dyn Runner>| Worker::new(jobs.clone(), runner, None, setting.worker.clone());
    let interrupted = interrupted.clone();
    let worker = match setting.part {
        None => worker(Arc::new(UntilInterrupted { runner, interrupted: interrupted.clone() })),
        Some((index, of)) => {
            match part::make(&runner, &jobs, &*stores.objects, setting, index, of).await? {
                part::Made::All(runner) => {
                    worker(Arc::new(UntilInterrupted { runner, interrupted: interrupted.clone() }))
                }
                part::Made::Some => return Ok(0),
                part::Made::Refused => return Ok(FAILED),
            }
        }
    };
    let patience = policy.lease.lasts + policy.lease.skew;
    let handled = interrupt::handle(&worker, &message, patience, &interrupted).await?;
    tracing::info!(job = %setting.job, ?handled, "handled");
    Ok(match handled {
        Handled::Came(JobState::Succeeded) | Handled::Nothing | Handled::HandedOver => 0,
        // Given back, or in other hands: whoever comes next goes on.
        Handled::Came(JobState::Queued | JobState::Running) | Handled::Later => AGAIN,
        Handled::Came(JobState::Failed | JobState::Cancelled) => FAILED,
    })
}
