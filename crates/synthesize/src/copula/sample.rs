//! Drawing from a fitted copula, freely or under conditions.
//!
//! Dimensions under conditions come first: then a Cholesky factor gives the exact distribution of
//! the rest. An exact value fixes its number of the standard normal vector; an interval is drawn
//! from the truncated normal; where several intervals meet, draws are kept with the probability
//! that the later intervals had, which makes them exact too.

use rayon::prelude::*;
use seedbed_dataset::seed::Stream;

use super::{CopulaModel, Role, matrix, matrix::Lower, score};
use crate::{
    Frame, NULL_CODE, Request, SynthesizeError,
    encode::View,
    math::{
        special::{normal_cdf, normal_quantile},
        threads,
    },
    table::{Check, Resolved},
};

/// Tries for each row.
const ATTEMPTS: u32 = 2_000;

/// Draws that one is chosen from, where a row is given.
const PROPOSALS: u32 = 8;

/// Probabilities nearer to 0 or 1 than this are not told apart from them.
const LEAST: f64 = 1e-12;

/// What is known of a dimension before it is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known {
    Free,
    Exactly(f64),
    /// Between two scores.
    Within(f64, f64),
}

/// How rows of a request are drawn.
struct Draw<'a> {
    model: &'a CopulaModel,
    conditions: Vec<Resolved>,
    context: Vec<Option<View>>,
    /// Dimensions, those with conditions first.
    order: Vec<usize>,
    lower: Lower,
    stream: Stream,
}

pub(super) fn sample(model: &CopulaModel, request: &Request<'_>) -> Result<Frame, SynthesizeError> {
    let conditions = model.table.resolve(request.conditions)?;
    let context = model.table.context(request)?;
    let order = ordered(model, &conditions, &context);
    let correlations = matrix::permuted(&model.fit.correlations, &order);
    let lower = matrix::cholesky(&matrix::regularized(correlations, order.len()), order.len());
    let Some(lower) = lower else {
        return Err(SynthesizeError::damaged("model.json", "its correlations can't be factored"));
    };
    let stream = Stream::root(request.seed).named("copula rows");
    let draw = Draw { model, conditions, context, order, lower, stream };
    draw.check_possible()?;
    let rows: Vec<u64> = request.rows.clone().collect();
    threads::run(request.threads, || {
        let row = |(place, &row): (usize, &u64)| draw.row(place, row);
        let made = rows.par_iter().enumerate().with_min_len(256).map(row);
        let made = made.collect::<Result<Vec<_>, _>>()?;
        model.table.frame(draw.views(&made), &request.rows, request.seed)
    })
}

/// Exact values first, then intervals, then what is free: nothing is drawn before it must be.
fn ordered(model: &CopulaModel, conditions: &[Resolved], context: &[Option<View>]) -> Vec<usize> {
    let group = |&dimension: &usize| {
        let dimension = &model.fit.dimensions[dimension];
        let constrained = context[dimension.column].is_some()
            || conditions.iter().any(|one| one.column == dimension.column);
        match &dimension.role {
            _ if !constrained => 2,
            Role::Number { marginal } if marginal.is_continuous() => 0,
            _ => 1,
        }
    };
    let mut order: Vec<usize> = (0..model.fit.dimensions.len()).collect();
    order.sort_by_key(group);
    order
}

