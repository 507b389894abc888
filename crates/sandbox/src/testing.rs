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

/// The request of a peering in AWS.
pub(crate) fn aws_peer(data_centre: &str) -> Value {
    json!({ "cdcId": data_centre, "peerAwsAccountId": "123456789123", "peerVpcId": "vpc-123abc456",
        "peerRegion": "US_EAST_1", "peerSubnets": ["10.129.0.0/16"] })
}

/// The create of a Kafka user that must be new.
pub(crate) fn kafka_user(cluster: &str, name: &str) -> Value {
    json!({ "clusterId": cluster, "username": name, "password": "myPassword1.", "initialPermissions": "standard",
        "options": { "saslScramMechanism": "SCRAM-SHA-256", "overrideExistingUser": false } })
}

/// The create of a user's access list.
pub(crate) fn acls(cluster: &str, user: &str) -> Value {
    let acl = json!({ "principal": format!("User:{user}"), "permissionType": "ALLOW", "host": "*",
        "patternType": "LITERAL", "resourceName": "demo", "operation": "READ", "resourceType": "TOPIC" });
    json!({ "clusterId": cluster, "userQuery": user, "acls": [acl] })
}

/// The create of a Cassandra cluster with data centres of `names`, in networks of their own.
pub(crate) fn cassandra_of(names: &[&str]) -> Value {
    let mut body = cassandra_create("demo");
    let first = body["dataCentres"][0].clone();
    let centres = names.iter().enumerate().map(|(position, name)| {
        let mut centre = first.clone();
        centre["name"] = json!(name);
        centre["network"] = json!(format!("10.{}.0.0/16", position + 1));
        centre
    });
    body["dataCentres"] = centres.collect();
    body
}
