//! What belongs to clusters and is smaller than they are: firewall rules, peerings, exclusion windows, maintenance,
//! backups, users, topics. One file per area; the paths are in [`Place`].
//!
//! # How changes are written down
//! A request changes nothing by itself. [`decide`] answers and returns a [`Decision`] whose change is
//! `Change::Resource(`[`Event`]`)` (or `Change::Create`, where a restore makes a cluster). Whoever called the cloud writes
//! the change into the journal as `Record::Resource`, line by line **before** the answer leaves, and then commits it:
//! [`Resources::commit`] is the only place where a resource changes. So an [`Event`] must hold everything that follows
//! from the request (ids, moments in milliseconds since 1970, what chance decided), and `commit` must neither look at the
//! time nor draw: replaying a journal leads to the same resources. What follows from time alone (a rule becomes RUNNING) is
//! computed when it is read.
//!
//! [`Resources::snapshot`] is the shortest list of events that leads to what there is; a journal is begun anew with it.

mod ask;
mod backups;
mod check;
mod firewall;
mod kafka_acls;
mod kafka_topics;
mod kafka_users;
mod maintenance;
mod moment;
mod networks;
mod older;
mod peering;
mod place;
mod resource;
mod restore;
mod rule_sets;
mod rule_types;
mod windows;

pub(crate) use check::Watch;
pub(crate) use place::Place;
pub use resource::{Key, Kind, Resource};
#[cfg(test)]
pub(crate) use tests::Desk;

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Method, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use self::ask::{Answer, Ask, shown};
use super::Cloud;
use super::access::Caller;
use super::decide::Decision;
use super::refusal::{Refusal, Shape};

/// A change of resources, complete: `Resources::commit` adds nothing to it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// So many numbers are used up (see `Resources::next_number`). Only snapshots hold it: what used them may be gone.
    Numbered {
        /// The next one.
        next: u64,
    },
    /// What one request changed: all of it, or nothing.
    Changed {
        /// Resources as they are from now on: new ones, or in place of those with their keys.
        put: Vec<Resource>,
        /// Those that are gone.
        gone: Vec<Key>,
    },
}

impl Event {
    /// Whether a firewall rule is made in it that will be DEFERRED.
    pub(crate) fn defers_a_rule(&self) -> bool {
        match self {
            Event::Numbered { .. } => false,
            Event::Changed { put, .. } => put.iter().any(Resource::is_deferred_rule),
        }
    }
}

/// All resources of all clusters.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Resources {
    next_number: u64,
    all: BTreeMap<Key, Resource>,
    /// The keys of each cluster's, oldest first.
    of_cluster: BTreeMap<Uuid, Vec<Key>>,
}

impl Resources {
    /// The number of the next resource: the seed of its ids and of what chance decides about it ([`Ask::chance`]).
    pub(crate) fn next_number(&self) -> u64 {
        self.next_number
    }

    /// The resource with that id.
    pub(crate) fn get(&self, kind: Kind, id: &str) -> Option<&Resource> {
        self.all.get(&Key { kind, id: id.to_owned() })
    }

    /// All of them.
    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.all.values()
    }

    /// The ids of those that the provider knows by an id of their own.
    pub(crate) fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.all.keys().filter_map(|key| Uuid::parse_str(&key.id).ok())
    }

    /// Those of a cluster, oldest first.
    pub(crate) fn of_cluster(&self, cluster: Uuid, kind: Kind) -> impl Iterator<Item = &Resource> {
        let keys = self.of_cluster.get(&cluster).map(Vec::as_slice).unwrap_or_default();
        keys.iter().filter(move |key| key.kind == kind).filter_map(|key| self.all.get(key))
    }

    /// Takes a change.
    pub(crate) fn commit(&mut self, event: Event) {
        match event {
            Event::Numbered { next } => self.next_number = self.next_number.max(next),
            Event::Changed { put, gone } => {
                gone.iter().for_each(|key| self.remove(key));
                put.into_iter().for_each(|resource| self.put(resource));
            }
        }
    }

    fn put(&mut self, resource: Resource) {
        self.next_number = self.next_number.max(resource.number.saturating_add(1));
        let key = resource.key();
        let cluster = resource.cluster;
        if self.all.insert(key.clone(), resource).is_none() {
            self.of_cluster.entry(cluster).or_default().push(key);
        }
    }

    fn remove(&mut self, key: &Key) {
        let Some(resource) = self.all.remove(key) else { return };
        if let Some(keys) = self.of_cluster.get_mut(&resource.cluster) {
            keys.retain(|one| one != key);
            if keys.is_empty() {
                self.of_cluster.remove(&resource.cluster);
            }
        }
    }

    /// The delete of a cluster was accepted: what belongs to it goes at once, though the cluster is shown as DELETING for a
    /// while. It is told again when a journal is replayed, after the cluster's own resources.
    pub(crate) fn cluster_deleted(&mut self, cluster: Uuid) {
        for key in self.of_cluster.remove(&cluster).unwrap_or_default() {
            self.all.remove(&key);
        }
    }

    /// The shortest list of events that leads to what there is.
    pub(crate) fn snapshot(&self) -> Vec<Event> {
        let numbered = (self.next_number > 0).then_some(Event::Numbered { next: self.next_number });
        let changed = |keys: &Vec<Key>| {
            let put = keys.iter().filter_map(|key| self.all.get(key)).cloned().collect();
            Event::Changed { put, gone: Vec::new() }
        };
        numbered.into_iter().chain(self.of_cluster.values().map(changed)).collect()
    }
}

