//! The columns of one batch, ready to be written cell by cell in any text format.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int16Type, Int32Type, Int64Type,
    Time64MicrosecondType, TimestampMicrosecondType,
};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::{DataType as ArrowType, Field, TimeUnit};

use super::notations::doubled;
use super::sink::Sink;
use crate::TYPE_KEY;
use crate::digits::{self, LONGEST, LastDay};
use crate::types::ELEMENT_KEY;

/// What stands before and behind a value.
pub(super) type Around = (&'static [u8], &'static [u8]);

/// How a text format writes values: like literals of standard SQL, unless it says otherwise.
pub(super) trait Notation {
    /// NULL.
    const NULL: &'static [u8] = b"NULL";
    /// What stands around text and points in time, unless something else is said of them below.
    const QUOTE: &'static [u8] = b"'";
    /// What stands around text.
    const TEXT: Around = (Self::QUOTE, Self::QUOTE);
    /// What stands around a date.
    const DATE: Around = (Self::QUOTE, Self::QUOTE);
    /// What stands around a time of day.
    const TIME: Around = (Self::QUOTE, Self::QUOTE);
    /// What stands around a date with a time of day.
    const TIMESTAMP: Around = (Self::QUOTE, Self::QUOTE);
    /// What stands around an instant.
    const INSTANT: Around = (Self::QUOTE, Self::QUOTE);
    /// What stands around a JSON document's text.
    const JSON: Around = (b"", b"");
    /// `false` and `true`.
    const FLAGS: [&'static [u8]; 2] = [b"false", b"true"];
    /// What stands between the date and the time of a timestamp.
    const SEPARATOR: u8 = b' ';
    /// What stands behind a timestamp in UTC.
    const UTC: &'static [u8];
    /// What stands before and behind the hexadecimal digits of bytes.
    const BYTES: Around;
    /// What stands before and behind a bit string.
    const BITS: Around = (b"", b"");
    /// What stands before and behind a geometric value's text.
    const GEOMETRY: Around = (b"", b"");
    /// The longest text that one literal holds, in bytes; a longer one needs escaping.
    const LONGEST_TEXT: usize = usize::MAX;
    /// How many times longer escaping can make a text.
    const GROWTH: usize = 2;
    /// Whether the empty text needs escaping, to differ from NULL.
    const EMPTY_IS_SPECIAL: bool = false;
    /// Whether JSON documents are part of the format rather than text in it.
    const EMBEDS_JSON: bool = false;

    /// What stands around a decimal number with so many digits behind the point.
    fn decimal(_scale: u8) -> Around {
        (b"", b"")
    }

    /// Writes an array, from its text in `PostgreSQL`'s notation and its elements' type by its
    /// logical name; `false` where it is written as its text.
    fn array(_sink: &mut Sink, _text: &[u8], _element: &str) -> bool {
        false
    }

    /// Whether a text with this byte needs escaping.
    #[inline]
    fn is_special(byte: u8) -> bool {
        byte == b'\''
    }

    /// Writes a text that needs escaping, with what stands around it.
    fn escape(sink: &mut Sink, text: &[u8]) {
        doubled(sink, text, b'\'');
    }
}

/// One column of a batch.
pub(super) struct Cells<'a> {
    nulls: Option<&'a NullBuffer>,
    values: Values<'a>,
}

