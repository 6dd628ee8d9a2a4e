//! Coherent things: the e-mail of the person whose name stands beside it, the city of the postal
//! code, the price of the product described.
//!
//! A thing is a pure function of its identity, a number: `anna.lee@example.org` and `Anna Lee`
//! come from the same one. Identities decode in mixed radix into entries of the vocabularies, so
//! that parts which must be unique (e-mail addresses, stock keeping units …) differ for any two
//! identities without anything being remembered.
//!
//! | kind | example |
//! |---|---|
//! | person | `Anna`, `Lee`, `anna.lee@example.org`, `anna_lee`, `(212) 555-0143`, `1987-04-02` |
//! | place | `1420 Maple Street`, `Boise`, `Idaho`, `ID`, `83704`, `43.613512` |
//! | company | `Blue Harbor Logistics`, `blue-harbor-logistics.example` |
//! | product | `Aurora Ribbed Stoneware Planter`, `Garden`, `34.95`, `GAR-0481516` |
//! | card | `Visa`, `4242421234567896`, `09/28` |
//! | identifier | `DE37900…`, `9780306406157`, `1ZXABCDE0RA123456` |

#[macro_use]
mod parts;
mod card;
mod cities;
mod company;
mod dates;
mod digits;
mod identifier;
mod identity;
mod national;
mod person;
mod place;
mod product;
mod slug;
mod style;
#[cfg(test)]
mod tests;

use crate::plan::EntityKind;
use card::{Card, CardPart};
use company::{Company, CompanyPart};
use identifier::{Identifier, IdentifierPart};
pub(crate) use parts::PartType;
use person::{Person, PersonPart};
use place::{Place, PlacePart};
use product::{Product, ProductPart};

/// Identities lie below this number.
const IDENTITIES: u64 = 1 << 48;

/// Parts whose texts differ for this many identities count as unique: more rows than any table
/// has.
const ENOUGH: u64 = 1 << 30;

/// Things of one kind in one locale.
#[derive(Debug)]
pub(crate) struct Entity(Maker);

#[derive(Debug)]
enum Maker {
    Person(Person),
    Place(Place),
    Company(Company),
    Product(Product),
    Card(Card),
    Identifier(Identifier),
}

/// A part of a thing of some kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Person(PersonPart),
    Place(PlacePart),
    Company(CompanyPart),
    Product(ProductPart),
    Card(CardPart),
    Identifier(IdentifierPart),
}

/// The row a part is written for.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// The identity of the thing.
    id: u64,
    /// Randomness beside the identity, the same for all parts of the row.
    salt: u64,
    /// The present day, in days since 1970.
    today: i32,
}

impl Entity {
    /// Things of a kind as they are in a locale, or in the nearest one that is known.
    pub(crate) fn new(kind: EntityKind, locale: &str) -> Self {
        Self(match kind {
            EntityKind::Person => Maker::Person(Person::new(locale)),
            EntityKind::Place => Maker::Place(Place::new(locale)),
            EntityKind::Company => Maker::Company(Company::new(locale)),
            EntityKind::Product => Maker::Product(Product::new(locale)),
            EntityKind::Card => Maker::Card(Card::new(locale)),
            EntityKind::Identifier => Maker::Identifier(Identifier::new(locale)),
        })
    }

    /// The same without the places whose town or region is too long for its column, where others
    /// are left.
    pub(crate) fn within(self, city: usize, region: usize) -> Self {
        match self.0 {
            Maker::Place(place) => Self(Maker::Place(place.within(city, region))),
            other => Self(other),
        }
    }

