//! Column types, independent of any one database's spelling.

use std::{fmt, sync::Arc};

use seedbed_expr::{Kind, RangeSubtype};

/// A named list of labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// The type's name, where it has one (`MySQL` enums don't).
    pub name: Option<String>,
    /// The labels in declared order.
    pub labels: Vec<String>,
}

/// The type of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum DataType {
    /// Booleans.
    Boolean,
    /// Integers of 8, 16, 24, 32 or 64 bits.
    Integer {
        /// Width in bits.
        bits: u8,
        /// Whether negative values are excluded and the positive range is doubled.
        unsigned: bool,
    },
    /// Exact decimals; `None` where the database sets no limit.
    Decimal {
        /// Total number of digits.
        precision: Option<u8>,
        /// Digits behind the point.
        scale: Option<u8>,
    },
    /// Binary floating point of 32 or 64 bits.
    Float {
        /// Width in bits.
        bits: u8,
    },
    /// A currency amount (PostgreSQL `money`).
    Money,
    /// Character data.
    Text {
        /// Longest value, in characters.
        max_length: Option<u32>,
        /// Whether values are padded to the full length (`char(n)`).
        fixed: bool,
        /// Whether comparison ignores case (`citext`, case-folding collations).
        case_insensitive: bool,
    },
    /// Raw bytes.
    Bytes {
        /// Longest value, in bytes.
        max_length: Option<u32>,
        /// Whether every value has the full length (`binary(n)`).
        fixed: bool,
    },
    /// Calendar dates.
    Date,
    /// Times of day.
    Time {
        /// Whether values carry an offset.
        with_time_zone: bool,
    },
    /// Dates with time of day, to the microsecond.
    Timestamp {
        /// Whether values are instants (UTC) rather than local times.
        with_time_zone: bool,
    },
    /// Spans of time.
    Interval,
    /// A calendar year (`MySQL`).
    Year,
    /// 128-bit identifiers.
    Uuid,
    /// JSON documents.
    Json {
        /// Whether stored in decomposed form (`jsonb`).
        binary: bool,
    },
    /// One of a list of labels.
    Enum(Arc<EnumType>),
    /// Any number of labels of a list (`MySQL` SET).
    Set(Arc<EnumType>),
    /// Values of one type in a list.
    Array(Box<DataType>),
    /// Several named values as one.
    Composite {
        /// The type's name.
        name: String,
        /// Its attributes.
        fields: Arc<Vec<(String, DataType)>>,
    },
    /// A range of values.
    Range(RangeSubtype),
    /// Several ranges of values.
    MultiRange(RangeSubtype),
    /// A bit string.
    Bit {
        /// Number of bits: exactly, or at most when `varying`.
        length: Option<u32>,
        /// Whether shorter values are allowed.
        varying: bool,
    },
    /// An IP address with optional network.
    Inet,
    /// An IP network.
    Cidr,
    /// A hardware address of 6 bytes.
    MacAddr,
    /// A hardware address of 8 bytes.
    MacAddr8,
    /// A geometric value by its type name: PostgreSQL's point, line, lseg, box, path, polygon and
    /// circle, in their own notation; geometry, geometry(polygon), geometry(point,4326) and so on
    /// as Well-Known Text.
    Geometry(String),
    /// A text-search document.
    TsVector,
    /// A text-search query.
    TsQuery,
    /// An XML document.
    Xml,
    /// Key-value pairs (PostgreSQL `hstore`).
    HStore,
    /// A dotted label path (PostgreSQL `ltree`).
    LTree,
    /// An object identifier (PostgreSQL `oid`, `regclass` …), by its type name.
    Oid(String),
    /// A type this system has no rules for, by its text.
    Other(String),
}

impl DataType {
    /// Character data without a limit.
    pub const fn text() -> Self {
        Self::Text { max_length: None, fixed: false, case_insensitive: false }
    }

    /// A signed integer.
    pub const fn integer(bits: u8) -> Self {
        Self::Integer { bits, unsigned: false }
    }

