//! The service as one process: from a schema to verified files, over HTTP.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    thread,
    time::Duration,
};

use seedbed_tests::{load, repository};
use serde_json::json;

use crate::serving::{Service, job, shop};

#[test]
fn a_schema_becomes_files_that_verify() {
    let directory = tempfile::tempdir().unwrap();
    let (service, _) = Service::start(&directory.path().join("data"), &[]);
    for format in ["csv", "parquet"] {
        let asked = service.json("POST", "/v1/jobs", None, Some(&job(500, format)));
        let id = asked["id"].as_str().unwrap();
        let job = service.ended(id);
        assert_eq!(job["state"], "succeeded", "{job}");
        let files = directory.path().join(format);
        service.fetch(id, &files);
        let verified = Command::new(seedbed_tests::binary())
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
fn a_file_that_is_fetched_is_not_held_in_memory() {
    const BYTES: u64 = 600 << 20;
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let (service, _) = Service::start(&data, &[]);
    let asked = service.json("POST", "/v1/jobs", None, Some(&job(10, "csv")));
    let id = asked["id"].as_str().unwrap();
    assert_eq!(service.ended(id)["state"], "succeeded");
    let files = service.json("GET", &format!("/v1/jobs/{id}/files"), None, None);
    let url = files[0]["url"].as_str().unwrap();
    let path = url.strip_prefix(&format!("http://{}", service.address)).unwrap();
    // The file becomes a large one that takes no room on the disk.
    let key = path.strip_prefix("/objects/").unwrap().split('?').next().unwrap();
    let file = data.join("objects").join(format!("{key}%"));
    fs::OpenOptions::new().write(true).open(file).unwrap().set_len(BYTES).unwrap();
    let mut stream = TcpStream::connect(&service.address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n").unwrap();
    let (mut read, mut most, mut buffer) = (0, 0, vec![0; 1 << 20]);
    loop {
        let bytes = stream.read(&mut buffer).unwrap() as u64;
        if bytes == 0 {
            break;
        }
        read += bytes;
        most = most.max(load::resident(service.id()).unwrap_or(0));
    }
    assert!(read > BYTES && read < BYTES + 1000, "{read} bytes");
    assert!(most < BYTES / 3, "{most} bytes were in memory");
    println!("{read} bytes fetched, at most {most} in memory");
}

#[test]
fn a_service_that_is_killed_goes_on_where_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let (service, _) = Service::start(&data, &["--lease", "1"]);
    let whole = service.json("POST", "/v1/jobs", None, Some(&job(20_000, "csv")));
    let first = whole["id"].as_str().unwrap().to_owned();
    assert_eq!(service.ended(&first)["state"], "succeeded");
    service.fetch(&first, &directory.path().join("whole"));

    let asked = service.json("POST", "/v1/jobs", None, Some(&job(20_000, "csv")));
    let id = asked["id"].as_str().unwrap().to_owned();
    while service.json("GET", &format!("/v1/jobs/{id}"), None, None)["state"] == "queued" {
        thread::sleep(Duration::from_millis(2));
    }
    service.kill();
    let (service, _) = Service::start(&data, &["--lease", "1"]);
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
    let refused = Command::new(seedbed_tests::binary())
        .args(["serve", "--listen", "0.0.0.0:0", "--data"])
        .arg(directory.path())
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("--require-keys"), "{said}");

    let (service, said) = Service::start(directory.path(), &["--require-keys"]);
    let line = said.iter().find(|line| line.contains("sbk_")).expect("the first key is shown");
    let key = line.rsplit(' ').next().unwrap();
    assert_eq!(service.ask("GET", "/v1/jobs", None, None).0, 401);
    assert_eq!(service.ask("GET", "/v1/jobs", Some(key), None).0, 200);
    drop(service);
    let (service, said) = Service::start(directory.path(), &["--require-keys"]);
    assert!(!said.iter().any(|line| line.contains("sbk_")), "a key is shown once");
    assert_eq!(service.ask("GET", "/v1/jobs", Some(key), None).0, 200);
}
