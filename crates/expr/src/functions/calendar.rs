//! The fields of dates and times, and their units.

use chrono::Datelike;

use crate::datetime::{DAY, SECOND, civil, midnight, split};
use crate::{Decimal, EvalError, Interval, Value, interval};

/// A field that `extract` and `date_part` know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateField {
    Century,
    Decade,
    Year,
    IsoYear,
    Quarter,
    Month,
    Week,
    Day,
    DayOfWeek,
    IsoDayOfWeek,
    DayOfYear,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Epoch,
}

impl DateField {
    /// The field of this name, in any case.
    pub(crate) fn named(name: &str) -> Option<DateField> {
        Some(match name.to_ascii_lowercase().as_str() {
            "century" | "centuries" => DateField::Century,
            "decade" | "decades" => DateField::Decade,
            "year" | "years" => DateField::Year,
            "isoyear" => DateField::IsoYear,
            "quarter" => DateField::Quarter,
            "month" | "months" | "mon" => DateField::Month,
            "week" | "weeks" | "isoweek" => DateField::Week,
            "day" | "days" => DateField::Day,
            "dow" | "dayofweek" => DateField::DayOfWeek,
            "isodow" => DateField::IsoDayOfWeek,
            "doy" | "dayofyear" => DateField::DayOfYear,
            "hour" | "hours" => DateField::Hour,
            "minute" | "minutes" => DateField::Minute,
            "second" | "seconds" => DateField::Second,
            "millisecond" | "milliseconds" => DateField::Millisecond,
            "microsecond" | "microseconds" => DateField::Microsecond,
            "epoch" => DateField::Epoch,
            _ => return None,
        })
    }

    /// The field of a date, time, timestamp or interval; NULL of NULL.
    pub(crate) fn of(self, value: &Value) -> Result<Value, EvalError> {
        let error = || EvalError::InvalidArgument {
            function: "extract",
            reason: "the value has no such field",
        };
        match value {
            Value::Null => Ok(Value::Null),
            Value::Date(days) => self.of_day(*days).ok_or_else(error),
            Value::Timestamp(micros) => {
                let (days, time) = split(*micros);
                if self == DateField::Epoch {
                    return Ok(seconds(*micros));
                }
                self.of_time(time).or_else(|| self.of_day(days)).ok_or_else(error)
            }
            Value::Time(micros) if self == DateField::Epoch => Ok(seconds(*micros)),
            Value::Time(micros) => self.of_time(*micros).ok_or_else(error),
            Value::Interval(interval) => self.of_interval(*interval).ok_or_else(error),
            Value::Text(text) => match crate::datetime::parse_timestamp(text) {
                Some(micros) => self.of(&Value::Timestamp(micros)),
                None => Err(EvalError::InvalidText { kind: crate::Kind::Timestamp }),
            },
            _ => Err(error()),
        }
    }

    fn of_day(self, days: i32) -> Option<Value> {
        if self == DateField::Epoch {
            return Some(Value::Int(midnight(days) / SECOND));
        }
        let date = civil(days)?;
        Some(Value::Int(match self {
            DateField::Century => i64::from((date.year() - 1).div_euclid(100) + 1),
            DateField::Decade => i64::from(date.year().div_euclid(10)),
            DateField::Year => i64::from(date.year()),
            DateField::IsoYear => i64::from(date.iso_week().year()),
            DateField::Quarter => i64::from((date.month() - 1) / 3 + 1),
            DateField::Month => i64::from(date.month()),
            DateField::Week => i64::from(date.iso_week().week()),
            DateField::Day => i64::from(date.day()),
            DateField::DayOfWeek => i64::from(date.weekday().num_days_from_sunday()),
            DateField::IsoDayOfWeek => i64::from(date.weekday().number_from_monday()),
            DateField::DayOfYear => i64::from(date.ordinal()),
            DateField::Hour | DateField::Minute => 0,
            _ => return self.of_time(0),
        }))
    }

    fn of_time(self, micros: i64) -> Option<Value> {
        Some(match self {
            DateField::Hour => Value::Int(micros / (3600 * SECOND)),
            DateField::Minute => Value::Int(micros / (60 * SECOND) % 60),
            DateField::Second => seconds(micros % (60 * SECOND)),
            DateField::Millisecond => {
                Value::Decimal(Decimal::new(i128::from(micros % (60 * SECOND)), 3))
            }
            DateField::Microsecond => Value::Int(micros % (60 * SECOND)),
            _ => return None,
        })
    }

    fn of_interval(self, interval: Interval) -> Option<Value> {
        Some(match self {
            DateField::Year => Value::Int(i64::from(interval.months / 12)),
            DateField::Month => Value::Int(i64::from(interval.months % 12)),
            DateField::Quarter => Value::Int(i64::from(interval.months % 12 / 3 + 1)),
            DateField::Day => Value::Int(i64::from(interval.days)),
            // Here PostgreSQL counts a year as 365.25 days.
            DateField::Epoch => {
                let years = i128::from(interval.months / 12) * 36_525 * i128::from(DAY) / 100;
                let rest = Interval { months: interval.months % 12, ..interval };
                Value::Decimal(Decimal::new(years + interval::total_micros(rest), 6))
            }
            _ => return self.of_time(interval.micros),
        })
    }
}

fn seconds(micros: i64) -> Value {
    Value::Decimal(Decimal::new(i128::from(micros), 6))
}
