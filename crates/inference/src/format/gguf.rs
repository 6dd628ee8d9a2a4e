//! A GGUF file's entries and tensors, read as they are needed.

use std::{
    borrow::Cow,
    io::{Read, Seek, SeekFrom},
};

use candle_core::{
    CpuStorage,
    quantized::gguf_file::{Content, Value},
};

use crate::{
    InferenceError,
    math::{Matrix, MatrixBuilder},
};

/// An open GGUF file.
pub(crate) struct Gguf<R> {
    content: Content,
    reader: R,
}

/// Numbers that are dequantized at a time: 16 MB.
const NUMBERS_AT_ONCE: usize = 4 << 20;

impl<R: Read + Seek> Gguf<R> {
    pub(crate) fn open(mut reader: R) -> Result<Self, InferenceError> {
        let content = Content::read(&mut reader).map_err(InferenceError::Gguf)?;
        Ok(Self { content, reader })
    }

    /// An entry that may be absent.
    pub(crate) fn entry(&self, key: &str) -> Option<&Value> {
        self.content.metadata.get(key)
    }

    /// A text that may be absent.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.entry(key).and_then(|value| value.to_string().ok()).map(String::as_str)
    }

    /// A whole number that may be absent; of any width.
    pub(crate) fn number(&self, key: &str) -> Option<usize> {
        match *self.entry(key)? {
            Value::U8(value) => Some(value.into()),
            Value::U16(value) => Some(value.into()),
            Value::U32(value) => Some(value as usize),
            Value::U64(value) => usize::try_from(value).ok(),
            Value::I8(value) => usize::try_from(value).ok(),
            Value::I16(value) => usize::try_from(value).ok(),
            Value::I32(value) => usize::try_from(value).ok(),
            Value::I64(value) => usize::try_from(value).ok(),
            _ => None,
        }
    }

    /// A number that may be absent.
    pub(crate) fn float(&self, key: &str) -> Option<f64> {
        match *self.entry(key)? {
            Value::F32(value) => Some(value.into()),
            Value::F64(value) => Some(value),
            _ => None,
        }
    }

    /// A truth value that may be absent.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        self.entry(key).and_then(|value| value.to_bool().ok())
    }

    /// A list that must be there. It is forgotten: vocabularies are large, and needed once.
    pub(crate) fn take_list(&mut self, key: &str) -> Result<Vec<Value>, InferenceError> {
        match self.content.metadata.remove(key) {
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(InferenceError::metadata(key, "not a list")),
            None => Err(InferenceError::metadata(key, "absent")),
        }
    }

    /// Numbers of all tensors.
    pub(crate) fn weights(&self) -> u64 {
        self.content.tensor_infos.values().map(|info| info.shape.elem_count() as u64).sum()
    }

    /// Whether there is such a tensor.
    pub(crate) fn has(&self, tensor: &str) -> bool {
        self.content.tensor_infos.contains_key(tensor)
    }

    /// The rows and columns of a tensor; vectors have one row.
    pub(crate) fn shape(&self, tensor: &str) -> Result<(usize, usize), InferenceError> {
        let info = self.content.tensor_infos.get(tensor);
        let info = info.ok_or_else(|| InferenceError::metadata(tensor, "absent"))?;
        match *info.shape.dims() {
            [columns] => Ok((1, columns)),
            [rows, columns] => Ok((rows, columns)),
            _ => Err(InferenceError::metadata(tensor, "not a matrix")),
        }
    }

    /// A vector of `length` numbers.
    pub(crate) fn vector(
        &mut self,
        tensor: &str,
        length: usize,
    ) -> Result<Vec<f32>, InferenceError> {
        self.expect_shape(tensor, (1, length))?;
        let mut vector = Vec::with_capacity(length);
        self.each_rows(tensor, |numbers| vector.extend_from_slice(numbers))?;
        Ok(vector)
    }

    /// A matrix made of tensors below each other, each of its rows and of `columns` columns.
    pub(crate) fn matrix(
        &mut self,
        tensors: &[(&str, usize)],
        columns: usize,
    ) -> Result<Matrix, InferenceError> {
        let mut rows = 0;
        for &(tensor, tensor_rows) in tensors {
            self.expect_shape(tensor, (tensor_rows, columns))?;
            rows += tensor_rows;
        }
        let mut builder = MatrixBuilder::new(rows, columns);
        for (tensor, _) in tensors {
            self.each_rows(tensor, |numbers| builder.push(numbers))?;
        }
        Ok(builder.build())
    }

    fn expect_shape(&self, tensor: &str, wanted: (usize, usize)) -> Result<(), InferenceError> {
        let found = self.shape(tensor)?;
        if found == wanted {
            return Ok(());
        }
        let words = |(rows, columns): (usize, usize)| format!("{rows} x {columns}");
        let problem = format!("{}, where {} is expected", words(found), words(wanted));
        Err(InferenceError::metadata(tensor, problem))
    }

    /// Hands over a tensor's numbers, some whole rows at a time.
    fn each_rows(
        &mut self,
        tensor: &str,
        mut take: impl FnMut(&[f32]),
    ) -> Result<(), InferenceError> {
        let (rows, columns) = self.shape(tensor)?;
        let info = &self.content.tensor_infos[tensor];
        let kind = info.ggml_dtype;
        if !columns.is_multiple_of(kind.block_size()) {
            return Err(InferenceError::metadata(tensor, "not made of whole blocks"));
        }
        let row_bytes = columns / kind.block_size() * kind.type_size();
        let start = self.content.tensor_data_offset + info.offset;
        self.reader.seek(SeekFrom::Start(start))?;
        let rows_at_once = (NUMBERS_AT_ONCE / columns.max(1)).max(1);
        let mut bytes = Vec::new();
        for first in (0..rows).step_by(rows_at_once) {
            let some = rows_at_once.min(rows - first);
            bytes.resize(some * row_bytes, 0);
            self.reader.read_exact(&mut bytes)?;
            let blocks = kind.from_data(Cow::Borrowed(&bytes));
            match blocks.dequantize(some * columns).map_err(InferenceError::Gguf)? {
                CpuStorage::F32(numbers) => take(&numbers),
                _ => return Err(InferenceError::metadata(tensor, "not made of numbers")),
            }
        }
        Ok(())
    }
}
