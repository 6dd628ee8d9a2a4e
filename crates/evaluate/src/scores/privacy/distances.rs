//! Distances to the closest records, and rows that are there already.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use seedbed_dataset::seed::Stream;
use seedbed_profile::Kind;

use super::{
    Asked, Sample,
    neighbours::{Neighbour, Rows, nearest, nearest_two},
};
use crate::scores::{
    cells::{Cells, NULL},
    pairing::{LEAST_HELD, TablePair},
    score::Score,
    single::bounds,
};

/// Distances that count as none.
const IDENTICAL: f64 = 1e-6;

/// Keeps ratios of distances finite (as `mostlyai-qa` has it).
const TINY: f64 = 1e-8;

/// Metrics of distances; all but the baseline need rows that the generator has not seen.
pub(super) fn distances(table: &TablePair, sample: &Sample, asked: &Asked) -> Vec<Score> {
    let (real, synthetic) = (Rows::new(&sample.real), Rows::new(&sample.synthetic));
    let new = |metric, value| Score::new(metric, &table.name, &[], value);
    if sample.fields.is_empty() || real.len() == 0 || synthetic.len() == 0 {
        let why = match sample.fields.len() {
            0 => "no column's values are compared",
            _ => "there are no rows",
        };
        return vec![new("DCRBaselineProtection", Err(why.into()))];
    }
    let holdout = sample.holdout.as_ref().map(Rows::new);
    let to_real = nearest_two(&synthetic, &real, &real.scales());
    let mut scores = vec![baseline(table, sample, asked, &real, &to_real)];
    let Some(holdout) = holdout else {
        let why = match table.holdout_rows {
            None => "it needs a holdout: real rows that the generator has not seen".to_owned(),
            Some(rows) => format!("it needs a holdout of {LEAST_HELD} rows; there are {rows}"),
        };
        for metric in ["DCROverfittingProtection", "DCRShareProtection"] {
            scores.push(new(metric, Err(why.clone())));
        }
        scores.push(identical(table, &to_real, None));
        scores.push(ratio(table, &to_real, None));
        return sampled(scores, table, asked);
    };
    let to_holdout = nearest_two(&synthetic, &holdout, &holdout.scales());
    let expected = real.len() as f64 / (real.len() + holdout.len()) as f64;
    scores.extend(shares(table, &to_real, &to_holdout, expected));
    // What real rows that were never seen have by themselves.
    let of_holdout = nearest_two(&holdout, &real, &real.scales());
    scores.push(identical(table, &to_real, Some(&of_holdout)));
    scores.push(ratio(table, &to_real, Some(&of_holdout)));
    sampled(scores, table, asked)
}

/// Says where a sample was taken.
fn sampled(scores: Vec<Score>, table: &TablePair, asked: &Asked) -> Vec<Score> {
    let rows = [Some(table.real_rows), Some(table.synthetic_rows), table.holdout_rows];
    if rows.iter().flatten().all(|&rows| rows <= asked.rows) {
        return scores;
    }
    scores.into_iter().map(|score| score.with("sampled_rows", asked.rows as f64)).collect()
}

/// `DCROverfittingProtection` and `DCRShareProtection`. The former is that of `sdmetrics`, which
/// expects a half whatever the sizes; the latter expects the training rows' share of both.
fn shares(
    table: &TablePair,
    to_real: &[[Neighbour; 2]],
    to_holdout: &[[Neighbour; 2]],
    expected: f64,
) -> [Score; 2] {
    let (nearer, equal) = compare(to_real, to_holdout);
    let share = nearer + equal / 2.0;
    let new = |metric, share: f64, expected: f64| {
        let value = ((1.0 - share) / (1.0 - expected)).min(1.0);
        Score::new(metric, &table.name, &[], Ok(value)).with("expected", expected)
    };
    [
        new("DCROverfittingProtection", nearer, 0.5).with("closer_to_training", nearer),
        new("DCRShareProtection", share, expected).with("share", share),
    ]
}

