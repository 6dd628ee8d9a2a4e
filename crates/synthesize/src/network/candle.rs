//! The same networks and steps through candle: the way to a graphics processor, and the oracle
//! that the hand-written steps are tested against. Gradients are candle's own.

use candle_core::{D, DType, Device as Place, Error, Tensor, Var};
use seedbed_dataset::seed::Stream;

use super::{
    ctgan::{
        self, AVERAGE, Adversaries, DiscriminatorBatch, GeneratorBatch, GeneratorInput, HIDDEN,
        LEAK, NOISE, PENALTY, Sizes,
    },
    layers::{NORM_EPSILON, TEMPERATURE},
    sparse::Sparse,
    tvae::{self, AutoBatch, Autoencoder, DEVIATIONS, FACTOR, LATENT},
    weights::{Rates, Weights, newest_share},
};
use crate::{encode::Layout, tensors::Tensors};

/// candle's errors, where no other kind is named.
type Result<T, E = Error> = std::result::Result<T, E>;

/// Weights on a device, with Adam's memory of their gradients.
struct Parameters {
    shapes: Vec<(String, usize, usize)>,
    values: Vec<Var>,
    moments: [Vec<Tensor>; 2],
    steps: u32,
    rates: Rates,
}

impl Parameters {
    fn new(weights: &Weights, rates: Rates, place: &Place) -> Result<Self> {
        let mut values = Vec::new();
        for ((_, rows, columns), numbers) in weights.shapes.iter().zip(&weights.values) {
            values.push(Var::from_tensor(&tensor(numbers, *rows, *columns, place)?)?);
        }
        let zeros = || values.iter().map(|value| value.zeros_like()).collect::<Result<Vec<_>>>();
        let moments = [zeros()?, zeros()?];
        Ok(Self { shapes: weights.shapes.clone(), values, moments, steps: 0, rates })
    }

    fn of(&self, place: usize) -> &Tensor {
        self.values[place].as_tensor()
    }

    /// One step of Adam against a loss.
    fn step(&mut self, loss: &Tensor) -> Result<()> {
        self.steps += 1;
        let Rates { rate, betas: (b1, b2), decay } = self.rates;
        let (c1, c2) = self.rates.corrections(self.steps);
        let (b1, b2) = (f64::from(b1), f64::from(b2));
        let gradients = loss.backward()?;
        let [first, second] = &mut self.moments;
        for ((value, m), v) in self.values.iter().zip(first).zip(second) {
            let Some(gradient) = gradients.get(value.as_tensor()) else { continue };
            let gradient = (gradient + (value.as_tensor() * f64::from(decay))?)?;
            *m = ((&*m * b1)? + (&gradient * (1.0 - b1))?)?;
            *v = ((&*v * b2)? + (gradient.sqr()? * (1.0 - b2))?)?;
            let root = ((&*v * f64::from(1.0 / c2))?.sqrt()? + 1e-8)?;
            let change = ((&*m * f64::from(rate / c1))? / root)?;
            value.set(&(value.as_tensor() - change)?)?;
        }
        Ok(())
    }

    fn save(&self, prefix: &str, memory: &str, into: &mut Tensors) -> Result<()> {
        let moments = self.moments[0].iter().zip(&self.moments[1]);
        for (((name, rows, columns), value), (first, second)) in
            self.shapes.iter().zip(&self.values).zip(moments)
        {
            let keys = [
                format!("{prefix}.{name}"),
                format!("{memory}.first.{name}"),
                format!("{memory}.second.{name}"),
            ];
            for (key, tensor) in keys.into_iter().zip([value.as_tensor(), first, second]) {
                into.insert(key, (vec![*rows, *columns], numbers(tensor)?));
            }
        }
        Ok(())
    }

    fn restore(
        &mut self,
        (prefix, memory): (&str, &str),
        steps: u32,
        from: &Tensors,
        place: &Place,
    ) -> Result<bool> {
        for (index, (name, rows, columns)) in self.shapes.iter().enumerate() {
            let read = |key: String| -> Result<Option<Tensor>> {
                match from.get(&key) {
                    Some((shape, numbers)) if *shape == [*rows, *columns] => {
                        tensor(numbers, *rows, *columns, place).map(Some)
                    }
                    _ => Ok(None),
                }
            };
            let value = read(format!("{prefix}.{name}"))?;
            let first = read(format!("{memory}.first.{name}"))?;
            let second = read(format!("{memory}.second.{name}"))?;
            let (Some(value), Some(first), Some(second)) = (value, first, second) else {
                return Ok(false);
            };
            self.values[index].set(&value)?;
            self.moments[0][index] = first;
            self.moments[1][index] = second;
        }
        self.steps = steps;
        Ok(true)
    }
}

