//! Type names that databases and their extensions define.

use seedbed_expr::Dialect;
use seedbed_schema::{DataType, RangeSubtype};

use crate::types::TypeName;

mod bigquery;
mod db2;
mod mysql;
mod oracle;
mod snowflake;
mod sqlite;
mod sqlserver;

/// The types of a database: what it means by a name that others use otherwise, then the names
/// that all share.
pub(super) fn core(type_name: &TypeName) -> Option<DataType> {
    let dialect = type_name.dialect;
    if type_name.quoted && type_name.name == ["char"] && dialect == Dialect::PostgreSql {
        return Some(text(Some(1), false));
    }
    let name = type_name.builtin()?;
    let own = match dialect {
        Dialect::MySql => mysql::named(name, type_name),
        Dialect::Sqlite => sqlite::named(name, type_name),
        Dialect::SqlServer => sqlserver::named(name, type_name),
        Dialect::Oracle => oracle::named(name, type_name),
        Dialect::Db2 => db2::named(name, type_name),
        Dialect::Snowflake => snowflake::named(name, type_name),
        Dialect::BigQuery => bigquery::named(name, type_name),
        _ => None,
    };
    let found = own.or_else(|| shared(name, type_name));
    // SQLite takes any name for a type.
    found.or_else(|| (dialect == Dialect::Sqlite).then(|| sqlite::by_affinity(name, type_name)))
}

/// PostgreSQL's own types, and those other databases' scripts use whose names PostgreSQL has
/// not taken.
fn shared(name: &str, type_name: &TypeName) -> Option<DataType> {
    numeric(name, type_name)
        .or_else(|| character(name, type_name))
        .or_else(|| temporal(name))
        .or_else(|| range(name))
        .or_else(|| other(name, type_name))
}

fn numeric(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        "tinyint" => DataType::integer(8),
        "smallint" | "int2" => DataType::integer(16),
        "mediumint" => DataType::integer(24),
        "integer" | "int" | "int4" => DataType::integer(32),
        "bigint" | "int8" => DataType::integer(64),
        "real" | "float4" => DataType::Float { bits: 32 },
        "double precision" | "double" | "float8" => DataType::Float { bits: 64 },
        "float" => {
            let single = type_name.number(0).is_some_and(|digits| digits <= 24);
            DataType::Float { bits: if single { 32 } else { 64 } }
        }
        "numeric" | "decimal" | "dec" | "number" => {
            match type_name.number(0).map(|precision| digits(type_name, precision)) {
                // Beyond 255 digits nothing is limited in practice.
                Some(Some((precision, scale))) => {
                    DataType::Decimal { precision: Some(precision), scale: Some(scale) }
                }
                _ => DataType::Decimal { precision: None, scale: None },
            }
        }
        "money" => DataType::Money,
        _ => DataType::integer(type_name.serial_bits()?),
    })
}

fn character(name: &str, type_name: &TypeName) -> Option<DataType> {
    let length = type_name.number(0).and_then(|length| u32::try_from(length).ok());
    Some(match name {
        "text"
        | "tinytext"
        | "mediumtext"
        | "longtext"
        | "ntext"
        | "clob"
        | "character large object" => text(None, false),
        "varchar"
        | "character varying"
        | "char varying"
        | "nvarchar"
        | "varchar2"
        | "nvarchar2"
        | "national character varying"
        | "national char varying" => text(length, false),
        "char" | "character" | "nchar" | "national character" | "national char" => {
            text(Some(length.unwrap_or(1)), true)
        }
        "bpchar" => text(length, length.is_some()),
        // 63 bytes, the longest an identifier may be.
        "name" => text(Some(63), false),
        "bytea" | "blob" | "tinyblob" | "mediumblob" | "longblob" | "image" => {
            DataType::Bytes { max_length: None, fixed: false }
        }
        "varbinary" | "raw" | "binary varying" => {
            DataType::Bytes { max_length: length, fixed: false }
        }
        "binary" => DataType::Bytes { max_length: Some(length.unwrap_or(1)), fixed: true },
        "bit" => DataType::Bit { length: Some(length.unwrap_or(1)), varying: false },
        "varbit" | "bit varying" => DataType::Bit { length, varying: true },
        _ => return None,
    })
}

fn temporal(name: &str) -> Option<DataType> {
    Some(match name {
        "date" => DataType::Date,
        "time" => DataType::Time { with_time_zone: false },
        "timetz" | "time with time zone" => DataType::Time { with_time_zone: true },
        "timestamp" | "datetime" | "datetime2" | "smalldatetime" => {
            DataType::Timestamp { with_time_zone: false }
        }
        "timestamptz" | "timestamp with time zone" | "datetimeoffset" => {
            DataType::Timestamp { with_time_zone: true }
        }
        "interval" => DataType::Interval,
        "year" => DataType::Year,
        _ => return None,
    })
}

