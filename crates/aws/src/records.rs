//! Records in one DynamoDB table.
//!
//! | attribute | type | holds |
//! |---|---|---|
//! | `pk`, `sk` | S | the record's key: hash and range key of the table |
//! | `version` | N | what conditions compare |
//! | `document` | S | the record's JSON |
//! | `expires` | N | seconds since 1970, rounded up: the table's time to live |
//! | `due_pk`, `due_sk` | S | the place in the index `due` |
//! | `state_pk`, `state_sk` | S | the place in the index `state` |
//!
//! Both indexes hold all attributes, and only records that have a place there. An index's range
//! key is the entry's sort key and the record's own key, so that equal entries have an order.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, Delete, Put, TransactWriteItem},
};
use seedbed_jobs::{
    CommitError, StoreError, Timestamp,
    port::{Condition, Index, IndexEntry, Order, Page, Query, Record, RecordKey, Records, Write},
};

use crate::error::{failed, is};

/// Records in a table.
#[derive(Debug, Clone)]
pub struct DynamoRecords {
    client: Client,
    table: String,
}

type Item = HashMap<String, AttributeValue>;

/// Between the parts of an index's range key. Keys hold no unit separators: they are made of
/// names, numbers and `#`.
const SEPARATOR: char = '\u{1f}';

/// Two transactions that meet are both put off; so often one is tried again.
const MOST_TURNS: u32 = 8;

/// Why an attempt to commit did not succeed.
enum Refused {
    Commit(CommitError),
    /// Another transaction was at one of the records.
    Busy(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Commit(error.into())
    }
}

impl DynamoRecords {
    /// The records of a table.
    pub fn new(client: Client, table: &str) -> Self {
        Self { client, table: table.to_owned() }
    }

    async fn attempt(&self, writes: &[Write]) -> Result<(), Refused> {
        match writes {
            [] => Ok(()),
            [Write::Put { record, expected }] => self.put(record, *expected).await,
            [Write::Delete(key)] => self.delete(key).await,
            _ => self.transact(writes).await,
        }
    }

    async fn put(&self, record: &Record, expected: Condition) -> Result<(), Refused> {
        let (condition, names, values) = condition(expected);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item(record)))
            .condition_expression(condition)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values);
        let Err(error) = put.send().await else { return Ok(()) };
        if is(&error, &["ConditionalCheckFailedException"]) {
            return Err(Refused::Commit(CommitError::Conflict { write: 0 }));
        }
        let is_busy = is(&error, &["TransactionConflictException"]);
        let error = failed("write", name(&record.key), &error);
        Err(if is_busy { Refused::Busy(error) } else { error.into() })
    }

    async fn delete(&self, key: &RecordKey) -> Result<(), Refused> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key_item(key)));
        let Err(error) = delete.send().await else { return Ok(()) };
        let is_busy = is(&error, &["TransactionConflictException"]);
        let error = failed("remove", name(key), &error);
        Err(if is_busy { Refused::Busy(error) } else { error.into() })
    }

    async fn transact(&self, writes: &[Write]) -> Result<(), Refused> {
        let items = writes.iter().map(|write| self.transacted(write));
        let items = items.collect::<Result<Vec<_>, StoreError>>()?;
        // The SDK adds a token, so that a commit whose answer was lost is not made twice.
        let sent = self.client.transact_write_items().set_transact_items(Some(items)).send();
        let Err(error) = sent.await else { return Ok(()) };
        let object = writes.first().map_or_else(String::new, |write| name(write.key()));
        let reasons = match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                cancelled.cancellation_reasons()
            }
            _ => return Err(failed("commit", object, &error).into()),
        };
        let codes: Vec<&str> = reasons.iter().map(|reason| reason.code().unwrap_or("")).collect();
        if let Some(write) = codes.iter().position(|code| *code == "ConditionalCheckFailed") {
            return Err(Refused::Commit(CommitError::Conflict { write }));
        }
        let passes = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
        let said = codes.join(", ");
        if codes.iter().any(|code| passes.contains(code)) {
            return Err(Refused::Busy(StoreError::new("commit", object, true).because(said)));
        }
        Err(StoreError::new("commit", object, false).because(said).into())
    }

    fn transacted(&self, write: &Write) -> Result<TransactWriteItem, StoreError> {
        let unbuilt = |error| StoreError::new("write", name(write.key()), false).because(error);
        let item = TransactWriteItem::builder();
        Ok(match write {
            Write::Put { record, expected } => {
                let (condition, names, values) = condition(*expected);
                let put = Put::builder()
                    .table_name(&self.table)
                    .set_item(Some(self::item(record)))
                    .condition_expression(condition)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values);
                item.put(put.build().map_err(unbuilt)?).build()
            }
            Write::Delete(key) => {
                let delete = Delete::builder().table_name(&self.table).set_key(Some(key_item(key)));
                item.delete(delete.build().map_err(unbuilt)?).build()
            }
        })
    }
}

