//! Db2.

use super::{Around, Notation};

/// Literals of Db2 11.1 and later: bytes are `BX'…'`, flags `true` and `false`.
pub(in crate::encode) struct Db2;

impl Notation for Db2 {
    // There is no type with a zone.
    const UTC: &'static [u8] = b"";
    const BYTES: Around = (b"BX'", b"'");
}
