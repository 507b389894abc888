//! Changes of a data centre that take their time: nodes that are replaced by ones of another size, and nodes that come in
//! addition. Like a cluster's way up they are laid down at once, so that their state is a function of the time alone.

use uuid::Uuid;

use super::node::{DataCentre, Hosts, Node, laid_out};
use super::plan::{self, Milestones, NEVER, Speed};
use super::spec::NodesWanted;
use crate::chance::Chance;

/// The words of a node's replacement that the sandbox uses, in their order `[openapi] ReplaceOperationInfoV2`; before the
/// first it is GENESIS. Which of its 22 words the provider uses when is not known.
const STEPS: [&str; 7] =
    ["CREATING_REPLACEMENT", "PROVISIONING", "PROVISIONED", "RESTORING", "SWAPPING", "SWAPPED", "REPLACED"];

/// Positions in [`STEPS`].
const PROVISIONING: usize = 1;
const PROVISIONED: usize = 2;
const SWAPPED: usize = 5;

/// A node that another takes the place of.
#[derive(Clone, PartialEq, Debug)]
pub struct Replace {
    pub(crate) id: Uuid,
    pub(crate) old: Uuid,
    pub(crate) new: Uuid,
    /// When it comes to each of [`STEPS`].
    steps: [i64; 7],
    pub(crate) is_cancelled: bool,
}

impl Replace {
    /// The provider's word for where it is at `now`.
    pub(crate) fn status(&self, now: i64) -> &'static str {
        if self.is_cancelled {
            return "CANCELLED";
        }
        let steps = self.steps.iter().zip(STEPS).rev();
        steps.into_iter().find(|(at, _)| **at <= now).map_or("GENESIS", |(_, word)| word)
    }

    /// When its node's turn comes.
    pub(crate) fn begins(&self) -> i64 {
        self.steps.first().copied().unwrap_or(NEVER)
    }

    fn step(&self, position: usize) -> i64 {
        self.steps.get(position).copied().unwrap_or(NEVER)
    }

    /// When the new node runs.
    fn ends(&self) -> i64 {
        self.step(STEPS.len() - 1)
    }
}

/// A change of the nodes of one purpose in one data centre.
#[derive(Clone, PartialEq, Debug)]
pub struct Operation {
    pub(crate) id: Uuid,
    pub(crate) data_centre: Uuid,
    pub(crate) purpose: &'static str,
    /// What the size was to be before, which some nodes may not have: a cancelled change leaves them as they are.
    pub(crate) old_size: String,
    pub(crate) new_size: String,
    pub(crate) concurrency: usize,
    pub(crate) created: i64,
    pub(crate) replaces: Vec<Replace>,
    /// How many nodes come in addition.
    pub(crate) added: usize,
    pub(crate) done: i64,
    pub(crate) is_cancelled: bool,
}

impl Operation {
    /// The provider's word at `now` `[openapi] ResizeOperationInfoV2.status`. It has none for what was cancelled: DELETED
    /// is the sandbox's choice.
    pub(crate) fn status(&self, now: i64) -> &'static str {
        match (now < self.done, self.is_cancelled) {
            (true, _) => "IN_PROGRESS",
            (false, true) => "DELETED",
            (false, false) => "COMPLETED",
        }
    }

    /// All moments at which something about it changes, in no order.
    pub(crate) fn moments(&self) -> impl Iterator<Item = i64> {
        self.replaces.iter().flat_map(|replace| replace.steps).chain([self.done])
    }

    /// Stops what has not begun at `at_ms`; what is under way is brought to its end.
    pub(crate) fn cancel(&mut self, nodes: &mut Vec<Node>, at_ms: i64) {
        self.is_cancelled = true;
        for replace in self.replaces.iter_mut().filter(|replace| replace.begins() > at_ms) {
            replace.is_cancelled = true;
            nodes.retain(|node| node.id != replace.new);
            if let Some(old) = nodes.iter_mut().find(|node| node.id == replace.old) {
                old.removed_at = NEVER;
            }
        }
        let under_way = self.replaces.iter().filter(|replace| !replace.is_cancelled);
        self.done = under_way.map(Replace::ends).max().unwrap_or(at_ms).max(at_ms);
    }
}

/// What a change follows from, beside the data centre and what it is to have.
pub(crate) struct Change<'a> {
    pub(crate) at_ms: i64,
    pub(crate) speed: Speed,
    /// How many nodes are replaced at one time, at least 1.
    pub(crate) concurrency: usize,
    pub(crate) ids: &'a mut Chance,
    pub(crate) times: &'a mut Chance,
    pub(crate) hosts: &'a mut Hosts,
}

