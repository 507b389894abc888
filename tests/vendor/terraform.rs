//! The vendor's Terraform provider, v2.1.89: applies, refreshes, changes and destroys.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_sandbox::cloud::Rate;

use crate::wire::{Answer, Client, Provider};
use crate::{CASSANDRA, KAFKA, LONG, RULES, cluster};

/// What the configuration does not write inside a data centre goes out empty, at the root it is absent.
const KAFKA_CREATE: &str = r#"{"allowDeleteTopics":true,"autoCreateTopics":true,"clientToClusterEncryption":false,"dataCentres":[{"awsSettings":[],"azureSettings":[],"cloudProvider":"AWS_VPC","gcpSettings":[],"name":"AWS_VPC_US_EAST_1","network":"10.0.0.0/16","nodeSize":"KFK-DEV-t4g.small-5","numberOfNodes":3,"privateLink":[],"providerAccountName":"","region":"US_EAST_1","tags":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}],"defaultNumberOfPartitions":3,"defaultReplicationFactor":3,"kafkaVersion":"4.1.2","name":"tf-kafka","pciComplianceMode":false,"privateNetworkCluster":false,"slaTier":"NON_PRODUCTION"}"#;
const CASSANDRA_CREATE: &str = r#"{"cassandraVersion":"5.0.6","dataCentres":[{"awsSettings":[],"azureSettings":[],"clientToClusterEncryption":false,"cloudProvider":"AWS_VPC","continuousBackup":false,"gcpSettings":[],"name":"DC1","network":"10.1.0.0/16","nodeSize":"CAS-DEV-t4g.small-5","numberOfNodes":3,"privateIpBroadcastForDiscovery":false,"privateLink":false,"providerAccountName":"","region":"US_EAST_1","replicationFactor":3,"tags":[]}],"luceneEnabled":false,"name":"tf-cassandra","passwordAndUserAuth":true,"pciComplianceMode":false,"privateNetworkCluster":false,"slaTier":"NON_PRODUCTION"}"#;

/// At the root of an update, beside what the configuration writes.
const KAFKA_UNSET: [&str; 8] = [
    "dedicatedZookeeper",
    "karapaceRestProxy",
    "karapaceSchemaRegistry",
    "kraft",
    "restProxy",
    "schemaRegistry",
    "resizeSettings",
    "twoFactorDelete",
];
const CASSANDRA_UNSET: [&str; 3] = ["spark", "resizeSettings", "twoFactorDelete"];

async fn send(provider: &Provider, method: &str, path: &str, body: &str) -> Answer {
    provider.send(Client::Terraform, method, path, body).await
}

/// Asks as the provider does, every 5 s, until `field` has the word it waits for. Any word that is neither pending nor
/// the end taints what was made.
async fn wait(provider: &Provider, path: &str, field: &str, pending: &[&str], end: &str) -> Value {
    provider.pass(Duration::from_secs(1));
    for _ in 0..1_000 {
        let seen = send(provider, "GET", path, "").await.with(&[200]).json();
        let word = seen[field].as_str().unwrap_or_else(|| panic!("no {field}: {seen}"));
        if word == end {
            return seen;
        }
        assert!(pending.contains(&word), "{field} is {word}: {seen}");
        provider.pass(Duration::from_secs(5));
    }
    panic!("{path}: {field} never was {end}");
}

async fn settled(provider: &Provider, path: &str) -> Value {
    wait(provider, path, "currentClusterOperationStatus", &["OPERATION_IN_PROGRESS"], "NO_OPERATION").await
}

async fn applied(provider: &Provider, root: &str, body: &str) -> (String, Value) {
    let created = send(provider, "POST", root, body).await.with(&[202]).json();
    cluster::is_shown_rightly(&created);
    cluster::echoes(&serde_json::from_str(body).unwrap(), &created);
    let path = format!("{root}/{}", created["id"].as_str().unwrap());
    let seen = settled(provider, &path).await;
    cluster::is_shown_rightly(&seen);
    cluster::echoes(&serde_json::from_str(body).unwrap(), &seen);
    (path, seen)
}

/// The body of an update: what the configuration says, everything else as unset.
fn update(create: &str, unset: &[&str], change: impl FnOnce(&mut Value)) -> String {
    let mut body: Value = serde_json::from_str(create).unwrap();
    body["bundledUseOnly"] = json!(false);
    body["description"] = json!("");
    for name in unset {
        body[*name] = json!([]);
    }
    change(&mut body);
    // Go writes a map with its keys in order.
    let sorted: std::collections::BTreeMap<_, _> = body.as_object().unwrap().iter().collect();
    serde_json::to_string(&sorted).unwrap()
}