fn tensor(numbers: &[f32], rows: usize, columns: usize, place: &Place) -> Result<Tensor> {
    Tensor::from_slice(numbers, (rows, columns), place)
}

fn numbers(tensor: &Tensor) -> Result<Vec<f32>> {
    tensor.flatten_all()?.to_vec1()
}

fn number(tensor: &Tensor) -> Result<f32> {
    tensor.to_dtype(DType::F32)?.to_scalar()
}

/// Sums with what is given, where anything is.
fn with_given(sums: Tensor, given: Option<&Tensor>, weights: &Tensor) -> Result<Tensor> {
    match given {
        Some(given) => sums + given.matmul(weights)?,
        None => Ok(sums),
    }
}

/// A sparse matrix on the device; nothing for one without columns.
fn dense(sparse: &Sparse, rows: usize, columns: usize, place: &Place) -> Result<Option<Tensor>> {
    if columns == 0 {
        return Ok(None);
    }
    tensor(&sparse.dense(columns), rows, columns, place).map(Some)
}

/// Logarithms of a choice's probabilities.
fn log_softmax(raw: &Tensor) -> Result<Tensor> {
    let centred = raw.broadcast_sub(&raw.max_keepdim(D::Minus1)?.detach())?;
    centred.broadcast_sub(&centred.exp()?.sum_keepdim(D::Minus1)?.log()?)
}

fn choice(raw: &Tensor, layout: &Layout, span: usize) -> Result<Tensor> {
    raw.narrow(1, layout.spans[span].start, layout.spans[span].width)
}

/// The sum of cross-entropies of choices that are wanted; `wanted` has the codes of each row.
fn entropy<'a>(
    raw: &Tensor,
    layout: &Layout,
    wanted: &(impl Iterator<Item = Vec<Option<usize>>> + Clone + 'a),
    place: &Place,
) -> Result<Tensor> {
    let mut sum = Tensor::zeros((), DType::F32, place)?;
    for (index, span) in layout.spans.iter().enumerate() {
        let mut marks = Vec::new();
        for codes in wanted.clone() {
            marks.extend((0..span.width).map(|code| f32::from(codes[index] == Some(code))));
        }
        let marks = tensor(&marks, raw.dim(0)?, span.width, place)?;
        sum = (sum - (log_softmax(&choice(raw, layout, index)?)? * marks)?.sum_all()?)?;
    }
    Ok(sum)
}

/// CTGAN's pair of networks.
pub(super) struct Candles {
    sizes: Sizes,
    place: Place,
    generator: Parameters,
    discriminator: Parameters,
    /// The generator's weights in the mean of its last steps.
    average: Vec<Tensor>,
}

impl Candles {
    pub(super) fn new(sizes: Sizes, stream: Stream, place: Place) -> Result<Self> {
        let generator = ctgan::generator_weights(&sizes, stream);
        let discriminator = ctgan::discriminator_weights(&sizes, stream);
        let generator = Parameters::new(&generator, ctgan::RATES, &place)?;
        let discriminator = Parameters::new(&discriminator, ctgan::DISCRIMINATOR_RATES, &place)?;
        let average =
            generator.values.iter().map(|value| value.as_tensor().copy()).collect::<Result<_>>()?;
        Ok(Self { sizes, place, generator, discriminator, average })
    }

    fn normalize(&self, x: &Tensor, scale: usize) -> Result<Tensor> {
        let mean = x.mean_keepdim(0)?;
        let centred = x.broadcast_sub(&mean)?;
        let variance = centred.sqr()?.mean_keepdim(0)?;
        let deviation = (variance + f64::from(NORM_EPSILON))?.sqrt()?;
        let normal = centred.broadcast_div(&deviation)?;
        let scaled = normal.broadcast_mul(self.generator.of(scale))?;
        scaled.broadcast_add(self.generator.of(scale + 1))?.relu()
    }

