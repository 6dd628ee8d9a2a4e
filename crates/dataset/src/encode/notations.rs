//! The text formats: how each writes values.

use super::cells::{Around, Notation};
use super::sink::Sink;

mod bigquery;
mod db2;
mod oracle;
mod snowflake;
mod sqlserver;

pub(super) use bigquery::BigQuery;
pub(super) use db2::Db2;
pub(super) use oracle::Oracle;
pub(super) use snowflake::Snowflake;
pub(super) use sqlserver::SqlServer;

/// CSV by RFC 4180, with NULL as nothing and the empty text as `""`.
pub(super) struct Csv;

impl Notation for Csv {
    const NULL: &'static [u8] = b"";
    const QUOTE: &'static [u8] = b"";
    const UTC: &'static [u8] = b"+00";
    const BYTES: Around = (b"\\x", b"");
    const EMPTY_IS_SPECIAL: bool = true;

    /// The backslash is here for `\.`, which ends the data of `PostgreSQL`'s COPY unless quoted.
    #[inline]
    fn is_special(byte: u8) -> bool {
        matches!(byte, b',' | b'"' | b'\n' | b'\r' | b'\\')
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        doubled(sink, text, b'"');
    }
}

/// CSV as other databases' loaders read it: flags are numbers, bytes bare hexadecimal digits,
/// zones have their minutes or, where the loader takes none, are left out.
pub(super) struct PlainCsv<const ZONED: bool>;

impl<const ZONED: bool> Notation for PlainCsv<ZONED> {
    const NULL: &'static [u8] = Csv::NULL;
    const QUOTE: &'static [u8] = Csv::QUOTE;
    const FLAGS: [&'static [u8]; 2] = NUMBERS;
    const SEPARATOR: u8 = Csv::SEPARATOR;
    const UTC: &'static [u8] = if ZONED { b"+00:00" } else { b"" };
    const BYTES: Around = (b"", b"");
    const BITS: Around = Csv::BITS;
    const GEOMETRY: Around = Csv::GEOMETRY;
    const GROWTH: usize = Csv::GROWTH;
    const EMPTY_IS_SPECIAL: bool = Csv::EMPTY_IS_SPECIAL;
    const EMBEDS_JSON: bool = Csv::EMBEDS_JSON;

    #[inline]
    fn is_special(byte: u8) -> bool {
        Csv::is_special(byte)
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        Csv::escape(sink, text);
    }
}

/// `false` and `true` where flags are numbers.
const NUMBERS: [&[u8]; 2] = [b"0", b"1"];

/// `PostgreSQL`'s COPY text format.
pub(super) struct Copy;

impl Notation for Copy {
    const NULL: &'static [u8] = b"\\N";
    const QUOTE: &'static [u8] = b"";
    const UTC: &'static [u8] = b"+00";
    const BYTES: Around = (b"\\\\x", b"");

    #[inline]
    fn is_special(byte: u8) -> bool {
        matches!(byte, b'\t' | b'\n' | b'\r' | b'\\')
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        for &byte in text {
            match byte {
                b'\t' => sink.constant(b"\\t"),
                b'\n' => sink.constant(b"\\n"),
                b'\r' => sink.constant(b"\\r"),
                b'\\' => sink.constant(b"\\\\"),
                byte => sink.byte(byte),
            }
        }
    }
}

/// JSON: RFC 8259, points in time by RFC 3339.
pub(super) struct Json;

impl Notation for Json {
    const NULL: &'static [u8] = b"null";
    const QUOTE: &'static [u8] = b"\"";
    const SEPARATOR: u8 = b'T';
    const UTC: &'static [u8] = b"Z";
    const BYTES: Around = (b"\"\\\\x", b"\"");
    const GROWTH: usize = 6;
    const EMBEDS_JSON: bool = true;

    #[inline]
    fn is_special(byte: u8) -> bool {
        byte < b' ' || byte == b'"' || byte == b'\\'
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        sink.byte(b'"');
        for &byte in text {
            match byte {
                b'"' => sink.constant(b"\\\""),
                b'\\' => sink.constant(b"\\\\"),
                b'\n' => sink.constant(b"\\n"),
                b'\r' => sink.constant(b"\\r"),
                b'\t' => sink.constant(b"\\t"),
                0..b' ' => {
                    sink.constant(b"\\u00");
                    sink.put(|out| crate::digits::put_hex(out, &[byte]));
                }
                byte => sink.byte(byte),
            }
        }
        sink.byte(b'"');
    }
}

/// Literals of standard SQL; backslashes stand for themselves.
pub(super) struct Sql;

impl Notation for Sql {
    const UTC: &'static [u8] = b"+00";
    const BYTES: Around = (b"'\\x", b"'");
}

/// Literals of `MySQL` and `MariaDB`, where a backslash escapes (no `NO_BACKSLASH_ESCAPES`).
///
/// Geometric values are Well-Known Text.
pub(super) struct MySql;

impl Notation for MySql {
    const UTC: &'static [u8] = b"";
    const BYTES: Around = (b"X'", b"'");
    const BITS: Around = (b"b", b"");
    const GEOMETRY: Around = (b"ST_GeomFromText(", b")");

    #[inline]
    fn is_special(byte: u8) -> bool {
        matches!(byte, b'\'' | b'\\' | 0)
    }

    fn escape(sink: &mut Sink, text: &[u8]) {
        sink.byte(b'\'');
        for &byte in text {
            match byte {
                b'\'' => sink.constant(b"''"),
                b'\\' => sink.constant(b"\\\\"),
                // The client program ends its statement there.
                0 => sink.constant(b"\\0"),
                byte => sink.byte(byte),
            }
        }
        sink.byte(b'\'');
    }
}

/// Literals of `SQLite`: points in time are text without zone, as its own functions write them.
pub(super) struct Sqlite;

impl Notation for Sqlite {
    const UTC: &'static [u8] = b"";
    const BYTES: Around = (b"X'", b"'");
}

/// The text between quotes, with each quote in it doubled.
pub(super) fn doubled(sink: &mut Sink, text: &[u8], quote: u8) {
    sink.byte(quote);
    for &byte in text {
        if byte == quote {
            sink.byte(quote);
        }
        sink.byte(byte);
    }
    sink.byte(quote);
}
