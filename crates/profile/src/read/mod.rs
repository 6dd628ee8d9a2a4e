//! Files into tables: CSV in its usual variants, JSON Lines, Parquet, and Arrow.

mod arrow;
mod builder;
mod csv;
mod encoding;
mod error;
mod lines;
mod parquet;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufReader, Cursor, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use ::parquet::file::reader::ChunkReader;
use flate2::read::MultiGzDecoder;
use seedbed_dataset::{ARROW_ENDINGS, ArrowBatches};

pub use builder::TableBuilder;
pub use error::ReadError;

use crate::{parallel, table::Table};

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What stands between the fields of CSV; told by the file's beginning when absent.
    pub delimiter: Option<u8>,
}

/// The endings of files that hold tables, beside those of Arrow.
const ENDINGS: [&str; 8] = ["csv", "tsv", "tab", "txt", "jsonl", "ndjson", "parquet", "pq"];

/// Reads files, or folders of files, as tables in the order of their names.
///
/// A table is called what its file is (`orders` of `orders.csv.gz`); the parts of one table
/// (`orders.part-00001-of-00002.csv`) are one. In a folder, files with other endings are passed
/// over.
///
/// # Errors
/// What can't be read, where, and what to do.
pub fn read(paths: &[PathBuf], options: &Options) -> Result<Vec<Table>, ReadError> {
    let mut tables: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in files(paths)? {
        let Some((name, part)) = table_name(&file) else {
            return Err(ReadError::Ending { path: file });
        };
        let files = tables.entry(name.clone()).or_default();
        if !files.is_empty() && !part {
            return Err(ReadError::SameName { name, path: file });
        }
        files.push(file);
    }
    let read = |(name, files): (String, Vec<PathBuf>)| read_parts(name, &files, options);
    parallel::each(tables.into_iter().collect(), read).into_iter().collect()
}

/// The files that paths name, and those in the folders among them that hold tables.
///
/// # Errors
/// What is not there, and folders without such a file.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ReadError> {
    let mut all = Vec::new();
    for path in paths {
        let failed = |source| ReadError::Io { path: path.clone(), source };
        if !fs::metadata(path).map_err(failed)?.is_dir() {
            all.push(path.clone());
            continue;
        }
        let mut within = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?.path();
            let hidden = entry.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'.');
            if entry.is_file() && !hidden && table_name(&entry).is_some() {
                within.push(entry);
            }
        }
        if within.is_empty() {
            return Err(ReadError::NoTables { path: path.clone() });
        }
        within.sort();
        all.extend(within);
    }
    Ok(all)
}

/// The table that a file holds, and whether it is a part of it.
fn table_name(path: &Path) -> Option<(String, bool)> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let is_known = ENDINGS.iter().chain(&ARROW_ENDINGS).any(|known| *known == ending);
    if stem.is_empty() || !is_known {
        return None;
    }
    match stem.rsplit_once(".part-") {
        Some((whole, _)) => Some((whole.to_owned(), true)),
        None => Some((stem.to_owned(), false)),
    }
}

/// Whether a file's ending, before that of a compressed one, is among these.
fn ends(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn read_parts(name: String, files: &[PathBuf], options: &Options) -> Result<Table, ReadError> {
    let mut table = TableBuilder::new(name);
    for path in files {
        read_file(&mut table, path, options)?;
    }
    Ok(table.finish())
}

/// Reads a file as what its beginning or else its ending says that it is.
fn read_file(table: &mut TableBuilder, path: &Path, options: &Options) -> Result<(), ReadError> {
    let failed = |source| ReadError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    let mut start = [0; 8];
    let read = file.read(&mut start).map_err(failed)?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let source = path.display().to_string();
    let size = file.metadata().map_err(failed)?.len();
    let (input, size): (Box<dyn Read + Send>, _) = match &start[..read] {
        start if start.starts_with(b"PAR1") => return parquet::read(table, &source, file),
        start if ArrowBatches::<File>::is_arrow(start) => {
            return arrow::read(table, &source, file);
        }
        [0x1F, 0x8B, ..] => (Box::new(MultiGzDecoder::new(BufReader::new(file))), None),
        _ => (Box::new(file), Some(size)),
    };
    if ends(path, &["parquet", "pq"]) {
        let is_packed = size.is_none();
        return Err(ReadError::NotParquet { source_name: source, is_packed });
    }
    if ends(path, &ARROW_ENDINGS) {
        // Its index comes last.
        let mut unpacked = Vec::new();
        let mut input = input;
        input.read_to_end(&mut unpacked).map_err(failed)?;
        arrow::read(table, &source, Cursor::new(unpacked))
    } else if ends(path, &["jsonl", "ndjson"]) {
        lines::read(table, &source, input)
    } else {
        csv::read(table, &source, input, size, options)
    }
}

/// Reads CSV (RFC 4180, with any usual delimiter), in UTF-8 with or without a byte-order mark.
/// The first record names the columns; an empty field is a missing cell.
///
/// # Errors
/// Where the text is not UTF-8 or its records differ in their number of fields.
pub fn read_csv(name: &str, input: impl Read, options: &Options) -> Result<Table, ReadError> {
    let mut table = TableBuilder::new(name.to_owned());
    csv::read(&mut table, name, input, None, options)?;
    Ok(table.finish())
}

/// Reads Parquet from a file or from bytes.
///
/// # Errors
/// When it is damaged, or a column holds lists or structures.
pub fn read_parquet(name: &str, input: impl ChunkReader + 'static) -> Result<Table, ReadError> {
    let mut table = TableBuilder::new(name.to_owned());
    parquet::read(&mut table, name, input)?;
    Ok(table.finish())
}

/// Reads an Arrow file or stream.
///
/// # Errors
/// When it is damaged, or a column holds lists or structures.
pub fn read_arrow(name: &str, input: impl Read + Seek) -> Result<Table, ReadError> {
    let mut table = TableBuilder::new(name.to_owned());
    arrow::read(&mut table, name, input)?;
    Ok(table.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_called_what_their_files_are() {
        let cases = [
            ("a/orders.csv", Some(("orders", false))),
            ("orders.csv.gz", Some(("orders", false))),
            ("orders.Feather", Some(("orders", false))),
            ("shop.orders.parquet", Some(("shop.orders", false))),
            ("orders.part-00001-of-00002.csv", Some(("orders", true))),
            ("manifest.json", None),
            (".csv", None),
        ];
        for (path, expected) in cases {
            let name = table_name(Path::new(path));
            let name = name.as_ref().map(|(name, part)| (name.as_str(), *part));
            assert_eq!(name, expected, "{path}");
        }
    }
}
