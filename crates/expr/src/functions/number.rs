//! Numeric functions.

use super::{Args, Builtin, float, integer, number};
use crate::arithmetic::{arithmetic, decimal_power};
use crate::{BinaryOp, Decimal, EvalError, Kind, Value};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::strict("abs", 1, |args, _| abs(&args[0])),
    Builtin::strict("sign", 1, |args, _| sign(&args[0])),
    Builtin::strict("ceil", 1, |args, _| whole(&args[0], f64::ceil, Decimal::ceil)),
    Builtin::strict("ceiling", 1, |args, _| whole(&args[0], f64::ceil, Decimal::ceil)),
    Builtin::strict("floor", 1, |args, _| whole(&args[0], f64::floor, Decimal::floor)),
    Builtin::optional("round", (1, 2), |args, _| round(args)),
    Builtin::optional("trunc", (1, 2), |args, _| trunc(args)),
    Builtin::optional("truncate", (1, 2), |args, _| trunc(args)),
    Builtin::strict("mod", 2, |args, _| binary(BinaryOp::Mod, args)),
    Builtin::strict("div", 2, |args, _| {
        let quotient = binary(BinaryOp::Div, args)?;
        trunc(&[std::borrow::Cow::Owned(quotient)])
    }),
    Builtin::strict("power", 2, |args, _| power(args)),
    Builtin::strict("pow", 2, |args, _| power(args)),
    Builtin::strict("sqrt", 1, |args, _| real(args, "sqrt", f64::sqrt)),
    Builtin::strict("cbrt", 1, |args, _| real(args, "cbrt", f64::cbrt)),
    Builtin::strict("ln", 1, |args, _| real(args, "ln", f64::ln)),
    Builtin::strict("exp", 1, |args, _| real(args, "exp", f64::exp)),
    Builtin::strict("log10", 1, |args, _| real(args, "log10", f64::log10)),
    Builtin::strict("log", 1, |args, _| real(args, "log", f64::log10)),
    Builtin::strict("log", 2, |args, _| {
        let base = float(&args[0])?;
        finite(float(&args[1])?.log(base), "log").map(Value::Float)
    }),
    Builtin::strict("pi", 0, |_, _| Ok(Value::Float(std::f64::consts::PI))),
];

const OUT_OF_RANGE: &str = "a numeric function's result";

fn overflow() -> EvalError {
    EvalError::Overflow { operation: OUT_OF_RANGE }
}

fn abs(value: &Value) -> Result<Value, EvalError> {
    match number(value)?.as_ref() {
        Value::Int(value) => value.checked_abs().map(Value::Int).ok_or_else(overflow),
        Value::Decimal(value) => Ok(Decimal::new(value.mantissa.abs(), value.scale).into()),
        other => Ok(Value::Float(other.to_f64().unwrap_or(f64::NAN).abs())),
    }
}

fn sign(value: &Value) -> Result<Value, EvalError> {
    Ok(match number(value)?.as_ref() {
        Value::Int(value) => Value::Int(value.signum()),
        Value::Decimal(value) => Value::Decimal(Decimal::new(value.mantissa.signum(), 0)),
        other => {
            let value = other.to_f64().unwrap_or(f64::NAN);
            Value::Float(if value == 0.0 { 0.0 } else { value.signum() })
        }
    })
}

fn whole(
    value: &Value,
    of_float: fn(f64) -> f64,
    of_decimal: fn(Decimal) -> i128,
) -> Result<Value, EvalError> {
    Ok(match number(value)?.as_ref() {
        Value::Int(value) => Value::Int(*value),
        Value::Decimal(value) => Value::Decimal(Decimal::new(of_decimal(*value), 0)),
        other => Value::Float(of_float(other.to_f64().unwrap_or(f64::NAN))),
    })
}

/// Places behind the point; negative places are those before it.
fn places(args: Args<'_>) -> Result<i64, EvalError> {
    let places = args.get(1).map_or(Ok(0), |places| integer(places))?;
    Ok(places.clamp(-38, 38))
}

fn round(args: Args<'_>) -> Result<Value, EvalError> {
    let value = number(&args[0])?;
    if let (Value::Float(value), 1) = (value.as_ref(), args.len()) {
        return Ok(Value::Float(value.round_ties_even()));
    }
    if let (Value::Int(_), 1) = (value.as_ref(), args.len()) {
        return Ok(value.into_owned());
    }
    let Value::Decimal(value) = value.into_owned().cast(Kind::Decimal)? else {
        return Err(overflow());
    };
    let places = places(args)?;
    if places >= 0 {
        return value.rescale(places as u8).map(Value::Decimal).ok_or_else(overflow);
    }
    // Before the point: round the number with its point moved to the left, and move it back.
    let shift = -places as u8;
    let moved = value.scale.checked_add(shift).filter(|&scale| scale <= 38);
    let Some(rounded) = moved.and_then(|scale| Decimal::new(value.mantissa, scale).rescale(0))
    else {
        return Ok(Decimal::ZERO.into());
    };
    let unit = Decimal::new(10_i128.pow(u32::from(shift)), 0);
    rounded.checked_mul(unit).map(Value::Decimal).ok_or_else(overflow)
}

fn trunc(args: Args<'_>) -> Result<Value, EvalError> {
    // PostgreSQL also truncates timestamps by another name; here only numbers come.
    let value = number(&args[0])?;
    let places = places(args)?;
    match value.as_ref() {
        Value::Float(value) if args.len() == 1 => Ok(Value::Float(value.trunc())),
        Value::Int(value) if places >= 0 => Ok(Value::Int(*value)),
        value if places >= 0 => match value.clone().cast(Kind::Decimal)? {
            Value::Decimal(value) => {
                let cut = value.truncate(places as u8);
                cut.rescale(places as u8).map(Value::Decimal).ok_or_else(overflow)
            }
            other => Ok(other),
        },
        _ => {
            let unit = Value::Decimal(Decimal::new(10_i128.pow(places.unsigned_abs() as u32), 0));
            let rest = arithmetic(BinaryOp::Mod, &value, &unit)?;
            let cut = arithmetic(BinaryOp::Sub, &value, &rest)?;
            trunc(&[std::borrow::Cow::Owned(cut)])
        }
    }
}

fn binary(op: BinaryOp, args: Args<'_>) -> Result<Value, EvalError> {
    arithmetic(op, &*number(&args[0])?, &*number(&args[1])?)
}

fn power(args: Args<'_>) -> Result<Value, EvalError> {
    let (base, exponent) = (number(&args[0])?, number(&args[1])?);
    match (base.as_ref(), exponent.as_ref()) {
        (Value::Decimal(base), exponent) if !matches!(exponent, Value::Float(_)) => {
            decimal_power(*base, exponent.to_decimal().unwrap_or(Decimal::ZERO))
        }
        (base, exponent) => arithmetic(BinaryOp::Pow, base, exponent),
    }
}

/// A function of a real number; the result of an exact decimal is a decimal again.
fn real(args: Args<'_>, name: &'static str, f: fn(f64) -> f64) -> Result<Value, EvalError> {
    let value = number(&args[0])?;
    let result = Value::Float(finite(f(value.to_f64().unwrap_or(f64::NAN)), name)?);
    if matches!(value.as_ref(), Value::Decimal(_)) {
        result.cast(Kind::Decimal)
    } else {
        Ok(result)
    }
}

fn finite(value: f64, function: &'static str) -> Result<f64, EvalError> {
    if value.is_finite() {
        return Ok(value);
    }
    let reason = "the argument is outside the function's domain";
    Err(EvalError::InvalidArgument { function, reason })
}
