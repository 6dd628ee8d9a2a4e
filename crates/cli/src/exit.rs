//! Exit codes.

use std::process::ExitCode;

use seedbed_pipeline::PipelineError;
#[cfg(feature = "learn")]
use seedbed_synthesize::SynthesizeError;

/// How the program ends. The help and README.md list these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Ok = 0,
    /// `verify` found violations, or a gate is not passed.
    Violations = 1,
    Usage = 2,
    /// The schema or the plan has errors.
    Input = 3,
    /// Something can't be honoured.
    NotHonoured = 4,
    /// Files or the database failed.
    Io = 5,
    /// A dry run found that the database would refuse the rows.
    Refused = 6,
    /// A language model did not write its part of the plan.
    Model = 7,
    Interrupted = 130,
}

/// What `--help` says about exit codes.
pub(crate) const HELP: &str = "\
Exit codes:
  0    success
  1    verify found violations, or a score is below its gate (--min, --gate)
  2    the command line is wrong
  3    the schema or the plan has errors
  4    something can't be honoured (under --strict, or no row meets a constraint)
  5    a file or the database failed
  6    the database would refuse the rows (generate --dry-run --out URL)
  7    the language model did not answer, or a limit on its use would be passed
  130  interrupted; nothing half-written is left";

impl Exit {
    /// The code for an error.
    pub(crate) fn of(error: &PipelineError) -> Self {
        match error {
            PipelineError::UnknownTable { .. }
            | PipelineError::Column { .. }
            | PipelineError::Condition { .. }
            | PipelineError::OtherDatabase { .. } => Self::Usage,
            #[cfg(feature = "evaluate")]
            PipelineError::Compare(_) | PipelineError::Gate(_) => Self::Usage,
            #[cfg(feature = "learn")]
            PipelineError::Learn(
                SynthesizeError::UnknownMethod { .. }
                | SynthesizeError::Device { .. }
                | SynthesizeError::Option { .. },
            ) => Self::Usage,
            #[cfg(feature = "learn")]
            PipelineError::Learn(SynthesizeError::Unmet { .. }) => Self::NotHonoured,
            PipelineError::Schema(_)
            | PipelineError::Text { .. }
            | PipelineError::Locale { .. }
            | PipelineError::PlanDocument { .. }
            | PipelineError::Plan(_) => Self::Input,
            PipelineError::Strict { .. } | PipelineError::Generate(_) => Self::NotHonoured,
            PipelineError::Author(_) => Self::Model,
            PipelineError::Cancelled => Self::Interrupted,
            _ => Self::Io,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
