//! The stack's master secret, by a key of KMS.

use async_trait::async_trait;
use aws_sdk_kms::{Client, primitives::Blob, types::MacAlgorithmSpec};
use seedbed_jobs::{StoreError, port::MasterSecret};
use tokio::sync::OnceCell;

use crate::error::failed;

/// What the key is asked to sign. Another text would make other secrets of the same key.
const MESSAGE: &[u8] = b"seedbed: the master secret of webhooks, 1";

/// What an HMAC key of KMS makes of a text: the same bytes each time, for whoever may use the key
/// and nobody else. The key itself never leaves KMS, and no store holds the secret. It is asked
/// once, by the first who needs it.
pub struct KmsSecret {
    client: Client,
    key: String,
    known: OnceCell<[u8; 32]>,
}

impl KmsSecret {
    /// By the key with an ARN, which is for `HMAC_256`.
    pub fn new(client: Client, key: &str) -> Self {
        Self { client, key: key.to_owned(), known: OnceCell::new() }
    }

    async fn ask(&self) -> Result<[u8; 32], StoreError> {
        let made = self
            .client
            .generate_mac()
            .key_id(&self.key)
            .mac_algorithm(MacAlgorithmSpec::HmacSha256)
            .message(Blob::new(MESSAGE))
            .send()
            .await
            .map_err(|error| failed("make", "the secret of webhooks", &error))?;
        let bytes = made.mac.map(Blob::into_inner).unwrap_or_default();
        bytes.try_into().map_err(|_| {
            StoreError::new("make", "the secret of webhooks", false).because("it has not 32 bytes")
        })
    }
}

#[async_trait]
impl MasterSecret for KmsSecret {
    async fn bytes(&self) -> Result<[u8; 32], StoreError> {
        self.known.get_or_try_init(|| self.ask()).await.copied()
    }
}
