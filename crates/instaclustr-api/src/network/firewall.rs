//! Firewall rules, one by one: for a network, or for a security group of AWS.

use http::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::objects::Identified;
use crate::objects::debug_without_secrets;
use crate::status::Status;
use crate::words::words;

debug_without_secrets!(FirewallRule<NetworkRule>, FirewallRule<SecurityGroupRule>);

words! {
    /// What a rule opens `[tf] cluster_network_firewall_rule_v2.type`, `[openapi] FirewallRuleTypesV2`.
    ///
    /// Which of Kafka's words fits which listener is in no source; the vendor's own scripts used `KAFKA` and
    /// `CASSANDRA`.
    FirewallRuleType {
        Kafka = "KAFKA",
        KafkaEncryption = "KAFKA_ENCRYPTION",
        KafkaNoEncryption = "KAFKA_NO_ENCRYPTION",
        KafkaMtls = "KAFKA_MTLS",
        KafkaPrivateSaslPlaintextListener = "KAFKA_PRIVATE_SASL_PLAINTEXT_LISTENER",
        KafkaPublicSaslPlaintextListener = "KAFKA_PUBLIC_SASL_PLAINTEXT_LISTENER",
        KafkaPrivatePlaintextListener = "KAFKA_PRIVATE_PLAINTEXT_LISTENER",
        KafkaPublicPlaintextListener = "KAFKA_PUBLIC_PLAINTEXT_LISTENER",
        KafkaPrivateSslListener = "KAFKA_PRIVATE_SSL_LISTENER",
        KafkaPublicSslListener = "KAFKA_PUBLIC_SSL_LISTENER",
        KafkaRestProxy = "KAFKA_REST_PROXY",
        KafkaSchemaRegistry = "KAFKA_SCHEMA_REGISTRY",
        KarapaceRestProxy = "KARAPACE_REST_PROXY",
        KarapaceSchemaRegistry = "KARAPACE_SCHEMA_REGISTRY",
        KafkaConnect = "KAFKA_CONNECT",
        KafkaDiskless = "KAFKA_DISKLESS",
        ShotoverProxy = "SHOTOVER_PROXY",
        Cassandra = "CASSANDRA",
        CassandraCql = "CASSANDRA_CQL",
        Spark = "SPARK",
        SparkJobserver = "SPARK_JOBSERVER",
        DebeziumConnectorCassandraKafka = "DEBEZIUM_CONNECTOR_CASSANDRA_KAFKA",
        DebeziumConnectorCassandraSchema = "DEBEZIUM_CONNECTOR_CASSANDRA_SCHEMA",
        ApacheZookeeper = "APACHE_ZOOKEEPER",
        SecureApacheZookeeper = "SECURE_APACHE_ZOOKEEPER",
        Cadence = "CADENCE",
        CadenceGrpc = "CADENCE_GRPC",
        CadenceHttpApi = "CADENCE_HTTP_API",
        CadenceWeb = "CADENCE_WEB",
        Clickhouse = "CLICKHOUSE",
        ClickhouseWeb = "CLICKHOUSE_WEB",
        Elasticsearch = "ELASTICSEARCH",
        McpGateway = "MCP_GATEWAY",
        Opensearch = "OPENSEARCH",
        OpensearchDashboards = "OPENSEARCH_DASHBOARDS",
        Pgbouncer = "PGBOUNCER",
        Postgresql = "POSTGRESQL",
        Redis = "REDIS",
        SearchDashboards = "SEARCH_DASHBOARDS",
        Valkey = "VALKEY",
    }
}

/// A kind of firewall rule, as it is asked for: [`NetworkRule`] or [`SecurityGroupRule`].
pub trait Rule: sealed::Paths + Serialize + DeserializeOwned {}

pub(super) mod sealed {
    /// Where the provider keeps rules of a kind. Not for others to implement: the kinds are the provider's.
    pub trait Paths {
        /// One rule: POST; with `/ID` behind it GET and DELETE.
        const ONE: &str;
        /// All rules of a cluster as one thing, with `/CLUSTER` behind it.
        const SET: &str;
        /// The list of a cluster's rules.
        fn list(cluster_id: &str) -> String;
        /// The rule as it stands in a set: without the cluster, which the set names.
        fn in_set(&self) -> Self;
    }
}

