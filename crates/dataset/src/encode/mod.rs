//! Record batches into files: CSV, JSON, JSON Lines, SQL, Parquet.
//!
//! A [`TableEncoder`] turns batches into [`Chunk`]s on any thread; a [`TableWriter`] puts
//! chunks into a file in order. A file's bytes depend on its rows alone: chunks have a fixed
//! number of rows, whoever encodes them.

mod cells;
mod columnar;
mod frame;
pub mod names;
mod notations;
mod sink;
mod writer;

use std::fmt;
use std::io::Write;
use std::str::FromStr;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType as ArrowType, Field, Schema, SchemaRef};
use parquet::arrow::arrow_writer::ArrowColumnChunk;
use parquet::errors::ParquetError;
use seedbed_expr::Dialect;
use seedbed_schema::{Column, Table};

use self::columnar::ColumnarEncoder;
use self::frame::{Frame, ROWS_PER_INSERT, RowWriter};
use self::sink::Sink;
pub use self::writer::{TableWriter, Totals};
use crate::{arrow_field, arrow_type};

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Comma-separated values: RFC 4180 with `\n` line ends. NULL is an empty field, the empty
    /// text is `""`, bytes are `\x` and hexadecimal digits, timestamps are
    /// `YYYY-MM-DD HH:MM:SS[.ffffff]` with `+00` where they are instants. `PostgreSQL`'s
    /// `COPY … WITH (FORMAT csv, HEADER)` reads it back exactly. For the loaders of other
    /// databases bytes are hexadecimal digits alone, flags are `0` and `1`, and instants are in
    /// UTC with `+00:00`, or without a zone where the database has none (`MySQL`, Db2).
    Csv,
    /// A JSON array with one object a line. Decimals are exact numbers, JSON columns are
    /// embedded as they are (a document `null` can't be told from NULL), timestamps are in the
    /// notation of RFC 3339, bytes are `\x` and hexadecimal digits, numbers that JSON lacks are
    /// `"NaN"`, `"Infinity"`, `"-Infinity"`.
    Json,
    /// One JSON object a line, as in [`Format::Json`].
    JsonLines,
    /// Apache Parquet, zstd-compressed.
    Parquet,
    /// INSERT statements, in the words of the database that the encoder is made for.
    Sql,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] =
        [Format::Csv, Format::Json, Format::JsonLines, Format::Parquet, Format::Sql];

    /// The usual end of file names, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Parquet => "parquet",
            Self::Sql => "sql",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

/// The name is none of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{0}`; use one of csv, json, jsonl, parquet, sql")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        match name.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            "jsonl" | "ndjson" | "json-lines" => Ok(Self::JsonLines),
            "parquet" => Ok(Self::Parquet),
            "sql" => Ok(Self::Sql),
            _ => Err(UnknownFormat(name.to_owned())),
        }
    }
}

/// Why rows could not be written.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The batches have a column that the table does not.
    #[error("table {table} has no column `{column}`")]
    UnknownColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A column is not in the physical type of its column type.
    #[error("column {table}.{column} is {found} in memory, where {expected} is needed")]
    ColumnType {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The type it has.
        found: ArrowType,
        /// The type it should have.
        expected: ArrowType,
    },
    /// The batch has other columns than the encoder was made for.
    #[error("a batch of table {table} has {found} columns, where {expected} are needed")]
    ColumnCount {
        /// The table.
        table: String,
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A column is in a type that no column type is held in.
    #[error("column `{column}` is {found} in memory, which can't be written as text")]
    Unwritable {
        /// The column.
        column: String,
        /// The type it has.
        found: ArrowType,
    },
    /// The chunk was made for another format.
    #[error("a chunk of another format can't be appended to the file of table {table}")]
    OtherFormat {
        /// The table.
        table: String,
    },
    /// The Parquet encoder failed.
    #[error("table {table} can't be written as Parquet")]
    Parquet {
        /// The table.
        table: String,
        /// The cause.
        source: ParquetError,
    },
    /// The output could not be written to.
    #[error("the file of table {table} can't be written")]
    Output {
        /// The table.
        table: String,
        /// The cause.
        source: std::io::Error,
    },
}

