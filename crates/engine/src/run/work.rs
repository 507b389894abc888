//! What a run is to do: fixed when its intent is committed.

use instaclustr_api::{ClusterKind, Restore, Status};
use serde::{Deserialize, Serialize};

use super::observe::Observation;
use crate::api::{AskedDataCentre, ClusterRef, ProfileDraft, RunKind};
use crate::application::kind_of;
use crate::id::ProfileId;

/// The provider's words for what is being done to a cluster `[openapi] CurrentClusterOperationStatusV2`.
pub(crate) const NO_OPERATION: &str = "NO_OPERATION";
pub(crate) const OPERATION_IN_PROGRESS: &str = "OPERATION_IN_PROGRESS";
const OPERATION_FAILED: &str = "OPERATION_FAILED";
/// … and for a node that runs.
pub(super) const RUNNING: &str = "RUNNING";

/// What a run is to do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum RunWork {
    /// Make a cluster.
    Create(Box<CreateWork>),
    /// Delete one.
    Delete(DeleteWork),
    /// Give one other nodes.
    Resize(ResizeWork),
    /// Make a cluster from the backup of another.
    Restore(Box<RestoreWork>),
    /// Only watch one that an earlier run made: that run was lost with a damaged store, and the cluster bears its mark.
    /// What it was made from is not known any more, so nothing is ever sent.
    Rebuilt(RebuiltWork),
}

/// A cluster to make.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateWork {
    /// The profile's name then.
    pub profile: String,
    /// The saved profile.
    pub profile_id: Option<ProfileId>,
    /// The draft as reviewed: what the request is made from, each time.
    pub draft: ProfileDraft,
    /// To be deleted so long after it was accepted, in milliseconds.
    #[serde(default)]
    pub delete_after_ms: Option<i64>,
    /// Not to be sent any more once another run of the launch was refused.
    #[serde(default)]
    pub stop_on_refusal: bool,
}

/// A cluster to make from the backup of another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RestoreWork {
    /// The cluster whose backup it is; it stays as it is.
    pub source: ClusterRef,
    /// What is sent. It names the new cluster: by this name it is found again, since a restore takes no tag.
    pub request: Restore,
    /// To be deleted so long after it was accepted, in milliseconds.
    pub delete_after_ms: Option<i64>,
}

/// A cluster whose run was lost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RebuiltWork {
    /// Which. Always version 2: of clusters that no run is known to have made no other is read.
    pub cluster: ClusterRef,
}

/// A cluster to delete.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteWork {
    /// Which.
    pub target: Target,
    /// Whether the deadline that was set at its launch has come; otherwise a person typed its name.
    pub by_deadline: bool,
}

/// A cluster to resize.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResizeWork {
    /// Which.
    pub target: Target,
    /// Its data centres as they were reviewed: where it has others by the time of sending, nothing is sent.
    pub before: Vec<AskedDataCentre>,
    /// Its data centres as they are to be.
    pub after: Vec<AskedDataCentre>,
}

/// A cluster that is there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Which.
    pub cluster: ClusterRef,
    /// Whether it stands under version 3 of the provider's Kafka clusters.
    pub v3: bool,
}

impl Target {
    /// Where the provider keeps it.
    pub fn kind(&self) -> ClusterKind {
        if self.v3 { ClusterKind::KafkaV3 } else { instaclustr_api::Application::from(self.cluster.application).into() }
    }
}

impl RunWork {
    /// The kind alone.
    pub fn kind(&self) -> RunKind {
        match self {
            Self::Create(_) | Self::Rebuilt(_) => RunKind::Create,
            Self::Delete(_) => RunKind::Delete,
            Self::Resize(_) => RunKind::Resize,
            Self::Restore(_) => RunKind::Restore,
        }
    }

