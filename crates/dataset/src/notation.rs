//! `PostgreSQL`'s text notation of values that Arrow has no type for, both ways: arrays,
//! intervals, JSON, and everything else as an array's element.

use std::borrow::Cow;

use seedbed_expr::{Value, format_interval};
use seedbed_schema::DataType;

use crate::digits::{self, LONGEST, LastDay};

/// The text of a value as `PostgreSQL` writes it for a column of `data_type`; `None` for NULL.
pub(crate) fn text_of<'a>(value: &'a Value, data_type: &DataType) -> Option<Cow<'a, str>> {
    let digits = |put: &dyn Fn(&mut [u8]) -> usize| {
        let mut out = [0; LONGEST];
        let length = put(&mut out);
        // Only ASCII is ever written.
        Cow::Owned(String::from_utf8_lossy(&out[..length]).into_owned())
    };
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        Value::Int(value) => digits(&|out| digits::put_integer(out, *value)),
        Value::Decimal(value) => {
            digits(&|out| digits::put_decimal(out, value.mantissa, value.scale, false))
        }
        Value::Float(value) => digits(&|out| digits::put_float(out, *value)),
        Value::Text(text) => Cow::Borrowed(text),
        Value::Date(days) => digits(&|out| digits::put_date(out, *days)),
        Value::Time(micros) => digits(&|out| {
            let length = digits::put_time(out, *micros);
            length + zone(data_type, &mut out[length..])
        }),
        Value::Timestamp(micros) => digits(&|out| {
            let zone = zone_of(data_type).as_bytes();
            digits::put_timestamp(out, *micros, b' ', zone, &mut LastDay::default())
        }),
        Value::Interval(interval) => Cow::Owned(format_interval(*interval)),
        Value::Bytes(bytes) => Cow::Owned(hex(bytes)),
        Value::Array(items) => Cow::Owned(array_text(items, data_type)),
        Value::Json(document) => Cow::Owned(document.to_string()),
    })
}

fn zone_of(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Time { with_time_zone: true } | DataType::Timestamp { with_time_zone: true } => {
            "+00"
        }
        _ => "",
    }
}

fn zone(data_type: &DataType, out: &mut [u8]) -> usize {
    let zone = zone_of(data_type).as_bytes();
    out[..zone.len()].copy_from_slice(zone);
    zone.len()
}

/// `\x` and two hexadecimal digits per byte.
fn hex(bytes: &[u8]) -> String {
    let mut out = vec![0; 2 * bytes.len() + 2];
    out[..2].copy_from_slice(b"\\x");
    digits::put_hex(&mut out[2..], bytes);
    String::from_utf8_lossy(&out).into_owned()
}

/// The usual groups of hexadecimal digits of an identifier's 16 bytes.
pub(crate) fn uuid_text(bytes: &[u8]) -> String {
    let digits = hex(bytes);
    [2..10, 10..14, 14..18, 18..22, 22..34].map(|group| &digits[group]).join("-")
}

/// Reads `\x…`; `None` where it is not pairs of hexadecimal digits.
pub(crate) fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let pairs = digits.chunks(2).map(|pair| match *pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    });
    pairs.collect()
}

/// The type of an array's elements; arrays of arrays repeat it.
fn element_type(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Array(element) => element,
        other => other,
    }
}

/// `{a,"b c",NULL}`; a set's labels are joined by commas alone.
fn array_text(items: &[Value], data_type: &DataType) -> String {
    if let DataType::Set(_) = data_type {
        let labels = items.iter().filter_map(|item| text_of(item, data_type));
        return labels.collect::<Vec<_>>().join(",");
    }
    let mut out = String::new();
    push_array(&mut out, items, element_type(data_type));
    out
}

fn push_array(out: &mut String, items: &[Value], element: &DataType) {
    // PostgreSQL's one type whose values are full of commas has a separator of its own.
    let is_box = matches!(element, DataType::Geometry(name) if name == "box");
    let separator = if is_box { ';' } else { ',' };
    out.push('{');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(separator);
        }
        match item {
            // Items that are lists themselves (a domain over a list) are values like any other.
            Value::Array(_) if matches!(element, DataType::Array(_)) => {
                push_element(out, &text_of(item, element).unwrap_or_default());
            }
            Value::Array(inner) => push_array(out, inner, element_type(element)),
            Value::Bool(true) => out.push('t'),
            Value::Bool(false) => out.push('f'),
            item => match text_of(item, element) {
                Some(text) => push_element(out, &text),
                None => out.push_str("NULL"),
            },
        }
    }
    out.push('}');
}

