//! Rows that must be good enough, and uploaded tables, through the running service.

#![allow(clippy::format_push_string, reason = "a test's file is short")]

use std::{collections::BTreeSet, path::Path};

use serde_json::{Value, json};

use crate::serving::Service;

const SCHEMA: &str = "
    CREATE TABLE customers (
        id int PRIMARY KEY,
        age int NOT NULL CHECK (age BETWEEN 18 AND 90),
        city text NOT NULL CHECK (city IN ('Bonn', 'Lyon', 'Turin'))
    );
    CREATE TABLE orders (
        id int PRIMARY KEY,
        customer_id int NOT NULL REFERENCES customers,
        total numeric(8, 2) NOT NULL CHECK (total > 0)
    );
";

/// Real customers, all of one age and from one town, and their orders.
fn real() -> [(&'static str, String); 2] {
    let (mut customers, mut orders) =
        ("id,age,city\n".to_owned(), "id,customer_id,total\n".to_owned());
    for row in 1..=60 {
        customers.push_str(&format!("{row},{},Bonn\n", 40 + row % 2));
        orders.push_str(&format!("{row},{row},{}.50\n", 10 + row));
    }
    [("customers.csv", customers), ("orders.csv", orders)]
}

/// Puts a file to a link of its own; what jobs call it.
fn upload(service: &Service, name: &str, bytes: &[u8]) -> Value {
    let media = "application/octet-stream";
    let asked = json!({ "name": name, "content_type": media, "bytes": bytes.len() });
    let link = service.json("POST", "/v1/uploads", None, Some(&asked));
    let path = link["url"].as_str().unwrap().split_once(&service.address).unwrap().1;
    let answer = service.send("PUT", path, &[("Content-Type", media)], bytes).unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text());
    json!({ "object": link["object"] })
}

fn uploads(service: &Service) -> Vec<Value> {
    real().iter().map(|(name, text)| upload(service, name, text.as_bytes())).collect()
}

/// Asks for a job, and waits for its end.
fn done(service: &Service, document: &Value) -> Value {
    let asked = service.json("POST", "/v1/jobs", None, Some(document));
    service.ended(asked["id"].as_str().unwrap())
}

fn id(job: &Value) -> &str {
    job["id"].as_str().unwrap()
}

/// Fetches the files that a list of links names.
fn linked(service: &Service, list: &str) -> Vec<(String, Vec<u8>)> {
    let files = service.json("GET", list, None, None);
    let fetch = |file: &Value| {
        let path = file["url"].as_str().unwrap().split_once(&service.address).unwrap().1;
        let (status, bytes) = service.ask("GET", path, None, None);
        assert_eq!((status, bytes.len() as u64), (200, file["bytes"].as_u64().unwrap()));
        (file["name"].as_str().unwrap().to_owned(), bytes)
    };
    files.as_array().unwrap().iter().map(fetch).collect()
}

fn file<'f>(files: &'f [(String, Vec<u8>)], name: &str) -> &'f [u8] {
    &files.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no {name}")).1
}

/// What was decided of a job, in the project's audit trail.
fn trail(service: &Service, job: &Value) -> BTreeSet<String> {
    let path = "/v1/projects/default/transactions?limit=100";
    let lines = service.json("GET", path, None, None);
    let lines = lines["items"].as_array().unwrap().iter();
    let own = lines.filter(|line| line["subject"] == job["id"]);
    own.map(|line| line["what"].as_str().unwrap().to_owned()).collect()
}

fn gated(kind: &Value, min: &Value, real: &[Value]) -> Value {
    let mut document = kind.clone();
    document["gate"] = json!({ "min": min, "real": real });
    document
}

fn generate() -> Value {
    json!({
        "kind": "generate",
        "schema": [{ "name": "shop.sql", "text": SCHEMA }],
        "settings": { "rows": 60, "seed": 3 },
    })
}

fn start(directory: &Path) -> Service {
    Service::start(&directory.join("data"), &[]).0
}

/// That a job's rows were published with a report of a gate they pass.
fn assert_published(service: &Service, job: &Value) {
    assert_eq!(job["state"], "succeeded", "{job}");
    assert!(job["failure"].is_null() && job["rejected"].is_null(), "{job}");
    let files = linked(service, &format!("/v1/jobs/{}/files", id(job)));
    let report: Value = serde_json::from_slice(file(&files, "evaluation.json")).unwrap();
    assert_eq!(report["gate"]["passed"], true);
    let page = String::from_utf8_lossy(file(&files, "evaluation.html"));
    assert!(page.contains("The gate is passed"));
    assert!(!file(&files, "customers.csv").is_empty());
    let (status, problem) =
        service.ask("GET", &format!("/v1/jobs/{}/rejected-files", id(job)), None, None);
    let problem = String::from_utf8(problem).unwrap();
    assert_eq!(status, 409, "{problem}");
    assert!(problem.contains("no gate has refused its rows"), "{problem}");
}