enum Values<'a> {
    Boolean(&'a BooleanBuffer),
    Int16(&'a [i16]),
    Int32(&'a [i32]),
    Int64(&'a [i64]),
    /// `trim` where the type sets no scale.
    Decimal {
        values: &'a [i128],
        scale: u8,
        trim: bool,
    },
    Float32(&'a [f32]),
    Float64(&'a [f64]),
    Date(&'a [i32]),
    Time {
        values: &'a [i64],
        zoned: bool,
    },
    Timestamp {
        values: &'a [i64],
        zoned: bool,
        last: LastDay,
    },
    Text(Texts<'a>),
    /// Text of a type that may need more around it than quotes.
    Typed(Texts<'a>, Around),
    Json(Texts<'a>),
    /// With the logical name of the elements' type.
    Array(Texts<'a>, String),
    Bytes(Texts<'a>),
}

struct Texts<'a> {
    offsets: &'a [i32],
    data: &'a [u8],
    /// No byte of the whole column is special.
    plain: bool,
}

impl<'a> Texts<'a> {
    fn new(offsets: &'a [i32], data: &'a [u8], is_special: impl Fn(u8) -> bool) -> Self {
        let used = &data[offsets[0] as usize..offsets[offsets.len() - 1] as usize];
        Self { offsets, data, plain: !contains(used, is_special) }
    }

    #[inline]
    fn bounds(&self, row: usize) -> (usize, usize) {
        (self.offsets[row] as usize, self.offsets[row + 1] as usize)
    }

    fn longest(&self) -> usize {
        self.offsets.windows(2).map(|pair| (pair[1] - pair[0]) as usize).max().unwrap_or(0)
    }
}

/// Whether any byte is special; without an early exit within a block, so that it vectorizes.
#[inline]
fn contains(bytes: &[u8], is_special: impl Fn(u8) -> bool) -> bool {
    bytes.chunks(256).any(|block| block.iter().fold(false, |found, &byte| found | is_special(byte)))
}

impl<'a> Cells<'a> {
    /// Prepares a column; `None` where its Arrow type is not one that `arrow_type` names.
    pub(super) fn new<N: Notation>(array: &'a ArrayRef, field: &Field) -> Option<Self> {
        let name = field.metadata().get(TYPE_KEY).map_or("", String::as_str);
        let values = match array.data_type() {
            ArrowType::Boolean => Values::Boolean(array.as_boolean().values()),
            ArrowType::Int16 => Values::Int16(array.as_primitive::<Int16Type>().values()),
            ArrowType::Int32 => Values::Int32(array.as_primitive::<Int32Type>().values()),
            ArrowType::Int64 => Values::Int64(array.as_primitive::<Int64Type>().values()),
            ArrowType::Decimal128(_, scale @ 0..) => Values::Decimal {
                values: array.as_primitive::<Decimal128Type>().values(),
                scale: *scale as u8,
                trim: name == "numeric",
            },
            ArrowType::Float32 => Values::Float32(array.as_primitive::<Float32Type>().values()),
            ArrowType::Float64 => Values::Float64(array.as_primitive::<Float64Type>().values()),
            ArrowType::Date32 => Values::Date(array.as_primitive::<Date32Type>().values()),
            ArrowType::Time64(TimeUnit::Microsecond) => Values::Time {
                values: array.as_primitive::<Time64MicrosecondType>().values(),
                zoned: name == "timetz",
            },
            ArrowType::Timestamp(TimeUnit::Microsecond, zone) => Values::Timestamp {
                values: array.as_primitive::<TimestampMicrosecondType>().values(),
                zoned: zone.is_some(),
                last: LastDay::default(),
            },
            ArrowType::Utf8 => {
                let array = array.as_string::<i32>();
                let (offsets, data) = (array.value_offsets(), array.value_data());
                match name {
                    "json" if N::EMBEDS_JSON => {
                        Values::Json(Texts::new(offsets, data, is_line_break))
                    }
                    "json" => Values::Typed(Texts::new(offsets, data, N::is_special), N::JSON),
                    "array" => {
                        let element = field.metadata().get(ELEMENT_KEY).cloned();
                        let texts = Texts::new(offsets, data, N::is_special);
                        Values::Array(texts, element.unwrap_or_default())
                    }
                    "bit" => Values::Typed(Texts::new(offsets, data, N::is_special), N::BITS),
                    "geometry" => {
                        Values::Typed(Texts::new(offsets, data, N::is_special), N::GEOMETRY)
                    }
                    _ => Values::Text(Texts::new(offsets, data, N::is_special)),
                }
            }
            ArrowType::Binary => {
                let array = array.as_binary::<i32>();
                Values::Bytes(Texts::new(array.value_offsets(), array.value_data(), |_| false))
            }
            _ => return None,
        };
        Some(Self { nulls: array.nulls().filter(|nulls| nulls.null_count() > 0), values })
    }

    /// The most bytes any cell of the column takes.
    pub(super) fn longest<N: Notation>(&self) -> usize {
        let length = |around: Around| around.0.len() + around.1.len();
        let arounds = [
            N::TEXT,
            N::DATE,
            N::TIME,
            N::TIMESTAMP,
            N::INSTANT,
            N::BYTES,
            N::decimal(0),
            N::decimal(u8::MAX),
        ];
        let outer = [N::JSON, N::BITS, N::GEOMETRY].map(length).into_iter().max().unwrap_or(0);
        let inner = arounds.map(length).into_iter().max().unwrap_or(0);
        let around = outer + inner + 2 * N::QUOTE.len() + N::NULL.len() + 8;
        around
            + match &self.values {
                Values::Text(texts) | Values::Typed(texts, _) => N::GROWTH * texts.longest(),
                // Every element has something around it.
                Values::Array(texts, _) => (N::GROWTH + inner) * (texts.longest() + 1),
                Values::Json(texts) => texts.longest(),
                Values::Bytes(texts) => 2 * texts.longest(),
                _ => LONGEST,
            }
    }

    /// Writes the cell of one row.
    #[inline]
    pub(super) fn write<N: Notation>(&mut self, row: usize, sink: &mut Sink) {
        if self.nulls.is_some_and(|nulls| nulls.is_null(row)) {
            sink.constant(N::NULL);
            return;
        }
        match &mut self.values {
            Values::Boolean(values) => {
                sink.constant(N::FLAGS[usize::from(values.value(row))]);
            }
            Values::Int16(values) => sink.put(|out| digits::put_integer(out, values[row].into())),
            Values::Int32(values) => sink.put(|out| digits::put_integer(out, values[row].into())),
            Values::Int64(values) => sink.put(|out| digits::put_integer(out, values[row])),
            Values::Decimal { values, scale, trim } => {
                let around = N::decimal(*scale);
                within(sink, around, |out| digits::put_decimal(out, values[row], *scale, *trim));
            }
            Values::Float32(values) => {
                let value = values[row];
                float::<N>(sink, value.is_finite(), |out| digits::put_float(out, value));
            }
            Values::Float64(values) => {
                let value = values[row];
                float::<N>(sink, value.is_finite(), |out| digits::put_float(out, value));
            }
            Values::Date(values) => {
                within(sink, N::DATE, |out| digits::put_date(out, values[row]));
            }
            Values::Time { values, zoned } => within(sink, N::TIME, |out| {
                let length = digits::put_time(out, values[row]);
                let zone: &[u8] = if *zoned { b"+00" } else { b"" };
                out[length..length + zone.len()].copy_from_slice(zone);
                length + zone.len()
            }),
            Values::Timestamp { values, zoned, last } => {
                let (zone, around) =
                    if *zoned { (N::UTC, N::INSTANT) } else { (&b""[..], N::TIMESTAMP) };
                within(sink, around, |out| {
                    digits::put_timestamp(out, values[row], N::SEPARATOR, zone, last)
                });
            }
            Values::Text(texts) => text::<N>(sink, texts, row),
            Values::Typed(texts, around) => {
                sink.constant(around.0);
                text::<N>(sink, texts, row);
                sink.constant(around.1);
            }
            Values::Json(texts) => json(sink, texts, row),
            Values::Array(texts, element) => {
                let (start, end) = texts.bounds(row);
                if !N::array(sink, &texts.data[start..end], element) {
                    text::<N>(sink, texts, row);
                }
            }
            Values::Bytes(texts) => bytes::<N>(sink, texts, row),
        }
    }
}

fn is_line_break(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

#[inline]
fn within(sink: &mut Sink, around: Around, put: impl FnOnce(&mut [u8]) -> usize) {
    sink.constant(around.0);
    sink.put(put);
    sink.constant(around.1);
}

/// Numbers stand bare, `NaN` and infinities are words.
fn float<N: Notation>(sink: &mut Sink, finite: bool, put: impl FnOnce(&mut [u8]) -> usize) {
    if finite { sink.put(put) } else { within(sink, (N::QUOTE, N::QUOTE), put) }
}

#[inline]
fn text<N: Notation>(sink: &mut Sink, texts: &Texts<'_>, row: usize) {
    let (start, end) = texts.bounds(row);
    let special = (N::EMPTY_IS_SPECIAL && start == end)
        || end - start > N::LONGEST_TEXT
        || (!texts.plain && contains(&texts.data[start..end], N::is_special));
    if special {
        N::escape(sink, &texts.data[start..end]);
        return;
    }
    sink.constant(N::TEXT.0);
    sink.copy(texts.data, start, end);
    sink.constant(N::TEXT.1);
}

/// A document as it is. Line breaks in it are white space, and would end the row.
fn json(sink: &mut Sink, texts: &Texts<'_>, row: usize) {
    let (start, end) = texts.bounds(row);
    if texts.plain {
        sink.copy(texts.data, start, end);
        return;
    }
    for &byte in &texts.data[start..end] {
        sink.byte(if is_line_break(byte) { b' ' } else { byte });
    }
}

fn bytes<N: Notation>(sink: &mut Sink, texts: &Texts<'_>, row: usize) {
    let (start, end) = texts.bounds(row);
    if N::EMPTY_IS_SPECIAL && start == end && N::BYTES.0.is_empty() {
        return N::escape(sink, b"");
    }
    sink.constant(N::BYTES.0);
    sink.put(|out| digits::put_hex(out, &texts.data[start..end]));
    sink.constant(N::BYTES.1);
}
