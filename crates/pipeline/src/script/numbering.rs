//! Columns whose numbers the database gives, and where it has to go on.

use seedbed_schema::{Column, Default, Schema, Table, TableId};

/// A column that the database numbers.
pub(super) struct Numbered<'a> {
    pub(super) table: &'a Table,
    pub(super) column: &'a Column,
    /// The sequence it takes its numbers from, where that is not the column's own.
    pub(super) sequence: Option<&'a str>,
    /// Whether it takes no numbers but the database's.
    pub(super) always: bool,
}

/// All of them, in the order of the tables.
pub(super) fn numbered<'a>(
    schema: &'a Schema,
    order: &'a [TableId],
) -> impl Iterator<Item = Numbered<'a>> {
    order.iter().flat_map(|&id| {
        let table = schema.table(id);
        table.columns.iter().filter(|column| !column.is_computed()).filter_map(move |column| {
            let sequence = match &column.default {
                Some(Default::Sequence(name)) => Some(name.as_str()),
                _ => None,
            };
            let identity = column.identity.as_ref()?;
            Some(Numbered { table, column, sequence, always: identity.always })
        })
    })
}

/// The dotted name of a sequence, each part between the dialect's quotes.
pub(super) fn quoted_name(dialect: seedbed_expr::Dialect, name: &str) -> String {
    let parts = name.split('.').map(|part| seedbed_dataset::names::quoted(dialect, part));
    parts.collect::<Vec<_>>().join(".")
}
