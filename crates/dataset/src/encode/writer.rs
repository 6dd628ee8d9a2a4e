//! Chunks into a file.

use std::io::{self, Write};

use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;

use super::{Backend, Chunk, Content, EncodeError, TableEncoder};

/// What a finished file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Rows.
    pub rows: u64,
    /// Bytes, headers and footers included.
    pub bytes: u64,
}

/// Writes the file of one table, chunk by chunk.
pub struct TableWriter<W: Write + Send> {
    table: String,
    rows: u64,
    file: File<W>,
}

enum File<W: Write + Send> {
    Text { out: Counted<W>, between: &'static [u8], footer: Vec<u8> },
    Columnar(SerializedFileWriter<Counted<W>>),
}

/// Counts the bytes that pass.
struct Counted<W> {
    inner: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Write + Send> TableWriter<W> {
    pub(super) fn new(encoder: &TableEncoder, out: W, header: bool) -> Result<Self, EncodeError> {
        let table = encoder.table.clone();
        let mut out = Counted { inner: out, bytes: 0 };
        let file = match &encoder.backend {
            Backend::Text(frame) => {
                if header || encoder.format != super::Format::Csv {
                    out.write_all(&frame.header).map_err(|source| output(&table, source))?;
                }
                {
                    let footer = frame.footer.clone();
                    File::Text { out, between: frame.between_chunks, footer }
                }
            }
            Backend::Columnar(columnar) => {
                File::Columnar(columnar.file(out).map_err(|source| parquet(&table, source))?)
            }
        };
        Ok(Self { table, rows: 0, file })
    }

    /// Appends a chunk. Returns a buffer that [`TableEncoder::encode_into`] can use again.
    ///
    /// # Errors
    /// When the output can't be written to, or the chunk is of another format.
    pub fn append(&mut self, chunk: Chunk) -> Result<Vec<u8>, EncodeError> {
        let table = &self.table;
        let buffer = match (&mut self.file, chunk.content) {
            (File::Text { out, between, .. }, Content::Text(bytes, length)) => {
                let glue = if self.rows > 0 && chunk.rows > 0 { between } else { &b""[..] };
                out.write_all(glue)
                    .and_then(|()| out.write_all(&bytes[..length]))
                    .map_err(|source| output(table, source))?;
                bytes
            }
            (File::Columnar(file), Content::Columns(columns)) => {
                // A row group of no rows is of no use to anyone.
                let columns = if chunk.rows == 0 { Vec::new() } else { columns };
                let append = || {
                    if columns.is_empty() {
                        return Ok(());
                    }
                    let mut group = file.next_row_group()?;
                    for column in columns {
                        column.append_to_row_group(&mut group)?;
                    }
                    group.close().map(drop)
                };
                append().map_err(|source| parquet(table, source))?;
                Vec::new()
            }
            _ => {
                return Err(EncodeError::OtherFormat { table: table.clone() });
            }
        };
        self.rows += chunk.rows;
        Ok(buffer)
    }

    /// Ends the file and hands the output back, flushed.
    ///
    /// # Errors
    /// When the output can't be written to.
    pub fn finish(self) -> Result<(W, Totals), EncodeError> {
        let Self { table, rows, file } = self;
        let mut out = match file {
            File::Text { mut out, footer, .. } => {
                out.write_all(&footer).map_err(|source| output(&table, source))?;
                out
            }
            File::Columnar(file) => file.into_inner().map_err(|source| parquet(&table, source))?,
        };
        out.flush().map_err(|source| output(&table, source))?;
        Ok((out.inner, Totals { rows, bytes: out.bytes }))
    }
}

fn output(table: &str, source: io::Error) -> EncodeError {
    EncodeError::Output { table: table.to_owned(), source }
}

fn parquet(table: &str, source: ParquetError) -> EncodeError {
    EncodeError::Parquet { table: table.to_owned(), source }
}
