//! Singling out: conditions that are true of exactly one synthetic row, tried on real ones.

use std::collections::BTreeSet;

use rayon::prelude::*;
use seedbed_dataset::seed::Stream;

use super::Successes;
use crate::scores::{
    cells::{Cells, NULL},
    frames::first_of_equal,
    pairing::TablePair,
    privacy::{Sample, chosen},
    score::Score,
    single::{counts, sorted},
};

/// Columns that a condition of several names.
const COLUMNS: usize = 3;

/// Random conditions that are tried at most, for each that is wanted.
const TRIES: usize = 200;

/// A condition on one column. Ordered, so that conditions can be told apart; numbers by bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Test {
    Null,
    Is(u32),
    Equal(u64),
    AtMost(u64),
    AtLeast(u64),
}

impl Test {
    fn holds(self, cells: &Cells, row: usize) -> bool {
        match (self, cells) {
            (Self::Null, Cells::Numbers(values)) => values[row].is_nan(),
            (Self::Null, Cells::Codes(codes)) => codes[row] == NULL,
            (Self::Is(code), Cells::Codes(codes)) => codes[row] == code,
            (Self::Equal(bits), Cells::Numbers(values)) => values[row] == f64::from_bits(bits),
            (Self::AtMost(bits), Cells::Numbers(values)) => values[row] <= f64::from_bits(bits),
            (Self::AtLeast(bits), Cells::Numbers(values)) => values[row] >= f64::from_bits(bits),
            _ => false,
        }
    }
}

/// Tests on columns, all of which must hold.
type Query = Vec<(usize, Test)>;

/// Whether exactly one row meets all tests.
fn is_true_of_one(query: &Query, cells: &[Cells], rows: usize) -> bool {
    let mut found = 0;
    for row in 0..rows {
        if query.iter().all(|&(column, test)| test.holds(&cells[column], row)) {
            found += 1;
            if found > 1 {
                return false;
            }
        }
    }
    found == 1
}

/// The attacks with conditions on one column, and on three.
pub(super) fn attacks(
    table: &TablePair,
    sample: &Sample,
    attacks: usize,
    stream: Stream,
) -> Vec<Score> {
    let synthetic = distinct(&sample.synthetic);
    // Whether something is unique depends on how many there are: attacked are equally many.
    let (real, control) = (distinct(&sample.real), sample.holdout.as_deref().map(distinct));
    let rows = |cells: &[Cells]| cells.first().map_or(0, Cells::len);
    let most = control.as_ref().map_or(usize::MAX, |control| rows(control)).min(rows(&real));
    let real = cut(&real, most, stream.named("real"));
    let control = control.map(|control| cut(&control, most, stream.named("control")));
    let one = univariate(&synthetic, attacks, stream.named("univariate"));
    let several = multivariate(&synthetic, attacks, stream.named("multivariate"));
    let score = |queries: Vec<Query>, columns: usize| {
        let right = |cells: &[Cells]| {
            let rows = rows(cells);
            queries.par_iter().filter(|query| is_true_of_one(query, cells, rows)).count() as f64
        };
        let control = control.as_ref().map(|cells| (queries.len(), right(cells)));
        Successes { attacks: queries.len(), of_real: right(&real), control }
            .score("SinglingOutProtection", &table.name, &[])
            .with("columns_known", columns as f64)
    };
    vec![score(one, 1), score(several, COLUMNS.min(sample.fields.len()))]
}

fn cut(cells: &[Cells], most: usize, stream: Stream) -> Vec<Cells> {
    let rows = cells.first().map_or(0, Cells::len);
    match chosen(rows, most, stream) {
        Some(rows) => cells.iter().map(|cells| cells.gather(&rows)).collect(),
        None => cells.to_vec(),
    }
}

/// Rows without repetitions, in the order of their first appearance.
fn distinct(cells: &[Cells]) -> Vec<Cells> {
    let kept = first_of_equal(cells);
    cells.iter().map(|cells| cells.gather(&kept)).collect()
}

