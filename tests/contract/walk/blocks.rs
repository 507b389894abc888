//! Blocks newer than the document, and those that stand in it but are not on offer any more.

use std::fmt::Debug;

use instaclustr_api::body::{
    AuthenticationHeader, AwsPrivateLink, AwsSettings, AzureSettings, BasicAuthentication, ClientTelemetry,
    CollocatedZookeeper, Debezium, EndpointAddress, GcpPrivateServiceConnect, GcpPrivateServiceConnectRack,
    GcsSettings, KafkaPrivateConnectivity, PrivateConnectivity, RestProxy, S3Settings, ShotoverProxy, TieredStorage,
    VersionOnly,
};
use instaclustr_api::{CassandraClusterBody, Client, ClusterBody, Error, KafkaClusterBody, Secret};
use serde_json::{Value, json};

use super::clusters::{cassandra, kafka};
use crate::recorder::{Exchange, World};

pub async fn walk() -> Vec<Exchange> {
    let world = World::new();
    let client = world.client();
    for body in [on_the_brokers(), in_s3(), in_gcs(), by_private_link(), by_service_connect(), at_microsoft()] {
        there_and_back(&client, &body).await;
    }
    for body in [behind_a_proxy(), cassandra_by_service_connect(), at_addresses(), with_managed_tags()] {
        there_and_back(&client, &body).await;
    }
    for body in [with_schema_registry(), with_rest_proxy()] {
        not_on_offer(&client, &body).await;
    }
    for body in [with_spark(), with_debezium()] {
        not_on_offer(&client, &body).await;
    }
    world.exchanges()
}

/// Created, and read as it was ordered.
async fn there_and_back<B: ClusterBody + Debug>(client: &Client, body: &B) {
    let created = client.create(body).await.unwrap_or_else(|error| panic!("{error:?}")).cluster;
    let read = client.get_cluster(created.kind, &created.id).await.unwrap();
    let shown: B = read.ordered_as().unwrap();
    assert!(is_in(&body.to_json(), &shown.to_json()), "{body:?} was sent, {shown:?} is shown");
}

/// Whether all of `sent` is there; the provider may add to it.
fn is_in(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (Value::Object(sent), Value::Object(shown)) => {
            sent.iter().all(|(name, sent)| shown.get(name).is_some_and(|shown| is_in(sent, shown)))
        }
        (Value::Array(sent), Value::Array(shown)) => {
            sent.len() == shown.len() && sent.iter().zip(shown).all(|(sent, shown)| is_in(sent, shown))
        }
        (sent, shown) => sent == shown,
    }
}

/// Written as the document wants it, and refused for the version that it names alone.
async fn not_on_offer(client: &Client, body: &impl ClusterBody) {
    match client.create(body).await {
        Err(Error::Api(refusal)) => {
            assert_eq!(refusal.status, 400);
            let fields: Vec<_> = refusal.problems.iter().filter_map(|problem| problem.field.as_deref()).collect();
            assert!(matches!(fields.as_slice(), [field] if field.ends_with("version")), "{refusal:?}");
        }
        other => panic!("{other:?}"),
    }
}

fn on_the_brokers() -> KafkaClusterBody {
    let mut body = kafka();
    body.kafka_version = "3.9.2".to_owned();
    body.collocated_zookeeper = vec![CollocatedZookeeper { node_count: 3, ..CollocatedZookeeper::default() }];
    let data_centre = &mut body.data_centres[0];
    data_centre.custom_subject_alternative_names = vec!["kafka.example.com".to_owned()];
    data_centre.zero_inbound_access = Some(false);
    data_centre.tag_management_enabled = Some(true);
    data_centre.provider_account_name = Some("own-account".to_owned());
    data_centre.aws_settings =
        vec![AwsSettings { storage_network: Some("10.9.0.0/16".to_owned()), ..AwsSettings::default() }];
    body
}

fn in_s3() -> KafkaClusterBody {
    let mut body = kafka();
    let bucket =
        S3Settings { bucket_name: "records".to_owned(), use_custom_bucket: Some(true), ..S3Settings::default() };
    body.tiered_storage = vec![TieredStorage { s3_settings: vec![bucket], ..TieredStorage::default() }];
    body.client_telemetry = vec![ClientTelemetry {
        enabled: Some(true),
        endpoint_url: Some("https://telemetry.example.com".to_owned()),
        basic_authentication: vec![BasicAuthentication {
            username: "ann".to_owned(),
            password: Some(Secret::new("a-long-password")),
            ..BasicAuthentication::default()
        }],
        authentication_headers: vec![AuthenticationHeader {
            key: "X-Key".to_owned(),
            value: Some(Secret::new("a-long-value")),
            ..AuthenticationHeader::default()
        }],
        ..ClientTelemetry::default()
    }];
    body
}

/// The smallest Kafka cluster in GCP.
pub fn at_google() -> KafkaClusterBody {
    let mut body = kafka();
    let data_centre = &mut body.data_centres[0];
    (data_centre.cloud_provider, data_centre.region) = ("GCP".to_owned(), "us-east1".to_owned());
    data_centre.node_size = "KFK-DEV-n2-standard-2-80".to_owned();
    body
}

fn in_gcs() -> KafkaClusterBody {
    let mut body = at_google();
    let bucket = GcsSettings { bucket_name: "records".to_owned(), ..GcsSettings::default() };
    body.tiered_storage = vec![TieredStorage { gcs_settings: vec![bucket], ..TieredStorage::default() }];
    body
}

