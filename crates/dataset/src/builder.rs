//! Values into Arrow arrays.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    ArrayBuilder as _, BinaryBuilder, BooleanBuilder, Date32Builder, Decimal128Builder,
    Float32Builder, Float64Builder, Int16Builder, Int32Builder, Int64Builder, StringBuilder,
    Time64MicrosecondBuilder, TimestampMicrosecondBuilder,
};
use arrow_schema::DataType as ArrowType;
use seedbed_expr::{Decimal, Value, parse_date, parse_time, parse_timestamp};
use seedbed_schema::DataType;

use crate::form::has_form;
use crate::notation::{parse_hex, text_of, uuid_text};
use crate::types::{arrow_type, type_words};

/// Why a value can't be held by a column. Messages never contain the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// The value is of another kind, and no cast leads to the column's type.
    #[error("a value of kind {found} can't be held as {expected}")]
    Kind {
        /// The kind of the value.
        found: &'static str,
        /// The column's type.
        expected: String,
    },
    /// The value is too large or too small for the type.
    #[error("a value is out of range for {expected}")]
    OutOfRange {
        /// The column's type.
        expected: String,
    },
    /// The value is text that does not have the type's notation.
    #[error("a text is not in the notation of {expected}")]
    Malformed {
        /// The column's type.
        expected: String,
    },
    /// The Arrow array is of a type that can't hold such a column.
    #[error("an Arrow array of type {found} can't be read as {expected}")]
    Array {
        /// The array's type.
        found: ArrowType,
        /// The column's type.
        expected: String,
    },
}

/// A fault without the type's name, which is only put into words when it is reported.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Kind,
    OutOfRange,
    Malformed,
}

/// Builds the array of one column value by value, casting each to the column's type.
///
/// Decimals are rounded half away from zero to the column's scale, as a database does; text is
/// read in the type's notation; values of any kind become text in text columns. What the type's
/// *declaration* adds (lengths, an enum's labels) is not checked here.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use seedbed_dataset::ArrayBuilder;
/// use seedbed_expr::Value;
/// use seedbed_schema::DataType;
///
/// let list = DataType::Array(Box::new(DataType::text()));
/// let mut builder = ArrayBuilder::new(&list, 2);
/// builder.push(Value::Array(vec![Value::Text("a b".into()), Value::Null])).unwrap();
/// builder.push(Value::Null).unwrap();
/// assert_eq!(builder.finish().as_string::<i32>().value(0), r#"{"a b",NULL}"#);
/// ```
#[derive(Debug)]
pub struct ArrayBuilder {
    data_type: DataType,
    store: Store,
}

#[derive(Debug)]
enum Store {
    Boolean(BooleanBuilder),
    Int16(Int16Builder),
    Int32(Int32Builder),
    Int64(Int64Builder),
    Decimal { builder: Decimal128Builder, scale: u8, limit: i128 },
    Float32(Float32Builder),
    Float64(Float64Builder),
    Bytes(BinaryBuilder),
    Date(Date32Builder),
    Time(Time64MicrosecondBuilder),
    Timestamp(TimestampMicrosecondBuilder),
    Text(StringBuilder),
}

/// Does the same with whichever builder a [`Store`] holds.
macro_rules! each_store {
    ($store:expr, $builder:ident => $body:expr) => {
        match $store {
            Store::Boolean($builder) => $body,
            Store::Int16($builder) => $body,
            Store::Int32($builder) => $body,
            Store::Int64($builder) => $body,
            Store::Decimal { builder: $builder, .. } => $body,
            Store::Float32($builder) => $body,
            Store::Float64($builder) => $body,
            Store::Bytes($builder) => $body,
            Store::Date($builder) => $body,
            Store::Time($builder) => $body,
            Store::Timestamp($builder) => $body,
            Store::Text($builder) => $body,
        }
    };
}

