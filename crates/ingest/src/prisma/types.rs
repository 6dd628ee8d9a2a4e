//! What Prisma's types are in the databases.

use seedbed_expr::Dialect;
use seedbed_schema::DataType;

use super::ast::{Attribute, Expr};

/// A scalar type without `@db.…`, as Prisma's documentation lists it for each database; `None`
/// for a name that is no scalar's.
pub(super) fn scalar(name: &str, dialect: Dialect) -> Option<(DataType, String)> {
    use Dialect::{MySql, SqlServer, Sqlite};
    let (of, declared) = match (name, dialect) {
        ("String", MySql) => (text(191), "varchar(191)"),
        ("String", SqlServer) => (text(1000), "nvarchar(1000)"),
        ("String", _) => (DataType::text(), "text"),
        ("Boolean", SqlServer) => (DataType::Boolean, "bit"),
        ("Boolean", MySql) => (DataType::Boolean, "tinyint(1)"),
        ("Boolean", _) => (DataType::Boolean, "boolean"),
        ("Int", SqlServer) => (DataType::integer(32), "int"),
        ("Int", _) => (DataType::integer(32), "integer"),
        ("BigInt", _) => (DataType::integer(64), "bigint"),
        ("Float", MySql) => (DataType::Float { bits: 64 }, "double"),
        ("Float", Sqlite) => (DataType::Float { bits: 64 }, "real"),
        ("Float", SqlServer) => (DataType::Float { bits: 64 }, "float(53)"),
        ("Float", _) => (DataType::Float { bits: 64 }, "double precision"),
        ("Decimal", SqlServer) => (decimal(32, 16), "decimal(32,16)"),
        ("Decimal", Sqlite) => (DataType::Decimal { precision: None, scale: None }, "decimal"),
        ("Decimal", _) => (decimal(65, 30), "decimal(65,30)"),
        ("DateTime", MySql) => (timestamp(false), "datetime(3)"),
        ("DateTime", Sqlite) => (timestamp(false), "datetime"),
        ("DateTime", SqlServer) => (timestamp(false), "datetime2"),
        ("DateTime", _) => (timestamp(false), "timestamp(3)"),
        ("Json", Dialect::PostgreSql | Sqlite) => (DataType::Json { binary: true }, "jsonb"),
        ("Json", SqlServer) => (DataType::Json { binary: false }, "nvarchar(max)"),
        ("Json", _) => (DataType::Json { binary: false }, "json"),
        ("Bytes", MySql) => (bytes(None, false), "longblob"),
        ("Bytes", Sqlite) => (bytes(None, false), "blob"),
        ("Bytes", SqlServer) => (bytes(None, false), "varbinary(max)"),
        ("Bytes", _) => (bytes(None, false), "bytea"),
        _ => return None,
    };
    Some((of, declared.to_owned()))
}

/// A type given by `@db.…`; `None` for one that is not known.
pub(super) fn native(attribute: &Attribute) -> Option<(DataType, String)> {
    let name = attribute.name.strip_prefix("db.")?;
    let number = |at: usize| match attribute.arguments.get(at) {
        Some((_, Expr::Number(number))) => number.parse::<u32>().ok(),
        _ => None,
    };
    let length = number(0);
    let of = match name {
        "Text" | "TinyText" | "MediumText" | "LongText" | "NText" => DataType::text(),
        "VarChar" | "NVarChar" | "String" => of_text(length, false),
        "Char" | "NChar" | "CatalogSingleChar" => of_text(Some(length.unwrap_or(1)), true),
        "Citext" => DataType::Text { max_length: None, fixed: false, case_insensitive: true },
        "Boolean" | "Bool" => DataType::Boolean,
        // One bit is a truth value; PostgreSQL's are bit strings.
        "Bit" => DataType::Bit { length: Some(length.unwrap_or(1)), varying: false },
        "VarBit" => DataType::Bit { length, varying: true },
        "TinyInt" => DataType::integer(8),
        "SmallInt" | "Int2" => DataType::integer(16),
        "MediumInt" => DataType::integer(24),
        "Int" | "Integer" | "Int4" => DataType::integer(32),
        "BigInt" | "Int8" => DataType::integer(64),
        "UnsignedTinyInt" => DataType::Integer { bits: 8, unsigned: true },
        "UnsignedSmallInt" => DataType::Integer { bits: 16, unsigned: true },
        "UnsignedMediumInt" => DataType::Integer { bits: 24, unsigned: true },
        "UnsignedInt" => DataType::Integer { bits: 32, unsigned: true },
        "UnsignedBigInt" => DataType::Integer { bits: 64, unsigned: true },
        "Real" | "Float4" => DataType::Float { bits: 32 },
        "Float" | "DoublePrecision" | "Double" | "Float8" => DataType::Float { bits: 64 },
        "Decimal" => match (number(0), number(1)) {
            (Some(precision), scale) => decimal(
                u8::try_from(precision).ok()?,
                scale.and_then(|scale| u8::try_from(scale).ok()).unwrap_or(0),
            ),
            _ => DataType::Decimal { precision: None, scale: None },
        },
        "Money" | "SmallMoney" => DataType::Money,
        "Uuid" | "UniqueIdentifier" => DataType::Uuid,
        "Date" => DataType::Date,
        "Time" => DataType::Time { with_time_zone: false },
        "Timetz" => DataType::Time { with_time_zone: true },
        "Timestamp" | "DateTime" | "DateTime2" | "SmallDateTime" => timestamp(false),
        "Timestamptz" | "DateTimeOffset" => timestamp(true),
        "Year" => DataType::Year,
        "Json" => DataType::Json { binary: false },
        "JsonB" => DataType::Json { binary: true },
        "Xml" => DataType::Xml,
        "Inet" => DataType::Inet,
        "Oid" => DataType::Oid("oid".into()),
        "ByteA" | "Bytes" | "Blob" | "TinyBlob" | "MediumBlob" | "LongBlob" | "Image" => {
            bytes(None, false)
        }
        "VarBinary" => bytes(length, false),
        "Binary" => bytes(Some(length.unwrap_or(1)), true),
        _ => return None,
    };
    let arguments: Vec<String> = (0..).map_while(number).map(|number| number.to_string()).collect();
    let arguments = match arguments.join(",") {
        none if none.is_empty() => none,
        some => format!("({some})"),
    };
    let name = match name {
        "DoublePrecision" => "double precision".to_owned(),
        other => match other.strip_prefix("Unsigned") {
            Some(signed) => return Some((of, format!("{} unsigned", signed.to_lowercase()))),
            None => other.to_lowercase(),
        },
    };
    Some((of, format!("{name}{arguments}")))
}

fn text(length: u32) -> DataType {
    of_text(Some(length), false)
}

fn of_text(max_length: Option<u32>, fixed: bool) -> DataType {
    DataType::Text { max_length, fixed, case_insensitive: false }
}

fn bytes(max_length: Option<u32>, fixed: bool) -> DataType {
    DataType::Bytes { max_length, fixed }
}

fn decimal(precision: u8, scale: u8) -> DataType {
    DataType::Decimal { precision: Some(precision), scale: Some(scale) }
}

fn timestamp(with_time_zone: bool) -> DataType {
    DataType::Timestamp { with_time_zone }
}
