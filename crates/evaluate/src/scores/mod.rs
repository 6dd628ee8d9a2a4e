//! How alike a synthetic dataset is to the real one, and how private.
//!
//! [`evaluate`] compares tables that any tool made, and gives an [`Evaluation`]: what is counted,
//! four sections of scores, and what the report draws. [`judge`] holds it against thresholds.
//! Every metric goes from 0 to 1, more is better, and says "not applicable, because …" where it
//! says nothing.
//!
//! Where a metric has a definition elsewhere it is followed to the last digit that is
//! deterministic (`docs/evaluate.md` has versions and traps).

mod accuracy;
mod cells;
mod charts;
mod composed;
mod evaluation;
mod frames;
mod gate;
mod html;
mod learning;
mod moment;
mod pairing;
mod pairs;
mod privacy;
mod relations;
mod schema;
mod score;
mod single;

pub use charts::{Correlations, Distribution, TableCharts};
pub use composed::Composed;
pub use evaluation::{
    Evaluation, Facts, FileFacts, Options, REPORT_FORMAT, RelationFacts, SchemaFacts, TableFacts,
    evaluate,
};
pub use gate::{Check, Failing, Gate, GateError, GateResult, Threshold, judge};
pub use html::html;
pub use pairing::{CompareError, Knowledge, Relation};
pub use privacy::{Rate, Risk, closest_distances, residual_risk, success_rate};
pub use schema::typed;
pub use score::{METRICS, Metric, Property, Score, Section};
