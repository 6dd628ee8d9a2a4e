//! Trying rows before the first is asked for.
//!
//! Where numbered values and conditions get in each other's way (`UNIQUE (base, quote)` with
//! `CHECK (base <> quote)`), or a key has room for fewer rows than asked for in a way that
//! counting domains does not show, no calculation tells. Some rows of each such table are made,
//! and the schema is compiled again with what that showed.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_dataset::ConvertError;

use crate::{
    frame::Frame,
    problem::GenerateError,
    retry::Attempt,
    source::Maker,
    spec::{ColumnMaker, Core, LinkKind, LinkSpec, TableSpec},
};

/// How many rows of a table are tried.
const TRIED: u64 = 4_096;
/// Of so many places that were found in a crowded key, one is left free.
const ROOM_LEFT: u64 = 24;
/// How many where there are only conditions to meet.
const SAMPLED: u64 = 512;

/// How many where it looks as though none can be had.
const LOOKED_AT: u64 = 32;

/// What was learnt of tables, by position.
pub(crate) type Trials = BTreeMap<usize, Trial>;

/// What trying the rows of one table has shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trial {
    /// Whether keys over columns that conditions read are met by trying rows, because numbering
    /// their values leaves conditions unmet.
    pub(crate) keys_are_tried: bool,
    /// The most rows that a key or a condition on references admits, and its name.
    pub(crate) most: Option<(u64, String)>,
    /// How often a key lacked room.
    pub(crate) crowded: u32,
    /// Links not all of whose parents go with those of other links over the same columns.
    pub(crate) choosy: BTreeSet<usize>,
    /// Conditions and generated columns that have no meaning for their columns' types, by name,
    /// and why.
    pub(crate) senseless: BTreeMap<String, String>,
    /// Columns whose formula fails for some rows, or gives what their type does not hold.
    pub(crate) failing: BTreeSet<String>,
}

/// Tries rows of every table that has something to be tried; whether anything new was learnt.
pub(crate) fn learn(core: &Core, trials: &mut Trials) -> bool {
    let mut learnt = false;
    for (at, spec) in core.tables.iter().enumerate().filter(|(_, spec)| spec.rows > 0) {
        match most_parents(core, spec) {
            Ok(Some(most)) => {
                let trial = trials.entry(at).or_default();
                if trial.most.as_ref().is_none_or(|known| most.0 < known.0) {
                    trial.most = Some(most);
                    learnt = true;
                }
                continue;
            }
            Ok(None) => {}
            Err(error) => learnt |= learn_from(error.first(), core, at, trials),
        }
        let results = [rows_settle(core, at, spec), formulas_work(core, at, spec)];
        for error in results.into_iter().filter_map(Result::err) {
            learnt |= learn_from(error.first(), core, at, trials);
        }
    }
    learnt
}

/// How many rows find a parent of their own, where these are too few, and what refers to them.
fn most_parents(core: &Core, spec: &TableSpec) -> Result<Option<(u64, String)>, GenerateError> {
    for link in spec.links.iter().filter(|link| !link.nulls.allowed) {
        if let LinkKind::OneOf(feasible) = &link.kind {
            let most = feasible.rows(core, &spec.links)?.len() as u64;
            if most < spec.rows {
                let parent = &core.tables[link.parent].name;
                return Ok(Some((most, format!("the reference to {parent}"))));
            }
        }
    }
    Ok(None)
}

/// Tries a table's rows against its keys and conditions.
fn rows_settle(core: &Core, at: usize, spec: &TableSpec) -> Result<(), GenerateError> {
    match &spec.repair {
        Some(repair) => repair.attempt_first(core, at, TRIED),
        None if !spec.is_retried() => Ok(()),
        None => sample(core, at, spec).settle(),
    }
}

/// Tries the formulas of a table's columns.
fn formulas_work(core: &Core, at: usize, spec: &TableSpec) -> Result<(), GenerateError> {
    let is_formula = |maker: &ColumnMaker| match maker {
        ColumnMaker::Source(maker) => matches!(**maker, Maker::Formula(_)),
        ColumnMaker::Link { .. } => false,
    };
    let columns = spec.columns.iter().enumerate();
    let mut formulas = columns.filter(|(_, c)| c.available && is_formula(&c.maker)).peekable();
    if formulas.peek().is_none() {
        return Ok(());
    }
    let frame = sample(core, at, spec);
    formulas.try_for_each(|(column, _)| frame.column(column).map(drop))
}

