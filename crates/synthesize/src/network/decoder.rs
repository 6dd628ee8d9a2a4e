//! The half of a trained network that makes rows: in evaluation mode, so that a row depends on its
//! own noise only.

use std::ops::Range;

use seedbed_dataset::seed::Stream;

use super::{
    Kind,
    ctgan::{self, HIDDEN, NOISE, Sizes},
    layers::{Normalized, normalize, product},
    sparse::Sparse,
    tvae::{self, LATENT},
};
use crate::{
    encode::{Layout, Rows},
    math::{
        quantized::{STRIP, Strip, WIDTH, Weights},
        vector::{exp, fast, greater, normals, tanh, uniforms},
    },
    tensors::Tensors,
};

// Both networks' noise is what a strip is filled with.
const _: () = assert!(NOISE == WIDTH && LATENT == WIDTH);

/// Weights to make rows with.
#[derive(Debug, Clone)]
pub(crate) struct Decoder {
    kind: Kind,
    layout: Layout,
    layers: [Layer; 3],
    /// TVAE's, of the scalars.
    deviations: Vec<f32>,
}

/// A layer: weights of the noise (0) and of the outputs of layers before it (1, 2), of what is
/// given, and the bias.
#[derive(Debug, Clone)]
struct Layer {
    sources: Vec<(usize, Weights)>,
    given: Vec<f32>,
    bias: Vec<f32>,
}

/// Room for the numbers of some rows, kept from strip to strip.
#[derive(Default)]
struct Room {
    /// The noise and the hidden layers' outputs.
    inputs: [Strip; 3],
    /// A layer's sums, row by row.
    sums: Vec<f32>,
    /// The last ones, column by column.
    columns: Vec<[f32; STRIP]>,
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
        let layer = |sources: &[(usize, &[f32])], given: &[f32], bias: &[f32]| Layer {
            sources: sources.iter().map(|(from, w)| (*from, Weights::new(w, bias.len()))).collect(),
            given: given.to_vec(),
            bias: bias.to_vec(),
        };
        let (layers, deviations) = match kind {
            Kind::Ctgan => {
                let sizes = Sizes { layout: layout.clone(), given, batch: 1, pac: 1 };
                let weights = ctgan::generator_weights(&sizes, stream);
                let mut w = weights.read("generator", tensors)?;
                fold(&mut w, "first", 0..2, tensors)?;
                fold(&mut w, "second", 4..7, tensors)?;
                let layers = [
                    layer(&[(0, &w[0])], &w[1], &w[3]),
                    layer(&[(0, &w[5]), (1, &w[4])], &w[6], &w[8]),
                    layer(&[(0, &w[11]), (1, &w[10]), (2, &w[9])], &w[12], &w[13]),
                ];
                (layers, Vec::new())
            }
            Kind::Tvae => {
                let w = tvae::weights(&layout, given, stream).read("autoencoder", tensors)?;
                let layers = [
                    layer(&[(0, &w[9])], &w[10], &w[11]),
                    layer(&[(1, &w[12])], &[], &w[13]),
                    layer(&[(2, &w[14])], &[], &w[15]),
                ];
                (layers, w[16].clone())
            }
        };
        Some(Self { kind, layout, layers, deviations })
    }

    /// Makes rows from noise and from what is given with them.
    pub(crate) fn make(&self, count: usize, given: &Sparse, stream: Stream) -> Rows {
        let Layout { scalars, spans, .. } = &self.layout;
        let mut rows = Rows {
            count,
            scalars: vec![0.0; count * scalars],
            codes: vec![0; count * spans.len()],
        };
        let mut room = Room::default();
        for first in (0..count).step_by(STRIP) {
            let some = STRIP.min(count - first);
            self.raw(first..first + some, given, stream.named("noise"), &mut room);
            self.choose(first..first + some, stream.named("choices"), &mut room, &mut rows);
        }
        if self.kind == Kind::Tvae {
            self.disperse(&mut rows, stream.named("deviations"));
        }
        rows
    }

    /// The network's outputs of some rows.
    fn raw(&self, rows: Range<usize>, given: &Sparse, noise: Stream, room: &mut Room) {
        room.inputs[0].fill_normal(noise, rows.start as u64);
        for (place, layer) in (1..).zip(&self.layers) {
            let width = layer.bias.len();
            room.sums.resize(STRIP * width, 0.0);
            for (n, (from, weights)) in layer.sources.iter().enumerate() {
                let bias = (n == 0).then_some(&layer.bias[..]);
                weights.product(&room.inputs[*from], bias, &mut room.sums);
            }
            if !layer.given.is_empty() {
                given.multiply_from(rows.start, &layer.given, width, &mut room.sums);
            }
            if let Some(inputs) = room.inputs.get_mut(place) {
                inputs.rectify(&room.sums, width);
            }
        }
    }

    /// Scalars by tanh; of each choice a code, drawn by its probability.
    fn choose(&self, rows: Range<usize>, stream: Stream, room: &mut Room, into: &mut Rows) {
        let Layout { scalars, spans, width } = &self.layout;
        room.columns.resize(*width, [0.0; STRIP]);
        fast!(turn(&room.sums, *width, &mut room.columns));
        for (place, column) in room.columns[..*scalars].iter_mut().enumerate() {
            fast!(column.iter_mut().for_each(|raw| *raw = tanh(*raw)));
            for (row, scalar) in rows.clone().zip(column) {
                into.scalars[row * scalars + place] = *scalar;
            }
        }
        let mut draws = [0.0; STRIP];
        let stream = stream.nth(rows.start as u64);
        for (place, span) in spans.iter().enumerate() {
            uniforms(stream.nth(place as u64), &mut draws);
            let codes = fast!(drawn(&mut room.columns[span.start..][..span.width], &draws));
            for (row, code) in rows.clone().zip(codes) {
                into.codes[row * spans.len() + place] = code as u16;
            }
        }
    }

    /// TVAE's scalars have a deviation of their own.
    fn disperse(&self, rows: &mut Rows, stream: Stream) {
        let mut noise = vec![0.0; rows.scalars.len()];
        normals(stream, &mut noise);
        let width = self.deviations.len().max(1);
        for (row, noise) in rows.scalars.chunks_exact_mut(width).zip(noise.chunks_exact(width)) {
            for ((scalar, noise), deviation) in row.iter_mut().zip(noise).zip(&self.deviations) {
                *scalar = (*scalar + noise * deviation).clamp(-1.0, 1.0);
            }
        }
    }
}

