//! What every model offers, and the register of models by name.

use std::{fmt, ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Files, Frame, SynthesizeError, copula, files, network};

/// The names that [`method`] knows.
pub const METHODS: [&str; 3] = ["copula", "ctgan", "tvae"];

/// A way to learn tables.
pub trait Method: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Learns from a frame. `resume` is what [`Fitted::Interrupted`] or [`Snapshot::files`] gave
    /// for the same frame and options; going on ends with the model that an uninterrupted fit
    /// makes, to the bit.
    ///
    /// # Errors
    /// When the frame or an option can't be used, training diverges, or `resume` belongs to
    /// something else.
    fn fit(
        &self,
        frame: &Frame,
        options: &FitOptions,
        resume: Option<&Files>,
        observer: &mut dyn Observer,
    ) -> Result<Fitted, SynthesizeError>;
}

/// How a fit ended.
pub enum Fitted {
    /// With a model.
    Finished(Box<dyn Synthesizer>),
    /// By [`Observer::cancelled`]; these files let it go on.
    Interrupted(Files),
}

/// A model that was learned.
pub trait Synthesizer: Send + Sync {
    /// The method's name.
    fn method(&self) -> &'static str;

    /// The columns it was fitted on, in their order.
    fn columns(&self) -> Vec<ColumnSummary>;

    /// Makes rows. Row `i` depends on the model, the seed, `i`, the conditions and its own row of
    /// the context only, so that ranges made apart concatenate.
    ///
    /// # Errors
    /// When a condition or the context doesn't fit the columns, or no row meets the conditions.
    fn sample(&self, request: &Request<'_>) -> Result<Frame, SynthesizeError>;

    /// The model as files, for [`load`].
    ///
    /// # Errors
    /// When it can't be written as such.
    fn save(&self) -> Result<Files, SynthesizeError>;
}

/// A column of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSummary {
    /// Its name.
    pub name: String,
    /// As [`crate::Data::kind`] says.
    pub kind: &'static str,
    /// Whether its values are given rather than made.
    pub context: bool,
}

/// How to fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitOptions {
    /// All randomness comes from it.
    pub seed: u64,
    /// Passes over the rows; a copula needs none.
    pub epochs: u32,
    /// Rows of a training step.
    pub batch_size: u32,
    /// Threads to compute with. The model doesn't depend on it.
    #[serde(skip, default = "one")]
    pub threads: usize,
    /// Where to compute.
    pub device: Device,
    /// Columns that will be given whenever rows are sampled (a parent's, joined to its children):
    /// the others are learned in dependence on them.
    pub context: Vec<String>,
    /// Stop after so many epochs in which the validation did not get better.
    pub patience: Option<u32>,
    /// The share of rows held out for validation.
    pub holdout: f64,
}

fn one() -> usize {
    1
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            epochs: 300,
            batch_size: 500,
            threads: 1,
            device: Device::Cpu,
            context: Vec::new(),
            patience: None,
            holdout: 0.1,
        }
    }
}

impl FitOptions {
    /// # Errors
    /// Says which option is out of range.
    pub(crate) fn check(&self) -> Result<(), SynthesizeError> {
        let wrong = |option, problem: &str| {
            Err(SynthesizeError::Option { option, problem: problem.into() })
        };
        if self.epochs == 0 {
            return wrong("epochs", "must be at least 1");
        }
        if !(10..=1_000_000).contains(&self.batch_size) {
            return wrong("batch size", "must lie between 10 and 1,000,000");
        }
        if !(0.0..=0.5).contains(&self.holdout) {
            return wrong("holdout", "must lie between 0 and 0.5");
        }
        if self.patience == Some(0) {
            return wrong("patience", "must be at least 1 epoch");
        }
        Ok(())
    }
}

/// Where to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// The processor, with kernels of our own: the same bits on every machine.
    Cpu,
    /// A graphics processor by its number, through candle: runs agree within tolerance.
    Cuda(usize),
}

impl FromStr for Device {
    type Err = SynthesizeError;

