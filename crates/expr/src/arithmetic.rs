//! The arithmetic operators, with PostgreSQL's result types.

use crate::cast::parse_as;
use crate::datetime::{DAY, add_interval, midnight};
use crate::interval::{self, add, negate, scale};
use crate::{BinaryOp, Decimal, EvalError, Interval, Kind, Value};

/// The symbol of an operator, for errors and for text.
pub(crate) fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "^",
        BinaryOp::Concat => "||",
        BinaryOp::Eq => "=",
        BinaryOp::NotEq => "<>",
        BinaryOp::Lt => "<",
        BinaryOp::LtEq => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::GtEq => ">=",
        BinaryOp::And => "AND",
        BinaryOp::Or => "OR",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "#",
        BinaryOp::ShiftLeft => "<<",
        BinaryOp::ShiftRight => ">>",
        BinaryOp::JsonGet => "->",
        BinaryOp::JsonGetText => "->>",
        BinaryOp::Contains => "@>",
        BinaryOp::ContainedBy => "<@",
        BinaryOp::Overlaps => "&&",
        BinaryOp::JsonHasKey => "?",
    }
}

/// `left op right` for an arithmetic or bit operator, as [`Program::eval`](crate::Program::eval)
/// computes it: integers divide to integers, decimals are exact, dates and timestamps move by
/// intervals; NULL where either side is NULL.
pub fn arithmetic(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Int(a), Value::Int(b)) => integers(op, *a, *b),
        (Value::Float(_), other) | (other, Value::Float(_)) if other.is_number() => {
            let (a, b) = (left.to_f64(), right.to_f64());
            floats(op, a.unwrap_or(f64::NAN), b.unwrap_or(f64::NAN))
        }
        _ => match (left.to_decimal(), right.to_decimal()) {
            (Some(a), Some(b)) => decimals(op, a, b),
            _ => temporal(op, left, right),
        },
    }
}

fn overflow(op: BinaryOp) -> EvalError {
    EvalError::Overflow { operation: symbol(op) }
}

fn incompatible(op: BinaryOp, left: &Value, right: &Value) -> EvalError {
    EvalError::Incompatible {
        operator: symbol(op),
        left: left.error_kind(),
        right: right.error_kind(),
    }
}

fn integers(op: BinaryOp, a: i64, b: i64) -> Result<Value, EvalError> {
    if b == 0 && matches!(op, BinaryOp::Div | BinaryOp::Mod) {
        return Err(EvalError::DivisionByZero);
    }
    let result = match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::Div => a.checked_div(b),
        BinaryOp::Mod => Some(a.checked_rem(b).unwrap_or(0)),
        BinaryOp::BitAnd => Some(a & b),
        BinaryOp::BitOr => Some(a | b),
        BinaryOp::BitXor => Some(a ^ b),
        // PostgreSQL shifts by the count modulo the width.
        BinaryOp::ShiftLeft => Some(a.wrapping_shl(b as u32)),
        BinaryOp::ShiftRight => Some(a.wrapping_shr(b as u32)),
        BinaryOp::Pow => return power(a as f64, b as f64),
        _ => return Err(incompatible(op, &Value::Int(a), &Value::Int(b))),
    };
    result.map(Value::Int).ok_or_else(|| overflow(op))
}

fn decimals(op: BinaryOp, a: Decimal, b: Decimal) -> Result<Value, EvalError> {
    if b.mantissa == 0 && matches!(op, BinaryOp::Div | BinaryOp::Mod) {
        return Err(EvalError::DivisionByZero);
    }
    let result = match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::Div => a.checked_div(b),
        BinaryOp::Mod => a.checked_rem(b),
        BinaryOp::Pow => return decimal_power(a, b),
        _ => return Err(incompatible(op, &Value::Decimal(a), &Value::Decimal(b))),
    };
    result.map(Value::Decimal).ok_or_else(|| overflow(op))
}

/// Exact for small whole exponents, through floating point otherwise.
pub(crate) fn decimal_power(base: Decimal, exponent: Decimal) -> Result<Value, EvalError> {
    let whole = exponent.to_i64().and_then(|e| u32::try_from(e).ok()).filter(|&e| e <= 64);
    let exact = whole.and_then(|count| {
        (0..count).try_fold(Decimal::new(1, 0), |product, _| product.checked_mul(base))
    });
    match exact {
        Some(product) => Ok(Value::Decimal(product)),
        None => power(base.to_f64(), exponent.to_f64())?.cast(Kind::Decimal),
    }
}

fn power(base: f64, exponent: f64) -> Result<Value, EvalError> {
    floats(BinaryOp::Pow, base, exponent)
}

fn floats(op: BinaryOp, a: f64, b: f64) -> Result<Value, EvalError> {
    if b == 0.0 && matches!(op, BinaryOp::Div | BinaryOp::Mod) {
        return Err(EvalError::DivisionByZero);
    }
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::Mod => a % b,
        BinaryOp::Pow => a.powf(b),
        _ => return Err(incompatible(op, &Value::Float(a), &Value::Float(b))),
    };
    if result.is_infinite() && a.is_finite() && b.is_finite() {
        return Err(overflow(op));
    }
    if result.is_nan() && !a.is_nan() && !b.is_nan() {
        return Err(overflow(op));
    }
    Ok(Value::Float(result))
}

