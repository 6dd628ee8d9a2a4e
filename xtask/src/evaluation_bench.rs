//! `cargo xtask bench evaluate`: beside sdmetrics, on the same files.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Result, ensure};

use crate::{
    evaluation,
    measure::{Cost, measure},
    workspace::{cargo, root, succeeds, target},
};

/// Rows of the quality report.
const ROWS: u64 = 1_000_000;

/// Rows on each side of the distances.
const RECORDS: u64 = 50_000;

/// sdmetrics measures the distances of every so many rows only: it goes through them in chunks,
/// each of which takes the same time.
const SHARE: u64 = 25;

/// Measures both jobs with both programs, one after the other.
pub(crate) fn bench() -> Result<()> {
    let build = ["build", "--release", "--package", "seedbed-cli", "--features", "evaluate"];
    ensure!(succeeds(&mut cargo(&build))?, "the build failed");
    let example = [
        "build",
        "--release",
        "-p",
        "seedbed-evaluate",
        "--features",
        "scores",
        "--example",
        "dcr",
    ];
    ensure!(succeeds(&mut cargo(&example))?, "the build failed");
    let target = target()?;
    let python = evaluation::provide(&target)?.to_string_lossy().into_owned();
    let script = root().join("crates/evaluate/tests/peers/bench.py");
    let script = script.to_string_lossy().into_owned();
    let place = tempfile::tempdir_in(&target)?;
    let file = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let (real, synthetic) = (file("real.csv"), file("synthetic.csv"));
    let (few_real, few_synthetic) = (file("few_real.csv"), file("few_synthetic.csv"));
    write(Path::new(&real), ROWS, 1)?;
    write(Path::new(&synthetic), ROWS, 2)?;
    write(Path::new(&few_real), RECORDS, 3)?;
    write(Path::new(&few_synthetic), RECORDS, 4)?;
    println!("{:<44} {:>9} {:>9} {:>9}", "", "CPU s", "wall s", "peak MB");
    let seedbed = target.join("release/seedbed").to_string_lossy().into_owned();
    let ours = measure(&[&seedbed, "evaluate", &synthetic, "--real", &real, "--quick", "--json"])?;
    line("quality, 1,000,000 × 15: seedbed", ours);
    let theirs = measure(&[&python, &script, "quality", &real, &synthetic])?;
    line("quality, 1,000,000 × 15: sdmetrics", theirs);
    println!("{:.1} times faster", theirs.wall / ours.wall);
    let dcr = target.join("release/examples/dcr").to_string_lossy().into_owned();
    let ours = measure(&[&dcr, &few_real, &few_synthetic])?;
    line("distances, 50,000 × 50,000: seedbed", ours);
    let rows = (RECORDS / SHARE).to_string();
    let theirs = measure(&[&python, &script, "dcr", &few_real, &few_synthetic, &rows])?;
    line(&format!("distances, {rows} × 50,000: sdmetrics"), theirs);
    println!(
        "{:.1} times faster, all {SHARE} such parts taken together",
        theirs.wall * SHARE as f64 / ours.wall
    );
    Ok(())
}

fn line(name: &str, cost: Cost) {
    println!("{name:<44} {:>9.2} {:>9.2} {:>9.0}", cost.cpu, cost.wall, cost.peak as f64 / 1e6);
}

/// Fifteen columns: eight of numbers, six of categories, one of days.
fn write(path: &Path, rows: u64, seed: u64) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for at in 0..8 {
        write!(out, "n{at},")?;
    }
    for at in 0..6 {
        write!(out, "c{at},")?;
    }
    writeln!(out, "day")?;
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut random = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ (mixed >> 27)) >> 11
    };
    for _ in 0..rows {
        let base = random() % 10_000;
        for at in 0..8 {
            let noise = random() % 5_000;
            match at {
                0..4 => write!(out, "{}.{:02},", base + noise, noise % 100)?,
                _ => write!(out, "{},", (base * at + noise) % 1_000)?,
            }
        }
        for at in 0..6 {
            write!(out, "v{},", (base / 1_000 + random() % 4) % (4 + 6 * at))?;
        }
        writeln!(out, "20{:02}-{:02}-{:02}", base % 25, random() % 12 + 1, random() % 28 + 1)?;
    }
    out.flush()?;
    Ok(())
}
