//! `to_char`: dates and numbers in a written pattern.

use std::fmt::Write as _;

use chrono::Datelike;

use super::{Args, Builtin, number};
use crate::datetime::{SECOND, civil, split};
use crate::{Decimal, EvalError, Kind, Value};

pub(super) const TABLE: &[Builtin] = &[Builtin::strict("to_char", 2, |args, _| to_char(args))];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn to_char(args: Args<'_>) -> Result<Value, EvalError> {
    let (value, pattern) = (args[0].as_ref(), args[1].text());
    if value.is_number() {
        return numeric(value, &pattern);
    }
    match value.clone().cast(Kind::Timestamp)? {
        Value::Timestamp(micros) => temporal(micros, &pattern).ok_or(EvalError::InvalidArgument {
            function: "to_char",
            reason: "the date is out of range",
        }),
        other => Err(EvalError::InvalidCast { from: other.error_kind(), to: Kind::Timestamp }),
    }
}

/// The template patterns for dates and times, the longest first where one starts another.
const PARTS: [&str; 32] = [
    "HH24", "HH12", "HH", "MI", "MM", "MS", "SS", "US", "YYYY", "IYYY", "YYY", "YY", "Y", "MONTH",
    "Month", "month", "MON", "Mon", "mon", "DDD", "DD", "DAY", "Day", "day", "DY", "Dy", "dy",
    "ID", "IW", "WW", "AM", "PM",
];

fn temporal(micros: i64, pattern: &str) -> Option<Value> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"').unwrap_or(quoted.len());
            text.push_str(&quoted[..end]);
            rest = quoted.get(end + 1..).unwrap_or_default();
            continue;
        }
        let fill = !rest.starts_with("FM");
        let body = rest.strip_prefix("FM").unwrap_or(rest);
        let lone = ["Q", "D"];
        if let Some(part) = PARTS.iter().chain(&lone).find(|part| body.starts_with(**part)) {
            text.push_str(&component(micros, part, fill)?);
            rest = &body[part.len()..];
        } else {
            text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(text.into())
}

fn component(micros: i64, part: &str, fill: bool) -> Option<String> {
    let (days, time) = split(micros);
    let date = civil(days)?;
    let digits = |value: i64, width: usize| {
        if fill { format!("{value:0width$}") } else { value.to_string() }
    };
    let (hour, year) = (time / (3600 * SECOND), i64::from(date.year()));
    let month_name = MONTHS[date.month0() as usize];
    let weekday = WEEKDAYS[date.weekday().num_days_from_monday() as usize];
    let padded = |name: &str| {
        if fill { format!("{name:<9}") } else { name.to_owned() }
    };
    Some(match part {
        "HH24" => digits(hour, 2),
        "HH12" | "HH" => digits((hour + 11) % 12 + 1, 2),
        "MI" => digits(time / (60 * SECOND) % 60, 2),
        "SS" => digits(time / SECOND % 60, 2),
        "MS" => digits(time % SECOND / 1000, 3),
        "US" => digits(time % SECOND, 6),
        "YYYY" => digits(year, 4),
        "YYY" => digits(year.rem_euclid(1000), 3),
        "YY" => digits(year.rem_euclid(100), 2),
        "Y" => digits(year.rem_euclid(10), 1),
        "IYYY" => digits(i64::from(date.iso_week().year()), 4),
        "MM" => digits(i64::from(date.month()), 2),
        "MONTH" => padded(&month_name.to_uppercase()),
        "Month" => padded(month_name),
        "month" => padded(&month_name.to_lowercase()),
        "MON" => month_name[..3].to_uppercase(),
        "Mon" => month_name[..3].to_owned(),
        "mon" => month_name[..3].to_lowercase(),
        "DDD" => digits(i64::from(date.ordinal()), 3),
        "DD" => digits(i64::from(date.day()), 2),
        "DAY" => padded(&weekday.to_uppercase()),
        "Day" => padded(weekday),
        "day" => padded(&weekday.to_lowercase()),
        "DY" => weekday[..3].to_uppercase(),
        "Dy" => weekday[..3].to_owned(),
        "dy" => weekday[..3].to_lowercase(),
        "D" => digits(i64::from(date.weekday().num_days_from_sunday()) + 1, 1),
        "ID" => digits(i64::from(date.weekday().number_from_monday()), 1),
        "IW" => digits(i64::from(date.iso_week().week()), 2),
        "WW" => digits(i64::from(date.ordinal0() / 7 + 1), 2),
        "Q" => digits(i64::from(date.month0() / 3 + 1), 1),
        _ => (if hour < 12 { "AM" } else { "PM" }).to_owned(),
    })
}

/// A number in a pattern of `0`, `9`, `,`, one `.`, and `FM`, which drops the padding.
fn numeric(value: &Value, pattern: &str) -> Result<Value, EvalError> {
    let (fill, pattern) = match pattern.strip_prefix("FM") {
        Some(rest) => (false, rest),
        None => (true, pattern),
    };
    if !pattern.chars().all(|c| matches!(c, '0' | '9' | ',' | '.')) {
        let reason = "only 0, 9, comma, point and FM are known for numbers";
        return Err(EvalError::InvalidArgument { function: "to_char", reason });
    }
    let overflow = EvalError::Overflow { operation: "to_char" };
    let Value::Decimal(decimal) = number(value)?.into_owned().cast(Kind::Decimal)? else {
        return Err(overflow);
    };
    let (whole, fraction) = pattern.split_once('.').unwrap_or((pattern, ""));
    let rounded = decimal.rescale(fraction.len().min(38) as u8).ok_or(overflow)?;
    let digits = Decimal::new(rounded.mantissa.abs(), rounded.scale).to_string();
    let (mut whole_digits, fraction_digits) = digits.split_once('.').unwrap_or((&digits, ""));
    if whole_digits == "0" && !fraction.is_empty() && !whole.contains('0') {
        whole_digits = "";
    }
    let mut text = whole_part(whole, whole_digits);
    let negative = rounded.mantissa < 0;
    let sign = if negative {
        "-"
    } else if fill {
        " "
    } else {
        ""
    };
    let start = text.len() - text.trim_start().len();
    text.insert_str(start, sign);
    if !fraction.is_empty() {
        // Writing to a String can't fail.
        let _ = write!(text, ".{fraction_digits}");
    }
    if !fill {
        let kept = fraction.rfind('0').map_or(0, |at| at + 1);
        while text.contains('.')
            && text.ends_with('0')
            && text.len() - text.find('.').unwrap_or(0) - 1 > kept
        {
            text.pop();
        }
        return Ok(text.trim_start().into());
    }
    Ok(text.into())
}

/// The digits before the point, laid over their pattern from the right. Where there are more
/// digits than places, PostgreSQL writes hashes.
fn whole_part(pattern: &str, digits: &str) -> String {
    let places = pattern.chars().filter(|c| *c != ',').count();
    if digits.len() > places {
        return pattern.replace(['0', '9'], "#");
    }
    let mut remaining = digits.bytes().rev();
    let first_zero = pattern.find('0').unwrap_or(pattern.len());
    let mut reversed: Vec<char> = Vec::with_capacity(pattern.len());
    for (at, place) in pattern.char_indices().rev() {
        let exhausted = remaining.len() == 0;
        reversed.push(match place {
            ',' if exhausted && at < first_zero => ' ',
            ',' => ',',
            _ => match remaining.next() {
                Some(digit) => digit as char,
                None if at >= first_zero => '0',
                None => ' ',
            },
        });
    }
    reversed.iter().rev().collect()
}
