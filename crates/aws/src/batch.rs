//! AWS Batch.

use async_trait::async_trait;
use aws_sdk_batch::{
    Client,
    types::{ArrayProperties, ContainerOverrides, JobStatus, KeyValuePair},
};
use seedbed_jobs::{
    StoreError,
    port::{Batch, BatchRequest, BatchState},
};

use crate::{BatchTarget, error::failed};

/// Jobs of AWS Batch: plain ones, and array jobs where there are several parts, each told its
/// own by `AWS_BATCH_JOB_ARRAY_INDEX`. A job is told what to do by `SEEDBED_PROJECT` and
/// `SEEDBED_JOB`.
#[derive(Debug, Clone)]
pub struct AwsBatch {
    client: Client,
    target: BatchTarget,
    team: String,
}

impl AwsBatch {
    /// The scheduler with a team's queues.
    pub fn new(client: Client, target: BatchTarget, team: &str) -> Self {
        Self { client, target, team: team.to_owned() }
    }
}

#[async_trait]
impl Batch for AwsBatch {
    async fn submit(&self, request: &BatchRequest) -> Result<String, StoreError> {
        let (queue, definition) = self.target.of(request.machine);
        let told = ContainerOverrides::builder()
            .environment(variable("SEEDBED_PROJECT", request.project.as_str()))
            .environment(variable("SEEDBED_JOB", &request.job.to_string()));
        let parts = i32::try_from(request.shards).unwrap_or(i32::MAX);
        let parts = (parts > 1).then(|| ArrayProperties::builder().size(parts).build());
        let job = request.job.to_string();
        let submitted = self
            .client
            .submit_job()
            .job_name(format!("seedbed-{}-{job}", self.team))
            .job_queue(queue)
            .job_definition(definition)
            .container_overrides(told.build())
            .set_array_properties(parts)
            // By this tag a team's functions may end its own jobs, and no other's.
            .tags("seedbed:team", &self.team)
            .propagate_tags(true)
            .send()
            .await
            .map_err(|error| failed("hand over job", job.clone(), &error))?;
        let unnamed = || StoreError::new("hand over job", job, true);
        submitted.job_id.ok_or_else(unnamed)
    }

    async fn state(&self, id: &str) -> Result<Option<BatchState>, StoreError> {
        let found = self.client.describe_jobs().jobs(id).send().await;
        let found = found.map_err(|error| failed("ask for batch job", id, &error))?;
        let Some(job) = found.jobs().first() else { return Ok(None) };
        Ok(Some(match job.status() {
            Some(JobStatus::Succeeded) => BatchState::Succeeded,
            Some(JobStatus::Failed) => {
                BatchState::Failed(job.status_reason().unwrap_or("no reason was given").to_owned())
            }
            _ => BatchState::Active,
        }))
    }

    async fn stop(&self, id: &str) -> Result<(), StoreError> {
        let stop = self.client.terminate_job().job_id(id).reason("nobody waits for it any more");
        let stopped = stop.send().await;
        stopped.map(drop).map_err(|error| failed("end batch job", id, &error))
    }
}

fn variable(name: &str, value: &str) -> KeyValuePair {
    KeyValuePair::builder().name(name).value(value).build()
}
