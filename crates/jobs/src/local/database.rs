//! Records and a queue in an `SQLite` file, which several processes may use at a time.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Row, Transaction, TransactionBehavior, params,
};

use super::{Place, blocking};
use crate::{
    Clock, CommitError, StoreError, Timestamp,
    port::{
        Condition, Delivery, Index, IndexEntry, Message, Order, Page, Query, Queue, Receipt,
        Record, RecordKey, Records, Write,
    },
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS records (
        partition TEXT NOT NULL,
        sort TEXT NOT NULL,
        version INTEGER NOT NULL,
        document TEXT NOT NULL,
        expires INTEGER,
        due_partition TEXT,
        due_sort TEXT,
        state_partition TEXT,
        state_sort TEXT,
        PRIMARY KEY (partition, sort)
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX IF NOT EXISTS due ON records (due_partition, due_sort, partition, sort)
        WHERE due_partition IS NOT NULL;
    CREATE INDEX IF NOT EXISTS state ON records (state_partition, state_sort, partition, sort)
        WHERE state_partition IS NOT NULL;
    CREATE INDEX IF NOT EXISTS expiry ON records (expires) WHERE expires IS NOT NULL;
    CREATE TABLE IF NOT EXISTS messages (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        message TEXT NOT NULL,
        hidden_until INTEGER NOT NULL,
        received INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS free ON messages (hidden_until);
";

/// A file that keeps records and messages. Every commit is on the disk before it returns.
#[derive(Clone)]
pub struct LocalDatabase {
    connection: Arc<Mutex<Connection>>,
}

impl LocalDatabase {
    /// Opens a file, or makes it.
    ///
    /// # Errors
    /// When the file can't be opened, or is no such database.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |source: rusqlite::Error| {
            StoreError::new("open", path.display().to_string(), false).because(source)
        };
        let connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(Duration::from_secs(30)).map_err(failed)?;
        connection.pragma_update(None, "journal_mode", "wal").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "full").map_err(failed)?;
        connection.execute_batch(TABLES).map_err(failed)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Removes what has expired. To be called now and then.
    pub async fn forget(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.run("forget", "what has expired", move |transaction| {
            transaction.execute("DELETE FROM records WHERE expires < ?1", [now.millis()])
        })
        .await
    }

    /// Runs work in a transaction that nobody else writes in.
    async fn run<T: Send + 'static>(
        &self,
        operation: &'static str,
        object: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Immediate, operation, object, work).await
    }

    /// Runs work that only reads: it sees one state, and neither waits for writers nor holds them
    /// up.
    async fn look<T: Send + 'static>(
        &self,
        operation: &'static str,
        object: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Deferred, operation, object, work).await
    }

    async fn within<T: Send + 'static>(
        &self,
        behavior: TransactionBehavior,
        operation: &'static str,
        object: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connection = self.connection.clone();
        blocking(move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let attempt = || {
                let transaction = connection.transaction_with_behavior(behavior)?;
                let answer = work(&transaction)?;
                transaction.commit()?;
                Ok(answer)
            };
            attempt().map_err(|source: rusqlite::Error| {
                let code = source.sqlite_error_code();
                let is_retryable =
                    matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked));
                StoreError::new(operation, object, is_retryable).because(source)
            })
        })
        .await
    }
}

/// The records of a [`LocalDatabase`].
#[derive(Clone)]
pub struct DatabaseRecords(pub LocalDatabase);

#[async_trait]
impl Records for DatabaseRecords {
    async fn read(&self, key: &RecordKey) -> Result<Option<Record>, StoreError> {
        let key = key.clone();
        self.0
            .look("read", "a record", move |transaction| {
                let sql =
                    format!("SELECT {COLUMNS} FROM records WHERE partition = ?1 AND sort = ?2");
                let mut statement = transaction.prepare_cached(&sql)?;
                statement.query_row([&key.partition, &key.sort], record).optional()
            })
            .await
    }

