//! A hub of one file, as hf-hub wants it: ranges, and headers that tell commit and checksum.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use sha2::{Digest, Sha256};

pub(super) struct Hub {
    pub(super) address: String,
    pub(super) sha256: String,
}

impl Hub {
    /// Serves a file under any name, with the checksum that is told, or its own.
    pub(super) fn serving(file: Vec<u8>, told: Option<String>) -> Self {
        let digest = Sha256::digest(&file);
        let sha256 = digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let told = told.unwrap_or_else(|| sha256.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &file, &told);
            }
        });
        Self { address, sha256 }
    }
}

/// One request, and the connection is closed.
fn answer(mut stream: TcpStream, file: &[u8], sha256: &str) {
    let mut start = 0;
    let mut end = file.len();
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    while let Some(Ok(line)) = lines.next() {
        if line.is_empty() {
            break;
        }
        if let Some(range) = line.to_lowercase().strip_prefix("range: bytes=") {
            let (first, last) = range.split_once('-').unwrap();
            start = first.trim().parse().unwrap();
            end = last.trim().parse::<usize>().map_or(end, |last| last + 1);
        }
    }
    let part = &file[start..end];
    let head = format!(
        "HTTP/1.1 206 Partial Content\r\nContent-Length: {}\r\nContent-Range: bytes {start}-{}/{}\r\n\
         X-Repo-Commit: 0123456789abcdef\r\nX-Linked-Etag: \"{sha256}\"\r\nETag: \"other\"\r\n\
         Connection: close\r\n\r\n",
        part.len(),
        end - 1,
        file.len(),
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(part).unwrap();
}
