//! What functions and jobs are told, compared with what their code asks for.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::Value;

const PREFIX: &str = "SEEDBED_";
/// What the training job knows from who submitted it, not from its definition.
const OF_THE_SUBMITTER: &str = "SEEDBED_BATCH_";

/// What is wrong with the environments in these resources; `settings` is the source that reads them.
pub(super) fn wrong(resources: &[&Value], settings: &str) -> Result<Vec<String>> {
    let asked = names(settings);
    let of_jobs =
        asked.iter().filter(|name| !name.starts_with(OF_THE_SUBMITTER)).cloned().collect();
    let mut wrong = Vec::new();
    for resource in resources {
        let (values, address) = (&resource["values"], resource["address"].as_str());
        let address = address.unwrap_or("a resource");
        if resource["type"] == "aws_lambda_function" {
            let told = values["environment"][0]["variables"].as_object();
            let told = told.context("a function has an environment")?.keys();
            wrong.extend(compare(address, &told.cloned().collect(), &asked));
        } else if resource["type"] == "aws_batch_job_definition" {
            let text = values["container_properties"].as_str().context("a job has a container")?;
            let container: Value = serde_json::from_str(text)?;
            let told = container["environment"].as_array().into_iter().flatten();
            let told = told.filter_map(|one| one["name"].as_str().map(str::to_owned)).collect();
            wrong.extend(compare(address, &told, &of_jobs));
        }
    }
    Ok(wrong)
}

/// The variables that a source names.
fn names(source: &str) -> BTreeSet<String> {
    let ends = |c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let words = source.split(ends).filter(|word| word.len() > PREFIX.len());
    words.filter(|word| word.starts_with(PREFIX)).map(str::to_owned).collect()
}

fn compare(address: &str, told: &BTreeSet<String>, asked: &BTreeSet<String>) -> Vec<String> {
    let told: BTreeSet<_> = told.iter().filter(|name| name.starts_with(PREFIX)).cloned().collect();
    let missing = asked.difference(&told).map(|name| format!("{address} is not told {name}"));
    let surplus = told.difference(asked);
    let surplus = surplus.map(|name| format!("{address} is told {name}, and nothing asks for it"));
    missing.chain(surplus).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_code_asks_for_is_told_and_nothing_else() {
        let settings = r#"required("SEEDBED_TABLE"); look("SEEDBED_BATCH_JOB_CPU") // SEEDBED_"#;
        let function = json!({ "type": "aws_lambda_function", "address": "f", "values": {
            "environment": [{ "variables": { "SEEDBED_TABLE": "t", "SEEDBED_GONE": "g", "RUST_LOG": "info" } }] } });
        let container = json!({ "environment": [{ "name": "SEEDBED_TABLE", "value": "t" }] });
        let job = json!({ "type": "aws_batch_job_definition", "address": "j",
            "values": { "container_properties": container.to_string() } });
        assert_eq!(
            wrong(&[&function, &job], settings).unwrap(),
            [
                "f is not told SEEDBED_BATCH_JOB_CPU",
                "f is told SEEDBED_GONE, and nothing asks for it"
            ]
        );
    }
}
