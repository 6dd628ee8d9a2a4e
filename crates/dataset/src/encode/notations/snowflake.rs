//! Snowflake.

use super::{Around, Notation, Sink};

/// Literals of Snowflake, where a backslash escapes.
pub(in crate::encode) struct Snowflake;

impl Notation for Snowflake {
    const NULL: &'static [u8] = b"NULL";
    const QUOTE: &'static [u8] = b"'";
    const SEPARATOR: u8 = b' ';
    const UTC: &'static [u8] = b" +00:00";
    const BYTES: Around = (b"X'", b"'");
    const BITS: Around = (b"", b"");
    const GEOMETRY: Around = (b"", b"");
    const GROWTH: usize = 2;
    const EMPTY_IS_SPECIAL: bool = false;
    const EMBEDS_JSON: bool = false;

    #[inline]
    fn is_special(byte: u8) -> bool {
        matches!(byte, b'\'' | b'\\')
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        sink.byte(b'\'');
        for &byte in text {
            match byte {
                b'\'' => sink.constant(b"''"),
                b'\\' => sink.constant(b"\\\\"),
                byte => sink.byte(byte),
            }
        }
        sink.byte(b'\'');
    }
}
