//! CTGAN's networks and their steps (Xu et al., "Modeling Tabular Data using Conditional GAN",
//! 2019, §4.3–4.4): a conditional generator, and a discriminator of packed rows (`PacGAN`, Lin et
//! al. 2018) under the Wasserstein loss with gradient penalty (Gulrajani et al. 2017).
//!
//! The gradient penalty needs the gradient of a gradient. Of this discriminator the inner one is
//! explicit, `g = W₁ ((W₂ (w₃ ∘ m₂)) ∘ m₁)` with masks `m` of activation and dropout that are
//! constant almost everywhere, so the outer one takes products of matrices only.

use seedbed_dataset::seed::Stream;

use super::{
    layers::{
        Normalized, activate, activate_back, add_columns, biased, cross_entropy, input_slopes,
        normalize, normalize_back, product, weight_slopes,
    },
    sparse::Sparse,
    weights::{Adam, Rates, Start, Weights, average},
};
use crate::{
    encode::Layout,
    math::{
        multiply::{multiply, plain, transposed},
        vector::fast,
    },
    tensors::Tensors,
};

/// Numbers of noise that a row is made from.
pub(crate) const NOISE: usize = 128;
/// Neurons of each hidden layer.
pub(crate) const HIDDEN: usize = 256;
/// The slope of the discriminator's leaky ReLU below zero.
pub(crate) const LEAK: f32 = 0.2;
/// The weight of the gradient penalty.
pub(crate) const PENALTY: f32 = 10.0;
/// The generator learns at the paper's rate.
pub(crate) const RATES: Rates = Rates { rate: 2e-4, betas: (0.5, 0.9), decay: 1e-6 };
/// The discriminator learns faster (Heusel et al. 2017, "two time-scale update rule"): it is to be
/// near its best against the generator, and gets no more steps.
pub(crate) const DISCRIMINATOR_RATES: Rates = Rates { rate: 1e-3, ..RATES };

/// What the generator's mean weights are called among tensors.
pub(crate) const AVERAGE: &str = "average";

/// The sizes of both networks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sizes {
    /// How a row lies in the generator's output.
    pub layout: Layout,
    /// Numbers that are given with a row: its condition, then its context.
    pub given: usize,
    /// Rows of a step.
    pub batch: usize,
    /// Rows that the discriminator sees together.
    pub pac: usize,
}

impl Sizes {
    pub(crate) fn packs(&self) -> usize {
        self.batch / self.pac
    }
}

/// What rows are made from.
#[derive(Debug, Clone)]
pub(crate) struct GeneratorInput {
    pub noise: Vec<f32>,
    pub given: Sparse,
    pub gumbels: Vec<f32>,
}

/// The inputs of a discriminator's step.
#[derive(Debug, Clone)]
pub(crate) struct DiscriminatorBatch {
    pub input: GeneratorInput,
    /// What is given, of made and of real rows, packed.
    pub made_given: Sparse,
    pub real_given: Sparse,
    /// Real rows, packed.
    pub real: Sparse,
    /// The share of the real row in each mixed one, by pack.
    pub mix: Vec<f32>,
    /// Dropout of both layers, of made, real and mixed packs.
    pub dropouts: [Vec<f32>; 2],
}

/// The inputs of a generator's step.
#[derive(Debug, Clone)]
pub(crate) struct GeneratorBatch {
    pub input: GeneratorInput,
    pub made_given: Sparse,
    pub dropouts: [Vec<f32>; 2],
    /// Of each row, the span and the code that its condition asks for.
    pub wanted: Vec<Option<(usize, usize)>>,
}

/// A pair of networks that can be trained: by hand on the processor, or through candle.
pub(crate) trait Adversaries {
    /// Trains the discriminator; its loss and the penalty.
    fn discriminate(&mut self, batch: &DiscriminatorBatch) -> Result<[f32; 2], String>;
    /// Trains the generator; its loss and the conditions' cross-entropy.
    fn generate(&mut self, batch: &GeneratorBatch) -> Result<[f32; 2], String>;
    /// Everything that training changes.
    fn tensors(&self) -> Result<Tensors, String>;
    /// Takes it, after so many steps; whether it is all there.
    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String>;
}

