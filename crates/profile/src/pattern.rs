//! What texts look like: e-mail addresses, phone numbers, URLs, UUIDs and the like, or else their
//! common shape.

use std::sync::LazyLock;

use regex::Regex;

/// How many distinct texts of a column are looked at.
const LOOKED_AT: usize = 10_000;

/// The patterns by name, the narrowest first.
static KNOWN: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let patterns = [
        ("email", r"^[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+$"),
        ("url", r"^(https?|ftp)://\S+$"),
        ("uuid", r"^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"),
        ("ipv4", r"^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)$"),
        ("mac_address", r"^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$"),
        ("iban", r"^[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?$"),
        ("social_security", r"^\d{3}-\d{2}-\d{4}$"),
        ("date", r"^\d{4}-\d{2}-\d{2}$|^\d{1,2}[./]\d{1,2}[./]\d{4}$"),
        ("datetime", r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$"),
        ("time", r"^\d{1,2}:\d{2}(:\d{2})?$"),
        (
            "phone",
            r"^(\+\d{1,3}[ .-]?)?(\(\d{1,5}\)[ .-]?)?\d{1,5}([ .-]\d{2,5}){1,4}( ?x\d+)?$|^\+\d{8,15}$",
        ),
        ("hex_color", r"^#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$"),
        ("json", r"^(?s)\s*(\{.*\}|\[.*\])\s*$"),
    ];
    let compiled = patterns
        .into_iter()
        .map(|(name, text)| (name, Regex::new(text).expect("the patterns are well-formed")));
    compiled.collect()
});

/// The pattern of a column's texts, and the share of them that have it: one of the known names,
/// or a shape such as `AA-9999` (A and a for letters, 9 for digits). None where there is no
/// common one.
pub(crate) fn of<'t>(labels: impl Iterator<Item = &'t str>) -> Option<(String, f64)> {
    let texts: Vec<&str> = labels.take(LOOKED_AT).map(str::trim).collect();
    if texts.is_empty() {
        return None;
    }
    let share = |count: usize| count as f64 / texts.len() as f64;
    for (name, pattern) in KNOWN.iter() {
        // Most columns end here: their first few texts don't match.
        let few = texts.iter().take(20).filter(|text| pattern.is_match(text)).count();
        if few * 2 < texts.len().min(20) {
            continue;
        }
        let found = share(texts.iter().filter(|text| pattern.is_match(text)).count());
        if found >= 0.8 {
            return Some(((*name).to_owned(), found));
        }
    }
    let common = shape(texts[0])?;
    let alike = texts.iter().filter(|text| shape(text).as_ref() == Some(&common)).count();
    (texts.len() > 1 && alike == texts.len()).then_some((common, 1.0))
}

/// `AB-1234` as `AA-9999`; none for long texts and those without a digit, which are words.
fn shape(text: &str) -> Option<String> {
    if text.len() > 40 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let sign = |character: char| match character {
        '0'..='9' => '9',
        'A'..='Z' => 'A',
        'a'..='z' => 'a',
        other => other,
    };
    Some(text.chars().map(sign).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_told_by_texts() {
        let cases: [(&[&str], Option<&str>); 12] = [
            (&["ada@example.com", "bob.b@mail.example.org"], Some("email")),
            (&["https://example.com/a?b", "http://x.org"], Some("url")),
            (&["7f0c6e0a-3b1d-4a57-9d0e-0c5f3a9b2d41"], Some("uuid")),
            (&["10.0.0.1", "192.168.1.255"], Some("ipv4")),
            (&["+1 555-010-9999", "(555) 010-1234", "+4930123456"], Some("phone")),
            (&["2020-01-31", "1999-12-01"], Some("date")),
            (&["123-45-6789"], Some("social_security")),
            (&["DE89 3704 0044 0532 0130 00"], Some("iban")),
            (&["AB-1234", "CD-0001"], Some("AA-9999")),
            (&["Ada", "Bob"], None),
            (&["AB-1", "C-22"], None),
            (&[], None),
        ];
        for (texts, expected) in cases {
            let found = of(texts.iter().copied());
            assert_eq!(found.as_ref().map(|(name, _)| name.as_str()), expected, "{texts:?}");
        }
    }
}
