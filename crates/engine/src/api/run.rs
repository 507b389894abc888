//! What shells see of a run.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::id::{AccountId, ClusterId, LaunchId, ProfileId, RunId};
use crate::time::Timestamp;

/// The applications that Slipway launches, as the provider spells them in lists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Application {
    /// Apache Kafka.
    #[default]
    Kafka,
    /// Apache Cassandra.
    Cassandra,
}

/// Where a run stands. The words are those of the command line (`docs/behaviour.md`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// On disk; nothing has been sent (or what was sent is known not to have been done).
    Intended,
    /// The request is on its way.
    Sending,
    /// It is not known whether the request was done.
    Unclear,
    /// The provider accepted it and builds.
    Provisioning,
    /// The provider says RUNNING. Nothing is proven by that.
    Running,
    /// End: the provider refused it; nothing was made.
    Refused,
    /// The provider put it off: it waits for somebody there or here to act. Still watched.
    Deferred,
    /// The provider reports it failed. Still watched.
    Failed,
    /// End: a person gave it up before anything was known to be made.
    Withdrawn,
    /// The cluster is being deleted.
    Deleting,
    /// End: the cluster is gone.
    Gone,
}

/// What a run does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    /// Makes a cluster.
    Create,
}

/// A run as a whole, without its nodes: what a list row and a page head need. Under 8 KiB as JSON.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    /// The run.
    pub id: RunId,
    /// Grows with every change of the run; the highest wins.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// The launch it belongs to.
    pub launch_id: LaunchId,
    /// What it does.
    pub kind: RunKind,
    /// The account, by id.
    pub account_id: AccountId,
    /// The account's label when it was launched.
    pub account: String,
    /// The profile's name when it was launched.
    pub profile: String,
    /// The profile, where it was a saved one.
    pub profile_id: Option<ProfileId>,
    /// Kafka or Cassandra.
    pub application: Application,
    /// Name asked for.
    pub cluster_name: String,
    /// The cluster, once its id is known.
    pub cluster: Option<ClusterRef>,
    /// Where it stands.
    pub stage: Stage,
    /// The provider's own word for the cluster, as it came.
    pub status: Option<String>,
    /// The provider's word for the operation under way, as it came.
    pub operation_status: Option<String>,
    /// What was asked for.
    pub asked: Asked,
    /// How many of the nodes are RUNNING as last seen.
    pub nodes_running: u32,
    /// How many nodes the provider lists; 0 before it lists any.
    pub nodes_seen: u32,
    /// How often it was sent: 0 before the first time.
    pub attempt: u32,
    /// When the intent was committed.
    pub created_at: Timestamp,
    /// When the request last left.
    pub sent_at: Option<Timestamp>,
    /// When the provider's acceptance was known.
    pub accepted_at: Option<Timestamp>,
    /// When it was first seen RUNNING.
    pub running_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When the cluster was last seen at the provider.
    pub seen_at: Option<Timestamp>,
    /// How often it is looked at now, in milliseconds, when all goes well; absent where it is not looked at. What was seen
    /// is old after three times as long.
    pub pace_ms: Option<u32>,
    /// What stands in the way now.
    pub problem: Option<Problem>,
    /// Whether a person has to decide or act.
    pub needs_you: bool,
    /// What Slipway does next by itself, and when.
    pub next: Option<NextStep>,
}

/// A cluster by id, name and application.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClusterRef {
    /// The provider's id.
    pub id: ClusterId,
    /// Its name.
    pub name: String,
    /// Kafka or Cassandra.
    pub application: Application,
}

/// What a launch asked for, as far as lists and the timeline draw it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// Application version.
    pub version: String,
    /// Nodes in all, dedicated controllers included.
    pub nodes: u32,
    /// Per data centre.
    pub data_centres: Vec<AskedDataCentre>,
}

/// One data centre as asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AskedDataCentre {
    /// Its name.
    pub name: String,
    /// `AWS_VPC`, `GCP`, `AZURE_AZ`, …
    pub cloud_provider: String,
    /// Region as the provider spells it.
    pub region: String,
    /// Node size.
    pub node_size: String,
    /// Number of nodes.
    pub nodes: u32,
}

/// What happens next by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NextStep {
    /// What.
    pub what: NextWhat,
    /// Not before.
    pub at: Timestamp,
}

/// Kinds of next step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum NextWhat {
    /// The create is sent (again).
    Send,
    /// The cluster is looked for by its mark.
    LookUp,
    /// The cluster is read.
    Look,
}

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
}

/// A node as seen, with the time of each stage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NodeView {
    /// The provider's id.
    pub id: String,
    /// Name of its data centre.
    pub data_centre: String,
    /// Rack or zone, where known.
    pub rack: Option<String>,
    /// The provider's word, as it came.
    pub status: String,
    /// Public address, where known.
    pub public_address: Option<String>,
    /// Private address, where known.
    pub private_address: Option<String>,
    /// Node size.
    pub node_size: Option<String>,
    /// The provider's role words.
    pub roles: Vec<String>,
    /// The stages it was seen in, oldest first; the last one is the present.
    pub stages: Vec<StageSpan>,
    /// Whether the provider no longer lists it.
    pub gone: bool,
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
    /// The cluster is gone.
    Gone,
}

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

/// What a person decides on an unclear run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Resolve {
    /// The run.
    pub id: RunId,
    /// The decision.
    pub decision: Decision,
}

/// Ways out of unclear.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Decision {
    /// This cluster is the one.
    Found {
        /// Its id.
        cluster: ClusterId,
    },
    /// Send it again. If the first did arrive, a second cluster comes to be.
    SendAgain,
    /// Give it up.
    Withdraw,
}
