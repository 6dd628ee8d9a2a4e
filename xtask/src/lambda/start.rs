//! How soon a function is ready: from the start of its process to its first question for an event,
//! asked of Lambda's runtime API (2018-06-01), which is here.

use std::{
    io::{BufRead, BufReader, ErrorKind},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

/// How often it is started.
const STARTS: usize = 11;
/// What a function wants to be told before it starts. It calls nobody before its first event.
const TOLD: [&str; 6] = ["TEAM", "TABLE", "BUCKET", "QUEUE_URL", "EVENT_BUS", "WEBHOOK_KEY"];

/// The shortest time of several starts and their median, in milliseconds.
pub(super) fn times(program: &Path) -> Result<(f64, f64)> {
    let mut times = (0..STARTS).map(|_| time(program)).collect::<Result<Vec<f64>>>()?;
    times.sort_by(f64::total_cmp);
    Ok((times[0], times[STARTS / 2]))
}

fn time(program: &Path) -> Result<f64> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let begun = Instant::now();
    let mut process = Command::new(program)
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", listener.local_addr()?.to_string())
        .envs(TOLD.map(|name| (format!("SEEDBED_{name}"), "none")))
        .envs([("AWS_LAMBDA_FUNCTION_NAME", "here"), ("AWS_LAMBDA_FUNCTION_VERSION", "1")])
        .envs([("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"), ("AWS_REGION", "eu-central-1")])
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("can't run {}", program.display()))?;
    let asked = first_line(&listener, &mut process);
    let taken = begun.elapsed();
    process.kill()?;
    process.wait()?;
    let asked = asked.with_context(|| program.display().to_string())?;
    ensure!(asked.contains("/invocation/next"), "it asked for something else: {asked}");
    Ok(taken.as_secs_f64() * 1e3)
}

/// The first line that the process says to whoever listens.
fn first_line(listener: &TcpListener, process: &mut Child) -> Result<String> {
    listener.set_nonblocking(true)?;
    let stream = loop {
        match listener.accept() {
            Ok((stream, _)) => break stream,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
        if let Some(status) = process.try_wait()? {
            bail!("it ended with {status} and asked for nothing");
        }
        thread::sleep(Duration::from_micros(50));
    };
    stream.set_nonblocking(false)?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(line)
}
