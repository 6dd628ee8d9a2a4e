//! What gradient-boosted trees make of the rows: can they tell synthetic from real, and do they
//! learn from synthetic rows what they learn from real ones?

use std::collections::HashSet;

use perpetual::{Matrix, PerpetualBooster, objective::Objective};
use seedbed_dataset::seed::Stream;

use super::{
    cells::{Cells, NULL},
    pairing::{Field, TablePair},
    privacy::chosen,
    score::{Score, mean},
    single::counts,
};

/// Rows of each dataset that are learned from, at most.
const MOST_ROWS: usize = 10_000;

/// Parts of the rows, each of which is judged by a model of the others.
const FOLDS: usize = 3;

/// Categories of a column that trees see one by one; the rarer ones are one.
const MOST_CATEGORIES: usize = 100;

/// Classes of a target that are told apart, each from all others.
const MOST_CLASSES: usize = 10;

/// Trees of a model, at most.
const MOST_TREES: usize = 50;

/// Rows as trees see them, column by column.
#[derive(Clone)]
struct Features {
    columns: Vec<Vec<f64>>,
    rows: usize,
}

impl Features {
    fn gather(&self, rows: &[usize]) -> Self {
        let column = |column: &Vec<f64>| rows.iter().map(|&row| column[row]).collect();
        Self { columns: self.columns.iter().map(column).collect(), rows: rows.len() }
    }

    fn flat(&self) -> Vec<f64> {
        self.columns.concat()
    }
}

/// Which codes of each column of codes keep a number of their own: the commonest of the real rows.
fn numbering(field: &Field) -> Option<Vec<f64>> {
    let Cells::Codes(codes) = &field.real else { return None };
    let counts = counts(codes);
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|&code| std::cmp::Reverse(counts[code]));
    let mut numbers = vec![MOST_CATEGORIES as f64; field.labels.len().max(counts.len())];
    for (rank, &code) in order.iter().take(MOST_CATEGORIES).enumerate() {
        numbers[code] = rank as f64;
    }
    Some(numbers)
}

fn features<'a>(
    fields: &[&'a Field],
    side: impl Fn(&'a Field) -> &'a Cells,
    rows: usize,
    stream: Stream,
) -> Features {
    let sample = chosen(rows, MOST_ROWS, stream);
    let column = |field: &&'a Field| {
        let cells = match &sample {
            Some(rows) => side(field).gather(rows),
            None => side(field).clone(),
        };
        match (cells, numbering(field)) {
            (Cells::Numbers(values), _) => values,
            (Cells::Codes(codes), numbers) => {
                let numbers = numbers.unwrap_or_default();
                let number = |&code: &u32| match code {
                    NULL => f64::NAN,
                    code => numbers.get(code as usize).copied().unwrap_or(MOST_CATEGORIES as f64),
                };
                codes.iter().map(number).collect()
            }
        }
    };
    Features { columns: fields.iter().map(column).collect(), rows: rows.min(MOST_ROWS) }
}

/// A model of `y`, and what it makes of other rows. One thread, so that it is the same anywhere.
fn predict(
    objective: Objective,
    categorical: &HashSet<usize>,
    known: &Features,
    y: &[f64],
    asked: &Features,
) -> Result<Vec<f64>, String> {
    let flat = known.flat();
    let data = Matrix::new(&flat, known.rows, known.columns.len());
    let mut model = PerpetualBooster::default()
        .set_objective(objective)
        .set_budget(0.5)
        .set_num_threads(Some(1))
        .set_iteration_limit(Some(MOST_TREES))
        .set_memory_limit(Some(4.0))
        .set_categorical_features((!categorical.is_empty()).then(|| categorical.clone()));
    model
        .fit(&data, y, None, None)
        .map_err(|error| format!("no model could be fitted: {error}"))?;
    let flat = asked.flat();
    Ok(model.predict(&Matrix::new(&flat, asked.rows, asked.columns.len()), false))
}

fn categorical(fields: &[&Field]) -> HashSet<usize> {
    let codes = fields.iter().enumerate().filter(|(_, field)| field.kind.is_discrete());
    codes.map(|(at, _)| at).collect()
}

