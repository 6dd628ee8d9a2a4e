//! CSV: quoted fields tell the empty text from NULL, which is why no general reader is used.

use std::borrow::Cow;
use std::io::Read;

use arrow_schema::SchemaRef;
use seedbed_expr::Dialect;
use seedbed_schema::Table;

use super::columns::{BatchBuilder, Layout};
use super::input::Input;
use super::{ReadBatch, ReadError};

pub(super) struct CsvReader {
    input: Input,
    columns: BatchBuilder,
    /// The position among the columns of every field of a record.
    positions: Vec<usize>,
    /// Whether bytes are hexadecimal digits without the mark before them.
    bare_bytes: bool,
}

impl CsvReader {
    /// Reads the header.
    pub(super) fn new(
        dialect: Dialect,
        input: Box<dyn Read + Send>,
        table: &Table,
    ) -> Result<Self, ReadError> {
        let name = table.name.to_string();
        let mut input = Input::new(input);
        input.skip_mark().map_err(|source| ReadError::Input { table: name.clone(), source })?;
        let mut names = Vec::new();
        if let Some(record) = next_record(&mut input, &name)? {
            names.extend(record.fields().map(|field| field.value()));
        }
        if table.columns.is_empty() {
            names.retain(|name| !name.is_empty());
        }
        let layout = Layout::new(table, &names)?;
        let positions = names.iter().filter_map(|name| layout.position(name)).collect();
        let bare_bytes = !matches!(dialect, Dialect::PostgreSql | Dialect::Generic);
        Ok(Self { input, columns: BatchBuilder::over(layout), positions, bare_bytes })
    }

    pub(super) fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.columns.layout.schema)
    }

    /// Reads one record into the columns; `false` at the end.
    fn read_row(&mut self) -> Result<bool, ReadError> {
        let Self { input, columns, positions, bare_bytes } = self;
        let Some(record) = next_record(input, &columns.layout.table)? else {
            return Ok(false);
        };
        if record.text.is_empty() && positions.len() > 1 {
            return Ok(true);
        }
        let mut found = 0;
        for field in record.fields() {
            if let Some(&column) = positions.get(found) {
                match field {
                    Field::Bare("") => columns.push_null(column),
                    Field::Bare(text) if *bare_bytes && columns.holds_bytes(column) => {
                        columns.push_text(column, &marked(text));
                    }
                    Field::Bare(text) => columns.push_text(column, text),
                    Field::Quoted(text) => columns.push_text(column, &unquote(text)),
                }
            }
            found += 1;
        }
        if found != positions.len() && !(record.text.is_empty() && positions.is_empty()) {
            let (table, line) = (columns.layout.table.clone(), record.line);
            return Err(ReadError::FieldCount { table, line, found, expected: positions.len() });
        }
        columns.end_row();
        Ok(true)
    }
}

impl Iterator for CsvReader {
    type Item = Result<ReadBatch, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.columns.is_full() {
            match self.read_row() {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Some(Err(error)),
            }
        }
        self.columns.take().map(Ok)
    }
}

/// One record, without its line end.
struct Record<'a> {
    text: &'a str,
    /// Whether there is a quote in it.
    quoted: bool,
    /// The line it starts on.
    line: u64,
}

/// Cuts the next record off the input; `None` at the end.
fn next_record<'a>(input: &'a mut Input, table: &str) -> Result<Option<Record<'a>>, ReadError> {
    let (mut scanned, mut open, mut quoted, mut more) = (0, false, false, true);
    let line = input.line;
    while more {
        while let Some(found) = find_stop(&input.rest()[scanned..]) {
            scanned += found + 1;
            if input.rest()[scanned - 1] == b'"' {
                (open, quoted) = (!open, true);
            } else if !open {
                return record(input.take(scanned), table, line, quoted).map(Some);
            }
        }
        scanned = input.rest().len();
        let filled = input.fill();
        more = filled.map_err(|source| ReadError::Input { table: table.to_owned(), source })?;
    }
    if open {
        return Err(ReadError::OpenQuote { table: table.to_owned(), line });
    }
    if scanned == 0 {
        return Ok(None);
    }
    record(input.take(scanned), table, line, quoted).map(Some)
}

/// The position of the next quote or line feed, sought in blocks that vectorize.
fn find_stop(bytes: &[u8]) -> Option<usize> {
    let stops = |byte: u8| byte == b'"' || byte == b'\n';
    let has_stop = |block: &[u8]| block.iter().fold(false, |found, &byte| found | stops(byte));
    let block = bytes.chunks(32).position(has_stop)?;
    let start = 32 * block;
    bytes[start..].iter().position(|&byte| stops(byte)).map(|at| start + at)
}

fn record<'a>(
    bytes: &'a [u8],
    table: &str,
    line: u64,
    quoted: bool,
) -> Result<Record<'a>, ReadError> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Record { text, quoted, line }),
        Err(_) => Err(ReadError::Encoding { table: table.to_owned(), line }),
    }
}

enum Field<'a> {
    Bare(&'a str),
    /// With the quotes.
    Quoted(&'a str),
}

impl Field<'_> {
    fn value(&self) -> String {
        match self {
            Self::Bare(text) => (*text).to_owned(),
            Self::Quoted(text) => unquote(text),
        }
    }
}

impl<'a> Record<'a> {
    /// The fields between the commas. As in `PostgreSQL`, a quote opens and closes anywhere.
    fn fields(&self) -> impl Iterator<Item = Field<'a>> + use<'a> {
        let (mut rest, any_quotes) = (Some(self.text), self.quoted);
        std::iter::from_fn(move || {
            let text = rest?;
            let (mut open, mut quoted, mut end) = (false, false, text.len());
            for (at, byte) in text.bytes().enumerate() {
                if byte == b',' && !open {
                    end = at;
                    break;
                }
                if any_quotes && byte == b'"' {
                    (open, quoted) = (!open, true);
                }
            }
            rest = text.get(end + 1..);
            let field = &text[..end];
            Some(if quoted { Field::Quoted(field) } else { Field::Bare(field) })
        })
    }
}

/// Hexadecimal digits with the mark that tells them from a text.
fn marked(text: &str) -> Cow<'_, str> {
    let is_bare = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_bare { Cow::Owned(format!("\\x{text}")) } else { Cow::Borrowed(text) }
}

/// The content of a quoted field: a quote within quotes is written twice.
fn unquote(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut open = false;
    let mut characters = field.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if open && characters.peek() == Some(&'"') => {
                characters.next();
                text.push('"');
            }
            '"' => open = !open,
            c => text.push(c),
        }
    }
    text
}
