//! Type names as written.

use seedbed_expr::Dialect;

use crate::{
    cursor::{Cursor, Parsed},
    lexer::TokenKind,
};

mod angle;

/// A type's name with everything that was written around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TypeName {
    /// The name with its qualifiers as the database stores it, without arguments.
    pub(crate) name: Vec<String>,
    /// The name in lower case, built-in names of several words as one: `double precision`,
    /// `timestamp with time zone`.
    keyword: String,
    /// Whether the last part was in quotes: `"char"` is not `char`.
    pub(crate) quoted: bool,
    /// What stood in parentheses: `(10, 2)`.
    pub(crate) arguments: Vec<String>,
    /// The strings in parentheses: the labels of an ENUM or SET.
    pub(crate) labels: Vec<String>,
    /// The fields of a STRUCT.
    pub(crate) fields: Vec<(String, TypeName)>,
    /// How many array dimensions follow.
    pub(crate) dimensions: u8,
    /// `UNSIGNED` or `ZEROFILL`.
    pub(crate) unsigned: bool,
    /// `CHARACTER SET` and `COLLATE`: the last of them named.
    pub(crate) collation: Option<String>,
    /// The type as its author wrote it.
    pub(crate) written: String,
    pub(crate) dialect: Dialect,
}

/// The words that may continue a built-in type's name, longest first.
const CONTINUATIONS: &[(&str, &[&[&str]])] = &[
    ("double", &[&["precision"]]),
    ("character", &[&["varying"], &["large", "object"]]),
    ("char", &[&["varying"], &["large", "object"], &["byte"]]),
    (
        "national",
        &[
            &["character", "varying"],
            &["character", "large", "object"],
            &["character"],
            &["char", "varying"],
            &["char"],
            &["varchar"],
        ],
    ),
    ("bit", &[&["varying"]]),
    ("binary", &[&["varying"], &["large", "object"]]),
    ("long", &[&["raw"], &["varchar"], &["varbinary"], &["char", "varying"]]),
];

/// What may follow the arguments of a built-in type.
const ZONES: &[(&[&str], bool)] = &[
    (&["with", "time", "zone"], true),
    (&["with", "local", "time", "zone"], true),
    (&["with", "timezone"], true),
    (&["without", "time", "zone"], false),
    (&["without", "timezone"], false),
];

/// Words that begin an option of a column and end a type's name in SQLite, where any words
/// name a type, and none are needed.
const NO_TYPE: &[&str] = &[
    "constraint",
    "primary",
    "not",
    "null",
    "unique",
    "check",
    "default",
    "collate",
    "references",
    "generated",
    "as",
    "on",
    "autoincrement",
];

impl TypeName {
    /// Reads a type's name, arguments and array marks.
    pub(crate) fn read(cursor: &mut Cursor<'_, '_>) -> Parsed<Self> {
        let start = cursor.offset();
        let dialect = cursor.dialect();
        // `SETOF` occurs in functions only, but does no harm here.
        cursor.eat_word("setof");
        let mut read = match dialect {
            Dialect::Sqlite => Self::any_words(cursor),
            Dialect::BigQuery | Dialect::Snowflake => Self::with_angles(cursor)?,
            _ => Self::words(cursor)?,
        };
        if read.is("interval") {
            interval_fields(cursor);
        }
        if cursor.peek_symbol("(") {
            read.read_arguments(cursor.parenthesized()?);
        }
        if read.is("interval") {
            interval_fields(cursor);
        }
        if read.keyword.starts_with("time") {
            zone(&mut read, cursor);
        }
        read.modifiers(cursor)?;
        if !matches!(dialect, Dialect::SqlServer | Dialect::Sqlite | Dialect::BigQuery) {
            read.dimensions = dimensions(cursor);
        }
        read.written = cursor.written(start, cursor.end_offset().max(start));
        Ok(read)
    }

    fn words(cursor: &mut Cursor<'_, '_>) -> Parsed<Self> {
        let dialect = cursor.dialect();
        let quoted = cursor.peek().is_some_and(|token| token.kind == TokenKind::Quoted);
        let name = cursor.qualified()?;
        let mut keyword = name.last().map_or_else(String::new, |name| name.to_lowercase());
        let quoted = quoted && name.len() == 1;
        if name.len() == 1 && !quoted {
            continue_name(&mut keyword, cursor);
        }
        Ok(Self { name, keyword, quoted, dialect, ..Self::default() })
    }