fn by_private_link() -> KafkaClusterBody {
    let mut body = kafka();
    body.private_network_cluster = true;
    let link = AwsPrivateLink { advertised_hostname: "kafka.example.com".to_owned(), ..AwsPrivateLink::default() };
    body.data_centres[0].private_connectivity =
        vec![KafkaPrivateConnectivity { aws_private_link: vec![link], ..KafkaPrivateConnectivity::default() }];
    body
}

fn by_service_connect() -> KafkaClusterBody {
    let mut body = at_google();
    body.private_network_cluster = true;
    let rack = |name: &str| GcpPrivateServiceConnectRack {
        advertised_hostname: format!("{name}.kafka.example.com"),
        ..GcpPrivateServiceConnectRack::default()
    };
    let connect = GcpPrivateServiceConnect {
        shotover_proxy: vec![proxy("CSO-PRD-n2-standard-2-80")],
        gcp_private_service_connect_rack: ["a", "b", "c"].map(rack).to_vec(),
        network: Some("10.64.0.0/16".to_owned()),
        ..GcpPrivateServiceConnect::default()
    };
    body.data_centres[0].private_connectivity = vec![KafkaPrivateConnectivity {
        gcp_private_service_connect: vec![connect],
        ..KafkaPrivateConnectivity::default()
    }];
    body
}

fn proxy(size: &str) -> ShotoverProxy {
    ShotoverProxy { node_size: size.to_owned(), ..ShotoverProxy::default() }
}

/// A Kafka cluster in Azure, in an account of one's own.
pub fn at_microsoft() -> KafkaClusterBody {
    let mut body = kafka();
    let data_centre = &mut body.data_centres[0];
    (data_centre.cloud_provider, data_centre.region) = ("AZURE_AZ".to_owned(), "EAST_US".to_owned());
    data_centre.node_size = "KFK-DEV-Standard_D2s_v5-80".to_owned();
    data_centre.provider_account_name = Some("own-account".to_owned());
    data_centre.azure_settings =
        vec![AzureSettings { storage_network: Some("10.9.0.0/16".to_owned()), ..AzureSettings::default() }];
    body
}

fn with_managed_tags() -> CassandraClusterBody {
    let mut body = cassandra();
    let data_centre = &mut body.data_centres[0];
    data_centre.zero_inbound_access = Some(true);
    data_centre.tag_management_enabled = Some(true);
    data_centre.provider_account_name = Some("own-account".to_owned());
    body
}

fn behind_a_proxy() -> CassandraClusterBody {
    let mut body = cassandra();
    body.private_network_cluster = true;
    let data_centre = &mut body.data_centres[0];
    data_centre.private_link = Some(true);
    data_centre.shotover_proxy = vec![proxy("CSO-PRD-m7g.large-80")];
    data_centre.custom_subject_alternative_names = vec!["cassandra.example.com".to_owned()];
    body
}

fn cassandra_by_service_connect() -> CassandraClusterBody {
    let mut body = cassandra();
    let data_centre = &mut body.data_centres[0];
    (data_centre.cloud_provider, data_centre.region) = ("GCP".to_owned(), "us-east1".to_owned());
    data_centre.node_size = "CAS-PRD-n2-standard-2-120".to_owned();
    data_centre.private_service_connect_v2 = Some(true);
    data_centre.psc_network = Some("10.64.0.0/16".to_owned());
    body
}

fn at_addresses() -> CassandraClusterBody {
    let mut body = cassandra();
    let address = EndpointAddress {
        address: vec!["10.1.0.9".to_owned()],
        rack: Some("us-east-1a".to_owned()),
        ..EndpointAddress::default()
    };
    body.data_centres[0].private_connectivity =
        vec![PrivateConnectivity { endpoint_addresses: vec![address], ..PrivateConnectivity::default() }];
    body
}

fn with_schema_registry() -> KafkaClusterBody {
    let mut body = kafka();
    body.schema_registry = vec![VersionOnly { version: "5.0.0".to_owned(), ..VersionOnly::default() }];
    body
}

fn with_rest_proxy() -> KafkaClusterBody {
    let mut body = kafka();
    body.rest_proxy = vec![RestProxy {
        version: "5.0.4".to_owned(),
        integrate_rest_proxy_with_schema_registry: true,
        use_local_schema_registry: Some(false),
        schema_registry_server_url: Some("https://registry.example.com".to_owned()),
        schema_registry_username: Some("ann".to_owned()),
        schema_registry_password: Some(Secret::new("a-long-password")),
        ..RestProxy::default()
    }];
    body
}

/// Stands in the document, and no longer in the client.
fn with_spark() -> CassandraClusterBody {
    let mut body = cassandra();
    body.other.insert("spark".to_owned(), json!([{ "version": "3.2.1" }]));
    body
}

fn with_debezium() -> CassandraClusterBody {
    let mut body = cassandra();
    body.data_centres[0].debezium = vec![Debezium {
        kafka_vpc_type: "VPC_PEERED".to_owned(),
        kafka_topic_prefix: "orders".to_owned(),
        kafka_data_centre_id: "aabc665c-8916-40ae-978c-96d39a3a1364".to_owned(),
        version: "2.0.1".to_owned(),
        ..Debezium::default()
    }];
    body
}
