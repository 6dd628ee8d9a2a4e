//! Mistakes that the check must find, or it would be no check.

use std::{fs, path::Path};

use anyhow::Result;
use serde_json::json;

use super::Terraform;

/// A name, a resource with a mistake, and a part of what is said of it.
const FAULTS: [(&str, &str, &str); 5] = [
    (
        "a misspelled argument",
        r#"resource "aws_sqs_queue" "it" { visibility_timeout = 30 }"#,
        "Unsupported argument",
    ),
    (
        "a missing argument",
        r#"resource "aws_kms_alias" "it" { name = "alias/it" }"#,
        "Missing required argument",
    ),
    (
        "a block that isn't there",
        r#"resource "aws_sqs_queue" "it" { 
            redrive { }
        }"#,
        "Unsupported block type",
    ),
    (
        "a runtime that isn't there",
        r#"resource "aws_lambda_function" "it" { 
            function_name = "it"
            role          = "it"
            runtime       = "rust1.x"
        }"#,
        "aws_lambda_function.runtime is one of",
    ),
    (
        "what only AWS can say",
        r#"resource "aws_sqs_queue" "it" { arn = "arn:aws:sqs:eu-central-1:123456789012:it" }"#,
        "arn",
    ),
];

/// Whether Terraform complains of each of them.
pub(super) fn are_found(terraform: &Terraform<'_>, folder: &Path) -> Result<bool> {
    let mut found = true;
    fs::create_dir_all(folder)?;
    for (name, text, expected) in FAULTS {
        fs::write(folder.join("main.tf"), text)?;
        let complaints = terraform.complaints(folder)?;
        if !complaints.iter().any(|complaint| complaint.contains(expected)) {
            eprintln!("xtask: terraform doesn't complain of {name}, but says {complaints:?}");
            found = false;
        }
    }
    Ok(found)
}

/// Whether an action for which the stack knows no resource ends the plan of an example. Leaves the
/// folder unusable for anything else.
pub(super) fn stray_action_is_found(
    terraform: &Terraform<'_>,
    work: &Path,
    example: &Path,
) -> Result<bool> {
    let stray = json!({ "api": { "ec2": ["RunInstances"] }, "generate": {}, "on-upload": {},
        "on-batch-event": {}, "webhooks": {}, "training-job": {} });
    fs::write(work.join("actions.json"), stray.to_string())?;
    let (succeeded, said) = terraform.says(example, &["plan", "-input=false"])?;
    let found = !succeeded && said.contains("actions.json grants ec2:RunInstances");
    if !found {
        eprintln!("xtask: an action without a resource passes, with {said}");
    }
    Ok(found)
}
