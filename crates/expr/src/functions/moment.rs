//! Functions of dates, times and the current time.

use chrono::Datelike;

use super::{Args, Builtin, float, integer};
use crate::datetime::{DAY, SECOND, add_months, civil, days_from_parts, midnight, split};
use crate::{Decimal, Env, EvalError, Interval, Kind, Period, Value};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::of_now("now", 0, |_, env| Ok(now(env))),
    Builtin::of_now("current_timestamp", 0, |_, env| Ok(now(env))),
    Builtin::of_now("localtimestamp", 0, |_, env| Ok(now(env))),
    Builtin::of_now("transaction_timestamp", 0, |_, env| Ok(now(env))),
    Builtin::of_now("statement_timestamp", 0, |_, env| Ok(now(env))),
    Builtin::of_now("clock_timestamp", 0, |_, env| Ok(now(env))),
    // The precision asked for is that of the column it is compared with.
    Builtin::of_now("current_timestamp", 1, |_, env| Ok(now(env))),
    Builtin::of_now("localtimestamp", 1, |_, env| Ok(now(env))),
    Builtin::of_now("current_date", 0, |_, env| Ok(today(env))),
    Builtin::of_now("curdate", 0, |_, env| Ok(today(env))),
    Builtin::of_now("current_time", 0, |_, env| Ok(time_of_day(env))),
    Builtin::of_now("localtime", 0, |_, env| Ok(time_of_day(env))),
    Builtin::of_now("age", 1, |args, env| age(midnight(split(env.now).0), timestamp(&args[0])?)),
    Builtin::strict("age", 2, |args, _| age(timestamp(&args[0])?, timestamp(&args[1])?)),
    Builtin::strict("date", 1, |args, _| args[0].as_ref().clone().cast(Kind::Date)),
    Builtin::strict("date_trunc", 2, |args, _| date_trunc(&args[0], &args[1])),
    Builtin::strict("make_date", 3, |args, _| make_date(args)),
    Builtin::strict("make_time", 3, |args, _| make_time(args)),
    Builtin::strict("make_timestamp", 6, |args, _| make_timestamp(args)),
    Builtin::strict("to_timestamp", 1, |args, _| to_timestamp(args)),
];

fn now(env: Env) -> Value {
    Value::Timestamp(env.now)
}

fn today(env: Env) -> Value {
    Value::Date(split(env.now).0)
}

fn time_of_day(env: Env) -> Value {
    Value::Time(split(env.now).1)
}

pub(super) fn timestamp(value: &Value) -> Result<i64, EvalError> {
    match value.clone().cast(Kind::Timestamp)? {
        Value::Timestamp(micros) => Ok(micros),
        other => Err(EvalError::InvalidCast { from: other.error_kind(), to: Kind::Timestamp }),
    }
}

/// The symbolic difference: whole months first, then days, then microseconds.
fn age(later: i64, earlier: i64) -> Result<Value, EvalError> {
    let overflow = EvalError::Overflow { operation: "age" };
    if later < earlier {
        let forward = age(earlier, later)?;
        return crate::arithmetic::negated(&forward);
    }
    let ((end, end_time), (start, start_time)) = (split(later), split(earlier));
    let months_of = |days| civil(days).map(|date| date.year() * 12 + date.month0() as i32);
    let (Some(from), Some(to)) = (months_of(start), months_of(end)) else {
        return Err(overflow);
    };
    // The last whole month that does not pass the end.
    let reached =
        |months: i32| add_months(start, months).filter(|&day| (day, start_time) <= (end, end_time));
    let mut months = to - from;
    let anchor = if let Some(day) = reached(months) {
        day
    } else {
        months -= 1;
        reached(months).ok_or(overflow)?
    };
    let micros = midnight(end - anchor) + end_time - start_time;
    Ok(Value::Interval(Interval { months, days: (micros / DAY) as i32, micros: micros % DAY }))
}

pub(super) fn date_trunc(unit: &Value, at: &Value) -> Result<Value, EvalError> {
    let error = |reason| EvalError::InvalidArgument { function: "date_trunc", reason };
    let unit = Period::named(&unit.text()).ok_or_else(|| error("no such unit"))?;
    let start = unit.start(timestamp(at)?);
    start.map(Value::Timestamp).ok_or_else(|| error("the date is out of range"))
}

fn date_of(args: Args<'_>, function: &'static str) -> Result<i32, EvalError> {
    let part = |index: usize| integer(&args[index]);
    let (year, month, day) = (part(0)?, part(1)?, part(2)?);
    let days = match (i32::try_from(year), u32::try_from(month), u32::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => days_from_parts(year, month, day),
        _ => None,
    };
    days.ok_or(EvalError::InvalidArgument { function, reason: "no such date" })
}

fn time_of(args: Args<'_>, function: &'static str) -> Result<i64, EvalError> {
    let (hour, minute, second) = (integer(&args[0])?, integer(&args[1])?, float(&args[2])?);
    let valid = (0..24).contains(&hour) && (0..60).contains(&minute);
    if !valid || !(0.0..60.0).contains(&second) {
        return Err(EvalError::InvalidArgument { function, reason: "no such time" });
    }
    Ok((hour * 3600 + minute * 60) * SECOND + (second * SECOND as f64).round() as i64)
}

fn make_date(args: Args<'_>) -> Result<Value, EvalError> {
    date_of(args, "make_date").map(Value::Date)
}

fn make_time(args: Args<'_>) -> Result<Value, EvalError> {
    time_of(args, "make_time").map(Value::Time)
}

fn make_timestamp(args: Args<'_>) -> Result<Value, EvalError> {
    let days = date_of(&args[..3], "make_timestamp")?;
    Ok(Value::Timestamp(midnight(days) + time_of(&args[3..], "make_timestamp")?))
}

/// Seconds since 1970-01-01.
fn to_timestamp(args: Args<'_>) -> Result<Value, EvalError> {
    let overflow = EvalError::Overflow { operation: "to_timestamp" };
    let Value::Decimal(seconds) = args[0].as_ref().clone().cast(Kind::Decimal)? else {
        return Err(overflow);
    };
    let micros = seconds.checked_mul(Decimal::from(SECOND)).and_then(|micros| micros.rescale(0));
    micros.and_then(Decimal::to_i64).map(Value::Timestamp).ok_or(overflow)
}
