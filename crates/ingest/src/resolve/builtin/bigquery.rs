//! `BigQuery`'s types. (STRUCT and ARRAY are resolved with the types inside them.)

use seedbed_schema::{DataType, RangeSubtype};

use super::{bytes, decimal, length, text};
use crate::types::TypeName;

pub(super) fn named(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        "int64" | "int" | "smallint" | "integer" | "bigint" | "tinyint" | "byteint" => {
            DataType::integer(64)
        }
        "float64" => DataType::Float { bits: 64 },
        "numeric" | "decimal" => decimal(type_name, Some(38), Some(9)),
        "bignumeric" | "bigdecimal" => decimal(type_name, Some(38), Some(10)),
        "string" => text(length(type_name), false),
        "bytes" => bytes(length(type_name)),
        "datetime" => DataType::Timestamp { with_time_zone: false },
        "timestamp" => DataType::Timestamp { with_time_zone: true },
        "range" => DataType::Range(match type_name.arguments.first()?.to_lowercase().as_str() {
            "date" => RangeSubtype::Date,
            "datetime" => RangeSubtype::Timestamp,
            _ => RangeSubtype::TimestampTz,
        }),
        "geography" => DataType::Geometry(name.to_owned()),
        _ => return None,
    })
}
