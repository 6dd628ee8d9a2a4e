//! Types as people name them.

use seedbed_expr::Dialect;
use seedbed_schema::{DataType, Meaning};

use crate::{infer::words, sql_text};

/// An amount of money, as numbers with a fraction mostly are.
const MONEY: DataType = DataType::Decimal { precision: Some(12), scale: Some(2) };

/// Types by the names that programs and people use for them.
const PLAIN: &[(&str, DataType)] = &[
    ("string", DataType::text()),
    ("str", DataType::text()),
    ("text", DataType::text()),
    ("integer", DataType::integer(64)),
    ("int", DataType::integer(64)),
    ("long", DataType::integer(64)),
    ("float", DataType::Float { bits: 64 }),
    ("double", DataType::Float { bits: 64 }),
    ("decimal", MONEY),
    ("bool", DataType::Boolean),
    ("boolean", DataType::Boolean),
    ("date", DataType::Date),
    ("time", DataType::Time { with_time_zone: false }),
    ("datetime", DataType::Timestamp { with_time_zone: false }),
    ("timestamp", DataType::Timestamp { with_time_zone: false }),
    ("uuid", DataType::Uuid),
    ("json", DataType::Json { binary: false }),
    ("object", DataType::Json { binary: false }),
    ("array", DataType::Json { binary: false }),
    ("binary", DataType::Bytes { max_length: None, fixed: false }),
];

/// What a type's name says.
pub(super) struct Named {
    pub(super) data_type: DataType,
    /// What the values mean, where the name says that.
    pub(super) meaning: Option<Meaning>,
}

/// The type of a name; `None` for a name that nothing is known of.
pub(super) fn read(name: &str, column: &str, dialect: Dialect) -> Option<Named> {
    let folded = name.trim().to_ascii_lowercase();
    if folded == "number" {
        let data_type = if counts(column) { DataType::integer(64) } else { MONEY };
        return Some(Named { data_type, meaning: None });
    }
    if let Some((_, data_type)) = PLAIN.iter().find(|(plain, _)| *plain == folded) {
        return Some(Named { data_type: data_type.clone(), meaning: None });
    }
    if let Some(meaning) = Meaning::named(&folded) {
        return Some(Named { data_type: meaning.data_type(), meaning: Some(meaning) });
    }
    let data_type = sql_text::data_type(name, dialect)?;
    Some(Named { data_type, meaning: None })
}

/// Every name without arguments.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PLAIN.iter().map(|(name, _)| *name).chain(["number"]).chain(Meaning::names())
}

/// Whether a number of this name is a whole one.
fn counts(column: &str) -> bool {
    const WHOLE: &[&str] = &[
        "id", "no", "num", "number", "count", "quantity", "qty", "age", "year", "month", "day",
        "days", "hours", "minutes", "seconds", "rank", "position", "level", "size", "key", "code",
        "points", "stock", "pages", "floor", "seats", "index", "version",
    ];
    let words = words::of(column);
    words.last().is_some_and(|last| WHOLE.contains(&last.as_str()))
        || words.first().is_some_and(|first| matches!(first.as_str(), "num" | "number" | "count"))
}
