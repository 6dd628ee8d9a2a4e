//! What a new attempt at a row draws again.

use std::collections::BTreeSet;

use super::drafting::own_inputs;
use crate::{
    source::{Formula, Maker, Slot},
    spec::{ColumnMaker, ColumnSpec, LinkKind, LinkSpec, TableSpec},
};

/// Marks columns and links that conditions and repaired keys make a row try again with. `own` is
/// the table's position.
pub(crate) fn mark(table: &mut TableSpec, own: usize, identities: &[Option<String>]) {
    let pinned = Pinned::of(table, own);
    let repaired = table.repair.iter().flat_map(|repair| {
        let groups = repair.exclusions.iter().map(|exclusion| &exclusion.group);
        let keys = repair.keys.iter().chain(groups);
        let spans = repair.exclusions.iter().map(|exclusion| &exclusion.span);
        keys.flat_map(|key| key.parts.iter().chain(&key.predicate)).chain(spans)
    });
    let formulas = table.checks.iter().map(|check| &check.formula).chain(repaired);
    let mut open: Vec<usize> = formulas.flat_map(own_inputs).collect();
    open.extend(table.fitted.iter().map(|fitted| fitted.column));
    // What a row must find a parent for.
    let columns = table.columns.iter().enumerate();
    open.extend(columns.filter_map(|(at, column)| match column.maker {
        ColumnMaker::Link { link, .. } => table.links[link].required.then_some(at),
        ColumnMaker::Source(_) => None,
    }));
    let mut seen = BTreeSet::new();
    // What the conditions read, and what that is made from.
    while let Some(column) = open.pop() {
        if !seen.insert(column) {
            continue;
        }
        let spec = &table.columns[column];
        open.extend(formulas_of(spec).iter().flat_map(|formula| own_inputs(formula)));
        // Which parents there are to choose from hangs on the columns shared with other links.
        if let ColumnMaker::Link { link, .. } = spec.maker
            && let LinkKind::Agreeing(candidates) = &table.links[link].kind
        {
            open.extend(&candidates.columns);
        }
    }
    for &column in seen.difference(&pinned.columns) {
        let redrawn = match &table.columns[column].maker {
            ColumnMaker::Source(maker) => {
                table.columns[column].places.is_none() && is_random(maker)
            }
            ColumnMaker::Link { link, .. } => {
                let redrawn = is_redrawn(&table.links[*link]) && !pinned.links.contains(link);
                table.links[*link].volatile |= redrawn;
                redrawn
            }
        };
        table.columns[column].volatile |= redrawn;
    }
    while spread(table, &pinned, identities) {}
    // What is only drawn along with its entity or model can't meet a condition by being NULL.
    for (at, column) in table.columns.iter_mut().enumerate() {
        column.nulls.tried = column.volatile && seen.contains(&at);
    }
    for link in &mut table.links {
        link.nulls.tried = link.volatile;
    }
}

/// What no attempt changes: the columns by which a table's rows find each other
/// (`(tenant_id, parent_id)` refers to rows of the same tenant), and what those are made from.
/// A row could not be tried while other rows of its table wait for it to settle.
struct Pinned {
    columns: BTreeSet<usize>,
    links: BTreeSet<usize>,
}

impl Pinned {
    fn of(table: &TableSpec, own: usize) -> Self {
        let mut pinned = Self { columns: BTreeSet::new(), links: BTreeSet::new() };
        for link in table.links.iter().filter(|link| link.parent == own) {
            match &link.kind {
                LinkKind::Agreeing(candidates) => {
                    candidates.parent_columns.iter().for_each(|&at| pinned.column(table, at));
                }
                LinkKind::Among { feasible, .. } => {
                    let columns = feasible.dependents.iter().flat_map(|(columns, _)| columns);
                    columns.for_each(|&at| pinned.column(table, at));
                }
                _ => {}
            }
        }
        pinned
    }

    fn column(&mut self, table: &TableSpec, at: usize) {
        if !self.columns.insert(at) {
            return;
        }
        let spec = &table.columns[at];
        for input in formulas_of(spec).into_iter().flat_map(own_inputs) {
            self.column(table, input);
        }
        if let ColumnMaker::Link { link, .. } = spec.maker {
            self.link(table, link);
        }
    }

    fn link(&mut self, table: &TableSpec, at: usize) {
        if !self.links.insert(at) {
            return;
        }
        let spec = &table.links[at];
        for input in spec.nulls.when.iter().flat_map(own_inputs) {
            self.column(table, input);
        }
        match &spec.kind {
            LinkKind::Via { link, .. } | LinkKind::Along { link, .. } => self.link(table, *link),
            LinkKind::Agreeing(candidates) => {
                candidates.columns.iter().for_each(|&column| self.column(table, column));
            }
            _ => {}
        }
        if let Some(other) = spec.avoid {
            self.link(table, other);
        }
    }
}

fn is_random(maker: &Maker) -> bool {
    match maker {
        Maker::Sequence(_) | Maker::Null => false,
        Maker::Suffixed(suffixed) => suffixed.only_repeated,
        _ => true,
    }
}

fn is_redrawn(link: &LinkSpec) -> bool {
    matches!(
        link.kind,
        LinkKind::Weighted { .. }
            | LinkKind::Tree { .. }
            | LinkKind::Among { .. }
            | LinkKind::Agreeing(_)
    )
}

fn formulas_of(spec: &ColumnSpec) -> Vec<&Formula> {
    let mut formulas: Vec<&Formula> = spec.nulls.when.iter().collect();
    if let ColumnMaker::Source(maker) = &spec.maker {
        formulas.extend(maker.formulas());
    }
    formulas.extend(
        spec.by_variant.iter().flat_map(|(_, maker)| maker.iter().flat_map(Maker::formulas)),
    );
    formulas
}

/// Marks what is made from something marked; whether anything was.
fn spread(table: &mut TableSpec, pinned: &Pinned, identities: &[Option<String>]) -> bool {
    let volatile: Vec<bool> = table.columns.iter().map(|column| column.volatile).collect();
    let links: Vec<bool> = table.links.iter().map(|link| link.volatile).collect();
    let reads = |formula: &Formula| {
        formula.slots.iter().any(|slot| match slot {
            Slot::Column { links: path, column } => match path.first() {
                None => volatile[*column],
                Some(&link) => links[link],
            },
            Slot::Aggregate { .. } => false,
        })
    };
    let mut changed = false;
    for at in 0..table.columns.len() {
        let shared = identities[at].is_some()
            && (0..identities.len())
                .any(|other| volatile[other] && identities[other] == identities[at]);
        let spec = &table.columns[at];
        let marked = match &spec.maker {
            ColumnMaker::Link { link, .. } => links[*link],
            ColumnMaker::Source(_) => shared || formulas_of(spec).into_iter().any(reads),
        };
        if marked && !spec.volatile && !pinned.columns.contains(&at) {
            table.columns[at].volatile = true;
            changed = true;
        }
    }
    for at in 0..table.links.len() {
        let spec = &table.links[at];
        let depends = match &spec.kind {
            LinkKind::Via { link, .. } | LinkKind::Along { link, .. } => links[*link],
            LinkKind::Agreeing(candidates) => candidates.columns.iter().any(|&c| volatile[c]),
            _ => false,
        };
        let marked = depends
            || spec.nulls.when.as_ref().is_some_and(reads)
            || spec.avoid.is_some_and(|other| links[other] && is_redrawn(spec));
        if marked && !spec.volatile && !pinned.links.contains(&at) {
            table.links[at].volatile = true;
            changed = true;
        }
    }
    changed
}
