//! PostgreSQL's ranges and multiranges, as pairs of cuts of a line.
//!
//! A range is kept in its text notation; what is asked of it is worked out on the cuts below and
//! above its values, so that `[1,5]` and `[1,6)` are one range of integers.

use crate::{Kind, Value, format_date, format_timestamp};

mod typed;

/// What a range type ranges over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum RangeSubtype {
    Int32,
    Int64,
    Numeric,
    Date,
    Timestamp,
    TimestampTz,
}

/// A place between values: below its value, or (`true`) just above it.
pub type Cut = (i128, bool);

/// The values between two cuts; `None` when there are none.
pub type Span = Option<(Cut, Cut)>;

/// The cut below all values, of a range without a lower bound.
pub(crate) const START: i128 = i128::MIN;
/// The cut above all values.
pub(crate) const END: i128 = i128::MAX;

/// Digits behind the point that numeric bounds are compared with.
const NUMERIC_SCALE: u8 = 12;

impl RangeSubtype {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Int32, Self::Int64, Self::Numeric, Self::Date, Self::Timestamp, Self::TimestampTz];

    /// Where a range without an upper bound ends.
    pub const END: i128 = END;

    /// What PostgreSQL puts before `range` and `multirange`.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Int32 => "int4",
            Self::Int64 => "int8",
            Self::Numeric => "num",
            Self::Date => "date",
            Self::Timestamp => "ts",
            Self::TimestampTz => "tstz",
        }
    }

    /// The subtype of the range type of this name, `daterange`.
    pub fn of_range(name: &str) -> Option<Self> {
        let prefix = name.strip_suffix("range")?;
        Self::ALL.into_iter().find(|subtype| subtype.prefix() == prefix)
    }

    /// The broad type of the bounds.
    pub fn kind(self) -> Kind {
        match self {
            Self::Int32 | Self::Int64 => Kind::Int,
            Self::Numeric => Kind::Decimal,
            Self::Date => Kind::Date,
            Self::Timestamp | Self::TimestampTz => Kind::Timestamp,
        }
    }

    /// Whether every value has a next one.
    pub(crate) fn is_discrete(self) -> bool {
        matches!(self, Self::Int32 | Self::Int64 | Self::Date)
    }

    /// The value at a place; NULL beyond all values.
    pub(crate) fn value(self, place: i128) -> Value {
        if place == START || place == END {
            return Value::Null;
        }
        let whole = i64::try_from(place).unwrap_or_default();
        match self {
            Self::Int32 | Self::Int64 => Value::Int(whole),
            Self::Numeric => {
                Value::Decimal(crate::Decimal { mantissa: place, scale: NUMERIC_SCALE })
            }
            Self::Date => Value::Date(whole as i32),
            Self::Timestamp | Self::TimestampTz => Value::Timestamp(whole),
        }
    }

    /// Where a whole number, or a moment in microseconds since 1970, lies among the cuts.
    pub fn place_of(self, at: i64) -> i128 {
        match self {
            Self::Numeric => i128::from(at) * 10_i128.pow(u32::from(NUMERIC_SCALE)),
            Self::Date => i128::from(at.div_euclid(86_400_000_000)),
            _ => i128::from(at),
        }
    }

    fn written(self, place: i128) -> String {
        match self.value(place) {
            Value::Null => String::new(),
            Value::Date(days) => format_date(days),
            Value::Timestamp(micros) => format!("\"{}\"", format_timestamp(micros)),
            Value::Decimal(number) => Value::Decimal(number.normalize()).to_text(),
            other => other.to_text(),
        }
    }
}

/// Reads `PostgreSQL`'s notation, `[2024-01-01,2024-02-01)`; `None` for what is no range of this
/// type: a bound that can't be read, or a lower bound above the upper.
pub fn parse_range(text: &str, subtype: RangeSubtype) -> Option<Span> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("empty") {
        return Some(None);
    }
    let last = text.get(text.len() - text.len().min(1)..)?;
    let inner = text.get(1..text.len().checked_sub(1)?)?;
    let (low, high) = inner.split_once(',')?;
    let value = |text: &str| -> Value {
        let text = text.trim().trim_matches('"');
        if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) }
    };
    let lower_inclusive = match &text[..1] {
        "[" => true,
        "(" => false,
        _ => return None,
    };
    let upper_inclusive = match last {
        "]" => true,
        ")" => false,
        _ => return None,
    };
    range_span(&value(low), &value(high), (lower_inclusive, upper_inclusive), subtype)
}

/// Reads a range or a multirange, `{[1,3),[7,9)}`: its spans in order, none of them empty.
pub(crate) fn parse_spans(text: &str, subtype: RangeSubtype) -> Option<Vec<(Cut, Cut)>> {
    let text = text.trim();
    let Some(inner) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
        return Some(parse_range(text, subtype)?.into_iter().collect());
    };
    let mut spans = Vec::new();
    let mut rest = inner.trim();
    while !rest.is_empty() {
        let end = rest.find([')', ']'])? + 1;
        spans.extend(parse_range(&rest[..end], subtype)?);
        rest = rest[end..].trim_start().trim_start_matches(',').trim_start();
    }
    spans.sort_unstable();
    Some(spans)
}

