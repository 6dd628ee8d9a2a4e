//! How many rows each table can have.

use seedbed_schema::Schema;

use super::{
    draft::Draft,
    keys::{Solution, solve},
};
use crate::problem::{Note, NoteKind};

/// How many rows the tables have.
#[derive(Debug)]
pub(crate) struct Populations {
    /// Rows to make, per table.
    pub(crate) rows: Vec<u64>,
    /// Rows that can be referred to.
    pub(crate) all: Vec<u64>,
    /// Rows that are there already with all that belongs to them, of tables that get new ones;
    /// they come first.
    pub(crate) complete: Vec<u64>,
    /// Whether rows are added to those of a database.
    pub(crate) append: bool,
}

impl Populations {
    fn new(drafts: &[Draft<'_>], rows: &[u64], append: bool) -> Self {
        let pairs = || drafts.iter().zip(rows);
        let complete =
            |(draft, &rows): (&Draft<'_>, &u64)| if append && rows > 0 { draft.literal } else { 0 };
        Self {
            rows: rows.to_vec(),
            all: pairs().map(|(draft, rows)| draft.literal + rows).collect(),
            complete: pairs().map(complete).collect(),
            append,
        }
    }
}

/// Settles the number of rows of all tables, and how their keys hold.
pub(crate) fn settle(
    schema: &Schema,
    drafts: &[Draft<'_>],
    append: bool,
    notes: &mut Vec<Note>,
) -> (Populations, Vec<Solution>) {
    let mut rows: Vec<u64> = drafts.iter().map(|draft| draft.plan.rows).collect();
    let mut reasons: Vec<Option<String>> = vec![None; drafts.len()];
    let order = schema.load_order();
    // A table can only lose rows, and only because another one did: this ends.
    loop {
        let before = rows.clone();
        for id in &order.tables {
            let (most, reason) = most_rows(schema, drafts, id.0, &rows, append);
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
        if !draft.table.takes_rows() {
            rows[at] = 0;
        }
    }
    let populations = Populations::new(drafts, &rows, append);
    let solutions =
        drafts.iter().zip(&rows).map(|(draft, &rows)| solve(schema, draft, &populations, rows));
    let solutions = solutions.collect();
    (populations, solutions)
}

/// The most rows a table can have, and why.
fn most_rows(
    schema: &Schema,
    drafts: &[Draft<'_>],
    at: usize,
    rows: &[u64],
    append: bool,
) -> (u64, String) {
    let draft = &drafts[at];
    if let Some(condition) = &draft.impossible {
        return (0, format!("no row can meet {condition}"));
    }
    let populations = Populations::new(drafts, rows, append);
    let orphaned = draft.links.iter().position(|link| {
        !link.nullable
            && !link.columns.is_empty()
            && !link.is_self
            && populations.all[link.parent] == 0
    });
    if let Some(link) = orphaned {
        let parent = &draft.table.foreign_keys[link].parent;
        return (0, format!("every row needs one of {parent}, which has none"));
    }
    let alone = draft.links.iter().position(|link| {
        let required = |other: usize| !draft.links[other].nullable;
        link.must_differ
            && !link.nullable
            && link.avoid.is_some_and(required)
            && populations.all[link.parent] == 1
    });
    if let Some(link) = alone {
        let parent = &draft.table.foreign_keys[link].parent;
        return (0, format!("every row needs two different ones of {parent}, which has one"));
    }
    let told = |(most, name): (u64, String)| (most, format!("{name} has room for no more"));
    let solved = solve(schema, draft, &populations, rows[at]).capacity;
    let solved = solved.map(|(most, name)| (most.saturating_sub(draft.literal), name));
    let tried = draft.trial.most.clone();
    solved.into_iter().chain(tried).min().map_or((u64::MAX, String::new()), told)
}
