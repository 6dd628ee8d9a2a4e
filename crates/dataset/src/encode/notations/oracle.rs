//! Oracle.

use super::{Around, NUMBERS, Notation, Sink};

/// The most bytes that a literal may hold (`VARCHAR2`'s standard limit).
const LONGEST: usize = 4000;

/// Bytes per piece of a longer text; quotes in it are written twice.
const PIECE: usize = 1000;

/// Literals of Oracle. Line breaks are written as `CHR`, since clients read scripts line by line.
pub(in crate::encode) struct Oracle;

impl Notation for Oracle {
    const DATE: Around = (b"DATE '", b"'");
    const TIMESTAMP: Around = (b"TIMESTAMP '", b"'");
    const INSTANT: Around = (b"TIMESTAMP '", b"'");
    const FLAGS: [&'static [u8]; 2] = NUMBERS;
    const UTC: &'static [u8] = b" +00:00";
    const BYTES: Around = (b"HEXTORAW('", b"')");
    const GEOMETRY: Around = (b"SDO_GEOMETRY(", b")");
    const LONGEST_TEXT: usize = LONGEST;
    const GROWTH: usize = 13;

    #[inline]
    fn is_special(byte: u8) -> bool {
        matches!(byte, b'\'' | b'\n' | b'\r')
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        if text.len() <= LONGEST / 2 {
            return piece(sink, text);
        }
        let mut rest = text;
        while !rest.is_empty() {
            let mut end = rest.len().min(PIECE);
            // Never within a character.
            while end < rest.len() && rest[end] & 0b1100_0000 == 0b1000_0000 {
                end -= 1;
            }
            sink.constant(if rest.len() == text.len() { b"TO_CLOB(" } else { b"||TO_CLOB(" });
            piece(sink, &rest[..end]);
            sink.byte(b')');
            rest = &rest[end..];
        }
    }
}

/// One literal, in parts around its line breaks.
fn piece(sink: &mut Sink, text: &[u8]) {
    sink.byte(b'\'');
    for &byte in text {
        match byte {
            b'\'' => sink.constant(b"''"),
            b'\n' => sink.constant(b"'||CHR(10)||'"),
            b'\r' => sink.constant(b"'||CHR(13)||'"),
            byte => sink.byte(byte),
        }
    }
    sink.byte(b'\'');
}