    /// Raw outputs and rows.
    fn make(&self, input: &GeneratorInput) -> Result<(Tensor, Tensor)> {
        let (rows, layout) = (self.sizes.batch, self.sizes.layout.clone());
        let noise = tensor(&input.noise, rows, NOISE, &self.place)?;
        let given = dense(&input.given, rows, self.sizes.given, &self.place)?;
        let first = noise.matmul(self.generator.of(0))?;
        let first = with_given(first, given.as_ref(), self.generator.of(1))?;
        let first = self.normalize(&first, 2)?;
        let second = (first.matmul(self.generator.of(4))? + noise.matmul(self.generator.of(5))?)?;
        let second = with_given(second, given.as_ref(), self.generator.of(6))?;
        let second = self.normalize(&second, 7)?;
        let raw = (second.matmul(self.generator.of(9))? + first.matmul(self.generator.of(10))?)?;
        let raw = (raw + noise.matmul(self.generator.of(11))?)?;
        let raw = with_given(raw, given.as_ref(), self.generator.of(12))?;
        let raw = raw.broadcast_add(self.generator.of(13))?;
        let choices = layout.width - layout.scalars;
        let gumbels = tensor(&input.gumbels, rows, choices, &self.place)?;
        let mut parts = Vec::new();
        if layout.scalars > 0 {
            parts.push(raw.narrow(1, 0, layout.scalars)?.tanh()?);
        }
        for (index, span) in layout.spans.iter().enumerate() {
            let noise = gumbels.narrow(1, span.start - layout.scalars, span.width)?;
            let sum = (choice(&raw, &layout, index)? + noise)?;
            parts.push(log_softmax(&(sum * f64::from(1.0 / TEMPERATURE))?)?.exp()?);
        }
        let made = Tensor::cat(&parts, 1)?;
        Ok((raw, made))
    }

    /// Packed rows with what is given.
    fn packed(&self, rows: &Tensor, given: &Sparse) -> Result<Tensor> {
        let Sizes { layout, pac, given: width, .. } = &self.sizes;
        let packs = self.sizes.packs();
        let rows = rows.reshape((packs, pac * layout.width))?;
        match dense(given, packs, pac * width, &self.place)? {
            Some(given) => Tensor::cat(&[rows, given], 1),
            None => Ok(rows),
        }
    }

    /// Scores of packs, and the masks of both layers.
    fn judge(&self, packed: &Tensor, dropouts: [&[f32]; 2]) -> Result<(Tensor, [Tensor; 2])> {
        let packs = packed.dim(0)?;
        let mut x = packed.clone();
        let mut masks = Vec::new();
        for (layer, dropout) in dropouts.into_iter().enumerate() {
            let sums = x.matmul(self.discriminator.of(2 * layer))?;
            let sums = sums.broadcast_add(self.discriminator.of(2 * layer + 1))?;
            let above = sums.detach().gt(0.0_f64)?.to_dtype(DType::F32)?;
            let slope = ((above * f64::from(1.0 - LEAK))? + f64::from(LEAK))?;
            let mask = (slope * tensor(dropout, packs, HIDDEN, &self.place)?)?;
            x = (sums * &mask)?;
            masks.push(mask);
        }
        let scores = x.matmul(self.discriminator.of(4))?;
        let scores = scores.broadcast_add(self.discriminator.of(5))?;
        let second = masks.pop();
        match (masks.pop(), second) {
            (Some(first), Some(second)) => Ok((scores, [first, second])),
            _ => candle_core::bail!("the discriminator has no layers"),
        }
    }

    fn penalty(&self, [first, second]: &[Tensor; 2]) -> Result<Tensor> {
        let up = second.broadcast_mul(&self.discriminator.of(4).t()?)?;
        let up = (up.matmul(&self.discriminator.of(2).t()?)? * first)?;
        let slopes = up.matmul(&self.discriminator.of(0).t()?)?;
        let norms = slopes.sqr()?.sum_keepdim(1)?.sqrt()?;
        (norms - 1.0)?.sqr()?.mean_all()? * f64::from(PENALTY)
    }

    fn train_discriminator(&mut self, batch: &DiscriminatorBatch) -> Result<[f32; 2]> {
        let packs = self.sizes.packs();
        let part = |layer: usize, which: usize| {
            &batch.dropouts[layer][which * packs * HIDDEN..(which + 1) * packs * HIDDEN]
        };
        let (_, made) = self.make(&batch.input)?;
        let made = self.packed(&made.detach(), &batch.made_given)?;
        let width = self.sizes.pac * self.sizes.layout.width;
        let real = tensor(&batch.real.dense(width), packs, width, &self.place)?;
        let real = self.packed(&real, &batch.real_given)?;
        let share = tensor(&batch.mix, packs, 1, &self.place)?;
        let mixed = (&made + (&real - &made)?.broadcast_mul(&share)?)?;
        let (of_made, _) = self.judge(&made, [part(0, 0), part(1, 0)])?;
        let (of_real, _) = self.judge(&real, [part(0, 1), part(1, 1)])?;
        let (_, masks) = self.judge(&mixed, [part(0, 2), part(1, 2)])?;
        let loss = (of_made.mean_all()? - of_real.mean_all()?)?;
        let penalty = self.penalty(&masks)?;
        self.discriminator.step(&(&loss + &penalty)?)?;
        Ok([number(&loss)?, number(&penalty)?])
    }

