//! Signed links to objects, for a program that serves them itself.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;

use crate::{
    Clock, ObjectKey, StoreError, Timestamp, hex,
    port::{Links, UploadLink},
};

/// What a link lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Get the object.
    Get,
    /// Put an object of this size and media type.
    Put,
}

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Its time is over.
    #[error("the link has expired; ask for a new one")]
    Expired,
    /// It was not made here, or was changed since.
    #[error("the link's signature is wrong")]
    Forged,
}

/// Links of the form `BASE/KEY?verb=get&expires=SECONDS&signature=HEX`, signed with HMAC-SHA256
/// (RFC 2104) over verb, key, expiry, size and media type.
#[derive(Clone)]
pub struct SignedLinks {
    base: String,
    secret: [u8; 32],
    clock: Arc<dyn Clock>,
}

impl SignedLinks {
    /// Links below a base address, signed with a secret.
    pub fn new(base: impl Into<String>, secret: [u8; 32], clock: Arc<dyn Clock>) -> Self {
        Self { base: base.into(), secret, clock }
    }

    /// Checks what a request claims: that it was signed here and is not too late. `size` is what
    /// the uploader sends; none for a download.
    pub fn check(
        &self,
        verb: Verb,
        key: &ObjectKey,
        expires: i64,
        size: Option<(u64, &str)>,
        signature: &str,
    ) -> Result<(), LinkError> {
        let signature = hex::decode(signature).ok_or(LinkError::Forged)?;
        // In constant time.
        self.mac(verb, key, expires, size)
            .verify_slice(&signature)
            .map_err(|_| LinkError::Forged)?;
        if self.clock.now() > Timestamp::from_millis(expires.saturating_mul(1000)) {
            return Err(LinkError::Expired);
        }
        Ok(())
    }

    fn link(
        &self,
        verb: Verb,
        key: &ObjectKey,
        size: Option<(u64, &str)>,
        lasts: Duration,
    ) -> String {
        const KEPT: &AsciiSet =
            &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');
        let expires = self.clock.now().after(lasts).seconds();
        let signature = self.mac(verb, key, expires, size).finalize().into_bytes();
        let signature = hex::encode(&signature);
        let path = utf8_percent_encode(key.as_str(), KEPT);
        let verb = verb.as_str();
        format!("{}/{path}?verb={verb}&expires={expires}&signature={signature}", self.base)
    }

    fn mac(
        &self,
        verb: Verb,
        key: &ObjectKey,
        expires: i64,
        size: Option<(u64, &str)>,
    ) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.secret)
            .expect("HMAC takes secrets of any length");
        let (bytes, content_type) = size.unwrap_or_default();
        // Keys and media types hold no line feeds.
        let text = format!("{}\n{key}\n{expires}\n{bytes}\n{content_type}", verb.as_str());
        mac.update(text.as_bytes());
        mac
    }
}

/// A secret to sign links with.
///
/// # Errors
/// When the machine has no randomness to give.
pub fn new_secret() -> Result<[u8; 32], StoreError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|_| StoreError::new("draw", "random bits", true))?;
    Ok(secret)
}

impl Verb {
    fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
        }
    }
}

#[async_trait]
impl Links for SignedLinks {
    async fn download(&self, key: &ObjectKey, lasts: Duration) -> Result<String, StoreError> {
        Ok(self.link(Verb::Get, key, None, lasts))
    }

    async fn upload(&self, upload: &UploadLink, lasts: Duration) -> Result<String, StoreError> {
        if upload.content_type.contains('\n') {
            return Err(StoreError::new("sign", "a media type with a line feed", false));
        }
        let size = (upload.bytes, upload.content_type.as_str());
        Ok(self.link(Verb::Put, &upload.key, Some(size), lasts))
    }
}
