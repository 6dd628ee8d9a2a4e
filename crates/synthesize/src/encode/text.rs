//! Texts made anew: in the shapes of those seen, of other letters and digits.

use std::collections::BTreeMap;

use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

/// The shapes of a column's texts, and how many had each.
///
/// A shape is the text with every digit written `9`, every lower-case letter `a` and every
/// upper-case letter `A`; other characters stand for themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shapes {
    /// Distinct shapes with running totals of their counts, the commonest first.
    shapes: Vec<(String, u64)>,
    nulls: u64,
}

/// Rarer shapes than the commonest so many are forgotten: some are as good as a copy.
const MOST_SHAPES: usize = 256;
/// Longer texts are cut.
const LONGEST: usize = 400;

impl Shapes {
    pub(crate) fn learn(values: &[Option<String>]) -> Self {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for text in values.iter().flatten() {
            let shape: String = text.chars().take(LONGEST).map(class).collect();
            *counts.entry(shape).or_default() += 1;
        }
        let mut shapes: Vec<(String, u64)> = counts.into_iter().collect();
        // The sort is stable, so that equals stay in the order of their texts.
        shapes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        shapes.truncate(MOST_SHAPES);
        let mut total = 0;
        for (_, count) in &mut shapes {
            total += *count;
            *count = total;
        }
        let nulls = values.iter().filter(|value| value.is_none()).count() as u64;
        Self { shapes, nulls: scaled(nulls, total, values.len() as u64) }
    }

    /// The text of a row.
    pub(crate) fn text(&self, stream: Stream, row: u64) -> Option<String> {
        let total = self.shapes.last().map_or(0, |(_, total)| *total);
        if total == 0 {
            return None;
        }
        let drawn = stream.below(row, total + self.nulls);
        let place = self.shapes.partition_point(|(_, total)| *total <= drawn);
        let (shape, _) = self.shapes.get(place)?;
        let letters = stream.named("letters").nth(row);
        let numbered = shape.chars().zip(0..);
        Some(numbered.map(|(class, n)| member(class, letters, n)).collect())
    }
}

/// Nulls in the proportion that they had before rare shapes were forgotten.
fn scaled(nulls: u64, kept: u64, rows: u64) -> u64 {
    let known = rows - nulls;
    if known == 0 {
        nulls
    } else {
        (u128::from(nulls) * u128::from(kept) / u128::from(known)) as u64
    }
}

fn class(character: char) -> char {
    match character {
        '0'..='9' => '9',
        _ if character.is_lowercase() => 'a',
        _ if character.is_alphabetic() => 'A',
        _ => character,
    }
}

fn member(class: char, letters: Stream, n: u64) -> char {
    let among = |first: u8, count| char::from(first + letters.below(n, count) as u8);
    match class {
        '9' => among(b'0', 10),
        'a' => among(b'a', 26),
        'A' => among(b'A', 26),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_shape_and_not_their_letters() {
        let seen: Vec<Option<String>> =
            (0..100).map(|n| (n % 4 > 0).then(|| format!("AB-{n:04}x"))).collect();
        let shapes = Shapes::learn(&seen);
        let made: Vec<_> = (0..1000).map(|row| shapes.text(Stream::root(1), row)).collect();
        let nulls = made.iter().filter(|text| text.is_none()).count();
        assert!((200..300).contains(&nulls), "{nulls}");
        for text in made.iter().flatten() {
            assert_eq!(text.chars().map(class).collect::<String>(), "AA-9999a");
        }
        let copies = made.iter().flatten().filter(|text| seen.contains(&Some((*text).clone())));
        assert_eq!(copies.count(), 0);
    }

    #[test]
    fn a_column_of_nulls_stays_one() {
        assert_eq!(Shapes::learn(&[None, None]).text(Stream::root(1), 7), None);
    }
}
