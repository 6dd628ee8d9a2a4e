//! SQLAlchemy's types.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use seedbed_schema::{DataType, EnumType, RangeSubtype};

use super::super::{
    project::{Project, last_name, quoted, string},
    syntax::Text,
    value::{Call, Class, Member, Symbol, SymbolKind, Value},
};

/// A type, and what else it says about its column.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) data_type: DataType,
    /// The type as the models write it.
    pub(crate) written: String,
    /// The only values that the application reads.
    pub(crate) choices: Option<Vec<String>>,
}

impl Typed {
    pub(crate) fn new(data_type: DataType, written: &str) -> Self {
        Self { data_type, written: written.to_owned(), choices: None }
    }

    /// The condition that only the choices are stored.
    pub(crate) fn condition(&self, column: &str) -> Option<String> {
        let choices = self.choices.as_ref()?;
        let listed: Vec<_> = choices.iter().map(|choice| string(choice)).collect();
        let column = quoted(column);
        (!listed.is_empty()).then(|| format!("{column} IN ({})", listed.join(", ")))
    }
}

/// Arguments, by position and by keyword.
type Handed = (Vec<Value>, Vec<(Text, Value)>);

/// Deeper types are classes that name each other.
const DEEPEST: usize = 12;

impl Project<'_> {
    /// The type that a value stands for, if it is one.
    pub(crate) fn sql_type(&mut self, value: &Value) -> Option<Typed> {
        self.nested_type(value, DEEPEST)
    }

    fn nested_type(&mut self, value: &Value, depth: usize) -> Option<Typed> {
        let depth = depth.checked_sub(1)?;
        match value {
            Value::External(_) => named(&last_name(value)?, None),
            Value::Class(class) => self.class_type(&Rc::clone(class), None, depth),
            Value::Symbol(symbol) => match &symbol.kind {
                SymbolKind::Call(call) => self.called_type(symbol, call, depth),
                SymbolKind::Attribute(..) => named(&last_name(value)?, None),
                SymbolKind::Index(of, _) => self.nested_type(&of.clone(), depth),
                _ => None,
            },
            _ => None,
        }
    }

    fn called_type(&mut self, symbol: &Rc<Symbol>, call: &Call, depth: usize) -> Option<Typed> {
        if let Value::Class(class) = &call.callee {
            return self.class_type(&Rc::clone(class), Some(symbol), depth);
        }
        if let Value::Symbol(callee) = &call.callee
            && let SymbolKind::Attribute(of, method) = &callee.kind
        {
            let inner = match &**method {
                "with_variant" => {
                    let dialects = call.arguments.get(1..).unwrap_or_default();
                    let dialect =
                        dialects.iter().any(|name| name.as_str().as_deref() == Some("postgresql"));
                    if dialect { call.arguments.first()?.clone() } else { of.clone() }
                }
                "as_mutable" | "type_descriptor" => call.arguments.first()?.clone(),
                _ => match self.nested_type(of, depth) {
                    Some(of) => return Some(of),
                    None => return self.parametrized(call, depth),
                },
            };
            return self.nested_type(&inner, depth);
        }
        self.parametrized(call, depth)
    }

    /// A type with arguments: `String(40)`.
    fn parametrized(&mut self, call: &Call, depth: usize) -> Option<Typed> {
        let name = last_name(&call.callee)?;
        match &*name {
            "Enum" | "ENUM" => self.enumeration(call),
            "ARRAY" | "ARRAY_D" => {
                let item = self.nested_type(call.arguments.first()?, depth)?;
                let dimensions = call.keyword("dimensions").and_then(Value::as_int).unwrap_or(1);
                let mut data_type = item.data_type;
                for _ in 0..dimensions.clamp(1, 6) {
                    data_type = DataType::Array(Box::new(data_type));
                }
                Some(Typed::new(data_type, &format!("{}[]", item.written)))
            }
            "DOMAIN" => {
                let inner = self.nested_type(call.arguments.get(1)?, depth)?;
                let written = call.arguments.first().and_then(Value::as_str);
                Some(Typed {
                    written: written.map_or(inner.written, |name| name.to_string()),
                    ..inner
                })
            }
            "MutableType" | "Variant" | "ScalarListType" | "variant" => {
                Some(Typed::new(DataType::text(), &name))
            }
            // `MutableDict.as_mutable(JSON)`
            "as_mutable" => self.nested_type(call.arguments.first()?, depth),
            "ChoiceType" => self.choice_type(call, depth),
            "EncryptedType" | "StringEncryptedType" => Some(Typed::new(DataType::text(), &name)),
            "SET" => {
                let labels = call.arguments.iter().filter_map(Value::as_str);
                let labels = labels.map(|label| label.to_string()).collect();
                Some(Typed::new(DataType::Set(Arc::new(EnumType { name: None, labels })), "SET"))
            }
            _ => named(&name, Some(call)),
        }
    }

    /// A type that is a class of the sources: what it decorates or inherits from.
    fn class_type(
        &mut self,
        class: &Rc<Class>,
        instance: Option<&Rc<Symbol>>,
        depth: usize,
    ) -> Option<Typed> {
        let written = class.name.to_string();
        if let Some(made) = self.dialect_type(class, instance, depth) {
            return Some(Typed { written, ..made });
        }
        let handed = instance.and_then(|instance| self.machine.handed_on(instance));
        if let Some(implementation) = self.attribute(class, "impl") {
            let made = self.with_arguments(&implementation, handed, depth)?;
            return Some(Typed { written, ..made });
        }
        if let Some((_, Value::Function(_))) = self.machine.find(class, "get_col_spec") {
            return Some(Typed::new(DataType::Other(written.clone()), &written));
        }
        for base in self.machine.external_bases(class) {
            let base = match &base {
                Value::Symbol(symbol) => match &symbol.kind {
                    SymbolKind::Index(of, _) => of.clone(),
                    _ => base.clone(),
                },
                _ => base.clone(),
            };
            if let Some(made) = self.with_arguments(&base, handed.clone(), depth) {
                return Some(Typed { written, ..made });
            }
        }
        None
    }

    /// A class of a type, with the arguments that its decorator was given.
    fn with_arguments(
        &mut self,
        base: &Value,
        handed: Option<Handed>,
        depth: usize,
    ) -> Option<Typed> {
        let is_class = matches!(base, Value::External(_) | Value::Class(_));
        match handed {
            Some((arguments, keywords)) if is_class => {
                let call = Call { callee: base.clone(), arguments, keywords };
                let symbol = Symbol {
                    kind: SymbolKind::Call(call),
                    place: super::super::value::Place { module: 0, at: 0 },
                    attributes: RefCell::default(),
                };
                let made = Value::Symbol(Rc::new(symbol));
                self.nested_type(&made, depth).or_else(|| self.nested_type(base, depth))
            }
            _ => self.nested_type(base, depth),
        }
    }

    /// What `load_dialect_impl` chooses for PostgreSQL.
    fn dialect_type(
        &mut self,
        class: &Rc<Class>,
        instance: Option<&Rc<Symbol>>,
        depth: usize,
    ) -> Option<Typed> {
        let (_, Value::Function(_)) = self.machine.find(class, "load_dialect_impl")? else {
            return None;
        };
        let place = class.place;
        let receiver = match instance {
            Some(instance) => Value::Symbol(Rc::clone(instance)),
            None => {
                let callee = Value::Class(Rc::clone(class));
                let call = Call { callee, arguments: Vec::new(), keywords: Vec::new() };
                Value::symbol(SymbolKind::Call(call), place)
            }
        };
        let dialect = Value::unknown(place);
        if let Value::Symbol(symbol) = &dialect {
            symbol.attributes.borrow_mut().push(("name".into(), Value::str("postgresql")));
        }
        let chosen = self.machine.invoke(&receiver, "load_dialect_impl", vec![dialect])?;
        self.nested_type(&chosen, depth)
    }

    /// `Enum(Color)`, `Enum("red", "green", name="color")`.
    fn enumeration(&mut self, call: &Call) -> Option<Typed> {
        let class = match call.arguments.first() {
            Some(Value::Class(class)) => Some(Rc::clone(class)),
            _ => None,
        };
        let labels: Vec<String> = match &class {
            Some(class) => match call.keyword("values_callable") {
                Some(function) => {
                    let argument = Value::Class(Rc::clone(class));
                    let made = self.machine.apply(&function.clone(), vec![argument])?;
                    let made = self.machine.iterate(&made)?;
                    made.iter().filter_map(Value::text).map(|label| label.to_string()).collect()
                }
                None => {
                    let members = self.machine.members(class)?;
                    members.iter().map(|member| member.name.to_string()).collect()
                }
            },
            None => {
                let mut labels = Vec::new();
                for argument in &call.arguments {
                    match argument {
                        Value::List(_) | Value::Tuple(_) => {
                            labels.extend(argument.items()?.iter().filter_map(Value::as_str));
                        }
                        other => labels.push(other.as_str()?),
                    }
                }
                labels.iter().map(ToString::to_string).collect()
            }
        };
        let named = call.keyword("name").and_then(Value::as_str).map(|name| name.to_string());
        let name = named.or_else(|| class.map(|class| class.name.to_lowercase()));
        let is_native = call.flag("native_enum") != Some(false);
        let length = call.keyword("length").and_then(Value::as_int);
        Some(enum_of(name, labels, is_native, length))
    }

    /// `ChoiceType` of sqlalchemy-utils.
    fn choice_type(&mut self, call: &Call, depth: usize) -> Option<Typed> {
        let choices = call.argument(0, "choices")?;
        let values: Vec<Value> = match choices {
            Value::Class(class) => {
                let members: Vec<Rc<Member>> = self.machine.members(&Rc::clone(class))?;
                members.iter().map(|member| member.value.clone()).collect()
            }
            other => {
                let pairs = self.machine.iterate(other)?;
                pairs.iter().filter_map(|pair| pair.items()?.into_iter().next()).collect()
            }
        };
        let stored = call.argument(1, "impl").cloned();
        let mut made = stored
            .and_then(|stored| self.nested_type(&stored, depth))
            .unwrap_or_else(|| Typed::new(varchar(Some(255)), "ChoiceType"));
        let texts: Option<Vec<_>> = values.iter().map(Value::as_str).collect();
        made.choices = texts.map(|texts| texts.iter().map(ToString::to_string).collect());
        Some(made)
    }
}

