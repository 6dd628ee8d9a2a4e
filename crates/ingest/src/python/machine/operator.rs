//! Operators on values.

use crate::python::{
    syntax::Text,
    value::{Place, SymbolKind, Value},
};

/// Longest text or list that is put together: models have no longer ones.
const LONGEST: usize = 100_000;

/// Sets an entry of a dictionary.
pub(crate) fn put(entries: &mut Vec<(Value, Value)>, key: Value, value: Value) {
    match entries.iter_mut().find(|(known, _)| known.equals(&key) == Some(true)) {
        Some(entry) => entry.1 = value,
        None => entries.push((key, value)),
    }
}

/// An entry of a dictionary.
pub(super) fn entry(entries: &[(Value, Value)], key: &Value) -> Option<Value> {
    let found = entries.iter().find(|(known, _)| known.equals(key) == Some(true));
    found.map(|(_, value)| value.clone())
}

/// `object[key]`, where it is known.
pub(super) fn item(object: &Value, key: &Value) -> Option<Value> {
    if let Value::Dict(entries) = object {
        return entry(&entries.borrow(), key);
    }
    let items = object.items()?;
    items.get(position(key.as_int()?, items.len())?).cloned()
}

fn position(index: i64, length: usize) -> Option<usize> {
    let from_start = if index < 0 { index + length as i64 } else { index };
    usize::try_from(from_start).ok()
}

/// `object[start:stop]`, where it is known.
pub(super) fn slice(object: &Value, parts: &[Option<Value>]) -> Option<Value> {
    let items = object.items()?;
    let length = items.len() as i64;
    let bound = |at: usize, otherwise: i64| match parts.get(at) {
        Some(Some(Value::None) | None) | None => Some(otherwise),
        Some(Some(value)) => {
            let index = value.as_int()?;
            Some(if index < 0 { (index + length).max(0) } else { index.min(length) })
        }
    };
    if parts.get(2).is_some_and(Option::is_some) {
        return None;
    }
    let (start, stop) = (bound(0, 0)? as usize, bound(1, length)? as usize);
    let kept = items.get(start..stop.max(start)).unwrap_or_default().to_vec();
    Some(match object {
        Value::Str(_) => Value::str(
            kept.iter().filter_map(Value::as_str).map(|c| c.to_string()).collect::<String>(),
        ),
        Value::Tuple(_) => Value::Tuple(kept.into()),
        _ => Value::list(kept),
    })
}

/// `left operator right`; a symbol where it can't be known.
pub(super) fn binary(operator: &Text, left: Value, right: Value, place: Place) -> Value {
    known(operator, &left, &right)
        .unwrap_or_else(|| Value::symbol(SymbolKind::Binary(operator.clone(), left, right), place))
}

fn known(operator: &str, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Float(a), b) => return number(operator, *a, float(b)?),
        (a, Value::Float(b)) => return number(operator, float(a)?, *b),
        (Value::Str(template), _) if operator == "%" => {
            return super::method::percent(template, right).map(Value::str);
        }
        (Value::List(a), _) if operator == "+" => {
            let mut items = a.borrow().clone();
            items.extend(right.items()?);
            return (items.len() <= LONGEST).then(|| Value::list(items));
        }
        (Value::Tuple(a), _) if operator == "+" => {
            let items: Vec<_> = a.iter().cloned().chain(right.items()?).collect();
            return (items.len() <= LONGEST).then(|| Value::Tuple(items.into()));
        }
        (Value::Dict(a), Value::Dict(b)) if operator == "|" => {
            let mut entries = a.borrow().clone();
            for (key, value) in b.borrow().iter() {
                put(&mut entries, key.clone(), value.clone());
            }
            return Some(Value::Dict(std::rc::Rc::new(entries.into())));
        }
        _ => {}
    }
    if let (Some(a), Some(b)) = (left.as_str(), right.as_str()) {
        let whole = a.len() + b.len() <= LONGEST;
        return (operator == "+" && whole).then(|| Value::str(format!("{a}{b}")));
    }
    let (a, b) = (left.as_int()?, right.as_int()?);
    integers(operator, a, b)
}

