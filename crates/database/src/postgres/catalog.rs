//! What the database holds of the schema's tables.

use std::collections::{BTreeMap, BTreeSet};

use ::postgres::Transaction;
use seedbed_schema::{ForeignKey, Schema, Table, TableId, TableName};

use super::name;
use crate::LoadError;

/// A table of the schema as the database knows it.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Its place in the schema.
    pub(crate) id: TableId,
    /// Its name for people.
    pub(crate) name: String,
    /// Its name for SQL: quoted, with its namespace.
    pub(crate) sql: String,
    /// Its object id.
    pub(crate) oid: u32,
    /// Whether rows go to partitions.
    pub(crate) partitioned: bool,
    /// Whether the role may alter it.
    pub(crate) owned: bool,
    /// The columns that may be written: not computed, neither here nor there.
    pub(crate) writable: BTreeSet<String>,
}

impl Target {
    /// What to read from to see the table's own rows: not those of inheriting tables.
    pub(crate) fn own_rows(&self) -> String {
        if self.partitioned { self.sql.clone() } else { format!("ONLY {}", self.sql) }
    }

    /// The columns that may be written, for SQL.
    pub(crate) fn writable_list(&self) -> String {
        name::quoted_list(self.writable.iter().map(String::as_str))
    }
}

/// The tables of a load in load order.
#[derive(Debug)]
pub(crate) struct Targets {
    list: Vec<Target>,
    by_id: BTreeMap<TableId, usize>,
}

impl Targets {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Target> {
        self.list.iter()
    }

    pub(crate) fn get(&self, id: TableId) -> Option<&Target> {
        self.by_id.get(&id).map(|&at| &self.list[at])
    }
}

const FIND_TABLE: &str = "
    SELECT c.oid, format('%I.%I', n.nspname, c.relname), c.relkind = 'p',
           pg_has_role(c.relowner, 'USAGE')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = coalesce(to_regclass($1), to_regclass($2)) AND c.relkind IN ('r', 'p', 'f')";

const FIND_COLUMNS: &str = "
    SELECT attname::text, attgenerated <> ''
    FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped";

/// Finds every table of `order` with its columns. One that is not `wanted` may be absent.
///
/// # Errors
/// All tables and columns the database lacks, together.
pub(crate) fn targets(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    order: &[TableId],
    wanted: &dyn Fn(TableId) -> bool,
) -> Result<Targets, LoadError> {
    let failed = |error: ::postgres::Error| LoadError::during("reading the catalog", &error);
    let find_table = transaction.prepare(FIND_TABLE).map_err(failed)?;
    let find_columns = transaction.prepare(FIND_COLUMNS).map_err(failed)?;
    let mut missing = Vec::new();
    let mut list = Vec::new();
    for &id in order {
        let table = schema.table(id);
        let (name, fallback) = candidates(&table.name);
        let row = transaction.query_opt(&find_table, &[&name, &fallback]).map_err(failed)?;
        let Some(row) = row else {
            if wanted(id) {
                missing.push(format!("table {}", table.name));
            }
            continue;
        };
        let oid: u32 = row.get(0);
        let columns: BTreeMap<String, bool> = transaction
            .query(&find_columns, &[&oid])
            .map_err(failed)?
            .iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect();
        missing.extend(missing_columns(table, &columns));
        list.push(Target {
            id,
            name: table.name.to_string(),
            sql: row.get(1),
            oid,
            partitioned: row.get(2),
            owned: row.get(3),
            writable: writable_columns(table, &columns),
        });
    }
    if !missing.is_empty() {
        return Err(LoadError::Missing { missing });
    }
    let by_id = list.iter().enumerate().map(|(at, target)| (target.id, at)).collect();
    Ok(Targets { list, by_id })
}

/// The names to look for: a table without a namespace is where the search path finds it, or in
/// `public`.
fn candidates(table: &TableName) -> (String, String) {
    let bare = name::quoted(&table.name);
    let within = |namespace: &str| format!("{}.{bare}", name::quoted(namespace));
    match &table.namespace {
        Some(namespace) => (within(namespace), within(namespace)),
        None => (bare.clone(), within("public")),
    }
}

fn missing_columns<'a>(
    table: &'a Table,
    present: &'a BTreeMap<String, bool>,
) -> impl Iterator<Item = String> + 'a {
    let columns = table.columns.iter().filter(|column| !present.contains_key(&column.name));
    columns.map(|column| format!("column {}.{}", table.name, column.name))
}

fn writable_columns(table: &Table, present: &BTreeMap<String, bool>) -> BTreeSet<String> {
    let columns = table.columns.iter().filter(|column| !column.is_computed());
    columns
        .filter(|column| present.get(&column.name) == Some(&false))
        .map(|column| column.name.clone())
        .collect()
}

/// A foreign key as the database knows it.
#[derive(Debug, Clone)]
pub(crate) struct LiveForeignKey {
    /// The constraint's name.
    pub(crate) name: String,
    /// Its name for `SET CONSTRAINTS`: quoted, with the namespace.
    pub(crate) sql: String,
    /// Whether its check can wait for the end of the transaction.
    pub(crate) deferrable: bool,
}

const FIND_FOREIGN_KEYS: &str = "
    SELECT con.conname::text, format('%I.%I', n.nspname, con.conname), con.condeferrable,
           ARRAY(SELECT a.attname::text FROM unnest(con.conkey) WITH ORDINALITY AS k(num, place)
                 JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num
                 ORDER BY k.place),
           ARRAY(SELECT a.attname::text FROM unnest(con.confkey) WITH ORDINALITY AS k(num, place)
                 JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.num
                 ORDER BY k.place)
    FROM pg_constraint con JOIN pg_namespace n ON n.oid = con.connamespace
    WHERE con.contype = 'f' AND con.conrelid = $1 AND con.confrelid = $2
    ORDER BY con.conname";

/// Finds a foreign key by what it relates, because many have no name in the schema.
pub(crate) fn live_foreign_keys(
    transaction: &mut Transaction<'_>,
    child: &Target,
    parent: &Target,
    key: &ForeignKey,
) -> Result<Vec<LiveForeignKey>, LoadError> {
    let rows = transaction
        .query(FIND_FOREIGN_KEYS, &[&child.oid, &parent.oid])
        .map_err(|error| LoadError::during("reading the catalog", &error))?;
    let wanted = pairs(&key.columns, &key.parent_columns);
    let found = rows.iter().filter(|row| {
        let (columns, parent_columns): (Vec<String>, Vec<String>) = (row.get(3), row.get(4));
        pairs(&columns, &parent_columns) == wanted
    });
    Ok(found
        .map(|row| LiveForeignKey { name: row.get(0), sql: row.get(1), deferrable: row.get(2) })
        .collect())
}

fn pairs(columns: &[String], parents: &[String]) -> BTreeSet<(String, String)> {
    columns.iter().cloned().zip(parents.iter().cloned()).collect()
}
