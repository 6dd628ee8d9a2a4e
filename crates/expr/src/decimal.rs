//! Exact decimal arithmetic, with the scales PostgreSQL's `numeric` gives its results.

use std::cmp::Ordering;
use std::fmt;

use crate::Decimal;

/// The largest scale: 10^38 is the largest power of ten that an `i128` holds.
const MAX_SCALE: u8 = 38;
/// The fewest significant digits of a quotient, as in PostgreSQL's `select_div_scale`.
const MIN_QUOTIENT_DIGITS: i32 = 16;

fn pow10(exponent: u8) -> Option<i128> {
    10_i128.checked_pow(u32::from(exponent))
}

/// `numerator / denominator`, rounded half away from zero.
fn divide_rounded(numerator: i128, denominator: i128) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let remainder = numerator.checked_rem(denominator)?;
    let distance = remainder.unsigned_abs();
    if distance >= denominator.unsigned_abs() - distance {
        let away = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
        return quotient.checked_add(away);
    }
    Some(quotient)
}

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };

    /// `mantissa / 10^scale`.
    pub const fn new(mantissa: i128, scale: u8) -> Decimal {
        Decimal { mantissa, scale }
    }

    /// Reads `12`, `-12.50`, `.5`, `1.5e-3`; `None` where the text is not a number or needs
    /// more than 38 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let text = text.trim();
        let (digits, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match digits.as_bytes().first()? {
            b'-' => (true, &digits[1..]),
            b'+' => (false, &digits[1..]),
            _ => (false, digits),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut mantissa: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        let mut scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if scale < 0 {
            mantissa = mantissa.checked_mul(pow10(u8::try_from(-scale).ok()?)?)?;
            scale = 0;
        }
        let scale = u8::try_from(scale).ok().filter(|&scale| scale <= MAX_SCALE)?;
        Some(Decimal::new(if negative { -mantissa } else { mantissa }, scale))
    }

    /// The same number with `scale` digits behind the point, rounded half away from zero;
    /// `None` where the digits do not fit.
    pub fn rescale(self, scale: u8) -> Option<Decimal> {
        let mantissa = match scale.cmp(&self.scale) {
            Ordering::Equal => self.mantissa,
            Ordering::Greater => self.mantissa.checked_mul(pow10(scale - self.scale)?)?,
            Ordering::Less => match pow10(self.scale - scale) {
                Some(divisor) => divide_rounded(self.mantissa, divisor)?,
                None => 0,
            },
        };
        Some(Decimal { mantissa, scale })
    }

    /// The same number with `scale` digits behind the point, the rest cut off.
    #[must_use]
    pub fn truncate(self, scale: u8) -> Decimal {
        if scale >= self.scale {
            return self;
        }
        let mantissa = pow10(self.scale - scale).map_or(0, |divisor| self.mantissa / divisor);
        Decimal { mantissa, scale }
    }

    /// The largest integer not above this number.
    pub fn floor(self) -> i128 {
        pow10(self.scale).map_or(0, |divisor| self.mantissa.div_euclid(divisor))
    }

    /// The smallest integer not below this number.
    pub fn ceil(self) -> i128 {
        -Decimal::new(-self.mantissa, self.scale).floor()
    }

    /// The same number without trailing zeros behind the point.
    #[must_use]
    pub fn normalize(mut self) -> Decimal {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// The number as an `i64`, where it is a whole one in range.
    pub fn to_i64(self) -> Option<i64> {
        let whole = self.normalize();
        if whole.scale == 0 { i64::try_from(whole.mantissa).ok() } else { None }
    }

    /// The nearest binary floating-point number.
    pub fn to_f64(self) -> f64 {
        // Both operands are exact here, so the quotient is the nearest one.
        if self.mantissa.unsigned_abs() < 1 << 53 && self.scale <= 22 {
            return self.mantissa as f64 / 10_f64.powi(i32::from(self.scale));
        }
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The number with 15 significant digits, as PostgreSQL casts `double precision`; `None`
    /// where it is not finite or too large.
    pub fn from_f64(value: f64) -> Option<Decimal> {
        if !value.is_finite() {
            return None;
        }
        let text = format!("{value:.14e}");
        let (digits, exponent) = text.split_once('e')?;
        let mut mantissa: i128 = digits.replace('.', "").parse().ok()?;
        let mut scale = 14 - exponent.parse::<i32>().ok()?;
        while mantissa != 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        if mantissa == 0 {
            return Some(Decimal::ZERO);
        }
        if scale < 0 {
            let factor = pow10(u8::try_from(-scale).ok()?)?;
            return Some(Decimal::new(mantissa.checked_mul(factor)?, 0));
        }
        let scale = u8::try_from(scale).ok().filter(|&scale| scale <= MAX_SCALE)?;
        Some(Decimal { mantissa, scale })
    }

    fn aligned(self, other: Decimal) -> Option<(i128, i128, u8)> {
        let scale = self.scale.max(other.scale);
        Some((self.rescale(scale)?.mantissa, other.rescale(scale)?.mantissa, scale))
    }

    /// The sum; `None` on overflow.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        let (left, right, scale) = self.aligned(other)?;
        Some(Decimal { mantissa: left.checked_add(right)?, scale })
    }

    /// The difference; `None` on overflow.
    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        self.checked_add(Decimal::new(other.mantissa.checked_neg()?, other.scale))
    }

    /// The product, exact; `None` on overflow.
    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        let exact = |left: Decimal, right: Decimal| {
            let mantissa = left.mantissa.checked_mul(right.mantissa)?;
            let scale = left.scale.checked_add(right.scale).filter(|&s| s <= MAX_SCALE)?;
            Some(Decimal { mantissa, scale })
        };
        exact(self, other).or_else(|| exact(self.normalize(), other.normalize()))
    }

    /// The quotient to at least 16 significant digits; `None` on overflow or a zero divisor.
    pub fn checked_div(self, other: Decimal) -> Option<Decimal> {
        if other.mantissa == 0 {
            return None;
        }
        let scale = quotient_scale(self, other);
        let shift = i32::from(scale) - i32::from(self.scale) + i32::from(other.scale);
        let shifted = u8::try_from(shift).ok().and_then(pow10);
        if let Some(numerator) = shifted.and_then(|factor| self.mantissa.checked_mul(factor)) {
            return Some(Decimal { mantissa: divide_rounded(numerator, other.mantissa)?, scale });
        }
        long_division(self, other, scale)
    }

    /// The remainder, with the dividend's sign; `None` on overflow or a zero divisor.
    pub fn checked_rem(self, other: Decimal) -> Option<Decimal> {
        let (left, right, scale) = self.aligned(other)?;
        Some(Decimal { mantissa: left.checked_rem(right)?, scale })
    }
}