/// The generator's weights, in their order.
pub(crate) fn generator_weights(sizes: &Sizes, stream: Stream) -> Weights {
    let Sizes { layout, given, .. } = sizes;
    let first = NOISE + given;
    let (second, last) = (first + HIDDEN, first + 2 * HIDDEN);
    let from = |inputs| Start::Inputs(inputs);
    Weights::new(
        &[
            ("first.noise", NOISE, HIDDEN, from(first)),
            ("first.given", *given, HIDDEN, from(first)),
            ("first.scale", 1, HIDDEN, Start::All(1.0)),
            ("first.shift", 1, HIDDEN, Start::All(0.0)),
            ("second.hidden", HIDDEN, HIDDEN, from(second)),
            ("second.noise", NOISE, HIDDEN, from(second)),
            ("second.given", *given, HIDDEN, from(second)),
            ("second.scale", 1, HIDDEN, Start::All(1.0)),
            ("second.shift", 1, HIDDEN, Start::All(0.0)),
            ("last.second", HIDDEN, layout.width, from(last)),
            ("last.first", HIDDEN, layout.width, from(last)),
            ("last.noise", NOISE, layout.width, from(last)),
            ("last.given", *given, layout.width, from(last)),
            ("last.bias", 1, layout.width, from(last)),
        ],
        stream.named("generator"),
    )
}

/// The discriminator's weights: the first layer's rows are all packed outputs, then all that is
/// given.
pub(crate) fn discriminator_weights(sizes: &Sizes, stream: Stream) -> Weights {
    let inputs = sizes.pac * (sizes.layout.width + sizes.given);
    Weights::new(
        &[
            ("first.weight", inputs, HIDDEN, Start::Inputs(inputs)),
            ("first.bias", 1, HIDDEN, Start::Inputs(inputs)),
            ("second.weight", HIDDEN, HIDDEN, Start::Inputs(HIDDEN)),
            ("second.bias", 1, HIDDEN, Start::Inputs(HIDDEN)),
            ("last.weight", HIDDEN, 1, Start::Inputs(HIDDEN)),
            ("last.bias", 1, 1, Start::Inputs(HIDDEN)),
        ],
        stream.named("discriminator"),
    )
}

/// Both networks on the processor, trained by hand-written steps.
pub(crate) struct Processor {
    sizes: Sizes,
    generator: Weights,
    discriminator: Weights,
    /// The generator's weights in the mean of its last steps: those that rows are made with.
    average: Vec<Vec<f32>>,
    optimizers: [Adam; 2],
    /// Kept between steps: fresh memory costs page faults.
    generator_slopes: Vec<Vec<f32>>,
    discriminator_slopes: Vec<Vec<f32>>,
}

/// What the generator's way forward leaves for the way back.
struct Made {
    norms: [Normalized; 2],
    hidden: [Vec<f32>; 2],
    raw: Vec<f32>,
    rows: Vec<f32>,
}

/// What the discriminator's way forward leaves: of each layer, outputs and their slopes by inputs.
struct Judged {
    hidden: [Vec<f32>; 2],
    masks: [Vec<f32>; 2],
    scores: Vec<f32>,
}

impl Processor {
    pub(crate) fn new(sizes: Sizes, stream: Stream) -> Self {
        let generator = generator_weights(&sizes, stream);
        let discriminator = discriminator_weights(&sizes, stream);
        let optimizers =
            [Adam::new(&generator, RATES), Adam::new(&discriminator, DISCRIMINATOR_RATES)];
        Self {
            average: generator.values.clone(),
            optimizers,
            generator_slopes: generator.zeros(),
            discriminator_slopes: discriminator.zeros(),
            sizes,
            generator,
            discriminator,
        }
    }

