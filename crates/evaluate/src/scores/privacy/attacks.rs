//! Attacks with synthetic rows on real ones, as `anonymeter` 1.1 makes them (Giomi et al., "A
//! Unified Framework for Quantifying Privacy Risk in Synthetic Data", 2022).
//!
//! Each attack is made on rows that the generator saw, and on as many of a holdout where there is
//! one: the risk is what works better on the former. Scores are one minus the risk, so that more
//! is better.

mod singling_out;

use seedbed_dataset::seed::Stream;

use super::{
    Asked, Sample, chosen,
    neighbours::{Rows, nearest},
    risk::{residual_risk, success_rate},
};
use crate::scores::{
    cells::Cells,
    pairing::{Field, TablePair},
    score::Score,
};

/// All attacks on a table.
pub(super) fn attacks(table: &TablePair, sample: &Sample, asked: &Asked) -> Vec<Score> {
    let few = |rows: usize| rows < 10;
    let rows = |cells: &[Cells]| cells.first().map_or(0, Cells::len);
    if few(rows(&sample.real)) || few(rows(&sample.synthetic)) {
        let why = "attacks need ten rows and a column whose values are compared";
        return ["SinglingOutProtection", "LinkabilityProtection", "InferenceProtection"]
            .map(|metric| Score::new(metric, &table.name, &[], Err(why.into())))
            .into();
    }
    let stream = Stream::root(asked.seed).named("attacks").named(&table.name);
    let mut scores = singling_out::attacks(table, sample, asked.attacks, stream);
    scores.push(linkability(table, sample, asked.attacks, stream.named("linkability")));
    scores.extend(inference(table, sample, asked.attacks, stream.named("inference")));
    scores
}

/// Tries and successes on the rows that the generator saw, and on others.
pub(super) struct Successes {
    pub(super) attacks: usize,
    pub(super) of_real: f64,
    pub(super) control: Option<(usize, f64)>,
}

impl Successes {
    /// One minus the risk, with what it comes from.
    pub(super) fn score(&self, metric: &'static str, table: &str, columns: &[&str]) -> Score {
        if self.attacks == 0 || self.control.is_some_and(|(attacks, _)| attacks == 0) {
            let why = "nothing could be attacked: no guess could be made";
            return Score::new(metric, table, columns, Err(why.into()));
        }
        let attack = success_rate(self.attacks as f64, self.of_real);
        let control = self.control.map(|(attacks, right)| success_rate(attacks as f64, right));
        let risk = residual_risk(attack, control);
        Score::new(metric, table, columns, Ok(1.0 - risk.value))
            .with("risk", risk.value)
            .with("risk_low", risk.low)
            .with("risk_high", risk.high)
            .with("attacks", self.attacks as f64)
            .with("successes", self.of_real)
            .with("success_rate", attack.value)
            .with("control_successes", self.control.map_or(f64::NAN, |(_, right)| right))
            .with("control_rate", control.map_or(f64::NAN, |control| control.value))
    }
}

/// Some rows of a dataset to be attacked.
fn targets(cells: &[Cells], attacks: usize, stream: Stream) -> Vec<Cells> {
    let rows = cells.first().map_or(0, Cells::len);
    match chosen(rows, attacks, stream) {
        Some(rows) => cells.iter().map(|cells| cells.gather(&rows)).collect(),
        None => cells.to_vec(),
    }
}

