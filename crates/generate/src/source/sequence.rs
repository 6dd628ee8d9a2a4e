//! Keys: sequences, UUIDs, ULIDs.

use seedbed_dataset::seed::{Stream, below};

use super::{Capacity, Draw, Drawn, TextColumn};
use crate::problem::GenerateError;

/// `start`, `start + step`, …
#[derive(Debug)]
pub(crate) struct SequenceMaker {
    pub(crate) start: i64,
    pub(crate) step: i64,
    pub(crate) per_parent: bool,
    /// Text around the number, for text columns.
    pub(crate) text: Option<(String, usize)>,
    /// How many values fit the column.
    pub(crate) capacity: u64,
}

impl SequenceMaker {
    pub(crate) fn draw(&self, draw: Draw<'_, '_>) -> Result<Drawn, GenerateError> {
        let value = |place: u64| self.start.wrapping_add(self.step.wrapping_mul(place as i64));
        let values: Vec<i64> = if self.per_parent {
            draw.frame.ordinals()?.iter().map(|&ordinal| value(ordinal)).collect()
        } else {
            match draw.places {
                Some(places) => places.iter().map(|&place| value(place)).collect(),
                None => draw.numbers().iter().map(|&number| value(number)).collect(),
            }
        };
        let Some((prefix, width)) = &self.text else {
            return Ok(Drawn::Ints(values));
        };
        let mut text = TextColumn::with_capacity(values.len(), prefix.len() + 8);
        for value in values {
            text.data.push_str(prefix);
            push_padded(&mut text.data, value, *width);
            text.end();
        }
        Ok(Drawn::Text(text))
    }

    /// Some of the texts, spread over the sequence.
    pub(crate) fn sample(&self, count: u32) -> impl Iterator<Item = String> + '_ {
        let (prefix, width) = self.text.clone().unwrap_or_default();
        (0..count).map(move |at| {
            let place = 10_i64.saturating_pow(2 * at) - 1;
            let mut text = prefix.clone();
            push_padded(
                &mut text,
                self.start.saturating_add(self.step.saturating_mul(place)),
                width,
            );
            text
        })
    }

    pub(crate) fn capacity(&self) -> Capacity {
        if self.per_parent { Capacity::Unknown } else { Capacity::Values(self.capacity) }
    }
}

fn push_padded(out: &mut String, value: i64, width: usize) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(value);
    (digits.len()..width).for_each(|_| out.push('0'));
    out.push_str(digits);
}

/// Identifiers that are unique by their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdentifierMaker {
    /// RFC 9562 version 4: random.
    UuidV4,
    /// RFC 9562 version 7: a moment, then random.
    UuidV7,
    /// The ULID specification: a moment, then random, in Crockford's base 32.
    Ulid,
}

const HEX: &[u8; 16] = b"0123456789abcdef";
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The moment of the first row, 2025-01-01, in milliseconds; one more for every row.
const FIRST_MILLISECOND: u64 = 1_735_689_600_000;

impl IdentifierMaker {
    pub(crate) fn draw(self, draw: Draw<'_, '_>) -> Drawn {
        let numbers = draw.places.unwrap_or_else(|| draw.numbers());
        let mut text = TextColumn::with_capacity(numbers.len(), 36);
        for &number in numbers {
            self.push(draw.stream, number, &mut text.data);
            text.end();
        }
        Drawn::Text(text)
    }

    /// Some identifiers.
    pub(crate) fn sample(self, count: u64) -> impl Iterator<Item = String> {
        let stream = Stream::root(0).named("sample");
        (0..count).map(move |number| {
            let mut text = String::new();
            self.push(stream, number, &mut text);
            text
        })
    }

    fn push(self, stream: Stream, number: u64, out: &mut String) {
        let bits = self.bits(stream, number);
        match self {
            Self::Ulid => push_ulid(out, bits),
            _ => push_uuid(out, bits),
        }
    }

    fn bits(self, stream: Stream, number: u64) -> u128 {
        let low = stream.nth(1).at(number);
        let high = stream.at(number);
        let random = (u128::from(high) << 64) | u128::from(low);
        let moment = u128::from(FIRST_MILLISECOND + number) << 80;
        let mask = (1_u128 << 80) - 1;
        match self {
            Self::UuidV4 => with_version(random, 4),
            Self::UuidV7 => with_version(moment | (random & mask), 7),
            Self::Ulid => moment | (random & mask),
        }
    }
}

/// Sets the version and variant bits of RFC 9562.
fn with_version(bits: u128, version: u128) -> u128 {
    let cleared = bits & !(0xF << 76) & !(0b11 << 62);
    cleared | (version << 76) | (0b10 << 62)
}

/// Appends `8-4-4-4-12` hexadecimal digits.
pub(super) fn push_uuid(out: &mut String, bits: u128) {
    let mut text = [b'-'; 36];
    let mut shift = 128;
    for (at, slot) in text.iter_mut().enumerate() {
        if !matches!(at, 8 | 13 | 18 | 23) {
            shift -= 4;
            *slot = HEX[(bits >> shift) as usize & 15];
        }
    }
    out.push_str(std::str::from_utf8(&text).expect("hexadecimal digits are ASCII"));
}

fn push_ulid(out: &mut String, bits: u128) {
    for at in (0..26).rev() {
        out.push(char::from(CROCKFORD[(bits >> (5 * at)) as usize & 31]));
    }
}

/// A digit from random bits, as a character.
pub(super) fn digit(bits: u64) -> char {
    char::from(b'0' + below(bits, 10) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_carry_version_and_variant() {
        let mut text = String::new();
        push_uuid(&mut text, with_version(u128::MAX, 4));
        assert_eq!(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn ulids_sort_by_row() {
        let (mut a, mut b) = (String::new(), String::new());
        push_ulid(&mut a, 1 << 80);
        push_ulid(&mut b, 2 << 80);
        assert!(a < b && a.len() == 26);
    }

    #[test]
    fn numbers_are_padded() {
        let mut text = String::new();
        push_padded(&mut text, 42, 6);
        assert_eq!(text, "000042");
    }
}
