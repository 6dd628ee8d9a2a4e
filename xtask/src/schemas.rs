//! `cargo xtask schemas`.

use std::fs;

use anyhow::Result;

use crate::workspace::{cargo, output, root};

/// What `cargo run` runs for what the program prints.
const PROGRAM: &[&str] = &["--package", "seedbed-cli", "--"];

/// The JSON Schemas: (the file's name, what is run, what it is told).
const SCHEMAS: &[(&str, &[&str], &[&str])] = &[
    ("plan", PROGRAM, &["plan", "--json-schema"]),
    ("document", PROGRAM, &["inspect", "--json-schema", "document"]),
    ("simple", PROGRAM, &["inspect", "--json-schema", "simple"]),
    (
        "evaluation",
        &[
            "--package",
            "seedbed-evaluate",
            "--features",
            "scores",
            "--example",
            "evaluation_schema",
        ],
        &[],
    ),
    ("job", &["--package", "seedbed-jobs", "--example", "job_schema"], &[]),
];

/// Writes `schemas/*.schema.json`.
pub(crate) fn write() -> Result<()> {
    fs::create_dir_all(root().join("schemas"))?;
    for (name, what, arguments) in SCHEMAS {
        let schema = output(&mut cargo(&[&["run", "--quiet"], *what, *arguments].concat()))?;
        let path = root().join("schemas").join(name).with_extension("schema.json");
        fs::write(&path, schema)?;
        println!("wrote {}", path.display());
    }
    Ok(())
}