    fn make(&self, input: &GeneratorInput) -> Made {
        let (rows, width) = (self.sizes.batch, self.sizes.layout.width);
        let weights = &self.generator.values;
        let mut first = vec![0.0; rows * HIDDEN];
        product(&input.noise, &weights[0], rows, HIDDEN, &mut first);
        input.given.multiply(&weights[1], HIDDEN, &mut first);
        let norm_first = normalize(&mut first, &weights[2], &weights[3]);
        let mut second = vec![0.0; rows * HIDDEN];
        product(&first, &weights[4], rows, HIDDEN, &mut second);
        product(&input.noise, &weights[5], rows, HIDDEN, &mut second);
        input.given.multiply(&weights[6], HIDDEN, &mut second);
        let norm_second = normalize(&mut second, &weights[7], &weights[8]);
        let mut raw = biased(&weights[13], rows);
        product(&second, &weights[9], rows, width, &mut raw);
        product(&first, &weights[10], rows, width, &mut raw);
        product(&input.noise, &weights[11], rows, width, &mut raw);
        input.given.multiply(&weights[12], width, &mut raw);
        let made = activate(&raw, &input.gumbels, &self.sizes.layout);
        Made { norms: [norm_first, norm_second], hidden: [first, second], raw, rows: made }
    }

    /// The generator's gradients, from those of its raw outputs.
    fn make_back(&mut self, input: &GeneratorInput, made: &Made, slopes: &[f32]) {
        let (rows, width) = (self.sizes.batch, self.sizes.layout.width);
        let weights = &self.generator.values;
        let into = &mut self.generator_slopes;
        into.iter_mut().for_each(|slopes| slopes.fill(0.0));
        let [first, second] = &made.hidden;
        weight_slopes(second, slopes, rows, &mut into[9]);
        weight_slopes(first, slopes, rows, &mut into[10]);
        weight_slopes(&input.noise, slopes, rows, &mut into[11]);
        input.given.multiply_transposed(slopes, width, &mut into[12]);
        add_columns(slopes, &mut into[13]);
        let mut slopes_second = input_slopes(slopes, &weights[9], rows, HIDDEN);
        let mut slopes_first = input_slopes(slopes, &weights[10], rows, HIDDEN);
        let (before, after) = into.split_at_mut(8);
        let sums = (&mut before[7][..], &mut after[0][..]);
        normalize_back(&mut slopes_second, second, &made.norms[1], &weights[7], sums);
        weight_slopes(first, &slopes_second, rows, &mut into[4]);
        weight_slopes(&input.noise, &slopes_second, rows, &mut into[5]);
        input.given.multiply_transposed(&slopes_second, HIDDEN, &mut into[6]);
        let shape = (rows, HIDDEN, HIDDEN);
        let (left, right) = (plain(&slopes_second, HIDDEN), transposed(&weights[4], HIDDEN));
        multiply(&mut slopes_first, shape, left, right, true);
        let (before, after) = into.split_at_mut(3);
        let sums = (&mut before[2][..], &mut after[0][..]);
        normalize_back(&mut slopes_first, first, &made.norms[0], &weights[2], sums);
        weight_slopes(&input.noise, &slopes_first, rows, &mut into[0]);
        input.given.multiply_transposed(&slopes_first, HIDDEN, &mut into[1]);
    }

    /// The discriminator's first layer before its activation, of dense packs.
    fn first_layer(&self, rows: &[f32], given: &Sparse) -> Vec<f32> {
        let packs = self.sizes.packs();
        let (weights, of_given) = self.first_weights();
        let mut sums = biased(&self.discriminator.values[1], packs);
        product(rows, weights, packs, HIDDEN, &mut sums);
        given.multiply(of_given, HIDDEN, &mut sums);
        sums
    }

