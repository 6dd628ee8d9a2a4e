//! The training loop: one for all networks and backends. Everything random is a function of the
//! seed and the step's number, so that a fit which goes on is the fit that was not interrupted.

use seedbed_dataset::seed::Stream;
use serde::{Deserialize, Serialize};

use super::{
    Kind,
    data::{Conditions, Data, Drawer},
    decoder::{self, Decoder},
    model::{Description, NetworkModel},
    sparse::Sparse,
    trainee::{Trainee, trainee},
    validate::Holdout,
};
use crate::{
    EpochReport, Files, FitOptions, Fitted, Frame, Observer, Snapshot, SynthesizeError,
    encode::{Encoder, Rows},
    files,
    math::threads,
    table::Table,
    tensors::{self, Tensors},
};

pub(crate) const TRAINING_FILE: &str = "training.safetensors";
/// Tables of fewer rows have none to hold out.
const LEAST_ROWS: usize = 100;
/// Rows that are compared at most.
const MOST_COMPARED: usize = 2048;
/// TVAE learns a number of so few values as a choice among them, which brings each back exactly.
/// CTGAN would be long in finding out that they have an order.
const FEW_VALUES: usize = 24;
/// Rows that the statistics of hidden layers are taken from.
const SETTLED: usize = 4096;
/// Steps between comparisons at least: they should not cost more than training.
const STEPS_BETWEEN: u32 = 20;

/// Where training stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// A hash of the encoded data.
    pub data: String,
    /// Whole epochs done, and steps in the next one, and in all.
    pub epoch: u32,
    pub step: u32,
    pub steps: u32,
    /// Sums of the epoch's losses.
    #[serde(with = "crate::exact::list")]
    pub losses: Vec<f64>,
    /// The best validation, and the epoch that it was of; below zero when there was none.
    #[serde(with = "crate::exact")]
    pub best: f64,
    pub best_epoch: u32,
    /// When rows were last compared, in steps.
    pub compared: u32,
}

struct Training {
    kind: Kind,
    description: Description,
    data: Data,
    holdout: Option<(Holdout, Data)>,
    trainee: Box<dyn Trainee>,
    best: Option<Tensors>,
}

/// Fits a network.
pub(crate) fn fit(
    kind: Kind,
    frame: &Frame,
    options: &FitOptions,
    resume: Option<&Files>,
    observer: &mut dyn Observer,
) -> Result<Fitted, SynthesizeError> {
    let table = Table::learn(frame, options, observer)?;
    let views = table.views(frame)?;
    let few = match kind {
        Kind::Ctgan => 0,
        Kind::Tvae => FEW_VALUES,
    };
    let rows = Encoder::learn(&table, &views, false, few);
    let context = Encoder::learn(&table, &views, true, few);
    if rows.columns.is_empty() {
        return Err(SynthesizeError::frame("all columns are text: there is nothing to train on"));
    }
    let stream = Stream::root(options.seed).named(kind.name());
    let mut all = Data {
        layout: rows.layout(),
        rows: rows.encode(0, |column| Some(&views[column]), stream.named("modes")),
        context_layout: context.layout(),
        context: context.encode(0, |column| Some(&views[column]), stream.named("context modes")),
    };
    let hash = hash(&all);
    if kind == Kind::Ctgan {
        rows.scatter(&mut all.rows, stream.named("places"));
    }
    let (data, held) = split(&all, options.holdout, stream.named("holdout"));
    let conditions = match kind {
        Kind::Ctgan => Conditions::learn(&all.layout, &data.rows),
        Kind::Tvae => Conditions::none(),
    };
    let progress = Progress {
        data: hash,
        epoch: 0,
        step: 0,
        steps: 0,
        losses: Vec::new(),
        best: -1.0,
        best_epoch: 0,
        compared: 0,
    };
    let description =
        Description { table, rows, context, conditions, options: options.clone(), progress };
    let drawer = Drawer::new(description.conditions.clone(), &data.layout, &data.rows);
    let trainee = trainee(kind, &data, drawer, options, stream)?;
    let holdout = held.map(|held| {
        let (rows, context) = (&description.rows, &description.context);
        (Holdout::new((rows, &held.rows), (context, &held.context)), held)
    });
    let mut training = Training { kind, description, data, holdout, trainee, best: None };
    if let Some(files) = resume {
        training.resume(files)?;
    }
    training.run(stream, observer)
}

/// Rows to train on, and rows to compare with where there are enough.
fn split(all: &Data, share: f64, stream: Stream) -> (Data, Option<Data>) {
    let (mut train, mut held) = (Vec::new(), Vec::new());
    for row in 0..all.rows.count {
        if stream.unit(row as u64) < share && held.len() < MOST_COMPARED {
            held.push(row);
        } else {
            train.push(row);
        }
    }
    if all.rows.count < LEAST_ROWS || held.is_empty() || train.is_empty() {
        return (all.clone(), None);
    }
    (all.take(&train), Some(all.take(&held)))
}

