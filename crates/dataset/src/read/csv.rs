//! CSV: quoted fields tell the empty text from NULL, which is why no general reader is used.

use std::io::Read;

use arrow_schema::SchemaRef;
use seedbed_schema::Table;

use super::columns::{Columns, Layout};
use super::input::Input;
use super::{ReadBatch, ReadError};

pub(super) struct CsvReader {
    input: Input,
    columns: Columns,
    /// The position among the columns of every field of a record.
    positions: Vec<usize>,
}

impl CsvReader {
    /// Reads the header.
    pub(super) fn new(input: Box<dyn Read + Send>, table: &Table) -> Result<Self, ReadError> {
        let name = table.name.to_string();
        let mut input = Input::new(input);
        input.skip_mark().map_err(|source| ReadError::Input { table: name.clone(), source })?;
        let mut names = Vec::new();
        if let Some(length) = record_length(&mut input, &name)? {
            let line = input.line;
            for field in fields(text(input.take(length), &name, line)?) {
                names.push(field.value());
            }
        }
        if table.columns.is_empty() {
            names.retain(|name| !name.is_empty());
        }
        let layout = Layout::new(table, &names)?;
        let positions = names.iter().filter_map(|name| layout.position(name)).collect();
        Ok(Self { input, columns: Columns::new(layout), positions })
    }

    pub(super) fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.columns.layout.schema)
    }

    /// Reads one record into the columns; `false` at the end.
    fn read_row(&mut self) -> Result<bool, ReadError> {
        let Self { input, columns, positions } = self;
        let Some(length) = record_length(input, &columns.layout.table)? else {
            return Ok(false);
        };
        let line = input.line;
        let record = text(input.take(length), &columns.layout.table, line)?;
        if record.is_empty() && positions.len() > 1 {
            return Ok(true);
        }
        let mut found = 0;
        for field in fields(record) {
            if let Some(&column) = positions.get(found) {
                match field {
                    Field::Bare("") => columns.push_null(column),
                    Field::Bare(text) => columns.push_text(column, text),
                    Field::Quoted(text) => columns.push_text(column, &unquote(text)),
                }
            }
            found += 1;
        }
        if found != positions.len() && !(record.is_empty() && positions.is_empty()) {
            let table = columns.layout.table.clone();
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

/// The length of the next record with its line end; `None` at the end of the input.
fn record_length(input: &mut Input, table: &str) -> Result<Option<usize>, ReadError> {
    let (mut scanned, mut quoted) = (0, false);
    loop {
        for &byte in &input.rest()[scanned..] {
            scanned += 1;
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => return Ok(Some(scanned)),
                _ => {}
            }
        }
        let more = input.fill();
        if !more.map_err(|source| ReadError::Input { table: table.to_owned(), source })? {
            if quoted {
                return Err(ReadError::OpenQuote { table: table.to_owned(), line: input.line });
            }
            return Ok((scanned > 0).then_some(scanned));
        }
    }
}

/// A record as text, without its line end.
fn text<'a>(record: &'a [u8], table: &str, line: u64) -> Result<&'a str, ReadError> {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    let record = record.strip_suffix(b"\r").unwrap_or(record);
    std::str::from_utf8(record).map_err(|_| ReadError::Encoding { table: table.to_owned(), line })
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

/// Cuts a record at its commas. As in PostgreSQL, a quote opens and closes anywhere.
fn fields(record: &str) -> impl Iterator<Item = Field<'_>> {
    let mut rest = Some(record);
    std::iter::from_fn(move || {
        let text = rest?;
        let (mut open, mut quoted, mut end) = (false, false, text.len());
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'"' => {
                    open = !open;
                    quoted = true;
                }
                b',' if !open => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        rest = text.get(end + 1..);
        let field = &text[..end];
        Some(if quoted { Field::Quoted(field) } else { Field::Bare(field) })
    })
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
