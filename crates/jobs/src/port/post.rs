//! Calls to addresses that the users of a stack named.

use async_trait::async_trait;
use bytes::Bytes;

/// Why nothing was posted. Neither text holds the address: it may carry a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// The address is none that this stack calls: what is wrong with it, and what would do.
    #[error("{0}")]
    Unfit(String),
    /// Nobody answered.
    #[error("{0}")]
    NoAnswer(String),
}

/// Posts to addresses that users named. An adapter calls public addresses only, whatever a name
/// resolves to at that moment, and follows no redirect, so that nobody reaches through it what
/// only the stack itself can reach.
#[async_trait]
pub trait Post: Send + Sync {
    /// Whether an address is one that would be called. A name that can't be resolved now passes.
    async fn check(&self, url: &str) -> Result<(), PostError>;

    /// Posts a JSON document with more headers, and gives the status of the answer.
    async fn post(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<u16, PostError>;
}
