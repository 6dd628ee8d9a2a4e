//! Metrics of one column.
//!
//! Definitions and edge cases follow `sdmetrics` 0.32, which `docs/evaluate.md` cites.

use rayon::prelude::*;

use super::{
    cells::{Cells, Compared, NULL},
    pairing::{Field, TablePair},
    score::Score,
};

/// `KSComplement` or `TVComplement` of every column that is compared.
pub(crate) fn shapes(table: &TablePair) -> Vec<Score> {
    each(table, |field| {
        let (real, synthetic) = (&field.real, &field.synthetic);
        if field.kind.is_continuous() {
            let value = ks_complement(real.numbers(), synthetic.numbers());
            vec![field.score(table, "KSComplement", value)]
        } else {
            let value = tv_complement(real.codes(), synthetic.codes());
            vec![field.score(table, "TVComplement", value)]
        }
    })
}

/// `BoundaryAdherence` and `CategoryAdherence`.
pub(crate) fn adherence(table: &TablePair) -> Vec<Score> {
    each(table, |field| {
        let (name, value) = match (&field.real, &field.synthetic) {
            (Cells::Numbers(real), Cells::Numbers(synthetic)) => {
                ("BoundaryAdherence", boundary_adherence(real, synthetic))
            }
            (real, synthetic) => {
                ("CategoryAdherence", category_adherence(real.codes(), synthetic.codes()))
            }
        };
        vec![field.score(table, name, value)]
    })
}

/// `RangeCoverage` and `CategoryCoverage`.
pub(crate) fn coverage(table: &TablePair) -> Vec<Score> {
    each(table, |field| {
        let (name, value) = match (&field.real, &field.synthetic) {
            (Cells::Numbers(real), Cells::Numbers(synthetic)) => {
                ("RangeCoverage", range_coverage(real, synthetic))
            }
            (real, synthetic) => {
                ("CategoryCoverage", category_coverage(real.codes(), synthetic.codes()))
            }
        };
        vec![field.score(table, name, value)]
    })
}

/// `MissingValueSimilarity` of every column, identifiers and texts included.
pub(crate) fn missing(table: &TablePair) -> Vec<Score> {
    let fields = table.fields.iter();
    let score = |field: &Field| {
        let share = |cells: &Cells| match cells.len() {
            0 => Err("there are no rows".to_owned()),
            len => Ok(cells.nulls() as f64 / len as f64),
        };
        let shares =
            field.usable().and_then(|()| Ok((share(&field.real)?, share(&field.synthetic)?)));
        let value = shares.clone().map(|(real, synthetic)| 1.0 - (real - synthetic).abs());
        let score = field.score(table, "MissingValueSimilarity", value);
        match shares {
            Ok((real, synthetic)) => score.with("real", real).with("synthetic", synthetic),
            Err(_) => score,
        }
    };
    fields.map(score).collect()
}

/// A number that sums up sorted values.
type Statistic = fn(&[f64]) -> f64;

