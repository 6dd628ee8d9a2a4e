//! Metrics of two columns: how they hang together, in the real and in the synthetic data.
//!
//! As in `sdmetrics` 0.32: two columns of numbers by their correlation; anything else by how
//! often two values come together, numbers in ten ranges of equal width of *each dataset's own*
//! range. The average counts pairs that hang together in the real data: |ρ| above 0.5, or
//! Cramér's V above 0.3. Nothing is subsampled.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::{
    cells::{Cells, Compared, NULL},
    pairing::{Field, TablePair},
    score::{Property, Score, mean},
    single::{bounds, counts},
};

/// Correlations below this in the real data are not counted.
const LEAST_CORRELATION: f64 = 0.5;

/// Associations (Cramér's V) below this in the real data are not counted.
const LEAST_ASSOCIATION: f64 = 0.3;

/// Cells of a table of counts that are kept one beside the other; larger ones are sparse.
const DENSE: usize = 1 << 22;

/// A column as pairs see it.
pub(crate) struct PairColumn<'a> {
    pub(crate) name: &'a str,
    real: Side<'a>,
    synthetic: Side<'a>,
    /// One more than the largest code of both.
    size: usize,
}

struct Side<'a> {
    /// Present in columns of numbers.
    numbers: Option<Series<'a>>,
    /// Values or ranges, with NULL as one of them.
    codes: Codes,
    constant: bool,
}

/// Codes in as few bytes as they need.
enum Codes {
    Narrow(Vec<u8>),
    Wide(Vec<u32>),
}

impl Codes {
    fn new(codes: impl Iterator<Item = u32>, size: usize) -> Self {
        if size <= 1 << u8::BITS {
            Self::Narrow(codes.map(|code| code as u8).collect())
        } else {
            Self::Wide(codes.collect())
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(codes) => codes.len(),
            Self::Wide(codes) => codes.len(),
        }
    }

    /// How often each of its codes comes with each of the other's `width` ones.
    fn count(&self, other: &Self, size: usize, width: usize) -> Counts {
        fn of<A, B>(one: &[A], other: &[B], size: usize, width: usize) -> Counts
        where
            A: Copy + Into<u32>,
            B: Copy + Into<u32>,
        {
            let pairs = one.iter().zip(other);
            let place = |(&a, &b): (&A, &B)| a.into() as usize * width + b.into() as usize;
            Counts::of(pairs.map(place), size * width)
        }
        match (self, other) {
            (Self::Narrow(one), Self::Narrow(other)) => of(one, other, size, width),
            (Self::Narrow(one), Self::Wide(other)) => of(one, other, size, width),
            (Self::Wide(one), Self::Narrow(other)) => of(one, other, size, width),
            (Self::Wide(one), Self::Wide(other)) => of(one, other, size, width),
        }
    }
}

/// Codes of ranges: ten, what lies below them, and the eleventh.
const RANGES: usize = 12;

impl<'a> PairColumn<'a> {
    pub(crate) fn new(field: &'a Field) -> Self {
        let values = |cells: &Cells| counts(cells.codes()).len();
        let null = values(&field.real).max(values(&field.synthetic)) as u32;
        let size = if field.kind.is_continuous() { RANGES } else { null as usize + 1 };
        let of = |cells: &'a Cells| match cells {
            Cells::Numbers(values) => Side {
                numbers: Some(Series::new(values)),
                codes: Codes::new(ranges(values).into_iter(), size),
                constant: bounds(values).is_some_and(|(low, high)| low == high),
            },
            Cells::Codes(codes) => {
                let code = |&code: &u32| if code == NULL { null } else { code };
                let codes = Codes::new(codes.iter().map(code), size);
                Side { numbers: None, codes, constant: false }
            }
        };
        let (real, synthetic) = (of(&field.real), of(&field.synthetic));
        Self { name: &field.name, real, synthetic, size }
    }

    /// The real and the synthetic numbers, in columns of numbers.
    pub(crate) fn series(&self) -> Option<[&Series<'a>; 2]> {
        self.real.numbers.as_ref().zip(self.synthetic.numbers.as_ref()).map(<[_; 2]>::from)
    }
}

