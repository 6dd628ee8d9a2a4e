//! Tables as columns of numbers and codes: what metrics work on.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::moment;

/// The code of NULL in columns of codes.
pub const NULL: u32 = u32::MAX;

/// What a column holds, as far as comparing two of them is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Numbers, compared by their distribution.
    Number,
    /// Days or moments; in a column they are microseconds since 1970.
    Moment,
    /// True and false.
    Boolean,
    /// Texts of which each stands for something: compared by their frequencies.
    Category,
    /// Keys and references. Never compared by value, only counted and followed.
    Identifier,
    /// Free text. Not compared by value.
    Text,
}

impl Kind {
    /// Whether its cells are numbers.
    pub fn is_continuous(self) -> bool {
        matches!(self, Self::Number | Self::Moment)
    }

    /// Whether its cells are codes whose frequencies mean something.
    pub fn is_discrete(self) -> bool {
        matches!(self, Self::Boolean | Self::Category)
    }

    /// Whether metrics compare its values.
    pub fn is_compared(self) -> bool {
        self.is_continuous() || self.is_discrete()
    }

    /// What its values are called in sentences.
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "numbers",
            Self::Moment => "dates or times",
            Self::Boolean => "true or false",
            Self::Category => "categories",
            Self::Identifier => "identifiers",
            Self::Text => "texts",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "number" => Self::Number,
            "moment" => Self::Moment,
            "boolean" => Self::Boolean,
            "category" => Self::Category,
            "identifier" => Self::Identifier,
            "text" => Self::Text,
            _ => {
                return Err(format!(
                    "no kind of column is called {text:?}; there are number, moment, boolean, \
                     category, identifier and text"
                ));
            }
        })
    }
}

/// Texts, each once, with the number of each.
pub(crate) type Index = HashMap<Box<str>, u32, FixedState>;

/// A table as it was read, before it is known what its columns mean.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its name: of its file, without the extension.
    pub name: String,
    /// How many rows it has.
    pub rows: usize,
    /// Its columns, each with as many cells as there are rows.
    pub columns: Vec<Column>,
}

/// A column as it was read.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its cells.
    pub data: Data,
}

/// The cells of a column as they were read.
#[derive(Debug, Clone)]
pub enum Data {
    /// Texts: a code per row ([`NULL`] or an index), and each text once, in the order in which
    /// they appear.
    Texts {
        /// A code per row.
        codes: Vec<u32>,
        /// Each text once.
        texts: Vec<Box<str>>,
    },
    /// Numbers; NaN is NULL.
    Numbers(Vec<f64>),
    /// Microseconds since 1970; NaN is NULL.
    Moments(Vec<f64>),
    /// 0, 1 or [`NULL`].
    Booleans(Vec<u32>),
}

/// The cells of a column of a known kind.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cells {
    Numbers(Vec<f64>),
    Codes(Vec<u32>),
}

/// Cells that are not of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misfits {
    pub(crate) cells: usize,
}

impl Cells {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Codes(codes) => codes.len(),
        }
    }

    pub(crate) fn nulls(&self) -> usize {
        match self {
            Self::Numbers(values) => values.iter().filter(|value| value.is_nan()).count(),
            Self::Codes(codes) => codes.iter().filter(|&&code| code == NULL).count(),
        }
    }

    /// The numbers; none of a column of codes.
    pub(crate) fn numbers(&self) -> &[f64] {
        match self {
            Self::Numbers(values) => values,
            Self::Codes(_) => &[],
        }
    }

    /// The codes; none of a column of numbers.
    pub(crate) fn codes(&self) -> &[u32] {
        match self {
            Self::Codes(codes) => codes,
            Self::Numbers(_) => &[],
        }
    }

    /// The cells of some rows, in that order.
    pub(crate) fn gather(&self, rows: &[u32]) -> Self {
        match self {
            Self::Numbers(values) => {
                Self::Numbers(rows.iter().map(|&row| values[row as usize]).collect())
            }
            Self::Codes(codes) => {
                Self::Codes(rows.iter().map(|&row| codes[row as usize]).collect())
            }
        }
    }
}

