//! The client in the vendor's Kubernetes operator, `k8s v0.1.1`.

use serde_json::Value;
use slipway_sandbox::cloud::Rate;

use crate::wire::{Answer, Client, Provider};
use crate::{CASSANDRA, KAFKA, LONG, PEERS, RULES, WINDOWS, cluster};

/// Blocks that are not set are null, even the read-only `nodes`.
pub const KAFKA_CREATE: &str = r#"{"name":"op-kafka","kafkaVersion":"4.1.2","privateNetworkCluster":false,"slaTier":"NON_PRODUCTION","twoFactorDelete":null,"allowDeleteTopics":true,"autoCreateTopics":true,"clientToClusterEncryption":false,"dataCentres":[{"name":"DC1","region":"US_EAST_1","cloudProvider":"AWS_VPC","providerAccountName":"INSTACLUSTR","network":"10.0.0.0/16","tags":[{"key":"b","value":"2"},{"key":"a","value":"1"}],"nodeSize":"KFK-DEV-t4g.small-5","numberOfNodes":3,"nodes":null}],"dedicatedZookeeper":null,"defaultNumberOfPartitions":3,"defaultReplicationFactor":3,"karapaceRestProxy":null,"karapaceSchemaRegistry":null,"pciComplianceMode":false,"restProxy":null,"schemaRegistry":null,"description":"made by the operator"}"#;
pub const CASSANDRA_CREATE: &str = r#"{"name":"op-cassandra","cassandraVersion":"5.0.6","luceneEnabled":false,"passwordAndUserAuth":true,"pciComplianceMode":false,"privateNetworkCluster":false,"slaTier":"NON_PRODUCTION","resizeSettings":null,"dataCentres":[{"name":"DC1","region":"US_EAST_1","cloudProvider":"AWS_VPC","providerAccountName":"INSTACLUSTR","network":"10.1.0.0/16","nodeSize":"CAS-DEV-t4g.small-5","numberOfNodes":3,"replicationFactor":3,"clientToClusterEncryption":false,"continuousBackup":false,"privateIpBroadcastForDiscovery":false,"tags":null}]}"#;

async fn send(provider: &Provider, method: &str, path: &str, body: &str) -> Answer {
    provider.send(Client::Operator, method, path, body).await
}

/// Creates on the path with a slash at the end, and waits until the cluster is ready for a change.
async fn ready(provider: &Provider, root: &str, body: &str) -> (String, Value) {
    let created = send(provider, "POST", &format!("{root}/"), body).await.with(&[202]).json();
    cluster::is_shown_rightly(&created);
    let path = format!("{root}/{}", created["id"].as_str().unwrap());
    provider.pass(LONG);
    let seen = send(provider, "GET", &path, "").await.with(&[200]).json();
    cluster::is_shown_rightly(&seen);
    assert_eq!((&seen["status"], &seen["currentClusterOperationStatus"]), (&"RUNNING".into(), &"NO_OPERATION".into()));
    (path, seen)
}

/// The operator's update: the data centres alone, and how many nodes at a time.
fn resized(cluster: &str, size: &str) -> String {
    let body: Value = serde_json::from_str(cluster).unwrap();
    let mut data_centres = body["dataCentres"].clone();
    data_centres[0]["nodeSize"] = size.into();
    serde_json::json!({ "dataCentres": data_centres, "resizeSettings": [{ "concurrency": 1 }] }).to_string()
}

#[tokio::test]
async fn clusters_of_both_products_are_created_by_202_and_come_up() {
    let provider = Provider::start(Rate::default()).await;
    ready(&provider, KAFKA, KAFKA_CREATE).await;
    ready(&provider, CASSANDRA, CASSANDRA_CREATE).await;
}

#[tokio::test]
async fn tags_are_shown_by_key_however_they_were_sent() {
    let provider = Provider::start(Rate::default()).await;
    let (_, cluster) = ready(&provider, KAFKA, KAFKA_CREATE).await;
    let tags = &cluster["dataCentres"][0]["tags"];
    assert_eq!((&tags[0]["key"], &tags[1]["key"]), (&"a".into(), &"b".into()));
}

