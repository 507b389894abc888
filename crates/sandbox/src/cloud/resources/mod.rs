//! What belongs to clusters and is smaller than they are: firewall rules, peerings, exclusion windows, backups, users,
//! topics. One file per area; the paths are in [`Place`].
//!
//! # How changes are written down
//! A request changes nothing by itself. [`decide`] answers and returns a [`Decision`] whose change is
//! `Change::Resource(`[`Event`]`)` (or `Change::Create`, where a restore makes a cluster). Whoever called the cloud writes
//! the change into the journal as `Record::Resource`, line by line **before** the answer leaves, and then commits it:
//! [`Resources::commit`] is the only place where a resource changes. So an [`Event`] must hold everything that follows
//! from the request (ids, moments in milliseconds since 1970, what chance decided), and `commit` must neither look at the
//! time nor draw: replaying a journal leads to the same resources. What follows from time alone (a rule becomes RUNNING) is
//! computed when it is read, or forgotten in [`Resources::advance`].
//!
//! [`Resources::snapshot`] is the shortest list of events that leads to what there is; a journal is begun anew with it.

mod check;

#[allow(unused_imports, reason = "the property test over the cloud asks")]
pub(crate) use check::broken;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::access::Caller;
use super::decide::Decision;
use super::route::Op;
use super::{Cloud, answer};

/// What a path of a resource names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Place<'a> {
    /// Anything of firewall rules, by its path.
    Firewall(&'a str),
}

impl<'a> Place<'a> {
    /// What `path` (whole, without a slash at its end) names; `None` where it is not handled here. It is asked for every
    /// path that is not one of clusters or of the catalogue, the sandbox's own (`/sandbox/…`) and the older API's
    /// (`/provisioning/v1/…`) included.
    pub(crate) fn of(path: &'a str) -> Option<Self> {
        path.contains("network-firewall-rules").then_some(Place::Firewall(path))
    }

    /// The kind of a request with `method`, as faults and counts name it; `None` for the sandbox's own paths, which no
    /// fault may hit.
    pub(crate) fn op(&self, method: &Method) -> Option<Op> {
        let _ = method;
        match self {
            Place::Firewall(_) => Some(Op::Firewall),
        }
    }
}

/// What `request` to `place` gets from `caller`, who is logged in, within the limit, and may write where it writes. The
/// time is [`Cloud::now_ms`]; clusters are found with [`Cloud::cluster_of`].
pub(crate) fn decide(cloud: &Cloud, caller: Caller, place: &Place<'_>, request: &Request<Bytes>) -> Decision {
    let _ = (cloud, caller, place, request);
    answer::refusal(StatusCode::NOT_IMPLEMENTED, "Not Implemented", "The sandbox does not imitate this yet.").into()
}

/// A change of resources, complete: [`Resources::commit`] adds nothing to it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// So many numbers are used up (see [`Resources::next_number`]). Only snapshots hold it: what used them may be gone.
    Numbered {
        /// The next one.
        next: u64,
    },
}

/// All resources of all clusters.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Resources {
    next_number: u64,
}

impl Resources {
    /// The number of the next resource: the seed of its ids and of what chance decides about it, as
    /// `Chance::new(cloud.seed() ^ number.rotate_left(32), Stream::Resources)`. `commit` of what used it counts on.
    #[allow(dead_code, reason = "no resource exists yet")]
    pub(crate) fn next_number(&self) -> u64 {
        self.next_number
    }

    /// Takes a change.
    pub(crate) fn commit(&mut self, event: Event) {
        match event {
            Event::Numbered { next } => self.next_number = self.next_number.max(next),
        }
    }

    /// The delete of a cluster was accepted at `at_ms`; it is not found any more from `gone_at_ms` on. It is told again
    /// when a journal is replayed, after the cluster's own resources.
    pub(crate) fn cluster_deleted(&mut self, cluster: Uuid, at_ms: i64, gone_at_ms: i64) {
        let _ = (cluster, at_ms, gone_at_ms);
    }

    /// Forgets what is past at `now_ms`. It is called with every request, so it must be cheap: know the next moment at
    /// which there is anything to do.
    pub(crate) fn advance(&mut self, now_ms: i64) {
        let _ = now_ms;
    }

    /// The shortest list of events that leads to what there is.
    pub(crate) fn snapshot(&self) -> Vec<Event> {
        if self.next_number == 0 { Vec::new() } else { vec![Event::Numbered { next: self.next_number }] }
    }
}
