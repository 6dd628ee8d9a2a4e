//! The distribution of one column of numbers: a named family where one fits, or the data's own.

use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};
use statrs::function::{beta::beta_reg, gamma::gamma_lr};

use crate::math::special::{digamma, normal_cdf, trigamma};

/// A fitted marginal distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Marginal {
    /// The family that was chosen by likelihood, or "empirical".
    pub family: String,
    shape: Shape,
}

/// A quantile function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Shape {
    /// Distinct values and the share of rows up to each.
    Steps {
        #[serde(with = "crate::exact::list")]
        values: Vec<f64>,
        #[serde(with = "crate::exact::list")]
        upto: Vec<f64>,
    },
    /// Values at evenly spaced probabilities from 0 to 1, straight lines between.
    Line {
        #[serde(with = "crate::exact::list")]
        values: Vec<f64>,
    },
}

/// Columns of more distinct values are continuous.
const MOST_STEPS: usize = 512;
/// Pieces of a continuous quantile function.
const PIECES: usize = 1024;
/// A family further than this from the data (Kolmogorov's distance) is not used.
const FAR: f64 = 0.02;

impl Marginal {
    /// Fits the values, none of them NaN, at least one.
    pub(super) fn fit(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let rows = values.len() as f64;
        let mut steps: Vec<(f64, f64)> = Vec::new();
        for (&value, upto) in values.iter().zip(1..) {
            let upto = f64::from(upto) / rows;
            if steps.last().is_none_or(|last| last.0 != value) {
                steps.push((value, upto));
            }
            if steps.len() > MOST_STEPS {
                break;
            }
            if let Some(last) = steps.last_mut() {
                last.1 = upto;
            }
        }
        if steps.len() <= MOST_STEPS {
            let (values, upto) = steps.into_iter().unzip();
            return Self { family: "empirical".into(), shape: Shape::Steps { values, upto } };
        }
        let best = Family::candidates(&values)
            .into_iter()
            .map(|family| (family.log_likelihood(&values), family))
            .filter(|(likelihood, _)| likelihood.is_finite())
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        if let Some((_, family)) = best
            && family.distance(&values) <= FAR
        {
            let line = family.quantiles((values[0], values[values.len() - 1]));
            return Self { family: family.name().into(), shape: Shape::Line { values: line } };
        }
        let at = |piece: usize| quantile(&values, piece as f64 / PIECES as f64);
        let line = (0..=PIECES).map(at).collect();
        Self { family: "empirical".into(), shape: Shape::Line { values: line } }
    }

    /// Whether what was read is a distribution.
    pub(super) fn is_sound(&self) -> bool {
        match &self.shape {
            Shape::Steps { values, upto } => !values.is_empty() && values.len() == upto.len(),
            Shape::Line { values } => values.len() > 1,
        }
    }

    /// Whether a value stands for a single probability.
    pub(super) fn is_continuous(&self) -> bool {
        matches!(self.shape, Shape::Line { .. })
    }

    /// The value at a probability.
    pub(super) fn quantile(&self, u: f64) -> f64 {
        match &self.shape {
            Shape::Steps { values, upto } => {
                values[upto.partition_point(|upto| *upto < u).min(values.len() - 1)]
            }
            Shape::Line { values } => quantile(values, u),
        }
    }

    /// The probabilities that a value stands for: one for a continuous distribution, an interval
    /// where many rows have the value. Nothing for a value that can't occur.
    pub(super) fn probability(&self, value: f64) -> Option<(f64, f64)> {
        match &self.shape {
            Shape::Steps { values, upto } => {
                let place = values.iter().position(|known| *known == value)?;
                Some((if place == 0 { 0.0 } else { upto[place - 1] }, upto[place]))
            }
            Shape::Line { values } => {
                let (first, last) = (values[0], values[values.len() - 1]);
                (first..=last)
                    .contains(&value)
                    .then(|| (line_cdf(values, value, false), line_cdf(values, value, true)))
            }
        }
    }

    /// The probabilities of the values between two, both included; nothing where there are none.
    pub(super) fn range(&self, low: f64, high: f64) -> Option<(f64, f64)> {
        let (from, to) = match &self.shape {
            Shape::Steps { values, upto } => {
                let share = |count: usize| if count == 0 { 0.0 } else { upto[count - 1] };
                (
                    share(values.partition_point(|value| *value < low)),
                    share(values.partition_point(|value| *value <= high)),
                )
            }
            Shape::Line { values } => (line_cdf(values, low, false), line_cdf(values, high, true)),
        };
        (from < to).then_some((from, to))
    }

