//! Models that run in the program's process.

mod hub;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Instant,
};

use hub::Hub;
use serde_json::Value;

/// A file that says what it is, and has no weights.
fn gguf() -> Vec<u8> {
    let mut bytes = b"GGUF".to_vec();
    bytes.extend(3_u32.to_le_bytes());
    bytes.extend(0_u64.to_le_bytes());
    let entries = [
        ("general.architecture", "llama"),
        ("general.license", "apache-2.0"),
        ("general.name", "Tiny"),
    ];
    bytes.extend((entries.len() as u64).to_le_bytes());
    let text = |text: &str| {
        let length = (text.len() as u64).to_le_bytes();
        [length.as_slice(), text.as_bytes()].concat()
    };
    for (key, value) in entries {
        bytes.extend(text(key));
        bytes.extend(8_u32.to_le_bytes());
        bytes.extend(text(value));
    }
    bytes
}

fn seedbed(models: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seedbed"))
        .args(arguments)
        .env("SEEDBED_MODELS", models)
        .env_remove("HF_TOKEN")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    [output.stdout.as_slice(), output.stderr.as_slice()].map(String::from_utf8_lossy).concat()
}

#[test]
fn a_model_is_fetched_checked_listed_and_its_licence_shown() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::serving(gguf(), None);
    let pull = ["model", "pull", "me/tiny-GGUF/tiny.gguf", "--endpoint", &hub.address];
    let pulled = seedbed(folder.path(), &pull);
    let text = said(&pulled);
    assert!(pulled.status.success(), "{text}");
    for expected in ["Tiny", &hub.sha256, "apache-2.0", "--model local:tiny"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert_eq!(fs::read(folder.path().join("tiny.gguf")).unwrap(), gguf());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    let listed = said(&seedbed(folder.path(), &["model", "list"]));
    assert!(listed.contains("tiny") && listed.contains("apache-2.0"), "{listed}");
}

#[test]
fn a_file_with_another_checksum_than_promised_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::serving(gguf(), Some("0".repeat(64)));
    let pull = ["model", "pull", "me/tiny-GGUF/tiny.gguf", "--endpoint", &hub.address];
    let pulled = seedbed(folder.path(), &pull);
    let text = said(&pulled);
    assert!(!pulled.status.success(), "{text}");
    assert!(text.contains("promised"), "{text}");
    let listed = said(&seedbed(folder.path(), &["model", "list"]));
    assert!(listed.contains("There is no model"), "{listed}");
}

#[test]
fn a_file_of_this_machine_is_taken_over_and_stays_where_it_is() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("mine.gguf");
    fs::write(&file, gguf()).unwrap();
    let pulled = seedbed(folder.path(), &["model", "pull", file.to_str().unwrap()]);
    assert!(pulled.status.success(), "{}", said(&pulled));
    assert!(file.exists() && folder.path().join("mine.gguf").exists());
}

#[test]
fn what_is_no_model_is_refused_with_what_to_do() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("notes.gguf");
    fs::write(&file, "no model").unwrap();
    let cases = [
        (vec!["model", "pull", file.to_str().unwrap()], "can't be read as a GGUF file"),
        (vec!["model", "pull", "nobody-knows-it"], "no model is known by that name"),
        (vec!["plan", "schema.sql", "--model", "local"], "seedbed model pull"),
    ];
    fs::write(elsewhere.path().join("schema.sql"), "CREATE TABLE t (id int PRIMARY KEY);").unwrap();
    for (arguments, expected) in cases {
        let output = Command::new(env!("CARGO_BIN_EXE_seedbed"))
            .args(&arguments)
            .current_dir(elsewhere.path())
            .env("SEEDBED_MODELS", folder.path())
            .output()
            .unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        // Lines are broken where they get long.
        let text = said(&output).replace(['\n', '│'], " ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(expected), "{arguments:?}: {text}");
    }
}

#[test]
fn a_real_model_writes_texts_of_the_crm_and_every_row_verifies() {
    let Some(models) = env::var_os("SEEDBED_TEST_MODELS").map(PathBuf::from) else {
        println!("not run: no models (SEEDBED_TEST_MODELS)");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let crm = root.join("examples/crm/models");
    let place = tempfile::tempdir().unwrap();
    let (out, replies) = (place.path().join("out"), place.path().join("replies"));
    let model = format!("local:{}", models.join("gemma-3-270m-q4_k_m.gguf").display());
    let (crm, out) = (crm.to_str().unwrap(), out.to_str().unwrap());
    let replies = replies.to_str().unwrap();
    let generate = [
        "generate",
        crm,
        "--model",
        &model,
        "--model-cache",
        replies,
        "--max-calls",
        "60",
        "--out",
        out,
        "--json",
    ];
    let start = Instant::now();
    let generated = seedbed(place.path(), &generate);
    let seconds = start.elapsed().as_secs_f64();
    assert!(generated.status.success(), "{}", said(&generated));
    let document: Value = serde_json::from_slice(&generated.stdout).unwrap();
    let author = &document["model"];
    let columns = author["columns"].as_u64().unwrap();
    let tokens = author["output_tokens"].as_f64().unwrap();
    println!("{columns} columns, {tokens} tokens written, {:.1} a second", tokens / seconds);
    assert!(columns > 0 && tokens > 0.0, "{author}");
    let plan = fs::read_to_string(Path::new(out).join("plan.json")).unwrap();
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let pools = plan["records"].as_object().unwrap();
    assert!(!pools.is_empty());
    for (name, pool) in pools {
        let rows = pool["rows"].as_array().unwrap();
        assert!(rows.len() >= 8, "{name}: {}", rows.len());
    }
    let verified = seedbed(place.path(), &["verify", crm, out]);
    assert!(verified.status.success(), "{}", said(&verified));
}
