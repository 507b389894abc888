//! What a firewall rule may open `[tf]` `[openapi] FirewallRuleTypesV2`.

use instaclustr_api::Application;

/// For a Kafka cluster.
const KAFKA: [&str; 18] = [
    "KAFKA",
    "KAFKA_ENCRYPTION",
    "KAFKA_NO_ENCRYPTION",
    "KAFKA_MTLS",
    "KAFKA_PRIVATE_SASL_PLAINTEXT_LISTENER",
    "KAFKA_PUBLIC_SASL_PLAINTEXT_LISTENER",
    "KAFKA_PRIVATE_PLAINTEXT_LISTENER",
    "KAFKA_PUBLIC_PLAINTEXT_LISTENER",
    "KAFKA_PRIVATE_SSL_LISTENER",
    "KAFKA_PUBLIC_SSL_LISTENER",
    "KAFKA_REST_PROXY",
    "KAFKA_SCHEMA_REGISTRY",
    "KARAPACE_REST_PROXY",
    "KARAPACE_SCHEMA_REGISTRY",
    "KAFKA_CONNECT",
    "SHOTOVER_PROXY",
    "APACHE_ZOOKEEPER",
    "SECURE_APACHE_ZOOKEEPER",
];

/// For a Cassandra cluster.
const CASSANDRA: [&str; 7] = [
    "CASSANDRA",
    "CASSANDRA_CQL",
    "SPARK",
    "SPARK_JOBSERVER",
    "SHOTOVER_PROXY",
    "DEBEZIUM_CONNECTOR_CASSANDRA_KAFKA",
    "DEBEZIUM_CONNECTOR_CASSANDRA_SCHEMA",
];

/// The types that fit a cluster of `application`. That the provider refuses the others is `[inferred]`.
pub(super) fn of(application: Application) -> &'static [&'static str] {
    match application {
        Application::Kafka => &KAFKA,
        Application::Cassandra => &CASSANDRA,
    }
}
