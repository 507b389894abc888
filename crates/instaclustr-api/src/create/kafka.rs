//! The body that creates a Kafka cluster.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::parts::{
    AwsSettings, AzureSettings, DedicatedZookeeper, GcpSettings, KarapaceRestProxy, Kraft, PrivateLink, ResizeSettings,
    RestProxy, TwoFactorDelete, VersionOnly,
};
use super::{debug_without_secrets, null_as_default};
use crate::cluster::Tag;

debug_without_secrets!(KafkaClusterCreate, KafkaDataCentreCreate);

/// Body of a Kafka create `[openapi] KafkaClusterV2`. Fields are required unless they are an `Option` or a list.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KafkaClusterCreate {
    /// Name, `[a-zA-Z0-9][a-zA-Z0-9_-]*`, 3 to 48 characters; the vendor's operator allows 32. Immutable.
    pub name: String,
    /// Free text. Can be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Version, `x.y.z`, of those on offer. Immutable.
    pub kafka_version: String,
    /// `PRODUCTION` or `NON_PRODUCTION`; production needs nodes that aren't of the developer class. Immutable.
    pub sla_tier: String,
    /// Whether nodes get private addresses only. Immutable.
    pub private_network_cluster: bool,
    /// PCI compliance; the account must be enabled for it `[docs]`. Immutable.
    pub pci_compliance_mode: bool,
    /// TLS between clients and brokers. Immutable.
    pub client_to_cluster_encryption: bool,
    /// Clients show a certificate. Immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_broker_auth_with_mtls: Option<bool>,
    /// Topics can be deleted. Immutable.
    pub allow_delete_topics: bool,
    /// Topics come into being when written to. Immutable.
    pub auto_create_topics: bool,
    /// Replication factor of new topics, and the number of racks; the operator allows 3 or 5. Immutable.
    pub default_replication_factor: u32,
    /// Partitions of new topics; no bound is stated. Immutable.
    pub default_number_of_partitions: u32,
    /// Exactly one.
    #[serde(deserialize_with = "null_as_default")]
    pub data_centres: Vec<KafkaDataCentreCreate>,
    /// At most one. Immutable but for its size.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub dedicated_zookeeper: Vec<DedicatedZookeeper>,
    /// At most one; the default from 3.6.1 on. Immutable.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub kraft: Vec<Kraft>,
    /// At most one; no version is on offer in 2026 `[tf]`. Immutable.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub schema_registry: Vec<VersionOnly>,
    /// At most one. Immutable.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub rest_proxy: Vec<RestProxy>,
    /// At most one. Immutable.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub karapace_schema_registry: Vec<VersionOnly>,
    /// At most one. Immutable.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub karapace_rest_proxy: Vec<KarapaceRestProxy>,
    /// For clusters that only serve another product of the provider. Immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundled_use_only: Option<bool>,
    /// At most one.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub two_factor_delete: Vec<TwoFactorDelete>,
    /// At most one; write-only, can be changed.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub resize_settings: Vec<ResizeSettings>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The data centre of a Kafka create `[openapi] KafkaDataCentreV2`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KafkaDataCentreCreate {
    /// Name, unique in the cluster. Immutable.
    pub name: String,
    /// `AWS_VPC`, `GCP`, `AZURE`, `AZURE_AZ` or `ONPREMISES` `[openapi] CloudProviderEnumV2`. Immutable.
    pub cloud_provider: String,
    /// Region in the provider's spelling: `US_EAST_1`, `us-east1`, `EAST_US`. Immutable.
    pub region: String,
    /// Private network, CIDR: prefix /12 to /22 `[openapi]`, /16 to /26 `[tf 2026]`; /16 to /22 suits both. Immutable.
    pub network: String,
    /// Size of the nodes. Can be resized.
    pub node_size: String,
    /// Brokers; a multiple of `default_replication_factor`. Can be raised.
    pub number_of_nodes: u32,
    /// The customer's own cloud account; left out for the provider's. Immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_account_name: Option<String>,
    /// Labels; immutable, and sorted by key in answers.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// At most one, and only one of the three clouds; own accounts only. Immutable.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub aws_settings: Vec<AwsSettings>,
    /// As `aws_settings`.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub gcp_settings: Vec<GcpSettings>,
    /// As `aws_settings`.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub azure_settings: Vec<AzureSettings>,
    /// At most one; AWS with a private network only. Immutable.
    #[serde(deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub private_link: Vec<PrivateLink>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    const MINIMAL: &str = r#"{"name":"demo-kafka","kafkaVersion":"4.1.2","slaTier":"NON_PRODUCTION","privateNetworkCluster":false,"pciComplianceMode":false,"clientToClusterEncryption":false,"allowDeleteTopics":true,"autoCreateTopics":true,"defaultReplicationFactor":3,"defaultNumberOfPartitions":3,"dataCentres":[{"name":"AWS_VPC_US_EAST_1","cloudProvider":"AWS_VPC","region":"US_EAST_1","network":"10.0.0.0/16","nodeSize":"KFK-DEV-t4g.small-5","numberOfNodes":3}]}"#;

    #[test]
    fn the_minimal_body_is_written_as_it_was_read() {
        let body: KafkaClusterCreate = serde_json::from_str(MINIMAL).unwrap();
        assert_eq!(serde_json::to_string(&body).unwrap(), MINIMAL);
    }

    #[test]
    fn nulls_and_empty_blocks_count_as_unset_and_unknown_fields_survive() {
        let text = r#"{"name":"a","kraft":null,"restProxy":[],"description":null,"dataCentres":[{"tags":null,"zeroInboundAccess":true}],"newer":{"x":1}}"#;
        let body: KafkaClusterCreate = serde_json::from_str(text).unwrap();
        let written = serde_json::to_value(&body).unwrap();
        assert_eq!(written["newer"]["x"], 1);
        assert_eq!(written["dataCentres"][0]["zeroInboundAccess"], true);
        for unset in ["kraft", "restProxy", "description"] {
            assert!(written.get(unset).is_none(), "{unset}");
        }
    }

    #[test]
    fn a_password_reaches_the_wire_and_nothing_else() {
        let proxy = RestProxy { schema_registry_password: Some(Secret::new("s3cret")), ..RestProxy::default() };
        let body = KafkaClusterCreate { rest_proxy: vec![proxy], ..KafkaClusterCreate::default() };
        assert!(serde_json::to_string(&body).unwrap().contains("s3cret"));
        assert!(!format!("{body:?}").contains("s3cret"));
    }
}
