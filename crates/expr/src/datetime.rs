//! Dates, times and timestamps as text, and their calendar arithmetic.

use chrono::{Datelike, Months, NaiveDate};

use crate::Interval;

/// Microseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000;
/// Microseconds in a day.
pub(crate) const DAY: i64 = 86_400 * SECOND;
/// 1970-01-01 counted from 0001-01-01 as day 1, which is how chrono counts.
const EPOCH_FROM_CE: i32 = 719_163;

/// The calendar date of a day counted from 1970-01-01; `None` outside chrono's range of
/// about 262,000 years on each side.
pub(crate) fn civil(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH_FROM_CE)?)
}

/// The day of a calendar date, counted from 1970-01-01.
pub(crate) fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH_FROM_CE
}

/// Days since 1970-01-01 of a year, month and day.
pub(crate) fn days_from_parts(year: i32, month: u32, day: u32) -> Option<i32> {
    NaiveDate::from_ymd_opt(year, month, day).map(days)
}

/// A timestamp's day and the microseconds into it.
pub(crate) fn split(timestamp: i64) -> (i32, i64) {
    (timestamp.div_euclid(DAY) as i32, timestamp.rem_euclid(DAY))
}

/// Midnight of a day.
pub(crate) fn midnight(days: i32) -> i64 {
    i64::from(days) * DAY
}

/// The same day of the month `months` later, or that month's last day where it is shorter.
pub(crate) fn add_months(days_since_epoch: i32, months: i32) -> Option<i32> {
    let date = civil(days_since_epoch)?;
    let step = Months::new(months.unsigned_abs());
    let moved =
        if months >= 0 { date.checked_add_months(step) } else { date.checked_sub_months(step) };
    moved.map(days)
}

/// A timestamp moved by an interval: months first, then days, then microseconds.
pub(crate) fn add_interval(timestamp: i64, interval: Interval) -> Option<i64> {
    let (day, time) = split(timestamp);
    let day = add_months(day, interval.months)?.checked_add(interval.days)?;
    midnight(day).checked_add(time)?.checked_add(interval.micros)
}

/// Splits off a leading run of digits: its value and how many there were.
fn digits(text: &str) -> (Option<u32>, usize, &str) {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].parse().ok(), end, &text[end..])
}

fn leading_date(text: &str) -> Option<(i32, &str)> {
    let (first, width, rest) = digits(text);
    let first = first?;
    if width == 8 {
        let days = days_from_parts((first / 10_000) as i32, first / 100 % 100, first % 100)?;
        return Some((days, rest));
    }
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (second, _, rest) = digits(&rest[1..]);
    let (third, last_width, rest) = digits(rest.strip_prefix(separator)?);
    let (second, third) = (second?, third?);
    let days = if width >= 3 {
        days_from_parts(first as i32, second, third)?
    } else if last_width == 4 {
        // PostgreSQL's default order: month, day, year.
        days_from_parts(third as i32, first, second)?
    } else {
        return None;
    };
    Some((days, rest))
}

fn leading_time(text: &str) -> Option<(i64, &str)> {
    let (hour, hour_width, rest) = digits(text);
    let (minute, minute_width, rest) = digits(rest.strip_prefix(':')?);
    let (mut second, mut fraction, mut rest) = (0, 0, rest);
    if let Some(after) = rest.strip_prefix(':') {
        let (value, width, after) = digits(after);
        second = value.filter(|_| width <= 2)?;
        rest = after;
        if let Some(after) = rest.strip_prefix('.') {
            let (_, width, after_fraction) = digits(after);
            fraction = micros_of_fraction(&after[..width]);
            rest = after_fraction;
        }
    }
    let (hour, minute) = (hour?, minute?);
    if hour_width > 2 || minute_width != 2 || hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    let micros = seconds * SECOND + fraction;
    let rest = match meridiem(rest) {
        Some((afternoon, after)) if (1..=12).contains(&hour) => {
            let shift = i64::from(afternoon) * 12 - if hour == 12 { 12 } else { 0 };
            return Some((micros + shift * 3600 * SECOND, after));
        }
        _ => rest,
    };
    (micros <= DAY).then_some((micros, rest))
}

/// `AM` or `PM` at the start: whether it is the afternoon, and what follows.
fn meridiem(text: &str) -> Option<(bool, &str)> {
    let trimmed = text.trim_start();
    let mark = trimmed.get(..2)?;
    match mark.to_ascii_lowercase().as_str() {
        "am" => Some((false, &trimmed[2..])),
        "pm" => Some((true, &trimmed[2..])),
        _ => None,
    }
}

/// The microseconds of the digits behind a point, the seventh digit rounding.
pub(crate) fn micros_of_fraction(digits: &str) -> i64 {
    let mut micros = 0;
    for place in 0..6 {
        let digit = digits.as_bytes().get(place).map_or(0, |b| i64::from(b - b'0'));
        micros = micros * 10 + digit;
    }
    let rounds_up = digits.as_bytes().get(6).is_some_and(|&b| b >= b'5');
    micros + i64::from(rounds_up)
}

