//! Telephone numbers of a row's place: the area code is that of the city beside it.

use seedbed_generate::plan::{EntityKind, EntitySource, Source};

use super::Sides;
use crate::recognise::template;
use crate::subject::Subject as S;
use crate::survey::{ColumnFacts, KeyPart};

/// The numbers that a place has, each another one.
const NUMBERS: [&str; 3] = ["phone", "mobile_phone", "fax"];

/// Gives people and companies numbers of the place that their row names.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    premises(sides);
    let places = places(sides);
    let mut used: Vec<EntitySource> = Vec::new();
    for facts in sides.free() {
        if facts.key != KeyPart::No {
            continue;
        }
        let Some(Source::Entity(phone)) = sides.source(facts) else { continue };
        let whose = matches!(phone.kind, EntityKind::Person | EntityKind::Company);
        if !whose || phone.part != "phone" {
            continue;
        }
        let same = places.iter().find(|place| **place == phone.name);
        let Some(place) = same.or_else(|| places.first().filter(|_| places.len() == 1)) else {
            continue;
        };
        let Some(number) = free_number(facts, place, &used) else { continue };
        used.push(number.clone());
        let reason = "the place stands beside it".to_owned();
        sides.make(facts, Source::Entity(number), "phone number", reason);
    }
}

/// Companies have suites and floors, people flats.
fn premises(sides: &mut Sides<'_, '_, '_>) {
    const OF_FIRMS: [&str; 3] =
        ["Suite {number:1-9}00", "Suite {number:101-940}", "Floor {number:2-20}"];
    const OF_HOMES: [&str; 4] =
        ["Apt {number:1-9}", "Apt {number:10-48}", "Apt {number:1-9}B", "Unit {number:1-20}"];
    let table = sides.draft.table;
    let firm = matches!(table.subject, S::Company | S::Facility);
    let home = table.subject == S::Person;
    if !(firm || home) || table.locale != "en_US" {
        return;
    }
    for facts in sides.free() {
        let room = facts.max_length().is_none_or(|most| most >= 12);
        let Some(Source::Entity(part)) = sides.source(facts) else { continue };
        if part.kind == EntityKind::Place && part.part == "unit" && room {
            let source = template(if firm { &OF_FIRMS } else { &OF_HOMES });
            let meaning = sides.meaning(facts).to_owned();
            sides.make(facts, source, &meaning, facts.told_by());
        }
    }
}

/// The names of the places whose city or region the row holds.
fn places(sides: &Sides<'_, '_, '_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for facts in sides.free() {
        let Some(Source::Entity(part)) = sides.source(facts) else { continue };
        let tells = matches!(part.part.as_str(), "city" | "region" | "region_code" | "postal_code");
        if part.kind == EntityKind::Place && tells && !found.contains(&part.name) {
            found.push(part.name.clone());
        }
    }
    found
}

/// A number of the place that no other column has.
fn free_number(
    facts: &ColumnFacts<'_>,
    place: &str,
    used: &[EntitySource],
) -> Option<EntitySource> {
    let has = |word: &str| facts.words.iter().any(|own| own == word);
    let first = match () {
        () if has("fax") => "fax",
        () if has("mobile") || has("cell") => "mobile_phone",
        () => "phone",
    };
    let of = |part: &str| EntitySource {
        name: place.to_owned(),
        ..EntitySource::new(EntityKind::Place, part)
    };
    [first].into_iter().chain(NUMBERS).map(of).find(|number| !used.contains(number))
}
