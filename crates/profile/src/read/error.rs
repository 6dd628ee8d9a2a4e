//! Why files can't be read as tables.

use std::{io, path::PathBuf};

use parquet::errors::ParquetError;
use seedbed_dataset::ArrowFileError;

/// Why tables can't be read. Never holds a cell value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The operating system refuses a file or a folder.
    #[error("{} can't be read: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// Reading broke off.
    #[error("{source_name} can't be read to its end: {source}")]
    Input {
        /// The file.
        source_name: String,
        /// The reason.
        source: io::Error,
    },
    /// A file's ending is none of a table's.
    #[error(
        "{} is no table by its ending; give .csv, .tsv, .txt, .jsonl, .parquet, .arrow or .feather \
         files (also as .gz, but for Parquet)",
        path.display()
    )]
    Ending {
        /// The file.
        path: PathBuf,
    },
    /// A folder without tables.
    #[error(
        "{} holds no table: no .csv, .tsv, .txt, .jsonl, .parquet, .arrow or .feather file",
        path.display()
    )]
    NoTables {
        /// The folder.
        path: PathBuf,
    },
    /// Two files would be the same table.
    #[error("{} is a second table {name}; rename one of the files", path.display())]
    SameName {
        /// The table.
        name: String,
        /// The second file.
        path: PathBuf,
    },
    /// A file without a header.
    #[error(
        "{source_name} is empty; a table needs a first line that names its columns, or a record"
    )]
    Empty {
        /// The file.
        source_name: String,
    },
    /// Two columns have the same name.
    #[error("{source_name} has two columns {column}; rename one")]
    RepeatedColumn {
        /// The file.
        source_name: String,
        /// The column.
        column: String,
    },
    /// The parts of a table differ.
    #[error("{source_name} has other columns than the parts of {table} before it")]
    OtherColumns {
        /// The file.
        source_name: String,
        /// The table.
        table: String,
    },
    /// Bytes that are no UTF-8.
    #[error(
        "{source_name} is not UTF-8 (line {line}); convert it: \
         iconv -f {encoding} -t UTF-8 FILE"
    )]
    Encoding {
        /// The file.
        source_name: String,
        /// The line, from 1.
        line: u64,
        /// What it may be instead.
        encoding: &'static str,
    },
    /// A record has more or fewer fields than there are columns.
    #[error(
        "{source_name}, line {line}: {found} fields, where the header names {expected}; \
         a field that holds the delimiter or a line end needs quotes"
    )]
    Fields {
        /// The file.
        source_name: String,
        /// The line the record starts on, from 1.
        line: u64,
        /// Its fields.
        found: u64,
        /// The columns.
        expected: u64,
    },
    /// A line that is no record.
    #[error(
        "{source_name}, line {line}: {reason}; JSON Lines have one object per line: {{\"id\": 1}}"
    )]
    Json {
        /// The file.
        source_name: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A column of lists, structures, or other values that no text of one cell stands for.
    #[error(
        "{source_name}: column {column} is of the type {found}, which is not read; write it as \
         numbers, texts, flags or dates"
    )]
    Nested {
        /// The file.
        source_name: String,
        /// The column.
        column: String,
        /// Its type.
        found: String,
    },
    /// The file's ending says Parquet, and its beginning does not.
    #[error(
        "{source_name} is no Parquet file, whatever its name; {}",
        if *is_packed { "unpack it: gunzip FILE" } else { "call it what it is: .csv or .tsv" }
    )]
    NotParquet {
        /// The file.
        source_name: String,
        /// Whether it is compressed by gzip, so that the end can't be read first.
        is_packed: bool,
    },
    /// The file is not well-formed Parquet.
    #[error("{source_name} can't be read as Parquet: {source}")]
    Parquet {
        /// The file.
        source_name: String,
        /// The reason.
        source: ParquetError,
    },
    /// The file is not well-formed Arrow.
    #[error("{source_name} can't be read as Arrow: {source}")]
    Arrow {
        /// The file.
        source_name: String,
        /// The reason.
        source: ArrowFileError,
    },
    /// More rows than a table in memory can have.
    #[error("{source_name} has too many different values in one column; take a sample of it")]
    TooLarge {
        /// The file.
        source_name: String,
    },
}
