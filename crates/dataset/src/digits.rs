//! Numbers, dates and times as digits, written straight into a byte slice.
//!
//! Every function writes at the start of `out` and returns the length written. `out` must have
//! room for the longest value of its kind (the constants below).

/// The longest text of any number or point in time written here.
pub(crate) const LONGEST: usize = 48;

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// `00`, `01`, … `99`.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// Powers of ten that fit 64 bits.
static POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut exponent = 1;
    while exponent < 20 {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

fn count_digits(value: u64) -> usize {
    let value = value | 1;
    // log10(2) is about 1233 / 4096; one comparison corrects the estimate.
    let estimate = (((64 - value.leading_zeros()) * 1233) >> 12) as usize;
    estimate + usize::from(value >= POWERS[estimate])
}

/// Two digits at the start of `out`.
#[inline]
fn put_pair(out: &mut [u8], value: u32) {
    out[..2].copy_from_slice(&PAIRS[(value % 100) as usize]);
}

/// Fills all of `out` with the last digits of `value`, padded with zeros.
#[inline]
fn fill(out: &mut [u8], mut value: u64) {
    let mut pairs = out.rchunks_exact_mut(2);
    for pair in pairs.by_ref() {
        pair.copy_from_slice(&PAIRS[(value % 100) as usize]);
        value /= 100;
    }
    if let [first] = pairs.into_remainder() {
        *first = b'0' + (value % 10) as u8;
    }
}

#[inline]
pub(crate) fn put_unsigned(out: &mut [u8], value: u64) -> usize {
    let length = count_digits(value);
    fill(&mut out[..length], value);
    length
}

#[inline]
pub(crate) fn put_integer(out: &mut [u8], value: i64) -> usize {
    if value < 0 {
        out[0] = b'-';
        return 1 + put_unsigned(&mut out[1..], value.unsigned_abs());
    }
    put_unsigned(out, value as u64)
}

fn put_wide(out: &mut [u8], value: u128) -> usize {
    const CHUNK: u128 = 10_u128.pow(19);
    if let Ok(value) = u64::try_from(value) {
        return put_unsigned(out, value);
    }
    let length = put_wide(out, value / CHUNK);
    fill(&mut out[length..length + 19], (value % CHUNK) as u64);
    length + 19
}

/// `mantissa / 10^scale`; with `trim`, without trailing zeros behind the point.
pub(crate) fn put_decimal(out: &mut [u8], mantissa: i128, scale: u8, trim: bool) -> usize {
    let mut length = 0;
    if mantissa < 0 {
        out[0] = b'-';
        length = 1;
    }
    let scale = usize::from(scale);
    match u64::try_from(mantissa.unsigned_abs()) {
        Ok(magnitude) if scale < POWERS.len() => {
            // Dividing by a constant is several times faster, and most amounts have cents.
            let (whole, fraction) = match scale {
                2 => (magnitude / 100, magnitude % 100),
                _ => (magnitude / POWERS[scale], magnitude % POWERS[scale]),
            };
            length += put_unsigned(&mut out[length..], whole);
            fill(&mut out[length + 1..=length + scale], fraction);
        }
        _ => length += put_wide_whole(&mut out[length..], mantissa.unsigned_abs(), scale),
    }
    if scale == 0 {
        return length;
    }
    out[length] = b'.';
    let end = length + 1 + scale;
    if !trim {
        return end;
    }
    let zeros = out[length..end].iter().rev().take_while(|&&byte| byte == b'0').count();
    // Nothing left behind the point: it goes too.
    if zeros == scale { length } else { end - zeros }
}

/// The slow path of [`put_decimal`]: returns the length of the whole part, with the fraction's
/// digits already in their place behind the point.
fn put_wide_whole(out: &mut [u8], magnitude: u128, scale: usize) -> usize {
    let mut digits = [b'0'; 80];
    let length = put_wide(&mut digits[40..], magnitude);
    let end = 40 + length;
    let start = (end - scale - 1).min(40);
    let point = end - scale;
    let whole = &digits[start..point];
    out[..whole.len()].copy_from_slice(whole);
    out[whole.len() + 1..=whole.len() + scale].copy_from_slice(&digits[point..end]);
    whole.len()
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar
/// (after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn civil(days: i32) -> (i64, u32, u32) {
    let shifted = i64::from(days) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097) as u32;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + i64::from(year_of_era) + i64::from(month <= 2), month, day)
}

/// `YYYY-MM-DD`; whether the year is before the first, which is said behind the time of day.
fn put_calendar_date(out: &mut [u8], days: i32) -> (usize, bool) {
    let (year, month, day) = civil(days);
    let before_first = year < 1;
    let year = if before_first { 1 - year } else { year } as u64;
    let width = if year < 10_000 { 4 } else { count_digits(year) };
    fill(&mut out[..width], year);
    let rest = &mut out[width..width + 6];
    rest[0] = b'-';
    put_pair(&mut rest[1..], month);
    rest[3] = b'-';
    put_pair(&mut rest[4..], day);
    (width + 6, before_first)
}

fn put_before_first(out: &mut [u8]) -> usize {
    out[..3].copy_from_slice(b" BC");
    3
}

/// `YYYY-MM-DD`, with ` BC` behind years before the first.
#[inline]
pub(crate) fn put_date(out: &mut [u8], days: i32) -> usize {
    let (length, before_first) = put_calendar_date(out, days);
    if before_first { length + put_before_first(&mut out[length..]) } else { length }
}

