//! What must hold of a cloud in every order of requests; a property test and the fuzz target look after each one.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use uuid::Uuid;

use super::cluster::Cluster;
use super::node::DataCentre;
use super::phase::Phase;
use super::spec::{self, NodesWanted};
use super::{Cloud, resources};

/// Follows a cloud from look to look. Each request must be followed by a look.
#[derive(Default)]
pub(crate) struct Watch {
    clusters: BTreeMap<Uuid, Seen>,
    /// Of data centres and nodes.
    phases: BTreeMap<Uuid, Phase>,
    operations: BTreeMap<Uuid, &'static str>,
    /// Nodes that another took the place of, and clusters that are gone.
    removed: BTreeSet<Uuid>,
    resources: resources::Watch,
}

/// How a cluster was at the look before.
#[derive(Clone, Copy)]
struct Seen {
    phase: Phase,
    waits_for_second_factor: bool,
}

/// What no two things of a cloud share.
#[derive(Default)]
struct Taken {
    ids: BTreeSet<Uuid>,
    public: BTreeSet<Ipv4Addr>,
}

impl Taken {
    fn id(&mut self, id: Uuid, wrong: &mut Vec<String>) {
        if !self.ids.insert(id) {
            wrong.push(format!("the id {id} is there twice"));
        }
    }
}

impl Watch {
    /// What is wrong with `cloud` now, and what became of it since the look before that may not; empty where all is well.
    pub(crate) fn look(&mut self, cloud: &Cloud) -> Vec<String> {
        let now = cloud.now_ms();
        let mut wrong = Vec::new();
        let mut taken = Taken::default();
        let mut clusters = BTreeMap::new();
        for cluster in cloud.clusters() {
            let id = cluster.id();
            taken.id(id, &mut wrong);
            if self.removed.contains(&id) {
                wrong.push(format!("the cluster {id} came back"));
            }
            clusters.insert(id, self.cluster(cluster, now, &mut wrong));
            let wanted = spec::nodes_wanted(cluster.application(), cluster.spec());
            if wanted.len() != cluster.data_centres().len() {
                wrong.push(format!("{id} has {} data centres, not {}", cluster.data_centres().len(), wanted.len()));
            }
            for (centre, wanted) in cluster.data_centres().iter().zip(&wanted) {
                self.data_centre(cluster, centre, wanted, now, &mut taken, &mut wrong);
            }
            self.operations(cluster, now, &mut taken, &mut wrong);
        }
        for (id, before) in std::mem::replace(&mut self.clusters, clusters) {
            if !self.clusters.contains_key(&id) {
                self.removed.insert(id);
                if before.phase != Phase::Deleting {
                    wrong.push(format!("the cluster {id} went while it was {}", before.phase.as_str()));
                }
            }
        }
        cloud.resources.ids().for_each(|id| taken.id(id, &mut wrong));
        wrong.extend(self.resources.look(cloud));
        wrong
    }

    fn cluster(&self, cluster: &Cluster, now: i64, wrong: &mut Vec<String>) -> Seen {
        let id = cluster.id();
        let phase = cluster.phase(now);
        if let Some(before) = self.clusters.get(&id) {
            may_become(id, Some(before.phase), phase, wrong);
            let goes = before.phase != Phase::Deleting && phase == Phase::Deleting;
            if goes && before.waits_for_second_factor && !cluster.is_delete_asked() {
                wrong.push(format!("{id} is DELETING, and nobody asked for that"));
            }
        }
        if cluster.deleted_at_ms().is_some() != (phase == Phase::Deleting) {
            wrong.push(format!("{id} is {} and its delete is {:?}", phase.as_str(), cluster.deleted_at_ms()));
        }
        Seen { phase, waits_for_second_factor: cluster.has_two_factor_delete() }
    }

