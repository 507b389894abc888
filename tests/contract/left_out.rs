//! Operations of the document that Slipway has no use for, each for a reason.

/// What is left out: the reason, and the operations.
pub const LEFT_OUT: &[(&str, &[&str])] = &[
    (
        "another product: OpenSearch",
        &[
            "GET /cluster-management/v2/data-sources/applications/opensearch/clusters/v2/{clusterId}/list-backups/v2/",
            "GET /cluster-management/v2/data-sources/opensearch_cluster/{clusterId}/egress-rules/v2/",
            "POST /cluster-management/v2/operations/applications/opensearch/clusters/v2/{clusterId}/trigger-backup/v2/",
            "POST /cluster-management/v2/operations/applications/opensearch/restore/v2",
            "POST /cluster-management/v2/resources/applications/opensearch/clusters/v2/",
            "DELETE /cluster-management/v2/resources/applications/opensearch/clusters/v2/{clusterId}",
            "GET /cluster-management/v2/resources/applications/opensearch/clusters/v2/{clusterId}",
            "PUT /cluster-management/v2/resources/applications/opensearch/clusters/v2/{clusterId}",
            "POST /cluster-management/v2/resources/applications/opensearch/egress-rules/v2",
            "DELETE /cluster-management/v2/resources/applications/opensearch/egress-rules/v2/{egressRuleId}",
            "GET /cluster-management/v2/resources/applications/opensearch/egress-rules/v2/{egressRuleId}",
        ],
    ),
    (
        "another product: PostgreSQL",
        &[
            "GET /cluster-management/v2/data-sources/applications/postgresql/clusters/v2/{clusterId}/list-backups/v2/",
            "GET /cluster-management/v2/data-sources/postgresql_cluster/{clusterId}/configurations",
            "POST /cluster-management/v2/operations/applications/postgres/clusters/v2/{clusterId}/trigger-backup/v2/",
            "POST /cluster-management/v2/operations/applications/postgres/restore/v2",
            "GET /cluster-management/v2/operations/applications/postgresql/clusters/v2/{clusterId}/reload",
            "PUT /cluster-management/v2/operations/applications/postgresql/clusters/v2/{clusterId}/update-default-user-password",
            "GET /cluster-management/v2/operations/applications/postgresql/nodes/v2/{nodeId}/reload",
            "POST /cluster-management/v2/operations/applications/postgresql/nodes/v2/{nodeId}/reload",
            "POST /cluster-management/v2/resources/applications/postgresql/clusters/v2/",
            "DELETE /cluster-management/v2/resources/applications/postgresql/clusters/v2/{clusterId}/",
            "GET /cluster-management/v2/resources/applications/postgresql/clusters/v2/{clusterId}/",
            "PUT /cluster-management/v2/resources/applications/postgresql/clusters/v2/{clusterId}/",
            "POST /cluster-management/v2/resources/applications/postgresql/configurations/v2/",
            "DELETE /cluster-management/v2/resources/applications/postgresql/configurations/v2/{configurationId}",
            "GET /cluster-management/v2/resources/applications/postgresql/configurations/v2/{configurationId}",
            "PUT /cluster-management/v2/resources/applications/postgresql/configurations/v2/{configurationId}",
        ],
    ),
    (
        "another product: Redis",
        &[
            "GET /cluster-management/v2/data-sources/redis_cluster/{clusterId}/users/v2/",
            "POST /cluster-management/v2/operations/applications/redis/clusters/v2/{clusterId}/trigger-backup/v2/",
            "POST /cluster-management/v2/operations/applications/redis/restore/v2",
            "POST /cluster-management/v2/resources/applications/redis/clusters/v2",
            "DELETE /cluster-management/v2/resources/applications/redis/clusters/v2/{clusterId}",
            "GET /cluster-management/v2/resources/applications/redis/clusters/v2/{clusterId}",
            "PUT /cluster-management/v2/resources/applications/redis/clusters/v2/{clusterId}",
            "POST /cluster-management/v2/resources/applications/redis/users/v2/",
            "DELETE /cluster-management/v2/resources/applications/redis/users/v2/{redisUserId}/",
            "GET /cluster-management/v2/resources/applications/redis/users/v2/{redisUserId}/",
            "PUT /cluster-management/v2/resources/applications/redis/users/v2/{redisUserId}/",
        ],
    ),
    (
        "another product: Cadence",
        &[
            "POST /cluster-management/v2/resources/applications/cadence/clusters/v2/",
            "DELETE /cluster-management/v2/resources/applications/cadence/clusters/v2/{clusterId}",
            "GET /cluster-management/v2/resources/applications/cadence/clusters/v2/{clusterId}",
            "PUT /cluster-management/v2/resources/applications/cadence/clusters/v2/{clusterId}",
        ],
    ),
    (
        "another product: Kafka Connect, and its mirrors",
        &[
            "GET /cluster-management/v2/data-sources/kafka_connect_cluster/{clusterId}/mirrors/v2/",
            "PUT /cluster-management/v2/operations/applications/kafka-connect/clusters/v2/{clusterId}/sync-custom-kafka-connectors/v2",
            "POST /cluster-management/v2/resources/applications/kafka-connect/clusters/v2/",
            "DELETE /cluster-management/v2/resources/applications/kafka-connect/clusters/v2/{clusterId}",
            "GET /cluster-management/v2/resources/applications/kafka-connect/clusters/v2/{clusterId}",
            "PUT /cluster-management/v2/resources/applications/kafka-connect/clusters/v2/{clusterId}",
            "POST /cluster-management/v2/resources/applications/kafka_connect/mirrors/v2",
            "DELETE /cluster-management/v2/resources/applications/kafka_connect/mirrors/v2/{mirrorId}",
            "GET /cluster-management/v2/resources/applications/kafka_connect/mirrors/v2/{mirrorId}",
            "PUT /cluster-management/v2/resources/applications/kafka_connect/mirrors/v2/{mirrorId}",
        ],
    ),
    (
        "another product: ZooKeeper",
        &[
            "POST /cluster-management/v2/resources/applications/zookeeper/clusters/v2",
            "DELETE /cluster-management/v2/resources/applications/zookeeper/clusters/v2/{clusterId}",
            "GET /cluster-management/v2/resources/applications/zookeeper/clusters/v2/{clusterId}",
        ],
    ),
    (
        "certificates of mTLS users: Slipway checks with the certificate that a person gives it",
        &[
            "GET /cluster-management/v2/data-sources/kafka_users/{kafkaUserId}/certificates/v2/",
            "POST /cluster-management/v2/operations/applications/kafka/user-certificates/renew/v2",
            "GET /cluster-management/v2/operations/applications/kafka/user-certificates/{certificateId}/download/v2",
            "POST /cluster-management/v2/resources/applications/kafka/user-certificates/v2",
            "DELETE /cluster-management/v2/resources/applications/kafka/user-certificates/v2/{certificateId}",
            "GET /cluster-management/v2/resources/applications/kafka/user-certificates/v2/{certificateId}",
        ],
    ),
    (
        "users of REST proxy and schema registry: not among what is made around a cluster",
        &[
            "GET /cluster-management/v2/data-sources/kafka_rest_proxy_cluster/{clusterId}/kafka-rest-proxy-users/v2/",
            "GET /cluster-management/v2/data-sources/kafka_schema_registry_cluster/{clusterId}/kafka-schema-registry-users/v2/",
            "GET /cluster-management/v2/data-sources/karapace_rest_proxy_cluster/{clusterId}/karapace-rest-proxy-users/v2/",
            "GET /cluster-management/v2/data-sources/karapace_schema_registry_cluster/{clusterId}/karapace-schema-registry-users/v2/",
            "PUT /cluster-management/v2/operations/applications/kafka-rest-proxy/clusters/v2/{clusterId}/users/v2/{userName}/change-password/v2",
            "PUT /cluster-management/v2/operations/applications/kafka-schema-registry/clusters/v2/{clusterId}/users/v2/{userName}/change-password/v2",
            "PUT /cluster-management/v2/operations/applications/karapace-rest-proxy/clusters/v2/{clusterId}/users/v2/{userName}/change-password/v2",
            "PUT /cluster-management/v2/operations/applications/karapace-schema-registry/clusters/v2/{clusterId}/users/v2/{userName}/change-password/v2",
        ],
    ),
    (
        "principals of AWS PrivateLink: a matter of the account at AWS",
        &[
            "GET /cluster-management/v2/data-sources/cluster_data_center/{clusterDataCenterId}/aws-endpoint-service-principals/v2/",
            "POST /cluster-management/v2/resources/aws-endpoint-service-principals/v2/",
            "DELETE /cluster-management/v2/resources/aws-endpoint-service-principals/v2/{principalId}",
            "GET /cluster-management/v2/resources/aws-endpoint-service-principals/v2/{principalId}",
        ],
    ),
    (
        "encryption keys of AWS: kept in the console, named in a profile by their id",
        &[
            "GET /cluster-management/v2/data-sources/providers/aws/encryption-keys/v2",
            "GET /cluster-management/v2/operations/providers/aws/encryption-keys/v2/{encryptionKeyId}/validate/v2",
            "POST /cluster-management/v2/resources/providers/aws/encryption-keys/v2",
            "DELETE /cluster-management/v2/resources/providers/aws/encryption-keys/v2/{encryptionKeyId}",
            "GET /cluster-management/v2/resources/providers/aws/encryption-keys/v2/{encryptionKeyId}",
        ],
    ),
];

/// Why an operation is left out; none where it is not.
pub fn reason(name: &str) -> Option<&'static str> {
    LEFT_OUT.iter().find(|(_, names)| names.contains(&name)).map(|(reason, _)| *reason)
}

/// All that are left out.
pub fn names() -> impl Iterator<Item = &'static str> {
    LEFT_OUT.iter().flat_map(|(_, names)| names.iter().copied())
}
