//! How column types are held in memory: the Arrow type of every column type.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType as ArrowType, Field, Schema, SchemaRef, TimeUnit};
use seedbed_schema::{Column, DataType, Table};

/// The key of the field metadata that holds the column's [`logical_name`].
pub const TYPE_KEY: &str = "seedbed.type";

/// The key of the field metadata that holds the [`logical_name`] of an array's elements.
pub(crate) const ELEMENT_KEY: &str = "seedbed.element";

/// The scale of decimals whose type sets none.
const FREE_SCALE: u8 = 6;
/// The most digits a 128-bit decimal holds.
const MAX_PRECISION: u8 = 38;

/// The Arrow type that holds values of `data_type`.
///
/// Unsigned integers are held in the next wider signed type (64-bit ones in `Int64`), decimals
/// in 128 bits, points in time in microseconds. Types without an Arrow counterpart (enums,
/// UUIDs, JSON, arrays, ranges, intervals, network addresses …) are `Utf8` in the database's
/// own text notation.
pub fn arrow_type(data_type: &DataType) -> ArrowType {
    match data_type {
        DataType::Boolean => ArrowType::Boolean,
        DataType::Integer { bits, unsigned } => match (bits, unsigned) {
            (0..=8, _) | (9..=16, false) => ArrowType::Int16,
            (9..=16, true) | (17..=24, _) | (25..=32, false) => ArrowType::Int32,
            _ => ArrowType::Int64,
        },
        DataType::Year => ArrowType::Int32,
        DataType::Oid(name) if name == "oid" => ArrowType::Int64,
        DataType::Decimal { precision, scale } => decimal_type(*precision, *scale),
        DataType::Money => ArrowType::Decimal128(19, 2),
        DataType::Float { bits: 0..=32 } => ArrowType::Float32,
        DataType::Float { .. } => ArrowType::Float64,
        DataType::Bytes { .. } => ArrowType::Binary,
        DataType::Date => ArrowType::Date32,
        DataType::Time { .. } => ArrowType::Time64(TimeUnit::Microsecond),
        DataType::Timestamp { with_time_zone } => {
            ArrowType::Timestamp(TimeUnit::Microsecond, with_time_zone.then(|| "UTC".into()))
        }
        _ => ArrowType::Utf8,
    }
}

fn decimal_type(precision: Option<u8>, scale: Option<u8>) -> ArrowType {
    let free = if precision.is_some() { 0 } else { FREE_SCALE };
    let scale = scale.unwrap_or(free).min(MAX_PRECISION);
    // PostgreSQL allows a scale above the precision, Arrow does not.
    let precision = precision.unwrap_or(MAX_PRECISION).min(MAX_PRECISION).max(scale).max(1);
    ArrowType::Decimal128(precision, scale as i8)
}

/// A short name for the type: what tells `json` from `uuid` where both are held as text.
pub fn logical_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Boolean => "boolean",
        DataType::Integer { .. } => "integer",
        DataType::Decimal { precision: None, scale: None } => "numeric",
        DataType::Decimal { .. } => "decimal",
        DataType::Float { .. } => "float",
        DataType::Money => "money",
        DataType::Text { .. } => "text",
        DataType::Bytes { .. } => "bytes",
        DataType::Date => "date",
        DataType::Time { with_time_zone: false } => "time",
        DataType::Time { with_time_zone: true } => "timetz",
        DataType::Timestamp { with_time_zone: false } => "timestamp",
        DataType::Timestamp { with_time_zone: true } => "timestamptz",
        DataType::Interval => "interval",
        DataType::Year => "year",
        DataType::Uuid => "uuid",
        DataType::Json { .. } => "json",
        DataType::Enum(_) => "enum",
        DataType::Set(_) => "set",
        DataType::Array(_) => "array",
        DataType::Composite { .. } => "composite",
        DataType::Range(_) => "range",
        DataType::MultiRange(_) => "multirange",
        DataType::Bit { .. } => "bit",
        DataType::Inet => "inet",
        DataType::Cidr => "cidr",
        DataType::MacAddr => "macaddr",
        DataType::MacAddr8 => "macaddr8",
        DataType::Geometry(_) => "geometry",
        DataType::TsVector => "tsvector",
        DataType::TsQuery => "tsquery",
        DataType::Xml => "xml",
        DataType::HStore => "hstore",
        DataType::LTree => "ltree",
        DataType::Oid(_) => "oid",
        DataType::Other(_) => "other",
    }
}

/// The type in words, for messages: `16-bit integer`, `decimal(10,2)`, `uuid`.
pub(crate) fn type_words(data_type: &DataType) -> String {
    match data_type {
        DataType::Integer { bits, unsigned: false } => format!("{bits}-bit integer"),
        DataType::Integer { bits, unsigned: true } => format!("unsigned {bits}-bit integer"),
        DataType::Decimal { precision: Some(precision), scale } => {
            format!("decimal({precision},{})", scale.unwrap_or(0))
        }
        DataType::Float { bits } => format!("{bits}-bit float"),
        other => logical_name(other).to_owned(),
    }
}

/// The Arrow field of a column: its name, [`arrow_type`], whether it may be NULL, and its
/// [`logical_name`] as metadata under [`TYPE_KEY`].
pub fn arrow_field(column: &Column) -> Field {
    let name = logical_name(&column.data_type).to_owned();
    let mut metadata = HashMap::from([(TYPE_KEY.to_owned(), name)]);
    if let DataType::Array(element) = &column.data_type {
        metadata.insert(ELEMENT_KEY.to_owned(), logical_name(element).to_owned());
    }
    Field::new(&column.name, arrow_type(&column.data_type), column.nullable).with_metadata(metadata)
}

/// The Arrow schema of a table: all its columns in declared order, computed ones too.
pub fn arrow_schema(table: &Table) -> SchemaRef {
    Arc::new(Schema::new(table.columns.iter().map(arrow_field).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_room_for_its_values() {
        let decimal = |precision, scale| DataType::Decimal { precision, scale };
        let cases = [
            (DataType::Integer { bits: 8, unsigned: true }, ArrowType::Int16),
            (DataType::Integer { bits: 16, unsigned: true }, ArrowType::Int32),
            (DataType::Integer { bits: 32, unsigned: true }, ArrowType::Int64),
            (DataType::integer(24), ArrowType::Int32),
            (DataType::Oid("oid".into()), ArrowType::Int64),
            (DataType::Oid("regclass".into()), ArrowType::Utf8),
            (decimal(None, None), ArrowType::Decimal128(38, 6)),
            (decimal(Some(10), None), ArrowType::Decimal128(10, 0)),
            (decimal(Some(3), Some(5)), ArrowType::Decimal128(5, 5)),
            (decimal(Some(65), Some(30)), ArrowType::Decimal128(38, 30)),
            (DataType::Interval, ArrowType::Utf8),
        ];
        for (data_type, expected) in cases {
            assert_eq!(arrow_type(&data_type), expected, "{data_type:?}");
        }
    }
}
