//! What AWS Batch says of its jobs, written into ours; and once a minute, what was left lying.
//!
//! Events come twice, late, and in any order. Only one kind changes anything: that Batch has given
//! up on a job, after the attempts of its own retry strategy. It counts for the hand-over that it
//! speaks of, and for no later one. Everything else a job's worker writes itself, under its lease.

use anyhow::{Context, Result, bail};
use seedbed_aws::BusEvent;
use seedbed_jobs::{ChangeError, JobId, JobState, Jobs, Project};
use serde::{Deserialize, Serialize};

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It changes nothing.
    Nothing,
    /// The job it speaks of has come to this state.
    Came(JobState),
    /// So many open jobs were sent to the queue again.
    Swept(usize),
}

/// What Batch tells of a job of its own.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BatchJob {
    job_id: String,
    status: String,
    #[serde(default)]
    status_reason: Option<String>,
    #[serde(default)]
    container: Container,
}

#[derive(Debug, Default, Deserialize)]
struct Container {
    #[serde(default)]
    environment: Vec<Variable>,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Variable {
    name: String,
    #[serde(default)]
    value: String,
}

/// Handles an event.
///
/// # Errors
/// When a store fails, so that the event comes again; and when it is no event for this function.
pub async fn handle(jobs: &Jobs, event: BusEvent) -> Result<Outcome> {
    match (event.source.as_str(), event.detail_type.as_str()) {
        ("aws.batch", "Batch Job State Change") => {
            let told = serde_json::from_value(event.detail);
            changed(jobs, &told.context("Batch's event can't be understood")?).await
        }
        ("aws.events" | "aws.scheduler", "Scheduled Event") => {
            Ok(Outcome::Swept(jobs.sweep().await?))
        }
        (source, kind) => bail!("this function is for Batch's events, not for {kind} of {source}"),
    }
}

async fn changed(jobs: &Jobs, told: &BatchJob) -> Result<Outcome> {
    if told.status != "FAILED" {
        return Ok(Outcome::Nothing);
    }
    let Some((project, job)) = subject(&told.container) else {
        tracing::info!(batch = told.job_id, "a batch job of somebody else");
        return Ok(Outcome::Nothing);
    };
    let reasons = [told.status_reason.as_deref(), told.container.reason.as_deref()];
    let reasons: Vec<&str> = reasons.into_iter().flatten().collect();
    let reason = if reasons.is_empty() { "no reason was given" } else { &reasons.join("; ") };
    match jobs.given_up(&project, job, &told.job_id, reason).await {
        Ok(job) => Ok(Outcome::Came(job.state)),
        Err(ChangeError::Store(error)) => Err(error.into()),
        Err(refused @ (ChangeError::Unknown | ChangeError::Refused(_))) => {
            tracing::info!(batch = told.job_id, %job, why = %refused, "it changes nothing");
            Ok(Outcome::Nothing)
        }
    }
}

/// The job that a batch job was told to do.
fn subject(container: &Container) -> Option<(Project, JobId)> {
    let value = |name: &str| {
        container.environment.iter().find(|known| known.name == name).map(|known| &known.value)
    };
    let project = Project::new(value("SEEDBED_PROJECT")?.as_str()).ok()?;
    Some((project, value("SEEDBED_JOB")?.parse().ok()?))
}