    /// The broad kind that decides how literals beside it are read.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Boolean => Kind::Bool,
            Self::Integer { .. } | Self::Year | Self::Oid(_) => Kind::Int,
            Self::Decimal { .. } | Self::Money => Kind::Decimal,
            Self::Float { .. } => Kind::Float,
            Self::Text { .. } | Self::Enum(_) | Self::Set(_) => Kind::Text,
            Self::Bytes { .. } => Kind::Bytes,
            Self::Date => Kind::Date,
            Self::Time { .. } => Kind::Time,
            Self::Timestamp { .. } => Kind::Timestamp,
            Self::Interval => Kind::Interval,
            Self::Json { .. } => Kind::Json,
            Self::Array(_) => Kind::Array,
            _ => Kind::Other,
        }
    }

    /// The inclusive range of an integer type.
    pub fn integer_range(&self) -> Option<(i128, i128)> {
        match *self {
            Self::Integer { bits, unsigned: true } => Some((0, (1_i128 << bits) - 1)),
            Self::Integer { bits, unsigned: false } => {
                Some((-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1))
            }
            Self::Year => Some((1901, 2155)),
            Self::Oid(_) => Some((0, i128::from(u32::MAX))),
            _ => None,
        }
    }

    /// Whether every value of `parent` can be stored in a column of this type, and compared
    /// with it: what a foreign key needs.
    pub fn can_reference(&self, parent: &DataType) -> bool {
        match (self, parent) {
            (Self::Array(a), Self::Array(b)) => a.can_reference(b),
            (Self::Enum(a), Self::Enum(b)) => a.name == b.name,
            (Self::Decimal { .. }, Self::Integer { .. })
            | (Self::Integer { .. }, Self::Decimal { .. })
            | (Self::Other(_), _)
            | (_, Self::Other(_)) => true,
            (Self::Text { .. }, Self::Enum(e)) | (Self::Enum(e), Self::Text { .. }) => {
                e.name.is_none()
            }
            _ => {
                self.kind() == parent.kind()
                    && (self.kind() != Kind::Other
                        || std::mem::discriminant(self) == std::mem::discriminant(parent))
            }
        }
    }
}

impl fmt::Display for DataType {
    /// The type in PostgreSQL's spelling where it has one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::Integer { bits, unsigned } => {
                f.write_str(match bits {
                    8 => "tinyint",
                    16 => "smallint",
                    24 => "mediumint",
                    32 => "integer",
                    _ => "bigint",
                })?;
                f.write_str(if *unsigned { " unsigned" } else { "" })
            }
            Self::Decimal { precision: Some(precision), scale: Some(scale) } => {
                write!(f, "numeric({precision},{scale})")
            }
            Self::Decimal { precision: Some(precision), scale: None } => {
                write!(f, "numeric({precision})")
            }
            Self::Decimal { .. } => f.write_str("numeric"),
            Self::Float { bits: 32 } => f.write_str("real"),
            Self::Float { .. } => f.write_str("double precision"),
            Self::Money => f.write_str("money"),
            Self::Text { case_insensitive: true, .. } => f.write_str("citext"),
            Self::Text { max_length: None, .. } => f.write_str("text"),
            Self::Text { max_length: Some(length), fixed: true, .. } => write!(f, "char({length})"),
            Self::Text { max_length: Some(length), .. } => write!(f, "varchar({length})"),
            Self::Bytes { .. } => f.write_str("bytea"),
            Self::Date => f.write_str("date"),
            Self::Time { with_time_zone } => f.write_str(zoned("time", *with_time_zone)),
            Self::Timestamp { with_time_zone } => f.write_str(zoned("timestamp", *with_time_zone)),
            Self::Enum(labels) | Self::Set(labels) => {
                f.write_str(labels.name.as_deref().unwrap_or("enum"))
            }
            Self::Array(item) => write!(f, "{item}[]"),
            Self::Range(subtype) => write!(f, "{}range", subtype.prefix()),
            Self::MultiRange(subtype) => write!(f, "{}multirange", subtype.prefix()),
            Self::Bit { length, varying } => {
                f.write_str(if *varying { "varbit" } else { "bit" })?;
                length.map_or(Ok(()), |length| write!(f, "({length})"))
            }
            Self::Composite { name, .. }
            | Self::Geometry(name)
            | Self::Oid(name)
            | Self::Other(name) => f.write_str(name),
            Self::Json { binary } => f.write_str(if *binary { "jsonb" } else { "json" }),
            Self::Interval => f.write_str("interval"),
            Self::Year => f.write_str("year"),
            Self::Uuid => f.write_str("uuid"),
            Self::Inet => f.write_str("inet"),
            Self::Cidr => f.write_str("cidr"),
            Self::MacAddr => f.write_str("macaddr"),
            Self::MacAddr8 => f.write_str("macaddr8"),
            Self::TsVector => f.write_str("tsvector"),
            Self::TsQuery => f.write_str("tsquery"),
            Self::Xml => f.write_str("xml"),
            Self::HStore => f.write_str("hstore"),
            Self::LTree => f.write_str("ltree"),
        }
    }
}

fn zoned(name: &'static str, with_time_zone: bool) -> &'static str {
    match (name, with_time_zone) {
        ("time", true) => "time with time zone",
        ("timestamp", true) => "timestamp with time zone",
        _ => name,
    }
}
