//! All that is kept of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DeleteAt, RunStep};
use crate::api::{Asked, ClusterRef, NextStep, NextWhat, NodeView, Problem, ReplacementView, Stage, StepState};
use crate::estimate::Estimate;
use crate::time::Timestamp;

/// All that a run is, but for what was fixed at its launch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunState {
    /// Where it stands.
    pub stage: Stage,
    /// How many sends were committed; part of the mark.
    pub attempt: u32,
    /// The provider's id of the cluster.
    pub cluster: Option<ClusterRef>,
    /// The provider's word for the cluster.
    pub status: Option<String>,
    /// The provider's word for the operation under way.
    pub operation_status: Option<String>,
    /// Its nodes as last seen; kept in a table of their own.
    #[serde(skip)]
    pub nodes: Vec<NodeView>,
    /// How many of them are RUNNING.
    pub nodes_running: u32,
    /// How many of them the provider lists.
    pub nodes_seen: u32,
    /// When the intent was committed.
    pub created_at: Timestamp,
    /// When the last attempt was committed as leaving.
    pub sent_at: Option<Timestamp>,
    /// When the acceptance was known.
    pub accepted_at: Option<Timestamp>,
    /// First look that showed RUNNING.
    pub running_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Last look that showed the cluster.
    pub seen_at: Option<Timestamp>,
    /// What stands in the way now.
    pub problem: Option<Problem>,
    /// Whether a person has to decide or act.
    pub needs_you: bool,
    /// What happens next by itself.
    pub next: Option<NextStep>,
    /// Tries in a row that were certainly not done.
    pub not_done: u32,
    /// Look-ups so far, since the run became unclear.
    pub look_ups: u32,
    /// Since when, and how often, looks missed the cluster.
    pub missing: Option<Missing>,
    /// Clusters that may be the one, where a person decides.
    pub candidates: Vec<ClusterRef>,
    /// Where the home came from elsewhere before it was sent here: the newest change of the store that knows of no cluster
    /// which it made.
    #[serde(default)]
    pub before: Option<i64>,
    /// Whether a look has shown the cluster that it made: till then it may be new to the provider's own reads.
    #[serde(default)]
    pub shown: bool,
    /// Whether what a change of a cluster does was seen.
    #[serde(default)]
    pub begun: bool,
    /// Whether a person had it sent once more: an earlier attempt may have arrived all the same.
    #[serde(default)]
    pub sent_again: bool,
    /// Whether it was DEFERRED at some time: that is not how long it takes.
    #[serde(default)]
    pub was_deferred: bool,
    /// How long ones like it took, as it was known when the cluster began to come up.
    #[serde(default)]
    pub estimate: Option<Estimate>,
    /// Whether it has taken longer than that.
    #[serde(default)]
    pub late: bool,
    /// When the cluster is deleted by itself.
    #[serde(default)]
    pub delete_at: Option<DeleteAt>,
    /// What the cluster is, as looks at it RUNNING showed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Asked>,
    /// What the last look alone showed, where that is something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_shape: Option<Asked>,
    /// Whether it was found deleted or missing when a delete from here may have done it.
    #[serde(default)]
    pub deleted_here: bool,
    /// The provider's ids of its data centres, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub centres: BTreeMap<String, String>,
    /// What the cluster is given once it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RunStep>,
    /// Writes of steps so far: each has the next number.
    #[serde(default)]
    pub step_writes: u32,
    /// How many steps were missing when a person was told of them last.
    #[serde(default)]
    pub steps_told: u32,
    /// How many waited for their other side then.
    #[serde(default)]
    pub steps_waiting_told: u32,
    /// The nodes that a resize replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<ReplacementView>,
    /// When they were last read.
    #[serde(default)]
    pub replacements_at: Option<Timestamp>,
    /// Since when all but the last word on a replacement says that a resize is done.
    #[serde(default)]
    pub done_since: Option<Timestamp>,
}

/// Looks in a row that did not find the cluster.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// The last of them.
    #[serde(default)]
    pub last: Option<Timestamp>,
    /// How long they missed it, as far as somebody looked, in milliseconds.
    #[serde(default)]
    pub for_ms: i64,
    /// How many.
    pub looks: u32,
    /// Whether the account's last list lacked it too.
    pub unlisted: bool,
}

impl RunState {
    /// A run whose intent is being committed.
    pub fn intended(now: Timestamp) -> Self {
        Self {
            stage: Stage::Intended,
            attempt: 0,
            cluster: None,
            status: None,
            operation_status: None,
            nodes: Vec::new(),
            nodes_running: 0,
            nodes_seen: 0,
            created_at: now,
            sent_at: None,
            accepted_at: None,
            running_at: None,
            ended_at: None,
            seen_at: None,
            problem: None,
            needs_you: false,
            next: Some(NextStep { what: NextWhat::Send, at: now }),
            not_done: 0,
            look_ups: 0,
            missing: None,
            candidates: Vec::new(),
            before: None,
            shown: false,
            begun: false,
            sent_again: false,
            was_deferred: false,
            estimate: None,
            late: false,
            delete_at: None,
            shape: None,
            other_shape: None,
            deleted_here: false,
            centres: BTreeMap::new(),
            steps: Vec::new(),
            step_writes: 0,
            steps_told: 0,
            steps_waiting_told: 0,
            replacements: Vec::new(),
            replacements_at: None,
            done_since: None,
        }
    }

    /// The same for a change of a cluster that is there.
    pub fn intended_for(cluster: ClusterRef, now: Timestamp) -> Self {
        Self { cluster: Some(cluster), ..Self::intended(now) }
    }

    /// Whether something of it is on its way to the provider.
    pub fn is_sending(&self) -> bool {
        self.stage == Stage::Sending || self.steps.iter().any(|step| step.state == StepState::Sending)
    }

    /// Whether nothing happens to it any more.
    pub fn has_ended(&self) -> bool {
        self.ended_at.is_some()
    }

    /// Whether it is certain which cluster is its own, or that it takes none any more: another one with its mark is a stray.
    pub fn is_settled(&self) -> bool {
        self.cluster.is_some() || matches!(self.stage, Stage::Withdrawn | Stage::Refused)
    }
}
