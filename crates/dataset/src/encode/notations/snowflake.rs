//! Snowflake.

use super::{Around, Notation, Sink};

/// Literals of Snowflake, where a backslash escapes.
pub(in crate::encode) struct Snowflake;

impl Notation for Snowflake {
    const UTC: &'static [u8] = b" +00:00";
    const BYTES: Around = (b"X'", b"'");

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