/// That a job's rows were kept apart, with a report that names the columns.
fn assert_kept_apart(service: &Service, job: &Value, column: &str) {
    assert_eq!((&job["state"], &job["failure"]["kind"]), (&json!("failed"), &json!("gate")));
    let detail = job["failure"]["detail"].as_str().unwrap();
    assert!(detail.starts_with("the rows are not good enough; column_shapes is 0."), "{detail}");
    assert!(detail.contains(&format!("of {column}: 0.")), "{detail}");
    assert!(job["result"].is_null(), "{job}");
    let (status, problem) = service.ask("GET", &format!("/v1/jobs/{}/files", id(job)), None, None);
    let problem = String::from_utf8(problem).unwrap();
    assert!(status == 409 && problem.contains("rejected-files"), "{status} {problem}");
    let files = linked(service, &format!("/v1/jobs/{}/rejected-files", id(job)));
    let report: Value = serde_json::from_slice(file(&files, "evaluation.json")).unwrap();
    let failing = report["gate"]["checks"][0]["failing"].to_string();
    assert!(failing.contains(column), "{failing}");
    let page = String::from_utf8_lossy(file(&files, "evaluation.html"));
    assert!(page.contains("The gate is not passed") && page.contains(column));
    assert!(!file(&files, "orders.csv").is_empty());
    assert_eq!(files.last().unwrap().0, "manifest.json");
    let trail = trail(service, job);
    for what in ["job.submitted", "files.linked"] {
        assert!(trail.contains(what), "{trail:?}");
    }
}

#[test]
fn generated_rows_are_published_or_kept_apart_by_their_gate() {
    let directory = tempfile::tempdir().unwrap();
    let service = start(directory.path());
    let real = uploads(&service);
    let easy = json!({ "schema": 1, "data_structure": 0.9 });
    assert_published(&service, &done(&service, &gated(&generate(), &easy, &real)));
    let hard = json!({ "column_shapes": 0.95 });
    let failed = done(&service, &gated(&generate(), &hard, &real));
    assert_kept_apart(&service, &failed, "customers.city");
    let listed = service.json("GET", "/v1/jobs?state=failed", None, None);
    assert_eq!(listed["items"][0]["id"], failed["id"]);
}

#[test]
fn sampled_rows_are_published_or_kept_apart_by_their_gate() {
    let directory = tempfile::tempdir().unwrap();
    let service = start(directory.path());
    let real = uploads(&service);
    let fitted = done(&service, &json!({ "kind": "fit", "data": real, "seed": 1 }));
    assert_eq!(fitted["state"], "succeeded", "{fitted}");
    let sample = json!({ "kind": "sample", "model": fitted["result"]["manifest"] });
    let easy = json!({ "column_shapes": 0.6, "schema": 1 });
    assert_published(&service, &done(&service, &gated(&sample, &easy, &real)));
    // Other real rows than those that were learned.
    let [(_, customers), (_, orders)] = self::real();
    let other = [
        upload(&service, "customers.csv", customers.replace("Bonn", "Turin").as_bytes()),
        upload(&service, "orders.csv", orders.as_bytes()),
    ];
    let hard = json!({ "column_shapes": 0.95 });
    let failed = done(&service, &gated(&sample, &hard, &other));
    assert_kept_apart(&service, &failed, "customers.city");
}

#[test]
fn err_gates_that_can_not_be_judged() {
    let directory = tempfile::tempdir().unwrap();
    let service = start(directory.path());
    let refused = [
        (json!({ "min": { "schema": 1.5 } }), "/gate/min/schema"),
        (json!({ "min": {} }), "/gate/min"),
        (json!({ "min": { "schema": "1" } }), "/gate/min/schema"),
        (json!({ "min": { "schema": 1 }, "reel": [] }), "reel"),
        (
            json!({ "min": { "schema": 1 }, "real": [{ "object": "uploads/other/a.csv" }] }),
            "/gate/real/0/object",
        ),
    ];
    for (gate, expected) in refused {
        let mut document = generate();
        document["gate"] = gate;
        let (status, problem) = service.ask("POST", "/v1/jobs", None, Some(&document));
        let problem = String::from_utf8(problem).unwrap();
        assert!(matches!(status, 400 | 422) && problem.contains(expected), "{status} {problem}");
    }
    let real = [upload(&service, "customers.csv", b"id,age,city\n1,40,SECRET\n1,40\n")];
    let failed = [
        (json!({ "min": { "quality": 0.5 } }), "gate", "compares with real data"),
        (json!({ "min": { "beauty": 0.5 } }), "gate", "beauty"),
        (json!({ "min": { "schema": 1 }, "real": real }), "plan", "line 3: 2 fields"),
    ];
    for (gate, kind, expected) in failed {
        let mut document = generate();
        document["gate"] = gate;
        let job = done(&service, &document);
        let failure = &job["failure"];
        assert_eq!((&job["state"], &failure["kind"]), (&json!("failed"), &json!(kind)), "{job}");
        let detail = failure["detail"].as_str().unwrap();
        assert!(detail.contains(expected) && !detail.contains("SECRET"), "{detail}");
        assert!(job["rejected"].is_null(), "nothing was judged: {job}");
    }
}

