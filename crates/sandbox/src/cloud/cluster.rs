//! A cluster in time: laid out once when it is accepted, read at any moment.

use std::net::Ipv4Addr;

use bytes::Bytes;
use instaclustr_api::Application;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::phase::Phase;
use super::plan::{self, Fate, Milestones, NEVER};
use super::record::Created;
use super::spec::{self, Loopback, NodesWanted};
use crate::chance::{Chance, Stream};

/// A node.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub(crate) id: Uuid,
    pub(crate) rack: String,
    pub(crate) private_address: Ipv4Addr,
    /// `None` in a private network.
    pub(crate) public_address: Option<Ipv4Addr>,
    pub(crate) size: String,
    pub(crate) roles: Vec<&'static str>,
    pub(crate) milestones: Milestones,
}

/// A data centre.
#[derive(Clone, PartialEq, Debug)]
pub struct DataCentre {
    pub(crate) id: Uuid,
    pub(crate) nodes: Vec<Node>,
}

/// A cluster: what was accepted, and what follows from it.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub(crate) created: Created,
    pub(crate) id: Uuid,
    pub(crate) password: String,
    pub(crate) data_centres: Vec<DataCentre>,
    deferred_at: i64,
    /// When its delete was accepted, and from when on it is not found.
    deleted: Option<(i64, i64)>,
    pub(crate) rendered: Option<Rendered>,
}

/// The answer that shows a cluster, and between which moments it stays true.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) body: Bytes,
}

