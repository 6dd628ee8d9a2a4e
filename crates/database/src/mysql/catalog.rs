//! What the database holds of the schema's tables.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema::{Schema, Table, TableId, TableName};

use super::{quoted, session::Session};
use crate::LoadError;

const OPERATION: &str = "reading the catalog";

/// A table of the schema as the database knows it.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Its place in the schema.
    pub(super) id: TableId,
    /// Its name for people.
    pub(super) name: String,
    /// The database it is in.
    pub(super) database: String,
    /// Its name within it.
    pub(super) table: String,
    /// Its name for SQL: quoted, with its database.
    pub(super) sql: String,
    /// Its storage engine, where that knows no transactions.
    pub(super) without_transactions: Option<String>,
    /// The columns that may be written: not computed, neither here nor there.
    pub(super) writable: BTreeSet<String>,
    /// Columns that an UPDATE sets to the current time unless told otherwise.
    pub(super) touched_by_update: Vec<String>,
    /// Whether the database numbers its rows.
    pub(super) numbers_rows: bool,
}

/// The tables of a load in load order.
#[derive(Debug)]
pub(super) struct Targets {
    list: Vec<Target>,
    by_id: BTreeMap<TableId, usize>,
}

impl Targets {
    pub(super) fn new(list: Vec<Target>) -> Self {
        let by_id = list.iter().enumerate().map(|(at, target)| (target.id, at)).collect();
        Self { list, by_id }
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Target> {
        self.list.iter()
    }

    pub(super) fn get(&self, id: TableId) -> Option<&Target> {
        self.by_id.get(&id).map(|&at| &self.list[at])
    }

    /// The target that is this table of the database.
    pub(super) fn find(&self, database: &str, table: &str) -> Option<&Target> {
        self.list.iter().find(|target| {
            target.database.eq_ignore_ascii_case(database)
                && target.table.eq_ignore_ascii_case(table)
        })
    }
}

const FIND_TABLE: &str = "
    SELECT t.table_schema, t.table_name, t.engine, e.transactions
    FROM information_schema.tables t
    LEFT JOIN information_schema.engines e ON e.engine = t.engine
    WHERE t.table_schema = ? AND (t.table_name = ? OR (? AND lower(t.table_name) = lower(?)))
      AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')";

const FIND_COLUMNS: &str = "
    SELECT column_name, extra FROM information_schema.columns
    WHERE table_schema = ? AND table_name = ?";

/// What is known of a live column.
struct LiveColumn {
    computed: bool,
    touched: bool,
    numbered: bool,
}

/// Finds every table of `order` with its columns.
///
/// # Errors
/// All tables and columns the database lacks, together.
pub(super) fn targets(
    session: &mut Session,
    schema: &Schema,
    order: &[TableId],
) -> Result<Targets, LoadError> {
    let places = Places::of(schema);
    let mut missing = Vec::new();
    let mut list = Vec::new();
    for &id in order {
        let table = schema.table(id);
        let Some(mut target) = find(session, id, &table.name, &places)? else {
            missing.push(format!("table {}", table.name));
            continue;
        };
        let columns = columns(session, &target)?;
        missing.extend(missing_columns(table, &columns));
        target.describe(table, &columns);
        list.push(target);
    }
    if missing.is_empty() { Ok(Targets::new(list)) } else { Err(LoadError::Missing { missing }) }
}

/// The tables of the schema that are there already, by name.
pub(super) fn present(session: &mut Session, schema: &Schema) -> Result<Vec<String>, LoadError> {
    let places = Places::of(schema);
    let mut found = Vec::new();
    for (id, table) in schema.iter() {
        if find(session, id, &table.name, &places)?.is_some() {
            found.push(table.name.to_string());
        }
    }
    Ok(found)
}

/// Where the schema's namespaces are: one stands for the connection's database whatever it is
/// called; several are databases by those names.
struct Places {
    several: bool,
}

impl Places {
    fn of(schema: &Schema) -> Self {
        let namespaces: BTreeSet<_> =
            schema.tables().iter().map(|table| &table.name.namespace).collect();
        Self { several: namespaces.len() > 1 }
    }
}

fn find(
    session: &mut Session,
    id: TableId,
    name: &TableName,
    places: &Places,
) -> Result<Option<Target>, LoadError> {
    let database = match &name.namespace {
        Some(namespace) if places.several => namespace.clone(),
        _ => session.database.clone(),
    };
    let folds = !session.names_have_case;
    let found: Vec<(String, String, Option<String>, Option<String>)> =
        session.rows(OPERATION, FIND_TABLE, (&database, &name.name, folds, &name.name))?;
    Ok(found.into_iter().next().map(|(database, table, engine, transactions)| Target {
        id,
        name: name.to_string(),
        sql: format!("{}.{}", quoted(&database), quoted(&table)),
        database,
        table,
        without_transactions: if transactions.as_deref() == Some("YES") { None } else { engine },
        writable: BTreeSet::new(),
        touched_by_update: Vec::new(),
        numbers_rows: false,
    }))
}

/// The live columns by lower-case name: column names have no case.
fn columns(
    session: &mut Session,
    target: &Target,
) -> Result<BTreeMap<String, LiveColumn>, LoadError> {
    let rows: Vec<(String, Option<String>)> =
        session.rows(OPERATION, FIND_COLUMNS, (&target.database, &target.table))?;
    let described = rows.into_iter().map(|(name, extra)| {
        let extra = extra.unwrap_or_default().to_ascii_lowercase();
        // `DEFAULT_GENERATED` is MySQL's word for a default that is an expression.
        let mut words = extra.split([' ', ',']);
        let column = LiveColumn {
            computed: words.any(|word| matches!(word, "virtual" | "stored" | "persistent")),
            touched: extra.contains("on update"),
            numbered: extra.contains("auto_increment"),
        };
        (name.to_lowercase(), column)
    });
    Ok(described.collect())
}

fn missing_columns<'a>(
    table: &'a Table,
    present: &'a BTreeMap<String, LiveColumn>,
) -> impl Iterator<Item = String> + 'a {
    let columns =
        table.columns.iter().filter(|column| !present.contains_key(&column.name.to_lowercase()));
    columns.map(|column| format!("column {}.{}", table.name, column.name))
}

