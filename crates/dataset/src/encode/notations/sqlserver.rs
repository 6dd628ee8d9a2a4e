//! SQL Server.

use super::{Around, NUMBERS, Notation, Sink};

/// Literals of Transact-SQL: texts are `N'…'`, bytes `0x…`, flags 0 and 1, and moments are in the
/// form of ISO 8601, which alone does not depend on the session's language.
/// A text is converted to a spatial type as `Parse` does it.
pub(in crate::encode) struct SqlServer;

impl Notation for SqlServer {
    const TEXT: Around = (b"N'", b"'");
    const FLAGS: [&'static [u8]; 2] = NUMBERS;
    const SEPARATOR: u8 = b'T';
    const UTC: &'static [u8] = b"+00:00";
    const BYTES: Around = (b"0x", b"");
    const GROWTH: usize = 6;

    #[inline]
    fn is_special(byte: u8) -> bool {
        matches!(byte, b'\'' | b'\\')
    }

    /// A backslash before the end of a line would join it with the next.
    fn escape(sink: &mut Sink, text: &[u8]) {
        sink.constant(b"N'");
        for (at, &byte) in text.iter().enumerate() {
            match byte {
                b'\'' => sink.constant(b"''"),
                b'\\' if matches!(text.get(at + 1), Some(b'\n' | b'\r')) => {
                    sink.constant(b"\\'+N'");
                }
                byte => sink.byte(byte),
            }
        }
        sink.byte(b'\'');
    }
}
