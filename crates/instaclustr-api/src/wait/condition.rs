//! What looks have shown, and what can be waited for.

use super::look::Look;
use crate::cluster::{Cluster, DataCentre, Node};
use crate::error::{ApiError, Error};
use crate::status::Status;

/// How often in a row a cluster must be missing before it counts as gone: a single 404 may be an answer that lags.
pub const ABSENT_LOOKS_MIN: u32 = 3;

/// What the looks have shown so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// The cluster as it was last read; `None` as long as no read has succeeded.
    pub cluster: Option<Cluster>,
    /// Whether that was the last look: otherwise it says nothing of now.
    pub is_current: bool,
    /// Looks in a row, up to the last one, at which the read said 404 and the whole list was without the cluster. A look
    /// that failed does not break the row.
    pub absent_looks: u32,
    /// Looks made.
    pub looks: u32,
    /// What the last look failed at; `None` where it did not fail.
    pub trouble: Option<Error>,
}

impl Seen {
    /// The state as it was last read.
    pub fn status(&self) -> Option<&Status> {
        self.cluster.as_ref().map(|cluster| &cluster.status)
    }

    /// Whether it was missing often enough to be gone.
    pub fn is_absent(&self) -> bool {
        self.absent_looks >= ABSENT_LOOKS_MIN
    }

    /// Takes in one look; gives back a refusal, which ends the looking.
    pub(super) fn take(&mut self, look: Look) -> Option<ApiError> {
        self.looks = self.looks.saturating_add(1);
        self.trouble = None;
        self.is_current = false;
        match look {
            Look::Read(cluster) => {
                self.cluster = Some(*cluster);
                self.is_current = true;
                self.absent_looks = 0;
            }
            Look::Absent => self.absent_looks = self.absent_looks.saturating_add(1),
            Look::OnlyListed => self.absent_looks = 0,
            Look::Unsure(error) => self.trouble = Some(error),
            Look::Refused(error) => {
                self.trouble = Some(Error::Api(error.clone()));
                return Some(error);
            }
        }
        None
    }
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Met,
    /// It may come.
    NotYet,
    /// It will not come by itself, and why.
    CannotBe(String),
}

/// The cluster is `RUNNING`.
///
/// It will not come where it is `FAILED` or `DEFERRED` (both wait for people `[docs]`), being deleted, or gone after it
/// was read. One that was never read may still appear: a new cluster's answer may lag.
pub fn running(seen: &Seen) -> Verdict {
    alive(seen, |cluster| if cluster.status == Status::Running { Verdict::Met } else { Verdict::NotYet })
}

/// The cluster is `RUNNING`, and nothing is being changed (`NO_OPERATION`): it takes an update. While an answer leaves
/// one of the two words out it is not yet so, see [`Cluster::is_ready`].
///
/// As [`running`]; nor will it come by itself after `OPERATION_FAILED`.
pub fn ready(seen: &Seen) -> Verdict {
    alive(seen, |cluster| {
        if cluster.is_ready() {
            Verdict::Met
        } else if cluster.operation_status.as_deref() == Some("OPERATION_FAILED") {
            Verdict::CannotBe("the last change of the cluster has failed".to_owned())
        } else {
            Verdict::NotYet
        }
    })
}

/// Every data centre has all its nodes, and each is `RUNNING`. The cluster's own state follows a little later `[docs]`.
///
/// As [`running`].
pub fn all_nodes_running(seen: &Seen) -> Verdict {
    alive(seen, |cluster| {
        let centres = &cluster.data_centres;
        if !centres.is_empty() && centres.iter().all(all_run) { Verdict::Met } else { Verdict::NotYet }
    })
}

/// The cluster is gone: `DELETED` by the provider's word, or [`ABSENT_LOOKS_MIN`] times in a row neither to be read nor
/// in the account's list.
///
/// What is gone may also never have been there, or be of another account `[3rd-party 2026]`: [`Seen::cluster`] says
/// whether it was ever read.
pub fn gone(seen: &Seen) -> Verdict {
    let deleted = seen.is_current && seen.status() == Some(&Status::Deleted);
    if deleted || seen.is_absent() { Verdict::Met } else { Verdict::NotYet }
}

/// What `condition` says of a cluster that may still get there.
fn alive(seen: &Seen, condition: impl Fn(&Cluster) -> Verdict) -> Verdict {
    let Some(cluster) = &seen.cluster else { return Verdict::NotYet };
    if seen.is_absent() {
        return Verdict::CannotBe("the cluster is gone".to_owned());
    }
    if !seen.is_current {
        return Verdict::NotYet;
    }
    match &cluster.status {
        ended @ (Status::Failed | Status::Deferred | Status::Deleting | Status::Deleted) => {
            Verdict::CannotBe(format!("the cluster is {ended}"))
        }
        Status::Genesis
        | Status::Provisioning
        | Status::Provisioned
        | Status::Joining
        | Status::Restoring
        | Status::Running
        | Status::Degraded
        | Status::Unknown(_) => condition(cluster),
    }
}

fn all_run(data_centre: &DataCentre) -> bool {
    let asked = data_centre.number_of_nodes.unwrap_or(1).max(1);
    let nodes = &data_centre.nodes;
    usize::try_from(asked).is_ok_and(|asked| nodes.iter().filter(|node| is_asked_for(node)).count() >= asked)
        && nodes.iter().all(|node| node.status == Status::Running)
}

/// Whether the number of nodes counts it: brokers and Cassandra nodes, no dedicated machines. A node that names no roles
/// may be one.
fn is_asked_for(node: &Node) -> bool {
    node.roles.is_empty() || node.roles.iter().any(|role| role == "KAFKA_BROKER" || role == "CASSANDRA")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::application::ClusterKind;

    fn seen_with(operation: serde_json::Value) -> Seen {
        let json = json!({"id": "c-1", "status": "RUNNING", "currentClusterOperationStatus": operation});
        let cluster = crate::read::cluster(ClusterKind::KafkaV2, &json).unwrap();
        Seen { cluster: Some(cluster), is_current: true, looks: 1, ..Seen::default() }
    }

    #[test]
    fn a_cluster_is_ready_only_by_the_word_for_it() {
        assert_eq!(ready(&seen_with(json!("NO_OPERATION"))), Verdict::Met);
        for other in [json!(null), json!(""), json!("OPERATION_IN_PROGRESS"), json!("NEWER_WORD"), json!(false)] {
            let seen = seen_with(other.clone());
            assert_eq!((running(&seen), ready(&seen)), (Verdict::Met, Verdict::NotYet), "{other}");
        }
        assert!(matches!(ready(&seen_with(json!("OPERATION_FAILED"))), Verdict::CannotBe(_)));
    }
}
