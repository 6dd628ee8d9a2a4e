//! `cargo xtask bench learn` and `cargo xtask bench quality`: our models beside PyPI's `ctgan` and
//! `sdv`; `cargo xtask check-cuda`: whether the way to a graphics processor compiles.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace::{cargo, output, root, succeeds, target, virtual_environment};

/// The Python programs and what they need.
const PROGRAMS: &str = "crates/synthesize/reference";
/// UCI Adult: halves to train on and to test with.
const HALVES: [&str; 2] = ["adult_trn.csv.gz", "adult_hol.csv.gz"];
/// Rows that are sampled, to compare speeds; and to score, as many as the training half has.
const ROWS: [&str; 2] = ["100000", "24421"];
const METHODS: [&str; 3] = ["ctgan", "tvae", "copula"];
/// The simulated sets of the CTGAN paper that are compared, and their rows.
const SETS: [&str; 3] = ["ring", "grid", "asia"];
const SET_ROWS: &str = "10000";
/// What a figure is scored by.
const SCORES: [&str; 5] = ["quality", "shapes", "trends", "auc", "f1"];

/// Milliseconds of a training step, seconds of a fit, rows a second and memory, on one thread and
/// on two.
pub(crate) fn bench() -> Result<()> {
    let place = Place::provide()?;
    let data = place.adult()?;
    println!("UCI Adult, 3 epochs; CPU: processor time of all threads together\n");
    println!(
        "{:<8} {:>7} {:<6} {:>8} {:>12} {:>8} {:>9} {:>8} {:>12} {:>8}",
        "",
        "threads",
        "",
        "ms/step",
        "CPU ms/step",
        "fit s",
        "fit CPU s",
        "rows/s",
        "rows/CPU s",
        "peak MB"
    );
    for method in METHODS {
        for threads in ["1", "2"] {
            for (name, program) in place.programs() {
                let asked = [method, "3", threads, "0", ROWS[0]];
                let cost = place.run(program, asked, &data[0], "bench.csv")?;
                println!("{method:<8} {threads:>7} {name:<6} {}", figures(&cost));
            }
        }
    }
    Ok(())
}

fn figures(cost: &Value) -> String {
    let number = |name: &str, digits: usize| match cost[name].as_f64() {
        Some(number) => format!("{number:.digits$}"),
        None => "-".into(),
    };
    format!(
        "{:>8} {:>12} {:>8} {:>9} {:>8} {:>12} {:>8}",
        number("step_ms", 1),
        number("step_cpu_ms", 1),
        number("fit_s", 1),
        number("fit_cpu_s", 1),
        number("rows_per_s", 0),
        number("rows_per_cpu_s", 0),
        number("peak_mb", 0),
    )
}

/// Scores of both, of `epochs` epochs and three seeds.
pub(crate) fn quality(epochs: &str) -> Result<()> {
    let place = Place::provide()?;
    let data = place.adult()?;
    println!(
        "UCI Adult, {epochs} epochs, three seeds: means, and the greatest distances from them"
    );
    for method in METHODS {
        for (name, program) in place.programs() {
            let mut files = Vec::new();
            for seed in ["0", "1", "2"] {
                let file = format!("{name}-{method}-{seed}.csv");
                place.run(program, [method, epochs, "1", seed, ROWS[1]], &data[0], &file)?;
                files.push(place.folder.join(file));
            }
            place.score(&format!("{method}, {name}"), &data, &files)?;
        }
    }
    Ok(())
}

/// Likelihood fitness on the simulated sets, of `epochs` epochs and one seed.
pub(crate) fn simulated(epochs: &str) -> Result<()> {
    let place = Place::provide()?;
    let python = place.python.as_ref();
    let Ok(python) = python else { return Ok(()) };
    println!("mean log-likelihood of made rows / of test rows, {epochs} epochs");
    let script = root().join(PROGRAMS).join("simulated.py");
    let call = |arguments: &[&str]| {
        output(Command::new(python).arg(&script).args(arguments).current_dir(&place.folder))
    };
    for set in SETS {
        let [train, test] = ["train", "test"].map(|half| format!("{set}-{half}.csv"));
        call(&["make", set, SET_ROWS, "0", &train])?;
        call(&["make", set, SET_ROWS, "1", &test])?;
        print!("{:<24} {}", "the data itself", call(&["score", set, &test, &train])?);
        for method in ["tvae", "ctgan"] {
            for (name, program) in place.programs() {
                let made = format!("{set}-{method}-{name}.csv");
                let asked = [method, epochs, "1", "0", SET_ROWS];
                place.run(program, asked, &place.folder.join(&train), &made)?;
                let scored = call(&["score", set, &test, &made])?;
                print!("{:<24} {scored}", format!("{method}, {name}"));
            }
        }
    }
    Ok(())
}

/// Which program fits and samples.
#[derive(Clone, Copy)]
enum Program {
    Ours,
    Theirs,
}

/// Where both are run.
struct Place {
    folder: PathBuf,
    /// Theirs, or why there is none.
    python: Result<PathBuf>,
    measure: PathBuf,
}

