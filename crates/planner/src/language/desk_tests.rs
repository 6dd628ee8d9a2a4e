use std::{collections::VecDeque, sync::Mutex};

use futures_util::FutureExt;
use serde_json::json;

use super::*;
use crate::language::{Abilities, ReplyFuture};

/// A model that gives prepared answers, and remembers what it was asked.
struct Moody {
    answers: Mutex<VecDeque<Result<Reply, ModelError>>>,
    asked: Mutex<Vec<Request>>,
}

impl Moody {
    fn new(answers: impl IntoIterator<Item = Result<Reply, ModelError>>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() }
    }
}

impl LanguageModel for Moody {
    fn id(&self) -> String {
        "moody".into()
    }

    fn abilities(&self) -> Abilities {
        Abilities { concurrency: 8, ..Abilities::default() }
    }

    fn reply<'a>(&'a self, request: &'a Request) -> ReplyFuture<'a> {
        self.asked.lock().unwrap().push(request.clone());
        let answer = self.answers.lock().unwrap().pop_front().expect("an answer");
        Box::pin(async move { answer })
    }
}

/// A clock that notes how long it was told to wait.
#[derive(Default)]
struct Patience(Mutex<Vec<Duration>>);

impl Clock for Patience {
    fn now(&self) -> Duration {
        Duration::from_nanos(12_345)
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.lock().unwrap().push(time);
        Box::pin(async {})
    }
}

#[allow(clippy::unnecessary_wraps)] // an answer as any other
fn good() -> Result<Reply, ModelError> {
    Ok(Reply { text: "{}".into(), usage: None, finish: Finish::Complete })
}

fn busy(seconds: Option<u64>) -> Result<Reply, ModelError> {
    Err(ModelError::RateLimited {
        retry_after: seconds.map(Duration::from_secs),
        message: "slow down".into(),
    })
}

fn request() -> Request {
    Request {
        label: "plan orders".into(),
        messages: vec![Message::new(Role::User, "Plan.")],
        form: ReplyForm::Schema { name: "plan".into(), schema: json!({"type": "object"}) },
        max_output_tokens: 1_000,
        temperature: None,
        seed: None,
    }
}

fn ask(desk: &Desk<'_>) -> Result<Reply, AskError> {
    desk.ask(&request()).now_or_never().expect("nothing really waits")
}

#[test]
fn pauses_grow_and_an_endpoints_wish_is_kept() {
    let lost = || Err(ModelError::unavailable("connection reset"));
    let model = Moody::new([lost(), lost(), busy(Some(7)), good()]);
    let clock = Patience::default();
    let desk = Desk::new(&model, &clock, Limits::default(), None);
    ask(&desk).unwrap();
    let pauses = clock.0.lock().unwrap().clone();
    let within = |pause: Duration, low, high| {
        assert!(pause >= Duration::from_millis(low) && pause <= Duration::from_millis(high));
    };
    within(pauses[0], 250, 500);
    within(pauses[1], 500, 1_000);
    assert_eq!(pauses[2], Duration::from_secs(7));
    assert_eq!(desk.spent().calls, 4);
    assert_eq!(desk.width(), 4, "a busy endpoint gets half as many questions at a time");
}

#[test]
fn err_what_no_retry_changes_is_asked_once() {
    let denied = ModelError::Denied { message: "no credit".into() };
    let cases = [(Err(denied), 1), (busy(Some(3_600)), 1)];
    for (answer, calls) in cases {
        let model = Moody::new([answer]);
        let clock = Patience::default();
        let desk = Desk::new(&model, &clock, Limits::default(), None);
        assert!(matches!(ask(&desk), Err(AskError::Model { attempts: 1, .. })));
        assert_eq!(desk.spent().calls, calls);
    }
}

#[test]
fn err_patience_ends_and_no_limit_is_passed_by_retries() {
    let model = Moody::new((0..9).map(|_| busy(None)));
    let clock = Patience::default();
    let desk = Desk::new(&model, &clock, Limits::default(), None);
    let error = ask(&desk).unwrap_err().to_string();
    assert_eq!(
        error,
        "plan orders: the model takes no more requests for now: slow down (asked 6 times)"
    );
    let model = Moody::new((0..9).map(|_| busy(None)));
    let limits = Limits { calls: Some(3), ..Limits::default() };
    let desk = Desk::new(&model, &clock, limits, None);
    assert!(matches!(ask(&desk), Err(AskError::Budget(BudgetError::Calls { limit: 3 }))));
    assert_eq!(model.asked.lock().unwrap().len(), 3);
}

#[test]
fn a_model_without_schemas_is_asked_for_json_and_then_for_text() {
    let cannot = || Err(ModelError::FormUnsupported { message: "no response_format".into() });
    let model = Moody::new([cannot(), cannot(), good(), good()]);
    let clock = Patience::default();
    let desk = Desk::new(&model, &clock, Limits::default(), None);
    ask(&desk).unwrap();
    ask(&desk).unwrap();
    let asked = model.asked.lock().unwrap();
    let forms: Vec<_> = asked.iter().map(|request| request.form.clone()).collect();
    assert!(matches!(forms[0], ReplyForm::Schema { .. }));
    assert_eq!(forms[1..], [ReplyForm::Json, ReplyForm::Text, ReplyForm::Text]);
    assert!(asked[1].messages[1].text.contains(r#"{"type":"object"}"#));
    assert!(clock.0.lock().unwrap().is_empty(), "nothing is waited for");
}
