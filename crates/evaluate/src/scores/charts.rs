//! What the report draws: distributions of each column and correlations of each pair, made small
//! enough to be kept.
//!
//! Values that few rows have are not named: the report of a private table may be shown around.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    cells::{Cells, Compared, NULL},
    moment,
    pairing::{Field, TablePair},
    pairs::{PairColumn, Series},
    relations::FanOut,
    single::{bounds, counts},
};

/// Bars of a distribution of numbers.
const BARS: usize = 30;

/// Categories that have bars of their own.
const CATEGORIES: usize = 12;

/// Fewer real rows than these don't name a category.
const NAMED: u64 = 10;

/// Columns in a table of correlations.
const MOST_CORRELATED: usize = 30;

/// What is drawn of a table.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TableCharts {
    /// The table.
    pub table: String,
    /// One per column that is compared.
    pub distributions: Vec<Distribution>,
    /// One per reference of the table: how many of its rows a row of the other table has. Called
    /// by the reference: `customer_id → customers`.
    pub children: Vec<Distribution>,
    /// Pearson's correlations of the columns of numbers.
    pub correlations: Correlations,
}

/// A column's distribution in both datasets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Distribution {
    /// The column.
    pub column: String,
    /// Whether the bars are ranges that follow each other.
    pub ranges: bool,
    /// What each bar stands for: the lower end of its range, or the category.
    pub labels: Vec<String>,
    /// The share of the real rows in each bar.
    pub real: Vec<f64>,
    /// The share of the synthetic rows in each bar.
    pub synthetic: Vec<f64>,
    /// The share of the real rows that have no value.
    pub real_missing: f64,
    /// The share of the synthetic rows that have no value.
    pub synthetic_missing: f64,
}

/// Correlations of every two columns of numbers; absent where one never varies.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Correlations {
    /// The columns.
    pub columns: Vec<String>,
    /// Rows of the real data's table of correlations.
    pub real: Vec<Vec<Option<f64>>>,
    /// Rows of the synthetic data's.
    pub synthetic: Vec<Vec<Option<f64>>>,
}

pub(crate) fn table(table: &TablePair, columns: &[PairColumn], fan_outs: &[FanOut]) -> TableCharts {
    let compared: Vec<&Field> = table.compared().collect();
    let own = fan_outs.iter().filter(|fan_out| fan_out.is_of(table));
    TableCharts {
        table: table.name.clone(),
        distributions: compared.into_par_iter().map(distribution).collect(),
        children: own.map(children).collect(),
        correlations: correlations(columns),
    }
}

/// How many children rows have, in both datasets.
fn children(fan_out: &FanOut) -> Distribution {
    let (labels, real, synthetic) = bars(&fan_out.real, &fan_out.synthetic, true, &short);
    Distribution {
        column: fan_out.name(),
        ranges: true,
        labels,
        real,
        synthetic,
        real_missing: 0.0,
        synthetic_missing: 0.0,
    }
}

fn distribution(field: &Field) -> Distribution {
    let missing = |cells: &Cells| cells.nulls() as f64 / cells.len().max(1) as f64;
    let (labels, real, synthetic) = match (&field.real, &field.synthetic) {
        (Cells::Numbers(real), Cells::Numbers(synthetic)) => {
            let label = if field.kind.is_temporal() { moment::day } else { short };
            bars(real, synthetic, field.kind.is_numeric(), &label)
        }
        (real, synthetic) => frequencies(field, real.codes(), synthetic.codes()),
    };
    Distribution {
        column: field.name.clone(),
        ranges: field.kind.is_continuous(),
        real_missing: missing(&field.real),
        synthetic_missing: missing(&field.synthetic),
        labels,
        real,
        synthetic,
    }
}

type Bars = (Vec<String>, Vec<f64>, Vec<f64>);

/// Bars of equal width over what both datasets hold; `countable` values may be whole numbers.
fn bars(real: &[f64], synthetic: &[f64], countable: bool, label: &dyn Fn(f64) -> String) -> Bars {
    let (low, high) = match (bounds(real), bounds(synthetic)) {
        (Some(one), Some(two)) => (one.0.min(two.0), one.1.max(two.1)),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return (Vec::new(), Vec::new(), Vec::new()),
    };
    if !(high - low).is_finite() {
        let halves = |values: &[f64]| values.iter().map(|value| value / 2.0).collect::<Vec<f64>>();
        let label = |half: f64| label((half * 2.0).clamp(f64::MIN, f64::MAX));
        return bars(&halves(real), &halves(synthetic), false, &label);
    }
    let whole = |values: &[f64]| values.iter().all(|value| value.is_nan() || value.fract() == 0.0);
    let all_whole = countable && whole(real) && whole(synthetic);
    // Whole numbers have whole bars, so that no bar has more of them than its neighbour.
    let width = match high - low {
        0.0 => 1.0,
        range if all_whole => ((range + 1.0) / BARS as f64).ceil(),
        range => range / BARS as f64,
    };
    let bars = (((high - low) / width).floor() as usize + usize::from(all_whole)).clamp(1, BARS);
    let shares = |values: &[f64]| {
        let mut shares = vec![0.0; bars];
        for value in values.iter().filter(|value| !value.is_nan()) {
            shares[(((value - low) / width) as usize).min(bars - 1)] += 1.0;
        }
        let total = values.len().max(1) as f64;
        shares.iter_mut().for_each(|share| *share /= total);
        shares
    };
    let label = |bar: usize| label(low + bar as f64 * width);
    ((0..=bars).map(label).collect(), shares(real), shares(synthetic))
}

