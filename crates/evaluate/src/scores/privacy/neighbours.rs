//! Exact nearest neighbours among rows of mixed columns.
//!
//! The distance of two rows is the mean over the columns of min(|Δ| / range, 1) for numbers,
//! and of 0 or 1 for categories; a NULL is at distance 1 from a value and 0 from another NULL.
//! The range is that of the rows searched in, as in `sdmetrics` 0.32.
//!
//! A first pass in single precision, vectorized over blocks of candidates, finds everything
//! within a small margin of the nearest; what it finds is measured again in double precision. So
//! the result is that of comparing all rows with all rows, to the last bit, and memory holds the
//! rows and one block for each thread.

use pulp::Arch;
use rayon::prelude::*;

use crate::scores::{
    cells::{Cells, NULL},
    single::bounds,
};

/// Candidates measured at a time: a block of all usual tables fits the nearest cache.
const BLOCK: usize = 512;

/// More than single precision can be wrong about a sum over a hundred columns.
const MARGIN: f32 = 1e-4;

/// Rows as distances see them.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    columns: Vec<Measured>,
    len: usize,
}

#[derive(Debug, Clone)]
enum Measured {
    Numbers { exact: Vec<f64>, single: Vec<f32> },
    Codes(Vec<u32>),
}

/// What each column is measured by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scales(Vec<f64>);

impl Rows {
    /// Rows of these columns, all of the same length.
    pub(crate) fn new<'a>(columns: impl IntoIterator<Item = &'a Cells>) -> Self {
        let measured = |cells: &Cells| match cells {
            Cells::Numbers(values) => Measured::Numbers {
                exact: values.clone(),
                single: values.iter().map(|&value| value as f32).collect(),
            },
            Cells::Codes(codes) => Measured::Codes(codes.clone()),
        };
        let columns: Vec<Measured> = columns.into_iter().map(measured).collect();
        let len = columns.first().map_or(0, Measured::len);
        Self { columns, len }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The ranges of the columns of numbers.
    pub(crate) fn scales(&self) -> Scales {
        let range = |column: &Measured| match column {
            Measured::Numbers { exact, .. } => bounds(exact).map_or(0.0, |(low, high)| high - low),
            Measured::Codes(_) => 0.0,
        };
        Scales(self.columns.iter().map(range).collect())
    }

    /// The ranges of the columns of numbers over these rows and others.
    pub(crate) fn scales_with(&self, others: &Self) -> Scales {
        let range = |(one, two): (&Measured, &Measured)| match (one, two) {
            (Measured::Numbers { exact: one, .. }, Measured::Numbers { exact: two, .. }) => {
                match (bounds(one), bounds(two)) {
                    (Some(one), Some(two)) => one.1.max(two.1) - one.0.min(two.0),
                    (Some((low, high)), None) | (None, Some((low, high))) => high - low,
                    (None, None) => 0.0,
                }
            }
            _ => 0.0,
        };
        Scales(self.columns.iter().zip(&others.columns).map(range).collect())
    }

    /// Numbers by their place in their range, so that single precision keeps what matters: dates
    /// are large numbers that differ by little.
    fn rescale(&mut self, lows: &[f64], scales: &Scales) {
        for ((column, low), scale) in self.columns.iter_mut().zip(lows).zip(&scales.0) {
            if let Measured::Numbers { exact, single } = column {
                let unit = if *scale > 0.0 { *scale } else { 1.0 };
                single.clear();
                single.extend(exact.iter().map(|value| ((value - low) / unit) as f32));
            }
        }
    }

    fn lows(&self) -> Vec<f64> {
        let low = |column: &Measured| match column {
            Measured::Numbers { exact, .. } => bounds(exact).map_or(0.0, |(low, _)| low),
            Measured::Codes(_) => 0.0,
        };
        self.columns.iter().map(low).collect()
    }

    /// The exact distance of one of these rows to one of others.
    fn distance(&self, row: usize, others: &Self, other: usize, scales: &Scales) -> f64 {
        let pairs = self.columns.iter().zip(&others.columns).zip(&scales.0);
        let sum: f64 = pairs
            .map(|((one, two), &range)| match (one, two) {
                (Measured::Numbers { exact: one, .. }, Measured::Numbers { exact: two, .. }) => {
                    number_distance(one[row], two[other], range)
                }
                (Measured::Codes(one), Measured::Codes(two)) => {
                    f64::from(u8::from(one[row] != two[other]))
                }
                _ => 1.0,
            })
            .sum();
        sum / self.columns.len() as f64
    }
}

