//! How many rows each table can have.

use seedbed_schema::Schema;

use super::{
    draft::Draft,
    keys::{Solution, solve},
};
use crate::problem::{Note, NoteKind};

/// Settles the number of rows of all tables, and how their keys hold.
pub(crate) fn settle(
    schema: &Schema,
    drafts: &[Draft<'_>],
    notes: &mut Vec<Note>,
) -> (Vec<u64>, Vec<Solution>) {
    let mut rows: Vec<u64> = drafts.iter().map(|draft| draft.plan.rows).collect();
    let mut reasons: Vec<Option<String>> = vec![None; drafts.len()];
    let order = schema.load_order();
    // A table can only lose rows, and only because another one did: this ends.
    loop {
        let before = rows.clone();
        for id in &order.tables {
            let (most, reason) = most_rows(schema, drafts, id.0, &rows);
            if most < rows[id.0] {
                rows[id.0] = most;
                reasons[id.0] = Some(reason);
            }
        }
        if rows == before {
            break;
        }
    }
    for (at, reason) in reasons.into_iter().enumerate() {
        if let Some(reason) = reason {
            notes.push(Note {
                table: drafts[at].table.name.to_string(),
                constraint: None,
                kind: NoteKind::Capacity,
                message: format!("{} of {} rows: {reason}", rows[at], drafts[at].plan.rows),
            });
        }
    }
    // Partitions take their rows through the parent.
    for (at, draft) in drafts.iter().enumerate() {
        if draft.table.is_partition() {
            rows[at] = 0;
        }
    }
    let populations = populations(drafts, &rows);
    let solutions =
        drafts.iter().zip(&rows).map(|(draft, &rows)| solve(schema, draft, &populations, rows));
    let solutions = solutions.collect();
    (rows, solutions)
}

fn populations(drafts: &[Draft<'_>], rows: &[u64]) -> Vec<u64> {
    drafts.iter().zip(rows).map(|(draft, rows)| draft.literal + rows).collect()
}

/// The most rows a table can have, and why.
fn most_rows(schema: &Schema, drafts: &[Draft<'_>], at: usize, rows: &[u64]) -> (u64, String) {
    let draft = &drafts[at];
    let populations = populations(drafts, rows);
    let orphaned = draft.links.iter().position(|link| {
        !link.nullable && !link.columns.is_empty() && !link.is_self && populations[link.parent] == 0
    });
    if let Some(link) = orphaned {
        let parent = &draft.table.foreign_keys[link].parent;
        return (0, format!("every row needs one of {parent}, which has none"));
    }
    match solve(schema, draft, &populations, rows[at]).capacity {
        Some((most, name)) => {
            (most.saturating_sub(draft.literal), format!("{name} has room for no more"))
        }
        None => (u64::MAX, String::new()),
    }
}
