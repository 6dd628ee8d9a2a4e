//! How rows find their parents: owners, shapes of fan-out, and rows without a parent.

use std::collections::BTreeSet;

use seedbed_generate::plan::{FanOut, FanOutShape, Link, LinkRole};
use seedbed_schema::{ForeignKey, TableId, UniqueKey};

use crate::formulas::wants_sum;
use crate::keys::POSITIONS;
use crate::subject::Subject as S;
use crate::survey::{Class, KeyPart, Part, Survey, TableFacts};
use crate::tokens::matches;

/// What belongs to what: rows of the first subject are parts of a row of the second.
const PARTS: &[(S, &[S])] = &[
    (S::Line, &[S::Order, S::Invoice, S::Shipment, S::Playlist, S::Recipe]),
    (S::Payment, &[S::Order, S::Invoice, S::Booking, S::Contract, S::Subscription]),
    (S::Invoice, &[S::Order, S::Subscription, S::Contract]),
    (S::Shipment, &[S::Order]),
    (S::Address, &[S::Person, S::Company]),
    (S::Comment, &[S::Post, S::Ticket, S::Task, S::Media, S::Film]),
    (S::Message, &[S::Conversation, S::Ticket]),
    (S::Task, &[S::Project]),
    (S::Media, &[S::Product, S::Post, S::Facility]),
    (S::Track, &[S::Album]),
    (S::Album, &[S::Artist]),
    (S::Room, &[S::Facility]),
    (S::Diagnosis, &[S::Visit]),
    (S::LabTest, &[S::Visit]),
    (S::Drug, &[S::Visit]),
    (S::Measurement, &[S::Device]),
    (S::Session, &[S::Person]),
    (S::Token, &[S::Person]),
    (S::Setting, &[S::Person]),
    (S::Card, &[S::Person]),
    (S::Subscription, &[S::Person, S::Company]),
    (S::Transaction, &[S::Account]),
    (S::History, &[S::Order, S::Product, S::Ticket, S::Task, S::Subscription]),
    (S::Inventory, &[S::Facility]),
];

/// Words of nullable references, and how often there is no parent.
const NULL_RATES: &[(&str, f64)] = &[
    ("deleted by *|deleted by|* deleted by|cancelled by|* merged *|duplicate of *", 0.9),
    ("updated by *|updated by|modified by *|modified by|last modified by *", 0.4),
    (
        "approved by *|approved by|approver *|reviewed by *|reviewer *|\
         resolved by *|closed by *|verified by *",
        0.3,
    ),
    ("assigned *|assignee *|assignee|* assigned to|* assignee *", 0.2),
    ("parent *|* parent *|* parent|reply *|* reply to *|in reply to *", 0.3),
    ("manager *|* manager *|reports to *|reports to|supervisor *|* reports to", 0.08),
    ("created by *|created by|author *|owner *|user *", 0.02),
    (
        "coupon *|promotion *|discount *|voucher *|campaign *|referral *|\
         referred by *|referrer *",
        0.75,
    ),
];

/// The position among a table's foreign keys of the one its rows are parts of, if there is one.
pub(crate) fn owner_of(survey: &Survey<'_>, table: &TableFacts<'_>) -> Option<usize> {
    let best = table
        .foreign_keys()
        .filter(|(_, key, parent)| can_own(table, key, *parent))
        .map(|(at, key, parent)| (ownership(survey, table, key, parent), at))
        .max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)))?;
    (best.0 >= 50).then_some(best.1)
}

fn can_own(table: &TableFacts<'_>, key: &ForeignKey, parent: TableId) -> bool {
    parent != table.id && is_required(table, key)
}

/// Whether every row has values in a reference's columns.
fn is_required(table: &TableFacts<'_>, key: &ForeignKey) -> bool {
    key.columns.iter().all(|name| table.column(name).is_some_and(|facts| !facts.is_nullable()))
}

/// How much a reference looks like the one that rows are parts of.
fn ownership(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    key: &ForeignKey,
    parent: TableId,
) -> i32 {
    let parent = survey.table(parent);
    let primary = table.table.primary_key.as_ref().and_then(UniqueKey::columns);
    let leads_key = primary.is_some_and(|columns| {
        columns.first().is_some_and(|first| key.columns.iter().any(|name| name == first))
    });
    let named_after =
        table.words.len() > parent.words.len() && table.words.starts_with(&parent.words);
    let is_part = PARTS
        .iter()
        .any(|(part, wholes)| *part == table.subject && wholes.contains(&parent.subject));
    let mut score = 0;
    score += if leads_key { 60 } else { 0 };
    score += if named_after { 60 } else { 0 };
    score += if is_part { 70 } else { 0 };
    score += if wants_sum(parent, table) { 100 } else { 0 };
    score += if table.part == Part::Junction { 50 } else { 0 };
    score += if counts_within(table, key) { 60 } else { 0 };
    score -= if parent.part == Part::Lookup && table.part != Part::Junction { 60 } else { 0 };
    score -= if is_around_a_corner(survey, table, key, parent.id) { 65 } else { 0 };
    score
}

