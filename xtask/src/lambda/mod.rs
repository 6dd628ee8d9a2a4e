//! `cargo xtask lambda`: the functions as they are deployed, built by cargo-lambda.

mod archive;
mod start;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::{is_installed, output, root, succeeds, target};

/// The functions, as their folders are called.
pub(crate) const FUNCTIONS: [&str; 5] =
    ["api", "generate", "on-upload", "on-batch-event", "webhooks"];

/// What functions are built for: how it is called, cargo's name, and the folder in `target`. The
/// stack looks for arm64.
const MACHINES: [(&str, &str, &str); 2] = [
    ("x86_64", "x86_64-unknown-linux-gnu", "lambda-x86_64"),
    ("arm64", "aarch64-unknown-linux-gnu", "lambda"),
];

/// Builds functions, one at a time: those that are named, for the kinds of machines that are named;
/// all where none is. Packs each, prints sizes, and starts those that run here to see how long they
/// take until they ask for an event.
pub(crate) fn build(words: &[&str]) -> Result<()> {
    let known = |word: &&&str| {
        FUNCTIONS.contains(word) || MACHINES.iter().any(|(machine, ..)| machine == *word)
    };
    if let Some(word) = words.iter().find(|word| !known(word)) {
        bail!("{word} is neither a function ({FUNCTIONS:?}) nor x86_64 nor arm64");
    }
    let functions: Vec<_> = FUNCTIONS.into_iter().filter(|name| words.contains(name)).collect();
    let functions = if functions.is_empty() { FUNCTIONS.to_vec() } else { functions };
    let machines = MACHINES.into_iter().filter(|(machine, ..)| words.contains(machine));
    let machines: Vec<_> = machines.collect();
    let is_asked = !machines.is_empty();
    let target = target()?;
    let program = cargo_lambda(&target)?;
    for (machine, triple, folder) in if is_asked { machines } else { MACHINES.to_vec() } {
        if !has_target(triple) {
            let what = format!("{machine} wants its target: rustup target add {triple}");
            ensure!(!is_asked, what);
            println!("not built: {what}");
            continue;
        }
        let place = target.join(folder);
        println!("{triple}, in {}", place.display());
        for name in &functions {
            build_one(&program, name, triple, &place)?;
            println!("{}", describe(&place.join(name), machine == env::consts::ARCH)?);
        }
    }
    Ok(())
}

fn has_target(triple: &str) -> bool {
    let mut folder = Command::new("rustc");
    folder.args(["--print", "target-libdir", "--target", triple]);
    output(&mut folder).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

/// Builds a function into `bootstrap` and packs it into `bootstrap.zip` in a folder of its name.
fn build_one(program: &Path, name: &str, triple: &str, place: &Path) -> Result<()> {
    let mut build = Command::new(program);
    build.args(["lambda", "build", "--profile", "lambda", "--target", triple]);
    build.args(["--package", &format!("seedbed-function-{name}"), "--lambda-dir"]).arg(place);
    // cargo-lambda finds zig beside itself.
    let path = env::var_os("PATH").unwrap_or_default();
    let folder = program.parent().unwrap_or(program).to_owned();
    let folders = std::iter::once(folder).chain(env::split_paths(&path));
    build.env("PATH", env::join_paths(folders)?).current_dir(root());
    ensure!(succeeds(&mut build)?, "{name} could not be built for {triple}");
    let bootstrap = place.join(name).join("bootstrap");
    let bytes = fs::read(&bootstrap).with_context(|| bootstrap.display().to_string())?;
    let packed = archive::of("bootstrap", &bytes)?;
    fs::write(bootstrap.with_extension("zip"), packed)?;
    Ok(())
}

/// A function's sizes, and how soon it is ready where it runs.
fn describe(folder: &Path, runs_here: bool) -> Result<String> {
    let megabytes = |name: &str| {
        let file = folder.join(name);
        let found = fs::metadata(&file).with_context(|| file.display().to_string())?;
        anyhow::Ok(found.len() as f64 / 1e6)
    };
    let (binary, zip) = (megabytes("bootstrap")?, megabytes("bootstrap.zip")?);
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let ready = if runs_here {
        let (best, usual) = start::times(&folder.join("bootstrap"))?;
        format!("; asks for an event after {best:.1} ms at best, {usual:.1} ms as a rule")
    } else {
        String::new()
    };
    Ok(format!("  {name:<16} {binary:5.1} MB, {zip:5.1} MB as ZIP{ready}"))
}

/// cargo-lambda with zig: that of the machine, or PyPI's in an environment of its own.
fn cargo_lambda(target: &Path) -> Result<PathBuf> {
    if is_installed("cargo-lambda") {
        return Ok("cargo-lambda".into());
    }
    let environment = target.join("cargo-lambda");
    let program = environment.join("bin/cargo-lambda");
    if !program.is_file() {
        eprintln!("xtask: installing cargo-lambda and zig");
        output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
        let install = ["-m", "pip", "install", "--quiet", "cargo-lambda==1.9.2", "ziglang"];
        output(Command::new(environment.join("bin/python")).args(install))
            .context("cargo-lambda could not be installed")?;
    }
    Ok(program)
}
