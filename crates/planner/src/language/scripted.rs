//! Replies written down: for tests and examples, and what real models once said.
//!
//! A script is a JSON document:
//!
//! ```json
//! {
//!   "model": "openai:gpt-5-mini",
//!   "replies": [
//!     {"label": "plan orders", "reply": {"tables": []},
//!      "usage": {"input_tokens": 1200, "output_tokens": 340}}
//!   ]
//! }
//! ```
//!
//! A reply is a text, or any other JSON value, which is given as its text.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Abilities, Finish, LanguageModel, ModelError, Reply, ReplyFuture, Request, Usage,
    estimate_tokens,
};

/// A model that gives the replies of a script, each once, to requests of its label.
#[derive(Debug)]
pub struct Script {
    model: String,
    replies: Vec<ScriptedReply>,
    given: Mutex<BTreeSet<usize>>,
}

/// One reply of a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedReply {
    /// The label of the request that it answers.
    pub label: String,
    /// The reply: a text, or a JSON value.
    pub reply: Value,
    /// What it took; estimated when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Why it ended; complete when absent.
    #[serde(default = "complete", skip_serializing_if = "is_complete")]
    pub finish: Finish,
}

fn complete() -> Finish {
    Finish::Complete
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde asks for
fn is_complete(finish: &Finish) -> bool {
    *finish == Finish::Complete
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    model: String,
    replies: Vec<ScriptedReply>,
}

/// A text that is no script.
#[derive(Debug, thiserror::Error)]
#[error("it is no script of replies: {0}")]
pub struct ScriptError(#[from] serde_json::Error);

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// Where the text is none, with line and column.
    pub fn read(text: &str) -> Result<Self, ScriptError> {
        let Document { model, replies } = serde_json::from_str(text)?;
        Ok(Self { model, replies, given: Mutex::default() })
    }

    /// A script of these replies.
    pub fn new(replies: Vec<ScriptedReply>) -> Self {
        Self { model: String::new(), replies, given: Mutex::default() }
    }

    fn next(&self, request: &Request) -> Result<Reply, ModelError> {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let open = |at: &usize| !given.contains(at);
        let asked = (0..self.replies.len())
            .filter(open)
            .find(|&at| self.replies[at].label == request.label);
        let Some(at) = asked else {
            let labels = (0..self.replies.len()).filter(open);
            let labels = labels.map(|at| self.replies[at].label.clone()).collect();
            return Err(ModelError::NotScripted { label: request.label.clone(), labels });
        };
        given.insert(at);
        let ScriptedReply { reply, usage, finish, .. } = &self.replies[at];
        let text = match reply {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let input = request.messages.iter().map(|message| estimate_tokens(&message.text)).sum();
        let estimated =
            Usage { input_tokens: input, output_tokens: estimate_tokens(&text), cached_tokens: 0 };
        Ok(Reply { text, usage: Some(usage.unwrap_or(estimated)), finish: *finish })
    }
}

impl LanguageModel for Script {
    fn id(&self) -> String {
        if self.model.is_empty() { "scripted".into() } else { format!("scripted:{}", self.model) }
    }

    fn reply<'a>(&'a self, request: &'a Request) -> ReplyFuture<'a> {
        let reply = self.next(request);
        Box::pin(async move { reply })
    }
}

/// A model that writes down what another one says.
#[derive(Debug)]
pub struct Recorder<M> {
    model: M,
    replies: Mutex<Vec<ScriptedReply>>,
}

impl<M: LanguageModel> Recorder<M> {
    /// Writes down what `model` says.
    pub fn new(model: M) -> Self {
        Self { model, replies: Mutex::default() }
    }

    /// The script of everything said so far.
    pub fn script(&self) -> String {
        let replies = self.replies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let document = Document { model: self.model.id(), replies };
        // A document of texts and numbers is always written.
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    }
}

impl<M: LanguageModel> LanguageModel for Recorder<M> {
    fn id(&self) -> String {
        self.model.id()
    }

    fn abilities(&self) -> Abilities {
        self.model.abilities()
    }

    fn count_tokens(&self, text: &str) -> u64 {
        self.model.count_tokens(text)
    }

    fn reply<'a>(&'a self, request: &'a Request) -> ReplyFuture<'a> {
        Box::pin(async move {
            let reply = self.model.reply(request).await?;
            // Documents are easier to read and edit as such.
            let said = serde_json::from_str(&reply.text).ok().filter(Value::is_object);
            let said = ScriptedReply {
                label: request.label.clone(),
                reply: said.unwrap_or_else(|| Value::String(reply.text.clone())),
                usage: reply.usage,
                finish: reply.finish,
            };
            self.replies.lock().unwrap_or_else(PoisonError::into_inner).push(said);
            Ok(reply)
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::super::{Message, ReplyForm, Role};
    use super::*;

    fn ask(model: &dyn LanguageModel, label: &str) -> Result<Reply, ModelError> {
        let request = Request {
            label: label.into(),
            messages: vec![Message::new(Role::User, "Hello")],
            form: ReplyForm::Text,
            max_output_tokens: 10,
            temperature: None,
            seed: None,
        };
        model.reply(&request).now_or_never().expect("a script answers at once")
    }

    #[test]
    fn every_reply_is_given_once_to_its_label() {
        let text = r#"{"replies": [{"label": "a", "reply": "one"},
            {"label": "b", "reply": {"x": 1}, "finish": "length"}, {"label": "a", "reply": "two"}]}"#;
        let script = Script::read(text).unwrap();
        assert_eq!(ask(&script, "a").unwrap().text, "one");
        assert_eq!(ask(&script, "a").unwrap().text, "two");
        let error = ask(&script, "a").unwrap_err();
        assert!(!error.is_retryable());
        assert!(error.to_string().contains(r#"it has replies left to "b""#), "{error}");
        let reply = ask(&script, "b").unwrap();
        assert_eq!((reply.text.as_str(), reply.finish), (r#"{"x":1}"#, Finish::Length));
        assert!(reply.usage.is_some());
        assert!(Script::read(r#"{"replies": [{"label": 1}]}"#).is_err());
    }

    #[test]
    fn what_is_recorded_can_be_replayed() {
        let replies =
            r#"{"replies": [{"label": "a", "reply": {"x": 1}}, {"label": "a", "reply": "no"}]}"#;
        let recorder = Recorder::new(Script::read(replies).unwrap());
        let first = [ask(&recorder, "a").unwrap(), ask(&recorder, "a").unwrap()];
        let replayed = Script::read(&recorder.script()).unwrap();
        assert_eq!(first, [ask(&replayed, "a").unwrap(), ask(&replayed, "a").unwrap()]);
        assert_eq!(replayed.id(), "scripted:scripted");
    }
}