/// What `request` to `place` gets from `caller`, who is logged in, within the limit, and may write where it writes. The
/// time is [`Cloud::now_ms`]; clusters are found with [`Cloud::cluster_of`].
pub(crate) fn decide(cloud: &Cloud, caller: Caller, place: &Place<'_>, request: &Request<Bytes>) -> Decision {
    let ask = Ask { cloud, caller, request };
    answer_to(&ask, place).unwrap_or_else(|refusal| refusal.response(shape_of(place)).into())
}

fn shape_of(place: &Place<'_>) -> Shape {
    match place {
        Place::OlderCluster(_) | Place::OlderUsers(..) => Shape::Older,
        Place::All(Kind::ExclusionWindow)
        | Place::One(Kind::ExclusionWindow, _)
        | Place::OfCluster(Kind::ExclusionWindow, _) => Shape::Single,
        Place::All(_)
        | Place::One(..)
        | Place::OfCluster(..)
        | Place::OfAccount(_)
        | Place::RuleSets(_)
        | Place::RuleSet(..)
        | Place::FlatUsers(_)
        | Place::TopicConfigs(_)
        | Place::Maintenance(..)
        | Place::Reschedule(_)
        | Place::Backups(_)
        | Place::TriggerBackup(_)
        | Place::Restore
        | Place::PeerReply(..)
        | Place::PlanMaintenance(_) => Shape::List,
    }
}

fn answer_to(ask: &Ask<'_>, place: &Place<'_>) -> Answer {
    match (place, ask.method()) {
        (Place::All(kind), &Method::POST) => make(ask, *kind),
        (Place::One(kind, id), &Method::GET) => read(ask, *kind, id),
        (Place::One(kind, id), &Method::PUT) => change(ask, *kind, id),
        (Place::One(kind, id), &Method::DELETE) => remove(ask, *kind, id),
        (Place::OfCluster(kind, id), &Method::GET) => list(ask, *kind, id),
        (Place::OfAccount(kind), &Method::GET) => peering::list(ask, *kind),
        (Place::RuleSets(kind), &Method::POST) => rule_sets::ignore(ask, *kind, None),
        (Place::RuleSet(kind, id), &Method::POST) => rule_sets::ignore(ask, *kind, Some(id)),
        (Place::RuleSet(kind, id), &Method::GET) => rule_sets::read(ask, *kind, id),
        (Place::RuleSet(kind, id), &Method::PUT) => rule_sets::replace(ask, *kind, id),
        (Place::RuleSet(kind, id), &Method::DELETE) => rule_sets::clear(ask, *kind, id),
        (Place::FlatUsers(None), &Method::POST) => kafka_users::make_flat(ask),
        (Place::FlatUsers(Some(id)), &Method::GET) => kafka_users::read_flat(ask, id),
        (Place::FlatUsers(Some(id)), &Method::PUT) => kafka_users::change_flat(ask, id),
        (Place::FlatUsers(Some(id)), &Method::DELETE) => kafka_users::remove(ask, id),
        (Place::TopicConfigs(id), &Method::PUT) => kafka_topics::modify_configs(ask, id),
        (Place::Maintenance(stage, id), &Method::GET) => maintenance::list(ask, *stage, id),
        (Place::Reschedule(id), &Method::PUT) => maintenance::reschedule(ask, id),
        (Place::PlanMaintenance(id), &Method::POST) => maintenance::plan(ask, id),
        (Place::Backups(id), &Method::GET) => backups::list(ask, id),
        (Place::TriggerBackup(id), &Method::POST) => backups::trigger(ask, id),
        (Place::Restore, &Method::POST) => restore::restore(ask),
        (Place::OlderCluster(id), &Method::GET) => older::cluster(ask, id),
        (Place::OlderUsers(id, bundle), &Method::POST) => older::make_user(ask, id, *bundle),
        (Place::OlderUsers(id, bundle), &Method::DELETE) => older::remove_user(ask, id, *bundle),
        (Place::PeerReply(id, reply), &Method::POST) => peering::reply(ask, id, *reply),
        _ => Err(Refusal::Method),
    }
}

