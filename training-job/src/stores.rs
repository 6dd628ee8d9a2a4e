//! The stores of a job: those of a stack on AWS, or those of one machine.

use std::{path::Path, sync::Arc};

use seedbed_aws::Aws;
use seedbed_jobs::{
    JobPolicy, StoreError, Stores, SystemClock,
    local::{DatabaseQueue, DatabaseRecords, Folder, LocalDatabase, MemoryEvents},
};
use seedbed_pipeline::JobLimits;

use crate::setting::Place;

/// Opens the stores, and says how jobs are kept in them and what is too much for one.
pub(crate) async fn open(place: &Place) -> Result<(Stores, JobPolicy, JobLimits), StoreError> {
    match place {
        Place::Folder(data) => Ok((of_folder(data)?, JobPolicy::default(), JobLimits::default())),
        Place::Aws(settings) => {
            let limits = JobLimits { rows: settings.limits.max_rows, ..JobLimits::default() };
            let aws = Aws::connect((**settings).clone()).await;
            Ok((aws.stores(), settings.policy(), limits))
        }
    }
}

/// The stores of this machine, below a folder: those of `seedbed serve`.
fn of_folder(data: &Path) -> Result<Stores, StoreError> {
    let clock = Arc::new(SystemClock);
    let database = LocalDatabase::open(&data.join("state.db"))?;
    Ok(Stores {
        records: Arc::new(DatabaseRecords(database.clone())),
        objects: Arc::new(Folder::open(data)?),
        queue: Arc::new(DatabaseQueue::new(database, clock.clone())),
        events: Arc::new(MemoryEvents::default()),
        clock,
    })
}