#[tokio::test]
async fn a_search_finds_a_cluster_by_its_name_and_is_never_empty_on_top() {
    let provider = Provider::start(Rate::default()).await;
    let (_, cluster) = ready(&provider, KAFKA, KAFKA_CREATE).await;
    let search = |name| format!("/cluster-management/v2/data-sources/clusters/v2/?search=name:{name}");
    let found = send(&provider, "GET", &search("op-kafka"), "").await.with(&[200]).json();
    assert_eq!(found[0]["clusters"][0]["id"], cluster["id"]);
    assert_eq!(found[0]["clusters"].as_array().unwrap().len(), 1);
    let none = send(&provider, "GET", &search("no-such"), "").await.with(&[200]).json();
    assert!(none[0]["accountId"].is_string(), "the operator takes element 0 without looking: {none}");
    assert_eq!(none[0]["clusters"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_resize_is_listed_while_it_runs_and_keeps_the_description() {
    let provider = Provider::start(Rate::default()).await;
    let (path, cluster) = ready(&provider, KAFKA, KAFKA_CREATE).await;
    let body = resized(KAFKA_CREATE, "KFK-DEV-t4g.small-30");
    send(&provider, "PUT", &path, &body).await.with(&[202]).json();
    send(&provider, "PUT", &path, &body).await.with(&[409]).json();
    let data_centre = cluster["dataCentres"][0]["id"].as_str().unwrap();
    let list = format!(
        "/cluster-management/v2/data-sources/cluster-data-centres/v2/{data_centre}/resize/operations/v2?activeOnly=true"
    );
    let active = send(&provider, "GET", &list, "").await.with(&[200]).json();
    assert_eq!(active["operations"].as_array().map(Vec::len), Some(1), "one object with its operations: {active}");
    assert_eq!(active["operations"][0]["newNodeSize"], "KFK-DEV-t4g.small-30");
    let busy = send(&provider, "GET", &path, "").await.with(&[200]).json();
    assert_eq!(busy["status"], "RUNNING", "it works on while it is resized");
    provider.pass(24 * LONG);
    let after = send(&provider, "GET", &path, "").await.with(&[200]).json();
    cluster::is_shown_rightly(&after);
    assert_eq!(after["currentClusterOperationStatus"], "NO_OPERATION");
    assert_eq!(after["dataCentres"][0]["nodeSize"], "KFK-DEV-t4g.small-30");
    assert_eq!(after["description"], "made by the operator");
    let active = send(&provider, "GET", &list, "").await.with(&[200]).json();
    assert_eq!(active["operations"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn settings_are_changed_by_202() {
    let provider = Provider::start(Rate::default()).await;
    let (path, cluster) = ready(&provider, KAFKA, KAFKA_CREATE).await;
    let id = cluster["id"].as_str().unwrap();
    let settings = format!("/cluster-management/v2/operations/clusters/v2/{id}/change-settings/v2");
    send(&provider, "PUT", &settings, r#"{"description":"changed"}"#).await.with(&[202]);
    provider.pass(LONG);
    assert_eq!(send(&provider, "GET", &path, "").await.json()["description"], "changed");
}

#[tokio::test]
async fn the_default_users_credentials_are_told_by_the_old_api_with_202() {
    let provider = Provider::start(Rate::default()).await;
    for (root, body, name) in [(KAFKA, KAFKA_CREATE, "ickafka"), (CASSANDRA, CASSANDRA_CREATE, "iccassandra")] {
        let (_, cluster) = ready(&provider, root, body).await;
        let path = format!("/provisioning/v1/{}", cluster["id"].as_str().unwrap());
        let credentials = send(&provider, "GET", &path, "").await.with(&[202]).json();
        assert_eq!(credentials["username"], name);
        assert_eq!(credentials["instaclustrUserPassword"], cluster["defaultUserPassword"]);
    }
}

#[tokio::test]
async fn a_rule_a_window_and_a_peering_are_made_by_202_and_deleted_by_204() {
    let provider = Provider::start(Rate::default()).await;
    let (_, cluster) = ready(&provider, KAFKA, KAFKA_CREATE).await;
    let (id, data_centre) = (&cluster["id"], &cluster["dataCentres"][0]["id"]);
    let made = [
        (RULES, format!(r#"{{"clusterId":{id},"network":"203.0.113.7/32","type":"KAFKA"}}"#)),
        (WINDOWS, format!(r#"{{"clusterId":{id},"dayOfWeek":"MONDAY","startHour":3,"durationInHours":2}}"#)),
        (
            PEERS,
            format!(
                r#"{{"cdcId":{data_centre},"peerAwsAccountId":"123456789012","peerSubnets":["192.168.0.0/24"],"peerVpcId":"vpc-0123456789abcdef0","peerRegion":"US_EAST_1"}}"#
            ),
        ),
    ];
    for (root, body) in made {
        let one = send(&provider, "POST", &format!("{root}/"), &body).await.with(&[202]).json();
        cluster::echoes(&serde_json::from_str(&body).unwrap(), &one);
        let path = format!("{root}/{}", one["id"].as_str().unwrap());
        send(&provider, "GET", &path, "").await.with(&[200]);
        let answer = send(&provider, "DELETE", &path, "").await.with(&[204]);
        assert_eq!(answer.body, "");
    }
}

#[tokio::test]
async fn maintenance_events_are_never_empty_on_top() {
    let provider = Provider::start(Rate::default()).await;
    let (_, cluster) = ready(&provider, KAFKA, KAFKA_CREATE).await;
    let id = cluster["id"].as_str().unwrap();
    for kind in ["upcoming", "in-progress", "past"] {
        let path = format!("/cluster-management/v2/data-sources/cluster/{id}/maintenance-events/v2/{kind}/v2/");
        let events = send(&provider, "GET", &path, "").await.with(&[200]).json();
        assert_eq!(events[0]["clusterId"], id, "the operator takes element 0 without looking: {events}");
        assert!(events[0]["maintenanceEvents"].is_array());
    }
}

#[tokio::test]
async fn a_path_answers_alike_with_and_without_a_slash_at_the_end() {
    let provider = Provider::start(Rate::Off).await;
    let (path, cluster) = ready(&provider, CASSANDRA, CASSANDRA_CREATE).await;
    let (id, data_centre) = (cluster["id"].as_str().unwrap(), cluster["dataCentres"][0]["id"].as_str().unwrap());
    let sources = "/cluster-management/v2/data-sources";
    for path in [
        path,
        format!("{sources}/clusters/v2"),
        format!("{sources}/applications/cassandra/versions/v2"),
        format!("{sources}/applications/cassandra/clusters/v2/{id}/list-backups/v2"),
        format!("{sources}/cluster/{id}/network-firewall-rules/v2"),
        format!("{sources}/cluster/{id}/exclusion-windows/v2"),
        format!("{sources}/cluster/{id}/maintenance-events/v2/upcoming/v2"),
        format!("{sources}/cluster-data-centres/v2/{data_centre}/resize/operations/v2"),
        format!("{sources}/providers/aws/vpc-peers/v2"),
        format!("/provisioning/v1/{id}"),
    ] {
        let (without, with) =
            (send(&provider, "GET", &path, "").await, send(&provider, "GET", &format!("{path}/"), "").await);
        assert!((200..300).contains(&without.code), "{path}: {without:?}");
        assert_eq!((without.code, without.body), (with.code, with.body), "{path}");
    }
}

#[tokio::test]
async fn a_deleted_cluster_is_not_found() {
    let provider = Provider::start(Rate::default()).await;
    for (root, body) in [(KAFKA, KAFKA_CREATE), (CASSANDRA, CASSANDRA_CREATE)] {
        let (path, _) = ready(&provider, root, body).await;
        send(&provider, "DELETE", &path, "").await.with(&[202, 204]);
        provider.pass(LONG);
        send(&provider, "GET", &path, "").await.with(&[404]);
    }
}
