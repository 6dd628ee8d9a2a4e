//! Accuracy over bins, of one, two and three columns, and its ceiling.
//!
//! As `mostlyai-qa` 1.10 defines it: about ten quantile bins of the real values, or the ten
//! commonest categories; one minus the total variation distance. The ceiling is what a holdout
//! reaches, which differs from the real rows by chance alone; without one, or with one of fewer
//! than thirty rows, what chance would make of as many rows.

use std::collections::BTreeSet;

use rayon::prelude::*;
use seedbed_dataset::seed::Stream;
use seedbed_profile::Kind;

use super::{
    cells::{Cells, NULL},
    pairing::{Field, TablePair},
    score::{Property, Score, mean},
    single::{bounds, sorted},
};

/// Bins of a column.
const BINS: usize = 10;

/// A category that fewer rows have is among the others.
const RARE: u64 = 5;

/// Triples of columns that are compared at most; a sample of them beyond that.
const MOST_TRIPLES: usize = 10_000;

/// A column's bins in every dataset.
struct Binned<'a> {
    name: &'a str,
    size: usize,
    real: Vec<u8>,
    synthetic: Vec<u8>,
    holdout: Option<Vec<u8>>,
}

/// Which edges or categories make a column's bins.
enum Bins {
    Edges(Vec<f64>),
    /// The bin of each code.
    Codes {
        of: Vec<u8>,
        others: u8,
        null: u8,
    },
}

impl Bins {
    fn new(field: &Field) -> Self {
        match &field.real {
            Cells::Numbers(values) => Self::Edges(edges(values, field.kind)),
            Cells::Codes(codes) => commonest(codes),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Edges(edges) => edges.len(),
            Self::Codes { null, .. } => usize::from(*null) + 1,
        }
    }

    fn apply(&self, cells: &Cells) -> Vec<u8> {
        match (self, cells) {
            (Self::Edges(edges), Cells::Numbers(values)) => {
                let last = edges.len().saturating_sub(2);
                let bin = |&value: &f64| {
                    if value.is_nan() {
                        return last as u8 + 1;
                    }
                    let above = edges.partition_point(|&edge| edge <= value);
                    above.saturating_sub(1).min(last) as u8
                };
                values.iter().map(bin).collect()
            }
            (Self::Codes { of, others, null }, Cells::Codes(codes)) => {
                let bin = |&code: &u32| match code {
                    NULL => *null,
                    code => of.get(code as usize).copied().unwrap_or(*others),
                };
                codes.iter().map(bin).collect()
            }
            (_, other) => vec![0; other.len()],
        }
    }
}

/// Edges of about ten bins with as many values each; of few different values each its own.
fn edges(values: &[f64], kind: Kind) -> Vec<f64> {
    let values = sorted(values);
    let Some((low, high)) = bounds(&values) else { return vec![-1e10, 1e10] };
    let mut distinct = values.clone();
    distinct.dedup();
    let mut edges = if distinct.len() == 1 || (kind.is_numeric() && distinct.len() <= BINS) {
        let beyond = if kind.is_temporal() { 86_400e6 } else { 1.0 };
        distinct.push(high + beyond);
        distinct
    } else {
        quantiles(&values)
    };
    if kind.is_numeric() {
        round_down(&mut edges);
    }
    debug_assert!(edges[0] <= low);
    edges
}

/// The fewest quantiles that make eleven different edges, of a thousand at most.
fn quantiles(sorted: &[f64]) -> Vec<f64> {
    let mut edges = Vec::new();
    for count in BINS..(BINS + 1).max(1000.min(sorted.len() + 1)) {
        let step = (sorted.len() - 1) as f64 / (count - 1) as f64;
        let at = |index: usize| {
            if index == count - 1 { sorted.len() - 1 } else { (index as f64 * step) as usize }
        };
        edges = (0..count).map(|index| sorted[at(index)]).collect();
        edges.dedup();
        if edges.len() > BINS {
            break;
        }
    }
    edges
}