fn range(name: &str) -> Option<DataType> {
    let subtype = |prefix: &str| {
        Some(match prefix {
            "int4" => RangeSubtype::Int32,
            "int8" => RangeSubtype::Int64,
            "num" => RangeSubtype::Numeric,
            "date" => RangeSubtype::Date,
            "ts" => RangeSubtype::Timestamp,
            "tstz" => RangeSubtype::TimestampTz,
            _ => return None,
        })
    };
    if let Some(prefix) = name.strip_suffix("multirange") {
        return subtype(prefix).map(DataType::MultiRange);
    }
    subtype(name.strip_suffix("range")?).map(DataType::Range)
}

fn other(name: &str, type_name: &TypeName) -> Option<DataType> {
    Some(match name {
        "boolean" | "bool" => DataType::Boolean,
        "uuid" | "uniqueidentifier" => DataType::Uuid,
        "json" => DataType::Json { binary: false },
        "jsonb" => DataType::Json { binary: true },
        "xml" => DataType::Xml,
        "inet" => DataType::Inet,
        "cidr" => DataType::Cidr,
        "macaddr" => DataType::MacAddr,
        "macaddr8" => DataType::MacAddr8,
        "point" | "line" | "lseg" | "box" | "path" | "polygon" | "circle" => {
            DataType::Geometry(name.to_owned())
        }
        "tsvector" => DataType::TsVector,
        "tsquery" => DataType::TsQuery,
        "oid" | "regclass" | "regproc" | "regprocedure" | "regoper" | "regoperator" | "regtype"
        | "regrole" | "regnamespace" | "regconfig" | "regdictionary" | "regcollation" => {
            DataType::Oid(name.to_owned())
        }
        "pg_lsn" | "txid_snapshot" | "pg_snapshot" | "xid" | "xid8" | "cid" | "tid"
        | "jsonpath" | "int2vector" | "oidvector" => DataType::Other(type_name.written.clone()),
        _ => return None,
    })
}

/// All digits, and those behind the point: none where no scale is written. A negative scale moves
/// the digits before the point.
fn digits(type_name: &TypeName, precision: i64) -> Option<(u8, u8)> {
    let scale = type_name.number(1).unwrap_or(0);
    let moved = scale.min(0).unsigned_abs();
    let precision = precision.checked_add_unsigned(moved)?;
    Some((u8::try_from(precision).ok()?, u8::try_from(scale.max(0)).unwrap_or(0)))
}

/// A number of a fixed width.
fn integer(bits: u8, type_name: &TypeName) -> DataType {
    DataType::Integer { bits, unsigned: type_name.unsigned }
}

/// Digits before and behind the point; what is not written is as given.
fn decimal(type_name: &TypeName, precision: Option<u8>, scale: Option<u8>) -> DataType {
    let digits = |at| type_name.number(at).and_then(|digits| u8::try_from(digits).ok());
    match digits(0) {
        Some(precision) => {
            DataType::Decimal { precision: Some(precision), scale: Some(digits(1).unwrap_or(0)) }
        }
        None => DataType::Decimal { precision, scale },
    }
}

fn bytes(max_length: Option<u32>) -> DataType {
    DataType::Bytes { max_length, fixed: false }
}

fn length(type_name: &TypeName) -> Option<u32> {
    type_name.number(0).and_then(|length| u32::try_from(length).ok())
}

/// Types of extensions, in whatever namespace they were installed.
pub(super) fn extension(type_name: &TypeName) -> Option<DataType> {
    Some(match type_name.name.last()?.as_str() {
        "citext" => DataType::Text { max_length: None, fixed: false, case_insensitive: true },
        "hstore" => DataType::HStore,
        "ltree" => DataType::LTree,
        name @ ("geometry" | "geography") => {
            let modifiers = type_name.written.split_once('(').map(|(_, modifiers)| modifiers);
            DataType::Geometry(match modifiers {
                Some(modifiers) => format!("{name}({}", modifiers.to_ascii_lowercase()),
                None => name.to_owned(),
            })
        }
        name @ ("box2d" | "box3d") => DataType::Geometry(name.to_owned()),
        _ => return None,
    })
}

fn text(max_length: Option<u32>, fixed: bool) -> DataType {
    DataType::Text { max_length, fixed, case_insensitive: false }
}
