//! For unit tests: answers of the provider as the client reads them.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use instaclustr_api::{Client, Cluster, Secret, Transport, TransportError};
use serde_json::Value;

/// A provider that gives one answer.
struct Says(String);

impl Transport for Says {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        std::future::ready(Ok(http::Response::new(Bytes::from(self.0.clone())))).boxed()
    }
}

/// The Kafka cluster that an answer shows.
pub(crate) fn cluster(answer: &Value) -> Cluster {
    let id = answer["id"].as_str().unwrap();
    let says = Arc::new(Says(answer.to_string()));
    let client = Client::new("http://127.0.0.1:1", "user", Secret::new("key"), says).unwrap();
    let read = client.get_cluster(instaclustr_api::Application::Kafka, id).now_or_never();
    read.unwrap().unwrap()
}