impl Store {
    fn new(data_type: &DataType, rows: usize) -> Self {
        let arrow = arrow_type(data_type);
        match arrow {
            ArrowType::Boolean => Self::Boolean(BooleanBuilder::with_capacity(rows)),
            ArrowType::Int16 => Self::Int16(Int16Builder::with_capacity(rows)),
            ArrowType::Int32 => Self::Int32(Int32Builder::with_capacity(rows)),
            ArrowType::Int64 => Self::Int64(Int64Builder::with_capacity(rows)),
            ArrowType::Decimal128(precision, scale) => Self::Decimal {
                builder: Decimal128Builder::with_capacity(rows).with_data_type(arrow),
                scale: scale as u8,
                limit: 10_i128.pow(u32::from(precision)),
            },
            ArrowType::Float32 => Self::Float32(Float32Builder::with_capacity(rows)),
            ArrowType::Float64 => Self::Float64(Float64Builder::with_capacity(rows)),
            ArrowType::Binary => Self::Bytes(BinaryBuilder::with_capacity(rows, 16 * rows)),
            ArrowType::Date32 => Self::Date(Date32Builder::with_capacity(rows)),
            ArrowType::Time64(_) => Self::Time(Time64MicrosecondBuilder::with_capacity(rows)),
            ArrowType::Timestamp(..) => Self::Timestamp(
                TimestampMicrosecondBuilder::with_capacity(rows).with_data_type(arrow),
            ),
            _ => Self::Text(StringBuilder::with_capacity(rows, 16 * rows)),
        }
    }
}

impl ArrayBuilder {
    /// A builder for a column of `data_type`, with room for `rows` values.
    pub fn new(data_type: &DataType, rows: usize) -> Self {
        Self { data_type: data_type.clone(), store: Store::new(data_type, rows) }
    }

    /// How many values have been pushed.
    pub fn len(&self) -> usize {
        each_store!(&self.store, builder => builder.len())
    }

    /// Whether nothing has been pushed yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends NULL.
    pub fn push_null(&mut self) {
        each_store!(&mut self.store, builder => builder.append_null());
    }

    /// Appends a value.
    ///
    /// # Errors
    /// When the value can't be cast to the column's type; then nothing is appended.
    pub fn push(&mut self, value: Value) -> Result<(), ConvertError> {
        match value {
            Value::Null => {
                self.push_null();
                Ok(())
            }
            Value::Text(text) => self.push_text(&text),
            value => {
                let found = kind_name(&value);
                self.try_push(&value).map_err(|fault| self.explain(fault, found))
            }
        }
    }

    /// Appends a value from its text in the type's notation (an empty text is no NULL).
    ///
    /// # Errors
    /// When the text is not in the type's notation or out of its range; then nothing is appended.
    pub fn push_text(&mut self, text: &str) -> Result<(), ConvertError> {
        self.try_push_text(text).map_err(|fault| self.explain(fault, "text"))
    }

    /// The array of all values pushed; the builder is empty afterwards and can be used again.
    pub fn finish(&mut self) -> ArrayRef {
        each_store!(&mut self.store, builder => Arc::new(builder.finish()))
    }

    fn explain(&self, fault: Fault, found: &'static str) -> ConvertError {
        let expected = type_words(&self.data_type);
        match fault {
            Fault::Kind => ConvertError::Kind { found, expected },
            Fault::OutOfRange => ConvertError::OutOfRange { expected },
            Fault::Malformed => ConvertError::Malformed { expected },
        }
    }

    fn try_push(&mut self, value: &Value) -> Result<(), Fault> {
        let Self { data_type, store } = self;
        match store {
            Store::Boolean(builder) => builder.append_value(to_bool(value)?),
            Store::Int16(_) | Store::Int32(_) | Store::Int64(_) => {
                return self.push_integer(to_integer(value)?);
            }
            Store::Decimal { builder, scale, limit } => {
                builder.append_value(fit(to_decimal(value)?, *scale, *limit)?);
            }
            Store::Float32(builder) => builder.append_value(narrow_float(to_float(value)?)?),
            Store::Float64(builder) => builder.append_value(to_float(value)?),
            Store::Bytes(builder) => match value {
                Value::Bytes(bytes) => builder.append_value(bytes),
                _ => return Err(Fault::Kind),
            },
            Store::Date(builder) => builder.append_value(to_date(value)?),
            Store::Time(builder) => match value {
                Value::Time(micros) => builder.append_value(*micros),
                _ => return Err(Fault::Kind),
            },
            Store::Timestamp(builder) => builder.append_value(to_timestamp(value)?),
            Store::Text(builder) => push_notation(builder, value, data_type)?,
        }
        Ok(())
    }

