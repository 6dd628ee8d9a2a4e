//! TVAE's networks and their step (Xu et al. 2019, §4.5): a variational autoencoder (Kingma and
//! Welling 2014) whose decoder gives scalars a learned deviation and choices a distribution.
//! What is given with a row enters both halves, as in Sohn et al. 2015.

use seedbed_dataset::seed::Stream;

use super::{
    layers::{add_columns, biased, cross_entropies, input_slopes, product, weight_slopes},
    sparse::Sparse,
    weights::{Adam, Rates, Start, Weights},
};
use crate::{
    encode::Layout,
    math::vector::{exp, fast, tanh},
    tensors::Tensors,
};

/// Numbers of the latent space.
pub(crate) const LATENT: usize = 128;
/// Neurons of each hidden layer.
pub(crate) const NEURONS: usize = 128;
/// The weight of the reconstruction.
pub(crate) const FACTOR: f32 = 2.0;
pub(crate) const RATES: Rates = Rates { rate: 1e-3, betas: (0.9, 0.999), decay: 1e-5 };
/// What deviations are kept within, and begin as.
pub(crate) const DEVIATIONS: (f32, f32, f32) = (0.01, 1.0, 0.1);

/// The inputs of a step.
#[derive(Debug, Clone)]
pub(crate) struct AutoBatch {
    /// Rows, and what is given with them.
    pub rows: Sparse,
    pub given: Sparse,
    /// The rows' scalars, row by row, and the code of each of their choices.
    pub scalars: Vec<f32>,
    pub codes: Vec<u16>,
    pub noise: Vec<f32>,
}

/// An autoencoder that can be trained: by hand on the processor, or through candle.
pub(crate) trait Autoencoder {
    /// Trains; the reconstruction's loss and the divergence.
    fn step(&mut self, batch: &AutoBatch) -> Result<[f32; 2], String>;
    /// Everything that training changes.
    fn tensors(&self) -> Result<Tensors, String>;
    /// Takes it, after so many steps; whether it is all there.
    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String>;
}

/// The weights, in their order.
pub(crate) fn weights(layout: &Layout, given: usize, stream: Stream) -> Weights {
    let (rows, latent) = (Start::Inputs(layout.width + given), Start::Inputs(LATENT + given));
    let inner = Start::Inputs(NEURONS);
    Weights::new(
        &[
            ("encoder.first.rows", layout.width, NEURONS, rows),
            ("encoder.first.given", given, NEURONS, rows),
            ("encoder.first.bias", 1, NEURONS, rows),
            ("encoder.second.weight", NEURONS, NEURONS, inner),
            ("encoder.second.bias", 1, NEURONS, inner),
            ("encoder.mean.weight", NEURONS, LATENT, inner),
            ("encoder.mean.bias", 1, LATENT, inner),
            ("encoder.variance.weight", NEURONS, LATENT, inner),
            ("encoder.variance.bias", 1, LATENT, inner),
            ("decoder.first.latent", LATENT, NEURONS, latent),
            ("decoder.first.given", given, NEURONS, latent),
            ("decoder.first.bias", 1, NEURONS, latent),
            ("decoder.second.weight", NEURONS, NEURONS, inner),
            ("decoder.second.bias", 1, NEURONS, inner),
            ("decoder.last.weight", NEURONS, layout.width, inner),
            ("decoder.last.bias", 1, layout.width, inner),
            ("decoder.deviation", 1, layout.scalars, Start::All(DEVIATIONS.2)),
        ],
        stream.named("autoencoder"),
    )
}

/// The autoencoder on the processor, trained by a hand-written step.
pub(crate) struct Processor {
    layout: Layout,
    batch: usize,
    weights: Weights,
    optimizer: Adam,
    /// Kept between steps: fresh memory costs page faults.
    slopes: Vec<Vec<f32>>,
}

/// What the way forward leaves for the way back.
struct Passed {
    encoded: [Vec<f32>; 2],
    mean: Vec<f32>,
    /// Logarithms of variances.
    variance: Vec<f32>,
    latent: Vec<f32>,
    decoded: [Vec<f32>; 2],
    raw: Vec<f32>,
}