fn make(ask: &Ask<'_>, kind: Kind) -> Answer {
    match kind {
        Kind::NetworkRule | Kind::SecurityGroupRule => firewall::make(ask, kind),
        Kind::AwsPeer => peering::make(ask, peering::Cloud::Aws),
        Kind::GcpPeer => peering::make(ask, peering::Cloud::Gcp),
        Kind::AzurePeer => peering::make(ask, peering::Cloud::Azure),
        Kind::ExclusionWindow => windows::make(ask),
        Kind::KafkaUser => kafka_users::make(ask),
        Kind::KafkaTopic => kafka_topics::make(ask),
        Kind::KafkaAcl => kafka_acls::make(ask),
        Kind::MaintenanceEvent | Kind::Backup | Kind::NoDefaultUser | Kind::CassandraUser => Err(Refusal::Method),
    }
}

fn read(ask: &Ask<'_>, kind: Kind, id: &str) -> Answer {
    if kind == Kind::KafkaUser {
        return kafka_users::read(ask, id);
    }
    let (resource, cluster) = ask.find(kind, id)?;
    Ok(shown(&resource.shown(cluster, ask.now())))
}

/// What may be changed at all: the rest is immutable `[openapi]`.
fn change(ask: &Ask<'_>, kind: Kind, id: &str) -> Answer {
    match kind {
        Kind::AwsPeer => peering::change_subnets(ask, id),
        Kind::KafkaUser => kafka_users::change(ask, id),
        Kind::KafkaAcl => kafka_acls::change(ask, id),
        Kind::NetworkRule
        | Kind::SecurityGroupRule
        | Kind::GcpPeer
        | Kind::AzurePeer
        | Kind::ExclusionWindow
        | Kind::MaintenanceEvent
        | Kind::Backup
        | Kind::NoDefaultUser
        | Kind::KafkaTopic
        | Kind::CassandraUser => Err(Refusal::Method),
    }
}

fn remove(ask: &Ask<'_>, kind: Kind, id: &str) -> Answer {
    match kind {
        Kind::KafkaUser => kafka_users::remove(ask, id),
        Kind::KafkaTopic => kafka_topics::remove(ask, id),
        Kind::NetworkRule
        | Kind::SecurityGroupRule
        | Kind::AwsPeer
        | Kind::GcpPeer
        | Kind::AzurePeer
        | Kind::ExclusionWindow
        | Kind::MaintenanceEvent
        | Kind::Backup
        | Kind::NoDefaultUser
        | Kind::KafkaAcl
        | Kind::CassandraUser => ask.find(kind, id).map(|(resource, _)| ask.removed(resource.key())),
    }
}

/// Never `[]`: one element for the cluster, whatever it has `[wire]`.
fn list(ask: &Ask<'_>, kind: Kind, id: &str) -> Answer {
    let cluster = ask.cluster(id)?;
    let now = ask.now();
    let default_user = (kind == Kind::KafkaUser).then(|| kafka_users::default_listed(ask, cluster)).flatten();
    let of_cluster = ask.resources().of_cluster(cluster.id(), kind).map(|one| one.listed(cluster, now));
    let listed: Vec<Value> = default_user.into_iter().chain(of_cluster).collect();
    let name = match kind {
        Kind::NetworkRule | Kind::SecurityGroupRule => "firewallRules",
        Kind::AwsPeer | Kind::GcpPeer | Kind::AzurePeer => "peeringRequests",
        Kind::ExclusionWindow => "exclusionWindows",
        Kind::MaintenanceEvent => "maintenanceEvents",
        Kind::KafkaUser | Kind::NoDefaultUser | Kind::CassandraUser => "kafkaUsers",
        Kind::KafkaTopic => "topicNames",
        Kind::KafkaAcl => "aclLists",
        Kind::Backup => "events",
    };
    Ok(shown(&json!([{ "clusterId": cluster.id().to_string(), name: listed }])))
}

#[cfg(test)]
mod tests;
