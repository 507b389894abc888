//! What is done to a cluster that is there: its delete, its resize, its restore into another.

use serde::{Deserialize, Serialize};

use super::account::AccountView;
use super::choices::NodeSizeChoice;
use super::problem::Problem;
use super::review::{Finding, PreviewRequest};
use super::run::{Asked, ClusterRef};
use crate::id::{AccountId, ClusterId, LaunchId};
use crate::time::Timestamp;

/// Deletes a cluster.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DeleteAsk {
    /// Made by the caller. The same id again is the same delete and answers the same.
    pub launch_id: LaunchId,
    /// The account.
    pub account_id: AccountId,
    /// The cluster.
    pub cluster: ClusterId,
    /// Its name, as the person typed it: anything else than the name it bears is refused.
    pub name: String,
}

/// Asks what a cluster could be resized to, and what a resize would send.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResizeReviewAsk {
    /// The account.
    pub account_id: AccountId,
    /// The cluster.
    pub cluster: ClusterId,
    /// What is to change; empty to ask only what there is.
    #[serde(default)]
    pub centres: Vec<CentreResize>,
}

/// What changes in one data centre.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CentreResize {
    /// Name of the data centre; every one when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// Another node size; as it is when absent.
    #[serde(default)]
    pub node_size: Option<String>,
    /// Another number of nodes; as it is when absent.
    #[serde(default)]
    pub nodes: Option<u32>,
}

/// What a resize would do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResizeReview {
    /// The account.
    pub account: AccountView,
    /// The cluster.
    pub cluster: ClusterRef,
    /// What it is now, as just read.
    pub before: Asked,
    /// What it would be.
    pub after: Asked,
    /// Node sizes to choose from, for each data centre in the order of [`ResizeReview::before`].
    pub sizes: Vec<Vec<NodeSizeChoice>>,
    /// Errors: resizing is not possible with any. Fields are `dataCentres.0.nodeSize` and `dataCentres.0.nodes`.
    pub errors: Vec<Finding>,
    /// Warnings: the provider decides.
    pub warnings: Vec<Finding>,
    /// What stands in the way: a read-only account, no key, a change under way.
    pub problems: Vec<Problem>,
    /// The request; empty while nothing changes.
    pub requests: Vec<PreviewRequest>,
}

/// Resizes a cluster.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResizeAsk {
    /// Made by the caller. The same id again is the same resize and answers the same.
    pub launch_id: LaunchId,
    /// The account.
    pub account_id: AccountId,
    /// The cluster, as reviewed.
    pub cluster: ClusterRef,
    /// [`ResizeReview::before`] of the review: where the cluster is another by then, nothing is sent.
    pub before: Asked,
    /// What is to change.
    pub centres: Vec<CentreResize>,
}

/// What a restore makes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RestoreWhat {
    /// Name of the new cluster, 3 to 48 letters, digits, `-` and `_`; one that no cluster of the account has. In a review
    /// empty to have one proposed.
    #[serde(default)]
    pub name: String,
    /// The moment that is restored; when it arrives, where absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Tables to restore, each `keyspace.table`; all when empty.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Network of the new cluster, CIDR; that of the old one when absent. For a cluster of one data centre alone.
    #[serde(default)]
    pub network: Option<String>,
}

/// Asks what a restore of a Cassandra cluster would send.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RestoreReviewAsk {
    /// The account.
    pub account_id: AccountId,
    /// The cluster whose backup it is.
    pub cluster: ClusterId,
    /// What it is to make.
    pub what: RestoreWhat,
}

/// What a restore would do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RestoreReview {
    /// The account.
    pub account: AccountView,
    /// The cluster whose backup it is.
    pub cluster: ClusterRef,
    /// What it would make, with the name that is proposed where none was given.
    pub what: RestoreWhat,
    /// When the first finished backup that is listed ended. Seven days are listed.
    pub first_backup: Option<Timestamp>,
    /// When the last one did.
    pub last_backup: Option<Timestamp>,
    /// Errors: restoring is not possible with any. Fields are those of [`RestoreWhat`], `tables.0` for one table.
    pub errors: Vec<Finding>,
    /// Warnings: the provider decides.
    pub warnings: Vec<Finding>,
    /// What stands in the way: a read-only account, no key.
    pub problems: Vec<Problem>,
    /// The request.
    pub requests: Vec<PreviewRequest>,
}

/// Restores a Cassandra cluster into a new one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RestoreAsk {
    /// Made by the caller. The same id again is the same restore and answers the same.
    pub launch_id: LaunchId,
    /// The account.
    pub account_id: AccountId,
    /// The cluster whose backup it is, as reviewed.
    pub cluster: ClusterRef,
    /// What it makes, as reviewed.
    pub what: RestoreWhat,
    /// Deletes the new cluster so long after it was accepted, in milliseconds; at least ten minutes.
    #[cfg_attr(test, ts(type = "number | null"))]
    #[serde(default)]
    pub delete_after_ms: Option<i64>,
}
