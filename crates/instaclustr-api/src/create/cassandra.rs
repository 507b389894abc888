//! The body that creates a Cassandra cluster.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::parts::{AwsSettings, AzureSettings, GcpSettings, ResizeSettings, TwoFactorDelete};
use super::{debug_without_secrets, null_as_default};
use crate::cluster::Tag;

debug_without_secrets!(CassandraClusterCreate, CassandraDataCentreCreate);

/// Body of a Cassandra create `[openapi] CassandraClusterV2`. Fields are required unless they are an `Option` or a list.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CassandraClusterCreate {
    /// Name, `[a-zA-Z0-9][a-zA-Z0-9_-]*`, 3 to 48 characters; the vendor's operator allows 32. Immutable.
    pub name: String,
    /// Free text. Can be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Version, `x.y.z`, of those on offer. Immutable.
    pub cassandra_version: String,
    /// `PRODUCTION` or `NON_PRODUCTION`; production needs nodes that aren't of the developer class. Immutable.
    pub sla_tier: String,
    /// Whether nodes get private addresses only. Immutable.
    pub private_network_cluster: bool,
    /// PCI compliance; the account must be enabled for it `[docs]`. Immutable.
    pub pci_compliance_mode: bool,
    /// The Lucene add-on. Immutable.
    pub lucene_enabled: bool,
    /// Clients log in, and have rights. Immutable.
    pub password_and_user_auth: bool,
    /// One or more, with networks that don't overlap. Some can be added later.
    #[serde(deserialize_with = "null_as_default")]
    pub data_centres: Vec<CassandraDataCentreCreate>,
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

/// A data centre of a Cassandra create `[openapi] CassandraDataCentreV2`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CassandraDataCentreCreate {
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
    /// Nodes; a multiple of `replication_factor`. Can be raised.
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
    /// Number of racks; the operator allows 2, 3 or 5. Immutable.
    pub replication_factor: u32,
    /// TLS between clients and nodes. Immutable.
    pub client_to_cluster_encryption: bool,
    /// Backups of the commit log, and more frequent snapshots. Immutable.
    pub continuous_backup: bool,
    /// Nodes tell clients their private addresses; the operator allows it in private networks only. Immutable.
    pub private_ip_broadcast_for_discovery: bool,
    /// AWS PrivateLink; a switch here, unlike Kafka's. Needs AWS and a private network. Immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_link: Option<bool>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str = r#"{"name":"demo-cassandra","cassandraVersion":"5.0.6","slaTier":"NON_PRODUCTION","privateNetworkCluster":false,"pciComplianceMode":false,"luceneEnabled":false,"passwordAndUserAuth":true,"dataCentres":[{"name":"DC1","cloudProvider":"AWS_VPC","region":"US_EAST_1","network":"10.1.0.0/16","nodeSize":"CAS-DEV-t4g.small-5","numberOfNodes":3,"replicationFactor":3,"clientToClusterEncryption":false,"continuousBackup":false,"privateIpBroadcastForDiscovery":false}]}"#;

    #[test]
    fn the_minimal_body_is_written_as_it_was_read() {
        let body: CassandraClusterCreate = serde_json::from_str(MINIMAL).unwrap();
        assert_eq!(serde_json::to_string(&body).unwrap(), MINIMAL);
    }

    #[test]
    fn spark_is_not_modelled_and_still_survives() {
        let body: CassandraClusterCreate =
            serde_json::from_str(r#"{"name":"a","spark":[{"version":"1.2.3"}]}"#).unwrap();
        assert_eq!(body.other["spark"][0]["version"], "1.2.3");
    }
}
