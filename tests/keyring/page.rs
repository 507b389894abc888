//! `slipway serve` as a program that stays, asked over HTTP as its page asks.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::bed::Bed;

/// A page that is let in.
pub struct Page {
    child: Child,
    host: String,
    cookie: String,
    accounts: Vec<Value>,
}

impl Page {
    pub fn serve(bed: &Bed) -> Self {
        let accounts = bed.accounts();
        let mut command = bed.command(&["--json", "serve"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let url = told["url"].as_str().unwrap();
        let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut page = Self { child, host: host.to_owned(), cookie: String::new(), accounts };
        let (head, _) = page.send(&format!("GET /{path} HTTP/1.1\r\n"), "");
        let cookie =
            head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_else(|| panic!("{head}"));
        page.cookie = cookie.split(';').next().unwrap().to_owned();
        page
    }

    /// Tries an account link by link.
    pub fn test(&self, label: &str) -> Value {
        let account = self.accounts.iter().find(|account| account["label"] == label).unwrap();
        let body = json!({ "id": account["id"] }).to_string();
        let line = format!("POST /api/test_account HTTP/1.1\r\norigin: http://{}\r\n", self.host);
        let (head, body) = self.send(&line, &body);
        assert!(head.starts_with("HTTP/1.1 200"), "{head}\n{body}");
        serde_json::from_str(&body).unwrap()
    }

    /// One request on a connection of its own; gives head and body of the answer.
    fn send(&self, line: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let Self { host, cookie, .. } = self;
        let length = body.len();
        write!(
            stream,
            "{line}host: {host}\r\ncookie: {cookie}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