    fn try_push_text(&mut self, text: &str) -> Result<(), Fault> {
        let Self { data_type, store } = self;
        let read = |value: Option<i64>| value.ok_or(Fault::Malformed);
        match store {
            Store::Text(builder) => {
                if !has_form(text, data_type) {
                    return Err(Fault::Malformed);
                }
                builder.append_value(text);
            }
            Store::Boolean(builder) => builder.append_value(parse_bool(text)?),
            Store::Int16(_) | Store::Int32(_) | Store::Int64(_) => {
                return self.push_integer(parse_integer(text)?);
            }
            Store::Decimal { builder, scale, limit } => {
                let value = Decimal::parse(text).ok_or(Fault::Malformed)?;
                builder.append_value(fit(value, *scale, *limit)?);
            }
            Store::Float32(builder) => builder.append_value(narrow_float(parse_float(text)?)?),
            Store::Float64(builder) => builder.append_value(parse_float(text)?),
            Store::Bytes(builder) if text.starts_with("\\x") => {
                builder.append_value(parse_hex(text).ok_or(Fault::Malformed)?);
            }
            Store::Bytes(builder) => builder.append_value(text),
            Store::Date(builder) => {
                builder.append_value(parse_date(text).ok_or(Fault::Malformed)?);
            }
            Store::Time(builder) => builder.append_value(read(parse_time(text))?),
            Store::Timestamp(builder) => builder.append_value(read(parse_timestamp(text))?),
        }
        Ok(())
    }

    fn push_integer(&mut self, value: i64) -> Result<(), Fault> {
        let range = self.data_type.integer_range().unwrap_or((i64::MIN.into(), i64::MAX.into()));
        if !(range.0..=range.1).contains(&i128::from(value)) {
            return Err(Fault::OutOfRange);
        }
        match &mut self.store {
            Store::Int16(builder) => builder.append_value(value as i16),
            Store::Int32(builder) => builder.append_value(value as i32),
            Store::Int64(builder) => builder.append_value(value),
            _ => return Err(Fault::Kind),
        }
        Ok(())
    }
}

pub(crate) fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NULL",
        Value::Bool(_) => "boolean",
        Value::Int(_) => "integer",
        Value::Decimal(_) => "decimal",
        Value::Float(_) => "float",
        Value::Text(_) => "text",
        Value::Date(_) => "date",
        Value::Time(_) => "time",
        Value::Timestamp(_) => "timestamp",
        Value::Interval(_) => "interval",
        Value::Bytes(_) => "bytes",
        Value::Array(_) => "array",
        Value::Json(_) => "json",
    }
}

fn to_bool(value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Bool(value) | Value::Json(serde_json::Value::Bool(value)) => Ok(*value),
        Value::Int(0) => Ok(false),
        Value::Int(1) => Ok(true),
        Value::Int(_) => Err(Fault::OutOfRange),
        _ => Err(Fault::Kind),
    }
}

fn to_integer(value: &Value) -> Result<i64, Fault> {
    match value {
        Value::Int(value) => Ok(*value),
        Value::Bool(value) => Ok(i64::from(*value)),
        Value::Decimal(value) => value
            .rescale(0)
            .and_then(|whole| i64::try_from(whole.mantissa).ok())
            .ok_or(Fault::OutOfRange),
        Value::Float(value) => {
            let whole = value.round_ties_even();
            // 2^63 is exact in binary; i64::MAX is not.
            let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&whole);
            if fits { Ok(whole as i64) } else { Err(Fault::OutOfRange) }
        }
        _ => Err(Fault::Kind),
    }
}

