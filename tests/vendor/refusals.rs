//! Refusals, as the programs show them to their users: code and raw body.

use std::collections::BTreeSet;

use serde_json::Value;
use slipway_sandbox::cloud::Rate;

use crate::wire::{Client, Provider};
use crate::{CASSANDRA, KAFKA, operator};

const UNKNOWN: &str = "4650aa98-e894-4675-9614-558915d5837a";

/// Required by the document `[openapi]`.
const KAFKA_ROOT: [&str; 11] = [
    "allowDeleteTopics",
    "autoCreateTopics",
    "clientToClusterEncryption",
    "dataCentres",
    "defaultNumberOfPartitions",
    "defaultReplicationFactor",
    "kafkaVersion",
    "name",
    "pciComplianceMode",
    "privateNetworkCluster",
    "slaTier",
];
const KAFKA_DATA_CENTRE: [&str; 6] = ["cloudProvider", "name", "network", "nodeSize", "numberOfNodes", "region"];
const CASSANDRA_ROOT: [&str; 8] = [
    "cassandraVersion",
    "dataCentres",
    "luceneEnabled",
    "name",
    "passwordAndUserAuth",
    "pciComplianceMode",
    "privateNetworkCluster",
    "slaTier",
];
const CASSANDRA_DATA_CENTRE: [&str; 10] = [
    "clientToClusterEncryption",
    "cloudProvider",
    "continuousBackup",
    "name",
    "network",
    "nodeSize",
    "numberOfNodes",
    "privateIpBroadcastForDiscovery",
    "region",
    "replicationFactor",
];

/// The fields that a refusal names; each with words.
fn named(refusal: &Value) -> BTreeSet<&str> {
    let errors = refusal["errors"].as_array().unwrap();
    let has_words = |error: &Value| error["message"].as_str().is_some_and(|message| !message.is_empty());
    assert!(!errors.is_empty() && errors.iter().all(has_words), "{refusal}");
    errors.iter().map(|error| error["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_body_that_lacks_fields_is_refused_with_the_name_of_each() {
    let provider = Provider::start(Rate::Off).await;
    for client in [Client::Terraform, Client::Operator] {
        for (path, root, data_centre) in
            [(KAFKA, &KAFKA_ROOT[..], &KAFKA_DATA_CENTRE[..]), (CASSANDRA, &CASSANDRA_ROOT, &CASSANDRA_DATA_CENTRE)]
        {
            let refusal = provider.send(client, "POST", path, "{}").await.with(&[400]).json();
            assert_eq!(named(&refusal), root.iter().copied().collect());
            let refusal = provider.send(client, "POST", path, r#"{"dataCentres":[{}]}"#).await.with(&[400]).json();
            let of_data_centre: Vec<String> =
                data_centre.iter().map(|field| format!("dataCentres[0].{field}")).collect();
            let others = root.iter().copied().filter(|field| *field != "dataCentres");
            assert_eq!(named(&refusal), others.chain(of_data_centre.iter().map(String::as_str)).collect());
        }
    }
}

#[tokio::test]
async fn each_required_field_that_alone_is_missing_is_named_alone() {
    let provider = Provider::start(Rate::Off).await;
    for (path, create, root, data_centre) in [
        (KAFKA, operator::KAFKA_CREATE, &KAFKA_ROOT[..], &KAFKA_DATA_CENTRE[..]),
        (CASSANDRA, operator::CASSANDRA_CREATE, &CASSANDRA_ROOT, &CASSANDRA_DATA_CENTRE),
    ] {
        let whole: Value = serde_json::from_str(create).unwrap();
        let places = root.iter().map(|field| ("", *field)).chain(data_centre.iter().map(|field| (FIRST, *field)));
        for (place, field) in places {
            let mut body = whole.clone();
            body.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(field).unwrap();
            let answer = provider.send(Client::Operator, "POST", path, &body.to_string()).await;
            let refusal = answer.with(&[400]).json();
            let name = if place.is_empty() { field.to_owned() } else { format!("dataCentres[0].{field}") };
            assert_eq!(named(&refusal), BTreeSet::from([name.as_str()]));
        }
    }
}

const FIRST: &str = "/dataCentres/0";

#[tokio::test]
async fn a_wrong_key_is_told_by_401_and_so_is_none() {
    let provider = Provider::start(Rate::default()).await;
    for client in [Client::TerraformWrongKey, Client::OperatorWrongKey, Client::TerraformAtStart] {
        for path in [KAFKA, CASSANDRA, "/cluster-management/v2/data-sources/clusters/v2"] {
            let refusal = provider.send(client, "GET", path, "").await.with(&[401]).json();
            assert!(refusal["message"].as_str().is_some_and(|message| !message.is_empty()), "{client:?}: {refusal}");
        }
    }
}

#[tokio::test]
async fn a_limit_that_is_wanted_answers_429_without_a_body() {
    let provider = Provider::start("1".parse::<Rate>().unwrap()).await;
    let path = format!("{KAFKA}/{UNKNOWN}");
    provider.send(Client::Operator, "GET", &path, "").await.with(&[404]);
    let refusal = provider.send(Client::Operator, "GET", &path, "").await.with(&[429]);
    assert_eq!(refusal.body, "");
}

#[tokio::test]
async fn an_unknown_cluster_is_not_found_whoever_asks() {
    let provider = Provider::start(Rate::default()).await;
    for client in [Client::Terraform, Client::Operator] {
        for method in ["GET", "DELETE"] {
            provider.send(client, method, &format!("{KAFKA}/{UNKNOWN}"), "").await.with(&[404]).json();
        }
    }
}
