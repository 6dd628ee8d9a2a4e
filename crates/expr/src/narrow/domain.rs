//! What one column may hold.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::extent::Extent;
use crate::cast::parse_as;
use crate::compare::compare;
use crate::datetime::midnight;
use crate::functions::json_type_name;
use crate::{Decimal, Kind, Period, Value, pattern};

/// One end of a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The limit, of the column's type.
    pub value: Value,
    /// Whether the limit itself is inside. Limits of integers and dates always are.
    pub inclusive: bool,
}

/// Whether a column is NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Nullness {
    /// NULL or not.
    #[default]
    Either,
    /// Never NULL.
    Never,
    /// Always NULL; then nothing else in the domain matters.
    Always,
}

/// The case of a text's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterCase {
    /// `upper(x) = x`.
    Upper,
    /// `lower(x) = x`.
    Lower,
}

/// A regular expression (in the regex crate's syntax) that a text must match, or must not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextPattern {
    /// The expression, found anywhere in the text where it is not anchored by `^` and `$`.
    /// As in PostgreSQL, its wildcards match line breaks: it opens with `(?s)` or has
    /// `(?s:…)` inside.
    pub regex: String,
    /// Whether letters match in either case.
    pub case_insensitive: bool,
    /// Whether the text must *not* match.
    pub negated: bool,
}

/// What one column may hold. NULL, where [`Domain::nullness`] allows it, satisfies the domain
/// whatever else it says; every other value must satisfy all of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Domain {
    /// The lower bound.
    pub min: Option<Bound>,
    /// The upper bound.
    pub max: Option<Bound>,
    /// The only values allowed, in the order they were written.
    pub one_of: Option<Vec<Value>>,
    /// Values not allowed.
    pub not_in: Vec<Value>,
    /// Patterns, all of which hold.
    pub patterns: Vec<TextPattern>,
    /// The fewest characters.
    pub min_length: Option<u64>,
    /// The most characters.
    pub max_length: Option<u64>,
    /// The fewest bytes, of text (in UTF-8) or binary data.
    pub min_bytes: Option<u64>,
    /// The most bytes.
    pub max_bytes: Option<u64>,
    /// The fewest items, of an array or a JSON array.
    pub min_items: Option<u64>,
    /// The most items.
    pub max_items: Option<u64>,
    /// Whether the column is NULL.
    pub nullness: Nullness,
    /// The letters' case.
    pub case: Option<LetterCase>,
    /// A number that the value is a whole multiple of; positive.
    pub multiple_of: Option<Decimal>,
    /// The period that moments are the start of.
    pub starts: Option<Period>,
    /// The type of a JSON document, as `jsonb_typeof` names it.
    pub json_type: Option<String>,
    /// Keys that a JSON object must have.
    pub json_keys: Vec<String>,
    /// Whether a JSON object has no members beside [`Domain::json_keys`] and [`Domain::fields`].
    pub json_closed: bool,
    /// The only values that the items of an array may have.
    pub items_of: Option<Vec<Value>>,
    /// How far a range reaches.
    pub extent: Option<Extent>,
    /// What parts of a JSON document or of a composite value may hold, by the names that lead to
    /// them; `*` stands for every item of a list. A part that is not named is free.
    pub fields: BTreeMap<Vec<String>, Domain>,
}

impl Domain {
    /// The domain of a column that is never NULL and otherwise free.
    pub fn never_null() -> Domain {
        Domain { nullness: Nullness::Never, ..Domain::default() }
    }

    /// The domain of a column that is always NULL.
    pub fn always_null() -> Domain {
        Domain { nullness: Nullness::Always, ..Domain::default() }
    }

    /// Whether the domain holds the value; `None` where that can't be told, as for a bound of
    /// another type.
    pub fn contains(&self, value: &Value) -> Option<bool> {
        match (value.is_null(), self.nullness) {
            (true, nullness) => Some(nullness != Nullness::Never),
            (false, Nullness::Always) => Some(false),
            (false, _) => self.holds(value),
        }
    }

