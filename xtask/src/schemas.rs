//! `cargo xtask schemas`.

use std::fs;

use anyhow::Result;

use crate::workspace::{cargo, output, root};

/// Writes `schemas/plan.schema.json`.
pub(crate) fn write() -> Result<()> {
    let run = ["run", "--quiet", "--package", "seedbed-cli", "--", "plan", "--json-schema"];
    let schema = output(&mut cargo(&run))?;
    let path = root().join("schemas/plan.schema.json");
    fs::create_dir_all(root().join("schemas"))?;
    fs::write(&path, schema)?;
    println!("wrote {}", path.display());
    Ok(())
}