    fn first_weights(&self) -> (&[f32], &[f32]) {
        self.discriminator.values[0].split_at(self.sizes.pac * self.sizes.layout.width * HIDDEN)
    }

    /// The rest of the way forward.
    fn judge(&self, mut first: Vec<f32>, dropouts: &[Vec<f32>; 2]) -> Judged {
        let weights = &self.discriminator.values;
        let packs = first.len() / HIDDEN;
        let first_mask = activate_leaky(&mut first, &dropouts[0]);
        let mut second = biased(&weights[3], packs);
        product(&first, &weights[2], packs, HIDDEN, &mut second);
        let second_mask = activate_leaky(&mut second, &dropouts[1]);
        let mut scores = biased(&weights[5], packs);
        product(&second, &weights[4], packs, 1, &mut scores);
        Judged { hidden: [first, second], masks: [first_mask, second_mask], scores }
    }

    /// Slopes of the first layer's sums, from those of the scores; on the way, the gradients of
    /// what lies above are added to `into` where that is wanted.
    fn judge_back(
        &self,
        judged: &Judged,
        scores: &[f32],
        into: Option<&mut [Vec<f32>]>,
    ) -> Vec<f32> {
        let weights = &self.discriminator.values;
        let packs = scores.len();
        let second = &judged.masks[1][..packs * HIDDEN];
        let slopes_second = outer(scores, &weights[4], second);
        if let Some(into) = into {
            let hidden = |layer: usize| &judged.hidden[layer][..packs * HIDDEN];
            weight_slopes(hidden(1), scores, packs, &mut into[4]);
            add_columns(scores, &mut into[5]);
            weight_slopes(hidden(0), &slopes_second, packs, &mut into[2]);
            add_columns(&slopes_second, &mut into[3]);
        }
        let mut slopes = input_slopes(&slopes_second, &weights[2], packs, HIDDEN);
        times(&mut slopes, &judged.masks[0]);
        slopes
    }

    /// Adds the gradient of the penalty on the mixed packs, which are the last; the penalty.
    fn penalize(&self, judged: &Judged, into: &mut [Vec<f32>]) -> f32 {
        let packs = self.sizes.packs();
        let weights = &self.discriminator.values;
        let inputs = weights[0].len() / HIDDEN;
        let last = |layer: usize| &judged.masks[layer][2 * packs * HIDDEN..];
        let up_second = outer(&vec![1.0; packs], &weights[4], last(1));
        let mut up_first = input_slopes(&up_second, &weights[2], packs, HIDDEN);
        times(&mut up_first, last(0));
        // One column for each pack: so both factors are read along their rows.
        let mut slopes = vec![0.0; inputs * packs];
        let shape = (inputs, packs, HIDDEN);
        multiply(
            &mut slopes,
            shape,
            plain(&weights[0], HIDDEN),
            transposed(&up_first, HIDDEN),
            true,
        );
        let (factors, penalty) = penalty(&slopes, packs);
        fast!({
            for row in slopes.chunks_exact_mut(packs) {
                row.iter_mut().zip(&factors).for_each(|(slope, factor)| *slope *= factor);
            }
        });
        let shape = (inputs, HIDDEN, packs);
        multiply(&mut into[0], shape, plain(&slopes, packs), plain(&up_first, HIDDEN), true);
        let mut down_first = vec![0.0; packs * HIDDEN];
        let shape = (packs, HIDDEN, inputs);
        let (left, right) = (transposed(&slopes, packs), plain(&weights[0], HIDDEN));
        multiply(&mut down_first, shape, left, right, true);
        times(&mut down_first, last(0));
        weight_slopes(&down_first, &up_second, packs, &mut into[2]);
        let mut down_second = vec![0.0; packs * HIDDEN];
        product(&down_first, &weights[2], packs, HIDDEN, &mut down_second);
        times(&mut down_second, last(1));
        add_columns(&down_second, &mut into[4]);
        penalty
    }

