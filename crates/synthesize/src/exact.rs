//! Numbers in JSON as texts: what was written is read to the last bit, infinities too, which JSON's
//! own numbers don't promise.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
pub(crate) fn serialize<S: Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
    number.to_string().serialize(to)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| D::Error::custom("not a number"))
}

/// The same of lists.
pub(crate) mod list {
    use super::{Deserialize, Deserializer, Error, Serializer};

    pub(crate) fn serialize<S: Serializer>(numbers: &[f64], to: S) -> Result<S::Ok, S::Error> {
        let texts: Vec<String> = numbers.iter().map(f64::to_string).collect();
        to.serialize_str(&texts.join(" "))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
        let text = String::deserialize(from)?;
        let read = |word: &str| word.parse().map_err(|_| D::Error::custom("not a number"));
        text.split_ascii_whitespace().map(read).collect()
    }
}