/// Some rows of a table, encoded.
#[derive(Debug)]
pub struct Chunk {
    rows: u64,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// A buffer and how much of it is used.
    Text(Vec<u8>, usize),
    Columns(Vec<ArrowColumnChunk>),
}

impl Chunk {
    /// How many rows it holds.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The text of the rows, without what a file adds before, between and behind chunks; `None`
    /// for Parquet.
    pub fn text(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Text(bytes, length) => Some(&bytes[..*length]),
            Content::Columns(_) => None,
        }
    }
}

/// Encodes the rows of one table in one format.
#[derive(Debug)]
pub struct TableEncoder {
    format: Format,
    dialect: Dialect,
    table: String,
    schema: SchemaRef,
    /// The positions and fields of the columns that are written.
    columns: Vec<(usize, Field)>,
    backend: Backend,
}

#[derive(Debug)]
enum Backend {
    Text(Frame),
    Columnar(Box<ColumnarEncoder>),
}

impl TableEncoder {
    /// An encoder for batches of `schema`, which has some or all of the table's columns, in the
    /// physical types of [`arrow_type`].
    ///
    /// SQL leaves out the columns that the database computes; other formats write all. SQL and
    /// CSV are `PostgreSQL`'s.
    ///
    /// # Errors
    /// When the batches' columns are not the table's.
    pub fn new(format: Format, table: &Table, schema: &SchemaRef) -> Result<Self, EncodeError> {
        Self::speaking(Dialect::PostgreSql, format, table, schema)
    }

