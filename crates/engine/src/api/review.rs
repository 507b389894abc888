//! What a launch would send and make: checks, preview, review; and the launch itself.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::profile::ProfileDraft;
use super::run::RunView;
use crate::id::{AccountId, LaunchId, ProfileId};
use crate::time::Timestamp;

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
    /// Which it is: «Create», «Topic orders».
    pub title: String,
    /// Whether it is sent once the cluster runs; otherwise at once.
    pub once_running: bool,
    /// What happens where its answer is lost, a sentence or two.
    pub if_lost: String,
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

/// Asks for the drafts of a launch of several sizes and copies.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExpandAsk {
    /// What each of them is, but for name, networks and size.
    pub draft: ProfileDraft,
    /// The account it would go to: names of its clusters are passed over.
    #[serde(default)]
    pub account_id: Option<AccountId>,
    /// The launch, where it may have been made already: then the names of its own clusters are not taken.
    #[serde(default)]
    pub launch_id: Option<LaunchId>,
    /// The sizes; that of the draft when empty.
    #[serde(default)]
    pub sizes: Vec<SizeChoice>,
    /// How many of each; 1 when absent. At most 50 clusters in all.
    #[serde(default)]
    pub copies: Option<u32>,
}

/// A size of a launch of several.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SizeChoice {
    /// Node size of every data centre.
    pub node_size: String,
    /// Nodes of every data centre; those of the draft when absent.
    #[serde(default)]
    pub nodes: Option<u32>,
}

/// The drafts of a launch: one for each cluster.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Drafts {
    /// In the order of the sizes, then of the copies.
    pub items: Vec<ProfileDraft>,
}

/// Asks for the review before a launch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReviewAsk {
    /// The drafts as they would be launched, one for each cluster, 1–50.
    pub drafts: Vec<ProfileDraft>,
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
    /// What can't be read from the drafts: a read-only account, no key, nobody to drive it.
    pub problems: Vec<Problem>,
    /// What the provider's own document says of these requests, as far as it is known.
    pub notes: Vec<String>,
    /// Each cluster, in the order of the drafts.
    pub clusters: Vec<ClusterReview>,
}

/// One cluster of a review.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClusterReview {
    /// Its name.
    pub name: String,
    /// Errors: launching is not possible with any.
    pub errors: Vec<Finding>,
    /// Warnings: launching needs each accepted.
    pub warnings: Vec<Finding>,
    /// What will be billed, every node the provider will make.
    pub billed: Vec<BilledNodes>,
    /// The facts, in the order to show them: label, value.
    pub facts: Vec<Fact>,
    /// Ranges that let everybody in: each has to be typed, see [`LaunchAsk::open_to`].
    pub open_to: Vec<String>,
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
    /// What to make, as reviewed: one draft for each cluster, 1–50.
    pub drafts: Vec<ProfileDraft>,
    /// The saved profile it comes from.
    #[serde(default)]
    pub profile_id: Option<ProfileId>,
    /// Whether all warnings are accepted, besides those accepted in the drafts.
    #[serde(default)]
    pub accept_warnings: bool,
    /// Whether a refusal of one keeps those that were not sent yet from being sent; then they are sent one after the other.
    #[serde(default)]
    pub stop_on_refusal: bool,
    /// Delete each cluster by itself so many milliseconds after the provider accepted it; at least 10 minutes.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "number | null"))]
    pub delete_after_ms: Option<i64>,
    /// Ranges that let everybody in, as a person typed them: no other of that kind is sent.
    #[serde(default)]
    pub open_to: Vec<String>,
}

/// Names a launch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LaunchRef {
    /// The launch.
    pub id: LaunchId,
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
    /// Whether a refusal of one keeps those that were not sent yet from being sent; then they are sent one after the other.
    pub stop_on_refusal: bool,
    /// Its runs, in the order of the drafts.
    pub runs: Vec<RunView>,
    /// How many more were lost with a damaged store and are known to have been of it. Each comes back with its cluster.
    pub lost: u32,
}