#[async_trait]
impl Records for DynamoRecords {
    async fn read(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| failed("read", name(key), &error))?;
        found.item().map(record).transpose()
    }

    async fn commit(&self, writes: &[Write]) -> Result<(), CommitError> {
        let mut turn = 0;
        loop {
            match self.attempt(writes).await {
                Ok(()) => return Ok(()),
                Err(Refused::Commit(error)) => return Err(error),
                Err(Refused::Busy(error)) if turn == MOST_TURNS => return Err(error.into()),
                Err(Refused::Busy(_)) => pause(turn).await,
            }
            turn += 1;
        }
    }

    async fn query(&self, query: &Query) -> Result<Page, StoreError> {
        let names = Names::of(query.index);
        let limit = i32::try_from(query.limit).unwrap_or(i32::MAX - 1);
        let mut asked = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(names.index.map(str::to_owned))
            .consistent_read(names.index.is_none())
            .scan_index_forward(query.order == Order::Ascending)
            // One more tells whether there are more.
            .limit(limit.saturating_add(1))
            .expression_attribute_names("#pk", names.pk)
            .expression_attribute_values(":pk", text(&query.partition))
            .set_exclusive_start_key(query.after.as_deref().map(|after| names.start(query, after)));
        asked = match &query.up_to {
            None => asked.key_condition_expression("#pk = :pk"),
            Some(up_to) => asked
                .key_condition_expression("#pk = :pk AND #sk <= :up_to")
                .expression_attribute_names("#sk", names.sk)
                .expression_attribute_values(":up_to", text(&names.bound(up_to))),
        };
        let found = asked.send().await;
        let found = found.map_err(|error| failed("query", query.partition.clone(), &error))?;
        let mut records = found.items().iter().map(record).collect::<Result<Vec<_>, _>>()?;
        let has_more = records.len() > query.limit || found.last_evaluated_key().is_some();
        records.truncate(query.limit);
        let last = records.last().filter(|_| has_more);
        let next = last.map(|last| range_key(last, query.index));
        Ok(Page { records, next })
    }
}

/// What the attributes of a place are called, in the table or in an index.
struct Names {
    index: Option<&'static str>,
    pk: &'static str,
    sk: &'static str,
}

impl Names {
    fn of(index: Option<Index>) -> Self {
        match index {
            None => Self { index: None, pk: "pk", sk: "sk" },
            Some(Index::Due) => Self { index: Some("due"), pk: "due_pk", sk: "due_sk" },
            Some(Index::State) => Self { index: Some("state"), pk: "state_pk", sk: "state_sk" },
        }
    }

    /// The largest range key of a sort key.
    fn bound(&self, up_to: &str) -> String {
        match self.index {
            None => up_to.to_owned(),
            Some(_) => format!("{up_to}{SEPARATOR}{}", char::MAX),
        }
    }

