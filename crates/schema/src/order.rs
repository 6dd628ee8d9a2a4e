//! In which order tables can be filled.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::{algo::tarjan_scc, graph::DiGraph};

use crate::{ForeignKey, Schema, Table, TableId};

#[cfg(test)]
mod tests;

/// The order in which tables can be filled, parents first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOrder {
    /// Every table that takes rows of its own, parents before children except along the broken
    /// references. Partitions are left out: their rows go through the parent.
    pub tables: Vec<TableId>,
    /// The references that point forward in `tables`, one or more per cycle. Self references
    /// are not listed: rows only refer to earlier rows of the same table. Nor are references
    /// that the database does not enforce.
    pub breaks: Vec<CycleBreak>,
}

/// A reference that can't be checked while rows arrive in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleBreak {
    /// The referring table.
    pub table: TableId,
    /// The position in its foreign keys.
    pub foreign_key: usize,
    /// Whether its columns may be NULL first and be set afterwards.
    pub nullable: bool,
    /// Whether the database can check it at the end of the transaction.
    pub deferrable: bool,
}

/// (child, parent) as positions in the schema; partitions stand for their root.
type Pair = (usize, usize);

pub(crate) fn load_order(schema: &Schema) -> LoadOrder {
    let references = references(schema);
    let mut pairs: BTreeMap<Pair, u64> = BTreeMap::new();
    for reference in &references {
        *pairs.entry(reference.pair).or_default() += reference.cost;
    }
    let broken = feedback_pairs(&pairs);
    let kept = pairs.keys().copied().filter(|pair| !broken.contains(pair)).collect();
    LoadOrder {
        tables: sorted(schema, &kept),
        breaks: references
            .iter()
            .filter(|reference| broken.contains(&reference.pair))
            .filter_map(|reference| reference.cycle_break)
            .collect(),
    }
}

struct Reference {
    pair: Pair,
    /// How much it hurts to break it.
    cost: u64,
    /// `None` when the database does not enforce the reference.
    cycle_break: Option<CycleBreak>,
}

/// Costs are powers of a number larger than any table's count of foreign keys, so that one
/// reference of a worse class weighs more than any number of a better one.
const CLASS: u64 = 10_000;

fn references(schema: &Schema) -> Vec<Reference> {
    let positions: BTreeMap<_, _> = schema.iter().map(|(id, table)| (&table.name, id.0)).collect();
    let root = |start: usize| {
        let mut at = start;
        // Bounded, so that partitions of each other can't loop.
        for _ in 0..schema.tables.len() {
            let parent = schema.tables[at].partition_of.as_ref();
            match parent.and_then(|parent| positions.get(parent)) {
                Some(&parent) => at = parent,
                None => break,
            }
        }
        at
    };
    let mut found = Vec::new();
    for (id, table) in schema.iter() {
        for (at, key) in table.foreign_keys.iter().enumerate() {
            let Some(&parent) = positions.get(&key.parent) else {
                continue;
            };
            let pair = (root(id.0), root(parent));
            if pair.0 != pair.1 {
                found.push(reference(id, at, table, key, pair));
            }
        }
    }
    found
}

fn reference(id: TableId, at: usize, table: &Table, key: &ForeignKey, pair: Pair) -> Reference {
    let nullable = key.is_optional(table);
    let cost = match (key.enforced, nullable, key.deferrable) {
        (false, ..) => 1,
        (true, true, _) => CLASS,
        (true, false, true) => CLASS * CLASS,
        (true, false, false) => CLASS * CLASS * CLASS,
    };
    let cycle_break =
        CycleBreak { table: id, foreign_key: at, nullable, deferrable: key.deferrable };
    Reference { pair, cost, cycle_break: key.enforced.then_some(cycle_break) }
}

/// A set of pairs without which no cycle is left, cheap in total: in every cyclic component
/// the pair is cut that leaves the least behind, cheapest class first, and what proves
/// unnecessary in the end is put back. (The exact minimum feedback arc set is NP-hard.)
fn feedback_pairs(pairs: &BTreeMap<Pair, u64>) -> BTreeSet<Pair> {
    let mut kept: BTreeSet<Pair> = pairs.keys().copied().collect();
    let mut broken = BTreeSet::new();
    loop {
        let components = cyclic_components(&kept);
        if components.is_empty() {
            break;
        }
        for component in components {
            let inside: BTreeSet<Pair> = kept
                .iter()
                .copied()
                .filter(|(child, parent)| component.contains(child) && component.contains(parent))
                .collect();
            if let Some(pair) = best_cut(&inside, pairs) {
                kept.remove(&pair);
                broken.insert(pair);
            }
        }
    }
    let mut dearest_first: Vec<Pair> = broken.iter().copied().collect();
    dearest_first.sort_by_key(|pair| std::cmp::Reverse(pairs[pair]));
    for pair in dearest_first {
        kept.insert(pair);
        if cyclic_components(&kept).is_empty() {
            broken.remove(&pair);
        } else {
            kept.remove(&pair);
        }
    }
    broken
}

/// The pair of a strongly connected component whose removal is cheapest for the cycles it ends.
fn best_cut(inside: &BTreeSet<Pair>, costs: &BTreeMap<Pair, u64>) -> Option<Pair> {
    // Whole classes are compared first: a nullable reference goes before a deferrable one even
    // if the latter would end more cycles.
    let class = |pair: &Pair| costs[pair].checked_ilog(CLASS).unwrap_or(0);
    let cheapest = inside.iter().map(class).min()?;
    inside
        .iter()
        .filter(|pair| class(pair) == cheapest)
        .min_by_key(|pair| {
            let mut rest = inside.clone();
            rest.remove(pair);
            let still_cyclic: usize = cyclic_components(&rest).iter().map(BTreeSet::len).sum();
            (still_cyclic, costs[pair], std::cmp::Reverse(**pair))
        })
        .copied()
}

/// The strongly connected components of more than one table.
fn cyclic_components(pairs: &BTreeSet<Pair>) -> Vec<BTreeSet<usize>> {
    let mut graph = DiGraph::<usize, ()>::new();
    let mut nodes = BTreeMap::new();
    for &(child, parent) in pairs {
        let child = *nodes.entry(child).or_insert_with(|| graph.add_node(child));
        let parent = *nodes.entry(parent).or_insert_with(|| graph.add_node(parent));
        graph.add_edge(child, parent, ());
    }
    tarjan_scc(&graph)
        .into_iter()
        .filter(|component| component.len() > 1)
        .map(|component| component.into_iter().map(|node| graph[node]).collect())
        .collect()
}

/// Parents first; among tables that are ready, in the order of declaration.
fn sorted(schema: &Schema, pairs: &BTreeSet<Pair>) -> Vec<TableId> {
    let mut waiting_for = vec![0_usize; schema.tables.len()];
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(child, parent) in pairs {
        waiting_for[child] += 1;
        children.entry(parent).or_default().push(child);
    }
    let mut ready: BTreeSet<usize> = schema
        .iter()
        .map(|(id, _)| id.0)
        .filter(|&at| waiting_for[at] == 0 && schema.tables[at].takes_rows())
        .collect();
    let mut order = Vec::new();
    while let Some(at) = ready.pop_first() {
        order.push(TableId(at));
        for &child in children.get(&at).into_iter().flatten() {
            waiting_for[child] -= 1;
            if waiting_for[child] == 0 && schema.tables[child].takes_rows() {
                ready.insert(child);
            }
        }
    }
    order
}