fn integers(operator: &str, a: i64, b: i64) -> Option<Value> {
    let exact = match operator {
        "+" => a.checked_add(b),
        "-" => a.checked_sub(b),
        "*" => a.checked_mul(b),
        "//" => a.checked_div_euclid(b),
        "%" => a.checked_rem_euclid(b),
        "**" => a.checked_pow(u32::try_from(b).ok()?),
        "<<" => 1_i64.checked_shl(u32::try_from(b).ok()?).and_then(|by| a.checked_mul(by)),
        ">>" => a.checked_shr(u32::try_from(b).ok()?),
        "|" => Some(a | b),
        "&" => Some(a & b),
        "^" => Some(a ^ b),
        _ => None,
    };
    exact.map(Value::Int).or_else(|| number(operator, a as f64, b as f64))
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        other => other.as_int().map(|number| number as f64),
    }
}

fn number(operator: &str, a: f64, b: f64) -> Option<Value> {
    let result = match operator {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" if b != 0.0 => a / b,
        _ => return None,
    };
    Some(Value::Float(result))
}

/// `-value`, `~value`.
pub(super) fn unary(operator: &Text, value: Value, place: Place) -> Value {
    let known = match (&**operator, &value) {
        ("-", Value::Float(number)) => Some(Value::Float(-number)),
        ("+", Value::Float(_) | Value::Int(_)) => Some(value.clone()),
        ("-", Value::Int(number)) => number.checked_neg().map(Value::Int),
        ("~", Value::Int(number)) => Some(Value::Int(!number)),
        _ => None,
    };
    known.unwrap_or_else(|| Value::symbol(SymbolKind::Unary(operator.clone(), value), place))
}

/// A comparison; a symbol where it can't be known.
pub(super) fn compare(operator: &str, left: &Value, right: &Value, place: Place) -> Value {
    decided(operator, &versioned(left), &versioned(right)).map_or_else(
        || {
            let kind = SymbolKind::Binary(operator.into(), left.clone(), right.clone());
            Value::symbol(kind, place)
        },
        Value::Bool,
    )
}

/// The versions that sources ask for: today's.
fn versioned(value: &Value) -> Value {
    let numbers: &[i64] = match value.dotted().as_deref() {
        Some("django.VERSION") => &[5, 2, 0],
        Some("sys.version_info") => &[3, 13, 0],
        _ => return value.clone(),
    };
    Value::Tuple(numbers.iter().map(|number| Value::Int(*number)).collect())
}

fn decided(operator: &str, left: &Value, right: &Value) -> Option<bool> {
    match operator {
        "==" => left.equals(right),
        "!=" | "<>" => left.equals(right).map(|same| !same),
        "is" => identical(left, right),
        "is not" => identical(left, right).map(|same| !same),
        "in" => contains(right, left),
        "not in" => contains(right, left).map(|within| !within),
        _ => {
            let order = order(left, right)?;
            Some(match operator {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                ">=" => order.is_ge(),
                _ => return None,
            })
        }
    }
}

fn identical(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::None, other) | (other, Value::None) => match other {
            Value::None => Some(true),
            Value::Symbol(symbol) if matches!(symbol.kind, SymbolKind::Unknown) => None,
            Value::External(_) | Value::Late(..) => None,
            _ => Some(false),
        },
        _ => left.equals(right),
    }
}

fn contains(whole: &Value, part: &Value) -> Option<bool> {
    if let (Value::Str(whole), Some(part)) = (whole, part.as_str()) {
        return Some(whole.contains(&*part));
    }
    let mut unsure = false;
    for item in whole.items()? {
        match item.equals(part) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unsure = true,
        }
    }
    (!unsure).then_some(false)
}

fn order(left: &Value, right: &Value) -> Option<std::cmp::Ordering> {
    if let (Some(a), Some(b)) = (left.as_str(), right.as_str()) {
        return Some(a.cmp(&b));
    }
    if let (Value::Tuple(a), Value::Tuple(b)) = (left, right) {
        for (a, b) in a.iter().zip(b.iter()) {
            let order = order(a, b)?;
            if order.is_ne() {
                return Some(order);
            }
        }
        return Some(a.len().cmp(&b.len()));
    }
    float(left)?.partial_cmp(&float(right)?)
}

/// `before operator= value`: lists grow in place.
pub(super) fn augmented(operator: &Text, before: Value, value: Value, place: Place) -> Value {
    if let (Value::List(items), "+", Some(more)) = (&before, &**operator, value.items()) {
        items.borrow_mut().extend(more);
        return before;
    }
    binary(operator, before, value, place)
}
