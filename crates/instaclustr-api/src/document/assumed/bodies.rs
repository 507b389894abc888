//! Fields.

use super::{Body, Part, Side};

macro_rules! parts {
    ($($name:ident at $at:literal: [$($field:literal),* $(,)?] $(inferred [$($inferred:literal),* $(,)?])?;)+) => {
        $(const $name: Part = Part { at: $at, fields: &[$($field),*], inferred: &[$($($inferred),*)?] };)+
    };
}

macro_rules! bodies {
    ($($method:ident $path:literal $side:ident, $what:literal: [$($part:ident),+];)+) => {
        &[$(Body {
            what: $what,
            method: stringify!($method),
            path: concat!("/cluster-management/v2/", $path),
            side: Side::$side,
            parts: &[$(&$part),+],
        }),+]
    };
}

#[rustfmt::skip]
parts! {
    CLUSTER at "": ["name", "description", "slaTier", "privateNetworkCluster", "pciComplianceMode", "bundledUseOnly",
        "dataCentres", "twoFactorDelete", "resizeSettings", "id", "status", "currentClusterOperationStatus",
        "defaultUserPassword"];
    TWO_FACTOR at "twoFactorDelete[]": ["confirmationEmail", "confirmationPhoneNumber"];
    RESIZE_SETTINGS at "resizeSettings[]": ["notifySupportContacts", "concurrency"];
    DATA_CENTRE at "dataCentres[]": ["name", "cloudProvider", "region", "network", "nodeSize", "numberOfNodes",
        "providerAccountName", "tags", "awsSettings", "gcpSettings", "azureSettings", "id", "status", "nodes",
        "deletedNodes"] inferred ["customSubjectAlternativeNames", "zeroInboundAccess", "tagManagementEnabled"];
    TAGS at "dataCentres[].tags[]": ["key", "value"];
    AWS at "dataCentres[].awsSettings[]": ["ebsEncryptionKey", "customVirtualNetworkId"] inferred ["storageNetwork"];
    GCP at "dataCentres[].gcpSettings[]": ["customVirtualNetworkId"];
    AZURE at "dataCentres[].azureSettings[]": ["resourceGroup"] inferred ["customVirtualNetworkId", "storageNetwork"];
    NODES at "dataCentres[].nodes[]": ["id", "status", "rack", "publicAddress", "privateAddress", "nodeSize",
        "nodeRoles", "startTime", "deletionTime"];

    KAFKA at "": ["kafkaVersion", "clientToClusterEncryption", "clientBrokerAuthWithMtls", "allowDeleteTopics",
        "autoCreateTopics", "defaultReplicationFactor", "defaultNumberOfPartitions", "dedicatedZookeeper", "kraft",
        "schemaRegistry", "restProxy", "karapaceSchemaRegistry", "karapaceRestProxy"]
        inferred ["collocatedZookeeper", "dedicatedKraftController", "tieredStorage", "clientTelemetry"];
    ZOOKEEPER at "dedicatedZookeeper[]": ["zookeeperNodeSize", "zookeeperNodeCount"];
    COLLOCATED at "collocatedZookeeper[]": [] inferred ["nodeCount"];
    KRAFT at "kraft[]": ["controllerNodeCount"];
    CONTROLLERS at "dedicatedKraftController[]": [] inferred ["controllerNodeCount", "controllerNodeSize"];
    SCHEMA_REGISTRY at "schemaRegistry[]": ["version"];
    REST_PROXY at "restProxy[]": ["version", "integrateRestProxyWithSchemaRegistry", "useLocalSchemaRegistry",
        "schemaRegistryServerUrl", "schemaRegistryUsername", "schemaRegistryPassword"];
    KARAPACE at "karapaceSchemaRegistry[]": ["version"];
    KARAPACE_PROXY at "karapaceRestProxy[]": ["version", "integrateRestProxyWithSchemaRegistry"];
    TIERED at "tieredStorage[]": [] inferred ["s3Settings", "gcsSettings"];
    S3 at "tieredStorage[].s3Settings[]": [] inferred ["s3BucketName", "useCustomBucket", "prefix"];
    GCS at "tieredStorage[].gcsSettings[]": [] inferred ["gcsBucketName", "prefix"];
    TELEMETRY at "clientTelemetry[]": [] inferred ["enabled", "endpointUrl", "basicAuthentication",
        "authenticationHeaders"];
    TELEMETRY_LOGIN at "clientTelemetry[].basicAuthentication[]": [] inferred ["username", "password"];
    TELEMETRY_HEADERS at "clientTelemetry[].authenticationHeaders[]": [] inferred ["key", "value"];
    KAFKA_LINK at "dataCentres[]": ["privateLink"];
    KAFKA_LINKS at "dataCentres[].privateLink[]": ["advertisedHostname", "endPointServiceId", "endPointServiceName"];
    KAFKA_PRIVATE at "dataCentres[]": [] inferred ["privateConnectivity"];
    KAFKA_PRIVATES at "dataCentres[].privateConnectivity[]": [] inferred ["awsPrivateLink",
        "gcpPrivateServiceConnect"];
    PRIVATE_AWS at "dataCentres[].privateConnectivity[].awsPrivateLink[]": [] inferred ["advertisedHostname",
        "endPointServiceId", "endPointServiceName"];
    PRIVATE_GCP at "dataCentres[].privateConnectivity[].gcpPrivateServiceConnect[]": [] inferred ["shotoverProxy",
        "gcpPrivateServiceConnectRack", "network"];
    PRIVATE_GCP_PROXY at "dataCentres[].privateConnectivity[].gcpPrivateServiceConnect[].shotoverProxy[]": []
        inferred ["nodeSize", "version"];
    PRIVATE_GCP_RACK at "dataCentres[].privateConnectivity[].gcpPrivateServiceConnect[].gcpPrivateServiceConnectRack[]":
        [] inferred ["advertisedHostname"];

    CASSANDRA at "": ["cassandraVersion", "luceneEnabled", "passwordAndUserAuth", "spark"];
    CASSANDRA_CENTRE at "dataCentres[]": ["replicationFactor", "clientToClusterEncryption", "continuousBackup",
        "privateIpBroadcastForDiscovery", "privateLink"] inferred ["shotoverProxy", "privateServiceConnectV2",
        "pscNetwork", "privateConnectivity", "debezium", "currentOperations"];
    CASSANDRA_PROXY at "dataCentres[].shotoverProxy[]": [] inferred ["nodeSize", "version"];
    CASSANDRA_PRIVATE at "dataCentres[].privateConnectivity[]": [] inferred ["endpointAddresses"];
    DEBEZIUM at "dataCentres[].debezium[]": [] inferred ["kafkaVpcType", "kafkaTopicPrefix", "kafkaCdcId", "version"];
    CASSANDRA_OPERATIONS at "dataCentres[].currentOperations[]": [] inferred ["resize", "deleteNodes"];
    CASSANDRA_RESIZES at "dataCentres[].currentOperations[].resize[]": [] inferred ["operations"];
    CASSANDRA_RESIZE at "dataCentres[].currentOperations[].resize[].operations[]": [] inferred ["id", "status",
        "created", "completed", "newNodeSize", "nodePurpose", "concurrentResizes", "instaclustrSupportAlerted",
        "replaceOperations"];
    CASSANDRA_REPLACE at "dataCentres[].currentOperations[].resize[].operations[].replaceOperations[]": []
        inferred ["id", "nodeId", "newNodeId", "status", "created"];
    CASSANDRA_DELETIONS at "dataCentres[].currentOperations[].deleteNodes[]": [] inferred ["id", "cdcId", "status",
        "numberOfNodesToDelete", "created", "modified", "deleteNodeOperations"];
    CASSANDRA_DELETION at "dataCentres[].currentOperations[].deleteNodes[].deleteNodeOperations[]": []
        inferred ["id"];
    CASSANDRA_ENDPOINTS at "dataCentres[].privateConnectivity[].endpointAddresses[]": [] inferred ["address", "rack"];
    SPARK at "spark[]": ["version"];

    CLUSTER_LIST at "[]": ["accountId", "clusters"];
    CLUSTER_ITEM at "[].clusters[]": ["id", "application"];
    SETTINGS at "": ["description", "twoFactorDelete"];
    SETTINGS_TWO_FACTOR at "twoFactorDelete": ["confirmationEmail", "confirmationPhoneNumber"];
    RESIZES at "": ["operations"];
    RESIZE at "operations[]": ["id", "status", "created", "completed", "newNodeSize", "nodePurpose",
        "concurrentResizes", "instaclustrSupportAlerted", "replaceOperations"];
    REPLACE at "operations[].replaceOperations[]": ["id", "nodeId", "newNodeId", "status", "created"];

    RULE at "": ["id", "clusterId", "network", "type", "status", "deferredReason"];
    GROUP_RULE at "": ["id", "clusterId", "securityGroupId", "type", "status", "deferredReason"];
    RULE_SET at "": [] inferred ["clusterId", "id", "status", "firewallRules"];
    RULE_SET_ITEM at "firewallRules[]": [] inferred ["id", "network", "type", "status",
        "deferredReason"];
    GROUP_SET at "": ["clusterId", "id", "status", "firewallRules"];
    GROUP_SET_ITEM at "firewallRules[]": ["id", "securityGroupId", "type"] inferred ["deferredReason"];
    AWS_PEER at "": ["id", "cdcId", "peerAwsAccountId", "peerVpcId", "peerRegion", "peerSubnets", "statusCode",
        "dataCentreVpcId"];
    GCP_PEER at "": ["id", "cdcId", "peerProjectId", "peerVpcNetworkName", "peerSubnets", "statusCode",
        "failureReason", "name", "dataCentreProjectId", "dataCentreVpcNetworkName"];
    AZURE_PEER at "": ["id", "cdcId", "peerResourceGroup", "peerSubscriptionId", "peerVirtualNetworkName",
        "peerSubnets", "peerAdObjectId", "statusCode", "failureReason", "name", "dataCentreResourceGroup",
        "dataCentreSubscriptionId", "dataCentreVirtualNetworkName"];
    WINDOW at "": ["id", "clusterId", "dayOfWeek", "startHour", "durationInHours"];
    // The whole list has no `clusterId` in the schema, and has it in its example.
    UPCOMING at "[].maintenanceEvents[]": ["id", "clusterId", "description", "scheduledStartTime",
        "scheduledEndTime", "scheduledStartTimeMin", "scheduledStartTimeMax", "isFinalized"];
    EVENT at "[].maintenanceEvents[]": ["id", "clusterId", "description", "startTime", "endTime", "outcome"];
    BACKUPS at "": ["id", "name", "clusterDataCentres"];
    BACKUPS_CENTRE at "clusterDataCentres[]": ["id", "name", "nodes"];
    BACKUPS_NODE at "clusterDataCentres[].nodes[]": ["id", "publicAddress", "privateAddress", "events"];
    BACKUPS_EVENT at "clusterDataCentres[].nodes[].events[]": ["type", "state", "progress", "start", "end"];
    RESTORE at "": ["clusterId", "restoredClusterName", "pointInTime", "keyspaceTables", "clusterNetwork",
        "cdcConfigs", "restoredClusterId"];
    RESTORE_CENTRE at "cdcConfigs[]": ["cdcId", "restoreMode", "customVpcSettings"];
    RESTORE_VPC at "cdcConfigs[].customVpcSettings": ["vpcId", "network"];
    KAFKA_USER at "": ["id", "clusterId", "username", "password", "initialPermissions", "options", "authMechanism"];
    KAFKA_USER_OPTIONS at "options": ["saslScramMechanism", "overrideExistingUser"];
    TOPIC at "": ["id", "clusterId", "topic", "partitions", "replicationFactor", "configs"];
    TOPIC_CONFIG at "configs[]": ["key", "value"];
    ACLS at "": ["id", "clusterId", "userQuery", "acls"];
    ACL at "acls[]": ["principal", "permissionType", "host", "patternType", "resourceName", "operation",
        "resourceType"];
}

