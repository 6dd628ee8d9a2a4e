//! Any well-formed value of a type, in PostgreSQL's text notation.

use std::fmt::Write as _;

use seedbed_dataset::seed::{Stream, below};
use seedbed_schema::{DataType, RangeSubtype};

use super::{Capacity, Draw, Drawn, Reach, TextColumn, sequence::push_uuid};
use crate::vocabulary;

/// Days from 1970-01-01 to 2020-01-01: where made-up dates begin.
const FIRST_DAY: i64 = 18_262;

/// Draws values of a type that no other source speaks.
#[derive(Debug)]
pub(crate) struct AnyMaker {
    pub(crate) data_type: DataType,
    /// The least and most bytes of raw data.
    pub(crate) bytes: (usize, usize),
    /// The shortest and longest interval, in seconds, where something limits it.
    pub(crate) seconds: Option<(u64, u64)>,
    /// How far ranges reach, where something limits it.
    pub(crate) reach: Option<Reach>,
}

impl AnyMaker {
    pub(crate) fn draw(&self, draw: Draw<'_, '_>) -> Drawn {
        // Places may be those of some rows only, where these step aside.
        let rows = draw.places.map_or(draw.numbers().len(), <[u64]>::len);
        let numbers = &draw.numbers()[..rows];
        let place = |at: usize| draw.places.map(|places| places[at]);
        match &self.data_type {
            DataType::Boolean => Drawn::Bools(
                (0..numbers.len())
                    .map(|at| place(at).unwrap_or_else(|| draw.stream.at(numbers[at])) & 1 == 1)
                    .collect(),
            ),
            DataType::Bytes { .. } => Drawn::Bytes(
                (0..numbers.len())
                    .map(|at| self.raw(draw.stream.nth(numbers[at]), place(at)))
                    .collect(),
            ),
            DataType::Interval if self.seconds.is_some() => {
                let (low, high) = self.seconds.unwrap_or_default();
                let mut text = TextColumn::with_capacity(numbers.len(), 8);
                for (at, &number) in numbers.iter().enumerate() {
                    let span = high.saturating_sub(low) + 1;
                    let drawn = place(at).unwrap_or_else(|| draw.stream.below(number, span));
                    let seconds = low + drawn % span;
                    // Writing to a string can't fail.
                    let _ = write!(
                        text.data,
                        "{:02}:{:02}:{:02}",
                        seconds / 3_600,
                        seconds / 60 % 60,
                        seconds % 60
                    );
                    text.end();
                }
                Drawn::Text(text)
            }
            data_type => {
                let mut text = TextColumn::with_capacity(numbers.len(), 24);
                for (at, &number) in numbers.iter().enumerate() {
                    let stream = draw.stream.nth(number);
                    match &self.reach {
                        Some(reach) => reach.write(stream, place(at), &mut text.data),
                        None => write(data_type, stream, place(at), &mut text.data),
                    }
                    text.end();
                }
                Drawn::Text(text)
            }
        }
    }

    /// Random bytes; a place takes the first eight, or as many as there are.
    fn raw(&self, stream: Stream, place: Option<u64>) -> Vec<u8> {
        let (min, max) = self.bytes;
        let len = min + stream.below(0, (max - min) as u64 + 1) as usize;
        let len = if place.is_some() { max } else { len };
        let mut bytes: Vec<u8> =
            (1..).flat_map(|at| stream.at(at).to_le_bytes()).take(len).collect();
        if let Some(place) = place {
            let encoded = place.to_le_bytes();
            let part = len.min(8);
            bytes[..part].copy_from_slice(&encoded[..part]);
        }
        bytes
    }

    pub(crate) fn capacity(&self) -> Capacity {
        if let Some((low, high)) = self.seconds {
            return Capacity::Values(high.saturating_sub(low) + 1);
        }
        if let Some(reach) = &self.reach {
            return reach.count().map_or(Capacity::Unknown, Capacity::Values);
        }
        match &self.data_type {
            DataType::Boolean => Capacity::Values(2),
            DataType::Bytes { .. } => Capacity::Values(power(8, self.bytes.1 as u32)),
            DataType::Bit { length, .. } => Capacity::Values(power(1, length.unwrap_or(1))),
            DataType::Inet | DataType::Cidr => Capacity::Values(1 << 24),
            DataType::MacAddr | DataType::MacAddr8 => Capacity::Values(1 << 40),
            DataType::Interval
            | DataType::LTree
            | DataType::Geometry(_)
            | DataType::HStore
            | DataType::TsVector
            | DataType::Xml => Capacity::Unlimited,
            DataType::Range(_) => Capacity::Values(1 << 16),
            _ => Capacity::Unknown,
        }
    }
}

