//! Keys as hashes.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

use arrow_array::{Array, StringArray};
use seedbed_dataset::ValueReader;
use seedbed_expr::Value;
use seedbed_schema::DataType;
use twox_hash::XxHash3_128;

/// The hash of a key: XXH3 with 128 bits over the key's canonical bytes.
pub(crate) type KeyHash = u128;

/// A set of keys.
pub(crate) type KeySet = HashSet<KeyHash, BuildHasherDefault<Folded>>;

/// Something per key.
pub(crate) type KeyMap<T> = HashMap<KeyHash, T, BuildHasherDefault<Folded>>;

/// Uses a [`KeyHash`] as the hash that it is.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Folded(u64);

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_le_bytes(word);
        }
    }

    fn write_u128(&mut self, hash: u128) {
        self.0 = (hash ^ (hash >> 64)) as u64;
    }
}

/// How a type's text is brought to one form before it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folding {
    /// As it is.
    None,
    /// Case does not count (`citext`, `uuid`).
    Case,
    /// Spaces at the end do not count (`char(n)`).
    Padding,
}

impl Folding {
    pub(crate) fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Text { case_insensitive: true, .. }
            | DataType::Uuid
            | DataType::MacAddr
            | DataType::MacAddr8 => Self::Case,
            DataType::Text { fixed: true, .. } => Self::Padding,
            _ => Self::None,
        }
    }

    fn apply(self, text: &str, out: &mut Vec<u8>) {
        // A tag that no encoding of another value begins with.
        const TEXT: u8 = 0xFF;
        out.push(TEXT);
        let start = out.len();
        out.extend([0; 8]);
        match self {
            Self::None => out.extend(text.as_bytes()),
            Self::Case if text.is_ascii() => {
                out.extend(text.bytes().map(|byte| byte.to_ascii_lowercase()));
            }
            Self::Case => out.extend(text.to_lowercase().as_bytes()),
            Self::Padding => out.extend(text.trim_end_matches(' ').as_bytes()),
        }
        let length = (out.len() - start - 8) as u64;
        out[start..start + 8].copy_from_slice(&length.to_le_bytes());
    }
}

/// Appends the canonical bytes of one part of a key; `false` where it is NULL.
pub(crate) fn append(value: &Value, folding: Folding, out: &mut Vec<u8>) -> bool {
    match value {
        Value::Text(text) => folding.apply(text, out),
        other => other.key_bytes(out),
    }
    !value.is_null()
}

pub(crate) fn hash(bytes: &[u8]) -> KeyHash {
    XxHash3_128::oneshot(bytes)
}

/// One column of a key in one batch.
pub(crate) enum KeyColumn<'a> {
    /// Text is read in place.
    Text(&'a StringArray, Folding),
    /// Anything else goes through its value.
    Value(&'a ValueReader, Folding),
}

impl KeyColumn<'_> {
    fn append(&self, row: usize, out: &mut Vec<u8>) -> bool {
        match self {
            Self::Text(array, folding) => {
                let present = array.is_valid(row);
                if present {
                    folding.apply(array.value(row), out);
                } else {
                    Value::Null.key_bytes(out);
                }
                present
            }
            Self::Value(reader, folding) => append(&reader.value(row), *folding, out),
        }
    }
}

/// The hash of one row's key, and how many of its parts are NULL.
pub(crate) fn key_of(
    columns: &[KeyColumn<'_>],
    row: usize,
    buffer: &mut Vec<u8>,
) -> (KeyHash, usize) {
    buffer.clear();
    let nulls = columns.iter().filter(|column| !column.append(row, buffer)).count();
    (hash(buffer), nulls)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(value: &Value, folding: Folding) -> KeyHash {
        let mut bytes = Vec::new();
        append(value, folding, &mut bytes);
        hash(&bytes)
    }

    #[test]
    fn text_folds_as_its_type_compares() {
        let text = |text: &str| Value::Text(text.to_owned());
        let cases = [
            ("Ann", "ann", Folding::Case, true),
            ("Ärger", "ärger", Folding::Case, true),
            ("ab ", "ab", Folding::Padding, true),
            ("Ann", "ann", Folding::None, false),
            ("ab ", "ab", Folding::None, false),
        ];
        for (a, b, folding, equal) in cases {
            assert_eq!(key(&text(a), folding) == key(&text(b), folding), equal, "{a} {b}");
        }
    }
}
