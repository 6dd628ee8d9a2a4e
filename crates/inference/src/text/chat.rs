//! Turns of a chat as one prompt, by the template that a model's file carries.

use minijinja::{Environment, ErrorKind, context, syntax::SyntaxConfig};

use super::Tokenizer;
use crate::InferenceError;

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// What holds for the whole exchange.
    System,
    /// The one who asks.
    User,
    /// The model.
    Assistant,
}

impl Speaker {
    fn role(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One turn of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who says it.
    pub speaker: Speaker,
    /// What is said. Control tokens in it are taken as plain text.
    pub text: String,
}

/// A model's template.
pub(crate) struct ChatTemplate {
    environment: Environment<'static>,
    begin: String,
    end: String,
}

const NAME: &str = "chat";

impl ChatTemplate {
    /// Compiles a template; `begin` and `end` are the texts of the tokens around a text.
    pub(crate) fn new(
        template: &str,
        begin: Option<String>,
        end: Option<String>,
    ) -> Result<Self, InferenceError> {
        let mut environment = Environment::new();
        // As the authors of models test their templates.
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(InferenceError::ChatTemplate)?);
        environment
            .set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_function("raise_exception", |reason: String| {
            Err::<String, _>(minijinja::Error::new(ErrorKind::InvalidOperation, reason))
        });
        environment
            .add_template_owned(NAME, template.to_owned())
            .map_err(InferenceError::ChatTemplate)?;
        let (begin, end) = (begin.unwrap_or_default(), end.unwrap_or_default());
        Ok(Self { environment, begin, end })
    }

    /// The prompt that the model continues with its own turn.
    pub(crate) fn prompt(
        &self,
        turns: &[Turn],
        tokenizer: &Tokenizer,
    ) -> Result<String, InferenceError> {
        let plain: Vec<Turn> = turns
            .iter()
            .map(|turn| Turn { text: tokenizer.without_control(&turn.text), ..turn.clone() })
            .collect();
        // Some models have no turn for the system: what it says then begins the user's first.
        let prompt = self.render(&plain).or_else(|error| match folded(&plain) {
            Some(folded) => self.render(&folded),
            None => Err(error),
        });
        prompt.map_err(InferenceError::ChatTemplate)
    }

    fn render(&self, turns: &[Turn]) -> Result<String, minijinja::Error> {
        let messages: Vec<_> = turns
            .iter()
            .map(|turn| context! { role => turn.speaker.role(), content => &turn.text })
            .collect();
        self.environment.get_template(NAME)?.render(context! {
            messages,
            add_generation_prompt => true,
            // Qwen 3's switch: what is asked here needs no deliberation.
            enable_thinking => false,
            bos_token => &self.begin,
            eos_token => &self.end,
        })
    }
}

/// The turns with the system's first one put before the user's; nothing where there is none.
fn folded(turns: &[Turn]) -> Option<Vec<Turn>> {
    let (system, rest) = turns.split_first()?;
    let (first, rest) = rest.split_first()?;
    if system.speaker != Speaker::System || first.speaker != Speaker::User {
        return None;
    }
    let text = format!("{}\n\n{}", system.text, first.text);
    let mut folded = vec![Turn { speaker: Speaker::User, text }];
    folded.extend_from_slice(rest);
    Some(folded)
}
