//! Triggers of the tables: which of them fill other tables, and which may refuse a row.

use std::collections::BTreeSet;

use seedbed_schema::{Schema, TableId};

use super::{
    catalog::{Target, Targets},
    session::Session,
};
use crate::LoadError;

/// A trigger as the database knows it.
#[derive(Debug)]
struct Trigger {
    name: String,
    table: TableId,
    on_insert: bool,
    on_update: bool,
    body: String,
}

/// The triggers of all tables of a load.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    list: Vec<Trigger>,
}

const FIND: &str = "
    SELECT trigger_name, event_object_schema, event_object_table, event_manipulation,
           action_statement
    FROM information_schema.triggers WHERE event_object_schema = ? ORDER BY trigger_name";

impl Triggers {
    /// Reads those of the targets' tables.
    pub(super) fn read(session: &mut Session, targets: &Targets) -> Result<Self, LoadError> {
        let databases: BTreeSet<&str> =
            targets.iter().map(|target| target.database.as_str()).collect();
        let mut list = Vec::new();
        for database in databases {
            let rows: Vec<(String, String, String, String, String)> =
                session.rows("reading the catalog", FIND, (database,))?;
            for (name, database, table, event, body) in rows {
                if let Some(target) = targets.find(&database, &table) {
                    let (on_insert, on_update) = (event == "INSERT", event == "UPDATE");
                    list.push(Trigger { name, table: target.id, on_insert, on_update, body });
                }
            }
        }
        Ok(Self { list })
    }

    /// Whether an UPDATE of the table runs one.
    pub(super) fn on_update(&self, target: &Target) -> bool {
        self.list.iter().any(|trigger| trigger.on_update && trigger.table == target.id)
    }

    /// The names of those that an INSERT into the table runs.
    pub(super) fn on_insert(&self, table: TableId) -> Vec<String> {
        let own = self.list.iter().filter(|trigger| trigger.on_insert && trigger.table == table);
        own.map(|trigger| trigger.name.clone()).collect()
    }

    /// The triggers that insert rows into `target` when other tables are filled: (name, table).
    fn fillers<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a Trigger> {
        let runs = self.list.iter().filter(|trigger| trigger.on_insert);
        runs.filter(|trigger| trigger.table != target.id && inserts_into(&trigger.body, target))
    }
}

/// Whether a body has `INSERT … INTO table` in it.
fn inserts_into(body: &str, target: &Target) -> bool {
    let separator = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'));
    let words: Vec<&str> = body.split(separator).filter(|word| !word.is_empty()).collect();
    let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it.eq_ignore_ascii_case(word));
    (0..words.len()).any(|at| {
        let destination = if is(at, "into") && at > 0 {
            at + 1
        } else if is(at, "insert") || is(at, "replace") {
            let modifiers = ["low_priority", "delayed", "high_priority", "ignore", "into"];
            let rest = (at + 1..).take_while(|&at| modifiers.iter().any(|word| is(at, word)));
            at + 1 + rest.count()
        } else {
            return false;
        };
        is(destination, &target.table)
            || (is(destination, &target.database) && is(destination + 1, &target.table))
    })
}

/// What is done about tables that triggers fill.
#[derive(Debug, Default)]
pub(super) struct Filling {
    /// The order in which tables are filled.
    pub(super) order: Vec<TableId>,
    /// Tables whose rows come from triggers alone.
    pub(super) left_to_triggers: BTreeSet<TableId>,
    /// What a person should know of it.
    pub(super) notes: Vec<String>,
}

/// Orders the tables so that rows from triggers and rows of the load don't meet.
///
/// A trigger's rows take the numbers after those that are there: a table that the database
/// numbers is filled before the tables whose triggers add to it. Any other gets the triggers'
/// rows alone, unless tables refer to the rows of the load.
pub(super) fn arrange(schema: &Schema, targets: &Targets, triggers: &Triggers) -> Filling {
    let mut filling = Filling::default();
    let mut first = Vec::new();
    for target in targets.iter() {
        let fillers: Vec<&Trigger> = triggers.fillers(target).collect();
        let Some(filler) = fillers.first() else {
            continue;
        };
        let table = schema.table(target.id);
        let free = table.foreign_keys.is_empty();
        if target.numbers_rows && free {
            first.push(target.id);
        } else if schema.references_to(target.id).is_empty() && !target.numbers_rows {
            filling.left_to_triggers.insert(target.id);
            filling.notes.push(format!(
                "{} is left to trigger {} of {}, which fills it",
                target.name,
                filler.name,
                schema.table(filler.table).name
            ));
        }
    }
    let rest = targets.iter().map(|target| target.id).filter(|id| !first.contains(id));
    filling.order = first.iter().copied().chain(rest).collect();
    filling
}
