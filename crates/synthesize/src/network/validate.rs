//! How like held-out rows made ones are.

use crate::encode::{Encoder, Rows};

/// Bins of a column at most.
const BINS: usize = 12;

/// Held-out rows in bins, to compare others with.
pub(crate) struct Holdout {
    columns: Binned,
    /// What is given with them, and with those that are compared.
    context: Binned,
}

/// Rows in bins.
struct Binned {
    /// By column: bounds of a number's bins; nothing for a category.
    bounds: Vec<Option<Vec<f64>>>,
    /// By column, each row's bin.
    bins: Vec<Vec<u8>>,
}

impl Binned {
    fn new(encoder: &Encoder, rows: &Rows) -> Self {
        let layout = encoder.layout();
        let numbers = |place: usize| -> Vec<f64> {
            let mut values = values(encoder, rows, place);
            values.retain(|value| !value.is_nan());
            values.sort_by(f64::total_cmp);
            values
        };
        let bound = |place: usize| {
            if layout.spans[place].category {
                return None;
            }
            let sorted = numbers(place);
            let quantile = |k: usize| sorted.get(k * sorted.len() / (BINS - 2)).copied();
            let mut bounds: Vec<f64> = (1..BINS - 2).filter_map(quantile).collect();
            bounds.dedup();
            Some(bounds)
        };
        let bounds: Vec<_> = (0..layout.spans.len()).map(bound).collect();
        let mut binned = Self { bounds, bins: Vec::new() };
        binned.bins = binned.bins(encoder, rows);
        binned
    }

    /// Other rows in the same bins.
    fn bins(&self, encoder: &Encoder, rows: &Rows) -> Vec<Vec<u8>> {
        let spans = encoder.columns.len();
        let column = |(place, bounds): (usize, &Option<Vec<f64>>)| match bounds {
            None => {
                let codes = rows.codes.iter().skip(place).step_by(spans);
                codes.map(|code| (*code).min(BINS as u16 - 1) as u8).collect()
            }
            Some(bounds) => {
                let bin = |value: f64| {
                    if value.is_nan() { BINS - 1 } else { bounds.partition_point(|b| *b <= value) }
                };
                values(encoder, rows, place).into_iter().map(|value| bin(value) as u8).collect()
            }
        };
        self.bounds.iter().enumerate().map(column).collect()
    }
}

impl Holdout {
    /// Takes rows, and what is given with each of them.
    pub(crate) fn new(
        (encoder, rows): (&Encoder, &Rows),
        (context, given): (&Encoder, &Rows),
    ) -> Self {
        Self { columns: Binned::new(encoder, rows), context: Binned::new(context, given) }
    }

    /// The mean of two scores from 0 to 1: how alike the columns' distributions are (one minus
    /// the total variation distance, in the mean), and how much of the dependence between columns
    /// is kept, and on what is given. Without the second a model of independent columns would look
    /// good.
    pub(crate) fn score(&self, encoder: &Encoder, rows: &Rows) -> f64 {
        let made = self.columns.bins(encoder, rows);
        let (mut columns, mut apart, mut all) = (0.0, 0.0, 0.0);
        for (first, (real, column)) in self.columns.bins.iter().zip(&made).enumerate() {
            columns += 1.0 - 0.5 * distance(&shares(real, real), &shares(column, column));
            let others = self.columns.bins[..first].iter().zip(&made[..first]);
            let given = self.context.bins.iter().map(|bins| (bins, bins));
            for (other_real, other) in others.chain(given) {
                let kept = dependence(&shares(real, other_real));
                apart += distance(&kept, &dependence(&shares(column, other)));
                all += kept.iter().map(|share| share.abs()).sum::<f64>();
            }
        }
        let columns = columns / made.len().max(1) as f64;
        if all > 0.0 { 0.5 * columns + 0.5 * (1.0 - 0.5 * apart / all).max(0.0) } else { columns }
    }

    /// Columns of which all made rows have one value where the held-out rows have several.
    pub(crate) fn collapsed(&self, encoder: &Encoder, rows: &Rows) -> Vec<usize> {
        let made = self.columns.bins(encoder, rows);
        let one = |bins: &[u8]| bins.windows(2).all(|pair| pair[0] == pair[1]);
        let most = |bins: &[u8]| shares(bins, bins).into_iter().fold(0.0, f64::max);
        (0..made.len())
            .filter(|&place| one(&made[place]) && most(&self.columns.bins[place]) < 0.95)
            .map(|place| encoder.columns[place].0)
            .collect()
    }
}

/// A number column's values.
fn values(encoder: &Encoder, rows: &Rows, place: usize) -> Vec<f64> {
    let (spans, scalars) = (encoder.columns.len(), rows.scalars.len() / rows.count.max(1));
    let before = encoder.columns[..place].iter().filter(|(_, code)| code.has_scalar()).count();
    let has = encoder.columns[place].1.has_scalar();
    let value = |row: usize| {
        let scalar = has.then(|| rows.scalars[row * scalars + before]);
        encoder.number(place, rows.codes[row * spans + place], scalar)
    };
    (0..rows.count).map(value).collect()
}

/// The shares of pairs of bins.
fn shares(first: &[u8], second: &[u8]) -> Vec<f64> {
    let mut shares = vec![0.0; BINS * BINS];
    let share = 1.0 / first.len().max(1) as f64;
    for (first, second) in first.iter().zip(second) {
        shares[usize::from(*first) * BINS + usize::from(*second)] += share;
    }
    shares
}

/// What the shares of pairs are beyond those of independent columns.
fn dependence(pairs: &[f64]) -> Vec<f64> {
    let first: Vec<f64> = pairs.chunks_exact(BINS).map(|row| row.iter().sum()).collect();
    let second = |bin: usize| pairs.iter().skip(bin).step_by(BINS).sum::<f64>();
    let second: Vec<f64> = (0..BINS).map(second).collect();
    let beyond = |(place, share): (usize, &f64)| share - first[place / BINS] * second[place % BINS];
    pairs.iter().enumerate().map(beyond).collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
}
