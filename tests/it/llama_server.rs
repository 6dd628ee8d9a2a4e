//! A server that we did not write: llama.cpp's, with a model so small that what it says is seldom
//! of use. The protocol, the form of replies and the way back to the rules are.

#![allow(clippy::print_stdout, reason = "a test says when it is not run")]

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use seedbed_tests::{grown, grown_json, repository};

const SCHEMA: &str = "
    -- What visitors of a museum of clocks write into the guest book.
    CREATE TABLE entries (
        id     integer PRIMARY KEY,
        mood   varchar(10) NOT NULL CHECK (mood IN ('glad', 'cross')),
        remark varchar(200) NOT NULL
    );";

/// A server that ends with the test.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// Starts one where `cargo xtask test` has prepared llama.cpp and a model.
    fn start() -> Option<Self> {
        let python = env::var_os("SEEDBED_TEST_LLAMA_CPP")?;
        let models = PathBuf::from(env::var_os("SEEDBED_TEST_MODELS")?);
        let mut child = Command::new(python)
            .arg(repository("tests/llama_cpp/serve.py"))
            .arg(models.join("SmolLM2-135M-Instruct.Q4_1.gguf"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.map_while(Result::ok).find(|line| line.starts_with("http"));
        Some(Self { child, url: format!("{}/v1", url.expect("llama.cpp starts")) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_independent_server_is_asked_and_its_replies_have_the_form() {
    let Some(server) = Server::start() else {
        println!("not run: no llama.cpp (SEEDBED_TEST_LLAMA_CPP, SEEDBED_TEST_MODELS)");
        return;
    };
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::write(path("museum.sql"), SCHEMA).unwrap();
    let summary = grown_json(&[
        "generate",
        &path("museum.sql"),
        "--rows",
        "3",
        "--model",
        "openai:smollm2",
        "--base-url",
        &server.url,
        "--mode",
        "rows",
        "--max-tokens",
        "2200",
        // It would make the same mistakes again.
        "--repairs",
        "0",
        "--no-model-cache",
        "--record",
        &path("said.json"),
        "--out",
        &path("out"),
    ]);
    println!("{}", summary["model"]);
    assert!(summary["model"]["output_tokens"].as_u64().unwrap() > 0);
    let said: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(path("said.json")).unwrap()).unwrap();
    for reply in said["replies"].as_array().unwrap() {
        // The grammar holds a reply to its form unless the limit of tokens cuts it.
        assert!(reply["reply"]["rows"].is_array() || reply["finish"] == "length", "{reply}");
    }
    grown(&["verify", &path("museum.sql"), &path("out")]);
}
