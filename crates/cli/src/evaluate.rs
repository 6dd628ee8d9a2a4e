//! `seedbed evaluate`.

mod knowledge;
mod print;

use std::{
    path::{Path, PathBuf},
    thread,
};

pub(crate) use print::verdict;
use seedbed_evaluate::scores::{self, Evaluation, Options};
use seedbed_pipeline::{Cancel, DATASETS, PipelineError, file_facts, write_file};
use seedbed_profile::{ReadError, Table, parallel::joined};
use seedbed_schema::Schema;

use crate::{
    args::EvaluateArgs,
    exit::Exit,
    gate::thresholds,
    report::{self, Failure},
    sources,
    verify::{self, Findings},
};

pub(crate) fn run(args: &EvaluateArgs, cancel: &Cancel) -> Result<Exit, Failure> {
    if args.json_schema {
        sources::print_json(&Evaluation::json_schema())?;
        return Ok(Exit::Ok);
    }
    let thresholds = thresholds(&args.thresholds)?;
    for path in &args.output {
        report_form(path)?;
    }
    let schema = match args.schema.as_slice() {
        [] => None,
        paths => {
            let (texts, input) =
                sources::read_schema(paths, seedbed_ingest::ReadOptions::default())?;
            if !args.json {
                report::remarks(&texts, &input.diagnostics);
            }
            Some(input.schema)
        }
    };
    let findings = match &schema {
        Some(schema) => constraints(args, schema, cancel)?,
        None => None,
    };
    let mut evaluation = match &findings {
        Some(Findings { verification, found, .. }) if args.real.is_empty() => {
            Evaluation::of_constraints(verification, &found.missing, args.seed.unwrap_or(1))
        }
        Some(Findings { verification, found, .. }) => {
            compared(args, schema.as_deref())?.with_constraints(verification, &found.missing)
        }
        None => compared(args, schema.as_deref())?,
    };
    let datasets = [&args.real, &args.synthetic, &args.holdout].map(Vec::as_slice);
    evaluation.facts.files =
        file_facts(DATASETS.into_iter().zip(datasets)).map_err(|error| match error {
            PipelineError::Data(error) => unreadable(&error),
            other => other.into(),
        })?;
    if !thresholds.is_empty() {
        let judged = scores::judge(&evaluation, &thresholds)
            .map_err(|error| Failure::usage(error.to_string(), "see docs/evaluate.md"))?;
        evaluation.gate = Some(judged);
    }
    write_reports(args, &evaluation)?;
    if args.json {
        sources::print_json(&document(&evaluation))?;
    } else {
        sources::print(&print::text(&evaluation))?;
    }
    let passed = evaluation.gate.as_ref().is_none_or(|gate| gate.passed);
    Ok(if passed { Exit::Ok } else { Exit::Violations })
}

fn document(evaluation: &Evaluation) -> serde_json::Value {
    serde_json::to_value(evaluation).expect("a report has only texts, numbers and lists")
}

/// Reads the files or folders of one dataset.
fn read(paths: &[PathBuf]) -> Result<Vec<Table>, Failure> {
    let read = seedbed_profile::read(paths, &seedbed_profile::Options::default());
    read.map_err(|error| unreadable(&error))
}

fn unreadable(error: &ReadError) -> Failure {
    let mut message = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let said = cause.to_string();
        if !message.contains(&said) {
            message.push_str(": ");
            message.push_str(&said);
        }
        source = cause.source();
    }
    Failure::usage(
        message,
        "datasets are CSV, JSON Lines, Parquet or Arrow files, or folders of them",
    )
}

/// The forms of reports.
enum Form {
    Html,
    Json,
}

fn report_form(path: &Path) -> Result<Form, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html" | "htm") => Ok(Form::Html),
        Some("json") => Ok(Form::Json),
        _ => Err(Failure::usage(
            format!("what shall {} be?", path.display()),
            "a report's name ends in .html or .json",
        )),
    }
}

fn write_reports(args: &EvaluateArgs, evaluation: &Evaluation) -> Result<(), Failure> {
    for path in &args.output {
        let text = match report_form(path)? {
            Form::Html => scores::html(evaluation, &title(args)),
            Form::Json => format!("{:#}\n", document(evaluation)),
        };
        write_file(path, text.as_bytes())?;
    }
    Ok(())
}

fn title(args: &EvaluateArgs) -> String {
    let names = |paths: &[PathBuf]| {
        let names = paths.iter().map(|path| {
            path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            )
        });
        names.collect::<Vec<_>>().join(", ")
    };
    if args.real.is_empty() {
        return format!("{} and its schema", names(&args.synthetic));
    }
    format!("{} beside {}", names(&args.synthetic), names(&args.real))
}

/// Checks every constraint of the schema on a synthetic folder.
fn constraints(
    args: &EvaluateArgs,
    schema: &Schema,
    cancel: &Cancel,
) -> Result<Option<Findings>, Failure> {
    match args.synthetic.as_slice() {
        [directory] if directory.is_dir() => {
            verify::files(None, schema, directory, cancel).map(Some)
        }
        _ if args.real.is_empty() => Err(Failure::usage(
            "constraints are checked on one folder with a file per table",
            "name the folder, or real data to compare with: --real DATA",
        )),
        _ => {
            report::note("constraints are checked on one folder with a file per table only");
            Ok(None)
        }
    }
}

/// Compares the synthetic data with the real one.
fn compared(args: &EvaluateArgs, schema: Option<&Schema>) -> Result<Evaluation, Failure> {
    let (real, synthetic, holdout) = thread::scope(|scope| {
        let synthetic = scope.spawn(|| read(&args.synthetic));
        let holdout =
            scope.spawn(|| (!args.holdout.is_empty()).then(|| read(&args.holdout)).transpose());
        (read(&args.real), joined(synthetic), joined(holdout))
    });
    let (real, synthetic, holdout) = (real?, synthetic?, holdout?);
    let real = match schema {
        Some(schema) => scores::typed(real, schema),
        None => real,
    };
    let known = knowledge::of(args, &real, schema)?;
    let options = Options {
        seed: args.seed.unwrap_or(1),
        targets: knowledge::columns(&args.target, &real)?,
        sensitive: knowledge::columns(&args.sensitive, &real)?,
        privacy_rows: args.privacy_rows as usize,
        attacks: args.attacks as usize,
        privacy: !args.no_privacy && !args.quick,
        likeness: !args.quick,
        models: !args.quick,
    };
    let compared = scores::evaluate(&real, &synthetic, holdout.as_deref(), &known, &options);
    compared.map_err(|error| {
        Failure::usage(error.to_string(), "a file per table, called the same in both datasets")
    })
}