impl Column {
    /// What the column seems to hold, by its values and its name.
    pub fn kind(&self) -> Kind {
        match &self.data {
            Data::Moments(_) => Kind::Moment,
            Data::Booleans(_) => Kind::Boolean,
            Data::Numbers(values) => {
                let whole = values.iter().all(|value| value.is_nan() || value.fract() == 0.0);
                if whole && names_a_key(&self.name) { Kind::Identifier } else { Kind::Number }
            }
            Data::Texts { codes, texts } => kind_of_texts(&self.name, codes, texts),
        }
    }

    /// The cells as one of the kinds; `index` collects the texts of all datasets that are
    /// compared, so that equal texts have equal codes. Cells that are not of the kind become
    /// NULL and are counted.
    pub(crate) fn cells(&self, kind: Kind, index: &mut Index) -> Result<Cells, Misfits> {
        let parse: fn(&str) -> Option<f64> = match kind {
            Kind::Number => number,
            Kind::Moment => moment::parse,
            _ => return Ok(Cells::Codes(self.codes(kind, index))),
        };
        let values = match (&self.data, kind) {
            (Data::Numbers(values), Kind::Number) | (Data::Moments(values), Kind::Moment) => {
                values.clone()
            }
            (Data::Texts { codes, texts }, _) => {
                let parsed: Vec<Option<f64>> = texts.iter().map(|text| parse(text)).collect();
                let is_misfit = |&&code: &&u32| code != NULL && parsed[code as usize].is_none();
                match codes.iter().filter(is_misfit).count() {
                    0 => {}
                    cells => return Err(Misfits { cells }),
                }
                let value = |&code: &u32| parsed.get(code as usize).copied().flatten();
                codes.iter().map(|code| value(code).unwrap_or(f64::NAN)).collect()
            }
            (Data::Numbers(values) | Data::Moments(values), _) => {
                match values.iter().filter(|value| !value.is_nan()).count() {
                    0 => values.clone(),
                    cells => return Err(Misfits { cells }),
                }
            }
            (Data::Booleans(codes), _) => {
                match codes.iter().filter(|&&code| code != NULL).count() {
                    0 => vec![f64::NAN; codes.len()],
                    cells => return Err(Misfits { cells }),
                }
            }
        };
        Ok(Cells::Numbers(values))
    }

    fn codes(&self, kind: Kind, index: &mut Index) -> Vec<u32> {
        let mut code = |text: &str| match index.get(text) {
            Some(&code) => code,
            None => {
                let code = index.len() as u32;
                index.insert(text.into(), code);
                code
            }
        };
        let truth = |text: &str| match (kind, boolean(text)) {
            (Kind::Boolean, Some(true)) => "true",
            (Kind::Boolean, Some(false)) => "false",
            _ => "",
        };
        match &self.data {
            Data::Texts { codes, texts } => {
                let own: Vec<u32> = texts
                    .iter()
                    .map(|text| match truth(text) {
                        "" => code(text),
                        truth => code(truth),
                    })
                    .collect();
                codes.iter().map(|&at| own.get(at as usize).copied().unwrap_or(NULL)).collect()
            }
            Data::Numbers(values) | Data::Moments(values) => {
                let text = |value: &f64| match (kind, *value) {
                    (Kind::Boolean, 0.0) => "false".to_owned(),
                    (Kind::Boolean, 1.0) => "true".to_owned(),
                    (_, value) => value.to_string(),
                };
                values
                    .iter()
                    .map(|value| if value.is_nan() { NULL } else { code(&text(value)) })
                    .collect()
            }
            Data::Booleans(codes) => {
                let (no, yes) = (code("false"), code("true"));
                let of = |&at: &u32| match at {
                    0 => no,
                    1 => yes,
                    _ => NULL,
                };
                codes.iter().map(of).collect()
            }
        }
    }
}

