//! The half of a trained network that makes rows: in evaluation mode, so that a row depends on its
//! own noise only.

use seedbed_dataset::seed::Stream;

use super::{
    Kind,
    ctgan::{self, HIDDEN, NOISE, Sizes},
    layers::{NORM_EPSILON, biased, product, softmax},
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

/// The names' beginnings of what a decoder needs among all that training changes.
pub(crate) fn needed(kind: Kind, tensors: &Tensors) -> Tensors {
    let prefix = match kind {
        Kind::Ctgan => "generator.",
        Kind::Tvae => "autoencoder.",
    };
    let kept = tensors.iter().filter(|(name, _)| name.starts_with(prefix));
    kept.map(|(name, tensor)| (name.clone(), tensor.clone())).collect()
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
            fast(|| softmax(raw, &self.layout));
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

/// The place of a probability in a distribution.
fn drawn(shares: &[f32], draw: f32) -> u16 {
    let mut left = draw;
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

/// Turns a layer's scale and shift into those of its sums, by the running statistics.
fn fold(values: &mut [Vec<f32>], layer: &str, scale: usize, tensors: &Tensors) -> Option<()> {
    let running = ctgan::read_running(layer, tensors)?;
    for (place, (mean, variance)) in running.mean.iter().zip(&running.variance).enumerate() {
        let factor = values[scale][place] / (variance + NORM_EPSILON).sqrt();
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
