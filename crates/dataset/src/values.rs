//! Arrow arrays into values.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType,
    Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, FixedSizeBinaryArray,
    Float32Array, Float64Array, Int16Array, Int32Array, Int64Array, LargeBinaryArray,
    LargeStringArray, PrimitiveArray, StringArray, StringViewArray, UInt64Array,
};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType as ArrowType, TimeUnit};
use seedbed_expr::{Decimal, Value, parse_interval};
use seedbed_schema::DataType;

use crate::builder::{ArrayBuilder, ConvertError};
use crate::notation::parse_array;
use crate::types::{arrow_type, type_words};

/// Reads the values of one array, of the type [`arrow_type`] names or of any that files hold in
/// its place: other widths and units, large and dictionary-encoded text.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, Int32Array};
/// use seedbed_dataset::ValueReader;
/// use seedbed_expr::Value;
/// use seedbed_schema::DataType;
///
/// let array: ArrayRef = Arc::new(Int32Array::from(vec![Some(7), None]));
/// let reader = ValueReader::new(&array, &DataType::integer(64)).unwrap();
/// assert_eq!([reader.value(0), reader.value(1)], [Value::Int(7), Value::Null]);
/// ```
#[derive(Debug, Clone)]
pub struct ValueReader {
    nulls: Option<NullBuffer>,
    cells: Cells,
}

#[derive(Debug, Clone)]
enum Cells {
    Boolean(BooleanArray),
    Int16(Int16Array),
    Int32(Int32Array),
    Int64(Int64Array),
    UInt64(UInt64Array),
    Decimal(Decimal128Array, u8),
    Float32(Float32Array),
    Float64(Float64Array),
    Date(PrimitiveArray<Date32Type>),
    Time(PrimitiveArray<Time64MicrosecondType>),
    Timestamp(PrimitiveArray<TimestampMicrosecondType>),
    Text(StringArray, Notation),
    LargeText(LargeStringArray, Notation),
    TextView(StringViewArray, Notation),
    Bytes(BinaryArray),
    LargeBytes(LargeBinaryArray),
    FixedBytes(FixedSizeBinaryArray),
    Dictionary(Vec<usize>, Box<ValueReader>),
    Nulls,
}

/// How the text of a column is turned into a value.
#[derive(Debug, Clone)]
enum Notation {
    Plain,
    Interval,
    Json,
    Array(Box<DataType>),
}

impl Notation {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Interval => Self::Interval,
            DataType::Json { .. } => Self::Json,
            DataType::Array(element) => Self::Array(element.clone()),
            _ => Self::Plain,
        }
    }

    /// The value of a text; text that is not in the notation stays text.
    fn value(&self, text: &str) -> Value {
        let read = match self {
            Self::Plain => None,
            Self::Interval => parse_interval(text).map(Value::Interval),
            Self::Json => serde_json::from_str(text).ok().map(Value::Json),
            Self::Array(element) => parse_array(text).map(|items| {
                Value::Array(items.into_iter().map(|item| typed(item, element)).collect())
            }),
        };
        read.unwrap_or_else(|| Value::Text(text.to_owned()))
    }
}

/// An array's element as a value of its type; an element that can't be read stays text.
fn typed(item: Value, element: &DataType) -> Value {
    match item {
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|item| typed(item, element)).collect())
        }
        Value::Text(text) => match Notation::of(element) {
            Notation::Plain if arrow_type(element) == ArrowType::Utf8 => Value::Text(text),
            Notation::Plain => {
                let mut builder = ArrayBuilder::new(element, 1);
                let read = builder.push_text(&text).ok();
                let reader = read.and_then(|()| ValueReader::new(&builder.finish(), element).ok());
                reader.map_or(Value::Text(text), |reader| reader.value(0))
            }
            notation => notation.value(&text),
        },
        other => other,
    }
}

impl ValueReader {
    /// A reader of `array`, whose column is of type `data_type`.
    ///
    /// # Errors
    /// When arrays of that Arrow type are never read as such a column.
    pub fn new(array: &ArrayRef, data_type: &DataType) -> Result<Self, ConvertError> {
        let cells = Cells::new(array, data_type)?;
        Ok(Self { nulls: array.nulls().cloned(), cells })
    }

    /// Whether the value in `row` is NULL.
    pub fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
            || match &self.cells {
                Cells::Nulls => true,
                Cells::Dictionary(keys, values) => values.is_null(keys[row]),
                _ => false,
            }
    }

    /// The value in `row`.
    ///
    /// # Panics
    /// When the array has no such row.
    pub fn value(&self, row: usize) -> Value {
        if self.is_null(row) {
            return Value::Null;
        }
        match &self.cells {
            Cells::Boolean(array) => Value::Bool(array.value(row)),
            Cells::Int16(array) => Value::Int(array.value(row).into()),
            Cells::Int32(array) => Value::Int(array.value(row).into()),
            Cells::Int64(array) => Value::Int(array.value(row)),
            Cells::UInt64(array) => match i64::try_from(array.value(row)) {
                Ok(value) => Value::Int(value),
                Err(_) => Value::Decimal(Decimal::new(array.value(row).into(), 0)),
            },
            Cells::Decimal(array, scale) => Value::Decimal(Decimal::new(array.value(row), *scale)),
            Cells::Float32(array) => Value::Float(array.value(row).into()),
            Cells::Float64(array) => Value::Float(array.value(row)),
            Cells::Date(array) => Value::Date(array.value(row)),
            Cells::Time(array) => Value::Time(array.value(row)),
            Cells::Timestamp(array) => Value::Timestamp(array.value(row)),
            Cells::Text(array, notation) => notation.value(array.value(row)),
            Cells::LargeText(array, notation) => notation.value(array.value(row)),
            Cells::TextView(array, notation) => notation.value(array.value(row)),
            Cells::Bytes(array) => Value::Bytes(array.value(row).to_vec()),
            Cells::LargeBytes(array) => Value::Bytes(array.value(row).to_vec()),
            Cells::FixedBytes(array) => Value::Bytes(array.value(row).to_vec()),
            Cells::Dictionary(keys, values) => values.value(keys[row]),
            Cells::Nulls => Value::Null,
        }
    }
}

