//! What each area does, and what holds for all of them.

mod common;
mod firewall;
mod kafka;
mod maintenance;
mod older;
mod peering;
mod restore;

use bytes::Bytes;
use http::{Method, Request};
use instaclustr_api::Secret;
use serde_json::{Value, json};

use super::check::broken;
use crate::cloud::{Account, Change, Cloud, CloudOptions, Fate, Rate, Record, Rights, Speed, Twist, User};
use crate::testing::{acls, aws_peer, cassandra_create, cassandra_of, kafka_create, kafka_user};

const BASE: &str = "/cluster-management/v2";
const START: i64 = 1_795_564_800_000;

fn options(seed: u64) -> CloudOptions {
    let user = |name: &str, key: &str, rights| User { name: name.to_owned(), key: Secret::new(key), rights };
    let first = vec![user("ann", "full", Rights::Full), user("ann", "look", Rights::ReadOnly)];
    let second = vec![user("bob", "full", Rights::Full)];
    let accounts = vec![Account { users: first }, Account { users: second }];
    CloudOptions { seed, speed: Speed::LIFE, rate: Rate::Off, accounts }
}

fn request(pair: &str, method: &Method, path: &str, body: &Value) -> Request<Bytes> {
    let builder = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let builder = builder.header("authorization", format!("Instaclustr-Terraform {pair}"));
    let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    builder.body(body).unwrap()
}

/// A cloud with a Kafka and a Cassandra cluster, somebody who asks, and what the journal would hold.
pub(crate) struct Desk {
    pub(crate) cloud: Cloud,
    pub(crate) now: i64,
    pub(super) kafka: String,
    cassandra: String,
    records: Vec<Record>,
}

impl Desk {
    /// Both clusters were just accepted.
    fn fresh() -> Self {
        let cloud = Cloud::new(options(1));
        let records = cloud.snapshot();
        let mut desk = Self { cloud, now: START, kafka: String::new(), cassandra: String::new(), records };
        desk.kafka = desk.create("kafka", &kafka_create("streams"));
        desk.cassandra = desk.create("cassandra", &cassandra_create("tables"));
        desk
    }

    /// Both clusters run.
    pub(crate) fn new() -> Self {
        let mut desk = Self::fresh();
        desk.wait(600);
        desk
    }

    fn create(&mut self, application: &str, body: &Value) -> String {
        let path = format!("{BASE}/resources/applications/{application}/clusters/v2");
        let (status, cluster) = self.ask(Method::POST, &path, body.clone());
        assert_eq!(status, 202, "{cluster}");
        text(&cluster, "id")
    }

    pub(super) fn wait(&mut self, seconds: i64) {
        self.now += seconds * 1_000;
    }

    fn send(&mut self, request: &Request<Bytes>) -> (u16, Value) {
        let decision = self.cloud.decide(self.now, request);
        self.records.extend(decision.change.as_ref().map(Change::record));
        decision.change.into_iter().for_each(|change| self.cloud.commit(change));
        assert_eq!(broken(&self.cloud), Vec::<String>::new());
        let body = decision.response.body();
        let value = if body.is_empty() { Value::Null } else { serde_json::from_slice(body).unwrap() };
        (decision.response.status().as_u16(), value)
    }

    fn ask_as(&mut self, pair: &str, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.send(&request(pair, &method, path, &body))
    }

    fn ask(&mut self, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.ask_as("ann:full", method, path, body)
    }

    fn get(&mut self, path: &str) -> (u16, Value) {
        self.ask(Method::GET, path, Value::Null)
    }

    /// What is at `path`.
    fn shown(&mut self, path: &str) -> Value {
        let (status, value) = self.get(path);
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    fn delete(&mut self, path: &str) -> (u16, Value) {
        self.ask(Method::DELETE, path, Value::Null)
    }

    /// Makes what `body` says and returns its path.
    pub(super) fn made(&mut self, path: &str, body: Value) -> String {
        let (status, made) = self.ask(Method::POST, path, body);
        assert_eq!(status, 202, "{path}: {made}");
        format!("{path}/{}", text(&made, "id"))
    }

    /// The id of the first data centre of a cluster.
    fn data_centre(&self, cluster: &str) -> String {
        let cluster = self.cloud.clusters().iter().find(|one| one.id().to_string() == cluster).unwrap();
        cluster.data_centres()[0].id().to_string()
    }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} of {value}")).to_owned()
}

/// The fields that a refusal names.
fn fields(refusal: &Value) -> Vec<String> {
    refusal["errors"].as_array().unwrap().iter().map(|error| text(error, "name")).collect()
}

pub(super) fn rules() -> String {
    format!("{BASE}/resources/network-firewall-rules/v2")
}

pub(super) fn rule(cluster: &str) -> Value {
    json!({ "clusterId": cluster, "network": "203.0.113.7/32", "type": "KAFKA" })
}
