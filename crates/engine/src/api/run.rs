//! What shells see of a run.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::timeline::StageSpan;
use crate::estimate::Likeness;
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
    /// End: a person gave it up before anything was known to be made; or, where there is a problem, its launch was to stop
    /// at a refusal, and it was never sent.
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
    /// Deletes one. Its stages: `intended`, `sending`, `unclear`, `deleting` until it is gone, `gone`.
    Delete,
    /// Gives one other nodes. Its stages: `intended`, `sending`, `unclear`, `provisioning` while the provider is at it,
    /// `running` once all is as asked, `failed`.
    Resize,
    /// Makes a cluster from the backup of another. Its stages are those of a create.
    Restore,
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
    /// The profile's name when it was launched; absent where no profile made it.
    pub profile: Option<String>,
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
    /// What the cluster is to be (after the resize, for one); for a delete, what it was.
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
    /// How long ones like it took to come up, where there were enough of them.
    pub estimate: Option<EstimateView>,
    /// What the cluster is given once it runs, in the order of the profile; at most [`crate::request::STEPS_MAX`].
    pub steps: Vec<StepView>,
    /// When Slipway deletes the cluster by itself, where that was asked for at the launch.
    pub delete_at: Option<Timestamp>,
    /// What a person may decide now, see [`super::Decision`].
    pub can: Vec<Can>,
}

/// How long clusters like one took to come up, from this home's own history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EstimateView {
    /// One in twenty is quicker, in milliseconds from `sentAt`.
    #[cfg_attr(test, ts(type = "number"))]
    pub from_ms: i64,
    /// One in twenty is slower, in milliseconds from `sentAt`.
    #[cfg_attr(test, ts(type = "number"))]
    pub to_ms: i64,
    /// How many runs it is made of, 3 or more.
    pub runs: u32,
    /// What they have in common with this one.
    pub like: Likeness,
    /// The same for people: «9 to 14 min», never seconds.
    pub words: String,
    /// Whether this one takes longer, which is no failure.
    pub late: bool,
}

/// Something that a run asks for once its cluster runs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// What it is.
    pub what: StepWhat,
    /// Which of its kind: «KAFKA for 203.0.113.7/32», «vpc-0a61 in US_EAST_1», «orders».
    pub title: String,
    /// Of a rule: who is let in, in CIDR notation; absent while «my address» is not known.
    pub network: Option<String>,
    /// Of a rule: whether that is this computer's own address.
    pub mine: bool,
    /// Of a rule: what it opens, in the provider's word: `KAFKA`, `CASSANDRA`.
    pub opens: Option<String>,
    /// Of a user: the name. [`super::PasswordRef`] leads to the password.
    pub user: Option<String>,
    /// Of a user: how its password stands.
    pub password: Option<StepPassword>,
    /// Where it stands.
    pub state: StepState,
    /// The provider's word for it, as it came.
    pub status: Option<String>,
    /// What stands in its way.
    pub problem: Option<Problem>,
    /// When it is tried again, or looked at, next.
    pub due: Option<Timestamp>,
}

/// What a step of a run is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum StepWhat {
    /// A firewall rule.
    Rule,
    /// A network that is joined to a data centre's.
    Peering,
    /// Hours of the week without maintenance.
    Window,
    /// Somebody who may log in.
    User,
    /// A topic of Kafka.
    Topic,
}

/// How the password of a user stands that a run makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum StepPassword {
    /// A person may give it now, by [`super::KeepPassword`].
    MayBeGiven,
    /// It is not known yet whether the user was made with what is kept.
    Unsettled,
    /// The user was made with what is kept.
    Kept,
    /// There was a user of this name: what is kept may be another's.
    Doubtful,
}

/// Where a step of a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Nothing has been sent, or what was sent is known not to have been done.
    Waiting,
    /// A person has to say what to send.
    Asks,
    /// The request is on its way.
    Sending,
    /// It is not known whether the request was done.
    Unclear,
    /// The provider has it, and it does not work yet.
    Coming,
    /// It waits for whoever owns the other side, who may be the same person.
    OtherSide,
    /// The provider put it off.
    Deferred,
    /// The provider says that it works.
    Done,
    /// The provider refused it.
    Refused,
}

/// What a person may decide on a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Can {
    /// Say which cluster it made.
    Found,
    /// Have it sent again.
    SendAgain,
    /// Give it up.
    Withdraw,
    /// Try again what is missing of [`RunView::steps`].
    TryAgain,
    /// Put off or call off the delete at [`RunView::delete_at`].
    DeleteAt,
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
    /// The first look that did not list it any more.
    #[serde(default)]
    pub gone_at: Option<Timestamp>,
}
