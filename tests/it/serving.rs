//! A service as one process, and a client of it.

use std::{
    collections::BTreeMap,
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
pub(crate) struct Service {
    process: Child,
    pub(crate) address: String,
}

/// An answer: status, headers in small letters, body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Service {
    /// Starts a service on a free port; also what it says until it listens.
    pub(crate) fn start(data: &Path, more: &[&str]) -> (Self, Vec<String>) {
        Self::start_logging(data, more, "warn", Stdio::inherit())
    }

    /// The same with a log of its own.
    pub(crate) fn start_logging(
        data: &Path,
        more: &[&str],
        level: &str,
        log: Stdio,
    ) -> (Self, Vec<String>) {
        let mut process = Command::new(seedbed_tests::binary())
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .env("SEEDBED_LOG", level)
            .stdout(Stdio::piped())
            .stderr(log)
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

    /// Kills the process, as by `kill -9`.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_mins(2)))?;
        let lines: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = lines.concat();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: service\r\nConnection: close\r\n{headers}\
             Content-Length: {length}\r\n\r\n"
        );
        // A server that refuses a long body may answer before it has read all of it.
        let _ = stream.write_all(&[head.as_bytes(), body].concat());
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.ok_or_else(|| read.err().unwrap_or_else(cut))?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let headers =
            headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Ok(Answer { status: status.ok_or_else(cut)?, headers, body: answer[end + 4..].to_vec() })
    }

    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> (u16, Vec<u8>) {
        let bearer = key.map(|key| format!("Bearer {key}"));
        let mut headers: Vec<(&str, &str)> = Vec::new();
        headers.extend(bearer.as_deref().map(|bearer| ("Authorization", bearer)));
        headers.extend(body.map(|_| ("Content-Type", "application/json")));
        let body = body.map_or_else(String::new, ToString::to_string);
        let answer = self.send(method, path, &headers, body.as_bytes()).unwrap();
        (answer.status, answer.body)
    }

    pub(crate) fn json(
        &self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> Value {
        let (status, answer) = self.ask(method, path, key, body);
        let text = String::from_utf8(answer).unwrap();
        assert!(status < 300, "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Waits until a job has ended.
    pub(crate) fn ended(&self, id: &str) -> Value {
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

    /// Fetches what came out of a job: bytes by the files' names.
    pub(crate) fn files(&self, id: &str) -> BTreeMap<String, Vec<u8>> {
        let files = self.json("GET", &format!("/v1/jobs/{id}/files"), None, None);
        let fetch = |file: &Value| {
            let url = file["url"].as_str().unwrap();
            let path = url.strip_prefix(&format!("http://{}", self.address)).unwrap();
            let (status, bytes) = self.ask("GET", path, None, None);
            assert_eq!((status, bytes.len() as u64), (200, file["bytes"].as_u64().unwrap()));
            (file["name"].as_str().unwrap().to_owned(), bytes)
        };
        files.as_array().unwrap().iter().map(fetch).collect()
    }

    /// Fetches what came out of a job into a directory.
    pub(crate) fn fetch(&self, id: &str, into: &Path) {
        fs::create_dir_all(into).unwrap();
        for (name, bytes) in self.files(id) {
            fs::write(into.join(name), bytes).unwrap();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn shop() -> String {
    fs::read_to_string(repository("examples/shop/schema.sql")).unwrap()
}

/// A job that makes the shop's data.
pub(crate) fn job(rows: u64, format: &str) -> Value {
    json!({
        "kind": "generate",
        "schema": [{ "name": "schema.sql", "text": shop() }],
        "settings": { "rows": rows, "seed": 7 },
        "format": format,
    })
}
