//! Whether a value is one of its type, where the physical type does not settle it.

use std::net::IpAddr;

use seedbed_expr::{Kind, Value};
use seedbed_schema::DataType;

/// Whether a value is one of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// The type's notation is not read here.
    Unknown,
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

/// A text in the database's notation of `data_type`.
pub(crate) fn text_fits(text: &str, data_type: &DataType) -> Fit {
    match data_type {
        DataType::Text { max_length, .. } => {
            max_length.is_none_or(|longest| is_within(text, longest)).into()
        }
        DataType::Enum(labels) => labels.labels.iter().any(|label| label == text).into(),
        DataType::Set(labels) => (text.is_empty()
            || text.split(',').all(|item| labels.labels.iter().any(|label| label == item)))
        .into(),
        DataType::Uuid => is_uuid(text).into(),
        DataType::Json { .. } => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok().into(),
        DataType::Interval => Value::Text(text.to_owned()).cast(Kind::Interval).is_ok().into(),
        DataType::Range(subtype) => seedbed_expr::parse_range(text, *subtype).is_some().into(),
        DataType::Bit { length, varying } => is_bits(text, *length, *varying).into(),
        DataType::Inet => is_network(text, false).into(),
        DataType::Cidr => is_network(text, true).into(),
        DataType::MacAddr => is_mac(text, 12).into(),
        DataType::MacAddr8 => (is_mac(text, 16) || is_mac(text, 12)).into(),
        _ => Fit::Unknown,
    }
}

/// A value of any type; for elements of arrays.
pub(crate) fn value_fits(value: &Value, data_type: &DataType) -> Fit {
    match (value, data_type) {
        (Value::Null, _) => Fit::Yes,
        (Value::Array(items), DataType::Array(element)) => items
            .iter()
            .map(|item| match item {
                // PostgreSQL does not declare dimensions: an array may hold arrays.
                Value::Array(_) => value_fits(item, data_type),
                item => value_fits(item, element),
            })
            .find(|fit| *fit != Fit::Yes)
            .unwrap_or(Fit::Yes),
        (Value::Text(text), DataType::Array(_)) if text.is_empty() => Fit::No,
        (Value::Int(value), data_type) if data_type.integer_range().is_some() => {
            let within = |(low, high)| (low..=high).contains(&i128::from(*value));
            data_type.integer_range().is_some_and(within).into()
        }
        (Value::Json(_), DataType::Json { .. }) | (Value::Interval(_), DataType::Interval) => {
            Fit::Yes
        }
        (Value::Decimal(value), DataType::Decimal { precision: Some(precision), scale }) => value
            .rescale(scale.unwrap_or(0))
            .is_some_and(|value| has_digits(value.mantissa, *precision))
            .into(),
        (Value::Text(text), data_type) if !is_typed(data_type.kind()) => text_fits(text, data_type),
        (Value::Text(text), data_type) => match Value::Text(text.clone()).cast(data_type.kind()) {
            Ok(Value::Text(_)) => Fit::Unknown,
            Ok(value) => value_fits(&value, data_type),
            Err(_) => Fit::No,
        },
        (value, data_type) => (value.kind() == Some(data_type.kind())).into(),
    }
}

fn is_typed(kind: Kind) -> bool {
    !matches!(kind, Kind::Text | Kind::Other | Kind::Json | Kind::Interval | Kind::Array)
}

/// Whether a text has no more than so many characters, spaces at the end not counted: they are
/// cut off when stored.
pub(crate) fn is_within(text: &str, longest: u32) -> bool {
    let longest = longest as usize;
    text.len() <= longest || text.trim_end_matches(' ').chars().nth(longest).is_none()
}

/// Whether a number has no more than so many digits.
pub(crate) fn has_digits(mantissa: i128, precision: u8) -> bool {
    10_u128.checked_pow(u32::from(precision)).is_none_or(|limit| mantissa.unsigned_abs() < limit)
}