    /// A probability for each value: within an interval, a uniform draw.
    pub(super) fn uniforms(&self, values: &[f64], stream: Stream) -> Vec<f64> {
        let uniform = |(row, &value): (u64, &f64)| {
            let (low, high) = self.probability(value).unwrap_or((0.5, 0.5));
            if value.is_nan() { f64::NAN } else { low + (high - low) * stream.unit(row) }
        };
        (0..).zip(values).map(uniform).collect()
    }
}

/// The value at a probability, of sorted values at even probabilities.
fn quantile(sorted: &[f64], u: f64) -> f64 {
    let place = u.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let below = (place as usize).min(sorted.len().saturating_sub(2));
    let above = (below + 1).min(sorted.len() - 1);
    let part = place - below as f64;
    sorted[below] * (1.0 - part) + sorted[above] * part
}

/// The share of a straight-line distribution below a value, or up to it.
fn line_cdf(values: &[f64], value: f64, included: bool) -> f64 {
    let pieces = (values.len() - 1) as f64;
    let count = if included {
        values.partition_point(|known| *known <= value)
    } else {
        values.partition_point(|known| *known < value)
    };
    if count == 0 {
        return 0.0;
    }
    if count == values.len() {
        return 1.0;
    }
    let (below, above) = (values[count - 1], values[count]);
    let part =
        if above > below { ((value - below) / (above - below)).clamp(0.0, 1.0) } else { 0.0 };
    ((count - 1) as f64 + part) / pieces
}

/// A family with its parameters.
#[derive(Debug, Clone, Copy)]
enum Family {
    Normal {
        mean: f64,
        deviation: f64,
    },
    Uniform {
        low: f64,
        high: f64,
    },
    /// Of the logarithm of what lies above `low`.
    LogNormal {
        low: f64,
        mean: f64,
        deviation: f64,
    },
    Gamma {
        low: f64,
        shape: f64,
        scale: f64,
    },
    Beta {
        low: f64,
        width: f64,
        a: f64,
        b: f64,
    },
}

impl Family {
    /// Every family's best parameters.
    fn candidates(sorted: &[f64]) -> Vec<Self> {
        let count = sorted.len() as f64;
        let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
        let (mean, variance) = moments(sorted.iter().copied());
        let mut all =
            vec![Self::Normal { mean, deviation: variance.sqrt() }, Self::Uniform { low, high }];
        // A little room beside the least and the greatest: their densities would be 0 or infinite.
        let room = (high - low) / count;
        let (low, width) = (low - room, high - low + 2.0 * room);
        let above = || sorted.iter().map(|value| value - low);
        let (log_mean, log_variance) = moments(above().map(libm::log));
        all.push(Self::LogNormal { low, mean: log_mean, deviation: log_variance.sqrt() });
        let (shape, scale) = gamma(mean - low, log_mean);
        all.push(Self::Gamma { low, shape, scale });
        let (a, b) = beta(sorted.iter().map(|value| (value - low) / width));
        all.push(Self::Beta { low, width, a, b });
        all
    }

    fn name(self) -> &'static str {
        match self {
            Self::Normal { .. } => "normal",
            Self::Uniform { .. } => "uniform",
            Self::LogNormal { .. } => "log-normal",
            Self::Gamma { .. } => "gamma",
            Self::Beta { .. } => "beta",
        }
    }

    fn log_likelihood(self, values: &[f64]) -> f64 {
        values.iter().map(|&value| self.log_density(value)).sum()
    }

    fn log_density(self, x: f64) -> f64 {
        let bell =
            |z: f64, deviation: f64| -0.5 * z * z - libm::log(deviation) - 0.918_938_533_204_672_7;
        match self {
            Self::Normal { mean, deviation } => bell((x - mean) / deviation, deviation),
            Self::Uniform { low, high } => -libm::log(high - low),
            Self::LogNormal { low, mean, deviation } => {
                let log = libm::log(x - low);
                bell((log - mean) / deviation, deviation) - log
            }
            Self::Gamma { low, shape, scale } => {
                let x = (x - low) / scale;
                (shape - 1.0) * libm::log(x) - x - libm::lgamma(shape) - libm::log(scale)
            }
            Self::Beta { low, width, a, b } => {
                let x = (x - low) / width;
                let whole = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b);
                (a - 1.0) * libm::log(x) + (b - 1.0) * libm::log(1.0 - x) + whole - libm::log(width)
            }
        }
    }

    fn cdf(self, x: f64) -> f64 {
        match self {
            Self::Normal { mean, deviation } => normal_cdf((x - mean) / deviation),
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::LogNormal { low, .. } | Self::Gamma { low, .. } if x <= low => 0.0,
            Self::LogNormal { low, mean, deviation } => {
                normal_cdf((libm::log(x - low) - mean) / deviation)
            }
            Self::Gamma { low, shape, scale } => gamma_lr(shape, (x - low) / scale),
            Self::Beta { low, width, a, b } => beta_reg(a, b, ((x - low) / width).clamp(0.0, 1.0)),
        }
    }

    /// Kolmogorov's distance from sorted values.
    fn distance(self, sorted: &[f64]) -> f64 {
        let count = sorted.len() as f64;
        let apart = |(place, &value): (usize, &f64)| {
            let share = self.cdf(value);
            (share - place as f64 / count).abs().max((share - (place + 1) as f64 / count).abs())
        };
        sorted.iter().enumerate().map(apart).fold(0.0, f64::max)
    }

    /// The quantile function by bisection, kept within the data's bounds.
    fn quantiles(self, (low, high): (f64, f64)) -> Vec<f64> {
        let at = |piece: usize| {
            let wanted = piece as f64 / PIECES as f64;
            let (mut below, mut above) = (low, high);
            for _ in 0..60 {
                let middle = below + (above - below) / 2.0;
                if self.cdf(middle) < wanted { below = middle } else { above = middle }
            }
            above
        };
        (0..=PIECES).map(at).collect()
    }
}

fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let (count, sum) = values.clone().fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
    let mean = sum / count;
    (mean, values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / count)
}

/// Maximum likelihood of a gamma distribution from the mean and the mean logarithm (Minka 2002).
fn gamma(mean: f64, log_mean: f64) -> (f64, f64) {
    let s = libm::log(mean) - log_mean;
    let mut shape = (3.0 - s + ((s - 3.0) * (s - 3.0) + 24.0 * s).sqrt()) / (12.0 * s);
    for _ in 0..10 {
        let slope = 1.0 / shape - trigamma(shape);
        shape -= (libm::log(shape) - digamma(shape) - s) / slope;
    }
    (shape, mean / shape)
}

/// Maximum likelihood of a beta distribution: Newton's method from the moments' solution.
fn beta(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let (mean, variance) = moments(values.clone());
    let (log_mean, _) = moments(values.clone().map(libm::log));
    let (log_rest, _) = moments(values.map(|value| libm::log(1.0 - value)));
    let common = mean * (1.0 - mean) / variance - 1.0;
    let (mut a, mut b) = ((mean * common).max(1e-3), ((1.0 - mean) * common).max(1e-3));
    for _ in 0..30 {
        let whole = (digamma(a + b), trigamma(a + b));
        let (slope_a, slope_b) = (log_mean - digamma(a) + whole.0, log_rest - digamma(b) + whole.0);
        let (aa, bb, ab) = (whole.1 - trigamma(a), whole.1 - trigamma(b), whole.1);
        let determinant = aa * bb - ab * ab;
        // Halved where the step would leave the positive numbers.
        let step = |from: f64, step: f64| if from > step { from - step } else { from / 2.0 };
        let steps = (
            (bb * slope_a - ab * slope_b) / determinant,
            (aa * slope_b - ab * slope_a) / determinant,
        );
        (a, b) = (step(a, steps.0), step(b, steps.1));
    }
    (a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::special::normal_quantile;

    fn drawn(quantile: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..4000).map(|n| quantile((f64::from(n) + 0.5) / 4000.0)).collect()
    }

    #[test]
    fn a_family_is_recognized_by_likelihood() {
        let cases: [(&str, Vec<f64>); 4] = [
            ("normal", drawn(|u| 100.0 + 15.0 * normal_quantile(u))),
            ("uniform", drawn(|u| 2.0 + 5.0 * u)),
            ("log-normal", drawn(|u| (0.8 * normal_quantile(u)).exp())),
            ("gamma", drawn(|u| -(1.0 - u).ln())),
        ];
        for (family, values) in cases {
            let fitted = Marginal::fit(values);
            // Shapes of gamma, log-normal and beta overlap; a normal one is no beta.
            assert_eq!(fitted.family, family);
        }
    }

    #[test]
    fn two_humps_are_no_family_and_stay_as_they_are() {
        let values = drawn(|u| normal_quantile((2.0 * u) % 1.0) + if u < 0.5 { 0.0 } else { 20.0 });
        let fitted = Marginal::fit(values);
        assert_eq!(fitted.family, "empirical");
        assert!((fitted.quantile(0.25)).abs() < 0.1 && (fitted.quantile(0.75) - 20.0).abs() < 0.1);
    }

    #[test]
    fn few_values_keep_their_shares() {
        let fitted = Marginal::fit(vec![1.0, 1.0, 1.0, 5.0]);
        assert_eq!(fitted.probability(1.0), Some((0.0, 0.75)));
        assert_eq!(fitted.probability(2.0), None);
        assert_eq!((fitted.quantile(0.7), fitted.quantile(0.8)), (1.0, 5.0));
        assert_eq!(fitted.range(0.0, 4.0), Some((0.0, 0.75)));
    }
}
