//! Files back into record batches, for checking them and for learning from them.

mod arrow;
mod columnar;
mod columns;
mod csv;
mod input;
mod json;
mod script;

use std::io::{Read, Seek};

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::ChunkReader;
use arrow_array::RecordBatch;
use arrow_schema::{DataType as ArrowType, SchemaRef};
use seedbed_expr::Dialect;
use seedbed_schema::Table;

pub use self::arrow::{ARROW_ENDINGS, ArrowBatches, ArrowFileError};
use self::columnar::ColumnarReader;
pub use self::columns::BatchBuilder;
use self::csv::CsvReader;
use self::json::JsonReader;
pub use self::script::{ScriptError, ScriptReader};
use crate::{ConvertError, Format};

/// How many rows a batch holds.
const BATCH_ROWS: usize = 8192;

/// Some rows of a file.
#[derive(Debug)]
pub struct ReadBatch {
    /// The position of the batch's first row in the file, from 0.
    pub first_row: u64,
    /// The rows, in the physical types of [`crate::arrow_type`]. All columns may hold NULL, even
    /// those that the table forbids it: finding that is what the rows are read for.
    pub batch: RecordBatch,
    /// The cells that could not be read; they are NULL in the batch.
    pub problems: Vec<CellProblem>,
}

/// A cell whose content is not of its column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// The position of the row in the file, from 0.
    pub row: u64,
    /// The column's position in the batch.
    pub column: usize,
    /// What is wrong; never the content itself.
    pub reason: ConvertError,
}

/// Why a file can't be read as rows of the table. Lines count from 1.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The format holds rows of several tables, or is none for this reader.
    #[error("rows can't be read from {format} here; use csv, json, jsonl or parquet")]
    Format {
        /// The format.
        format: Format,
    },
    /// The file has a column that the table does not.
    #[error("the file has a column `{column}` that table {table} does not have ({known})")]
    UnknownColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The table's columns.
        known: String,
    },
    /// The file lacks a column of the table.
    #[error("the file lacks column {table}.{column}")]
    MissingColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// The file, or a row of it, has a column twice.
    #[error("the file has column {table}.{column} twice")]
    RepeatedColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A CSV record has too few or too many fields.
    #[error("line {line} of table {table} has {found} fields, where the header has {expected}")]
    FieldCount {
        /// The table.
        table: String,
        /// The line the record starts on.
        line: u64,
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A quoted CSV field does not end.
    #[error("a quote on line {line} of table {table} is never closed")]
    OpenQuote {
        /// The table.
        table: String,
        /// The line the record starts on.
        line: u64,
    },
    /// The text is not UTF-8.
    #[error("the file of table {table} is not UTF-8 at line {line}; convert it first")]
    Encoding {
        /// The table.
        table: String,
        /// The line.
        line: u64,
    },
    /// What stands where a JSON object should is something else.
    #[error("line {line} of table {table}: {expected} is expected")]
    JsonShape {
        /// The table.
        table: String,
        /// The line.
        line: u64,
        /// What should stand there.
        expected: &'static str,
    },
    /// A row is not well-formed JSON.
    #[error("the row on line {line} of table {table} is not well-formed JSON")]
    Json {
        /// The table.
        table: String,
        /// The line the row starts on.
        line: u64,
        /// The cause.
        source: serde_json::Error,
    },
    /// A column of Parquet or Arrow is of a type that is never read as the table's column.
    #[error("column {table}.{column} is {found} in the file, which can't be read as {expected}")]
    ColumnType {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The type in the file.
        found: ArrowType,
        /// The column's type.
        expected: String,
    },
    /// The file is not well-formed Parquet.
    #[error("the file of table {table} can't be read as Parquet")]
    Parquet {
        /// The table.
        table: String,
        /// The cause.
        source: ParquetError,
    },
    /// The file is not well-formed Arrow.
    #[error("the file of table {table} can't be read as Arrow")]
    Arrow {
        /// The table.
        table: String,
        /// The cause.
        source: ArrowFileError,
    },
    /// The input could not be read.
    #[error("the file of table {table} can't be read")]
    Input {
        /// The table.
        table: String,
        /// The cause.
        source: std::io::Error,
    },
}

