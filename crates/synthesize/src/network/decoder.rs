//! The half of a trained network that makes rows: in evaluation mode, so that a row depends on its
//! own noise only.

use seedbed_dataset::seed::Stream;

use super::{
    Kind,
    ctgan::{self, HIDDEN, NOISE, Sizes},
    layers::{Normalized, biased, normalize, product, weigh},
    sparse::Sparse,
    tvae::{self, LATENT, NEURONS},
};
use crate::{
    encode::{Layout, Rows},
    math::vector::{fast, normals, tanh, uniforms},
    tensors::Tensors,
};

/// Weights to make rows with.
#[derive(Debug, Clone)]
pub(crate) struct Decoder {
    kind: Kind,
    layout: Layout,
    values: Vec<Vec<f32>>,
}

/// What rows are made with, of all that training changes: CTGAN's as the mean of its last steps.
pub(crate) fn needed(kind: Kind, tensors: &Tensors) -> Tensors {
    let (from, to) = match kind {
        Kind::Ctgan => (ctgan::AVERAGE, "generator"),
        Kind::Tvae => ("autoencoder", "autoencoder"),
    };
    let renamed = |(name, tensor): (&String, &(Vec<usize>, Vec<f32>))| {
        let rest = name.strip_prefix(from)?.strip_prefix('.')?;
        Some((format!("{to}.{rest}"), tensor.clone()))
    };
    tensors.iter().filter_map(renamed).collect()
}

/// Adds the statistics that CTGAN's hidden layers are normalized by where there is no batch: those
/// of `count` rows, made in the circumstances that are given. Nothing when a weight is absent.
pub(crate) fn settle(
    tensors: &mut Tensors,
    count: usize,
    given: &Sparse,
    stream: Stream,
) -> Option<()> {
    let mut noise = vec![0.0; count * NOISE];
    normals(stream, &mut noise);
    let mut before: Option<Vec<f32>> = None;
    for layer in ["first", "second"] {
        let of = |name: &str| Some(&tensors.get(&format!("generator.{layer}.{name}"))?.1);
        let mut sums = vec![0.0; count * HIDDEN];
        if let Some(before) = &before {
            product(before, of("hidden")?, count, HIDDEN, &mut sums);
        }
        product(&noise, of("noise")?, count, HIDDEN, &mut sums);
        given.multiply(of("given")?, HIDDEN, &mut sums);
        let Normalized { mean, inverse, .. } = normalize(&mut sums, of("scale")?, of("shift")?);
        for (name, values) in [("mean", mean), ("inverse", inverse)] {
            tensors.insert(format!("generator.{layer}.{name}"), (vec![1, HIDDEN], values));
        }
        before = Some(sums);
    }
    Some(())
}

impl Decoder {
    /// Takes weights; nothing when one is absent or of another shape.
    pub(crate) fn new(kind: Kind, layout: Layout, given: usize, tensors: &Tensors) -> Option<Self> {
        let stream = Stream::root(0);
        let mut values = match kind {
            Kind::Ctgan => {
                let sizes = Sizes { layout: layout.clone(), given, batch: 1, pac: 1 };
                ctgan::generator_weights(&sizes, stream).read("generator", tensors)?
            }
            Kind::Tvae => tvae::weights(&layout, given, stream).read("autoencoder", tensors)?,
        };
        if kind == Kind::Ctgan {
            fold(&mut values, "first", 2, tensors)?;
            fold(&mut values, "second", 7, tensors)?;
        }
        Some(Self { kind, layout, values })
    }

    /// Makes rows from noise and from what is given with them.
    pub(crate) fn make(&self, count: usize, given: &Sparse, stream: Stream) -> Rows {
        let mut noise = vec![0.0; count * if self.kind == Kind::Ctgan { NOISE } else { LATENT }];
        normals(stream.named("noise"), &mut noise);
        let mut raw = match self.kind {
            Kind::Ctgan => self.generate(count, &noise, given),
            Kind::Tvae => self.decode(count, &noise, given),
        };
        let mut draws = vec![0.0; count * self.layout.spans.len()];
        uniforms(stream.named("choices"), &mut draws);
        let mut rows = self.choose(count, &mut raw, &draws);
        if self.kind == Kind::Tvae {
            self.disperse(&mut rows, stream.named("deviations"));
        }
        rows
    }

