//! Values to text, text to values, and the casts between types.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::datetime::{
    DAY, format_date, format_time, format_timestamp, midnight, parse_date, parse_time,
    parse_timestamp, split,
};
use crate::interval::{format_interval, parse_interval};
use crate::{Decimal, EvalError, Interval, Kind, Value};

impl Value {
    /// The value in PostgreSQL's text notation; NULL is the empty text.
    pub fn to_text(&self) -> String {
        self.text().into_owned()
    }

    /// As [`Value::to_text`], borrowing where the value is text already.
    pub fn text(&self) -> Cow<'_, str> {
        Cow::Owned(match self {
            Value::Null => return Cow::Borrowed(""),
            Value::Text(text) => return Cow::Borrowed(text),
            Value::Bool(value) => return Cow::Borrowed(if *value { "true" } else { "false" }),
            Value::Int(value) => value.to_string(),
            Value::Decimal(value) => value.to_string(),
            Value::Float(value) => format_float(*value),
            Value::Date(days) => format_date(*days),
            Value::Time(micros) => format_time(*micros),
            Value::Timestamp(micros) => format_timestamp(*micros),
            Value::Interval(interval) => format_interval(*interval),
            Value::Bytes(bytes) => format_bytes(bytes),
            Value::Array(items) => format_array(items),
            Value::Json(json) => json.to_string(),
        })
    }

    /// Casts as SQL's explicit `CAST` does: numbers round, text is parsed, NULL stays NULL.
    /// [`Kind::Other`] keeps the value as it is.
    pub fn cast(self, kind: Kind) -> Result<Value, EvalError> {
        if self.is_null() || kind == Kind::Other || self.kind() == Some(kind) {
            return Ok(self);
        }
        if let Value::Text(text) = &self {
            return parse_as(text, kind).ok_or(EvalError::InvalidText { kind });
        }
        if kind == Kind::Text {
            return Ok(Value::Text(self.to_text()));
        }
        let from = self.error_kind();
        convert(self, kind)?.ok_or(EvalError::InvalidCast { from, to: kind })
    }

    /// The number as a float; `None` for anything but numbers.
    pub fn to_f64(&self) -> Option<f64> {
        match self {
            Value::Int(value) => Some(*value as f64),
            Value::Decimal(value) => Some(value.to_f64()),
            Value::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The number as an exact decimal; `None` for floats and anything but numbers.
    pub fn to_decimal(&self) -> Option<Decimal> {
        match self {
            Value::Int(value) => Some(Decimal::from(*value)),
            Value::Decimal(value) => Some(*value),
            _ => None,
        }
    }
}

/// Reads text as a value of the given type; `None` where it is not written in its notation.
pub(crate) fn parse_as(text: &str, kind: Kind) -> Option<Value> {
    let trimmed = text.trim();
    Some(match kind {
        Kind::Bool => Value::Bool(parse_bool(trimmed)?),
        Kind::Int => Value::Int(trimmed.parse().ok()?),
        Kind::Decimal => Value::Decimal(Decimal::parse(trimmed)?),
        Kind::Float => Value::Float(trimmed.parse().ok()?),
        Kind::Date => Value::Date(parse_date(trimmed)?),
        Kind::Time => Value::Time(parse_time(trimmed)?),
        Kind::Timestamp => Value::Timestamp(parse_timestamp(trimmed)?),
        Kind::Interval => Value::Interval(parse_interval(trimmed)?),
        Kind::Bytes => Value::Bytes(parse_bytes(text)?),
        Kind::Array => Value::Array(parse_array(trimmed)?),
        Kind::Json => Value::Json(serde_json::from_str(text).ok()?),
        Kind::Text | Kind::Other => Value::Text(text.to_owned()),
    })
}

fn convert(value: Value, kind: Kind) -> Result<Option<Value>, EvalError> {
    let overflow = |operation| EvalError::Overflow { operation };
    Ok(Some(match (value, kind) {
        (Value::Bool(value), Kind::Int) => Value::Int(i64::from(value)),
        (Value::Int(value), Kind::Bool) => Value::Bool(value != 0),
        (Value::Int(value), Kind::Decimal) => Value::Decimal(Decimal::from(value)),
        (Value::Int(value), Kind::Float) => Value::Float(value as f64),
        (Value::Decimal(value), Kind::Int) => {
            let whole = value.rescale(0).and_then(Decimal::to_i64);
            Value::Int(whole.ok_or(overflow("a cast to integer"))?)
        }
        (Value::Decimal(value), Kind::Float) => Value::Float(value.to_f64()),
        (Value::Float(value), Kind::Int) => {
            let whole = value.round_ties_even();
            // The upper limit is 2^63, which an f64 holds exactly while i64::MAX it does not.
            if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&whole) {
                return Err(overflow("a cast to integer"));
            }
            Value::Int(whole as i64)
        }
        (Value::Float(value), Kind::Decimal) => {
            Value::Decimal(Decimal::from_f64(value).ok_or(overflow("a cast to numeric"))?)
        }
        (Value::Date(days), Kind::Timestamp) => Value::Timestamp(midnight(days)),
        (Value::Timestamp(micros), Kind::Date) => Value::Date(split(micros).0),
        (Value::Timestamp(micros), Kind::Time) => Value::Time(split(micros).1),
        (Value::Time(micros), Kind::Interval) => {
            Value::Interval(Interval { micros, ..Interval::default() })
        }
        (Value::Interval(interval), Kind::Time) => Value::Time(interval.micros.rem_euclid(DAY)),
        (Value::Json(json), kind) => return json_to(json, kind),
        (value, Kind::Json) => Value::Json(to_json(&value)),
        _ => return Ok(None),
    }))
}

