//! Changes of a cluster that is there: its delete.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, ClusterId, LaunchId};

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