/// Lets the addresses of a network in `[openapi] ClusterNetworkFirewallRuleV2`. Nothing of it can be changed later:
/// another rule takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NetworkRule {
    /// The cluster, a UUID; left out in a set. Required, immutable.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub cluster_id: String,
    /// The addresses that get in, CIDR: `203.0.113.7/32`. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub network: String,
    /// What it opens. Required, immutable.
    #[serde(rename = "type")]
    pub rule_type: FirewallRuleType,
}

/// Lets the machines of an AWS security group in `[openapi] AwsSecurityGroupFirewallRuleV2`. Nothing of it can be
/// changed later.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SecurityGroupRule {
    /// The cluster, a UUID; left out in a set. Required, immutable.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "String::is_empty")]
    pub cluster_id: String,
    /// The group: `sg-` and 8 or 17 hexadecimal digits `[openapi]` (the v1 pattern). Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub security_group_id: String,
    /// What it opens. Required, immutable.
    #[serde(rename = "type")]
    pub rule_type: FirewallRuleType,
}

impl sealed::Paths for NetworkRule {
    const ONE: &str = "/cluster-management/v2/resources/network-firewall-rules/v2";
    // By the pattern of the AWS twin: single `security-group-firewall-rules`, set `cluster-security-group-firewall-rules`
    // [inferred].
    const SET: &str = "/cluster-management/v2/resources/cluster-network-firewall-rules/v2";

    fn list(cluster_id: &str) -> String {
        format!("/cluster-management/v2/data-sources/cluster/{cluster_id}/network-firewall-rules/v2")
    }

    fn in_set(&self) -> Self {
        Self { cluster_id: String::new(), ..self.clone() }
    }
}

impl sealed::Paths for SecurityGroupRule {
    const ONE: &str = "/cluster-management/v2/resources/providers/aws/security-group-firewall-rules/v2";
    const SET: &str = "/cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2";

    fn list(cluster_id: &str) -> String {
        format!(
            "/cluster-management/v2/data-sources/providers/aws/aws_cluster/{cluster_id}/security-group-firewall-rules/v2"
        )
    }

    fn in_set(&self) -> Self {
        Self { cluster_id: String::new(), ..self.clone() }
    }
}

/// A rule that the provider has.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, bound = "R: Rule + Default")]
pub struct FirewallRule<R = NetworkRule> {
    /// The provider's id of it, a UUID. A rule that takes another's place has another id.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The rule as it was asked for. In a set the cluster's id is left out.
    #[serde(flatten)]
    pub asked: R,
    /// `GENESIS`, `PROVISIONING`, then `RUNNING`, which can take up to 10 minutes `[docs]`; `DEFERRED` and others as for
    /// clusters.
    pub status: Status,
    /// Why it is deferred.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub deferred_reason: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl<R: Rule + Default> Identified for FirewallRule<R> {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Firewall rules one by one. The single resources are deprecated in favour of [sets](crate::FirewallRuleSet)
/// `[tf 2026]`, still work `[3rd-party 2026]`, and are safer where one address is added.
impl Client {
    /// Adds a rule: POST, answered by 202 (200 and 201 are taken too) `[openapi]`. It works only once its status is
    /// `RUNNING`, and a moment later `[redoc]`.
    ///
    /// # Errors
    /// [`Error`]; a 409 means that the cluster has such a rule already `[openapi]`, so what was asked for is so.
    pub async fn create_firewall_rule<R: Rule + Default>(&self, rule: &R) -> Result<FirewallRule<R>, Error> {
        self.write_object(Method::POST, R::ONE.to_owned(), rule).await
    }

    /// Reads a rule.
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown or deleted. An `id` that can't stand in a path is not sent.
    pub async fn get_firewall_rule<R: Rule + Default>(&self, id: &str) -> Result<FirewallRule<R>, Error> {
        self.read_object(format!("{}/{}", R::ONE, in_path(id)?), id).await
    }

    /// Lists a cluster's rules of one kind.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn list_firewall_rules<R: Rule + Default>(
        &self,
        cluster_id: &str,
    ) -> Result<Vec<FirewallRule<R>>, Error> {
        self.list_objects(R::list(in_path(cluster_id)?)).await
    }

    /// Takes a rule away: 204 (200 and 202 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is not sent.
    pub async fn delete_firewall_rule<R: Rule>(&self, id: &str) -> Result<(), Error> {
        self.delete_object(format!("{}/{}", R::ONE, in_path(id)?), None).await
    }
}