impl Processor {
    pub(crate) fn new(layout: Layout, given: usize, batch: usize, stream: Stream) -> Self {
        let weights = weights(&layout, given, stream);
        let optimizer = Adam::new(&weights, RATES);
        Self { slopes: weights.zeros(), layout, batch, weights, optimizer }
    }

    fn pass(&self, batch: &AutoBatch) -> Passed {
        let (rows, weights) = (self.batch, &self.weights.values);
        let mut first = biased(&weights[2], rows);
        batch.rows.multiply(&weights[0], NEURONS, &mut first);
        batch.given.multiply(&weights[1], NEURONS, &mut first);
        rectify(&mut first);
        let layer = |x: &[f32], weight: usize, columns: usize| {
            let mut sums = biased(&weights[weight + 1], rows);
            product(x, &weights[weight], rows, columns, &mut sums);
            sums
        };
        let mut second = layer(&first, 3, NEURONS);
        rectify(&mut second);
        let mean = layer(&second, 5, LATENT);
        let variance = layer(&second, 7, LATENT);
        let mut latent = mean.clone();
        fast!({
            for ((latent, variance), noise) in latent.iter_mut().zip(&variance).zip(&batch.noise) {
                *latent += noise * exp(0.5 * variance);
            }
        });
        let mut third = biased(&weights[11], rows);
        product(&latent, &weights[9], rows, NEURONS, &mut third);
        batch.given.multiply(&weights[10], NEURONS, &mut third);
        rectify(&mut third);
        let mut fourth = layer(&third, 12, NEURONS);
        rectify(&mut fourth);
        let raw = layer(&fourth, 14, self.layout.width);
        Passed { encoded: [first, second], mean, variance, latent, decoded: [third, fourth], raw }
    }

    /// The reconstruction's loss; its gradients by the raw outputs and the deviations.
    fn reconstruction(&self, batch: &AutoBatch, raw: &[f32]) -> (f32, Vec<f32>, Vec<f32>) {
        let Layout { scalars, spans, width } = &self.layout;
        let share = FACTOR / self.batch as f32;
        let deviations = &self.weights.values[16];
        let mut slopes = vec![0.0; raw.len()];
        let mut of_deviations = vec![0.0; *scalars];
        let mut loss = 0.0;
        for (row, (raw, slopes)) in
            raw.chunks_exact(*width).zip(slopes.chunks_exact_mut(*width)).enumerate()
        {
            let wanted = &batch.scalars[row * scalars..][..*scalars];
            for (place, (wanted, deviation)) in wanted.iter().zip(deviations).enumerate() {
                let made = tanh(raw[place]);
                let apart = (wanted - made) / deviation;
                loss += 0.5 * apart * apart + libm::logf(*deviation);
                slopes[place] = -share * apart / deviation * (1.0 - made * made);
                of_deviations[place] += share * (1.0 - apart * apart) / deviation;
            }
            let codes = &batch.codes[row * spans.len()..][..spans.len()];
            loss += cross_entropies(raw, codes, &self.layout, share, slopes);
        }
        (share * loss, slopes, of_deviations)
    }

