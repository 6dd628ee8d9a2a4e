//! Many connections that ask a service for different things as fast as it answers.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

/// What is asked: (what it is called, method, path, body), one after the other on each
/// connection. The small things come more often than the large ones, as they do.
const REQUESTS: [(&str, &str, &str, &str); 6] = [
    ("GET /health", "GET", "/health", ""),
    ("GET /v1/jobs", "GET", "/v1/jobs?limit=10", ""),
    ("GET /v1/profiles", "GET", "/v1/profiles", ""),
    ("POST /v1/schemas", "POST", "/v1/schemas", SCHEMA),
    ("GET /stats", "GET", "/stats", ""),
    ("POST /v1/generate", "POST", "/v1/generate", SCHEMA),
];

const SCHEMA: &str = r#"{"schema":[{"name":"a.sql","text":"CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE NOT NULL); CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, total numeric(10,2) NOT NULL CHECK (total >= 0));"}],"settings":{"rows":20}}"#;

/// What a load came to.
#[derive(Debug, Default)]
pub struct Load {
    /// How long the answers to each kind of request took.
    pub took: BTreeMap<&'static str, Vec<Duration>>,
    /// What went wrong, each kind once, and how often.
    pub errors: BTreeMap<String, usize>,
}

impl Load {
    /// Answers without error.
    pub fn answers(&self) -> usize {
        self.took.values().map(Vec::len).sum()
    }

    fn add(&mut self, other: Self) {
        for (name, took) in other.took {
            self.took.entry(name).or_default().extend(took);
        }
        for (error, count) in other.errors {
            *self.errors.entry(error).or_default() += count;
        }
    }
}

/// Puts a load on a service for a while, over so many connections that are kept open.
///
/// # Panics
/// When a connection's thread does.
#[must_use]
pub fn load(address: &str, connections: usize, lasts: Duration) -> Load {
    let end = Instant::now() + lasts;
    let mut all = Load::default();
    thread::scope(|scope| {
        let asking: Vec<_> = (0..connections)
            .map(|number| scope.spawn(move || connection(address, number, end)))
            .collect();
        for asking in asking {
            all.add(asking.join().expect("a connection's thread does not panic"));
        }
    });
    all.took.values_mut().for_each(|took| took.sort());
    all
}

fn connection(address: &str, number: usize, end: Instant) -> Load {
    let mut load = Load::default();
    let mut error = |text: String| *load.errors.entry(text).or_default() += 1;
    let mut stream = match open(address) {
        Ok(stream) => stream,
        Err(failed) => {
            error(format!("connect: {failed}"));
            return load;
        }
    };
    // Not all the same at the same time.
    for (name, method, path, body) in REQUESTS.iter().cycle().skip(number % REQUESTS.len()) {
        let asked = Instant::now();
        if asked >= end {
            break;
        }
        match ask(&mut stream, method, path, body) {
            Ok(200) => load.took.entry(name).or_default().push(asked.elapsed()),
            Ok(status) => *load.errors.entry(format!("{name}: {status}")).or_default() += 1,
            Err(failed) => {
                *load.errors.entry(format!("{name}: {failed}")).or_default() += 1;
                break;
            }
        }
    }
    load
}

fn open(address: &str) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_mins(1)))?;
    Ok(BufReader::new(stream))
}

/// Asks, and reads the answer to its end; gives its status.
fn ask(stream: &mut BufReader<TcpStream>, method: &str, path: &str, body: &str) -> io::Result<u16> {
    let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: service\r\n{kind}Content-Length: {length}\r\n\r\n{body}"
    );
    stream.get_mut().write_all(request.as_bytes())?;
    let (mut status, mut length) = (0, 0);
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = line.trim_end().to_ascii_lowercase();
        if text.is_empty() {
            break;
        }
        if let Some(rest) = text.strip_prefix("http/1.1 ") {
            status = rest.split(' ').next().and_then(|status| status.parse().ok()).unwrap_or(0);
        }
        if let Some(rest) = text.strip_prefix("content-length: ") {
            length = rest.parse().map_err(io::Error::other)?;
        }
    }
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer)?;
    Ok(status)
}

/// The memory a process holds, in bytes, as Linux tells it; none elsewhere.
#[must_use]
pub fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}
