//! Fits a model to a CSV file and samples from it, and prints as JSON what that took.
//!
//! `measure METHOD EPOCHS THREADS SEED ROWS DATA.csv OUT.csv`; the file is one of numbers and plain
//! words, without quotes. `cargo xtask bench learn` and `cargo xtask quality` run it.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program that measures"
)]

use std::{collections::BTreeMap, fmt::Write as _, fs, time::Instant};

use seedbed_synthesize::{
    Column, Data, EpochReport, FitOptions, Fitted, Frame, NULL_CODE, Observer, Request, Snapshot,
    method,
};

/// When each epoch ended, and what it brought.
struct Times {
    started: Instant,
    epochs: Vec<(f64, EpochReport)>,
}

impl Observer for Times {
    fn epoch(&mut self, report: &EpochReport, _training: &dyn Snapshot) {
        self.epochs.push((self.started.elapsed().as_secs_f64(), report.clone()));
    }

    fn note(&mut self, note: &str) {
        eprintln!("{note}");
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, epochs, threads, seed, rows, data, out] = arguments.as_slice() else {
        return Err("usage: measure METHOD EPOCHS THREADS SEED ROWS DATA.csv OUT.csv".into());
    };
    let frame = read(&fs::read_to_string(data)?)?;
    let options = FitOptions {
        epochs: epochs.parse()?,
        threads: threads.parse()?,
        seed: seed.parse()?,
        ..FitOptions::default()
    };
    let mut times = Times { started: Instant::now(), epochs: Vec::new() };
    let fitted = method(name)?.fit(&frame, &options, None, &mut times)?;
    let fit = times.started.elapsed().as_secs_f64();
    let Fitted::Finished(model) = fitted else { return Err("interrupted".into()) };
    let request = Request { threads: options.threads, ..Request::of(0..rows.parse()?, 1) };
    let started = Instant::now();
    let made = model.sample(&request)?;
    let sample = started.elapsed().as_secs_f64();
    fs::write(out, write(&made))?;
    // The first epoch warms caches up; the others are taken apart from the encoders.
    let steps = times.epochs.first().map_or(0, |(_, report)| report.rows / 500);
    let between = times.epochs.windows(2).map(|pair| pair[1].0 - pair[0].0);
    let mut between: Vec<f64> = between.collect();
    between.sort_by(f64::total_cmp);
    let step = between.get(between.len() / 2).map(|epoch| 1000.0 * epoch / steps as f64);
    let best = times.epochs.iter().rfind(|(_, report)| report.best);
    println!(
        "{}",
        serde_json::json!({
            "fit_s": fit,
            "step_ms": step,
            "sample_s": sample,
            "rows_per_s": made.rows() as f64 / sample,
            "validation": best.and_then(|(_, report)| report.validation),
            "best_epoch": best.map(|(_, report)| report.epoch),
        })
    );
    Ok(())
}

/// Columns of numbers where every value is one, of categories elsewhere; nothing is a null.
fn read(text: &str) -> Result<Frame, Box<dyn std::error::Error>> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().ok_or("an empty file")?.split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').map(str::trim).collect()).collect();
    if rows.iter().any(|row| row.len() != names.len()) {
        return Err("a row has more or fewer values than there are names".into());
    }
    let column = |(place, name): (usize, &&str)| {
        let values = || rows.iter().map(|row| row[place]);
        let number = |text: &str| if text.is_empty() { Ok(f64::NAN) } else { text.parse() };
        let data = match values().map(number).collect::<Result<Vec<f64>, _>>() {
            Ok(values) => {
                let whole = values.iter().all(|value| value.is_nan() || value.fract() == 0.0);
                Data::Number { values, whole }
            }
            Err(_) => categories(values()),
        };
        Column { name: (*name).to_owned(), data }
    };
    Ok(Frame::new(names.iter().enumerate().map(column).collect())?)
}

fn categories<'a>(values: impl Iterator<Item = &'a str>) -> Data {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut labels = Vec::new();
    let code = |text: &'a str| {
        if text.is_empty() {
            return NULL_CODE;
        }
        *known.entry(text).or_insert_with(|| {
            labels.push(text.to_owned());
            labels.len() as u32 - 1
        })
    };
    let codes = values.map(code).collect();
    Data::Category { codes, labels }
}

fn write(frame: &Frame) -> String {
    let names: Vec<&str> = frame.columns().iter().map(|column| column.name.as_str()).collect();
    let mut text = names.join(",");
    for row in 0..frame.rows() {
        text.push('\n');
        for (place, column) in frame.columns().iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            match &column.data {
                Data::Number { values, .. } if values[row].is_nan() => {}
                Data::Number { values, .. } => {
                    let _ = write!(text, "{}", values[row]);
                }
                Data::Category { codes, labels } => {
                    text.push_str(labels.get(codes[row] as usize).map_or("", String::as_str));
                }
                _ => {}
            }
        }
    }
    text.push('\n');
    text
}
