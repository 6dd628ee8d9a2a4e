//! The same files in llama.cpp: the same tokens, and nearly the same probabilities.
//!
//! `cargo xtask test` installs llama.cpp for Python, and models that Python packages carry.

use std::{
    env,
    fs::{self, File},
    io::{BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use seedbed_inference::{Model, Options};
use serde_json::{Value, json};

use crate::tiny::{FAMILIES, Tiny};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/llama_cpp/ask.py");

const PROMPTS: [&str; 7] = [
    "The capital of France is",
    "Once upon a time, in 1984, there were 27 small",
    "name | city\nCrescent Health | Portland\nBright Dental | ",
    "Dear Ms. M\u{fc}ller,\n\nthank you for your   order of 12.50 \u{20ac}. We'll",
    "def add(a, b):\n    return a +",
    "{\"first_name\": \"Anna\", \"last_name\": \"",
    "\u{6771}\u{4eac} \u{1f600}\tthe THE they're O'Neil's\r\n\r\n\r\n x",
];

/// A prompt's tokens, and the likeliest next ones with the logarithms of their probabilities.
type Answer = (Vec<u32>, Vec<(u32, f32)>);

/// What llama.cpp says of each prompt. Nothing where llama.cpp is not at hand.
fn ask(file: &Path, prompts: &[&str]) -> Option<Vec<Answer>> {
    let python = env::var_os("SEEDBED_TEST_LLAMA_CPP")?;
    let mut child = Command::new(python)
        .arg(SCRIPT)
        .args([file.as_os_str(), "1".as_ref()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let question = json!({"prompts": prompts, "likeliest": 5}).to_string();
    child.stdin.take().unwrap().write_all(question.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "llama.cpp failed on {}", file.display());
    // Its library prints lines of its own.
    let text = String::from_utf8(output.stdout).unwrap();
    let answer: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    let answers = answer["answers"].as_array().unwrap().iter().map(|answer| {
        let tokens = serde_json::from_value(answer["tokens"].clone()).unwrap();
        (tokens, serde_json::from_value(answer["likeliest"].clone()).unwrap())
    });
    Some(answers.collect())
}

/// Compares a file's tokens, and how much less likely than the first llama.cpp's next four are.
fn compare(file: &Path, tolerance: f32) {
    let Some(answers) = ask(file, &PROMPTS) else {
        println!("not run: no llama.cpp (SEEDBED_TEST_LLAMA_CPP)");
        return;
    };
    let reader = BufReader::new(File::open(file).unwrap());
    let model = Arc::new(Model::read(reader, Options::default()).unwrap());
    for (prompt, (tokens, theirs)) in PROMPTS.iter().zip(answers) {
        let name = format!("{}, {prompt:?}", file.display());
        let mut session = model.session();
        assert_eq!(session.tokens(prompt).unwrap(), tokens, "{name}");
        let ours = session.likeliest(prompt, usize::MAX).unwrap();
        let logit = |wanted: u32| ours.iter().find(|(token, ..)| *token == wanted).unwrap().2;
        let first = theirs[0];
        for (token, probability) in &theirs {
            let (our, their) = (logit(*token) - logit(first.0), probability - first.1);
            assert!((our - their).abs() < tolerance, "{name}: {token}: {our}, not {their}");
        }
        let behind = ours[0].2 - logit(first.0);
        assert!(behind < tolerance, "{name}: llama.cpp's first is {behind} behind ours");
    }
}

#[test]
fn every_family_computes_what_llama_cpp_computes() {
    let folder = tempfile::tempdir().unwrap();
    for family in FAMILIES {
        let file = folder.path().join(family);
        fs::write(&file, Tiny::of(family).bytes()).unwrap();
        compare(&file, 0.15);
    }
}

/// llama.cpp takes activations down to eight bits, so it is a little off itself.
#[test]
fn real_models_agree_with_llama_cpp() {
    let Some(folder) = env::var_os("SEEDBED_TEST_MODELS").map(PathBuf::from) else {
        println!("not run: no models (SEEDBED_TEST_MODELS)");
        return;
    };
    for file in ["gemma-3-270m-q4_k_m.gguf", "SmolLM2-135M-Instruct.Q4_1.gguf"] {
        compare(&folder.join(file), 0.8);
    }
}