/// The span between two bounds, NULL being none; `None` where they are none of this type or
/// the lower is above the upper.
pub fn range_span(
    low: &Value,
    high: &Value,
    (lower_inclusive, upper_inclusive): (bool, bool),
    subtype: RangeSubtype,
) -> Option<Span> {
    let (low, high) = (place(low, subtype, START)?, place(high, subtype, END)?);
    if low > high {
        return None;
    }
    let (low, high) = (cut(low, !lower_inclusive, subtype), cut(high, upper_inclusive, subtype));
    Some((low < high).then_some((low, high)))
}

/// Whether two spans share a value.
pub fn ranges_overlap(a: (Cut, Cut), b: (Cut, Cut)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// A span in `PostgreSQL`'s notation.
pub fn format_range(span: Span, subtype: RangeSubtype) -> String {
    let Some(((low, above_low), (high, above_high))) = span else { return "empty".to_owned() };
    let open = if low == START || above_low { '(' } else { '[' };
    let close = if high != END && above_high { ']' } else { ')' };
    format!("{open}{},{}{close}", subtype.written(low), subtype.written(high))
}

/// Where a bound lies; NULL stands for `open`.
pub(crate) fn place(value: &Value, subtype: RangeSubtype, open: i128) -> Option<i128> {
    let value = match value {
        Value::Null => return Some(open),
        Value::Text(text) if text == "infinity" => return Some(END),
        Value::Text(text) if text == "-infinity" => return Some(START),
        value => value.clone(),
    };
    match value.cast(subtype.kind()).ok()? {
        Value::Int(value) => Some(i128::from(value)),
        Value::Date(days) => Some(i128::from(days)),
        Value::Timestamp(micros) => Some(i128::from(micros)),
        Value::Decimal(value) => Some(value.rescale(NUMERIC_SCALE)?.mantissa),
        _ => None,
    }
}

/// The cut below a place or just above it.
fn cut(place: i128, above: bool, subtype: RangeSubtype) -> Cut {
    match place {
        START => (START, false),
        END => (END, true),
        // Among whole numbers, above 5 is below 6.
        place if subtype.is_discrete() => (place + i128::from(above), false),
        place => (place, above),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_overlap_as_in_postgresql() {
        use RangeSubtype::{Date, Int32, Numeric, Timestamp};
        let cases = [
            (Int32, "[1,5)", "[5,9)", false),
            (Int32, "[1,5]", "[5,9)", true),
            (Int32, "(4,6)", "[5,5]", true),
            (Int32, "(4,5)", "[1,9]", false),
            (Int32, "[1,)", "(,1]", true),
            (Int32, "empty", "[1,9]", false),
            (Numeric, "(1.5,2)", "[1.5,1.5]", false),
            (Numeric, "(1.5,2)", "[1.6,1.7]", true),
            (Date, "[2024-01-01,2024-02-01)", "[2024-01-31,2024-03-01)", true),
            (
                Timestamp,
                "[\"2024-01-01 00:00:00\",\"2024-01-02 00:00:00\")",
                "[\"2024-01-02 00:00:00\",)",
                false,
            ),
        ];
        for (subtype, a, b, expected) in cases {
            let parsed = (parse_range(a, subtype).unwrap(), parse_range(b, subtype).unwrap());
            let found = matches!(parsed, (Some(a), Some(b)) if ranges_overlap(a, b));
            assert_eq!(found, expected, "{a} {b}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "[", "[1", "1,2", "[2,1)", "[2,1]", "[a,b)", "[1,2", "é,é"] {
            assert_eq!(parse_range(text, RangeSubtype::Int32), None, "{text}");
        }
        assert_eq!(parse_range("[2,2)", RangeSubtype::Int32), Some(None));
    }

    #[test]
    fn ranges_are_written_as_postgresql_writes_them() {
        use RangeSubtype::{Date, Int32, Numeric, Timestamp};
        let cases = [
            (Int32, "[1,5]", "[1,6)"),
            (Int32, "(1,)", "[2,)"),
            (Int32, "(1,2)", "empty"),
            (Numeric, "(1.50,]", "(1.5,)"),
            (Numeric, "[1,2.25]", "[1,2.25]"),
            (Date, "[2024-02-28,2024-02-29]", "[2024-02-28,2024-03-01)"),
            (Timestamp, "[2024-01-01 09:00,]", "[\"2024-01-01 09:00:00\",)"),
        ];
        for (subtype, given, expected) in cases {
            let span = parse_range(given, subtype).unwrap();
            assert_eq!(format_range(span, subtype), expected, "{given}");
        }
    }
}
