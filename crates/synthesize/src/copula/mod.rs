//! The Gaussian copula (Sklar 1959; Nelsen, "An Introduction to Copulas", 2006): every column's own
//! distribution, and the correlations of their normal scores.
//!
//! A category is an interval of the probabilities from 0 to 1 as wide as its share. A column of
//! numbers with nulls is two dimensions: whether there is a number, and which.

mod marginal;
mod matrix;
mod sample;

use std::collections::BTreeMap;

use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

use self::marginal::Marginal;
use crate::{
    ColumnSummary, Files, FitOptions, Fitted, Frame, Method, NULL_CODE, Observer, Request,
    SynthesizeError, Synthesizer, encode::View, files, math::special::normal_quantile,
    table::Table,
};

/// The method called "copula".
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copula;

/// A fitted copula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CopulaModel {
    table: Table,
    fit: Fit,
}

/// What is stored of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Fit {
    dimensions: Vec<Dimension>,
    /// By rows, of the dimensions.
    #[serde(with = "crate::exact::list")]
    correlations: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stored {
    table: Table,
    #[serde(flatten)]
    fit: Fit,
}

/// A dimension of the normal distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Dimension {
    column: usize,
    #[serde(flatten)]
    role: Role,
}

/// What it stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "lowercase")]
enum Role {
    /// A category: codes, the commonest first, with the share of rows up to each.
    Codes {
        codes: Vec<u32>,
        #[serde(with = "crate::exact::list")]
        upto: Vec<f64>,
    },
    /// Whether a number is null: below this probability it is.
    Nulls {
        #[serde(with = "crate::exact")]
        share: f64,
    },
    /// A number.
    Number { marginal: Marginal },
}

/// Probabilities are kept this far from 0 and 1.
const EDGE: f64 = 1e-6;

fn score(u: f64) -> f64 {
    if u.is_nan() { u } else { normal_quantile(u.clamp(EDGE, 1.0 - EDGE)) }
}

impl Method for Copula {
    fn name(&self) -> &'static str {
        "copula"
    }

    fn fit(
        &self,
        frame: &Frame,
        options: &FitOptions,
        _resume: Option<&Files>,
        observer: &mut dyn Observer,
    ) -> Result<Fitted, SynthesizeError> {
        let table = Table::learn(frame, options, observer)?;
        let stream = Stream::root(options.seed).named("copula");
        let mut dimensions = Vec::new();
        let mut scores: Vec<Vec<f64>> = Vec::new();
        for (column, view) in table.views(frame)?.into_iter().enumerate() {
            if observer.cancelled() {
                return Ok(Fitted::Interrupted(Files::new()));
            }
            for (role, uniforms) in learn(&view, stream.nth(column as u64)) {
                dimensions.push(Dimension { column, role });
                scores.push(uniforms.into_iter().map(score).collect());
            }
        }
        let size = dimensions.len();
        let correlations = matrix::regularized(matrix::correlations(&scores), size);
        let fit = Fit { dimensions, correlations };
        Ok(Fitted::Finished(Box::new(CopulaModel { table, fit })))
    }
}

/// The dimensions of a column, with each row's probability.
fn learn(view: &View, stream: Stream) -> Vec<(Role, Vec<f64>)> {
    match view {
        View::Texts(_) => Vec::new(),
        View::Codes(codes) => {
            let role = Role::codes(codes);
            let uniform = |(row, &code): (u64, &u32)| {
                let (low, high) = role.interval(code).unwrap_or((0.0, 1.0));
                low + (high - low) * stream.unit(row)
            };
            let uniforms = (0..).zip(codes).map(uniform).collect();
            vec![(role, uniforms)]
        }
        View::Numbers(values) => {
            let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            let share = 1.0 - known.len() as f64 / values.len() as f64;
            let mut dimensions = Vec::new();
            if share > 0.0 {
                let uniform = |(row, value): (u64, &f64)| {
                    let (low, high) = if value.is_nan() { (0.0, share) } else { (share, 1.0) };
                    low + (high - low) * stream.named("null").unit(row)
                };
                let uniforms = (0..).zip(values).map(uniform).collect();
                dimensions.push((Role::Nulls { share }, uniforms));
            }
            if !known.is_empty() {
                let marginal = Marginal::fit(known);
                let uniforms = marginal.uniforms(values, stream);
                dimensions.push((Role::Number { marginal }, uniforms));
            }
            dimensions
        }
    }
}

impl Role {
    fn codes(codes: &[u32]) -> Self {
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        codes.iter().for_each(|code| *counts.entry(*code).or_default() += 1);
        let mut counts: Vec<(u32, u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut total = 0;
        let share = |(_, count): &(u32, u64)| {
            total += count;
            total as f64 / codes.len() as f64
        };
        let upto = counts.iter().map(share).collect();
        Self::Codes { codes: counts.into_iter().map(|(code, _)| code).collect(), upto }
    }

    /// The probabilities that a code stands for; nothing for one that never occurred.
    fn interval(&self, code: u32) -> Option<(f64, f64)> {
        let Self::Codes { codes, upto } = self else { return None };
        let place = codes.iter().position(|known| *known == code)?;
        Some((if place == 0 { 0.0 } else { upto[place - 1] }, upto[place]))
    }

    /// The code at a probability.
    fn code(&self, u: f64) -> u32 {
        let Self::Codes { codes, upto } = self else { return NULL_CODE };
        codes[upto.partition_point(|upto| *upto < u).min(codes.len() - 1)]
    }
}

impl Synthesizer for CopulaModel {
    fn method(&self) -> &'static str {
        "copula"
    }

    fn columns(&self) -> Vec<ColumnSummary> {
        self.table.summaries()
    }

    fn sample(&self, request: &Request<'_>) -> Result<Frame, SynthesizeError> {
        sample::sample(self, request)
    }

    fn save(&self) -> Result<Files, SynthesizeError> {
        let stored = Stored { table: self.table.clone(), fit: self.fit.clone() };
        files::pack("copula", &self.table.hash(), &stored, Files::new())
    }
}

impl CopulaModel {
    pub(crate) fn load(given: &Files) -> Result<Self, SynthesizeError> {
        let document = files::unpack::<Stored>(given)?;
        let Stored { table, fit } = document.model;
        let wrong = |problem| Err(SynthesizeError::damaged(files::MODEL_FILE, problem));
        if table.hash() != document.schema_hash {
            return wrong("damaged: its columns are not those that it was written with");
        }
        let size = fit.dimensions.len();
        let known = fit.dimensions.iter().all(|one| one.column < table.columns.len());
        let sound = fit.dimensions.iter().all(|one| match &one.role {
            Role::Codes { codes, upto } => !codes.is_empty() && codes.len() == upto.len(),
            Role::Nulls { share } => (0.0..=1.0).contains(share),
            Role::Number { marginal } => marginal.is_sound(),
        });
        let finite = fit.correlations.iter().all(|number| number.is_finite());
        if !known || !sound || !finite || fit.correlations.len() != size * size {
            return wrong("damaged: its numbers don't belong together");
        }
        Ok(Self { table, fit })
    }
}

#[cfg(test)]
mod tests;