/// The offset from UTC in microseconds: `Z`, `+02`, `+02:00`, `+0200`, ` UTC`.
pub(crate) fn parse_offset(text: &str) -> Option<i64> {
    let text = text.trim();
    if ["z", "utc", "gmt"].iter().any(|zone| text.eq_ignore_ascii_case(zone)) {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, width, rest) = digits(&text[1..]);
    let (hours, minutes) = match (width, rest) {
        (1 | 2, "") => (hours?, 0),
        (4, "") => (hours? / 100, hours? % 100),
        (1 | 2, _) => match digits(rest.strip_prefix(':')?) {
            (Some(minutes), 2, "") => (hours?, minutes),
            _ => return None,
        },
        _ => return None,
    };
    let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    (hours <= 15 && minutes < 60).then_some(sign * seconds * SECOND)
}

/// Reads a date (`2024-02-29`, `20240229`, `2/29/2024`), ignoring a time of day behind it;
/// days since 1970-01-01.
pub fn parse_date(text: &str) -> Option<i32> {
    let text = text.trim();
    let (days, rest) = leading_date(text)?;
    if rest.is_empty() {
        return Some(days);
    }
    parse_timestamp(text).map(|_| days)
}

/// Reads a time of day (`14:05`, `14:05:06.789`, `2:05 PM`), ignoring an offset behind it;
/// microseconds since midnight.
pub fn parse_time(text: &str) -> Option<i64> {
    let (micros, rest) = leading_time(text.trim())?;
    (rest.trim().is_empty() || parse_offset(rest).is_some()).then_some(micros)
}

/// Reads a timestamp (`2024-02-29 14:05:06.789`, ISO 8601 with `T`, a date alone) and turns
/// it to UTC by its offset, where it has one; microseconds since 1970-01-01.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    parse_timestamp_parts(text).map(|(local, offset)| local - offset.unwrap_or(0))
}

/// The local time and its offset from UTC, both in microseconds.
pub(crate) fn parse_timestamp_parts(text: &str) -> Option<(i64, Option<i64>)> {
    let (days, rest) = leading_date(text.trim())?;
    if rest.is_empty() {
        return Some((midnight(days), None));
    }
    let rest = rest.strip_prefix(['T', 't']).or_else(|| rest.strip_prefix(' '))?;
    let (time, rest) = leading_time(rest.trim_start())?;
    let local = midnight(days).checked_add(time)?;
    if rest.trim().is_empty() {
        Some((local, None))
    } else {
        Some((local, Some(parse_offset(rest)?)))
    }
}

/// `YYYY-MM-DD`, with ` BC` behind years before the first.
pub fn format_date(days: i32) -> String {
    let Some(date) = civil(days) else {
        return format!("{days} days from 1970-01-01");
    };
    let (year, month, day) = (date.year(), date.month(), date.day());
    if year > 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{:04}-{month:02}-{day:02} BC", 1 - year)
    }
}

/// `HH:MM:SS[.ffffff]`, without trailing zeros in the fraction.
pub fn format_time(micros: i64) -> String {
    let seconds = micros / SECOND;
    let mut text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = micros % SECOND;
    if fraction != 0 {
        text.push('.');
        text.push_str(format!("{fraction:06}").trim_end_matches('0'));
    }
    text
}

/// `YYYY-MM-DD HH:MM:SS[.ffffff]`.
pub fn format_timestamp(micros: i64) -> String {
    let (day, time) = split(micros);
    let date = format_date(day);
    match date.strip_suffix(" BC") {
        Some(date) => format!("{date} {} BC", format_time(time)),
        None => format!("{date} {}", format_time(time)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_read_in_the_usual_notations() {
        let cases = [
            ("1970-01-01", "1970-01-01 00:00:00"),
            ("2024-02-29 14:05", "2024-02-29 14:05:00"),
            ("2024-02-29T14:05:06.789Z", "2024-02-29 14:05:06.789"),
            ("2024-02-29 14:05:06+02", "2024-02-29 12:05:06"),
            ("2024-02-29 14:05:06-0530", "2024-02-29 19:35:06"),
            ("20240229 1:05 PM", "2024-02-29 13:05:00"),
            ("2/29/2024 12:05 AM", "2024-02-29 00:05:00"),
            ("1969-12-31 23:59:59.5", "1969-12-31 23:59:59.5"),
        ];
        for (text, expected) in cases {
            assert_eq!(format_timestamp(parse_timestamp(text).expect(text)), expected, "{text}");
        }
        for text in ["", "yesterday", "2023-02-29", "2024-13-01", "2024-01-01 25:00", "1-2-3"] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn months_clamp_the_day() {
        let day = parse_date("2024-01-31").unwrap();
        assert_eq!(format_date(add_months(day, 1).unwrap()), "2024-02-29");
        assert_eq!(format_date(add_months(day, -2).unwrap()), "2023-11-30");
    }
}
