//! Columns of numbers for networks: a component (null, a common value, or a mode) and, within a
//! mode, where.

use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

use super::mixture;
use crate::math::special::normal_quantile;

/// How a column of numbers is encoded. Its components: null where there are nulls, then values
/// that many rows have, then modes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NumberCode {
    nulls: bool,
    #[serde(with = "crate::exact::list")]
    atoms: Vec<f64>,
    /// Weight, mean and deviation of each mode.
    #[serde(with = "crate::exact::list")]
    modes: Vec<f64>,
}

/// A value that this share of the rows has is a component of its own.
const ATOM_SHARE: f64 = 0.05;
/// The scalar's range is this many deviations on each side of the mode.
const DEVIATIONS: f64 = 4.0;
/// The scalar stays this far within ±1, where tanh still reaches.
const MOST: f64 = 0.99;

impl NumberCode {
    /// Learns a column; NaN is null. Of a column of no more than `few` values every one is a
    /// component.
    pub(crate) fn learn(values: &[f64], few: usize) -> Self {
        let mut known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let nulls = known.len() < values.len();
        known.sort_by(f64::total_cmp);
        let runs: Vec<(f64, usize)> =
            known.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect();
        let least = if runs.len() <= few { 0.0 } else { ATOM_SHARE * values.len() as f64 };
        let common = |&&(_, count): &&(f64, usize)| count as f64 >= least;
        let atoms: Vec<f64> = runs.iter().filter(common).map(|(value, _)| *value).collect();
        let rest: Vec<f64> = known.into_iter().filter(|value| !atoms.contains(value)).collect();
        let modes = if rest.is_empty() { Vec::new() } else { mixture::modes(rest) };
        let modes = modes.iter().flat_map(|mode| [mode.weight, mode.mean, mode.deviation]);
        Self { nulls, atoms, modes: modes.collect() }
    }

    /// Whether what was read makes sense.
    pub(crate) fn is_sound(&self) -> bool {
        let finite = self.atoms.iter().chain(&self.modes).all(|number| number.is_finite());
        finite && self.modes.len().is_multiple_of(3) && self.components() > 0
    }

    pub(crate) fn components(&self) -> usize {
        usize::from(self.nulls) + self.atoms.len() + self.modes.len() / 3
    }

    /// Whether values have a place within their component.
    pub(crate) fn has_scalar(&self) -> bool {
        !self.modes.is_empty()
    }

    /// Whether a component is a mode, in which values have a place.
    pub(crate) fn is_mode(&self, component: u16) -> bool {
        usize::from(component) >= usize::from(self.nulls) + self.atoms.len()
    }

    /// A place in no mode in particular: normally distributed, as in each of them.
    pub(crate) fn anywhere(draw: f64) -> f32 {
        let draw = draw.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        (normal_quantile(draw) / DEVIATIONS).clamp(-MOST, MOST) as f32
    }

    fn mode(&self, mode: usize) -> (f64, f64, f64) {
        (self.modes[3 * mode], self.modes[3 * mode + 1], self.modes[3 * mode + 2])
    }

    /// The component of a value and its scalar. Of modes that fit, one is drawn by its posterior
    /// probability.
    pub(crate) fn encode(&self, value: f64, draw: f64) -> (u16, f32) {
        if value.is_nan() {
            // A null in a column that had none, of rows that are given: the middle.
            return (0, 0.0);
        }
        let before = usize::from(self.nulls);
        if let Ok(atom) = self.atoms.binary_search_by(|atom| atom.total_cmp(&value)) {
            return ((before + atom) as u16, 0.0);
        }
        let count = self.modes.len() / 3;
        if count == 0 {
            // A value that was never seen, in a column of few: the nearest of them.
            let apart = |&atom: &usize| (self.atoms[atom] - value).abs();
            let nearest = (0..self.atoms.len()).min_by(|a, b| apart(a).total_cmp(&apart(b)));
            return ((before + nearest.unwrap_or(0)) as u16, 0.0);
        }
        let mode = self.draw_mode(value, draw);
        let (_, mean, deviation) = self.mode(mode);
        let scalar = ((value - mean) / (DEVIATIONS * deviation)).clamp(-MOST, MOST);
        ((before + self.atoms.len() + mode) as u16, scalar as f32)
    }

    fn draw_mode(&self, value: f64, draw: f64) -> usize {
        let count = self.modes.len() / 3;
        let log = |mode: usize| {
            let (weight, mean, deviation) = self.mode(mode);
            let z = (value - mean) / deviation;
            libm::log(weight) - libm::log(deviation) - 0.5 * z * z
        };
        let logs: Vec<f64> = (0..count).map(log).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = logs.iter().map(|log| libm::exp(log - most)).sum();
        let mut left = draw * total;
        for (mode, log) in logs.iter().enumerate() {
            left -= libm::exp(log - most);
            if left <= 0.0 {
                return mode;
            }
        }
        count - 1
    }

    /// The value of a component and a scalar; NaN is null.
    pub(crate) fn decode(&self, component: u16, scalar: f32) -> f64 {
        let component = usize::from(component);
        let before = usize::from(self.nulls);
        if component < before {
            return f64::NAN;
        }
        match self.atoms.get(component - before) {
            Some(atom) => *atom,
            None => {
                let (_, mean, deviation) = self.mode(component - before - self.atoms.len());
                mean + DEVIATIONS * deviation * f64::from(scalar)
            }
        }
    }

    /// Components and scalars of a column, from a row's number on.
    pub(crate) fn encode_all(
        &self,
        first: u64,
        values: &[f64],
        stream: Stream,
    ) -> (Vec<u16>, Vec<f32>) {
        (first..).zip(values).map(|(row, value)| self.encode(*value, stream.unit(row))).unzip()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn common_values_and_nulls_come_back_exactly() {
        let values: Vec<f64> =
            (0..1000).map(|n| [0.0, f64::NAN, 7.5, f64::from(n)][n as usize % 4]).collect();
        let code = NumberCode::learn(&values, 24);
        for value in [0.0, f64::NAN, 7.5] {
            let (component, scalar) = code.encode(value, 0.5);
            let back = code.decode(component, scalar);
            assert!(back == value || back.is_nan() && value.is_nan());
        }
    }

    proptest! {
        #[test]
        fn numbers_near_their_mode_come_back(
            values in prop::collection::vec(-1e12..1e12_f64, 1..200),
            scale in prop::sample::select(vec![1e-12, 1e-3, 1.0, 1e100]),
        ) {
            let values: Vec<f64> = values.into_iter().map(|value| value * scale).collect();
            let code = NumberCode::learn(&values, 24);
            prop_assert!(code.is_sound());
            let spread = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
            for (row, value) in values.iter().enumerate() {
                let draw = Stream::root(1).unit(row as u64);
                let (component, scalar) = code.encode(*value, draw);
                prop_assert!(usize::from(component) < code.components());
                let back = code.decode(component, scalar);
                // Out of the mode's four deviations a value is moved to its edge.
                if scalar.abs() < 0.98 {
                    prop_assert!((back - value).abs() <= 1e-5 * spread, "{back} for {value}");
                }
            }
        }
    }
}