/// Rounds all edges but the last down to the fewest decimals that keep them apart.
fn round_down(edges: &mut [f64]) {
    for decimals in 0..20 {
        let unit = 10_f64.powi(decimals);
        let floors: Vec<f64> = edges.iter().map(|edge| (edge * unit).floor() / unit).collect();
        let different: BTreeSet<u64> = floors.iter().map(|floor| floor.to_bits()).collect();
        if different.len() == edges.len() {
            let last = edges.len() - 1;
            edges[..last].copy_from_slice(&floors[..last]);
            return;
        }
    }
}

/// The ten commonest values, NULL included, unless they are rare; the others together.
fn commonest(codes: &[u32]) -> Bins {
    let mut counts = super::single::counts(codes);
    let values = counts.len();
    counts.push(codes.iter().filter(|&&code| code == NULL).count() as u64);
    let mut order: Vec<usize> = (0..counts.len()).filter(|&code| counts[code] > 0).collect();
    // Codes are in the order of appearance, so that of equally common ones the first counts.
    order.sort_by_key(|&code| std::cmp::Reverse(counts[code]));
    order.truncate(BINS);
    order.retain(|&code| counts[code] >= RARE && code < values);
    let (others, null) = (order.len() as u8, order.len() as u8 + 1);
    let mut of = vec![others; values];
    for (bin, &code) in order.iter().enumerate() {
        of[code] = bin as u8;
    }
    Bins::Codes { of, others, null }
}

/// The three accuracies of a table.
pub(crate) fn accuracy(table: &TablePair, seed: u64) -> Vec<Property> {
    let fields: Vec<&Field> = table.compared().collect();
    let binned: Vec<Binned> = fields
        .par_iter()
        .map(|field| {
            let bins = Bins::new(field);
            Binned {
                name: &field.name,
                size: bins.size(),
                real: bins.apply(&field.real),
                synthetic: bins.apply(&field.synthetic),
                holdout: field.holdout.as_ref().map(|cells| bins.apply(cells)),
            }
        })
        .collect();
    let n = binned.len();
    let ones: Vec<Vec<usize>> = (0..n).map(|one| vec![one]).collect();
    let twos: Vec<Vec<usize>> =
        (0..n).flat_map(|one| (one + 1..n).map(move |two| vec![one, two])).collect();
    let all: usize = if n < 3 { 0 } else { n * (n - 1) * (n - 2) / 6 };
    let stream = Stream::root(seed).named("triples").named(&table.name);
    let keep = |at: usize| {
        all <= MOST_TRIPLES || stream.at(at as u64) % (all as u64) < MOST_TRIPLES as u64
    };
    let threes: Vec<Vec<usize>> = twos
        .iter()
        .flat_map(|pair| (pair[1] + 1..n).map(move |three| vec![pair[0], pair[1], three]))
        .enumerate()
        .filter_map(|(at, triple)| keep(at).then_some(triple))
        .collect();
    [("univariate_accuracy", ones), ("bivariate_accuracy", twos), ("trivariate_accuracy", threes)]
        .into_iter()
        .map(|(name, sets)| property(name, table, &binned, &sets))
        .collect()
}

fn property(
    name: &'static str,
    table: &TablePair,
    binned: &[Binned],
    sets: &[Vec<usize>],
) -> Property {
    let score = |set: &Vec<usize>| {
        let columns: Vec<&Binned> = set.iter().map(|&at| &binned[at]).collect();
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        if table.real_rows == 0 || table.synthetic_rows == 0 {
            return Score::new("Accuracy", &table.name, &names, Err("there are no rows".into()));
        }
        let real = counts(&columns, |column| &column.real);
        let synthetic = counts(&columns, |column| &column.synthetic);
        let (accuracy, by_chance) = compare(&real, &synthetic);
        let is_held = columns.iter().all(|column| column.holdout.is_some());
        let holdout = (is_held && table.has_holdout()).then(|| {
            let holdout = counts(&columns, |column| column.holdout.as_deref().unwrap_or_default());
            compare(&real, &holdout).0
        });
        Score::new("Accuracy", &table.name, &names, Ok(accuracy))
            .with("ceiling", holdout.unwrap_or(by_chance))
            .with("ceiling_by_chance", by_chance)
    };
    let scores: Vec<Score> = sets.par_iter().map(score).collect();
    let why = if sets.is_empty() { "there are too few columns" } else { "there are no rows" };
    with_ceiling(Property::average(name, scores, why))
}