/// Whether the rows are numbered within the parent: a position beside the only reference, or
/// unique together with this one.
fn counts_within(table: &TableFacts<'_>, key: &ForeignKey) -> bool {
    let mut positions = table.columns.iter().filter(|facts| {
        facts.class == Class::Int
            && !facts.linked
            && facts.key < KeyPart::Unique
            && facts.is(POSITIONS)
    });
    let alone = table.foreign_keys().count() == 1;
    positions.any(|position| {
        let together = table.table.keys().filter_map(UniqueKey::columns).any(|columns| {
            columns.contains(&position.name())
                && key.columns.iter().all(|name| columns.contains(&name.as_str()))
        });
        alone || together
    })
}

/// The plan's links for a table, one per foreign key.
pub(crate) fn links(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    owner: Option<usize>,
    rows: u64,
    rows_of: &dyn Fn(TableId) -> u64,
) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for (at, key, parent) in table.foreign_keys() {
        if links.iter().any(|link| link.columns == key.columns) {
            continue;
        }
        let role = if owner == Some(at) { LinkRole::Owner } else { LinkRole::Weighted };
        let via = if owner == Some(at) { None } else { way(survey, table, owner, key, parent) };
        let via = via.filter(|way| !leads(&links, way, &key.columns));
        links.push(Link {
            columns: key.columns.clone(),
            role,
            fan_out: fan_out(survey, table, key, parent, role, (rows, rows_of(parent))),
            null_rate: if via.is_some() { 0.0 } else { null_rate(table, key, parent) },
            null_if: None,
            via,
        });
    }
    links
}

/// Words of references that say who did something, or what kind a row is of: a comment's user is
/// not its post's, and a line's status not its order's.
const OWN: &str = "user|* user|user *|author|* author|author *|creator|* creator|owner|* owner|\
    owner *|* by|* by *|by *|member|member *|* member|employee|employee *|* employee|staff|staff *|\
    person|person *|* person|profile|profile *|actor|actor *|sender|sender *|recipient|recipient *|\
    assignee|assignee *|agent|agent *|manager|manager *|reviewer|reviewer *|status|status *|* status|\
    state|* state|type|type *|* type|kind|* kind|category|category *|* category|priority|priority *|\
    level|level *|role|role *|* role|tag|tag *|parent|parent *|* parent|language|language *|\
    address|address *|* address|file|file *|image|image *|media|media *";

/// Words of references to who buys, which is who bought what a row belongs to.
const BUYERS: &str = "user|user id|member|member id";

/// What is bought.
const BOUGHT: &[S] =
    &[S::Order, S::Invoice, S::Booking, S::Subscription, S::Contract, S::Shipment, S::Payment];

/// The reference whose row has the parent that this one should lead to, too: a payment has the
/// customer of its order, and a task the tenant of its project. Both are called the same.
fn way(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    owner: Option<usize>,
    key: &ForeignKey,
    parent: TableId,
) -> Option<Vec<String>> {
    let has = |patterns: &str| {
        let column = |name: &String| table.column(name).is_some_and(|facts| facts.is(patterns));
        key.columns.iter().any(column)
    };
    let (is_buyer, is_own) = (has(BUYERS), has(OWN));
    if is_own && !is_buyer || parent == table.id || is_one_to_one(table, key) {
        return None;
    }
    let is_shared = |other: &ForeignKey| {
        table.table.foreign_keys.iter().any(|third| {
            third.columns != other.columns
                && third.columns.iter().any(|column| other.columns.contains(column))
        })
    };
    if is_shared(key) {
        return None;
    }
    let leads_there = |other: &ForeignKey, middle: TableId| {
        let same = |second: &ForeignKey| {
            second.parent == key.parent
                && second.parent_columns == key.parent_columns
                && second.columns.len() == key.columns.len()
                && second.columns.iter().zip(&key.columns).all(|(a, b)| a.eq_ignore_ascii_case(b))
        };
        other.columns != key.columns
            && (!is_buyer || BOUGHT.contains(&survey.table(middle).subject))
            && middle != table.id
            && middle != parent
            && survey.table(middle).table.foreign_keys.iter().any(same)
            && !reaches(survey, middle, table.id)
    };
    table
        .foreign_keys()
        .filter(|(_, other, middle)| leads_there(other, *middle))
        .max_by_key(|(at, other, _)| {
            (owner == Some(*at), is_required(table, other), std::cmp::Reverse(*at))
        })
        .map(|(_, other, _)| other.columns.clone())
}

