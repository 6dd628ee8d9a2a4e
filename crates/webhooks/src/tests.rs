//! What is called, and what never is.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

/// Gives one answer after the other, the last one for ever.
#[derive(Debug)]
struct Scripted(Mutex<Vec<Vec<IpAddr>>>);

impl Scripted {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let parse = |answer: &&[&str]| answer.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self(Mutex::new(answers.iter().map(parse).collect())))
    }
}

#[async_trait]
impl Lookup for Scripted {
    async fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let mut answers = self.0.lock().unwrap();
        Ok(if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() })
    }
}

/// Answers every request with the same head, and counts connections.
async fn server(answer: &'static str) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (port, count)
}

#[tokio::test]
async fn addresses_that_lead_inside_are_refused_however_they_are_written() {
    let post = HttpPost::with(Reach::Public, Scripted::new(&[&["1.1.1.1"]]));
    for url in [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1:8443/x",
        "https://[fd00:ec2::254]/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://a.localhost/",
        "https://metadata.google.internal/",
        "https://printer.local/",
        "https://intranet/",
        "https://①②⑦.0.0.1/",
        "https://0/",
    ] {
        assert_eq!(post.check(url).await, Err(not_public()), "{url}");
        assert_eq!(post.post(url, &[], Bytes::new()).await, Err(not_public()), "{url}");
    }
    for url in [
        "",
        "x",
        "/hook",
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "https://user:word@example.com/",
        "https://user@example.com/",
        "gopher://example.com/",
        "javascript:alert(1)",
    ] {
        let refused = post.check(url).await;
        assert!(matches!(refused, Err(PostError::Unfit(_))), "{url}: {refused:?}");
    }
    let long = format!("https://example.com/{}", "x".repeat(2048));
    assert!(matches!(post.check(&long).await, Err(PostError::Unfit(_))));
    assert_eq!(post.check("https://example.com:8443/seedbed?x=1").await, Ok(()));
}

#[tokio::test]
async fn one_private_address_spoils_a_name() {
    let lookup = Scripted::new(&[&["1.1.1.1", "10.0.0.1"]]);
    let post = HttpPost::with(Reach::Public, lookup);
    assert_eq!(post.check("https://example.com/").await, Err(not_public()));
    assert_eq!(post.post("https://example.com/", &[], Bytes::new()).await, Err(not_public()));
}

#[tokio::test]
async fn a_name_that_changes_after_it_was_judged_is_not_called() {
    let (port, count) = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let lookup = Scripted::new(&[&["1.1.1.1"], &["127.0.0.1"]]);
    let caller = HttpPost::with(Reach::Public, lookup);
    let url = format!("https://example.com:{port}/");
    assert_eq!(caller.check(&url).await, Ok(()));
    assert_eq!(caller.post(&url, &[], Bytes::new()).await, Err(not_public()));
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn redirects_are_answers() {
    let (inside, reached) = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let head = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{inside}/\r\nContent-Length: 0\r\n\r\n"
    );
    let (port, count) = server(head.leak()).await;
    let caller = HttpPost::new(Reach::Anywhere);
    let status = caller.post(&format!("http://127.0.0.1:{port}/"), &[], Bytes::new()).await;
    assert_eq!(status, Ok(307));
    assert_eq!((count.load(Ordering::SeqCst), reached.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn nobody_there_is_no_answer_and_tells_no_address() {
    let caller = HttpPost::new(Reach::Anywhere);
    let refused = caller.post("http://127.0.0.1:1/?token=s3cret", &[], Bytes::new()).await;
    let Err(PostError::NoAnswer(reason)) = refused else { panic!("{refused:?}") };
    assert!(!reason.contains("s3cret"), "{reason}");
}
