//! Lists in pages.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use schemars::JsonSchema;
use seedbed_jobs::{Listed, hex};
use serde::{Deserialize, Serialize};

use crate::Problem;

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Page<T> {
    /// The things.
    pub(crate) items: Vec<T>,
    /// What to give as `cursor` for the next page; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_cursor: Option<String>,
}

impl<T> From<Listed<T>> for Page<T> {
    fn from(listed: Listed<T>) -> Self {
        Self { items: listed.items, next_cursor: listed.next.map(|place| encode(&place)) }
    }
}

/// Which page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) after: Option<String>,
    pub(crate) limit: usize,
}

/// The most things of one page.
const MOST: usize = 200;

#[derive(Deserialize)]
struct Asked {
    cursor: Option<String>,
    limit: Option<usize>,
}

impl<S: Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Query(asked) = Query::<Asked>::try_from_uri(&parts.uri)
            .map_err(|_| Problem::bad_request("cursor is a text, limit a number"))?;
        let limit = asked.limit.unwrap_or(50);
        if !(1..=MOST).contains(&limit) {
            return Err(Problem::bad_request(format!("limit is from 1 to {MOST}")));
        }
        let wrong = || Problem::bad_request("the cursor is none that a page gave");
        let after = asked.cursor.map(|cursor| decode(&cursor).ok_or_else(wrong)).transpose()?;
        Ok(Self { after, limit })
    }
}

/// A place as letters and digits, so that nobody is tempted to read it.
fn encode(place: &str) -> String {
    hex::encode(place.as_bytes())
}

fn decode(cursor: &str) -> Option<String> {
    String::from_utf8(hex::decode(cursor)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_lead_back_to_their_places() {
        for place in ["", "01ABC", "Ünïcødé\u{1f}x"] {
            assert_eq!(decode(&encode(place)).as_deref(), Some(place));
        }
        for cursor in ["x", "abc", "ff", "zz"] {
            assert_eq!(decode(cursor), None, "{cursor}");
        }
    }
}
