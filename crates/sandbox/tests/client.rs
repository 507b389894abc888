//! The client of this workspace against the sandbox in one process, from create to gone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "the whole file is tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use instaclustr_api::{Application, Client, Error, Secret, ServiceTransport, Status, TransportError};
use serde_json::{Value, json};
use slipway_sandbox::Sandbox;
use slipway_sandbox::cloud::{Account, Cloud, CloudOptions, Rate, Rights, Speed, User};

/// A sandbox, a client of it, and the time, which only the test moves.
struct Scene {
    sandbox: Sandbox,
    client: Client,
    now: Arc<AtomicI64>,
}

fn scene() -> Scene {
    let user = User { name: "ann".to_owned(), key: Secret::new("key"), rights: Rights::Full };
    let accounts = vec![Account { users: vec![user] }];
    let options = CloudOptions { seed: 1, speed: Speed::LIFE, rate: Rate::default(), accounts };
    let now = Arc::new(AtomicI64::new(1_795_564_800_000));
    let clock = Arc::clone(&now);
    let sandbox = Sandbox::new(Cloud::new(options), Arc::new(move || clock.load(Ordering::Relaxed)));
    let transport = Arc::new(ServiceTransport::new(sandbox.clone()));
    let client = Client::new("https://sandbox.invalid", "ann", Secret::new("key"), transport).unwrap();
    Scene { sandbox, client, now }
}

impl Scene {
    fn wait_seconds(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }
}

fn cassandra() -> Value {
    json!({ "name": "demo", "cassandraVersion": "5.0.6", "slaTier": "NON_PRODUCTION", "privateNetworkCluster": false,
        "pciComplianceMode": false, "luceneEnabled": false, "passwordAndUserAuth": true,
        "dataCentres": [{ "name": "DC1", "cloudProvider": "GCP", "region": "us-east1", "network": "10.1.0.0/16",
            "nodeSize": "CAS-PRD-n2-standard-2-120", "numberOfNodes": 3, "replicationFactor": 3,
            "clientToClusterEncryption": false, "continuousBackup": false, "privateIpBroadcastForDiscovery": false,
            "tags": [{ "key": "slipway-run", "value": "r-1" }] }] })
}

#[tokio::test]
async fn the_client_follows_a_cluster_from_create_to_gone() {
    let scene = scene();
    let created = scene.client.create_cluster(Application::Cassandra, &cassandra()).await.unwrap();
    assert_eq!(created.status, 202);
    let id = created.cluster.id.clone();
    assert_eq!(created.cluster.status, Status::Genesis);

    scene.wait_seconds(600);
    let cluster = scene.client.get_cluster(Application::Cassandra, &id).await.unwrap();
    assert_eq!(cluster.status, Status::Running);
    assert_eq!(cluster.operation_status.as_deref(), Some("NO_OPERATION"));
    let nodes = &cluster.data_centres[0].nodes;
    assert!(nodes.iter().all(|node| node.status == Status::Running && node.public_address.is_some()));
    assert!(cluster.default_user_password.is_some());

    let accounts = scene.client.list_clusters(Some("demo")).await.unwrap();
    assert_eq!(accounts[0].clusters[0].id, id);

    scene.client.delete_cluster(Application::Cassandra, &id).await.unwrap();
    scene.wait_seconds(60);
    let gone = scene.client.get_cluster(Application::Cassandra, &id).await.unwrap_err();
    assert!(matches!(gone, Error::Api(error) if error.status == 404));
}

#[tokio::test]
async fn the_client_reads_the_catalogue_and_the_refusals() {
    let scene = scene();
    let versions = scene.client.versions(Application::Kafka).await.unwrap();
    assert_eq!(versions[0].versions, ["3.9.2", "4.1.2", "4.2.1"]);
    let sizes = scene.client.node_sizes(Application::Cassandra).await.unwrap();
    assert_eq!(sizes[0].cloud_provider, "AWS_VPC");

    let mut bad = cassandra();
    bad["dataCentres"][0]["numberOfNodes"] = json!(4);
    let refused = scene.client.create_cluster(Application::Cassandra, &bad).await.unwrap_err();
    let Error::Api(refused) = refused else { unreachable!("it was answered") };
    assert_eq!(refused.status, 400);
    assert_eq!(refused.problems[0].field.as_deref(), Some("dataCentres[0].numberOfNodes"));
}

#[tokio::test]
async fn the_client_is_told_that_a_lost_answer_may_have_been_sent() {
    let scene = scene();
    scene.sandbox.faults().add("create:lose-answer".parse().unwrap());
    let lost = scene.client.create_cluster(Application::Cassandra, &cassandra()).await.unwrap_err();
    assert!(matches!(lost, Error::Transport(TransportError::MaybeSent { .. })));
    let marked = scene
        .sandbox
        .inspect(|cloud| cloud.clusters().iter().filter(|cluster| cluster.tag("slipway-run") == Some("r-1")).count());
    assert_eq!(marked, 1);
}