/// The fields of what is sent and read.
#[rustfmt::skip]
pub const BODIES: &[Body] = bodies! {
    POST "resources/applications/kafka/clusters/v2" Body, "Kafka cluster v2": [CLUSTER, TWO_FACTOR, RESIZE_SETTINGS,
        KAFKA, ZOOKEEPER, COLLOCATED, KRAFT, CONTROLLERS, SCHEMA_REGISTRY, REST_PROXY, KARAPACE, KARAPACE_PROXY, TIERED,
        S3, GCS, TELEMETRY, TELEMETRY_LOGIN, TELEMETRY_HEADERS, DATA_CENTRE, TAGS, AWS, GCP, AZURE, NODES, KAFKA_LINK,
        KAFKA_LINKS];
    POST "resources/applications/kafka/clusters/v3" Body, "Kafka cluster v3": [CLUSTER, TWO_FACTOR, RESIZE_SETTINGS,
        KAFKA, ZOOKEEPER, COLLOCATED, KRAFT, CONTROLLERS, SCHEMA_REGISTRY, REST_PROXY, KARAPACE, KARAPACE_PROXY, TIERED,
        S3, GCS, TELEMETRY, TELEMETRY_LOGIN, TELEMETRY_HEADERS, DATA_CENTRE, TAGS, AWS, GCP, AZURE, NODES,
        KAFKA_PRIVATE, KAFKA_PRIVATES, PRIVATE_AWS, PRIVATE_GCP, PRIVATE_GCP_PROXY, PRIVATE_GCP_RACK];
    POST "resources/applications/cassandra/clusters/v2" Body, "Cassandra cluster": [CLUSTER, TWO_FACTOR,
        RESIZE_SETTINGS, CASSANDRA, DATA_CENTRE, CASSANDRA_CENTRE, CASSANDRA_PROXY, CASSANDRA_PRIVATE, DEBEZIUM,
        CASSANDRA_OPERATIONS, CASSANDRA_RESIZES, CASSANDRA_RESIZE, CASSANDRA_REPLACE, CASSANDRA_DELETIONS,
        CASSANDRA_DELETION, CASSANDRA_ENDPOINTS, SPARK, TAGS, AWS, GCP, AZURE, NODES];
    GET "data-sources/clusters/v2" Answer, "list of clusters": [CLUSTER_LIST, CLUSTER_ITEM];
    PUT "operations/clusters/v2/{id}/change-settings/v2" Body, "settings of a cluster": [SETTINGS, SETTINGS_TWO_FACTOR];
    GET "data-sources/cluster-data-centres/v2/{id}/resize/operations/v2" Answer, "resize operations": [RESIZES, RESIZE,
        REPLACE];
    POST "resources/network-firewall-rules/v2" Body, "firewall rule": [RULE];
    POST "resources/providers/aws/security-group-firewall-rules/v2" Body, "AWS security-group rule": [GROUP_RULE];
    PUT "resources/cluster-network-firewall-rules/v2/{id}" Body, "set of firewall rules": [RULE_SET, RULE_SET_ITEM];
    PUT "resources/providers/aws/cluster-security-group-firewall-rules/v2/{id}" Body, "set of AWS security-group rules":
        [GROUP_SET, GROUP_SET_ITEM];
    POST "resources/providers/aws/vpc-peers/v2" Body, "peering at AWS": [AWS_PEER];
    POST "resources/providers/gcp/vpc-peers/v2" Body, "peering at GCP": [GCP_PEER];
    POST "resources/providers/azure/vnet-peers/v2" Body, "peering at Azure": [AZURE_PEER];
    POST "resources/exclusion-windows/v2" Body, "exclusion window": [WINDOW];
    GET "data-sources/cluster/{id}/maintenance-events/v2/upcoming/v2" Answer, "upcoming maintenance": [UPCOMING];
    GET "data-sources/cluster/{id}/maintenance-events/v2/past/v2" Answer, "past maintenance": [EVENT];
    GET "data-sources/applications/cassandra/clusters/v2/{id}/list-backups/v2" Answer, "list of backups": [BACKUPS,
        BACKUPS_CENTRE, BACKUPS_NODE, BACKUPS_EVENT];
    POST "operations/applications/cassandra/restore/v2" Body, "restore": [RESTORE, RESTORE_CENTRE, RESTORE_VPC];
    POST "resources/applications/kafka/users/v2" Body, "Kafka user": [KAFKA_USER, KAFKA_USER_OPTIONS];
    POST "resources/applications/kafka/topics/v2" Body, "Kafka topic": [TOPIC, TOPIC_CONFIG];
    POST "resources/applications/kafka/acls/v2" Body, "Kafka access control list": [ACLS, ACL];
};
