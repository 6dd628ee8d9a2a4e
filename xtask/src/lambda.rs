//! `cargo xtask lambda`: the functions as they are deployed, built by cargo-lambda.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::workspace::{is_installed, output, root, succeeds, target};

/// The functions, as their folders are called.
const FUNCTIONS: [&str; 4] = ["api", "generate", "on-upload", "on-batch-event"];

/// Builds the functions for arm64 into `target/lambda`, where the stack looks for them, if the
/// target is installed; and for `x86_64` into `target/lambda-x86_64`. Prints sizes.
pub(crate) fn build() -> Result<()> {
    let target = target()?;
    let cargo_lambda = cargo_lambda(&target)?;
    build_for(&cargo_lambda, "x86_64-unknown-linux-gnu", &target, "lambda-x86_64")?;
    let arm = "aarch64-unknown-linux-gnu";
    let has_arm = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", arm])
        .output()
        .is_ok_and(|said| Path::new(String::from_utf8_lossy(&said.stdout).trim()).is_dir());
    if !has_arm {
        println!("arm64: not built, for want of its target: rustup target add {arm}");
        return Ok(());
    }
    build_for(&cargo_lambda, arm, &target, "lambda")
}

fn build_for(program: &Path, triple: &str, target: &Path, folder: &str) -> Result<()> {
    let place = target.join(folder);
    let mut build = Command::new(program);
    build.args(["lambda", "build", "--profile", "lambda", "--target", triple]);
    build.args(["--output-format", "zip", "--lambda-dir"]).arg(&place);
    for function in FUNCTIONS {
        build.args(["--package", &format!("seedbed-function-{function}")]);
    }
    // cargo-lambda finds zig beside itself.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folder = program.parent().unwrap_or(program).to_owned();
    let folders = std::iter::once(folder).chain(std::env::split_paths(&path));
    build.env("PATH", std::env::join_paths(folders)?).current_dir(root());
    if !succeeds(&mut build)? {
        bail!("the functions could not be built for {triple}");
    }
    println!("{triple}, in {}", place.display());
    for function in FUNCTIONS {
        let megabytes = |file: std::path::PathBuf| {
            let found = fs::metadata(&file).with_context(|| file.display().to_string())?;
            anyhow::Ok(found.len() as f64 / 1e6)
        };
        let binary = megabytes(target.join(triple).join("lambda").join(function))?;
        let zip = megabytes(place.join(function).join("bootstrap.zip"))?;
        println!("  {function:<16} {binary:5.1} MB, {zip:5.1} MB as ZIP");
    }
    Ok(())
}

/// cargo-lambda with zig: that of the machine, or PyPI's in an environment of its own.
fn cargo_lambda(target: &Path) -> Result<std::path::PathBuf> {
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
