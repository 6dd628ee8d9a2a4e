//! The job document and its JSON Schema.

use std::{fs, path::Path};

use seedbed_jobs::{JobDocument, SchemaSource, job_json_schema};

#[test]
fn the_json_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/job.schema.json");
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let current = serde_json::to_string_pretty(&job_json_schema()).unwrap();
    assert!(
        committed.trim_end() == current,
        "job.schema.json is out of date: run cargo xtask schemas"
    );
}

#[test]
fn documents_are_taken_as_they_are_meant_or_refused() {
    let cases = [
        (r#"{"kind":"plan","schema":[{"name":"a.sql","text":""}]}"#, true),
        (r#"{"kind":"generate","schema":[{"object":"uploads/p/a.sql"}],"format":"parquet"}"#, true),
        (r#"{"kind":"generate","schema":[],"settings":{"rows":5,"table_rows":{"a":1}}}"#, true),
        (r#"{"kind":"generate","schema":[],"gate":{"min":{"quality":0.9}}}"#, true),
        (r#"{"kind":"sample","model":"results/p/m","gate":{"min":{"schema":1},"real":[]}}"#, true),
        (r#"{"kind":"generate","schema":[],"gate":{}}"#, false),
        (r#"{"kind":"plan","schema":[],"gate":{"min":{"quality":0.9}}}"#, false),
        (r#"{"schema":[]}"#, false),
        (r#"{"kind":"destroy","schema":[]}"#, false),
        (r#"{"kind":"plan"}"#, false),
        (r#"{"kind":"plan","schema":[],"unknown":1}"#, false),
        (r#"{"kind":"generate","schema":[],"settings":{"row":5}}"#, false),
        (r#"{"kind":"generate","schema":[],"settings":{"rows":-5}}"#, false),
        (r#"{"kind":"generate","schema":[],"format":"xlsx"}"#, false),
        (r#"{"kind":"generate","schema":[{"object":"uploads/../secret"}]}"#, false),
        (r#"{"kind":"generate","schema":[{"object":"/etc/passwd"}]}"#, false),
        (r#"{"kind":"generate","schema":[{"name":"a","text":"","object":"b"}]}"#, false),
    ];
    for (text, is_taken) in cases {
        let read = serde_json::from_str::<JobDocument>(text);
        assert_eq!(read.is_ok(), is_taken, "{text}: {read:?}");
    }
}

#[test]
fn equal_requests_have_equal_hashes() {
    let read = |text: &str| serde_json::from_str::<JobDocument>(text).unwrap().sha256();
    let one = read(
        r#"{"kind":"plan","schema":[{"name":"a","text":"b"}],"settings":{"seed":1,"rows":2}}"#,
    );
    let same = read(
        r#"{"settings":{"rows":2,"seed":1},"schema":[{"text":"b","name":"a"}],"kind":"plan"}"#,
    );
    let other = read(
        r#"{"kind":"plan","schema":[{"name":"a","text":"b"}],"settings":{"seed":2,"rows":2}}"#,
    );
    assert_eq!(one, same);
    assert_ne!(one, other);
}

#[test]
fn saved_settings_fill_what_a_job_leaves_open() {
    let text = r#"{"kind":"plan","schema":[{"object":"a"}],"profile":"nightly",
                   "settings":{"rows":2,"table_rows":{"a":1}}}"#;
    let job: JobDocument = serde_json::from_str(text).unwrap();
    let saved = r#"{"rows":9,"seed":7,"table_rows":{"a":8,"b":3},"locale":"de_DE"}"#;
    let job = job.with_profile(&serde_json::from_str(saved).unwrap());
    let whole = r#"{"rows":2,"seed":7,"table_rows":{"a":1,"b":3},"locale":"de_DE"}"#;
    assert_eq!(job.profile(), None);
    assert_eq!(*job.settings(), serde_json::from_str(whole).unwrap());
    assert!(
        matches!(&job.sources()[0], SchemaSource::Object(source) if source.object.as_str() == "a")
    );
}
