//! What a stack is made of, as the environment says it.

use std::{fmt, time::Duration};

use seedbed_jobs::{JobPolicy, port::Machine};

/// What a stack is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The team whose stack it is: `SEEDBED_TEAM`.
    pub team: String,
    /// The DynamoDB table: `SEEDBED_TABLE`.
    pub table: String,
    /// The S3 bucket: `SEEDBED_BUCKET`.
    pub bucket: String,
    /// The SQS queue's address: `SEEDBED_QUEUE_URL`.
    pub queue_url: String,
    /// The EventBridge bus: `SEEDBED_EVENT_BUS`.
    pub event_bus: String,
    /// Where large jobs go: `SEEDBED_BATCH_QUEUE_CPU` and the like; none where they are not set.
    pub batch: Option<BatchTarget>,
    /// The HMAC key of KMS that webhooks are signed by: `SEEDBED_WEBHOOK_KEY`; where it is not
    /// set, there are no webhooks.
    pub webhook_key: Option<String>,
    /// What is too much.
    pub limits: Limits,
}

/// The queues and job definitions of AWS Batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchTarget {
    /// The queue of machines without a graphics card: `SEEDBED_BATCH_QUEUE_CPU`.
    pub queue_cpu: String,
    /// What runs there: `SEEDBED_BATCH_JOB_CPU`.
    pub job_cpu: String,
    /// The queue of machines with one: `SEEDBED_BATCH_QUEUE_GPU`; else the other one.
    pub queue_gpu: String,
    /// What runs there: `SEEDBED_BATCH_JOB_GPU`; else what runs on the others.
    pub job_gpu: String,
}

impl BatchTarget {
    /// The queue and the job definition for a kind of machine.
    pub fn of(&self, machine: Machine) -> (&str, &str) {
        match machine {
            Machine::Cpu => (&self.queue_cpu, &self.job_cpu),
            Machine::Gpu => (&self.queue_gpu, &self.job_gpu),
        }
    }
}

/// What is too much for a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long links last, in seconds: `SEEDBED_LINK_SECONDS`.
    pub link_seconds: u64,
    /// Requests of one caller a minute, counted by each instance of a function:
    /// `SEEDBED_REQUESTS_PER_MINUTE`.
    pub requests_per_minute: u32,
    /// Jobs of a project that may wait or run at a time: `SEEDBED_MAX_OPEN_JOBS`.
    pub max_open_jobs: usize,
    /// Rows of one job, all tables together: `SEEDBED_MAX_ROWS`.
    pub max_rows: u64,
    /// Rows that a function makes itself; more go to Batch: `SEEDBED_ROWS_HERE`.
    pub rows_here: u64,
    /// Rows of a sample that one process of Batch draws; more are drawn by an array of them:
    /// `SEEDBED_PART_ROWS`.
    pub part_rows: u64,
    /// Days that jobs are kept: `SEEDBED_KEEP_DAYS`.
    pub keep_days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            link_seconds: 900,
            requests_per_minute: 600,
            max_open_jobs: 100,
            max_rows: 1_000_000_000,
            rows_here: 2_000_000,
            part_rows: 10_000_000,
            keep_days: 30,
        }
    }
}

/// What is missing in the environment, or is no number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError {
    problems: Vec<String>,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the environment does not say what the stack is made of: {}",
            self.problems.join("; ")
        )
    }
}

impl Settings {
    /// What the environment's variables say.
    ///
    /// # Errors
    /// Everything that is missing or no number, at once.
    #[expect(clippy::disallowed_methods, reason = "functions are told by their environment")]
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// The same by other means.
    ///
    /// # Errors
    /// Everything that is missing or no number, at once.
    pub fn from_lookup(look: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let look = |name: &str| look(name).filter(|value| !value.is_empty());
        let mut problems = Vec::new();
        let mut required = |name: &str| {
            look(name).unwrap_or_else(|| {
                problems.push(format!("{name} is not set"));
                String::new()
            })
        };
        let team = required("SEEDBED_TEAM");
        let table = required("SEEDBED_TABLE");
        let bucket = required("SEEDBED_BUCKET");
        let queue_url = required("SEEDBED_QUEUE_URL");
        let event_bus = required("SEEDBED_EVENT_BUS");
        let batch = batch(&look, &mut problems);
        let webhook_key = look("SEEDBED_WEBHOOK_KEY");
        let limits = limits(&look, &mut problems);
        if problems.is_empty() {
            Ok(Self { team, table, bucket, queue_url, event_bus, batch, webhook_key, limits })
        } else {
            Err(SettingsError { problems })
        }
    }

