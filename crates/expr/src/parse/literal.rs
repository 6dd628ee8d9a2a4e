//! Literals, typed literals and casts.

use sqlparser::ast::{self, DataType, TypedString};

use super::ParseError;
use crate::cast::{parse_as, parse_hex};
use crate::datetime::parse_timestamp_parts;
use crate::type_name::TypeName;
use crate::{Decimal, Expr, Kind, Value};

pub(super) fn text(text: impl Into<String>) -> Expr {
    Expr::Literal(Value::Text(text.into()))
}

pub(super) fn value(value: &ast::Value) -> Result<Expr, ParseError> {
    Ok(Expr::Literal(match value {
        ast::Value::Number(digits, _) => number(digits)?,
        ast::Value::Boolean(value) => Value::Bool(*value),
        ast::Value::Null => Value::Null,
        ast::Value::HexStringLiteral(digits) => match parse_hex(digits) {
            Some(bytes) => Value::Bytes(bytes),
            None => {
                return Err(ParseError::unsupported("a hexadecimal literal of odd length"));
            }
        },
        ast::Value::Placeholder(name) => {
            return Err(ParseError::unsupported(format!("the placeholder {name}")));
        }
        other => match other.clone().into_string() {
            Some(text) => Value::Text(text),
            None => return Err(ParseError::unsupported(format!("the literal {other}"))),
        },
    }))
}

/// An integer, a decimal, or a float where the digits are too many.
fn number(digits: &str) -> Result<Value, ParseError> {
    if let Ok(value) = digits.parse() {
        return Ok(Value::Int(value));
    }
    if let Some(value) = Decimal::parse(digits) {
        return Ok(Value::Decimal(value));
    }
    match digits.parse() {
        Ok(value) => Ok(Value::Float(value)),
        Err(_) => Err(ParseError::unsupported(format!("the number {digits}"))),
    }
}

pub(super) fn interval(text: &str) -> Result<Expr, ParseError> {
    match parse_as(text, Kind::Interval) {
        Some(value) => Ok(Expr::Literal(value)),
        None => Err(ParseError::unsupported(format!("the interval '{text}'"))),
    }
}

/// `DATE '2020-01-01'`.
pub(super) fn typed_string(typed: &TypedString) -> Result<Expr, ParseError> {
    Ok(cast(value(&typed.value.value)?, &typed.data_type))
}

/// The type's name as users write it: keywords in lower case, own types as they are.
fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Custom(..) | DataType::Enum(..) | DataType::Set(_) => data_type.to_string(),
        other => other.to_string().to_lowercase(),
    }
}

/// A cast; of a text literal, the typed literal itself where the text says one.
pub(super) fn cast(operand: Expr, data_type: &DataType) -> Expr {
    let name = type_name(data_type);
    let kind = Kind::from_type_name(&name);
    if let Expr::Literal(Value::Text(text)) = &operand
        && let Some(folded) = typed_literal(text, kind, &TypeName::new(&name))
    {
        return folded;
    }
    Expr::Cast(Box::new(operand), kind, name)
}

fn typed_literal(text: &str, kind: Kind, name: &TypeName) -> Option<Expr> {
    let call = |function: &str| Some(Expr::Call(function.to_owned(), Vec::new()));
    match (kind, text.trim().to_ascii_lowercase().as_str()) {
        (Kind::Timestamp, "now") => return call("now"),
        (Kind::Date, "now" | "today") => return call("current_date"),
        _ => {}
    }
    // A length or a scale changes the value; an array's items and own types stay as written.
    if !name.modifiers.is_empty() || matches!(kind, Kind::Array | Kind::Other) {
        return None;
    }
    let value = match kind {
        // A type without time zone drops the offset instead of applying it.
        Kind::Timestamp if !name.with_time_zone => {
            parse_timestamp_parts(text.trim()).map(|(local, _)| Value::Timestamp(local))?
        }
        _ => parse_as(text, kind)?,
    };
    Some(Expr::Literal(value))
}

/// A LIKE pattern with its own escape character (or none) rewritten to the backslash.
pub(super) fn with_backslash_escapes(pattern: &str, escape: &str) -> String {
    let escape = escape.chars().next();
    let mut rewritten = String::with_capacity(pattern.len() + 4);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if Some(c) == escape {
            rewritten.push('\\');
            rewritten.extend(chars.next());
        } else if c == '\\' {
            rewritten.push_str("\\\\");
        } else {
            rewritten.push(c);
        }
    }
    rewritten
}

/// The items of an array literal such as `{a,b}`.
pub(super) fn array_items(text: &str) -> Result<Vec<Expr>, ParseError> {
    match parse_as(text, Kind::Array) {
        Some(Value::Array(items)) => Ok(items.into_iter().map(Expr::Literal).collect()),
        _ => Err(ParseError::unsupported(format!("the array literal '{text}'"))),
    }
}
