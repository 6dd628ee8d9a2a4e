//! Digits: numbers as text, filled patterns, check digits.

use super::identity::mix;

/// Appends a number.
pub(super) fn push_number(out: &mut String, number: u64) {
    push_padded(out, number, 1);
}

/// Appends a number with at least `width` digits.
pub(super) fn push_padded(out: &mut String, number: u64, width: usize) {
    let mut buffer = [b'0'; 20];
    let mut start = buffer.len();
    let mut rest = number;
    while rest > 0 || buffer.len() - start < width.min(buffer.len()) {
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.push_str(std::str::from_utf8(&buffer[start..]).expect("digits are ASCII"));
}

/// The number of digits of a number.
pub(super) fn width(number: u64) -> usize {
    number.checked_ilog10().unwrap_or(0) as usize + 1
}

/// Appends an amount of hundredths as `12.99`.
pub(super) fn push_cents(out: &mut String, cents: u64) {
    push_number(out, cents / 100);
    out.push('.');
    push_padded(out, cents % 100, 2);
}

/// Appends a pattern with every `#` replaced by a random digit, and every `@` by a random letter
/// that British postcodes end in.
pub(super) fn push_pattern(out: &mut String, pattern: &str, random: u64) {
    const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";
    let mut rest = random;
    for symbol in pattern.chars() {
        match symbol {
            '#' => {
                out.push(char::from(b'0' + (rest % 10) as u8));
                rest = mix(rest);
            }
            '@' => {
                out.push(char::from(LETTERS[(rest % LETTERS.len() as u64) as usize]));
                rest = mix(rest);
            }
            other => out.push(other),
        }
    }
}

/// Appends a pattern with its `#` replaced by the digits of a number, the last ones last.
pub(super) fn push_numbered(out: &mut String, pattern: &str, number: u64) {
    let mut places = holes(pattern);
    for symbol in pattern.chars() {
        if symbol == '#' {
            places -= 1;
            let digit = 10_u64.checked_pow(places as u32).map_or(0, |power| number / power % 10);
            out.push(char::from(b'0' + digit as u8));
        } else {
            out.push(symbol);
        }
    }
}

/// How many `#` a pattern has.
pub(super) fn holes(pattern: &str) -> usize {
    pattern.bytes().filter(|&byte| byte == b'#').count()
}

/// The digit that completes a payment card number (ISO/IEC 7812-1, annex B: Luhn's formula).
pub(super) fn luhn_digit(digits: &str) -> u8 {
    let doubled = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let value = u32::from(digit - b'0');
        match (place % 2, value * 2) {
            (0, twice) if twice > 9 => twice - 9,
            (0, twice) => twice,
            _ => value,
        }
    });
    b'0' + ((10 - doubled.sum::<u32>() % 10) % 10) as u8
}

/// The digit that completes an article number (GS1 General Specifications, section 7.9).
pub(super) fn ean_digit(digits: &str) -> u8 {
    let weighted = digits.bytes().rev().enumerate();
    let sum: u32 = weighted.map(|(place, digit)| u32::from(digit - b'0') * [3, 1][place % 2]).sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}
