//! How a run came to where it is: its stages, its looks, its requests, its events.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::run::{ClusterRef, NodeView, RunView};
use crate::id::RunId;
use crate::time::Timestamp;

/// One run with everything its page draws.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RunDetail {
    /// The run.
    pub run: RunView,
    /// Its nodes as last seen, by data centre, rack, id.
    pub nodes: Vec<NodeView>,
    /// When we looked and what came of it, oldest first, without gaps where nothing was missed.
    pub looks: Vec<LookSpan>,
    /// The requests of this run in order, as sent (or as they will be), secrets as `•••`.
    pub requests: Vec<SentRequest>,
    /// The mark: value of the tag `slipway-run` of the newest attempt.
    pub mark: String,
    /// Clusters that may be the one, where a person decides.
    pub candidates: Vec<ClusterRef>,
    /// Runs that change this run's cluster, oldest first.
    pub changes: Vec<RunId>,
    /// For a resize: the nodes that are replaced, in the order in which they were first seen.
    pub replacements: Vec<ReplacementView>,
}

/// A node that another takes the place of, with the time of each step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReplacementView {
    /// The provider's id of it.
    pub id: String,
    /// Name of the data centre.
    pub data_centre: String,
    /// The node that goes.
    pub node_id: Option<String>,
    /// The node that comes, once the provider names it.
    pub new_node_id: Option<String>,
    /// The provider's word, as it came: `CREATING_REPLACEMENT`, `REPLACED`, ….
    pub status: String,
    /// The steps it was seen in, oldest first; the last one is the present.
    pub stages: Vec<StageSpan>,
}

/// A stage of a node. The change into it happened after `after` and was seen at `seen`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StageSpan {
    /// The provider's word.
    pub status: String,
    /// First look that showed it.
    pub seen: Timestamp,
    /// The look before, which did not; absent where there was none.
    pub after: Option<Timestamp>,
}

/// A stretch of looks with the same outcome.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LookSpan {
    /// What came of it.
    pub outcome: LookOutcome,
    /// First look of the stretch.
    pub from: Timestamp,
    /// Last look of the stretch.
    pub to: Timestamp,
    /// How many looks.
    pub looks: u32,
    /// Why it failed, in a few words.
    pub note: Option<String>,
}

/// What came of a look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum LookOutcome {
    /// The cluster was read.
    Seen,
    /// The API asked us to slow down.
    Slowed,
    /// The look failed.
    Failed,
    /// The provider did not know the cluster.
    Missing,
}

/// A request of a run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SentRequest {
    /// HTTP method.
    pub method: String,
    /// Path below the account's URL.
    pub path: String,
    /// Body as indented JSON.
    pub body: String,
    /// When it left; absent before.
    pub sent_at: Option<Timestamp>,
    /// HTTP status of the answer, where one came.
    pub status: Option<u16>,
    /// The answer's body, at most 64 KiB, secrets as `•••`.
    pub answer: Option<String>,
}

/// One line of what happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RunEvent {
    /// Position in the run's history, from 1, without holes.
    #[cfg_attr(test, ts(type = "number"))]
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What kind.
    pub kind: RunEventKind,
    /// What happened, one sentence.
    pub text: String,
    /// The node it concerns.
    pub node: Option<String>,
    /// The problem, where it is one.
    pub problem: Option<Problem>,
}

/// Kinds of event, so that a page can choose a glyph and a program can filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum RunEventKind {
    /// The intent is on disk.
    Intended,
    /// What the provider's own document says of what is asked for.
    Noted,
    /// The request leaves.
    Sending,
    /// The provider accepted it.
    Accepted,
    /// The provider refused it.
    Refused,
    /// Nothing was sent, or 429: it is tried again.
    NotDone,
    /// The answer was lost or not understood.
    Unclear,
    /// The cluster was looked for.
    LookedUp,
    /// The cluster was found by its mark and is this run's.
    Adopted,
    /// A person decided.
    Decided,
    /// The cluster's status changed.
    Status,
    /// A node's status changed.
    Node,
    /// A node got an address.
    Address,
    /// Looking failed, or works again.
    Look,
    /// A firewall rule or a peering of the profile: sent, answered, seen.
    Access,
    /// Something else that the cluster is given once it runs: sent, answered, seen.
    SetUp,
    /// The cluster was changed, and not from here.
    Changed,
    /// All is as a resize asked.
    Done,
    /// The cluster is gone.
    Gone,
    /// The moment of a delete that was asked for at the launch: set, told, put off or called off.
    DeleteAt,
}
