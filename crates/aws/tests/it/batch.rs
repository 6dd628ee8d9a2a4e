//! What AWS Batch does with jobs that are handed over to it: it starts the built `training-job`
//! with what was submitted. The stand-in knows Batch's words only; here is who does the work.

use std::{
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};

use crate::{
    lambda::binary,
    proxy::{Call, Proxy, Verdict},
    stand_in::StandIn,
};

/// Batch, behind the proxy of whoever submits.
#[derive(Clone, Default)]
pub(crate) struct Scheduler {
    submitted: Arc<Mutex<Vec<Value>>>,
}

impl Scheduler {
    /// Answers for Batch from now on. Jobs run as long as anybody asks.
    pub(crate) fn behind(proxy: &Proxy) -> Self {
        let scheduler = Self::default();
        let submitted = scheduler.submitted.clone();
        proxy.judge(move |call: &Call| match call.operation.as_str() {
            "SubmitJob" => {
                let mut submitted = submitted.lock().unwrap_or_else(PoisonError::into_inner);
                submitted.push(serde_json::from_slice(&call.body).unwrap());
                let id = format!("b-{}", submitted.len());
                Verdict::Answer(json!({ "jobId": id, "jobName": "x" }))
            }
            "DescribeJobs" => {
                let body: Value = serde_json::from_slice(&call.body).unwrap();
                Verdict::Answer(json!({ "jobs": [{
                    "jobId": body["jobs"][0], "jobName": "x", "jobQueue": "q",
                    "status": "RUNNING", "startedAt": 1, "jobDefinition": "d",
                }]}))
            }
            "TerminateJob" => Verdict::Answer(json!({})),
            _ => Verdict::Pass,
        });
        scheduler
    }

    /// What was submitted so far.
    pub(crate) fn submitted(&self) -> Vec<Value> {
        self.submitted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins an attempt at what was submitted last; it goes by way of an endpoint.
    pub(crate) fn begin(&self, stand_in: &StandIn, endpoint: &str) -> Child {
        let submitted = self.submitted();
        let told = submitted.last().expect("a job was submitted");
        let told = told["containerOverrides"]["environment"].as_array().unwrap();
        let told = told.iter().map(|one| {
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            (text("name"), text("value"))
        });
        let id = format!("b-{}", submitted.len());
        start(stand_in, endpoint, &id, told.collect())
    }

    /// An attempt at what was submitted last.
    pub(crate) fn attempt(&self, stand_in: &StandIn, endpoint: &str) -> ExitStatus {
        self.begin(stand_in, endpoint).wait().unwrap()
    }
}

/// Starts the program as a container of Batch: what its definition says, what was submitted, and
/// what Batch itself adds.
pub(crate) fn start(
    stand_in: &StandIn,
    endpoint: &str,
    id: &str,
    told: Vec<(String, String)>,
) -> Child {
    let of_definition = stand_in.variables(endpoint, &[]);
    // A definition says nothing of Batch: who runs there hands nothing over.
    let of_definition = of_definition.into_iter().filter(|(name, _)| !name.contains("BATCH"));
    Command::new(binary("training-job"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .envs(of_definition)
        .env("AWS_BATCH_JOB_ID", id)
        .envs(told)
        .env("SEEDBED_LOG", "warn")
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}