impl Cells {
    fn new(array: &ArrayRef, data_type: &DataType) -> Result<Self, ConvertError> {
        let notation = || Notation::of(data_type);
        Ok(match array.data_type() {
            ArrowType::Null => Self::Nulls,
            ArrowType::Boolean => Self::Boolean(array.as_boolean().clone()),
            ArrowType::Int8 => Self::Int16(array.as_primitive::<Int8Type>().unary(i16::from)),
            ArrowType::Int16 => Self::Int16(array.as_primitive::<Int16Type>().clone()),
            ArrowType::Int32 => Self::Int32(array.as_primitive::<Int32Type>().clone()),
            ArrowType::Int64 => Self::Int64(array.as_primitive::<Int64Type>().clone()),
            ArrowType::UInt8 => Self::Int16(array.as_primitive::<UInt8Type>().unary(i16::from)),
            ArrowType::UInt16 => Self::Int32(array.as_primitive::<UInt16Type>().unary(i32::from)),
            ArrowType::UInt32 => Self::Int64(array.as_primitive::<UInt32Type>().unary(i64::from)),
            ArrowType::UInt64 => Self::UInt64(array.as_primitive::<UInt64Type>().clone()),
            ArrowType::Decimal32(_, scale @ 0..) => {
                let wide = array.as_primitive::<Decimal32Type>().unary(i128::from);
                Self::Decimal(wide, *scale as u8)
            }
            ArrowType::Decimal64(_, scale @ 0..) => {
                let wide = array.as_primitive::<Decimal64Type>().unary(i128::from);
                Self::Decimal(wide, *scale as u8)
            }
            ArrowType::Decimal128(_, scale @ 0..) => {
                Self::Decimal(array.as_primitive::<Decimal128Type>().clone(), *scale as u8)
            }
            ArrowType::Float16 => {
                Self::Float32(array.as_primitive::<Float16Type>().unary(f32::from))
            }
            ArrowType::Float32 => Self::Float32(array.as_primitive::<Float32Type>().clone()),
            ArrowType::Float64 => Self::Float64(array.as_primitive::<Float64Type>().clone()),
            ArrowType::Utf8 => Self::Text(array.as_string().clone(), notation()),
            ArrowType::LargeUtf8 => Self::LargeText(array.as_string().clone(), notation()),
            ArrowType::Utf8View => Self::TextView(array.as_string_view().clone(), notation()),
            ArrowType::Binary => Self::Bytes(array.as_binary().clone()),
            ArrowType::LargeBinary => Self::LargeBytes(array.as_binary().clone()),
            ArrowType::FixedSizeBinary(_) => Self::FixedBytes(array.as_fixed_size_binary().clone()),
            ArrowType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let values = ValueReader::new(dictionary.values(), data_type)?;
                // Of no value there is no key: all of them are NULL.
                if dictionary.values().is_empty() {
                    return Ok(Self::Nulls);
                }
                Self::Dictionary(dictionary.normalized_keys(), Box::new(values))
            }
            _ => return Self::new_temporal(array, data_type),
        })
    }

    fn new_temporal(array: &ArrayRef, data_type: &DataType) -> Result<Self, ConvertError> {
        Ok(match array.data_type() {
            ArrowType::Date32 => Self::Date(array.as_primitive().clone()),
            ArrowType::Date64 => Self::Date(
                array
                    .as_primitive::<Date64Type>()
                    .unary(|millis| millis.div_euclid(86_400_000) as i32),
            ),
            ArrowType::Time32(TimeUnit::Second) => Self::Time(
                array
                    .as_primitive::<Time32SecondType>()
                    .unary(|value| i64::from(value) * 1_000_000),
            ),
            ArrowType::Time32(_) => Self::Time(
                array
                    .as_primitive::<Time32MillisecondType>()
                    .unary(|value| i64::from(value) * 1000),
            ),
            ArrowType::Time64(TimeUnit::Microsecond) => Self::Time(array.as_primitive().clone()),
            ArrowType::Time64(_) => {
                Self::Time(array.as_primitive::<Time64NanosecondType>().unary(|value| value / 1000))
            }
            ArrowType::Timestamp(unit, _) => Self::Timestamp(match unit {
                TimeUnit::Second => array
                    .as_primitive::<TimestampSecondType>()
                    .unary(|value| value.saturating_mul(1_000_000)),
                TimeUnit::Millisecond => array
                    .as_primitive::<TimestampMillisecondType>()
                    .unary(|value| value.saturating_mul(1000)),
                TimeUnit::Microsecond => array.as_primitive().clone(),
                TimeUnit::Nanosecond => array
                    .as_primitive::<TimestampNanosecondType>()
                    .unary(|value| value.div_euclid(1000)),
            }),
            other => {
                let expected = type_words(data_type);
                return Err(ConvertError::Array { found: other.clone(), expected });
            }
        })
    }
}
