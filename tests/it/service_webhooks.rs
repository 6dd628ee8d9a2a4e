//! Webhooks of a running service: signed, tried again, told in the log, and nowhere private.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::serving::{Service, job};

const HOOKS: &str = "/v1/projects/default/webhooks";

/// What a receiver got: headers as they came, and the body.
struct Received {
    head: String,
    body: Vec<u8>,
}

/// Answers the first call with 500 and the others with 204.
fn receiver() -> (u16, mpsc::Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, received) = mpsc::channel();
    thread::spawn(move || {
        for (stream, number) in listener.incoming().zip(0..) {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = String::new();
            while reader.read_line(&mut head).unwrap() > 2 {}
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
            });
            let mut body = vec![0; length.unwrap_or(0)];
            reader.read_exact(&mut body).unwrap();
            let status = if number == 0 { "500 Oops" } else { "204 No Content" };
            write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .unwrap();
            if sender.send(Received { head, body }).is_err() {
                return;
            }
        }
    });
    (port, received)
}

impl Received {
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with(name));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.head)).split_once(": ").unwrap().1
    }
}

#[test]
fn a_job_s_states_are_told_signed_and_again_until_they_are_answered() {
    let directory = tempfile::tempdir().unwrap();
    let (port, received) = receiver();
    let (service, _) = Service::start(directory.path(), &["--open-webhooks"]);
    let asked = json!({ "url": format!("http://127.0.0.1:{port}/hook"), "states": ["succeeded"] });
    let made = service.json("POST", HOOKS, None, Some(&asked));
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"), "{made}");
    let listed = service.json("GET", HOOKS, None, None);
    assert!(!listed.to_string().contains("whsec_"), "{listed}");
    assert_eq!(listed[0]["id"], made["id"]);

    let asked = service.json("POST", "/v1/jobs", None, Some(&job(20, "csv")));
    let id = asked["id"].as_str().unwrap();
    assert_eq!(service.ended(id)["state"], "succeeded");
    let first = received.recv_timeout(Duration::from_mins(1)).unwrap();
    let again = received.recv_timeout(Duration::from_mins(1)).unwrap();
    assert_eq!(first.header("webhook-id"), again.header("webhook-id"));
    assert_eq!(first.body, again.body);
    let document: Value = serde_json::from_slice(&again.body).unwrap();
    assert_eq!(document["type"], "seedbed.job.succeeded");
    assert_eq!(document["data"]["job"], id);
    let signature = again.header("webhook-signature").strip_prefix("v1,").unwrap();
    assert_eq!(signature.len(), 44, "the base64 of 32 bytes");

    let one = format!("{HOOKS}/{}", made["id"].as_str().unwrap());
    let log = loop {
        let log = service.json("GET", &format!("{one}/deliveries"), None, None);
        if log["items"][0]["state"] == "delivered" {
            break log;
        }
        thread::sleep(Duration::from_millis(50));
    };
    let attempts = log["items"][0]["attempts"].as_array().unwrap();
    let statuses: Vec<_> = attempts.iter().map(|attempt| attempt["status"].as_u64()).collect();
    assert_eq!(statuses, [Some(500), Some(204)]);
    assert_eq!(service.ask("DELETE", &one, None, None).0, 204);
    assert_eq!(service.ask("GET", &one, None, None).0, 404);
}

#[test]
fn a_webhook_to_a_private_address_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (service, _) = Service::start(directory.path(), &[]);
    for url in [
        "http://example.com/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://10.1.2.3/",
        "https://localhost/",
        "https://2130706433/",
        "https://user:word@example.com/",
        "file:///etc/passwd",
        "",
    ] {
        let (status, body) = service.ask("POST", HOOKS, None, Some(&json!({ "url": url })));
        assert_eq!(status, 422, "{url}: {}", String::from_utf8_lossy(&body));
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["errors"][0]["pointer"], "/url", "{url}: {problem}");
    }
    assert_eq!(service.json("GET", HOOKS, None, None), json!([]));
}
