//! CSV, with the delimiter told by the file's beginning.

use std::io::{self, BufRead, BufReader, Read};

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::{Options, ReadError, TableBuilder};

/// How much of a file its delimiter is told by.
const BEGINNING: usize = 256 * 1024;

/// The usual delimiters, the commonest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads all records into the table.
pub(super) fn read(
    table: &mut TableBuilder,
    source: &str,
    input: impl Read,
    options: &Options,
) -> Result<(), ReadError> {
    let failed =
        |error: io::Error| ReadError::Input { source_name: source.to_owned(), source: error };
    let mut input = BufReader::with_capacity(BEGINNING, input);
    let beginning = input.fill_buf().map_err(failed)?;
    if beginning.starts_with(b"\xFF\xFE") || beginning.starts_with(b"\xFE\xFF") {
        let (source_name, encoding) = (source.to_owned(), "UTF-16");
        return Err(ReadError::Encoding { source_name, line: 1, encoding });
    }
    let mark = if beginning.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let delimiter = options.delimiter.unwrap_or_else(|| delimiter(&beginning[mark..]));
    input.consume(mark);
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(input);
    let mut record = ByteRecord::new();
    let failed = |error| failure(source, error);
    if !reader.read_byte_record(&mut record).map_err(failed)? {
        return Err(ReadError::Empty { source_name: source.to_owned() });
    }
    table.columns(source, names(source, &record)?)?;
    while reader.read_byte_record(&mut record).map_err(failed)? {
        for (column, field) in table.columns.iter_mut().zip(&record) {
            match field {
                b"" => column.push_missing(),
                field => column.push(text(source, &record, field)?),
            }
        }
    }
    Ok(())
}

fn names(source: &str, record: &ByteRecord) -> Result<Vec<String>, ReadError> {
    let name = |(at, field): (usize, &[u8])| {
        let name = text(source, record, field)?.trim();
        Ok(if name.is_empty() { format!("column_{}", at + 1) } else { name.to_owned() })
    };
    record.iter().enumerate().map(name).collect()
}

fn text<'a>(source: &str, record: &ByteRecord, field: &'a [u8]) -> Result<&'a str, ReadError> {
    std::str::from_utf8(field).map_err(|_| ReadError::Encoding {
        source_name: source.to_owned(),
        line: record.position().map_or(0, csv::Position::line),
        // What Windows and old databases write where it is not UTF-8.
        encoding: "WINDOWS-1252",
    })
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
