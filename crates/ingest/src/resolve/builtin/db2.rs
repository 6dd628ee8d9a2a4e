//! Db2's types.

use seedbed_schema::DataType;

use super::{bytes, decimal, length, text};
use crate::types::TypeName;

pub(super) fn named(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        "decimal" | "numeric" | "dec" | "num" => decimal(type_name, Some(5), Some(0)),
        "decfloat" => DataType::Decimal { precision: None, scale: None },
        "graphic" => text(Some(length(type_name).unwrap_or(1)), true),
        "vargraphic" => text(length(type_name), false),
        "clob" | "dbclob" | "long varchar" | "char large object" | "character large object" => {
            text(None, false)
        }
        "blob" | "binary large object" => bytes(None),
        "bit data" => bytes(length(type_name)),
        _ => return None,
    })
}
