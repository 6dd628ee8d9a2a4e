//! `seedbed`: a realistic, related, constraint-true dataset from a schema.
//!
//! This binary knows the environment, the terminal and the clock, and wires the pipeline to
//! them. It decides nothing about rows.

#![allow(clippy::format_push_string, reason = "what people read is short")]

mod amount;
mod args;
mod database;
mod decode;
#[cfg(feature = "evaluate")]
mod evaluate;
mod exit;
mod gate;
mod generate;
mod inspect;
#[cfg(feature = "learn")]
mod learn;
#[cfg(feature = "local-llm")]
mod local;
mod mermaid;
mod model;
mod plan;
mod profile;
mod progress;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod sources;
mod summary;
mod table;
mod target;
mod verify;
mod wording;

use std::{
    io,
    process::{self, ExitCode},
};

use args::{Cli, Command};
use clap::Parser;
use exit::Exit;
use seedbed_pipeline::Cancel;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    trace(&cli.command);
    let cancel = Cancel::default();
    let asked = cancel.clone();
    let handler = move || {
        // Asked again, nothing is waited for: whatever hangs must not keep the process.
        if asked.is_cancelled() {
            process::exit(Exit::Interrupted as i32);
        }
        asked.cancel();
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        tracing::warn!(%error, "can't listen for interrupts; a run can't be stopped cleanly");
    }
    let result = match cli.command {
        Command::Generate(args) => generate::run(&args, &cancel),
        Command::Plan(args) => plan::run(&args, &cancel),
        Command::Profile(args) => profile::run(&args),
        #[cfg(feature = "learn")]
        Command::Fit(args) => learn::run_fit(&args, &cancel),
        #[cfg(feature = "learn")]
        Command::Sample(args) => learn::run_sample(&args, &cancel),
        #[cfg(not(feature = "learn"))]
        Command::Fit(_) | Command::Sample(_) => Err(report::Failure::usage(
            "this build learns no tables",
            "cargo build --release --features learn makes one that does; released binaries do",
        )),
        Command::Inspect(args) => inspect::run(&args),
        Command::Verify(args) => verify::run(&args, &cancel),
        #[cfg(feature = "local-llm")]
        Command::Model(command) => local::run(&command),
        #[cfg(not(feature = "local-llm"))]
        Command::Model(_) => Err(model::no_local_models()),
        #[cfg(feature = "evaluate")]
        Command::Evaluate(args) => evaluate::run(&args, &cancel),
        #[cfg(not(feature = "evaluate"))]
        Command::Evaluate(_) => Err(report::Failure::usage(
            "this build does not compare datasets",
            "cargo build --release --features evaluate makes one that does; released binaries do",
        )),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, &cancel),
        #[cfg(not(feature = "serve"))]
        Command::Serve(_) => Err(report::Failure::usage(
            "this build has no service",
            "cargo build --release --features serve makes one that has; released binaries do",
        )),
    };
    match result {
        Ok(code) => code.into(),
        Err(failure) => report::fail(&failure).into(),
    }
}

/// Log lines go to standard error, as `SEEDBED_LOG` asks (`SEEDBED_LOG=debug`). Those of the
/// service are JSON documents, for programs that collect them.
fn trace(command: &Command) {
    let usual = match command {
        Command::Serve(args) if !args.quiet => "info",
        _ => "warn",
    };
    let filter = EnvFilter::try_from_env("SEEDBED_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    match command {
        Command::Serve(_) => lines.json().flatten_event(true).init(),
        _ => lines.init(),
    }
}
