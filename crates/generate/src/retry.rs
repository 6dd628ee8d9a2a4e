//! Rows that must be tried more than once.
//!
//! CHECKs that could not be turned into domains are tried: rows that fail are drawn again with
//! the next attempt's numbers. Keys that no bijection makes unique are repaired: once for a
//! whole table, rows are drawn again until they differ from all rows before them. Either way the
//! attempt a row ends at is a pure function of plan, seed and row.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashSet},
    hash::{BuildHasherDefault, DefaultHasher},
    sync::{Arc, OnceLock},
};

use arrow_array::{Array, ArrayRef};
use arrow_select::interleave::interleave;
use seedbed_expr::Value;

use crate::{
    exclusion::{Claim, Exclusion, Occupied},
    frame::{Frame, NONE, Targets},
    problem::GenerateError,
    source::{Slot, Target},
    spec::{ColumnMaker, Core, LinkKind, Repair, RepairKey, TableSpec},
};

/// Attempts that keep to the plan's distributions; later ones take a way that meets the CHECKs
/// by force.
pub(crate) const FREE_ATTEMPTS: u32 = 4;
/// How often a row is tried.
const MAX_ATTEMPTS: u32 = 256;
/// The most rows of a table whose keys are remembered to repair them.
const REPAIR_LIMIT: u64 = 4_000_000;
/// How often a row that meets all else must have repeated a key for the key to lack room.
const LACKS_ROOM: u32 = 4;
const CHUNK: u64 = 4_096;

/// Which attempt a frame's rows are at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// Each row's own: the first that is accepted.
    Settled,
    /// The same for all rows, accepted or not.
    Forced(u32),
}

impl Attempt {
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Settled => 0,
            Self::Forced(number) => number,
        }
    }
}

/// A frame's rows at the attempts where they were accepted.
pub(crate) struct Resolution<'e> {
    frames: Vec<Frame<'e>>,
    /// For each row the frame and the position that holds it.
    rows: Vec<(usize, usize)>,
}

impl<'e> Resolution<'e> {
    /// Tries the rows of `frame` until all are accepted.
    pub(crate) fn new(frame: &Frame<'e>) -> Result<Self, GenerateError> {
        let spec = frame.spec();
        let repaired = match &spec.repair {
            Some(repair) => Some(repair.attempts(frame.core(), frame.table())?),
            None => None,
        };
        let first = |number: &u64| repaired.and_then(|map| map.get(number)).copied().unwrap_or(0);
        let mut waiting: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (row, number) in frame.numbers().iter().enumerate() {
            waiting.entry(first(number)).or_default().push(row);
        }
        let mut failures = Failures::default();
        let mut resolution = Self { frames: Vec::new(), rows: vec![(0, 0); frame.len()] };
        while let Some((attempt, rows)) = waiting.pop_first() {
            let tried = if rows.len() == frame.len() {
                frame.forced(attempt)
            } else {
                let numbers = rows.iter().map(|&row| frame.numbers()[row]).collect();
                Frame::new(frame.core(), frame.table(), numbers, Attempt::Forced(attempt))
            };
            let verdicts = judge(spec, &tried)?;
            for (at, (&row, verdict)) in rows.iter().zip(&verdicts).enumerate() {
                match verdict {
                    None => resolution.rows[row] = (resolution.frames.len(), at),
                    Some(failed) => {
                        let next =
                            failures.next_attempt(spec, attempt, frame.numbers()[row], failed)?;
                        waiting.entry(next).or_default().push(row);
                    }
                }
            }
            resolution.frames.push(tried);
        }
        Ok(resolution)
    }

    /// A column of the accepted rows.
    pub(crate) fn column(&self, column: usize, target: &Target) -> Result<ArrayRef, GenerateError> {
        match self.frames.as_slice() {
            [] => return Ok(arrow_array::new_empty_array(&target.arrow)),
            [only] => return only.column(column),
            _ => {}
        }
        let arrays: Vec<ArrayRef> =
            self.frames.iter().map(|frame| frame.column(column)).collect::<Result<_, _>>()?;
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        target.arrow_result(interleave(&arrays, &self.rows))
    }

