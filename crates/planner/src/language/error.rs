//! Why a model did not answer.

use std::time::Duration;

/// Why a model did not answer. Messages tell what the endpoint said of the request, cut to a
/// line; they never hold a key or a reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Too many requests or tokens for now.
    #[error("the model takes no more requests for now: {message}")]
    RateLimited {
        /// How long the endpoint asks to wait.
        retry_after: Option<Duration>,
        /// What it said.
        message: String,
    },
    /// The endpoint can't be reached, failed, or broke off.
    #[error("the model can't be reached: {message}")]
    Unavailable {
        /// How long the endpoint asks to wait.
        retry_after: Option<Duration>,
        /// What happened.
        message: String,
    },
    /// What came back is no answer of the protocol.
    #[error("the endpoint's answer can't be read: {message}")]
    Unreadable {
        /// What is wrong with it.
        message: String,
    },
    /// The model can't be held to the form that was asked for.
    #[error("the model can't be held to a form of reply: {message}")]
    FormUnsupported {
        /// What the endpoint said.
        message: String,
    },
    /// The request is longer than the model reads.
    #[error("the request is longer than the model reads: {message}")]
    TooLong {
        /// What the endpoint said.
        message: String,
    },
    /// The key is missing, wrong, or has no credit.
    #[error("the model is not open to this key: {message}")]
    Denied {
        /// What the endpoint said, and what to do.
        message: String,
    },
    /// The endpoint does not accept the request, whatever is tried again.
    #[error("the model does not take the request: {message}")]
    Rejected {
        /// What the endpoint said.
        message: String,
    },
    /// A script has no reply to this request.
    #[error("the script has no reply to \"{label}\"{}", known(labels))]
    NotScripted {
        /// What the request is for.
        label: String,
        /// What the script has replies to and has not given yet.
        labels: Vec<String>,
    },
}

impl ModelError {
    /// An answer that no retry will change.
    pub fn rejected(message: impl Into<String>) -> Self {
        Self::Rejected { message: message.into() }
    }

    /// An answer that may be another one in a while.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::Unavailable { retry_after: None, message: message.into() }
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::RateLimited { .. } | Self::Unavailable { .. } | Self::Unreadable { .. }
        )
    }

    /// What the endpoint said, to be made fit for others.
    #[cfg(feature = "openai")]
    pub(super) fn message_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::RateLimited { message, .. }
            | Self::Unavailable { message, .. }
            | Self::Unreadable { message }
            | Self::FormUnsupported { message }
            | Self::TooLong { message }
            | Self::Denied { message }
            | Self::Rejected { message } => Some(message),
            Self::NotScripted { .. } => None,
        }
    }

    /// How long the endpoint asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Unavailable { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }
}

fn known(labels: &[String]) -> String {
    if labels.is_empty() {
        "; all its replies are given".into()
    } else {
        format!("; it has replies left to \"{}\"", labels.join("\", \""))
    }
}