impl Measured {
    fn len(&self) -> usize {
        match self {
            Self::Numbers { exact, .. } => exact.len(),
            Self::Codes(codes) => codes.len(),
        }
    }
}

fn number_distance(one: f64, two: f64, range: f64) -> f64 {
    match (one.is_nan(), two.is_nan()) {
        (true, true) => 0.0,
        (true, false) | (false, true) => 1.0,
        _ if range == 0.0 => f64::from(u8::from(one != two)),
        _ => ((two - one).abs() / range).min(1.0),
    }
}

/// A neighbour: its row and its distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Neighbour {
    pub(crate) row: u32,
    pub(crate) distance: f64,
}

/// The nearest and the second nearest of `among` for each of `rows`; the ranges are those of
/// `scales`. Of equally near ones the first counts.
pub(crate) fn nearest_two(rows: &Rows, among: &Rows, scales: &Scales) -> Vec<[Neighbour; 2]> {
    search(rows, among, scales, 2)
        .into_iter()
        .map(|found| {
            let at = |index: usize| found.get(index).copied();
            let none = Neighbour { row: NULL, distance: f64::INFINITY };
            let first = at(0).unwrap_or(none);
            [first, at(1).unwrap_or(first)]
        })
        .collect()
}

/// The nearest of `among` for each of `rows`.
pub(crate) fn nearest(rows: &Rows, among: &Rows, scales: &Scales) -> Vec<Neighbour> {
    let none = Neighbour { row: NULL, distance: f64::INFINITY };
    search(rows, among, scales, 1)
        .into_iter()
        .map(|found| found.first().copied().unwrap_or(none))
        .collect()
}

/// The `wanted` (one or two) nearest of each row, nearest first.
fn search(rows: &Rows, among: &Rows, scales: &Scales, wanted: usize) -> Vec<Vec<Neighbour>> {
    let (mut rows, mut among) = (rows.clone(), among.clone());
    let lows = among.lows();
    rows.rescale(&lows, scales);
    among.rescale(&lows, scales);
    let (rows, among) = (&rows, &among);
    let constant: Vec<bool> = scales.0.iter().map(|&scale| scale == 0.0).collect();
    let of = |scan: &mut Scan, row: usize| {
        scan.run(rows, row, among, &constant);
        let mut found: Vec<Neighbour> = scan
            .candidates
            .iter()
            .map(|&(at, _)| Neighbour {
                row: at,
                distance: rows.distance(row, among, at as usize, scales),
            })
            .collect();
        found.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(a.row.cmp(&b.row)));
        found.truncate(wanted);
        found
    };
    (0..rows.len)
        .into_par_iter()
        .with_min_len(16)
        .map_init(|| Scan::new(wanted, rows.columns.len()), of)
        .collect()
}

/// The pass in single precision over all candidates of one row.
struct Scan {
    arch: Arch,
    wanted: usize,
    columns: f32,
    sums: Vec<f32>,
    /// The smallest sums so far, smallest first.
    best: [f32; 2],
    /// What may be among the nearest, with its sum.
    candidates: Vec<(u32, f32)>,
}

impl Scan {
    fn new(wanted: usize, columns: usize) -> Self {
        Self {
            arch: Arch::new(),
            wanted,
            columns: columns as f32,
            sums: vec![0.0; BLOCK],
            best: [f32::INFINITY; 2],
            candidates: Vec::new(),
        }
    }

    fn run(&mut self, rows: &Rows, row: usize, among: &Rows, constant: &[bool]) {
        self.best = [f32::INFINITY; 2];
        self.candidates.clear();
        let mut first = 0;
        while first < among.len {
            let len = BLOCK.min(among.len - first);
            let sums = &mut self.sums[..len];
            let smallest = self.arch.dispatch(|| block(sums, rows, row, among, first, constant));
            if smallest <= self.limit() {
                self.take(first, len);
            }
            first += len;
        }
        let limit = self.limit();
        self.candidates.retain(|&(_, sum)| sum <= limit);
    }

    fn limit(&self) -> f32 {
        self.best[self.wanted - 1] + MARGIN * (1.0 + self.columns / 100.0)
    }

    fn take(&mut self, first: usize, len: usize) {
        for at in 0..len {
            let sum = self.sums[at];
            if sum > self.limit() {
                continue;
            }
            self.candidates.push(((first + at) as u32, sum));
            if sum < self.best[0] {
                self.best = [sum, self.best[0]];
            } else if sum < self.best[1] {
                self.best[1] = sum;
            }
        }
        // Early candidates are soon left behind.
        if self.candidates.len() > 4 * BLOCK {
            let limit = self.limit();
            self.candidates.retain(|&(_, sum)| sum <= limit);
        }
    }
}