/// 2^(bits · count), saturating.
fn power(bits: u32, count: u32) -> u64 {
    1_u64.checked_shl(bits.saturating_mul(count)).unwrap_or(u64::MAX)
}

/// Writes a value; a place makes it differ from that of every other place (for the types whose
/// capacity says so).
pub(crate) fn write(data_type: &DataType, stream: Stream, place: Option<u64>, out: &mut String) {
    let number = |at: u64, bound: u64| stream.below(at, bound);
    let id = place.unwrap_or_else(|| number(0, 1 << 16));
    // Writing to a string can't fail.
    let _ = match data_type {
        DataType::Boolean => write!(out, "{}", ["f", "t"][number(0, 2) as usize]),
        DataType::Integer { .. } | DataType::Oid(_) | DataType::Year => {
            integer(data_type, stream, out)
        }
        DataType::Decimal { precision, scale } => decimal(*precision, *scale, stream, out),
        DataType::Money | DataType::Float { .. } => {
            write!(out, "{}.{:02}", number(0, 1_000), number(1, 100))
        }
        DataType::Date => write!(out, "{}", day(number(0, 2_000) as i64)),
        DataType::Time { .. } => write!(out, "{}", clock(number(0, 86_400))),
        DataType::Timestamp { .. } => {
            write!(out, "{} {}", day(number(0, 2_000) as i64), clock(number(1, 86_400)))
        }
        DataType::Interval => match place {
            Some(place) => write!(out, "{place} seconds"),
            None => write!(out, "{} days {}", number(0, 30), clock(number(1, 86_400))),
        },
        DataType::Uuid => {
            let bits = (u128::from(stream.at(0)) << 64) | u128::from(stream.at(1));
            push_uuid(out, (bits & !(0xF << 76) & !(0b11 << 62)) | (4 << 76) | (0b10 << 62));
            Ok(())
        }
        DataType::Inet => {
            write!(out, "10.{}.{}.{}", id >> 16 & 255, id >> 8 & 255, id & 255)
        }
        DataType::Cidr => {
            write!(out, "10.{}.{}.{}/32", id >> 16 & 255, id >> 8 & 255, id & 255)
        }
        DataType::MacAddr => write!(
            out,
            "02:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}",
            id >> 32 & 255,
            id >> 24 & 255,
            id >> 16 & 255,
            id >> 8 & 255,
            id & 255
        ),
        DataType::MacAddr8 => write!(
            out,
            "02:00:00:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}",
            id >> 32 & 255,
            id >> 24 & 255,
            id >> 16 & 255,
            id >> 8 & 255,
            id & 255
        ),
        DataType::Bit { length, varying } => {
            bits(*length, *varying, stream, place, out);
            Ok(())
        }
        DataType::Geometry(kind) => geometry(kind, stream, place, out),
        DataType::Range(subtype) => range(*subtype, stream, place, out),
        DataType::MultiRange(subtype) => {
            out.push('{');
            let _ = range(*subtype, stream, place, out);
            out.push('}');
            Ok(())
        }
        DataType::TsVector => write!(out, "'{}':1 '{}':2", word(stream, 0), id),
        DataType::TsQuery => write!(out, "'{}' & '{}'", word(stream, 0), word(stream, 1)),
        DataType::Xml => write!(out, "<item id=\"{id}\">{}</item>", word(stream, 0)),
        DataType::HStore => write!(out, "\"{}\"=>\"{id}\"", word(stream, 0)),
        DataType::LTree => write!(out, "top.{}.n{id}", word(stream, 0)),
        DataType::Json { .. } => write!(out, "{{\"{}\": {}}}", word(stream, 0), number(1, 100)),
        DataType::Enum(labels) => {
            out.push_str(&labels.labels[number(0, labels.labels.len() as u64) as usize]);
            Ok(())
        }
        DataType::Set(labels) => {
            let chosen = labels.labels.iter().enumerate();
            let chosen = chosen.filter(|(at, _)| number(*at as u64, 3) == 0);
            let chosen: Vec<&str> = chosen.map(|(_, label)| label.as_str()).collect();
            out.push_str(&chosen.join(","));
            Ok(())
        }
        DataType::Array(item) => {
            let mut value = String::new();
            write(item, stream.nth(1), None, &mut value);
            write!(out, "{{\"{}\"}}", escaped(&value))
        }
        DataType::Composite { fields, .. } => composite(fields, stream, out),
        DataType::Bytes { .. } => write!(out, "\\x{:016x}", stream.at(0)),
        DataType::Text { max_length, .. } => {
            let text = word(stream, 0);
            let max = max_length.map_or(usize::MAX, |max| max as usize);
            out.push_str(&text[..text.len().min(max)]);
            Ok(())
        }
        DataType::Other(name) => other(name, stream, id, out),
    };
}

