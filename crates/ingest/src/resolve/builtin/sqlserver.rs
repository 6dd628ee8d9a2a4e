//! SQL Server's types.

use seedbed_schema::DataType;

use super::{bytes, decimal, text};
use crate::types::TypeName;

pub(super) fn named(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        "bit" => DataType::Boolean,
        "tinyint" => DataType::Integer { bits: 8, unsigned: true },
        "decimal" | "numeric" | "dec" => decimal(type_name, Some(18), Some(0)),
        "smallmoney" => DataType::Decimal { precision: Some(10), scale: Some(4) },
        "money" => DataType::Decimal { precision: Some(19), scale: Some(4) },
        "datetime" | "datetime2" | "smalldatetime" => DataType::Timestamp { with_time_zone: false },
        "datetimeoffset" => DataType::Timestamp { with_time_zone: true },
        "rowversion" | "timestamp" => DataType::Bytes { max_length: Some(8), fixed: true },
        "sysname" => text(Some(128), false),
        // Without a length they hold one character.
        "varchar" | "nvarchar" if type_name.arguments.is_empty() => text(Some(1), false),
        "image" => bytes(None),
        "geometry" | "geography" => DataType::Geometry(name.to_owned()),
        "float" if type_name.number(0).is_none() => DataType::Float { bits: 64 },
        _ => return None,
    })
}