    /// Whether no value is left, neither NULL nor another one of the given type. `false` says
    /// that none was proved impossible, not that one was found.
    pub fn is_empty(&self, kind: Kind) -> bool {
        self.nullness == Nullness::Never && self.has_no_values(Some(kind))
    }

    /// Whether no value but NULL is left.
    pub(super) fn has_no_values(&self, kind: Option<Kind>) -> bool {
        if let Some(values) = &self.one_of {
            return values.iter().all(|value| self.holds(value) == Some(false));
        }
        let crossed = |min: Option<u64>, max: Option<u64>| matches!((min, max), (Some(min), Some(max)) if min > max);
        crossed(self.min_length, self.max_length)
            || crossed(self.min_bytes, self.max_bytes)
            || crossed(self.min_items, self.max_items)
            || self.range_is_empty()
            || self.extent.is_some_and(Extent::is_empty)
            || self
                .fields
                .values()
                .any(|field| field.nullness == Nullness::Never && field.has_no_values(None))
            || self.lacks_multiples()
            || (kind == Some(Kind::Bool) && self.not_in.len() >= 2)
            || self.range_is_excluded(kind)
    }

    fn range_is_empty(&self) -> bool {
        let (Some(min), Some(max)) = (&self.min, &self.max) else {
            return false;
        };
        match compare(&min.value, &max.value, "<") {
            Ok(Some(Ordering::Greater)) => true,
            Ok(Some(Ordering::Equal)) => !(min.inclusive && max.inclusive),
            _ => false,
        }
    }

    /// Whether the range is a few integers and all of them are excluded.
    fn range_is_excluded(&self, kind: Option<Kind>) -> bool {
        let is_one_point = matches!((&self.min, &self.max), (Some(a), Some(b)) if a == b);
        match (&self.min, &self.max) {
            (
                Some(Bound { value: Value::Int(min), .. }),
                Some(Bound { value: Value::Int(max), .. }),
            ) if kind == Some(Kind::Int) && max.abs_diff(*min) < self.not_in.len() as u64 => {
                (*min..=*max).all(|value| self.holds(&Value::Int(value)) == Some(false))
            }
            (Some(min), _) if is_one_point => self.holds(&min.value) == Some(false),
            _ => false,
        }
    }

    /// Whether no multiple lies in the range.
    fn lacks_multiples(&self) -> bool {
        let (Some(step), Some(min), Some(max)) = (self.multiple_of, &self.min, &self.max) else {
            return false;
        };
        let (Some(low), Some(high)) = (min.value.to_decimal(), max.value.to_decimal()) else {
            return false;
        };
        // The first multiple at or above the lower end.
        let first = low.checked_rem(step).and_then(|rest| {
            let below = low.checked_sub(rest)?;
            if below.compare(low).is_lt() { below.checked_add(step) } else { Some(below) }
        });
        first.is_some_and(|first| first.compare(high).is_gt())
    }

    /// Whether a value that is not NULL satisfies everything; `None` where that can't be told.
    pub(super) fn holds(&self, value: &Value) -> Option<bool> {
        let verdicts = [
            self.min.as_ref().map_or(Some(true), |bound| within(value, bound, Ordering::Greater)),
            self.max.as_ref().map_or(Some(true), |bound| within(value, bound, Ordering::Less)),
            self.one_of.as_ref().map_or(Some(true), |values| listed(values, value)),
            listed(&self.not_in, value).map(|listed| !listed),
            self.size_holds(value),
            self.text_holds(value),
            self.multiple_of.map_or(Some(true), |step| is_multiple(value, step)),
            self.starts.map_or(Some(true), |period| is_start(value, period)),
            self.json_type.as_ref().map_or(Some(true), |name| match value {
                Value::Json(json) => Some(json_type_name(json) == name),
                _ => None,
            }),
            self.has_keys(value),
            self.items_hold(value),
            self.extent.map_or(Some(true), |extent| extent.holds(value.as_text()?)),
            // What a part must be read as is not known here.
            if self.fields.is_empty() { Some(true) } else { None },
        ];
        if verdicts.contains(&Some(false)) {
            return Some(false);
        }
        if verdicts.contains(&None) { None } else { Some(true) }
    }