    fn start(&self, query: &Query, after: &str) -> Item {
        let own = [(self.pk.to_owned(), text(&query.partition)), (self.sk.to_owned(), text(after))];
        let mut key: Item = own.into_iter().collect();
        if self.index.is_some() {
            let mut parts = after.splitn(3, SEPARATOR).skip(1);
            let mut part = || parts.next().filter(|part| !part.is_empty()).unwrap_or("-");
            key.extend(key_item(&RecordKey::new(part(), part())));
        }
        key
    }
}

/// A record's range key, which is also what pages go on after.
fn range_key(record: &Record, index: Option<Index>) -> String {
    let entry = index.and_then(|index| record.indexes.get(&index));
    entry.map_or_else(|| record.key.sort.clone(), |entry| place(entry, &record.key))
}

/// The range key of a record in an index.
fn place(entry: &IndexEntry, key: &RecordKey) -> String {
    format!("{}{SEPARATOR}{}{SEPARATOR}{}", entry.sort, key.partition, key.sort)
}

fn item(record: &Record) -> Item {
    let mut item = key_item(&record.key);
    item.insert("version".into(), AttributeValue::N(record.version.to_string()));
    item.insert("document".into(), text(&record.document));
    if let Some(expires) = record.expires {
        let seconds = expires.after(Duration::from_millis(999)).seconds();
        item.insert("expires".into(), AttributeValue::N(seconds.to_string()));
    }
    for (index, entry) in &record.indexes {
        let names = Names::of(Some(*index));
        item.insert(names.pk.into(), text(&entry.partition));
        item.insert(names.sk.into(), text(&place(entry, &record.key)));
    }
    item
}

fn record(item: &Item) -> Result<Record, StoreError> {
    let string = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
    let number = |name: &str| item.get(name).and_then(|value| value.as_n().ok());
    let key = RecordKey::new(string("pk").unwrap_or_default(), string("sk").unwrap_or_default());
    let damaged = || StoreError::new("understand the record", name(&key), false);
    let version = number("version").and_then(|text| text.parse().ok()).ok_or_else(damaged)?;
    let document = string("document").ok_or_else(damaged)?;
    let expires = number("expires").and_then(|text| text.parse::<i64>().ok());
    let expires = expires.map(|seconds| Timestamp::from_millis(seconds.saturating_mul(1000)));
    let entry = |index| {
        let names = Names::of(Some(index));
        let place = string(names.sk)?;
        let sort = place.split(SEPARATOR).next().unwrap_or_default().to_owned();
        Some((index, IndexEntry { partition: string(names.pk)?, sort }))
    };
    let indexes: BTreeMap<_, _> =
        [Index::Due, Index::State].into_iter().filter_map(entry).collect();
    Ok(Record { key, version, document, indexes, expires })
}

fn key_item(key: &RecordKey) -> Item {
    [("pk".to_owned(), text(&key.partition)), ("sk".to_owned(), text(&key.sort))].into()
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// A condition as an expression, with the names and values that it uses.
fn condition(expected: Condition) -> (&'static str, Option<HashMap<String, String>>, Option<Item>) {
    match expected {
        Condition::Absent => ("attribute_not_exists(pk)", None, None),
        Condition::Version(version) => {
            let names = [("#version".to_owned(), "version".to_owned())];
            let values = [(":version".to_owned(), AttributeValue::N(version.to_string()))];
            ("#version = :version", Some(names.into()), Some(values.into()))
        }
    }
}

/// What errors call a record; places of keys are hashes, and say nothing.
fn name(key: &RecordKey) -> String {
    format!("{}/{}", key.partition, key.sort)
}

/// Waits a little before trying again, longer each time, and each time by another measure.
async fn pause(turn: u32) {
    let mut random = [0; 1];
    // Without randomness those who met may meet again.
    let _ = getrandom::fill(&mut random);
    let most = 20_u64 << turn.min(6);
    tokio::time::sleep(Duration::from_millis(most * (u64::from(random[0]) + 1) / 256)).await;
}