    /// The parents of the accepted rows.
    pub(crate) fn targets(&self, link: usize) -> Result<Targets, GenerateError> {
        let all =
            self.frames.iter().map(|frame| frame.targets(link)).collect::<Result<Vec<_>, _>>()?;
        let parents = self.rows.iter().map(|&(frame, at)| all[frame].parents[at]).collect();
        let ordinals = if all.iter().all(|targets| targets.ordinals.is_empty()) {
            Vec::new()
        } else {
            self.rows.iter().map(|&(frame, at)| all[frame].ordinals[at]).collect()
        };
        Ok(Targets { parents, ordinals })
    }
}

/// For each row the name of the first condition it fails.
fn judge<'s>(
    spec: &'s TableSpec,
    frame: &Frame<'_>,
) -> Result<Vec<Option<&'s str>>, GenerateError> {
    let mut verdicts = vec![None; frame.len()];
    for (at, link) in spec.links.iter().enumerate().filter(|(_, link)| link.required) {
        let refers = refers(spec, frame, at)?;
        let parents = &frame.targets(at)?.parents;
        for ((verdict, &parent), refers) in verdicts.iter_mut().zip(parents).zip(refers) {
            if parent == NONE && refers && verdict.is_none() {
                *verdict = Some(link.name.as_str());
            }
        }
    }
    for fitted in &spec.fitted {
        for (verdict, fits) in verdicts.iter_mut().zip(frame.fits(fitted.column)?) {
            if !fits && verdict.is_none() {
                *verdict = Some(fitted.name.as_str());
            }
        }
    }
    for check in &spec.checks {
        for (verdict, passes) in verdicts.iter_mut().zip(check.formula.passes(frame)?) {
            if !passes && verdict.is_none() {
                *verdict = Some(check.name.as_str());
            }
        }
    }
    Ok(verdicts)
}

/// Whether each row refers along a link: a link without columns of its own, such as a reference
/// that is declared twice, does where none of the columns that it shares is NULL.
fn refers(spec: &TableSpec, frame: &Frame<'_>, link: usize) -> Result<Vec<bool>, GenerateError> {
    let is_own =
        |maker: &ColumnMaker| matches!(maker, ColumnMaker::Link { link: its, .. } if *its == link);
    match &spec.links[link].kind {
        LinkKind::Agreeing(candidates) if !spec.columns.iter().any(|c| is_own(&c.maker)) => {
            Ok(candidates.keys(frame)?.iter().map(Option::is_some).collect())
        }
        _ => Ok(vec![true; frame.len()]),
    }
}

/// How often rows failed which constraints.
#[derive(Default)]
struct Failures<'s>(BTreeMap<u64, BTreeMap<&'s str, u32>>);

impl<'s> Failures<'s> {
    /// The attempt that a row takes next.
    fn next_attempt(
        &mut self,
        spec: &TableSpec,
        attempt: u32,
        row: u64,
        failed: &'s str,
    ) -> Result<u32, GenerateError> {
        let counts = self.0.entry(row).or_default();
        *counts.entry(failed).or_default() += 1;
        let can_change = spec.columns.iter().any(|column| column.volatile);
        if can_change && attempt + 1 < MAX_ATTEMPTS {
            return Ok(attempt + 1);
        }
        let most = counts.iter().max_by_key(|(_, count)| **count);
        let constraint = most.map_or(failed, |(name, _)| *name);
        Err(GenerateError::Exhausted {
            table: spec.name.clone(),
            constraint: constraint.into(),
            columns: columns_of(spec, constraint),
            row: row + 1,
            attempts: attempt + 1,
        })
    }
}

/// The table's own columns that a condition, a repaired key or a reference shares, in declared
/// order.
fn columns_of(spec: &TableSpec, constraint: &str) -> Vec<String> {
    let checks = spec.checks.iter().filter(|check| check.name == constraint);
    let keys = spec.repair.iter().flat_map(|repair| &repair.keys);
    let parts = keys.filter(|key| key.name == constraint).flat_map(|key| &key.parts);
    let fitted = spec.fitted.iter().filter(|fitted| fitted.name == constraint);
    let fitted = fitted.filter_map(|fitted| spec.columns[fitted.column].formula());
    let formulas = checks.map(|check| &check.formula).chain(parts).chain(fitted);
    let slots = formulas.flat_map(|formula| &formula.slots);
    let read = slots.filter_map(|slot| match slot {
        Slot::Column { links, column } if links.is_empty() => Some(*column),
        _ => None,
    });
    let links = spec.links.iter().filter(|link| link.required && link.name == constraint);
    let shared = links.flat_map(|link| match &link.kind {
        LinkKind::Agreeing(candidates) => candidates.columns.as_slice(),
        _ => &[],
    });
    let columns: BTreeSet<usize> = read.chain(shared.copied()).collect();
    columns.iter().map(|&at| spec.columns[at].target.column.clone()).collect()
}

