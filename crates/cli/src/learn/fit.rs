//! `seedbed fit`.

use std::{
    io::Write,
    thread,
    time::{Duration, Instant},
};

use seedbed_ingest::ReadOptions;
use seedbed_pipeline::{
    Cancel, FanOutModel, FitRequest, FitSummary, FitWatcher, PipelineError, fit,
};
use seedbed_synthesize::{EpochReport, FitOptions};
use serde_json::json;

use crate::{
    amount::{counted, grouped, seconds},
    args::FitArgs,
    exit::Exit,
    profile::read_data,
    report::{self, Failure},
    sources,
};

pub(crate) fn run(args: &FitArgs, cancel: &Cancel) -> Result<Exit, Failure> {
    let device = args.device.parse().map_err(PipelineError::from)?;
    let threads =
        args.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let request = FitRequest {
        method: args.model.clone(),
        options: FitOptions {
            seed: args.seed,
            epochs: args.epochs,
            batch_size: args.batch_size,
            threads,
            device,
            patience: args.patience,
            ..FitOptions::default()
        },
        fan_out: if args.negative_binomial {
            FanOutModel::NegativeBinomial
        } else {
            FanOutModel::Empirical
        },
        checkpoints: args.checkpoints.clone(),
    };
    let data = read_data(&args.data, &args.schema, ReadOptions::default())?;
    let mut told = Told::new(args.quiet, cancel.clone());
    let summary = fit(&data, &request, &args.out, &mut told)?;
    let took = told.started.elapsed();
    if args.json {
        sources::print_json(&document(args, &summary, took))?;
    } else if !args.quiet {
        sources::print(&text(args, &summary, took))?;
    }
    Ok(Exit::Ok)
}

fn document(args: &FitArgs, summary: &FitSummary, took: Duration) -> serde_json::Value {
    let tables = summary.tables.iter().map(|table| {
        json!({
            "table": table.table,
            "rows": table.rows,
            "learned": table.learned,
            "given": table.given,
            "validation": table.validation,
        })
    });
    json!({
        "out": args.out.display().to_string(),
        "model": args.model,
        "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        "tables": tables.collect::<Vec<_>>(),
    })
}

fn text(args: &FitArgs, summary: &FitSummary, took: Duration) -> String {
    let out = args.out.display();
    let mut text = format!("{out}: a {} model, in {}\n\n", args.model, seconds(took.as_secs_f64()));
    for table in &summary.tables {
        let columns = counted(table.learned.len() as u64, "column");
        text.push_str(&format!("  {}: {columns} of {}", table.table, counted(table.rows, "row")));
        if !table.given.is_empty() {
            let given = counted(table.given.len() as u64, "column");
            text.push_str(&format!(", given {given} of its parent"));
        }
        if let Some(validation) = table.validation {
            text.push_str(&format!(", {:.1} % like held-out rows", 100.0 * validation));
        }
        text.push('\n');
    }
    text.push_str(&format!("\nNext:\n  sample it  seedbed sample {out} --out sampled\n"));
    text
}

/// Between two lines of a training.
const LINE_EVERY: Duration = Duration::from_secs(2);

/// Tells of a fit as it goes.
struct Told {
    quiet: bool,
    cancel: Cancel,
    started: Instant,
    /// When the current table was begun, and when a line was written last.
    begun: Instant,
    last: Option<Instant>,
    table: String,
    first_epoch: u32,
}

impl Told {
    fn new(quiet: bool, cancel: Cancel) -> Self {
        let now = now();
        Self {
            quiet,
            cancel,
            started: now,
            begun: now,
            last: None,
            table: String::new(),
            first_epoch: 0,
        }
    }

    fn line(&self, text: &str) {
        if !self.quiet {
            // Nobody to tell is no reason to stop.
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the display is where time is measured")]
fn now() -> Instant {
    Instant::now()
}

impl FitWatcher for Told {
    fn table(&mut self, table: &str, rows: u64, columns: usize) {
        let (rows, columns) = (counted(rows, "row"), counted(columns as u64, "column"));
        self.line(&format!("{table}: learning {columns} of {rows}"));
        (self.begun, self.last, self.first_epoch) = (now(), None, 0);
        table.clone_into(&mut self.table);
    }

    fn epoch(&mut self, _table: &str, report: &EpochReport) {
        if self.first_epoch == 0 {
            self.first_epoch = report.epoch;
        }
        let is_last = report.epoch == report.epochs;
        if self.last.is_some_and(|last| last.elapsed() < LINE_EVERY) && !is_last {
            return;
        }
        self.last = Some(now());
        let line = epoch_line(&self.table, report, self.first_epoch, self.begun.elapsed());
        self.line(&line);
    }

    fn note(&mut self, table: &str, note: &str) {
        if !self.quiet {
            report::note(&format!("{table}: {note}"));
        }
    }

    fn cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}

/// How a training goes: losses, speed, and how long it will take at most.
fn epoch_line(table: &str, report: &EpochReport, first: u32, elapsed: Duration) -> String {
    let done = report.epoch.saturating_sub(first) + 1;
    let each = elapsed.as_secs_f64() / f64::from(done);
    let left = each * f64::from(report.epochs.saturating_sub(report.epoch));
    let losses: Vec<String> =
        report.losses.iter().map(|(name, loss)| format!("{name} {loss:.4}")).collect();
    let mut line = format!("{table}: epoch {} of {}", report.epoch, report.epochs);
    for part in losses {
        line.push_str(&format!(", {part}"));
    }
    if let Some(validation) = report.validation {
        let best = if report.best { " (best)" } else { "" };
        line.push_str(&format!(", validation {validation:.4}{best}"));
    }
    let rate = report.rows as f64 / each.max(1e-9);
    line.push_str(&format!("; {} rows/s, {} left", grouped(rate as u64), seconds(left)));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_losses_speed_and_rest() {
        let report = EpochReport {
            epoch: 12,
            epochs: 30,
            rows: 1000,
            losses: vec![("generator", -0.5), ("critic", 1.25)],
            validation: Some(0.875),
            best: true,
        };
        assert_eq!(
            epoch_line("people", &report, 11, Duration::from_secs(4)),
            "people: epoch 12 of 30, generator -0.5000, critic 1.2500, validation 0.8750 (best); \
             500 rows/s, 36 s left"
        );
    }
}