    fn has_keys(&self, value: &Value) -> Option<bool> {
        match value {
            _ if self.json_keys.is_empty() => Some(true),
            Value::Json(json) => Some(self.json_keys.iter().all(|key| json.get(key).is_some())),
            _ => None,
        }
    }

    fn items_hold(&self, value: &Value) -> Option<bool> {
        let Some(allowed) = &self.items_of else { return Some(true) };
        let Value::Array(items) = value else { return None };
        let verdicts: Vec<Option<bool>> = items.iter().map(|item| listed(allowed, item)).collect();
        if verdicts.contains(&Some(false)) {
            return Some(false);
        }
        if verdicts.contains(&None) { None } else { Some(true) }
    }

    fn size_holds(&self, value: &Value) -> Option<bool> {
        let within = |min: Option<u64>, max: Option<u64>, size: Option<usize>| {
            if min.is_none() && max.is_none() {
                return Some(true);
            }
            let size = size? as u64;
            Some(min.is_none_or(|min| size >= min) && max.is_none_or(|max| size <= max))
        };
        let characters = value.as_text().map(|text| text.chars().count());
        let bytes = match value {
            Value::Text(text) => Some(text.len()),
            Value::Bytes(bytes) => Some(bytes.len()),
            _ => None,
        };
        let items = match value {
            Value::Array(items) => Some(items.len()),
            Value::Json(serde_json::Value::Array(items)) => Some(items.len()),
            Value::Text(text) => match parse_as(text, Kind::Array) {
                Some(Value::Array(items)) => Some(items.len()),
                _ => None,
            },
            _ => None,
        };
        let verdicts = [
            within(self.min_length, self.max_length, characters),
            within(self.min_bytes, self.max_bytes, bytes),
            within(self.min_items, self.max_items, items),
        ];
        if verdicts.contains(&Some(false)) {
            return Some(false);
        }
        if verdicts.contains(&None) { None } else { Some(true) }
    }

    fn text_holds(&self, value: &Value) -> Option<bool> {
        if self.patterns.is_empty() && self.case.is_none() {
            return Some(true);
        }
        let text = value.text();
        let is_cased = match self.case {
            None => true,
            Some(LetterCase::Upper) => text.to_uppercase() == text.as_ref(),
            Some(LetterCase::Lower) => text.to_lowercase() == text.as_ref(),
        };
        if !is_cased {
            return Some(false);
        }
        for wanted in &self.patterns {
            let regex = pattern::build(&wanted.regex, wanted.case_insensitive).ok()?;
            if regex.is_match(&text) == wanted.negated {
                return Some(false);
            }
        }
        Some(true)
    }
}

/// Whether a value lies on the given side of a bound, or on it where it is inclusive.
fn within(value: &Value, bound: &Bound, side: Ordering) -> Option<bool> {
    match compare(value, &bound.value, "<") {
        Ok(Some(Ordering::Equal)) => Some(bound.inclusive),
        Ok(Some(ordering)) => Some(ordering == side),
        _ => None,
    }
}

/// Whether a value is among others; `None` where it can't be compared with one of them.
fn listed(values: &[Value], value: &Value) -> Option<bool> {
    let mut incomparable = false;
    for candidate in values {
        match compare(candidate, value, "=") {
            Ok(Some(Ordering::Equal)) => return Some(true),
            Ok(_) => {}
            Err(_) => incomparable = true,
        }
    }
    if incomparable { None } else { Some(false) }
}

fn is_multiple(value: &Value, step: Decimal) -> Option<bool> {
    let rest = value.to_decimal()?.checked_rem(step)?;
    Some(rest.mantissa == 0)
}

fn is_start(value: &Value, period: Period) -> Option<bool> {
    let moment = match value {
        Value::Date(days) => midnight(*days),
        Value::Timestamp(moment) => *moment,
        _ => return None,
    };
    Some(period.start(moment) == Some(moment))
}
