//! The state that every round begins with: half Kafka, half Cassandra, three nodes each, all RUNNING.

use std::path::Path;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use instaclustr_api::Secret;
use serde_json::{Value, json};
use slipway_sandbox::cloud::{Account, Cloud, CloudOptions, Rate, Rights, Speed, User};
use slipway_sandbox::{Journal, system_clock};

const BASE: &str = "/cluster-management/v2/resources/applications";

/// Who asks.
pub const USER: &str = "bench";
/// With what.
pub const KEY: &str = "bench-key";

/// What was written.
pub struct State {
    /// The path of each cluster.
    pub paths: Vec<String>,
    /// How long the journal is, bytes.
    pub bytes: usize,
}

/// Writes the journal of `count` clusters into `directory`.
pub fn write(directory: &Path, count: usize) -> State {
    let users = vec![User { name: USER.to_owned(), key: Secret::new(KEY), rights: Rights::Full }];
    let options = CloudOptions { seed: 7, speed: Speed::LIFE, rate: Rate::Off, accounts: vec![Account { users }] };
    let mut cloud = Cloud::new(options);
    let an_hour_ago = system_clock()() - 3_600_000;
    let paths = (0..count).map(|number| create(&mut cloud, an_hour_ago, number)).collect();
    Journal::begin(directory, &cloud.snapshot()).unwrap();
    let bytes = std::fs::metadata(directory.join("journal.jsonl")).unwrap().len();
    State { paths, bytes: usize::try_from(bytes).unwrap() }
}

fn create(cloud: &mut Cloud, now_ms: i64, number: usize) -> String {
    let (product, body) =
        if number.is_multiple_of(2) { ("kafka", kafka(number)) } else { ("cassandra", cassandra(number)) };
    let path = format!("{BASE}/{product}/clusters/v2");
    let request = Request::builder()
        .method(Method::POST)
        .uri(&path)
        .header("authorization", format!("Instaclustr-Terraform {USER}:{KEY}"))
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()))
        .unwrap();
    let response = cloud.apply(now_ms, &request);
    assert_eq!(response.status(), StatusCode::ACCEPTED, "{:?}", response.body());
    let cluster: Value = serde_json::from_slice(response.body()).unwrap();
    format!("{path}/{}", cluster["id"].as_str().unwrap())
}

fn kafka(number: usize) -> Value {
    json!({ "name": format!("kafka-{number}"), "kafkaVersion": "4.1.2", "slaTier": "NON_PRODUCTION",
        "description": "Made by the bench", "privateNetworkCluster": false, "pciComplianceMode": false,
        "clientToClusterEncryption": true, "allowDeleteTopics": true, "autoCreateTopics": true,
        "defaultReplicationFactor": 3, "defaultNumberOfPartitions": 3,
        "dataCentres": [{ "name": "AWS_VPC_US_EAST_1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1",
            "network": "10.0.0.0/16", "nodeSize": "KFK-DEV-t4g.small-5", "numberOfNodes": 3,
            "tags": [{ "key": "slipway-run", "value": format!("run-{number}") }] }] })
}

fn cassandra(number: usize) -> Value {
    json!({ "name": format!("cassandra-{number}"), "cassandraVersion": "5.0.6", "slaTier": "NON_PRODUCTION",
        "description": "Made by the bench", "privateNetworkCluster": false, "pciComplianceMode": false,
        "luceneEnabled": false, "passwordAndUserAuth": true,
        "dataCentres": [{ "name": "DC1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1", "network": "10.1.0.0/16",
            "nodeSize": "CAS-DEV-t4g.small-5", "numberOfNodes": 3, "replicationFactor": 3,
            "clientToClusterEncryption": false, "continuousBackup": false, "privateIpBroadcastForDiscovery": false,
            "tags": [{ "key": "slipway-run", "value": format!("run-{number}") }] }] })
}