fn push_element(out: &mut String, text: &str) {
    let special = |c: char| matches!(c, '{' | '}' | '"' | '\\' | ',') || c.is_ascii_whitespace();
    if !text.is_empty() && !text.eq_ignore_ascii_case("null") && !text.contains(special) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

/// Reads an array's text. Elements are text or NULL, nested arrays are arrays; `None` where
/// the text is not an array. Bounds before the braces (`[0:2]={…}`) are skipped.
pub(crate) fn parse_array(text: &str) -> Option<Vec<Value>> {
    let text = text.trim();
    let text = match text.strip_prefix('[') {
        Some(bounds) => bounds.split_once('=')?.1.trim_start(),
        None => text,
    };
    let mut rest = text;
    let items = parse_items(&mut rest)?;
    rest.is_empty().then_some(items)
}

fn parse_items(rest: &mut &str) -> Option<Vec<Value>> {
    let mut items = Vec::new();
    *rest = rest.strip_prefix('{')?.trim_start();
    if let Some(after) = rest.strip_prefix('}') {
        *rest = after;
        return Some(items);
    }
    loop {
        items.push(match rest.as_bytes().first()? {
            b'{' => Value::Array(parse_items(rest)?),
            b'"' => Value::Text(parse_quoted(rest)?),
            _ => parse_bare(rest)?,
        });
        *rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            *rest = after;
            return Some(items);
        }
        *rest = rest.strip_prefix([',', ';'])?.trim_start();
    }
}

fn parse_quoted(rest: &mut &str) -> Option<String> {
    let mut out = String::new();
    let mut characters = rest[1..].char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => {
                *rest = &rest[at + 2..];
                return Some(out);
            }
            '\\' => out.push(characters.next()?.1),
            c => out.push(c),
        }
    }
    None
}

fn parse_bare(rest: &mut &str) -> Option<Value> {
    let mut out = String::new();
    let mut escaped = false;
    let mut end = None;
    let mut characters = rest.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            ',' | '}' => {
                end = Some(at);
                break;
            }
            '{' | '"' => return None,
            '\\' => {
                escaped = true;
                out.push(characters.next()?.1);
            }
            c => out.push(c),
        }
    }
    *rest = &rest[end?..];
    let text = out.trim_end();
    if text.is_empty() {
        return None;
    }
    let null = !escaped && text.eq_ignore_ascii_case("null");
    Some(if null { Value::Null } else { Value::Text(text.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(items: &[&str]) -> Vec<Value> {
        items.iter().map(|&text| Value::Text(text.into())).collect()
    }

    #[test]
    fn arrays_are_quoted_as_postgresql_quotes_them() {
        let cases = [
            (texts(&[]), "{}"),
            (texts(&["a", "b"]), "{a,b}"),
            (texts(&["", "null", "NULL"]), r#"{"","null","NULL"}"#),
            (texts(&["a b", "c,d", "{e}"]), r#"{"a b","c,d","{e}"}"#),
            (texts(&[r#"say "hi""#, r"back\slash"]), r#"{"say \"hi\"","back\\slash"}"#),
            (vec![Value::Null, Value::Text("ü\n".into())], "{NULL,\"ü\n\"}"),
            (vec![Value::Array(texts(&["a"])), Value::Array(texts(&["b"]))], "{{a},{b}}"),
        ];
        for (items, expected) in cases {
            let data_type = DataType::Array(Box::new(DataType::text()));
            assert_eq!(array_text(&items, &data_type), expected);
            assert_eq!(parse_array(expected), Some(items), "{expected}");
        }
    }

    #[test]
    fn elements_have_their_own_types_notation() {
        let of = |items, element| array_text(items, &DataType::Array(Box::new(element)));
        assert_eq!(of(&[Value::Bool(true), Value::Bool(false)], DataType::Boolean), "{t,f}");
        let timestamp = DataType::Timestamp { with_time_zone: true };
        assert_eq!(of(&[Value::Timestamp(0)], timestamp), r#"{"1970-01-01 00:00:00+00"}"#);
        let bytes = DataType::Bytes { max_length: None, fixed: false };
        assert_eq!(of(&[Value::Bytes(vec![0xab])], bytes), r#"{"\\xab"}"#);
    }

    #[test]
    fn boxes_are_separated_by_semicolons() {
        let boxes = texts(&["(1,1),(0,0)", "(2,2),(1,1)"]);
        let data_type = DataType::Array(Box::new(DataType::Geometry("box".into())));
        let text = array_text(&boxes, &data_type);
        assert_eq!(text, r#"{"(1,1),(0,0)";"(2,2),(1,1)"}"#);
        assert_eq!(parse_array(&text), Some(boxes));
    }

    #[test]
    fn text_that_is_no_array_is_refused() {
        for text in ["", "a,b", "{a", "{a,}", "{a}}", "{a\"b}", "{\"a}", "{a}b", "{,}"] {
            assert_eq!(parse_array(text), None, "{text}");
        }
        assert_eq!(parse_array("[0:1]={a, b }"), Some(texts(&["a", "b"])));
    }
}
