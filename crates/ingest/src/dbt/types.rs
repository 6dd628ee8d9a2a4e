//! Types as warehouses name them, beside those that all databases know.

use seedbed_expr::Dialect;
use seedbed_schema::DataType;

use crate::sql_text;

/// (names in `BigQuery`, Snowflake, Redshift, Databricks; the type).
const WAREHOUSES: &[(&[&str], DataType)] = &[
    (&["string"], DataType::text()),
    (&["int64", "byteint"], DataType::integer(64)),
    (&["float64"], DataType::Float { bits: 64 }),
    (&["bool"], DataType::Boolean),
    (&["datetime", "timestamp_ntz"], DataType::Timestamp { with_time_zone: false }),
    (&["timestamp_tz", "timestamp_ltz"], DataType::Timestamp { with_time_zone: true }),
    (&["variant", "super", "object", "struct", "record", "map"], DataType::Json { binary: false }),
    (&["bytes"], DataType::Bytes { max_length: None, fixed: false }),
];

/// Reads `number(38, 0)`, `int64`, `varchar(10)`; `None` for what is not known.
pub(super) fn read(text: &str, dialect: Dialect) -> Option<DataType> {
    let folded = text.trim().to_ascii_lowercase();
    let base = folded.split(['(', '<']).next().unwrap_or_default().trim();
    if base == "array" {
        return Some(DataType::Json { binary: false });
    }
    if let Some((_, data_type)) = WAREHOUSES.iter().find(|(names, _)| names.contains(&base)) {
        return Some(data_type.clone());
    }
    let arguments = &folded[base.len()..];
    match base {
        "number" | "bignumeric" | "bigdecimal" => {
            sql_text::data_type(&format!("numeric{arguments}"), dialect)
        }
        _ => sql_text::data_type(text, dialect),
    }
}