fn integer(data_type: &DataType, stream: Stream, out: &mut String) -> std::fmt::Result {
    let (_, high) = data_type.integer_range().unwrap_or((0, 1_000));
    if let DataType::Year = data_type {
        return write!(out, "{}", 1990 + stream.below(0, 36));
    }
    write!(out, "{}", 1 + stream.below(0, high.clamp(1, 1_000) as u64))
}

fn decimal(
    precision: Option<u8>,
    scale: Option<u8>,
    stream: Stream,
    out: &mut String,
) -> std::fmt::Result {
    let scale = scale.unwrap_or(0);
    let whole = u32::from(precision.unwrap_or(6).saturating_sub(scale)).min(4);
    write!(out, "{}", stream.below(0, 10_u64.pow(whole).max(1)))?;
    if scale > 0 {
        write!(out, ".{}", stream.below(1, 10))?;
    }
    Ok(())
}

fn day(offset: i64) -> String {
    seedbed_expr::format_date((FIRST_DAY + offset) as i32)
}

fn clock(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A short made-up word.
fn word(stream: Stream, at: u64) -> String {
    let nouns = vocabulary::lookup(vocabulary::DEFAULT_LOCALE, "noun");
    let bits = stream.nth(9).at(at);
    nouns.map_or_else(String::new, |nouns| {
        nouns.get(below(bits, nouns.len() as u64) as usize).into()
    })
}

fn bits(length: Option<u32>, varying: bool, stream: Stream, place: Option<u64>, out: &mut String) {
    let full = length.unwrap_or(if varying { 16 } else { 1 });
    let value = place.unwrap_or_else(|| stream.at(0));
    for at in 0..full {
        let bit = if at < 64 { value >> at & 1 } else { stream.at(u64::from(at)) & 1 };
        out.push(if bit == 1 { '1' } else { '0' });
    }
}

/// A shape; a place keeps it apart from that of every other place.
fn geometry(kind: &str, stream: Stream, place: Option<u64>, out: &mut String) -> std::fmt::Result {
    // Hundredths are exact enough that no digits of binary fractions show.
    let hundredths = |at: u64| (stream.below(at, 18_000) as f64 - 9_000.0) / 100.0;
    let x = hundredths(1);
    let y = match place {
        Some(place) => place as f64 * 20.0,
        None => hundredths(3),
    };
    if let Some((_, modifiers)) = kind.split_once('(') {
        return well_known_text(modifiers.trim_end_matches(')'), x, y % 89.0, out);
    }
    match kind {
        "line" => write!(out, "{{{},-1,{y}}}", 1.0 + x.abs()),
        "lseg" => write!(out, "[({x},{y}),({},{})]", x + 1.0, y + 2.0),
        "box" => write!(out, "({},{}),({x},{y})", x + 1.0, y + 1.0),
        "path" => write!(out, "[({x},{y}),({},{}),({},{y})]", x + 1.0, y + 1.0, x + 2.0),
        "polygon" => write!(out, "(({x},{y}),({},{}),({},{y}))", x + 1.0, y + 1.0, x + 2.0),
        "circle" => write!(out, "<({x},{y}),{}>", 1 + stream.below(2, 9)),
        "geometry" | "geography" => write!(out, "POINT({x} {})", y % 90.0),
        _ => write!(out, "({x},{y})"),
    }
}

/// A shape near (x, y), in the text of OGC's "Simple Feature Access", with the number of a spatial
/// reference system where the type has one.
fn well_known_text(modifiers: &str, x: f64, y: f64, out: &mut String) -> std::fmt::Result {
    let (shape, system) = modifiers.split_once(',').unwrap_or((modifiers, ""));
    if !system.trim().is_empty() {
        write!(out, "SRID={};", system.trim())?;
    }
    let (right, up) = (x + 1.0, y + 1.0);
    match shape.trim() {
        "linestring" => write!(out, "LINESTRING({x} {y},{right} {up})"),
        "polygon" => write!(out, "POLYGON(({x} {y},{right} {y},{right} {up},{x} {y}))"),
        "multipoint" => write!(out, "MULTIPOINT({x} {y},{right} {up})"),
        "multilinestring" => {
            write!(out, "MULTILINESTRING(({x} {y},{right} {up}),({x} {y},{right} {y}))")
        }
        "multipolygon" => {
            write!(out, "MULTIPOLYGON((({x} {y},{right} {y},{right} {up},{x} {y})))")
        }
        "geometrycollection" | "geomcollection" => {
            write!(out, "GEOMETRYCOLLECTION(POINT({x} {y}),LINESTRING({x} {y},{right} {up}))")
        }
        _ => write!(out, "POINT({x} {y})"),
    }
}

/// A range of some length; a place makes it another than that of every other place.
fn range(
    subtype: RangeSubtype,
    stream: Stream,
    place: Option<u64>,
    out: &mut String,
) -> std::fmt::Result {
    // Days from 2020 on, lengths of up to a month: a place counts first the one, then the other.
    const DAYS: u64 = 2_000;
    // Those that nobody counts lie in the last years.
    const RECENT: u64 = 1_000;
    let (start, length) = match place {
        Some(place) => (place % DAYS, 1 + place / DAYS),
        None => (RECENT + stream.below(0, DAYS + 150 - RECENT), 1 + stream.below(1, 14)),
    };
    let (start, length) = (start as i64, length as i64);
    match subtype {
        RangeSubtype::Int32 | RangeSubtype::Int64 | RangeSubtype::Numeric if place.is_none() => {
            // As quantities and ages are grouped.
            const STARTS: [u64; 8] = [0, 1, 5, 10, 20, 50, 100, 200];
            const WIDTHS: [u64; 5] = [5, 10, 20, 50, 100];
            let low = STARTS[stream.below(2, STARTS.len() as u64) as usize];
            let width = WIDTHS[stream.below(3, WIDTHS.len() as u64) as usize];
            write!(out, "[{low},{})", low + width)
        }
        RangeSubtype::Timestamp | RangeSubtype::TimestampTz if place.is_none() => {
            // Some quarters of an hour on a working day.
            let from = 4 * 8 + stream.below(4, 32);
            let to = from + 2 + stream.below(5, 7);
            let clock = |quarters: u64| format!("{:02}:{:02}:00", quarters / 4, quarters % 4 * 15);
            let day = day(start);
            write!(out, "[\"{day} {}\",\"{day} {}\")", clock(from), clock(to))
        }
        RangeSubtype::Int32 | RangeSubtype::Int64 | RangeSubtype::Numeric => {
            write!(out, "[{},{})", start * 10, start * 10 + length * 5)
        }
        RangeSubtype::Date => write!(out, "[{},{})", day(start), day(start + length)),
        RangeSubtype::Timestamp | RangeSubtype::TimestampTz => {
            write!(out, "[\"{} 09:00:00\",\"{} 17:00:00\")", day(start), day(start + length - 1))
        }
    }
}

/// Types that databases and their extensions know by name.
fn other(name: &str, stream: Stream, id: u64, out: &mut String) -> std::fmt::Result {
    let bare = name.rsplit('.').next().unwrap_or(name).trim_matches('"').to_ascii_lowercase();
    let bare = bare.split('(').next().unwrap_or_default().trim();
    match bare {
        "jsonpath" => write!(out, "$.{}[{}]", word(stream, 0), id % 1_000),
        "pg_lsn" => write!(out, "{:X}/{:X}", id >> 32, id & 0xFFFF_FFFF),
        "txid_snapshot" | "pg_snapshot" => write!(out, "{}:{}:", id + 10, id + 10),
        "xid" | "xid8" | "cid" => write!(out, "{}", id + 3),
        "tid" => write!(out, "({},{})", id >> 10, 1 + (id & 1_023)),
        "int2vector" | "oidvector" => write!(out, "{} {}", id % 32_000, 1 + stream.below(1, 9)),
        "lquery" => write!(out, "top.*.n{id}"),
        "ltxtquery" => write!(out, "{} & n{id}", word(stream, 0)),
        "query_int" => write!(out, "{}&{id}", stream.below(1, 100)),
        "cube" => write!(out, "({}, {id})", stream.below(1, 100)),
        "seg" => write!(out, "{id} .. {}", id + 1 + stream.below(1, 9)),
        "semver" => write!(out, "{}.{}.{id}", stream.below(1, 9), stream.below(2, 20)),
        "roaringbitmap" => write!(out, "{{{id}}}"),
        "vector" | "halfvec" => {
            // The number of dimensions is written behind the name.
            let count = name.split(['(', ')']).nth(1).and_then(|count| count.trim().parse().ok());
            let count: u64 = count.unwrap_or(3);
            let number = |at| stream.below(at, 2_000) as f64 / 1_000.0 - 1.0;
            let numbers = (0..count.min(16_000)).map(|at| format!("{:.3}", number(at)));
            write!(out, "[{}]", numbers.collect::<Vec<_>>().join(","))
        }
        _ => write!(out, "{} {id}", word(stream, 0)),
    }
}

/// A value within double quotes.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"")
}

fn composite(fields: &[(String, DataType)], stream: Stream, out: &mut String) -> std::fmt::Result {
    out.push('(');
    for (at, (_, data_type)) in fields.iter().enumerate() {
        let mut value = String::new();
        write(data_type, stream.nth(at as u64), None, &mut value);
        write!(out, "{}\"{}\"", if at > 0 { "," } else { "" }, escaped(&value))?;
    }
    out.push(')');
    Ok(())
}