/// Whether another reference that every row has leads to the parent, too.
fn is_around_a_corner(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    key: &ForeignKey,
    parent: TableId,
) -> bool {
    let way = way(survey, table, None, key, parent);
    let over = |other: &ForeignKey| way.as_ref().is_some_and(|way| other.columns == *way);
    table.foreign_keys().any(|(_, other, _)| over(other) && is_required(table, other))
}

/// Whether the way from these columns leads through those.
fn leads(links: &[Link], from: &[String], through: &[String]) -> bool {
    let next = links.iter().find(|link| link.columns == from).and_then(|link| link.via.as_ref());
    from == through || next.is_some_and(|next| leads(links, next, through))
}

/// Whether references lead from one table to another.
fn reaches(survey: &Survey<'_>, from: TableId, to: TableId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(survey.table(id).foreign_keys().map(|(_, _, parent)| parent));
        }
    }
    false
}

/// Whether a foreign key can refer to each parent once only.
pub(crate) fn is_one_to_one(table: &TableFacts<'_>, key: &ForeignKey) -> bool {
    let mut columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
    columns.sort_unstable();
    table.table.keys().filter(|key| key.is_plain()).filter_map(UniqueKey::columns).any(
        |mut unique| {
            unique.sort_unstable();
            unique == columns
        },
    )
}

/// Why a link is as it is, for people.
pub(crate) fn reason(table: &TableFacts<'_>, link: &Link) -> String {
    let parent = table
        .table
        .foreign_keys
        .iter()
        .find(|key| key.columns == link.columns)
        .map_or_else(String::new, |key| key.parent.to_string());
    match link.role {
        LinkRole::Owner => format!("a foreign key to {parent}; the rows are its parts"),
        LinkRole::Weighted => match &link.via {
            Some(way) => {
                format!("a foreign key to {parent}, as the row of {} has it", way.join(", "))
            }
            None => format!("a foreign key to {parent}"),
        },
    }
}

fn fan_out(
    survey: &Survey<'_>,
    table: &TableFacts<'_>,
    key: &ForeignKey,
    parent: TableId,
    role: LinkRole,
    (rows, parents): (u64, u64),
) -> FanOut {
    let parent_facts = survey.table(parent);
    if is_one_to_one(table, key) {
        return FanOut { shape: FanOutShape::Even, min: None, max: None };
    }
    let once = matches!(table.subject, S::Payment | S::Shipment | S::Invoice)
        && matches!(parent_facts.subject, S::Order | S::Invoice | S::Booking);
    if role == LinkRole::Owner && once && rows <= parents {
        return FanOut { shape: FanOutShape::Even, min: None, max: Some(1) };
    }
    if role == LinkRole::Owner && table.subject == S::Line {
        let min = (rows >= parents).then_some(1);
        return FanOut { shape: FanOutShape::Uniform, min, max: None };
    }
    let shape = match (parent_facts.part, parent_facts.subject) {
        (_, S::Address | S::Card) => FanOutShape::Uniform,
        (Part::Lookup, _) => FanOutShape::LogNormal { sigma: 0.8 },
        (_, S::Person | S::Company | S::Product | S::Film | S::Book | S::Track) => {
            FanOutShape::LogNormal { sigma: 0.7 }
        }
        _ => FanOutShape::Uniform,
    };
    FanOut { shape, min: None, max: None }
}

fn null_rate(table: &TableFacts<'_>, key: &ForeignKey, parent: TableId) -> f64 {
    let columns: Vec<_> = key.columns.iter().filter_map(|name| table.column(name)).collect();
    let keyed = |part: KeyPart| matches!(part, KeyPart::Primary | KeyPart::PrimaryPart);
    if !columns.iter().any(|facts| facts.is_nullable() && !keyed(facts.key)) {
        return 0.0;
    }
    let named = columns.iter().find_map(|facts| {
        NULL_RATES
            .iter()
            .find(|(patterns, _)| matches(patterns, &facts.words).is_some())
            .map(|(_, rate)| *rate)
    });
    named.unwrap_or(if parent == table.id { 0.3 } else { 0.05 })
}
