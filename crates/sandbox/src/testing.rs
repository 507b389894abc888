//! Requests that tests start from.

use serde_json::{Value, json};

/// The smallest create of a Kafka cluster.
pub(crate) fn kafka_create(name: &str) -> Value {
    json!({ "name": name, "kafkaVersion": "4.1.2", "slaTier": "NON_PRODUCTION", "privateNetworkCluster": false,
        "pciComplianceMode": false, "clientToClusterEncryption": false, "allowDeleteTopics": true, "autoCreateTopics": true,
        "defaultReplicationFactor": 3, "defaultNumberOfPartitions": 3,
        "dataCentres": [{ "name": "AWS_VPC_US_EAST_1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1",
            "network": "10.0.0.0/16", "nodeSize": "KFK-DEV-t4g.small-5", "numberOfNodes": 3 }] })
}

/// The smallest create of a Cassandra cluster.
pub(crate) fn cassandra_create(name: &str) -> Value {
    json!({ "name": name, "cassandraVersion": "5.0.6", "slaTier": "NON_PRODUCTION", "privateNetworkCluster": false,
        "pciComplianceMode": false, "luceneEnabled": false, "passwordAndUserAuth": true,
        "dataCentres": [{ "name": "DC1", "cloudProvider": "AWS_VPC", "region": "US_EAST_1", "network": "10.1.0.0/16",
            "nodeSize": "CAS-DEV-t4g.small-5", "numberOfNodes": 3, "replicationFactor": 3,
            "clientToClusterEncryption": false, "continuousBackup": false, "privateIpBroadcastForDiscovery": false }] })
}
