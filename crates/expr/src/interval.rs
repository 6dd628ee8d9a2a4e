//! Intervals as text and as quantities.

use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::datetime::{DAY, SECOND, format_time, micros_of_fraction};
use crate::{Decimal, Interval};

/// One of an interval's units, in its three independent parts.
fn unit(name: &str) -> Option<Interval> {
    let months = |months| Interval { months, ..Interval::default() };
    let days = |days| Interval { days, ..Interval::default() };
    let micros = |micros| Interval { micros, ..Interval::default() };
    Some(match name {
        "us" | "usec" | "usecs" | "microsecond" | "microseconds" => micros(1),
        "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => micros(1000),
        "s" | "sec" | "secs" | "second" | "seconds" => micros(SECOND),
        "m" | "min" | "mins" | "minute" | "minutes" => micros(60 * SECOND),
        "h" | "hr" | "hrs" | "hour" | "hours" => micros(3600 * SECOND),
        "d" | "day" | "days" => days(1),
        "w" | "week" | "weeks" => days(7),
        "mon" | "mons" | "month" | "months" => months(1),
        "quarter" | "quarters" => months(3),
        "y" | "yr" | "yrs" | "year" | "years" => months(12),
        "decade" | "decades" => months(120),
        "century" | "centuries" => months(1200),
        "millennium" | "millennia" => months(12_000),
        _ => return None,
    })
}

/// Reads PostgreSQL's notations: `1 year 2 mons 3 days 04:05:06.7`, `18 years`, `1.5 hours ago`,
/// `04:05`, `1-2` (years and months), ISO 8601's `P1Y2M3DT4H5M6S`. A bare number is seconds.
pub fn parse_interval(text: &str) -> Option<Interval> {
    let text = text.trim().to_ascii_lowercase();
    let (text, ago) = match text.strip_suffix("ago") {
        Some(rest) => (rest.trim_end(), true),
        None => (text.as_str(), false),
    };
    if text.is_empty() {
        return None;
    }
    let total = match text.strip_prefix('p') {
        Some(iso) => parse_iso(iso)?,
        None => parse_words(text)?,
    };
    if ago { negate(total) } else { Some(total) }
}

fn parse_words(text: &str) -> Option<Interval> {
    let mut total = Interval::default();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !matches!(c, '0'..='9' | '.' | ':' | '+' | '-'))
            .unwrap_or(rest.len());
        let (number, after) = (&rest[..end], rest[end..].trim_start());
        let word = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (name, after) = after.split_at(word);
        let part = if number.contains(':') && name.is_empty() {
            clock(number)?
        } else if let (Some(at), true) = (number.rfind('-').filter(|&at| at > 0), name.is_empty()) {
            let years: i32 = number[..at].parse().ok()?;
            let months: i32 = number[at + 1..].parse().ok()?;
            let months = if number.starts_with('-') { -months } else { months };
            Interval { months: years.checked_mul(12)?.checked_add(months)?, ..Interval::default() }
        } else {
            let name = if name.is_empty() { "s" } else { name };
            scale(unit(name)?, Decimal::parse(number)?)?
        };
        total = add(total, part)?;
        rest = after.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    }
    Some(total)
}

/// `[-]HH:MM[:SS[.fff]]`, where the hours may be any number.
fn clock(text: &str) -> Option<Interval> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = text.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let (seconds, fraction) = match parts.next() {
        Some(text) => text.split_once('.').unwrap_or((text, "")),
        None => ("0", ""),
    };
    if parts.next().is_some() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = seconds.parse().ok()?;
    let whole = hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds)?;
    let micros = whole.checked_mul(SECOND)?.checked_add(micros_of_fraction(fraction))?;
    Some(Interval { micros: if negative { -micros } else { micros }, ..Interval::default() })
}

fn parse_iso(text: &str) -> Option<Interval> {
    let (date, time) = text.split_once('t').unwrap_or((text, ""));
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let mut total = Interval::default();
    for (part, is_time) in [(date, false), (time, true)] {
        let mut rest = part;
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
            let number = Decimal::parse(&rest[..end])?;
            let name = match (&rest[end..=end], is_time) {
                ("m", false) => "month",
                (name @ ("y" | "w" | "d"), false) | (name @ ("h" | "m" | "s"), true) => name,
                _ => return None,
            };
            total = add(total, scale(unit(name)?, number)?)?;
            rest = &rest[end + 1..];
        }
    }
    Some(total)
}

