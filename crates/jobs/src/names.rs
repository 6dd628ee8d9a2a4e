//! Names that were checked when they were made: projects, jobs, people.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use ulid::Ulid;

use crate::{StoreError, Timestamp};

/// Why a name is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {rule}")]
pub struct InvalidName {
    what: &'static str,
    rule: &'static str,
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $pattern:literal, $holds:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks a name.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidName> {
                let text = text.into();
                let holds: fn(&str) -> bool = $holds;
                if holds(&text) { Ok(Self(text)) } else { Err(InvalidName { what: $what, rule: $rule }) }
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                Self::new(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

name! {
    /// A project: the part of a stack that a group of people sees. `^[a-z][a-z0-9-]{0,62}$`
    Project, "a project's name", "has 1 to 63 small letters, digits and hyphens, a letter first",
    "^[a-z][a-z0-9-]{0,62}$", |text| is_slug(text)
}

name! {
    /// The name of saved settings. `^[a-z][a-z0-9-]{0,62}$`
    ProfileName, "a profile's name", "has 1 to 63 small letters, digits and hyphens, a letter first",
    "^[a-z][a-z0-9-]{0,62}$", |text| is_slug(text)
}

name! {
    /// Who acts: a person, a key, a worker. Printable ASCII without blanks.
    Principal, "a principal", "has 1 to 256 printable ASCII characters and no blanks",
    "^[!-~]{1,256}$", |text| matches!(text.len(), 1..=256) && text.bytes().all(|b| b.is_ascii_graphic())
}

name! {
    /// What a client calls one request, so that asking twice does once. Printable ASCII.
    IdempotencyKey, "an idempotency key", "has 1 to 255 printable ASCII characters",
    "^[ -~]{1,255}$", |text| matches!(text.len(), 1..=255) && text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

fn is_slug(text: &str) -> bool {
    matches!(text.len(), 1..=63)
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A job's identity: a ULID, so that jobs sort by when they were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(Ulid);

impl JobId {
    /// A new identity at a moment.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new(now: Timestamp) -> Result<Self, StoreError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|_| StoreError::new("draw", "random bits", true))?;
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        Ok(Self(Ulid::from_parts(millis, u128::from_le_bytes(random))))
    }

    /// The moment it was made at.
    pub fn made_at(&self) -> Timestamp {
        Timestamp::from_millis(i64::try_from(self.0.timestamp_ms()).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for JobId {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let invalid = InvalidName { what: "a job's id", rule: "is a ULID of 26 characters" };
        let id = Ulid::from_string(text).map_err(|_| invalid.clone())?;
        // One spelling for one job: decoding takes small letters and look-alikes, too.
        if id.to_string() == text { Ok(Self(id)) } else { Err(invalid) }
    }
}

impl Serialize for JobId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for JobId {
    fn schema_name() -> Cow<'static, str> {
        "JobId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$" })
    }
}

/// Where an object lies: parts between slashes, none of them empty, `.` or `..`, without control
/// characters or backslashes, at most 1,024 bytes (S3's limit).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ObjectKey(String);

impl ObjectKey {
    /// Checks a key.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidName> {
        let text = text.into();
        let is_part = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.contains(|c: char| c == '\\' || c.is_control())
        };
        if text.len() <= 1024 && text.split('/').all(is_part) {
            Ok(Self(text))
        } else {
            let rule = "has parts between slashes, none empty, `.` or `..`, no control characters \
                        or backslashes, and at most 1,024 bytes";
            Err(InvalidName { what: "an object's key", rule })
        }
    }

    /// The key of something below this one.
    pub fn join(&self, below: &str) -> Result<Self, InvalidName> {
        Self::new(format!("{}/{below}", self.0))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ObjectKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for ObjectKey {
    fn schema_name() -> Cow<'static, str> {
        "ObjectKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": 1024 })
    }
}
