//! The parts of networks, forward and backward.

use crate::{
    encode::Layout,
    math::{
        multiply::{multiply, plain, transposed},
        vector::{exp, fast, ln, tanh},
    },
};

/// `x · w`, of `rows` rows.
pub(super) fn product(x: &[f32], w: &[f32], rows: usize, columns: usize, into: &mut [f32]) {
    let depth = x.len() / rows;
    multiply(into, (rows, columns, depth), plain(x, depth), plain(w, columns), true);
}

/// Adds `xᵀ · slopes`, the gradient of the weights, to `into`.
pub(super) fn weight_slopes(x: &[f32], slopes: &[f32], rows: usize, into: &mut [f32]) {
    let (inputs, outputs) = (x.len() / rows, slopes.len() / rows);
    multiply(into, (inputs, outputs, rows), transposed(x, inputs), plain(slopes, outputs), true);
}

/// `slopes · wᵀ`, the gradient of the input, which has `inputs` columns.
pub(super) fn input_slopes(slopes: &[f32], w: &[f32], rows: usize, inputs: usize) -> Vec<f32> {
    let outputs = slopes.len() / rows;
    let mut into = vec![0.0; rows * inputs];
    multiply(
        &mut into,
        (rows, inputs, outputs),
        plain(slopes, outputs),
        transposed(w, outputs),
        true,
    );
    into
}

/// Rows that all begin as the bias.
pub(super) fn biased(bias: &[f32], rows: usize) -> Vec<f32> {
    bias.repeat(rows)
}

/// Adds the sums of columns.
pub(super) fn add_columns(rows: &[f32], into: &mut [f32]) {
    fast!({
        for row in rows.chunks_exact(into.len()) {
            into.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
        }
    });
}

/// What batch normalization (Ioffe and Szegedy 2015) remembers of a batch.
#[derive(Debug, Clone)]
pub(super) struct Normalized {
    /// The normalized numbers.
    values: Vec<f32>,
    /// Each column's mean, and one over its deviation.
    pub mean: Vec<f32>,
    pub inverse: Vec<f32>,
}

pub(crate) const NORM_EPSILON: f32 = 1e-5;

/// Batch normalization with scale and shift, then ReLU; `x` is overwritten with the output.
pub(super) fn normalize(x: &mut [f32], scale: &[f32], shift: &[f32]) -> Normalized {
    let width = scale.len();
    let count = (x.len() / width) as f32;
    let mut mean = vec![0.0; width];
    add_columns(x, &mut mean);
    mean.iter_mut().for_each(|mean| *mean /= count);
    let mut variance = vec![0.0; width];
    let mut values = vec![0.0; x.len()];
    let mut inverse = vec![0.0; width];
    fast!({
        for (row, values) in x.chunks_exact(width).zip(values.chunks_exact_mut(width)) {
            for (((x, mean), value), variance) in
                row.iter().zip(&mean).zip(values.iter_mut()).zip(&mut variance)
            {
                *value = x - mean;
                *variance += *value * *value;
            }
        }
        for (inverse, variance) in inverse.iter_mut().zip(&mut variance) {
            *variance /= count;
            *inverse = 1.0 / (*variance + NORM_EPSILON).sqrt();
        }
        for (row, values) in x.chunks_exact_mut(width).zip(values.chunks_exact_mut(width)) {
            for column in 0..width {
                values[column] *= inverse[column];
                row[column] = (values[column] * scale[column] + shift[column]).max(0.0);
            }
        }
    });
    Normalized { values, mean, inverse }
}

/// The gradient of [`normalize`]: `slopes` of its output become those of its input.
pub(super) fn normalize_back(
    slopes: &mut [f32],
    output: &[f32],
    cache: &Normalized,
    scale: &[f32],
    (scale_slopes, shift_slopes): (&mut [f32], &mut [f32]),
) {
    let width = scale.len();
    let count = (slopes.len() / width) as f32;
    let Normalized { values, inverse, .. } = cache;
    fast!({
        let rows = slopes.chunks_exact_mut(width).zip(output.chunks_exact(width));
        for ((slopes, output), values) in rows.zip(values.chunks_exact(width)) {
            for column in 0..width {
                let slope = if output[column] > 0.0 { slopes[column] } else { 0.0 };
                slopes[column] = slope;
                shift_slopes[column] += slope;
                scale_slopes[column] += slope * values[column];
            }
        }
        for (slopes, values) in slopes.chunks_exact_mut(width).zip(values.chunks_exact(width)) {
            for column in 0..width {
                let mean = (shift_slopes[column] + values[column] * scale_slopes[column]) / count;
                slopes[column] = scale[column] * inverse[column] * (slopes[column] - mean);
            }
        }
    });
}