    async fn commit(&self, writes: &[Write]) -> Result<(), CommitError> {
        let writes = writes.to_vec();
        let conflict = self
            .0
            .run("write", "records", move |transaction| {
                for (write, number) in writes.iter().zip(0..) {
                    if !is_met(transaction, write)? {
                        return Ok(Some(number));
                    }
                }
                writes.iter().try_for_each(|write| make(transaction, write))?;
                Ok(None)
            })
            .await?;
        conflict.map_or(Ok(()), |write| Err(CommitError::Conflict { write }))
    }

    async fn query(&self, query: &Query) -> Result<Page, StoreError> {
        let query = query.clone();
        self.0.look("list", "records", move |transaction| page(transaction, &query)).await
    }
}

const COLUMNS: &str = "partition, sort, version, document, expires, due_partition, due_sort, \
                       state_partition, state_sort";

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let mut record = Record {
        key: RecordKey { partition: row.get(0)?, sort: row.get(1)? },
        version: row.get::<_, i64>(2)?.cast_unsigned(),
        document: row.get(3)?,
        indexes: std::collections::BTreeMap::new(),
        expires: row.get::<_, Option<i64>>(4)?.map(Timestamp::from_millis),
    };
    for (index, column) in [(Index::Due, 5), (Index::State, 7)] {
        if let (Some(partition), Some(sort)) = (row.get(column)?, row.get(column + 1)?) {
            record.indexes.insert(index, IndexEntry { partition, sort });
        }
    }
    Ok(record)
}

fn is_met(transaction: &Transaction<'_>, write: &Write) -> rusqlite::Result<bool> {
    let Write::Put { record, expected } = write else { return Ok(true) };
    let sql = "SELECT version FROM records WHERE partition = ?1 AND sort = ?2";
    let found: Option<i64> = transaction
        .prepare_cached(sql)?
        .query_row([&record.key.partition, &record.key.sort], |row| row.get(0))
        .optional()?;
    Ok(match expected {
        Condition::Absent => found.is_none(),
        Condition::Version(version) => found == Some(version.cast_signed()),
    })
}