    /// A name of any number of words, `UNSIGNED BIG INT`.
    fn any_words(cursor: &mut Cursor<'_, '_>) -> Self {
        let mut words = Vec::new();
        while let Some(token) = cursor.peek() {
            let is_option = NO_TYPE.iter().any(|word| token.is_word(word));
            if is_option || !matches!(token.kind, TokenKind::Word | TokenKind::Quoted) {
                break;
            }
            let Ok(word) = cursor.identifier() else { break };
            words.push(word);
        }
        let name = words.join(" ");
        let keyword = name.to_lowercase();
        let (keyword, unsigned) = match keyword.strip_prefix("unsigned ") {
            Some(rest) => (rest.to_owned(), true),
            None => (keyword, false),
        };
        Self { name: vec![name], keyword, unsigned, dialect: Dialect::Sqlite, ..Self::default() }
    }

    fn read_arguments(&mut self, inside: Cursor<'_, '_>) {
        for mut part in inside.split(",") {
            self.arguments.push(part.rest_written());
            self.labels.extend(part.string());
        }
    }

    /// `UNSIGNED`, `CHARACTER SET x` and the like, wherever they stand between a type and the
    /// options of its column.
    fn modifiers(&mut self, cursor: &mut Cursor<'_, '_>) -> Parsed<()> {
        if cursor.dialect() == Dialect::Db2 {
            if cursor.eat_words(&["for", "bit", "data"]) {
                "bit data".clone_into(&mut self.keyword);
            } else if cursor.eat_words(&["for", "sbcs", "data"]) {
                // The usual text.
            }
        }
        if cursor.dialect() != Dialect::MySql {
            return Ok(());
        }
        loop {
            if cursor.eat_any(&["unsigned", "zerofill"]) {
                self.unsigned = true;
            } else if cursor.eat_any(&["charset", "collate"])
                || cursor.eat_words(&["character", "set"])
                || cursor.eat_words(&["char", "set"])
            {
                cursor.eat_symbol("=");
                self.collation = Some(match cursor.string() {
                    Ok(name) => name,
                    Err(_) => cursor.identifier()?,
                });
            } else if cursor.eat_word("binary") {
                self.collation = Some("binary".into());
            } else if !cursor.eat_any(&["signed", "ascii", "unicode", "byte"]) {
                return Ok(());
            }
        }
    }

    /// Whether this is the built-in type of that name.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.builtin() == Some(name)
    }

    /// The name if it may be a built-in type's: unqualified, or of a catalog.
    pub(crate) fn builtin(&self) -> Option<&str> {
        const CATALOGS: &[&str] = &["pg_catalog", "sys", "sysibm", "mdsys"];
        let is_builtin = match self.name.as_slice() {
            // PostgreSQL's "char" is another type than char, and "Name" another than name.
            [name] => {
                !(self.quoted && self.dialect == Dialect::PostgreSql)
                    || (self.keyword != "char" && *name == self.keyword)
            }
            [catalog, _] => {
                CATALOGS.contains(&catalog.to_lowercase().as_str()) && self.keyword != "char"
            }
            _ => false,
        };
        is_builtin.then_some(&self.keyword)
    }

    /// The `at`th argument as a number; `20 CHAR` is 20.
    pub(crate) fn number(&self, at: usize) -> Option<i64> {
        let text = self.arguments.get(at)?;
        let text =
            text.split_once(|c: char| c.is_ascii_alphabetic()).map_or(text.as_str(), |of| of.0);
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
    for (words, with) in ZONES {
        let joined = format!(" {}", words.join(" "));
        let inside = read.keyword.strip_suffix(&joined).map(str::to_owned);
        if inside.is_some() || cursor.eat_words(words) {
            read.keyword = inside.unwrap_or_else(|| read.keyword.clone());
            if *with {
                read.keyword.push_str(" with time zone");
            }
            return;
        }
    }
}

/// `YEAR TO MONTH` and the like restrict an interval's fields; they are passed over.
fn interval_fields(cursor: &mut Cursor<'_, '_>) {
    const FIELDS: &[&str] = &["year", "month", "day", "hour", "minute", "second"];
    let field = |cursor: &mut Cursor<'_, '_>| {
        let found = cursor.eat_any(FIELDS);
        // Oracle gives the fields digits: `DAY(2) TO SECOND(6)`.
        if found && cursor.dialect() == Dialect::Oracle && cursor.peek_symbol("(") {
            let _digits = cursor.parenthesized();
        }
        found
    };
    if field(cursor) && cursor.eat_word("to") {
        field(cursor);
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
        if !matches!(self.dialect, Dialect::PostgreSql | Dialect::Generic) {
            return None;
        }
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
        integer.clone_into(&mut self.keyword);
        integer.clone_into(&mut self.written);
    }
}