/// Reads the file of one table, batch by batch.
///
/// Columns may stand in any order. All the table's columns must be there, but for those the
/// database computes; in JSON a member that is missing is NULL. A cell that is not of its
/// column's type does not end the reading: it is NULL and listed among the batch's problems.
/// The iterator ends after the first error.
///
/// ```
/// use seedbed_dataset::{Format, TableReader};
/// use seedbed_schema::{Column, DataType, Table, TableName};
///
/// let mut table = Table::new(TableName::new("customers"));
/// table.columns.push(Column::new("id", DataType::integer(32)));
/// table.columns.push(Column::new("name", DataType::text()));
/// let file = "name,id\nAda,1\n,two\n";
/// let mut reader =
///     TableReader::text(Format::Csv, Box::new(file.as_bytes()), &table).unwrap();
/// let read = reader.next().unwrap().unwrap();
/// assert_eq!(read.batch.num_rows(), 2);
/// assert_eq!((read.problems[0].row, read.problems[0].column), (1, 0));
/// ```
pub struct TableReader {
    schema: SchemaRef,
    rows: Box<dyn Iterator<Item = Result<ReadBatch, ReadError>> + Send>,
    failed: bool,
}

impl TableReader {
    /// Reads CSV, JSON or JSON Lines.
    ///
    /// # Errors
    /// When the file's columns are not the table's, its start can't be read, or the format is
    /// not one of these three.
    pub fn text(
        format: Format,
        input: Box<dyn Read + Send>,
        table: &Table,
    ) -> Result<Self, ReadError> {
        Self::speaking(Dialect::PostgreSql, format, input, table)
    }

    /// Like [`Self::text`], of files written for another database.
    ///
    /// # Errors
    /// When the file's columns are not the table's, its start can't be read, or the format is
    /// none of text.
    pub fn speaking(
        dialect: Dialect,
        format: Format,
        input: Box<dyn Read + Send>,
        table: &Table,
    ) -> Result<Self, ReadError> {
        match format {
            Format::Csv => {
                let reader = CsvReader::new(dialect, input, table)?;
                Ok(Self { schema: reader.schema(), rows: Box::new(reader), failed: false })
            }
            Format::Json | Format::JsonLines => {
                let reader = JsonReader::new(format, input, table)?;
                Ok(Self { schema: reader.schema(), rows: Box::new(reader), failed: false })
            }
            Format::Parquet | Format::Sql => Err(ReadError::Format { format }),
        }
    }

    /// Reads Parquet from a file or from bytes. Columns may be in any physical type that holds
    /// such values: other widths, units and scales, large or dictionary-encoded text.
    ///
    /// # Errors
    /// When the file's columns are not the table's, or it is not well-formed.
    pub fn parquet<R: ChunkReader + 'static>(input: R, table: &Table) -> Result<Self, ReadError> {
        let reader = ColumnarReader::parquet(input, table)?;
        Ok(Self { schema: reader.schema(), rows: Box::new(reader), failed: false })
    }

    /// Reads an Arrow file or stream, with columns in any physical type, as Parquet's.
    ///
    /// # Errors
    /// When the file's columns are not the table's, or it is not well-formed.
    pub fn arrow<R: Read + Seek + Send + 'static>(
        input: R,
        table: &Table,
    ) -> Result<Self, ReadError> {
        let reader = ColumnarReader::arrow(input, table)?;
        Ok(Self { schema: reader.schema(), rows: Box::new(reader), failed: false })
    }

    /// The schema of the batches: the columns the file has, in the table's order.
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

impl Iterator for TableReader {
    type Item = Result<ReadBatch, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.rows.next();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}
