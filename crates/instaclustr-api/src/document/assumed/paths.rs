//! Paths.

use super::{Path, Source};

macro_rules! base {
    (resources) => {
        "/cluster-management/v2/resources/"
    };
    (data_sources) => {
        "/cluster-management/v2/data-sources/"
    };
    (operations) => {
        "/cluster-management/v2/operations/"
    };
    (v1) => {
        "/provisioning/v1/"
    };
}

macro_rules! table {
    ($($method:ident $base:ident $path:literal, $what:literal, $source:ident
        $(, resource $resource:literal)? $(, words $words:expr)?;)+) => {
        &[$(Path {
            method: stringify!($method),
            path: concat!(base!($base), $path),
            what: $what,
            source: Source::$source,
            resource: table!(@resource $($resource)?),
            words: table!(@words $($words)?),
        }),+]
    };
    (@resource) => { None };
    (@resource $name:literal) => { Some($name) };
    (@words) => { &[] };
    (@words $words:expr) => { &$words };
}

/// Every operation that this crate sends.
#[rustfmt::skip]
pub const PATHS: &[Path] = table! {
    POST   resources "applications/kafka/clusters/v2", "Kafka cluster v2", Openapi, resource "kafka_cluster_v2";
    GET    resources "applications/kafka/clusters/v2/{id}", "Kafka cluster v2", Openapi;
    PUT    resources "applications/kafka/clusters/v2/{id}", "Kafka cluster v2", Openapi;
    DELETE resources "applications/kafka/clusters/v2/{id}", "Kafka cluster v2", Openapi;
    POST   resources "applications/kafka/clusters/v3", "Kafka cluster v3", Inferred, resource "kafka_cluster_v3";
    GET    resources "applications/kafka/clusters/v3/{id}", "Kafka cluster v3", Inferred;
    PUT    resources "applications/kafka/clusters/v3/{id}", "Kafka cluster v3", Inferred;
    DELETE resources "applications/kafka/clusters/v3/{id}", "Kafka cluster v3", Inferred;
    POST   resources "applications/cassandra/clusters/v2", "Cassandra cluster", Openapi, resource "cassandra_cluster_v2";
    GET    resources "applications/cassandra/clusters/v2/{id}", "Cassandra cluster", Openapi;
    PUT    resources "applications/cassandra/clusters/v2/{id}", "Cassandra cluster", Openapi;
    DELETE resources "applications/cassandra/clusters/v2/{id}", "Cassandra cluster", Openapi;
    GET    data_sources "clusters/v2", "list of clusters", Openapi;
    GET    data_sources "applications/kafka/versions/v2", "versions of Kafka", Operator, words ["kafka", "versions"];
    GET    data_sources "applications/cassandra/versions/v2", "versions of Cassandra", Operator, words ["cassandra", "versions"];
    GET    data_sources "applications/kafka/compatible-node-sizes/v2", "node sizes for Kafka", Inferred, words ["kafka", "node-sizes"];
    GET    data_sources "applications/cassandra/compatible-node-sizes/v2", "node sizes for Cassandra", Redoc, words ["cassandra", "node-sizes"];
    GET    data_sources "cluster-data-centres/v2/{id}/resize/operations/v2", "resize operations", Openapi, words ["resize", "operations"];
    DELETE operations "resize-operations/v2/{id}/cancel/v2", "cancelling a resize", Openapi, words ["resize", "cancel"];
    PUT    operations "clusters/v2/{id}/change-settings/v2", "settings of a cluster", Openapi, words ["change-settings"];

    POST   resources "network-firewall-rules/v2", "firewall rule", Openapi, resource "cluster_network_firewall_rule_v2";
    GET    resources "network-firewall-rules/v2/{id}", "firewall rule", Openapi;
    DELETE resources "network-firewall-rules/v2/{id}", "firewall rule", Openapi;
    GET    data_sources "cluster/{id}/network-firewall-rules/v2", "list of firewall rules", Openapi;
    GET    resources "cluster-network-firewall-rules/v2/{id}", "set of firewall rules", Inferred, words ["/resources/", "network-firewall-rules"];
    PUT    resources "cluster-network-firewall-rules/v2/{id}", "set of firewall rules", Inferred, words ["/resources/", "network-firewall-rules"];
    DELETE resources "cluster-network-firewall-rules/v2/{id}", "set of firewall rules", Inferred, words ["/resources/", "network-firewall-rules"];
    POST   resources "providers/aws/security-group-firewall-rules/v2", "AWS security-group rule", Openapi, resource "aws_security_group_firewall_rule_v2";
    GET    resources "providers/aws/security-group-firewall-rules/v2/{id}", "AWS security-group rule", Openapi;
    DELETE resources "providers/aws/security-group-firewall-rules/v2/{id}", "AWS security-group rule", Openapi;
    GET    data_sources "providers/aws/aws_cluster/{id}/security-group-firewall-rules/v2", "list of AWS security-group rules", Openapi;
    GET    resources "providers/aws/cluster-security-group-firewall-rules/v2/{id}", "set of AWS security-group rules", Observed, words ["/resources/", "security-group-firewall-rules"];
    PUT    resources "providers/aws/cluster-security-group-firewall-rules/v2/{id}", "set of AWS security-group rules", Observed, words ["/resources/", "security-group-firewall-rules"];
    DELETE resources "providers/aws/cluster-security-group-firewall-rules/v2/{id}", "set of AWS security-group rules", Observed, words ["/resources/", "security-group-firewall-rules"];

    POST   resources "providers/aws/vpc-peers/v2", "peering at AWS", Openapi, resource "aws_vpc_peer_v2";
    GET    resources "providers/aws/vpc-peers/v2/{id}", "peering at AWS", Openapi;
    PUT    resources "providers/aws/vpc-peers/v2/{id}", "peering at AWS", Openapi;
    DELETE resources "providers/aws/vpc-peers/v2/{id}", "peering at AWS", Openapi;
    GET    data_sources "providers/aws/vpc-peers/v2", "list of peerings at AWS", Openapi;
    POST   resources "providers/gcp/vpc-peers/v2", "peering at GCP", Openapi, resource "gcp_vpc_peer_v2";
    GET    resources "providers/gcp/vpc-peers/v2/{id}", "peering at GCP", Openapi;
    DELETE resources "providers/gcp/vpc-peers/v2/{id}", "peering at GCP", Openapi;
    GET    data_sources "providers/gcp/vpc-peers/v2", "list of peerings at GCP", Openapi;
    POST   resources "providers/azure/vnet-peers/v2", "peering at Azure", Openapi, resource "azure_vnet_peer_v2";
    GET    resources "providers/azure/vnet-peers/v2/{id}", "peering at Azure", Openapi;
    DELETE resources "providers/azure/vnet-peers/v2/{id}", "peering at Azure", Openapi;
    GET    data_sources "providers/azure/vnet-peers/v2", "list of peerings at Azure", Openapi;

    POST   resources "exclusion-windows/v2", "exclusion window", Openapi, resource "cluster_exclusion_window_v2";
    GET    resources "exclusion-windows/v2/{id}", "exclusion window", Openapi;
    DELETE resources "exclusion-windows/v2/{id}", "exclusion window", Openapi;
    GET    data_sources "cluster/{id}/exclusion-windows/v2", "list of exclusion windows", Openapi;
    GET    data_sources "cluster/{id}/maintenance-events/v2/upcoming/v2", "upcoming maintenance", Openapi;
    GET    data_sources "cluster/{id}/maintenance-events/v2/in-progress/v2", "maintenance in progress", Openapi;
    GET    data_sources "cluster/{id}/maintenance-events/v2/past/v2", "past maintenance", Openapi;
    PUT    operations "maintenance-events/{id}/v2/reschedule-maintenance-event/v2", "rescheduling maintenance", Openapi;

    GET    data_sources "applications/cassandra/clusters/v2/{id}/list-backups/v2", "list of backups", Openapi;
    POST   operations "applications/cassandra/clusters/v2/{id}/trigger-backup/v2", "triggering a backup", Openapi;
    POST   operations "applications/cassandra/restore/v2", "restore", Openapi;

    POST   resources "applications/kafka/users/v2", "Kafka user", Openapi, resource "kafka_user_v2";
    GET    resources "applications/kafka/users/v2/{id}", "Kafka user", Openapi;
    PUT    resources "applications/kafka/users/v2/{id}", "Kafka user", Openapi;
    DELETE resources "applications/kafka/users/v2/{id}", "Kafka user", Openapi;
    GET    data_sources "kafka_cluster/{id}/users/v2", "list of Kafka users", Openapi;
    POST   resources "applications/kafka/topics/v2", "Kafka topic", Openapi, resource "kafka_topic_v2";
    GET    resources "applications/kafka/topics/v2/{id}", "Kafka topic", Openapi;
    DELETE resources "applications/kafka/topics/v2/{id}", "Kafka topic", Openapi;
    GET    data_sources "kafka_cluster/{id}/topics/v2", "list of Kafka topics", Openapi;
    PUT    operations "applications/kafka/topics/v2/{id}/modify-configs/v2", "settings of a Kafka topic", Openapi;
    POST   resources "applications/kafka/acls/v2", "Kafka access control list", Openapi, resource "kafka_acl_v2";
    GET    resources "applications/kafka/acls/v2/{id}", "Kafka access control list", Openapi;
    PUT    resources "applications/kafka/acls/v2/{id}", "Kafka access control list", Openapi;
    DELETE resources "applications/kafka/acls/v2/{id}", "Kafka access control list", Openapi;
    GET    data_sources "kafka_cluster/{id}/acls/v2", "list of Kafka access control lists", Openapi;

    GET    v1 "{id}", "cluster credentials (v1)", Operator;
    POST   v1 "{id}/{bundle}/users", "Cassandra user (v1)", Openapi;
    DELETE v1 "{id}/{bundle}/users", "Cassandra user (v1)", Openapi;
};
