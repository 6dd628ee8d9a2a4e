//! A table as models see it: columns of numbers, categories, moments and texts.

use std::collections::BTreeSet;

use crate::SynthesizeError;

/// The code of a null among [`Data::Category`]'s codes.
pub const NULL_CODE: u32 = u32::MAX;

/// Columns of equal length.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    columns: Vec<Column>,
    rows: usize,
}

/// A named column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name, distinct within the frame.
    pub name: String,
    /// Its values.
    pub data: Data,
}

/// A column's values. Keys and references don't belong here: they are made, not learned.
#[derive(Debug, Clone)]
pub enum Data {
    /// Numbers; NaN is null, and infinities count as null.
    Number {
        /// One for each row.
        values: Vec<f64>,
        /// Whether all are integers by their type. Decimals of others are learned.
        whole: bool,
    },
    /// One label of many.
    Category {
        /// The label's index for each row, or [`NULL_CODE`].
        codes: Vec<u32>,
        /// Distinct labels.
        labels: Vec<String>,
    },
    /// Truth values.
    Boolean(Vec<Option<bool>>),
    /// Microseconds since 1970. Whether they are days, seconds or finer is learned.
    Moment(Vec<Option<i64>>),
    /// Texts that are made anew in the same shapes, never copied.
    Text(Vec<Option<String>>),
}

/// Two frames are equal when they hold the same values; nulls equal each other.
impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number { values: a, whole: x }, Self::Number { values: b, whole: y }) => {
                let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a == b;
                x == y && a.len() == b.len() && a.iter().zip(b).all(same)
            }
            (Self::Category { codes: a, labels: x }, Self::Category { codes: b, labels: y }) => {
                a == b && x == y
            }
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Moment(a), Self::Moment(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            _ => false,
        }
    }
}

impl Data {
    /// The number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Number { values, .. } => values.len(),
            Self::Category { codes, .. } => codes.len(),
            Self::Boolean(values) => values.len(),
            Self::Moment(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The kind's name, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Number { whole: true, .. } => "integer",
            Self::Number { .. } => "number",
            Self::Category { .. } => "category",
            Self::Boolean(_) => "boolean",
            Self::Moment(_) => "moment",
            Self::Text(_) => "text",
        }
    }

    /// The given rows, in that order.
    #[must_use]
    pub fn take(&self, rows: &[usize]) -> Self {
        fn pick<T: Clone>(values: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|&row| values[row].clone()).collect()
        }
        match self {
            Self::Number { values, whole } => {
                Self::Number { values: pick(values, rows), whole: *whole }
            }
            Self::Category { codes, labels } => {
                Self::Category { codes: pick(codes, rows), labels: labels.clone() }
            }
            Self::Boolean(values) => Self::Boolean(pick(values, rows)),
            Self::Moment(values) => Self::Moment(pick(values, rows)),
            Self::Text(values) => Self::Text(pick(values, rows)),
        }
    }
}

impl Frame {
    /// Checks and keeps columns.
    ///
    /// # Errors
    /// When lengths differ, names repeat, labels repeat, or a code has no label.
    pub fn new(columns: Vec<Column>) -> Result<Self, SynthesizeError> {
        let rows = columns.first().map_or(0, |column| column.data.len());
        let mut names = BTreeSet::new();
        for Column { name, data } in &columns {
            if data.len() != rows {
                let problem = format!("column {name} has {} rows, not {rows}", data.len());
                return Err(SynthesizeError::frame(problem));
            }
            if !names.insert(name) {
                return Err(SynthesizeError::frame(format!("two columns are called {name}")));
            }
            if let Data::Category { codes, labels } = data {
                check_codes(name, codes, labels)?;
            }
        }
        Ok(Self { columns, rows })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// All columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns themselves.
    pub fn into_columns(self) -> Vec<Column> {
        self.columns
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The given rows, in that order.
    #[must_use]
    pub fn take(&self, rows: &[usize]) -> Self {
        let columns = self
            .columns
            .iter()
            .map(|column| Column { name: column.name.clone(), data: column.data.take(rows) });
        Self { columns: columns.collect(), rows: rows.len() }
    }
}

fn check_codes(name: &str, codes: &[u32], labels: &[String]) -> Result<(), SynthesizeError> {
    let labelled = |&code: &u32| code == NULL_CODE || (code as usize) < labels.len();
    if !codes.iter().all(labelled) {
        return Err(SynthesizeError::frame(format!("column {name} has a code without a label")));
    }
    let distinct: BTreeSet<&String> = labels.iter().collect();
    if distinct.len() < labels.len() {
        return Err(SynthesizeError::frame(format!("column {name} has the same label twice")));
    }
    Ok(())
}
