//! Signatures as the Standard Webhooks specification has them (version 1.0.0): HMAC-SHA256 over
//! `ID.TIMESTAMP.BODY`, in base64, after `v1,`.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Webhook;

/// What the deliveries of one webhook are signed with. It is never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret([u8; 32]);

impl WebhookSecret {
    /// The secret of a webhook: an HMAC-SHA256 of its identity under the stack's master secret.
    pub(crate) fn derive(master: &[u8; 32], webhook: &Webhook) -> Self {
        let text = format!("webhook\n{}\n{}", webhook.project, webhook.id);
        Self(hmac(master, &[text.as_bytes()]))
    }

    /// The secret in full: `whsec_` and the base64 of 32 bytes, which are the key of the HMAC.
    pub fn secret(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.0))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// The value of the header `webhook-signature`; `seconds` is that of `webhook-timestamp`.
pub fn sign(secret: &WebhookSecret, id: &str, seconds: i64, body: &[u8]) -> String {
    let head = format!("{id}.{seconds}.");
    format!("v1,{}", STANDARD.encode(hmac(&secret.0, &[head.as_bytes(), body])))
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_specification() {
        // Made with Python: hmac.new(bytes(range(32)), b"msg_1.1614265330." + body, sha256).
        let secret = WebhookSecret(std::array::from_fn(|byte| byte as u8));
        assert_eq!(secret.secret(), "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        let signed = sign(&secret, "msg_1", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,GWvjEzx3AphU7wha3hNZPXJnymF9Fg+ZdvPQqWPOjZ0=");
        assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
    }
}
