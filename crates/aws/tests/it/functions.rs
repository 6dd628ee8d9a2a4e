//! The built functions over Lambda's runtime API: payloads of API Gateway v2, S3, SQS and
//! EventBridge in, right answers out.

use std::time::Duration;

use seedbed_jobs::{Jobs, ObjectKey, Projects, Role};
use serde_json::{Value, json};

use crate::{lambda::Function, stand_in::StandIn};

/// A request as API Gateway's HTTP API hands it over (payload 2.0).
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// What the JWT authorizer found in the token.
    pub(crate) claims: Option<Value>,
    pub(crate) body: Option<Value>,
}

pub(crate) fn gateway(asked: &Asked<'_>) -> Value {
    let (path, query) = asked.path.split_once('?').unwrap_or((asked.path, ""));
    let mut headers = json!({ "host": "api.example.org", "x-forwarded-for": "203.0.113.7" });
    for (name, value) in asked.headers {
        headers[*name] = json!(value);
    }
    if asked.body.is_some() {
        headers["content-type"] = json!("application/json");
    }
    let http = json!({
        "method": asked.method,
        "path": path,
        "protocol": "HTTP/1.1",
        "sourceIp": "203.0.113.7",
        "userAgent": "test",
    });
    let mut context = json!({
        "accountId": "123456789012",
        "apiId": "abc",
        "domainName": "api.example.org",
        "domainPrefix": "abc",
        "http": http,
        "requestId": "r-1",
        "routeKey": "$default",
        "stage": "$default",
        "time": "21/Nov/2026:23:00:00 +0000",
        "timeEpoch": 1_795_302_000_000_i64,
    });
    if let Some(claims) = &asked.claims {
        context["authorizer"] = json!({ "jwt": { "claims": claims, "scopes": null } });
    }
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": context,
        "body": asked.body.as_ref().map(ToString::to_string),
        "isBase64Encoded": false,
    })
}

/// The answer's status and its body, where that is JSON.
pub(crate) fn said(answer: &Value) -> (u64, Value) {
    let text = answer["body"].as_str().unwrap_or_default();
    let body = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
    (answer["statusCode"].as_u64().unwrap(), body)
}

pub(crate) fn ada() -> Value {
    json!({ "sub": "1", "email": "ada@example.org", "email_verified": "true" })
}

/// An event of EventBridge.
pub(crate) fn event(source: &str, kind: &str, detail: &Value) -> Value {
    json!({
        "version": "0",
        "id": "12345678-1234-1234-1234-111122223333",
        "detail-type": kind,
        "source": source,
        "account": "123456789012",
        "time": "2026-11-21T23:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": detail,
    })
}