#[test]
fn uploaded_tables_are_profiled() {
    let directory = tempfile::tempdir().unwrap();
    let service = start(directory.path());
    let data = uploads(&service);
    let job = done(&service, &json!({ "kind": "profile", "data": data }));
    assert_eq!((&job["state"], &job["result"]["rows"]), (&json!("succeeded"), &json!(120)));
    let files = linked(&service, &format!("/v1/jobs/{}/files", id(&job)));
    let profile: Value = serde_json::from_slice(file(&files, "profile.json")).unwrap();
    let tables: Vec<&Value> =
        profile["tables"].as_array().unwrap().iter().map(|table| &table["name"]).collect();
    assert_eq!(tables, ["customers", "orders"]);
    let page = String::from_utf8_lossy(file(&files, "profile.html"));
    assert!(page.contains("customers") && page.contains("city"));
    assert!(trail(&service, &job).contains("files.linked"));

    let cases = [
        ("a.csv", &b"a,b\n1,2\n3\n"[..], "line 3: 1 fields"),
        ("a.csv", b"a,b\n1,SECR\xC9T\n", "is not UTF-8 (line 2)"),
        ("a.parquet", b"a,b\n1,2\n", "is no Parquet file"),
        ("a.feather", b"a,b\n1,2\n", "like no Arrow file"),
        ("a.sql", b"SELECT 1", "holds no table"),
    ];
    for (name, bytes, expected) in cases {
        let data = [upload(&service, name, bytes)];
        let job = done(&service, &json!({ "kind": "profile", "data": data }));
        let failure = &job["failure"];
        assert_eq!((&job["state"], &failure["kind"]), (&json!("failed"), &json!("plan")), "{job}");
        let detail = failure["detail"].as_str().unwrap();
        assert!(detail.contains(expected) && !detail.contains("SECR"), "{detail}");
        let path = directory.path().display().to_string();
        assert!(!detail.contains(&path), "where the service keeps things is told: {detail}");
    }
    let twice = [upload(&service, "a.csv", b"a\n1\n"), upload(&service, "a.csv", b"b\n2\n")];
    let job = done(&service, &json!({ "kind": "profile", "data": twice }));
    let detail = job["failure"]["detail"].as_str().unwrap();
    assert!(detail.contains("is called as another upload of the job"), "{detail}");
    let other = json!({ "kind": "profile", "data": [{ "object": "uploads/other/a.csv" }] });
    let (status, problem) = service.ask("POST", "/v1/jobs", None, Some(&other));
    let problem = String::from_utf8(problem).unwrap();
    assert!(status == 422 && problem.contains("/data/0/object"), "{status} {problem}");
}

#[test]
fn tables_that_are_there_are_judged() {
    let directory = tempfile::tempdir().unwrap();
    let service = start(directory.path());
    let real = uploads(&service);
    let evaluate = |more: &Value| {
        let mut document = json!({ "kind": "evaluate", "real": real });
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        document
    };
    // Uploads that are the real ones themselves are as like them as can be.
    let job = done(&service, &evaluate(&json!({ "data": real, "min": { "quality": 1 } })));
    assert_eq!(
        (&job["state"], &job["result"]["rows"]),
        (&json!("succeeded"), &json!(120)),
        "{job}"
    );
    let files = linked(&service, &format!("/v1/jobs/{}/files", id(&job)));
    let report: Value = serde_json::from_slice(file(&files, "evaluation.json")).unwrap();
    assert_eq!((&report["gate"]["passed"], &report["facts"]["orphans"]), (&json!(true), &json!(0)));
    let sections: Vec<&Value> =
        report["sections"].as_array().unwrap().iter().map(|section| &section["name"]).collect();
    assert!(sections.contains(&&json!("quality")) && !sections.contains(&&json!("schema")));
    let judged = report["facts"]["files"].as_array().unwrap();
    assert_eq!(judged.len(), 4);
    assert_eq!(judged[0]["sha256"], judged[2]["sha256"], "the same bytes are judged");
    let page = String::from_utf8_lossy(file(&files, "evaluation.html"));
    assert!(page.contains("customers.csv, orders.csv beside customers.csv, orders.csv"));

    // What another job made, with its schema.
    let made = done(&service, &generate());
    let schema = json!([{ "name": "shop.sql", "text": SCHEMA }]);
    let of_made = json!({ "result": made["result"]["manifest"], "schema": schema });
    let job = done(&service, &evaluate(&of_made));
    assert_eq!(
        (&job["state"], &job["result"]["rows"]),
        (&json!("succeeded"), &json!(120)),
        "{job}"
    );
    let files = linked(&service, &format!("/v1/jobs/{}/files", id(&job)));
    let report: Value = serde_json::from_slice(file(&files, "evaluation.json")).unwrap();
    assert_eq!(report["facts"]["schema"]["violations"], 0, "{}", report["facts"]);
    assert!(report["gate"].is_null(), "nothing was asked");

    // The same with a threshold that it does not reach.
    let mut asked = of_made;
    asked["min"] = json!({ "column_shapes": 0.99 });
    let job = done(&service, &evaluate(&asked));
    assert_eq!((&job["state"], &job["failure"]["kind"]), (&json!("failed"), &json!("gate")));
    assert!(job["result"].is_null(), "{job}");
    let files = linked(&service, &format!("/v1/jobs/{}/rejected-files", id(&job)));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["evaluation.html", "evaluation.json", "manifest.json"]);
}

