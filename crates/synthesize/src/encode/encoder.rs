//! A table as networks see it: scalars, and choices among codes.

use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

use super::{
    View,
    category::{self, CategoryCode, EMBEDDED},
    number::NumberCode,
};
use crate::table::Table;

/// A column's code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Code {
    Number(NumberCode),
    Category(CategoryCode),
}

/// The columns of a table, encoded for a network: those to make, or those that are given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Encoder {
    /// By the columns' places in the table.
    pub columns: Vec<(usize, Code)>,
}

/// A choice of a row: where its codes lie among the network's outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: usize,
    pub width: usize,
    /// Whether it is a category rather than a number's component.
    pub category: bool,
}

/// How a row lies in a network's input or output: scalars first, then choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub scalars: usize,
    pub spans: Vec<Span>,
    pub width: usize,
}

/// Encoded rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rows {
    pub count: usize,
    /// Row by row.
    pub scalars: Vec<f32>,
    /// Row by row, a code for each span.
    pub codes: Vec<u16>,
}

impl Encoder {
    /// Learns codes of the columns that are given (`context`), or of the others. Of a number of no
    /// more than `few` values every one has a code.
    pub(crate) fn learn(table: &Table, views: &[View], context: bool, few: usize) -> Self {
        let wanted = |column: &usize| table.columns[*column].context == context;
        let mut columns: Vec<(usize, Code)> = Vec::new();
        let mut wide = Vec::new();
        for column in (0..views.len()).filter(wanted) {
            match &views[column] {
                View::Numbers(values) => {
                    columns.push((column, Code::Number(NumberCode::learn(values, few))));
                }
                View::Codes(codes) if is_wide(codes) => wide.push(column),
                View::Codes(codes) => {
                    let code = CategoryCode::learn(codes, |_| [0.0; EMBEDDED]);
                    columns.push((column, Code::Category(code)));
                }
                View::Texts(_) => {}
            }
        }
        // The narrow columns say what the categories of the wide ones are like.
        let narrow = Self { columns };
        let rows = narrow.encode(0, |column| Some(&views[column]), Stream::root(0));
        let mut columns = narrow.columns.clone();
        let spans = narrow.columns.len();
        for column in wide {
            let View::Codes(codes) = &views[column] else { continue };
            let embedding = |row: usize| {
                let mut sums = [0.0; EMBEDDED];
                for (span, code) in rows.codes[row * spans..][..spans].iter().enumerate() {
                    category::hashed(span, *code, &mut sums);
                }
                sums
            };
            columns.push((column, Code::Category(CategoryCode::learn(codes, embedding))));
        }
        columns.sort_by_key(|(column, _)| *column);
        Self { columns }
    }

    /// What was read, made usable; whether it fits the table.
    pub(crate) fn restore(&mut self, table: &Table, context: bool) -> bool {
        if !self.columns.is_sorted_by(|(a, _), (b, _)| a < b) {
            return false;
        }
        self.columns.iter_mut().all(|(column, code)| {
            let Some(learned) = table.columns.get(*column) else { return false };
            let sound = match code {
                Code::Number(code) => learned.form.cardinality().is_none() && code.is_sound(),
                Code::Category(code) => {
                    code.index();
                    learned.form.cardinality().is_some_and(|labels| code.is_sound(labels))
                }
            };
            sound && learned.context == context
        })
    }

    pub(crate) fn layout(&self) -> Layout {
        let scalars = self.columns.iter().filter(|(_, code)| code.has_scalar()).count();
        let mut start = scalars;
        let span = |(_, code): &(usize, Code)| {
            let (width, category) = match code {
                Code::Number(code) => (code.components(), false),
                Code::Category(code) => (code.codes(), true),
            };
            start += width;
            Span { start: start - width, width, category }
        };
        let spans = self.columns.iter().map(span).collect();
        Layout { scalars, spans, width: start }
    }

    /// Encodes rows of views by column; the first one's number is given, as modes are drawn.
    pub(crate) fn encode<'a>(
        &self,
        first: u64,
        view: impl Fn(usize) -> Option<&'a View>,
        stream: Stream,
    ) -> Rows {
        let layout = self.layout();
        let mut count = 0;
        let mut encoded: Vec<(Vec<u16>, Option<Vec<f32>>)> = Vec::new();
        for (column, code) in &self.columns {
            match (code, view(*column)) {
                (Code::Number(code), Some(View::Numbers(values))) => {
                    count = values.len();
                    let (codes, scalars) =
                        code.encode_all(first, values, stream.nth(*column as u64));
                    encoded.push((codes, code.has_scalar().then_some(scalars)));
                }
                (Code::Category(code), Some(View::Codes(codes))) => {
                    count = codes.len();
                    encoded.push((codes.iter().map(|c| code.encode(*c)).collect(), None));
                }
                _ => encoded.push((Vec::new(), None)),
            }
        }
        let mut rows = Rows {
            count,
            scalars: Vec::with_capacity(count * layout.scalars),
            codes: Vec::with_capacity(count * layout.spans.len()),
        };
        for row in 0..count {
            let scalars = encoded.iter().filter_map(|(_, scalars)| scalars.as_ref());
            rows.scalars.extend(scalars.map(|scalars| scalars[row]));
            rows.codes.extend(encoded.iter().map(|(codes, _)| codes[row]));
        }
        rows
    }

    /// Gives numbers without a place in a mode, nulls and common values, one at random, spread as
    /// places in modes are. Were they all zero, a discriminator would tell made rows by that.
    pub(crate) fn scatter(&self, rows: &mut Rows, stream: Stream) {
        let (spans, scalars) = (self.columns.len(), self.layout().scalars);
        let numbers = self.columns.iter().enumerate().filter_map(|(span, (_, code))| match code {
            Code::Number(code) if code.has_scalar() => Some((span, code)),
            _ => None,
        });
        for (scalar, (span, code)) in numbers.enumerate() {
            for row in 0..rows.count {
                if !code.is_mode(rows.codes[row * spans + span]) {
                    let draw = stream.nth(span as u64).unit(row as u64);
                    rows.scalars[row * scalars + scalar] = NumberCode::anywhere(draw);
                }
            }
        }
    }

    /// The value of a number's column, and its scalar's place among the row's.
    pub(crate) fn number(&self, place: usize, code: u16, scalar: Option<f32>) -> f64 {
        match &self.columns[place].1 {
            Code::Number(number) => number.decode(code, scalar.unwrap_or(0.0)),
            Code::Category(_) => f64::NAN,
        }
    }
}

impl Code {
    pub(crate) fn has_scalar(&self) -> bool {
        matches!(self, Self::Number(code) if code.has_scalar())
    }
}

/// Whether categories have to share codes.
fn is_wide(codes: &[u32]) -> bool {
    let distinct: std::collections::BTreeSet<u32> = codes.iter().copied().collect();
    distinct.len() > category::MOST_CODES
}
