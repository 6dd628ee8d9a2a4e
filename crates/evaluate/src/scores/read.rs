//! Tables of files that nobody has declared: CSV and its relatives, and Parquet.

use std::{borrow::Cow, io::Read, mem};

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array,
    Int8Array, Int16Array, Int32Array, Int64Array, LargeStringArray, StringArray, StringViewArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use arrow_schema::DataType;
use flate2::read::MultiGzDecoder;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;
use thiserror::Error;

use super::cells::{Column, Data, Index, NULL, Table, number};

/// Why a table could not be read. Messages name places, never values.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TableError {
    /// The bytes could not be read.
    #[error("the file can't be read")]
    Input(#[from] std::io::Error),
    /// There is not even a header.
    #[error("the file is empty: not even the names of columns are there")]
    Empty,
    /// Not UTF-8.
    #[error("line {line} is not UTF-8; save the file as UTF-8 (iconv -f LATIN1 -t UTF-8)")]
    Encoding {
        /// From 1; as well as it can be told.
        line: u64,
    },
    /// A record with another number of fields than the header.
    #[error("line {line} has {found} fields, and the header {expected}")]
    Fields {
        /// From 1.
        line: u64,
        /// Fields of the record.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// Two columns of one name.
    #[error("the header names the column {column} twice")]
    RepeatedColumn {
        /// The name.
        column: String,
    },
    /// Not what CSV is.
    #[error("the file can't be read as records of fields")]
    Csv(#[source] csv::Error),
    /// Not a Parquet file, or a damaged one.
    #[error("the file can't be read as Parquet")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A damaged part of a Parquet file.
    #[error("the file can't be read as Parquet")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// A nested or binary column.
    #[error("column {column} holds {found}, which is not compared; leave it out")]
    ColumnType {
        /// The column.
        column: String,
        /// The type in the file.
        found: String,
    },
}

/// Different texts of a column after which it is taken for one of numbers, if all are.
const MANY_TEXTS: usize = 20_000;

/// Reads records with a header: separated by commas, semicolons, tabs or bars (told by the
/// header), in UTF-8 with or without a byte order mark, possibly compressed by gzip. An empty
/// field is NULL.
///
/// # Errors
/// [`TableError`], with the line.
pub fn read_csv(name: &str, bytes: &[u8]) -> Result<Table, TableError> {
    let bytes = unpacked(bytes)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mut texts = Vec::new();
    // A column that looks like one of numbers for long and is not is read again as texts.
    loop {
        match read_records(name, bytes, &texts)? {
            Ok(table) => return Ok(table),
            Err(column) => texts.push(column),
        }
    }
}

fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, TableError> {
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut text = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut text)?;
    Ok(Cow::Owned(text))
}

/// One pass over all records. `Ok(Err(column))` asks for another one that keeps the texts of
/// that column.
fn read_records(
    name: &str,
    bytes: &[u8],
    texts: &[usize],
) -> Result<Result<Table, usize>, TableError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(bytes))
        .from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).map_err(TableError::Csv)? {
        return Err(TableError::Empty);
    }
    let mut columns = Vec::new();
    for field in &record {
        let column = text(field, 1)?.trim().to_owned();
        if columns.iter().any(|known: &Growing| known.name == column) {
            return Err(TableError::RepeatedColumn { column });
        }
        let numeric = !texts.contains(&columns.len());
        columns.push(Growing { name: column, may_be_numbers: numeric, ..Growing::default() });
    }
    let mut rows = 0;
    while reader.read_byte_record(&mut record).map_err(TableError::Csv)? {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != columns.len() {
            let (found, expected) = (record.len(), columns.len());
            return Err(TableError::Fields { line, found, expected });
        }
        for (at, (column, field)) in columns.iter_mut().zip(&record).enumerate() {
            let field = text(field, line)?;
            if !column.push(field) {
                return Ok(Err(at));
            }
        }
        rows += 1;
    }
    let columns = columns.into_iter().map(Growing::finish).collect();
    Ok(Ok(Table { name: name.to_owned(), rows, columns }))
}

