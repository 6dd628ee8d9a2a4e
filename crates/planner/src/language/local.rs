//! The adapter to models that run in this process.

use std::sync::{Arc, Mutex, PoisonError};

use seedbed_inference::{Ending, Form, InferenceError, Model, Sampling, Session, Speaker, Turn};
use serde_json::json;

use super::{
    Abilities, Finish, LanguageModel, ModelError, Reply, ReplyForm, ReplyFuture, Request, Role,
    Usage,
};

/// Models of fewer weights write no plans.
const FEWEST_WEIGHTS_OF_PLANNERS: u64 = 3_000_000_000;

/// A model of a GGUF file. Replies keep to any form by construction. A reply is computed while
/// its future is polled, one at a time.
#[derive(Debug)]
pub struct LocalModel {
    id: String,
    model: Arc<Model>,
    /// It remembers the prompt before, whose beginning most prompts share.
    session: Mutex<Session>,
}

impl LocalModel {
    /// A model in memory; `checksum` is of its file, and tells it from others of its name.
    pub fn new(model: Model, checksum: &str) -> Self {
        let model = Arc::new(model);
        let name = model.description().name.as_deref().unwrap_or("unnamed");
        let checksum: String = checksum.chars().take(12).collect();
        let id = format!("local:{name} {checksum}");
        Self { id, session: Mutex::new(model.session()), model }
    }

    fn answer(&self, request: &Request) -> Result<Reply, ModelError> {
        let turns = request.messages.iter().map(|message| {
            let speaker = match message.role {
                Role::System => Speaker::System,
                Role::User => Speaker::User,
                Role::Assistant => Speaker::Assistant,
            };
            Turn { speaker, text: message.text.clone() }
        });
        let turns: Vec<Turn> = turns.collect();
        let prompt = self.model.prompt(&turns).map_err(rejected)?;
        let (form, is_line) = form(&request.form);
        let sampling = Sampling {
            temperature: request.temperature.map_or(0.7, |temperature| temperature as f32),
            seed: request.seed.unwrap_or(0),
            max_tokens: request.max_output_tokens as usize,
            ..Sampling::default()
        };
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = session.reply(&prompt, &form, sampling).map_err(rejected)?;
        let counts = reply.counts;
        let usage = Usage {
            input_tokens: counts.prompt as u64,
            output_tokens: (counts.chosen + counts.forced) as u64,
            cached_tokens: counts.reused as u64,
        };
        let finish = match reply.ending {
            Ending::Complete => Finish::Complete,
            Ending::Length => Finish::Length,
        };
        let text = if is_line { json!(reply.text.trim()).to_string() } else { reply.text };
        Ok(Reply { text, usage: Some(usage), finish })
    }
}

impl LanguageModel for LocalModel {
    fn id(&self) -> String {
        self.id.clone()
    }

    fn abilities(&self) -> Abilities {
        let context = self.model.context() as u64;
        Abilities {
            context_tokens: context,
            max_output_tokens: (context / 2) as u32,
            writes_plans: self.model.description().weights >= FEWEST_WEIGHTS_OF_PLANNERS,
            concurrency: 1,
        }
    }

    fn count_tokens(&self, text: &str) -> u64 {
        self.model.count_tokens(text).map_or_else(|_| super::estimate_tokens(text), |n| n as u64)
    }

    fn reply<'a>(&'a self, request: &'a Request) -> ReplyFuture<'a> {
        Box::pin(async move { self.answer(request) })
    }
}

/// The form as a grammar, and whether the reply is a line that is to become a JSON text. A schema
/// of a text with a pattern alone is kept to as a line: small models are at ease with a line that
/// follows other lines, and not with JSON.
fn form(form: &ReplyForm) -> (Form, bool) {
    match form {
        ReplyForm::Text => (Form::Text, false),
        ReplyForm::Json => (Form::JsonSchema(json!({"type": "object"})), false),
        ReplyForm::Schema { schema, .. } => match (&schema["type"], &schema["pattern"]) {
            (kind, pattern) if kind == "string" && pattern.is_string() => {
                let pattern = pattern.as_str().unwrap_or_default();
                let inner = pattern.strip_prefix('^').unwrap_or(pattern);
                let inner = inner.strip_suffix('$').unwrap_or(inner);
                (Form::Regex(format!(" ?(?:{inner})\\n")), true)
            }
            _ => (Form::JsonSchema(schema.clone()), false),
        },
    }
}

fn rejected(error: InferenceError) -> ModelError {
    match error {
        InferenceError::PromptTooLong { .. } => ModelError::TooLong { message: error.to_string() },
        InferenceError::Grammar(message) => ModelError::FormUnsupported { message },
        other => ModelError::rejected(other.to_string()),
    }
}