/// The number of the range that each value falls in, from 1: ten ranges of equal width between
/// the smallest and the largest value. The largest value itself and NULL are in the eleventh.
fn ranges(values: &[f64]) -> Vec<u32> {
    let Some((low, high)) = bounds(values) else { return vec![11; values.len()] };
    let (low, high) = if low == high { (low - 0.5, high + 0.5) } else { (low, high) };
    let step = (high - low) / 10.0;
    let mut edges = [0.0; 11];
    for (at, edge) in edges.iter_mut().enumerate() {
        *edge = at as f64 * step + low;
    }
    edges[10] = high;
    let range = |&value: &f64| {
        if value.is_nan() {
            return 11;
        }
        edges.iter().map(|&edge| u32::from(edge <= value)).sum()
    };
    values.iter().map(range).collect()
}

/// The columns of a table that are compared.
pub(crate) fn columns(table: &TablePair) -> Vec<PairColumn<'_>> {
    let compared: Vec<&Field> = table.compared().collect();
    compared.into_par_iter().map(PairColumn::new).collect()
}

/// `CorrelationSimilarity` or `ContingencySimilarity` of every two of a table's columns.
pub(crate) fn trends(table: &TablePair, columns: &[PairColumn]) -> Vec<Score> {
    let pairs: Vec<(usize, usize)> = (0..columns.len())
        .flat_map(|one| (one + 1..columns.len()).map(move |other| (one, other)))
        .collect();
    let score = |&(one, other): &(usize, usize)| score(&table.name, &columns[one], &columns[other]);
    let mut scores: Vec<Score> = pairs.par_iter().map(score).collect();
    let unreadable = table.fields.iter().filter(|field| field.kind.is_compared());
    scores.extend(unreadable.filter_map(|field| {
        let problem = field.problem.clone()?;
        Some(field.score(table, "ContingencySimilarity", Err(problem)))
    }));
    scores
}

/// The property of scores of pairs, with the average over all of them beside that of those which
/// count.
pub(crate) fn property(name: &'static str, scores: Vec<Score>, otherwise: &str) -> Property {
    let all = mean(scores.iter().filter_map(|score| score.score));
    let counted = scores.iter().filter(|score| score.counted).count();
    let mut property = Property::average(name, scores, otherwise);
    if let Some(all) = all {
        property.details.insert("all_pairs", all);
        property.details.insert("pairs_counted", counted as f64);
    }
    property
}

/// How alike two columns hang together in both datasets.
pub(crate) fn score(table: &str, one: &PairColumn, other: &PairColumn) -> Score {
    match (&one.real.numbers, &other.real.numbers) {
        (Some(_), Some(_)) => correlation_similarity(table, one, other),
        _ => contingency_similarity(table, one, other),
    }
}

fn correlation_similarity(table: &str, one: &PairColumn, other: &PairColumn) -> Score {
    let of = |one: &Side, other: &Side, which: &str| {
        if one.constant || other.constant {
            return Err(format!("a {which} column has one value only"));
        }
        let both = one.numbers.as_ref().zip(other.numbers.as_ref());
        both.and_then(|(one, other)| one.correlation(other)).ok_or_else(|| {
            format!("fewer than two {which} rows have both values, or one of them never varies")
        })
    };
    let real = of(&one.real, &other.real, "real");
    let synthetic = of(&one.synthetic, &other.synthetic, "synthetic");
    let value = match (&real, &synthetic) {
        (Ok(real), Ok(synthetic)) => Ok(1.0 - (real - synthetic).abs() / 2.0),
        (Err(reason), _) | (_, Err(reason)) => Err(reason.clone()),
    };
    let mut score = Score::new("CorrelationSimilarity", table, &[one.name, other.name], value);
    if let (Ok(real), Ok(synthetic)) = (real, synthetic) {
        score.counted &= real.abs() > LEAST_CORRELATION;
        score = score.with("real", real).with("synthetic", synthetic);
    }
    score
}

/// Numbers of a column, with what all of its correlations need.
pub(crate) struct Series<'a> {
    values: &'a [f64],
    /// Mean and length, as a vector of differences from it; absent where a value is.
    moments: Option<(f64, f64)>,
}

