//! What bodies are written as, and what they are read from.

use serde_json::{Value, json};

use super::*;
use crate::application::ClusterKind;
use crate::secret::Secret;

fn example(name: &str) -> Value {
    let file = format!("{}/tests/answers/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The create of the document's example, in the order that the provider shows it.
fn minimal_kafka() -> Value {
    json!({"name": "demo-kafka", "kafkaVersion": "4.1.2", "slaTier": "NON_PRODUCTION", "privateNetworkCluster": false,
        "pciComplianceMode": false, "clientToClusterEncryption": false, "allowDeleteTopics": true,
        "autoCreateTopics": true, "defaultReplicationFactor": 3, "defaultNumberOfPartitions": 3,
        "dataCentres": [{"name": "AWS_VPC_US_EAST_1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1",
            "network": "10.0.0.0/16", "nodeSize": "KFK-DEV-t4g.small-5", "numberOfNodes": 3}]})
}

fn minimal_cassandra() -> Value {
    json!({"name": "demo-cassandra", "cassandraVersion": "5.0.6", "slaTier": "NON_PRODUCTION",
        "privateNetworkCluster": false, "pciComplianceMode": false, "luceneEnabled": false,
        "passwordAndUserAuth": true, "dataCentres": [{"name": "DC1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1",
            "network": "10.1.0.0/16", "nodeSize": "CAS-DEV-t4g.small-5", "numberOfNodes": 3, "replicationFactor": 3,
            "clientToClusterEncryption": false, "continuousBackup": false, "privateIpBroadcastForDiscovery": false}]})
}

fn there_and_back<B: ClusterBody>(json: &Value) -> Value {
    serde_json::from_value::<B>(json.clone()).unwrap().to_json()
}

#[test]
fn the_smallest_bodies_are_written_as_they_were_read() {
    assert_eq!(there_and_back::<KafkaClusterBody>(&minimal_kafka()), minimal_kafka());
    assert_eq!(there_and_back::<CassandraClusterBody>(&minimal_cassandra()), minimal_cassandra());
}

#[test]
fn every_field_of_a_full_answer_is_written_as_it_was_read() {
    assert_eq!(there_and_back::<KafkaClusterBody>(&example("kafka_v2")), example("kafka_v2"));
    assert_eq!(there_and_back::<KafkaClusterBody>(&example("kafka_v3")), example("kafka_v3"));
    let mut cassandra = example("cassandra_v2");
    // Empty is unset, and unset is left out.
    cassandra["dataCentres"][0].as_object_mut().unwrap().retain(|name, _| name != "deletedNodes");
    let mut written = there_and_back::<CassandraClusterBody>(&cassandra);
    written["dataCentres"][0].as_object_mut().unwrap().retain(|name, _| name != "deletedNodes");
    assert_eq!(written, cassandra);
}

#[test]
fn of_a_full_answer_only_what_the_provider_writes_is_not_named() {
    let root = ["id", "status", "currentClusterOperationStatus", "defaultUserPassword"];
    let centre = ["id", "status", "nodes", "deletedNodes"];
    let kafka: KafkaClusterBody = serde_json::from_value(example("kafka_v2")).unwrap();
    assert!(kafka.other.keys().eq(root), "{:?}", kafka.other.keys());
    assert!(kafka.data_centres[0].other.keys().eq(centre), "{:?}", kafka.data_centres[0].other.keys());
    assert!(kafka.rest_proxy[0].other.is_empty() && kafka.client_telemetry[0].other.is_empty());
    let cassandra: CassandraClusterBody = serde_json::from_value(example("cassandra_v2")).unwrap();
    let names: Vec<_> = cassandra.data_centres[0].other.keys().map(String::as_str).collect();
    assert_eq!(names, ["id", "status", "currentOperations", "nodes", "deletedNodes"]);
    assert_eq!(cassandra.other["spark"][0]["version"], "1.2.3");
}

#[test]
fn what_only_the_provider_writes_is_not_read_into_a_body() {
    let kafka = KafkaClusterBody::from_json(&example("kafka_v2")).unwrap();
    assert!(kafka.other.is_empty() && kafka.data_centres[0].other.is_empty());
    let link = &kafka.data_centres[0].private_link[0];
    assert_eq!((link.advertised_hostname.as_str(), &link.end_point_service_id), ("kafka.example.org", &None));
    assert_eq!(kafka.tiered_storage[0].s3_settings[0].prefix, None);
    let text = kafka.to_json().to_string();
    assert!(text.contains("s3cret-of-registry") && !text.contains("s3cret-of-ickafka"));
    let cassandra = CassandraClusterBody::from_json(&example("cassandra_v2")).unwrap();
    assert!(cassandra.data_centres.iter().all(|centre| centre.other.is_empty()));
    assert_eq!(cassandra.data_centres[0].shotover_proxy[0].version, None);
}

#[test]
fn whatever_unset_is_written_as_is_read_as_unset() {
    let unset = json!({"name": "a", "kraft": null, "restProxy": [], "description": null, "slaTier": null,
        "defaultReplicationFactor": null, "privateNetworkCluster": null, "newer": {"x": 1},
        "dataCentres": [null, {"tags": null, "awsSettings": [], "providerAccountName": "", "newer": [2]}]});
    let body: KafkaClusterBody = serde_json::from_value(unset).unwrap();
    let expected = KafkaClusterBody {
        name: "a".to_owned(),
        other: json!({"newer": {"x": 1}}).as_object().cloned().unwrap(),
        data_centres: vec![KafkaDataCentreBody {
            provider_account_name: Some(String::new()),
            other: json!({"newer": [2]}).as_object().cloned().unwrap(),
            ..KafkaDataCentreBody::default()
        }],
        ..KafkaClusterBody::default()
    };
    assert_eq!(body, expected);
}

#[test]
fn a_field_of_another_type_is_said_so_without_its_value() {
    let table = [
        (json!({"dataCentres": [{"privateLink": true}]}), "invalid type: boolean, expected a sequence"),
        (json!({"clientTelemetry": "s3cret, expected"}), "invalid type: string, expected a sequence"),
        (json!({"restProxy": [{"schemaRegistryPassword": 5318008}]}), "invalid type: integer, expected a string"),
        (json!({"defaultNumberOfPartitions": -5318008}), "invalid value: integer, expected u32"),
    ];
    for (json, expected) in table {
        let bad = KafkaClusterBody::from_json(&json).unwrap_err().to_string();
        assert_eq!(bad, format!("not the body of such a cluster: {expected}"));
    }
}

#[test]
fn kafka_v3_is_for_private_connectivity_alone() {
    let mut body = KafkaClusterBody::from_json(&minimal_kafka()).unwrap();
    assert_eq!(body.kind(), ClusterKind::KafkaV2);
    body.data_centres[0].private_connectivity.push(KafkaPrivateConnectivity::default());
    assert_eq!(body.kind(), ClusterKind::KafkaV3);
    assert_eq!(CassandraClusterBody::default().kind(), ClusterKind::CassandraV2);
}

#[test]
fn a_secret_reaches_the_wire_and_nothing_else() {
    let secret = || Some(Secret::new("s3cret"));
    let header = AuthenticationHeader { key: "X".to_owned(), value: secret(), ..Default::default() };
    let log_in = BasicAuthentication { username: "u".to_owned(), password: secret(), ..Default::default() };
    let telemetry = ClientTelemetry {
        basic_authentication: vec![log_in.clone()],
        authentication_headers: vec![header.clone()],
        ..Default::default()
    };
    let proxy = RestProxy { schema_registry_password: secret(), ..RestProxy::default() };
    let body = KafkaClusterBody {
        rest_proxy: vec![proxy.clone()],
        client_telemetry: vec![telemetry.clone()],
        ..KafkaClusterBody::default()
    };
    assert_eq!(body.to_json().to_string().matches("s3cret").count(), 3);
    for shown in [
        format!("{body:?}"),
        format!("{telemetry:?}"),
        format!("{header:?}"),
        format!("{log_in:?}"),
        format!("{proxy:?}"),
    ] {
        assert!(!shown.contains("s3cret") && shown.contains("•••"), "{shown}");
    }
}
