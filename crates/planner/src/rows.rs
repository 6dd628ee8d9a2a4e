//! How many rows a table gets when nobody says.

use std::collections::{BTreeMap, BTreeSet};

use seedbed_schema::TableId;

use crate::RowRequest;
use crate::kinds;
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
        S::Role | S::Status | S::Kind | S::Continent => 6,
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

/// What a user asks of the numbers of rows.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'r, 'a> {
    pub(crate) request: &'r RowRequest,
    pub(crate) survey: &'r Survey<'a>,
    /// The position of the reference whose parts a table's rows are.
    pub(crate) owners: &'r BTreeMap<TableId, usize>,
}

impl Wanted<'_, '_> {
    /// Rows to make of a table that the user names.
    fn named(&self, id: TableId) -> Option<u64> {
        self.request.tables.get(&id).map(|rows| self.beside(id, *rows))
    }

    /// Rows to make of a table that the user does not name.
    fn every(&self, id: TableId) -> Option<u64> {
        self.request.default.map(|rows| self.beside(id, rows))
    }

    fn beside(&self, id: TableId, rows: u64) -> u64 {
        let counted = if self.request.beside_inserted { 0 } else { inserted(self.survey, id) };
        rows.saturating_sub(counted)
    }

    /// The table whose rows decide how many a table has: what its rows are parts of, or describe
    /// one to one.
    fn leader(&self, table: &TableFacts<'_>) -> Option<TableId> {
        let owner = self.owners.get(&table.id).copied();
        let whole = owner.and_then(|at| table.parents[at]);
        one_to_one(table).or(whole).filter(|parent| *parent != table.id)
    }
}

fn inserted(survey: &Survey<'_>, id: TableId) -> u64 {
    survey.table(id).table.rows.len() as u64
}

/// How many rows to make of each table. Tables that the user does not name follow the named one
/// whose parts they are, in believable numbers; others get the number for every table, or
/// believable numbers times `scale`. Tables of a given plan keep the rows in `given`, and count
/// as named.
pub(crate) fn counts(
    wanted: Wanted<'_, '_>,
    locale: &str,
    given: &BTreeMap<TableId, u64>,
    scale: f64,
) -> BTreeMap<TableId, u64> {
    let survey = wanted.survey;
    let mut rows = BTreeMap::new();
    let mut settled: BTreeSet<TableId> = BTreeSet::new();
    for &id in &survey.order {
        let table = survey.table(id);
        let follows = wanted.leader(table).is_some_and(|leader| settled.contains(&leader));
        let owner = wanted.owners.get(&id).copied();
        let natural = || count(survey, table, owner, &rows);
        let count = if let Some(count) = given.get(&id).copied().or(wanted.named(id)) {
            settled.insert(id);
            count
        } else if follows {
            settled.insert(id);
            whole(natural())
        } else if let Some(count) = wanted.every(id) {
            count
        } else if table.part == Part::Lookup && !table.table.rows.is_empty() {
            0
        } else if let Some(count) =
            lookups::size(table, locale).or_else(|| kinds::size(survey, table))
        {
            count
        } else {
            whole((natural() * scale).min(MOST.max(MOST * scale)))
        };
        rows.insert(id, count);
    }
    rows
}

/// The rows of a given plan as the user wants them on top: named tables as asked, those that are
/// parts of them in proportion.
pub(crate) fn rescaled(
    wanted: Wanted<'_, '_>,
    given: &BTreeMap<TableId, u64>,
) -> BTreeMap<TableId, u64> {
    let survey = wanted.survey;
    let mut rows = given.clone();
    let mut settled: BTreeSet<TableId> = BTreeSet::new();
    for &id in &survey.order {
        let Some(&old) = given.get(&id) else {
            continue;
        };
        let leader = wanted.leader(survey.table(id)).filter(|leader| settled.contains(leader));
        let proportion = leader.and_then(|leader| {
            let present = |rows: &BTreeMap<TableId, u64>| {
                (rows.get(&leader).copied().unwrap_or(0) + inserted(survey, leader)) as f64
            };
            let before = present(given);
            (before > 0.0).then(|| present(&rows) / before)
        });
        let new = match (wanted.named(id), proportion) {
            (Some(asked), _) => asked,
            (None, Some(proportion)) => (old as f64 * proportion).round() as u64,
            (None, None) => {
                rows.insert(id, wanted.every(id).unwrap_or(old));
                continue;
            }
        };
        settled.insert(id);
        rows.insert(id, new);
    }
    rows
}

/// How large a given plan's tables are beside believable numbers, by those of them that are not
/// counted by others.
pub(crate) fn scale(wanted: Wanted<'_, '_>, locale: &str, given: &BTreeMap<TableId, u64>) -> f64 {
    let nothing = RowRequest::default();
    let natural = counts(Wanted { request: &nothing, ..wanted }, locale, &BTreeMap::new(), 1.0);
    let counts_alone = |id: TableId| {
        let table = wanted.survey.table(id);
        table.foreign_keys().all(|(.., parent)| parent == id)
            && lookups::size(table, locale).is_none()
    };
    let planned = given.iter().filter(|(id, rows)| **rows > 0 && counts_alone(**id));
    let mut ratios: Vec<f64> = planned
        .filter_map(|(id, rows)| Some((*rows, *natural.get(id).filter(|natural| **natural > 0)?)))
        .map(|(rows, natural)| rows as f64 / natural as f64)
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(1.0)
}

/// Believable rows of a table, by those of its parents.
fn count(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    owner: Option<usize>,
    rows: &BTreeMap<TableId, u64>,
) -> f64 {
    let present = |id: TableId| {
        let made = rows.get(&id).copied().unwrap_or(0);
        (made + survey.table(id).table.rows.len() as u64) as f64
    };
    let parents: Vec<_> = table
        .foreign_keys()
        .filter(|(_, _, parent)| *parent != table.id && rows.contains_key(parent))
        .collect();
    if let Some(parent) = one_to_one(table).filter(|parent| rows.contains_key(parent)) {
        let share = per_parent(table.subject, survey.table(parent).subject).min(1.0);
        return present(parent) * share;
    }
    if table.part == Part::Junction || is_matrix(table) {
        let (first, others) = parents.split_first().map_or((0.0, 1.0), |((_, _, first), rest)| {
            let widest = rest.iter().map(|(_, _, parent)| present(*parent)).fold(1.0, f64::max);
            (present(*first), widest)
        });
        return (first.max(others) * 1.7).min(first * others * 0.5);
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
    counted.min(capacity(table))
}

/// The parent that every row of a table describes, each once.
fn one_to_one(table: &TableFacts<'_>) -> Option<TableId> {
    let required = |name: &String| table.column(name).is_some_and(|facts| !facts.is_nullable());
    table
        .foreign_keys()
        .filter(|(_, _, parent)| *parent != table.id)
        .find(|(_, key, _)| is_one_to_one(table, key) && key.columns.iter().all(required))
        .map(|(_, _, parent)| parent)
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
            | S::Continent
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
        .fold(f64::INFINITY, f64::min)
}

fn whole(rows: f64) -> u64 {
    rows.round().max(1.0) as u64
}
