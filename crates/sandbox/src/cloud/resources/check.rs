//! What must hold of resources in every order of requests: a part of what [`crate::cloud::Watch`] looks at.

use std::collections::{BTreeMap, BTreeSet};

use super::resource::{Key, Kind, Resource, What};
use crate::cloud::Cloud;

/// What is wrong with the resources of `cloud` now; empty where all is well.
pub(crate) fn broken(cloud: &Cloud) -> Vec<String> {
    let resources = &cloud.resources;
    let mut broken = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rules = BTreeSet::new();
    for (key, resource) in &resources.all {
        if *key != resource.key() {
            broken.push(format!("{key:?} finds {:?}", resource.key()));
        }
        let among = (!has_uuid(key.kind)).then_some(key.kind);
        if !ids.insert((resource.id.as_str(), among)) {
            broken.push(format!("the id {} is there twice", resource.id));
        }
        if resource.number >= resources.next_number() {
            broken.push(format!("the number {} of {key:?} was not counted", resource.number));
        }
        if let What::Rule(rule) = &resource.what
            && !rules.insert((resource.cluster, format!("{:?}", rule.source), rule.opens.as_str()))
        {
            broken.push(format!("{key:?} is there twice"));
        }
        match cloud.clusters().iter().find(|cluster| cluster.id() == resource.cluster) {
            None => broken.push(format!("{key:?} belongs to no cluster")),
            Some(cluster) if cluster.deleted_at_ms().is_some() => {
                broken.push(format!("{key:?} belongs to a deleted cluster"));
            }
            Some(cluster) if !resource.fits(cluster) => {
                broken.push(format!("{key:?} does not fit its cluster"));
            }
            Some(_) => {}
        }
    }
    broken.extend(index_broken(cloud));
    broken
}

/// Each resource stands once in its cluster's list, and nothing else does.
fn index_broken(cloud: &Cloud) -> Vec<String> {
    let resources = &cloud.resources;
    let mut broken = Vec::new();
    let mut listed = BTreeSet::new();
    for (cluster, keys) in &resources.of_cluster {
        for key in keys {
            let is_right = resources.all.get(key).is_some_and(|resource| resource.cluster == *cluster);
            if !is_right || !listed.insert(key) {
                broken.push(format!("{key:?} is listed for {cluster} wrongly or twice"));
            }
        }
    }
    if listed.len() != resources.all.len() {
        broken.push(format!("{} resources, {} listed", resources.all.len(), listed.len()));
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
    /// What is [`broken`] now, and which statuses went where they may not since the look before.
    pub(crate) fn look(&mut self, cloud: &Cloud) -> Vec<String> {
        let mut wrong = broken(cloud);
        let mut after = BTreeMap::new();
        for (key, resource) in &cloud.resources.all {
            let Some(status) = status(cloud, resource) else { continue };
            if let Some(before) = self.before.get(key)
                && !may_become(key.kind, before, status)
            {
                wrong.push(format!("{key:?} went from {before} to {status}"));
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
mod tests {
    use super::*;
    use crate::cloud::resources::tests::{Desk, rule, rules};

    /// A cloud with one rule, and the rule's key.
    fn desk() -> (Desk, Key) {
        let mut desk = Desk::new();
        let kafka = desk.kafka.clone();
        desk.made(&rules(), rule(&kafka));
        let key = desk.cloud.resources.all.keys().next().unwrap().clone();
        (desk, key)
    }

    fn broken_by(spoil: impl FnOnce(&mut Cloud, &Key)) -> Vec<String> {
        let (mut desk, key) = desk();
        assert_eq!(broken(&desk.cloud), Vec::<String>::new());
        spoil(&mut desk.cloud, &key);
        broken(&desk.cloud)
    }

    #[test]
    fn each_broken_promise_is_found() {
        let found = [
            broken_by(|cloud, key| drop(cloud.resources.all.remove(key))),
            broken_by(|cloud, _| cloud.resources.of_cluster.clear()),
            broken_by(|cloud, _| cloud.resources.next_number = 0),
            broken_by(|cloud, key| cloud.resources.all.get_mut(key).unwrap().cluster = uuid::Uuid::nil()),
            broken_by(|cloud, key| cloud.resources.all.get_mut(key).unwrap().id = "other".to_owned()),
            broken_by(|cloud, key| {
                let twin = Resource { id: "twin".to_owned(), ..cloud.resources.all[key].clone() };
                cloud.resources.put(twin);
            }),
            broken_by(|cloud, key| {
                let cluster = cloud.resources.all[key].cluster;
                cloud.clusters.change(cluster, |cluster| cluster.delete(0, i64::MAX));
            }),
        ];
        for (position, found) in found.iter().enumerate() {
            assert!(!found.is_empty(), "{position}");
        }
    }

    #[test]
    fn a_status_that_goes_back_is_found() {
        let (mut desk, _) = desk();
        let mut watch = Watch::default();
        desk.wait(60);
        desk.cloud.advance(desk.now);
        assert_eq!(watch.look(&desk.cloud), Vec::<String>::new());
        let resource = desk.cloud.resources.all.values_mut().next().unwrap();
        let What::Rule(rule) = &mut resource.what else { panic!() };
        rule.course = super::super::firewall::Course::Defers { at_ms: i64::MAX };
        assert_eq!(watch.look(&desk.cloud).len(), 1);
    }
}
