//! The adapters of this crate pass the suite.

use std::{sync::Arc, time::Duration};

use seedbed_jobs::{
    Clock, ManualClock, Stores, Timestamp, contract,
    local::{
        DatabaseQueue, DatabaseRecords, Folder, LocalDatabase, MemoryEvents, MemoryObjects,
        MemoryQueue, MemoryRecords,
    },
    port::{Query, RecordKey, Records},
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
async fn reading_does_not_wait_for_a_writer() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("state.db");
    let records = DatabaseRecords(LocalDatabase::open(&path).unwrap());
    // Another process is in the middle of a write.
    let writer = rusqlite::Connection::open(&path).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM records").unwrap();
    let (key, query) = (RecordKey::new("a", "b"), Query::partition("a"));
    let looked =
        async { (records.read(&key).await.unwrap(), records.query(&query).await.unwrap()) };
    let looked = tokio::time::timeout(Duration::from_secs(10), looked).await;
    assert!(looked.expect("nobody waits").0.is_none());
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
