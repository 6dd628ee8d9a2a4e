//! How many rows a table gets when nobody says.

use std::collections::BTreeMap;

use seedbed_schema::TableId;

use crate::links::is_one_to_one;
use crate::lookups;
use crate::subject::Subject as S;
use crate::survey::{KeyPart, Part, Survey, TableFacts};

/// The rows of a table without parents to count by.
fn natural(subject: S) -> u64 {
    match subject {
        S::Country | S::City | S::Airport => 40,
        S::Region | S::Product | S::Tag | S::Film | S::Book | S::Drug | S::Ingredient => 60,
        S::Currency | S::Language | S::Genre | S::Diagnosis | S::Recipe | S::Course => 20,
        S::Category
        | S::Brand
        | S::Company
        | S::Job
        | S::Campaign
        | S::Coupon
        | S::Setting
        | S::Playlist => 15,
        S::Permission | S::Project | S::Conversation | S::Vehicle | S::Device => 25,
        S::Department | S::Facility | S::Unit | S::Team => 8,
        S::Role | S::Status | S::Kind => 6,
        S::Tier => 4,
        S::Log | S::Measurement | S::Transaction | S::History => 300,
        _ => 100,
    }
}

/// Rows per row of the table a subject mostly comes with.
fn per_parent(child: S, parent: S) -> f64 {
    match (child, parent) {
        (S::Line, _) => 2.6,
        (S::Address | S::Card | S::Subscription | S::Account, S::Person | S::Company) => 1.3,
        (S::Setting | S::Token, _) => 1.5,
        (S::Person, S::Department | S::Team | S::Facility) => 8.0,
        (S::Payment | S::Invoice | S::Shipment, S::Order | S::Invoice | S::Booking)
        | (S::Person, _) => 1.0,
        (S::Room, S::Facility) => 12.0,
        (S::Inventory, S::Facility) => 30.0,
        (S::Inventory | S::Album | S::Review, _) => 2.0,
        (S::Track, _) => 10.0,
        (S::Log | S::Measurement | S::Transaction | S::History | S::Session, _) => 5.0,
        _ => 3.0,
    }
}

/// No table gets more than this by itself.
const MOST: f64 = 100_000.0;

/// How many rows each table gets, in the order of the survey.
pub(crate) fn natural_rows(
    survey: &Survey<'_>,
    owners: &BTreeMap<TableId, usize>,
    locale: &str,
) -> BTreeMap<TableId, u64> {
    let mut rows = BTreeMap::new();
    for &id in &survey.order {
        let table = survey.table(id);
        let count = if table.part == Part::Lookup && !table.table.rows.is_empty() {
            0
        } else {
            lookups::size(table, locale)
                .unwrap_or_else(|| count(survey, table, owners.get(&id).copied(), &rows))
        };
        rows.insert(id, count);
    }
    rows
}

fn count(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    owner: Option<usize>,
    rows: &BTreeMap<TableId, u64>,
) -> u64 {
    let present = |id: TableId| {
        let made = rows.get(&id).copied().unwrap_or(0);
        (made + survey.table(id).table.rows.len() as u64) as f64
    };
    let parents: Vec<_> = table
        .foreign_keys()
        .filter(|(_, _, parent)| *parent != table.id && rows.contains_key(parent))
        .collect();
    if let Some((_, _, parent)) = parents.iter().find(|(_, key, _)| {
        is_one_to_one(table, key)
            && key.columns.iter().all(|name| table.column(name).is_some_and(|c| !c.is_nullable()))
    }) {
        let share = per_parent(table.subject, survey.table(*parent).subject).min(1.0);
        return whole(present(*parent) * share);
    }
    if table.part == Part::Junction || is_matrix(table) {
        let (first, others) = parents.split_first().map_or((0.0, 1.0), |((_, _, first), rest)| {
            let widest = rest.iter().map(|(_, _, parent)| present(*parent)).fold(1.0, f64::max);
            (present(*first), widest)
        });
        return whole((first.max(others) * 1.7).min(first * others * 0.5));
    }
    // Orders are counted by customers, not by the places they go to.
    let weight = |id: TableId| match survey.table(id).subject {
        S::Address | S::Card => present(id) / 1_000.0,
        _ => present(id),
    };
    let main =
        owner.and_then(|at| parents.iter().find(|(position, ..)| *position == at)).or_else(|| {
            parents
                .iter()
                .filter(|(_, _, parent)| survey.table(*parent).part != Part::Lookup)
                .max_by(|a, b| weight(a.2).total_cmp(&weight(b.2)))
        });
    let counted = match main {
        Some((_, _, parent)) if !counts_for_itself(table, owner) => {
            present(*parent) * per_parent(table.subject, survey.table(*parent).subject)
        }
        _ => natural(table.subject) as f64,
    };
    whole(counted.min(capacity(table)))
}

/// Whether the primary key is made of several foreign keys: a row per pair.
fn is_matrix(table: &TableFacts<'_>) -> bool {
    let parts: Vec<_> =
        table.columns.iter().filter(|facts| facts.key == KeyPart::PrimaryPart).collect();
    let within = |columns: &[String]| {
        columns.iter().all(|name| parts.iter().any(|part| part.name() == name))
    };
    parts.iter().all(|part| part.linked)
        && table.foreign_keys().filter(|(_, key, _)| within(&key.columns)).count() >= 2
}

/// Whether a table's size has nothing to do with its parents': products of a supplier, people of
/// a place.
fn counts_for_itself(table: &TableFacts<'_>, owner: Option<usize>) -> bool {
    let stands_alone = matches!(
        table.subject,
        S::Person
            | S::Company
            | S::Product
            | S::Facility
            | S::Department
            | S::Film
            | S::Book
            | S::Country
            | S::Region
            | S::City
    );
    owner.is_none() && (stands_alone || table.part == Part::Lookup)
}

/// The most rows that a key over a closed list of values allows.
fn capacity(table: &TableFacts<'_>) -> f64 {
    table
        .columns
        .iter()
        .filter(|facts| facts.key >= KeyPart::Unique)
        .filter_map(|facts| facts.domain.one_of.as_ref())
        .map(|values| values.len() as f64)
        .fold(MOST, f64::min)
}

fn whole(rows: f64) -> u64 {
    rows.round().clamp(1.0, MOST) as u64
}