impl<'a> Series<'a> {
    pub(crate) fn new(values: &'a [f64]) -> Self {
        let mean = lanes(values, values, |value, _| value) / values.len() as f64;
        // A missing value is NaN, and makes the sum so.
        let moments = (!mean.is_nan()).then(|| {
            let square = lanes(values, values, |value, _| (value - mean) * (value - mean));
            (mean, square.sqrt())
        });
        Self { values, moments }
    }

    /// Pearson's correlation, over rows that have both values.
    pub(crate) fn correlation(&self, other: &Self) -> Option<f64> {
        let (Some((mean_one, length_one)), Some((mean_other, length_other))) =
            (self.moments, other.moments)
        else {
            return self.of_both(other);
        };
        if self.values.len() < 2 {
            return None;
        }
        let product =
            lanes(self.values, other.values, |one, other| (one - mean_one) * (other - mean_other));
        let scale = length_one * length_other;
        (scale > 0.0).then(|| (product / scale).clamp(-1.0, 1.0))
    }

    /// The same where values are missing.
    fn of_both(&self, other: &Self) -> Option<f64> {
        let pairs = self.values.iter().zip(other.values);
        let both = || pairs.clone().filter(|(a, b)| !a.is_nan() && !b.is_nan());
        let (mut count, mut sum_one, mut sum_other) = (0.0, 0.0, 0.0);
        for (a, b) in both() {
            (count, sum_one, sum_other) = (count + 1.0, sum_one + a, sum_other + b);
        }
        if count < 2.0 {
            return None;
        }
        let (mean_one, mean_other) = (sum_one / count, sum_other / count);
        let (mut product, mut square_one, mut square_other) = (0.0, 0.0, 0.0);
        for (a, b) in both() {
            let (a, b) = (a - mean_one, b - mean_other);
            product += a * b;
            square_one += a * a;
            square_other += b * b;
        }
        let scale = square_one.sqrt() * square_other.sqrt();
        (scale > 0.0).then(|| (product / scale).clamp(-1.0, 1.0))
    }
}

/// The sum of a term over both, as eight sums that the processor can add at once.
fn lanes(one: &[f64], other: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let mut sums = [0.0; 8];
    let (ones, others) = (one.chunks_exact(8), other.chunks_exact(8));
    let rest = ones.remainder().iter().zip(others.remainder());
    let rest: f64 = rest.map(|(&one, &other)| term(one, other)).sum();
    for (one, other) in ones.zip(others) {
        for ((sum, &one), &other) in sums.iter_mut().zip(one).zip(other) {
            *sum += term(one, other);
        }
    }
    sums.iter().sum::<f64>() + rest
}

fn contingency_similarity(table: &str, one: &PairColumn, other: &PairColumn) -> Score {
    let columns = [one.name, other.name];
    let new = |value| Score::new("ContingencySimilarity", table, &columns, value);
    if one.real.codes.len() == 0 || one.synthetic.codes.len() == 0 {
        return new(Err("there are no rows".into()));
    }
    let width = other.size;
    let real = one.real.codes.count(&other.real.codes, one.size, width);
    let synthetic = one.synthetic.codes.count(&other.synthetic.codes, one.size, width);
    let (n, m) = (one.real.codes.len() as f64, one.synthetic.codes.len() as f64);
    let mut score = new(Ok(1.0 - real.difference(&synthetic, n, m) / 2.0));
    match real.association(width) {
        Some(association) => {
            score.counted &= association > LEAST_ASSOCIATION;
            score = score.with("real_association", association);
            if let Some(synthetic) = synthetic.association(width) {
                score = score.with("synthetic_association", synthetic);
            }
        }
        None => score.counted = false,
    }
    score
}

/// How often each pair of values is there.
enum Counts {
    Dense(Vec<u32>),
    Sparse(HashMap<usize, u32, FixedState>),
}

impl Counts {
    fn of(places: impl Iterator<Item = usize>, size: usize) -> Self {
        if size <= DENSE {
            let mut counts = vec![0_u32; size];
            places.for_each(|place| counts[place] += 1);
            return Self::Dense(counts);
        }
        let mut counts = HashMap::default();
        places.for_each(|place| *counts.entry(place).or_insert(0) += 1);
        Self::Sparse(counts)
    }

