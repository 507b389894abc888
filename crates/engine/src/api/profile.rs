//! What shells see of profiles, drafts, previews and reviews.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::run::Application;
use crate::id::{AccountId, ProfileId};
use crate::time::Timestamp;

/// A saved profile.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The profile.
    pub id: ProfileId,
    /// Grows with every save; the highest wins.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// What it holds.
    pub draft: ProfileDraft,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

/// What a form holds, finished or not: every field may be empty or wrong. [`super::Preview`] says what is.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileDraft {
    /// The profile's name, unique here.
    pub name: String,
    /// The account it is meant for; asked at the review when absent.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// Kafka or Cassandra.
    pub application: Application,
    /// Name of the cluster, 3–32 letters, digits, `-`, `_`, a letter or digit first. [openapi] KafkaClusterV2.name
    #[serde(default)]
    pub cluster_name: String,
    /// Description, free text.
    #[serde(default)]
    pub description: String,
    /// Application version, `x.y.z`.
    #[serde(default)]
    pub version: String,
    /// `PRODUCTION` or `NON_PRODUCTION`.
    #[serde(default)]
    pub sla_tier: String,
    /// No public addresses.
    #[serde(default)]
    pub private_network_cluster: bool,
    /// PCI mode; the account must be enabled for it.
    #[serde(default)]
    pub pci_compliance_mode: bool,
    /// TLS between client and cluster.
    #[serde(default)]
    pub client_encryption: bool,
    /// What only Kafka has; ignored for Cassandra.
    #[serde(default)]
    pub kafka: KafkaDraft,
    /// What only Cassandra has; ignored for Kafka.
    #[serde(default)]
    pub cassandra: CassandraDraft,
    /// The data centres: exactly one for Kafka, one or more for Cassandra.
    #[serde(default)]
    pub data_centres: Vec<DataCentreDraft>,
    /// Who may reach it, once it runs.
    #[serde(default)]
    pub access: Vec<AccessDraft>,
    /// Networks that are joined to it, once it runs.
    #[serde(default)]
    pub peerings: Vec<PeeringDraft>,
    /// Who may log in, besides the default user, once it runs.
    #[serde(default)]
    pub users: Vec<UserDraft>,
    /// Topics of Kafka that are made once it runs; ignored for Cassandra.
    #[serde(default)]
    pub topics: Vec<TopicDraft>,
    /// Hours of the week without maintenance, set once it runs.
    #[serde(default)]
    pub exclusion_windows: Vec<WindowDraft>,
    /// What Slipway has no form for, merged into the request.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "Record<string, unknown>"))]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Warnings accepted by «send anyway», each for one value of one field: path → value.
    #[serde(default)]
    pub accepted: BTreeMap<String, String>,
}

/// What only Kafka has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KafkaDraft {
    /// Replication factor for new topics, and the number of racks: 3 or 5.
    pub replication_factor: Option<u32>,
    /// Partitions for new topics.
    pub partitions: Option<u32>,
    /// Whether a client may make a topic by using it.
    pub auto_create_topics: bool,
    /// Whether topics may be deleted.
    pub allow_delete_topics: bool,
}

impl Default for KafkaDraft {
    fn default() -> Self {
        Self { replication_factor: Some(3), partitions: Some(3), auto_create_topics: true, allow_delete_topics: true }
    }
}

/// What only Cassandra has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CassandraDraft {
    /// Lucene add-on.
    pub lucene: bool,
    /// Password log-in and authorisation.
    pub password_auth: bool,
}

impl Default for CassandraDraft {
    fn default() -> Self {
        Self { lucene: false, password_auth: true }
    }
}

/// One data centre.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataCentreDraft {
    /// Name, unique in the cluster.
    #[serde(default)]
    pub name: String,
    /// `AWS_VPC`, `GCP`, `AZURE_AZ`.
    #[serde(default)]
    pub cloud_provider: String,
    /// Region as the provider spells it.
    #[serde(default)]
    pub region: String,
    /// Cluster network as CIDR, private, host bits zero, prefix /16–/22.
    #[serde(default)]
    pub network: String,
    /// Node size.
    #[serde(default)]
    pub node_size: String,
    /// Nodes (brokers for Kafka): a multiple of the racks.
    #[serde(default)]
    pub nodes: Option<u32>,
    /// Racks of this data centre; Cassandra only (Kafka's stands at the root).
    #[serde(default)]
    pub replication_factor: Option<u32>,
    /// Commit-log backups and more frequent snapshots; Cassandra only.
    #[serde(default)]
    pub continuous_backup: bool,
    /// Own tags, besides the mark.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// A firewall rule.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessDraft {
    /// Who is let in: `mine` for this computer's own address, an address, or a range in CIDR notation.
    #[serde(default)]
    pub from: String,
    /// What it opens, in the provider's word: `KAFKA`, `CASSANDRA`. [tf] cluster_network_firewall_rule_v2.type
    #[serde(default)]
    pub opens: String,
}

