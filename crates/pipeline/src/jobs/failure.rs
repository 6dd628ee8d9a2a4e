//! What the asker of a job is told when a stage fails.

use std::error::Error;

use seedbed_jobs::{Failure, FailureKind, NotDone, StoreError};

use crate::PipelineError;

/// What an error means for a job: the asker's to mend, somebody's wish, or another attempt's
/// chance.
pub(crate) fn not_done(error: PipelineError) -> NotDone {
    let kind = match &error {
        PipelineError::Cancelled => return NotDone::Stopped,
        #[cfg(feature = "learn")]
        PipelineError::Learn(_) => FailureKind::Plan,
        #[cfg(feature = "evaluate")]
        PipelineError::Compare(_) | PipelineError::Gate(_) => FailureKind::Gate,
        PipelineError::Schema(_) | PipelineError::Text { .. } => FailureKind::Schema,
        PipelineError::Plan(_)
        | PipelineError::PlanDocument { .. }
        | PipelineError::Locale { .. }
        | PipelineError::UnknownTable { .. }
        | PipelineError::Strict { .. }
        | PipelineError::Column { .. }
        | PipelineError::Condition { .. }
        | PipelineError::Data(_)
        | PipelineError::Model { .. }
        | PipelineError::Generate(_) => FailureKind::Plan,
        _ => return NotDone::Store(StoreError::new("make", "the result", true).because(error)),
    };
    NotDone::Failed(Failure { kind, detail: detail(&error) })
}

/// A failure that the asker can mend.
pub(crate) fn failed(kind: FailureKind, detail: impl Into<String>) -> NotDone {
    NotDone::Failed(Failure { kind, detail: detail.into() })
}

/// Everything there is to say about an error: what was remarked on the way to it, and its causes.
fn detail(error: &PipelineError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let line = error.to_string();
        if !text.contains(&line) {
            text = format!("{text}: {line}");
        }
        cause = error.source();
    }
    if let PipelineError::Schema(error) = error {
        for diagnostic in error.diagnostics() {
            text = format!("{text}\n{diagnostic}");
        }
    }
    text
}