impl Draw<'_> {
    /// Refuses conditions that no row can meet, before any row is tried.
    fn check_possible(&self) -> Result<(), SynthesizeError> {
        for one in &self.conditions {
            let dimensions = || self.model.fit.dimensions.iter().filter(|d| d.column == one.column);
            let possible =
                dimensions().all(|dimension| known(&dimension.role, &one.check).is_some());
            let nulls = dimensions().any(|d| matches!(d.role, Role::Nulls { .. }));
            let numbers = dimensions().any(|d| matches!(d.role, Role::Number { .. }));
            let possible = possible
                && match one.check {
                    Check::Null => !numbers || nulls,
                    Check::Numbers(_) | Check::Between(..) => numbers,
                    Check::NotNull => numbers || !nulls,
                    Check::Codes(_) => true,
                };
            if !possible {
                let name = &self.model.table.columns[one.column].name;
                return Err(SynthesizeError::column(name, "never was like that in the data"));
            }
        }
        Ok(())
    }

    /// The scores of one row, by dimension.
    fn row(&self, place: usize, row: u64) -> Result<Vec<f64>, SynthesizeError> {
        let known: Vec<Known> = self.order.iter().map(|&d| self.known(d, place)).collect();
        if self.context.iter().any(Option::is_some) {
            return self.chosen_row(row, &known);
        }
        for attempt in 0..ATTEMPTS {
            let stream = self.stream.nth(row).nth(attempt.into());
            let (scores, weight) = draw(&self.lower, &known, stream);
            if stream.named("kept").unit(0) > weight {
                continue;
            }
            let mut by_dimension = vec![0.0; scores.len()];
            self.order.iter().zip(scores).for_each(|(&place, score)| by_dimension[place] = score);
            if self.conditions.iter().all(|one| self.meets(one, &by_dimension)) {
                return Ok(by_dimension);
            }
        }
        let columns = self.model.table.names(&self.conditions);
        Err(SynthesizeError::Unmet { row, attempts: ATTEMPTS, columns })
    }

    /// The same where a whole row is given: many narrow intervals together are met too seldom to
    /// wait for them, so one of several draws is chosen by weight (sampling importance resampling,
    /// Rubin 1987).
    fn chosen_row(&self, row: u64, known: &[Known]) -> Result<Vec<f64>, SynthesizeError> {
        let intervals = known.iter().filter(|known| matches!(known, Known::Within(..))).count();
        // A single interval weighs the same in all draws.
        let proposals = if intervals > 1 { PROPOSALS } else { 1 };
        for attempt in 0..ATTEMPTS / PROPOSALS {
            let (mut chosen, mut sum) = (None, 0.0);
            for proposal in 0..proposals {
                let number = u64::from(attempt * PROPOSALS + proposal);
                let stream = self.stream.nth(row).nth(number);
                let (scores, weight) = draw(&self.lower, known, stream);
                sum += weight;
                if chosen.is_none() || stream.named("kept").unit(0) * sum < weight {
                    chosen = Some(scores);
                }
            }
            let scores = chosen.unwrap_or_default();
            let mut by_dimension = vec![0.0; scores.len()];
            self.order.iter().zip(scores).for_each(|(&place, score)| by_dimension[place] = score);
            if self.conditions.iter().all(|one| self.meets(one, &by_dimension)) {
                return Ok(by_dimension);
            }
        }
        let columns = self.model.table.names(&self.conditions);
        Err(SynthesizeError::Unmet { row, attempts: ATTEMPTS, columns })
    }

    /// What the conditions and the context say of a dimension.
    fn known(&self, dimension: usize, place: usize) -> Known {
        let dimension = &self.model.fit.dimensions[dimension];
        let role = &dimension.role;
        if let Some(view) = &self.context[dimension.column] {
            return given(role, view, place);
        }
        let checks = self.conditions.iter().filter(|one| one.column == dimension.column);
        // The first that says something; the others are tested on the finished row.
        checks
            .filter_map(|one| known(role, &one.check))
            .find(|known| *known != Known::Free)
            .unwrap_or(Known::Free)
    }

    fn meets(&self, one: &Resolved, scores: &[f64]) -> bool {
        match self.cell(one.column, scores) {
            Cell::Code(code) => one.check.code(code),
            Cell::Number(number) => {
                one.check.number(self.model.table.columns[one.column].form.round(number))
            }
        }
    }

    /// A column's value from a row's scores.
    fn cell(&self, column: usize, scores: &[f64]) -> Cell {
        let mut cell = Cell::Number(f64::NAN);
        for (dimension, score) in self.model.fit.dimensions.iter().zip(scores) {
            if dimension.column != column {
                continue;
            }
            let u = normal_cdf(*score);
            match &dimension.role {
                Role::Codes { .. } => return Cell::Code(dimension.role.code(u)),
                Role::Nulls { share } if u < *share => return Cell::Number(f64::NAN),
                Role::Nulls { .. } => {}
                Role::Number { marginal } => cell = Cell::Number(marginal.quantile(u)),
            }
        }
        cell
    }

    fn views(&self, rows: &[Vec<f64>]) -> Vec<Option<View>> {
        let view = |(column, learned): (usize, &crate::table::Learned)| {
            if learned.context {
                return None;
            }
            let cells = rows.iter().map(|scores| self.cell(column, scores));
            Some(if learned.form.cardinality().is_some() {
                let code = |cell| if let Cell::Code(code) = cell { code } else { NULL_CODE };
                View::Codes(cells.map(code).collect())
            } else {
                let number = |cell| if let Cell::Number(number) = cell { number } else { f64::NAN };
                View::Numbers(cells.map(number).collect())
            })
        };
        self.model.table.columns.iter().enumerate().map(view).collect()
    }
}