/// PostgreSQL's `select_div_scale`: at least 16 significant digits, never fewer digits behind
/// the point than either operand has. It counts in base-10000 digits.
fn quotient_scale(left: Decimal, right: Decimal) -> u8 {
    let (left_weight, left_digit) = leading_digit(left);
    let (right_weight, right_digit) = leading_digit(right);
    let mut weight = left_weight - right_weight;
    if left_digit <= right_digit {
        weight -= 1;
    }
    let wanted = (MIN_QUOTIENT_DIGITS - weight * 4).clamp(0, i32::from(MAX_SCALE));
    (wanted as u8).max(left.scale).max(right.scale)
}

/// The weight and value of the first base-10000 digit.
fn leading_digit(value: Decimal) -> (i32, u128) {
    let magnitude = value.mantissa.unsigned_abs();
    if magnitude == 0 {
        return (0, 0);
    }
    let exponent = magnitude.ilog10() as i32 - i32::from(value.scale);
    let weight = exponent.div_euclid(4);
    let shift = i32::from(value.scale) + 4 * weight;
    let factor = 10_u128.pow(shift.unsigned_abs());
    (weight, if shift >= 0 { magnitude / factor } else { magnitude * factor })
}

/// Digit by digit, for operands whose shifted numerator does not fit; stops at the last digit
/// that does.
fn long_division(left: Decimal, right: Decimal, scale: u8) -> Option<Decimal> {
    let divisor = right.mantissa;
    let mut quotient = left.mantissa / divisor;
    let mut remainder = left.mantissa % divisor;
    let mut digits = i32::from(left.scale) - i32::from(right.scale);
    while digits < i32::from(scale) {
        let shifted = remainder.checked_mul(10)?;
        let Some(longer) = quotient.checked_mul(10).and_then(|q| q.checked_add(shifted / divisor))
        else {
            break;
        };
        quotient = longer;
        remainder = shifted % divisor;
        digits += 1;
    }
    Some(Decimal { mantissa: quotient, scale: u8::try_from(digits).ok()? })
}

