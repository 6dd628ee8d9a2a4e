//! CTGAN and TVAE (Xu et al. 2019): networks that learn tables, in one training loop, on the
//! processor by hand-written steps or elsewhere through candle.

#[cfg(any(test, feature = "candle"))]
mod candle;
mod ctgan;
mod data;
mod decoder;
mod layers;
mod model;
mod sparse;
#[cfg(test)]
mod tests;
mod train;
mod trainee;
mod tvae;
mod validate;
mod weights;

use crate::{
    Files, FitOptions, Fitted, Frame, Method, Observer, SynthesizeError, Synthesizer, files,
};

/// Which network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ctgan,
    Tvae,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ctgan => "ctgan",
            Self::Tvae => "tvae",
        }
    }
}

impl Method for Kind {
    fn name(&self) -> &'static str {
        Kind::name(*self)
    }

    fn fit(
        &self,
        frame: &Frame,
        options: &FitOptions,
        resume: Option<&Files>,
        observer: &mut dyn Observer,
    ) -> Result<Fitted, SynthesizeError> {
        train::fit(*self, frame, options, resume, observer)
    }
}

/// Reads a network's model.
pub(crate) fn load(given: &Files) -> Result<Box<dyn Synthesizer>, SynthesizeError> {
    let kind = if files::method_of(given)? == "tvae" { Kind::Tvae } else { Kind::Ctgan };
    Ok(Box::new(model::NetworkModel::load(kind, given)?))
}
