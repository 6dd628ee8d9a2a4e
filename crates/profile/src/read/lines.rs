//! JSON Lines (NDJSON): an object per line, with a member for each column.

use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::{ReadError, TableBuilder, encoding::wide};
use crate::table::ColumnBuilder;

/// Reads all records into the table. Columns are in the order in which they are first named; what
/// a record does not name, or names as `null`, is missing; lists and objects are their text.
pub(super) fn read(
    table: &mut TableBuilder,
    source: &str,
    input: impl Read,
) -> Result<(), ReadError> {
    let failed = |error| ReadError::Input { source_name: source.to_owned(), source: error };
    let mut input = BufReader::with_capacity(256 * 1024, input);
    if let Some(encoding) = wide(input.fill_buf().map_err(failed)?) {
        return Err(ReadError::Encoding { source_name: source.to_owned(), line: 1, encoding });
    }
    let (mut line, mut number) = (Vec::new(), 0);
    while input.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        number += 1;
        let mark: &[u8] = if number == 1 { b"\xEF\xBB\xBF" } else { b"" };
        let text = line.strip_prefix(mark).unwrap_or(&line).trim_ascii();
        if !text.is_empty() {
            let record: Map<String, Value> = serde_json::from_slice(text).map_err(|error| {
                // What it says holds no value: only what was expected, and the place.
                let reason = error.to_string();
                let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
                let reason = if error.is_data() { "no object".to_owned() } else { reason };
                ReadError::Json { source_name: source.to_owned(), line: number, reason }
            })?;
            push(table, &record);
        }
        line.clear();
    }
    if table.names.is_empty() {
        return Err(ReadError::Empty { source_name: source.to_owned() });
    }
    Ok(())
}

fn push(table: &mut TableBuilder, record: &Map<String, Value>) {
    if record.keys().any(|name| !table.names.contains(name)) {
        let rows = table.columns.first().map_or(0, ColumnBuilder::len);
        for name in record.keys() {
            if !table.names.contains(name) {
                table.add_column(name.clone(), rows);
            }
        }
    }
    for (name, column) in table.names.iter().zip(&mut table.columns) {
        match record.get(name) {
            None | Some(Value::Null) => column.push_missing(),
            Some(Value::String(text)) => {
                column.is_text = true;
                // As in CSV, where both are written alike.
                if text.is_empty() { column.push_missing() } else { column.push(text) }
            }
            Some(Value::Bool(flag)) => column.push(if *flag { "true" } else { "false" }),
            Some(Value::Number(number)) => column.push(&number.to_string()),
            // A document, as CSV would have it.
            Some(nested @ (Value::Array(_) | Value::Object(_))) => {
                column.is_text = true;
                column.push(&nested.to_string());
            }
        }
    }
}
