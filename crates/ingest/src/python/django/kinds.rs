//! The kinds of fields and their types in Django's PostgreSQL backend.

use seedbed_schema::{DataType, RangeSubtype};

use super::super::value::{Call, Value};

/// What a field is.
pub(crate) enum Kind {
    /// A column of that type.
    Column(DataType),
    /// A column of that type which takes no negative numbers.
    Positive(DataType),
    /// A key that counts up.
    Auto(u8),
    /// A reference; `true` where every row is referred to once at most.
    Reference(bool),
    /// References through a table of their own.
    Many,
    /// A list of another field's values.
    Array,
    /// A formula.
    Generated,
    /// An amount with its currency in a second column.
    Money,
}

/// A field's kind by the name of its class; `None` where it has no column.
pub(crate) fn kind(name: &str, call: &Call) -> Option<Kind> {
    let number = |name: &str| call.keyword(name).and_then(Value::as_int);
    let length = || number("max_length").and_then(|length| u32::try_from(length).ok());
    let varchar = |default: Option<u32>| DataType::Text {
        max_length: length().or(default),
        fixed: false,
        case_insensitive: false,
    };
    let citext = || DataType::Text { max_length: None, fixed: false, case_insensitive: true };
    let column = match name {
        "AutoField" => return Some(Kind::Auto(32)),
        "BigAutoField" => return Some(Kind::Auto(64)),
        "SmallAutoField" => return Some(Kind::Auto(16)),
        "ForeignKey" | "ParentalKey" | "TreeForeignKey" | "FlexibleForeignKey"
        | "AutoForeignKey" | "ForeignObject" => return Some(Kind::Reference(false)),
        "OneToOneField" | "TreeOneToOneField" | "AutoOneToOneField" => {
            return Some(Kind::Reference(true));
        }
        "ManyToManyField"
        | "ParentalManyToManyField"
        | "SortedManyToManyField"
        | "TreeManyToManyField" => return Some(Kind::Many),
        "ArrayField" => return Some(Kind::Array),
        "GeneratedField" => return Some(Kind::Generated),
        "MoneyField" => return Some(Kind::Money),
        "PositiveIntegerField" => return Some(Kind::Positive(DataType::integer(32))),
        "PositiveSmallIntegerField" => return Some(Kind::Positive(DataType::integer(16))),
        "PositiveBigIntegerField" => return Some(Kind::Positive(DataType::integer(64))),
        "IntegerField" | "OrderWrt" => DataType::integer(32),
        "SmallIntegerField" => DataType::integer(16),
        "BigIntegerField" => DataType::integer(64),
        "BooleanField" | "NullBooleanField" => DataType::Boolean,
        "CharField" | "CommaSeparatedIntegerField" => varchar(None),
        "SlugField" | "AutoSlugField" | "RandomCharField" => varchar(Some(50)),
        "EmailField" => varchar(Some(254)),
        "URLField" => varchar(Some(200)),
        "FileField"
        | "ImageField"
        | "FilePathField"
        | "ThumbnailerImageField"
        | "ThumbnailerField"
        | "VersatileImageField"
        | "StatusField" => varchar(Some(100)),
        "PhoneNumberField" => varchar(Some(128)),
        "CountryField" => varchar(Some(2)),
        "CurrencyField" => varchar(Some(3)),
        "TimeZoneField" => varchar(Some(63)),
        "ShortUUIDField" => varchar(Some(22)),
        "ColorField" => varchar(Some(25)),
        "TextField"
        | "RichTextField"
        | "RichTextUploadingField"
        | "HTMLField"
        | "MarkdownxField"
        | "MarkdownField"
        | "EncryptedTextField" => DataType::text(),
        "CITextField" | "CICharField" | "CIEmailField" => citext(),
        "DateField" => DataType::Date,
        "DateTimeField"
        | "CreationDateTimeField"
        | "ModificationDateTimeField"
        | "AutoCreatedField"
        | "AutoLastModifiedField"
        | "MonitorField" => DataType::Timestamp { with_time_zone: true },
        "TimeField" => DataType::Time { with_time_zone: false },
        "DurationField" => DataType::Interval,
        "DecimalField" => {
            let digits = |name: &str| number(name).and_then(|digits| u8::try_from(digits).ok());
            DataType::Decimal { precision: digits("max_digits"), scale: digits("decimal_places") }
        }
        "FloatField" => DataType::Float { bits: 64 },
        "BinaryField" => DataType::Bytes { max_length: None, fixed: false },
        "UUIDField" => DataType::Uuid,
        "JSONField" | "StreamField" => DataType::Json { binary: true },
        "GenericIPAddressField" | "IPAddressField" => DataType::Inet,
        "HStoreField" => DataType::HStore,
        "SearchVectorField" => DataType::TsVector,
        "IntegerRangeField" => DataType::Range(RangeSubtype::Int32),
        "BigIntegerRangeField" => DataType::Range(RangeSubtype::Int64),
        "DecimalRangeField" => DataType::Range(RangeSubtype::Numeric),
        "DateRangeField" => DataType::Range(RangeSubtype::Date),
        "DateTimeRangeField" => DataType::Range(RangeSubtype::TimestampTz),
        "PointField"
        | "LineStringField"
        | "PolygonField"
        | "MultiPointField"
        | "MultiLineStringField"
        | "MultiPolygonField"
        | "GeometryField"
        | "GeometryCollectionField"
        | "RasterField" => DataType::Geometry("geometry".into()),
        _ => return None,
    };
    Some(Kind::Column(column))
}

/// Whether a name is a field's that the table above may not know.
pub(crate) fn looks_like_field(name: &str) -> bool {
    name.ends_with("Field") && !matches!(name, "GenericRelationField" | "FormField")
}
