//! Numbers that people are issued: accounts, books, vehicles, devices. Check digits are right, and
//! the ranges are those that nobody is given where there are such ranges. What a country gives to
//! its people is a part of these: see [`super::national`].

use super::Row;
use super::digits::{ean_digit, luhn_digit, push_number, push_padded, push_pattern};
use super::identity::{Stream, hash, mix, pick, scramble};
use super::style::Style;

parts! {
    /// The parts of what identifies a thing.
    IdentifierPart {
        Iban = "iban": Text,
        Bic = "bic": Text,
        AccountNumber = "account_number": Text,
        RoutingNumber = "routing_number": Text,
        Isbn = "isbn": Text,
        Isbn10 = "isbn10": Text,
        Vin = "vin": Text,
        Imei = "imei": Text,
        Npi = "npi": Text,
    }
}

/// Accounts by country: the code, and what follows the check digits. `#` is a digit. Bank codes
/// are those that no bank has.
const ACCOUNTS: [(&str, &str); 7] = [
    ("DE", "900#####0#########"),
    ("GB", "SEED00##########"),
    ("FR", "999##000###########"),
    ("ES", "9990################"),
    ("IT", "X99900#####000#########"),
    ("NL", "SEED0#########"),
    ("BR", "99900###0####0#########C1"),
];

/// Makers of vehicles: no maker has one of these codes.
const MAKERS: [&str; 4] = ["1ZX", "2ZY", "3ZW", "WZX"];

/// Letters of the middle part of a vehicle's number.
const MODELS: &[u8; 10] = b"ABCDEFGHJK";

/// How many identities differ in the parts that say so: that of books, with two prefixes,
/// decides.
const DISTINCT: u64 = 2 * BILLION;
const BILLION: u64 = 1_000_000_000;

/// The identifiers of a locale.
#[derive(Debug)]
pub(super) struct Identifier {
    style: &'static Style,
}

impl Identifier {
    /// The identifiers of the nearest locale that is known.
    pub(super) fn new(locale: &str) -> Self {
        Self { style: Style::of(locale) }
    }

    pub(super) fn population() -> u64 {
        DISTINCT
    }

    pub(super) fn distinct_ids(part: IdentifierPart) -> u64 {
        match part {
            IdentifierPart::Isbn
            | IdentifierPart::Vin
            | IdentifierPart::Imei
            | IdentifierPart::AccountNumber => DISTINCT,
            _ => 0,
        }
    }

    pub(super) fn max_length(part: IdentifierPart) -> usize {
        match part {
            IdentifierPart::Iban => 29,
            IdentifierPart::Bic => 8,
            IdentifierPart::RoutingNumber => 9,
            IdentifierPart::Isbn => 13,
            IdentifierPart::AccountNumber | IdentifierPart::Isbn10 | IdentifierPart::Npi => 10,
            IdentifierPart::Vin => 17,
            IdentifierPart::Imei => 15,
        }
    }

    pub(super) fn write(&self, part: IdentifierPart, row: Row, out: &mut String) {
        let long = scramble(row.id, 10 * BILLION);
        match part {
            IdentifierPart::Iban => self.push_iban(row.id, out),
            IdentifierPart::Bic => self.push_bic(row.id, out),
            IdentifierPart::AccountNumber => push_padded(out, long, 10),
            IdentifierPart::RoutingNumber => push_routing(row.id, out),
            IdentifierPart::Isbn => {
                let start = out.len();
                out.push_str(["978", "979"][(row.id / BILLION % 2) as usize]);
                push_padded(out, scramble(row.id, BILLION), 9);
                let check = ean_digit(&out[start..]);
                out.push(char::from(check));
            }
            IdentifierPart::Isbn10 => push_isbn10(row.id, out),
            IdentifierPart::Vin => push_vin(row.id, out),
            IdentifierPart::Imei => {
                let start = out.len();
                // The reporting body 00 is for tests.
                out.push_str("0010");
                push_padded(out, long, 10);
                let check = luhn_digit(&out[start..]);
                out.push(char::from(check));
            }
            IdentifierPart::Npi => {
                let mut digits = String::from("808401");
                push_padded(&mut digits, scramble(row.id, BILLION / 10), 8);
                let check = luhn_digit(&digits);
                out.push_str(&digits[5..]);
                out.push(char::from(check));
            }
        }
    }

