//! Numbers from a distribution, rounded, bounded, with prices' usual endings.

use seedbed_dataset::seed::{below, unit};
use seedbed_expr::Value;
use seedbed_schema::DataType;

use super::{Capacity, Draw, Drawn, Formula, Target};
use crate::{
    distribution::{Alias, Quantiles, Sampler, power_of_ten, zipf_weights},
    problem::GenerateError,
};

/// Bounds that other columns set, beside the fixed ones.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    /// Each row's value is at least these (strictly above where the flag is set).
    pub(crate) low: Vec<(Formula, bool)>,
    /// Each row's value is at most these (strictly below where the flag is set).
    pub(crate) high: Vec<(Formula, bool)>,
}

/// Which end of a range a bound is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Low,
    High,
}

impl Limits {
    pub(crate) fn is_empty(&self) -> bool {
        self.low.is_empty() && self.high.is_empty()
    }

    pub(crate) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.low.iter().chain(&self.high).map(|(formula, _)| formula)
    }

    /// Tightens `low` and `high`, one of each per row; `measure` gives the place of
    /// a bound on that side.
    pub(crate) fn apply(
        &self,
        draw: Draw<'_, '_>,
        low: &mut [i64],
        high: &mut [i64],
        measure: impl Fn(&Value, Side) -> Option<i64>,
    ) -> Result<(), GenerateError> {
        for (formula, strict) in &self.low {
            for (at, value) in formula.values(draw.frame)?.iter().enumerate() {
                if let Some(bound) = measure(value, Side::Low) {
                    low[at] = low[at].max(bound.saturating_add(i64::from(*strict)));
                }
            }
        }
        for (formula, strict) in &self.high {
            for (at, value) in formula.values(draw.frame)?.iter().enumerate() {
                if let Some(bound) = measure(value, Side::High) {
                    high[at] = high[at].min(bound.saturating_sub(i64::from(*strict)));
                }
            }
        }
        Ok(())
    }
}

/// Draws numbers as whole multiples of 10^-scale.
#[derive(Debug)]
pub(crate) struct NumberMaker {
    /// The smallest and largest value, in units of 10^-scale.
    pub(crate) low: i64,
    pub(crate) high: i64,
    pub(crate) limits: Limits,
    pub(crate) scale: u8,
    /// Values are multiples of this many units.
    step: i64,
    /// What prices end in, in units.
    endings: Vec<i64>,
    /// What endings are parts of, in units: 1, or the step of whole numbers.
    whole: i64,
    sampler: Sampler,
    shape: Shape,
    /// 10^scale.
    power: f64,
}

/// How a number is drawn when only fixed bounds hold.
#[derive(Debug)]
enum Shape {
    /// All alike.
    Uniform,
    /// Few values, by weight.
    Ranks(Alias),
    /// By the quantile function.
    Table(Quantiles),
}

/// The most values whose weights are listed.
const MOST_RANKS: i64 = 4_096;

impl NumberMaker {
    /// The smallest and largest number of no more than so many digits behind the point, in units
    /// of its last.
    pub(crate) fn range(&self, scale: u8) -> (i64, i64) {
        let unit = power_of_ten(self.scale.saturating_sub(scale)) as i64;
        let finer = power_of_ten(scale.saturating_sub(self.scale)) as i64;
        let low = self.low.div_euclid(unit) + i64::from(self.low % unit != 0);
        (low.saturating_mul(finer), self.high.div_euclid(unit).saturating_mul(finer))
    }

    /// A maker of values between `low` and `high` units.
    pub(crate) fn new(
        sampler: Sampler,
        (low, high, scale): (i64, i64, u8),
        limits: Limits,
        step: i64,
        endings: Vec<i64>,
    ) -> Self {
        let power = power_of_ten(scale);
        let counted = scale == 0 && !endings.is_empty();
        let (whole, step) = if counted { (step.max(1), 1) } else { (power as i64, step) };
        let ranks = high.saturating_sub(low).saturating_add(1);
        let shape = match &sampler {
            Sampler::Uniform => Shape::Uniform,
            Sampler::Zipf { exponent } if scale == 0 && ranks <= MOST_RANKS => {
                let weights = zipf_weights(ranks as usize, *exponent);
                Alias::new(weights.len(), Some(&weights)).map_or(Shape::Uniform, Shape::Ranks)
            }
            sampler => {
                let table =
                    Quantiles::new(sampler.clone(), low as f64 / power, high as f64 / power);
                Shape::Table(table)
            }
        };
        let step = step.max(1);
        Self { low, high, limits, scale, step, endings, whole, sampler, shape, power }
    }

    pub(crate) fn formulas(&self) -> Vec<&Formula> {
        self.limits.formulas().collect()
    }

    pub(crate) fn capacity(&self) -> Capacity {
        if !self.limits.is_empty() {
            return Capacity::Unknown;
        }
        let (first, last) = self.multiples(self.low, self.high);
        if last < first {
            return Capacity::Values(0);
        }
        Capacity::Values(last.abs_diff(first).saturating_add(1))
    }

