//! Ranges as pairs of cuts of a line.

use seedbed_expr::{Kind, Value};
use seedbed_schema::RangeSubtype;

/// A place between values: below its value, or (`true`) just above it.
pub(crate) type Cut = (i128, bool);

const START: i128 = i128::MIN;
const END: i128 = i128::MAX;

/// Digits behind the point that numeric bounds are compared with.
const NUMERIC_SCALE: u8 = 12;

/// The values between two cuts; `None` when there are none.
pub(crate) type Span = Option<(Cut, Cut)>;

/// Reads `PostgreSQL`'s notation, `[2024-01-01,2024-02-01)`; `None` for what is no range of this
/// type: a bound that can't be read, or a lower bound above the upper.
pub(crate) fn parse(text: &str, subtype: RangeSubtype) -> Option<Span> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("empty") {
        return Some(None);
    }
    let bounds = text.get(text.len() - text.len().min(1)..)?;
    let inner = text.get(1..text.len().checked_sub(1)?)?;
    let (low, high) = inner.split_once(',')?;
    let value = |text: &str| -> Option<Value> {
        let text = text.trim().trim_matches('"');
        if text.is_empty() { Some(Value::Null) } else { Some(Value::Text(text.to_owned())) }
    };
    let lower_inclusive = match &text[..1] {
        "[" => true,
        "(" => false,
        _ => return None,
    };
    let upper_inclusive = match bounds {
        "]" => true,
        ")" => false,
        _ => return None,
    };
    span(&value(low)?, &value(high)?, (lower_inclusive, upper_inclusive), subtype)
}

/// The span between two bounds, NULL being none; `None` where they are none of this type or
/// the lower is above the upper.
pub(crate) fn span(
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
pub(crate) fn overlap(a: (Cut, Cut), b: (Cut, Cut)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

fn discrete(subtype: RangeSubtype) -> bool {
    matches!(subtype, RangeSubtype::Int32 | RangeSubtype::Int64 | RangeSubtype::Date)
}

/// Where a bound lies; NULL stands for `open`.
fn place(value: &Value, subtype: RangeSubtype, open: i128) -> Option<i128> {
    let value = match value {
        Value::Null => return Some(open),
        Value::Text(text) if text == "infinity" => return Some(END),
        Value::Text(text) if text == "-infinity" => return Some(START),
        value => value.clone(),
    };
    match value.cast(kind(subtype)).ok()? {
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
        place if discrete(subtype) => (place + i128::from(above), false),
        place => (place, above),
    }
}

fn kind(subtype: RangeSubtype) -> Kind {
    match subtype {
        RangeSubtype::Int32 | RangeSubtype::Int64 => Kind::Int,
        RangeSubtype::Numeric => Kind::Decimal,
        RangeSubtype::Date => Kind::Date,
        RangeSubtype::Timestamp | RangeSubtype::TimestampTz => Kind::Timestamp,
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
            let parsed = (parse(a, subtype).unwrap(), parse(b, subtype).unwrap());
            let found = matches!(parsed, (Some(a), Some(b)) if overlap(a, b));
            assert_eq!(found, expected, "{a} {b}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "[", "[1", "1,2", "[2,1)", "[2,1]", "[a,b)", "[1,2", "é,é"] {
            assert_eq!(parse(text, RangeSubtype::Int32), None, "{text}");
        }
        assert_eq!(parse("[2,2)", RangeSubtype::Int32), Some(None));
    }
}