    fn data_centre(
        &mut self,
        cluster: &Cluster,
        centre: &DataCentre,
        wanted: &NodesWanted,
        now: i64,
        taken: &mut Taken,
        wrong: &mut Vec<String>,
    ) {
        let id = centre.id();
        taken.id(id, wrong);
        centre.nodes.iter().for_each(|node| taken.id(node.id, wrong));
        let phase = cluster.phase_of(centre, now);
        may_become(id, self.phases.insert(id, phase), phase, wrong);
        let there = centre.nodes_at(now).count();
        if there != wanted.dedicated_count() + wanted.nodes {
            wrong.push(format!("the data centre {id} has {there} nodes, which is not what was asked for"));
        }
        let mut private = BTreeSet::new();
        let is_idle = cluster.is_idle(now);
        for node in centre.nodes_at(now) {
            let phase = cluster.phase_of_node(node, now);
            may_become(node.id, self.phases.insert(node.id, phase), phase, wrong);
            if self.removed.contains(&node.id) {
                wrong.push(format!("the node {} came back", node.id));
            }
            if !private.insert(node.private_address) || !wanted.network.holds(node.private_address) {
                wrong.push(format!("{} is at {}, as another or outside its network", node.id, node.private_address));
            }
            if node.public_address.is_some() == cluster.is_private() {
                wrong.push(format!("{} has or lacks a public address", node.id));
            }
            if node.public_address.is_some_and(|address| !taken.public.insert(address)) {
                wrong.push(format!("{} has the public address of another", node.id));
            }
            if is_idle && phase != Phase::Running {
                wrong.push(format!("{} is {} in a cluster that nothing is done to", node.id, phase.as_str()));
            }
        }
        self.removed.extend(centre.deleted_at(now).map(|node| node.id));
    }

    fn operations(&mut self, cluster: &Cluster, now: i64, taken: &mut Taken, wrong: &mut Vec<String>) {
        let mut begun = BTreeSet::new();
        for operation in &cluster.operations {
            taken.id(operation.id, wrong);
            operation.replaces.iter().for_each(|replace| taken.id(replace.id, wrong));
            let word = operation.status(now);
            let before = self.operations.insert(operation.id, word).unwrap_or("IN_PROGRESS");
            if before != word && before != "IN_PROGRESS" {
                wrong.push(format!("the operation {} went from {before} to {word}", operation.id));
            }
            if word == "IN_PROGRESS" {
                begun.insert(operation.created);
            }
        }
        if begun.len() > 1 || (!begun.is_empty() && cluster.is_idle(now)) {
            wrong.push(format!("operations of {} are under way side by side, or unseen", cluster.id()));
        }
    }
}

fn may_become(id: Uuid, before: Option<Phase>, phase: Phase, wrong: &mut Vec<String>) {
    if let Some(before) = before.filter(|before| !before.may_become(phase)) {
        wrong.push(format!("{id} went from {} to {}", before.as_str(), phase.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::NEVER;
    use super::super::resources::Desk;
    use super::*;

    /// What is found once a cluster of a whole cloud was spoiled.
    fn found(spoil: impl FnOnce(&mut Cluster)) -> Vec<String> {
        let mut desk = Desk::new();
        let mut watch = Watch::default();
        desk.cloud.advance(desk.now);
        assert_eq!(watch.look(&desk.cloud), Vec::<String>::new());
        let id = desk.cloud.clusters()[0].id();
        desk.cloud.clusters.change(id, spoil);
        watch.look(&desk.cloud)
    }

    #[test]
    fn each_broken_promise_is_found() {
        let found = [
            found(|cluster| drop(cluster.data_centres[0].nodes.pop())),
            found(|cluster| cluster.data_centres[0].nodes[0].id = cluster.id),
            found(|cluster| cluster.data_centres[0].nodes[0].private_address = Ipv4Addr::LOCALHOST),
            found(|cluster| cluster.data_centres[0].nodes[0].public_address = None),
            found(|cluster| {
                let nodes = &mut cluster.data_centres[0].nodes;
                nodes[0].public_address = nodes[1].public_address;
            }),
            found(|cluster| cluster.data_centres[0].nodes[0].milestones.running = NEVER),
            found(|cluster| drop(cluster.data_centres.pop())),
            found(|cluster| cluster.delete(NEVER, NEVER)),
            found(|cluster| cluster.id = Uuid::nil()),
        ];
        for (position, found) in found.iter().enumerate() {
            assert!(!found.is_empty(), "{position}");
        }
    }
}