thread_local! {
    /// The repairs that this thread is asking for, by address.
    static WORKING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Shows that a thread works on a repair, so that it does not wait for itself.
struct Working;

impl Working {
    /// `None` where the thread does so already.
    fn on(repair: &Repair) -> Option<Self> {
        let address = std::ptr::from_ref(repair).addr();
        WORKING.with_borrow_mut(|working| {
            let new = !working.contains(&address);
            new.then(|| {
                working.push(address);
                Self
            })
        })
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        WORKING.with_borrow_mut(Vec::pop);
    }
}

/// Keys seen so far. Never iterated, so its order does not matter.
type Seen = HashSet<Vec<u8>, BuildHasherDefault<DefaultHasher>>;

impl Repair {
    pub(crate) fn new(keys: Vec<RepairKey>, exclusions: Vec<Exclusion>) -> Self {
        Self { keys, exclusions, attempts: OnceLock::new() }
    }

    /// One of the constraints that are repaired.
    fn name(&self) -> &str {
        let keys = self.keys.iter().chain(self.exclusions.iter().map(|it| &it.group));
        keys.map(|key| key.name.as_str()).next().unwrap_or_default()
    }

    /// A key by its position, or behind them an exclusion.
    fn name_of(&self, constraint: usize) -> &str {
        match self.keys.get(constraint) {
            Some(key) => &key.name,
            None => &self.exclusions[constraint - self.keys.len()].group.name,
        }
    }

    /// The attempts of the rows that don't keep their first one.
    fn attempts(&self, core: &Core, table: usize) -> Result<&BTreeMap<u64, u32>, GenerateError> {
        let Some(_working) = Working::on(self) else {
            return Err(GenerateError::Circular {
                table: core.tables[table].name.clone(),
                constraint: self.name().to_owned(),
            });
        };
        self.attempts
            .get_or_init(|| self.work_out(core, table, core.tables[table].rows).map_err(Arc::new))
            .as_ref()
            .map_err(|error| GenerateError::Earlier(Arc::clone(error)))
    }

    /// Works out the attempts of a table's first rows, to see whether there are any.
    pub(crate) fn attempt_first(
        &self,
        core: &Core,
        table: usize,
        rows: u64,
    ) -> Result<(), GenerateError> {
        if core.tables[table].rows <= rows {
            return self.attempts(core, table).map(drop);
        }
        match Working::on(self) {
            Some(_working) => self.work_out(core, table, rows).map(drop),
            None => Ok(()),
        }
    }

    /// Works out the attempts of the first rows.
    fn work_out(
        &self,
        core: &Core,
        table: usize,
        rows: u64,
    ) -> Result<BTreeMap<u64, u32>, GenerateError> {
        let spec = &core.tables[table];
        if spec.rows > REPAIR_LIMIT {
            return Err(GenerateError::TooLargeToRepair {
                table: spec.name.clone(),
                constraint: self.name().to_owned(),
                limit: REPAIR_LIMIT,
            });
        }
        let mut seen: Vec<Seen> = vec![Seen::default(); self.keys.len()];
        let mut occupied: Vec<Occupied> =
            self.exclusions.iter().map(|_| Occupied::default()).collect();
        let literal = 0..spec.literal.len() as u64;
        let given = Frame::of_parents(core, table, literal, Attempt::Forced(0));
        for (key, seen) in self.keys.iter().zip(&mut seen) {
            seen.extend(key.values(&given)?.into_iter().flatten());
        }
        for (exclusion, occupied) in self.exclusions.iter().zip(&mut occupied) {
            exclusion.claims(&given)?.into_iter().for_each(|claim| occupied.take(claim));
        }
        let mut seen = (seen, occupied);
        let mut attempts = BTreeMap::new();
        let mut start = 0;
        while start < rows.min(spec.rows) {
            let end = (start + CHUNK).min(rows).min(spec.rows);
            self.repair_chunk(core, table, (start..end).collect(), &mut seen, &mut attempts)?;
            start = end;
        }
        Ok(attempts)
    }

    fn repair_chunk(
        &self,
        core: &Core,
        table: usize,
        mut rows: Vec<u64>,
        (seen, occupied): &mut (Vec<Seen>, Vec<Occupied>),
        attempts: &mut BTreeMap<u64, u32>,
    ) -> Result<(), GenerateError> {
        let spec = &core.tables[table];
        let mut repeating: BTreeMap<u64, (usize, u32)> = BTreeMap::new();
        let mut failures = Failures::default();
        let (first, count) = (rows.first().copied().unwrap_or(0), rows.len() as u64);
        let mut attempt = 0;
        while !rows.is_empty() {
            let mut crowded = None;
            let frame = Frame::new(core, table, rows.clone(), Attempt::Forced(attempt));
            let verdicts = judge(spec, &frame)?;
            let keys: Vec<Vec<Option<Vec<u8>>>> =
                self.keys.iter().map(|key| key.values(&frame)).collect::<Result<_, _>>()?;
            let mut claims: Vec<_> = self
                .exclusions
                .iter()
                .map(|exclusion| exclusion.claims(&frame).map(Vec::into_iter))
                .collect::<Result<_, _>>()?;
            let mut again = Vec::new();
            for (at, &row) in rows.iter().enumerate() {
                let repeated = (0..keys.len()).find(|&key| {
                    keys[key][at].as_ref().is_some_and(|value| seen[key].contains(value))
                });
                let claimed: Vec<Claim> = claims.iter_mut().filter_map(Iterator::next).collect();
                let mut excluded = occupied.iter().zip(&claimed);
                let excluded = excluded.position(|(occupied, claim)| !occupied.admits(claim));
                let refused = repeated.or(excluded.map(|at| self.keys.len() + at));
                if let (None, Some(constraint)) = (verdicts[at], refused) {
                    let times = repeating.get(&row).map_or(0, |(_, times)| *times);
                    repeating.insert(row, (constraint, times + 1));
                }
                let failed = verdicts[at].or(refused.map(|constraint| self.name_of(constraint)));
                if let Some(failed) = failed {
                    if let Err(error) = failures.next_attempt(spec, attempt, row, failed) {
                        // What has met the conditions but for a key or an exclusion lacks room there.
                        match repeating.get(&row).filter(|(_, times)| *times >= LACKS_ROOM) {
                            Some(&(constraint, _)) => crowded = Some(constraint),
                            None => return Err(error),
                        }
                    }
                    again.push(row);
                    continue;
                }
                for (key, seen) in keys.iter().zip(seen.iter_mut()) {
                    seen.extend(key[at].clone());
                }
                for (occupied, claim) in occupied.iter_mut().zip(claimed) {
                    occupied.take(claim);
                }
                if attempt > 0 {
                    attempts.insert(row, attempt);
                }
            }
            if let Some(constraint) = crowded {
                return Err(GenerateError::Crowded {
                    table: spec.name.clone(),
                    constraint: self.name_of(constraint).to_owned(),
                    rows: first + count - again.len() as u64,
                });
            }
            rows = again;
            attempt += 1;
        }
        Ok(())
    }
}

impl RepairKey {
    /// Each row's key; `None` for rows that the key does not hold.
    pub(crate) fn values(&self, frame: &Frame<'_>) -> Result<Vec<Option<Vec<u8>>>, GenerateError> {
        let held = match &self.predicate {
            Some(predicate) => predicate.truths(frame)?,
            None => vec![true; frame.len()],
        };
        let parts: Vec<Vec<Value>> =
            self.parts.iter().map(|part| part.values(frame)).collect::<Result<_, _>>()?;
        Ok(held
            .into_iter()
            .enumerate()
            .map(|(row, held)| {
                let distinct = !self.nulls_not_distinct && parts.iter().any(|p| p[row].is_null());
                (held && !distinct).then(|| self.bytes(&parts, row))
            })
            .collect())
    }

    fn bytes(&self, parts: &[Vec<Value>], row: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (part, folded) in parts.iter().zip(&self.folded) {
            match &part[row] {
                Value::Text(text) if *folded => {
                    Value::Text(text.to_lowercase()).key_bytes(&mut bytes);
                }
                value => value.key_bytes(&mut bytes),
            }
        }
        bytes
    }
}
