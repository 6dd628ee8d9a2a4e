//! Foreign keys that share columns: which parents go together.
//!
//! `order_items(tenant_id, order_id, product_id)` refers to `orders(tenant_id, id)` and to
//! `products(tenant_id, id)`: the product must be one of the order's tenant. The parents of the
//! second key are grouped by the shared columns once, when first needed; that index is the only
//! thing in the engine whose memory grows with a table, and only for tables referred to so.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use seedbed_dataset::ValueReader;
use seedbed_expr::Domain;

use crate::{
    frame::Frame,
    problem::GenerateError,
    retry::Attempt,
    spec::{Core, LinkKind, LinkSpec},
};

/// Rows read at a time while an index is built.
const CHUNK: u64 = 8_192;

type Once<T> = OnceLock<Result<T, Arc<GenerateError>>>;

/// The rows of a parent table by the values of some of its columns.
#[derive(Debug)]
pub(crate) struct Candidates {
    /// The table.
    pub(crate) parent: usize,
    /// Its columns that earlier links determine.
    pub(crate) parent_columns: Vec<usize>,
    /// The child's columns that hold them, in the same order.
    pub(crate) columns: Vec<usize>,
    /// For each link that shares columns with this one alone: the parent's columns, and the
    /// position of the link. Rows for which one of them finds nothing are no candidates.
    pub(crate) dependents: Vec<(Vec<usize>, usize)>,
    /// The rows by key.
    pub(crate) index: Once<BTreeMap<Vec<u8>, Vec<u64>>>,
}

/// The rows of a parent table for which every dependent link has a candidate, and whose own
/// values are within limits.
#[derive(Debug)]
pub(crate) struct Feasible {
    /// The table.
    pub(crate) parent: usize,
    /// For each dependent link: this table's columns, and the position of the link.
    pub(crate) dependents: Vec<(Vec<usize>, usize)>,
    /// What its columns must lie within.
    pub(crate) limits: Vec<(usize, Domain)>,
    /// How many of its first rows are passed over.
    pub(crate) passed_over: u64,
    /// Rows that are spoken for.
    pub(crate) taken: Vec<u64>,
    /// The rows.
    pub(crate) rows: Once<Vec<u64>>,
}

fn settled<T>(
    once: &Once<T>,
    build: impl FnOnce() -> Result<T, GenerateError>,
) -> Result<&T, GenerateError> {
    once.get_or_init(|| build().map_err(Arc::new))
        .as_ref()
        .map_err(|error| GenerateError::Earlier(Arc::clone(error)))
}

impl Candidates {
    /// The index, built when first asked for.
    pub(crate) fn index(
        &self,
        core: &Core,
        links: &[LinkSpec],
    ) -> Result<&BTreeMap<Vec<u8>, Vec<u64>>, GenerateError> {
        settled(&self.index, || {
            let mut index: BTreeMap<Vec<u8>, Vec<u64>> = BTreeMap::new();
            let feasible = with_all(core, self.parent, &self.dependents, links)?;
            each_key(core, self.parent, &self.parent_columns, |row, key| {
                if let Some(key) = key.filter(|_| feasible[row as usize]) {
                    index.entry(key).or_default().push(row);
                }
            })?;
            Ok(index)
        })
    }

    /// The key of each row of a child's frame; `None` where a shared column is NULL.
    pub(crate) fn keys(&self, frame: &Frame<'_>) -> Result<Vec<Option<Vec<u8>>>, GenerateError> {
        let readers: Vec<ValueReader> =
            self.columns.iter().map(|&column| frame.reader(column)).collect::<Result<_, _>>()?;
        Ok((0..frame.len()).map(|row| key(&readers, row)).collect())
    }
}

impl Feasible {
    /// The rows, worked out when first asked for.
    pub(crate) fn rows(&self, core: &Core, links: &[LinkSpec]) -> Result<&Vec<u64>, GenerateError> {
        settled(&self.rows, || {
            let mut feasible = with_all(core, self.parent, &self.dependents, links)?;
            for (column, domain) in &self.limits {
                each_row(core, self.parent, &[*column], |row, readers, at| {
                    feasible[row as usize] &= domain.contains(&readers[0].value(at)) != Some(false);
                })?;
            }
            for &row in &self.taken {
                feasible[row as usize] = false;
            }
            let rows = self.passed_over..feasible.len() as u64;
            Ok(rows.filter(|&row| feasible[row as usize]).collect())
        })
    }
}

/// For each row of a table whether every dependent link finds a row that goes with it.
fn with_all(
    core: &Core,
    parent: usize,
    dependents: &[(Vec<usize>, usize)],
    links: &[LinkSpec],
) -> Result<Vec<bool>, GenerateError> {
    let mut feasible = vec![true; core.tables[parent].population() as usize];
    for (columns, link) in dependents {
        let LinkKind::Agreeing(dependent) = &links[*link].kind else { continue };
        let index = dependent.index(core, links)?;
        each_key(core, parent, columns, |row, key| {
            feasible[row as usize] &= key.is_some_and(|key| index.contains_key(&key));
        })?;
    }
    Ok(feasible)
}

/// Visits every row of a table with the key of some of its columns.
fn each_key(
    core: &Core,
    table: usize,
    columns: &[usize],
    mut visit: impl FnMut(u64, Option<Vec<u8>>),
) -> Result<(), GenerateError> {
    each_row(core, table, columns, |row, readers, at| visit(row, key(readers, at)))
}

/// Visits every row of a table with readers of some of its columns and its place in them.
fn each_row(
    core: &Core,
    table: usize,
    columns: &[usize],
    mut visit: impl FnMut(u64, &[ValueReader], usize),
) -> Result<(), GenerateError> {
    let population = core.tables[table].population();
    let mut start = 0;
    while start < population {
        let end = (start + CHUNK).min(population);
        let frame = Frame::of_parents(core, table, start..end, Attempt::Settled);
        let readers: Vec<ValueReader> =
            columns.iter().map(|&column| frame.reader(column)).collect::<Result<_, _>>()?;
        for row in start..end {
            visit(row, &readers, (row - start) as usize);
        }
        start = end;
    }
    Ok(())
}

fn key(readers: &[ValueReader], row: usize) -> Option<Vec<u8>> {
    let mut key = Vec::new();
    for reader in readers {
        let value = reader.value(row);
        if value.is_null() {
            return None;
        }
        value.key_bytes(&mut key);
    }
    Some(key)
}