/// An enumeration as a database stores it.
pub(crate) fn enum_of(
    name: Option<String>,
    labels: Vec<String>,
    is_native: bool,
    length: Option<i64>,
) -> Typed {
    if is_native && name.is_some() {
        let written = name.clone().unwrap_or_default();
        return Typed::new(DataType::Enum(Arc::new(EnumType { name, labels })), &written);
    }
    let longest = labels.iter().map(|label| label.chars().count() as i64).max();
    let length = length.or(longest).filter(|length| *length > 0);
    let mut made = Typed::new(varchar(length), "Enum");
    made.choices = Some(labels);
    made
}

fn varchar(length: Option<i64>) -> DataType {
    let max_length = length.and_then(|length| u32::try_from(length).ok());
    DataType::Text { max_length, fixed: false, case_insensitive: false }
}

/// A type by its name, with its arguments.
fn named(name: &str, call: Option<&Call>) -> Option<Typed> {
    let argument = |at: usize, name: &str| call.and_then(|call| call.argument(at, name));
    let number = |at: usize, name: &str| argument(at, name).and_then(Value::as_int);
    let zoned = || call.and_then(|call| call.argument(0, "timezone")?.truth()).unwrap_or(false);
    let digits = |number: Option<i64>| number.and_then(|number| u8::try_from(number).ok());
    let length = || number(0, "length");
    let data_type = match name {
        "Integer" | "INTEGER" | "INT" | "MEDIUMINT" => DataType::integer(32),
        "SmallInteger" | "SMALLINT" | "TINYINT" => DataType::integer(16),
        "BigInteger" | "BIGINT" => DataType::integer(64),
        "Boolean" | "BOOLEAN" | "BOOL" => DataType::Boolean,
        "String" | "Unicode" | "VARCHAR" | "NVARCHAR" | "VARCHAR2" | "AutoString" => {
            varchar(length())
        }
        "Text" | "UnicodeText" | "TEXT" | "CLOB" | "NCLOB" | "MEDIUMTEXT" | "LONGTEXT"
        | "TINYTEXT" | "NTEXT" | "URLType" | "UnicodeCLOB" => DataType::text(),
        "CHAR" | "NCHAR" => {
            let max_length = length().and_then(|length| u32::try_from(length).ok());
            DataType::Text {
                max_length: max_length.or(Some(1)),
                fixed: true,
                case_insensitive: false,
            }
        }
        "CIText" | "CITEXT" => {
            DataType::Text { max_length: None, fixed: false, case_insensitive: true }
        }
        "Float" | "FLOAT" => {
            let bits = if number(0, "precision").is_some_and(|bits| bits <= 24) { 32 } else { 64 };
            DataType::Float { bits }
        }
        "REAL" => DataType::Float { bits: 32 },
        "Double" | "DOUBLE" | "DOUBLE_PRECISION" => DataType::Float { bits: 64 },
        "Numeric" | "DECIMAL" | "NUMERIC" | "Decimal" => {
            let precision = digits(number(0, "precision"));
            DataType::Decimal { precision, scale: digits(number(1, "scale")) }
        }
        "Date" | "DATE" => DataType::Date,
        "DateTime" | "DATETIME" | "TIMESTAMP" | "ArrowType" | "EnrichedDateTimeType" => {
            DataType::Timestamp { with_time_zone: zoned() }
        }
        "Time" | "TIME" => DataType::Time { with_time_zone: zoned() },
        "Interval" | "INTERVAL" => DataType::Interval,
        "YEAR" => DataType::Year,
        "LargeBinary" | "BLOB" | "BINARY" | "VARBINARY" | "BYTEA" | "PickleType" | "LONGBLOB"
        | "MEDIUMBLOB" | "TINYBLOB" | "Binary" => {
            DataType::Bytes { max_length: None, fixed: false }
        }
        "JSON" | "JSONType" => DataType::Json { binary: false },
        "JSONB" => DataType::Json { binary: true },
        "Uuid" | "UUID" | "UUIDType" | "GUID" | "UNIQUEIDENTIFIER" => DataType::Uuid,
        "INET" => DataType::Inet,
        "CIDR" => DataType::Cidr,
        "MACADDR" => DataType::MacAddr,
        "MACADDR8" => DataType::MacAddr8,
        "MONEY" => DataType::Money,
        "XML" => DataType::Xml,
        "HSTORE" => DataType::HStore,
        "TSVECTOR" | "TSVectorType" => DataType::TsVector,
        "TSQUERY" => DataType::TsQuery,
        "LTREE" | "LtreeType" | "Ltree" => DataType::LTree,
        "OID" | "REGCLASS" => DataType::Oid(name.to_lowercase()),
        "BIT" => DataType::Bit {
            length: number(0, "length").and_then(|length| u32::try_from(length).ok()).or(Some(1)),
            varying: call.is_some_and(|call| call.flag("varying") == Some(true)),
        },
        "INT4RANGE" | "IntRangeType" => DataType::Range(RangeSubtype::Int32),
        "INT8RANGE" | "Int8RangeType" => DataType::Range(RangeSubtype::Int64),
        "NUMRANGE" | "NumericRangeType" => DataType::Range(RangeSubtype::Numeric),
        "DATERANGE" | "DateRangeType" => DataType::Range(RangeSubtype::Date),
        "TSRANGE" | "DateTimeRangeType" => DataType::Range(RangeSubtype::Timestamp),
        "TSTZRANGE" => DataType::Range(RangeSubtype::TimestampTz),
        "INT4MULTIRANGE" => DataType::MultiRange(RangeSubtype::Int32),
        "INT8MULTIRANGE" => DataType::MultiRange(RangeSubtype::Int64),
        "NUMMULTIRANGE" => DataType::MultiRange(RangeSubtype::Numeric),
        "DATEMULTIRANGE" => DataType::MultiRange(RangeSubtype::Date),
        "TSMULTIRANGE" => DataType::MultiRange(RangeSubtype::Timestamp),
        "TSTZMULTIRANGE" => DataType::MultiRange(RangeSubtype::TimestampTz),
        "Geometry" | "Geography" | "Raster" => DataType::Geometry(name.to_lowercase()),
        "EmailType" => varchar(Some(255)),
        "PhoneNumberType" | "ColorType" => varchar(Some(20)),
        "IPAddressType" | "TimezoneType" => varchar(Some(50)),
        "CountryType" => varchar(Some(2)),
        "CurrencyType" => varchar(Some(3)),
        "LocaleType" => varchar(Some(10)),
        "WeekDaysType" => varchar(Some(7)),
        "PasswordType" => DataType::Bytes { max_length: None, fixed: false },
        _ => return None,
    };
    Some(Typed::new(data_type, name))
}
