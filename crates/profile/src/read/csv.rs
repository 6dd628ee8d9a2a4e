//! CSV, with the delimiter told by the file's beginning.

use std::{
    io::{self, BufRead, BufReader, Read},
    string::FromUtf8Error,
    sync::{Arc, mpsc},
    thread,
};

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::{Options, ReadError, TableBuilder, encoding::wide};
use crate::{
    parallel,
    table::{AT_ONCE, ColumnBuilder},
};

/// How much of a file its delimiter is told by.
const BEGINNING: usize = 256 * 1024;

/// How many bytes of fields are passed on at once.
const BLOCK: usize = 512 * 1024;

/// How much room is made beside the records that are expected: too little costs every column its
/// doubling.
const SLACK: f64 = 1.02;

/// How many blocks wait for each thread.
const QUEUED: usize = 4;

/// The usual delimiters, the commonest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads all records into the table; `size` is how many bytes there are, where that is known.
pub(super) fn read(
    table: &mut TableBuilder,
    source: &str,
    input: impl Read,
    size: Option<u64>,
    options: &Options,
) -> Result<(), ReadError> {
    let failed =
        |source_error| ReadError::Input { source_name: source.to_owned(), source: source_error };
    let mut input = BufReader::with_capacity(BEGINNING, input);
    let beginning = input.fill_buf().map_err(failed)?;
    if let Some(encoding) = wide(beginning) {
        return Err(ReadError::Encoding { source_name: source.to_owned(), line: 1, encoding });
    }
    let mark = if beginning.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let delimiter = options.delimiter.unwrap_or_else(|| delimiter(&beginning[mark..]));
    input.consume(mark);
    let mut blocks = Blocks::new(source, delimiter, input, size);
    table.columns(source, blocks.header()?)?;
    let threads = parallel::threads().min(table.columns.len());
    if threads < 2 {
        blocks.by_ref().try_for_each(|block| block.fill(source, 0, &mut table.columns))?;
        return blocks.end();
    }
    fill_side_by_side(&mut table.columns, blocks, threads)
}

/// Fills columns on several threads: this one takes the file apart, the others take what stands in
/// some of the columns each.
fn fill_side_by_side<R: Read>(
    columns: &mut [ColumnBuilder],
    mut blocks: Blocks<'_, R>,
    threads: usize,
) -> Result<(), ReadError> {
    let share = columns.len().div_ceil(threads);
    let source = blocks.source;
    thread::scope(|scope| {
        let (mut queues, mut workers) = (Vec::new(), Vec::new());
        for (at, columns) in columns.chunks_mut(share).enumerate() {
            let (queue, inbox) = mpsc::sync_channel::<Arc<Block>>(QUEUED);
            queues.push(queue);
            workers.push(scope.spawn(move || {
                inbox.iter().try_for_each(|block| block.fill(source, at * share, columns))
            }));
        }
        for block in blocks.by_ref().map(Arc::new) {
            // A worker that has found a fault takes no more.
            if queues.iter().any(|queue| queue.send(Arc::clone(&block)).is_err()) {
                break;
            }
        }
        drop(queues);
        let faults = workers.into_iter().filter_map(|worker| parallel::joined(worker).err());
        // What is wrong first in the file is said.
        let first = faults.min_by_key(|fault| match fault {
            ReadError::Encoding { line, .. } => *line,
            _ => 0,
        });
        first.map_or_else(|| blocks.end(), Err)
    })
}

/// A file's records, some at once, up to its end or its first fault.
struct Blocks<'s, R> {
    source: &'s str,
    reader: csv::Reader<BufReader<R>>,
    record: ByteRecord,
    /// How many bytes there are, until the first block has told how many records that may be.
    size: Option<u64>,
    /// How the file ended, once it has.
    end: Option<Result<(), ReadError>>,
}

impl<'s, R: Read> Blocks<'s, R> {
    fn new(source: &'s str, delimiter: u8, input: BufReader<R>, size: Option<u64>) -> Self {
        let reader =
            ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(input);
        Self { source, reader, record: ByteRecord::new(), size, end: None }
    }

    /// The names of the columns, which the first record holds.
    fn header(&mut self) -> Result<Vec<String>, ReadError> {
        if self.read() {
            return names(self.source, &self.record);
        }
        let empty = || Err(ReadError::Empty { source_name: self.source.to_owned() });
        self.end.take().and_then(Result::err).map_or_else(empty, Err)
    }

    /// Whether there is a further record.
    fn read(&mut self) -> bool {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => true,
            Ok(false) => {
                self.end = Some(Ok(()));
                false
            }
            Err(error) => {
                self.end = Some(Err(failure(self.source, error)));
                false
            }
        }
    }

    /// How the file ended.
    fn end(self) -> Result<(), ReadError> {
        self.end.unwrap_or(Ok(()))
    }
}

impl<R: Read> Iterator for Blocks<'_, R> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        let mut block = Block::default();
        let mut bytes = Vec::with_capacity(BLOCK + BLOCK / 8);
        while self.end.is_none() && bytes.len() < BLOCK && self.read() {
            block.push(&self.record, &mut bytes);
        }
        if block.lines.is_empty() {
            return None;
        }
        block.fields = String::from_utf8(bytes).map_err(FromUtf8Error::into_bytes);
        // What a file goes on as it begins needs room for.
        if let (Some(size), None) = (self.size.take(), &self.end) {
            let share = self.reader.position().byte().max(1);
            let records = size as f64 / share as f64 * block.lines.len() as f64;
            block.expected = (records * SLACK) as usize;
        }
        Some(block)
    }
}

