//! `cargo xtask bench serve`: a minute of 64 connections.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::workspace::{cargo, succeeds, target};

// The test of the service puts the same load on it, for a shorter time.
#[path = "../../tests/load.rs"]
#[allow(unreachable_pub, reason = "there it is public")]
mod load;

use load::{load, resident};

const CONNECTIONS: usize = 64;

/// So long before memory is first looked at: threads, caches and buffers are there by then.
const WARM: Duration = Duration::from_secs(10);

const LASTS: Duration = Duration::from_mins(1);

/// Puts the load on a release build and prints how long answers took, and the memory over time.
pub(crate) fn bench() -> Result<()> {
    let build = ["build", "--release", "--package", "seedbed-cli", "--features", "serve"];
    ensure!(succeeds(&mut cargo(&build))?, "the build failed");
    let data = tempfile::tempdir()?;
    let program = target()?.join("release/seedbed");
    let mut child = Command::new(program)
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data.path())
        .env("SEEDBED_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .context("can't start the service")?;
    let done = measure(&mut child);
    child.kill()?;
    child.wait()?;
    done
}

fn measure(child: &mut Child) -> Result<()> {
    let output = child.stdout.take().context("the service says nothing")?;
    let line = BufReader::new(output).lines().next().context("the service says nothing")??;
    let address = line.strip_prefix("listening on http://").and_then(|rest| rest.split(';').next());
    let address = address.with_context(|| format!("the service says: {line}"))?;
    let process = child.id();
    let warm = load(address, CONNECTIONS, WARM);
    let mut memory = vec![resident(process)];
    let started = Instant::now();
    let measured = thread::scope(|scope| {
        let loading = scope.spawn(|| load(address, CONNECTIONS, LASTS));
        while !loading.is_finished() {
            thread::sleep(LASTS / 6);
            memory.push(resident(process));
        }
        loading.join()
    });
    let seconds = started.elapsed().as_secs_f64();
    let measured = measured.map_err(|_| anyhow::anyhow!("the load broke off"))?;
    println!("{CONNECTIONS} connections for {seconds:.0} s, after {} s", WARM.as_secs());
    println!("{:<20} {:>9} {:>9} {:>9} {:>9} {:>9}", "ms", "answers", "p50", "p90", "p99", "most");
    for (name, took) in &measured.took {
        let at = |part: f64| {
            let place = ((took.len() - 1) as f64 * part).round() as usize;
            took[place].as_secs_f64() * 1000.0
        };
        println!(
            "{name:<20} {:>9} {:>9.1} {:>9.1} {:>9.1} {:>9.1}",
            took.len(),
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
    }
    let answers = measured.answers();
    println!("{answers} answers, {:.0} a second", answers as f64 / seconds);
    let memory: Vec<_> = memory.into_iter().flatten().map(|bytes| bytes >> 20).collect();
    println!("memory in MB, every {} s: {memory:?}", (LASTS / 6).as_secs());
    for (error, count) in warm.errors.iter().chain(&measured.errors) {
        println!("error: {error}: {count} times");
    }
    ensure!(warm.errors.is_empty() && measured.errors.is_empty(), "there were errors");
    Ok(())
}
