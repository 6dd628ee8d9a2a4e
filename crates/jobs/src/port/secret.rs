//! What a stack derives its secrets from.

use async_trait::async_trait;

use crate::StoreError;

/// The one secret of a stack, from which others are derived. Whoever has it can sign in the
/// stack's name, so that it is asked for only where something is signed.
#[async_trait]
pub trait MasterSecret: Send + Sync {
    /// Its 32 bytes: the same ones each time.
    async fn bytes(&self) -> Result<[u8; 32], StoreError>;
}

/// A secret that is at hand.
#[async_trait]
impl MasterSecret for [u8; 32] {
    async fn bytes(&self) -> Result<[u8; 32], StoreError> {
        Ok(*self)
    }
}
