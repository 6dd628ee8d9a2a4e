//! The distinct texts of a column, each stored once.

use hashbrown::HashTable;
use twox_hash::XxHash3_128;

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

/// Gives every text its number.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    labels: Labels,
    found: HashTable<u32>,
}

impl Interner {
    /// The number of `text`, a new one if it was not seen before.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        let Self { labels, found } = self;
        let hash = hash(text);
        if let Some(&code) = found.find(hash, |&code| labels.get(code) == text) {
            return code;
        }
        let code = labels.push(text);
        found.insert_unique(hash, code, |&code| self::hash(labels.get(code)));
        code
    }

    pub(crate) fn finish(self) -> Labels {
        self.labels
    }
}

fn hash(text: &str) -> u64 {
    XxHash3_128::oneshot(text.as_bytes()) as u64
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
