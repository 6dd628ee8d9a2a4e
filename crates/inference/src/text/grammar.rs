//! Replies that can't be malformed: which tokens may follow, by a grammar.

use std::sync::Arc;

use llguidance::{
    Matcher, ParserFactory,
    api::TopLevelGrammar,
    toktrie::{InferenceCapabilities, SimpleVob},
};
use serde_json::Value;

use super::{Tokenizer, tokenizer::Environment};
use crate::InferenceError;

/// The form of a reply.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Any text, up to where the model ends it.
    Text,
    /// A text that a regular expression matches as a whole (the `regex` crate's syntax, without
    /// anchors, lazy repetitions and look-around).
    Regex(String),
    /// A JSON document that a JSON Schema describes, without any space between its parts.
    JsonSchema(Value),
}

/// Compiles grammars for one vocabulary.
pub(crate) struct Grammars {
    factory: ParserFactory,
}

impl Grammars {
    pub(crate) fn new(tokenizer: Arc<Tokenizer>) -> Result<Self, InferenceError> {
        let environment = Environment::of(tokenizer);
        let capabilities = InferenceCapabilities { ff_tokens: true, ..Default::default() };
        // Without slices: those make masks a millisecond faster, of thirty that a token takes, and
        // cost a vocabulary's memory thrice.
        let mut factory = ParserFactory::new(&environment, capabilities, &[]).map_err(failed)?;
        factory.quiet();
        Ok(Self { factory })
    }

    /// The beginning of a reply; nothing where any text is allowed.
    pub(crate) fn start(&self, form: &Form) -> Result<Option<Matching>, InferenceError> {
        let grammar = match form {
            Form::Text => return Ok(None),
            Form::Regex(pattern) => TopLevelGrammar::from_regex(pattern),
            Form::JsonSchema(schema) => {
                let mut schema = schema.clone();
                if let Some(schema) = schema.as_object_mut() {
                    let settings = serde_json::json!({ "whitespace_flexible": false });
                    schema.entry("x-guidance").or_insert(settings);
                }
                TopLevelGrammar::from_json_schema(schema)
            }
        };
        let matcher = Matcher::new(self.factory.create_parser(grammar));
        match matcher.get_error() {
            Some(error) => Err(InferenceError::Grammar(error)),
            None => Ok(Some(Matching(matcher))),
        }
    }
}

fn failed(error: impl std::fmt::Display) -> InferenceError {
    InferenceError::Grammar(error.to_string())
}

/// How far a reply has come in its grammar.
pub(crate) struct Matching(Matcher);

impl Matching {
    /// Takes the tokens that alone can follow, and tells them.
    pub(crate) fn take_forced(&mut self) -> Vec<u32> {
        if self.0.is_stopped() { Vec::new() } else { self.0.consume_ff_tokens() }
    }

    /// Which tokens may follow.
    pub(crate) fn allowed(&mut self) -> Result<SimpleVob, InferenceError> {
        self.0.compute_mask().map_err(failed)
    }

    /// Takes a token that may follow.
    pub(crate) fn take(&mut self, token: u32) -> Result<(), InferenceError> {
        self.0.consume_token(token).map_err(failed)
    }

    /// Whether the reply is complete and nothing can follow.
    pub(crate) fn is_complete(&self) -> bool {
        self.0.is_stopped()
    }
}
