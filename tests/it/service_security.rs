//! A running service and those who wish it ill.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::serving::{Answer, Service};

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn start() -> (Service, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (Service::start(directory.path(), &[]).0, directory)
}

/// An answer that refuses, and says so as problems are said.
fn is_refused(answer: &Answer, status: u16, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.text());
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{what}");
}

#[test]
fn bodies_that_are_too_large_or_too_deep_are_refused() {
    let (service, _directory) = start();
    let long = vec![b'x'; 6 << 20];
    let answer = service.send("POST", "/v1/schemas", &[JSON], &long).unwrap();
    is_refused(&answer, 413, "six megabytes");
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [65, 127, 100_000] {
            let body = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let answer = service.send("POST", "/v1/jobs", &[JSON], body.as_bytes()).unwrap();
            is_refused(&answer, 400, &format!("{depth} levels of {open}"));
        }
    }
    assert_eq!(service.ask("GET", "/health", None, None).0, 200);
}

/// Schemas that are made to cost time, memory or the stack, in every language.
fn bombs() -> Vec<(&'static str, String)> {
    let many = |open: &str, middle: &str, close: &str, count: usize| {
        format!("{}{middle}{}", open.repeat(count), close.repeat(count))
    };
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        let items = [before.as_str(); 10].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{items}]").unwrap();
    }
    let mut wide = String::new();
    for number in 0..20_000 {
        writeln!(wide, "CREATE TABLE t{number} (a int);").unwrap();
    }
    let sql = |check: String| format!("CREATE TABLE t (a int CHECK ({check}));");
    vec![
        ("laughs.yaml", laughs),
        ("deep.yaml", many("[", "x", "]", 200_000)),
        ("deep.yaml", many("a: {", "x: 1", "}", 100_000)),
        ("deep.json", many("[", "1", "]", 200_000)),
        ("deep.json", many("{\"properties\":{\"a\":", "1", "}}", 50_000)),
        ("deep.sql", sql(many("(", "a > 1", ")", 100_000))),
        ("deep.sql", sql(many("NOT ", "a > 1", "", 100_000))),
        ("deep.sql", sql(many("a + ", "1 > 0", "", 100_000))),
        ("deep.sql", sql(many("abs(", "a", ")", 50_000) + " > 0")),
        ("deep.sql", sql(many("CASE WHEN a > 1 THEN ", "1", " END", 30_000) + " > 0")),
        ("deep.sql", many("SELECT * FROM (", "SELECT 1", ")", 50_000)),
        ("deep.py", format!("x = {}", many("[", "1", "]", 200_000))),
        ("deep.py", format!("x = {}", many("f(", "1", ")", 100_000))),
        ("deep.prisma", many("model A {", "", "}", 50_000)),
        ("wide.sql", wide),
        ("quotes.sql", "CREATE TABLE t (a text DEFAULT '".to_owned() + &"'".repeat(200_001)),
    ]
}

#[test]
fn schemas_made_to_hurt_are_answered_and_hurt_nobody() {
    let (service, _directory) = start();
    for ((name, text), number) in bombs().into_iter().zip(1..) {
        let started = Instant::now();
        let body = json!({ "schema": [{ "name": name, "text": text }] }).to_string();
        let answer = service.send("POST", "/v1/schemas", &[JSON], body.as_bytes());
        let answer = answer.unwrap_or_else(|error| panic!("bomb {number}, {name}: {error}"));
        let said = answer.text();
        let short = said.chars().take(500).collect::<String>();
        assert!(matches!(answer.status, 200 | 422), "bomb {number}, {name}: {short}");
        let took = started.elapsed();
        assert!(took < Duration::from_mins(1), "bomb {number}, {name}: {took:?}");
        assert_eq!(service.ask("GET", "/health", None, None).0, 200, "after {name}");
    }
    if let Some(bytes) = seedbed_tests::load::resident(service.id()) {
        assert!(bytes < 1 << 30, "the service holds {bytes} bytes");
    }
}