/// Shares of the rows that are nearer to the first, and equally near.
fn compare(one: &[[Neighbour; 2]], two: &[[Neighbour; 2]]) -> (f64, f64) {
    let (mut nearer, mut equal) = (0_u32, 0_u32);
    for (one, two) in one.iter().zip(two) {
        nearer += u32::from(one[0].distance < two[0].distance);
        equal += u32::from(one[0].distance == two[0].distance);
    }
    (f64::from(nearer) / one.len() as f64, f64::from(equal) / one.len() as f64)
}

/// `DCRBaselineProtection`: beside rows whose values are drawn evenly and independently.
fn baseline(
    table: &TablePair,
    sample: &Sample,
    asked: &Asked,
    real: &Rows,
    to_real: &[[Neighbour; 2]],
) -> Score {
    let stream = Stream::root(asked.seed).named("random rows").named(&table.name);
    let random: Vec<Cells> = sample
        .real
        .iter()
        .zip(&sample.fields)
        .enumerate()
        .map(|(at, (cells, field))| evenly(cells, field.kind, to_real.len(), stream.nth(at as u64)))
        .collect();
    let to_random = nearest(&Rows::new(&random), real, &real.scales());
    let own = median(to_real.iter().map(|pair| pair[0].distance).collect());
    let random = median(to_random.iter().map(|found| found.distance).collect());
    let value = if random > 0.0 {
        Ok((own / random).min(1.0))
    } else {
        Err("random rows are as near to real ones as can be: the columns have few values".into())
    };
    Score::new("DCRBaselineProtection", &table.name, &[], value)
        .with("median_synthetic", own)
        .with("median_random", random)
}