impl Change<'_> {
    /// Makes `data_centre`, which was to have what stands in `before`, have what is `wanted`, in time; returns what that
    /// takes: an operation for its dedicated nodes and one for the others, where they change.
    pub(crate) fn begin(
        &mut self,
        data_centre: &mut DataCentre,
        before: &NodesWanted,
        wanted: &NodesWanted,
    ) -> Vec<Operation> {
        let first = wanted.dedicated_count();
        let dedicated = wanted.dedicated.as_ref().zip(before.dedicated.as_ref());
        let dedicated = dedicated.map(|((count, size, role), (_, old_size, _))| (*role, old_size, size, 0..*count));
        let others = wanted.roles.first().map(|role| (*role, &before.size, &wanted.size, first..first + wanted.nodes));
        let stay = data_centre.nodes.iter().filter(|node| node.stays()).count();
        let kept = (first + wanted.nodes).saturating_sub(stay);
        let groups = dedicated.into_iter().chain(others);
        groups
            .filter_map(|(purpose, old_size, new_size, positions)| {
                let group = data_centre.nodes.iter().filter(|node| node.purpose() == purpose && node.stays());
                let added = positions.skip(group.clone().count());
                // Only what is asked for now begins something: nodes that a cancelled resize left in another size stay so.
                let is_replaced = |node: &&Node| old_size != new_size && node.size != *new_size;
                let mut replaced: Vec<Node> = group.filter(is_replaced).cloned().collect();
                if replaced.is_empty() && added.len() == 0 {
                    return None;
                }
                replaced.sort_by(|one, other| one.rack.cmp(&other.rack));
                let mut operation = Operation {
                    id: self.ids.uuid(),
                    data_centre: data_centre.id,
                    purpose,
                    old_size: old_size.clone(),
                    new_size: new_size.clone(),
                    concurrency: self.concurrency,
                    created: self.at_ms,
                    replaces: Vec::new(),
                    added: added.len(),
                    done: self.at_ms,
                    is_cancelled: false,
                };
                self.replace(data_centre, &replaced, wanted, kept, &mut operation);
                self.add(data_centre, added, wanted, &mut operation);
                Some(operation)
            })
            .collect()
    }

    /// Nodes are replaced in the order of their racks, as many at a time as was asked for. Each replacement is at another
    /// place than its node while there are more free ones than the `kept` that added nodes need.
    fn replace(
        &mut self,
        centre: &mut DataCentre,
        old: &[Node],
        wanted: &NodesWanted,
        kept: usize,
        operation: &mut Operation,
    ) {
        for batch in old.chunks(self.concurrency.max(1)) {
            let begins = operation.done;
            for node in batch {
                let steps = self.steps(begins);
                let replace =
                    Replace { id: self.ids.uuid(), old: node.id, new: self.ids.uuid(), steps, is_cancelled: false };
                let free = centre.free_place(self.at_ms, wanted.network.room(), kept);
                let place = free.unwrap_or(node.place);
                let milestones = Milestones {
                    provisioning: replace.step(PROVISIONING),
                    provisioned: replace.step(PROVISIONED),
                    joining: replace.step(SWAPPED),
                    running: replace.ends(),
                    failed: NEVER,
                };
                let new = Node {
                    id: replace.new,
                    place,
                    private_address: wanted.network.address(place),
                    public_address: self.hosts.take(),
                    size: operation.new_size.clone(),
                    milestones,
                    is_late: true,
                    shown_from: replace.step(SWAPPED),
                    removed_at: NEVER,
                    ..node.clone()
                };
                if let Some(node) = centre.nodes.iter_mut().find(|one| one.id == node.id) {
                    node.removed_at = replace.step(SWAPPED);
                }
                centre.nodes.push(new);
                operation.done = operation.done.max(replace.ends());
                operation.replaces.push(replace);
            }
        }
    }

    /// Four and a half to five and a half minutes a node in life: three took 954 s `[v1 demo]`.
    fn steps(&mut self, begins: i64) -> [i64; 7] {
        let whole = self.times.between(270_000, 330_000);
        // Thousandths of the whole; the first is the begin, the last the end.
        let parts = [0, 30, 430, 480, 780, 830, 1_000];
        parts.map(|part| begins.saturating_add(self.speed.scaled(whole * part / 1_000)))
    }

    fn add(
        &mut self,
        centre: &mut DataCentre,
        positions: impl ExactSizeIterator<Item = usize>,
        wanted: &NodesWanted,
        operation: &mut Operation,
    ) {
        let begins = operation.done;
        let plan = plan::milestones(self.times, 0, positions.len(), self.speed, begins);
        for (position, milestones) in positions.zip(plan) {
            let place = centre.free_place(self.at_ms, wanted.network.room(), 0).unwrap_or(position);
            let node = laid_out(wanted, position, self.ids.uuid(), self.hosts);
            operation.done = operation.done.max(milestones.running);
            centre.nodes.push(Node {
                place,
                private_address: wanted.network.address(place),
                milestones,
                is_late: true,
                shown_from: self.at_ms,
                ..node
            });
        }
    }
}