#[test]
fn addresses_lead_to_nothing_outside() {
    let (service, directory) = start();
    std::fs::write(directory.path().join("outside.txt"), "outside").unwrap();
    for path in [
        "/objects/../outside.txt?verb=get&expires=9999999999&signature=00",
        "/objects/..%2foutside.txt?verb=get&expires=9999999999&signature=00",
        "/objects/%2e%2e/outside.txt?verb=get&expires=9999999999&signature=00",
        "/objects//etc/passwd?verb=get&expires=9999999999&signature=00",
        "/objects/..%5coutside.txt?verb=get&expires=9999999999&signature=00",
        "/objects/a%00b?verb=get&expires=9999999999&signature=00",
        "/v1/jobs/..%2f..%2foutside.txt",
        "/v1/jobs/%00",
        "/v1/profiles/..%2f..%2foutside",
        "/v1/projects/..%2fdefault",
        "/v1/projects/default%2f..%2fother/keys",
        "/../outside.txt",
        "/docs/../../outside.txt",
    ] {
        let answer = service.send("GET", path, &[], b"").unwrap();
        assert!(matches!(answer.status, 400 | 403 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("outside"), "{path}: {}", answer.text());
    }
}

#[test]
fn forged_links_open_nothing() {
    let (service, _directory) = start();
    let asked = json!({ "name": "a.sql", "content_type": "text/plain", "bytes": 3 });
    let made = service.json("POST", "/v1/uploads", None, Some(&asked));
    let url = made["url"].as_str().unwrap().split_once(&service.address).unwrap().1.to_owned();
    let put = |path: &str| {
        service.send("PUT", path, &[("Content-Type", "text/plain")], b"abc").unwrap().status
    };
    let (head, signature) = url.rsplit_once("signature=").unwrap();
    let zeros = "0".repeat(signature.len());
    for forged in [
        format!("{head}signature={zeros}"),
        format!("{head}signature="),
        format!("{head}signature={}", &signature[..10]),
        url.replace("expires=", "expires=9"),
        url.replace("uploads/default", "uploads/other"),
        url.replace("verb=put", "verb=get"),
    ] {
        assert!(matches!(put(&forged), 403 | 404), "{forged}");
    }
    assert_eq!(put(&url), 201);
    assert_eq!(put(&url), 409, "a link puts once");
}

#[test]
fn headers_and_names_inject_nothing() {
    let (service, _directory) = start();
    let schema = "CREATE TABLE \"a\r\nX-Evil: 1\" (\"<script>\" int, \"..\" int);
                  CREATE TABLE \"../../etc/cron\" (a int);";
    let body = json!({ "schema": [{ "name": "a\r\nX-Evil: 1.sql", "text": schema }],
                       "settings": { "rows": 2 } });
    for path in ["/v1/schemas", "/v1/generate"] {
        let answer = service.send("POST", path, &[JSON], body.to_string().as_bytes()).unwrap();
        assert!(matches!(answer.status, 200 | 400 | 422), "{path}: {}", answer.text());
        assert!(!answer.headers.contains_key("x-evil"), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        if let Ok(made) = serde_json::from_slice::<Value>(&answer.body) {
            for file in made["files"].as_array().into_iter().flatten() {
                let name = file["name"].as_str().unwrap();
                assert!(!name.contains('/') && !name.contains('\n'), "{name}");
            }
        }
    }
    let headers = [JSON, ("Idempotency-Key", "k"), ("X-Request-Id", "mine\tX-Evil: 1")];
    let answer = service.send("GET", "/health", &headers, b"").unwrap();
    assert_ne!(answer.headers["x-request-id"], "mine\tX-Evil: 1");
}

#[test]
fn texts_that_databases_or_spreadsheets_would_obey_stay_texts() {
    let (service, _directory) = start();
    let texts = ["'); DROP TABLE notes; --", "=1+1", "@SUM(A1)", "a\",\"b", "x\\'", "-- $$"];
    let listed: Vec<_> =
        texts.iter().map(|text| format!("'{}'", text.replace('\'', "''"))).collect();
    let schema = format!(
        "CREATE TABLE notes (id int PRIMARY KEY, body text NOT NULL UNIQUE CHECK (body IN ({})));",
        listed.join(", ")
    );
    let ask = |format: &str| {
        let body = json!({ "schema": [{ "name": "a.sql", "text": schema }],
                           "settings": { "rows": 6, "dialect": "postgres" }, "format": format });
        let made = service.json("POST", "/v1/generate", None, Some(&body));
        let files = made["files"].as_array().unwrap().iter();
        files.map(|file| file["text"].as_str().unwrap().to_owned()).collect::<String>()
    };
    let sql = ask("sql");
    for literal in listed {
        // Every quote within a literal is doubled, so that none ends it early.
        assert!(sql.contains(&literal), "{literal}: {sql}");
    }
    let csv = ask("csv");
    for text in texts {
        // The data is what was asked for; docs/service.md says how to open it safely.
        let quoted = format!("\"{}\"", text.replace('"', "\"\""));
        assert!(csv.contains(&format!(",{text}\n")) || csv.contains(&quoted), "{text}: {csv}");
    }
}
