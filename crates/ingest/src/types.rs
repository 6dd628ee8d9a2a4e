//! Type names as written.

use crate::cursor::{Cursor, Parsed};

/// A type's name with everything that was written around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TypeName {
    /// The name with its qualifiers; built-in names of several words as one, without arguments:
    /// `double precision`, `timestamp with time zone`.
    pub(crate) name: Vec<String>,
    /// Whether the last part was in quotes: `"char"` is not `char`.
    pub(crate) quoted: bool,
    /// What stood in parentheses: `(10, 2)`.
    pub(crate) arguments: Vec<String>,
    /// How many array dimensions follow.
    pub(crate) dimensions: u8,
    /// The type as its author wrote it.
    pub(crate) written: String,
}

/// The words that may continue a built-in type's name, longest first.
const CONTINUATIONS: &[(&str, &[&[&str]])] = &[
    ("double", &[&["precision"]]),
    ("character", &[&["varying"], &["large", "object"]]),
    ("char", &[&["varying"]]),
    ("national", &[&["character", "varying"], &["character"], &["char", "varying"], &["char"]]),
    ("bit", &[&["varying"]]),
    ("binary", &[&["varying"], &["large", "object"]]),
    ("long", &[&["raw"]]),
];

/// What may follow the arguments of a built-in type.
const ZONES: &[&[&str]] = &[&["with", "time", "zone"], &["without", "time", "zone"]];

impl TypeName {
    /// Reads a type's name, arguments and array marks.
    pub(crate) fn read(cursor: &mut Cursor<'_, '_>) -> Parsed<Self> {
        let start = cursor.offset();
        // `SETOF` occurs in functions only, but does no harm here.
        cursor.eat_word("setof");
        let quoted = cursor.peek().is_some_and(|token| token.text.starts_with('"'));
        let mut name = cursor.qualified()?;
        let quoted = quoted && name.len() == 1;
        if let [only] = name.as_mut_slice()
            && !quoted
        {
            continue_name(only, cursor);
        }
        let mut read = Self { name, quoted, ..Self::default() };
        if read.is("interval") {
            interval_fields(cursor);
        }
        if cursor.peek_symbol("(") {
            let inside = cursor.parenthesized()?;
            read.arguments = inside.split(",").map(|part| part.rest_written()).collect();
        }
        if read.is("timestamp") || read.is("time") {
            zone(&mut read, cursor);
        }
        read.dimensions = dimensions(cursor);
        read.written = cursor.written(start, cursor.end_offset());
        Ok(read)
    }

    /// Whether this is the built-in type of that name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.builtin() == Some(name)
    }

    /// The name if it may be a built-in type's: unqualified, or of `pg_catalog`.
    pub(crate) fn builtin(&self) -> Option<&str> {
        match self.name.as_slice() {
            [name] if !(self.quoted && name == "char") => Some(name),
            [catalog, name] if catalog == "pg_catalog" && name != "char" => Some(name),
            _ => None,
        }
    }

    /// The `at`th argument as a number.
    pub(crate) fn number(&self, at: usize) -> Option<i64> {
        let text = self.arguments.get(at)?;
        text.replace(' ', "").parse().ok()
    }

    /// The type of one element, for arrays.
    pub(crate) fn element(&self) -> Self {
        Self { dimensions: 0, ..self.clone() }
    }
}

fn continue_name(name: &mut String, cursor: &mut Cursor<'_, '_>) {
    let known = CONTINUATIONS.iter().find(|(first, _)| first == name);
    for words in known.map(|(_, continuations)| *continuations).unwrap_or_default() {
        if cursor.eat_words(words) {
            for word in *words {
                name.push(' ');
                name.push_str(word);
            }
            return;
        }
    }
}

fn zone(read: &mut TypeName, cursor: &mut Cursor<'_, '_>) {
    for words in ZONES {
        if cursor.eat_words(words) {
            if words[0] == "with"
                && let Some(name) = read.name.last_mut()
            {
                name.push_str(" with time zone");
            }
            return;
        }
    }
}

/// `YEAR TO MONTH` and the like restrict an interval's fields; they are passed over.
fn interval_fields(cursor: &mut Cursor<'_, '_>) {
    const FIELDS: &[&str] = &["year", "month", "day", "hour", "minute", "second"];
    if cursor.eat_any(FIELDS) && cursor.eat_word("to") {
        cursor.eat_any(FIELDS);
    }
}

fn dimensions(cursor: &mut Cursor<'_, '_>) -> u8 {
    let mut dimensions = u8::from(cursor.eat_word("array"));
    let by_keyword = dimensions;
    while cursor.eat_brackets() {
        dimensions = dimensions.saturating_add(1);
    }
    // `ARRAY[3]` is one dimension, not two.
    if by_keyword == 1 && dimensions > 1 { dimensions - 1 } else { dimensions }
}

impl TypeName {
    /// Whether this is `serial` or one of its sizes.
    pub(crate) fn is_serial(&self) -> bool {
        self.serial_bits().is_some()
    }

    /// The width of the integer behind a serial type.
    pub(crate) fn serial_bits(&self) -> Option<u8> {
        match self.builtin()? {
            "smallserial" | "serial2" => Some(16),
            "serial" | "serial4" => Some(32),
            "bigserial" | "serial8" => Some(64),
            _ => None,
        }
    }

    /// Makes a serial type the integer it stands for.
    pub(crate) fn drop_serial(&mut self) {
        let integer = match self.serial_bits() {
            Some(16) => "smallint",
            Some(32) => "integer",
            Some(_) => "bigint",
            None => return,
        };
        self.name = vec![integer.to_owned()];
        integer.clone_into(&mut self.written);
    }
}
