//! Which objects an event tells of.

use anyhow::{Context, Result, bail};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

/// An object that was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// In which bucket.
    pub bucket: String,
    /// Where.
    pub key: String,
    /// By whom, where S3 says it.
    pub requester: Option<String>,
}

#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    #[serde(default)]
    event_name: String,
    s3: Detail,
    #[serde(default)]
    user_identity: Identity,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    #[serde(default)]
    principal_id: Option<String>,
}

#[derive(Deserialize)]
struct Detail {
    bucket: Bucket,
    object: Object,
    #[serde(default)]
    requester: Option<String>,
}

#[derive(Deserialize)]
struct Bucket {
    name: String,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

/// The objects that an event tells of: a notification of S3, where keys are URL-encoded, or
/// EventBridge's `Object Created`, where they are not.
///
/// # Errors
/// When it is neither.
pub fn puts(event: &Value) -> Result<Vec<Put>> {
    // S3 asks once whether anybody listens.
    if event["Event"] == "s3:TestEvent" {
        return Ok(Vec::new());
    }
    if event["source"] == "aws.s3" {
        if event["detail-type"] != "Object Created" {
            return Ok(Vec::new());
        }
        let detail = Detail::deserialize(&event["detail"]);
        let detail = detail.context("EventBridge's event can't be understood")?;
        let (bucket, key) = (detail.bucket.name, detail.object.key);
        return Ok(vec![Put { bucket, key, requester: detail.requester }]);
    }
    if event["Records"][0]["s3"].is_null() {
        bail!("this function is for events of S3 and EventBridge's of S3, and this is none");
    }
    let told = Notification::deserialize(event).context("S3's event can't be understood")?;
    let created =
        |record: &Record| record.event_name.trim_start_matches("s3:").starts_with("ObjectCreated");
    told.records
        .into_iter()
        .filter(created)
        .map(|record| {
            let key = record.s3.object.key.replace('+', " ");
            let key = percent_decode_str(&key).decode_utf8().context("a key is no UTF-8")?;
            let requester = record.user_identity.principal_id;
            Ok(Put { bucket: record.s3.bucket.name, key: key.into_owned(), requester })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn notification(name: &str, key: &str) -> Value {
        let s3 = json!({ "bucket": { "name": "b" }, "object": { "key": key, "size": 1 } });
        json!({ "Records": [{ "eventSource": "aws:s3", "eventName": name, "s3": s3 }] })
    }

    fn keys(event: &Value) -> Vec<String> {
        puts(event).unwrap().into_iter().map(|put| put.key).collect()
    }

    #[test]
    fn keys_are_decoded_where_they_are_encoded() {
        let cases = [
            ("uploads/p/shop.sql", "uploads/p/shop.sql"),
            ("uploads%2Fp%2Fmy+shop.sql", "uploads/p/my shop.sql"),
            ("uploads/p/a%2Bb%3D%C3%BC.sql", "uploads/p/a+b=ü.sql"),
            ("uploads/p/100%2525.sql", "uploads/p/100%25.sql"),
        ];
        for (encoded, key) in cases {
            assert_eq!(keys(&notification("ObjectCreated:Put", encoded)), [key]);
        }
        let key = "uploads/p/a+b %41.sql";
        let detail = json!({ "bucket": { "name": "b" }, "object": { "key": key } });
        let bridge =
            json!({ "source": "aws.s3", "detail-type": "Object Created", "detail": detail });
        assert_eq!(keys(&bridge), [key]);
    }

    #[test]
    fn only_what_was_put_counts() {
        let put = ["ObjectCreated:CompleteMultipartUpload", "s3:ObjectCreated:Copy"];
        for name in put {
            assert_eq!(keys(&notification(name, "k")), ["k"], "{name}");
        }
        assert_eq!(keys(&notification("ObjectRemoved:Delete", "k")), [""; 0]);
        assert_eq!(keys(&json!({ "Service": "Amazon S3", "Event": "s3:TestEvent" })), [""; 0]);
        for other in [json!({}), json!({ "Records": [] }), json!({ "source": "aws.batch" })] {
            assert!(puts(&other).is_err(), "{other}");
        }
        assert!(puts(&notification("ObjectCreated:Put", "%FF")).is_err());
    }
}
