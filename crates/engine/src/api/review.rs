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
    /// What the provider's own document says of this request, as far as it is known.
    pub notes: Vec<String>,
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
    /// Delete the cluster by itself so many milliseconds after the provider accepted it; at least 10 minutes.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "number | null"))]
    pub delete_after_ms: Option<i64>,
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
