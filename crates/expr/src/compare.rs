//! The order and identity of values.

use std::cmp::Ordering;

use crate::cast::{json_number, parse_as};
use crate::datetime::midnight;
use crate::{BinaryOp, Decimal, EvalError, Interval, Value, interval};

impl Value {
    /// SQL's comparison: `None` where either side is NULL. Numbers of all types compare by
    /// value, text bytewise, and text beside another type is read as that type. Values of
    /// types that SQL does not compare are ordered by their text.
    pub fn sql_cmp(&self, other: &Value) -> Option<Ordering> {
        match compare(self, other, "=") {
            Ok(ordering) => ordering,
            Err(_) => Some(self.text().as_bytes().cmp(other.text().as_bytes())),
        }
    }

    /// Whether SQL's `=` holds: false where either side is NULL.
    pub fn sql_eq(&self, other: &Value) -> bool {
        self.sql_cmp(other) == Some(Ordering::Equal)
    }

    /// Appends a canonical encoding for uniqueness tests: two values encode alike exactly when
    /// `=` holds between them (`1`, `1.0` and `1.00`), and NULL encodes as itself. Encodings
    /// are self-delimiting, so those of a composite key can follow one another.
    pub fn key_bytes(&self, out: &mut Vec<u8>) {
        match self {
            Value::Null => out.push(0),
            Value::Bool(value) => out.extend([1, u8::from(*value)]),
            Value::Int(value) => decimal_key(Decimal::from(*value), out),
            Value::Decimal(value) => decimal_key(*value, out),
            Value::Float(value) => float_key(*value, out),
            Value::Text(text) => tagged(4, text.as_bytes(), out),
            Value::Date(days) => micros_key(5, midnight(*days), out),
            Value::Timestamp(micros) => micros_key(5, *micros, out),
            Value::Time(micros) => micros_key(6, *micros, out),
            Value::Interval(interval) => {
                out.push(7);
                out.extend(interval::total_micros(*interval).to_le_bytes());
            }
            Value::Bytes(bytes) => tagged(8, bytes, out),
            Value::Array(items) => {
                out.push(9);
                out.extend((items.len() as u64).to_le_bytes());
                for item in items {
                    item.key_bytes(out);
                }
            }
            Value::Json(json) => json_key(json, out),
        }
    }
}

fn tagged(tag: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

fn micros_key(tag: u8, micros: i64, out: &mut Vec<u8>) {
    out.push(tag);
    out.extend(micros.to_le_bytes());
}

fn decimal_key(value: Decimal, out: &mut Vec<u8>) {
    let value = value.normalize();
    out.extend([2, value.scale]);
    out.extend(value.mantissa.to_le_bytes());
}

/// A float shares the key of the decimal it is written as; beyond their range it has its own.
fn float_key(value: f64, out: &mut Vec<u8>) {
    if let Some(decimal) = Decimal::parse(&value.to_string()) {
        return decimal_key(decimal, out);
    }
    let bits = if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
    out.push(3);
    out.extend(bits.to_le_bytes());
}

fn json_key(json: &serde_json::Value, out: &mut Vec<u8>) {
    match json {
        serde_json::Value::Null => out.push(10),
        serde_json::Value::Bool(value) => out.extend([11, u8::from(*value)]),
        serde_json::Value::Number(number) => {
            out.push(12);
            json_number(number).key_bytes(out);
        }
        serde_json::Value::String(text) => tagged(13, text.as_bytes(), out),
        serde_json::Value::Array(items) => {
            out.push(14);
            out.extend((items.len() as u64).to_le_bytes());
            for item in items {
                json_key(item, out);
            }
        }
        serde_json::Value::Object(fields) => {
            out.push(15);
            out.extend((fields.len() as u64).to_le_bytes());
            for (name, value) in sorted_fields(fields) {
                tagged(13, name.as_bytes(), out);
                json_key(value, out);
            }
        }
    }
}

fn sorted_fields(
    fields: &serde_json::Map<String, serde_json::Value>,
) -> Vec<(&String, &serde_json::Value)> {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    sorted
}

/// Compares as PostgreSQL does; `None` where either side is NULL. `operator` names the
/// operator in the error.
pub(crate) fn compare(
    left: &Value,
    right: &Value,
    operator: &'static str,
) -> Result<Option<Ordering>, EvalError> {
    let ordering = match (left, right) {
        (Value::Null, _) | (_, Value::Null) => return Ok(None),
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b))
        | (Value::Time(a), Value::Time(b))
        | (Value::Timestamp(a), Value::Timestamp(b)) => a.cmp(b),
        (Value::Date(a), Value::Timestamp(b)) => midnight(*a).cmp(b),
        (Value::Timestamp(a), Value::Date(b)) => a.cmp(&midnight(*b)),
        (Value::Interval(a), Value::Interval(b)) => interval::compare(*a, *b),
        (Value::Time(a), Value::Interval(b)) => {
            interval::compare(Interval { micros: *a, ..Interval::default() }, *b)
        }
        (Value::Interval(a), Value::Time(b)) => {
            interval::compare(*a, Interval { micros: *b, ..Interval::default() })
        }
        (Value::Bytes(a), Value::Bytes(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => compare_arrays(a, b, operator)?,
        (Value::Json(a), Value::Json(b)) => compare_json(a, b),
        (Value::Text(text), other) => return compare(&read_like(text, other)?, other, operator),
        (other, Value::Text(text)) => return compare(other, &read_like(text, other)?, operator),
        // MySQL compares what it takes from a document as what it is.
        (Value::Json(json), other) if is_scalar(json) => {
            return compare(&scalar(json), other, operator);
        }
        (other, Value::Json(json)) if is_scalar(json) => {
            return compare(other, &scalar(json), operator);
        }
        // MySQL, SQLite and SQL Server write flags as 0 and 1.
        (Value::Bool(a), Value::Int(b)) => i64::from(*a).cmp(b),
        (Value::Int(a), Value::Bool(b)) => a.cmp(&i64::from(*b)),
        _ => compare_numbers(left, right).ok_or_else(|| EvalError::Incompatible {
            operator,
            left: left.error_kind(),
            right: right.error_kind(),
        })?,
    };
    Ok(Some(ordering))
}

/// Whether a comparison operator holds for an ordering.
pub(crate) fn holds(op: BinaryOp, ordering: Ordering) -> bool {
    match op {
        BinaryOp::Eq => ordering.is_eq(),
        BinaryOp::NotEq => ordering.is_ne(),
        BinaryOp::Lt => ordering.is_lt(),
        BinaryOp::LtEq => ordering.is_le(),
        BinaryOp::Gt => ordering.is_gt(),
        _ => ordering.is_ge(),
    }
}

/// Reads a text as the type of the value it is compared with.
fn read_like(text: &str, other: &Value) -> Result<Value, EvalError> {
    let kind = other.error_kind();
    // An integer beside '2.5' is compared as a number, not refused.
    let value = parse_as(text, kind).or_else(|| match other {
        Value::Int(_) => Decimal::parse(text).map(Value::Decimal),
        _ => None,
    });
    value.ok_or(EvalError::InvalidText { kind })
}

fn compare_numbers(left: &Value, right: &Value) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (left.to_decimal(), right.to_decimal()) {
        return Some(a.compare(b));
    }
    let (a, b) = (left.to_f64()?, right.to_f64()?);
    // PostgreSQL holds NaN equal to itself and above all numbers.
    Some(a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())))
}

