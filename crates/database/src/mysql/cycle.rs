//! References that close a cycle: how each is kept true without a load order.

use std::collections::BTreeMap;

use seedbed_schema::{CycleBreak, ForeignKey, KeyPart, Schema, TableId};

use super::{
    catalog::{self, LiveForeignKey, Target, Targets},
    insert::{self, Leniency},
    quoted, quoted_list,
    session::Session,
    trigger::Triggers,
    validate,
};
use crate::{BatchSource, LoadError, selection::Selection};

/// What is done about the references of a load that point forward.
#[derive(Debug, Default)]
pub(super) struct CyclePlan {
    /// Columns written as NULL first, per table.
    later: BTreeMap<TableId, Vec<String>>,
    /// Tables whose references are not checked while they are filled, and those references.
    unchecked: BTreeMap<TableId, Vec<LiveForeignKey>>,
}

/// Decides for every broken reference.
///
/// Columns that may be NULL are written as NULL and set afterwards. `MySQL` can't defer a check:
/// where a column may not be NULL even for a moment, references are not checked by the server
/// while the table is filled, and each of the table's references is checked by a query before
/// the commit.
pub(super) fn prepare(
    session: &mut Session,
    schema: &Schema,
    breaks: &[CycleBreak],
    targets: &Targets,
    triggers: &Triggers,
) -> Result<CyclePlan, LoadError> {
    let mut plan = CyclePlan::default();
    for broken in breaks {
        let key = &schema.table(broken.table).foreign_keys[broken.foreign_key];
        let Some(child) = targets.get(broken.table) else {
            continue;
        };
        let live = catalog::references_of(session, child)?;
        if !live.iter().any(|live| is_same(live, key)) {
            continue;
        }
        let columns = null_first(schema, broken.table, key);
        if columns.is_empty() || triggers.on_update(child) {
            plan.unchecked.insert(broken.table, live);
        } else {
            plan.later.entry(broken.table).or_default().extend(columns);
        }
    }
    Ok(plan)
}

fn is_same(live: &LiveForeignKey, key: &ForeignKey) -> bool {
    let mut wanted: Vec<_> = key
        .columns
        .iter()
        .zip(&key.parent_columns)
        .map(|(a, b)| (a.to_lowercase(), b.to_lowercase()))
        .collect();
    let mut found: Vec<_> =
        live.pairs.iter().map(|(a, b)| (a.to_lowercase(), b.to_lowercase())).collect();
    wanted.sort();
    found.sort();
    wanted == found && live.parent.1.eq_ignore_ascii_case(&key.parent.name)
}

/// The columns of `key` that can be NULL first; none where rows could not be found again, or a
/// CHECK speaks of them.
fn null_first(schema: &Schema, table: TableId, key: &ForeignKey) -> Vec<String> {
    let table = schema.table(table);
    if table.primary_key.is_none() {
        return Vec::new();
    }
    let spoken_of = |name: &str| table.checks.iter().any(|check| check.text.contains(name));
    let nullable = key.columns.iter().filter(|name| {
        table.column(name).is_some_and(|column| column.nullable && !column.is_computed())
            && !spoken_of(name)
    });
    nullable.cloned().collect()
}

impl CyclePlan {
    /// The columns of a table that are written as NULL first.
    pub(super) fn null_first(&self, table: TableId) -> &[String] {
        self.later.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Whether a table is filled without its references being checked.
    pub(super) fn is_unchecked(&self, table: TableId) -> bool {
        self.unchecked.contains_key(&table)
    }

    /// Sets the columns that were written as NULL, and checks what was not checked.
    pub(super) fn complete(
        &self,
        session: &mut Session,
        schema: &Schema,
        targets: &Targets,
        source: &dyn BatchSource,
    ) -> Result<(), LoadError> {
        for (&id, columns) in &self.later {
            if let Some(target) = targets.get(id) {
                set_later(session, schema, target, columns, source)?;
            }
        }
        self.unchecked.values().flatten().try_for_each(|key| validate::check(session, key))
    }
}

/// Inserts (primary key, columns) into a temporary table and updates from it. Temporary tables
/// don't end the transaction.
fn set_later(
    session: &mut Session,
    schema: &Schema,
    target: &Target,
    columns: &[String],
    source: &dyn BatchSource,
) -> Result<(), LoadError> {
    let operation = format!("setting references of {}", target.name);
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
    let later = format!("{}.`seedbed_later`", quoted(&target.database));
    session.execute(&operation, &format!("DROP TEMPORARY TABLE IF EXISTS {later}"))?;
    session.execute(
        &operation,
        &format!(
            "CREATE TEMPORARY TABLE {later} AS SELECT {} FROM {} LIMIT 0",
            quoted_list(both.iter().copied()),
            target.sql
        ),
    )?;
    let selection = Selection::only(&target.name, &source.schema(target.id), &both)?;
    let mut strict = Leniency::default();
    insert::send(session, target, &later, &selection, source, &mut strict, &mut |_| {})?;
    session.execute(&operation, &update(target, &later, &key, columns))?;
    session.execute(&operation, &format!("DROP TEMPORARY TABLE {later}"))
}

fn update(target: &Target, later: &str, key: &[String], columns: &[String]) -> String {
    let set = columns.iter().map(|column| quoted(column));
    let set = set.map(|column| format!("target.{column} = later.{column}"));
    // A column that follows the time of changes keeps what was loaded.
    let kept = target.touched_by_update.iter().filter(|name| !columns.contains(name));
    let kept = kept.map(|name| quoted(name)).map(|name| format!("target.{name} = target.{name}"));
    let assignments: Vec<String> = set.chain(kept).collect();
    let matches: Vec<String> = key
        .iter()
        .map(|column| quoted(column))
        .map(|column| format!("target.{column} = later.{column}"))
        .collect();
    format!(
        "UPDATE {} AS target JOIN {later} AS later ON {} SET {}",
        target.sql,
        matches.join(" AND "),
        assignments.join(", ")
    )
}