    /// How jobs are kept.
    pub fn policy(&self) -> JobPolicy {
        let kept = Duration::from_secs(u64::from(self.limits.keep_days) * 24 * 60 * 60);
        JobPolicy { max_open: self.limits.max_open_jobs, kept, ..JobPolicy::default() }
    }
}

fn batch(
    look: &impl Fn(&str) -> Option<String>,
    problems: &mut Vec<String>,
) -> Option<BatchTarget> {
    let (queue, job) = match (look("SEEDBED_BATCH_QUEUE_CPU"), look("SEEDBED_BATCH_JOB_CPU")) {
        (Some(queue), Some(job)) => (queue, job),
        (None, None) => return None,
        _ => {
            let both = "SEEDBED_BATCH_QUEUE_CPU and SEEDBED_BATCH_JOB_CPU are set together";
            problems.push(both.into());
            return None;
        }
    };
    Some(BatchTarget {
        queue_gpu: look("SEEDBED_BATCH_QUEUE_GPU").unwrap_or_else(|| queue.clone()),
        job_gpu: look("SEEDBED_BATCH_JOB_GPU").unwrap_or_else(|| job.clone()),
        queue_cpu: queue,
        job_cpu: job,
    })
}

/// Signed links last a week at most.
const WEEK: u64 = 7 * 24 * 60 * 60;

fn limits(look: &impl Fn(&str) -> Option<String>, problems: &mut Vec<String>) -> Limits {
    let usual = Limits::default();
    let mut number = |name: &str, usual: u64, most: u64| -> u64 {
        let Some(text) = look(name) else { return usual };
        match text.parse() {
            Ok(number) if (1..=most).contains(&number) => number,
            _ => {
                problems.push(format!("{name} is no number from 1 to {most}"));
                usual
            }
        }
    };
    Limits {
        link_seconds: number("SEEDBED_LINK_SECONDS", usual.link_seconds, WEEK),
        requests_per_minute: number(
            "SEEDBED_REQUESTS_PER_MINUTE",
            usual.requests_per_minute.into(),
            u32::MAX.into(),
        ) as u32,
        max_open_jobs: number("SEEDBED_MAX_OPEN_JOBS", usual.max_open_jobs as u64, 1000) as usize,
        max_rows: number("SEEDBED_MAX_ROWS", usual.max_rows, u64::MAX),
        rows_here: number("SEEDBED_ROWS_HERE", usual.rows_here, u64::MAX),
        part_rows: number("SEEDBED_PART_ROWS", usual.part_rows, u64::MAX),
        keep_days: number("SEEDBED_KEEP_DAYS", usual.keep_days.into(), 3650) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(more: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let required = ["TEAM", "TABLE", "BUCKET", "QUEUE_URL", "EVENT_BUS"];
        Settings::from_lookup(|name| {
            let given = more.iter().find(|(given, _)| *given == name);
            let short = name.strip_prefix("SEEDBED_")?;
            given
                .map(|(_, value)| (*value).to_owned())
                .or_else(|| required.contains(&short).then(|| short.to_lowercase()))
        })
    }

    #[test]
    fn what_is_wrong_is_said_all_at_once() {
        let error = Settings::from_lookup(|name| {
            (name == "SEEDBED_LINK_SECONDS").then(|| "soon".to_owned())
        });
        let said = error.unwrap_err().to_string();
        let wanted = ["TEAM", "TABLE", "BUCKET", "QUEUE_URL", "EVENT_BUS", "LINK_SECONDS"];
        for name in wanted {
            assert!(said.contains(&format!("SEEDBED_{name} ")), "{said}");
        }
    }

    #[test]
    fn large_jobs_have_a_place_where_one_is_named() {
        assert_eq!(settings(&[]).unwrap().batch, None);
        let cpu = [("SEEDBED_BATCH_QUEUE_CPU", "queue"), ("SEEDBED_BATCH_JOB_CPU", "job")];
        let batch = settings(&cpu).unwrap().batch.unwrap();
        assert_eq!(
            (batch.of(Machine::Cpu), batch.of(Machine::Gpu)),
            (("queue", "job"), ("queue", "job"))
        );
        assert!(settings(&cpu[..1]).is_err());
    }

    #[test]
    fn limits_are_numbers_in_their_bounds() {
        let given = settings(&[("SEEDBED_ROWS_HERE", "5"), ("SEEDBED_KEEP_DAYS", "")]).unwrap();
        assert_eq!((given.limits.rows_here, given.limits.keep_days), (5, 30));
        for (name, value) in [("SEEDBED_LINK_SECONDS", "604801"), ("SEEDBED_MAX_ROWS", "0")] {
            assert!(settings(&[(name, value)]).is_err(), "{name}={value}");
        }
    }
}