/// Mean, median and standard deviation of columns of numbers.
pub(crate) fn statistics(table: &TablePair) -> Vec<Score> {
    each(table, |field| {
        if !field.kind.is_continuous() {
            return Vec::new();
        }
        let (real, synthetic) = (sorted(field.real.numbers()), sorted(field.synthetic.numbers()));
        let of: [(&'static str, Statistic); 3] = [
            ("MeanSimilarity", average),
            ("MedianSimilarity", median),
            ("StdSimilarity", deviation),
        ];
        let score = |(name, statistic): (&'static str, Statistic)| {
            let (of_real, of_synthetic) = (statistic(&real), statistic(&synthetic));
            let value = match (range(&real), synthetic.len()) {
                (Err(reason), _) => Err(reason),
                (_, 0) => Err("the synthetic column has no value".into()),
                (_, 1) if name == "StdSimilarity" => {
                    Err("one synthetic value has no standard deviation".into())
                }
                (Ok(range), _) => Ok((1.0 - (of_real - of_synthetic).abs() / range).max(0.0)),
            };
            field.score(table, name, value).with("real", of_real).with("synthetic", of_synthetic)
        };
        of.into_iter().map(score).collect()
    })
}

/// Scores of the columns that are compared; where a column can't be read as its kind, the
/// reason stands in the place of its first score.
fn each(table: &TablePair, scores: impl Fn(&Field) -> Vec<Score> + Sync) -> Vec<Score> {
    let compared: Vec<&Field> =
        table.fields.iter().filter(|field| field.kind.is_compared()).collect();
    let of = |field: &Field| match field.usable() {
        Ok(()) => scores(field),
        Err(reason) => {
            let named = scores(field).into_iter();
            named.map(|score| field.score(table, score.metric, Err(reason.clone()))).collect()
        }
    };
    compared.into_par_iter().flat_map_iter(of).collect()
}

/// The values that are not NULL, from the smallest to the largest.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = Vec::with_capacity(values.len());
    sorted.extend(values.iter().filter(|value| !value.is_nan()));
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

fn range(sorted: &[f64]) -> Result<f64, String> {
    match (sorted.first(), sorted.last()) {
        (Some(first), Some(last)) if first < last => Ok(last - first),
        (Some(_), _) => Err("all real values are the same".into()),
        _ => Err("the real column has no value".into()),
    }
}

/// One minus the two-sample Kolmogorov-Smirnov statistic; values are compared by their first 14
/// decimals.
pub(crate) fn ks_complement(real: &[f64], synthetic: &[f64]) -> Result<f64, String> {
    let rounded = |values: &[f64]| {
        let mut values = sorted(values);
        values.iter_mut().for_each(|value| *value = to_14_decimals(*value));
        values
    };
    ks_of_sorted(&rounded(real), &rounded(synthetic))
}

/// The value with no more than 14 decimals, ties to even, as `numpy.round` reckons it.
fn to_14_decimals(value: f64) -> f64 {
    /// From here on numbers have no fraction, and adding it takes a smaller one's fraction off.
    const WHOLE: f64 = (1_u64 << (f64::MANTISSA_DIGITS - 1)) as f64;
    let scaled = value * 1e14;
    let whole = WHOLE.copysign(scaled);
    let rounded = if scaled.abs() < WHOLE { (scaled + whole) - whole } else { scaled };
    if scaled.is_finite() { rounded / 1e14 } else { value }
}

/// The same of values that are sorted already and hold no NaN.
pub(crate) fn ks_of_sorted(real: &[f64], synthetic: &[f64]) -> Result<f64, String> {
    no_values(real.len(), synthetic.len())?;
    let (n, m) = (real.len() as f64, synthetic.len() as f64);
    let (mut i, mut j, mut gap) = (0, 0, 0.0_f64);
    while i < real.len() && j < synthetic.len() {
        let value = real[i].min(synthetic[j]);
        while i < real.len() && real[i] <= value {
            i += 1;
        }
        while j < synthetic.len() && synthetic[j] <= value {
            j += 1;
        }
        gap = gap.max((i as f64 / n - j as f64 / m).abs());
    }
    Ok(1.0 - gap)
}

fn no_values(real: usize, synthetic: usize) -> Result<(), String> {
    match (real, synthetic) {
        (0, 0) => Err("neither column has a value".into()),
        (0, _) => Err("the real column has no value".into()),
        (_, 0) => Err("the synthetic column has no value".into()),
        _ => Ok(()),
    }
}

/// How often each code is there; NULLs are not counted.
pub(crate) fn counts(codes: &[u32]) -> Vec<u64> {
    let mut counts = Vec::new();
    for &code in codes.iter().filter(|&&code| code != NULL) {
        let at = code as usize;
        if at >= counts.len() {
            counts.resize(at + 1, 0);
        }
        counts[at] += 1;
    }
    counts
}

fn at(counts: &[u64], code: usize) -> f64 {
    counts.get(code).copied().unwrap_or(0) as f64
}

pub(crate) fn tv_complement(real: &[u32], synthetic: &[u32]) -> Result<f64, String> {
    let (real, synthetic) = (counts(real), counts(synthetic));
    let (n, m): (u64, u64) = (real.iter().sum(), synthetic.iter().sum());
    no_values(n as usize, m as usize)?;
    let codes = 0..real.len().max(synthetic.len());
    let differences =
        codes.map(|code| (at(&real, code) / n as f64 - at(&synthetic, code) / m as f64).abs());
    Ok(1.0 - 0.5 * differences.sum::<f64>())
}

/// Where the real column has NULLs, those of the synthetic one are left out; otherwise they are
/// outside.
pub(crate) fn boundary_adherence(real: &[f64], synthetic: &[f64]) -> Result<f64, String> {
    let nullable = real.iter().any(|value| value.is_nan());
    let (low, high) = bounds(real).ok_or("the real column has no value")?;
    let counted = |value: &&f64| !(nullable && value.is_nan());
    let total = synthetic.iter().filter(counted).count();
    if total == 0 {
        return Err("the synthetic column has no value".into());
    }
    let inside = synthetic.iter().filter(|&&value| value >= low && value <= high).count();
    Ok(inside as f64 / total as f64)
}

pub(crate) fn bounds(values: &[f64]) -> Option<(f64, f64)> {
    let mut values = values.iter().copied().filter(|value| !value.is_nan());
    let first = values.next()?;
    Some(values.fold((first, first), |(low, high), value| (low.min(value), high.max(value))))
}

pub(crate) fn category_adherence(real: &[u32], synthetic: &[u32]) -> Result<f64, String> {
    if synthetic.is_empty() {
        return Err("there are no rows".into());
    }
    let (known, nullable) = (counts(real), real.contains(&NULL));
    let valid = |&&code: &&u32| match code {
        NULL => nullable,
        code => at(&known, code as usize) > 0.0,
    };
    Ok(synthetic.iter().filter(valid).count() as f64 / synthetic.len() as f64)
}

pub(crate) fn range_coverage(real: &[f64], synthetic: &[f64]) -> Result<f64, String> {
    let (real_low, real_high) = bounds(real).ok_or("the real column has no value")?;
    let (low, high) = bounds(synthetic).ok_or("the synthetic column has no value")?;
    let range = real_high - real_low;
    if range == 0.0 {
        return Err("all real values are the same".into());
    }
    let below = ((low - real_low) / range).max(0.0);
    let above = ((real_high - high) / range).max(0.0);
    Ok((1.0 - (below + above)).max(0.0))
}

pub(crate) fn category_coverage(real: &[u32], synthetic: &[u32]) -> Result<f64, String> {
    let (real, synthetic) = (counts(real), counts(synthetic));
    let present = real.iter().filter(|&&count| count > 0).count();
    if present == 0 {
        return Err("the real column has no value".into());
    }
    let both = (0..real.len()).filter(|&code| real[code] > 0 && at(&synthetic, code) > 0.0).count();
    Ok(both as f64 / present as f64)
}

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match (sorted.len(), sorted.len() % 2) {
        (0, _) => f64::NAN,
        (_, 1) => sorted[half],
        _ => f64::midpoint(sorted[half - 1], sorted[half]),
    }
}

