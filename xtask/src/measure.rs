//! What a command costs: its processor time and its memory.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::json;

use crate::workspace::output;

/// The cost of one run of a command.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Processor seconds, user and system, of all its threads.
    pub(crate) cpu: f64,
    /// Seconds by the clock.
    pub(crate) wall: f64,
    /// The most memory it held, in bytes.
    pub(crate) peak: u64,
}

/// Runs a command and measures it.
///
/// The operating system tells the cost of all children of a process together, so each
/// measurement has a process of its own: this program, called again.
pub(crate) fn measure(command: &[&str]) -> Result<Cost> {
    let own = std::env::current_exe()?;
    let text = output(Command::new(own).arg("measured").args(command))?;
    let cost: serde_json::Value = serde_json::from_str(&text)?;
    let number = |name: &str| cost[name].as_f64().context("an incomplete measurement");
    Ok(Cost { cpu: number("cpu")?, wall: number("wall")?, peak: number("peak")? as u64 })
}

/// Runs a command as the only child of this process and prints its cost as JSON.
pub(crate) fn report_child(command: &[&str]) -> Result<()> {
    let (program, arguments) = command.split_first().context("no command")?;
    let started = Instant::now();
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).status()?;
    let wall = started.elapsed().as_secs_f64();
    ensure!(status.success(), "{} failed", command.join(" "));
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    println!(
        "{}",
        json!({
            "cpu": seconds(usage.user_time()) + seconds(usage.system_time()),
            "wall": wall,
            "peak": usage.max_rss() * 1024,
        })
    );
    Ok(())
}
