//! The adapters of this crate pass the suite.

use std::sync::Arc;

use seedbed_jobs::{
    Clock, ManualClock, Stores, Timestamp, contract,
    local::{
        DatabaseQueue, DatabaseRecords, Folder, LocalDatabase, MemoryEvents, MemoryObjects,
        MemoryQueue, MemoryRecords,
    },
};

fn clock() -> ManualClock {
    ManualClock::at(Timestamp::from_millis(1_772_000_000_000))
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_keeps_the_contract() {
    let clock = clock();
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let records = Arc::new(MemoryRecords::default());
    let objects = Arc::new(MemoryObjects::default());
    let queue = Arc::new(MemoryQueue::new(shared.clone()));
    contract::records(records.clone()).await;
    contract::objects(objects.clone()).await;
    contract::queue(queue.clone(), async |time| clock.advance(time)).await;
    let events = Arc::new(MemoryEvents::default());
    contract::jobs(Stores { records, objects, queue, events, clock: shared }, clock).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_and_an_embedded_database_keep_the_contract() {
    let directory = tempfile::tempdir().unwrap();
    let clock = clock();
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let database = LocalDatabase::open(&directory.path().join("state.db")).unwrap();
    let records = Arc::new(DatabaseRecords(database.clone()));
    let objects = Arc::new(Folder::open(directory.path()).unwrap());
    let queue = Arc::new(DatabaseQueue::new(database, shared.clone()));
    contract::records(records.clone()).await;
    contract::objects(objects.clone()).await;
    contract::queue(queue.clone(), async |time| clock.advance(time)).await;
    let events = Arc::new(MemoryEvents::default());
    contract::jobs(Stores { records, objects, queue, events, clock: shared }, clock).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_share_an_embedded_database() {
    let directory = tempfile::tempdir().unwrap();
    let open = || LocalDatabase::open(&directory.path().join("state.db")).unwrap();
    // Two connections to one file, as two processes have them.
    let (first, second) = (DatabaseRecords(open()), DatabaseRecords(open()));
    let (first, second) = (Arc::new(first), Arc::new(second));
    tokio::join!(contract::records(first), contract::records(second));
}
