//! What knowing some columns tells of a sensitive one (correct attribution probability).

use polars::prelude::JoinType;

use super::Asked;
use crate::scores::{
    cells::{Cells, NULL},
    frames::{codes, counted, counts, frame, joined},
    pairing::{Field, TablePair},
    score::Score,
    single::bounds,
};

/// Ranges that numbers are made into.
const RANGES: usize = 10;

/// What the sensitive column is called among the others, which have numbers.
const SECRET: &str = "secret";

/// `DisclosureProtection` of each sensitive column, all other compared columns being known.
pub(super) fn disclosure(table: &TablePair, asked: &Asked) -> Vec<Score> {
    let of_table = asked.sensitive.iter().filter(|(of, _)| *of == table.name);
    let score = |(_, column): &(String, String)| {
        let outcome = match table.field(column) {
            None => Err("the synthetic data has no such column".to_owned()),
            Some(field) => field.usable().and_then(|()| protection(table, field)),
        };
        let (value, details) = match outcome {
            Ok(found) => (Ok(found.score), Some(found)),
            Err(reason) => (Err(reason), None),
        };
        let score = Score::new("DisclosureProtection", &table.name, &[column], value);
        match details {
            Some(found) => {
                score.with("protection", found.protection).with("baseline", found.baseline)
            }
            None => score,
        }
    };
    of_table.map(score).collect()
}

struct Found {
    score: f64,
    protection: f64,
    baseline: f64,
}

fn protection(table: &TablePair, sensitive: &Field) -> Result<Found, String> {
    let known: Vec<Discrete> =
        table.compared().filter(|field| field.name != sensitive.name).map(Discrete::new).collect();
    let secret = Discrete::new(sensitive);
    if known.is_empty() {
        return Err("no other column is compared".into());
    }
    let mut values = secret.real.clone();
    values.sort_unstable();
    values.dedup();
    let baseline = 1.0 - 1.0 / values.len() as f64;
    if values.len() < 2 {
        return Err("all real values are the same".into());
    }
    let names: Vec<String> = (0..known.len()).map(|at| at.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let all_names = [names.as_slice(), &[SECRET]].concat();
    let side = |of: fn(&Discrete) -> &Vec<u32>| {
        let known = names.iter().zip(&known).map(|(name, column)| codes(name, of(column)));
        frame(known.chain([codes(SECRET, of(&secret))]).collect())
    };
    // Per combination of what is known: its synthetic rows, and those with each secret value.
    let synthetic = counted(&side(|column| &column.synthetic), &all_names, "alike");
    let told = counted(&side(|column| &column.synthetic), &names, "told");
    let real = counted(&side(|column| &column.real), &all_names, "rows");
    let found = joined(&real, &told, &names, JoinType::Inner);
    let found = joined(&found, &synthetic, &all_names, JoinType::Left);
    let columns = ["rows", "told", "alike"].map(|name| counts(&found, name));
    let (mut rows, mut right) = (0, 0.0);
    for ((&count, &told), &alike) in columns[0].iter().zip(&columns[1]).zip(&columns[2]) {
        right += f64::from(count) * f64::from(alike) / f64::from(told);
        rows += count;
    }
    if rows == 0 {
        return Err("no real row has known values that a synthetic row has too".into());
    }
    let protection = 1.0 - right / f64::from(rows);
    Ok(Found { score: (protection / baseline).min(1.0), protection, baseline })
}

/// A column as codes; numbers in ten ranges of equal width over the real values, the ends open.
struct Discrete {
    real: Vec<u32>,
    synthetic: Vec<u32>,
}

impl Discrete {
    fn new(field: &Field) -> Self {
        match (&field.real, &field.synthetic) {
            (Cells::Numbers(real), Cells::Numbers(synthetic)) => {
                let (low, high) = bounds(real).unwrap_or((0.0, 0.0));
                let (low, high) = if low == high {
                    // As wide as a constant column's range can be told.
                    let around = if low == 0.0 { 0.001 } else { 0.001 * low.abs() };
                    (low - around, high + around)
                } else {
                    (low, high)
                };
                let step = (high - low) / RANGES as f64;
                let range = |&value: &f64| {
                    if value.is_nan() {
                        return NULL;
                    }
                    let above = (1..RANGES).filter(|&at| value > low + at as f64 * step).count();
                    above as u32
                };
                Self {
                    real: real.iter().map(range).collect(),
                    synthetic: synthetic.iter().map(range).collect(),
                }
            }
            (real, synthetic) => {
                Self { real: real.codes().to_vec(), synthetic: synthetic.codes().to_vec() }
            }
        }
    }
}