/// The sums of a block; the smallest is returned.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the instructions chosen at run time end at calls")]
fn block(
    sums: &mut [f32],
    rows: &Rows,
    row: usize,
    among: &Rows,
    first: usize,
    constant: &[bool],
) -> f32 {
    let range = first..first + sums.len();
    sums.fill(0.0);
    for ((own, others), &constant) in rows.columns.iter().zip(&among.columns).zip(constant) {
        match (own, others) {
            (Measured::Numbers { single: own, .. }, Measured::Numbers { single: others, .. }) => {
                numbers(sums, own[row], &others[range.clone()], constant);
            }
            (Measured::Codes(own), Measured::Codes(others)) => {
                let own = own[row];
                for (sum, &other) in sums.iter_mut().zip(&others[range.clone()]) {
                    *sum += if other == own { 0.0 } else { 1.0 };
                }
            }
            _ => sums.iter_mut().for_each(|sum| *sum += 1.0),
        }
    }
    // Sixteen minima side by side, so that they are vectors too.
    let mut smallest = [f32::INFINITY; 16];
    let (chunks, rest) = sums.as_chunks::<16>();
    for chunk in chunks {
        for (smallest, &sum) in smallest.iter_mut().zip(chunk) {
            *smallest = if sum < *smallest { sum } else { *smallest };
        }
    }
    rest.iter().chain(&smallest).copied().fold(f32::INFINITY, f32::min)
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "the instructions chosen at run time end at calls")]
fn numbers(sums: &mut [f32], own: f32, others: &[f32], constant: bool) {
    if own.is_nan() {
        for (sum, &other) in sums.iter_mut().zip(others) {
            *sum += if other.is_nan() { 0.0 } else { 1.0 };
        }
    } else if constant {
        for (sum, &other) in sums.iter_mut().zip(others) {
            *sum += if other == own { 0.0 } else { 1.0 };
        }
    } else {
        for (sum, &other) in sums.iter_mut().zip(others) {
            let distance = (other - own).abs();
            // Not `min`: of NaN, a NULL, this makes 1.
            *sum += if distance < 1.0 { distance } else { 1.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use seedbed_dataset::seed::Stream;

    use super::*;

    fn random(rows: usize, seed: u64) -> Rows {
        let stream = Stream::root(seed);
        let numbers = |purpose: u64, scale: f64| {
            let stream = stream.nth(purpose);
            let value = |row: usize| match stream.at(row as u64) % 9 {
                0 => f64::NAN,
                _ => 1e15 + (stream.nth(1).unit(row as u64) * scale).round(),
            };
            Cells::Numbers((0..rows).map(value).collect())
        };
        let codes = |purpose: u64| {
            let stream = stream.nth(purpose);
            let code = |row: usize| (stream.at(row as u64) % 5) as u32;
            Cells::Codes((0..rows).map(code).collect())
        };
        Rows::new([&numbers(1, 1e12), &numbers(2, 50.0), &codes(3), &codes(4)])
    }

    #[test]
    fn neighbours_are_those_of_comparing_everything() {
        let (rows, among) = (random(200, 1), random(1500, 2));
        let scales = among.scales();
        let found = nearest_two(&rows, &among, &scales);
        for (row, pair) in found.iter().enumerate() {
            let mut all: Vec<(f64, u32)> = (0..among.len())
                .map(|other| (rows.distance(row, &among, other, &scales), other as u32))
                .collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            assert_eq!((pair[0].distance, pair[0].row), all[0]);
            assert_eq!((pair[1].distance, pair[1].row), all[1]);
        }
        let nearest = nearest(&rows, &among, &scales);
        assert!(nearest.iter().zip(&found).all(|(one, two)| *one == two[0]));
    }

    #[test]
    fn nulls_are_near_nulls_only() {
        assert_eq!(number_distance(f64::NAN, f64::NAN, 1.0), 0.0);
        assert_eq!(number_distance(f64::NAN, 3.0, 1.0), 1.0);
        assert_eq!(number_distance(1.0, 3.0, 4.0), 0.5);
        assert_eq!(number_distance(1.0, 3.0, 0.0), 1.0);
    }

    #[test]
    fn nothing_is_near_in_an_empty_table() {
        let (rows, none) = (random(2, 1), random(0, 2));
        let found = nearest(&rows, &none, &none.scales());
        assert!(found.iter().all(|found| found.distance.is_infinite()));
    }
}