    fn get(&self, place: usize) -> f64 {
        f64::from(match self {
            Self::Dense(counts) => counts.get(place).copied().unwrap_or(0),
            Self::Sparse(counts) => counts.get(&place).copied().unwrap_or(0),
        })
    }

    /// The places with a count, in order.
    fn places(&self) -> Vec<(usize, f64)> {
        match self {
            Self::Dense(counts) => {
                let all = counts.iter().enumerate().filter(|(_, count)| **count > 0);
                all.map(|(place, &count)| (place, f64::from(count))).collect()
            }
            Self::Sparse(counts) => {
                let mut all: Vec<_> =
                    counts.iter().map(|(&place, &count)| (place, f64::from(count))).collect();
                all.sort_unstable_by_key(|&(place, _)| place);
                all
            }
        }
    }

    /// The sum of the differences of frequencies.
    fn difference(&self, other: &Self, n: f64, m: f64) -> f64 {
        let own = self.places();
        let common: f64 =
            own.iter().map(|&(place, count)| (count / n - other.get(place) / m).abs()).sum();
        let of_other = other.places().into_iter().filter(|&(place, _)| self.get(place) == 0.0);
        common + of_other.map(|(_, count)| count / m).sum::<f64>()
    }

    /// Cramér's V without a correction; `None` where one side has one value only.
    fn association(&self, width: usize) -> Option<f64> {
        let places = self.places();
        let mut rows: HashMap<usize, f64, FixedState> = HashMap::default();
        let mut columns: HashMap<usize, f64, FixedState> = HashMap::default();
        for &(place, count) in &places {
            *rows.entry(place / width).or_insert(0.0) += count;
            *columns.entry(place % width).or_insert(0.0) += count;
        }
        let degrees = rows.len().min(columns.len());
        if degrees < 2 {
            return None;
        }
        // χ²/n = Σ count² / (row · column) − 1, empty cells included.
        let sum: f64 = places
            .iter()
            .map(|&(place, count)| {
                count * count / (rows[&(place / width)] * columns[&(place % width)])
            })
            .sum();
        Some(((sum - 1.0).max(0.0) / (degrees as f64 - 1.0)).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_of_equal_width_and_the_largest_value_stands_alone() {
        let values = [0.0, 0.5, 1.0, 9.99, 10.0, f64::NAN];
        assert_eq!(ranges(&values), [1, 1, 2, 10, 11, 11]);
        assert_eq!(ranges(&[3.0, 3.0]), [6, 6]);
    }

    #[test]
    fn correlation_is_pearsons() {
        let correlation =
            |one: &[f64], other: &[f64]| Series::new(one).correlation(&Series::new(other));
        let with_gap = [1.0, 2.0, 3.0, f64::NAN];
        let whole: Vec<f64> = (0..20).map(f64::from).collect();
        let doubled: Vec<f64> = whole.iter().map(|value| 5.0 - value * 2.0).collect();
        let cases: [(&[f64], &[f64], f64); 3] = [
            (&with_gap, &[2.0, 4.0, 6.0, 1.0], 1.0),
            (&with_gap, &[3.0, 2.0, 1.0, 1.0], -1.0),
            (&whole, &doubled, -1.0),
        ];
        for (one, other, expected) in cases {
            assert!((correlation(one, other).unwrap() - expected).abs() < 1e-12, "{one:?}");
        }
        assert_eq!(correlation(&with_gap, &[1.0, 1.0, 1.0, 1.0]), None);
        assert_eq!(correlation(&whole, &[1.0; 20]), None);
        assert_eq!(correlation(&[1.0], &[1.0]), None);
    }

    #[test]
    fn association_of_equal_and_of_independent_columns() {
        let equal = Counts::of([0, 3, 0, 3].into_iter(), 4);
        assert!((equal.association(2).unwrap() - 1.0).abs() < 1e-12);
        let independent = Counts::of([0, 1, 2, 3].into_iter(), 4);
        assert!(independent.association(2).unwrap() < 1e-12);
        let one_row = Counts::of([0, 1].into_iter(), 4);
        assert_eq!(one_row.association(2), None);
    }
}
