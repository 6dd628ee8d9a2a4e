//! Lambda's runtime API (2018-06-01), with a built function behind it.

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use seedbed_tests::repository;
use serde_json::Value;

use crate::http::{Request, answer};

/// A function that runs.
pub(crate) struct Function {
    process: Child,
    events: Sender<(String, u64)>,
    answers: Receiver<Answer>,
    /// From its start to the first time it asked for an event.
    pub(crate) started_in: Duration,
}

/// What a function said to an event: its answer, or its error.
type Answer = Result<Value, Value>;

/// What the runtime API's connections share.
struct Runtime {
    events: Mutex<Receiver<(String, u64)>>,
    answers: Sender<Answer>,
    asked: Sender<Instant>,
}

/// How long a function may take to say anything.
const PATIENCE: Duration = Duration::from_secs(120);

impl Function {
    /// Starts a function with these variables.
    pub(crate) fn start(name: &str, variables: &[(String, String)]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let ((events, taken), (said, answers), (asked, first)) = (channel(), channel(), channel());
        let runtime = Runtime { events: Mutex::new(taken), answers: said, asked };
        let runtime = Arc::new(runtime);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let runtime = runtime.clone();
                thread::spawn(move || runtime.serve(&stream));
            }
        });
        let begun = Instant::now();
        let process = Command::new(binary(name))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("AWS_LAMBDA_RUNTIME_API", &address)
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let first = first.recv_timeout(PATIENCE).expect("the function asks for events");
        Self { process, events, answers, started_in: first - begun }
    }

    /// Hands an event over, with so much time; what the function says.
    pub(crate) fn try_invoke(&self, event: &Value, time: Duration) -> Answer {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let deadline = u64::try_from((now + time).as_millis()).unwrap();
        self.events.send((event.to_string(), deadline)).unwrap();
        self.answers.recv_timeout(PATIENCE).expect("the function answers")
    }

    /// The same where an error is a failed test.
    pub(crate) fn invoke(&self, event: &Value) -> Value {
        let answer = self.try_invoke(event, Duration::from_secs(300));
        answer.unwrap_or_else(|error| panic!("{event}: {error}"))
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Runtime {
    fn serve(&self, mut stream: &TcpStream) {
        let Some(request) = Request::read(stream) else { return };
        let said = if request.target.ends_with("/invocation/next") {
            let _ = self.asked.send(Instant::now());
            let event = self.events.lock().unwrap_or_else(PoisonError::into_inner).recv();
            // Nobody has events any more.
            let Ok((event, deadline)) = event else { return };
            let arn = "arn:aws:lambda:us-east-1:123456789012:function:test";
            let headers = [
                ("Lambda-Runtime-Aws-Request-Id", "11111111-2222-3333-4444-555555555555"),
                ("Lambda-Runtime-Deadline-Ms", &deadline.to_string()),
                ("Lambda-Runtime-Invoked-Function-Arn", arn),
                ("Lambda-Runtime-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793"),
                ("Content-Type", "application/json"),
            ];
            answer(200, &headers, &event)
        } else {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
            let is_error = request.target.ends_with("/error");
            let _ = self.answers.send(if is_error { Err(body) } else { Ok(body) });
            answer(202, &[], "{}")
        };
        let _ = stream.write_all(&said);
    }
}

/// The built function: below `SEEDBED_FUNCTIONS`, else built now.
pub(crate) fn binary(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        if let Some(folder) = std::env::var_os("SEEDBED_FUNCTIONS") {
            return folder.into();
        }
        let packages = ["api", "generate", "on-upload", "on-batch-event", "webhooks"];
        let packages = packages.map(|name| format!("--package=seedbed-function-{name}"));
        let packages = packages.into_iter().chain(["--package=seedbed-training-job".to_owned()]);
        let mut build = Command::new(env!("CARGO"));
        let status = build.args(["build", "--quiet"]).args(packages).current_dir(repository(""));
        assert!(status.status().is_ok_and(|status| status.success()), "functions don't build");
        let test = std::env::current_exe().unwrap();
        // target/debug/deps/it-… → target/debug
        test.ancestors().nth(2).unwrap_or(Path::new("")).to_owned()
    });
    folder.join(name)
}
