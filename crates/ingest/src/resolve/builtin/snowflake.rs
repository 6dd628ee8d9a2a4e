//! Snowflake's types.

use seedbed_schema::DataType;

use super::{bytes, decimal, length, text};
use crate::types::TypeName;

pub(super) fn named(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        "number" | "numeric" | "decimal" | "dec" => decimal(type_name, Some(38), Some(0)),
        // All of them are numbers of 38 digits there; these fit every other database.
        "int" | "integer" | "bigint" | "smallint" | "tinyint" | "byteint" => DataType::integer(64),
        "float" | "float4" | "float8" | "double" | "double precision" | "real" => {
            DataType::Float { bits: 64 }
        }
        "string" | "text" | "varchar" => text(length(type_name), false),
        "binary" | "varbinary" => bytes(length(type_name)),
        "datetime" | "timestamp" | "timestamp_ntz" | "timestampntz" => {
            DataType::Timestamp { with_time_zone: false }
        }
        "timestamp_ltz" | "timestamp_tz" | "timestampltz" | "timestamptz" => {
            DataType::Timestamp { with_time_zone: true }
        }
        "variant" | "object" | "array" | "map" => DataType::Json { binary: false },
        "geography" | "geometry" => DataType::Geometry(name.to_owned()),
        _ => return None,
    })
}