/// Does the same synthetic row come nearest to both halves of what is known of a person?
fn linkability(table: &TablePair, sample: &Sample, attacks: usize, stream: Stream) -> Score {
    let columns = sample.fields.len();
    if columns < 2 {
        let why = "it takes two columns to link".to_owned();
        return Score::new("LinkabilityProtection", &table.name, &[], Err(why));
    }
    let halves = |cells: &[Cells]| {
        // Every other column, so that both halves say something.
        let half = |odd: usize| {
            cells
                .iter()
                .enumerate()
                .filter(|(at, _)| at % 2 == odd)
                .map(|(_, c)| c.clone())
                .collect()
        };
        [half(0), half(1)]
    };
    let synthetic: [Vec<Cells>; 2] = halves(&sample.synthetic);
    let linked = |cells: &[Cells], stream: Stream| {
        let targets = targets(cells, attacks, stream);
        let of_targets: [Vec<Cells>; 2] = halves(&targets);
        let nearest_rows = [0, 1].map(|half| find(&of_targets[half], &synthetic[half]));
        let same = nearest_rows[0].iter().zip(&nearest_rows[1]).filter(|(a, b)| a == b).count();
        (nearest_rows[0].len(), same as f64)
    };
    let (tries, right) = linked(&sample.real, stream.nth(0));
    let control = sample.holdout.as_deref().map(|cells| linked(cells, stream.nth(1)));
    Successes { attacks: tries, of_real: right, control }.score(
        "LinkabilityProtection",
        &table.name,
        &[],
    )
}

/// The nearest synthetic row of each target.
fn find(targets: &[Cells], synthetic: &[Cells]) -> Vec<u32> {
    let (rows, among) = (Rows::new(targets), Rows::new(synthetic));
    let scales = rows.scales_with(&among);
    nearest(&rows, &among, &scales).into_iter().map(|found| found.row).collect()
}

/// Does the most similar synthetic row tell the one value that is not known?
fn inference(table: &TablePair, sample: &Sample, attacks: usize, stream: Stream) -> Vec<Score> {
    let secrets = sample.fields.iter().enumerate();
    let attack = |(secret, field): (usize, &&Field)| {
        if sample.fields.len() < 2 {
            let why = "no other column is known".to_owned();
            return Score::new("InferenceProtection", &table.name, &[&field.name], Err(why));
        }
        let others = |cells: &[Cells]| -> Vec<Cells> {
            let known = cells.iter().enumerate().filter(|(at, _)| *at != secret);
            known.map(|(_, cells)| cells.clone()).collect()
        };
        let synthetic = others(&sample.synthetic);
        let told = |cells: &[Cells], stream: Stream| {
            let targets = targets(cells, attacks, stream);
            let found = find(&others(&targets), &synthetic);
            let guesses = sample.synthetic[secret].gather(&found);
            (found.len(), right_guesses(&guesses, &targets[secret]) as f64)
        };
        let stream = stream.named(&field.name);
        let (tries, right) = told(&sample.real, stream.nth(0));
        let control = sample.holdout.as_deref().map(|cells| told(cells, stream.nth(1)));
        Successes { attacks: tries, of_real: right, control }.score(
            "InferenceProtection",
            &table.name,
            &[&field.name],
        )
    };
    secrets.map(attack).collect()
}

/// Numbers within 5 % of the guess, categories and NULLs when equal.
fn right_guesses(guesses: &Cells, secrets: &Cells) -> usize {
    match (guesses, secrets) {
        (Cells::Numbers(guesses), Cells::Numbers(secrets)) => {
            let is_right = |(guess, secret): &(&f64, &f64)| {
                let both_null = guess.is_nan() && secret.is_nan();
                both_null || (*guess - *secret).abs() / (*guess + 1e-12) <= 0.05
            };
            guesses.iter().zip(secrets).filter(is_right).count()
        }
        (guesses, secrets) => {
            let pairs = guesses.codes().iter().zip(secrets.codes());
            pairs.filter(|(guess, secret)| guess == secret).count()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::cells::NULL;

    #[test]
    fn guesses_of_numbers_may_be_a_little_off() {
        let guesses = Cells::Numbers(vec![100.0, 100.0, f64::NAN, f64::NAN]);
        let secrets = Cells::Numbers(vec![104.0, 106.0, f64::NAN, 1.0]);
        assert_eq!(right_guesses(&guesses, &secrets), 2);
        assert_eq!(right_guesses(&Cells::Codes(vec![1, NULL]), &Cells::Codes(vec![1, NULL])), 2);
    }
}