    fn generate(&self, count: usize, noise: &[f32], given: &Sparse) -> Vec<f32> {
        let (weights, width) = (&self.values, self.layout.width);
        let mut first = vec![0.0; count * HIDDEN];
        product(noise, &weights[0], count, HIDDEN, &mut first);
        given.multiply(&weights[1], HIDDEN, &mut first);
        scale(&mut first, &weights[2], &weights[3]);
        let mut second = vec![0.0; count * HIDDEN];
        product(&first, &weights[4], count, HIDDEN, &mut second);
        product(noise, &weights[5], count, HIDDEN, &mut second);
        given.multiply(&weights[6], HIDDEN, &mut second);
        scale(&mut second, &weights[7], &weights[8]);
        let mut raw = biased(&weights[13], count);
        product(&second, &weights[9], count, width, &mut raw);
        product(&first, &weights[10], count, width, &mut raw);
        product(noise, &weights[11], count, width, &mut raw);
        given.multiply(&weights[12], width, &mut raw);
        raw
    }

    fn decode(&self, count: usize, noise: &[f32], given: &Sparse) -> Vec<f32> {
        let weights = &self.values;
        let rectify = |x: &mut [f32]| fast(|| x.iter_mut().for_each(|x| *x = x.max(0.0)));
        let mut first = biased(&weights[11], count);
        product(noise, &weights[9], count, NEURONS, &mut first);
        given.multiply(&weights[10], NEURONS, &mut first);
        rectify(&mut first);
        let mut second = biased(&weights[13], count);
        product(&first, &weights[12], count, NEURONS, &mut second);
        rectify(&mut second);
        let mut raw = biased(&weights[15], count);
        product(&second, &weights[14], count, self.layout.width, &mut raw);
        raw
    }

    /// Scalars by tanh; of each choice a code, drawn by its probability.
    fn choose(&self, count: usize, raw: &mut [f32], draws: &[f32]) -> Rows {
        let Layout { scalars, spans, width } = &self.layout;
        let mut rows = Rows {
            count,
            scalars: Vec::with_capacity(count * scalars),
            codes: Vec::with_capacity(count * spans.len()),
        };
        for (row, raw) in raw.chunks_exact_mut(*width).enumerate() {
            rows.scalars.extend(raw[..*scalars].iter().map(|raw| tanh(*raw)));
            fast(|| weigh(raw, &self.layout));
            for (span, draw) in spans.iter().zip(&draws[row * spans.len()..]) {
                rows.codes.push(drawn(&raw[span.start..][..span.width], *draw));
            }
        }
        rows
    }

    /// TVAE's scalars have a deviation of their own.
    fn disperse(&self, rows: &mut Rows, stream: Stream) {
        let deviations = &self.values[16];
        let mut noise = vec![0.0; rows.scalars.len()];
        normals(stream, &mut noise);
        for (row, noise) in rows
            .scalars
            .chunks_exact_mut(deviations.len().max(1))
            .zip(noise.chunks_exact(deviations.len().max(1)))
        {
            for ((scalar, noise), deviation) in row.iter_mut().zip(noise).zip(deviations) {
                *scalar = (*scalar + noise * deviation).clamp(-1.0, 1.0);
            }
        }
    }
}

/// The place of a probability in a distribution that is given by weights.
fn drawn(shares: &[f32], draw: f32) -> u16 {
    let mut left = draw * shares.iter().sum::<f32>();
    for (code, share) in shares.iter().enumerate() {
        left -= share;
        if left <= 0.0 {
            return code as u16;
        }
    }
    // Rounding left a little: the most likely code.
    let likely = shares.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
    likely.map_or(0, |(code, _)| code as u16)
}

/// Turns a layer's scale and shift into those of its sums, by its statistics.
fn fold(values: &mut [Vec<f32>], layer: &str, scale: usize, tensors: &Tensors) -> Option<()> {
    let read = |name: &str| {
        let (_, values) = tensors.get(&format!("generator.{layer}.{name}"))?;
        (values.len() == HIDDEN).then_some(values)
    };
    for (place, (mean, inverse)) in read("mean")?.iter().zip(read("inverse")?).enumerate() {
        let factor = values[scale][place] * inverse;
        values[scale][place] = factor;
        values[scale + 1][place] -= factor * mean;
    }
    Some(())
}

/// Scale, shift and ReLU.
fn scale(x: &mut [f32], scale: &[f32], shift: &[f32]) {
    fast(|| {
        for row in x.chunks_exact_mut(scale.len()) {
            for ((x, scale), shift) in row.iter_mut().zip(scale).zip(shift) {
                *x = (*x * scale + shift).max(0.0);
            }
        }
    });
}