    fn train_generator(&mut self, batch: &GeneratorBatch) -> Result<[f32; 2]> {
        let (raw, made) = self.make(&batch.input)?;
        let packed = self.packed(&made, &batch.made_given)?;
        let (scores, _) = self.judge(&packed, [&batch.dropouts[0], &batch.dropouts[1]])?;
        let loss = scores.mean_all()?.neg()?;
        let spans = self.sizes.layout.spans.len();
        let wanted = batch.wanted.iter().map(|wanted| {
            let mut codes = vec![None; spans];
            if let Some((span, code)) = wanted {
                codes[*span] = Some(*code);
            }
            codes
        });
        let entropy = entropy(&raw, &self.sizes.layout, &wanted, &self.place)?;
        let entropy = (entropy * (1.0 / self.sizes.batch as f64))?;
        self.generator.step(&(&loss + &entropy)?)?;
        let share = f64::from(newest_share(self.generator.steps));
        for (mean, newest) in self.average.iter_mut().zip(&self.generator.values) {
            *mean = (&*mean + ((newest.as_tensor() - &*mean)? * share)?)?;
        }
        Ok([number(&loss)?, number(&entropy)?])
    }

    fn save(&self) -> Result<Tensors> {
        let mut all = Tensors::new();
        self.generator.save("generator", "adam.generator", &mut all)?;
        self.discriminator.save("discriminator", "adam.discriminator", &mut all)?;
        for ((name, rows, columns), mean) in self.generator.shapes.iter().zip(&self.average) {
            all.insert(format!("{AVERAGE}.{name}"), (vec![*rows, *columns], numbers(mean)?));
        }
        Ok(all)
    }

    fn read(&mut self, tensors: &Tensors, steps: u32) -> Result<bool> {
        let shapes = self.generator.shapes.iter();
        for ((name, rows, columns), mean) in shapes.zip(&mut self.average) {
            match tensors.get(&format!("{AVERAGE}.{name}")) {
                Some((shape, numbers)) if *shape == [*rows, *columns] => {
                    *mean = tensor(numbers, *rows, *columns, &self.place)?;
                }
                _ => return Ok(false),
            }
        }
        let names = ("generator", "adam.generator");
        let generator = self.generator.restore(names, steps, tensors, &self.place)?;
        let names = ("discriminator", "adam.discriminator");
        Ok(generator && self.discriminator.restore(names, steps, tensors, &self.place)?)
    }
}

impl Adversaries for Candles {
    fn discriminate(&mut self, batch: &DiscriminatorBatch) -> Result<[f32; 2], String> {
        self.train_discriminator(batch).map_err(|error| error.to_string())
    }

    fn generate(&mut self, batch: &GeneratorBatch) -> Result<[f32; 2], String> {
        self.train_generator(batch).map_err(|error| error.to_string())
    }

    fn tensors(&self) -> Result<Tensors, String> {
        self.save().map_err(|error| error.to_string())
    }

    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String> {
        self.read(tensors, steps).map_err(|error| error.to_string())
    }
}

/// TVAE's autoencoder.
pub(super) struct CandleAuto {
    layout: Layout,
    given: usize,
    batch: usize,
    place: Place,
    parameters: Parameters,
}

impl CandleAuto {
    pub(super) fn new(
        layout: Layout,
        given: usize,
        batch: usize,
        stream: Stream,
        place: Place,
    ) -> Result<Self> {
        let weights = tvae::weights(&layout, given, stream);
        let parameters = Parameters::new(&weights, tvae::RATES, &place)?;
        Ok(Self { layout, given, batch, place, parameters })
    }

    fn layer(&self, x: &Tensor, weight: usize) -> Result<Tensor> {
        x.matmul(self.parameters.of(weight))?.broadcast_add(self.parameters.of(weight + 1))
    }

