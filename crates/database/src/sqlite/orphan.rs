//! Rows that refer to rows which triggers refused.

use rusqlite::Connection;
use seedbed_schema::{Schema, Table};

use super::{catalog::Target, name::quoted, refusal::refused};
use crate::{LoadError, left_out::LeftOut};

/// The foreign keys of a table that refer to the table itself.
pub(crate) fn own(table: &Table) -> impl Iterator<Item = usize> {
    let keys = table.foreign_keys.iter().enumerate();
    keys.filter(|(_, key)| key.parent == table.name).map(|(at, _)| at)
}

/// Removes the rows of a table that refer to rows which were left out of other tables, or of
/// the table itself.
pub(crate) fn remove(
    connection: &Connection,
    schema: &Schema,
    targets: &[Target],
    target: &Target,
    left_out: &mut LeftOut,
) -> Result<(), LoadError> {
    loop {
        let mut removed = 0;
        let mut keys = left_out.references(schema, target.id);
        if left_out.lacks(target.id) {
            keys.extend(own(schema.table(target.id)));
        }
        for at in keys {
            let key = &schema.table(target.id).foreign_keys[at];
            let parent = schema.find_exact(&key.parent);
            let Some(parent) = targets.iter().find(|other| Some(other.id) == parent) else {
                continue;
            };
            let given = key.columns.iter().map(|column| format!("{} IS NOT NULL", quoted(column)));
            let pairs = key.columns.iter().zip(&key.parent_columns).map(|(column, theirs)| {
                format!("parent.{} = {}.{}", quoted(theirs), target.sql, quoted(column))
            });
            let statement = format!(
                "DELETE FROM {} WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
                target.sql,
                given.collect::<Vec<_>>().join(" AND "),
                parent.sql,
                pairs.collect::<Vec<_>>().join(" AND ")
            );
            let rows = connection
                .execute(&statement, [])
                .map_err(|error| refused(format!("leaving rows of {} out", target.name), &error))?;
            left_out.add(target.id, rows as u64, || {
                format!("they refer to rows of {} that were left out", parent.name)
            });
            removed += rows;
        }
        if removed == 0 {
            return Ok(());
        }
    }
}