/// Values drawn evenly from the range, or from the categories, with as many NULLs.
fn evenly(cells: &Cells, kind: Kind, rows: usize, stream: Stream) -> Cells {
    let nulls = cells.nulls() as f64 / cells.len().max(1) as f64;
    let (absent, drawn) = (stream.nth(0), stream.nth(1));
    let is_null = |row: usize| absent.unit(row as u64) < nulls;
    match cells {
        Cells::Numbers(values) => {
            let (low, high) = bounds(values).unwrap_or((f64::NAN, f64::NAN));
            let whole = kind.is_numeric() && values.iter().all(|v| v.is_nan() || v.fract() == 0.0);
            let value = |row: usize| {
                let unit = drawn.unit(row as u64);
                match (is_null(row), whole) {
                    (true, _) => f64::NAN,
                    (_, true) => (low + unit * (high - low + 1.0)).floor().min(high),
                    _ => low + unit * (high - low),
                }
            };
            Cells::Numbers((0..rows).map(value).collect())
        }
        Cells::Codes(codes) => {
            let mut distinct: Vec<u32> = codes.iter().copied().filter(|&c| c != NULL).collect();
            distinct.sort_unstable();
            distinct.dedup();
            let code = |row: usize| match distinct.len() as u64 {
                0 => NULL,
                _ if is_null(row) => NULL,
                count => distinct[(drawn.at(row as u64) % count) as usize],
            };
            Cells::Codes((0..rows).map(code).collect())
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let half = values.len() / 2;
    match (values.len(), values.len() % 2) {
        (0, _) => f64::NAN,
        (_, 1) => values[half],
        _ => f64::midpoint(values[half - 1], values[half]),
    }
}

/// `IdenticalMatchProtection`.
fn identical(
    table: &TablePair,
    to_real: &[[Neighbour; 2]],
    of_holdout: Option<&[[Neighbour; 2]]>,
) -> Score {
    let share = |found: &[[Neighbour; 2]]| {
        let same = found.iter().filter(|pair| pair[0].distance <= IDENTICAL).count();
        same as f64 / found.len() as f64
    };
    let own = share(to_real);
    let by_itself = of_holdout.map_or(0.0, share);
    let value = 1.0 - (own - by_itself).max(0.0);
    Score::new("IdenticalMatchProtection", &table.name, &[], Ok(value))
        .with("identical", own)
        .with("identical_in_holdout", of_holdout.map_or(f64::NAN, share))
}

/// `NNDRProtection`: the tenth smallest ratio of the distances to the nearest and the second
/// nearest real row.
fn ratio(
    table: &TablePair,
    to_real: &[[Neighbour; 2]],
    of_holdout: Option<&[[Neighbour; 2]]>,
) -> Score {
    let tenth = |found: &[[Neighbour; 2]]| {
        let ratio = |pair: &[Neighbour; 2]| (pair[0].distance + TINY) / (pair[1].distance + TINY);
        let mut ratios: Vec<f64> = found.iter().map(ratio).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        ratios.get(9).copied().filter(|ratio| ratio.is_finite())
    };
    let few = "fewer than ten rows".to_owned();
    let value = match (tenth(to_real), of_holdout.map(tenth)) {
        (None, _) | (_, Some(None)) => Err(few),
        (Some(own), None) => Ok(own.min(1.0)),
        (Some(own), Some(Some(by_itself))) => Ok((own / by_itself).min(1.0)),
    };
    Score::new("NNDRProtection", &table.name, &[], value)
        .with("tenth_ratio", tenth(to_real).unwrap_or(f64::NAN))
        .with("tenth_ratio_of_holdout", of_holdout.and_then(tenth).unwrap_or(f64::NAN))
}

/// `NewRowSynthesis`: a real row matches when its categories and NULLs are equal, and its
/// numbers are within a hundredth of the synthetic ones.
pub(super) fn new_rows(table: &TablePair, sample: &Sample) -> Vec<Score> {
    let rows = |columns: &[Cells]| columns.first().map_or(0, Cells::len);
    let (n, m) = (rows(&sample.real), rows(&sample.synthetic));
    if n == 0 || m == 0 {
        let why = "there are no rows, or no column's values are compared";
        return vec![Score::new("NewRowSynthesis", &table.name, &[], Err(why.into()))];
    }
    let mut alike: HashMap<Vec<u32>, Vec<u32>, FixedState> = HashMap::default();
    for row in 0..n {
        alike.entry(discrete(&sample.real, row)).or_default().push(row as u32);
    }
    let is_new = |row: usize| {
        let candidates = alike.get(&discrete(&sample.synthetic, row));
        !candidates.is_some_and(|rows| {
            rows.iter().any(|&real| within(&sample.real, real as usize, &sample.synthetic, row))
        })
    };
    let new = (0..m).filter(|&row| is_new(row)).count();
    let score = Score::new("NewRowSynthesis", &table.name, &[], Ok(new as f64 / m as f64));
    vec![score.with("new_rows", new as f64).with("matched_rows", (m - new) as f64)]
}

/// What must be equal: codes, and which numbers are NULL.
fn discrete(columns: &[Cells], row: usize) -> Vec<u32> {
    let part = |cells: &Cells| match cells {
        Cells::Codes(codes) => codes[row],
        Cells::Numbers(values) => u32::from(values[row].is_nan()),
    };
    columns.iter().map(part).collect()
}

fn within(real: &[Cells], real_row: usize, synthetic: &[Cells], row: usize) -> bool {
    real.iter().zip(synthetic).all(|(real, synthetic)| match (real, synthetic) {
        (Cells::Numbers(real), Cells::Numbers(synthetic)) => {
            let (real, synthetic) = (real[real_row], synthetic[row]);
            synthetic.is_nan() || (real - synthetic).abs() <= (0.01 * synthetic).abs()
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_rows_stay_in_range() {
        let stream = Stream::root(1);
        let Cells::Numbers(values) =
            evenly(&Cells::Numbers(vec![1.0, 3.0]), Kind::Number, 300, stream)
        else {
            panic!("numbers");
        };
        assert!(values.iter().all(|value| [1.0, 2.0, 3.0].contains(value)));
        assert!(values.contains(&3.0));
        let codes = evenly(&Cells::Codes(vec![7, NULL]), Kind::Categorical, 300, stream);
        let nulls = codes.nulls();
        assert!((100..200).contains(&nulls), "{nulls}");
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