fn text(field: &[u8], line: u64) -> Result<&str, TableError> {
    std::str::from_utf8(field).map_err(|_| TableError::Encoding { line })
}

/// What separates the fields of the header: the candidate that it has most of.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |&&wanted: &&u8| header.iter().filter(|&&byte| byte == wanted).count();
    // Of equally many the last would win, so the comma is last.
    b"|\t;,".iter().max_by_key(count).copied().unwrap_or(b',')
}

/// A column while it is read.
#[derive(Default)]
struct Growing {
    name: String,
    may_be_numbers: bool,
    index: Index,
    codes: Vec<u32>,
    /// Instead of codes, once there are very many different numbers.
    numbers: Option<Vec<f64>>,
}

impl Growing {
    /// Whether the cell could be taken.
    fn push(&mut self, field: &str) -> bool {
        if let Some(numbers) = &mut self.numbers {
            let value = if field.is_empty() { Some(f64::NAN) } else { number(field) };
            numbers.extend(value);
            return value.is_some();
        }
        let code = if field.is_empty() {
            NULL
        } else if let Some(&code) = self.index.get(field) {
            code
        } else {
            let code = self.index.len() as u32;
            self.index.insert(field.into(), code);
            code
        };
        self.codes.push(code);
        if self.may_be_numbers && self.index.len() > MANY_TEXTS {
            self.become_numbers();
        }
        true
    }

    fn become_numbers(&mut self) {
        self.may_be_numbers = false;
        let mut values = vec![f64::NAN; self.index.len()];
        for (text, &code) in &self.index {
            // Leading zeros and long numbers are not numbers to reckon with.
            let Some(value) = number(text).filter(|_| is_plain(text)) else { return };
            values[code as usize] = value;
        }
        let value = |code: &u32| values.get(*code as usize).copied().unwrap_or(f64::NAN);
        self.numbers = Some(self.codes.iter().map(value).collect());
        self.codes = Vec::new();
        self.index = Index::default();
    }

    fn finish(self) -> Column {
        let data = match self.numbers {
            Some(numbers) => Data::Numbers(numbers),
            None => {
                let mut texts = vec![Box::<str>::default(); self.index.len()];
                for (text, code) in self.index {
                    texts[code as usize] = text;
                }
                Data::Texts { codes: self.codes, texts }
            }
        };
        Column { name: self.name, data }
    }
}

/// Whether a number's text says no more than its value.
fn is_plain(text: &str) -> bool {
    let digits = text.trim_start_matches('-');
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    !padded && text.len() <= 17
}

/// Reads a Parquet file.
///
/// # Errors
/// [`TableError`]; nested and binary columns are refused by name.
pub fn read_parquet<R: ChunkReader + 'static>(name: &str, input: R) -> Result<Table, TableError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(input)?;
    let fields = builder.schema().fields().clone();
    let mut columns: Vec<Arrays> = fields.iter().map(|_| Arrays::default()).collect();
    let mut rows = 0;
    for batch in builder.build()? {
        let batch = batch?;
        rows += batch.num_rows();
        for ((arrays, field), array) in columns.iter_mut().zip(&fields).zip(batch.columns()) {
            arrays.push(array).map_err(|found| TableError::ColumnType {
                column: field.name().clone(),
                found,
            })?;
        }
    }
    let column = |(arrays, field): (Arrays, &arrow_schema::FieldRef)| Column {
        name: field.name().clone(),
        data: arrays.finish(field.data_type()),
    };
    let columns = columns.into_iter().zip(&fields).map(column).collect();
    Ok(Table { name: name.to_owned(), rows, columns })
}

/// A column of a Parquet file while it is read.
#[derive(Default)]
struct Arrays {
    texts: Growing,
    values: Vec<f64>,
    codes: Vec<u32>,
}