fn to_decimal(value: &Value) -> Result<Decimal, Fault> {
    match value {
        Value::Decimal(value) => Ok(*value),
        Value::Int(value) => Ok(Decimal::new(i128::from(*value), 0)),
        Value::Float(value) => Decimal::from_f64(*value).ok_or(Fault::OutOfRange),
        _ => Err(Fault::Kind),
    }
}

fn fit(value: Decimal, scale: u8, limit: i128) -> Result<i128, Fault> {
    let mantissa = value.rescale(scale).ok_or(Fault::OutOfRange)?.mantissa;
    if -limit < mantissa && mantissa < limit { Ok(mantissa) } else { Err(Fault::OutOfRange) }
}

fn to_float(value: &Value) -> Result<f64, Fault> {
    match value {
        Value::Float(value) => Ok(*value),
        Value::Int(value) => Ok(*value as f64),
        Value::Decimal(value) => Ok(value.to_f64()),
        _ => Err(Fault::Kind),
    }
}

fn narrow_float(value: f64) -> Result<f32, Fault> {
    let narrow = value as f32;
    if value.is_finite() && narrow.is_infinite() { Err(Fault::OutOfRange) } else { Ok(narrow) }
}

fn to_date(value: &Value) -> Result<i32, Fault> {
    match value {
        Value::Date(days) => Ok(*days),
        Value::Timestamp(micros) => Ok(micros.div_euclid(86_400_000_000) as i32),
        _ => Err(Fault::Kind),
    }
}

fn to_timestamp(value: &Value) -> Result<i64, Fault> {
    match value {
        Value::Timestamp(micros) => Ok(*micros),
        Value::Date(days) => Ok(i64::from(*days) * 86_400_000_000),
        _ => Err(Fault::Kind),
    }
}

/// Appends a value to a column held as text.
fn push_notation(
    builder: &mut StringBuilder,
    value: &Value,
    data_type: &DataType,
) -> Result<(), Fault> {
    let fits = match data_type {
        DataType::Json { .. } => {
            builder.append_value(to_json(value)?.to_string());
            return Ok(());
        }
        DataType::Uuid => match value {
            Value::Bytes(bytes) if bytes.len() == 16 => {
                builder.append_value(uuid_text(bytes));
                return Ok(());
            }
            _ => false,
        },
        DataType::Array(_) | DataType::Set(_) => matches!(value, Value::Array(_)),
        DataType::Interval => matches!(value, Value::Interval(_)),
        DataType::Enum(_) | DataType::Inet | DataType::Cidr => false,
        _ => true,
    };
    let text = text_of(value, data_type).filter(|_| fits).ok_or(Fault::Kind)?;
    builder.append_value(text);
    Ok(())
}

/// The JSON document that stands for a value, by `PostgreSQL`'s `to_json`.
fn to_json(value: &Value) -> Result<serde_json::Value, Fault> {
    Ok(match value {
        Value::Json(document) => document.clone(),
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Decimal(value) => value.to_f64().into(),
        Value::Array(items) => items.iter().map(to_json).collect::<Result<Vec<_>, _>>()?.into(),
        other => text_of(other, &DataType::text()).ok_or(Fault::Kind)?.into(),
    })
}

fn parse_bool(text: &str) -> Result<bool, Fault> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "t", "yes", "y", "on", "1"]) {
        Ok(true)
    } else if is(&["false", "f", "no", "n", "off", "0"]) {
        Ok(false)
    } else {
        Err(Fault::Malformed)
    }
}

fn parse_integer(text: &str) -> Result<i64, Fault> {
    use std::num::IntErrorKind::{NegOverflow, PosOverflow};
    text.trim().parse().map_err(|error: std::num::ParseIntError| match error.kind() {
        NegOverflow | PosOverflow => Fault::OutOfRange,
        _ => Fault::Malformed,
    })
}

fn parse_float(text: &str) -> Result<f64, Fault> {
    text.trim().parse().map_err(|_| Fault::Malformed)
}

#[cfg(test)]
mod tests;
