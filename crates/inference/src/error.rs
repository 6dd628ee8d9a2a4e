//! What can go wrong.

/// Why a model can't be read or used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InferenceError {
    /// The bytes could not be read as a GGUF file.
    #[error("it can't be read as a GGUF file: {0}")]
    Gguf(#[source] candle_core::Error),
    /// The file could not be read to its end.
    #[error("it can't be read: {0}")]
    Io(#[from] std::io::Error),
    /// A family of models that there is no code for.
    #[error(
        "models of the architecture `{found}` can't be run here; these can: {}",
        supported.join(", ")
    )]
    Architecture {
        /// What the file says it is.
        found: String,
        /// What it could be.
        supported: &'static [&'static str],
    },
    /// Something that such a model needs is absent, or not of the expected kind.
    #[error("its entry `{key}` is {problem}")]
    Metadata {
        /// The name of the entry or tensor.
        key: String,
        /// What is the matter with it.
        problem: String,
    },
    /// The vocabulary can't be turned into a tokenizer.
    #[error("its tokenizer can't be used: {0}")]
    Tokenizer(String),
    /// The template that turns messages into a prompt fails.
    #[error("its chat template can't be used: {0}")]
    ChatTemplate(#[source] minijinja::Error),
    /// A grammar that can't be compiled, or that no text meets.
    #[error("the form of the reply can't be used: {0}")]
    Grammar(String),
    /// The prompt leaves no room for a reply.
    #[error(
        "the prompt has {tokens} tokens, and the model takes {limit} of prompt and reply together"
    )]
    PromptTooLong {
        /// Tokens of the prompt.
        tokens: usize,
        /// Tokens of prompt and reply that fit.
        limit: usize,
    },
    /// No threads can be started.
    #[error("the threads can't be started: {0}")]
    Threads(#[source] rayon::ThreadPoolBuildError),
}

impl InferenceError {
    pub(crate) fn metadata(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Metadata { key: key.into(), problem: problem.into() }
    }
}