    /// All gradients; both losses.
    fn slopes(&self, batch: &AutoBatch, into: &mut [Vec<f32>]) -> [f32; 2] {
        let (rows, weights) = (self.batch, &self.weights.values);
        into.iter_mut().for_each(|slopes| slopes.fill(0.0));
        let passed = self.pass(batch);
        let (loss, slopes, of_deviations) = self.reconstruction(batch, &passed.raw);
        into[16] = of_deviations;
        let mut layer = |x: &[f32], slopes: &[f32], weight: usize, columns: usize| {
            weight_slopes(x, slopes, rows, &mut into[weight]);
            add_columns(slopes, &mut into[weight + 1]);
            input_slopes(slopes, &weights[weight], rows, columns)
        };
        let [third, fourth] = &passed.decoded;
        let mut slopes = layer(fourth, &slopes, 14, NEURONS);
        rectify_back(&mut slopes, fourth);
        let mut slopes = layer(third, &slopes, 12, NEURONS);
        rectify_back(&mut slopes, third);
        weight_slopes(&passed.latent, &slopes, rows, &mut into[9]);
        batch.given.multiply_transposed(&slopes, NEURONS, &mut into[10]);
        add_columns(&slopes, &mut into[11]);
        let mut of_mean = input_slopes(&slopes, &weights[9], rows, LATENT);
        let (divergence, of_variance) = divergence(&passed, &batch.noise, rows, &mut of_mean);
        let [first, second] = &passed.encoded;
        let mut layer = |x: &[f32], slopes: &[f32], weight: usize| {
            weight_slopes(x, slopes, rows, &mut into[weight]);
            add_columns(slopes, &mut into[weight + 1]);
            input_slopes(slopes, &weights[weight], rows, NEURONS)
        };
        let mut slopes = layer(second, &of_mean, 5);
        for (slope, other) in slopes.iter_mut().zip(layer(second, &of_variance, 7)) {
            *slope += other;
        }
        rectify_back(&mut slopes, second);
        let mut slopes = layer(first, &slopes, 3);
        rectify_back(&mut slopes, first);
        batch.rows.multiply_transposed(&slopes, NEURONS, &mut into[0]);
        batch.given.multiply_transposed(&slopes, NEURONS, &mut into[1]);
        add_columns(&slopes, &mut into[2]);
        [loss, divergence]
    }
}

impl Autoencoder for Processor {
    fn step(&mut self, batch: &AutoBatch) -> Result<[f32; 2], String> {
        let mut slopes = std::mem::take(&mut self.slopes);
        let losses = self.slopes(batch, &mut slopes);
        self.optimizer.step(&mut self.weights, &slopes);
        self.slopes = slopes;
        let (low, high, _) = DEVIATIONS;
        self.weights.values[16].iter_mut().for_each(|number| *number = number.clamp(low, high));
        Ok(losses)
    }

    fn tensors(&self) -> Result<Tensors, String> {
        let mut tensors = Tensors::new();
        self.weights.save("autoencoder", &self.weights.values, &mut tensors);
        self.optimizer.save("adam", &self.weights, &mut tensors);
        Ok(tensors)
    }

    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String> {
        let Some(values) = self.weights.read("autoencoder", tensors) else { return Ok(false) };
        self.weights.values = values;
        Ok(self.optimizer.restore("adam", &self.weights, steps, tensors))
    }
}

/// Kullback and Leibler's divergence from the standard normal distribution, a row; its gradients
/// are added to those of the mean, and come back for the logarithms of the variances.
fn divergence(passed: &Passed, noise: &[f32], rows: usize, of_mean: &mut [f32]) -> (f32, Vec<f32>) {
    let share = 1.0 / rows as f32;
    let mut of_variance = vec![0.0; of_mean.len()];
    let mut divergence = 0.0;
    fast!({
        let places = passed.mean.iter().zip(&passed.variance).zip(noise);
        for (((mean, variance), noise), (of_mean, of_variance)) in
            places.zip(of_mean.iter_mut().zip(&mut of_variance))
        {
            let deviation = exp(0.5 * variance);
            let square = deviation * deviation;
            divergence += 0.5 * (mean * mean + square - 1.0 - variance);
            *of_variance = 0.5 * (*of_mean * noise * deviation + share * (square - 1.0));
            *of_mean += share * mean;
        }
    });
    (share * divergence, of_variance)
}

fn rectify(x: &mut [f32]) {
    fast!(x.iter_mut().for_each(|x| *x = x.max(0.0)));
}

fn rectify_back(slopes: &mut [f32], output: &[f32]) {
    fast!({
        for (slope, output) in slopes.iter_mut().zip(output) {
            *slope = if *output > 0.0 { *slope } else { 0.0 };
        }
    });
}