fn temporal(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, EvalError> {
    match op {
        BinaryOp::Add => match sum(left, right) {
            Some(result) => result.ok_or_else(|| overflow(op)),
            None => match sum(right, left) {
                Some(result) => result.ok_or_else(|| overflow(op)),
                None => with_text_read(op, left, right),
            },
        },
        BinaryOp::Sub => match difference(left, right) {
            Some(result) => result.ok_or_else(|| overflow(op)),
            None => with_text_read(op, left, right),
        },
        BinaryOp::Mul | BinaryOp::Div => scaled(op, left, right),
        _ => with_text_read(op, left, right),
    }
}

/// A text operand is read as what the operator would take beside the other operand.
fn with_text_read(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, EvalError> {
    let read = |text: &str, other: &Value| {
        let kinds: &[Kind] = match other {
            Value::Int(_) => &[Kind::Int, Kind::Decimal],
            Value::Date(_) | Value::Timestamp(_) | Value::Time(_) => {
                &[Kind::Interval, Kind::Timestamp]
            }
            Value::Text(_) => &[Kind::Decimal],
            _ => &[],
        };
        let own = other.kind().filter(|_| other.is_number() || matches!(other, Value::Interval(_)));
        kinds.iter().copied().chain(own).find_map(|kind| parse_as(text, kind))
    };
    let reread = match (left, right) {
        (Value::Text(text), other) => read(text, other).map(|value| (value, right.clone())),
        (other, Value::Text(text)) => read(text, other).map(|value| (left.clone(), value)),
        _ => None,
    };
    match reread {
        Some((left, right)) => arithmetic(op, &left, &right),
        None => Err(incompatible(op, left, right)),
    }
}

/// `left + right` where the left operand is the moment; the outer `None`: no such operator.
#[expect(clippy::option_option)]
fn sum(left: &Value, right: &Value) -> Option<Option<Value>> {
    Some(match (left, right) {
        (Value::Date(a), Value::Int(b)) => {
            i32::try_from(*b).ok().and_then(|b| a.checked_add(b)).map(Value::Date)
        }
        (Value::Date(a), Value::Interval(b)) => {
            add_interval(midnight(*a), *b).map(Value::Timestamp)
        }
        (Value::Date(a), Value::Time(b)) => midnight(*a).checked_add(*b).map(Value::Timestamp),
        (Value::Timestamp(a), Value::Interval(b)) => add_interval(*a, *b).map(Value::Timestamp),
        (Value::Time(a), Value::Interval(b)) => {
            Some(Value::Time((a + b.micros.rem_euclid(DAY)).rem_euclid(DAY)))
        }
        (Value::Interval(a), Value::Interval(b)) => add(*a, *b).map(Value::Interval),
        _ => return None,
    })
}

#[expect(clippy::option_option)]
fn difference(left: &Value, right: &Value) -> Option<Option<Value>> {
    let micros = |micros: i64| Value::Interval(Interval { micros, ..Interval::default() });
    Some(match (left, right) {
        (Value::Date(a), Value::Date(b)) => Some(Value::Int(i64::from(*a) - i64::from(*b))),
        (Value::Date(a), Value::Int(b)) => {
            i32::try_from(*b).ok().and_then(|b| a.checked_sub(b)).map(Value::Date)
        }
        (Value::Timestamp(a), Value::Timestamp(b)) => elapsed(*a, *b),
        (Value::Timestamp(a), Value::Date(b)) => elapsed(*a, midnight(*b)),
        (Value::Date(a), Value::Timestamp(b)) => elapsed(midnight(*a), *b),
        (Value::Time(a), Value::Time(b)) => Some(micros(a - b)),
        (_, Value::Interval(b)) => match negate(*b) {
            Some(negative) => return sum(left, &Value::Interval(negative)),
            None => None,
        },
        _ => return None,
    })
}

/// The interval between two timestamps, in days and microseconds.
fn elapsed(later: i64, earlier: i64) -> Option<Value> {
    let micros = later.checked_sub(earlier)?;
    let (days, micros) = ((micros / DAY) as i32, micros % DAY);
    Some(Value::Interval(Interval { months: 0, days, micros }))
}

/// An interval times or by a number.
fn scaled(op: BinaryOp, left: &Value, right: &Value) -> Result<Value, EvalError> {
    let (interval, factor) = match (op, left, right) {
        (_, Value::Interval(interval), factor) if factor.is_number() => (*interval, factor),
        (BinaryOp::Mul, factor, Value::Interval(interval)) if factor.is_number() => {
            (*interval, factor)
        }
        _ => return with_text_read(op, left, right),
    };
    let Value::Decimal(mut factor) = factor.clone().cast(Kind::Decimal)? else {
        return Err(overflow(op));
    };
    if op == BinaryOp::Div {
        let inverse = Decimal::new(1, 0).checked_div(factor);
        factor = inverse.ok_or(EvalError::DivisionByZero)?;
    }
    scale(interval, factor).map(Value::Interval).ok_or_else(|| overflow(op))
}

/// `-value`.
pub(crate) fn negated(value: &Value) -> Result<Value, EvalError> {
    let result = match value {
        Value::Null => Some(Value::Null),
        Value::Int(value) => value.checked_neg().map(Value::Int),
        Value::Float(value) => Some(Value::Float(-value)),
        Value::Decimal(value) => Some(Value::Decimal(Decimal::new(-value.mantissa, value.scale))),
        Value::Interval(value) => interval::negate(*value).map(Value::Interval),
        other => return arithmetic(BinaryOp::Sub, &Value::Int(0), other),
    };
    result.ok_or(EvalError::Overflow { operation: "-" })
}