    fn losses(&self, batch: &AutoBatch) -> Result<[Tensor; 2]> {
        let (count, width) = (self.batch, self.layout.width);
        let rows = tensor(&batch.rows.dense(width), count, width, &self.place)?;
        let given = dense(&batch.given, count, self.given, &self.place)?;
        let of = |place: usize| self.parameters.of(place);
        let first = with_given(rows.matmul(of(0))?, given.as_ref(), of(1))?;
        let first = first.broadcast_add(of(2))?.relu()?;
        let second = self.layer(&first, 3)?.relu()?;
        let (mean, variance) = (self.layer(&second, 5)?, self.layer(&second, 7)?);
        let noise = tensor(&batch.noise, count, LATENT, &self.place)?;
        let latent = (&mean + (noise * (&variance * 0.5)?.exp()?)?)?;
        let third = with_given(latent.matmul(of(9))?, given.as_ref(), of(10))?;
        let third = third.broadcast_add(of(11))?.relu()?;
        let fourth = self.layer(&third, 12)?.relu()?;
        let raw = self.layer(&fourth, 14)?;
        let spans = self.layout.spans.len();
        let wanted = batch.codes.chunks(spans.max(1));
        let wanted =
            wanted.map(|codes| codes.iter().map(|code| Some(usize::from(*code))).collect());
        let mut sum = entropy(&raw, &self.layout, &wanted, &self.place)?;
        let scalars = self.layout.scalars;
        if scalars > 0 {
            let wanted = tensor(&batch.scalars, count, scalars, &self.place)?;
            let apart = (wanted - raw.narrow(1, 0, scalars)?.tanh()?)?.broadcast_div(of(16))?;
            let logs = (of(16).log()?.sum_all()? * count as f64)?;
            sum = ((sum + (apart.sqr()?.sum_all()? * 0.5)?)? + logs)?;
        }
        let loss = (sum * f64::from(FACTOR / count as f32))?;
        let terms = ((mean.sqr()? + variance.exp()?)? - (variance + 1.0)?)?;
        let divergence = (terms.sum_all()? * (0.5 / count as f64))?;
        Ok([loss, divergence])
    }

    fn train(&mut self, batch: &AutoBatch) -> Result<[f32; 2]> {
        let [loss, divergence] = self.losses(batch)?;
        self.parameters.step(&(&loss + &divergence)?)?;
        let (low, high, _) = DEVIATIONS;
        if self.layout.scalars > 0 {
            let deviation = &self.parameters.values[16];
            deviation.set(&deviation.as_tensor().clamp(low, high)?)?;
        }
        Ok([number(&loss)?, number(&divergence)?])
    }
}

impl Autoencoder for CandleAuto {
    fn step(&mut self, batch: &AutoBatch) -> Result<[f32; 2], String> {
        self.train(batch).map_err(|error| error.to_string())
    }

    fn tensors(&self) -> Result<Tensors, String> {
        let mut all = Tensors::new();
        let saved = self.parameters.save("autoencoder", "adam", &mut all);
        saved.map(|()| all).map_err(|error| error.to_string())
    }

    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String> {
        let names = ("autoencoder", "adam");
        let restored = self.parameters.restore(names, steps, tensors, &self.place);
        restored.map_err(|error| error.to_string())
    }
}

#[cfg(feature = "candle")]
pub(super) use on_device::{adversaries, autoencoder};

#[cfg(feature = "candle")]
mod on_device {
    use super::{
        Adversaries, Autoencoder, CandleAuto, Candles, Layout, Place, Result, Sizes, Stream,
    };
    use crate::{Device, SynthesizeError};

    /// CTGAN's networks on a device.
    pub(crate) fn adversaries(
        sizes: &Sizes,
        device: Device,
        stream: Stream,
    ) -> Result<Box<dyn Adversaries + Send>, SynthesizeError> {
        let networks = Candles::new(sizes.clone(), stream, place(device)?);
        Ok(Box::new(networks.map_err(|error| failed(device, &error))?))
    }

    /// TVAE's network on a device.
    pub(crate) fn autoencoder(
        layout: &Layout,
        given: usize,
        batch: usize,
        device: Device,
        stream: Stream,
    ) -> Result<Box<dyn Autoencoder + Send>, SynthesizeError> {
        let network = CandleAuto::new(layout.clone(), given, batch, stream, place(device)?);
        Ok(Box::new(network.map_err(|error| failed(device, &error))?))
    }

    fn place(device: Device) -> Result<Place, SynthesizeError> {
        match device {
            Device::Cpu => Ok(Place::Cpu),
            Device::Cuda(number) => Place::new_cuda(number).map_err(|error| failed(device, &error)),
        }
    }

    fn failed(device: Device, error: &candle_core::Error) -> SynthesizeError {
        SynthesizeError::Device { device: device.to_string(), problem: error.to_string() }
    }
}
