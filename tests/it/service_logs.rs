//! The log of the service: lines of JSON that belong to requests and jobs, and hold nothing that
//! is not for everybody who reads logs.

use std::{collections::BTreeSet, fs::File, process::Stdio};

use serde_json::{Value, json};

use crate::serving::{Service, job};

#[test]
fn a_journey_s_log_holds_ids_and_no_value_key_or_secret() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log");
    let log = Stdio::from(File::create(&path).unwrap());
    let data = directory.path().join("data");
    let options = ["--require-keys", "--open-webhooks"];
    let (service, said) = Service::start_logging(&data, &options, "debug", log);
    let first = said.iter().find_map(|line| line.rsplit_once(' ')?.1.strip_prefix("sbk_"));
    let key = format!("sbk_{}", first.expect("the first key is shown"));
    let ask =
        |method, path: &str, body: Option<&Value>| service.json(method, path, Some(&key), body);
    let hook = json!({ "url": "http://127.0.0.1:1/hook?token=hidden-token" });
    let hook = ask("POST", "/v1/projects/default/webhooks", Some(&hook));
    let other = json!({ "role": "editor", "label": "second" });
    let other = ask("POST", "/v1/projects/default/keys", Some(&other));

    // A dataset in an answer, and one by a job; a job that fails, and a document that is wrong.
    let small = json!({ "schema": job(30, "csv")["schema"], "settings": { "rows": 30 } });
    let small = ask("POST", "/v1/generate", Some(&small));
    let bearer = format!("Bearer {key}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ];
    let asked = job(30, "csv").to_string();
    let asked = service.send("POST", "/v1/jobs", &headers, asked.as_bytes()).unwrap();
    assert_eq!(asked.status, 202);
    let request = asked.headers["x-request-id"].clone();
    let id = serde_json::from_str::<Value>(&asked.text()).unwrap()["id"].clone();
    let id = id.as_str().unwrap();
    let job = loop {
        let job = ask("GET", &format!("/v1/jobs/{id}"), None);
        if job["state"] == "succeeded" {
            break job;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    let files = ask("GET", &format!("/v1/jobs/{id}/files"), None);
    let refused =
        [("POST", "/v1/jobs", json!({ "kind": "hidden-kind" })), ("GET", "/v1/x", json!(1))];
    for (method, path, body) in refused {
        assert!(service.ask(method, path, Some(&key), Some(&body)).0 >= 400);
    }
    assert_eq!(service.ask("GET", "/v1/jobs", Some("sbk_hidden-guess"), None).0, 401);
    service.kill();

    let log = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let of = |what: &str| lines.iter().filter(|line| line.to_string().contains(what)).count();
    assert!(of(&request) >= 2, "the request is followed by its id");
    assert!(of("4bf92f3577b34da6a3ce929d0e0e4736") >= 2, "its trace is taken over");
    let has_both = |line: &&Value| {
        let text = line.to_string();
        text.contains(&request) && text.contains(id)
    };
    assert!(lines.iter().any(|line| has_both(&line)), "the request's line names the job");
    assert!(of(&format!("\"attempt\":{}", job["attempts"])) >= 1, "the attempt is told");

    let secrets = [
        key.as_str(),
        hook["secret"].as_str().unwrap(),
        other["secret"].as_str().unwrap(),
        "hidden-token",
        "hidden-kind",
        "hidden-guess",
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    for file in files.as_array().unwrap() {
        let signature = file["url"].as_str().unwrap().rsplit_once("signature=").unwrap().1;
        assert!(!log.contains(signature), "a link is in the log");
    }
    let values = cells(&small);
    assert!(values.len() > 300, "{} cells", values.len());
    for value in values {
        assert!(!log.contains(value), "a cell's value is in the log: {value}");
    }
}

/// The different cells of a dataset of CSV files that are longer than six characters, without the
/// names of columns.
fn cells(dataset: &Value) -> BTreeSet<&str> {
    let files = dataset["files"].as_array().unwrap().iter();
    files
        .flat_map(|file| file["text"].as_str().unwrap().lines().skip(1))
        .flat_map(|line| line.split(','))
        .map(|cell| cell.trim_matches('"'))
        .filter(|cell| cell.len() > 6)
        .collect()
}
