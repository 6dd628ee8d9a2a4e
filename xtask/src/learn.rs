//! `cargo xtask bench learn` and `cargo xtask bench quality`: our models beside PyPI's `ctgan` and
//! `sdv`; `cargo xtask check-cuda`: whether the way to a graphics processor compiles.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace::{cargo, output, root, succeeds, target};

/// The Python programs and what they need.
const PROGRAMS: &str = "crates/synthesize/reference";
/// UCI Adult: halves to train on and to test with.
const HALVES: [&str; 2] = ["adult_trn.csv.gz", "adult_hol.csv.gz"];
/// Rows that are sampled, to compare speeds; and to score, as many as the training half has.
const ROWS: [&str; 2] = ["100000", "24421"];
const METHODS: [&str; 3] = ["ctgan", "tvae", "copula"];

/// Milliseconds of a training step, rows a second and memory, on one thread and on two.
pub(crate) fn bench() -> Result<()> {
    let place = Place::provide()?;
    println!("UCI Adult, 3 epochs; CPU: processor time of all threads together\n");
    println!(
        "{:<8} {:>7} {:<6} {:>8} {:>12} {:>8} {:>9} {:>12} {:>8}",
        "", "threads", "", "ms/step", "CPU ms/step", "fit s", "fit CPU s", "rows/CPU s", "peak MB"
    );
    for method in METHODS {
        for threads in ["1", "2"] {
            for (name, run) in [("ours", Place::ours as Run), ("theirs", Place::theirs)] {
                let cost = run(&place, [method, "3", threads, "0", ROWS[0]], "bench.csv")?;
                let number = |name: &str, digits: usize| match cost[name].as_f64() {
                    Some(number) => format!("{number:.digits$}"),
                    None => "-".into(),
                };
                println!(
                    "{method:<8} {threads:>7} {name:<6} {:>8} {:>12} {:>8} {:>9} {:>12} {:>8}",
                    number("step_ms", 1),
                    number("step_cpu_ms", 1),
                    number("fit_s", 1),
                    number("fit_cpu_s", 1),
                    number("rows_per_cpu_s", 0),
                    number("peak_mb", 0),
                );
            }
        }
    }
    Ok(())
}

/// Scores of both, of `epochs` epochs and three seeds.
pub(crate) fn quality(epochs: &str) -> Result<()> {
    let place = Place::provide()?;
    for method in METHODS {
        for (name, run) in [("ours", Place::ours as Run), ("theirs", Place::theirs)] {
            let mut files = Vec::new();
            for seed in ["0", "1", "2"] {
                let file = format!("{name}-{method}-{seed}.csv");
                run(&place, [method, epochs, "1", seed, ROWS[1]], &file)?;
                files.push(place.folder.join(file));
            }
            place.score(&format!("{method}, {name}"), &files)?;
        }
    }
    Ok(())
}

type Run = fn(&Place, [&str; 5], &str) -> Result<Value>;

/// Where both are run.
struct Place {
    folder: PathBuf,
    python: PathBuf,
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
        for half in HALVES {
            let from = root().join("../shared/data").join(half);
            let text = output(Command::new("gzip").arg("-dc").arg(&from))
                .with_context(|| format!("{} is needed", from.display()))?;
            fs::write(folder.join(half.trim_end_matches(".gz")), text)?;
        }
        let python = folder.join("venv/bin/python");
        let stamp = folder.join("installed.txt");
        let requirements = root().join(PROGRAMS).join("requirements.txt");
        let wanted = fs::read_to_string(&requirements)?;
        if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            eprintln!("xtask: installing ctgan, sdv and PyTorch (gigabytes, once)");
            output(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
            let install = ["-m", "pip", "install", "--quiet", "-r"];
            output(Command::new(&python).args(install).arg(&requirements))?;
            fs::write(stamp, wanted)?;
        }
        Ok(Self { measure: target.join("release/examples/measure"), folder, python })
    }

    fn ours(&self, arguments: [&str; 5], out: &str) -> Result<Value> {
        self.run(Command::new(&self.measure), arguments, out)
    }

    fn theirs(&self, arguments: [&str; 5], out: &str) -> Result<Value> {
        let mut python = Command::new(&self.python);
        python.arg(root().join(PROGRAMS).join("fit.py")).env("OMP_NUM_THREADS", arguments[2]);
        self.run(python, arguments, out)
    }

    fn run(&self, mut command: Command, arguments: [&str; 5], out: &str) -> Result<Value> {
        let data = self.folder.join("adult_trn.csv");
        command.args(arguments).arg(data).arg(self.folder.join(out));
        let text = output(&mut command)?;
        let line = text.lines().last().context("nothing was measured")?;
        Ok(serde_json::from_str(line)?)
    }

    /// Prints means and spreads of the scores of made tables.
    fn score(&self, name: &str, files: &[PathBuf]) -> Result<()> {
        let half = |half: &str| self.folder.join(half.trim_end_matches(".gz"));
        let mut command = Command::new(&self.python);
        command.arg(root().join(PROGRAMS).join("score.py")).arg("income");
        let text = output(command.args(HALVES.map(half)).args(files))?;
        let scores: Vec<Value> =
            text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        print!("{name:<16}");
        for key in ["quality", "shapes", "trends", "auc", "f1"] {
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
