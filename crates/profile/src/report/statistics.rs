//! Numbers about columns.

use hashbrown::HashTable;
use seedbed_dataset::seed::Stream;
use seedbed_expr::{format_date, format_timestamp};

use super::{Distribution, Point, Summary, Texts};
use crate::table::{Column, Kind, Table};

/// How many bins a distribution has at most.
const BINS: usize = 24;
const DAY: f64 = 86_400_000_000.0;

/// Where numbers or moments lie; none where there is no value.
pub(super) fn of(column: &Column) -> Option<(Summary, Distribution)> {
    let mut values = column.numbers();
    values.retain(|value| value.is_finite());
    values.sort_unstable_by(f64::total_cmp);
    let (&min, &max) = (values.first()?, values.last()?);
    let count = values.len() as f64;
    let mean = values.iter().map(|value| value / count).sum::<f64>();
    let variance = values.iter().map(|value| (value - mean).powi(2) / count).sum::<f64>();
    let unit = if column.kind() == Kind::Datetime { DAY } else { 1.0 };
    let point = |value: f64| point(column.kind(), value);
    let quantile = |share: f64| point(values[((values.len() - 1) as f64 * share) as usize]);
    let summary = Summary {
        min: point(min),
        max: point(max),
        mean: point(mean),
        deviation: variance.sqrt() / unit,
        quartiles: [quantile(0.25), quantile(0.5), quantile(0.75)],
        decimals: column.decimals(),
    };
    let edges = edges(column, min, max);
    let mut counts = vec![0; edges.len() - 1];
    let last = counts.len() - 1;
    for value in &values {
        let bin = edges.partition_point(|edge| edge <= value).saturating_sub(1);
        counts[bin.min(last)] += 1;
    }
    let edges = edges.into_iter().map(point).collect();
    Some((summary, Distribution { edges, counts }))
}

/// The edges of bins of equal width; of whole numbers, at whole numbers.
fn edges(column: &Column, min: f64, max: f64) -> Vec<f64> {
    if min == max {
        return vec![min, max];
    }
    if column.kind() == Kind::Integer || column.kind() == Kind::Date {
        let width = ((max - min + 1.0) / BINS as f64).ceil().max(1.0);
        let bins = ((max - min + 1.0) / width).ceil() as usize;
        return (0..=bins).map(|bin| min + bin as f64 * width).collect();
    }
    let width = (max - min) / BINS as f64;
    (0..=BINS).map(|bin| if bin == BINS { max } else { min + bin as f64 * width }).collect()
}

fn point(kind: Kind, value: f64) -> Point {
    match kind {
        Kind::Date => Point::Moment(format_date(value.round() as i32)),
        Kind::Datetime => Point::Moment(format_timestamp(value.round() as i64)),
        _ => Point::Number(value),
    }
}

/// How long texts are.
pub(super) fn texts(column: &Column) -> Texts {
    let lengths: Vec<u64> = column.labels().map(|text| text.chars().count() as u64).collect();
    let counts = column.counts();
    let cells: u64 = counts.iter().sum();
    let all: u64 = lengths.iter().zip(&counts).map(|(length, count)| length * count).sum();
    Texts {
        shortest: lengths.iter().copied().min().unwrap_or(0),
        longest: lengths.iter().copied().max().unwrap_or(0),
        mean: all as f64 / cells.max(1) as f64,
    }
}

/// How many rows are like an earlier one.
pub(super) fn repeated_rows(table: &Table) -> u64 {
    // A column without repetition makes every row another one.
    let is_key = |column: &Column| column.missing() == 0 && column.distinct() == column.len();
    if table.columns.iter().any(is_key) {
        return 0;
    }
    let hash = |row: usize| {
        let mix = |stream: Stream, column: &Column| stream.nth(column.codes()[row].into());
        table.columns.iter().fold(Stream::root(0), mix).at(0)
    };
    let same = |a: usize, b: usize| table.columns.iter().all(|c| c.codes()[a] == c.codes()[b]);
    let mut seen: HashTable<u32> = HashTable::new();
    let mut repeated = 0;
    for row in 0..table.rows() {
        let code = hash(row);
        if seen.find(code, |&other| same(other as usize, row)).is_some() {
            repeated += 1;
        } else {
            seen.insert_unique(code, row as u32, |&other| hash(other as usize));
        }
    }
    repeated
}