/// Reads a number as data files write them. What no file means by a number (`inf`) is none.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    match text.as_bytes().first()? {
        b'0'..=b'9' | b'+' | b'-' | b'.' => {
            text.parse().ok().filter(|value: &f64| value.is_finite())
        }
        _ => (text.eq_ignore_ascii_case("nan")).then_some(f64::NAN),
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" | "t" | "1" => Some(true),
        "false" | "False" | "FALSE" | "f" | "0" => Some(false),
        _ => None,
    }
}

/// Texts of more than this many different values, most of them rare, are free text.
const MOST_CATEGORIES: usize = 100;

fn kind_of_texts(name: &str, codes: &[u32], texts: &[Box<str>]) -> Kind {
    if texts.is_empty() {
        return Kind::Category;
    }
    let is_number = texts.iter().all(|text| number(text).is_some());
    if is_number {
        let whole = texts.iter().all(|text| !text.contains(['.', 'e', 'E']));
        return if whole && names_a_key(name) { Kind::Identifier } else { Kind::Number };
    }
    if texts.iter().all(|text| text.len() > 1 && boolean(text).is_some()) {
        return Kind::Boolean;
    }
    if texts.iter().all(|text| moment::parse(text).is_some()) {
        return Kind::Moment;
    }
    let cells = codes.iter().filter(|&&code| code != NULL).count();
    if names_a_key(name) || (texts.len() == cells && cells > MOST_CATEGORIES) {
        return Kind::Identifier;
    }
    if texts.len() > MOST_CATEGORIES && texts.len() * 10 > cells { Kind::Text } else { Kind::Category }
}

/// Whether a column's name says that it identifies a row: `id`, `customer_id`, `orderId`, `uuid`.
pub(crate) fn names_a_key(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(lower.as_str(), "id" | "uuid" | "guid" | "ulid")
        || lower.ends_with("_id")
        || lower.ends_with("_uuid")
        || (name.len() > 2 && (name.ends_with("Id") || name.ends_with("ID")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, cells: &[&str]) -> Column {
        let mut texts: Vec<Box<str>> = Vec::new();
        let code = |cell: &&str| {
            if cell.is_empty() {
                return NULL;
            }
            let at = texts.iter().position(|text| **text == **cell).unwrap_or_else(|| {
                texts.push((*cell).into());
                texts.len() - 1
            });
            at as u32
        };
        let codes = cells.iter().map(code).collect();
        Column { name: name.into(), data: Data::Texts { codes, texts } }
    }

    #[test]
    fn columns_are_told_by_their_values_and_names() {
        let cases: [(&str, &[&str], Kind); 9] = [
            ("age", &["1", "2.5", ""], Kind::Number),
            ("customer_id", &["1", "2"], Kind::Identifier),
            ("valid", &["1", "2"], Kind::Number),
            ("ok", &["true", "False", ""], Kind::Boolean),
            ("day", &["2024-01-31", ""], Kind::Moment),
            ("at", &["2024-01-31 10:00:00", "2024-01-31T10:00:00.5Z"], Kind::Moment),
            ("colour", &["red", "blue", "red"], Kind::Category),
            ("empty", &["", ""], Kind::Category),
            ("mixed", &["1", "x"], Kind::Category),
        ];
        for (name, cells, kind) in cases {
            assert_eq!(column(name, cells).kind(), kind, "{name}");
        }
    }

    #[test]
    fn cells_of_another_kind_are_counted() {
        let mut index = Index::default();
        let mixed = column("age", &["1", "x", "x", ""]);
        assert_eq!(mixed.cells(Kind::Number, &mut index), Err(Misfits { cells: 2 }));
    }

    #[test]
    fn equal_texts_of_two_tables_have_equal_codes() {
        let mut index = Index::default();
        let real = column("c", &["a", "b", ""]).cells(Kind::Category, &mut index).unwrap();
        let synthetic = column("c", &["b", "c"]).cells(Kind::Category, &mut index).unwrap();
        assert_eq!(real, Cells::Codes(vec![0, 1, NULL]));
        assert_eq!(synthetic, Cells::Codes(vec![1, 2]));
    }
}
