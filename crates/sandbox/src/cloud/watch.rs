//! What must hold of a cloud in every order of requests; a property test and the fuzz target look after each one.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use uuid::Uuid;

use super::cluster::Cluster;
use super::node::DataCentre;
use super::phase::Phase;
use super::spec::{self, NodesWanted};
use super::{Cloud, resources};

/// An enumeration, and in tests the list of all its words: a test that goes through it can forget none.
macro_rules! listed {
    ($(#[$meta:meta])* enum $name:ident { $($(#[$of_word:meta])* $word:ident,)+ }) => {
        $(#[$meta])*
        pub(crate) enum $name { $($(#[$of_word])* $word,)+ }

        #[cfg(test)]
        impl $name {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$word),+];
        }
    };
}
pub(crate) use listed;

listed! {
    /// What is promised of clusters and what they are made of.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Promise {
        /// No id is there twice, whatever it is the id of.
        EachIdIsThereOnce,
        /// A cluster that is gone stays so.
        NoClusterComesBack,
        /// A cluster goes through DELETING alone.
        NoClusterGoesBeforeItsDelete,
        /// With two-factor delete, DELETING comes after somebody asked for it.
        NoDeleteComesUnasked,
        /// DELETING is what a cluster is whose delete was accepted, and no other.
        DeletedMeansDeleting,
        /// The status of a cluster goes along its life.
        AClusterGoesOn,
        /// The status of a data centre goes along its life.
        ADataCentreGoesOn,
        /// The status of a node goes along its life.
        ANodeGoesOn,
        /// There are as many data centres as were asked for.
        DataCentresAsAsked,
        /// There are as many nodes as were asked for.
        NodesAsAsked,
        /// A node that another took the place of stays away.
        NoNodeComesBack,
        /// Nodes of a data centre have addresses of their own.
        EachPrivateAddressIsThereOnce,
        /// They are in its network.
        PrivateAddressesAreInTheNetwork,
        /// Nodes have public addresses, but for those of private networks.
        PublicAddressesUnlessPrivate,
        /// No two nodes of a cloud share a public one.
        EachPublicAddressIsThereOnce,
        /// All nodes run while nothing is done to their cluster.
        IdleMeansRunning,
        /// An operation that is over stays as it ended.
        AnOperationEndsOnce,
        /// What is done to a cluster at one time was begun at one time.
        NoOperationsSideBySide,
        /// A cluster is busy while one of its operations is under way.
        OperationsAreSeen,
    }
}

/// What is wrong: the promise that is broken, and how.
type Wrong = Vec<(Promise, String)>;

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
    fn id(&mut self, id: Uuid, wrong: &mut Wrong) {
        if !self.ids.insert(id) {
            wrong.push((Promise::EachIdIsThereOnce, format!("the id {id} is there twice")));
        }
    }
}

impl Watch {
    /// What is wrong with `cloud` now, and what became of it since the look before that may not; empty where all is well.
    pub(crate) fn look(&mut self, cloud: &Cloud) -> Vec<String> {
        let wrong = self.broken(cloud);
        wrong.into_iter().map(|(_, how)| how).chain(self.resources.look(cloud)).collect()
    }

    /// The promises of this file alone.
    fn broken(&mut self, cloud: &Cloud) -> Wrong {
        let now = cloud.now_ms();
        let mut wrong = Wrong::new();
        let mut taken = Taken::default();
        let mut clusters = BTreeMap::new();
        for cluster in cloud.clusters() {
            let id = cluster.id();
            taken.id(id, &mut wrong);
            if self.removed.contains(&id) {
                wrong.push((Promise::NoClusterComesBack, format!("the cluster {id} came back")));
            }
            clusters.insert(id, self.cluster(cluster, now, &mut wrong));
            let wanted = spec::nodes_wanted(cluster.application(), cluster.spec());
            if wanted.len() != cluster.data_centres().len() {
                let how = format!("{id} has {} data centres, not {}", cluster.data_centres().len(), wanted.len());
                wrong.push((Promise::DataCentresAsAsked, how));
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
                    let how = format!("the cluster {id} went while it was {}", before.phase.as_str());
                    wrong.push((Promise::NoClusterGoesBeforeItsDelete, how));
                }
            }
        }
        cloud.resources.ids().for_each(|id| taken.id(id, &mut wrong));
        wrong
    }

    fn cluster(&self, cluster: &Cluster, now: i64, wrong: &mut Wrong) -> Seen {
        let id = cluster.id();
        let phase = cluster.phase(now);
        if let Some(before) = self.clusters.get(&id) {
            may_become(Promise::AClusterGoesOn, id, Some(before.phase), phase, wrong);
            let goes = before.phase != Phase::Deleting && phase == Phase::Deleting;
            if goes && before.waits_for_second_factor && !cluster.is_delete_asked() {
                wrong.push((Promise::NoDeleteComesUnasked, format!("{id} is DELETING, and nobody asked for that")));
            }
        }
        if cluster.deleted_at_ms().is_some() != (phase == Phase::Deleting) {
            let how = format!("{id} is {} and its delete is {:?}", phase.as_str(), cluster.deleted_at_ms());
            wrong.push((Promise::DeletedMeansDeleting, how));
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
        wrong: &mut Wrong,
    ) {
        let id = centre.id();
        taken.id(id, wrong);
        centre.nodes.iter().for_each(|node| taken.id(node.id, wrong));
        let phase = cluster.phase_of(centre, now);
        may_become(Promise::ADataCentreGoesOn, id, self.phases.insert(id, phase), phase, wrong);
        let there = centre.nodes_at(now).count();
        if there != wanted.dedicated_count() + wanted.nodes {
            let how = format!("the data centre {id} has {there} nodes, which is not what was asked for");
            wrong.push((Promise::NodesAsAsked, how));
        }
        let mut private = BTreeSet::new();
        let is_idle = cluster.is_idle(now);
        for node in centre.nodes_at(now) {
            let phase = cluster.phase_of_node(node, now);
            may_become(Promise::ANodeGoesOn, node.id, self.phases.insert(node.id, phase), phase, wrong);
            let id = node.id;
            let mut broken = |promise, how: String| wrong.push((promise, how));
            if self.removed.contains(&id) {
                broken(Promise::NoNodeComesBack, format!("the node {id} came back"));
            }
            let private_address = node.private_address;
            if !private.insert(private_address) {
                broken(Promise::EachPrivateAddressIsThereOnce, format!("{id} is at {private_address} with another"));
            }
            if !wanted.network.holds(private_address) {
                let how = format!("{id} is at {private_address}, outside its network");
                broken(Promise::PrivateAddressesAreInTheNetwork, how);
            }
            if node.public_address.is_some() == cluster.is_private() {
                broken(Promise::PublicAddressesUnlessPrivate, format!("{id} has or lacks a public address"));
            }
            if node.public_address.is_some_and(|address| !taken.public.insert(address)) {
                broken(Promise::EachPublicAddressIsThereOnce, format!("{id} has the public address of another"));
            }
            if is_idle && phase != Phase::Running {
                let how = format!("{id} is {} in a cluster that nothing is done to", phase.as_str());
                broken(Promise::IdleMeansRunning, how);
            }
        }
        self.removed.extend(centre.deleted_at(now).map(|node| node.id));
    }

    fn operations(&mut self, cluster: &Cluster, now: i64, taken: &mut Taken, wrong: &mut Wrong) {
        let mut begun = BTreeSet::new();
        for operation in &cluster.operations {
            taken.id(operation.id, wrong);
            operation.replaces.iter().for_each(|replace| taken.id(replace.id, wrong));
            let word = operation.status(now);
            let before = self.operations.insert(operation.id, word).unwrap_or("IN_PROGRESS");
            if before != word && before != "IN_PROGRESS" {
                let how = format!("the operation {} went from {before} to {word}", operation.id);
                wrong.push((Promise::AnOperationEndsOnce, how));
            }
            if word == "IN_PROGRESS" {
                begun.insert(operation.created);
            }
        }
        if begun.len() > 1 {
            let how = format!("operations of {} are under way side by side", cluster.id());
            wrong.push((Promise::NoOperationsSideBySide, how));
        }
        if !begun.is_empty() && cluster.is_idle(now) {
            let how = format!("an operation of {} is under way, and the cluster does not say so", cluster.id());
            wrong.push((Promise::OperationsAreSeen, how));
        }
    }
}

fn may_become(promise: Promise, id: Uuid, before: Option<Phase>, phase: Phase, wrong: &mut Wrong) {
    if let Some(before) = before.filter(|before| !before.may_become(phase)) {
        wrong.push((promise, format!("{id} went from {} to {}", before.as_str(), phase.as_str())));
    }
}

#[cfg(test)]
mod tests;
