//! Rows that are taken only if they are good enough.

use std::path::PathBuf;
#[cfg(feature = "evaluate")]
use std::{fs, sync::Arc};

use seedbed_pipeline::{Cancel, FilesRequest, Manifest, Progress, Run, write_files};
#[cfg(feature = "evaluate")]
use seedbed_pipeline::{Judge, JudgeRequest, write_judged_files};
use serde_json::Value;

use crate::{args::GateArgs, exit::Exit, report::Failure};
#[cfg(feature = "evaluate")]
use crate::{args::ThresholdArgs, evaluate::verdict, sources};
#[cfg(feature = "evaluate")]
use seedbed_evaluate::scores::{self, GateError, Threshold};

/// What rows are held against when they are made; nothing where no gate is asked for.
pub(crate) struct Gate {
    #[cfg(feature = "evaluate")]
    judge: Option<Judge>,
}

/// Files that were written.
pub(crate) struct Written {
    pub(crate) manifest: Manifest,
    /// Where they are.
    pub(crate) directory: PathBuf,
    /// What became of the gate, where there is one.
    pub(crate) verdict: Option<Verdict>,
}

/// What became of a gate.
#[cfg_attr(not(feature = "evaluate"), expect(dead_code, reason = "there is no gate"))]
pub(crate) struct Verdict {
    pub(crate) passed: bool,
    /// For people.
    pub(crate) text: String,
    /// For programs.
    pub(crate) document: Value,
}

impl Written {
    /// How the program ends.
    pub(crate) fn exit(&self) -> Exit {
        match &self.verdict {
            Some(verdict) if !verdict.passed => Exit::Violations,
            _ => Exit::Ok,
        }
    }

    /// The document of a run with what became of its gate.
    pub(crate) fn tell(&self, document: &mut Value) {
        document["out"] = self.directory.display().to_string().into();
        if let Some(verdict) = &self.verdict {
            document["gate"] = verdict.document.clone();
        }
    }
}

#[cfg(feature = "evaluate")]
impl Gate {
    /// Reads the real data, so that mistakes show before rows are made.
    pub(crate) fn new(args: &GateArgs, run: &Run) -> Result<Self, Failure> {
        if !args.is_given() {
            return Ok(Self { judge: None });
        }
        let request = JudgeRequest {
            real: args.real.clone(),
            holdout: args.holdout.clone(),
            thresholds: thresholds(&args.thresholds)?,
            ..JudgeRequest::default()
        };
        let judge = Judge::new(Arc::clone(&run.input.schema), request)?;
        Ok(Self { judge: Some(judge) })
    }

    /// Writes the rows of a run, and judges them.
    pub(crate) fn write(
        &self,
        run: &Run,
        request: &FilesRequest,
        cancel: &Cancel,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Written, Failure> {
        let Some(judge) = &self.judge else { return plain(run, request, cancel, progress) };
        let judged = write_judged_files(run, request, judge, cancel, progress)?;
        let place = judged.directory.display();
        let mut text = String::new();
        if let Some(gate) = &judged.evaluation.gate {
            text.push_str(&verdict(gate));
        }
        let kept = if judged.passed() {
            format!("The report is {place}/evaluation.html\n")
        } else {
            let out = request.directory.display();
            format!(
                "The rows are kept apart in {place}, with evaluation.html; nothing is in {out}\n"
            )
        };
        text.push_str(&kept);
        let verdict = Verdict {
            passed: judged.passed(),
            text,
            document: serde_json::to_value(&judged.evaluation.gate).unwrap_or_default(),
        };
        let (manifest, directory) = (judged.manifest, judged.directory);
        Ok(Written { manifest, directory, verdict: Some(verdict) })
    }
}

#[cfg(not(feature = "evaluate"))]
impl Gate {
    pub(crate) fn new(args: &GateArgs, _run: &Run) -> Result<Self, Failure> {
        if args.is_given() {
            return Err(Failure::usage(
                "this build judges no rows",
                "cargo build --release --features evaluate makes one that does; released binaries \
                 do",
            ));
        }
        Ok(Self {})
    }

    #[expect(clippy::unused_self, reason = "builds that judge need it")]
    pub(crate) fn write(
        &self,
        run: &Run,
        request: &FilesRequest,
        cancel: &Cancel,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Written, Failure> {
        plain(run, request, cancel, progress)
    }
}

fn plain(
    run: &Run,
    request: &FilesRequest,
    cancel: &Cancel,
    progress: &mut dyn FnMut(Progress),
) -> Result<Written, Failure> {
    let manifest = write_files(run, request, cancel, progress)?;
    Ok(Written { manifest, directory: request.directory.clone(), verdict: None })
}

/// What the command line and a gate's file ask.
#[cfg(feature = "evaluate")]
pub(crate) fn thresholds(args: &ThresholdArgs) -> Result<Vec<Threshold>, Failure> {
    let wrong = |error: GateError| {
        Failure::usage(error.to_string(), "such as --min quality=0.9 --min column_shapes.age=0.85")
    };
    let mut thresholds = Vec::new();
    if let Some(path) = &args.gate {
        let text =
            fs::read_to_string(path).map_err(|source| sources::failed("read", path, source))?;
        let gate: scores::Gate = serde_json::from_str(&text).map_err(|error| {
            Failure::usage(
                format!("{} is no gate: {error}", path.display()),
                r#"a gate looks like {"min": {"quality": 0.9, "column_shapes.age": 0.85}}"#,
            )
        })?;
        if gate.min.is_empty() {
            return Err(Failure::usage(
                format!("{} asks for nothing", path.display()),
                r#"a gate looks like {"min": {"quality": 0.9, "column_shapes.age": 0.85}}"#,
            ));
        }
        thresholds.extend(gate.thresholds().map_err(wrong)?);
    }
    for text in &args.min {
        thresholds.push(text.parse().map_err(wrong)?);
    }
    Ok(thresholds)
}