    /// The cluster that it changes; nothing where the cluster is its own.
    pub fn target(&self) -> Option<&Target> {
        match self {
            Self::Create(_) | Self::Restore(_) | Self::Rebuilt(_) => None,
            Self::Delete(work) => Some(&work.target),
            Self::Resize(work) => Some(&work.target),
        }
    }

    /// Where the provider keeps the cluster.
    pub fn cluster_kind(&self) -> ClusterKind {
        match self {
            Self::Create(work) => kind_of(&work.draft),
            Self::Restore(work) => instaclustr_api::Application::from(work.source.application).into(),
            Self::Rebuilt(work) => instaclustr_api::Application::from(work.cluster.application).into(),
            Self::Delete(work) => work.target.kind(),
            Self::Resize(work) => work.target.kind(),
        }
    }

    /// How the cluster that it makes is told from others while its answer is not known; nothing where it makes none.
    pub fn found_by(&self) -> Option<FoundBy> {
        match self {
            Self::Create(_) => Some(FoundBy::Tag),
            Self::Restore(_) => Some(FoundBy::Name),
            Self::Delete(_) | Self::Resize(_) | Self::Rebuilt(_) => None,
        }
    }

    /// How long after its acceptance the cluster that it makes is to be deleted, in milliseconds.
    pub fn delete_after_ms(&self) -> Option<i64> {
        match self {
            Self::Create(work) => work.delete_after_ms,
            Self::Restore(work) => work.delete_after_ms,
            Self::Delete(_) | Self::Resize(_) | Self::Rebuilt(_) => None,
        }
    }
}

/// How a new cluster is known as a run's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoundBy {
    /// It bears the tag of the run and its attempt.
    Tag,
    /// It bears the name that was asked for, and was not there before.
    Name,
}

/// How far a change is, by what a look at the cluster shows alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Nothing of it shows.
    NotBegun,
    /// The provider is at it.
    UnderWay,
    /// The provider says that its last change failed.
    Failed,
    /// All is as asked.
    Done,
    /// The cluster is no more.
    Gone,
}

/// How far the delete of a cluster is.
pub fn delete_progress(seen: &Observation) -> Progress {
    match seen.status {
        Status::Deleted => Progress::Gone,
        Status::Deleting => Progress::UnderWay,
        Status::Genesis
        | Status::Provisioning
        | Status::Provisioned
        | Status::Joining
        | Status::Restoring
        | Status::Running
        | Status::Deferred
        | Status::Degraded
        | Status::Failed
        | Status::Unknown(_) => Progress::NotBegun,
    }
}

/// How far the resize of a cluster is: done once the data centres read what was asked, nothing is under way and every
/// node runs `[wire]`.
pub fn resize_progress(work: &ResizeWork, seen: &Observation) -> Progress {
    if seen.status == Status::Deleted {
        return Progress::Gone;
    }
    let listed = |centre: &str| {
        let of_it = seen.nodes.iter().filter(|node| node.data_centre == centre);
        u32::try_from(of_it.count()).unwrap_or(u32::MAX)
    };
    let as_asked = work.after.iter().all(|asked| {
        seen.centres.iter().any(|centre| {
            let nodes = centre.number_of_nodes.unwrap_or_else(|| listed(&asked.name));
            centre.name == asked.name && centre.node_size == asked.node_size && nodes == asked.nodes
        })
    });
    // New nodes are listed later than they are asked for; dedicated ones are listed beside them.
    let all_listed = work.after.iter().all(|asked| listed(&asked.name) >= asked.nodes);
    let all_run = seen.status == Status::Running && seen.nodes.iter().all(|node| node.status == RUNNING);
    match seen.operation_status.as_deref() {
        Some(OPERATION_FAILED) => Progress::Failed,
        Some(OPERATION_IN_PROGRESS) => Progress::UnderWay,
        Some(NO_OPERATION) if as_asked && all_listed && all_run => Progress::Done,
        Some(_) | None if as_asked => Progress::UnderWay,
        Some(_) | None => Progress::NotBegun,
    }
}