/// `HH:MM:SS[.ffffff]` of microseconds since midnight, without trailing zeros.
#[inline]
pub(crate) fn put_time(out: &mut [u8], micros: i64) -> usize {
    let micros = micros as u64;
    let seconds = (micros / MICROS_PER_SECOND as u64) as u32;
    let fraction = micros % MICROS_PER_SECOND as u64;
    let clock = &mut out[..8];
    put_pair(clock, seconds / 3600);
    clock[2] = b':';
    put_pair(&mut clock[3..], seconds / 60 % 60);
    clock[5] = b':';
    put_pair(&mut clock[6..], seconds % 60);
    if fraction == 0 {
        return 8;
    }
    out[8] = b'.';
    fill(&mut out[9..15], fraction);
    15 - out[9..15].iter().rev().take_while(|&&byte| byte == b'0').count()
}

/// The last day a column of timestamps wrote: neighbours often share it.
#[derive(Debug, Clone)]
pub(crate) struct LastDay {
    day: i64,
    text: [u8; 16],
    length: usize,
    before_first: bool,
}

impl Default for LastDay {
    fn default() -> Self {
        let (mut text, day) = ([0; 16], 0);
        let (length, before_first) = put_calendar_date(&mut text, day);
        Self { day: i64::from(day), text, length, before_first }
    }
}

/// `YYYY-MM-DD HH:MM:SS[.ffffff]` with `separator` between date and time and `zone` behind.
#[inline]
pub(crate) fn put_timestamp(
    out: &mut [u8],
    micros: i64,
    separator: u8,
    zone: &[u8],
    last: &mut LastDay,
) -> usize {
    let day = micros.div_euclid(MICROS_PER_DAY);
    if day != last.day {
        let (length, before_first) = put_calendar_date(&mut last.text, day as i32);
        *last = LastDay { day, length, before_first, ..*last };
    }
    out[..16].copy_from_slice(&last.text);
    let mut length = last.length;
    out[length] = separator;
    length += 1;
    length += put_time(&mut out[length..], micros - day * MICROS_PER_DAY);
    out[length..length + zone.len()].copy_from_slice(zone);
    length += zone.len();
    if last.before_first { length + put_before_first(&mut out[length..]) } else { length }
}

/// The shortest decimal that reads back as the same number; `NaN`, `Infinity`, `-Infinity`.
pub(crate) fn put_float<F: ryu::Float>(out: &mut [u8], value: F) -> usize {
    let mut buffer = ryu::Buffer::new();
    let text = match buffer.format(value) {
        "inf" => "Infinity",
        "-inf" => "-Infinity",
        text => text.strip_suffix(".0").unwrap_or(text),
    };
    out[..text.len()].copy_from_slice(text.as_bytes());
    text.len()
}

/// Two hexadecimal digits per byte.
pub(crate) fn put_hex(out: &mut [u8], bytes: &[u8]) -> usize {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in out.chunks_exact_mut(2).zip(bytes) {
        pair[0] = HEX[usize::from(byte >> 4)];
        pair[1] = HEX[usize::from(byte & 15)];
    }
    2 * bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(put: impl FnOnce(&mut [u8]) -> usize) -> String {
        let mut out = [b'#'; LONGEST];
        let length = put(&mut out);
        String::from_utf8(out[..length].to_vec()).unwrap()
    }

    #[test]
    fn integers_agree_with_the_standard_library() {
        let mut values = vec![0, i64::MIN, i64::MAX];
        for power in POWERS {
            values.extend([power as i64, power as i64 - 1, -(power as i64)]);
        }
        for value in values {
            assert_eq!(text(|out| put_integer(out, value)), value.to_string());
        }
        assert_eq!(text(|out| put_unsigned(out, u64::MAX)), u64::MAX.to_string());
    }

    #[test]
    fn decimals_are_exact() {
        let cases = [
            (0, 2, false, "0.00"),
            (-5, 2, false, "-0.05"),
            (123_456, 2, false, "1234.56"),
            (1_500_000, 6, true, "1.5"),
            (1_000_000, 6, true, "1"),
            (0, 6, true, "0"),
            (42, 0, true, "42"),
            (7, 30, false, "0.000000000000000000000000000007"),
            (10_i128.pow(37), 2, false, "100000000000000000000000000000000000.00"),
            (-(10_i128.pow(38) - 1), 38, false, "-0.99999999999999999999999999999999999999"),
        ];
        for (mantissa, scale, trim, expected) in cases {
            assert_eq!(text(|out| put_decimal(out, mantissa, scale, trim)), expected);
        }
    }

    #[test]
    fn calendar_agrees_with_chrono() {
        for days in (-800_000..3_000_000).step_by(997) {
            let date = chrono::NaiveDate::from_num_days_from_ce_opt(days + 719_163).unwrap();
            let expected = match chrono::Datelike::year(&date) {
                1..=9999 => date.to_string(),
                year if year > 9999 => date.to_string().trim_start_matches('+').to_owned(),
                _ => continue,
            };
            assert_eq!(text(|out| put_date(out, days)), expected);
        }
    }

    #[test]
    fn timestamps_have_postgresql_notation() {
        let cases = [
            (0, "1970-01-01 00:00:00+00"),
            (-1, "1969-12-31 23:59:59.999999+00"),
            (1_709_215_506_700_000, "2024-02-29 14:05:06.7+00"),
            (-62_135_596_800_000_001, "0001-12-31 23:59:59.999999+00 BC"),
            (253_402_300_800_000_000, "10000-01-01 00:00:00+00"),
        ];
        let mut last = LastDay::default();
        for (micros, expected) in cases {
            assert_eq!(text(|out| put_timestamp(out, micros, b' ', b"+00", &mut last)), expected);
        }
        assert_eq!(text(|out| put_time(out, MICROS_PER_DAY)), "24:00:00");
    }
}
