//! Clusters of both products: created with every block, read, changed, deleted.

use std::time::Duration;

use instaclustr_api::body::{
    AwsPrivateLink, AwsSettings, AzureSettings, DedicatedKraftController, DedicatedZookeeper, GcpSettings,
    KarapaceRestProxy, Kraft, ResizeSettings, Tag, TwoFactorDelete, VersionOnly,
};
use instaclustr_api::{
    Application, CassandraClusterBody, CassandraSizesWanted, Client, Cluster, ClusterBody, ClusterKind,
    KafkaClusterBody, Resize, Resizes, SettingsChange, Update,
};
use serde_json::json;

use crate::recorder::{Exchange, World};

/// Long enough for anything that is under way to be over.
pub const LONG: Duration = Duration::from_secs(60 * 60);

pub async fn walk() -> Vec<Exchange> {
    let world = World::new();
    let client = world.client();
    catalogue(&client).await;
    every_block(&client).await;
    life(&world, ClusterKind::KafkaV2, &kafka(), "KFK-DEV-t4g.small-30").await;
    life(&world, ClusterKind::KafkaV3, &kafka(), "KFK-DEV-t4g.small-30").await;
    life(&world, ClusterKind::CassandraV2, &cassandra(), "CAS-DEV-t4g.small-30").await;
    refusals(&world).await;
    world.exchanges()
}

async fn catalogue(client: &Client) {
    for application in Application::ALL {
        client.versions(application).await.unwrap();
        client.node_sizes(application).await.unwrap();
    }
    let wanted = CassandraSizesWanted { cassandra_version: Some("5.0.6".to_owned()), spark_required: None };
    client.cassandra_node_sizes(&wanted).await.unwrap();
    // Nothing is there yet.
    client.list_clusters(None).await.unwrap();
}

/// The bodies that between them hold every block that goes together with others.
async fn every_block(client: &Client) {
    let mut full = kafka();
    full.description = Some("every block".to_owned());
    full.client_broker_auth_with_mtls = Some(true);
    full.bundled_use_only = Some(false);
    full.kraft = vec![Kraft { controller_node_count: 3, ..Kraft::default() }];
    full.karapace_schema_registry = vec![VersionOnly { version: "5.2.0".to_owned(), ..VersionOnly::default() }];
    full.karapace_rest_proxy = vec![KarapaceRestProxy {
        version: "5.2.0".to_owned(),
        integrate_rest_proxy_with_schema_registry: true,
        ..KarapaceRestProxy::default()
    }];
    full.two_factor_delete = vec![two_factor("ann@example.com")];
    full.resize_settings = vec![ResizeSettings {
        notify_support_contacts: Some(false),
        concurrency: Some(1),
        ..ResizeSettings::default()
    }];
    full.data_centres[0].tags = ["b", "a"].map(tag).to_vec();
    full.data_centres[0].provider_account_name = Some("INSTACLUSTR".to_owned());
    create(client, &full).await;

    let mut zookeeper = kafka();
    zookeeper.kafka_version = "3.9.2".to_owned();
    zookeeper.dedicated_zookeeper = vec![DedicatedZookeeper {
        zookeeper_node_size: "KFK-ZK-DEV-t4g.small-30".to_owned(),
        zookeeper_node_count: 3,
        ..DedicatedZookeeper::default()
    }];
    create(client, &zookeeper).await;

    let mut controllers = kafka();
    controllers.dedicated_kraft_controller = vec![DedicatedKraftController {
        controller_node_count: 3,
        controller_node_size: "KFK-KR-DEV-t4g.small-30".to_owned(),
        ..DedicatedKraftController::default()
    }];
    create(client, &controllers).await;

    let mut private = kafka();
    private.private_network_cluster = true;
    private.data_centres[0].private_link =
        vec![AwsPrivateLink { advertised_hostname: "kafka.example.com".to_owned(), ..AwsPrivateLink::default() }];
    create(client, &private).await;

    let mut google = kafka();
    let data_centre = &mut google.data_centres[0];
    (data_centre.cloud_provider, data_centre.region) = ("GCP".to_owned(), "us-east1".to_owned());
    data_centre.node_size = "KFK-DEV-n2-standard-2-80".to_owned();
    data_centre.provider_account_name = Some("own-account".to_owned());
    data_centre.gcp_settings =
        vec![GcpSettings { custom_virtual_network_id: Some("my-network".to_owned()), ..GcpSettings::default() }];
    create(client, &google).await;

    let mut azure = kafka();
    let data_centre = &mut azure.data_centres[0];
    (data_centre.cloud_provider, data_centre.region) = ("AZURE_AZ".to_owned(), "EAST_US".to_owned());
    data_centre.node_size = "KFK-DEV-Standard_D2s_v5-80".to_owned();
    data_centre.provider_account_name = Some("own-account".to_owned());
    data_centre.azure_settings =
        vec![AzureSettings { resource_group: Some("my-group".to_owned()), ..AzureSettings::default() }];
    create(client, &azure).await;

    let mut own_account = cassandra();
    own_account.description = Some("in an account of one's own".to_owned());
    own_account.two_factor_delete = vec![two_factor("ann@example.com")];
    own_account.data_centres[0].provider_account_name = Some("own-account".to_owned());
    own_account.data_centres[0].aws_settings = vec![AwsSettings {
        custom_virtual_network_id: Some("vpc-0123456789abcdef0".to_owned()),
        ebs_encryption_key: Some("4650aa98-e894-4675-9614-558915d5837a".to_owned()),
        ..AwsSettings::default()
    }];
    own_account.data_centres[0].private_link = Some(false);
    let mut second = own_account.data_centres[0].clone();
    (second.name, second.network) = ("DC2".to_owned(), "10.2.0.0/16".to_owned());
    own_account.data_centres.push(second);
    create(client, &own_account).await;
}

