//! Whether a text has the notation of its column's type.

use std::net::{Ipv4Addr, Ipv6Addr};

use seedbed_expr::parse_interval;
use seedbed_schema::DataType;
use serde::de::IgnoredAny;

use crate::notation::parse_array;

/// Whether [`has_form`] looks at texts of this type. Types whose notation has no short rule
/// (geometry, text search, XML …) take any text.
pub(crate) fn has_rule(data_type: &DataType) -> bool {
    rule(data_type).is_some()
}

/// Whether `text` is in the notation of `data_type`, a type that is held as text.
pub(crate) fn has_form(text: &str, data_type: &DataType) -> bool {
    rule(data_type).is_none_or(|rule| rule(text))
}

fn rule(data_type: &DataType) -> Option<fn(&str) -> bool> {
    Some(match data_type {
        DataType::Uuid => is_uuid,
        DataType::Json { .. } => |text| serde_json::from_str::<IgnoredAny>(text).is_ok(),
        DataType::Array(_) => |text| parse_array(text).is_some(),
        DataType::Interval => |text| parse_interval(text).is_some(),
        DataType::Bit { .. } => |text| text.bytes().all(|byte| matches!(byte, b'0' | b'1')),
        DataType::Inet | DataType::Cidr => is_network,
        DataType::MacAddr => |text| hex_digits(text) == Some(12),
        DataType::MacAddr8 => |text| matches!(hex_digits(text), Some(12 | 16)),
        DataType::Range(_) => is_range,
        _ => return None,
    })
}

/// 32 hexadecimal digits, with hyphens after any group of four, in braces or not.
fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let canonical = bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if canonical {
        return true;
    }
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let groups = inner.split('-');
    let whole = groups.clone().all(|group| !group.is_empty() && group.len() % 4 == 0);
    whole
        && groups.clone().map(str::len).sum::<usize>() == 32
        && groups.flat_map(str::bytes).all(|byte| byte.is_ascii_hexdigit())
}

/// An address or an abbreviated IPv4 network (`10.1`), with the number of network bits or not.
fn is_network(text: &str) -> bool {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => match bits.parse::<u8>() {
            Ok(bits) => (address, bits),
            Err(_) => return false,
        },
        None => (text, 0),
    };
    if address.parse::<Ipv6Addr>().is_ok() {
        return bits <= 128;
    }
    let parts = address.split('.').count();
    let padded = format!("{address}{}", ".0".repeat(4_usize.saturating_sub(parts)));
    bits <= 32 && padded.parse::<Ipv4Addr>().is_ok()
}

/// How many hexadecimal digits stand between the separators; `None` for anything else.
fn hex_digits(text: &str) -> Option<usize> {
    let separator = |byte: &u8| matches!(byte, b':' | b'-' | b'.');
    let digits = text.bytes().filter(|byte| !separator(byte));
    digits.clone().all(|byte| byte.is_ascii_hexdigit()).then(|| digits.count())
}

fn is_range(text: &str) -> bool {
    let text = text.trim();
    text.eq_ignore_ascii_case("empty")
        || (text.starts_with(['[', '(']) && text.ends_with([']', ')']) && text.contains(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_are_told_apart() {
        let json = DataType::Json { binary: true };
        let range = DataType::Range(seedbed_schema::RangeSubtype::Date);
        let cases: [(&DataType, &[&str], &[&str]); 7] = [
            (
                &DataType::Uuid,
                &[
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}",
                    "a0eebc999c0b4ef8bb6d6bb9bd380a11",
                ],
                &["", "a0eebc99", "g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
            ),
            (&json, &["{}", " [1, 2] ", "null", "\"x\""], &["", "{", "x", "{'a': 1}"]),
            (
                &DataType::Inet,
                &["10.0.0.1", "10.0.0.0/8", "10.1/16", "::1", "2001:db8::/32"],
                &["", "10.0.0.256", "10.0.0.1/33", "host", "10.0.0.0.0"],
            ),
            (&DataType::MacAddr, &["08:00:2b:01:02:03", "08002b:010203"], &["08:00", "x"]),
            (&DataType::Interval, &["1 day", "P1D"], &["soon"]),
            (&range, &["[2024-01-01,2024-02-01)", "empty", "(,)"], &["", "2024-01-01"]),
            (&DataType::Bit { length: None, varying: true }, &["", "0101"], &["2"]),
        ];
        for (data_type, good, bad) in cases {
            for text in good {
                assert!(has_form(text, data_type), "{data_type:?}: {text}");
            }
            for text in bad {
                assert!(!has_form(text, data_type), "{data_type:?}: {text}");
            }
        }
    }
}
