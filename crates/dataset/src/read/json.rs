//! JSON arrays and JSON Lines, one object at a time.

use std::fmt;
use std::io::Read;

use arrow_schema::SchemaRef;
use seedbed_expr::Value;
use seedbed_schema::{DataType, Table};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::columns::{BatchBuilder, Layout, unknown_column};
use super::input::Input;
use super::{ReadBatch, ReadError};
use crate::Format;

pub(super) struct JsonReader {
    objects: Objects,
    columns: BatchBuilder,
    table: Table,
    /// Which columns the current row has had.
    seen: Vec<bool>,
}

impl JsonReader {
    /// Looks at the first row to learn which of the computed columns the file has.
    pub(super) fn new(
        format: Format,
        input: Box<dyn Read + Send>,
        table: &Table,
    ) -> Result<Self, ReadError> {
        let table_name = table.name.to_string();
        let shape = if format == Format::Json { Shape::BeforeArray } else { Shape::Lines };
        let mut objects = Objects { input: Input::new(input), shape, table: table_name };
        objects.input.skip_mark().map_err(|source| objects.failed(source))?;
        let computed = table.columns.iter().filter(|column| column.is_computed());
        let computed = computed.map(|column| column.name.clone()).collect::<Vec<_>>();
        let mut names = table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        if !computed.is_empty()
            && let Some(length) = objects.next_length()?
        {
            let line = objects.input.line;
            let keys =
                keys(objects.text(length)?).map_err(|source| objects.malformed(line, source))?;
            names.retain(|name| !computed.contains(name) || keys.contains(name));
        }
        let layout = Layout::new(table, &names)?;
        let seen = vec![false; names.len()];
        Ok(Self { objects, columns: BatchBuilder::over(layout), table: table.clone(), seen })
    }

    pub(super) fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.columns.layout.schema)
    }

    /// Reads one object into the columns; `false` at the end.
    fn read_row(&mut self) -> Result<bool, ReadError> {
        let Some(length) = self.objects.next_length()? else {
            return Ok(false);
        };
        let line = self.objects.input.line;
        let text = self.objects.text(length)?;
        self.seen.fill(false);
        let row = Row { columns: &mut self.columns, seen: &mut self.seen };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let fault = row
            .deserialize(&mut deserializer)
            .map_err(|source| self.objects.malformed(line, source))?;
        match fault {
            Some(RowFault::Unknown(name)) => return Err(unknown_column(&self.table, &name)),
            Some(RowFault::Repeated(at)) => {
                let column = self.columns.layout.names[at].clone();
                return Err(ReadError::RepeatedColumn {
                    table: self.objects.table.clone(),
                    column,
                });
            }
            None => {}
        }
        self.objects.used(length);
        for at in 0..self.seen.len() {
            if !self.seen[at] {
                self.columns.push_null(at);
            }
        }
        self.columns.end_row();
        Ok(true)
    }
}

impl Iterator for JsonReader {
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

/// What stands around the objects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Lines,
    BeforeArray,
    /// In an array, before its first object.
    ArrayStart,
    /// In an array, behind an object.
    ArrayRest,
    End,
}

/// The objects of an input.
struct Objects {
    input: Input,
    shape: Shape,
    table: String,
}

impl Objects {
    fn failed(&self, source: std::io::Error) -> ReadError {
        ReadError::Input { table: self.table.clone(), source }
    }

    fn malformed(&self, line: u64, source: serde_json::Error) -> ReadError {
        ReadError::Json { table: self.table.clone(), line, source }
    }

    fn expected<T>(&self, expected: &'static str) -> Result<T, ReadError> {
        let (table, line) = (self.table.clone(), self.input.line);
        Err(ReadError::JsonShape { table, line, expected })
    }

