//! What sources draw, and how that becomes a column of the target's type.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array,
    Int16Array, Int32Array, Int64Array, StringArray, Time64MicrosecondArray,
    TimestampMicrosecondArray,
};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::DataType as ArrowType;
use seedbed_dataset::{ArrayBuilder, ValueReader};
use seedbed_expr::{Decimal, Value};
use seedbed_schema::DataType;

use crate::problem::GenerateError;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Text values, one after the other in one buffer.
#[derive(Debug, Default)]
pub(crate) struct TextColumn {
    /// All characters.
    pub(crate) data: String,
    offsets: Vec<i32>,
}

impl TextColumn {
    /// Room for `rows` values of about `width` bytes.
    pub(crate) fn with_capacity(rows: usize, width: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { data: String::with_capacity(rows * width), offsets }
    }

    /// Ends the value that was appended to `data`.
    #[inline]
    pub(crate) fn end(&mut self) {
        self.offsets.push(self.data.len() as i32);
    }

    /// Where the value being appended begins.
    pub(crate) fn begin(&self) -> usize {
        self.offsets.last().map_or(0, |&offset| offset as usize)
    }

    /// Appends a whole value.
    pub(crate) fn push(&mut self, value: &str) {
        self.data.push_str(value);
        self.end();
    }

    /// Cuts the value being appended to at most `max` characters.
    pub(crate) fn cut(&mut self, max: usize) {
        let begin = self.begin();
        if self.data.len() - begin > max
            && let Some((at, _)) = self.data[begin..].char_indices().nth(max)
        {
            self.data.truncate(begin + at);
            let trimmed = self.data[begin..].trim_end().len();
            self.data.truncate(begin + trimmed);
        }
    }

    /// The number of finished values.
    pub(crate) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// A finished value.
    pub(crate) fn get(&self, at: usize) -> &str {
        &self.data[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    fn into_array(self) -> StringArray {
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        StringArray::new(offsets, Buffer::from_vec(self.data.into_bytes()), None)
    }
}

/// Values as a source makes them, before they take the column's type.
#[derive(Debug)]
pub(crate) enum Drawn {
    /// Whole numbers.
    Ints(Vec<i64>),
    /// Whole numbers to be divided by 10^scale.
    Scaled(Vec<i64>, u8),
    /// Real numbers.
    Floats(Vec<f64>),
    /// Text.
    Text(TextColumn),
    /// Moments in microseconds since 1970, or since midnight for times of day.
    Moments(Vec<i64>),
    /// Truth values.
    Bools(Vec<bool>),
    /// Raw bytes.
    Bytes(Vec<Vec<u8>>),
    /// Any values, NULL among them.
    Values(Vec<Value>),
    /// A column of the target's type.
    Array(ArrayRef),
}

/// The column that a source fills.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// The table's name, for errors.
    pub(crate) table: String,
    /// The column's name, for errors.
    pub(crate) column: String,
    /// The type.
    pub(crate) data_type: DataType,
    /// The physical type.
    pub(crate) arrow: ArrowType,
    /// The longest text, in characters.
    pub(crate) max_chars: Option<usize>,
}

impl Target {
    /// The column `column` of `table`.
    pub(crate) fn new(table: &str, column: &str, data_type: &DataType) -> Self {
        let max_chars = match data_type {
            DataType::Text { max_length, .. } => max_length.map(|length| length as usize),
            _ => None,
        };
        Self {
            table: table.into(),
            column: column.into(),
            arrow: seedbed_dataset::arrow_type(data_type),
            data_type: data_type.clone(),
            max_chars,
        }
    }

    /// Reads a column of this type value by value.
    pub(crate) fn reader(&self, array: &ArrayRef) -> Result<ValueReader, GenerateError> {
        ValueReader::new(array, &self.data_type).map_err(|source| self.convert_error(source))
    }

    /// The error for a value that does not fit.
    pub(crate) fn convert_error(&self, source: seedbed_dataset::ConvertError) -> GenerateError {
        GenerateError::Convert { table: self.table.clone(), column: self.column.clone(), source }
    }

