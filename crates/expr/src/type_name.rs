//! What a type's name says about its values.

use crate::Kind;

/// The names that stand for a kind, without their lengths and time zones.
const NAMES: [(Kind, &[&str]); 11] = [
    (Kind::Bool, &["bool", "boolean"]),
    (
        Kind::Int,
        &[
            "int",
            "integer",
            "bigint",
            "smallint",
            "tinyint",
            "mediumint",
            "int2",
            "int4",
            "int8",
            "serial",
            "bigserial",
            "smallserial",
            "signed",
            "unsigned",
            "signed integer",
            "unsigned integer",
            "int unsigned",
            "bigint unsigned",
            "oid",
            "year",
        ],
    ),
    (Kind::Decimal, &["numeric", "decimal", "dec", "number", "money", "smallmoney", "fixed"]),
    (
        Kind::Float,
        &["real", "float", "float4", "float8", "double", "double precision", "binary_double"],
    ),
    (
        Kind::Text,
        &[
            "text",
            "varchar",
            "character varying",
            "char",
            "character",
            "bpchar",
            "name",
            "citext",
            "string",
            "nvarchar",
            "nchar",
            "varchar2",
            "nvarchar2",
            "clob",
            "nclob",
            "tinytext",
            "mediumtext",
            "longtext",
            "ntext",
            "char varying",
            "\"char\"",
        ],
    ),
    (Kind::Date, &["date"]),
    (Kind::Time, &["time", "timetz"]),
    (
        Kind::Timestamp,
        &["timestamp", "timestamptz", "datetime", "datetime2", "smalldatetime", "datetimeoffset"],
    ),
    (Kind::Interval, &["interval"]),
    (
        Kind::Bytes,
        &[
            "bytea",
            "blob",
            "binary",
            "varbinary",
            "tinyblob",
            "mediumblob",
            "longblob",
            "raw",
            "image",
        ],
    ),
    (Kind::Json, &["json", "jsonb"]),
];

impl Kind {
    /// The kind of values that a type's name stands for: `character varying(10)` is text,
    /// `timestamp(3) with time zone` a timestamp, `text[]` an array. Names it does not know
    /// (enums, domains, extensions' types) are [`Kind::Other`].
    pub fn from_type_name(name: &str) -> Kind {
        let parts = TypeName::new(name);
        if parts.is_array {
            return Kind::Array;
        }
        let known = NAMES.iter().find(|(_, names)| names.contains(&parts.base.as_str()));
        match known {
            Some((kind, _)) => *kind,
            None if parts.base.starts_with("interval ") => Kind::Interval,
            None => Kind::Other,
        }
    }
}

/// A type's name in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeName {
    /// The name in lower case, without modifiers, time zone, or the schema `pg_catalog`.
    pub(crate) base: String,
    /// The numbers in parentheses: a length, or a precision and scale.
    pub(crate) modifiers: Vec<u32>,
    /// Whether this is an array of the named type.
    pub(crate) is_array: bool,
    /// `with time zone`, `timestamptz`.
    pub(crate) with_time_zone: bool,
}

impl TypeName {
    pub(crate) fn new(name: &str) -> TypeName {
        let mut text = name.trim().to_ascii_lowercase();
        let mut is_array = false;
        while let Some(open) = text.strip_suffix(']').and_then(|inner| inner.rfind('[')) {
            text.truncate(open);
            is_array = true;
        }
        if let Some(element) = text.strip_suffix(" array") {
            text.truncate(element.len());
            is_array = true;
        }
        let mut modifiers = Vec::new();
        if let (Some(open), Some(close)) = (text.find('('), text.find(')'))
            && open < close
        {
            let inside = text[open + 1..close].split(',');
            modifiers = inside.filter_map(|number| number.trim().parse().ok()).collect();
            text.replace_range(open..=close, "");
        }
        let with_time_zone = text.ends_with("with time zone")
            || text.ends_with("timestamptz")
            || text == "datetimeoffset";
        for zone in [" with time zone", " without time zone", " with local time zone"] {
            if let Some(bare) = text.strip_suffix(zone) {
                text.truncate(bare.len());
            }
        }
        let base = text.trim().strip_prefix("pg_catalog.").unwrap_or(text.trim()).to_owned();
        TypeName { base, modifiers, is_array, with_time_zone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_stand_for_kinds() {
        let cases = [
            ("INTEGER", Kind::Int),
            ("numeric(10, 2)", Kind::Decimal),
            ("character varying(10)", Kind::Text),
            ("timestamp(3) with time zone", Kind::Timestamp),
            ("TIME WITHOUT TIME ZONE", Kind::Time),
            ("pg_catalog.int4", Kind::Int),
            ("text[]", Kind::Array),
            ("INTERVAL DAY TO SECOND", Kind::Interval),
            ("public.order_status", Kind::Other),
        ];
        for (name, kind) in cases {
            assert_eq!(Kind::from_type_name(name), kind, "{name}");
        }
        assert_eq!(TypeName::new("numeric(10, 2)").modifiers, [10, 2]);
    }
}
