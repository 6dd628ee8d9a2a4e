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

/// Gives every text its number.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    labels: Labels,
    found: HashTable<Found>,
}

/// A text's number, and half of its hash: most other texts are told apart by it, and a growing
/// table need not look at the texts again.
#[derive(Debug)]
struct Found {
    half: u32,
    code: u32,
}

impl Found {
    /// The hash that the table goes by: its places are told by the lower bits, and what is kept
    /// beside them by the upper ones.
    fn spread(half: u32) -> u64 {
        u64::from(half) << 32 | u64::from(half)
    }
}

impl Interner {
    /// The number of `text`, a new one if it was not seen before.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        let Self { labels, found } = self;
        let hash = FixedState::with_seed(SEED).hash_one(text);
        let half = (hash ^ hash >> 32) as u32;
        let is_same = |found: &Found| found.half == half && labels.get(found.code) == text;
        if let Some(found) = found.find(Found::spread(half), is_same) {
            return found.code;
        }
        let code = labels.push(text);
        let new = Found { half, code };
        found.insert_unique(Found::spread(half), new, |found| Found::spread(found.half));
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
}
