//! Stores that last as long as the process, for tests.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};

use super::{Place, blocking};
use crate::{
    Clock, CommitError, ObjectKey, StoreError, Timestamp,
    document::sha256,
    port::{
        Condition, Delivery, Event, Events, Message, ObjectInfo, ObjectStream, Objects, Order,
        Page, PutError, PutMode, Query, Queue, Receipt, Record, RecordKey, Records, Write,
    },
};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing here panics halfway through a change.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records in memory. Copies share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryRecords(Arc<Mutex<BTreeMap<RecordKey, Record>>>);

#[async_trait]
impl Records for MemoryRecords {
    async fn read(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        Ok(lock(&self.0).get(key).cloned())
    }

    async fn commit(&self, writes: &[Write]) -> Result<(), CommitError> {
        let mut records = lock(&self.0);
        for (write, number) in writes.iter().zip(0..) {
            let Write::Put { record, expected } = write else { continue };
            let found = records.get(&record.key).map(|found| found.version);
            let is_met = match expected {
                Condition::Absent => found.is_none(),
                Condition::Version(version) => found == Some(*version),
            };
            if !is_met {
                return Err(CommitError::Conflict { write: number });
            }
        }
        for write in writes {
            match write {
                Write::Put { record, .. } => {
                    records.insert(record.key.clone(), record.clone());
                }
                Write::Delete(key) => {
                    records.remove(key);
                }
            }
        }
        Ok(())
    }

    async fn query(&self, query: &Query) -> Result<Page, StoreError> {
        let records = lock(&self.0);
        let place = |record: &Record| -> Option<(String, String, String)> {
            let RecordKey { partition, sort } = record.key.clone();
            let Some(index) = query.index else {
                return (partition == query.partition).then_some((
                    sort,
                    String::new(),
                    String::new(),
                ));
            };
            let entry = record.indexes.get(&index)?;
            (entry.partition == query.partition).then(|| (entry.sort.clone(), partition, sort))
        };
        let mut found: Vec<_> =
            records.values().filter_map(|record| Some((place(record)?, record))).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        if query.order == Order::Descending {
            found.reverse();
        }
        let after = query.after.as_deref().map(Place::parse);
        let after = after.map(|Place { sort, partition, key }| (sort, partition, key));
        let mut wanted = found
            .into_iter()
            .filter(|(place, _)| query.up_to.as_ref().is_none_or(|up_to| place.0 <= *up_to))
            .filter(|(place, _)| match (&after, query.order) {
                (None, _) => true,
                (Some(after), Order::Ascending) => place > after,
                (Some(after), Order::Descending) => place < after,
            });
        let page: Vec<_> = wanted.by_ref().take(query.limit).collect();
        let has_more = wanted.next().is_some();
        let next = page.last().filter(|_| has_more).map(|((sort, partition, key), _)| {
            Place { sort: sort.clone(), partition: partition.clone(), key: key.clone() }.text()
        });
        Ok(Page { records: page.into_iter().map(|(_, record)| record.clone()).collect(), next })
    }
}

/// Objects in memory. Copies share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryObjects(Arc<Mutex<BTreeMap<ObjectKey, Bytes>>>);

fn info(key: &ObjectKey, bytes: &Bytes) -> ObjectInfo {
    ObjectInfo { key: key.clone(), bytes: bytes.len() as u64, tag: sha256(bytes) }
}

#[async_trait]
impl Objects for MemoryObjects {
    async fn put(
        &self,
        key: &ObjectKey,
        bytes: Bytes,
        mode: PutMode,
    ) -> Result<ObjectInfo, PutError> {
        let mut objects = lock(&self.0);
        if mode == PutMode::Create && objects.contains_key(key) {
            return Err(PutError::Exists { key: key.clone() });
        }
        let put = info(key, &bytes);
        objects.insert(key.clone(), bytes);
        Ok(put)
    }