    fn from_str(text: &str) -> Result<Self, SynthesizeError> {
        let number = text.strip_prefix("cuda:").map(str::parse);
        match (text, number) {
            ("cpu", _) => Ok(Self::Cpu),
            ("cuda", _) => Ok(Self::Cuda(0)),
            (_, Some(Ok(number))) => Ok(Self::Cuda(number)),
            _ => Err(SynthesizeError::Device {
                device: text.to_owned(),
                problem: "write cpu, or cuda:0 for the first graphics processor".into(),
            }),
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
        }
    }
}

/// Who watches a fit, and may stop it.
pub trait Observer {
    /// Whether to stop; asked before every step.
    fn cancelled(&self) -> bool {
        false
    }

    /// An epoch ended. `training` can be saved, to go on from here later.
    fn epoch(&mut self, _report: &EpochReport, _training: &dyn Snapshot) {}

    /// Something that the user should know, such as a column without values.
    fn note(&mut self, _note: &str) {}
}

/// An observer that neither looks nor stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {}

/// A fit under way.
pub trait Snapshot {
    /// The files to go on from.
    ///
    /// # Errors
    /// When they can't be made.
    fn files(&self) -> Result<Files, SynthesizeError>;
}

/// What an epoch brought.
#[derive(Debug, Clone, PartialEq)]
pub struct EpochReport {
    /// Its number, from 1.
    pub epoch: u32,
    /// How many there will be at most.
    pub epochs: u32,
    /// Rows trained on in this epoch.
    pub rows: u64,
    /// Means over the epoch's steps, by name.
    pub losses: Vec<(&'static str, f64)>,
    /// How like the held-out rows those sampled are, from 0 to 1.
    pub validation: Option<f64>,
    /// Whether this is the best so far.
    pub best: bool,
}

/// Which rows to make.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Their numbers.
    pub rows: Range<u64>,
    /// All randomness comes from it.
    pub seed: u64,
    /// Threads to compute with. The rows don't depend on it.
    pub threads: usize,
    /// What every row must meet.
    pub conditions: &'a [Condition],
    /// The context columns of a model that has some: a row for each of `rows`.
    pub context: Option<&'a Frame>,
}

impl Request<'_> {
    /// Rows without conditions or context, on one thread.
    pub fn of(rows: Range<u64>, seed: u64) -> Self {
        Self { rows, seed, threads: 1, conditions: &[], context: None }
    }

    /// How many rows.
    pub(crate) fn count(&self) -> usize {
        self.rows.end.saturating_sub(self.rows.start) as usize
    }
}

/// What a row must meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// What its value must be.
    pub test: Test,
}

/// A test of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Equal.
    Is(Value),
    /// Equal to one of them.
    OneOf(Vec<Value>),
    /// A number (or a moment's microseconds) between bounds, both included.
    Between {
        /// The lower bound.
        low: f64,
        /// The upper bound.
        high: f64,
    },
    /// Null.
    IsNull,
    /// Not null.
    IsNotNull,
}

/// A value of a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of a number column, or a category whose label reads so.
    Number(f64),
    /// A category's label.
    Text(String),
    /// Of a boolean column.
    Boolean(bool),
    /// Microseconds since 1970.
    Moment(i64),
}

/// The method of that name.
///
/// # Errors
/// When there is none.
pub fn method(name: &str) -> Result<&'static dyn Method, SynthesizeError> {
    match name {
        "copula" => Ok(&copula::Copula),
        "ctgan" => Ok(&network::Kind::Ctgan),
        "tvae" => Ok(&network::Kind::Tvae),
        _ => {
            Err(SynthesizeError::UnknownMethod { name: name.to_owned(), known: METHODS.join(", ") })
        }
    }
}

/// Reads a model of any method.
///
/// # Errors
/// When a file is absent, damaged or of something else.
pub fn load(files: &Files) -> Result<Box<dyn Synthesizer>, SynthesizeError> {
    let name = files::method_of(files)?;
    match name.as_str() {
        "copula" => Ok(Box::new(copula::CopulaModel::load(files)?)),
        "ctgan" | "tvae" => network::load(files),
        _ => Err(SynthesizeError::UnknownMethod { name, known: METHODS.join(", ") }),
    }
}
