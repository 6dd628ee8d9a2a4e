//! The rows that networks are trained on, and the conditions they are drawn by.

use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

use super::sparse::Sparse;
use crate::encode::{Layout, Rows};

/// Encoded rows with what is given with them.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub layout: Layout,
    pub rows: Rows,
    pub context_layout: Layout,
    pub context: Rows,
}

impl Layout {
    /// Puts a row's entries into a sparse row, from a column on.
    pub(crate) fn push(&self, rows: &Rows, row: usize, start: usize, into: &mut Sparse) {
        let scalars = &rows.scalars[row * self.scalars..][..self.scalars];
        for (place, scalar) in scalars.iter().enumerate().filter(|(_, scalar)| **scalar != 0.0) {
            into.push(start + place, *scalar);
        }
        let codes = &rows.codes[row * self.spans.len()..][..self.spans.len()];
        for (span, code) in self.spans.iter().zip(codes) {
            into.push(start + span.start + usize::from(*code), 1.0);
        }
    }
}

impl Data {
    /// Some of the rows.
    pub(crate) fn take(&self, rows: &[usize]) -> Self {
        Self { rows: take(&self.rows, rows), context: take(&self.context, rows), ..self.clone() }
    }
}

fn take(from: &Rows, rows: &[usize]) -> Rows {
    fn pick<T: Copy>(from: &[T], count: usize, rows: &[usize]) -> Vec<T> {
        let width = from.len() / count.max(1);
        rows.iter().flat_map(|row| from[row * width..][..width].iter().copied()).collect()
    }
    Rows {
        count: rows.len(),
        scalars: pick(&from.scalars, from.count, rows),
        codes: pick(&from.codes, from.count, rows),
    }
}

/// The conditions of CTGAN's rows: one category of one column each (Xu et al. 2019, §4.3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Conditions {
    /// Of each column of categories: its span, where its conditions begin, and the rows of each
    /// code.
    columns: Vec<ConditionColumn>,
    /// The numbers of a condition.
    pub width: usize,
}

/// A column that conditions may be on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ConditionColumn {
    span: usize,
    start: usize,
    /// Rows up to and with each code.
    upto: Vec<u64>,
}

/// A condition: a span and a code, and its place in the condition's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub span: usize,
    pub code: usize,
    pub place: usize,
}

impl Conditions {
    pub(crate) fn learn(layout: &Layout, rows: &Rows) -> Self {
        let mut columns = Vec::new();
        let mut start = 0;
        for (span, place) in layout.spans.iter().enumerate().filter(|(_, span)| span.category) {
            let mut counts = vec![0; place.width];
            let codes = rows.codes.iter().skip(span).step_by(layout.spans.len());
            codes.for_each(|code| counts[usize::from(*code)] += 1);
            let mut total = 0;
            let upto = counts.iter().map(|count: &u64| {
                total += count;
                total
            });
            columns.push(ConditionColumn { span, start, upto: upto.collect() });
            start += place.width;
        }
        Self { columns, width: start }
    }

    /// No conditions at all.
    pub(crate) fn none() -> Self {
        Self { columns: Vec::new(), width: 0 }
    }

    /// Whether what was read fits a layout.
    pub(crate) fn is_sound(&self, layout: &Layout) -> bool {
        let widths = self.columns.iter().map(|column| column.upto.len()).sum::<usize>();
        let fits = |column: &ConditionColumn| {
            let span = layout.spans.get(column.span);
            span.is_some_and(|span| span.width == column.upto.len())
                && column.upto.last().is_some_and(|total| *total > 0)
        };
        self.width == widths && self.columns.iter().all(fits)
    }

    /// A condition drawn by the categories' true frequencies: for rows that are asked for.
    pub(crate) fn by_frequency(&self, stream: Stream) -> Option<Asked> {
        let column = self.column(stream)?;
        let drawn = stream.below(1, *column.upto.last()?);
        Some(column.asked(column.upto.partition_point(|upto| *upto <= drawn)))
    }

    /// The condition that a span has a code.
    pub(crate) fn on(&self, span: usize, code: usize) -> Option<Asked> {
        self.columns.iter().find(|column| column.span == span).map(|column| column.asked(code))
    }

    /// A condition drawn by logarithms of frequencies: for rows to train on, rare ones often.
    fn by_logarithm(&self, weights: &[Vec<f64>], stream: Stream) -> Option<Asked> {
        let column = self.column(stream)?;
        let place = self.columns.iter().position(|other| other.span == column.span)?;
        let weights = &weights[place];
        let drawn = stream.unit(1) * weights.last()?;
        let code = weights.partition_point(|upto| *upto <= drawn).min(weights.len() - 1);
        Some(column.asked(code))
    }

    fn column(&self, stream: Stream) -> Option<&ConditionColumn> {
        let count = self.columns.len() as u64;
        (count > 0).then(|| &self.columns[stream.below(0, count) as usize])
    }
}

impl ConditionColumn {
    fn asked(&self, code: usize) -> Asked {
        Asked { span: self.span, code, place: self.start + code }
    }

    fn counts(&self) -> impl Iterator<Item = u64> {
        let before = std::iter::once(0).chain(self.upto.iter().copied());
        self.upto.iter().zip(before).map(|(upto, before)| upto - before)
    }
}

/// Training by sampling: conditions, and rows that meet them.
pub(crate) struct Drawer {
    pub conditions: Conditions,
    /// Running sums of the codes' weights, by column.
    weights: Vec<Vec<f64>>,
    /// By column: the rows in the order of their codes, and where each code's begin.
    rows: Vec<(Vec<u32>, Vec<usize>)>,
    count: usize,
}

impl Drawer {
    pub(crate) fn new(conditions: Conditions, layout: &Layout, rows: &Rows) -> Self {
        let weights = conditions.columns.iter().map(|column| {
            let mut total = 0.0;
            let weight = |count: u64| {
                if count > 0 {
                    total += libm::log(count as f64 + 1.0);
                }
                total
            };
            column.counts().map(weight).collect()
        });
        let weights = weights.collect();
        let sorted = |column: &ConditionColumn| {
            let code =
                |row: u32| usize::from(rows.codes[row as usize * layout.spans.len() + column.span]);
            let mut order: Vec<u32> = (0..rows.count as u32).collect();
            order.sort_by_key(|row| code(*row));
            let start = |wanted| order.partition_point(|row| code(*row) < wanted);
            let starts = (0..=column.upto.len()).map(start).collect();
            (order, starts)
        };
        let rows_by_code = conditions.columns.iter().map(sorted).collect();
        Self { weights, rows: rows_by_code, count: rows.count, conditions }
    }

    /// A condition and a row that meets it; the `n`-th of a step.
    pub(crate) fn draw(&self, stream: Stream, n: u64) -> (Option<Asked>, usize) {
        let stream = stream.nth(n);
        let asked = self.conditions.by_logarithm(&self.weights, stream);
        let found = asked.and_then(|asked| {
            let column = self.conditions.columns.iter().position(|c| c.span == asked.span)?;
            let (order, starts) = &self.rows[column];
            let rows = &order[starts[asked.code]..starts[asked.code + 1]];
            let drawn = stream.below(2, rows.len() as u64) as usize;
            rows.get(drawn).map(|row| *row as usize)
        });
        match found {
            Some(row) => (asked, row),
            None => (None, stream.below(2, self.count as u64) as usize),
        }
    }
}