impl Arrays {
    fn push(&mut self, array: &ArrayRef) -> Result<(), String> {
        let any = array.as_any();
        macro_rules! numbers {
            ($kind:ty) => {
                numbers!($kind, |value| value as f64)
            };
            ($kind:ty, $of:expr) => {
                if let Some(array) = any.downcast_ref::<$kind>() {
                    let of = $of;
                    self.values.extend(array.iter().map(|value| value.map_or(f64::NAN, of)));
                    return Ok(());
                }
            };
        }
        macro_rules! texts {
            ($kind:ty) => {
                if let Some(array) = any.downcast_ref::<$kind>() {
                    array.iter().for_each(|text| {
                        self.texts.push(text.unwrap_or_default());
                    });
                    return Ok(());
                }
            };
        }
        numbers!(Int8Array, f64::from);
        numbers!(Int16Array, f64::from);
        numbers!(Int32Array, f64::from);
        numbers!(Int64Array);
        numbers!(UInt8Array, f64::from);
        numbers!(UInt16Array, f64::from);
        numbers!(UInt32Array, f64::from);
        numbers!(UInt64Array);
        numbers!(Float32Array, f64::from);
        numbers!(Float64Array, |value: f64| value);
        numbers!(Date32Array, |days| f64::from(days) * 86_400e6);
        numbers!(TimestampSecondArray, |seconds| seconds as f64 * 1e6);
        numbers!(TimestampMillisecondArray, |millis| millis as f64 * 1e3);
        numbers!(TimestampMicrosecondArray);
        numbers!(TimestampNanosecondArray, |nanos: i64| (nanos / 1000) as f64);
        texts!(StringArray);
        texts!(LargeStringArray);
        texts!(StringViewArray);
        if let Some(array) = any.downcast_ref::<Decimal128Array>() {
            let unit = 10_f64.powi(i32::from(array.scale()));
            let value = |value: Option<i128>| value.map_or(f64::NAN, |value| value as f64 / unit);
            self.values.extend(array.iter().map(value));
            return Ok(());
        }
        if let Some(array) = any.downcast_ref::<BooleanArray>() {
            self.codes.extend(array.iter().map(|value| value.map_or(NULL, u32::from)));
            return Ok(());
        }
        Err(array.data_type().to_string())
    }

    fn finish(mut self, data_type: &DataType) -> Data {
        match data_type {
            DataType::Boolean => Data::Booleans(self.codes),
            DataType::Date32 | DataType::Timestamp(..) => Data::Moments(self.values),
                        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                mem::take(&mut self.texts).finish().data
            }
            _ => Data::Numbers(self.values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::Kind;

    #[test]
    fn separators_and_marks_are_told() {
        for text in ["a,b\n1,x\n", "\u{FEFF}a;b\n1;x\n", "a\tb\r\n1\tx\r\n", "a|b\n1|x"] {
            let table = read_csv("t", text.as_bytes()).unwrap();
            assert_eq!((table.rows, table.columns.len()), (1, 2), "{text}");
            assert_eq!(table.columns[0].name, "a");
            assert_eq!(table.columns[1].kind(), Kind::Category);
        }
    }

    #[test]
    fn err_files_that_are_no_tables_say_where() {
        let cases: [(&[u8], &str); 4] = [
            (b"", "the file is empty"),
            (b"a,b\n1\n", "line 2 has 1 fields, and the header 2"),
            (b"a,a\n", "names the column a twice"),
            (b"a,b\n1,2\n1,\xE4\n", "line 3 is not UTF-8"),
        ];
        for (bytes, expected) in cases {
            let error = read_csv("t", bytes).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_late_text_keeps_earlier_cells_as_they_are_written() {
        let mut text = String::from("v\n");
        for value in 0..MANY_TEXTS + 10 {
            text.push_str(&format!("{value}.50\n"));
        }
        let numbers = read_csv("t", text.as_bytes()).unwrap();
        assert!(matches!(numbers.columns[0].data, Data::Numbers(_)));
        text.push_str("x\n");
        let texts = read_csv("t", text.as_bytes()).unwrap();
        let Data::Texts { texts, .. } = &texts.columns[0].data else { panic!("texts") };
        assert_eq!(&*texts[0], "0.50");
    }
}
