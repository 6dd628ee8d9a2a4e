//! Numbers that countries give to people. Where a number tells its holder's sex and birthday, it
//! agrees with them; check digits are right; and where a country has ranges, regions or prefixes
//! that nobody is given, the numbers are of those.

use super::dates::civil;
use super::digits::{push_number, push_padded, push_pattern};
use super::identifier::remainder;
use super::identity::{mix, pick};

/// What such numbers tell about their holder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder<'a> {
    pub(super) female: bool,
    /// The birthday, in days since 1970.
    pub(super) born: i32,
    /// The names in small Latin letters.
    pub(super) first: &'a str,
    pub(super) last: &'a str,
}

/// The most characters of a country's numbers.
pub(super) fn longest(country: &str) -> usize {
    match country {
        "CN" => 18,
        "IT" => 16,
        "FR" => 15,
        "BR" => 14,
        "GB" | "ES" => 9,
        "JP" => 12,
        _ => 11,
    }
}

/// Appends a person's number as their country writes it.
pub(super) fn push(country: &str, holder: Holder<'_>, random: u64, out: &mut String) {
    match country {
        // Numbers that begin with 9 are never issued.
        "US" => push_pattern(out, "9##-##-####", random),
        // A prefix that is not used.
        "GB" => push_pattern(out, "QQ######C", random),
        "DE" => push_steuer_id(random, out),
        "ES" => push_dni(random, out),
        "FR" => push_nir(holder, random, out),
        "IT" => push_codice_fiscale(holder, out),
        "BR" => push_cpf(random, out),
        "CN" => push_resident(holder, random, out),
        "JP" => push_my_number(random, out),
        _ => push_pattern(out, "############", random),
    }
}

/// Digits multiplied by weights, and summed.
fn weighted(digits: &str, weights: impl Iterator<Item = u32>) -> u32 {
    digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum()
}

