//! Backups of Cassandra clusters, and restoring one into a new cluster.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::objects::debug_without_secrets;
use crate::words::words;

debug_without_secrets!(Backups, DataCentreBackups, NodeBackups, BackupEvent, Restored);

words! {
    /// State of a backup on one node `[openapi] CommonClusterBackupEventNodeEventV2.state`.
    BackupState { Active = "ACTIVE", Completed = "COMPLETED", Failed = "FAILED", }
}

/// The backups and restores of a cluster in the last 7 days `[openapi] CommonClusterBackupEventsV2`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Backups {
    /// The cluster.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// Its data centres.
    #[serde(deserialize_with = "lenient::objects")]
    pub cluster_data_centres: Vec<DataCentreBackups>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Backups {
    /// The events of all nodes.
    pub fn events(&self) -> impl Iterator<Item = &BackupEvent> {
        self.cluster_data_centres.iter().flat_map(|centre| &centre.nodes).flat_map(|node| &node.events)
    }
}

/// The backups of a data centre `[openapi] CommonClusterBackupEventDataCentreV2`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DataCentreBackups {
    /// The data centre, a UUID.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// Its nodes.
    #[serde(deserialize_with = "lenient::objects")]
    pub nodes: Vec<NodeBackups>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The backups of a node `[openapi] CommonClusterBackupEventNodeV2`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NodeBackups {
    /// The node, a UUID.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Its public address.
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub public_address: Option<String>,
    /// Its private address.
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub private_address: Option<String>,
    /// What was done, in no order that a source states.
    #[serde(deserialize_with = "lenient::objects")]
    pub events: Vec<BackupEvent>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One backup or restore on one node `[openapi] CommonClusterBackupEventNodeEventV2`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BackupEvent {
    /// What it is, for example `snapshot-upload`; there is no list of words.
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: String,
    /// How it goes.
    pub state: BackupState,
    /// How far it is, 0 to 1.
    #[serde(deserialize_with = "lenient::fraction")]
    pub progress: Option<f64>,
    /// When it began, milliseconds since 1970.
    #[serde(deserialize_with = "lenient::whole")]
    pub start: Option<i64>,
    /// When it was done, milliseconds since 1970; null until then.
    #[serde(deserialize_with = "lenient::whole")]
    pub end: Option<i64>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

words! {
    /// Where a data centre is restored to `[openapi] ClusterDataCentreRestoreConfigV2.restoreMode`. All but a new VPC
    /// only for customers who run in their own cloud account.
    RestoreMode { NewVpc = "NEW_VPC", SameVpc = "SAME_VPC", CustomVpc = "CUSTOM_VPC", }
}

/// A restore as it is asked for `[openapi] CassandraClusterRestoreV2`. It makes a new cluster; the old one stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Restore {
    /// The cluster whose backup is restored, a UUID. Required.
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_id: String,
    /// Name of the new cluster, `[a-zA-Z0-9][a-zA-Z0-9_-]*`, 3 to 48 characters; by default the old name with
    /// «restored», date and time behind it.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub restored_cluster_name: Option<String>,
    /// The moment that is restored: milliseconds since 1970, or `2023-11-05T13:15:30Z`; by default now. The schema
    /// has a text, its example a number.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub point_in_time: Option<String>,
    /// Tables to restore, `keyspace.table`, separated by commas; all by default.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub keyspace_tables: Option<String>,
    /// Network of the new cluster, CIDR.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub cluster_network: Option<String>,
    /// Where data centres are restored to; those not named get a new VPC.
    #[serde(deserialize_with = "lenient::objects", skip_serializing_if = "Vec::is_empty")]
    pub cdc_configs: Vec<RestoreDataCentre>,
}

/// Where one data centre is restored to `[openapi] ClusterDataCentreRestoreConfigV2`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RestoreDataCentre {
    /// The data centre of the old cluster, a UUID. Required.
    #[serde(deserialize_with = "lenient::text")]
    pub cdc_id: String,
    /// Into which VPC. Required.
    pub restore_mode: RestoreMode,
    /// The VPC, with [`RestoreMode::CustomVpc`].
    #[serde(deserialize_with = "lenient::object", skip_serializing_if = "Option::is_none")]
    pub custom_vpc_settings: Option<CustomVpc>,
}

/// A VPC of the customer's `[openapi] CustomVpcSettingsRestoreV2`. Here the provider takes an object, not an array.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomVpc {
    /// The VPC. Required.
    #[serde(deserialize_with = "lenient::text")]
    pub vpc_id: String,
    /// Network in it, CIDR. Required.
    #[serde(deserialize_with = "lenient::text")]
    pub network: String,
}

/// A restore that the provider has taken on.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Restored {
    /// The new cluster, a UUID; it is read like any other.
    #[serde(deserialize_with = "lenient::text")]
    pub restored_cluster_id: String,
    /// The restore as it was asked for.
    #[serde(flatten)]
    pub asked: Restore,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Backups of Cassandra.
impl Client {
    /// Lists the backups and restores of a Cassandra cluster in the last 7 days.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn list_cassandra_backups(&self, cluster_id: &str) -> Result<Backups, Error> {
        let cluster_id = in_path(cluster_id)?;
        let path = format!(
            "/cluster-management/v2/data-sources/applications/cassandra/clusters/v2/{cluster_id}/list-backups/v2"
        );
        let answer = self.call(Method::GET, path, None).await?;
        answer.object()
    }

    /// Begins a backup of a Cassandra cluster now: POST with an empty body, answered by 202 with an empty one
    /// `[openapi]` (200, 201 and 204 are taken too). The answer names no backup: it shows in the list after a while.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn trigger_cassandra_backup(&self, cluster_id: &str) -> Result<(), Error> {
        let cluster_id = in_path(cluster_id)?;
        let path = format!(
            "/cluster-management/v2/operations/applications/cassandra/clusters/v2/{cluster_id}/trigger-backup/v2"
        );
        let answer = self.call(Method::POST, path, None).await?;
        answer.is_one_of(&[200, 201, 202, 204])
    }

    /// Restores a Cassandra cluster into a new one: POST, answered by 202 (200 and 201 are taken too) `[openapi]`.
    ///
    /// Never to be repeated blindly: like a create, each makes a cluster.
    ///
    /// # Errors
    /// [`Error`]; a success without the new cluster's id is [`Error::NotUnderstood`], and a cluster may exist.
    pub async fn restore_cassandra(&self, restore: &Restore) -> Result<Restored, Error> {
        let path = "/cluster-management/v2/operations/applications/cassandra/restore/v2".to_owned();
        let answer = self.write(Method::POST, path, restore).await?;
        let restored: Restored = answer.object()?;
        if !crate::read::is_id(&restored.restored_cluster_id) {
            return Err(answer.not_understood("the answer has no usable id of the new cluster"));
        }
        Ok(restored)
    }
}