    /// Like [`Self::new`], with SQL and CSV as another database reads them.
    ///
    /// # Errors
    /// When the batches' columns are not the table's.
    pub fn speaking(
        dialect: Dialect,
        format: Format,
        table: &Table,
        schema: &SchemaRef,
    ) -> Result<Self, EncodeError> {
        let name = table.name.to_string();
        let found = resolve(&name, table, schema)?;
        let fields = found.iter().map(|column| arrow_field(column)).collect::<Vec<_>>();
        let written = |column: &Column| format != Format::Sql || !column.is_computed();
        let positions = (0..found.len()).filter(|&at| written(found[at]));
        let columns = positions.map(|at| (at, fields[at].clone())).collect::<Vec<_>>();
        let shown = columns.iter().map(|(at, _)| found[*at]).collect::<Vec<_>>();
        let schema = Arc::new(Schema::new(fields));
        let backend = match format {
            Format::Csv => Backend::Text(Frame::csv(&shown)),
            Format::Json => Backend::Text(Frame::json(&shown)),
            Format::JsonLines => Backend::Text(Frame::json_lines(&shown)),
            Format::Sql => Backend::Text(Frame::sql(dialect, table, &shown)),
            Format::Parquet => match ColumnarEncoder::new(Arc::clone(&schema)) {
                Ok(encoder) => Backend::Columnar(Box::new(encoder)),
                Err(source) => {
                    return Err(EncodeError::Parquet { table: name, source });
                }
            },
        };
        Ok(Self { format, dialect, table: name, schema, columns, backend })
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How many rows a chunk should hold (the last one holds the rest). Files are the same, byte
    /// by byte, only when their chunks are.
    pub fn chunk_rows(&self) -> usize {
        match self.format {
            Format::Csv | Format::Json | Format::JsonLines => 16_384,
            // Whole statements.
            Format::Sql => 32 * ROWS_PER_INSERT,
            // A row group.
            Format::Parquet => 131_072,
        }
    }

    /// Encodes the rows of `batches` as one chunk.
    ///
    /// # Errors
    /// When a batch does not have the columns the encoder was made for.
    pub fn encode(&self, batches: &[RecordBatch]) -> Result<Chunk, EncodeError> {
        self.encode_into(batches, Vec::new())
    }

    /// Like [`Self::encode`], reusing a buffer that [`TableWriter::append`] gave back.
    ///
    /// # Errors
    /// When a batch does not have the columns the encoder was made for.
    pub fn encode_into(
        &self,
        batches: &[RecordBatch],
        buffer: Vec<u8>,
    ) -> Result<Chunk, EncodeError> {
        for batch in batches {
            self.check(batch)?;
        }
        let rows = batches.iter().map(|batch| batch.num_rows() as u64).sum();
        let content = match &self.backend {
            Backend::Text(frame) => self.encode_text(frame, batches, buffer)?,
            Backend::Columnar(encoder) => {
                let columns = encoder.encode(batches);
                Content::Columns(columns.map_err(|source| self.parquet(source))?)
            }
        };
        Ok(Chunk { rows, content })
    }

    fn encode_text(
        &self,
        frame: &Frame,
        batches: &[RecordBatch],
        buffer: Vec<u8>,
    ) -> Result<Content, EncodeError> {
        let columns = self.columns.iter().map(|(at, field)| (*at, field)).collect::<Vec<_>>();
        let mut writer = RowWriter::new(frame, Sink::over(buffer));
        for batch in batches {
            let written = match self.format {
                Format::Csv => write_csv(self.dialect, &mut writer, batch, &columns),
                Format::Sql => write_literals(self.dialect, &mut writer, batch, &columns),
                _ => writer.write::<notations::Json>(batch, &columns),
            };
            written.map_err(|at| self.wrong_type(at, batch.column(at).data_type()))?;
        }
        let (bytes, length) = writer.finish().into_parts();
        Ok(Content::Text(bytes, length))
    }

    /// A writer of a whole file to `out`. `header` asks for CSV's line of names; other formats
    /// have what they need in any case.
    ///
    /// # Errors
    /// When `out` can't be written to.
    pub fn writer<W: Write + Send>(
        &self,
        out: W,
        header: bool,
    ) -> Result<TableWriter<W>, EncodeError> {
        TableWriter::new(self, out, header)
    }

    fn check(&self, batch: &RecordBatch) -> Result<(), EncodeError> {
        if batch.num_columns() != self.schema.fields().len() {
            return Err(EncodeError::ColumnCount {
                table: self.table.clone(),
                found: batch.num_columns(),
                expected: self.schema.fields().len(),
            });
        }
        let pairs = batch.columns().iter().zip(self.schema.fields());
        let mut wrong = pairs.enumerate().filter(|(_, (a, b))| a.data_type() != b.data_type());
        wrong.next().map_or(Ok(()), |(at, (array, _))| Err(self.wrong_type(at, array.data_type())))
    }

    fn wrong_type(&self, at: usize, found: &ArrowType) -> EncodeError {
        let field = self.schema.field(at);
        EncodeError::ColumnType {
            table: self.table.clone(),
            column: field.name().clone(),
            found: found.clone(),
            expected: field.data_type().clone(),
        }
    }

    fn parquet(&self, source: ParquetError) -> EncodeError {
        EncodeError::Parquet { table: self.table.clone(), source }
    }
}

/// The table's columns behind the fields of a schema.
fn resolve<'a>(
    name: &str,
    table: &'a Table,
    schema: &SchemaRef,
) -> Result<Vec<&'a Column>, EncodeError> {
    let find = |field: &Arc<Field>| {
        let column = table.column(field.name()).ok_or_else(|| EncodeError::UnknownColumn {
            table: name.to_owned(),
            column: field.name().clone(),
        })?;
        let expected = arrow_type(&column.data_type);
        if &expected == field.data_type() {
            return Ok(column);
        }
        Err(EncodeError::ColumnType {
            table: name.to_owned(),
            column: field.name().clone(),
            found: field.data_type().clone(),
            expected,
        })
    };
    schema.fields().iter().map(find).collect()
}

