//! What a load is asked to do, what it is given, and what it says it did: the same for every
//! kind of database.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use seedbed_dataset::ReadBatch;
use seedbed_schema::{Schema, TableId};

use crate::{LoadError, mysql, postgres, sqlite};

/// Any error of whoever makes the rows.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The rows of one table, in order.
pub type Batches<'a> = Box<dyn Iterator<Item = Result<RecordBatch, BoxError>> + 'a>;

/// Where rows come from. Asked for the same table twice, it gives the same rows: references in
/// cycles may need a second reading.
pub trait BatchSource: Sync {
    /// How many rows there will be; for progress, the report, and tables without columns.
    fn rows(&self, table: TableId) -> u64;
    /// The columns of a table's batches, named as in the table.
    fn schema(&self, table: TableId) -> SchemaRef;
    /// All rows of a table.
    fn batches(&self, table: TableId) -> Batches<'_>;
}

/// What to do about rows that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExistingRows {
    /// Load into tables without rows only, apart from those that the schema itself inserts.
    #[default]
    Refuse,
    /// Add to them.
    Append,
    /// Remove them first, apart from those that the schema itself inserts.
    Truncate,
}

/// How to load.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoadOptions {
    /// What to do about rows that are there already.
    pub existing: ExistingRows,
    /// A script that creates the tables, run first and in the same transaction.
    pub create_sql: Option<String>,
    /// Whether to take everything back at the end instead of committing it: the database has
    /// then checked every row, and is as it was.
    pub dry_run: bool,
    /// Whether a row that a trigger refuses is an error. Else it is left out, together with the
    /// rows that refer to it, and noted.
    pub strict: bool,
}

/// How far a load has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadProgress {
    /// The table being copied.
    pub table: TableId,
    /// Its rows handed over so far.
    pub rows: u64,
    /// Its rows in all.
    pub of: u64,
}

/// What a load did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoadReport {
    /// Every table in load order.
    pub tables: Vec<TableLoad>,
    /// The sequences that were advanced past the loaded keys.
    pub sequences: Vec<SequenceAdvance>,
    /// What a person should know: statements passed over, rows that triggers kept out.
    pub notes: Vec<String>,
}

/// One table of a [`LoadReport`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLoad {
    /// The table.
    pub table: TableId,
    /// Its name.
    pub name: String,
    /// Rows handed over.
    pub asked: u64,
    /// Rows that the table has more than before, as counted in the database.
    pub loaded: u64,
}

/// A sequence that was advanced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceAdvance {
    /// Its name, as SQL.
    pub sequence: String,
    /// The last value it counts as given.
    pub value: i64,
}

/// The constraints of a database's user tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintState {
    /// How many constraints there are: keys, references, checks, exclusions.
    pub constraints: u64,
    /// Those that were not validated (`NOT VALID`), as `table.constraint`.
    pub not_valid: Vec<String>,
    /// Those that could wait for the end of a transaction, as `table.constraint`.
    pub deferrable: Vec<String>,
    /// Disabled triggers, those that enforce references included, as `table.trigger`.
    pub disabled_triggers: Vec<String>,
}

/// Loads all rows of `source` into the database at `url` (`postgres://…`, `mysql://…`,
/// `mariadb://…`, `sqlite:FILE`), in one transaction.
///
/// Every constraint stays on and is checked before the commit; sequences are advanced past the
/// loaded keys; rows are counted in the database afterwards.
///
/// # Errors
/// [`LoadError`]; the database is then as it was before.
pub fn load(
    url: &str,
    schema: &Schema,
    source: &dyn BatchSource,
    options: &LoadOptions,
    progress: &mut dyn FnMut(LoadProgress),
) -> Result<LoadReport, LoadError> {
    match Scheme::of(url)? {
        Scheme::PostgreSql => postgres::load(url, schema, source, options, progress),
        Scheme::MySql => mysql::load(url, schema, source, options, progress),
        Scheme::Sqlite => sqlite::load(url, schema, source, options, progress),
    }
}

/// The constraints of the database at `url` and how many of them are not enforced.
///
/// # Errors
/// [`LoadError`] when the database can't be asked.
pub fn constraint_state(url: &str) -> Result<ConstraintState, LoadError> {
    match Scheme::of(url)? {
        Scheme::PostgreSql => postgres::constraint_state(url),
        Scheme::MySql => mysql::constraint_state(url),
        Scheme::Sqlite => sqlite::constraint_state(url),
    }
}

/// Reads tables as they are, all at the same moment: the columns at the given positions of each
/// table, batch by batch, into `each`. Rows of partitions come with the table they belong to,
/// rows of inheriting tables don't come with the table they inherit from.
///
/// # Errors
/// [`LoadError`] when a table or column is not there or can't be read, and
/// [`LoadError::Source`] when `each` fails.
pub fn read_tables(
    url: &str,
    schema: &Schema,
    tables: &[(TableId, Vec<usize>)],
    each: &mut dyn FnMut(TableId, ReadBatch) -> Result<(), BoxError>,
) -> Result<(), LoadError> {
    match Scheme::of(url)? {
        Scheme::PostgreSql => postgres::read_tables(url, schema, tables, each),
        Scheme::MySql => mysql::read_tables(url, schema, tables, each),
        Scheme::Sqlite => sqlite::read_tables(url, schema, tables, each),
    }
}

/// The schema of the database at `url`, as statements that would make its tables: what the
/// database itself says of them, in its own dialect. Rows are not among them.
///
/// # Errors
/// [`LoadError`] when the database can't be reached or its catalog not be read.
pub fn describe(url: &str) -> Result<String, LoadError> {
    match Scheme::of(url)? {
        Scheme::PostgreSql => postgres::describe(url),
        Scheme::MySql => mysql::describe(url),
        Scheme::Sqlite => sqlite::describe(url),
    }
}

/// The name of the database at `url`, as people know it: for a file, the file's name.
///
/// # Errors
/// [`LoadError`] when the database can't be asked.
pub fn database_name(url: &str) -> Result<String, LoadError> {
    match Scheme::of(url)? {
        Scheme::PostgreSql => postgres::database_name(url),
        Scheme::MySql => mysql::database_name(url),
        Scheme::Sqlite => sqlite::database_name(url),
    }
}

/// The kinds of database, by the beginning of their URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    PostgreSql,
    MySql,
    Sqlite,
}

impl Scheme {
    fn of(url: &str) -> Result<Self, LoadError> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "postgres" | "postgresql" => Ok(Self::PostgreSql),
            "mysql" | "mariadb" => Ok(Self::MySql),
            "sqlite" => Ok(Self::Sqlite),
            _ => Err(LoadError::Url {
                reason: format!("it begins with no known scheme: {scheme:?}"),
            }),
        }
    }
}

/// A note for every table that took another number of rows than it was given.
pub(crate) fn differences<'t>(
    schema: &Schema,
    tables: impl IntoIterator<Item = &'t TableLoad>,
) -> Vec<String> {
    let differing = tables.into_iter().filter(|table| table.asked != table.loaded);
    differing
        .map(|load| {
            let triggers = &schema.table(load.table).triggers;
            let names: Vec<&str> = triggers
                .iter()
                .filter(|trigger| trigger.on_insert)
                .map(|trigger| trigger.name.as_str())
                .collect();
            let cause = if names.is_empty() {
                "a rule or trigger of the database must have changed them".to_owned()
            } else {
                format!("see its triggers: {}", names.join(", "))
            };
            format!(
                "{} was given {} rows and has {} more; {cause}",
                load.name, load.asked, load.loaded
            )
        })
        .collect()
}
