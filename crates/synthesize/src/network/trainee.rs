//! A network under training: batches drawn for it, and the backend that computes its steps.

use rayon::ThreadPool;
use seedbed_dataset::seed::Stream;

use super::{
    Kind,
    ctgan::{
        self, Adversaries, DiscriminatorBatch, GeneratorBatch, GeneratorInput, HIDDEN, NOISE, Sizes,
    },
    data::{Asked, Data, Drawer},
    sparse::Sparse,
    tvae::{self, AutoBatch, Autoencoder, LATENT},
};
use crate::{
    Device, FitOptions, SynthesizeError,
    math::{
        threads,
        vector::{dropouts, gumbels, normals, uniforms},
    },
    tensors::Tensors,
};

/// What the training loop trains.
pub(crate) trait Trainee {
    /// The names of a step's losses.
    fn losses(&self) -> &'static [&'static str];
    /// Rows of a step.
    fn batch(&self) -> usize;
    /// One step; everything random in it is of the stream. Its losses.
    fn step(&mut self, data: &Data, stream: Stream) -> Result<Vec<f32>, String>;
    /// Everything that training changes.
    fn tensors(&self) -> Result<Tensors, String>;
    /// Takes it, after so many steps; whether it is all there.
    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String>;
}

/// Rows that CTGAN's discriminator sees together.
const PAC: usize = 10;

/// A network of the kind, on the device, with nothing learned yet.
///
/// # Errors
/// When this build or machine can't compute there.
pub(crate) fn trainee(
    kind: Kind,
    data: &Data,
    drawer: Drawer,
    options: &FitOptions,
    stream: Stream,
) -> Result<Box<dyn Trainee>, SynthesizeError> {
    let layout = data.layout.clone();
    let given = drawer.conditions.width + data.context_layout.width;
    let pool = threads::pool(options.threads);
    let stream = stream.named("weights");
    let batch = options.batch_size as usize;
    Ok(match kind {
        Kind::Ctgan => {
            let sizes = Sizes { layout, given, batch: batch / PAC * PAC, pac: PAC };
            let networks = adversaries(&sizes, options.device, stream)?;
            Box::new(Gan { sizes, drawer, networks, pool })
        }
        Kind::Tvae => {
            let network = autoencoder(&layout, given, batch, options.device, stream)?;
            Box::new(Auto { batch, network, pool })
        }
    })
}

fn adversaries(
    sizes: &Sizes,
    device: Device,
    stream: Stream,
) -> Result<Box<dyn Adversaries + Send>, SynthesizeError> {
    match device {
        Device::Cpu => Ok(Box::new(ctgan::Processor::new(sizes.clone(), stream))),
        #[cfg(feature = "candle")]
        Device::Cuda(_) => super::candle::adversaries(sizes, device, stream),
        #[cfg(not(feature = "candle"))]
        Device::Cuda(_) => Err(not_built(device)),
    }
}

fn autoencoder(
    layout: &crate::encode::Layout,
    given: usize,
    batch: usize,
    device: Device,
    stream: Stream,
) -> Result<Box<dyn Autoencoder + Send>, SynthesizeError> {
    match device {
        Device::Cpu => Ok(Box::new(tvae::Processor::new(layout.clone(), given, batch, stream))),
        #[cfg(feature = "candle")]
        Device::Cuda(_) => super::candle::autoencoder(layout, given, batch, device, stream),
        #[cfg(not(feature = "candle"))]
        Device::Cuda(_) => Err(not_built(device)),
    }
}

#[cfg(not(feature = "candle"))]
fn not_built(device: Device) -> SynthesizeError {
    SynthesizeError::Device {
        device: device.to_string(),
        problem: "this program was built without it; choose cpu, or build it with the feature cuda"
            .into(),
    }
}

/// CTGAN under training.
struct Gan {
    sizes: Sizes,
    drawer: Drawer,
    networks: Box<dyn Adversaries + Send>,
    pool: Option<ThreadPool>,
}

/// Conditions, each with a row that meets it.
type Drawn = Vec<(Option<Asked>, usize)>;

impl Gan {
    fn drawn(&self, stream: Stream) -> Drawn {
        (0..self.sizes.batch as u64).map(|n| self.drawer.draw(stream, n)).collect()
    }

    /// Puts what is given with a row into a sparse row, from a column on.
    fn push_given(
        &self,
        data: &Data,
        drawn: (Option<Asked>, usize),
        start: usize,
        into: &mut Sparse,
    ) {
        let (asked, row) = drawn;
        if let Some(asked) = asked {
            into.push(start + asked.place, 1.0);
        }
        let start = start + self.drawer.conditions.width;
        data.context_layout.push(&data.context, row, start, into);
    }

    /// What is given, row by row or packed.
    fn given(&self, data: &Data, drawn: &Drawn, pac: usize) -> Sparse {
        let mut given = Sparse::default();
        for pack in drawn.chunks(pac) {
            for (slot, drawn) in pack.iter().enumerate() {
                self.push_given(data, *drawn, slot * self.sizes.given, &mut given);
            }
            given.end_row();
        }
        given
    }

