//! Payment cards: numbers from the ranges that payment processors reserve for tests.

use super::Row;
use super::dates::civil;
use super::digits::{luhn_digit, push_number, push_padded};
use super::identity::{Stream, hash, pick, scramble};
use super::person::Person;

parts! {
    /// The parts of a card.
    CardPart {
        Brand = "brand": Text,
        Number = "number": Text,
        Last4 = "last4": Text,
        ExpiryMonth = "expiry_month": Integer,
        ExpiryYear = "expiry_year": Integer,
        Expiry = "expiry": Text,
        Cvc = "cvc": Text,
        Holder = "holder": Text,
    }
}

/// Ranges of test cards: the brand, the first six digits, and how many digits follow them before
/// the check digit. An identity's last bits choose the range, so common brands have more of them.
const RANGES: [(&str, &str, u32); 16] = [
    ("Visa", "424242", 9),
    ("Visa", "411111", 9),
    ("Visa", "400000", 9),
    ("Visa", "401288", 9),
    ("Visa", "422222", 9),
    ("Visa", "400005", 9),
    ("Visa", "444433", 9),
    ("Visa", "446203", 9),
    ("Mastercard", "555555", 9),
    ("Mastercard", "510510", 9),
    ("Mastercard", "222300", 9),
    ("Mastercard", "520082", 9),
    ("Mastercard", "545454", 9),
    ("American Express", "378282", 8),
    ("American Express", "371449", 8),
    ("Discover", "601111", 9),
];

/// How many identities have numbers of their own: the shortest range decides.
pub(super) const DISTINCT: u64 = RANGES.len() as u64 * 100_000_000;

/// The cards of a locale's people.
#[derive(Debug)]
pub(super) struct Card {
    people: Person,
}

impl Card {
    /// The cards of the people of the nearest locale that is known.
    pub(super) fn new(locale: &str) -> Self {
        Self { people: Person::new(locale) }
    }

    pub(super) fn distinct_ids(part: CardPart) -> u64 {
        if part == CardPart::Number { DISTINCT } else { 0 }
    }

    pub(super) fn max_length(&self, part: CardPart) -> usize {
        match part {
            CardPart::Brand | CardPart::Number => 16,
            CardPart::Last4 | CardPart::ExpiryYear | CardPart::Cvc => 4,
            CardPart::ExpiryMonth => 2,
            CardPart::Expiry => 5,
            CardPart::Holder => self.people.longest_holder(),
        }
    }

    pub(super) fn write(&self, part: CardPart, row: Row, out: &mut String) {
        let (brand, ..) = range(row.id);
        let (year, month) = expiry(row);
        match part {
            CardPart::Brand => out.push_str(brand),
            CardPart::Number => push_card_number(row.id, out),
            CardPart::Last4 => {
                let mut number = String::with_capacity(16);
                push_card_number(row.id, &mut number);
                out.push_str(&number[number.len() - 4..]);
            }
            CardPart::ExpiryMonth => push_number(out, month.unsigned_abs()),
            CardPart::ExpiryYear => push_number(out, year.unsigned_abs()),
            CardPart::Expiry => {
                push_padded(out, month.unsigned_abs(), 2);
                out.push('/');
                push_padded(out, year.unsigned_abs() % 100, 2);
            }
            CardPart::Cvc => {
                let (limit, width) =
                    if brand == "American Express" { (10_000, 4) } else { (1000, 3) };
                push_padded(out, pick(hash(row.id, Stream::Size), limit) as u64, width);
            }
            CardPart::Holder => {
                let start = out.len();
                self.people.push_holder(row.id % self.people.population(), out);
                out[start..].make_ascii_uppercase();
            }
        }
    }
}

/// Year and month in which a card expires: within five years of today, a few have expired.
pub(super) fn expiry(row: Row) -> (i64, i64) {
    let (year, month, _) = civil(row.today);
    let months = year * 12 + month - 1 + pick(hash(row.id, Stream::Birth), 60) as i64 - 2;
    (months.div_euclid(12), months.rem_euclid(12) + 1)
}

fn range(id: u64) -> (&'static str, &'static str, u32) {
    RANGES[(id % RANGES.len() as u64) as usize]
}

fn push_card_number(id: u64, out: &mut String) {
    let (_, prefix, digits) = range(id);
    let start = out.len();
    out.push_str(prefix);
    let account = scramble(id / RANGES.len() as u64, 10_u64.pow(digits));
    push_padded(out, account, digits as usize);
    let check = luhn_digit(&out[start..]);
    out.push(char::from(check));
}
