//! Which buffers columns have, and whether those of a message can be theirs.

use std::collections::BTreeMap;

use arrow_array::new_empty_array;
use arrow_ipc::{MessageHeader, RecordBatch};
use arrow_schema::{DataType as ArrowType, Schema};
use seedbed_schema::DataType;

use super::{
    ArrowFileError, damaged,
    messages::{Framed, NO_MESSAGE},
};
use crate::ValueReader;

/// No codec makes more bytes of one: zstd's blocks of 128 KiB have four at least.
const MOST_EXPANSION: i64 = 1 << 15;

/// The types of columns, and of what dictionaries hold, by their numbers.
#[derive(Debug)]
pub(super) struct Layout {
    columns: Vec<ArrowType>,
    dictionaries: BTreeMap<i64, ArrowType>,
}

impl Layout {
    /// Of columns that all hold single values.
    pub(super) fn new(
        schema: &Schema,
        encoded: arrow_ipc::Schema<'_>,
    ) -> Result<Self, ArrowFileError> {
        let (mut columns, mut dictionaries) = (Vec::new(), BTreeMap::new());
        let encoded = encoded.fields().into_iter().flatten();
        for (field, encoded) in schema.fields().iter().zip(encoded) {
            let found = field.data_type();
            if ValueReader::new(&new_empty_array(found), &DataType::text()).is_err() {
                let column = field.name().clone();
                return Err(ArrowFileError::Column { column, found: found.to_string() });
            }
            if let (ArrowType::Dictionary(_, values), Some(of)) = (found, encoded.dictionary()) {
                dictionaries.insert(of.id(), ArrowType::clone(values));
            }
            columns.push(found.clone());
        }
        Ok(Self { columns, dictionaries })
    }

    /// Whether a message's buffers can be those of its columns. What follows relies on it: Arrow's
    /// reader ends the process where a buffer ends within an element, or says that it becomes
    /// larger than memory.
    pub(super) fn check(&self, framed: &Framed) -> Result<(), ArrowFileError> {
        let message = framed.message()?;
        let none = || damaged(NO_MESSAGE);
        match framed.kind {
            MessageHeader::RecordBatch => {
                let batch = message.header_as_record_batch().ok_or_else(none)?;
                check(batch, framed.body(), &self.columns)
            }
            MessageHeader::DictionaryBatch => {
                let dictionary = message.header_as_dictionary_batch().ok_or_else(none)?;
                let values = self.dictionaries.get(&dictionary.id());
                let values = values.ok_or_else(|| damaged("no column has such a dictionary"))?;
                let batch = dictionary.data().ok_or_else(none)?;
                check(batch, framed.body(), std::slice::from_ref(values))
            }
            _ => Ok(()),
        }
    }
}

fn check(batch: RecordBatch<'_>, body: &[u8], columns: &[ArrowType]) -> Result<(), ArrowFileError> {
    if u32::try_from(batch.length()).is_err() {
        return Err(damaged("a batch says that it has more rows than can be"));
    }
    let is_packed = batch.compression().is_some();
    let mut buffers = batch.buffers().into_iter().flatten();
    let mut further = batch.variadicBufferCounts().into_iter().flatten();
    let mut next = |width: usize| {
        let buffer = buffers.next().ok_or_else(|| damaged("a column lacks a buffer"))?;
        if unpacked(buffer, body, is_packed)?.is_multiple_of(width as u64) {
            Ok(())
        } else {
            Err(damaged("a column ends within a value"))
        }
    };
    for column in columns {
        widths(column).into_iter().try_for_each(&mut next)?;
        if *column == ArrowType::Utf8View {
            (0..further.next().unwrap_or(0)).try_for_each(|_| next(1))?;
        }
    }
    Ok(())
}

/// How many bytes an element has of each buffer of a column; of bits, and of texts one behind the
/// other, one.
fn widths(column: &ArrowType) -> Vec<usize> {
    match column {
        ArrowType::Null => Vec::new(),
        ArrowType::Utf8 | ArrowType::Binary => vec![1, 4, 1],
        ArrowType::LargeUtf8 | ArrowType::LargeBinary => vec![1, 8, 1],
        ArrowType::Utf8View => vec![1, 16],
        ArrowType::Dictionary(keys, _) => vec![1, keys.primitive_width().unwrap_or(1)],
        other => vec![1, other.primitive_width().unwrap_or(1)],
    }
}

/// How long a buffer is once it is unpacked.
fn unpacked(
    buffer: &arrow_ipc::Buffer,
    body: &[u8],
    is_packed: bool,
) -> Result<u64, ArrowFileError> {
    let outside = || damaged("a column lies outside of its batch");
    let start = usize::try_from(buffer.offset()).map_err(|_| outside())?;
    let length = usize::try_from(buffer.length()).map_err(|_| outside())?;
    let bytes = body.get(start..).and_then(|rest| rest.get(..length)).ok_or_else(outside)?;
    let Some((prefix, packed)) = bytes.split_first_chunk().filter(|_| is_packed) else {
        return Ok(length as u64);
    };
    match i64::from_le_bytes(*prefix) {
        // So it is marked that packing would have made it longer.
        -1 => Ok(packed.len() as u64),
        size if size > (packed.len() as i64).saturating_mul(MOST_EXPANSION) => {
            Err(damaged("a column says that it is longer than can be"))
        }
        size => u64::try_from(size).map_err(|_| damaged("a column is shorter than nothing")),
    }
}