/// Germany's tax number: a 0 in front, as test numbers have it, one digit twice and the others
/// once, and a check digit by ISO 7064, modulo 11, 10.
fn push_steuer_id(random: u64, out: &mut String) {
    let mut digits: Vec<u32> = (0..10).collect();
    let mut state = random;
    for at in (2..10).rev() {
        state = mix(state);
        digits.swap(at, 1 + pick(state, at));
    }
    // The last of the ten gives way to a second one of another.
    state = mix(state);
    digits[9] = digits[1 + pick(state, 8)];
    let product = digits.iter().fold(10, |product, digit| match (digit + product) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    let check = (11 - product) % 10;
    digits.iter().chain([&check]).for_each(|digit| push_number(out, u64::from(*digit)));
}

/// Spain's: eight digits, and a letter by their remainder.
fn push_dni(random: u64, out: &mut String) {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let number = random % 100_000_000;
    push_padded(out, number, 8);
    out.push(char::from(LETTERS[(number % 23) as usize]));
}

/// France's: sex, year and month of birth, a place abroad, and a key modulo 97.
fn push_nir(holder: Holder<'_>, random: u64, out: &mut String) {
    let start = out.len();
    let (year, month, _) = civil(holder.born);
    out.push(if holder.female { '2' } else { '1' });
    push_padded(out, year.unsigned_abs() % 100, 2);
    push_padded(out, month.unsigned_abs(), 2);
    push_pattern(out, "99######", random);
    let rest = remainder(&out[start..], 97);
    push_padded(out, 97 - rest, 2);
}

/// Italy's: letters of the names, birthday and sex, a place that does not exist, and a letter
/// that checks (Decreto 23 dicembre 1976).
fn push_codice_fiscale(holder: Holder<'_>, out: &mut String) {
    const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
    let start = out.len();
    push_letters(out, holder.last, false);
    push_letters(out, holder.first, true);
    let (year, month, day) = civil(holder.born);
    push_padded(out, year.unsigned_abs() % 100, 2);
    out.push(char::from(MONTHS[month as usize - 1]));
    push_padded(out, day.unsigned_abs() + if holder.female { 40 } else { 0 }, 2);
    out.push_str("Z999");
    let check = out[start..].bytes().enumerate().map(|(at, symbol)| control(symbol, at % 2 == 0));
    let check = check.sum::<u32>() % 26;
    out.push(char::from(b'A' + check as u8));
}

/// Three letters of a name: consonants first, then vowels, then X. Of four consonants or more a
/// first name leaves out the second.
fn push_letters(out: &mut String, name: &str, first: bool) {
    let vowel = |letter: &char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u');
    let letters = || name.chars().filter(char::is_ascii_lowercase);
    let mut chosen: Vec<char> = letters().filter(|letter| !vowel(letter)).collect();
    if first && chosen.len() > 3 {
        chosen.remove(1);
    }
    let all = chosen.into_iter().chain(letters().filter(vowel)).chain("xxx".chars());
    out.extend(all.take(3).map(|letter| letter.to_ascii_uppercase()));
}

/// What a place of the codice fiscale counts: at odd places, the first included, by a table.
fn control(symbol: u8, odd: bool) -> u32 {
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let value = if symbol.is_ascii_digit() { symbol - b'0' } else { symbol - b'A' };
    if odd { ODD[usize::from(value)] } else { u32::from(value) }
}

/// Brazil's taxpayer number: two check digits, modulo 11.
fn push_cpf(random: u64, out: &mut String) {
    let mut digits = String::with_capacity(11);
    push_pattern(&mut digits, "#########", random);
    for first in [10, 11] {
        let check = (weighted(&digits, (2..=first).rev()) * 10 % 11) % 10;
        push_number(&mut digits, u64::from(check));
    }
    let parts = [&digits[..3], ".", &digits[3..6], ".", &digits[6..9], "-", &digits[9..]];
    parts.iter().for_each(|part| out.push_str(part));
}

/// GB 11643: a region that does not exist, the birthday, a number that is odd for men, and a check
/// digit by ISO 7064, modulo 11-2.
fn push_resident(holder: Holder<'_>, random: u64, out: &mut String) {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let start = out.len();
    out.push_str("990000");
    let (year, month, day) = civil(holder.born);
    push_padded(out, year.unsigned_abs(), 4);
    push_padded(out, month.unsigned_abs(), 2);
    push_padded(out, day.unsigned_abs(), 2);
    let order = random % 500 * 2 + u64::from(!holder.female);
    push_padded(out, order, 3);
    let sum = weighted(&out[start..], WEIGHTS.into_iter());
    out.push(char::from(CHECKS[(sum % 11) as usize]));
}

/// Japan's: eleven digits and a check digit, modulo 11.
fn push_my_number(random: u64, out: &mut String) {
    let start = out.len();
    push_pattern(out, "###########", random);
    let check = match weighted(&out[start..], [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2].into_iter()) % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    push_number(out, u64::from(check));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1985-12-10.
    const BORN: i32 = 5_822;

    fn of(country: &str, female: bool) -> String {
        let holder = Holder { female, born: BORN, first: "maria", last: "rossi" };
        let mut out = String::new();
        push(country, holder, 12_345, &mut out);
        out
    }

    #[test]
    fn numbers_tell_sex_and_birthday_where_a_country_puts_them_in() {
        let cases = [
            ("IT", true, "RSSMRA85T50Z999"),
            ("IT", false, "RSSMRA85T10Z999"),
            ("FR", true, "2851299"),
            ("FR", false, "1851299"),
            ("CN", true, "99000019851210"),
        ];
        for (country, female, begins) in cases {
            let number = of(country, female);
            assert!(number.starts_with(begins), "{country} {number}");
        }
        for female in [true, false] {
            let number = of("CN", female);
            let order: u32 = number[14..17].parse().unwrap();
            assert_eq!(order.is_multiple_of(2), female, "{number}");
        }
    }

    #[test]
    fn the_letter_of_a_codice_fiscale_is_that_of_the_published_example() {
        // RSSMRA85T10A562S is the example of the Agenzia delle Entrate.
        let sum: u32 =
            "RSSMRA85T10A562".bytes().enumerate().map(|(at, c)| control(c, at % 2 == 0)).sum();
        assert_eq!(char::from(b'A' + (sum % 26) as u8), 'S');
    }

    #[test]
    fn short_names_and_names_with_many_consonants_have_three_letters() {
        let cases = [("fo", false, "FOX"), ("gianfranco", true, "GFR"), ("aia", true, "AIA")];
        for (name, first, expected) in cases {
            let mut out = String::new();
            push_letters(&mut out, name, first);
            assert_eq!(out, expected, "{name}");
        }
    }

    #[test]
    fn a_german_number_has_one_digit_twice_and_a_check_digit() {
        for random in 0..500 {
            let mut number = String::new();
            push_steuer_id(random, &mut number);
            assert_eq!(number.len(), 11);
            let repeats = |digit: char| number[..10].chars().filter(|c| *c == digit).count();
            let twice = ('0'..='9').filter(|digit| repeats(*digit) == 2).count();
            assert!(twice == 1 && ('0'..='9').all(|digit| repeats(digit) <= 2), "{number}");
            let mut digits = number.bytes().map(|byte| u32::from(byte - b'0'));
            let product = digits.clone().take(10).fold(10, |product, digit| {
                let sum = (digit + product) % 10;
                (if sum == 0 { 10 } else { sum }) * 2 % 11
            });
            assert_eq!((product + digits.next_back().unwrap()) % 10, 1, "{number}");
        }
    }

    #[test]
    fn a_japanese_number_ends_with_its_check_digit() {
        // The example of the ministry's ordinance on the check digit.
        let sum = weighted("12345678901", [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2].into_iter());
        assert_eq!(11 - sum % 11, 8);
        assert_eq!(of("JP", true).len(), 12);
    }
}