/// A network to be joined to that of a data centre. [openapi] AwsVpcPeerV2, GcpVpcPeerV2, AzureVnetPeerV2
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PeeringDraft {
    /// Name of the data centre; empty where there is one alone. Its cloud is that of the other network.
    #[serde(default)]
    pub data_centre: String,
    /// Who owns the other network: the AWS account (12 digits), the GCP project or the Azure subscription (a UUID).
    #[serde(default)]
    pub owner: String,
    /// The other network: the VPC's id at AWS, its name at GCP and Azure.
    #[serde(default)]
    pub network: String,
    /// Its region; AWS alone.
    #[serde(default)]
    pub region: String,
    /// Its resource group; Azure alone.
    #[serde(default)]
    pub resource_group: String,
    /// Object of the directory that is given the right to peer, where the subscription is another's; Azure alone.
    #[serde(default)]
    pub ad_object_id: String,
    /// Its ranges that are to be reached, in CIDR notation, with commas between them.
    #[serde(default)]
    pub subnets: String,
}

/// Somebody who may log in. [openapi] KafkaUserV2, BundleUserCreateRequest
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserDraft {
    /// The name: for Kafka letters, digits, `-`, `_`, a letter or digit first; for Cassandra 1 to 255 characters.
    #[serde(default)]
    pub name: String,
    /// What it may do at first: `standard`, `read-only` or `none`.
    #[serde(default)]
    pub permissions: String,
    /// How the password is proven, `SCRAM-SHA-256` or `SCRAM-SHA-512`; Kafka alone.
    #[serde(default)]
    pub mechanism: String,
    /// Whether a person gives the password; otherwise one is made. Either way it is kept in the keyring alone.
    #[serde(default)]
    pub asks_password: bool,
}

/// A topic of Kafka. [openapi] KafkaTopicV2
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TopicDraft {
    /// The name, 1 to 249 letters, digits, `.`, `_`, `-`.
    #[serde(default)]
    pub name: String,
    /// Partitions; those of [`KafkaDraft`] when absent.
    #[serde(default)]
    pub partitions: Option<u32>,
    /// Copies of each partition; those of [`KafkaDraft`] when absent.
    #[serde(default)]
    pub replication_factor: Option<u32>,
}

/// Hours of the week without maintenance. [openapi] ClusterExclusionWindowV2
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WindowDraft {
    /// The day it begins on: `MONDAY` to `SUNDAY`. In which time zone is in no source.
    #[serde(default)]
    pub day: String,
    /// The hour it begins at, 0 to 23.
    #[serde(default)]
    pub start_hour: Option<u32>,
    /// How long it is, in hours, at least 1.
    #[serde(default)]
    pub hours: Option<u32>,
}

/// A saved profile as lists show it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProfileRow {
    /// The profile.
    pub id: ProfileId,
    /// Grows with every save; the highest wins.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// Its name.
    pub name: String,
    /// The account it is meant for.
    pub account: Option<AccountId>,
    /// Kafka or Cassandra.
    pub application: Application,
    /// Name of the cluster it makes.
    pub cluster_name: String,
    /// «3 × KFK-DEV-t4g.small-5, US_EAST_1».
    pub summary: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

/// The saved profiles.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProfileList {
    /// By name.
    pub items: Vec<ProfileRow>,
}

/// Names a profile.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProfileRef {
    /// The profile.
    pub id: ProfileId,
}

/// Asks for a new draft.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NewProfile {
    /// Kafka or Cassandra.
    pub application: Application,
}

/// Keeps a draft.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SaveProfile {
    /// The profile to change; absent for a new one.
    #[serde(default)]
    pub id: Option<ProfileId>,
    /// What it holds.
    pub draft: ProfileDraft,
}