fn hash(data: &Data) -> String {
    let mut bytes = Vec::new();
    for rows in [&data.rows, &data.context] {
        rows.scalars.iter().for_each(|scalar| bytes.extend(scalar.to_le_bytes()));
        rows.codes.iter().for_each(|code| bytes.extend(code.to_le_bytes()));
    }
    files::sha256(&bytes)
}

impl Training {
    fn run(
        mut self,
        stream: Stream,
        observer: &mut dyn Observer,
    ) -> Result<Fitted, SynthesizeError> {
        let options = self.description.options.clone();
        // Rows are drawn, so an epoch is as long as if none were held out.
        let held = self.holdout.as_ref().map_or(0, |(_, held)| held.rows.count);
        let steps = ((self.data.rows.count + held) as u32 / self.trainee.batch() as u32).max(1);
        while self.description.progress.epoch < options.epochs && !self.stands_still(&options) {
            while self.description.progress.step < steps {
                if observer.cancelled() {
                    return Ok(Fitted::Interrupted(self.files()?));
                }
                self.step(stream)?;
            }
            let report = self.end_epoch(steps, &options)?;
            observer.epoch(&report, &self);
        }
        self.finish(observer)
    }

    fn stands_still(&self, options: &FitOptions) -> bool {
        let Progress { epoch, best_epoch, best, .. } = self.description.progress;
        best >= 0.0 && options.patience.is_some_and(|patience| epoch - best_epoch >= patience)
    }

    fn step(&mut self, stream: Stream) -> Result<(), SynthesizeError> {
        let progress = &mut self.description.progress;
        let names = self.trainee.losses();
        let device = self.description.options.device;
        let losses = self.trainee.step(&self.data, stream.named("step").nth(progress.steps.into()));
        let losses = losses
            .map_err(|problem| SynthesizeError::Device { device: device.to_string(), problem })?;
        progress.losses.resize(losses.len(), 0.0);
        for ((sum, loss), what) in progress.losses.iter_mut().zip(&losses).zip(names) {
            if !loss.is_finite() {
                return Err(SynthesizeError::Diverged { epoch: progress.epoch + 1, what });
            }
            *sum += f64::from(*loss);
        }
        progress.step += 1;
        progress.steps += 1;
        Ok(())
    }

    fn end_epoch(
        &mut self,
        steps: u32,
        options: &FitOptions,
    ) -> Result<EpochReport, SynthesizeError> {
        let progress = &mut self.description.progress;
        progress.epoch += 1;
        progress.step = 0;
        let means = std::mem::take(&mut progress.losses).into_iter();
        let means = means.map(|sum| sum / f64::from(steps));
        let losses = self.trainee.losses().iter().copied().zip(means).collect();
        let epoch = progress.epoch;
        let due = progress.steps - progress.compared >= STEPS_BETWEEN || epoch == options.epochs;
        let validation = if due { self.validate()? } else { None };
        let best = validation.is_some_and(|score| score > self.description.progress.best);
        if let (true, Some(score)) = (best, validation) {
            self.best = Some(self.decoder_tensors()?);
            self.description.progress.best = score;
            self.description.progress.best_epoch = epoch;
        }
        let rows = u64::from(steps) * self.trainee.batch() as u64;
        Ok(EpochReport { epoch, epochs: options.epochs, rows, losses, validation, best })
    }

    fn decoder_tensors(&self) -> Result<Tensors, SynthesizeError> {
        let tensors = self.trainee.tensors().map_err(|problem| self.device(problem))?;
        let mut tensors = decoder::needed(self.kind, &tensors);
        if self.kind == Kind::Ctgan {
            let stream = Stream::root(self.description.options.seed).named("statistics");
            let count = self.data.rows.count as u64;
            let rows = (0..SETTLED as u64).map(|n| stream.below(n, count) as usize);
            let given = self.given(&self.data, rows, stream.named("asked"));
            let threads = self.description.options.threads;
            let settle = || decoder::settle(&mut tensors, SETTLED, &given, stream.named("noise"));
            threads::run(threads, settle).ok_or_else(|| self.incomplete())?;
        }
        Ok(tensors)
    }