    /// The country of an account: that of the locale, or one of several where that has no such
    /// accounts.
    fn account(&self, id: u64) -> (&'static str, &'static str) {
        let own = ACCOUNTS.iter().find(|(country, _)| *country == self.style.country_codes[0]);
        *own.unwrap_or(&ACCOUNTS[pick(hash(id, Stream::Domain), 6)])
    }

    /// ISO 13616: two check digits make the number one more than a multiple of 97. Japan and China
    /// do without: bank, branch and account there, a number by Luhn's formula here.
    fn push_iban(&self, id: u64, out: &mut String) {
        match self.style.country_codes[0] {
            "JP" => return push_pattern(out, "9999-###-#######", hash(id, Stream::Second)),
            "CN" => {
                let start = out.len();
                push_pattern(out, "620000############", hash(id, Stream::Second));
                let check = luhn_digit(&out[start..]);
                return out.push(char::from(check));
            }
            _ => {}
        }
        let (country, pattern) = self.account(id);
        let mut account = String::with_capacity(25);
        push_pattern(&mut account, pattern, hash(id, Stream::Second));
        let rest = remainder(&format!("{account}{country}00"), 97);
        out.push_str(country);
        push_padded(out, 98 - rest, 2);
        out.push_str(&account);
    }

    /// ISO 9362: the last place is 0 for institutions that exist for tests only.
    fn push_bic(&self, id: u64, out: &mut String) {
        push_pattern(out, "@@@@", hash(id, Stream::Industry));
        let (country, _) = self.account(id);
        let own = self.style.country_codes[0];
        out.push_str(if matches!(own, "US" | "JP" | "CN") { own } else { country });
        push_pattern(out, "@0", hash(id, Stream::Size));
    }
}

/// The remainder of a long number; letters count from A = 10.
pub(super) fn remainder(text: &str, by: u64) -> u64 {
    text.bytes().fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u64::from(byte - b'0')) % by,
        letter => (rest * 100 + u64::from(letter - b'A') + 10) % by,
    })
}

/// Nine digits whose sum, weighted by 3, 7 and 1, is a multiple of 10.
fn push_routing(id: u64, out: &mut String) {
    let start = out.len();
    // No bank's number begins so.
    push_pattern(out, "15######", hash(id, Stream::Domain));
    let sum: u32 = out[start..]
        .bytes()
        .zip([3, 7, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    push_number(out, u64::from((10 - sum % 10) % 10));
}

/// ISBN with ten digits: the last is 11 minus the weighted sum, and X stands for 10.
fn push_isbn10(id: u64, out: &mut String) {
    let start = out.len();
    push_padded(out, scramble(id, BILLION), 9);
    let sum: u32 = out[start..]
        .bytes()
        .zip((2..=10).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    match (11 - sum % 11) % 11 {
        10 => out.push('X'),
        check => push_number(out, u64::from(check)),
    }
}

/// ISO 3779 with the check digit of 49 CFR 565.15 at the ninth place.
fn push_vin(id: u64, out: &mut String) {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    const YEARS: &[u8; 12] = b"EFGHJKLMNPRS";
    let serial = scramble(id, 1_000_000);
    let model = scramble(id / 1_000_000, 100_000);
    let random = hash(id, Stream::Size);
    let start = out.len();
    out.push_str(MAKERS[pick(random, MAKERS.len())]);
    for place in 0..5 {
        out.push(char::from(MODELS[(model / 10_u64.pow(place) % 10) as usize]));
    }
    out.push('0');
    out.push(char::from(YEARS[pick(mix(random), YEARS.len())]));
    out.push('A');
    push_padded(out, serial, 6);
    let values = out[start..].bytes().map(|byte| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'H' => u32::from(byte - b'A') + 1,
        b'J'..=b'R' => u32::from(byte - b'J') + 1,
        other => u32::from(other - b'S') + 2,
    });
    let sum: u32 = values.zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    let check = match sum % 11 {
        10 => "X".to_owned(),
        check => check.to_string(),
    };
    out.replace_range(start + 8..start + 9, &check);
}
