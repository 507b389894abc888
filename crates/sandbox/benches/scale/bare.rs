//! The yardstick: a server that answers bytes from memory, and the client that asks both.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use crate::state::{KEY, USER};

/// Starts a server on a thread that answers each request of one connection with `length` bytes; returns its address.
pub fn serve(length: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    answer.resize(answer.len() + length, b'x');
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_nodelay(true).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
            if line == "\r\n" && stream.write_all(&answer).is_err() {
                return;
            }
            line.clear();
        }
    });
    address
}

/// One kept connection.
pub struct Client {
    reader: BufReader<TcpStream>,
    host: String,
    body: Vec<u8>,
}

impl Client {
    pub fn to(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { reader: BufReader::with_capacity(1 << 16, stream), host: address.to_owned(), body: Vec::new() }
    }

    /// Asks for `path` and reads the whole answer; returns how long that took, and how long the body is.
    pub fn get(&mut self, path: &str) -> (Duration, usize) {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Instaclustr-Terraform {USER}:{KEY}\r\n\r\n",
            self.host
        );
        let begun = Instant::now();
        self.reader.get_mut().write_all(request.as_bytes()).unwrap();
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            self.reader.read_line(&mut line).unwrap();
            if let Some(number) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = number.trim().parse().unwrap();
            }
            assert!(!line.starts_with("HTTP/") || line.contains(" 200 "), "{path}: {line}");
            if line == "\r\n" {
                break;
            }
        }
        self.body.resize(length, 0);
        self.reader.read_exact(&mut self.body).unwrap();
        (begun.elapsed(), length)
    }
}
