//! `cargo xtask bench generate`: one million customers and five million orders.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

use anyhow::{Result, ensure};

use crate::{
    measure::{Cost, measure},
    workspace::{cargo, root, succeeds, target},
};

/// Runs of each measurement; the middle one counts.
const RUNS: usize = 3;

/// Rows of the job.
const ROWS: f64 = 6_000_000.0;

/// Measures the job and, on the same bytes, what the machine needs for a copy and for zstd.
pub(crate) fn generate() -> Result<()> {
    let build = ["build", "--release", "--package", "seedbed-cli"];
    ensure!(succeeds(&mut cargo(&build))?, "the build failed");
    let target = target()?;
    let seedbed = target.join("release/seedbed");
    let place = tempfile::tempdir_in(&target)?;
    let out = place.path().join("out");
    println!("1,000,000 customers and 5,000,000 orders; median of {RUNS} runs");
    println!(
        "{:<22} {:>9} {:>9} {:>14} {:>9} {:>9}",
        "", "CPU s", "wall s", "rows/CPU s", "peak MB", "MB"
    );
    for format in ["csv", "parquet"] {
        for threads in ["1", "2"] {
            let cost = median(|| {
                if out.exists() {
                    fs::remove_dir_all(&out)?;
                }
                measure(&[
                    &seedbed.to_string_lossy(),
                    "generate",
                    &root().join("examples/bench/schema.sql").to_string_lossy(),
                    "--plan",
                    &root().join("examples/bench/plan.json").to_string_lossy(),
                    "--threads",
                    threads,
                    "--format",
                    format,
                    "--quiet",
                    "--out",
                    &out.to_string_lossy(),
                ])
            })?;
            line(&format!("{format}, {threads} thread(s)"), cost, size(&out)?);
        }
        if format == "csv" {
            let own = std::env::current_exe()?;
            let own = own.to_string_lossy();
            let (from, to) = (out.to_string_lossy(), place.path().join("copy"));
            let bytes = size(&out)?;
            line(
                "a copy of these bytes",
                median(|| measure(&[&own, "copy", &from, &to.to_string_lossy()]))?,
                bytes,
            );
            line("zstd 1 of these bytes", median(|| measure(&[&own, "compress", &from]))?, bytes);
        }
    }
    Ok(())
}

fn line(name: &str, cost: Cost, bytes: u64) {
    println!(
        "{name:<22} {:>9.2} {:>9.2} {:>14.0} {:>9.0} {:>9.0}",
        cost.cpu,
        cost.wall,
        ROWS / cost.cpu,
        cost.peak as f64 / 1e6,
        bytes as f64 / 1e6,
    );
}

fn median(mut run: impl FnMut() -> Result<Cost>) -> Result<Cost> {
    let mut costs = (0..RUNS).map(|_| run()).collect::<Result<Vec<_>>>()?;
    costs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    Ok(costs[RUNS / 2])
}

fn size(directory: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(directory)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

/// Copies the files of a directory through a buffer.
pub(crate) fn copy(from: &str, to: &str) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let mut output = File::create(Path::new(to).join(entry.file_name()))?;
        pass(&entry.path(), &mut output)?;
    }
    Ok(())
}

/// Compresses the files of a directory and throws the result away.
pub(crate) fn compress(from: &str) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let mut encoder = zstd::Encoder::new(io::sink(), 1)?;
        pass(&entry?.path(), &mut encoder)?;
        encoder.finish()?;
    }
    Ok(())
}

fn pass(path: &Path, out: &mut impl Write) -> Result<()> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(()),
            count => out.write_all(&buffer[..count])?,
        }
    }
}
