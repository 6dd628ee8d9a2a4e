//! Numbers as people write and read them.

/// `1234567` → `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1234567` → `1.2 MB`.
pub(crate) fn bytes(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut size = bytes as f64 / 1000.0;
    let mut unit = 0;
    while size >= 999.5 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    if size < 9.95 {
        format!("{size:.1} {}", units[unit])
    } else {
        format!("{size:.0} {}", units[unit])
    }
}

/// `0.0312` → `0.03 s`, `75.0` → `1 min 15 s`.
pub(crate) fn seconds(seconds: f64) -> String {
    if seconds < 9.95 {
        return format!("{seconds:.2} s");
    }
    let whole = seconds.round() as u64;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// `1 table`, `2 tables`, `1,000 rows`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Reads `5000`, `5_000`, `5k`, `2.5M`, `1G`, `1e6`.
pub(crate) fn parse_count(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text:?} is no number of rows, such as 500, 20k or 1.5M");
    let cleaned = text.replace(['_', ','], "");
    let (digits, factor) = match cleaned.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&cleaned[..at], 1_000),
        Some((at, 'm' | 'M')) => (&cleaned[..at], 1_000_000),
        Some((at, 'g' | 'G')) => (&cleaned[..at], 1_000_000_000),
        _ => match cleaned.split_once(['e', 'E']) {
            Some((digits, power)) => {
                let power = power.strip_prefix('+').unwrap_or(power);
                let power = power.parse().map_err(|_| wrong())?;
                (digits, 10_u64.checked_pow(power).ok_or_else(wrong)?)
            }
            None => (cleaned.as_str(), 1),
        },
    };
    if let Ok(whole) = digits.parse::<u64>() {
        return whole.checked_mul(factor).ok_or_else(wrong);
    }
    let (whole, part) = digits.split_once('.').ok_or_else(wrong)?;
    let scale = 10_u64.checked_pow(part.len() as u32).ok_or_else(wrong)?;
    let all: u64 = format!("{whole}{part}").parse().map_err(|_| wrong())?;
    let rows = all.checked_mul(factor).ok_or_else(wrong)?;
    if part.is_empty() || rows % scale != 0 { Err(wrong()) } else { Ok(rows / scale) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_as_people_write_them() {
        let cases = [
            ("0", Some(0)),
            ("5000", Some(5000)),
            ("5_000", Some(5000)),
            ("20k", Some(20_000)),
            ("1.5M", Some(1_500_000)),
            ("2G", Some(2_000_000_000)),
            ("1e6", Some(1_000_000)),
            ("2.5E+3", Some(2_500)),
            ("1e", None),
            ("1e-3", None),
            ("1e99", None),
            ("e6", None),
            ("", None),
            ("k", None),
            ("-1", None),
            ("1.5", None),
            ("ten", None),
            ("99999999999999999999", None),
            ("20000000000G", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_count(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn amounts_are_written_for_people() {
        assert_eq!([grouped(7), grouped(1000), grouped(1_234_567)], ["7", "1,000", "1,234,567"]);
        assert_eq!(
            [bytes(999), bytes(1_234), bytes(368_000_000), bytes(999_600)],
            ["999 B", "1.2 kB", "368 MB", "1.0 MB"]
        );
        assert_eq!([seconds(0.031), seconds(75.2)], ["0.03 s", "1 min 15 s"]);
        assert_eq!([counted(1, "row"), counted(2000, "row")], ["1 row", "2,000 rows"]);
    }
}
