//! The one way to write records: every commit carries an entry of who did what.
//!
//! Where things are:
//!
//! | partition | sort key | holds |
//! |---|---|---|
//! | `projects` | project | a [`ProjectRecord`](crate::ProjectRecord) |
//! | `project#P#jobs` | job | a [`Job`] |
//! | `project#P#requests` | SHA-256 of an idempotency key | which job it asked for |
//! | `project#P#log#J` | attempt, line | a [`LogLine`](crate::LogLine) |
//! | `project#P#profiles` | name | a [`Profile`](crate::Profile) |
//! | `project#P#keys` | a key's identity | where what it opens is |
//! | `keys` | SHA-256 of a key | a [`KeyRecord`](crate::KeyRecord) |
//! | `project#P#transactions` | ULID | a [`Transaction`] |
//! | `project#P#webhooks` | ULID | a [`Webhook`](crate::Webhook) |
//! | `project#P#deliveries#W` | an event | a [`Delivery`](crate::Delivery) |
//! | `outbox` | ULID | what is still to be told: a message, an event |
//!
//! Index `Due`, partition `jobs`: open jobs by when somebody has to look at them; partition
//! `deliveries`: those that wait by when they are tried. Index `State`,
//! partition `P#state`: jobs by their identity.

use std::{collections::BTreeMap, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    Clock, CommitError, Job, JobId, LeasePolicy, Listed, Principal, Project, StoreError, Stores,
    Timestamp,
    port::{
        Condition, Event, Index, IndexEntry, Message, Query, Record, RecordKey, Records, Write,
    },
};

/// Who did what, when: one line of a project's audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Transaction {
    /// Its identity: a ULID.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Principal,
    /// What: `job.submitted`, `profile.saved`.
    pub what: String,
    /// To what: a job's identity, a profile's name.
    pub subject: String,
}

/// What somebody does to a project's things.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed<'a> {
    pub project: &'a Project,
    pub who: &'a Principal,
    pub what: &'a str,
    pub subject: &'a str,
}

/// What is to be told to others after a commit, kept with it until it is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    /// A message for the queue.
    pub message: Option<Message>,
    /// An event.
    pub event: Option<Event>,
}

/// A document with the version of its record.
#[derive(Debug, Clone)]
pub(crate) struct Versioned<T> {
    pub value: T,
    pub version: u64,
}

#[derive(Clone)]
pub(crate) struct Ledger {
    pub records: Arc<dyn Records>,
    pub clock: Arc<dyn Clock>,
}

impl Ledger {
    pub(crate) fn of(stores: &Stores) -> Self {
        Self { records: Arc::clone(&stores.records), clock: Arc::clone(&stores.clock) }
    }

    /// Commits writes together with the line that says who made them.
    pub(crate) async fn commit(
        &self,
        deed: Deed<'_>,
        mut writes: Vec<Write>,
    ) -> Result<(), CommitError> {
        let at = self.clock.now();
        let id = JobId::new(at)?.to_string();
        let (who, what, subject) = (deed.who.clone(), deed.what.into(), deed.subject.into());
        let line = Transaction { id: id.clone(), at, who, what, subject };
        let key = RecordKey::new(partition(deed.project, "transactions"), id);
        writes.push(put_new(key, &line, None)?);
        self.records.commit(&writes).await
    }

    /// Writes a worker's sign of life, or a line of its log: the only writes that leave no
    /// transaction, since nobody decides anything by them.
    pub(crate) async fn note(&self, write: Write) -> Result<(), CommitError> {
        self.records.commit(&[write]).await
    }

    /// Removes what was told from the outbox.
    pub(crate) async fn told(&self, key: RecordKey) -> Result<(), CommitError> {
        self.records.commit(&[Write::Delete(key)]).await
    }

    /// A page of the documents that are wanted, filled up to the query's limit as long as there
    /// are any.
    pub(crate) async fn list<T: DeserializeOwned>(
        &self,
        mut query: Query,
        is_wanted: impl Fn(&T) -> bool,
    ) -> Result<Listed<Versioned<T>>, StoreError> {
        let most = query.limit;
        let mut items = Vec::new();
        loop {
            query.limit = most - items.len();
            let page = self.records.query(&query).await?;
            for record in &page.records {
                let found = decode::<T>(record)?;
                if is_wanted(&found.value) {
                    items.push(found);
                }
            }
            query.after = page.next;
            if items.len() >= most || query.after.is_none() {
                return Ok(Listed { items, next: query.after });
            }
        }
    }

    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        key: &RecordKey,
    ) -> Result<Option<Versioned<T>>, StoreError> {
        let record = self.records.read(key).await?;
        record.map(|record| decode(&record)).transpose()
    }
}

/// A partition of a project.
pub(crate) fn partition(project: &Project, what: &str) -> String {
    format!("project#{project}#{what}")
}

pub(crate) fn job_key(project: &Project, id: JobId) -> RecordKey {
    RecordKey::new(partition(project, "jobs"), id.to_string())
}

/// The partition of [`Index::Due`].
pub(crate) const DUE: &str = "jobs";

/// A sort key that orders moments.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{:015}", at.millis().max(0))
}

/// The partition of [`Index::State`] for jobs of a state.
pub(crate) fn state_partition(job: &Job) -> String {
    format!("{}#{}", job.project, job.state)
}

/// The write that makes a job's record what the job is.
pub(crate) fn put_job(
    job: &Job,
    expected: Condition,
    policy: LeasePolicy,
) -> Result<Write, StoreError> {
    let state = IndexEntry { partition: state_partition(job), sort: job.id.to_string() };
    let mut indexes = BTreeMap::from([(Index::State, state)]);
    if let Some(at) = job.due_at(policy) {
        indexes.insert(Index::Due, IndexEntry { partition: DUE.into(), sort: moment(at) });
    }
    let version = match expected {
        Condition::Absent => 1,
        Condition::Version(version) => version + 1,
    };
    let record = Record {
        key: job_key(&job.project, job.id),
        version,
        document: encode(job)?,
        indexes,
        expires: job.state.has_ended().then_some(job.expires_at),
    };
    Ok(Write::Put { record, expected })
}

/// The write of something new.
pub(crate) fn put_new<T: Serialize>(
    key: RecordKey,
    value: &T,
    expires: Option<Timestamp>,
) -> Result<Write, StoreError> {
    put(key, value, Condition::Absent, expires)
}

/// The write of something that no index holds.
pub(crate) fn put<T: Serialize>(
    key: RecordKey,
    value: &T,
    expected: Condition,
    expires: Option<Timestamp>,
) -> Result<Write, StoreError> {
    let version = match expected {
        Condition::Absent => 1,
        Condition::Version(version) => version + 1,
    };
    let document = encode(value)?;
    let record = Record { key, version, document, indexes: BTreeMap::new(), expires };
    Ok(Write::Put { record, expected })
}

/// The write of what is to be told.
pub(crate) fn put_outgoing(outgoing: &Outgoing, now: Timestamp) -> Result<Write, StoreError> {
    put_new(RecordKey::new("outbox", JobId::new(now)?.to_string()), outgoing, None)
}

pub(crate) fn encode<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|source| StoreError::new("write", "a record", false).because(source))
}

pub(crate) fn decode<T: DeserializeOwned>(record: &Record) -> Result<Versioned<T>, StoreError> {
    let RecordKey { partition, sort } = &record.key;
    let value = serde_json::from_str(&record.document).map_err(|source| {
        StoreError::new("understand the record", format!("{partition}/{sort}"), false)
            .because(source)
    })?;
    Ok(Versioned { value, version: record.version })
}
