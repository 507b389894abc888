//! What can be chosen: versions, clouds, regions, node sizes.

use serde::{Deserialize, Serialize};

use super::run::Application;
use crate::id::AccountId;
use crate::time::Timestamp;

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
    /// What a firewall rule can open, in the provider's words, the usual one first.
    #[serde(default)]
    pub opens: Vec<String>,
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
