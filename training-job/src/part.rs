//! One part of a sample, where an array of processes shares it.

use seedbed_jobs::{JobDocument, Jobs, NotDone, StoreError, port::Objects};
use seedbed_pipeline::{JoinParts, LearnRunner, Shard, all_parts_are_there};

use crate::setting::Setting;

/// What there is now.
pub(crate) enum Made {
    /// All parts: the job can be ended.
    All(JoinParts),
    /// This part; others are missing, and whoever makes the last one ends the job.
    Some,
    /// Nothing, and another attempt makes nothing either.
    Refused,
}

/// Makes part `index` of `of`.
pub(crate) async fn make(
    runner: &LearnRunner,
    jobs: &Jobs,
    objects: &dyn Objects,
    setting: &Setting,
    index: u32,
    of: u32,
) -> Result<Made, StoreError> {
    let (project, id) = (&setting.project, setting.job);
    let job = jobs.get(project, id).await?;
    if job.is_none_or(|job| job.state.has_ended()) {
        return Ok(Made::Some);
    }
    let document = jobs.document(project, id).await?;
    let Some(JobDocument::Sample(document)) = document else {
        tracing::error!("only samples are made in parts");
        return Ok(Made::Refused);
    };
    let shard: Shard = format!("{}/{of}", index + 1)
        .parse()
        .map_err(|error| StoreError::new("make", "a part", false).because(error))?;
    let made = runner.part(&document, project, id, shard, objects).await;
    let there = match made {
        Ok(()) => all_parts_are_there(project, id, of, objects).await,
        Err(error) => Err(error),
    };
    match there {
        Ok(true) => Ok(Made::All(JoinParts { parts: of })),
        Ok(false) => Ok(Made::Some),
        Err(NotDone::Store(error)) => Err(error),
        Err(NotDone::Stopped | NotDone::Interrupted) => {
            Err(StoreError::new("finish", "a part of the sample", true))
        }
        Err(NotDone::Failed(failure)) => {
            tracing::error!("{}", failure.detail);
            Ok(Made::Refused)
        }
    }
}
