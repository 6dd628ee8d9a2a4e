//! What every store of records must do.

use std::{collections::BTreeMap, sync::Arc};

use super::unique;
use crate::{
    CommitError, Timestamp,
    port::{Condition, Index, IndexEntry, Order, Page, Query, Record, RecordKey, Records, Write},
};

/// Checks a store of records.
pub async fn records(store: Arc<dyn Records>) {
    what_was_written_is_read(&*store).await;
    conditions_hold(&*store).await;
    a_commit_is_all_or_nothing(&*store).await;
    of_many_writers_one_wins(&store).await;
    nothing_is_lost_by_many_who_count(&store).await;
    pages_hold_every_record_once_in_order(&*store).await;
    indexes_hold_records_while_they_have_an_entry(&*store).await;
}

fn record(partition: &str, sort: &str, version: u64, document: &str) -> Record {
    Record {
        key: RecordKey::new(partition, sort),
        version,
        document: document.into(),
        indexes: BTreeMap::new(),
        expires: None,
    }
}

fn put(record: Record, expected: Condition) -> Write {
    Write::Put { record, expected }
}

async fn what_was_written_is_read(store: &dyn Records) {
    let partition = unique("read");
    let key = RecordKey::new(&partition, "a");
    assert_eq!(store.read(&key).await.unwrap(), None);
    let mut written = record(&partition, "a", 1, r#"{"text":"Ünïcødé \"'; -- \\ 🌱"}"#);
    written.expires = Some(Timestamp::from_millis(4_102_444_800_000));
    let entry = IndexEntry { partition: unique("due"), sort: "2".into() };
    written.indexes.insert(Index::Due, entry);
    store.commit(&[put(written.clone(), Condition::Absent)]).await.unwrap();
    assert_eq!(store.read(&key).await.unwrap(), Some(written));
    store.commit(&[Write::Delete(key.clone())]).await.unwrap();
    assert_eq!(store.read(&key).await.unwrap(), None);
    store.commit(&[Write::Delete(key)]).await.expect("removing nothing is no failure");
}

async fn conditions_hold(store: &dyn Records) {
    let partition = unique("conditions");
    let written = |version| record(&partition, "a", version, "{}");
    let cases = [
        (put(written(1), Condition::Version(1)), false, "there is nothing yet"),
        (put(written(1), Condition::Absent), true, "there is nothing yet"),
        (put(written(1), Condition::Absent), false, "there is something"),
        (put(written(2), Condition::Version(1)), true, "it is version 1"),
        (put(written(2), Condition::Version(1)), false, "it is version 2"),
        (put(written(3), Condition::Version(2)), true, "it is version 2"),
    ];
    for (write, is_made, why) in cases {
        match store.commit(std::slice::from_ref(&write)).await {
            Ok(()) => assert!(is_made, "{write:?} was made although {why}"),
            Err(CommitError::Conflict { write: 0 }) => {
                assert!(!is_made, "{write:?} was refused although {why}");
            }
            Err(other) => panic!("{write:?}: {other}"),
        }
    }
}

async fn a_commit_is_all_or_nothing(store: &dyn Records) {
    let partition = unique("atomic");
    let first = record(&partition, "taken", 1, "{}");
    store.commit(&[put(first, Condition::Absent)]).await.unwrap();
    let writes = [
        put(record(&partition, "new", 1, "{}"), Condition::Absent),
        Write::Delete(RecordKey::new(&partition, "other")),
        put(record(&partition, "taken", 1, "{}"), Condition::Absent),
    ];
    let refused = store.commit(&writes).await;
    assert!(matches!(refused, Err(CommitError::Conflict { write: 2 })), "{refused:?}");
    let new = store.read(&RecordKey::new(&partition, "new")).await.unwrap();
    assert_eq!(new, None, "a part of a refused commit was made");
}

async fn of_many_writers_one_wins(store: &Arc<dyn Records>) {
    let partition = unique("race");
    let tasks: Vec<_> = (0..20)
        .map(|writer| {
            let (store, partition) = (store.clone(), partition.clone());
            tokio::spawn(async move {
                let written = record(&partition, "a", 1, &writer.to_string());
                store.commit(&[put(written, Condition::Absent)]).await.is_ok().then_some(writer)
            })
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        winners.extend(task.await.unwrap());
    }
    let kept = store.read(&RecordKey::new(&partition, "a")).await.unwrap().unwrap();
    assert_eq!(winners, [kept.document.parse::<i32>().unwrap()]);
}

async fn nothing_is_lost_by_many_who_count(store: &Arc<dyn Records>) {
    let partition = unique("count");
    store.commit(&[put(record(&partition, "a", 1, "0"), Condition::Absent)]).await.unwrap();
    let count = async |store: Arc<dyn Records>, key: RecordKey| {
        let mut made = 0;
        while made < 5 {
            let found = store.read(&key).await.unwrap().unwrap();
            let next = found.document.parse::<u32>().unwrap() + 1;
            let counted =
                Record { version: found.version + 1, document: next.to_string(), ..found };
            let expected = Condition::Version(counted.version - 1);
            match store.commit(&[put(counted, expected)]).await {
                Ok(()) => made += 1,
                Err(CommitError::Conflict { .. }) => tokio::task::yield_now().await,
                Err(CommitError::Store(error)) if error.is_retryable() => {}
                Err(error) => panic!("{error}"),
            }
        }
    };
    let key = RecordKey::new(&partition, "a");
    let counters: Vec<_> =
        (0..4).map(|_| tokio::spawn(count(store.clone(), key.clone()))).collect();
    for counter in counters {
        counter.await.unwrap();
    }
    assert_eq!(store.read(&key).await.unwrap().unwrap().document, "20");
}

/// All pages of a query, one after the other.
async fn pages(store: &dyn Records, mut query: Query) -> Vec<Page> {
    let mut pages = Vec::new();
    loop {
        let page = store.query(&query).await.unwrap();
        query.after.clone_from(&page.next);
        let is_last = page.next.is_none();
        pages.push(page);
        if is_last {
            return pages;
        }
        assert!(pages.len() < 100, "the pages don't end");
    }
}

fn sorts(pages: &[Page]) -> Vec<&str> {
    let records = pages.iter().flat_map(|page| &page.records);
    records.map(|record| record.key.sort.as_str()).collect()
}

async fn pages_hold_every_record_once_in_order(store: &dyn Records) {
    let partition = unique("pages");
    let mut names: Vec<String> = (0..25).map(|number| format!("{:02}", number * 7 % 25)).collect();
    for name in &names {
        let written = record(&partition, name, 1, "{}");
        store.commit(&[put(written, Condition::Absent)]).await.unwrap();
    }
    // A neighbour whose name begins alike.
    let neighbour = record(&format!("{partition}0"), "03", 1, "{}");
    store.commit(&[put(neighbour, Condition::Absent)]).await.unwrap();
    names.sort();
    for limit in [1, 7, 25, 100] {
        let query = Query { limit, ..Query::partition(&partition) };
        let found = pages(store, query.clone()).await;
        assert!(found.iter().all(|page| page.records.len() <= limit));
        assert_eq!(sorts(&found), names, "{limit} at a time");
        let found = pages(store, Query { order: Order::Descending, ..query.clone() }).await;
        let backwards: Vec<_> = names.iter().rev().collect();
        assert_eq!(sorts(&found), backwards, "{limit} at a time, backwards");
        let found = pages(store, Query { up_to: Some("11".into()), ..query }).await;
        assert_eq!(sorts(&found), names[..12], "{limit} at a time, up to 11");
    }
    let none = pages(store, Query::partition(unique("empty"))).await;
    assert_eq!(sorts(&none), Vec::<&str>::new());
}

async fn indexes_hold_records_while_they_have_an_entry(store: &dyn Records) {
    let (partition, due) = (unique("indexed"), unique("due"));
    let with = |sort: &str, version, at: Option<&str>| {
        let mut record = record(&partition, sort, version, "{}");
        let entry = at.map(|at| IndexEntry { partition: due.clone(), sort: at.into() });
        record.indexes = entry.map(|entry| (Index::Due, entry)).into_iter().collect();
        record
    };
    for (sort, at) in
        [("a", Some("3")), ("b", Some("1")), ("c", None), ("d", Some("1")), ("e", Some("2"))]
    {
        store.commit(&[put(with(sort, 1, at), Condition::Absent)]).await.unwrap();
    }
    for limit in [1, 2, 100] {
        let query = Query { index: Some(Index::Due), limit, ..Query::partition(&due) };
        assert_eq!(sorts(&pages(store, query.clone()).await), ["b", "d", "e", "a"]);
        let early = Query { up_to: Some("2".into()), ..query };
        assert_eq!(sorts(&pages(store, early).await), ["b", "d", "e"]);
    }
    let state = Query { index: Some(Index::State), ..Query::partition(&due) };
    assert_eq!(sorts(&pages(store, state).await), Vec::<&str>::new());
    let writes = [
        put(with("a", 2, None), Condition::Version(1)),
        put(with("b", 2, Some("9")), Condition::Version(1)),
        Write::Delete(RecordKey::new(&partition, "d")),
    ];
    store.commit(&writes).await.unwrap();
    let query = Query { index: Some(Index::Due), ..Query::partition(&due) };
    assert_eq!(sorts(&pages(store, query).await), ["e", "b"]);
}
