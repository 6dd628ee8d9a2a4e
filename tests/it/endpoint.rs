//! A model behind HTTP that misbehaves: every run ends in a valid plan or a clear error, within
//! the budget, and nothing that was answered is lost.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Output},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use seedbed_tests::{binary, repository};
use serde_json::{Value, json};

/// What the server does with one request.
#[derive(Clone)]
enum Act {
    /// Answers with this text as the model's.
    Say(String),
    /// Answers with a status, headers and a body.
    Fail(u16, &'static str, &'static str),
    /// Promises more than it sends.
    CutOff,
    /// Sends a byte now and then.
    Drip,
    /// Sends more than anybody wants.
    Flood,
    /// Declines.
    Refuse,
    /// Ends at the limit of tokens.
    Stop(String),
}

/// A server with a list of acts, the last of which it repeats.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<Value>>>,
}

impl Server {
    fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        // It ends with the tests.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                let (seen, acts) = (Arc::clone(&seen), acts.clone());
                thread::spawn(move || serve(stream, &seen, &acts));
            }
        });
        Self { url, requests }
    }

    fn requests(&self) -> Vec<Value> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<Value>>, acts: &[Act]) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let at = {
        let mut seen = seen.lock().unwrap();
        seen.push(serde_json::from_slice(&body).unwrap());
        seen.len() - 1
    };
    // Whoever hangs up has seen enough.
    let _ = perform(&mut stream, &acts[at.min(acts.len() - 1)]);
}

fn perform(stream: &mut TcpStream, act: &Act) -> std::io::Result<()> {
    let completion = |text: Value, refusal: Value, finish: &str| {
        json!({
            "choices": [{"message": {"content": text, "refusal": refusal}, "finish_reason": finish}],
            "usage": {"prompt_tokens": 3000, "completion_tokens": 500},
        })
        .to_string()
    };
    match act {
        Act::Say(text) => answer(stream, 200, "", &completion(json!(text), Value::Null, "stop")),
        Act::Stop(text) => answer(stream, 200, "", &completion(json!(text), Value::Null, "length")),
        Act::Refuse => {
            answer(stream, 200, "", &completion(Value::Null, json!("I can't help."), "stop"))
        }
        Act::Fail(status, headers, body) => answer(stream, *status, headers, body),
        Act::CutOff => stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"choices\": [{\"mes"),
        Act::Drip => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n")?;
            for _ in 0..600 {
                stream.write_all(b" ")?;
                thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        }
        Act::Flood => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 900000000\r\n\r\n")?;
            for _ in 0..900 {
                stream.write_all(&vec![b' '; 1_000_000])?;
            }
            Ok(())
        }
    }
}

