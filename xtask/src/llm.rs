//! `cargo xtask bench llm`: tokens per second of local models, beside llama.cpp on the same file
//! and threads.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    models::Models,
    workspace::{cargo, output, root, succeeds, target},
};

const ASK: &str = "crates/inference/tests/llama_cpp/ask.py";
/// What a model of Seedbed reads: rows like the one that it shall write. Some 200 tokens.
const ROW: &str =
    "name: Crescent Health | trade: clinic | city: Portland | note: opens on Mondays\n";
const ROWS: usize = 10;
const DECODED: usize = 64;
/// Each figure is the best of so many runs: others use the machine, too.
const RUNS: usize = 3;

/// Tokens per second.
#[derive(Clone, Copy, Default)]
struct Speed {
    prompt: f64,
    decode: f64,
}

/// Runs the bench and prints it.
pub(crate) fn bench() -> Result<()> {
    let models = Models::provide(&target()?)?;
    let build = ["build", "--release", "-p", "seedbed-inference", "--example", "speed"];
    ensure!(succeeds(&mut cargo(&build))?, "the example `speed` can't be built");
    println!("tokens per second, prompt / decode (best of {RUNS} runs)\n");
    println!("| model, threads  |       Seedbed |     llama.cpp |         share |");
    println!("|-----------------|--------------:|--------------:|--------------:|");
    for (name, file) in [("Gemma 3 270M", models.gemma()), ("SmolLM2 135M", models.smollm2())] {
        for threads in [1, 2] {
            let (mut ours, mut theirs) = (Speed::default(), Speed::default());
            for _ in 0..RUNS {
                ours = ours.or_better(measure_ours(&file, threads)?);
                theirs = theirs.or_better(measure_llama_cpp(&models.python, &file, threads)?);
            }
            let cell = |speed: Speed| format!("{:.0} / {:.0}", speed.prompt, speed.decode);
            let (prompt, decode) = (ours.prompt / theirs.prompt, ours.decode / theirs.decode);
            let share = format!("{prompt:.2} / {decode:.2}");
            let (ours, theirs) = (cell(ours), cell(theirs));
            println!("| {name}, {threads} | {ours:>13} | {theirs:>13} | {share:>13} |");
        }
    }
    Ok(())
}

impl Speed {
    fn or_better(self, other: Self) -> Self {
        Self { prompt: self.prompt.max(other.prompt), decode: self.decode.max(other.decode) }
    }
}

fn prompt() -> String {
    ROW.repeat(ROWS) + "name:"
}

fn measure_ours(file: &Path, threads: usize) -> Result<Speed> {
    let program = target()?.join("release/examples/speed");
    let mut speed = Command::new(program);
    speed.arg(file).arg(threads.to_string()).arg(DECODED.to_string()).arg(prompt());
    let text = output(&mut speed)?;
    let answer: Value = serde_json::from_str(&text).context("`speed` prints JSON")?;
    read(&answer)
}

fn measure_llama_cpp(python: &Path, file: &Path, threads: usize) -> Result<Speed> {
    let mut child = Command::new(python)
        .arg(root().join(ASK))
        .args([file.as_os_str(), threads.to_string().as_ref()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let question = json!({"prompts": [prompt()], "likeliest": 1, "decode": DECODED}).to_string();
    let mut input = child.stdin.take().context("its standard input is a pipe")?;
    input.write_all(question.as_bytes())?;
    drop(input);
    let answered = child.wait_with_output()?;
    ensure!(answered.status.success(), "llama.cpp failed");
    let text = String::from_utf8(answered.stdout)?;
    let last = text.lines().last().context("llama.cpp prints an answer")?;
    read(&serde_json::from_str(last)?)
}

fn read(answer: &Value) -> Result<Speed> {
    let number = |key: &str| answer[key].as_f64().with_context(|| format!("`{key}` is a number"));
    Ok(Speed { prompt: number("prompt_per_second")?, decode: number("decode_per_second")? })
}
