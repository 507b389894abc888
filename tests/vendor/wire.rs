//! A sandbox behind a socket, and requests written to it byte for byte.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use instaclustr_api::Secret;
use serde_json::Value;
use slipway_sandbox::cloud::{Account, Cloud, CloudOptions, Rate, Rights, Speed, User};
use slipway_sandbox::{Document, Sandbox, serve};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

pub const USER: &str = "vendor";
pub const KEY: &str = "vendor-key";
/// `vendor:vendor-key`.
const BASIC: &str = "dmVuZG9yOnZlbmRvci1rZXk=";
const WRONG_KEY: &str = "another-key";
/// `vendor:another-key`.
const WRONG_BASIC: &str = "dmVuZG9yOmFub3RoZXIta2V5";
/// 2026-11-24T14:15:22Z.
const BEGIN_MS: i64 = 1_795_529_722_000;

/// What the Terraform provider reads first: Swagger 2.0, and where its server is.
const DOCUMENT: &str = "swagger: '2.0'\nhost: api.instaclustr.com\nschemes: [https]\npaths: {}\n";

/// The provider, imitated behind a socket of its own; gone when dropped.
pub struct Provider {
    address: String,
    now_ms: Arc<AtomicI64>,
    serving: AbortHandle,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Provider {
    pub async fn start(rate: Rate) -> Self {
        let users = vec![User { name: USER.to_owned(), key: Secret::new(KEY), rights: Rights::Full }];
        let mut cloud =
            Cloud::new(CloudOptions { seed: 12, speed: Speed::LIFE, rate, accounts: vec![Account { users }] });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        cloud.publish(Document::new(DOCUMENT, &address).unwrap());
        let now_ms = Arc::new(AtomicI64::new(BEGIN_MS));
        let told = Arc::clone(&now_ms);
        let sandbox = Sandbox::new(cloud, Arc::new(move || told.load(Ordering::Relaxed)));
        let serving = tokio::spawn(async move { serve(listener, sandbox).await }).abort_handle();
        Self { address, now_ms, serving }
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.now_ms.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Sends one request over a connection of its own and reads the answer.
    pub async fn send(&self, client: Client, method: &str, path: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(client.request(&self.address, method, path, body).as_bytes()).await.unwrap();
        Answer::read(&mut BufReader::new(stream)).await
    }
}

/// Whose request it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Client {
    /// The vendor's Terraform provider.
    Terraform,
    /// The same before it has logged in.
    TerraformAtStart,
    /// The same with a key that is not the user's.
    TerraformWrongKey,
    /// The client in the vendor's Kubernetes operator.
    Operator,
    /// The same with a key that is not the user's.
    OperatorWrongKey,
}

impl Client {
    /// The request as the client writes it `[wire]`. Both are Go programs, whose HTTP library sorts nothing: first the
    /// host, the agent and the length, then what the program set, then the encoding.
    fn request(self, host: &str, method: &str, path: &str, body: &str) -> String {
        let mut lines = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
        let agent = match self {
            Client::Terraform | Client::TerraformAtStart | Client::TerraformWrongKey => {
                "OpenAPI Terraform Provider/v2.1.89"
            }
            Client::Operator | Client::OperatorWrongKey => "Go-http-client/1.1",
        };
        write!(lines, "User-Agent: {agent}\r\n").unwrap();
        if !body.is_empty() {
            write!(lines, "Content-Length: {}\r\n", body.len()).unwrap();
        }
        match self {
            Client::Terraform | Client::TerraformWrongKey => {
                let key = if self == Client::Terraform { KEY } else { WRONG_KEY };
                write!(lines, "Authorization: Instaclustr-Terraform {USER}:{key}\r\n").unwrap();
                if !body.is_empty() {
                    lines.push_str("Content-Type: application/json\r\n");
                }
            }
            Client::TerraformAtStart => {}
            Client::Operator | Client::OperatorWrongKey => {
                let basic = if self == Client::Operator { BASIC } else { WRONG_BASIC };
                write!(lines, "Authorization: Basic {basic}\r\nContent-Type: application/json\r\n").unwrap();
                lines.push_str("Instaclustr-Source: k8s v0.1.1\r\n");
            }
        }
        format!("{lines}Accept-Encoding: gzip\r\n\r\n{body}")
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub code: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    async fn read(stream: &mut BufReader<TcpStream>) -> Self {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let code = line.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {line:?}")).parse().unwrap();
        let mut headers = Vec::new();
        loop {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Self { code, headers, body: String::new() };
        assert_eq!(answer.header("transfer-encoding"), None, "this reader knows no chunks");
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut bytes = vec![0; length];
        stream.read_exact(&mut bytes).await.unwrap();
        answer.body = String::from_utf8(bytes).unwrap();
        answer
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body, which has to be JSON and to say so.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Fails unless the code is one of `codes`.
    #[track_caller]
    pub fn with(self, codes: &[u16]) -> Self {
        assert!(codes.contains(&self.code), "none of {codes:?}: {self:?}");
        self
    }
}
