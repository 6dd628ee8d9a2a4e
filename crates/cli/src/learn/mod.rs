//! `seedbed fit` and `seedbed sample`.

mod fit;
mod sample;

use std::path::Path;

pub(crate) use fit::run as run_fit;
pub(crate) use sample::run as run_sample;
use seedbed_pipeline::{Input, PipelineError, Planned, Run, load_models};

/// A run whose plan draws from fitted models, which lie beside the plan.
///
/// # Errors
/// When a model is not there, or the plan does not fit the schema.
pub(crate) fn run_of(
    input: Input,
    planned: Planned,
    plan: Option<&Path>,
) -> Result<Run, PipelineError> {
    let base = plan.and_then(Path::parent).unwrap_or(Path::new(""));
    let models = load_models(&planned.plan, base)?;
    Run::with_models(input, planned.plan, &models)
}