/// `Indistinguishability` of a table: one minus how far the area under the curve of a classifier
/// is above a half, over three folds.
pub(crate) fn discriminator(table: &TablePair, seed: u64) -> Score {
    let value = discriminate(table, seed);
    let auc = value.clone().unwrap_or(f64::NAN);
    let score = value.map(|auc| 1.0 - (2.0 * auc.max(0.5) - 1.0));
    let score = Score::new("Indistinguishability", &table.name, &[], score).with("auc", auc);
    let most = table.real_rows.max(table.synthetic_rows);
    if most > MOST_ROWS { score.with("sampled_rows", MOST_ROWS as f64) } else { score }
}

fn discriminate(table: &TablePair, seed: u64) -> Result<f64, String> {
    let fields: Vec<&Field> = table.compared().collect();
    let stream = Stream::root(seed).named("discriminator").named(&table.name);
    let real = features(&fields, |field| &field.real, table.real_rows, stream.named("real"));
    let rows = table.synthetic_rows;
    let synthetic = features(&fields, |field| &field.synthetic, rows, stream.named("synthetic"));
    if fields.is_empty() || real.rows < 30 || synthetic.rows < 30 {
        return Err("it takes thirty rows of each, and a column whose values are compared".into());
    }
    // Equally many of each.
    let each = real.rows.min(synthetic.rows);
    let mut all = Features { columns: Vec::new(), rows: 2 * each };
    for (one, other) in real.columns.iter().zip(&synthetic.columns) {
        all.columns.push([&one[..each], &other[..each]].concat());
    }
    let is_synthetic = |row: usize| f64::from(u8::from(row >= each));
    let fold = |row: usize| (stream.at(row as u64) % FOLDS as u64) as usize;
    let categorical = categorical(&fields);
    let mut areas = Vec::new();
    for held in 0..FOLDS {
        let (asked, known): (Vec<usize>, Vec<usize>) =
            (0..all.rows).partition(|&row| fold(row) == held);
        let y: Vec<f64> = known.iter().map(|&row| is_synthetic(row)).collect();
        let (known, rows) = (all.gather(&known), all.gather(&asked));
        let found = predict(Objective::LogLoss, &categorical, &known, &y, &rows)?;
        let truth: Vec<bool> = asked.iter().map(|&row| row >= each).collect();
        areas.extend(area_under_curve(&found, &truth));
    }
    mean(areas.into_iter()).ok_or_else(|| "a fold has rows of one sort only".to_owned())
}

/// The probability that a random true row is ranked above a random other one, ties by half.
pub(crate) fn area_under_curve(scores: &[f64], truth: &[bool]) -> Option<f64> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_unstable_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let positives = truth.iter().filter(|&&truth| truth).count() as f64;
    let negatives = truth.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let (mut ranks, mut at) = (0.0, 0);
    while at < order.len() {
        let tied = order[at..].iter().take_while(|&&row| scores[row] == scores[order[at]]).count();
        let rank = at as f64 + f64::midpoint(tied as f64, 1.0);
        let of_true = order[at..at + tied].iter().filter(|&&row| truth[row]).count();
        ranks += rank * of_true as f64;
        at += tied;
    }
    Some((ranks - positives * (positives + 1.0) / 2.0) / (positives * negatives))
}

/// `TrainOnSynthetic` for a target column: tested on the holdout, or, without one, on a third of
/// the real rows, which the real model then does not see.
pub(crate) fn train_on_synthetic(table: &TablePair, target: &str, seed: u64) -> Score {
    let new = |value| Score::new("TrainOnSynthetic", &table.name, &[target], value);
    let outcome = table
        .field(target)
        .ok_or_else(|| "the synthetic data has no such column".to_owned())
        .and_then(|field| field.usable().map(|()| field))
        .and_then(|field| compare_models(table, field, seed));
    match outcome {
        Err(reason) => new(Err(reason)),
        Ok((real, synthetic, chance)) => {
            let value = if real > chance {
                Ok(((synthetic - chance) / (real - chance)).clamp(0.0, 1.0))
            } else {
                Err("real rows themselves do not tell the target".into())
            };
            new(value).with("real", real).with("synthetic", synthetic).with("by_chance", chance)
        }
    }
}