fn answer(stream: &mut TcpStream, status: u16, headers: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// What the example's model says about the example's schema.
fn good() -> String {
    let text = std::fs::read_to_string(repository("examples/retail/replies.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    document["replies"][0]["reply"].to_string()
}

const KEY: &str = "sk-no-such-key-1234567890";

fn plan(server: &Server, more: &[&str]) -> Output {
    let schema = repository("examples/retail/schema.sql");
    let mut command = Command::new(binary());
    command.arg("plan").arg(schema).args(["--model", "openai:test", "--base-url", &server.url]);
    if !more.contains(&"--model-cache") {
        command.arg("--no-model-cache");
    }
    command.args(more).env("OPENAI_API_KEY", KEY).env("NO_COLOR", "1").output().unwrap()
}

/// The plan, what was said besides, and how often the server was asked.
fn planned(acts: Vec<Act>, more: &[&str]) -> (Value, String, usize) {
    let server = Server::start(acts);
    let output = plan(&server, more);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains(KEY));
    let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
    (plan, said, server.requests().len())
}

/// Whether the model's part is in the plan.
fn is_authored(plan: &Value) -> bool {
    plan["vocabularies"]["praise_title"].is_array()
}

#[test]
fn what_fails_for_now_is_asked_again() {
    let say = Act::Say(good());
    let limited = Act::Fail(429, "retry-after: 1\r\n", r#"{"error": {"message": "slow down"}}"#);
    let start = Instant::now();
    let (plan, _, requests) = planned(vec![limited, say.clone()], &[]);
    assert!(is_authored(&plan) && requests == 2);
    assert!(start.elapsed() >= Duration::from_secs(1), "Retry-After is honoured");
    let html = Act::Fail(200, "", "<html>a proxy's page</html>");
    let cases = [
        ("500", Act::Fail(500, "", "<html>oops</html>")),
        ("cut stream", Act::CutOff),
        ("no JSON", html),
        ("no message", Act::Fail(200, "", "{}")),
        ("huge reply", Act::Flood),
    ];
    for (what, act) in cases {
        let (plan, _, requests) = planned(vec![act, say.clone()], &[]);
        assert!(is_authored(&plan), "{what}");
        assert_eq!(requests, 2, "{what}");
    }
    let (plan, _, requests) = planned(vec![Act::Drip, say], &["--model-timeout", "2"]);
    assert!(is_authored(&plan) && requests == 2);
}

#[test]
fn replies_that_can_not_be_used_are_sent_back_and_then_left_to_the_rules() {
    let half = good()[..2_000].to_owned();
    let cases = [
        ("invalid JSON", Act::Say("{\"tables\": [".into())),
        ("prose", Act::Say("Certainly! Here is your plan.".into())),
        ("wrong schema", Act::Say(r#"{"tables": [{"table": 3}]}"#.into())),
        ("refusal", Act::Refuse),
        ("cut at the limit", Act::Stop(half)),
    ];
    for (what, act) in cases {
        let (plan, said, requests) = planned(vec![act.clone(), Act::Say(good())], &[]);
        assert!(is_authored(&plan) && requests == 2, "{what}: {said}");
        let (plan, said, requests) = planned(vec![act], &["--repairs", "1"]);
        assert!(!is_authored(&plan) && requests == 2, "{what}: {said}");
        assert!(said.contains("the model's plan is not used"), "{what}: {said}");
        assert_eq!(plan["tables"].as_object().unwrap().len(), 5, "{what}");
    }
}

#[test]
fn a_server_without_structured_outputs_is_asked_in_plain_words() {
    let unsupported =
        Act::Fail(400, "", r#"{"error": {"message": "response_format json_schema is unknown"}}"#);
    let server = Server::start(vec![unsupported.clone(), unsupported, Act::Say(good())]);
    let output = plan(&server, &[]);
    assert!(is_authored(&serde_json::from_slice(&output.stdout).unwrap()));
    let requests = server.requests();
    assert_eq!(requests[0]["response_format"]["json_schema"]["strict"], true);
    assert_eq!(requests[1]["response_format"]["type"], "json_object");
    assert!(requests[2].get("response_format").is_none());
    let messages = requests[2]["messages"].as_array().unwrap();
    assert!(messages.last().unwrap()["content"].as_str().unwrap().contains("JSON Schema"));
}

#[test]
fn err_what_can_not_be_mended_ends_at_once_and_says_why() {
    let cases = [
        (
            Act::Fail(401, "", r#"{"error": {"message": "bad key sk-no-such-key-1234567890"}}"#),
            "OPENAI_API_KEY",
            1,
        ),
        (Act::Fail(404, "", r#"{"error": {"message": "no model test"}}"#), "no model test", 1),
        (
            Act::Fail(
                429,
                "",
                r#"{"error": {"code": "insufficient_quota", "message": "no credit"}}"#,
            ),
            "no credit",
            1,
        ),
        (Act::Fail(429, "retry-after: 86400\r\n", "{}"), "takes no more requests", 1),
    ];
    for (act, expected, calls) in cases {
        let server = Server::start(vec![act]);
        let output = plan(&server, &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(7), "{said}");
        let flat = said.replace("\n  │", "");
        assert!(flat.contains(expected) && !flat.contains(KEY), "{said}");
        assert_eq!(server.requests().len(), calls, "{said}");
    }
}

#[test]
fn no_limit_is_passed_whatever_the_server_does() {
    let failing = || Act::Fail(503, "", "busy");
    let server = Server::start(vec![failing()]);
    let output = plan(&server, &["--max-calls", "3"]);
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(server.requests().len(), 3);
    // Replies are limited to what the budget leaves.
    let server = Server::start(vec![Act::Say("{}".into())]);
    let output = plan(&server, &["--max-tokens", "9000", "--repairs", "5"]);
    assert!(output.status.success());
    let asked = server.requests();
    assert_eq!(asked.len(), 1, "an empty plan needs no repair");
    let limit = asked[0]["max_tokens"].as_u64().unwrap();
    assert!(limit < 9_000 && limit > 1_000, "{limit}");
    let server = Server::start(vec![Act::Say("{}".into())]);
    let output = plan(&server, &["--max-tokens", "1000"]);
    assert_eq!(output.status.code(), Some(7));
    assert!(server.requests().is_empty(), "nothing is asked that can't be paid");
}

#[test]
fn what_was_answered_is_kept_for_the_next_run() {
    let place = tempfile::tempdir().unwrap();
    let cache = place.path().join("replies").display().to_string();
    let more = ["--model-cache", cache.as_str()];
    let server = Server::start(vec![Act::Say(good()), Act::Fail(500, "", "")]);
    let first = plan(&server, &more);
    assert!(first.status.success());
    let second = plan(&server, &[&more[..], &["--seed", "1"]].concat());
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(server.requests().len(), 1);
    let other = plan(
        &server,
        &[&more[..], &["--prompt", "A shop for pirates"], &["--max-calls", "1"]].concat(),
    );
    assert_eq!(other.status.code(), Some(7), "other wishes are another question");
}

#[test]
fn an_estimate_needs_no_key() {
    let schema = repository("examples/retail/schema.sql");
    let run = |more: &[&str]| {
        let mut command = Command::new(binary());
        command.arg("generate").arg(&schema).args(["--model", "openai:gpt-5-mini"]).args(more);
        command.env_remove("OPENAI_API_KEY").env_remove("OPENAI_BASE_URL").env("NO_COLOR", "1");
        command.output().unwrap()
    };
    let estimate = run(&["--dry-run"]);
    let said = String::from_utf8(estimate.stdout).unwrap();
    assert!(estimate.status.success(), "{said}");
    assert!(said.contains("openai:gpt-5-mini would be asked about"), "{said}");
    let place = tempfile::tempdir().unwrap();
    let refused = run(&["--out", place.path().join("out").to_str().unwrap()]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("OPENAI_API_KEY"), "{said}");
}
