//! Arrow arrays as `SQLite`'s values.

use arrow_array::ArrayRef;
use arrow_schema::{DataType as ArrowType, Field};
use rusqlite::types::Value as Stored;
use seedbed_dataset::{TYPE_KEY, ValueReader};
use seedbed_expr::Value;
use seedbed_schema::DataType;

use super::catalog::Affinity;
use crate::BoxError;

/// The cells of one column of a batch.
///
/// Booleans are 0 and 1, points in time are text in ISO notation (UTC), decimals are text where
/// the column's affinity keeps or converts it and binary numbers elsewhere, UUIDs are bytes in
/// columns declared as BLOB, and what has no type of its own is text.
pub(crate) struct Cells {
    reader: ValueReader,
    affinity: Affinity,
    is_uuid: bool,
}

impl Cells {
    pub(crate) fn new(
        array: &ArrayRef,
        field: &Field,
        affinity: Affinity,
    ) -> Result<Self, BoxError> {
        let name = field.metadata().get(TYPE_KEY).map_or("", String::as_str);
        // The type only tells apart what is held as text, and text is what is stored.
        let reader = ValueReader::new(array, &DataType::text())?;
        let is_uuid = name == "uuid" && array.data_type() == &ArrowType::Utf8;
        Ok(Self { reader, affinity, is_uuid })
    }

    /// The value in `row`.
    pub(crate) fn value(&self, row: usize) -> Stored {
        match self.reader.value(row) {
            Value::Null => Stored::Null,
            Value::Bool(value) => Stored::Integer(value.into()),
            Value::Int(value) => Stored::Integer(value),
            Value::Float(value) => Stored::Real(value),
            Value::Bytes(bytes) => Stored::Blob(bytes),
            Value::Text(text) if self.is_uuid && self.affinity == Affinity::Blob => {
                uuid_bytes(&text).map_or(Stored::Text(text), Stored::Blob)
            }
            Value::Text(text) => Stored::Text(text),
            Value::Decimal(value) if matches!(self.affinity, Affinity::Real | Affinity::Blob) => {
                Stored::Real(value.to_f64())
            }
            other => Stored::Text(other.to_text()),
        }
    }
}

/// The 16 bytes behind a UUID's text.
fn uuid_bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| *byte != b'-')
        .map(|byte| char::from(byte).to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()?;
    (digits.len() == 32).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_sixteen_bytes() {
        let bytes = uuid_bytes("00000000-0000-4000-8000-0000000000ff").unwrap();
        assert_eq!((bytes.len(), bytes[6], bytes[15]), (16, 0x40, 0xff));
        assert_eq!(uuid_bytes("not a uuid"), None);
    }
}
