//! Rows of numbers: norms, activations, sums. Every sum is taken in one order, whatever the
//! instructions, so that the same question gets the same answer on every machine.

use pulp::NullaryFnOnce;

use super::Instructions;

/// Sums that a long sum is taken in.
const LANES: usize = 16;

/// The scalar product. Inlined into code that is compiled for vector instructions.
#[inline(always)]
pub(super) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (left, left_rest) = left.as_chunks::<LANES>();
    let (right, right_rest) = right.as_chunks::<LANES>();
    for (left, right) in left.iter().zip(right) {
        for lane in 0..LANES {
            lanes[lane] += left[lane] * right[lane];
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(left, right)| left * right).sum();
    lanes.iter().sum::<f32>() + rest
}

/// `into += factor * row`.
#[inline(always)]
pub(super) fn add_scaled(into: &mut [f32], factor: f32, row: &[f32]) {
    for (into, value) in into.iter_mut().zip(row) {
        *into += factor * value;
    }
}

/// The exponential function to about one part in ten million, in operations that vectorize
/// (S. Moshier, Cephes, `expf`). Arguments outside of ±87 are taken as that.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    /// 1.5 · 2²³: adding it leaves the nearest whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    const HIGH: f32 = 0.693_359_4;
    const LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 87.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let whole = rounded - ROUND;
    let rest = x - whole * HIGH - whole * LOW;
    let mut series = 1.987_569_1e-4;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        series = series * rest + coefficient;
    }
    let power = f32::from_bits(rounded.to_bits().wrapping_add(127) << 23);
    (series * rest * rest + rest + 1.0) * power
}

/// Root-mean-square norm of each row of `weights.len()` numbers (Zhang and Sennrich 2019).
pub(crate) fn normalize(
    rows: &mut [f32],
    weights: &[f32],
    epsilon: f32,
    instructions: Instructions,
) {
    struct Normalize<'a>(&'a mut [f32], &'a [f32], f32);
    impl NullaryFnOnce for Normalize<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let Self(rows, weights, epsilon) = self;
            for row in rows.chunks_exact_mut(weights.len()) {
                let mean = dot(row, row) / weights.len() as f32;
                let scale = 1.0 / (mean + epsilon).sqrt();
                for (value, weight) in row.iter_mut().zip(weights) {
                    *value *= scale * weight;
                }
            }
        }
    }
    instructions.run(Normalize(rows, weights, epsilon));
}

/// The same of a copy.
pub(crate) fn normalized(
    rows: &[f32],
    weights: &[f32],
    epsilon: f32,
    instructions: Instructions,
) -> Vec<f32> {
    let mut copy = rows.to_vec();
    normalize(&mut copy, weights, epsilon, instructions);
    copy
}

/// `into += more`.
pub(crate) fn add(into: &mut [f32], more: &[f32]) {
    for (into, more) in into.iter_mut().zip(more) {
        *into += more;
    }
}

/// What a feed-forward layer's gate does to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activation {
    /// `x · sigmoid(x)`.
    Silu,
    /// The Gaussian error linear unit by its tanh approximation (Hendrycks and Gimpel 2016, §2).
    Gelu,
}

impl Activation {
    #[inline(always)]
    fn of(self, x: f32) -> f32 {
        /// 2 · √(2/π)
        const FACTOR: f32 = 1.595_769;
        let logit = match self {
            Self::Silu => x,
            Self::Gelu => FACTOR * (x + 0.044_715 * x * x * x),
        };
        x / (1.0 + exp(-logit))
    }
}

/// Of rows that hold gates and, behind them, as many values: each value times its gate's
/// activation.
pub(crate) fn gate(
    rows: &[f32],
    width: usize,
    activation: Activation,
    instructions: Instructions,
) -> Vec<f32> {
    struct Gate<'a>(&'a [f32], usize, Activation);
    impl NullaryFnOnce for Gate<'_> {
        type Output = Vec<f32>;

        #[inline(always)]
        fn call(self) -> Vec<f32> {
            let Self(rows, width, activation) = self;
            let mut products = vec![0.0; rows.len() / 2];
            for (row, into) in rows.chunks_exact(2 * width).zip(products.chunks_exact_mut(width)) {
                // Loops of their own, so that each is compiled for its activation.
                match activation {
                    Activation::Silu => gate_row(row, into, Activation::Silu),
                    Activation::Gelu => gate_row(row, into, Activation::Gelu),
                }
            }
            products
        }
    }
    instructions.run(Gate(rows, width, activation))
}

#[inline(always)]
fn gate_row(row: &[f32], products: &mut [f32], activation: Activation) {
    let (gates, values) = row.split_at(products.len());
    for ((gate, value), product) in gates.iter().zip(values).zip(products) {
        *product = activation.of(*gate) * value;
    }
}