/// The temperature of the Gumbel-softmax (Jang et al. 2017).
pub(crate) const TEMPERATURE: f32 = 0.2;

/// Outputs made of raw ones: tanh of scalars, Gumbel-softmax of choices.
pub(super) fn activate(raw: &[f32], gumbels: &[f32], layout: &Layout) -> Vec<f32> {
    let mut made = vec![0.0; raw.len()];
    let choices = layout.width - layout.scalars;
    fast!({
        for (row, (raw, into)) in
            raw.chunks_exact(layout.width).zip(made.chunks_exact_mut(layout.width)).enumerate()
        {
            let (scalars, rest) = into.split_at_mut(layout.scalars);
            scalars.iter_mut().zip(raw).for_each(|(into, raw)| *into = tanh(*raw));
            let noise = &gumbels[row * choices..][..choices];
            for ((into, raw), noise) in rest.iter_mut().zip(&raw[layout.scalars..]).zip(noise) {
                *into = (raw + noise) * (1.0 / TEMPERATURE);
            }
            softmax(into, layout);
        }
    });
    made
}

/// The gradient of [`activate`]: of its output's `slopes`, those of the raw outputs.
pub(super) fn activate_back(slopes: &mut [f32], made: &[f32], layout: &Layout) {
    fast!({
        for (slopes, made) in
            slopes.chunks_exact_mut(layout.width).zip(made.chunks_exact(layout.width))
        {
            for (slope, made) in slopes.iter_mut().zip(made).take(layout.scalars) {
                *slope *= 1.0 - made * made;
            }
            for span in &layout.spans {
                let place = span.start..span.start + span.width;
                let (slopes, made) = (&mut slopes[place.clone()], &made[place]);
                let mean: f32 = slopes.iter().zip(made).map(|(slope, made)| slope * made).sum();
                for (slope, made) in slopes.iter_mut().zip(made) {
                    *slope = made * (*slope - mean) * (1.0 / TEMPERATURE);
                }
            }
        }
    });
}

/// Turns the choices of a row into probabilities.
#[allow(clippy::inline_always, reason = "compiled for vector instructions only where inlined")]
#[inline(always)]
pub(super) fn softmax(row: &mut [f32], layout: &Layout) {
    for span in &layout.spans {
        let choice = &mut row[span.start..span.start + span.width];
        let most = choice.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        choice.iter_mut().for_each(|number| *number -= most);
    }
    row[layout.scalars..].iter_mut().for_each(|number| *number = exp(*number));
    for span in &layout.spans {
        let choice = &mut row[span.start..span.start + span.width];
        let scale = 1.0 / choice.iter().sum::<f32>();
        choice.iter_mut().for_each(|number| *number *= scale);
    }
}

/// The cross-entropies of all choices of a row, summed; `slopes` gets their gradients times
/// `factor`. One pass of exponential functions serves all of them.
pub(super) fn cross_entropies(
    raw: &[f32],
    wanted: &[u16],
    layout: &Layout,
    factor: f32,
    slopes: &mut [f32],
) -> f32 {
    fast!({
        let mut loss = 0.0;
        for (span, wanted) in layout.spans.iter().zip(wanted) {
            let place = span.start..span.start + span.width;
            let (raw, slopes) = (&raw[place.clone()], &mut slopes[place]);
            let most = raw.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            slopes.iter_mut().zip(raw).for_each(|(slope, raw)| *slope = raw - most);
            loss -= slopes[usize::from(*wanted)];
        }
        slopes[layout.scalars..].iter_mut().for_each(|slope| *slope = exp(*slope));
        for (span, wanted) in layout.spans.iter().zip(wanted) {
            let slopes = &mut slopes[span.start..span.start + span.width];
            let total: f32 = slopes.iter().sum();
            loss += ln(total);
            let scale = factor / total;
            slopes.iter_mut().for_each(|slope| *slope *= scale);
            slopes[usize::from(*wanted)] -= factor;
        }
        loss
    })
}

/// The cross-entropy of a choice, whose gradient times `factor` is added to `slopes`.
pub(super) fn cross_entropy(raw: &[f32], wanted: usize, factor: f32, slopes: &mut [f32]) -> f32 {
    fast!({
        let most = raw.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let total: f32 = raw.iter().map(|raw| exp(raw - most)).sum();
        for (slope, raw) in slopes.iter_mut().zip(raw) {
            *slope += factor * exp(raw - most) / total;
        }
        slopes[wanted] -= factor;
        ln(total) - (raw[wanted] - most)
    })
}