/// Takes the scores of another table into a property.
pub(crate) fn join(known: &mut Property, more: Property) {
    let mut scores = std::mem::take(&mut known.scores);
    scores.extend(more.scores);
    let why = known.not_applicable.take().or(more.not_applicable).unwrap_or_default();
    *known = with_ceiling(Property::average(known.name, scores, &why));
}

/// Adds the average of the ceilings.
fn with_ceiling(mut property: Property) -> Property {
    let ceilings = property.scores.iter().filter_map(|score| score.details.get("ceiling").copied());
    if let Some(ceiling) = mean(ceilings) {
        property.details.insert("ceiling", ceiling);
    }
    property
}

fn counts<'a>(columns: &[&'a Binned], side: impl Fn(&'a Binned) -> &'a [u8]) -> Vec<u32> {
    let mut counts = vec![0; columns.iter().map(|column| column.size + 1).product()];
    match *columns {
        [one] => side(one).iter().for_each(|&a| counts[usize::from(a)] += 1),
        [one, two] => {
            let width = two.size + 1;
            for (&a, &b) in side(one).iter().zip(side(two)) {
                counts[usize::from(a) * width + usize::from(b)] += 1;
            }
        }
        [one, two, three] => {
            let (width, depth) = (two.size + 1, three.size + 1);
            for ((&a, &b), &c) in side(one).iter().zip(side(two)).zip(side(three)) {
                counts[(usize::from(a) * width + usize::from(b)) * depth + usize::from(c)] += 1;
            }
        }
        _ => {}
    }
    counts
}

/// The accuracy, and the one to be expected of as many rows drawn from the same distribution.
fn compare(real: &[u32], synthetic: &[u32]) -> (f64, f64) {
    let total = |counts: &[u32]| counts.iter().map(|&count| f64::from(count)).sum::<f64>();
    let (n, m) = (total(real), total(synthetic));
    if n == 0.0 || m == 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let (mut difference, mut by_chance) = (0.0, 0.0);
    for (&real, &synthetic) in real.iter().zip(synthetic) {
        let p = f64::from(real) / n;
        difference += (p - f64::from(synthetic) / m).abs();
        let variance = p * (1.0 - p) / n + p * (1.0 - p) / m;
        by_chance += (variance * 2.0 / std::f64::consts::PI).sqrt();
    }
    (1.0 - difference / 2.0, 1.0 - by_chance / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_bins_of_their_own_and_many_are_quantiles() {
        assert_eq!(edges(&[1.0, 2.0, 2.0, 3.0], Kind::Number), [1.0, 2.0, 3.0, 4.0]);
        let many: Vec<f64> = (0..1000).map(f64::from).collect();
        let edges = edges(&many, Kind::Number);
        assert_eq!(edges.len(), 11);
        assert_eq!((edges[0], edges[10]), (0.0, 999.0));
    }

    #[test]
    fn values_beyond_the_edges_are_in_the_outer_bins() {
        let bins = Bins::Edges(vec![0.0, 1.0, 2.0]);
        let cells = Cells::Numbers(vec![-5.0, 0.0, 0.5, 1.0, 2.0, 9.0, f64::NAN]);
        assert_eq!(bins.apply(&cells), [0, 0, 0, 1, 1, 1, 2]);
    }

    #[test]
    fn rare_categories_are_one_bin() {
        let codes = [vec![0; 9], vec![1; 5], vec![2; 4], vec![NULL; 2]].concat();
        let Bins::Codes { of, others, null } = commonest(&codes) else { panic!("codes") };
        assert_eq!((of, others, null), (vec![0, 1, 2], 2, 3));
    }

    #[test]
    fn equal_counts_are_accurate() {
        assert_eq!(compare(&[5, 5], &[50, 50]).0, 1.0);
        assert_eq!(compare(&[10, 0], &[0, 10]).0, 0.0);
    }
}
