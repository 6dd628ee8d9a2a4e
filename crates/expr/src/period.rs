//! Stretches of the calendar, as `date_trunc` knows them.

use chrono::Datelike;

use crate::datetime::{DAY, SECOND, civil, days_from_parts, midnight, split};

/// A stretch of time that the calendar is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// This many microseconds, counted from 1970-01-01.
    Micros(i64),
    /// A week, from Monday on.
    Week,
    /// This many months, counted from the year 0: 3 for quarters, 12 for years.
    Months(i32),
}

impl Period {
    /// The period that `date_trunc` calls so, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "microsecond" | "microseconds" => Self::Micros(1),
            "millisecond" | "milliseconds" => Self::Micros(1000),
            "second" => Self::Micros(SECOND),
            "minute" => Self::Micros(60 * SECOND),
            "hour" => Self::Micros(3600 * SECOND),
            "day" => Self::Micros(DAY),
            "week" => Self::Week,
            "month" => Self::Months(1),
            "quarter" => Self::Months(3),
            "year" => Self::Months(12),
            "decade" => Self::Months(120),
            _ => return None,
        })
    }

    /// The number of the period that a moment lies in. Moments are microseconds since
    /// 1970-01-01; `None` outside the calendar.
    pub fn index(self, moment: i64) -> Option<i64> {
        let (days, _) = split(moment);
        Some(match self {
            Self::Micros(micros) => moment.div_euclid(micros),
            // 1970-01-01 was a Thursday.
            Self::Week => (i64::from(days) + 3).div_euclid(7),
            Self::Months(months) => {
                let date = civil(days)?;
                i64::from((date.year() * 12 + date.month0() as i32).div_euclid(months))
            }
        })
    }

    /// The first moment of the period with this number; `None` outside the calendar.
    pub fn first(self, index: i64) -> Option<i64> {
        match self {
            Self::Micros(micros) => index.checked_mul(micros),
            Self::Week => {
                let days = index.checked_mul(7)?.checked_sub(3)?;
                i32::try_from(days).ok().map(midnight)
            }
            Self::Months(months) => {
                let month = i32::try_from(index.checked_mul(i64::from(months))?).ok()?;
                let (year, month) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
                days_from_parts(year, month, 1).map(midnight)
            }
        }
    }

    /// The first moment of the period that a moment lies in.
    pub fn start(self, moment: i64) -> Option<i64> {
        self.first(self.index(moment)?)
    }

    /// The first start of a period at or after a moment.
    pub fn next_start(self, moment: i64) -> Option<i64> {
        match self.start(moment)? {
            start if start < moment => self.first(self.index(moment)? + 1),
            start => Some(start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_lies_between_two_starts() {
        let periods = ["hour", "day", "week", "month", "quarter", "year", "decade"]
            .map(|name| Period::named(name).expect("a period's name"));
        for period in periods {
            for day in (-40_000..40_000).step_by(13) {
                let moment = day * DAY + 12_345;
                let (start, next) = (period.start(moment), period.next_start(moment));
                let (start, next) = (start.expect("in range"), next.expect("in range"));
                assert!(start <= moment && moment < next, "{period:?} {day}");
                assert_eq!(period.next_start(start), Some(start), "{period:?} {day}");
                assert_eq!(period.index(next), period.index(start).map(|i| i + 1), "{period:?}");
            }
        }
    }

    #[test]
    fn err_no_start_outside_the_calendar() {
        assert_eq!(Period::Months(1).first(i64::MAX), None);
        assert_eq!(Period::named("fortnight"), None);
    }
}
