//! The distinct texts of a column, each stored once.

use std::{hash::BuildHasher, hint::black_box};

use foldhash::fast::FixedState;

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
///
/// A table of eight bytes a place leads to the keys, which lie in the order of their numbers: columns
/// of a million different texts would take several times the memory, and the time to wait for it,
/// if the keys lay in the table.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    labels: Labels,
    keys: Vec<Key>,
    /// By the lowest bits of the hash, or as soon behind as a place was free. As many as a power
    /// of two.
    places: Vec<Place>,
}

/// The number of a text, and the upper half of its key's hash.
#[derive(Debug, Clone, Copy)]
struct Place {
    code: u32,
    mark: u32,
}

impl Place {
    const FREE: Self = Self { code: u32::MAX, mark: 0 };

    fn is_free(self) -> bool {
        self.code == u32::MAX
    }
}

/// How many texts are looked for at once.
pub(crate) const AT_ONCE: usize = 32;

/// The fewest places of a table that has some.
const FEWEST_PLACES: usize = 16;

/// What a text is found by: a short one itself and its length, of a longer one a hash and a
/// length that no short one has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key([u64; 2]);

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
        Self([low, high | (length.min(SHORT + 1) as u64) << 56])
    }

    fn is_whole(self) -> bool {
        self.0[1] >> 56 <= SHORT as u64
    }

    fn hash(self) -> u64 {
        FixedState::with_seed(SEED).hash_one(self.0)
    }
}

impl Interner {
    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    /// Makes room for so many texts in all.
    pub(crate) fn reserve(&mut self, texts: usize) {
        let more = texts.saturating_sub(self.len());
        self.keys.reserve(more);
        self.labels.ends.reserve(more);
        self.labels.bytes.reserve(self.labels.bytes.len() / self.len().max(1) * more);
        self.spread(texts);
    }

    /// The number of `text`, a new one if it was not seen before.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        self.make_room(1);
        let key = Key::of(text);
        self.code_of(text, key, self.start(key))
    }

    /// The numbers of no more than [`AT_ONCE`] texts; none, and any number, of empty ones.
    ///
    /// Of many different texts nearly every one is at another place of memory. Asked for one after
    /// the other, each is waited for; here all are asked for before the first is needed.
    pub(crate) fn codes(&mut self, texts: &[&str]) -> [u32; AT_ONCE] {
        self.make_room(texts.len());
        let mut sought = [(Key([0; 2]), (0, 0)); AT_ONCE];
        for (sought, text) in sought.iter_mut().zip(texts) {
            let key = Key::of(text);
            *sought = (key, self.start(key));
        }
        let places = sought.map(|(_, (at, _))| self.places[at]);
        let key = |place: Place| self.keys.get(place.code as usize).map_or(0, |key| key.0[0]);
        black_box(places.map(key));
        let mut codes = [0; AT_ONCE];
        for ((code, text), (key, start)) in codes.iter_mut().zip(texts).zip(sought) {
            if !text.is_empty() {
                *code = self.code_of(text, key, start);
            }
        }
        codes
    }

    /// Sees to free places for so many more texts.
    fn make_room(&mut self, texts: usize) {
        if (self.keys.len() + texts) * 4 > self.places.len() * 3 {
            self.spread(self.keys.len() + texts);
        }
    }

    /// The number of a text whose key is sought from a place on.
    fn code_of(&mut self, text: &str, key: Key, (mut at, mark): (usize, u32)) -> u32 {
        loop {
            let place = self.places[at];
            if place.is_free() {
                break;
            }
            if place.mark == mark
                && self.keys[place.code as usize] == key
                && (key.is_whole() || self.labels.get(place.code) == text)
            {
                return place.code;
            }
            at = (at + 1) & (self.places.len() - 1);
        }
        let code = self.labels.push(text);
        self.keys.push(key);
        self.places[at] = Place { code, mark };
        code
    }

    /// Where a key is sought first, and what marks it.
    fn start(&self, key: Key) -> (usize, u32) {
        let hash = key.hash();
        (hash as usize & (self.places.len() - 1), (hash >> 32) as u32)
    }

    /// Sees to places for so many texts, a quarter of which stay free.
    fn spread(&mut self, texts: usize) {
        let wanted = (texts / 3 * 4 + FEWEST_PLACES).next_power_of_two();
        if wanted <= self.places.len() {
            return;
        }
        self.places = vec![Place::FREE; wanted];
        for (code, &key) in self.keys.iter().enumerate() {
            let (mut at, mark) = self.start(key);
            while !self.places[at].is_free() {
                at = (at + 1) & (wanted - 1);
            }
            self.places[at] = Place { code: code as u32, mark };
        }
    }

    pub(crate) fn labels(&self) -> &Labels {
        &self.labels
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
    fn texts_are_told_apart_one_by_one_and_many_at_once() {
        let texts: Vec<String> = (0..10_000).map(|at| (at * at % 7919).to_string()).collect();
        let (mut single, mut many) = (Interner::default(), Interner::default());
        many.reserve(100);
        for texts in texts.chunks(AT_ONCE - 1) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let codes = many.codes(&texts);
            let expected: Vec<u32> = texts.iter().map(|text| single.code(text)).collect();
            assert_eq!(codes[..texts.len()], expected);
        }
        assert_eq!(many.finish().bytes, single.finish().bytes);
        assert_eq!(Interner::default().codes(&["", "a", ""])[1], 0, "empty texts have no number");
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