/// Casts a JSON scalar to the SQL type it holds.
fn json_to(json: serde_json::Value, kind: Kind) -> Result<Option<Value>, EvalError> {
    match (json, kind) {
        (serde_json::Value::Null, _) => Ok(Some(Value::Null)),
        (serde_json::Value::Bool(value), Kind::Bool) => Ok(Some(Value::Bool(value))),
        (serde_json::Value::Number(number), Kind::Int | Kind::Decimal | Kind::Float) => {
            json_number(&number).cast(kind).map(Some)
        }
        _ => Ok(None),
    }
}

/// A JSON number as the narrowest SQL number that holds it.
pub(crate) fn json_number(number: &serde_json::Number) -> Value {
    if let Some(value) = number.as_i64() {
        return Value::Int(value);
    }
    match Decimal::parse(&number.to_string()) {
        Some(decimal) => Value::Decimal(decimal),
        None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// The value as JSON, as PostgreSQL's `to_jsonb` makes it: what JSON has no type for is text.
pub(crate) fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Decimal(value) => serde_json::from_str(&value.to_string())
            .unwrap_or_else(|_| serde_json::Value::String(value.to_string())),
        Value::Timestamp(micros) => format_timestamp(*micros).replacen(' ', "T", 1).into(),
        Value::Array(items) => items.iter().map(to_json).collect(),
        Value::Json(json) => json.clone(),
        other => other.to_text().into(),
    }
}

fn parse_bool(text: &str) -> Option<bool> {
    let text = text.to_ascii_lowercase();
    match text.as_str() {
        "1" | "on" => Some(true),
        "0" | "of" | "off" => Some(false),
        "" => None,
        _ if "true".starts_with(&text) || "yes".starts_with(&text) => Some(true),
        _ if "false".starts_with(&text) || "no".starts_with(&text) => Some(false),
        _ => None,
    }
}

/// The shortest text that reads back as the same number, with an exponent where PostgreSQL
/// writes one: below 1e-4 and from 1e15.
fn format_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = value.abs();
    if value == 0.0 || (1e-4..1e15).contains(&magnitude) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.strip_prefix('-') {
        Some(exponent) => format!("{digits}e-{exponent:0>2}"),
        None => format!("{digits}e+{exponent:0>2}"),
    }
}

fn format_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("\\x");
    for byte in bytes {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes of a run of hexadecimal digits.
pub(crate) fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| (byte as char).to_digit(16);
    digits.chunks(2).map(|pair| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8)).collect()
}

fn parse_bytes(text: &str) -> Option<Vec<u8>> {
    match text.strip_prefix("\\x") {
        Some(hex) => parse_hex(hex),
        None => Some(text.as_bytes().to_vec()),
    }
}

fn format_array(items: &[Value]) -> String {
    let mut text = String::from("{");
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        match item {
            Value::Null => text.push_str("NULL"),
            Value::Array(nested) => text.push_str(&format_array(nested)),
            Value::Bool(value) => text.push(if *value { 't' } else { 'f' }),
            other => push_array_item(&mut text, &other.text()),
        }
    }
    text.push('}');
    text
}

fn push_array_item(text: &mut String, item: &str) {
    let special = |c: char| matches!(c, '{' | '}' | ',' | '"' | '\\') || c.is_whitespace();
    if !item.is_empty() && !item.contains(special) && !item.eq_ignore_ascii_case("null") {
        text.push_str(item);
        return;
    }
    text.push('"');
    for c in item.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
}

/// Reads `{a,"b c",NULL,{d}}`; items become text.
fn parse_array(text: &str) -> Option<Vec<Value>> {
    let mut chars = text.chars().peekable();
    let items = parse_items(&mut chars)?;
    chars.next().is_none().then_some(items)
}

fn parse_items(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Vec<Value>> {
    if chars.next()? != '{' {
        return None;
    }
    let mut items = Vec::new();
    skip_spaces(chars);
    if chars.next_if_eq(&'}').is_some() {
        return Some(items);
    }
    loop {
        skip_spaces(chars);
        items.push(match chars.peek()? {
            '{' => Value::Array(parse_items(chars)?),
            '"' => Value::Text(quoted_item(chars)?),
            _ => bare_item(chars)?,
        });
        skip_spaces(chars);
        match chars.next()? {
            ',' => {}
            '}' => return Some(items),
            _ => return None,
        }
    }
}

fn skip_spaces(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while chars.next_if(|c| c.is_whitespace()).is_some() {}
}

fn quoted_item(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    chars.next();
    let mut item = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(item),
            '\\' => item.push(chars.next()?),
            c => item.push(c),
        }
    }
}

fn bare_item(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Value> {
    let mut item = String::new();
    while let Some(c) = chars.next_if(|c| !matches!(c, ',' | '}' | '{' | '"')) {
        item.push(if c == '\\' { chars.next()? } else { c });
    }
    let item = item.trim_end();
    if item.is_empty() {
        return None;
    }
    Some(if item.eq_ignore_ascii_case("null") { Value::Null } else { Value::from(item) })
}
