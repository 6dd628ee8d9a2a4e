//! Time zones: PostgreSQL's `AT TIME ZONE`.
//!
//! Timestamps are in UTC here whatever their type, so each direction has a name of its own:
//! `timezone` gives the local time of an instant, `timezone_utc` the instant of a local time.
//! Whoever knows the types of columns chooses. The rules of named zones are those of the IANA
//! database that the `chrono-tz` crate carries, whatever the machine has.

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::moment::{date_trunc, timestamp};
use super::{Args, Builtin};
use crate::datetime::{SECOND, parse_offset};
use crate::{EvalError, Value};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::strict("timezone", 2, |args, _| to_local(&args[0], timestamp(&args[1])?)),
    Builtin::strict("timezone_utc", 2, |args, _| to_utc(&args[0], timestamp(&args[1])?)),
    Builtin::strict("date_trunc", 3, |args, _| truncated(args)),
];

/// Whether a zone is known.
pub(super) fn is_known(zone: &str) -> bool {
    Zone::of(&Value::from(zone)).is_some()
}

enum Zone {
    /// Always so many microseconds ahead of UTC.
    Fixed(i64),
    Named(Tz),
}

impl Zone {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Interval(ahead) if ahead.months == 0 && ahead.days == 0 => {
                Some(Self::Fixed(ahead.micros))
            }
            Value::Text(name) => {
                if let Some(offset) = parse_offset(name) {
                    // As POSIX has it, zones ahead of UTC are negative.
                    return Some(Self::Fixed(-offset));
                }
                let own = TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(name));
                name.parse().ok().or(own.copied()).map(Self::Named)
            }
            _ => None,
        }
    }

    /// How many microseconds local time is ahead at an instant.
    fn ahead_at(&self, instant: i64) -> Option<i64> {
        Some(match self {
            Self::Fixed(ahead) => *ahead,
            Self::Named(zone) => ahead(&zone.offset_from_utc_datetime(&naive(instant)?)),
        })
    }

    /// How many microseconds a local time is ahead. What clocks show twice is standard time; what
    /// they skip is counted from before the change.
    fn ahead_of(&self, local: i64) -> Option<i64> {
        let Self::Named(zone) = self else { return self.ahead_at(local) };
        let moment = naive(local)?;
        let found = zone.offset_from_local_datetime(&moment).latest();
        let before = || zone.offset_from_utc_datetime(&(moment - TimeDelta::days(1)));
        Some(ahead(&found.unwrap_or_else(before)))
    }
}

fn ahead(offset: &impl Offset) -> i64 {
    i64::from(offset.fix().local_minus_utc()) * SECOND
}

fn naive(micros: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_micros(micros).map(|at| at.naive_utc())
}

fn zone(value: &Value) -> Result<Zone, EvalError> {
    Zone::of(value)
        .ok_or(EvalError::InvalidArgument { function: "timezone", reason: "no such time zone" })
}

fn shifted(by: Option<i64>, at: i64) -> Result<Value, EvalError> {
    let moved = by.and_then(|by| at.checked_add(by)).map(Value::Timestamp);
    moved.ok_or(EvalError::Overflow { operation: "timezone" })
}

fn to_local(name: &Value, instant: i64) -> Result<Value, EvalError> {
    shifted(zone(name)?.ahead_at(instant), instant)
}

fn to_utc(name: &Value, local: i64) -> Result<Value, EvalError> {
    shifted(zone(name)?.ahead_of(local).map(std::ops::Neg::neg), local)
}

/// `date_trunc('day', instant, zone)`: the instant at which the zone's day began.
fn truncated(args: Args<'_>) -> Result<Value, EvalError> {
    let local = to_local(&args[2], timestamp(&args[1])?)?;
    to_utc(&args[2], timestamp(&date_trunc(&args[0], &local)?)?)
}