impl Decimal {
    /// Compares the numbers: `1.0` equals `1.00` (which `==` tells apart).
    pub fn compare(self, other: Decimal) -> Ordering {
        if let Some((left, right, _)) = self.aligned(other) {
            return left.cmp(&right);
        }
        // One of them is so large that its digits do not fit at the other's scale: the whole
        // parts decide, and where those are equal the fractions fit.
        let whole = self.truncate(0).mantissa.cmp(&other.truncate(0).mantissa);
        let fraction = |value: Decimal| {
            let divisor = pow10(value.scale).unwrap_or(i128::MAX);
            Decimal::new(value.mantissa % divisor, value.scale)
        };
        whole.then_with(|| match fraction(self).aligned(fraction(other)) {
            Some((left, right, _)) => left.cmp(&right),
            None => Ordering::Equal,
        })
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Decimal {
        Decimal::new(i128::from(value), 0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).expect(text)
    }

    #[test]
    fn text_survives_a_round_trip() {
        for text in ["0", "-0.05", "12.50", "99999999999999999999.99", "0.00000001"] {
            assert_eq!(decimal(text).to_string(), text);
        }
        assert_eq!(decimal("1.5e-3").to_string(), "0.0015");
        assert_eq!(decimal("1.5e3").to_string(), "1500");
        for text in ["", ".", "1.2.3", "abc", "1e", "--1"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn arithmetic_agrees_with_postgresql() {
        let cases = [
            ("1.10", '+', "2.205", "3.305"),
            ("1", '-', "0.01", "0.99"),
            ("19.99", '*', "3", "59.97"),
            ("1", '/', "3.0", "0.33333333333333333333"),
            ("10", '/', "4.0", "2.5000000000000000"),
            ("100000", '/', "7.0", "14285.714285714286"),
            ("0.001", '/', "7", "0.00014285714285714286"),
            ("-7.5", '%', "2", "-1.5"),
        ];
        for (left, operator, right, expected) in cases {
            let (a, b) = (decimal(left), decimal(right));
            let result = match operator {
                '+' => a.checked_add(b),
                '-' => a.checked_sub(b),
                '*' => a.checked_mul(b),
                '/' => a.checked_div(b),
                _ => a.checked_rem(b),
            };
            assert_eq!(result.unwrap().to_string(), expected, "{left} {operator} {right}");
        }
    }

    #[test]
    fn wide_operands_divide_digit_by_digit() {
        let wide = decimal("12345678901234567890123456789012.5");
        let quotient = wide.checked_div(decimal("3.0000000000")).unwrap();
        assert!(quotient.to_string().starts_with("4115226300411522630041152263004.16666"));
    }

    #[test]
    fn numbers_round_half_away_from_zero() {
        for (text, scale, expected) in [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("1.004", 2, "1.00")] {
            assert_eq!(decimal(text).rescale(scale).unwrap().to_string(), expected);
        }
        assert_eq!((decimal("-1.5").floor(), decimal("-1.5").ceil()), (-2, -1));
    }

    #[test]
    fn comparison_ignores_the_scale() {
        assert!(decimal("1.0").compare(decimal("1.000")).is_eq());
        assert!(
            decimal("99999999999999999999999999999999999").compare(decimal("0.0000001")).is_gt()
        );
        assert!(Decimal::from_f64(0.1).unwrap().compare(decimal("0.1")).is_eq());
    }
}