/// Rows from all over a table.
fn sample<'c>(core: &'c Core, at: usize, spec: &TableSpec) -> Frame<'c> {
    let step = spec.rows.div_ceil(SAMPLED).max(1);
    let numbers = (0..SAMPLED).map(|number| number * step).take_while(|&n| n < spec.rows);
    Frame::new(core, at, numbers.collect(), Attempt::Settled)
}

/// The links that decide, each alone, where a link finds its parents.
fn leaders(spec: &TableSpec, link: &str) -> BTreeSet<usize> {
    let leader = |link: &LinkSpec| {
        let LinkKind::Agreeing(candidates) = &link.kind else { return None };
        let mut leaders = candidates.columns.iter().map(|&at| match spec.columns[at].maker {
            ColumnMaker::Link { link, .. } => Some(link),
            ColumnMaker::Source(_) => None,
        });
        let first = leaders.next()??;
        leaders.all(|leader| leader == Some(first)).then_some(first)
    };
    let named = spec.links.iter().filter(|known| known.required && known.name == link);
    named.filter_map(leader).collect()
}

/// Whether none of a table's first rows finds anything that it may refer to along a link.
fn none_refers(core: &Core, at: usize, link: &str) -> bool {
    let spec = &core.tables[at];
    let is_link = spec.links.iter().any(|known| known.required && known.name == link);
    let fails = |row| Frame::new(core, at, vec![row], Attempt::Settled).settle().is_err();
    is_link && (0..spec.rows.min(LOOKED_AT)).all(fails)
}

/// Takes from an error what the next compilation should know; whether there was anything. What
/// is left is told when the rows themselves are asked for.
fn learn_from(error: &GenerateError, core: &Core, at: usize, trials: &mut Trials) -> bool {
    let spec = &core.tables[at];
    match error {
        GenerateError::Exhausted { table, constraint, columns, row, .. } if *table == spec.name => {
            let trial = trials.entry(at).or_default();
            let known = trial.choosy.len();
            trial.choosy.extend(leaders(spec, constraint));
            if trial.choosy.len() > known {
                return true;
            }
            if !std::mem::replace(&mut trial.keys_are_tried, true) {
                return true;
            }
            // Where references alone decide there may be too few rows to refer to.
            let is_link = |name: &String| {
                let column = spec.columns.iter().find(|column| column.target.column == *name);
                column.is_some_and(|column| matches!(column.maker, ColumnMaker::Link { .. }))
            };
            let most = (row - 1, format!("{constraint}, given what rows refer to,"));
            let decided = (!columns.is_empty() && columns.iter().all(is_link))
                || (*row == 1 && none_refers(core, at, constraint));
            decided && trial.most.as_ref().is_none_or(|known| most < *known) && {
                trial.most = Some(most);
                true
            }
        }
        // The last places of a crowded key are hard to find: some are left free.
        GenerateError::Crowded { table, constraint, rows } if *table == spec.name && *rows > 0 => {
            let trial = trials.entry(at).or_default();
            // What was not enough is followed by twice as much.
            let spared = (rows << trial.crowded.min(4)) / ROOM_LEFT;
            trial.crowded += 1;
            trial.most = Some((rows.saturating_sub(spared).max(1), constraint.clone()));
            true
        }
        GenerateError::Formula { table, column, source } => {
            let Some(at) = core.tables.iter().position(|spec| spec.name == *table) else {
                return false;
            };
            let trial = trials.entry(at).or_default();
            if source.depends_on_values() {
                trial.failing.insert(column.clone())
            } else {
                trial.senseless.insert(column.clone(), source.to_string()).is_none()
            }
        }
        GenerateError::Convert { table, column, source } if *table == spec.name => {
            let leaves = matches!(source, ConvertError::OutOfRange { .. });
            leaves && trials.entry(at).or_default().failing.insert(column.clone())
        }
        _ => false,
    }
}