impl Target {
    fn describe(&mut self, table: &Table, live: &BTreeMap<String, LiveColumn>) {
        for column in &table.columns {
            let Some(found) = live.get(&column.name.to_lowercase()) else {
                continue;
            };
            if !column.is_computed() && !found.computed {
                self.writable.insert(column.name.clone());
            }
            if found.touched {
                self.touched_by_update.push(column.name.clone());
            }
            self.numbers_rows |= found.numbered;
        }
    }
}

/// A foreign key as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LiveForeignKey {
    /// The constraint's name.
    pub(super) name: String,
    /// The database and table that refer.
    pub(super) child: (String, String),
    /// The database and table referred to.
    pub(super) parent: (String, String),
    /// Referring column and column referred to, in order.
    pub(super) pairs: Vec<(String, String)>,
}

const FOREIGN_KEYS: &str = "
    SELECT constraint_name, table_schema, table_name, referenced_table_schema,
           referenced_table_name, column_name, referenced_column_name
    FROM information_schema.key_column_usage WHERE referenced_table_name IS NOT NULL AND ";

const BY_KEY: &str = " ORDER BY table_schema, table_name, constraint_name, ordinal_position";

type KeyRow = (String, String, String, String, String, String, String);

/// The foreign keys of a table.
pub(super) fn references_of(
    session: &mut Session,
    target: &Target,
) -> Result<Vec<LiveForeignKey>, LoadError> {
    let query = format!("{FOREIGN_KEYS} table_schema = ? AND table_name = ? {BY_KEY}");
    let rows = session.rows(OPERATION, &query, (&target.database, &target.table))?;
    Ok(grouped(rows))
}

/// The foreign keys that refer to a table.
pub(super) fn references_to(
    session: &mut Session,
    target: &Target,
) -> Result<Vec<LiveForeignKey>, LoadError> {
    let query = format!(
        "{FOREIGN_KEYS} referenced_table_schema = ? AND referenced_table_name = ? {BY_KEY}"
    );
    let rows = session.rows(OPERATION, &query, (&target.database, &target.table))?;
    Ok(grouped(rows))
}

fn grouped(rows: Vec<KeyRow>) -> Vec<LiveForeignKey> {
    let mut keys: Vec<LiveForeignKey> = Vec::new();
    for (name, database, table, parent_database, parent, column, referenced) in rows {
        let child = (database, table);
        match keys.last_mut() {
            Some(key) if key.name == name && key.child == child => {
                key.pairs.push((column, referenced));
            }
            _ => keys.push(LiveForeignKey {
                name,
                child,
                parent: (parent_database, parent),
                pairs: vec![(column, referenced)],
            }),
        }
    }
    keys
}
