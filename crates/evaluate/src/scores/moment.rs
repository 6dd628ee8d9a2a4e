//! Days, for people to read.

/// A day of microseconds since 1970, as `2024-01-31` (Howard Hinnant, "chrono-compatible
/// low-level date algorithms", `civil_from_days`).
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
    use super::day;

    #[test]
    fn moments_become_days() {
        let cases = [(0.0, "1970-01-01"), (-1.0, "1969-12-31"), (951_782_400e6, "2000-02-29")];
        for (micros, expected) in cases {
            assert_eq!(day(micros), expected);
        }
    }
}