    /// Gives drawn values the column's type.
    pub(crate) fn finish(&self, drawn: Drawn) -> Result<ArrayRef, GenerateError> {
        Ok(match (drawn, &self.arrow) {
            (Drawn::Array(array), _) => array,
            (Drawn::Ints(values), ArrowType::Int64) => Arc::new(Int64Array::from(values)),
            (Drawn::Ints(values), ArrowType::Int32) => {
                Arc::new(Int32Array::from_iter_values(values.into_iter().map(|v| v as i32)))
            }
            (Drawn::Ints(values), ArrowType::Int16) => {
                Arc::new(Int16Array::from_iter_values(values.into_iter().map(|v| v as i16)))
            }
            (Drawn::Floats(values), ArrowType::Float64) => Arc::new(Float64Array::from(values)),
            (Drawn::Floats(values), ArrowType::Float32) => {
                Arc::new(Float32Array::from_iter_values(values.into_iter().map(|v| v as f32)))
            }
            (Drawn::Scaled(values, from), &ArrowType::Decimal128(precision, scale))
                if scale >= from as i8 =>
            {
                let factor = 10_i128.pow(u32::from(scale as u8 - from));
                let values = values.into_iter().map(|value| i128::from(value) * factor);
                let array = Decimal128Array::from_iter_values(values);
                Arc::new(self.arrow_result(array.with_precision_and_scale(precision, scale))?)
            }
            (Drawn::Text(text), ArrowType::Utf8) => Arc::new(self.limit(text).into_array()),
            (Drawn::Moments(values), ArrowType::Timestamp(_, zone)) => {
                Arc::new(TimestampMicrosecondArray::from(values).with_timezone_opt(zone.clone()))
            }
            (Drawn::Moments(values), ArrowType::Date32) => Arc::new(Date32Array::from_iter_values(
                values.into_iter().map(|v| v.div_euclid(MICROS_PER_DAY) as i32),
            )),
            (Drawn::Moments(values), ArrowType::Time64(_)) => {
                Arc::new(Time64MicrosecondArray::from_iter_values(
                    values.into_iter().map(|v| v.rem_euclid(MICROS_PER_DAY)),
                ))
            }
            (Drawn::Bools(values), ArrowType::Boolean) => Arc::new(BooleanArray::from(values)),
            (Drawn::Bytes(values), ArrowType::Binary) => {
                Arc::new(BinaryArray::from_iter_values(values))
            }
            (drawn, _) => self.convert(drawn)?,
        })
    }

    /// Cuts what is longer than the column.
    fn limit(&self, text: TextColumn) -> TextColumn {
        let Some(max) = self.max_chars else { return text };
        if text.offsets.windows(2).all(|pair| (pair[1] - pair[0]) as usize <= max) {
            return text;
        }
        let mut cut = TextColumn::with_capacity(text.len(), max);
        for at in 0..text.len() {
            cut.data.push_str(text.get(at));
            cut.cut(max);
            cut.end();
        }
        cut
    }

    /// The slow way: value by value through the column's builder.
    fn convert(&self, drawn: Drawn) -> Result<ArrayRef, GenerateError> {
        let values: Vec<Value> = match drawn {
            Drawn::Ints(values) => values.into_iter().map(Value::Int).collect(),
            Drawn::Scaled(values, scale) => values
                .into_iter()
                .map(|value| Value::Decimal(Decimal { mantissa: value.into(), scale }))
                .collect(),
            Drawn::Floats(values) => values.into_iter().map(Value::Float).collect(),
            Drawn::Text(text) => {
                (0..text.len()).map(|at| Value::Text(text.get(at).into())).collect()
            }
            Drawn::Moments(values) => values.into_iter().map(Value::Timestamp).collect(),
            Drawn::Bools(values) => values.into_iter().map(Value::Bool).collect(),
            Drawn::Bytes(values) => values.into_iter().map(Value::Bytes).collect(),
            Drawn::Values(values) => values,
            Drawn::Array(array) => return Ok(array),
        };
        self.build(values)
    }

    /// A column of these values.
    pub(crate) fn build(
        &self,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<ArrayRef, GenerateError> {
        let values = values.into_iter();
        let mut builder = ArrayBuilder::new(&self.data_type, values.size_hint().0);
        for value in values {
            builder.push(self.fit(value)).map_err(|source| self.convert_error(source))?;
        }
        Ok(builder.finish())
    }

    /// Cuts text to the column's length.
    fn fit(&self, value: Value) -> Value {
        match (value, self.max_chars) {
            (Value::Text(text), Some(max)) if text.chars().count() > max => {
                Value::Text(text.chars().take(max).collect())
            }
            (value, _) => value,
        }
    }

    /// Names the table in an Arrow error.
    pub(crate) fn arrow_result<T>(
        &self,
        result: Result<T, arrow_schema::ArrowError>,
    ) -> Result<T, GenerateError> {
        result.map_err(|source| GenerateError::Arrow { table: self.table.clone(), source })
    }
}
