//! The manifest: what a run wrote, named and hashed.

use std::{fs, path::Path};

use seedbed_generate::plan::Plan;
use seedbed_ingest::{DocumentForm, document_json_schema};
use seedbed_profile::Profile;
use serde::{Deserialize, Serialize};

use crate::{PipelineError, Run, Shard};

/// What a directory of generated files holds. It is written last: a directory with a manifest is
/// complete. It holds no times and no paths, so the same run gives the same manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the program.
    pub seedbed: String,
    /// The version of the engine, as in the plan.
    pub engine: u32,
    /// The plan's seed.
    pub seed: u64,
    /// The plan's present moment.
    pub as_of: String,
    /// Which part of the dataset this is, `I/N`; absent when it is all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// The SHA-256 of the schema's sources, one after the other.
    pub schema_sha256: String,
    /// The SHA-256 of `plan.json`.
    pub plan_sha256: String,
    /// The files, in the order in which a database can take them.
    pub files: Vec<ManifestFile>,
}

impl Manifest {
    /// The manifest of a run, or a part of it, whose files these are.
    pub(crate) fn of(
        run: &Run,
        shard: Shard,
        plan_sha256: String,
        files: Vec<ManifestFile>,
    ) -> Self {
        Self {
            seedbed: env!("CARGO_PKG_VERSION").to_owned(),
            engine: run.plan.engine,
            seed: run.plan.seed,
            as_of: run.plan.as_of.clone(),
            shard: (!shard.is_whole()).then(|| shard.to_string()),
            schema_sha256: run.input.sha256.clone(),
            plan_sha256,
            files,
        }
    }
}

/// One file of a [`Manifest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// The file's name within the directory.
    pub name: String,
    /// The rows of each table in it.
    pub tables: Vec<ManifestTable>,
    /// The file's size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// One table's share of a [`ManifestFile`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestTable {
    /// The table's name, as in the schema.
    pub table: String,
    /// Its rows in this file.
    pub rows: u64,
    /// Its bytes in this file.
    pub bytes: u64,
}

/// The manifests of a directory with their names: that of a whole run, or those of shards.
/// Documents of other tools that happen to be called so are none.
pub(crate) fn manifests_in(directory: &Path) -> Result<Vec<(String, Manifest)>, PipelineError> {
    let failed = |source| PipelineError::io("read", directory, source);
    let mut manifests = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let part = name.strip_prefix("manifest.part-");
        let is_part = part.is_some_and(|part| part.strip_suffix(".json").is_some());
        if (is_part || name == "manifest.json")
            && let Ok(text) = fs::read_to_string(entry.path())
            && let Ok(manifest) = serde_json::from_str(&text)
        {
            manifests.push((name, manifest));
        }
    }
    manifests.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(manifests)
}

/// Whether a manifest's name for a file stays within its directory, as those of runs do.
pub(crate) fn is_plain_name(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|file| file == name) && !name.contains('\\')
}

/// A plan as the JSON document that people read, edit and diff.
///
/// # Errors
/// [`PipelineError::Document`] when the plan holds a number that JSON lacks.
pub fn plan_document(plan: &Plan) -> Result<String, PipelineError> {
    document(plan)
}

/// The JSON Schema of plan documents: `schemas/plan.schema.json`.
///
/// # Errors
/// Never in practice: the schema is made of the plan's types.
pub fn plan_json_schema() -> Result<String, PipelineError> {
    document(&schemars::schema_for!(Plan))
}

/// A profile of tables as a JSON document.
///
/// # Errors
/// [`PipelineError::Document`] when it holds a number that JSON lacks, which finite values never
/// come to.
pub fn profile_document(profile: &Profile) -> Result<String, PipelineError> {
    document(profile)
}

/// The JSON Schema of profiles: `schemas/profile.schema.json`.
///
/// # Errors
/// Never in practice: the schema is made of the profile's types.
pub fn profile_json_schema() -> Result<String, PipelineError> {
    document(&schemars::schema_for!(Profile))
}

/// The JSON Schema of documents that describe tables, as a text.
///
/// # Errors
/// [`PipelineError::Document`], which does not happen.
pub fn source_json_schema(form: DocumentForm) -> Result<String, PipelineError> {
    document(&document_json_schema(form))
}

/// Indented JSON with a line end.
pub(crate) fn document(content: &impl Serialize) -> Result<String, PipelineError> {
    let mut text = serde_json::to_string_pretty(content).map_err(PipelineError::Document)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_of_the_directory_are_not_plain() {
        for name in ["orders.csv", "orders.part-00001-of-00002.csv", "größe"] {
            assert!(is_plain_name(name), "{name}");
        }
        for name in ["", "..", "../orders.csv", "/etc/passwd", "a/b", "a\\b", "a/"] {
            assert!(!is_plain_name(name), "{name}");
        }
    }
}
