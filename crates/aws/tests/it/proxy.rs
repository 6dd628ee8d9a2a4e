//! Between a program and the stand-in: writes down which operations are called, and spoils some.

use std::{
    collections::BTreeSet,
    io::Write,
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use serde_json::Value;

use crate::http::{Request, answer, parts};

/// What becomes of a call.
pub(crate) enum Verdict {
    /// It goes on to the stand-in.
    Pass,
    /// It is refused with this status and code, and does not get there.
    Refuse(u16, &'static str),
    /// It gets there, and its answer is lost.
    LoseAnswer,
    /// It is answered with this JSON, and does not get there.
    Answer(Value),
}

/// An operation of a service that was called: `s3` and `UploadPart`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) service: &'static str,
    pub(crate) operation: String,
    /// The path with its query.
    pub(crate) target: String,
    pub(crate) body: Vec<u8>,
}

type Rule = Box<dyn FnMut(&Call) -> Verdict + Send>;

/// A proxy on a port of its own.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) address: String,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    rule: Option<Rule>,
    calls: Vec<Call>,
    actions: BTreeSet<(String, String)>,
}

impl Proxy {
    /// A proxy before the stand-in at an address.
    pub(crate) fn start(upstream: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared = Shared { rule: None, calls: Vec::new(), actions: BTreeSet::new() };
        let shared = Arc::new(Mutex::new(shared));
        let (upstream, known) = (upstream.to_owned(), shared.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (upstream, shared) = (upstream.clone(), known.clone());
                thread::spawn(move || {
                    // Whoever goes away in between is a part of some tests.
                    let _ = serve(&stream, &upstream, &shared);
                });
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on calls are judged so.
    pub(crate) fn judge(&self, rule: impl FnMut(&Call) -> Verdict + Send + 'static) {
        self.lock().rule = Some(Box::new(rule));
    }

    /// From now on all calls pass.
    pub(crate) fn pass(&self) {
        self.lock().rule = None;
    }

    /// How often an operation was called.
    pub(crate) fn count(&self, operation: &str) -> usize {
        self.lock().calls.iter().filter(|call| call.operation == operation).count()
    }

    /// The actions of IAM that the calls needed: service and action.
    pub(crate) fn actions(&self) -> BTreeSet<(String, String)> {
        self.lock().actions.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(mut stream: &TcpStream, upstream: &str, shared: &Mutex<Shared>) -> Option<()> {
    let request = Request::read(stream)?;
    let call = call(&request);
    let verdict = {
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.calls.push(call.clone());
        let needed = needed(&call).into_iter().map(|action| (call.service.to_owned(), action));
        shared.actions.extend(needed);
        shared.rule.as_mut().map_or(Verdict::Pass, |rule| rule(&call))
    };
    let said = match verdict {
        Verdict::Refuse(status, code) => refusal(&call, status, code),
        Verdict::Answer(json) => {
            answer(200, &[("Content-Type", "application/json")], &json.to_string())
        }
        Verdict::Pass | Verdict::LoseAnswer => {
            let said = request.forward(upstream).ok()?;
            if matches!(verdict, Verdict::LoseAnswer) {
                return None;
            }
            said
        }
    };
    // Without the right to list, S3 answers 403 for what is absent.
    if call.service == "s3" && parts(&said).0 == 404 {
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.actions.insert(("s3".into(), "ListBucket".into()));
    }
    stream.write_all(&said).ok()
}

fn refusal(call: &Call, status: u16, code: &str) -> Vec<u8> {
    if call.service == "s3" {
        let body = format!(
            "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>No.</Message></Error>"
        );
        return answer(status, &[("Content-Type", "application/xml")], &body);
    }
    let body = format!("{{\"__type\":\"com.amazonaws#{code}\",\"message\":\"No.\"}}");
    let headers = [("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-errortype", code)];
    answer(status, &headers, &body)
}

fn call(request: &Request) -> Call {
    let target = request.target.clone();
    let named = |service, operation: &str| Call {
        service,
        operation: operation.to_owned(),
        target: target.clone(),
        body: request.body.clone(),
    };
    if let Some((service, operation)) =
        request.header("x-amz-target").and_then(|t| t.rsplit_once('.'))
    {
        return match service {
            "AmazonSQS" => named("sqs", operation),
            "AWSEvents" => named("events", operation),
            "TrentService" => named("kms", operation),
            _ => named("dynamodb", operation),
        };
    }
    match target.as_str() {
        "/v1/submitjob" => return named("batch", "SubmitJob"),
        "/v1/describejobs" => return named("batch", "DescribeJobs"),
        "/v1/terminatejob" => return named("batch", "TerminateJob"),
        _ => {}
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let has = |name: &str| query.split('&').any(|part| part.split('=').next() == Some(name));
    let is_bucket = path.trim_matches('/').split('/').count() == 1;
    let operation = match request.method.as_str() {
        "GET" if is_bucket => "ListObjectsV2",
        "GET" => "GetObject",
        "HEAD" => "HeadObject",
        "PUT" if has("uploadId") => "UploadPart",
        "PUT" if is_bucket => "CreateBucket",
        "PUT" => "PutObject",
        "POST" if has("uploads") => "CreateMultipartUpload",
        "POST" => "CompleteMultipartUpload",
        "DELETE" if has("uploadId") => "AbortMultipartUpload",
        _ => "DeleteObject",
    };
    named("s3", operation)
}

/// The actions of IAM that an operation needs, as AWS's service authorization reference has them.
fn needed(call: &Call) -> Vec<String> {
    let one = match call.operation.as_str() {
        "ListObjectsV2" => "ListBucket",
        "HeadObject" => "GetObject",
        "UploadPart" | "CreateMultipartUpload" | "CompleteMultipartUpload" => "PutObject",
        "TransactWriteItems" => {
            let body: Value = serde_json::from_slice(&call.body).unwrap();
            let writes = body["TransactItems"].as_array().unwrap().iter();
            let kinds = writes.flat_map(|write| write.as_object().unwrap().keys());
            return kinds.map(|kind| format!("{kind}Item")).collect();
        }
        same => same,
    };
    vec![one.to_owned()]
}
