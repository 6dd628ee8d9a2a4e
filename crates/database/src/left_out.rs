//! Rows that triggers refused, and rows that refer to them.

use std::collections::BTreeMap;

use seedbed_schema::{Schema, TableId};

use crate::TableLoad;

/// Rows left out of a load so far: per table how many, and who refused the first.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    tables: BTreeMap<TableId, (u64, String)>,
}

impl LeftOut {
    /// A note for every table that lacks rows.
    pub(crate) fn notes(&self, schema: &Schema) -> impl Iterator<Item = String> {
        self.tables.iter().map(|(&table, (rows, reason))| {
            let name = &schema.table(table).name;
            let s = if *rows == 1 { "" } else { "s" };
            format!("{name}: {rows} row{s} left out: {reason}")
        })
    }

    /// Whether a table lacks just the rows that were left out.
    pub(crate) fn explains(&self, load: &TableLoad) -> bool {
        let rows = self.tables.get(&load.table).map_or(0, |(rows, _)| *rows);
        rows > 0 && load.loaded + rows == load.asked
    }

    /// Whether a table lacks rows.
    pub(crate) fn lacks(&self, table: TableId) -> bool {
        self.tables.contains_key(&table)
    }

    /// The foreign keys of a table that refer to other tables with rows left out.
    pub(crate) fn references(&self, schema: &Schema, table: TableId) -> Vec<usize> {
        let keys = schema.table(table).foreign_keys.iter().enumerate();
        let lacking = keys.filter(|(_, key)| {
            let parent = schema.find_exact(&key.parent);
            parent.is_some_and(|parent| parent != table && self.lacks(parent))
        });
        lacking.map(|(at, _)| at).collect()
    }

    /// Counts rows that were left out, if any, and remembers why the first were.
    pub(crate) fn add(&mut self, table: TableId, rows: u64, reason: impl FnOnce() -> String) {
        if rows > 0 {
            self.tables.entry(table).or_insert_with(|| (0, reason())).0 += rows;
        }
    }
}