    fn input(&self, data: &Data, drawn: &Drawn, stream: Stream) -> GeneratorInput {
        let layout = &self.sizes.layout;
        let mut noise = vec![0.0; self.sizes.batch * NOISE];
        normals(stream.named("noise"), &mut noise);
        let mut choices = vec![0.0; self.sizes.batch * (layout.width - layout.scalars)];
        gumbels(stream.named("gumbels"), &mut choices);
        GeneratorInput { noise, given: self.given(data, drawn, 1), gumbels: choices }
    }

    fn discriminator_batch(&self, data: &Data, stream: Stream) -> DiscriminatorBatch {
        let drawn = self.drawn(stream.named("drawn"));
        let (packs, pac, width) = (self.sizes.packs(), self.sizes.pac, self.sizes.layout.width);
        // Real rows beside made ones of other conditions.
        let mut turned = drawn.clone();
        turned.rotate_left(self.sizes.batch / 2);
        let mut real = Sparse::default();
        for pack in turned.chunks(pac) {
            for (slot, (_, row)) in pack.iter().enumerate() {
                data.layout.push(&data.rows, *row, slot * width, &mut real);
            }
            real.end_row();
        }
        let mut mix = vec![0.0; packs];
        uniforms(stream.named("mix"), &mut mix);
        DiscriminatorBatch {
            input: self.input(data, &drawn, stream),
            made_given: self.given(data, &drawn, pac),
            real_given: self.given(data, &turned, pac),
            real,
            mix,
            dropouts: dropout_layers(3 * packs, stream.named("dropout")),
        }
    }

    fn generator_batch(&self, data: &Data, stream: Stream) -> GeneratorBatch {
        let drawn = self.drawn(stream.named("drawn"));
        let wanted = drawn.iter().map(|(asked, _)| asked.map(|asked| (asked.span, asked.code)));
        GeneratorBatch {
            input: self.input(data, &drawn, stream),
            made_given: self.given(data, &drawn, self.sizes.pac),
            dropouts: dropout_layers(self.sizes.packs(), stream.named("dropout")),
            wanted: wanted.collect(),
        }
    }
}

/// Dropout of the discriminator's layers.
fn dropout_layers(packs: usize, stream: Stream) -> [Vec<f32>; 2] {
    [0, 1].map(|layer| {
        let mut factors = vec![0.0; packs * HIDDEN];
        dropouts(stream.nth(layer), &mut factors);
        factors
    })
}

impl Trainee for Gan {
    fn losses(&self) -> &'static [&'static str] {
        &["discriminator", "penalty", "generator", "condition"]
    }

    fn batch(&self) -> usize {
        self.sizes.batch
    }

    fn step(&mut self, data: &Data, stream: Stream) -> Result<Vec<f32>, String> {
        let first = self.discriminator_batch(data, stream.named("discriminator"));
        let second = self.generator_batch(data, stream.named("generator"));
        let networks = &mut self.networks;
        threads::within(self.pool.as_ref(), || {
            let discriminator = networks.discriminate(&first)?;
            let generator = networks.generate(&second)?;
            Ok([discriminator, generator].concat())
        })
    }

    fn tensors(&self) -> Result<Tensors, String> {
        self.networks.tensors()
    }

    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String> {
        self.networks.restore(tensors, steps)
    }
}

/// TVAE under training.
struct Auto {
    batch: usize,
    network: Box<dyn Autoencoder + Send>,
    pool: Option<ThreadPool>,
}

impl Auto {
    fn draw(&self, data: &Data, stream: Stream) -> AutoBatch {
        let (scalars, spans) = (data.layout.scalars, data.layout.spans.len());
        let mut batch = AutoBatch {
            rows: Sparse::default(),
            given: Sparse::default(),
            scalars: Vec::with_capacity(self.batch * scalars),
            codes: Vec::with_capacity(self.batch * spans),
            noise: vec![0.0; self.batch * LATENT],
        };
        normals(stream.named("noise"), &mut batch.noise);
        for n in 0..self.batch as u64 {
            let row = stream.named("rows").below(n, data.rows.count as u64) as usize;
            data.layout.push(&data.rows, row, 0, &mut batch.rows);
            batch.rows.end_row();
            data.context_layout.push(&data.context, row, 0, &mut batch.given);
            batch.given.end_row();
            batch.scalars.extend(&data.rows.scalars[row * scalars..][..scalars]);
            batch.codes.extend(&data.rows.codes[row * spans..][..spans]);
        }
        batch
    }
}

impl Trainee for Auto {
    fn losses(&self) -> &'static [&'static str] {
        &["reconstruction", "divergence"]
    }

    fn batch(&self) -> usize {
        self.batch
    }

    fn step(&mut self, data: &Data, stream: Stream) -> Result<Vec<f32>, String> {
        let batch = self.draw(data, stream);
        let network = &mut self.network;
        threads::within(self.pool.as_ref(), || network.step(&batch)).map(|losses| losses.to_vec())
    }

    fn tensors(&self) -> Result<Tensors, String> {
        self.network.tensors()
    }

    fn restore(&mut self, tensors: &Tensors, steps: u32) -> Result<bool, String> {
        self.network.restore(tensors, steps)
    }
}