fn is_uuid(text: &str) -> bool {
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let mut digits = 0;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            // A hyphen may follow each group of four digits.
            b'-' if digits > 0 && digits < 32 && digits % 4 == 0 => {
                if inner.as_bytes()[at - 1] == b'-' {
                    return false;
                }
            }
            byte if byte.is_ascii_hexdigit() => digits += 1,
            _ => return false,
        }
    }
    digits == 32
}

fn is_bits(text: &str, length: Option<u32>, varying: bool) -> bool {
    let bits = text.len() as u64;
    let right_length = match length.map(u64::from) {
        Some(length) if varying => bits <= length,
        Some(length) => bits == length,
        // `bit` alone is `bit(1)`; `bit varying` alone has no limit.
        None => varying || bits == 1,
    };
    right_length && text.bytes().all(|byte| matches!(byte, b'0' | b'1'))
}

fn is_network(text: &str, whole: bool) -> bool {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let (number, width) = match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let bits = match bits.map(str::parse::<u32>) {
        None => width,
        Some(Ok(bits)) if bits <= width => bits,
        Some(_) => return false,
    };
    let host = width - bits;
    let host_mask = 1_u128.checked_shl(host).map_or(u128::MAX, |limit| limit - 1);
    !whole || number & host_mask == 0
}

fn is_mac(text: &str, digits: usize) -> bool {
    let is_separator = |c: char| matches!(c, ':' | '-' | '.');
    let plain: String = text.chars().filter(|&c| !is_separator(c)).collect();
    plain.len() == digits && plain.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_are_told_apart() {
        let inet = DataType::Inet;
        let bit3 = DataType::Bit { length: Some(3), varying: false };
        let varbit3 = DataType::Bit { length: Some(3), varying: true };
        let json = DataType::Json { binary: true };
        let cases: &[(&DataType, &str, Fit)] = &[
            (&DataType::Uuid, "0b0e2a3c-1d4f-4a5b-8c6d-7e8f9a0b1c2d", Fit::Yes),
            (&DataType::Uuid, "0B0E2A3C1D4F4A5B8C6D7E8F9A0B1C2D", Fit::Yes),
            (&DataType::Uuid, "0b0e2a3c-1d4f-4a5b-8c6d-7e8f9a0b1c2", Fit::No),
            (&DataType::Uuid, "", Fit::No),
            (&inet, "10.0.0.1", Fit::Yes),
            (&inet, "10.0.0.1/24", Fit::Yes),
            (&inet, "::1/64", Fit::Yes),
            (&inet, "10.0.0.256", Fit::No),
            (&inet, "10.0.0.1/33", Fit::No),
            (&DataType::Cidr, "10.0.0.0/8", Fit::Yes),
            (&DataType::Cidr, "10.0.0.1/8", Fit::No),
            (&DataType::Cidr, "::/0", Fit::Yes),
            (&DataType::MacAddr, "08:00:2b:01:02:03", Fit::Yes),
            (&DataType::MacAddr, "08:00:2b:01:02", Fit::No),
            (&bit3, "101", Fit::Yes),
            (&bit3, "10", Fit::No),
            (&varbit3, "10", Fit::Yes),
            (&varbit3, "102", Fit::No),
            (&json, "{\"a\": [1]}", Fit::Yes),
            (&json, "{a}", Fit::No),
            (&DataType::Interval, "1 mon 2 days 03:04:05", Fit::Yes),
            (&DataType::Interval, "soon", Fit::No),
            (&DataType::Xml, "<a/>", Fit::Unknown),
        ];
        for (data_type, text, expected) in cases {
            assert_eq!(text_fits(text, data_type), *expected, "{data_type:?} {text}");
        }
    }

    #[test]
    fn elements_of_arrays_are_held_to_their_type() {
        let ints = DataType::Array(Box::new(DataType::integer(16)));
        assert_eq!(value_fits(&Value::Array(vec![Value::Int(1), Value::Null]), &ints), Fit::Yes);
        assert_eq!(value_fits(&Value::Array(vec![Value::Int(40_000)]), &ints), Fit::No);
        let nested = Value::Array(vec![Value::Array(vec![Value::Int(1)])]);
        assert_eq!(value_fits(&nested, &ints), Fit::Yes);
    }
}
