//! Progress on standard error: a bar on a terminal, a line now and then elsewhere.

use std::{
    io::{IsTerminal, Write},
    time::{Duration, Instant},
};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use seedbed_pipeline::{Progress, Run};
use seedbed_schema::TableId;

use crate::amount::{counted, grouped, seconds};

/// Between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Shows how far a run has come.
pub(crate) struct Display {
    names: Vec<String>,
    rows: u64,
    /// Rows of tables that are complete, and the current table with its rows.
    complete: u64,
    current: Option<(TableId, u64)>,
    started: Instant,
    shown: Shown,
}

enum Shown {
    Nothing,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Display {
    /// Starts the clock. `rows` is the number of rows to come.
    pub(crate) fn new(run: &Run, rows: u64, quiet: bool) -> Self {
        let started = now();
        let shown = if quiet {
            Shown::Nothing
        } else if std::io::stderr().is_terminal() {
            Shown::Bar(bar(rows))
        } else {
            Shown::Lines { last: started }
        };
        let tables = run.schema().tables().iter();
        let names = tables.map(|table| table.name.to_string()).collect();
        Self { names, rows, complete: 0, current: None, started, shown }
    }

    /// Takes note of progress.
    pub(crate) fn update(&mut self, progress: Progress) {
        match self.current {
            Some((table, rows)) if table != progress.table => self.complete += rows,
            _ => {}
        }
        self.current = Some((progress.table, progress.rows));
        let done = self.complete + progress.rows;
        let name = &self.names[progress.table.0];
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                bar.set_message(name.clone());
                bar.set_position(done);
            }
            Shown::Lines { last } => {
                if last.elapsed() >= LINE_EVERY {
                    *last = now();
                    let line = line(name, done, self.rows, self.started.elapsed());
                    // Nobody to tell is no reason to stop.
                    let _ = writeln!(std::io::stderr(), "{line}");
                }
            }
        }
    }

    /// Ends the display; returns the seconds it took.
    pub(crate) fn finish(self) -> f64 {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
        self.started.elapsed().as_secs_f64()
    }
}

#[expect(clippy::disallowed_methods, reason = "the display is where time is measured")]
fn now() -> Instant {
    Instant::now()
}

fn line(table: &str, done: u64, of: u64, elapsed: Duration) -> String {
    let rate = done as f64 / elapsed.as_secs_f64().max(1e-9);
    let left = of.saturating_sub(done) as f64 / rate.max(1e-9);
    format!(
        "{} of {} ({} %), at {table}; {} rows/s, {} left",
        grouped(done),
        counted(of, "row"),
        100 * done / of.max(1),
        grouped(rate as u64),
        seconds(left),
    )
}

fn bar(rows: u64) -> ProgressBar {
    let rate = |state: &ProgressState, text: &mut dyn std::fmt::Write| {
        // A failed write shows in what follows it.
        let _ = write!(text, "{} rows/s", HumanCount(state.per_sec() as u64));
    };
    let template = "{spinner:.green} {msg:<24!} {bar:30.green/dim} {human_pos} of {human_len} \
                    · {rate} · {eta} left";
    let style = ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", rate)
        .progress_chars("━╸─");
    ProgressBar::with_draw_target(Some(rows), ProgressDrawTarget::stderr_with_hz(12))
        .with_style(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_rate_and_rest() {
        assert_eq!(
            line("orders", 250_000, 1_000_000, Duration::from_secs(2)),
            "250,000 of 1,000,000 rows (25 %), at orders; 125,000 rows/s, 6.00 s left"
        );
    }
}