    /// The names of the parts that things of a kind have.
    pub(crate) fn parts(kind: EntityKind) -> &'static [&'static str] {
        match kind {
            EntityKind::Person => PersonPart::NAMES,
            EntityKind::Place => PlacePart::NAMES,
            EntityKind::Company => CompanyPart::NAMES,
            EntityKind::Product => ProductPart::NAMES,
            EntityKind::Card => CardPart::NAMES,
            EntityKind::Identifier => IdentifierPart::NAMES,
        }
    }

    /// The part of that name.
    pub(crate) fn part(&self, name: &str) -> Option<Part> {
        let kind = match &self.0 {
            Maker::Person(_) => PersonPart::named(name).map(Kind::Person),
            Maker::Place(_) => PlacePart::named(name).map(Kind::Place),
            Maker::Company(_) => CompanyPart::named(name).map(Kind::Company),
            Maker::Product(_) => ProductPart::named(name).map(Kind::Product),
            Maker::Card(_) => CardPart::named(name).map(Kind::Card),
            Maker::Identifier(_) => IdentifierPart::named(name).map(Kind::Identifier),
        };
        kind.map(Part)
    }

    /// What a part's values are.
    pub(crate) fn part_type(&self, part: Part) -> PartType {
        match (&self.0, part.0) {
            (Maker::Person(_), Kind::Person(part)) => part.part_type(),
            (Maker::Place(_), Kind::Place(part)) => part.part_type(),
            (Maker::Company(_), Kind::Company(part)) => part.part_type(),
            (Maker::Product(_), Kind::Product(part)) => part.part_type(),
            (Maker::Card(_), Kind::Card(part)) => part.part_type(),
            (Maker::Identifier(_), Kind::Identifier(part)) => part.part_type(),
            _ => PartType::Text,
        }
    }

    /// How many identities read naturally: beyond it, unique parts carry a number that tells them
    /// from an earlier one.
    pub(crate) fn population(&self) -> u64 {
        match &self.0 {
            Maker::Person(person) => person.population(),
            Maker::Place(_) => place::POPULATION,
            Maker::Company(company) => company.population(),
            Maker::Product(product) => product.population(),
            Maker::Card(_) => card::DISTINCT,
            Maker::Identifier(_) => Identifier::population(),
        }
    }

    /// Up to which identity the texts of a part all differ; zero where they may repeat.
    pub(crate) fn distinct_ids(&self, part: Part) -> u64 {
        match (&self.0, part.0) {
            (Maker::Person(_), Kind::Person(part)) => Person::distinct_ids(part),
            (Maker::Company(company), Kind::Company(part)) => company.distinct_ids(part),
            (Maker::Product(_), Kind::Product(part)) => Product::distinct_ids(part),
            (Maker::Card(_), Kind::Card(part)) => Card::distinct_ids(part),
            (Maker::Identifier(_), Kind::Identifier(part)) => Identifier::distinct_ids(part),
            _ => 0,
        }
    }

    /// Whether distinct identities give distinct texts, for at least a billion identities.
    pub(crate) fn is_injective(&self, part: Part) -> bool {
        self.distinct_ids(part) >= ENOUGH
    }

    /// The most characters that a part's text has, for identities below `ids`.
    pub(crate) fn max_length(&self, part: Part, ids: u64) -> usize {
        match (&self.0, part.0) {
            (Maker::Person(person), Kind::Person(part)) => person.max_length(part, ids),
            (Maker::Place(place), Kind::Place(part)) => place.max_length(part),
            (Maker::Company(company), Kind::Company(part)) => company.max_length(part, ids),
            (Maker::Product(product), Kind::Product(part)) => product.max_length(part, ids),
            (Maker::Card(card), Kind::Card(part)) => card.max_length(part),
            (Maker::Identifier(_), Kind::Identifier(part)) => Identifier::max_length(part),
            _ => 0,
        }
    }

    /// Appends a part's text. `salt` is the row's randomness beside the identity (the house
    /// number …), the same for all parts of a row; `today` is the present in days since 1970.
    pub(crate) fn write(&self, part: Part, id: u64, salt: u64, today: i32, out: &mut String) {
        let row = Row { id: id % IDENTITIES, salt, today };
        match (&self.0, part.0) {
            (Maker::Person(person), Kind::Person(part)) => person.write(part, row, out),
            (Maker::Place(place), Kind::Place(part)) => place.write(part, row, out),
            (Maker::Company(company), Kind::Company(part)) => company.write(part, row, out),
            (Maker::Product(product), Kind::Product(part)) => product.write(part, row, out),
            (Maker::Card(card), Kind::Card(part)) => card.write(part, row, out),
            (Maker::Identifier(numbers), Kind::Identifier(part)) => numbers.write(part, row, out),
            _ => debug_assert!(false, "the part belongs to another kind of entity"),
        }
    }

    /// A part's value where that is a whole number, or a date in days since 1970; zero for other
    /// parts.
    pub(crate) fn integer(&self, part: Part, id: u64, salt: u64, today: i32) -> i64 {
        let row = Row { id: id % IDENTITIES, salt, today };
        match (&self.0, part.0) {
            (Maker::Person(_), Kind::Person(PersonPart::BirthDate)) => {
                person::birth_date(row).into()
            }
            (Maker::Card(_), Kind::Card(CardPart::ExpiryMonth)) => card::expiry(row).1,
            (Maker::Card(_), Kind::Card(CardPart::ExpiryYear)) => card::expiry(row).0,
            _ => 0,
        }
    }
}

/// How many characters tell the rounds through a population apart: ` 2`, ` 3` …
fn round_digits(population: u64, ids: u64) -> usize {
    if ids <= population { 0 } else { 1 + digits::width(ids.div_ceil(population)) }
}
