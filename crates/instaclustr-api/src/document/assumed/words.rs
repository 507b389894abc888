//! Words.

use super::{Side, Words};
use crate::{
    AclOperation, AclPattern, AclPermission, AclResource, BackupState, DayOfWeek, FirewallRuleType, InitialPermissions,
    RestoreMode, ScramMechanism, Status,
};

macro_rules! words {
    ($($method:ident $path:literal $side:ident $at:literal, $what:literal: $words:expr;)+) => {
        &[$(Words {
            what: $what,
            method: stringify!($method),
            path: concat!("/cluster-management/v2/", $path),
            side: Side::$side,
            at: $at,
            words: $words,
        }),+]
    };
}

/// The lists of words.
#[rustfmt::skip]
pub const WORDS: &[Words] = words! {
    POST "resources/applications/kafka/clusters/v2" Body "slaTier", "slaTier": || vec!["PRODUCTION", "NON_PRODUCTION"];
    POST "resources/applications/kafka/clusters/v2" Body "status", "status of a cluster": || status();
    POST "resources/applications/kafka/clusters/v2" Body "currentClusterOperationStatus", "operation status":
        || vec!["NO_OPERATION", "OPERATION_IN_PROGRESS", "OPERATION_FAILED"];
    POST "resources/applications/kafka/clusters/v2" Body "dataCentres[].cloudProvider", "cloud provider":
        || vec!["AWS_VPC", "GCP", "AZURE", "AZURE_AZ", "ONPREMISES"];
    POST "resources/applications/kafka/clusters/v2" Body "dataCentres[].status", "status of a data centre": || status();
    POST "resources/applications/kafka/clusters/v2" Body "dataCentres[].nodes[].status", "status of a node":
        || status();
    POST "resources/applications/kafka/clusters/v2" Body "dataCentres[].nodes[].nodeRoles[]", "role of a node":
        || NODE_ROLES.to_vec();
    GET "data-sources/clusters/v2" Answer "[].clusters[].application", "application": || APPLICATIONS.to_vec();
    GET "data-sources/cluster-data-centres/v2/{id}/resize/operations/v2" Answer "operations[].status",
        "status of a resize": || vec!["COMPLETED", "FAILED", "DELETED", "IN_PROGRESS", "UNKNOWN"];
    GET "data-sources/cluster-data-centres/v2/{id}/resize/operations/v2" Answer
        "operations[].replaceOperations[].status", "status of a node's replacement": || REPLACING.to_vec();
    POST "resources/network-firewall-rules/v2" Body "type", "type of a firewall rule": FirewallRuleType::words;
    POST "resources/network-firewall-rules/v2" Body "status", "status of a firewall rule": || status();
    POST "resources/exclusion-windows/v2" Body "dayOfWeek", "day of the week": DayOfWeek::words;
    GET "data-sources/applications/cassandra/clusters/v2/{id}/list-backups/v2" Answer
        "clusterDataCentres[].nodes[].events[].state", "state of a backup": BackupState::words;
    POST "operations/applications/cassandra/restore/v2" Body "cdcConfigs[].restoreMode", "restore mode":
        RestoreMode::words;
    POST "resources/applications/kafka/users/v2" Body "initialPermissions", "first permissions of a Kafka user":
        InitialPermissions::words;
    POST "resources/applications/kafka/users/v2" Body "authMechanism", "log-in of a Kafka user": || vec!["SASL", "MTLS"];
    POST "resources/applications/kafka/users/v2" Body "options.saslScramMechanism", "SCRAM mechanism":
        ScramMechanism::words;
    POST "resources/applications/kafka/acls/v2" Body "acls[].permissionType", "permission": AclPermission::words;
    POST "resources/applications/kafka/acls/v2" Body "acls[].patternType", "pattern": AclPattern::words;
    POST "resources/applications/kafka/acls/v2" Body "acls[].operation", "operation of an entry": AclOperation::words;
    POST "resources/applications/kafka/acls/v2" Body "acls[].resourceType", "resource of an entry": AclResource::words;
};

/// Applications of the list, those of 2026 and the two that only 2024 had `[tf clusters_v2]`, `[openapi]`.
#[rustfmt::skip]
const APPLICATIONS: [&str; 15] = [
    "APACHE_CASSANDRA", "KAFKA", "APACHE_ZOOKEEPER", "KAFKA_CONNECT", "CADENCE", "CLICKHOUSE", "REDIS", "VALKEY",
    "OPENSEARCH", "POSTGRESQL", "MCP_GATEWAY", "KAFKA_DISKLESS", "UNKNOWN", "COUCHBASE", "MONGODB",
];

/// Roles of nodes: those of 2024 `[openapi]`, and of the newer ones those about Kafka and Cassandra `[tf]`.
#[rustfmt::skip]
const NODE_ROLES: [&str; 29] = [
    "CASSANDRA", "SPARK_MASTER", "SPARK_JOBSERVER", "KAFKA_BROKER", "KAFKA_DEDICATED_ZOOKEEPER",
    "KAFKA_DEDICATED_KRAFT_CONTROLLER", "KAFKA_ZOOKEEPER", "KAFKA_KRAFT_CONTROLLER", "KAFKA_SCHEMA_REGISTRY",
    "KAFKA_REST_PROXY", "KAFKA_KARAPACE_SCHEMA_REGISTRY", "KAFKA_KARAPACE_REST_PROXY", "KAFKA_SHOTOVER_PROXY",
    "KAFKA_DISKLESS", "APACHE_ZOOKEEPER", "POSTGRESQL", "PGBOUNCER", "KAFKA_CONNECT", "CADENCE", "COUCHBASE", "MONGODB",
    "REDIS_MASTER", "REDIS_REPLICA", "OPENSEARCH_DASHBOARDS", "OPENSEARCH_COORDINATOR", "OPENSEARCH_MASTER",
    "OPENSEARCH_DATA", "OPENSEARCH_INGEST", "OPENSEARCH_DATA_AND_INGEST",
];

/// Steps of a node's replacement `[openapi]`, `[tf]`.
#[rustfmt::skip]
const REPLACING: [&str; 23] = [
    "GENESIS", "RESIZING_DISK", "RESIZED_DISK", "EXPANDED_FILESYSTEM", "GRACEFULLY_SHUTTING_DOWN",
    "CREATING_REPLACEMENT", "PROVISIONING", "PROVISIONED", "BACKEDUP", "RESTORING", "FLUSHING", "FLUSHED", "SWAPPING",
    "SWAPPED", "CLEARING_INSTALLED_BUNDLES", "CLEARED_INSTALLED_BUNDLES", "POST_BUNDLE_PROCESSING", "RESTARTING",
    "REPLACED", "CANCELLING", "CANCELLED", "FAILED", "UNKNOWN",
];

fn status() -> Vec<&'static str> {
    const KNOWN: &[Status] = &Status::KNOWN;
    KNOWN.iter().map(Status::as_str).collect()
}