/// What models of real and of synthetic rows reach, and what guessing does: the area under the
/// curve for categories, R² for numbers.
fn compare_models(table: &TablePair, target: &Field, seed: u64) -> Result<(f64, f64, f64), String> {
    let fields: Vec<&Field> = table.compared().filter(|field| field.name != target.name).collect();
    let mut all = fields.clone();
    all.push(target);
    let stream = Stream::root(seed).named("train on synthetic").named(&table.name);
    let of_real = features(&all, |field| &field.real, table.real_rows, stream.named("real"));
    let rows = table.synthetic_rows;
    let synthetic = features(&all, |field| &field.synthetic, rows, stream.named("synthetic"));
    let (train, test) = match table.holdout_rows {
        Some(rows) => (of_real, features(&all, Field::held, rows, stream.named("holdout"))),
        None => {
            let (test, train): (Vec<usize>, Vec<usize>) =
                (0..of_real.rows).partition(|&row| stream.at(row as u64).is_multiple_of(3));
            (of_real.gather(&train), of_real.gather(&test))
        }
    };
    if fields.is_empty() || [&train, &test, &synthetic].iter().any(|part| part.rows < 30) {
        return Err("it takes thirty rows of each dataset, and another column".into());
    }
    let split = |mut part: Features| {
        let y = part.columns.pop().unwrap_or_default();
        let known: Vec<usize> = (0..part.rows).filter(|&row| !y[row].is_nan()).collect();
        (part.gather(&known), known.iter().map(|&row| y[row]).collect::<Vec<f64>>())
    };
    let ((train, y), (test, truth), (synthetic, y_synthetic)) =
        (split(train), split(test), split(synthetic));
    let categorical = categorical(&fields);
    let model = |known: &Features, y: &[f64]| {
        if target.kind.is_discrete() {
            classes(&categorical, known, y, &test, &truth)
        } else {
            explained(&categorical, known, y, &test, &truth)
        }
    };
    let chance = if target.kind.is_discrete() { 0.5 } else { 0.0 };
    Ok((model(&train, &y)?, model(&synthetic, &y_synthetic)?, chance))
}

/// The mean area under the curve over the commonest classes, each against all others.
fn classes(
    categorical: &HashSet<usize>,
    known: &Features,
    y: &[f64],
    test: &Features,
    truth: &[f64],
) -> Result<f64, String> {
    let present = |class: usize| truth.contains(&(class as f64));
    let classes: Vec<usize> = (0..MOST_CLASSES).filter(|&class| present(class)).collect();
    // Of two classes one tells the other.
    let asked = if classes.len() == 2 { &classes[..1] } else { &classes[..] };
    let mut areas = Vec::new();
    for &class in asked {
        let is_class = |&value: &f64| f64::from(u8::from(value == class as f64));
        let own: Vec<f64> = y.iter().map(is_class).collect();
        let truth: Vec<bool> = truth.iter().map(|value| is_class(value) > 0.0).collect();
        let constant = own.iter().all(|&value| value == own[0]);
        let found = if constant {
            // A class that was never seen, or nothing else: no ranking at all.
            vec![0.0; truth.len()]
        } else {
            predict(Objective::LogLoss, categorical, known, &own, test)?
        };
        areas.extend(area_under_curve(&found, &truth));
    }
    mean(areas.into_iter()).ok_or_else(|| "the target has one value only".to_owned())
}

/// R² on the test rows, not below 0.
fn explained(
    categorical: &HashSet<usize>,
    known: &Features,
    y: &[f64],
    test: &Features,
    truth: &[f64],
) -> Result<f64, String> {
    let found = predict(Objective::SquaredLoss, categorical, known, y, test)?;
    let average = mean(truth.iter().copied()).unwrap_or(f64::NAN);
    let rest: f64 = truth.iter().zip(&found).map(|(truth, found)| (truth - found).powi(2)).sum();
    let all: f64 = truth.iter().map(|truth| (truth - average).powi(2)).sum();
    if all > 0.0 {
        Ok((1.0 - rest / all).max(0.0))
    } else {
        Err("the target has one value only".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_under_the_curve_counts_ties_by_half() {
        let truth = [false, true, false, true];
        assert_eq!(area_under_curve(&[0.1, 0.9, 0.2, 0.8], &truth), Some(1.0));
        assert_eq!(area_under_curve(&[0.5; 4], &truth), Some(0.5));
        assert_eq!(area_under_curve(&[0.9, 0.1, 0.8, 0.2], &truth), Some(0.0));
        assert_eq!(area_under_curve(&[0.5; 2], &[true, true]), None);
    }
}