impl Cluster {
    /// Lays out what was accepted.
    pub(crate) fn new(created: Created, loopback: Loopback) -> Self {
        let mut ids = Chance::new(created.seed, Stream::Ids);
        let mut times = Chance::new(created.seed, Stream::Times);
        let id = ids.uuid();
        let deferred_at = plan::deferred_at(created.fate, &mut times, created.speed, created.at_ms);
        let is_private = created.spec.get("privateNetworkCluster").and_then(Value::as_bool).unwrap_or_default();
        let mut host = created.first_host;
        let mut data_centres = Vec::new();
        for wanted in spec::nodes_wanted(created.application, &created.spec) {
            let milestones = milestones_of(&created, &wanted, &mut times);
            let dc_id = ids.uuid();
            let layout = Layout { wanted: &wanted, loopback: (!is_private).then_some(loopback), first_host: host };
            let nodes: Vec<Node> = milestones
                .into_iter()
                .enumerate()
                .map(|(position, milestones)| layout.node(position, ids.uuid(), milestones))
                .collect();
            host = host.wrapping_add(u32::try_from(nodes.len()).unwrap_or_default());
            data_centres.push(DataCentre { id: dc_id, nodes });
        }
        if let Some(last) = data_centres.last_mut().and_then(|data_centre| data_centre.nodes.last_mut()) {
            plan::bend_last(created.fate, &mut last.milestones);
        }
        let password = Chance::new(created.seed, Stream::Passwords).letters(24);
        Self { created, id, password, data_centres, deferred_at, deleted: None, rendered: None }
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Its name; not unique.
    pub fn name(&self) -> &str {
        self.created.spec.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    /// The product.
    pub fn application(&self) -> Application {
        self.created.application
    }

    /// What was accepted.
    pub fn created(&self) -> &Created {
        &self.created
    }

    /// What it is to be.
    pub fn spec(&self) -> &Map<String, Value> {
        &self.created.spec
    }

    /// The value of the tag `key` on its first data centre.
    pub fn tag(&self, key: &str) -> Option<&str> {
        let tags = self.created.spec.get("dataCentres")?.get(0)?.get("tags")?.as_array()?;
        tags.iter().find(|tag| tag.get("key").and_then(Value::as_str) == Some(key))?.get("value")?.as_str()
    }

    /// How many nodes it has, dedicated ones too.
    pub fn node_count(&self) -> usize {
        self.data_centres.iter().map(|data_centre| data_centre.nodes.len()).sum()
    }

    /// When its delete was accepted, milliseconds since 1970.
    pub fn deleted_at_ms(&self) -> Option<i64> {
        self.deleted.map(|(at_ms, _)| at_ms)
    }

    /// Where it is at `now`.
    pub fn phase(&self, now: i64) -> Phase {
        Phase::of_parts(self.data_centres.iter().map(|data_centre| self.phase_of(data_centre, now)))
    }

    /// Where each node is at `now`, in order.
    pub fn node_phases(&self, now: i64) -> impl Iterator<Item = Phase> {
        self.data_centres
            .iter()
            .flat_map(|data_centre| &data_centre.nodes)
            .map(move |node| self.phase_of_node(node, now))
    }

    pub(crate) fn phase_of(&self, data_centre: &DataCentre, now: i64) -> Phase {
        if self.is_deleting(now) {
            Phase::Deleting
        } else if self.deferred_at <= now {
            Phase::Deferred
        } else {
            Phase::of_parts(data_centre.nodes.iter().map(|node| node.milestones.phase(now)))
        }
    }

    pub(crate) fn phase_of_node(&self, node: &Node, now: i64) -> Phase {
        if self.is_deleting(now) { Phase::Deleting } else { node.milestones.phase(now) }
    }

    /// The word for what is being done to it `[openapi] CurrentClusterOperationStatusV2`.
    pub fn operation(&self, now: i64) -> &'static str {
        match self.phase(now) {
            Phase::Running => "NO_OPERATION",
            Phase::Failed => "OPERATION_FAILED",
            Phase::Genesis
            | Phase::Provisioning
            | Phase::Provisioned
            | Phase::Joining
            | Phase::Deferred
            | Phase::Deleting => "OPERATION_IN_PROGRESS",
        }
    }

    /// Whether list and read show it at `now`.
    pub(crate) fn is_visible(&self, now: i64) -> bool {
        self.created.hidden_until_ms <= now
    }

    /// Whether it waits for a second factor when it is deleted.
    pub(crate) fn has_two_factor_delete(&self) -> bool {
        self.created.spec.contains_key("twoFactorDelete")
    }

    pub(crate) fn delete(&mut self, at_ms: i64, gone_at_ms: i64) {
        self.deleted = Some((at_ms, gone_at_ms));
        self.rendered = None;
    }

    fn is_deleting(&self, now: i64) -> bool {
        self.deleted.is_some_and(|(at_ms, _)| at_ms <= now)
    }

    /// From when on it is not found; never, while no delete was accepted.
    pub(crate) fn gone_at(&self) -> i64 {
        self.deleted.map_or(NEVER, |(_, gone_at_ms)| gone_at_ms)
    }

    pub(crate) fn deleted(&self) -> Option<(i64, i64)> {
        self.deleted
    }

    /// The next moment after `now` at which something about it changes.
    pub(crate) fn next_change(&self, now: i64) -> i64 {
        let nodes = self.data_centres.iter().flat_map(|data_centre| &data_centre.nodes);
        let moments = nodes.flat_map(|node| node.milestones.moments());
        moments.chain([self.deferred_at, self.gone_at()]).filter(|at| *at > now).min().unwrap_or(NEVER)
    }
}

fn milestones_of(created: &Created, wanted: &NodesWanted, times: &mut Chance) -> Vec<Milestones> {
    let dedicated = wanted.dedicated.as_ref().map_or(0, |(count, _, _)| *count);
    match created.fate {
        Fate::Defers => vec![plan::NOTHING; dedicated + wanted.nodes],
        Fate::Runs | Fate::Fails | Fate::Sticks => {
            plan::milestones(times, dedicated, wanted.nodes, created.speed, created.at_ms)
        }
    }
}

struct Layout<'a> {
    wanted: &'a NodesWanted,
    loopback: Option<Loopback>,
    first_host: u32,
}

impl Layout<'_> {
    fn node(&self, position: usize, id: Uuid, milestones: Milestones) -> Node {
        let wanted = self.wanted;
        let dedicated = wanted.dedicated.as_ref().filter(|(count, _, _)| position < *count);
        let first = wanted.dedicated.as_ref().map_or(0, |(count, _, _)| *count);
        // Racks take turns, from the first one for dedicated nodes and again for the others.
        let place = if dedicated.is_some() { position } else { position - first.min(position) };
        let rack = wanted.racks.get(place % wanted.racks.len().max(1)).cloned().unwrap_or_default();
        let (size, roles) = match dedicated {
            Some((_, size, role)) => (size.clone(), vec![*role]),
            None => {
                let shared = wanted.shared.filter(|(count, _)| place < *count).map(|(_, role)| role);
                (wanted.size.clone(), wanted.roles.iter().copied().chain(shared).collect())
            }
        };
        let host = self.first_host.wrapping_add(u32::try_from(position).unwrap_or_default());
        Node {
            id,
            rack,
            private_address: wanted.network.address(position),
            public_address: self.loopback.map(|loopback| loopback.address(host)),
            size,
            roles,
            milestones,
        }
    }
}
