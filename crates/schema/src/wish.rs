//! What people ask of the rows beyond what a database promises: how many, of which locale, and
//! what the values of a column mean.

use std::collections::BTreeMap;

use crate::{DataType, Table, TableName};

mod meanings;

pub use meanings::Meaning;

/// Everything that the sources of a schema ask of the dataset.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wishes {
    /// The seed.
    pub seed: Option<u64>,
    /// The locale of people, places and companies, such as `en_US`.
    pub locale: Option<String>,
    /// The present moment of the dataset.
    pub as_of: Option<String>,
    /// Rows of every table that asks for no number of its own.
    pub rows: Option<u64>,
    /// The format of the files: `csv`, `parquet` …
    pub format: Option<String>,
    /// What is asked of single tables.
    pub tables: BTreeMap<TableName, TableWishes>,
}

/// What is asked of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableWishes {
    /// Its rows.
    pub rows: Option<u64>,
    /// What is asked of its columns, by their names.
    pub columns: BTreeMap<String, ColumnWishes>,
}

/// What is asked of a column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColumnWishes {
    /// What its values are.
    pub values: Option<ValueWish>,
    /// What they are in some rows; the first case whose condition is true decides.
    pub cases: Vec<CaseWish>,
    /// How delicate they are: `PII`.
    pub sensitivity: Option<String>,
}

/// What the values of a column are where a condition is true.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseWish {
    /// A condition over the table's columns, in SQL.
    pub when: String,
    /// What the values are then.
    pub then: ValueWish,
}

/// What values are.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueWish {
    /// Something with a name of its own: e-mail addresses.
    Meaning(Meaning),
    /// One of a list, each with its weight.
    Choice(Vec<(WishedValue, f64)>),
    /// From a lowest to a highest value, both included.
    Range(Option<WishedValue>, Option<WishedValue>),
    /// Texts that match a regular expression as a whole.
    Pattern(String),
    /// JSON documents of a form.
    Document(DocumentWish),
    /// Keys of a table's rows: the table, and the column that is its key.
    Key(TableName, String),
    /// Nothing.
    Null,
}

/// The form of a JSON document.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentWish {
    /// An object. Its members are the columns of a table of their own, with what is asked of
    /// them.
    Object(Box<Table>, TableWishes),
    /// A list of so many items.
    List {
        /// What each item is.
        item: Box<DocumentWish>,
        /// The fewest items.
        min: u32,
        /// The most items.
        max: u32,
    },
    /// A value: the only column of a table of its own.
    Value(Box<Table>, TableWishes),
}

/// A value as a document writes it.
#[derive(Debug, Clone, PartialEq)]
pub enum WishedValue {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text; dates and the like in ISO notation.
    Text(String),
}

impl Wishes {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is asked of a column.
    pub fn column(&self, table: &TableName, column: &str) -> Option<&ColumnWishes> {
        self.tables.get(table)?.columns.get(column)
    }

    /// What is asked of a column, to be added to.
    pub fn column_mut(&mut self, table: &TableName, column: &str) -> &mut ColumnWishes {
        let table = self.tables.entry(table.clone()).or_default();
        table.columns.entry(column.to_owned()).or_default()
    }
}

impl Meaning {
    /// The type of a column that only its meaning is known of.
    pub fn data_type(self) -> DataType {
        match self.kind() {
            meanings::Natural::Text => DataType::text(),
            meanings::Natural::Whole => DataType::integer(32),
            meanings::Natural::Number => DataType::Decimal { precision: Some(12), scale: Some(2) },
            meanings::Natural::Coordinate => {
                DataType::Decimal { precision: Some(9), scale: Some(6) }
            }
            meanings::Natural::Date => DataType::Date,
            meanings::Natural::Moment => DataType::Timestamp { with_time_zone: false },
            meanings::Natural::Flag => DataType::Boolean,
            meanings::Natural::Uuid => DataType::Uuid,
        }
    }
}
