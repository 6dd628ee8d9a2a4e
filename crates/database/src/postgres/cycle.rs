//! References that close a cycle: how each is kept true without a load order.

use std::collections::BTreeMap;

use ::postgres::Transaction;
use seedbed_schema::{CycleBreak, ForeignKey, KeyPart, Schema, TableId};

use super::{
    catalog::{self, LiveForeignKey, Target, Targets},
    copy, name,
};
use crate::{BatchSource, LoadError, selection::Selection};

/// What is done about the references of a load that point forward.
#[derive(Debug, Default)]
pub(crate) struct CyclePlan {
    /// Constraints made deferrable for the length of the transaction: (table, constraint).
    altered: Vec<(String, LiveForeignKey)>,
    /// Columns written as NULL first, per table.
    later: BTreeMap<TableId, Vec<String>>,
}

/// Prepares every broken reference, before any row is written.
///
/// A constraint that is deferrable is deferred. Any other is made deferrable until the end of
/// the transaction, which the table's owner may do and which keeps it enforced. Where the role
/// is not the owner, the columns are written as NULL and set afterwards.
///
/// # Errors
/// [`LoadError::Cycle`] where none of these is possible.
pub(crate) fn prepare(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    breaks: &[CycleBreak],
) -> Result<CyclePlan, LoadError> {
    let mut plan = CyclePlan::default();
    for broken in breaks {
        let key = &schema.table(broken.table).foreign_keys[broken.foreign_key];
        // Either may be a partition, which is no target of its own.
        let Some(parent) = schema.find_exact(&key.parent) else {
            continue;
        };
        let ends = catalog::targets(transaction, schema, &[broken.table, parent], &|_| false)?;
        let (Some(child), Some(parent)) = (ends.get(broken.table), ends.get(parent)) else {
            continue;
        };
        for live in catalog::live_foreign_keys(transaction, child, parent, key)? {
            if live.deferrable {
                defer(transaction, &live)?;
            } else if child.owned {
                alter(transaction, child, &live, "DEFERRABLE INITIALLY DEFERRED")?;
                plan.altered.push((child.sql.clone(), live));
            } else {
                let columns =
                    null_first(schema, broken.table, key).map_err(|reason| LoadError::Cycle {
                        table: child.name.clone(),
                        parent: parent.name.clone(),
                        constraint: live.name.clone(),
                        reason,
                    })?;
                plan.later.entry(broken.table).or_default().extend(columns);
            }
        }
    }
    Ok(plan)
}

fn defer(transaction: &mut Transaction<'_>, live: &LiveForeignKey) -> Result<(), LoadError> {
    transaction
        .batch_execute(&format!("SET CONSTRAINTS {} DEFERRED", live.sql))
        .map_err(|error| LoadError::during(format!("deferring {}", live.name), &error))
}

fn alter(
    transaction: &mut Transaction<'_>,
    child: &Target,
    live: &LiveForeignKey,
    timing: &str,
) -> Result<(), LoadError> {
    let constraint = name::quoted(&live.name);
    transaction
        .batch_execute(&format!("ALTER TABLE {} ALTER CONSTRAINT {constraint} {timing}", child.sql))
        .map_err(|error| LoadError::during(format!("altering {}", live.name), &error))
}

/// The columns of `key` that can be NULL first, or why there are none.
fn null_first(schema: &Schema, table: TableId, key: &ForeignKey) -> Result<Vec<String>, String> {
    let table = schema.table(table);
    if table.is_partition() {
        return Err("the role does not own the table, which is a partition".to_owned());
    }
    if table.primary_key.is_none() {
        return Err("the table has no primary key to find its rows by afterwards".to_owned());
    }
    let nullable = key.columns.iter().filter(|name| {
        table.column(name).is_some_and(|column| column.nullable && !column.is_computed())
    });
    // With MATCH FULL all columns are NULL or none; else one NULL is enough.
    let columns: Vec<String> = nullable.cloned().collect();
    if columns.is_empty() || (key.match_full && columns.len() < key.columns.len()) {
        return Err("the role does not own the table, and the columns are NOT NULL".to_owned());
    }
    Ok(columns)
}

impl CyclePlan {
    /// The columns of a table that are written as NULL first.
    pub(crate) fn null_first(&self, table: TableId) -> &[String] {
        self.later.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Sets the columns that were written as NULL, has every constraint checked, and puts
    /// altered ones back as they were.
    pub(crate) fn complete(
        &self,
        transaction: &mut Transaction<'_>,
        schema: &Schema,
        targets: &Targets,
        source: &dyn BatchSource,
    ) -> Result<(), LoadError> {
        for (&id, columns) in &self.later {
            let Some(target) = targets.get(id) else {
                continue;
            };
            set_later(transaction, schema, target, columns, source)?;
        }
        transaction.batch_execute("SET CONSTRAINTS ALL IMMEDIATE").map_err(|error| {
            LoadError::during("the check of constraints at the end of the load", &error)
        })?;
        for (table, live) in &self.altered {
            let constraint = name::quoted(&live.name);
            transaction
                .batch_execute(&format!(
                    "ALTER TABLE {table} ALTER CONSTRAINT {constraint} NOT DEFERRABLE"
                ))
                .map_err(|error| LoadError::during(format!("restoring {}", live.name), &error))?;
        }
        Ok(())
    }
}

/// Copies (primary key, columns) to a temporary table and updates from it.
fn set_later(
    transaction: &mut Transaction<'_>,
    schema: &Schema,
    target: &Target,
    columns: &[String],
    source: &dyn BatchSource,
) -> Result<(), LoadError> {
    let failed = |error: ::postgres::Error| {
        LoadError::during(format!("setting references of {}", target.name), &error)
    };
    let key: Vec<String> = schema
        .table(target.id)
        .primary_key
        .iter()
        .flat_map(|key| &key.parts)
        .filter_map(|part| match part {
            KeyPart::Column(name) => Some(name.clone()),
            KeyPart::Expr(..) => None,
        })
        .collect();
    let both: Vec<&str> = key.iter().chain(columns).map(String::as_str).collect();
    transaction
        .batch_execute(&format!(
            "DROP TABLE IF EXISTS pg_temp.seedbed_later;
             CREATE TEMPORARY TABLE seedbed_later ON COMMIT DROP AS
             SELECT {} FROM {} WITH NO DATA",
            name::quoted_list(both.iter().copied()),
            target.sql
        ))
        .map_err(failed)?;
    let selection = Selection::only(&target.name, &source.schema(target.id), &both)?;
    copy::send(transaction, target, "pg_temp.seedbed_later", &selection, source, &mut |_| {})?;
    let assignments: Vec<String> = columns
        .iter()
        .map(|column| name::quoted(column))
        .map(|column| format!("{column} = later.{column}"))
        .collect();
    let matches: Vec<String> = key
        .iter()
        .map(|column| name::quoted(column))
        .map(|column| format!("target.{column} = later.{column}"))
        .collect();
    transaction
        .batch_execute(&format!(
            "UPDATE {} AS target SET {} FROM pg_temp.seedbed_later AS later WHERE {}",
            target.sql,
            assignments.join(", "),
            matches.join(" AND ")
        ))
        .map_err(failed)
}
