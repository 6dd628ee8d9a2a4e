//! Days and moments as data files write them.

/// Reads `2024-01-31`, `2024-01-31 10:30`, `2024-01-31T10:30:00.25Z` and `…+02:00` into
/// microseconds since 1970, in UTC; a moment without a zone counts as UTC.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let bytes = date.as_bytes();
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(&date[..4])?, digits(&date[5..7])?, digits(&date[8..])?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let midnight = days_since_1970(year, month, day) * 86_400;
    let (seconds, micros) = if rest.is_empty() { (0, 0) } else { time(rest)? };
    Some(((midnight + seconds) * 1_000_000 + micros) as f64)
}

/// What follows the date: seconds since midnight in UTC, and microseconds.
fn time(rest: &str) -> Option<(i64, i64)> {
    let clock = rest.strip_prefix(['T', ' '])?;
    let end = clock.find(['Z', '+', '-', ' ']).unwrap_or(clock.len());
    let (clock, zone) = (&clock[..end], clock[end..].trim());
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let (second, micros) = match parts.next() {
        None => (0, 0),
        Some(second) => match second.split_once('.') {
            None => (digits(second)?, 0),
            Some((second, fraction)) => {
                digits(fraction)?;
                let micros = format!("{fraction:0<6}");
                (digits(second)?, digits(&micros[..6])?)
            }
        },
    };
    if parts.next().is_some() || hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = hour * 3600 + minute * 60 + second;
    Some((seconds - offset(zone)?, micros))
}

fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "" | "Z" | "UTC") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let zone: String = zone.get(1..)?.chars().filter(|&c| c != ':').collect();
    let minutes = zone.get(2..).filter(|rest| !rest.is_empty()).map_or(Some(0), digits)?;
    Some(sign * (digits(zone.get(..2)?)? * 3600 + minutes * 60))
}

fn digits(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// Days since 1970 of a date (Howard Hinnant, "chrono-compatible low-level date algorithms",
/// `days_from_civil`).
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// A day of microseconds since 1970, as `2024-01-31` (`civil_from_days` of the same source).
pub(crate) fn day(micros: f64) -> String {
    let shifted = (micros / 86_400e6).floor() as i64 + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_microseconds_since_1970() {
        let cases = [
            ("1970-01-01", Some(0.0)),
            ("1969-12-31", Some(-86_400e6)),
            ("2000-02-29 00:00", Some(951_782_400e6)),
            ("1970-01-01T00:00:01.5Z", Some(1.5e6)),
            ("1970-01-01T02:00:00+02:00", Some(0.0)),
            ("1970-01-01 00:00:00.123456789", Some(123_456.0)),
            ("1970-13-01", None),
            ("1970-01-01x", None),
            ("31.01.2024", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn days_are_written_as_they_are_read() {
        for text in ["1969-12-31", "2000-02-29", "2024-12-31", "1871-05-04"] {
            assert_eq!(day(parse(text).unwrap()), text);
        }
    }
}
