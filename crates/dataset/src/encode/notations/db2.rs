//! Db2.

use super::{Around, Notation, Sink, doubled};

/// Literals of Db2 11.1 and later: bytes are `BX'…'`, flags `true` and `false`.
pub(in crate::encode) struct Db2;

impl Notation for Db2 {
    const NULL: &'static [u8] = b"NULL";
    const QUOTE: &'static [u8] = b"'";
    const SEPARATOR: u8 = b' ';
    // There is no type with a zone.
    const UTC: &'static [u8] = b"";
    const BYTES: Around = (b"BX'", b"'");
    const BITS: Around = (b"", b"");
    const GEOMETRY: Around = (b"", b"");
    const GROWTH: usize = 2;
    const EMPTY_IS_SPECIAL: bool = false;
    const EMBEDS_JSON: bool = false;

    #[inline]
    fn is_special(byte: u8) -> bool {
        byte == b'\''
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        doubled(sink, text, b'\'');
    }
}