    /// The discriminator's gradients; its loss and the penalty.
    fn discriminator_slopes(
        &self,
        rows: &[f32],
        batch: &DiscriminatorBatch,
        into: &mut [Vec<f32>],
    ) -> [f32; 2] {
        let packs = self.sizes.packs();
        let (of_rows, of_given) = self.first_weights();
        let mut first = self.first_layer(rows, &batch.made_given);
        let mut real = biased(&self.discriminator.values[1], packs);
        batch.real.multiply(of_rows, HIDDEN, &mut real);
        batch.real_given.multiply(of_given, HIDDEN, &mut real);
        // The layer is linear: what it makes of a mixture is the mixture of what it makes.
        let mut mixed = Vec::with_capacity(first.len());
        for ((made, real), share) in
            first.chunks_exact(HIDDEN).zip(real.chunks_exact(HIDDEN)).zip(&batch.mix)
        {
            mixed.extend(
                made.iter().zip(real).map(|(made, real)| share * real + (1.0 - share) * made),
            );
        }
        first.extend(real);
        first.extend(mixed);
        let judged = self.judge(first, &batch.dropouts);
        let share = 1.0 / packs as f32;
        let scores = [vec![share; packs], vec![-share; packs]].concat();
        let loss = judged.scores.iter().zip(&scores).map(|(score, slope)| score * slope).sum();
        into.iter_mut().for_each(|slopes| slopes.fill(0.0));
        let slopes = self.judge_back(&judged, &scores, Some(into));
        add_columns(&slopes, &mut into[1]);
        let (made, real) = slopes.split_at(packs * HIDDEN);
        let (into_rows, into_given) = into[0].split_at_mut(of_rows.len());
        weight_slopes(rows, made, packs, into_rows);
        batch.made_given.multiply_transposed(made, HIDDEN, into_given);
        batch.real.multiply_transposed(real, HIDDEN, into_rows);
        batch.real_given.multiply_transposed(real, HIDDEN, into_given);
        [loss, self.penalize(&judged, into)]
    }
}

impl Adversaries for Processor {
    fn discriminate(&mut self, batch: &DiscriminatorBatch) -> Result<[f32; 2], String> {
        let made = self.make(&batch.input);
        let mut slopes = std::mem::take(&mut self.discriminator_slopes);
        let losses = self.discriminator_slopes(&made.rows, batch, &mut slopes);
        self.optimizers[1].step(&mut self.discriminator, &slopes);
        self.discriminator_slopes = slopes;
        Ok(losses)
    }

    fn generate(&mut self, batch: &GeneratorBatch) -> Result<[f32; 2], String> {
        let made = self.make(&batch.input);
        let (packs, width) = (self.sizes.packs(), self.sizes.layout.width);
        let judged = self.judge(self.first_layer(&made.rows, &batch.made_given), &batch.dropouts);
        let share = 1.0 / packs as f32;
        let loss = -share * judged.scores.iter().sum::<f32>();
        let first = self.judge_back(&judged, &vec![-share; packs], None);
        let mut slopes = row_slopes(&first, self.first_weights().0, packs);
        activate_back(&mut slopes, &made.rows, &self.sizes.layout);
        let mut entropy = 0.0;
        let share = 1.0 / self.sizes.batch as f32;
        for ((raw, slopes), wanted) in
            made.raw.chunks_exact(width).zip(slopes.chunks_exact_mut(width)).zip(&batch.wanted)
        {
            if let Some((span, code)) = wanted {
                let span = self.sizes.layout.spans[*span];
                let place = span.start..span.start + span.width;
                entropy += cross_entropy(&raw[place.clone()], *code, share, &mut slopes[place]);
            }
        }
        self.make_back(&batch.input, &made, &slopes);
        self.optimizers[0].step(&mut self.generator, &self.generator_slopes);
        average(&mut self.average, &self.generator.values, self.optimizers[0].steps());
        Ok([loss, entropy * share])
    }

