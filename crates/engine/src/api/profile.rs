//! What shells see of profiles, drafts, previews and reviews.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::run::{Application, RunView};
use crate::id::{AccountId, LaunchId, ProfileId};
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

/// What a form holds, finished or not: every field may be empty or wrong. [`Preview`] says what is.
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

/// Something the checks found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The field, as a path into the draft: `dataCentres.0.network`.
    pub field: String,
    /// Whether it can be sent anyway.
    pub severity: Severity,
    /// What is wrong, and what is right.
    pub message: String,
    /// Where the rule comes from, for a warning.
    pub source: Option<String>,
    /// The value found, as it is accepted by «send anyway».
    pub value: String,
    /// Whether «send anyway» was ticked for this value.
    pub accepted: bool,
    /// Values that would be right, offered as buttons.
    pub fixes: Vec<Fix>,
}

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Certainly wrong: not sent.
    Error,
    /// One source allows it and another does not: the provider decides.
    Warning,
}

/// A value that would be right.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// On the button: «Use 10.20.0.0/16».
    pub label: String,
    /// The value, as text.
    pub value: String,
}

/// Asks for the requests of a draft.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PreviewAsk {
    /// The draft.
    pub draft: ProfileDraft,
    /// The saved profile it belongs to, so that its own name is not «taken».
    #[serde(default)]
    pub profile_id: Option<ProfileId>,
    /// The account; the draft's own when absent.
    #[serde(default)]
    pub account_id: Option<AccountId>,
}

/// The exact requests of a draft, and what the checks found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// What is wrong, in the order of the form.
    pub findings: Vec<Finding>,
    /// The requests in the order of sending.
    pub requests: Vec<PreviewRequest>,
}

/// A request before it is sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PreviewRequest {
    /// On the tab: «Create».
    pub title: String,
    /// HTTP method.
    pub method: String,
    /// Path below the account's URL.
    pub path: String,
    /// The body, line by line as indented JSON.
    pub lines: Vec<PreviewLine>,
    /// The same as a command for a shell; the key is read from the environment.
    pub curl: String,
}

/// A line of the request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PreviewLine {
    /// Its text with the indent.
    pub text: String,
    /// The field of the draft it comes from.
    pub field: Option<String>,
    /// Whether it comes from extra JSON.
    pub extra: bool,
}

/// Asks for the review before a launch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReviewAsk {
    /// The draft as it would be launched.
    pub draft: ProfileDraft,
    /// The saved profile it comes from.
    #[serde(default)]
    pub profile_id: Option<ProfileId>,
    /// The account it would go to.
    pub account_id: AccountId,
}

/// What a launch would do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// The account it would go to.
    pub account: super::account::AccountView,
    /// Errors: launching is not possible with any.
    pub errors: Vec<Finding>,
    /// Warnings: launching needs each accepted.
    pub warnings: Vec<Finding>,
    /// What can't be read from the draft: a read-only account, no key, nobody to drive it.
    pub problems: Vec<Problem>,
    /// What will be billed, every node the provider will make.
    pub billed: Vec<BilledNodes>,
    /// The facts, in the order to show them: label, value.
    pub facts: Vec<Fact>,
    /// The requests in the order of sending.
    pub requests: Vec<PreviewRequest>,
}

/// A label and its value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// «Cluster network (CIDR)».
    pub label: String,
    /// «10.20.0.0/16».
    pub value: String,
    /// Whether it is something to paste (drawn in mono).
    pub mono: bool,
}

/// Nodes that will be billed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BilledNodes {
    /// How many.
    pub count: u32,
    /// Of which size.
    pub node_size: String,
    /// What they are: «brokers», «nodes», «dedicated controllers».
    pub role: String,
    /// Data centre.
    pub data_centre: String,
}

/// Launches.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LaunchAsk {
    /// Made by the caller when the review opens. The same id again is the same launch and answers the same.
    pub launch_id: LaunchId,
    /// The account it goes to.
    pub account_id: AccountId,
    /// What to make, as reviewed.
    pub draft: ProfileDraft,
    /// The saved profile it comes from.
    #[serde(default)]
    pub profile_id: Option<ProfileId>,
    /// Whether all warnings are accepted, besides those accepted in the draft.
    #[serde(default)]
    pub accept_warnings: bool,
}

/// A launch and its runs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LaunchView {
    /// The launch.
    pub id: LaunchId,
    /// When it was committed.
    pub created_at: Timestamp,
    /// Its runs.
    pub runs: Vec<RunView>,
}

/// Asks what can be chosen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CatalogueAsk {
    /// Kafka or Cassandra.
    pub application: Application,
    /// The account whose provider is asked; the shipped list when absent.
    #[serde(default)]
    pub account_id: Option<AccountId>,
}

/// What can be chosen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Catalogue {
    /// Kafka or Cassandra.
    pub application: Application,
    /// Versions, newest first.
    pub versions: Vec<String>,
    /// Clouds with their regions and node sizes.
    pub clouds: Vec<CloudChoice>,
    /// When the versions were read from the provider; absent where they are the shipped list.
    pub read_at: Option<Timestamp>,
    /// Of when the shipped list is, as a date.
    pub shipped: String,
}

/// A cloud to choose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CloudChoice {
    /// As the provider spells it: `AWS_VPC`.
    pub name: String,
    /// As people say it: «Amazon Web Services».
    pub title: String,
    /// Regions.
    pub regions: Vec<String>,
    /// Node sizes for brokers or nodes, smallest first.
    pub node_sizes: Vec<NodeSizeChoice>,
}

/// A node size to choose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NodeSizeChoice {
    /// Its name.
    pub name: String,
    /// Developer class: needs `NON_PRODUCTION`.
    pub developer: bool,
}
