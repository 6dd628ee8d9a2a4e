//! What earlier runs left in a directory and a new run takes the place of.

use std::{collections::BTreeSet, path::Path};

use crate::{
    PipelineError, Shard,
    manifest::{is_plain_name, manifests_in},
};

/// Files of earlier runs, told by their manifests alone: whatever else is in the directory is
/// none of ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Superseded {
    /// Manifests that won't be true any more.
    pub(crate) manifests: Vec<String>,
    /// Files that they name, and their plans.
    pub(crate) files: Vec<String>,
}

impl Superseded {
    /// What a run of `shard` that writes the files `new` takes the place of: an earlier whole run
    /// and the same shard. Other shards of as many stay, as they belong together.
    pub(crate) fn by(
        directory: &Path,
        shard: Shard,
        new: &[String],
    ) -> Result<Self, PipelineError> {
        // Some file systems take `Orders.csv` and `orders.csv` for one.
        let new: BTreeSet<String> = new.iter().map(|name| name.to_lowercase()).collect();
        let mut superseded = Self::default();
        for (name, manifest) in manifests_in(directory)? {
            let of: Option<Shard> = manifest.shard.as_ref().and_then(|text| text.parse().ok());
            if of.is_some_and(|of| of.is_beside(shard)) {
                continue;
            }
            let plan = of.unwrap_or(Shard::WHOLE).part("plan.json");
            let files = manifest.files.into_iter().map(|file| file.name).chain([plan]);
            let stale = |file: &String| is_plain_name(file) && !new.contains(&file.to_lowercase());
            superseded.files.extend(files.filter(stale));
            superseded.manifests.push(name);
        }
        Ok(superseded)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A directory that earlier runs wrote, each given by its shard and its files.
    fn directory(runs: &[(&str, &[&str])]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (shard, files) in runs {
            let shard: Shard = shard.parse().unwrap();
            let files: Vec<_> = files
                .iter()
                .map(|name| serde_json::json!({"name": name, "tables": [], "bytes": 0, "sha256": ""}))
                .collect();
            let mut manifest = serde_json::json!({
                "seedbed": "0", "engine": 1, "seed": 1, "as_of": "", "schema_sha256": "",
                "plan_sha256": "", "files": files,
            });
            if !shard.is_whole() {
                manifest["shard"] = shard.to_string().into();
            }
            let path = directory.path().join(shard.part("manifest.json"));
            fs::write(path, manifest.to_string()).unwrap();
        }
        directory
    }

    fn files_superseded(runs: &[(&str, &[&str])], shard: &str, new: &[&str]) -> Vec<String> {
        let directory = directory(runs);
        let new: Vec<String> = new.iter().map(ToString::to_string).collect();
        Superseded::by(directory.path(), shard.parse().unwrap(), &new).unwrap().files
    }

    #[test]
    fn only_files_of_runs_that_are_replaced_go() {
        let whole: &[(&str, &[&str])] = &[("1/1", &["a.csv", "B.csv"])];
        assert_eq!(files_superseded(whole, "1/1", &["a.csv", "plan.json"]), ["B.csv"]);
        assert!(files_superseded(whole, "1/1", &["A.csv", "b.csv", "plan.json"]).is_empty());
        assert_eq!(files_superseded(whole, "1/2", &["x.csv"]), ["a.csv", "B.csv", "plan.json"]);

        let halves: &[(&str, &[&str])] = &[("1/2", &["a1.csv"]), ("2/2", &["a2.csv"])];
        let plan = "plan.part-00001-of-00002.json";
        assert_eq!(files_superseded(halves, "1/2", &["a1.parquet"]), ["a1.csv", plan]);
        assert_eq!(files_superseded(halves, "1/1", &["a.csv", "plan.json"]).len(), 4);
        assert_eq!(files_superseded(halves, "1/3", &["a1.csv"]).len(), 3);
    }

    #[test]
    fn a_manifest_can_not_name_files_elsewhere() {
        let runs: &[(&str, &[&str])] = &[("1/1", &["../other.csv", "/etc/passwd", "old.csv"])];
        assert_eq!(files_superseded(runs, "1/1", &["plan.json"]), ["old.csv"]);
    }
}