impl Place {
    /// Builds our program, and installs theirs in a virtual environment below the target directory.
    fn provide() -> Result<Self> {
        let build =
            ["build", "--release", "--package", "seedbed-synthesize", "--example", "measure"];
        ensure!(succeeds(&mut cargo(&build))?, "the build failed");
        let target = target()?;
        let folder = target.join("learn-reference");
        fs::create_dir_all(&folder)?;
        let requirements = root().join(PROGRAMS).join("requirements.txt");
        let python = virtual_environment(&folder.join("venv"), &requirements);
        if let Err(problem) = &python {
            println!("theirs: not run: {problem:#}");
        }
        Ok(Self { measure: target.join("release/examples/measure"), folder, python })
    }

    /// The halves of UCI Adult, unpacked.
    fn adult(&self) -> Result<[PathBuf; 2]> {
        let [train, test] = HALVES.map(|half| -> Result<PathBuf> {
            let from = root().join("../shared/data").join(half);
            ensure!(from.exists(), "not run: {} is needed", from.display());
            let text = output(Command::new("gzip").arg("-dc").arg(&from))?;
            let path = self.folder.join(half.trim_end_matches(".gz"));
            fs::write(&path, text)?;
            Ok(path)
        });
        Ok([train?, test?])
    }

    /// The programs that can be run, with their names.
    fn programs(&self) -> impl Iterator<Item = (&'static str, Program)> {
        let theirs = self.python.is_ok().then_some(("theirs", Program::Theirs));
        std::iter::once(("ours", Program::Ours)).chain(theirs)
    }

    /// Fits, samples, and tells what that took. What is asked: the method, epochs, threads, the
    /// seed, rows.
    fn run(&self, program: Program, asked: [&str; 5], data: &Path, out: &str) -> Result<Value> {
        let mut command = match (program, &self.python) {
            (Program::Theirs, Ok(python)) => {
                let mut python = Command::new(python);
                python.arg(root().join(PROGRAMS).join("fit.py")).env("OMP_NUM_THREADS", asked[2]);
                python
            }
            _ => Command::new(&self.measure),
        };
        let text = output(command.args(asked).arg(data).arg(self.folder.join(out)))?;
        let line = text.lines().last().context("nothing was measured")?;
        Ok(serde_json::from_str(line)?)
    }

    /// Prints means and spreads of the scores of made tables.
    fn score(&self, name: &str, halves: &[PathBuf; 2], files: &[PathBuf]) -> Result<()> {
        let Ok(python) = &self.python else {
            println!("{name:<16}  not scored");
            return Ok(());
        };
        let script = root().join(PROGRAMS).join("score.py");
        let text = output(Command::new(python).arg(script).arg("income").args(halves).args(files))?;
        let scores: Vec<Value> =
            text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        print!("{name:<16}");
        for key in SCORES {
            let values: Vec<f64> = scores.iter().filter_map(|score| score[key].as_f64()).collect();
            let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
            let spread = values.iter().map(|value| (value - mean).abs()).fold(0.0, f64::max);
            print!("  {key} {mean:.4} ± {spread:.4}");
        }
        println!();
        Ok(())
    }
}

/// NVIDIA's compiler and libraries from PyPI, as cudarc 0.19 wants them.
const CUDA: [&str; 8] = [
    "nvidia-cuda-nvcc==13.2.*",
    "nvidia-cuda-crt==13.2.*",
    "nvidia-cuda-runtime==13.2.*",
    "nvidia-cuda-nvrtc==13.2.*",
    "nvidia-cuda-cccl==13.2.*",
    "nvidia-nvvm==13.2.*",
    "nvidia-cublas",
    "nvidia-curand",
];

/// Compiles the feature `cuda`, which needs no graphics processor.
pub(crate) fn check_cuda() -> Result<bool> {
    let target = target()?;
    let environment = target.join("cuda");
    let stamp = environment.join("installed.txt");
    if !stamp.exists() {
        eprintln!("xtask: installing NVIDIA's compiler (gigabytes, once)");
        output(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        let pip = ["-m", "pip", "install", "--quiet"];
        output(Command::new(environment.join("bin/python")).args(pip).args(CUDA))?;
        fs::write(&stamp, CUDA.join("\n"))?;
    }
    let home = cuda_home(&environment)?;
    // A target directory of its own: the ordinary builds know nothing of CUDA.
    let check = ["check", "--package", "seedbed-synthesize", "--features", "cuda"];
    let path = env::join_paths(
        [home.join("bin")]
            .into_iter()
            .chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())),
    )?;
    succeeds(
        cargo(&check)
            .env("CUDA_HOME", &home)
            .env("NVCC", home.join("bin/nvcc"))
            .env("CUDA_COMPUTE_CAP", "90")
            .env("CARGO_TARGET_DIR", target.join("check-cuda"))
            .env("PATH", path),
    )
}

/// The folder of the compiler, wherever this Python keeps packages.
fn cuda_home(environment: &Path) -> Result<PathBuf> {
    let folders = fs::read_dir(environment.join("lib"))?;
    let homes = folders
        .filter_map(Result::ok)
        .map(|folder| folder.path().join("site-packages/nvidia/cu13"));
    homes.into_iter().find(|home| home.join("bin/nvcc").exists()).context("nvcc was not installed")
}
