//! A network's weights, and how they are improved.

use seedbed_dataset::seed::Stream;

use crate::{
    math::vector::{fast, settled, uniforms},
    tensors::Tensors,
};

/// Weights in a fixed order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    /// Names, with rows and columns.
    pub shapes: Vec<(String, usize, usize)>,
    pub values: Vec<Vec<f32>>,
}

/// How weights begin.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Start {
    /// Uniform between ± 1/√inputs (LeCun et al. 1998, "Efficient BackProp", §4.6).
    Inputs(usize),
    All(f32),
}

impl Weights {
    /// Weights by name, rows, columns and beginning.
    pub(crate) fn new(list: &[(&str, usize, usize, Start)], stream: Stream) -> Self {
        let value = |(name, rows, columns, start): &(&str, usize, usize, Start)| {
            let mut values = vec![0.0; rows * columns];
            match start {
                Start::All(value) => values.fill(*value),
                Start::Inputs(inputs) => {
                    let bound = 1.0 / (*inputs as f32).sqrt();
                    uniforms(stream.named(name), &mut values);
                    values.iter_mut().for_each(|value| *value = bound * (2.0 * *value - 1.0));
                }
            }
            values
        };
        let shapes =
            list.iter().map(|(name, rows, columns, _)| ((*name).to_owned(), *rows, *columns));
        Self { shapes: shapes.collect(), values: list.iter().map(value).collect() }
    }

    /// Zeros in the same shapes.
    pub(crate) fn zeros(&self) -> Vec<Vec<f32>> {
        self.values.iter().map(|values| vec![0.0; values.len()]).collect()
    }

    /// Puts the weights among tensors, below a prefix.
    pub(crate) fn save(&self, prefix: &str, values: &[Vec<f32>], into: &mut Tensors) {
        for ((name, rows, columns), values) in self.shapes.iter().zip(values) {
            into.insert(format!("{prefix}.{name}"), (vec![*rows, *columns], values.clone()));
        }
    }

    /// Takes them from there; nothing when one is absent or of another shape.
    pub(crate) fn read(&self, prefix: &str, from: &Tensors) -> Option<Vec<Vec<f32>>> {
        let read = |(name, rows, columns): &(String, usize, usize)| {
            let (shape, values) = from.get(&format!("{prefix}.{name}"))?;
            (*shape == [*rows, *columns]).then(|| values.clone())
        };
        self.shapes.iter().map(read).collect()
    }
}

/// Adam (Kingma and Ba 2015), with decay added to the gradient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    pub rate: f32,
    pub betas: (f32, f32),
    pub decay: f32,
}

/// The share of its old value that a mean of weights keeps in a step, after many.
const KEPT: f64 = 0.9;

/// The share of the newest weights in the mean after so many steps: great in the beginning.
pub(crate) fn newest_share(steps: u32) -> f32 {
    let steps = f64::from(steps);
    (1.0 - KEPT.min((1.0 + steps) / (10.0 + steps))) as f32
}

/// Moves a mean of weights, by the step, towards the newest (Yazıcı et al. 2019, "The Unusual
/// Effectiveness of Averaging in GAN Training"): adversaries circle around what they learn.
pub(crate) fn average(means: &mut [Vec<f32>], newest: &[Vec<f32>], steps: u32) {
    let share = newest_share(steps);
    for (means, newest) in means.iter_mut().zip(newest) {
        fast!({
            for (mean, newest) in means.iter_mut().zip(newest) {
                *mean = settled(*mean + share * (newest - *mean), LEAST);
            }
        });
    }
}

/// Adam's memory of a network's gradients.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Adam {
    rates: Rates,
    steps: u32,
    first: Vec<Vec<f32>>,
    second: Vec<Vec<f32>>,
}

const EPSILON: f32 = 1e-8;

/// Weights and gradients below it are none: they move nothing, and what neurons without a use leave
/// would fade into subnormal numbers, with which processors compute a hundred times slower.
const LEAST: f32 = 1e-16;

impl Rates {
    /// The factors of a step: of the first moments, and of the second.
    pub(crate) fn corrections(self, step: u32) -> (f32, f32) {
        let correction = |beta: f32| (1.0 - libm::pow(f64::from(beta), f64::from(step))) as f32;
        (correction(self.betas.0), correction(self.betas.1))
    }
}

impl Adam {
    pub(crate) fn new(weights: &Weights, rates: Rates) -> Self {
        Self { rates, steps: 0, first: weights.zeros(), second: weights.zeros() }
    }

    /// Steps that were taken.
    pub(crate) fn steps(&self) -> u32 {
        self.steps
    }

    /// Moves weights against gradients.
    pub(crate) fn step(&mut self, weights: &mut Weights, gradients: &[Vec<f32>]) {
        self.steps += 1;
        let Rates { rate, betas: (b1, b2), decay } = self.rates;
        let (c1, c2) = self.rates.corrections(self.steps);
        let (scale, root) = (rate / c1, 1.0 / c2.sqrt());
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((weights, gradients), (first, second)) in
            weights.values.iter_mut().zip(gradients).zip(moments)
        {
            fast!({
                let moments = first.iter_mut().zip(second.iter_mut());
                for ((weight, gradient), (m, v)) in weights.iter_mut().zip(gradients).zip(moments) {
                    let gradient = settled(gradient + decay * *weight, LEAST);
                    *m = settled(b1 * *m + (1.0 - b1) * gradient, LEAST);
                    *v = settled(b2 * *v + (1.0 - b2) * gradient * gradient, LEAST * LEAST);
                    *weight -= scale * *m / (v.sqrt() * root + EPSILON);
                    *weight = settled(*weight, LEAST);
                }
            });
        }
    }

    pub(crate) fn save(&self, prefix: &str, weights: &Weights, into: &mut Tensors) {
        weights.save(&format!("{prefix}.first"), &self.first, into);
        weights.save(&format!("{prefix}.second"), &self.second, into);
    }

    /// Takes the memory of so many steps; whether it is there.
    pub(crate) fn restore(
        &mut self,
        prefix: &str,
        weights: &Weights,
        steps: u32,
        from: &Tensors,
    ) -> bool {
        let first = weights.read(&format!("{prefix}.first"), from);
        let second = weights.read(&format!("{prefix}.second"), from);
        let (Some(first), Some(second)) = (first, second) else { return false };
        (self.first, self.second, self.steps) = (first, second, steps);
        true
    }
}
