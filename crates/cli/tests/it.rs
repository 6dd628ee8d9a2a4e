//! The command line as users see it: each folder of `golden/` holds the arguments (`command`),
//! the files they name, and what comes of them to the letter (`expected.txt`).
//!
//! `UPDATE_GOLDEN=1 cargo test -p seedbed-cli` writes the expectations anew, to be read in the
//! diff.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
#![allow(clippy::format_push_string, reason = "a test's file is short")]
#![allow(clippy::disallowed_methods, reason = "the environment asks for an update")]

#[cfg(feature = "evaluate")]
#[path = "evaluate/mod.rs"]
mod evaluate;
#[cfg(feature = "local-llm")]
#[path = "local/mod.rs"]
mod local;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

#[test]
fn the_command_line_answers_to_the_letter() {
    let update = env::var_os("UPDATE_GOLDEN").is_some();
    let mut different = Vec::new();
    for case in cases() {
        let actual = answer(&case);
        let expected = case.join("expected.txt");
        if update {
            fs::write(&expected, &actual).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != actual {
            different.push(format!("{}:\n{actual}", case.display()));
        }
    }
    assert!(different.is_empty(), "other answers than expected:\n{}", different.join("\n"));
}

#[test]
fn no_answer_holds_a_cell_value_or_a_password() {
    for case in cases() {
        let answer = answer(&case);
        assert!(!answer.contains("SECRET"), "{}:\n{answer}", case.display());
    }
}

fn cases() -> Vec<PathBuf> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = fs::read_dir(golden).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// Runs a case in its folder and writes down everything a user would see.
fn answer(case: &Path) -> String {
    let command = fs::read_to_string(case.join("command")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_seedbed"))
        .args(command.split_whitespace())
        .current_dir(case)
        .env_remove("SEEDBED_LOG")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let code = output.status.code().unwrap();
    format!("exit code {code}\n--- standard output\n{stdout}--- standard error\n{stderr}")
}