    /// The first byte behind white space, which is skipped.
    fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            let rest = self.input.rest();
            let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let next = rest.get(blank).copied();
            self.input.take(blank);
            if next.is_some() || !self.input.fill().map_err(|source| self.failed(source))? {
                return Ok(next);
            }
        }
    }

    /// The length of the next object, which the input's rest then starts with; `None` behind
    /// the last one. Calling it again without using the object finds the same object.
    fn next_length(&mut self) -> Result<Option<usize>, ReadError> {
        loop {
            match (self.shape, self.peek()?) {
                (Shape::Lines | Shape::End, None) => return Ok(None),
                (Shape::BeforeArray, Some(b'[')) => self.shape = Shape::ArrayStart,
                (Shape::ArrayStart | Shape::ArrayRest, Some(b']')) => self.shape = Shape::End,
                (Shape::ArrayRest, Some(b',')) => {
                    self.input.take(1);
                    return match self.peek()? {
                        Some(b'{') => {
                            self.shape = Shape::ArrayStart;
                            self.object_length().map(Some)
                        }
                        _ => self.expected("an object"),
                    };
                }
                (Shape::Lines | Shape::ArrayStart, Some(b'{')) => {
                    return self.object_length().map(Some);
                }
                (Shape::BeforeArray, _) => return self.expected("an array of objects"),
                (Shape::ArrayRest, _) => return self.expected("`,` or `]`"),
                (Shape::End, Some(_)) => return self.expected("the end of the file"),
                (Shape::Lines | Shape::ArrayStart, _) => return self.expected("an object"),
            }
            self.input.take(1);
        }
    }

    /// The length of the object at the start of the rest.
    fn object_length(&mut self) -> Result<usize, ReadError> {
        let (mut scanned, mut depth, mut in_text, mut escaped) = (0, 0_usize, false, false);
        loop {
            for &byte in &self.input.rest()[scanned..] {
                scanned += 1;
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_text => escaped = true,
                    b'"' => in_text = !in_text,
                    _ if in_text => {}
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            return Ok(scanned);
                        }
                    }
                    _ => {}
                }
            }
            if !self.input.fill().map_err(|source| self.failed(source))? {
                return self.expected("the end of the object that starts here");
            }
        }
    }

    /// Leaves an object behind.
    fn used(&mut self, length: usize) {
        self.input.take(length);
        if self.shape == Shape::ArrayStart {
            self.shape = Shape::ArrayRest;
        }
    }

    fn text(&self, length: usize) -> Result<&str, ReadError> {
        let line = self.input.line;
        std::str::from_utf8(&self.input.rest()[..length])
            .map_err(|_| ReadError::Encoding { table: self.table.clone(), line })
    }
}

/// The names of an object's members.
fn keys(text: &str) -> Result<Vec<String>, serde_json::Error> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text)?;
    Ok(object.into_iter().map(|(key, _)| key).collect())
}

/// Why a well-formed object is no row.
enum RowFault {
    Unknown(String),
    Repeated(usize),
}

/// Puts the members of an object into the columns.
struct Row<'a> {
    columns: &'a mut BatchBuilder,
    seen: &'a mut [bool],
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = Option<RowFault>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = Option<RowFault>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fault = None;
        let mut expected = 0;
        while let Some(key) = map.next_key_seed(Key { layout: &self.columns.layout, expected })? {
            let value: &RawValue = map.next_value()?;
            match key {
                Ok(at) if self.seen[at] => fault = fault.or(Some(RowFault::Repeated(at))),
                Ok(at) => {
                    self.seen[at] = true;
                    expected = at + 1;
                    push(self.columns, at, value.get());
                }
                Err(name) => fault = fault.or(Some(RowFault::Unknown(name))),
            }
        }
        Ok(fault)
    }
}

/// A member's name as the position of a column, most likely the one behind the last.
struct Key<'a> {
    layout: &'a Layout,
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        if self.layout.names.get(self.expected).is_some_and(|known| known == name) {
            return Ok(Ok(self.expected));
        }
        Ok(self.layout.position(name).ok_or_else(|| name.to_owned()))
    }
}

/// Puts one member's value, as written, into its column.
fn push(columns: &mut BatchBuilder, at: usize, raw: &str) {
    if raw == "null" {
        columns.push_null(at);
        return;
    }
    if let DataType::Json { .. } = columns.layout.types[at] {
        columns.push_text(at, raw);
        return;
    }
    match raw.as_bytes() {
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
            columns.push_text(at, &raw[1..raw.len() - 1]);
        }
        // Well-formed, or it would not be here.
        [b'"', ..] => {
            columns.push_text(at, &serde_json::from_str::<String>(raw).unwrap_or_default());
        }
        [b'{' | b'[', ..] => {
            let document = serde_json::from_str(raw).unwrap_or_default();
            columns.push(at, nested(document, &columns.layout.types[at]));
        }
        _ => columns.push_text(at, raw),
    }
}

/// A JSON array as an array's value; other documents stay what they are.
fn nested(document: serde_json::Value, data_type: &DataType) -> Value {
    match (document, data_type) {
        (serde_json::Value::Array(items), DataType::Array(_) | DataType::Set(_)) => {
            let item = |item| match item {
                serde_json::Value::Null => Value::Null,
                serde_json::Value::Bool(value) => Value::Bool(value),
                serde_json::Value::String(text) => Value::Text(text),
                serde_json::Value::Number(number) => Value::Text(number.to_string()),
                inner => nested(inner, data_type),
            };
            Value::Array(items.into_iter().map(item).collect())
        }
        (document, _) => Value::Json(document),
    }
}
