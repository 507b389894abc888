//! What is asked about runs, and decided on them.

use serde::{Deserialize, Serialize};

use super::run::RunView;
use super::timeline::RunEvent;
use crate::id::{AccountId, ClusterId, RunId};
use crate::time::Timestamp;

/// Names a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RunRef {
    /// The run.
    pub id: RunId,
}

/// Which runs to list.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ListRuns {
    /// Only those that have not ended.
    #[serde(default)]
    pub active_only: bool,
    /// Go on after this, from [`RunPage::next`].
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many, 1–200; 50 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of runs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RunPage {
    /// Newest first.
    pub items: Vec<RunView>,
    /// Where to go on; absent at the end.
    pub next: Option<String>,
}

/// Which events to list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ListRunEvents {
    /// The run.
    pub id: RunId,
    /// Only those after this `seq`; 0 for all.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "number"))]
    pub after: u64,
    /// At most so many, 1–500; 200 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of events.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RunEventPage {
    /// Oldest first.
    pub items: Vec<RunEvent>,
    /// Whether there are more after these.
    pub more: bool,
}

/// What to ask the provider about now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Refresh {
    /// A run's cluster (or, while unclear, its look-up).
    Run {
        /// Which.
        id: RunId,
    },
    /// The list of clusters of an account.
    Account {
        /// Which.
        id: AccountId,
    },
}

/// What a person decides on a run; what can be decided now says [`RunView::can`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Resolve {
    /// The run.
    pub id: RunId,
    /// The decision.
    pub decision: Decision,
}

/// A person's decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Decision {
    /// This cluster is the one.
    Found {
        /// Its id.
        cluster: ClusterId,
    },
    /// Send it again. If the first create did arrive, a second cluster comes to be.
    SendAgain,
    /// Give it up: nothing more is sent. What the provider does already goes on there.
    Withdraw,
    /// Try again what is missing of [`RunView::steps`], and nothing else of it.
    TryAgain {
        /// Who is let in where this computer is asked for: an address, or a range in CIDR notation. Its own address where
        /// absent. One that lets everybody in is refused.
        #[serde(default)]
        address: Option<String>,
        /// Only the user of this name: it was given its password.
        #[serde(default)]
        user: Option<String>,
    },
    /// Delete the cluster at another moment than the launch said, or not by itself.
    DeleteAt {
        /// When; absent to keep the cluster.
        at: Option<Timestamp>,
    },
}
