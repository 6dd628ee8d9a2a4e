//! Days since 1970 and the Gregorian calendar.

use super::digits::push_padded;

/// Year, month and day of a day since 1970, by Hinnant's `civil_from_days`.
pub(super) fn civil(day: i32) -> (i64, i64, i64) {
    let shifted = i64::from(day) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Appends a day as `1987-04-02`.
pub(super) fn push_date(out: &mut String, day: i32) {
    let (year, month, day) = civil(day);
    push_padded(out, year.unsigned_abs(), 4);
    for part in [month, day] {
        out.push('-');
        push_padded(out, part.unsigned_abs(), 2);
    }
}
