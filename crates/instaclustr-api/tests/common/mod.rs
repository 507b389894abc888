//! A provider in this process, with no socket, and what it was asked.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use instaclustr_api::{Client, Secret, ServiceTransport, Transport, TransportError};

pub type Request = http::Request<Bytes>;
pub type Response = http::Response<Bytes>;
pub type Requests = Arc<Mutex<Vec<Request>>>;

/// A client whose provider gives `answer` to everything, and the requests it saw.
pub fn client_of(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> (Client, Requests) {
    client_that(move |_| answer())
}

/// A client whose provider answers each request as `respond` says, and the requests it saw.
pub fn client_that(respond: impl Fn(&Request) -> Response + Clone + Send + Sync + 'static) -> (Client, Requests) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&seen);
    let service = tower::service_fn(move |request: Request| {
        let answer = respond(&request);
        record.lock().unwrap().push(request);
        async move { Ok::<_, Never>(answer) }
    });
    (client_over(ServiceTransport::new(service)), seen)
}

/// A client whose provider gives the answers one after another, a transport's failure among them, and the last for ever.
pub fn client_in_turn(answers: Vec<Result<Response, TransportError>>) -> (Client, Requests) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&seen);
    let left = Arc::new(Mutex::new(VecDeque::from(answers)));
    let service = tower::service_fn(move |request: Request| {
        record.lock().unwrap().push(request);
        let mut left = left.lock().unwrap();
        let answer = if left.len() > 1 { left.pop_front().unwrap() } else { left.front().unwrap().clone() };
        async move { answer }
    });
    (client_over(ServiceTransport::new(service)), seen)
}

/// A client that speaks through `transport`.
pub fn client_over(transport: impl Transport + 'static) -> Client {
    Client::new("https://api.example/", "ann", Secret::new("k3y-of-ann"), Arc::new(transport)).unwrap()
}

/// The error of a service that has none.
#[derive(Clone)]
pub struct Never(Infallible);

impl From<Never> for TransportError {
    fn from(never: Never) -> Self {
        match never.0 {}
    }
}

/// An answer.
pub fn answer(status: u16, body: impl Into<Bytes>) -> Response {
    http::Response::builder().status(status).body(body.into()).unwrap()
}

/// A client whose provider gives this one answer to everything.
pub fn with(status: u16, body: impl Into<Bytes>) -> (Client, Requests) {
    let body = body.into();
    client_of(move || answer(status, body.clone()))
}

/// The one request that was made.
pub fn only(seen: &Requests) -> Request {
    let mut seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 1, "one call is one request");
    seen.remove(0)
}

/// `METHOD PATH?QUERY` of each request, one a line.
pub fn lines(seen: &Requests) -> String {
    let line = |request: &Request| format!("{} {}", request.method(), request.uri().path_and_query().unwrap());
    seen.lock().unwrap().iter().map(line).collect::<Vec<_>>().join("\n")
}
