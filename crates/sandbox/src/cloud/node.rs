//! Nodes and data centres, and how nodes are laid out over racks and addresses.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use uuid::Uuid;

use super::phase::Phase;
use super::plan::{Milestones, NEVER};
use super::spec::{Loopback, NodesWanted};

/// A node.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub(crate) id: Uuid,
    pub(crate) rack: String,
    /// Where in its network it is: no two nodes that are there at one time are at the same.
    pub(crate) place: usize,
    pub(crate) private_address: Ipv4Addr,
    /// `None` in a private network.
    pub(crate) public_address: Option<Ipv4Addr>,
    pub(crate) size: String,
    pub(crate) roles: Vec<&'static str>,
    pub(crate) milestones: Milestones,
    /// It came with a change: its data centre stays RUNNING while it comes up `[operator kafka_controller]`.
    pub(crate) is_late: bool,
    /// From when on it is among the nodes.
    pub(crate) shown_from: i64,
    /// When another took its place, and it went to the deleted nodes.
    pub(crate) removed_at: i64,
}

impl Node {
    /// What it is for, in the words of resize operations: its first role `[openapi] ResizeOperationInfoV2.nodePurpose`.
    pub(crate) fn purpose(&self) -> &'static str {
        self.roles.first().copied().unwrap_or_default()
    }

    /// Whether it is among the nodes at `now`.
    pub(crate) fn is_there(&self, now: i64) -> bool {
        self.shown_from <= now && now < self.removed_at
    }

    /// Whether no change is to take it away.
    pub(crate) fn stays(&self) -> bool {
        self.removed_at == NEVER
    }

    /// All moments at which something about it changes, in no order.
    pub(crate) fn moments(&self) -> impl Iterator<Item = i64> + use<> {
        self.milestones.moments().into_iter().chain([self.shown_from, self.removed_at])
    }
}

/// A data centre.
#[derive(Clone, PartialEq, Debug)]
pub struct DataCentre {
    pub(crate) id: Uuid,
    /// Those that are there, those that are to come, and those that went.
    pub(crate) nodes: Vec<Node>,
    /// It was added to a cluster that ran, which stays RUNNING while it comes up.
    pub(crate) is_late: bool,
}

impl DataCentre {
    /// Its id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Its nodes at `now`.
    pub(crate) fn nodes_at(&self, now: i64) -> impl Iterator<Item = &Node> + Clone {
        self.nodes.iter().filter(move |node| node.is_there(now))
    }

    /// Whether the first of its machines is being made, or was, at `now`: from then on it has a network.
    pub(crate) fn has_machines(&self, now: i64) -> bool {
        self.nodes.iter().any(|node| node.milestones.provisioning <= now)
    }

    /// The nodes that it had and has no more at `now`.
    pub(crate) fn deleted_at(&self, now: i64) -> impl Iterator<Item = &Node> + Clone {
        self.nodes.iter().filter(move |node| node.removed_at <= now)
    }

    /// Where it is at `now` by its nodes alone.
    pub(crate) fn phase_of_nodes(&self, now: i64) -> Phase {
        Phase::of_parts(self.nodes_at(now).filter(|node| !node.is_late).map(|node| node.milestones.phase(now)))
    }

    /// The lowest place of `room` in the network that no node has at `now` or later, where more than `kept` are free.
    pub(crate) fn free_place(&self, now: i64, room: usize, kept: usize) -> Option<usize> {
        let there = self.nodes.iter().filter(|node| now < node.removed_at && node.place < room);
        let taken: BTreeSet<usize> = there.map(|node| node.place).collect();
        let mut free = (0..room).filter(|place| !taken.contains(place));
        if room - taken.len() > kept { free.next() } else { None }
    }
}

/// Gives out public addresses, one after the other; none in a private network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hosts {
    pub(crate) loopback: Option<Loopback>,
    pub(crate) next: u32,
}

impl Hosts {
    pub(crate) fn take(&mut self) -> Option<Ipv4Addr> {
        let host = self.next;
        self.next = self.next.wrapping_add(1);
        self.loopback.map(|loopback| loopback.address(host))
    }
}

/// The node at `position` of those wanted: dedicated ones first, then the others.
pub(crate) fn laid_out(wanted: &NodesWanted, position: usize, id: Uuid, hosts: &mut Hosts) -> Node {
    let first = wanted.dedicated_count();
    let dedicated = wanted.dedicated.as_ref().filter(|_| position < first);
    // Racks take turns, from the first one for dedicated nodes and again for the others.
    let turn = if dedicated.is_some() { position } else { position - first.min(position) };
    let rack = wanted.racks.get(turn % wanted.racks.len().max(1)).cloned().unwrap_or_default();
    let (size, roles) = match dedicated {
        Some((_, size, role)) => (size.clone(), vec![*role]),
        None => {
            let shared = wanted.shared.filter(|(count, _)| turn < *count).map(|(_, role)| role);
            (wanted.size.clone(), wanted.roles.iter().copied().chain(shared).collect())
        }
    };
    Node {
        id,
        rack,
        place: position,
        private_address: wanted.network.address(position),
        public_address: hosts.take(),
        size,
        roles,
        milestones: super::plan::NOTHING,
        is_late: false,
        shown_from: i64::MIN,
        removed_at: NEVER,
    }
}