/// What is true of one row by one column: its value appears once, or lies at an end.
fn univariate(synthetic: &[Cells], attacks: usize, stream: Stream) -> Vec<Query> {
    let mut queries: Vec<Query> = Vec::new();
    for (column, cells) in synthetic.iter().enumerate() {
        if cells.nulls() == 1 {
            queries.push(vec![(column, Test::Null)]);
        }
        match cells {
            Cells::Numbers(values) => {
                let values = sorted(values);
                if let (Some(low), Some(high)) = (values.first(), values.last()) {
                    queries.push(vec![(column, Test::AtMost(low.to_bits()))]);
                    queries.push(vec![(column, Test::AtLeast(high.to_bits()))]);
                }
                let once = (0..values.len()).filter(|&at| {
                    (at == 0 || values[at - 1] != values[at])
                        && values.get(at + 1) != Some(&values[at])
                });
                queries.extend(once.map(|at| vec![(column, Test::Equal(values[at].to_bits()))]));
            }
            Cells::Codes(codes) => {
                let once = counts(codes).into_iter().enumerate().filter(|&(_, count)| count == 1);
                queries.extend(once.map(|(code, _)| vec![(column, Test::Is(code as u32))]));
            }
        }
    }
    let mut order: Vec<(u64, Query)> =
        queries.into_iter().enumerate().map(|(at, query)| (stream.at(at as u64), query)).collect();
    order.sort_unstable();
    let rows = synthetic.first().map_or(0, Cells::len);
    let unique = order.into_iter().map(|(_, query)| query);
    unique.filter(|query| is_true_of_one(query, synthetic, rows)).take(attacks).collect()
}

/// What is true of one row by three columns: its categories, and on which side of its numbers
/// the row lies that is farther from the middle.
fn multivariate(synthetic: &[Cells], attacks: usize, stream: Stream) -> Vec<Query> {
    let rows = synthetic.first().map_or(0, Cells::len);
    let width = COLUMNS.min(synthetic.len());
    let medians: Vec<f64> = synthetic
        .iter()
        .map(|cells| {
            let values = sorted(cells.numbers());
            let half = values.len() / 2;
            match (values.len(), values.len() % 2) {
                (0, _) => f64::NAN,
                (_, 1) => values[half],
                _ => f64::midpoint(values[half - 1], values[half]),
            }
        })
        .collect();
    let draw = |at: u64| {
        let stream = stream.nth(at);
        let row = stream.at(0) as usize % rows;
        let mut order: Vec<(u64, usize)> =
            (0..synthetic.len()).map(|column| (stream.at(1 + column as u64), column)).collect();
        order.sort_unstable();
        let mut columns: Vec<usize> = order.iter().take(width).map(|&(_, column)| column).collect();
        columns.sort_unstable();
        let test = |column: usize| match &synthetic[column] {
            Cells::Numbers(values) if values[row].is_nan() => Test::Null,
            Cells::Numbers(values) if values[row] > medians[column] => {
                Test::AtLeast(values[row].to_bits())
            }
            Cells::Numbers(values) => Test::AtMost(values[row].to_bits()),
            Cells::Codes(codes) if codes[row] == NULL => Test::Null,
            Cells::Codes(codes) => Test::Is(codes[row]),
        };
        columns.into_iter().map(|column| (column, test(column))).collect::<Query>()
    };
    let mut known = BTreeSet::new();
    let mut queries = Vec::new();
    let batch = 1000;
    for first in (0..(attacks * TRIES) as u64).step_by(batch) {
        let drawn: Vec<Query> = (first..first + batch as u64)
            .into_par_iter()
            .map(draw)
            .filter(|query| is_true_of_one(query, synthetic, rows))
            .collect();
        for query in drawn {
            if queries.len() < attacks && known.insert(query.clone()) {
                queries.push(query);
            }
        }
        if queries.len() == attacks {
            break;
        }
    }
    queries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unique_is_found() {
        let cells = [Cells::Numbers(vec![1.0, 2.0, 2.0, 3.0]), Cells::Codes(vec![0, 0, 1, NULL])];
        let queries = univariate(&cells, 100, Stream::root(1));
        // ≤ 1, ≥ 3, = 1, = 3; the code 1; NULL.
        assert_eq!(queries.len(), 6);
        assert!(queries.iter().all(|query| is_true_of_one(query, &cells, 4)));
    }

    #[test]
    fn repeated_rows_count_once() {
        let cells = [Cells::Numbers(vec![1.0, 1.0, f64::NAN, f64::NAN]), Cells::Codes(vec![0; 4])];
        assert_eq!(distinct(&cells)[0].len(), 2);
    }

    #[test]
    fn conditions_on_several_columns_are_different() {
        let numbers = |step: usize| (0..50).map(|at| ((at * step) % 50) as f64).collect();
        let cells =
            [Cells::Numbers(numbers(7)), Cells::Numbers(numbers(11)), Cells::Codes(vec![0; 50])];
        let queries = multivariate(&cells, 20, Stream::root(3));
        assert!(!queries.is_empty());
        let different: BTreeSet<&Query> = queries.iter().collect();
        assert_eq!(different.len(), queries.len());
    }
}