    /// The first and last multiple of the step within the bounds.
    fn multiples(&self, low: i64, high: i64) -> (i64, i64) {
        (-low.saturating_neg().div_euclid(self.step), high.div_euclid(self.step))
    }

    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Result<Drawn, GenerateError> {
        let units = self.units(draw)?;
        Ok(match &target.data_type {
            DataType::Float { .. } => {
                Drawn::Floats(units.into_iter().map(|unit| unit as f64 / self.power).collect())
            }
            _ if self.scale == 0 => Drawn::Ints(units),
            _ => Drawn::Scaled(units, self.scale),
        })
    }

    fn units(&self, draw: Draw<'_, '_>) -> Result<Vec<i64>, GenerateError> {
        if let Some(places) = draw.places {
            let (first, _) = self.multiples(self.low, self.high);
            return Ok(places
                .iter()
                .map(|&place| first.wrapping_add_unsigned(place) * self.step)
                .collect());
        }
        let numbers = draw.numbers();
        let insists = draw.insists();
        if self.limits.is_empty() && insists {
            let near = |&number: &u64| {
                let (low, high) = self.near(draw, number);
                self.between(draw.stream.at(number), low, high)
            };
            return Ok(numbers.iter().map(near).collect());
        }
        if self.limits.is_empty() {
            let bits = numbers.iter().map(|&number| draw.stream.at(number));
            return Ok(bits.map(|bits| self.fixed(bits)).collect());
        }
        let mut low = vec![self.low; numbers.len()];
        let mut high = vec![self.high; numbers.len()];
        let power = self.power;
        // A bound between two units leaves only what is inside; a hair's breadth is rounding.
        let measure = |value: &Value, side: Side| {
            value.to_f64().map(|x| match side {
                Side::Low => (x * power - 1e-6).ceil() as i64,
                Side::High => (x * power + 1e-6).floor() as i64,
            })
        };
        self.limits.apply(draw, &mut low, &mut high, measure)?;
        Ok(numbers
            .iter()
            .enumerate()
            .map(|(at, &number)| {
                // A lower bound from another column outweighs a fixed upper one.
                let (low, mut high) = (low[at], high[at].max(low[at]));
                if insists {
                    high = low.saturating_add(high.saturating_sub(low) >> reach(draw, number));
                }
                self.between(draw.stream.at(number), low, high)
            })
            .collect())
    }

    /// Part of the range around what is nearest to zero. Sums and products of several columns
    /// that must stay within bounds are met by small numbers sooner than by any others.
    fn near(&self, draw: Draw<'_, '_>, number: u64) -> (i64, i64) {
        let centre = 0_i64.clamp(self.low, self.high);
        let reach = self.high.saturating_sub(self.low) >> reach(draw, number);
        let (low, high) = (centre.saturating_sub(reach), centre.saturating_add(reach));
        (low.max(self.low), high.min(self.high))
    }

    /// A value within the fixed bounds.
    #[inline]
    fn fixed(&self, bits: u64) -> i64 {
        let drawn = match &self.shape {
            Shape::Uniform => uniform(bits, self.low, self.high),
            Shape::Ranks(alias) => self.low + alias.pick(bits) as i64,
            Shape::Table(table) => (table.sample(unit(bits)) * self.power).round() as i64,
        };
        self.finish(drawn, bits, self.low, self.high)
    }

    /// A value within a row's own bounds.
    fn between(&self, bits: u64, low: i64, high: i64) -> i64 {
        let drawn = if matches!(self.sampler, Sampler::Uniform) {
            uniform(bits, low, high)
        } else {
            let (least, most) = (low as f64 / self.power, high as f64 / self.power);
            let (a, b) = if self.sampler.needs_bounds() {
                (least, most)
            } else {
                (f64::NEG_INFINITY, f64::INFINITY)
            };
            (self.sampler.sample(unit(bits), a, b) * self.power).round() as i64
        };
        // A shape that lies elsewhere says nothing of what is within the bounds.
        if !(low..=high).contains(&drawn) {
            return self.finish(uniform(bits, low, high), bits, low, high);
        }
        self.finish(drawn, bits, low, high)
    }

    #[inline]
    fn finish(&self, drawn: i64, bits: u64, low: i64, high: i64) -> i64 {
        if self.step == 1 && self.endings.is_empty() {
            return drawn.clamp(low, high);
        }
        let ended = self.end(drawn, bits);
        if (low..=high).contains(&ended) {
            return ended;
        }
        match self.multiples(low, high) {
            (first, last) if self.step > 1 && first <= last => {
                drawn.div_euclid(self.step).clamp(first, last) * self.step
            }
            _ => drawn.clamp(low, high),
        }
    }

    /// Gives a value its step and its ending.
    fn end(&self, value: i64, bits: u64) -> i64 {
        let stepped = match self.step {
            1 => value,
            step => (value + step / 2).div_euclid(step) * step,
        };
        if self.endings.is_empty() {
            return stepped;
        }
        let ending = self.endings[below(bits.rotate_left(17), self.endings.len() as u64) as usize];
        stepped.div_euclid(self.whole) * self.whole + ending
    }
}

/// By how many bits a range shrinks for a row that insists on meeting the CHECKs.
fn reach(draw: Draw<'_, '_>, number: u64) -> u32 {
    2 * below(draw.stream.named("reach").at(number), 8) as u32
}

#[inline]
fn uniform(bits: u64, low: i64, high: i64) -> i64 {
    low.wrapping_add(below(bits, (high.wrapping_sub(low) as u64).saturating_add(1)) as i64)
}