/// Appends the rows of a batch in the text format of `PostgreSQL`'s `COPY … FROM STDIN`: the
/// columns at the given positions, between tabs.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
///
/// let names: ArrayRef = Arc::new(StringArray::from(vec![Some("tab\there"), None]));
/// let batch = RecordBatch::try_from_iter([("name", names)]).unwrap();
/// let mut out = Vec::new();
/// seedbed_dataset::encode_copy(&batch, &[0], &mut out).unwrap();
/// assert_eq!(out, b"tab\\there\n\\N\n");
/// ```
///
/// # Errors
/// When a column is not in one of the physical types of [`arrow_type`].
///
/// # Panics
/// When the batch has no column at a position.
pub fn encode_copy(
    batch: &RecordBatch,
    columns: &[usize],
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let frame = Frame::copy(columns.len());
    encode_behind(&frame, batch, columns, out, |writer, batch, chosen| {
        writer.write::<notations::Copy>(batch, chosen)
    })
}

/// Appends the rows of a batch as SQL writes them behind VALUES: `(1, 'a'),` and so on, the
/// columns at the given positions.
///
/// # Errors
/// When a column is not in one of the physical types of [`arrow_type`].
///
/// # Panics
/// When the batch has no column at a position.
pub fn encode_values(
    dialect: Dialect,
    batch: &RecordBatch,
    columns: &[usize],
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let frame = Frame::values(columns.len());
    encode_behind(&frame, batch, columns, out, |writer, batch, chosen| {
        write_literals(dialect, writer, batch, chosen)
    })
}

/// Writes rows as the loader of a database reads CSV.
fn write_csv(
    dialect: Dialect,
    writer: &mut RowWriter<'_>,
    batch: &RecordBatch,
    columns: &[(usize, &Field)],
) -> Result<(), usize> {
    match dialect {
        Dialect::PostgreSql | Dialect::Generic => writer.write::<notations::Csv>(batch, columns),
        Dialect::MySql | Dialect::Db2 => writer.write::<notations::PlainCsv<false>>(batch, columns),
        _ => writer.write::<notations::PlainCsv<true>>(batch, columns),
    }
}

/// Writes rows with the literals of a database.
fn write_literals(
    dialect: Dialect,
    writer: &mut RowWriter<'_>,
    batch: &RecordBatch,
    columns: &[(usize, &Field)],
) -> Result<(), usize> {
    match dialect {
        Dialect::MySql => writer.write::<notations::MySql>(batch, columns),
        Dialect::Sqlite => writer.write::<notations::Sqlite>(batch, columns),
        Dialect::SqlServer => writer.write::<notations::SqlServer>(batch, columns),
        Dialect::Oracle => writer.write::<notations::Oracle>(batch, columns),
        Dialect::Db2 => writer.write::<notations::Db2>(batch, columns),
        Dialect::Snowflake => writer.write::<notations::Snowflake>(batch, columns),
        Dialect::BigQuery => writer.write::<notations::BigQuery>(batch, columns),
        _ => writer.write::<notations::Sql>(batch, columns),
    }
}

fn encode_behind(
    frame: &Frame,
    batch: &RecordBatch,
    columns: &[usize],
    out: &mut Vec<u8>,
    write: impl Fn(&mut RowWriter<'_>, &RecordBatch, &[(usize, &Field)]) -> Result<(), usize>,
) -> Result<(), EncodeError> {
    let schema = batch.schema();
    let chosen = columns.iter().map(|&at| (at, schema.field(at))).collect::<Vec<_>>();
    let mut writer = RowWriter::new(frame, Sink::behind(std::mem::take(out)));
    let written = write(&mut writer, batch, &chosen);
    let (bytes, length) = writer.finish().into_parts();
    *out = bytes;
    out.truncate(length);
    written.map_err(|at| EncodeError::Unwritable {
        column: schema.field(at).name().clone(),
        found: schema.field(at).data_type().clone(),
    })
}
