//! A client and a sandbox in one process, and between them somebody who writes down what passes.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use instaclustr_api::{Client, Secret, ServiceTransport, Transport, TransportError};
use slipway_sandbox::Sandbox;
use slipway_sandbox::cloud::{Account, Cloud, CloudOptions, Rate, Rights, Speed, User};

/// 2026-11-24T14:15:22Z.
const BEGIN_MS: i64 = 1_795_529_722_000;
const USER: &str = "contract";
const KEY: &str = "contract-key";
const READ_ONLY_KEY: &str = "contract-read-only-key";

/// A request and its answer.
#[derive(Clone)]
pub struct Exchange {
    pub method: String,
    /// Without the query.
    pub path: String,
    pub sent: Bytes,
    /// Whether it was sent wrong on purpose.
    pub is_meant_wrong: bool,
    pub code: u16,
    pub content_type: Option<String>,
    pub received: Bytes,
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} → {}", self.method, self.path, self.code)
    }
}

/// The sandbox, the clock it goes by, and what has passed.
#[derive(Clone)]
pub struct World {
    sandbox: Sandbox,
    now_ms: Arc<AtomicI64>,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    means_wrong: bool,
}

impl World {
    pub fn new() -> Self {
        let user = |key, rights| User { name: USER.to_owned(), key: Secret::new(key), rights };
        let users = vec![user(KEY, Rights::Full), user(READ_ONLY_KEY, Rights::ReadOnly)];
        let options = CloudOptions { seed: 4, speed: Speed::LIFE, rate: Rate::Off, accounts: vec![Account { users }] };
        let now_ms = Arc::new(AtomicI64::new(BEGIN_MS));
        let told = Arc::clone(&now_ms);
        let sandbox = Sandbox::new(Cloud::new(options), Arc::new(move || told.load(Ordering::Relaxed)));
        Self { sandbox, now_ms, exchanges: Arc::default(), means_wrong: false }
    }

    /// A client with a full key.
    pub fn client(&self) -> Client {
        self.client_with(KEY)
    }

    /// A client whose key only reads.
    pub fn reader(&self) -> Client {
        self.client_with(READ_ONLY_KEY)
    }

    /// A client that nobody knows.
    pub fn stranger(&self) -> Client {
        self.client_with("a-wrong-key")
    }

    /// A client with a full key, for requests that are wrong on purpose: they have to be refused by 400.
    pub fn wrong(&self) -> Client {
        Self { means_wrong: true, ..self.clone() }.client()
    }

    fn client_with(&self, key: &str) -> Client {
        Client::new("http://127.0.0.1", USER, Secret::new(key), Arc::new(self.clone())).unwrap()
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.now_ms.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// Plans maintenance of a cluster: what the provider's people do, not the API.
    pub async fn plan_maintenance(&self, cluster: &str) {
        let request = http::Request::post(format!("/sandbox/clusters/{cluster}/maintenance-events"))
            .header(AUTHORIZATION, format!("Instaclustr-Terraform {USER}:{KEY}"))
            .header(CONTENT_TYPE, "application/json")
            .body(Bytes::from_static(b"{}"))
            .unwrap();
        let answer = ServiceTransport::new(self.sandbox.clone()).send(request).await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
    }

    /// What has passed until now.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap().clone()
    }
}

impl Transport for World {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
            let sent = request.body().clone();
            let answer = ServiceTransport::new(self.sandbox.clone()).send(request).await?;
            self.exchanges.lock().unwrap().push(Exchange {
                method,
                path,
                sent,
                is_meant_wrong: self.means_wrong,
                code: answer.status().as_u16(),
                content_type: answer.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned()),
                received: answer.body().clone(),
            });
            Ok(answer)
        })
    }
}
