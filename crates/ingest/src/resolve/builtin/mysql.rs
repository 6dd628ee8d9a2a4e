//! MySQL's and `MariaDB`'s types.

use std::sync::Arc;

use seedbed_schema::{DataType, EnumType};

use super::{bytes, decimal, integer, length, text};
use crate::types::TypeName;

pub(super) fn named(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        "bool" | "boolean" => DataType::Boolean,
        // What everyone means by it; a column that says otherwise is made a number again.
        "tinyint" if type_name.number(0) == Some(1) && !type_name.unsigned => DataType::Boolean,
        "tinyint" | "int1" => integer(8, type_name),
        "smallint" | "int2" => integer(16, type_name),
        "mediumint" | "int3" | "middleint" => integer(24, type_name),
        "int" | "integer" | "int4" => integer(32, type_name),
        "bigint" | "int8" => integer(64, type_name),
        "serial" => DataType::Integer { bits: 64, unsigned: true },
        "decimal" | "numeric" | "dec" | "fixed" | "number" => decimal(type_name, Some(10), Some(0)),
        "float" if type_name.number(0).is_some_and(|digits| digits > 24) => {
            DataType::Float { bits: 64 }
        }
        "float" | "float4" => DataType::Float { bits: 32 },
        "real" | "double" | "double precision" | "float8" => DataType::Float { bits: 64 },
        "datetime" => DataType::Timestamp { with_time_zone: false },
        // Kept as an instant, shown in the session's zone.
        "timestamp" => DataType::Timestamp { with_time_zone: true },
        "enum" => DataType::Enum(labels(type_name)),
        "set" => DataType::Set(labels(type_name)),
        "tinytext" => text(Some(255), false),
        "long" | "long varchar" | "long char varying" => text(None, false),
        "tinyblob" => bytes(Some(255)),
        "blob" | "mediumblob" | "longblob" | "long varbinary" => bytes(length(type_name)),
        "char byte" => {
            DataType::Bytes { max_length: Some(length(type_name).unwrap_or(1)), fixed: true }
        }
        "geometry" => DataType::Geometry(name.to_owned()),
        "point" | "linestring" | "polygon" | "multipoint" | "multilinestring" | "multipolygon"
        | "geometrycollection" | "geomcollection" => {
            DataType::Geometry(format!("geometry({name})"))
        }
        "inet4" | "inet6" => DataType::Inet,
        _ => return None,
    })
}

fn labels(type_name: &TypeName) -> Arc<EnumType> {
    Arc::new(EnumType { name: None, labels: type_name.labels.clone() })
}
