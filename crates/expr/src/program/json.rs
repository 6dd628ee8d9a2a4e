//! The operators on JSON documents and arrays, and `||`.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::arithmetic::symbol;
use crate::cast::to_json;
use crate::compare::compare;
use crate::functions::json_text;
use crate::{BinaryOp, EvalError, Value};

/// `left op right`; NULL where either side is NULL.
pub(super) fn composite(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, EvalError> {
    if left.is_null() || right.is_null() {
        return Ok(Value::Null);
    }
    let error = || EvalError::Incompatible {
        operator: symbol(op),
        left: left.error_kind(),
        right: right.error_kind(),
    };
    match op {
        BinaryOp::Concat => Ok(concat(left, right)),
        BinaryOp::JsonGet | BinaryOp::JsonGetText => {
            let document = document(left).ok_or_else(error)?;
            let found = member(&document, right);
            Ok(match (found, op) {
                (None, _) => Value::Null,
                (Some(found), BinaryOp::JsonGet) => Value::Json(found.clone()),
                (Some(found), _) => json_text(found),
            })
        }
        BinaryOp::JsonHasKey => {
            let document = document(left).ok_or_else(error)?;
            Ok(Value::Bool(has_key(&document, &right.text())))
        }
        BinaryOp::Contains => contains(left, right).map(Value::Bool).ok_or_else(error),
        BinaryOp::ContainedBy => contains(right, left).map(Value::Bool).ok_or_else(error),
        _ => match (left, right) {
            (Value::Array(a), Value::Array(b)) => {
                Ok(Value::Bool(a.iter().any(|item| has_item(b, item))))
            }
            _ => Err(error()),
        },
    }
}

fn concat(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Array(a), Value::Array(b)) => Value::Array(a.iter().chain(b).cloned().collect()),
        (Value::Array(a), item) => {
            Value::Array(a.iter().chain(std::iter::once(item)).cloned().collect())
        }
        (item, Value::Array(b)) => Value::Array(std::iter::once(item).chain(b).cloned().collect()),
        (Value::Bytes(a), Value::Bytes(b)) => Value::Bytes([a.as_slice(), b].concat()),
        (Value::Json(a), Value::Json(b)) => Value::Json(merged(a, b)),
        (left, right) => Value::Text(left.text().into_owned() + &right.text()),
    }
}

/// Objects merge, everything else is joined as arrays.
fn merged(a: &Json, b: &Json) -> Json {
    if let (Json::Object(a), Json::Object(b)) = (a, b) {
        let mut fields = a.clone();
        fields.extend(b.clone());
        return Json::Object(fields);
    }
    let items = |json: &Json| match json {
        Json::Array(items) => items.clone(),
        other => vec![other.clone()],
    };
    Json::Array([items(a), items(b)].concat())
}

/// The value as a JSON document; text is read as one.
pub(crate) fn document(value: &Value) -> Option<Cow<'_, Json>> {
    match value {
        Value::Json(json) => Some(Cow::Borrowed(json)),
        Value::Text(text) => serde_json::from_str(text).ok().map(Cow::Owned),
        _ => None,
    }
}

/// A field by its name, or an item by its index, negative from the end.
fn member<'a>(json: &'a Json, key: &Value) -> Option<&'a Json> {
    match (json, key) {
        (Json::Object(fields), Value::Text(name)) => fields.get(name),
        (Json::Array(items), Value::Int(index)) => {
            let index = if *index < 0 { index + items.len() as i64 } else { *index };
            items.get(usize::try_from(index).ok()?)
        }
        _ => None,
    }
}

pub(crate) fn has_key(json: &Json, key: &str) -> bool {
    match json {
        Json::Object(fields) => fields.contains_key(key),
        Json::Array(items) => items.iter().any(|item| item.as_str() == Some(key)),
        Json::String(text) => text == key,
        _ => false,
    }
}

/// `left @> right` on arrays and JSON documents.
fn contains(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Array(a), Value::Array(b)) => Some(b.iter().all(|item| has_item(a, item))),
        (Value::Json(_), other) | (other, Value::Json(_)) if !matches!(other, Value::Array(_)) => {
            Some(json_contains(document(left)?.as_ref(), document(right)?.as_ref()))
        }
        (Value::Json(json), Value::Array(_)) => Some(json_contains(json, &to_json(right))),
        _ => None,
    }
}

fn has_item(items: &[Value], wanted: &Value) -> bool {
    items.iter().any(|item| {
        compare(item, wanted, "=")
            .is_ok_and(|ordering| ordering.is_some_and(std::cmp::Ordering::is_eq))
    })
}

/// jsonb's containment: every field and item on the right occurs on the left.
fn json_contains(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Object(a), Json::Object(b)) => b
            .iter()
            .all(|(name, wanted)| a.get(name).is_some_and(|found| json_contains(found, wanted))),
        (Json::Array(a), Json::Array(b)) => {
            b.iter().all(|wanted| a.iter().any(|found| json_contains(found, wanted)))
        }
        (Json::Array(a), scalar) if !scalar.is_object() => a.contains(scalar),
        (a, b) => Value::Json(a.clone()).sql_eq(&Value::Json(b.clone())),
    }
}
