//! Oracle's types.

use seedbed_schema::DataType;

use super::{bytes, length, text};
use crate::types::TypeName;

pub(super) fn named(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        // A date has a time of day.
        "date" => DataType::Timestamp { with_time_zone: false },
        // `NUMBER(*, 0)` has 38 digits.
        "number" | "numeric" | "decimal" | "dec" => number(type_name),
        "integer" | "int" | "smallint" => DataType::integer(64),
        "float" | "binary_double" => DataType::Float { bits: 64 },
        "binary_float" => DataType::Float { bits: 32 },
        "clob" | "nclob" | "long" => text(None, false),
        "varchar" => text(length(type_name), false),
        "blob" | "bfile" | "long raw" => bytes(None),
        "timestamp with local time zone" => DataType::Timestamp { with_time_zone: true },
        "xmltype" => DataType::Xml,
        "sdo_geometry" => DataType::Geometry("geometry".into()),
        _ => return None,
    })
}

fn number(type_name: &TypeName) -> DataType {
    match (type_name.number(0), type_name.number(1)) {
        (None, None) if type_name.arguments.is_empty() => {
            DataType::Decimal { precision: None, scale: None }
        }
        (precision, _) => {
            let digits = super::digits(type_name, precision.unwrap_or(38));
            let (precision, scale) = digits.unwrap_or((38, 0));
            DataType::Decimal { precision: Some(precision), scale: Some(scale) }
        }
    }
}