/// Some records: their fields, one behind the other.
struct Block {
    /// As bytes where some field is no UTF-8.
    fields: Result<String, Vec<u8>>,
    /// Where each field ends.
    ends: Vec<usize>,
    /// Each record's line.
    lines: Vec<u64>,
    /// How many records the file may have; only its first block tells.
    expected: usize,
}

impl Default for Block {
    fn default() -> Self {
        Self { fields: Ok(String::new()), ends: Vec::new(), lines: Vec::new(), expected: 0 }
    }
}

impl Block {
    fn push(&mut self, record: &ByteRecord, bytes: &mut Vec<u8>) {
        for field in record {
            bytes.extend_from_slice(field);
            self.ends.push(bytes.len());
        }
        self.lines.push(line_of(record));
    }

    /// A field, unless it is no UTF-8.
    fn field(&self, at: usize) -> Option<&str> {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        match &self.fields {
            Ok(text) => text.get(start..self.ends[at]),
            Err(bytes) => str::from_utf8(&bytes[start..self.ends[at]]).ok(),
        }
    }

    /// Adds the cells of some columns that follow each other, from the given one.
    fn fill(
        &self,
        source: &str,
        first: usize,
        columns: &mut [ColumnBuilder],
    ) -> Result<(), ReadError> {
        let width = self.ends.len() / self.lines.len().max(1);
        for (at, column) in columns.iter_mut().enumerate() {
            let records = (0..self.lines.len()).step_by(AT_ONCE);
            for start in records {
                let end = self.lines.len().min(start + AT_ONCE);
                let mut cells = [""; AT_ONCE];
                for (cell, record) in cells.iter_mut().zip(start..end) {
                    let field = self.field(record * width + first + at);
                    *cell = field.ok_or_else(|| no_text(source, self.lines[record]))?;
                }
                column.push_all(&cells[..end - start]);
            }
            column.expect(self.expected);
        }
        Ok(())
    }
}

fn line_of(record: &ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn names(source: &str, record: &ByteRecord) -> Result<Vec<String>, ReadError> {
    let name = |(at, field): (usize, &[u8])| {
        let name = text(source, line_of(record), field)?.trim();
        Ok(if name.is_empty() { format!("column_{}", at + 1) } else { name.to_owned() })
    };
    record.iter().enumerate().map(name).collect()
}

fn text<'a>(source: &str, line: u64, field: &'a [u8]) -> Result<&'a str, ReadError> {
    str::from_utf8(field).map_err(|_| no_text(source, line))
}

fn no_text(source: &str, line: u64) -> ReadError {
    // What Windows and old databases write where it is not UTF-8.
    ReadError::Encoding { source_name: source.to_owned(), line, encoding: "WINDOWS-1252" }
}

fn failure(source: &str, error: csv::Error) -> ReadError {
    let source_name = source.to_owned();
    match error.into_kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => ReadError::Fields {
            source_name,
            line: pos.map_or(0, |position| position.line()),
            found: len,
            expected: expected_len,
        },
        ErrorKind::Io(source) => ReadError::Input { source_name, source },
        other => ReadError::Input { source_name, source: io::Error::other(format!("{other:?}")) },
    }
}

/// The delimiter that cuts most of the first lines into equally many fields.
fn delimiter(beginning: &[u8]) -> u8 {
    let score = |delimiter: u8| {
        let counts = counts(beginning, delimiter);
        let first = counts.first().copied().unwrap_or(0);
        let alike = counts.iter().filter(|&&count| count == first).count();
        // As many lines as possible that agree with the header, then as many fields as possible.
        if first == 0 { (0, 0) } else { (alike * 100 / counts.len().max(1), first) }
    };
    let mut best = DELIMITERS[0];
    for delimiter in DELIMITERS {
        if score(delimiter) > score(best) {
            best = delimiter;
        }
    }
    best
}

/// How often a delimiter stands in each of the first lines, outside of quotes.
fn counts(beginning: &[u8], delimiter: u8) -> Vec<usize> {
    let (mut counts, mut count, mut quoted, mut empty) = (Vec::new(), 0, false, true);
    for &byte in beginning {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                if !empty {
                    counts.push(count);
                }
                (count, empty) = (0, true);
                continue;
            }
            b'\r' => continue,
            byte if byte == delimiter && !quoted => count += 1,
            _ => {}
        }
        empty = false;
        if counts.len() == 200 {
            return counts;
        }
    }
    // The last line counts where it is whole, which it is only when it is the file's only one.
    if counts.is_empty() {
        counts.push(count);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_told_by_the_first_lines() {
        let cases: [(&str, u8); 7] = [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2,5\n", b';'),
            ("a\tb\n1, 2\t3\n", b'\t'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("a\n1\n", b','),
            ("\"a;b\",c\n1,2\n", b','),
            ("a;b;c", b';'),
        ];
        for (text, expected) in cases {
            assert_eq!(delimiter(text.as_bytes()), expected, "{text:?}");
        }
    }
}