    /// What is given with rows: conditions by true frequencies, and the contexts of some rows.
    fn given(&self, data: &Data, rows: impl Iterator<Item = usize>, stream: Stream) -> Sparse {
        let conditions = &self.description.conditions;
        let mut given = Sparse::default();
        for (n, row) in (0..).zip(rows) {
            if let Some(asked) = conditions.by_frequency(stream.nth(n)) {
                given.push(asked.place, 1.0);
            }
            data.context_layout.push(&data.context, row, conditions.width, &mut given);
            given.end_row();
        }
        given
    }

    fn incomplete(&self) -> SynthesizeError {
        self.device("the weights are incomplete".into())
    }

    fn device(&self, problem: String) -> SynthesizeError {
        let device = self.description.options.device.to_string();
        SynthesizeError::Device { device, problem }
    }

    /// Compares rows that are made now with those held out.
    fn validate(&mut self) -> Result<Option<f64>, SynthesizeError> {
        self.description.progress.compared = self.description.progress.steps;
        let Some((holdout, held)) = &self.holdout else { return Ok(None) };
        let made = self.made(&self.decoder_tensors()?, held)?;
        Ok(Some(holdout.score(&self.description.rows, &made)))
    }

    /// As many rows as are held out, in their context.
    fn made(&self, weights: &Tensors, held: &Data) -> Result<Rows, SynthesizeError> {
        let stream = Stream::root(self.description.options.seed).named("validation");
        let given = self.given(held, 0..held.rows.count, stream.named("asked"));
        let layout = self.data.layout.clone();
        let decoder = Decoder::new(self.kind, layout, self.description.given(), weights);
        let decoder = decoder.ok_or_else(|| self.incomplete())?;
        let threads = self.description.options.threads;
        Ok(threads::run(threads, || decoder.make(held.rows.count, &given, stream)))
    }

    fn finish(self, observer: &mut dyn Observer) -> Result<Fitted, SynthesizeError> {
        let weights = match self.best.clone() {
            Some(best) => best,
            None => self.decoder_tensors()?,
        };
        if let Some((holdout, held)) = &self.holdout {
            let made = self.made(&weights, held)?;
            for column in holdout.collapsed(&self.description.rows, &made) {
                let name = &self.description.table.columns[column].name;
                observer.note(&format!(
                    "column {name} has collapsed: the model makes one value of it only; train \
                     longer, or with another seed"
                ));
            }
        }
        let model = NetworkModel::new(self.kind, self.description, weights)?;
        Ok(Fitted::Finished(Box::new(model)))
    }

    /// Takes up where an interrupted fit stood.
    fn resume(&mut self, given: &Files) -> Result<(), SynthesizeError> {
        let differs = |problem: &str| Err(SynthesizeError::Resume { problem: problem.into() });
        if files::method_of(given)? != self.kind.name() {
            return differs("it was of another model");
        }
        let mut saved = files::unpack::<Description>(given)?.model;
        if !given.contains_key(TRAINING_FILE) {
            return differs("it had ended");
        }
        if !saved.restore() || saved.progress.data != self.description.progress.data {
            return differs("it was of other data");
        }
        saved.options.threads = self.description.options.threads;
        if saved.options != self.description.options {
            return differs("it had other options");
        }
        let mut all = tensors::unpack(given, TRAINING_FILE)?;
        let part = |prefix: &str, all: &mut Tensors| -> Tensors {
            let taken = std::mem::take(all).into_iter();
            let (part, rest): (Tensors, Tensors) =
                taken.partition(|(name, _)| name.starts_with(prefix));
            *all = rest;
            part.into_iter()
                .map(|(name, tensor)| (name[prefix.len()..].to_owned(), tensor))
                .collect()
        };
        let (best, now) = (part("best/", &mut all), part("now/", &mut all));
        let steps = saved.progress.steps;
        let restored = self.trainee.restore(&now, steps).map_err(|problem| self.device(problem))?;
        if !restored {
            let problem = "not the weights that model.json describes";
            return Err(SynthesizeError::damaged(TRAINING_FILE, problem));
        }
        self.best = (!best.is_empty()).then_some(best);
        self.description.progress = saved.progress;
        Ok(())
    }
}

impl Snapshot for Training {
    fn files(&self) -> Result<Files, SynthesizeError> {
        let now = self.trainee.tensors().map_err(|problem| self.device(problem))?;
        let best = self.best.iter().flatten();
        let named = |prefix: &'static str| {
            move |(name, tensor): (&String, &(Vec<usize>, Vec<f32>))| {
                (format!("{prefix}{name}"), tensor.clone())
            }
        };
        let all = now.iter().map(named("now/")).chain(best.map(named("best/"))).collect();
        let packed = tensors::pack(TRAINING_FILE, &all)?;
        let hash = self.description.table.hash();
        let beside = Files::from([(TRAINING_FILE.to_owned(), packed)]);
        files::pack(self.kind.name(), &hash, &self.description, beside)
    }
}
