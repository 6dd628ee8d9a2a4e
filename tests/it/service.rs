//! The service as one process: from a schema to verified files, over HTTP.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use seedbed_tests::repository;
use serde_json::{Value, json};

/// A running service.
struct Service {
    process: Child,
    address: String,
}

impl Service {
    fn start(program: &Path, data: &Path, more: &[&str]) -> (Self, Vec<String>) {
        let mut process = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = Vec::new();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the service says where it listens").unwrap();
            let address = line
                .strip_prefix("listening on http://")
                .map(|rest| rest.split(';').next().unwrap_or_default().to_owned());
            said.push(line);
            if let Some(address) = address {
                break address;
            }
        };
        (Self { process, address }, said)
    }

    fn ask(
        &self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let body = body.map_or_else(String::new, ToString::to_string);
        let key = key.map_or_else(String::new, |key| format!("Authorization: Bearer {key}\r\n"));
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: service\r\nConnection: close\r\n{key}{kind}\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer[end + 4..].to_vec())
    }

    fn json(&self, method: &str, path: &str, key: Option<&str>, body: Option<&Value>) -> Value {
        let (status, answer) = self.ask(method, path, key, body);
        let text = String::from_utf8(answer).unwrap();
        assert!(status < 300, "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Waits until a job has ended.
    fn ended(&self, id: &str) -> Value {
        let deadline = Instant::now() + Duration::from_mins(2);
        while Instant::now() < deadline {
            let job = self.json("GET", &format!("/v1/jobs/{id}"), None, None);
            if !matches!(job["state"].as_str(), Some("queued" | "running")) {
                return job;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("job {id} does not end");
    }

    /// Fetches what came out of a job into a directory.
    fn fetch(&self, id: &str, into: &Path) {
        fs::create_dir_all(into).unwrap();
        let files = self.json("GET", &format!("/v1/jobs/{id}/files"), None, None);
        for file in files.as_array().unwrap() {
            let url = file["url"].as_str().unwrap();
            let path = url.strip_prefix(&format!("http://{}", self.address)).unwrap();
            let (status, bytes) = self.ask("GET", path, None, None);
            assert_eq!((status, bytes.len() as u64), (200, file["bytes"].as_u64().unwrap()));
            fs::write(into.join(file["name"].as_str().unwrap()), bytes).unwrap();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program with the service in it.
fn program() -> &'static Path {
    seedbed_tests::binary()
}

fn shop() -> String {
    fs::read_to_string(repository("examples/shop/schema.sql")).unwrap()
}

fn job(rows: u64, format: &str) -> Value {
    json!({
        "kind": "generate",
        "schema": [{ "name": "schema.sql", "text": shop() }],
        "settings": { "rows": rows, "seed": 7 },
        "format": format,
    })
}

#[test]
fn a_schema_becomes_files_that_verify() {
    let directory = tempfile::tempdir().unwrap();
    let (service, _) = Service::start(program(), &directory.path().join("data"), &[]);
    for format in ["csv", "parquet"] {
        let asked = service.json("POST", "/v1/jobs", None, Some(&job(500, format)));
        let id = asked["id"].as_str().unwrap();
        let job = service.ended(id);
        assert_eq!(job["state"], "succeeded", "{job}");
        let files = directory.path().join(format);
        service.fetch(id, &files);
        let verified = Command::new(program())
            .arg("verify")
            .arg(repository("examples/shop/schema.sql"))
            .arg(&files)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&verified.stdout);
        assert!(verified.status.success(), "{said}");
    }
    let bad = json!({ "kind": "generate", "schema": [{ "name": "a.sql", "text": "SELECT 1" }] });
    let asked = service.json("POST", "/v1/jobs", None, Some(&bad));
    let failed = service.ended(asked["id"].as_str().unwrap());
    assert_eq!(
        (&failed["state"], &failed["failure"]["kind"]),
        (&json!("failed"), &json!("schema"))
    );
    let schema = json!({ "schema": [{ "name": "schema.sql", "text": shop() }] });
    let report = service.json("POST", "/v1/schemas", None, Some(&schema));
    assert!(report["tables"].as_array().unwrap().len() > 3, "{report}");
    let small = service.json("POST", "/v1/generate", None, Some(&schema));
    assert!(small["files"][0]["text"].as_str().unwrap().lines().count() > 1);
}

#[test]
fn a_service_that_is_killed_goes_on_where_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let (service, _) = Service::start(program(), &data, &["--lease", "1"]);
    let whole = service.json("POST", "/v1/jobs", None, Some(&job(20_000, "csv")));
    let first = whole["id"].as_str().unwrap().to_owned();
    assert_eq!(service.ended(&first)["state"], "succeeded");
    service.fetch(&first, &directory.path().join("whole"));

    let asked = service.json("POST", "/v1/jobs", None, Some(&job(20_000, "csv")));
    let id = asked["id"].as_str().unwrap().to_owned();
    while service.json("GET", &format!("/v1/jobs/{id}"), None, None)["state"] == "queued" {
        thread::sleep(Duration::from_millis(2));
    }
    // Killed, as by `kill -9`.
    drop(service);
    let (service, _) = Service::start(program(), &data, &["--lease", "1"]);
    let job = service.ended(&id);
    assert_eq!(job["state"], "succeeded", "{job}");
    service.fetch(&id, &directory.path().join("again"));
    for entry in fs::read_dir(directory.path().join("whole")).unwrap() {
        let entry = entry.unwrap();
        let again = fs::read(directory.path().join("again").join(entry.file_name())).unwrap();
        assert!(fs::read(entry.path()).unwrap() == again, "{:?} differs", entry.file_name());
    }
}

#[test]
fn who_can_be_reached_asks_for_keys() {
    let directory = tempfile::tempdir().unwrap();
    let refused = Command::new(program())
        .args(["serve", "--listen", "0.0.0.0:0", "--data"])
        .arg(directory.path())
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("--require-keys"), "{said}");

    let (service, said) = Service::start(program(), directory.path(), &["--require-keys"]);
    let line = said.iter().find(|line| line.contains("sbk_")).expect("the first key is shown");
    let key = line.rsplit(' ').next().unwrap();
    assert_eq!(service.ask("GET", "/v1/jobs", None, None).0, 401);
    assert_eq!(service.ask("GET", "/v1/jobs", Some(key), None).0, 200);
    drop(service);
    let (service, said) = Service::start(program(), directory.path(), &["--require-keys"]);
    assert!(!said.iter().any(|line| line.contains("sbk_")), "a key is shown once");
    assert_eq!(service.ask("GET", "/v1/jobs", Some(key), None).0, 200);
}