#[test]
fn rows_that_break_their_schema_are_counted() {
    let directory = tempfile::tempdir().unwrap();
    let service = start(directory.path());
    let customers = upload(&service, "customers.csv", b"id,age,city\n1,40,Bonn\n2,17,Bonn\n");
    let orders = upload(&service, "orders.csv", b"id,customer_id,total\n1,1,5.00\n2,3,5.00\n");
    let schema = json!([{ "name": "shop.sql", "text": SCHEMA }]);
    let document = json!({
        "kind": "evaluate", "data": [customers, orders], "schema": schema, "min": { "schema": 1 },
    });
    let job = done(&service, &document);
    assert_eq!((&job["state"], &job["failure"]["kind"]), (&json!("failed"), &json!("gate")));
    let files = linked(&service, &format!("/v1/jobs/{}/rejected-files", id(&job)));
    let report: Value = serde_json::from_slice(file(&files, "evaluation.json")).unwrap();
    assert_eq!(report["facts"]["schema"]["violations"], 2, "an age and an orphan: {report}");
}

#[test]
fn err_evaluations_that_can_not_be_made() {
    let directory = tempfile::tempdir().unwrap();
    let service = start(directory.path());
    let data = [upload(&service, "customers.csv", b"id,age\n1,40\n")];
    let manifest = "results/default/nothing/manifest.json";
    let foreign = json!([{ "object": "uploads/other/a.csv" }]);
    let refused = [
        (json!({ "real": data }), "nothing is named to judge"),
        (json!({ "data": data }), "nothing to hold the rows against"),
        (json!({ "data": data, "real": data, "result": manifest }), "one of them"),
        (json!({ "result": "results/other/1/manifest.json", "real": data }), "/result"),
        (json!({ "data": foreign, "real": foreign }), "/data/0/object"),
        (json!({ "data": data, "real": foreign }), "/real/0/object"),
        (json!({ "data": data, "real": data, "holdout": foreign }), "/holdout/0/object"),
        (json!({ "data": data, "real": data, "min": { "quality": 2 } }), "/min/quality"),
        (json!({ "data": data, "real": data, "gate": {} }), "gate"),
    ];
    for (mut document, expected) in refused {
        document["kind"] = json!("evaluate");
        let (status, problem) = service.ask("POST", "/v1/jobs", None, Some(&document));
        let problem = String::from_utf8(problem).unwrap();
        assert!(matches!(status, 400 | 422) && problem.contains(expected), "{status} {problem}");
    }
    let broken = [upload(&service, "customers.csv", b"id,age\n1,SECRET\n1\n")];
    let others = [upload(&service, "orders.csv", b"id,total\n1,2\n")];
    let failed = [
        (json!({ "data": broken, "real": data }), "plan", "line 3: 1 fields"),
        (json!({ "result": manifest, "real": data }), "plan", "is not there"),
        (json!({ "data": data, "real": data, "min": { "beauty": 0.5 } }), "gate", "beauty"),
        (json!({ "data": [others[0], data[0]], "real": broken }), "plan", "line 3: 1 fields"),
    ];
    for (mut document, kind, expected) in failed {
        document["kind"] = json!("evaluate");
        let job = done(&service, &document);
        let failure = &job["failure"];
        assert_eq!((&job["state"], &failure["kind"]), (&json!("failed"), &json!(kind)), "{job}");
        let detail = failure["detail"].as_str().unwrap();
        assert!(detail.contains(expected) && !detail.contains("SECRET"), "{detail}");
        let path = directory.path().display().to_string();
        assert!(!detail.contains(&path), "where the service keeps things is told: {detail}");
    }
}