async fn create(client: &Client, body: &impl ClusterBody) -> Cluster {
    client.create(body).await.unwrap_or_else(|error| panic!("{error:?}")).cluster
}

/// From the create to the delete, and everything that can be done between.
async fn life(world: &World, kind: ClusterKind, body: &impl ClusterBody, other_size: &str) {
    let client = world.client();
    let created = client.create_cluster(kind, &body.to_json()).await.unwrap().cluster;
    let id = &created.id;
    client.get_cluster(kind, id).await.unwrap();
    world.pass(LONG);
    let running = client.get_cluster(kind, id).await.unwrap();
    assert!(running.is_ready(), "{running:?}");
    client.list_clusters(None).await.unwrap();
    client.list_clusters(Some(&running.name)).await.unwrap();

    let settings = SettingsChange { description: Some("changed".to_owned()), ..SettingsChange::default() };
    client.change_settings(id, &settings).await.unwrap();
    let running = client.get_cluster(kind, id).await.unwrap();
    client.update_cluster(&Update::of(&running).describe("changed again")).await.unwrap();
    resize(world, &running, other_size).await;

    client.delete_cluster(kind, id).await.unwrap();
    client.get_cluster(kind, id).await.unwrap();
    world.pass(LONG);
    client.get_cluster(kind, id).await.err().unwrap();
}

/// Begun, watched, cancelled, begun anew and seen to its end.
async fn resize(world: &World, cluster: &Cluster, size: &str) {
    let client = world.client();
    let data_centre = &cluster.data_centres[0].id;
    let settings = ResizeSettings { concurrency: Some(1), ..ResizeSettings::default() };
    let resize = Resize { node_size: Some(size.to_owned()), settings: Some(settings), ..Resize::default() };
    let update = Update::of(cluster).resize(&resize).unwrap();
    client.update_cluster(&update).await.unwrap();
    world.pass(Duration::from_secs(60));
    client.update_cluster(&update).await.err().unwrap();
    let active = client.resize_operations(data_centre, Resizes::Active).await.unwrap();
    client.get_cluster(cluster.kind, &cluster.id).await.unwrap();
    client.cancel_resize(&active[0].id).await.unwrap();
    world.pass(LONG);
    let cancelled = client.get_cluster(cluster.kind, &cluster.id).await.unwrap();
    client.update_cluster(&Update::of(&cancelled).resize(&resize).unwrap()).await.unwrap();
    world.pass(10 * LONG);
    client.resize_operations(data_centre, Resizes::All).await.unwrap();
    let resized = client.get_cluster(cluster.kind, &cluster.id).await.unwrap();
    assert!(resized.is_ready() && resized.data_centres[0].node_size == size, "{resized:?}");
}

async fn refusals(world: &World) {
    let client = world.client();
    let unknown = "4650aa98-e894-4675-9614-558915d5837a";
    let settings = SettingsChange { description: Some("x".to_owned()), ..SettingsChange::default() };
    for kind in ClusterKind::ALL {
        world.wrong().create_cluster(kind, &json!({})).await.err().unwrap();
        client.get_cluster(kind, unknown).await.err().unwrap();
        client.delete_cluster(kind, unknown).await.err().unwrap();
        world.stranger().get_cluster(kind, unknown).await.err().unwrap();
    }
    world.reader().create(&kafka()).await.err().unwrap();
    world.reader().create(&cassandra()).await.err().unwrap();
    client.update_cluster(&Update::to(unknown, &kafka())).await.err().unwrap();
    client.change_settings(unknown, &settings).await.err().unwrap();
    client.resize_operations(unknown, Resizes::Active).await.err().unwrap();
    client.cancel_resize(unknown).await.err().unwrap();
}

fn tag(key: &str) -> Tag {
    Tag { key: key.to_owned(), value: "1".to_owned(), ..Tag::default() }
}

fn two_factor(email: &str) -> TwoFactorDelete {
    TwoFactorDelete {
        confirmation_email: email.to_owned(),
        confirmation_phone_number: Some("+1 555 0100".to_owned()),
        ..TwoFactorDelete::default()
    }
}

/// The smallest Kafka cluster.
pub fn kafka() -> KafkaClusterBody {
    KafkaClusterBody::from_json(&json!({
        "name": "contract-kafka", "kafkaVersion": "4.1.2", "slaTier": "NON_PRODUCTION", "privateNetworkCluster": false,
        "pciComplianceMode": false, "clientToClusterEncryption": true, "allowDeleteTopics": true,
        "autoCreateTopics": true, "defaultReplicationFactor": 3, "defaultNumberOfPartitions": 3,
        "dataCentres": [{
            "name": "DC1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1", "network": "10.0.0.0/16",
            "nodeSize": "KFK-DEV-t4g.small-5", "numberOfNodes": 3,
        }],
    }))
    .unwrap()
}

/// The smallest Cassandra cluster.
pub fn cassandra() -> CassandraClusterBody {
    CassandraClusterBody::from_json(&json!({
        "name": "contract-cassandra", "cassandraVersion": "5.0.6", "slaTier": "NON_PRODUCTION",
        "privateNetworkCluster": false, "pciComplianceMode": false, "luceneEnabled": false,
        "passwordAndUserAuth": true,
        "dataCentres": [{
            "name": "DC1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1", "network": "10.1.0.0/16",
            "nodeSize": "CAS-DEV-t4g.small-5", "numberOfNodes": 3, "replicationFactor": 3,
            "clientToClusterEncryption": false, "continuousBackup": false, "privateIpBroadcastForDiscovery": false,
        }],
    }))
    .unwrap()
}