    async fn put_file(&self, key: &ObjectKey, file: &Path) -> Result<ObjectInfo, StoreError> {
        let path = file.to_owned();
        let bytes = blocking(move || {
            std::fs::read(&path).map_err(|error| {
                StoreError::new("read", path.display().to_string(), false).because(error)
            })
        });
        let bytes = Bytes::from(bytes.await?);
        let put = info(key, &bytes);
        lock(&self.0).insert(key.clone(), bytes);
        Ok(put)
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<Bytes>, StoreError> {
        Ok(lock(&self.0).get(key).cloned())
    }

    async fn stream(&self, key: &ObjectKey) -> Result<Option<ObjectStream>, StoreError> {
        let whole = self.get(key).await?;
        Ok(whole.map(|whole| ObjectStream {
            bytes: whole.len() as u64,
            pieces: stream::iter([Ok(whole)]).boxed(),
        }))
    }

    async fn info(&self, key: &ObjectKey) -> Result<Option<ObjectInfo>, StoreError> {
        Ok(lock(&self.0).get(key).map(|bytes| info(key, bytes)))
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, StoreError> {
        let objects = lock(&self.0);
        let wanted = objects.iter().filter(|(key, _)| {
            key.as_str().starts_with(prefix) && after.is_none_or(|after| *key > after)
        });
        Ok(wanted.take(limit).map(|(key, bytes)| info(key, bytes)).collect())
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError> {
        lock(&self.0).remove(key);
        Ok(())
    }
}

/// A queue in memory, by a clock. Copies share it.
#[derive(Clone)]
pub struct MemoryQueue {
    clock: Arc<dyn Clock>,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    messages: Vec<Hidden>,
    sent: u64,
}

struct Hidden {
    number: u64,
    message: Message,
    until: Timestamp,
    received: u32,
}

impl Hidden {
    fn receipt(&self) -> Receipt {
        Receipt(format!("{}-{}", self.number, self.received))
    }
}

impl MemoryQueue {
    /// An empty queue.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, waiting: Arc::default() }
    }
}

#[async_trait]
impl Queue for MemoryQueue {
    async fn send(&self, message: &Message) -> Result<(), StoreError> {
        let mut waiting = lock(&self.waiting);
        waiting.sent += 1;
        let hidden = Hidden {
            number: waiting.sent,
            message: message.clone(),
            until: self.clock.now(),
            received: 0,
        };
        waiting.messages.push(hidden);
        Ok(())
    }

    async fn receive(&self, most: usize, hidden: Duration) -> Result<Vec<Delivery>, StoreError> {
        let now = self.clock.now();
        let mut waiting = lock(&self.waiting);
        let free = waiting.messages.iter_mut().filter(|message| message.until <= now).take(most);
        let deliver = |message: &mut Hidden| {
            message.received += 1;
            message.until = now.after(hidden);
            Delivery {
                message: message.message.clone(),
                receipt: message.receipt(),
                received: message.received,
            }
        };
        Ok(free.map(deliver).collect())
    }

    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError> {
        lock(&self.waiting).messages.retain(|message| message.receipt() != *receipt);
        Ok(())
    }

    async fn hide(&self, receipt: &Receipt, hidden: Duration) -> Result<(), StoreError> {
        let until = self.clock.now().after(hidden);
        let mut waiting = lock(&self.waiting);
        let held = waiting.messages.iter_mut().find(|message| message.receipt() == *receipt);
        if let Some(message) = held {
            message.until = until;
        }
        Ok(())
    }
}

/// Events, remembered. Copies share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryEvents(Arc<Mutex<Vec<Event>>>);

impl MemoryEvents {
    /// What was told so far.
    pub fn told(&self) -> Vec<Event> {
        lock(&self.0).clone()
    }
}

#[async_trait]
impl Events for MemoryEvents {
    async fn tell(&self, event: &Event) -> Result<(), StoreError> {
        lock(&self.0).push(event.clone());
        Ok(())
    }
}
