//! What must hold of resources in every order of requests: a part of what [`crate::cloud::Watch`] looks at.

use std::collections::{BTreeMap, BTreeSet};

use super::resource::{Key, Kind, Resource, What};
use crate::cloud::Cloud;
use crate::cloud::watch::listed;

listed! {
    /// What is promised of resources.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Promise {
        /// A key finds the resource that has it.
        AKeyFindsItsOwn,
        /// No two resources have the same id, or of those without a UUID no two of a kind.
        EachIdIsThereOnce,
        /// No resource will get the number of another.
        EachNumberIsCounted,
        /// A cluster has no two rules that say the same.
        EachRuleIsThereOnce,
        /// Each is of a cluster.
        EachIsOfACluster,
        /// What belongs to a cluster goes when its delete is accepted.
        NoneIsOfADeletedCluster,
        /// Each is something that its cluster can have.
        EachFitsItsCluster,
        /// The list of a cluster holds its own, and each once.
        EachListHoldsItsOwn,
        /// Each is in the list of a cluster.
        EachIsListed,
        /// The status of each goes along its life.
        EachGoesOn,
    }
}

/// What is wrong: the promise that is broken, and how.
type Wrong = Vec<(Promise, String)>;

/// What is wrong with the resources of `cloud` now, but for where they came from; empty where all is well.
#[cfg(test)]
pub(crate) fn broken(cloud: &Cloud) -> Vec<String> {
    broken_now(cloud).into_iter().map(|(_, how)| how).collect()
}

fn broken_now(cloud: &Cloud) -> Wrong {
    let resources = &cloud.resources;
    let mut broken = Wrong::new();
    let mut ids = BTreeSet::new();
    let mut rules = BTreeSet::new();
    for (key, resource) in &resources.all {
        if *key != resource.key() {
            broken.push((Promise::AKeyFindsItsOwn, format!("{key:?} finds {:?}", resource.key())));
        }
        let among = (!has_uuid(key.kind)).then_some(key.kind);
        if !ids.insert((resource.id.as_str(), among)) {
            broken.push((Promise::EachIdIsThereOnce, format!("the id {} is there twice", resource.id)));
        }
        if resource.number >= resources.next_number() {
            let how = format!("the number {} of {key:?} was not counted", resource.number);
            broken.push((Promise::EachNumberIsCounted, how));
        }
        if let What::Rule(rule) = &resource.what
            && !rules.insert((resource.cluster, format!("{:?}", rule.source), rule.opens.as_str()))
        {
            broken.push((Promise::EachRuleIsThereOnce, format!("{key:?} is there twice")));
        }
        match cloud.clusters().iter().find(|cluster| cluster.id() == resource.cluster) {
            None => broken.push((Promise::EachIsOfACluster, format!("{key:?} belongs to no cluster"))),
            Some(cluster) if cluster.deleted_at_ms().is_some() => {
                broken.push((Promise::NoneIsOfADeletedCluster, format!("{key:?} belongs to a deleted cluster")));
            }
            Some(cluster) if !resource.fits(cluster) => {
                broken.push((Promise::EachFitsItsCluster, format!("{key:?} does not fit its cluster")));
            }
            Some(_) => {}
        }
    }
    broken.extend(index_broken(cloud));
    broken
}

/// Each resource stands once in its cluster's list, and nothing else does.
fn index_broken(cloud: &Cloud) -> Wrong {
    let resources = &cloud.resources;
    let mut broken = Wrong::new();
    let mut listed = BTreeSet::new();
    for (cluster, keys) in &resources.of_cluster {
        for key in keys {
            let is_right = resources.all.get(key).is_some_and(|resource| resource.cluster == *cluster);
            if !is_right || !listed.insert(key) {
                let how = format!("{key:?} is listed for {cluster} wrongly or twice");
                broken.push((Promise::EachListHoldsItsOwn, how));
            }
        }
    }
    if listed.len() != resources.all.len() {
        let how = format!("{} resources, {} listed", resources.all.len(), listed.len());
        broken.push((Promise::EachIsListed, how));
    }
    broken
}

/// Whether ids of the kind are UUIDs, which are unique over all kinds.
fn has_uuid(kind: Kind) -> bool {
    match kind {
        Kind::NetworkRule
        | Kind::SecurityGroupRule
        | Kind::AwsPeer
        | Kind::GcpPeer
        | Kind::AzurePeer
        | Kind::ExclusionWindow
        | Kind::MaintenanceEvent
        | Kind::Backup => true,
        Kind::KafkaUser | Kind::NoDefaultUser | Kind::KafkaTopic | Kind::KafkaAcl | Kind::CassandraUser => false,
    }
}

/// Follows the statuses of resources from look to look.
#[derive(Default)]
pub(crate) struct Watch {
    before: BTreeMap<Key, &'static str>,
}

impl Watch {
    /// What is wrong now, and which statuses went where they may not since the look before.
    pub(crate) fn look(&mut self, cloud: &Cloud) -> Vec<String> {
        self.broken(cloud).into_iter().map(|(_, how)| how).collect()
    }

    fn broken(&mut self, cloud: &Cloud) -> Wrong {
        let mut wrong = broken_now(cloud);
        let mut after = BTreeMap::new();
        for (key, resource) in &cloud.resources.all {
            let Some(status) = status(cloud, resource) else { continue };
            if let Some(before) = self.before.get(key)
                && !may_become(key.kind, before, status)
            {
                wrong.push((Promise::EachGoesOn, format!("{key:?} went from {before} to {status}")));
            }
            after.insert(key.clone(), status);
        }
        self.before = after;
        wrong
    }
}

fn status(cloud: &Cloud, resource: &Resource) -> Option<&'static str> {
    let cluster = cloud.clusters().iter().find(|cluster| cluster.id() == resource.cluster)?;
    resource.status(cluster, cloud.now_ms())
}

/// Whether a resource can get from one status to another, steps in between left out, or stay.
fn may_become(kind: Kind, from: &str, to: &str) -> bool {
    let paths: &[&[&str]] = match kind {
        Kind::NetworkRule | Kind::SecurityGroupRule => {
            &[&["GENESIS", "PROVISIONING", "RUNNING"], &["GENESIS", "DEFERRED"]]
        }
        // A PUT of other networks makes a peering fail, and be asked for anew.
        Kind::AwsPeer => &[
            &["pending-acceptance", "provisioning", "active", "failed"],
            &["pending-acceptance", "rejected"],
            &["pending-acceptance", "expired"],
            &["failed", "pending-acceptance"],
        ],
        Kind::GcpPeer => &[&["GENESIS", "PROVISIONING", "INACTIVE", "ACTIVE"], &["GENESIS", "PROVISIONING", "FAILED"]],
        Kind::AzurePeer => {
            &[&["GENESIS", "PROVISIONING", "INACTIVE", "CONNECTED"], &["GENESIS", "PROVISIONING", "FAILED"]]
        }
        // A moved event stays upcoming; one that began goes on.
        Kind::MaintenanceEvent => &[&["upcoming", "in-progress", "past"]],
        Kind::ExclusionWindow
        | Kind::Backup
        | Kind::KafkaUser
        | Kind::NoDefaultUser
        | Kind::KafkaTopic
        | Kind::KafkaAcl
        | Kind::CassandraUser => &[],
    };
    paths.iter().any(|path| {
        let place = |word: &str| path.iter().position(|step| *step == word);
        place(from).is_some_and(|from| place(to).is_some_and(|to| from <= to))
    })
}

#[cfg(test)]
mod tests;
