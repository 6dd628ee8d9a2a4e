//! SQLite's types: any name is one, and says what to expect of values.

use seedbed_schema::DataType;

use super::{bytes, integer, length, text};
use crate::types::TypeName;

/// The names that SQLite's scripts use otherwise than all others.
pub(super) fn named(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        // Whatever the name, an integer has up to 64 bits.
        "int" | "integer" | "bigint" | "int8" | "big int" | "long" => {
            integer(if type_name.unsigned { 63 } else { 64 }, type_name)
        }
        "datetime" | "timestamp" => DataType::Timestamp { with_time_zone: false },
        "varying character" | "native character" | "nvarchar" | "varchar" | "string" => {
            text(length(type_name), false)
        }
        "char" | "character" | "nchar" => text(length(type_name), false),
        // A column without a type takes everything.
        "" | "any" => DataType::text(),
        "guid" => DataType::Uuid,
        _ => return None,
    })
}

/// What section 3.1 of "Datatypes In SQLite" makes of names that no rule above knows.
pub(super) fn by_affinity(name: &str, type_name: &TypeName) -> DataType {
    let has = |part: &str| name.contains(part);
    if has("int") {
        DataType::integer(64)
    } else if has("char") || has("clob") || has("text") {
        text(length(type_name), false)
    } else if has("blob") {
        bytes(length(type_name))
    } else if has("real") || has("floa") || has("doub") {
        DataType::Float { bits: 64 }
    } else if has("bool") {
        DataType::Boolean
    } else if has("time") {
        DataType::Timestamp { with_time_zone: false }
    } else if has("date") {
        DataType::Date
    } else if has("dec") || has("num") {
        DataType::Decimal { precision: None, scale: None }
    } else {
        DataType::text()
    }
}