/// Turns a strip's rows into columns, four by four.
#[allow(clippy::inline_always, reason = "compiled for vector instructions only where inlined")]
#[inline(always)]
fn turn(rows: &[f32], width: usize, columns: &mut [[f32; STRIP]]) {
    for (place, rows) in rows.chunks_exact(4 * width.max(1)).enumerate() {
        let [a, b, c, d] = std::array::from_fn(|row| rows[row * width..][..width].as_chunks::<4>());
        let fours = a.0.iter().zip(b.0).zip(c.0).zip(d.0);
        let (columns, rest) = columns.as_chunks_mut::<4>();
        for ((((a, b), c), d), columns) in fours.zip(columns) {
            for (n, column) in columns.iter_mut().enumerate() {
                column.as_chunks_mut::<4>().0[place] = [a[n], b[n], c[n], d[n]];
            }
        }
        for (n, column) in rest.iter_mut().enumerate() {
            column.as_chunks_mut::<4>().0[place] = [a.1[n], b.1[n], c.1[n], d.1[n]];
        }
    }
}

/// The codes of a strip's rows, each drawn by the exponentials of its logits, code by code.
#[allow(clippy::inline_always, reason = "compiled for vector instructions only where inlined")]
#[inline(always)]
fn drawn(logits: &mut [[f32; STRIP]], draws: &[f32; STRIP]) -> [u32; STRIP] {
    let mut most = [f32::NEG_INFINITY; STRIP];
    for logits in &*logits {
        most.iter_mut().zip(logits).for_each(|(most, logit)| *most = greater(*logit, *most));
    }
    // The logits become running totals of their exponentials.
    let mut totals = [0.0_f32; STRIP];
    for logits in &mut *logits {
        for ((logit, total), most) in logits.iter_mut().zip(&mut totals).zip(&most) {
            *total += exp(*logit - most);
            *logit = *total;
        }
    }
    totals.iter_mut().zip(draws).for_each(|(total, draw)| *total *= draw);
    let mut codes = [0; STRIP];
    for upto in &*logits {
        for ((code, upto), drawn) in codes.iter_mut().zip(upto).zip(&totals) {
            *code += u32::from(upto < drawn);
        }
    }
    codes
}

/// Turns a layer's weights into those of its normalized, scaled and shifted sums. Its weights'
/// places are given; scale and shift follow them.
fn fold(
    values: &mut [Vec<f32>],
    layer: &str,
    weights: Range<usize>,
    tensors: &Tensors,
) -> Option<()> {
    let read = |name: &str| {
        let (_, values) = tensors.get(&format!("generator.{layer}.{name}"))?;
        (values.len() == HIDDEN).then_some(values)
    };
    let (mean, inverse) = (read("mean")?, read("inverse")?);
    let scale: Vec<f32> = values[weights.end].iter().zip(inverse).map(|(s, i)| s * i).collect();
    for ((shift, scale), mean) in values[weights.end + 1].iter_mut().zip(&scale).zip(mean) {
        *shift -= scale * mean;
    }
    for row in values[weights].iter_mut().flat_map(|weights| weights.chunks_exact_mut(HIDDEN)) {
        row.iter_mut().zip(&scale).for_each(|(weight, scale)| *weight *= scale);
    }
    Some(())
}