/// The sum of two intervals, part by part; `None` on overflow.
pub(crate) fn add(left: Interval, right: Interval) -> Option<Interval> {
    Some(Interval {
        months: left.months.checked_add(right.months)?,
        days: left.days.checked_add(right.days)?,
        micros: left.micros.checked_add(right.micros)?,
    })
}

/// The interval in the other direction; `None` on overflow.
pub(crate) fn negate(interval: Interval) -> Option<Interval> {
    Some(Interval {
        months: interval.months.checked_neg()?,
        days: interval.days.checked_neg()?,
        micros: interval.micros.checked_neg()?,
    })
}

/// The interval times a number; fractions of a month become days (30 to a month) and
/// fractions of a day become microseconds, as in PostgreSQL.
pub(crate) fn scale(interval: Interval, factor: Decimal) -> Option<Interval> {
    let of = |value: i64| Decimal::from(value).checked_mul(factor);
    let months = of(i64::from(interval.months))?;
    let whole_months = months.truncate(0);
    let spilled = months.checked_sub(whole_months)?.checked_mul(Decimal::from(30))?;
    let days = of(i64::from(interval.days))?.checked_add(spilled)?;
    let whole_days = days.truncate(0);
    let spilled = days.checked_sub(whole_days)?.checked_mul(Decimal::from(DAY))?;
    let micros = of(interval.micros)?.checked_add(spilled)?.rescale(0)?;
    Some(Interval {
        months: i32::try_from(whole_months.mantissa).ok()?,
        days: i32::try_from(whole_days.mantissa).ok()?,
        micros: i64::try_from(micros.mantissa).ok()?,
    })
}

/// The interval's length in microseconds, with 30 days to a month and 24 hours to a day.
pub(crate) fn total_micros(interval: Interval) -> i128 {
    let days = i128::from(interval.months) * 30 + i128::from(interval.days);
    days * i128::from(DAY) + i128::from(interval.micros)
}

/// PostgreSQL's order: by length, with 30 days to a month and 24 hours to a day.
pub(crate) fn compare(left: Interval, right: Interval) -> Ordering {
    total_micros(left).cmp(&total_micros(right))
}

/// PostgreSQL's notation: `1 year 2 mons 3 days 04:05:06.7`.
pub fn format_interval(interval: Interval) -> String {
    let mut text = String::new();
    let mut push = |count: i32, singular: &str, plural: &str| {
        if count != 0 {
            let space = if text.is_empty() { "" } else { " " };
            let name = if count == 1 { singular } else { plural };
            // Writing to a String can't fail.
            let _ = write!(text, "{space}{count} {name}");
        }
    };
    push(interval.months / 12, "year", "years");
    push(interval.months % 12, "mon", "mons");
    push(interval.days, "day", "days");
    if interval.micros != 0 || text.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        if interval.micros < 0 {
            text.push('-');
        }
        text.push_str(&format_time(interval.micros.saturating_abs()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_read_in_the_usual_notations() {
        let cases = [
            ("18 years", "18 years"),
            ("1 year 2 mons 3 days 04:05:06.7", "1 year 2 mons 3 days 04:05:06.7"),
            ("-1 day", "-1 days"),
            ("1.5 hours", "01:30:00"),
            ("1.5 months", "1 mon 15 days"),
            ("1-2", "1 year 2 mons"),
            ("P1Y2M3DT4H5M6S", "1 year 2 mons 3 days 04:05:06"),
            ("2 weeks ago", "-14 days"),
            ("90", "00:01:30"),
            ("-00:30", "-00:30:00"),
            ("0 days", "00:00:00"),
            ("30d", "30 days"),
        ];
        for (text, expected) in cases {
            assert_eq!(format_interval(parse_interval(text).expect(text)), expected, "{text}");
        }
        for text in ["", "years", "1 parsec", "P", "1:2:3:4"] {
            assert_eq!(parse_interval(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_weighs_thirty_days() {
        let [month, days] = ["1 month", "30 days"].map(|text| parse_interval(text).unwrap());
        assert!(compare(month, days).is_eq());
    }
}