enum Cell {
    Code(u32),
    Number(f64),
}

/// What a condition says of a dimension's score; nothing when it can't be.
fn known(role: &Role, check: &Check) -> Option<Known> {
    let within = |(low, high): (f64, f64)| Known::Within(edge(low), edge(high));
    match (role, check) {
        (Role::Codes { .. }, Check::Codes(codes)) => match codes.as_slice() {
            [code] => role.interval(*code).map(within),
            several => several.iter().any(|c| role.interval(*c).is_some()).then_some(Known::Free),
        },
        (Role::Codes { .. }, Check::Null) => role.interval(NULL_CODE).map(within),
        (Role::Codes { codes, .. }, Check::NotNull) => {
            codes.iter().any(|code| *code != NULL_CODE).then_some(Known::Free)
        }
        (Role::Nulls { share }, Check::Null) => Some(within((0.0, *share))),
        (Role::Nulls { share }, _) => Some(within((*share, 1.0))),
        (Role::Number { marginal }, Check::Numbers(numbers)) => match numbers.as_slice() {
            [number] => marginal.probability(*number).map(|(low, high)| {
                if high > low { within((low, high)) } else { Known::Exactly(score(low)) }
            }),
            several => {
                several.iter().any(|n| marginal.probability(*n).is_some()).then_some(Known::Free)
            }
        },
        (Role::Number { marginal }, Check::Between(low, high)) => {
            marginal.range(*low, *high).map(within)
        }
        _ => Some(Known::Free),
    }
}

/// What a row's context says. What was never seen says nothing.
fn given(role: &Role, view: &View, place: usize) -> Known {
    let known = match view {
        View::Codes(codes) => known(role, &Check::Codes(vec![codes[place]])),
        View::Numbers(values) if values[place].is_nan() => known(role, &Check::Null),
        View::Numbers(values) => known(role, &Check::Numbers(vec![values[place]])),
        View::Texts(_) => None,
    };
    known.unwrap_or(Known::Free)
}

/// The score at an interval's end; the first and the last reach on for ever.
fn edge(u: f64) -> f64 {
    if u <= 0.0 {
        f64::NEG_INFINITY
    } else if u >= 1.0 {
        f64::INFINITY
    } else {
        normal_quantile(u)
    }
}

/// Scores in the order of the factor's rows, and the probability to keep them with: that of what
/// was known, given what was drawn before it.
pub(super) fn draw(lower: &Lower, known: &[Known], stream: Stream) -> (Vec<f64>, f64) {
    let mut noise: Vec<f64> = Vec::with_capacity(known.len());
    let mut scores = Vec::with_capacity(known.len());
    // What is the same for all draws needs no weight: only what follows something drawn does.
    let (mut weight, mut drawn) = (1.0, false);
    for (i, known) in known.iter().enumerate() {
        let row = lower.row(i);
        let mean: f64 = row.iter().zip(&noise).map(|(a, b)| a * b).sum();
        let scale = row[i];
        let u = stream.unit(i as u64);
        let (value, share) = match *known {
            Known::Free => (normal_quantile(u), 1.0),
            Known::Exactly(score) => {
                let value = (score - mean) / scale;
                (value, libm::exp(-0.5 * value * value))
            }
            Known::Within(low, high) => {
                let (from, to) =
                    (normal_cdf((low - mean) / scale), normal_cdf((high - mean) / scale));
                // Far out in a tail the interval's share is below what numbers tell apart.
                let place = (from + (to - from) * u).clamp(LEAST, 1.0 - LEAST);
                (normal_quantile(place), to - from)
            }
        };
        if drawn {
            weight *= share;
        }
        drawn |= !matches!(known, Known::Exactly(_));
        noise.push(value);
        scores.push(mean + scale * value);
    }
    (scores, weight)
}
