//! Related tables that a model is asked about together.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema::TableId;

use crate::survey::Survey;

/// How much one question may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Tokens of the tables' digests.
    pub(super) tokens: u64,
    /// Columns that are asked about: each takes its share of the reply.
    pub(super) columns: usize,
}

/// A table to ask about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub(super) tokens: u64,
    pub(super) columns: usize,
}

/// Divides tables into groups that fit `room`. A group grows along references, by the table that
/// has most of them into it; what is left alone joins the last group that has room, so that there
/// are few questions. Every table is in exactly one group.
pub(super) fn clusters(
    survey: &Survey<'_>,
    tables: &BTreeMap<TableId, Weight>,
    room: Room,
) -> Vec<Vec<TableId>> {
    let neighbours = neighbours(survey);
    let mut left: BTreeSet<TableId> = tables.keys().copied().collect();
    let mut groups: Vec<Vec<TableId>> = Vec::new();
    for &start in &survey.order {
        if !left.remove(&start) {
            continue;
        }
        let mut group = Group::of(start, tables[&start]);
        while let Some(next) = group.nearest(&left, &neighbours, tables, room) {
            left.remove(&next);
            group.add(next, tables[&next]);
        }
        groups.push(group.members);
    }
    merged(groups, tables, room)
}

fn neighbours(survey: &Survey<'_>) -> BTreeMap<TableId, Vec<TableId>> {
    let mut all: BTreeMap<TableId, Vec<TableId>> = BTreeMap::new();
    for facts in &survey.tables {
        for parent in facts.parents.iter().flatten().filter(|parent| **parent != facts.id) {
            all.entry(facts.id).or_default().push(*parent);
            all.entry(*parent).or_default().push(facts.id);
        }
    }
    all
}

struct Group {
    members: Vec<TableId>,
    tokens: u64,
    columns: usize,
}

impl Group {
    fn of(table: TableId, weight: Weight) -> Self {
        Self { members: vec![table], tokens: weight.tokens, columns: weight.columns }
    }

    fn has_room(&self, more: Weight, room: Room) -> bool {
        self.tokens + more.tokens <= room.tokens && self.columns + more.columns <= room.columns
    }

    fn add(&mut self, table: TableId, weight: Weight) {
        self.members.push(table);
        self.tokens += weight.tokens;
        self.columns += weight.columns;
    }

    /// The table with most references into the group that still fits.
    fn nearest(
        &self,
        left: &BTreeSet<TableId>,
        neighbours: &BTreeMap<TableId, Vec<TableId>>,
        tables: &BTreeMap<TableId, Weight>,
        room: Room,
    ) -> Option<TableId> {
        let mut ties: BTreeMap<TableId, usize> = BTreeMap::new();
        for member in &self.members {
            let near = neighbours.get(member).into_iter().flatten();
            for table in near.filter(|table| left.contains(table)) {
                *ties.entry(*table).or_default() += 1;
            }
        }
        let fitting = ties.into_iter().filter(|(table, _)| self.has_room(tables[table], room));
        fitting
            .max_by_key(|&(table, ties)| (ties, std::cmp::Reverse(table)))
            .map(|(table, _)| table)
    }
}

/// Puts small groups together.
fn merged(
    groups: Vec<Vec<TableId>>,
    tables: &BTreeMap<TableId, Weight>,
    room: Room,
) -> Vec<Vec<TableId>> {
    let mut merged: Vec<Group> = Vec::new();
    for members in groups {
        let weight = members.iter().fold(Weight { tokens: 0, columns: 0 }, |sum, table| Weight {
            tokens: sum.tokens + tables[table].tokens,
            columns: sum.columns + tables[table].columns,
        });
        let last = merged.iter_mut().rev().take(4).find(|group| group.has_room(weight, room));
        match last {
            Some(group) => {
                group.members.extend(members);
                group.tokens += weight.tokens;
                group.columns += weight.columns;
            }
            None => {
                merged.push(Group { members, tokens: weight.tokens, columns: weight.columns });
            }
        }
    }
    merged.into_iter().map(|group| group.members).collect()
}
