//! Signed links open what they were made for, and nothing else.

use std::{sync::Arc, time::Duration};

use seedbed_jobs::{
    ManualClock, ObjectKey, Timestamp,
    local::{LinkError, SignedLinks, Verb},
    port::{Links, UploadLink},
};

/// The expiry and the signature of a link.
fn parts(link: &str) -> (i64, String) {
    let value = |name: &str| {
        let (_, rest) = link.split_once(&format!("{name}=")).unwrap();
        rest.split('&').next().unwrap().to_owned()
    };
    (value("expires").parse().unwrap(), value("signature"))
}

#[tokio::test]
async fn a_link_opens_its_object_until_it_expires() {
    let clock = ManualClock::at(Timestamp::from_millis(1_772_000_000_000));
    let links = SignedLinks::new("http://localhost/v1/objects", [7; 32], Arc::new(clock.clone()));
    let key = ObjectKey::new("results/p/a b&c.csv").unwrap();
    let link = links.download(&key, Duration::from_secs(60)).await.unwrap();
    assert!(link.starts_with("http://localhost/v1/objects/results/p/a%20b%26c.csv?"), "{link}");
    let (expires, signature) = parts(&link);
    let check = |links: &SignedLinks, verb, key: &ObjectKey, expires, signature: &str| {
        links.check(verb, key, expires, None, signature)
    };
    assert_eq!(check(&links, Verb::Get, &key, expires, &signature), Ok(()));

    let other = ObjectKey::new("results/q/a b&c.csv").unwrap();
    let stranger = SignedLinks::new("http://localhost", [8; 32], Arc::new(clock.clone()));
    let forged = Err(LinkError::Forged);
    assert_eq!(check(&links, Verb::Put, &key, expires, &signature), forged);
    assert_eq!(check(&links, Verb::Get, &other, expires, &signature), forged);
    assert_eq!(check(&links, Verb::Get, &key, expires + 1, &signature), forged);
    assert_eq!(check(&stranger, Verb::Get, &key, expires, &signature), forged);
    assert_eq!(check(&links, Verb::Get, &key, expires, "not hexadecimal"), forged);
    assert_eq!(check(&links, Verb::Get, &key, expires, ""), forged);
    clock.advance(Duration::from_secs(61));
    assert_eq!(check(&links, Verb::Get, &key, expires, &signature), Err(LinkError::Expired));
}

#[tokio::test]
async fn an_upload_has_the_size_and_type_it_was_signed_for() {
    let clock = Arc::new(ManualClock::at(Timestamp::from_millis(1_772_000_000_000)));
    let links = SignedLinks::new("http://localhost", [7; 32], clock);
    let key = ObjectKey::new("uploads/p/shop.sql").unwrap();
    let upload = UploadLink { key: key.clone(), content_type: "application/sql".into(), bytes: 9 };
    let link = links.upload(&upload, Duration::from_secs(60)).await.unwrap();
    let (expires, signature) = parts(&link);
    let check =
        |bytes, kind| links.check(Verb::Put, &key, expires, Some((bytes, kind)), &signature);
    assert_eq!(check(9, "application/sql"), Ok(()));
    assert_eq!(check(10, "application/sql"), Err(LinkError::Forged));
    assert_eq!(check(9, "text/html"), Err(LinkError::Forged));
}
