//! The distinct texts of a column, each stored once.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Texts by number, in the order in which they were first seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labels {
    bytes: String,
    ends: Vec<usize>,
}

impl Labels {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, code: u32) -> &str {
        let at = code as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[start..self.ends[at]]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(|at| self.get(at as u32))
    }

    fn push(&mut self, text: &str) -> u32 {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        (self.ends.len() - 1) as u32
    }
}

/// Any: codes don't depend on it.
const SEED: u64 = 0x5EED_BED5;

/// The most bytes of a text that is its own key.
const SHORT: usize = 15;

/// Gives every text its number.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    labels: Labels,
    found: HashTable<Found>,
}

/// A text and its number.
#[derive(Debug)]
struct Found {
    key: Key,
    code: u32,
}

/// What a text is found by: a short one itself and its length, of a longer one a hash and a
/// length that no short one has. In parts of four bytes, so that a place takes 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key([u32; 4]);

impl Key {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let length = bytes.len();
        let eight = |at: usize| bytes[at..].first_chunk().map_or(0, |it| u64::from_le_bytes(*it));
        let four = |at: usize| bytes[at..].first_chunk().map_or(0, |it| u32::from_le_bytes(*it));
        // What lies behind the first half is read together with the end of that half.
        let (low, high) = match length {
            0..4 => (bytes.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)), 0),
            4..8 => {
                let behind = u64::from(four(length - 4)) >> (8 * (8 - length));
                (u64::from(four(0)) | behind << 32, 0)
            }
            8 => (eight(0), 0),
            9..=SHORT => (eight(0), eight(length - 8) >> (8 * (16 - length))),
            _ => (FixedState::with_seed(SEED).hash_one(text), 0),
        };
        let length = length.min(SHORT + 1) as u32;
        Self([low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32 | length << 24])
    }

    fn is_whole(self) -> bool {
        self.0[3] >> 24 <= SHORT as u32
    }

    fn hash(self) -> u64 {
        let half = |at: usize| u64::from(self.0[at]) | u64::from(self.0[at + 1]) << 32;
        FixedState::with_seed(SEED).hash_one((half(0), half(2)))
    }
}

impl Interner {
    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    /// Makes room for so many texts in all.
    pub(crate) fn reserve(&mut self, texts: usize) {
        let more = texts.saturating_sub(self.len());
        self.found.reserve(more, |found| found.key.hash());
        self.labels.ends.reserve(more);
        self.labels.bytes.reserve(self.labels.bytes.len() / self.len().max(1) * more);
    }

    /// The number of `text`, a new one if it was not seen before.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        let Self { labels, found } = self;
        let key = Key::of(text);
        let is_same =
            |found: &Found| found.key == key && (key.is_whole() || labels.get(found.code) == text);
        let hash = key.hash();
        if let Some(found) = found.find(hash, is_same) {
            return found.code;
        }
        let code = labels.push(text);
        found.insert_unique(hash, Found { key, code }, |found| found.key.hash());
        code
    }

    pub(crate) fn finish(self) -> Labels {
        self.labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number() {
        let mut interner = Interner::default();
        let codes: Vec<u32> = ["b", "a", "b", "", "a"].map(|text| interner.code(text)).into();
        let labels = interner.finish();
        assert_eq!(codes, [0, 1, 0, 2, 1]);
        assert_eq!(labels.iter().collect::<Vec<_>>(), ["b", "a", ""]);
    }

    #[test]
    fn texts_of_any_length_are_told_apart() {
        let mut interner = Interner::default();
        let texts: Vec<String> =
            (0..40).flat_map(|length| ["a", "\0", "é"].map(|text| text.repeat(length))).collect();
        let codes: Vec<u32> = texts.iter().map(|text| interner.code(text)).collect();
        let again: Vec<u32> = texts.iter().map(|text| interner.code(text)).collect();
        assert_eq!(codes, again);
        let labels = interner.finish();
        for (text, &code) in texts.iter().zip(&codes) {
            assert_eq!(labels.get(code), text);
        }
    }
}