#[tokio::test]
async fn the_document_is_given_without_a_log_in_and_names_this_server() {
    let provider = Provider::start(Rate::default()).await;
    let path = "/cluster-management/v2/swagger-for-terraform.yaml";
    // It asks two to four times for each command, and ends at anything but 200.
    for _ in 0..4 {
        let answer = provider.send(Client::TerraformAtStart, "GET", path, "").await.with(&[200]);
        let lines: Vec<String> = answer.body.lines().map(|line| line.replace(['"', '\''], "")).collect();
        assert!(lines.contains(&"swagger: 2.0".to_owned()), "{answer:?}");
        assert!(lines.contains(&format!("host: {}", provider.address())), "{answer:?}");
        assert!(!answer.body.contains("instaclustr.com") && !answer.body.contains("https"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_kafka_cluster_is_applied_and_every_field_reads_as_written() {
    let provider = Provider::start(Rate::default()).await;
    applied(&provider, KAFKA, KAFKA_CREATE).await;
}

#[tokio::test]
async fn a_cassandra_cluster_is_applied_and_every_field_reads_as_written() {
    let provider = Provider::start(Rate::default()).await;
    applied(&provider, CASSANDRA, CASSANDRA_CREATE).await;
}

#[tokio::test]
async fn a_new_cluster_can_be_read_at_once() {
    let provider = Provider::start(Rate::default()).await;
    let created = send(&provider, "POST", KAFKA, KAFKA_CREATE).await.json();
    let path = format!("{KAFKA}/{}", created["id"].as_str().unwrap());
    send(&provider, "GET", &path, "").await.with(&[200]);
}

#[tokio::test]
async fn a_description_is_changed_by_a_put_that_carries_every_field() {
    let provider = Provider::start(Rate::default()).await;
    for (root, create, unset) in
        [(KAFKA, KAFKA_CREATE, &KAFKA_UNSET[..]), (CASSANDRA, CASSANDRA_CREATE, &CASSANDRA_UNSET[..])]
    {
        let (path, before) = applied(&provider, root, create).await;
        assert_eq!(before["dataCentres"][0]["providerAccountName"], "INSTACLUSTR");
        let body = update(create, unset, |body| body["description"] = json!("changed"));
        send(&provider, "GET", &path, "").await.with(&[200]);
        let answer = send(&provider, "PUT", &path, &body).await.with(&[202]).json();
        cluster::is_shown_rightly(&answer);
        let after = settled(&provider, &path).await;
        cluster::echoes(&serde_json::from_str(&body).unwrap(), &after);
        assert_eq!(after["description"], "changed");
    }
}

#[tokio::test]
async fn a_put_without_any_change_is_taken_and_changes_nothing() {
    let provider = Provider::start(Rate::default()).await;
    let (path, before) = applied(&provider, KAFKA, KAFKA_CREATE).await;
    send(&provider, "PUT", &path, &update(KAFKA_CREATE, &KAFKA_UNSET, |_| ())).await.with(&[202]);
    let after = settled(&provider, &path).await;
    assert_eq!(before, after);
}

#[tokio::test]
async fn another_node_size_reads_new_once_no_operation_is_left() {
    let provider = Provider::start(Rate::default()).await;
    for (root, create, unset, size) in [
        (KAFKA, KAFKA_CREATE, &KAFKA_UNSET[..], "KFK-DEV-t4g.small-30"),
        (CASSANDRA, CASSANDRA_CREATE, &CASSANDRA_UNSET[..], "CAS-DEV-t4g.small-30"),
    ] {
        let (path, _) = applied(&provider, root, create).await;
        let body = update(create, unset, |body| body["dataCentres"][0]["nodeSize"] = json!(size));
        let answer = send(&provider, "PUT", &path, &body).await.with(&[202]).json();
        assert_eq!(answer["currentClusterOperationStatus"], "OPERATION_IN_PROGRESS", "{answer}");
        send(&provider, "PUT", &path, &body).await.with(&[409]);
        let after = settled(&provider, &path).await;
        cluster::is_shown_rightly(&after);
        cluster::echoes(&serde_json::from_str(&body).unwrap(), &after);
    }
}

#[tokio::test]
async fn a_refused_put_leaves_the_cluster_as_it_was() {
    let provider = Provider::start(Rate::default()).await;
    let (path, before) = applied(&provider, KAFKA, KAFKA_CREATE).await;
    let body = update(KAFKA_CREATE, &KAFKA_UNSET, |body| body["kafkaVersion"] = json!("4.2.1"));
    let refusal = send(&provider, "PUT", &path, &body).await.with(&[400]).json();
    assert_eq!(refusal["errors"][0]["name"], "kafkaVersion", "{refusal}");
    assert_eq!(send(&provider, "GET", &path, "").await.json(), before);
}

#[tokio::test]
async fn a_destroyed_cluster_turns_404() {
    let provider = Provider::start(Rate::default()).await;
    let (path, _) = applied(&provider, KAFKA, KAFKA_CREATE).await;
    let answer = send(&provider, "DELETE", &path, "").await.with(&[202, 204]);
    assert!(answer.code != 204 || answer.body.is_empty());
    provider.pass(LONG);
    send(&provider, "GET", &path, "").await.with(&[404]);
    send(&provider, "DELETE", &path, "").await.with(&[404]);
}

#[tokio::test]
async fn a_firewall_rule_runs_after_genesis_and_provisioning_alone() {
    let provider = Provider::start(Rate::default()).await;
    let (_, cluster) = applied(&provider, KAFKA, KAFKA_CREATE).await;
    let body = format!(r#"{{"clusterId":{},"network":"203.0.113.7/32","type":"KAFKA"}}"#, cluster["id"]);
    let rule = send(&provider, "POST", RULES, &body).await.with(&[202]).json();
    cluster::echoes(&serde_json::from_str(&body).unwrap(), &rule);
    let path = format!("{RULES}/{}", rule["id"].as_str().unwrap());
    wait(&provider, &path, "status", &["GENESIS", "PROVISIONING"], "RUNNING").await;
    send(&provider, "POST", RULES, &body).await.with(&[409]).json();
    send(&provider, "DELETE", &path, "").await.with(&[204]);
    send(&provider, "GET", &path, "").await.with(&[404]);
}

#[tokio::test]
async fn a_refresh_of_many_resources_at_once_meets_no_limit() {
    let provider = Provider::start(Rate::default()).await;
    let (path, _) = applied(&provider, KAFKA, KAFKA_CREATE).await;
    // Ten resources at a time, each read once, three times within the second: far above the 6 a second that were seen.
    for _ in 0..3 {
        let burst = (0..10).map(|_| send(&provider, "GET", &path, ""));
        for answer in futures_util::future::join_all(burst).await {
            answer.with(&[200]);
        }
    }
}
