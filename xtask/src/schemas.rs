//! `cargo xtask schemas`.

use std::fs;

use anyhow::Result;

use crate::workspace::{cargo, output, root};

/// The JSON Schemas: (the file's name, what prints it).
const SCHEMAS: &[(&str, &[&str])] = &[
    ("plan", &["plan", "--json-schema"]),
    ("document", &["inspect", "--json-schema", "document"]),
    ("simple", &["inspect", "--json-schema", "simple"]),
];

/// Writes `schemas/*.schema.json`.
pub(crate) fn write() -> Result<()> {
    fs::create_dir_all(root().join("schemas"))?;
    for (name, arguments) in SCHEMAS {
        let run = ["run", "--quiet", "--package", "seedbed-cli", "--"];
        let schema = output(&mut cargo(&[&run, *arguments].concat()))?;
        let path = root().join("schemas").join(name).with_extension("schema.json");
        fs::write(&path, schema)?;
        println!("wrote {}", path.display());
    }
    Ok(())
}
