//! A bare server: no clusters, and every POST is refused.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;

/// About as long as the body of a create, in bytes.
pub const BODY_BYTES: usize = 1_000;

pub struct Provider {
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// When the first byte of each POST was there.
    pub arrived: Receiver<Instant>,
}

impl Provider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (tell, arrived) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let tell = tell.clone();
                std::thread::spawn(move || answer(stream, &tell));
            }
        });
        Self { address, arrived }
    }
}

/// Answers the requests of one connection until it ends.
fn answer(stream: TcpStream, tell: &Sender<Instant>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        reader.fill_buf().ok().filter(|bytes| !bytes.is_empty())?;
        let at = Instant::now();
        let mut first = String::new();
        reader.read_line(&mut first).ok()?;
        let (mut length, mut close) = (0, false);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let line = line.trim().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(number) = line.strip_prefix("content-length:") {
                length = number.trim().parse().ok()?;
            }
            close |= line == "connection: close";
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).ok()?;
        let (status, body) =
            if first.starts_with("POST") { ("400 Bad Request", r#"{"errors":[]}"#) } else { ("200 OK", "[]") };
        if first.starts_with("POST") {
            tell.send(at).ok()?;
        }
        let bytes = body.len();
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {bytes}\r\n\r\n");
        reader.get_mut().write_all(format!("{head}{body}").as_bytes()).ok()?;
        if close {
            return Some(());
        }
    }
}