    fn tensors(&self) -> Result<Tensors, String> {
        let mut tensors = Tensors::new();
        self.generator.save("generator", &self.generator.values, &mut tensors);
        self.generator.save(AVERAGE, &self.average, &mut tensors);
        self.discriminator.save("discriminator", &self.discriminator.values, &mut tensors);
        self.optimizers[0].save("adam.generator", &self.generator, &mut tensors);
        self.optimizers[1].save("adam.discriminator", &self.discriminator, &mut tensors);
        Ok(tensors)
    }

    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String> {
        let Some(generator) = self.generator.read("generator", tensors) else { return Ok(false) };
        let Some(discriminator) = self.discriminator.read("discriminator", tensors) else {
            return Ok(false);
        };
        let Some(average) = self.generator.read(AVERAGE, tensors) else { return Ok(false) };
        (self.generator.values, self.discriminator.values) = (generator, discriminator);
        self.average = average;
        let [of_generator, of_discriminator] = &mut self.optimizers;
        Ok(of_generator.restore("adam.generator", &self.generator, steps, tensors)
            && of_discriminator.restore("adam.discriminator", &self.discriminator, steps, tensors))
    }
}

/// Leaky ReLU and dropout; `x` becomes the output, and what comes back is its slope by the input.
fn activate_leaky(x: &mut [f32], dropouts: &[f32]) -> Vec<f32> {
    let mut mask = vec![0.0; x.len()];
    fast!({
        for ((x, mask), dropout) in x.iter_mut().zip(&mut mask).zip(dropouts) {
            *mask = if *x > 0.0 { *dropout } else { LEAK * dropout };
            *x *= *mask;
        }
    });
    mask
}

/// Of each row a factor, times the weights, times the mask.
fn outer(factors: &[f32], weights: &[f32], mask: &[f32]) -> Vec<f32> {
    let mut into = mask.to_vec();
    fast!({
        for (row, factor) in into.chunks_exact_mut(weights.len()).zip(factors) {
            row.iter_mut().zip(weights).for_each(|(number, weight)| *number *= factor * weight);
        }
    });
    into
}

fn times(into: &mut [f32], mask: &[f32]) {
    fast!(into.iter_mut().zip(mask).for_each(|(number, mask)| *number *= mask));
}

/// Of gradients in columns, the factor that turns each into the gradient of its penalty
/// `PENALTY · (norm − 1)² / packs`, and the sum of the penalties.
fn penalty(slopes: &[f32], packs: usize) -> (Vec<f32>, f32) {
    let mut squares = vec![0.0; packs];
    fast!({
        for row in slopes.chunks_exact(packs) {
            squares.iter_mut().zip(row).for_each(|(sum, slope)| *sum += slope * slope);
        }
    });
    let weight = PENALTY / packs as f32;
    let norms = squares.iter().map(|square| square.sqrt().max(1e-12));
    let factors = norms.clone().map(|norm| 2.0 * weight * (norm - 1.0) / norm).collect();
    (factors, norms.map(|norm| weight * (norm - 1.0) * (norm - 1.0)).sum())
}

/// The gradient of packed rows, from that of the first layer's sums.
fn row_slopes(first: &[f32], weights: &[f32], packs: usize) -> Vec<f32> {
    let inputs = weights.len() / HIDDEN;
    let mut columns = vec![0.0; inputs * packs];
    let shape = (inputs, packs, HIDDEN);
    multiply(&mut columns, shape, plain(weights, HIDDEN), transposed(first, HIDDEN), true);
    let mut rows = vec![0.0; inputs * packs];
    for (pack, row) in rows.chunks_exact_mut(inputs).enumerate() {
        for (slope, column) in row.iter_mut().zip(columns.chunks_exact(packs)) {
            *slope = column[pack];
        }
    }
    rows
}

#[cfg(test)]
pub(in crate::network) mod tests;
