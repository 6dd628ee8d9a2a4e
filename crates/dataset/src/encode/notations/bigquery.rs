//! `BigQuery`.

use seedbed_expr::Value;

use super::{Around, Notation, Sink};
use crate::notation::parse_array;

/// Literals of `GoogleSQL`: every type has its own, and what stands bare is a 64-bit number.
pub(in crate::encode) struct BigQuery;

impl Notation for BigQuery {
    const DATE: Around = (b"DATE '", b"'");
    const TIME: Around = (b"TIME '", b"'");
    const TIMESTAMP: Around = (b"DATETIME '", b"'");
    const INSTANT: Around = (b"TIMESTAMP '", b"'");
    const JSON: Around = (b"JSON ", b"");
    const UTC: &'static [u8] = b"+00";
    const BYTES: Around = (b"FROM_HEX('", b"')");
    const GEOMETRY: Around = (b"ST_GEOGFROMTEXT(", b")");
    const GROWTH: usize = 6;

    /// NUMERIC has nine digits behind the point.
    fn decimal(scale: u8) -> Around {
        if scale > 9 { (b"BIGNUMERIC '", b"'") } else { (b"NUMERIC '", b"'") }
    }

    /// `[1, 2]`. There is no NULL in an array that is stored.
    fn array(sink: &mut Sink, text: &[u8], element: &str) -> bool {
        let Some(items) = std::str::from_utf8(text).ok().and_then(parse_array) else {
            return false;
        };
        let around: Around = match element {
            "boolean" | "integer" | "float" => (b"", b""),
            "numeric" | "decimal" => Self::decimal(0),
            "date" => Self::DATE,
            "time" => Self::TIME,
            "timestamp" => Self::TIMESTAMP,
            "timestamptz" => Self::INSTANT,
            "json" => (b"JSON '", b"'"),
            _ => (b"'", b"'"),
        };
        sink.byte(b'[');
        let texts = items.iter().filter_map(|item| match item {
            Value::Text(text) => Some(text),
            _ => None,
        });
        for (at, text) in texts.enumerate() {
            sink.constant(if at == 0 { b"" } else { b", " });
            sink.constant(around.0);
            match (element, text.as_str()) {
                ("boolean", "t") => sink.constant(b"true"),
                ("boolean", "f") => sink.constant(b"false"),
                (_, text) => escaped(sink, text.as_bytes()),
            }
            sink.constant(around.1);
        }
        sink.byte(b']');
        true
    }

    #[inline]
    fn is_special(byte: u8) -> bool {
        byte < b' ' || matches!(byte, b'\'' | b'\\')
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        sink.byte(b'\'');
        escaped(sink, text);
        sink.byte(b'\'');
    }
}

/// What stands between the quotes, which lines must not break.
fn escaped(sink: &mut Sink, text: &[u8]) {
    for &byte in text {
        match byte {
            b'\'' => sink.constant(b"\\'"),
            b'\\' => sink.constant(b"\\\\"),
            b'\n' => sink.constant(b"\\n"),
            b'\r' => sink.constant(b"\\r"),
            b'\t' => sink.constant(b"\\t"),
            0..b' ' => {
                sink.constant(b"\\x");
                sink.put(|out| crate::digits::put_hex(out, &[byte]));
            }
            byte => sink.byte(byte),
        }
    }
}