fn deviation(values: &[f64]) -> f64 {
    let mean = average(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / (values.len() as f64 - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_small_columns() {
        let nan = f64::NAN;
        let cases: [(&[f64], &[f64], f64); 4] = [
            (&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0, 4.0], 1.0),
            (&[1.0, 2.0], &[3.0, 4.0], 0.0),
            (&[1.0, 2.0, nan], &[1.0, 3.0], 0.5),
            (&[0.1 + 0.2], &[0.3], 1.0),
        ];
        for (real, synthetic, expected) in cases {
            assert_eq!(ks_complement(real, synthetic), Ok(expected), "{real:?} {synthetic:?}");
        }
        assert_eq!(tv_complement(&[0, 0, 1, NULL], &[0, 1, 1]), Ok(1.0 - 1.0 / 3.0));
        assert!(ks_complement(&[nan], &[1.0]).unwrap_err().contains("real column has no value"));
    }

    #[test]
    fn values_are_rounded_as_they_are_one_by_one() {
        let values = [0.1, 2.5e-14, 3.5e-14, -2.5e-14, 45.0, 45.035_996_273_704_96, 1e9, 1e300];
        for value in values {
            let scaled: f64 = value * 1e14;
            let expected = if scaled.is_finite() { scaled.round_ties_even() / 1e14 } else { value };
            assert_eq!(to_14_decimals(value), expected);
            assert_eq!(to_14_decimals(-value), -expected);
        }
    }

    #[test]
    fn nulls_are_outside_where_there_were_none() {
        let nan = f64::NAN;
        assert_eq!(boundary_adherence(&[1.0, 2.0], &[1.5, nan]), Ok(0.5));
        assert_eq!(boundary_adherence(&[1.0, 2.0, nan], &[1.5, nan]), Ok(1.0));
        assert_eq!(category_adherence(&[0, 1], &[0, NULL, 5]), Ok(1.0 / 3.0));
        assert_eq!(category_adherence(&[0, NULL], &[0, NULL]), Ok(1.0));
    }

    #[test]
    fn coverage_and_statistics() {
        assert_eq!(range_coverage(&[0.0, 10.0], &[1.0, 8.0]), Ok(0.7));
        assert_eq!(range_coverage(&[0.0, 10.0], &[-5.0, 20.0]), Ok(1.0));
        assert!(range_coverage(&[3.0, 3.0], &[3.0]).is_err());
        assert_eq!(category_coverage(&[0, 1, 1], &[1, 2]), Ok(0.5));
        assert_eq!(median(&[1.0, 2.0, 4.0, 8.0]), 3.0);
        assert!((deviation(&[1.0, 2.0, 3.0]) - 1.0).abs() < 1e-12);
    }
}