fn make(transaction: &Transaction<'_>, write: &Write) -> rusqlite::Result<()> {
    let record = match write {
        Write::Put { record, .. } => record,
        Write::Delete(key) => {
            let sql = "DELETE FROM records WHERE partition = ?1 AND sort = ?2";
            transaction.prepare_cached(sql)?.execute([&key.partition, &key.sort])?;
            return Ok(());
        }
    };
    let entry = |index| record.indexes.get(&index);
    let (due, state) = (entry(Index::Due), entry(Index::State));
    let sql = format!(
        "INSERT OR REPLACE INTO records ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    );
    transaction.prepare_cached(&sql)?.execute(params![
        record.key.partition,
        record.key.sort,
        record.version.cast_signed(),
        record.document,
        record.expires.map(Timestamp::millis),
        due.map(|entry| &entry.partition),
        due.map(|entry| &entry.sort),
        state.map(|entry| &entry.partition),
        state.map(|entry| &entry.sort),
    ])?;
    Ok(())
}

fn page(transaction: &Transaction<'_>, query: &Query) -> rusqlite::Result<Page> {
    let (partition, place) = match query.index {
        None => ("partition", "sort, '', ''"),
        Some(Index::Due) => ("due_partition", "due_sort, partition, sort"),
        Some(Index::State) => ("state_partition", "state_sort, partition, sort"),
    };
    let sort = place.split(',').next().unwrap_or(place);
    let (order, beyond) = match query.order {
        Order::Ascending => ("ASC", ">"),
        Order::Descending => ("DESC", "<"),
    };
    let ordered = place.replace(", ''", "").replace(',', &format!(" {order},"));
    let sql = format!(
        "SELECT {COLUMNS} FROM records WHERE {partition} = ?1 \
         AND (?2 IS NULL OR {sort} <= ?2) \
         AND (?3 IS NULL OR ({place}) {beyond} (?3, ?4, ?5)) \
         ORDER BY {ordered} {order} LIMIT ?6"
    );
    let after = query.after.as_deref().map(Place::parse);
    let after = after.as_ref();
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut statement = transaction.prepare_cached(&sql)?;
    let rows = statement.query_map(
        params![
            query.partition,
            query.up_to,
            after.map(|place| &place.sort),
            after.map(|place| &place.partition),
            after.map(|place| &place.key),
            limit
        ],
        record,
    )?;
    let mut records = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let has_more = records.len() > query.limit;
    records.truncate(query.limit);
    let next = records.last().filter(|_| has_more).map(|last| match query.index {
        None => Place { sort: last.key.sort.clone(), partition: String::new(), key: String::new() },
        Some(index) => Place {
            sort: last.indexes.get(&index).map_or_else(String::new, |entry| entry.sort.clone()),
            partition: last.key.partition.clone(),
            key: last.key.sort.clone(),
        },
    });
    Ok(Page { records, next: next.map(|place| place.text()) })
}

/// The messages of a [`LocalDatabase`]: they outlive the process.
#[derive(Clone)]
pub struct DatabaseQueue {
    database: LocalDatabase,
    clock: Arc<dyn Clock>,
}

impl DatabaseQueue {
    /// The queue of a database.
    pub fn new(database: LocalDatabase, clock: Arc<dyn Clock>) -> Self {
        Self { database, clock }
    }
}

#[async_trait]
impl Queue for DatabaseQueue {
    async fn send(&self, message: &Message) -> Result<(), StoreError> {
        let now = self.clock.now().millis();
        let failed = |source| StoreError::new("send", "a message", false).because(source);
        let text = serde_json::to_string(message).map_err(failed)?;
        self.database
            .run("send", "a message", move |transaction| {
                let sql =
                    "INSERT INTO messages (message, hidden_until, received) VALUES (?1, ?2, 0)";
                transaction.execute(sql, params![text, now])?;
                Ok(())
            })
            .await
    }

    async fn receive(&self, most: usize, hidden: Duration) -> Result<Vec<Delivery>, StoreError> {
        let now = self.clock.now();
        let until = now.after(hidden).millis();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let received = self.database.run("receive", "messages", move |transaction| {
            let sql = "UPDATE messages SET hidden_until = ?1, received = received + 1 \
                       WHERE number IN (SELECT number FROM messages WHERE hidden_until <= ?2 \
                                        ORDER BY number LIMIT ?3) \
                       RETURNING number, message, received";
            let mut statement = transaction.prepare_cached(sql)?;
            let rows = statement.query_map(params![until, now.millis(), most], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        });
        let deliver = |(number, text, received): (i64, String, u32)| {
            let message: Message = serde_json::from_str(&text).map_err(|source| {
                StoreError::new("understand", "a message", false).because(source)
            })?;
            Ok(Delivery { message, receipt: Receipt(format!("{number}-{received}")), received })
        };
        received.await?.into_iter().map(deliver).collect()
    }

    async fn acknowledge(&self, receipt: &Receipt) -> Result<(), StoreError> {
        let Some((number, received)) = parts(receipt) else { return Ok(()) };
        self.database
            .run("acknowledge", "a message", move |transaction| {
                let sql = "DELETE FROM messages WHERE number = ?1 AND received = ?2";
                transaction.execute(sql, params![number, received])?;
                Ok(())
            })
            .await
    }

    async fn hide(&self, receipt: &Receipt, hidden: Duration) -> Result<(), StoreError> {
        let Some((number, received)) = parts(receipt) else { return Ok(()) };
        let until = self.clock.now().after(hidden).millis();
        self.database
            .run("hide", "a message", move |transaction| {
                let sql =
                    "UPDATE messages SET hidden_until = ?3 WHERE number = ?1 AND received = ?2";
                transaction.execute(sql, params![number, received, until])?;
                Ok(())
            })
            .await
    }
}

fn parts(receipt: &Receipt) -> Option<(i64, u32)> {
    let (number, received) = receipt.0.split_once('-')?;
    Some((number.parse().ok()?, received.parse().ok()?))
}