fn compare_arrays(a: &[Value], b: &[Value], operator: &'static str) -> Result<Ordering, EvalError> {
    for (left, right) in a.iter().zip(b) {
        let ordering = match compare(left, right, operator)? {
            Some(ordering) => ordering,
            // Inside arrays NULLs are equal and above everything.
            None => left.is_null().cmp(&right.is_null()),
        };
        if ordering.is_ne() {
            return Ok(ordering);
        }
    }
    Ok(a.len().cmp(&b.len()))
}

fn is_scalar(json: &serde_json::Value) -> bool {
    json.is_number() || json.is_boolean() || json.is_string()
}

/// A JSON number, truth value or string as a value of SQL.
fn scalar(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Number(number) => json_number(number),
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        _ => Value::Null,
    }
}

/// jsonb's order: object, array, boolean, number, string, null, from the greatest.
fn compare_json(a: &serde_json::Value, b: &serde_json::Value) -> Ordering {
    use serde_json::Value as Json;
    match (a, b) {
        (Json::Bool(a), Json::Bool(b)) => a.cmp(b),
        (Json::String(a), Json::String(b)) => a.cmp(b),
        (Json::Number(a), Json::Number(b)) => {
            compare_numbers(&json_number(a), &json_number(b)).unwrap_or(Ordering::Equal)
        }
        (Json::Array(a), Json::Array(b)) => a.len().cmp(&b.len()).then_with(|| {
            let differing = a.iter().zip(b).map(|(a, b)| compare_json(a, b)).find(|o| o.is_ne());
            differing.unwrap_or(Ordering::Equal)
        }),
        (Json::Object(a), Json::Object(b)) => a.len().cmp(&b.len()).then_with(|| {
            let pairs = sorted_fields(a).into_iter().zip(sorted_fields(b));
            let mut orders = pairs.map(|(a, b)| a.0.cmp(b.0).then_with(|| compare_json(a.1, b.1)));
            orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        }),
        _ => json_rank(a).cmp(&json_rank(b)),
    }
}

fn json_rank(json: &serde_json::Value) -> u8 {
    match json {
        serde_json::Value::Null => 0,
        serde_json::Value::String(_) => 1,
        serde_json::Value::Number(_) => 2,
        serde_json::Value::Bool(_) => 3,
        serde_json::Value::Array(_) => 4,
        serde_json::Value::Object(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(value: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        value.key_bytes(&mut bytes);
        bytes
    }

    #[test]
    fn equal_numbers_share_a_key() {
        let one = [
            Value::Int(1),
            Value::Decimal(Decimal::new(10, 1)),
            Value::Decimal(Decimal::new(100, 2)),
            Value::Float(1.0),
        ];
        for value in &one {
            assert_eq!(key(value), key(&one[0]));
            assert!(value.sql_eq(&one[0]));
        }
        assert_ne!(key(&Value::Int(1)), key(&Value::from("1")));
        assert_eq!(key(&Value::Float(-0.0)), key(&Value::Int(0)));
    }

    #[test]
    fn keys_of_a_composite_do_not_run_together() {
        let pair = |a: &str, b: &str| [key(&Value::from(a)), key(&Value::from(b))].concat();
        assert_ne!(pair("ab", "c"), pair("a", "bc"));
    }

    #[test]
    fn text_is_read_as_its_neighbour() {
        let date = Value::Date(1);
        assert_eq!(date.sql_cmp(&Value::from("1970-01-02")), Some(Ordering::Equal));
        assert_eq!(Value::from("10").sql_cmp(&Value::Int(9)), Some(Ordering::Greater));
        assert_eq!(Value::from("2.5").sql_cmp(&Value::Int(2)), Some(Ordering::Greater));
        assert_eq!(Value::Null.sql_cmp(&date), None);
    }
}
