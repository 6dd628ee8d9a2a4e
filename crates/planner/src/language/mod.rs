//! The port to language models: messages in, text out.
//!
//! [`LanguageModel`] is what every adapter is: a model behind HTTP, one that runs in this
//! process, or a [`Script`] of replies written down before. Adapters know nothing of schemas and
//! plans, and decide nothing: they ask once and tell how it went. Retrying, waiting and counting is
//! the [`Desk`]'s.

mod budget;
mod desk;
mod error;
#[cfg(feature = "local-llm")]
mod local;
#[cfg(feature = "openai")]
mod openai;
mod price;
mod scripted;

use std::{future::Future, ops::AddAssign, pin::Pin};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use budget::{BudgetError, Limits, Spent};
pub(crate) use desk::cut_short;
pub use desk::{AskError, Clock, Desk};
pub use error::ModelError;
#[cfg(feature = "local-llm")]
pub use local::LocalModel;
#[cfg(feature = "openai")]
pub use openai::{OpenAi, OpenAiOptions};
pub use price::{Price, PriceError, PriceList};
pub use scripted::{Recorder, Script, ScriptError, ScriptedReply};

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What holds for the whole exchange.
    System,
    /// The one who asks.
    User,
    /// The model, earlier in the exchange.
    Assistant,
}

/// One turn of an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub text: String,
}

impl Message {
    /// What `role` says.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, text: text.into() }
    }
}

/// The form that a reply shall have.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplyForm {
    /// Any text.
    Text,
    /// Any JSON object.
    Json,
    /// A JSON document that a JSON Schema describes (draft 2020-12, and only what OpenAI's strict
    /// mode takes of it: every member required, `additionalProperties: false`).
    Schema {
        /// What the form is called; letters, digits and underscores.
        name: String,
        /// The JSON Schema.
        schema: Value,
    },
}

/// What a model is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What the request is for, in words for logs, summaries and scripts: `plan orders, items`.
    /// Models don't see it.
    pub label: String,
    /// The exchange so far; the last message is the question.
    pub messages: Vec<Message>,
    /// The form of the reply. An adapter that can't have a form answers with
    /// [`ModelError::FormUnsupported`], and is asked again with a weaker one.
    pub form: ReplyForm,
    /// The most tokens of the reply. Models behind HTTP count their reasoning in.
    pub max_output_tokens: u32,
    /// From 0 (always the likeliest word) up; the model's own when absent.
    pub temperature: Option<f64>,
    /// The seed of the model's choices, for models that take one.
    pub seed: Option<u64>,
}

/// Tokens of one or more calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens that were read, cached ones included.
    pub input_tokens: u64,
    /// Tokens that were written.
    pub output_tokens: u64,
    /// The part of the input that the model had read before, and that costs less.
    #[serde(default)]
    pub cached_tokens: u64,
}

impl Usage {
    /// All tokens, read and written.
    pub fn total(self) -> u64 {
        self.input_tokens.saturating_add(self.output_tokens)
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, more: Self) {
        self.input_tokens = self.input_tokens.saturating_add(more.input_tokens);
        self.output_tokens = self.output_tokens.saturating_add(more.output_tokens);
        self.cached_tokens = self.cached_tokens.saturating_add(more.cached_tokens);
    }
}

/// Why a reply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// It was complete.
    Complete,
    /// The limit of tokens was reached: the text is cut.
    Length,
    /// The model, or a filter behind it, declined.
    Refused,
}

/// What a model answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// What it took; `None` where the model does not tell.
    pub usage: Option<Usage>,
    /// Why it ended.
    pub finish: Finish,
}

/// What a model can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Tokens of question and reply together.
    pub context_tokens: u64,
    /// The most tokens of a reply.
    pub max_output_tokens: u32,
    /// Whether it is able to write a plan. A model of a few hundred million parameters is not,
    /// and is only asked for texts of single columns.
    pub writes_plans: bool,
    /// The most requests at a time.
    pub concurrency: usize,
}

impl Default for Abilities {
    /// What any current model behind an OpenAI-compatible endpoint can do.
    fn default() -> Self {
        Self {
            context_tokens: 64_000,
            max_output_tokens: 16_000,
            writes_plans: true,
            concurrency: 4,
        }
    }
}

/// A reply on its way.
pub type ReplyFuture<'a> = Pin<Box<dyn Future<Output = Result<Reply, ModelError>> + Send + 'a>>;

/// A language model.
///
/// ```
/// use seedbed_planner::language::{
///     Finish, LanguageModel, ModelError, Reply, ReplyFuture, Request,
/// };
///
/// struct Parrot;
///
/// impl LanguageModel for Parrot {
///     fn id(&self) -> String {
///         "parrot".into()
///     }
///
///     fn reply<'a>(&'a self, request: &'a Request) -> ReplyFuture<'a> {
///         Box::pin(async move {
///             let last = request.messages.last().map(|message| message.text.clone());
///             let text = last.ok_or_else(|| ModelError::rejected("there is nothing to repeat"))?;
///             Ok(Reply { text, usage: None, finish: Finish::Complete })
///         })
///     }
/// }
///
/// let model: Box<dyn LanguageModel> = Box::new(Parrot);
/// assert_eq!(model.id(), "parrot");
/// ```
pub trait LanguageModel: Send + Sync {
    /// What tells this model from others, such as `openai:gpt-5-mini`: part of the key that
    /// finished plans are kept by. Never holds a secret.
    fn id(&self) -> String;

    /// What it can do.
    fn abilities(&self) -> Abilities {
        Abilities::default()
    }

    /// How many tokens a text has, as exactly as can be told without asking. Errs upwards: budgets
    /// count on it.
    fn count_tokens(&self, text: &str) -> u64 {
        estimate_tokens(text)
    }

    /// Asks once. Dropping the future gives the request up.
    fn reply<'a>(&'a self, request: &'a Request) -> ReplyFuture<'a>;
}

impl<M: LanguageModel + ?Sized> LanguageModel for Box<M> {
    fn id(&self) -> String {
        (**self).id()
    }

    fn abilities(&self) -> Abilities {
        (**self).abilities()
    }

    fn count_tokens(&self, text: &str) -> u64 {
        (**self).count_tokens(text)
    }

    fn reply<'a>(&'a self, request: &'a Request) -> ReplyFuture<'a> {
        (**self).reply(request)
    }
}

/// Tokens of a text by its length: English prose has four to five characters a token, JSON and
/// identifiers about three, other scripts one or less.
pub fn estimate_tokens(text: &str) -> u64 {
    let (mut narrow, mut wide) = (0_u64, 0_u64);
    for character in text.chars() {
        if character.is_ascii() { narrow += 1 } else { wide += 1 }
    }
    narrow.div_ceil(3) + wide
}