pub(crate) fn messages(bodies: &[String]) -> Value {
    let records = bodies.iter().zip(0..).map(|(body, number)| {
        json!({
            "messageId": format!("m-{number}"),
            "receiptHandle": "r",
            "body": body,
            "attributes": { "ApproximateReceiveCount": "1" },
            "messageAttributes": {},
            "md5OfBody": "0",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
            "awsRegion": "us-east-1",
        })
    });
    json!({ "Records": records.collect::<Vec<_>>() })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_function_answers_api_gateway() {
    let Some(stand_in) = StandIn::create().await else { return };
    let variables = stand_in.variables(&format!("http://{}", stand_in.address), &[]);
    let api = Function::start("api", &variables);
    let stores = stand_in.direct().stores();
    let project = stand_in.project(&stores, "shop").await;
    let who = "ada".parse().unwrap();
    let made = Projects::new(&stores).create_key(&project, Role::Viewer, "t", None, &who).await;
    let key = format!("Bearer {}", made.unwrap().0.secret());
    let job = json!({
        "kind": "generate",
        "schema": [{ "name": "a.sql", "text": "CREATE TABLE a (id int PRIMARY KEY)" }],
    });
    let auth = [("authorization", key.as_str())];
    let forged = [("authorization", "Bearer sbk_0000")];
    let about = [("seedbed-project", "shop")];
    let editor = json!({ "sub": "2", "seedbed_roles": "[shop:editor]" });
    let stranger = json!({ "sub": "3", "seedbed_roles": "crm:admin" });
    let cases: [(Asked<'_>, u64, &str); 12] = [
        (ask("GET", "/health", &[], None, None), 200, ""),
        (ask("GET", "/openapi.json", &[], None, None), 200, ""),
        (ask("GET", "/v1/jobs", &[], None, None), 401, "unauthenticated"),
        (ask("GET", "/v1/jobs", &forged, None, None), 401, "unauthenticated"),
        (ask("GET", "/v1/jobs?limit=5&state=queued", &auth, None, None), 200, ""),
        (ask("POST", "/v1/jobs", &auth, None, Some(&job)), 403, "forbidden"),
        (ask("POST", "/v1/jobs", &about, Some(&editor), Some(&job)), 202, ""),
        (ask("GET", "/v1/jobs", &about, Some(&stranger), None), 404, "unknown-project"),
        (ask("GET", "/v1/jobs", &about, Some(&ada()), None), 404, "unknown-project"),
        (ask("GET", "/nothing", &[], None, None), 404, "no-route"),
        (ask("PATCH", "/v1/jobs", &auth, None, None), 405, "method"),
        (
            ask("POST", "/v1/jobs", &about, Some(&editor), Some(&json!({ "kind": 5 }))),
            422,
            "invalid-document",
        ),
    ];
    for (asked, status, problem) in &cases {
        let answer = api.invoke(&gateway(asked));
        let (found, body) = said(&answer);
        let what = format!("{} {}: {answer}", asked.method, asked.path);
        assert_eq!(found, *status, "{what}");
        assert_eq!(answer["isBase64Encoded"], false, "{what}");
        if !problem.is_empty() {
            assert_eq!(body["type"], format!("/problems/{problem}"), "{what}");
            assert_eq!(answer["headers"]["content-type"], "application/problem+json", "{what}");
        }
    }
    // A body that the gateway took for binary.
    let mut encoded = gateway(&ask("POST", "/v1/schemas", &about, Some(&editor), Some(&json!({}))));
    encoded["isBase64Encoded"] = json!(true);
    encoded["body"] = json!(
        "eyJzY2hlbWEiOlt7Im5hbWUiOiJhLnNxbCIsInRleHQiOiJDUkVBVEUgVEFCTEUgYSAoaWQgaW50IFBSSU1BUlkgS0VZKSJ9XX0="
    );
    let (status, report) = said(&api.invoke(&encoded));
    assert_eq!((status, &report["tables"][0]["name"]), (200, &json!("a")), "{report}");
    let small = json!({ "schema": job["schema"], "settings": { "rows": 3 } });
    let small =
        api.invoke(&gateway(&ask("POST", "/v1/generate", &about, Some(&editor), Some(&small))));
    let (status, dataset) = said(&small);
    assert_eq!((status, &dataset["rows"]), (200, &json!(3)), "{dataset}");
}

fn ask<'a>(
    method: &'a str,
    path: &'a str,
    headers: &'a [(&'a str, &'a str)],
    claims: Option<&Value>,
    body: Option<&Value>,
) -> Asked<'a> {
    Asked { method, path, headers, claims: claims.cloned(), body: body.cloned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_functions_answer_s3_sqs_and_eventbridge() {
    let Some(stand_in) = StandIn::create().await else { return };
    let variables = stand_in.variables(&format!("http://{}", stand_in.address), &[]);
    let stores = stand_in.direct().stores();
    let project = stand_in.project(&stores, "shop").await;
    let jobs = Jobs::new(stores.clone(), stand_in.settings.policy());
    let key = ObjectKey::new("uploads/shop/my shop+1.sql").unwrap();
    let text = "CREATE TABLE a (id int PRIMARY KEY)";
    let mode = seedbed_jobs::port::PutMode::Create;
    stores.objects.put(&key, text.into(), mode).await.unwrap();

    let on_upload = Function::start("on-upload", &variables);
    let bucket = &stand_in.settings.bucket;
    let s3 = json!({
        "s3SchemaVersion": "1.0",
        "configurationId": "uploads",
        "bucket": { "name": bucket, "arn": format!("arn:aws:s3:::{bucket}") },
        "object": { "key": "uploads/shop/my+shop%2B1.sql", "size": text.len(), "eTag": "0" },
    });
    let notification = json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": "2026-11-21T23:00:00.000Z",
        "eventName": "ObjectCreated:Put",
        "userIdentity": { "principalId": "AWS:ADA" },
        "requestParameters": { "sourceIPAddress": "203.0.113.7" },
        "responseElements": { "x-amz-request-id": "r" },
        "s3": s3,
    }]});
    let answer = on_upload.invoke(&notification);
    let id = answer["uploads"][0]["outcome"]["job"]["id"].as_str().expect("there is a job");
    let id = id.parse().unwrap();
    assert_eq!(jobs.get(&project, id).await.unwrap().unwrap().asked_by.as_str(), "s3:AWS:ADA");
    let hello = json!({ "Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": bucket });
    assert_eq!(on_upload.invoke(&hello), json!({ "uploads": [] }));
    let foreign = on_upload.try_invoke(&json!({ "foo": 1 }), Duration::from_secs(3)).unwrap_err();
    assert!(foreign["errorMessage"].as_str().unwrap().contains("events of S3"), "{foreign}");

    let generate = Function::start("generate", &variables);
    let message = json!({ "project": "shop", "job": id }).to_string();
    let answer = generate.invoke(&messages(&[message, "no message".into()]));
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "m-1" }] }));
    let done = jobs.get(&project, id).await.unwrap().unwrap();
    assert_eq!(done.state, seedbed_jobs::JobState::Succeeded, "{:?}", done.failure);

    let on_batch_event = Function::start("on-batch-event", &variables);
    let environment = json!([
        { "name": "SEEDBED_PROJECT", "value": "shop" },
        { "name": "SEEDBED_JOB", "value": id },
    ]);
    let detail = json!({
        "jobId": "b-1",
        "jobName": "seedbed-test-x",
        "status": "FAILED",
        "statusReason": "Essential container in task exited",
        "container": { "environment": environment, "exitCode": 1 },
    });
    let failed = event("aws.batch", "Batch Job State Change", &detail);
    assert_eq!(on_batch_event.invoke(&failed), json!("nothing"), "the job had succeeded");
    let minute = event("aws.events", "Scheduled Event", &json!({}));
    assert_eq!(on_batch_event.invoke(&minute), json!({ "swept": 0 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_are_ready_soon() {
    let Some(stand_in) = StandIn::create().await else { return };
    let variables = stand_in.variables(&format!("http://{}", stand_in.address), &[]);
    for name in ["api", "generate", "on-upload", "on-batch-event", "webhooks"] {
        let mut times: Vec<Duration> =
            (0..5).map(|_| Function::start(name, &variables).started_in).collect();
        times.sort();
        println!(
            "{name}: ready {:.1} ms after its start at best, {:.1} ms as a rule",
            times[0].as_secs_f64() * 1e3,
            times[2].as_secs_f64() * 1e3
        );
        assert!(times[0] < Duration::from_secs(2), "{name}: {times:?}");
    }
}

#[test]
fn a_function_that_lacks_its_settings_says_which() {
    let mut process = std::process::Command::new(crate::lambda::binary("generate"));
    process.env_clear().env("AWS_LAMBDA_FUNCTION_NAME", "generate");
    let ended = process.output().unwrap();
    assert!(!ended.status.success());
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(said.contains("SEEDBED_TABLE is not set"), "{said}");
}