/// A number in few digits.
pub(crate) fn short(value: f64) -> String {
    let magnitude = value.abs();
    if value.fract() == 0.0 && magnitude < 1e7 {
        return format!("{value}");
    }
    if magnitude >= 1e7 || (magnitude > 0.0 && magnitude < 1e-3) {
        return format!("{value:.2e}");
    }
    let decimals = if magnitude >= 100.0 {
        0
    } else if magnitude >= 1.0 {
        2
    } else {
        4
    };
    format!("{value:.decimals$}")
}

/// The commonest categories of both datasets, all others together.
fn frequencies(field: &Field, real: &[u32], synthetic: &[u32]) -> Bars {
    let (of_real, of_synthetic) = (counts(real), counts(synthetic));
    let at = |counts: &[u64], code: usize| counts.get(code).copied().unwrap_or(0);
    let mut order: Vec<usize> = (0..of_real.len()).filter(|&code| of_real[code] >= NAMED).collect();
    order.sort_by_key(|&code| std::cmp::Reverse(of_real[code]));
    order.truncate(CATEGORIES);
    let label =
        |&code: &usize| field.labels.get(code).map_or_else(String::new, ToString::to_string);
    let mut labels: Vec<String> = order.iter().map(label).collect();
    let shares = |counts: &[u64], codes: &[u32]| {
        let total = codes.len().max(1) as f64;
        let mut shares: Vec<f64> =
            order.iter().map(|&code| at(counts, code) as f64 / total).collect();
        let present = codes.iter().filter(|&&code| code != NULL).count() as f64;
        shares.push((present / total - shares.iter().sum::<f64>()).max(0.0));
        shares
    };
    let (mut one, mut two) = (shares(&of_real, real), shares(&of_synthetic, synthetic));
    let rest = one.last().copied().unwrap_or(0.0) + two.last().copied().unwrap_or(0.0);
    if rest > 1e-12 {
        labels.push("all others".into());
    } else {
        one.pop();
        two.pop();
    }
    (labels, one, two)
}

fn correlations(columns: &[PairColumn]) -> Correlations {
    let (names, series): (Vec<&str>, Vec<[&Series; 2]>) = columns
        .iter()
        .filter_map(|column| Some((column.name, column.series()?)))
        .take(MOST_CORRELATED)
        .unzip();
    let of = |side: usize| -> Vec<Vec<Option<f64>>> {
        let one = |one: usize, other: usize| {
            let found = series[one][side].correlation(series[other][side]);
            // Numbers may be too large to reckon with.
            found.filter(|found| found.is_finite())
        };
        let below = |row: usize| (0..=row).map(|column| one(row, column)).collect();
        let half: Vec<Vec<Option<f64>>> = (0..series.len()).into_par_iter().map(below).collect();
        let cell = |row: usize, column: usize| half[row.max(column)][row.min(column)];
        let row = |row: usize| (0..half.len()).map(|column| cell(row, column)).collect();
        (0..half.len()).map(row).collect()
    };
    Correlations {
        columns: names.into_iter().map(str::to_owned).collect(),
        real: of(0),
        synthetic: of(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_beyond_the_largest_number_has_bars() {
        let (labels, real, synthetic) = bars(&[-1e308, 1e308], &[0.0, 1e308], true, &short);
        assert_eq!((labels[0].as_str(), labels[BARS].as_str()), ("-1.00e308", "1.00e308"));
        assert_eq!((real[0], real[BARS - 1]), (0.5, 0.5));
        assert_eq!((synthetic.iter().sum::<f64>(), synthetic[BARS - 1]), (1.0, 0.5));
    }

    #[test]
    fn numbers_are_short() {
        let cases = [
            (3.0, "3"),
            (0.123_456, "0.1235"),
            (12.345, "12.35"),
            (1234.5, "1234"),
            (1e9, "1.00e9"),
        ];
        for (value, expected) in cases {
            assert_eq!(short(value), expected);
        }
    }
}
