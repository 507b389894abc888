//! A cluster in time: laid out once when it is accepted or changed, read at any moment.

use std::fmt;

use bytes::Bytes;
use instaclustr_api::Application;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::node::{DataCentre, Hosts, Node, laid_out};
use super::phase::Phase;
use super::plan::{self, Fate, Milestones, NEVER, Speed};
use super::record::{Created, Record, Updated};
use super::resize::{self, Operation};
use super::spec::{self, Loopback, NodesWanted};
use crate::chance::{Chance, Stream};

/// A cluster: what was accepted, and what follows from it.
#[derive(Clone)]
pub struct Cluster {
    pub(crate) created: Created,
    pub(crate) id: Uuid,
    pub(crate) password: String,
    pub(crate) data_centres: Vec<DataCentre>,
    /// Every change of its nodes, oldest first.
    pub(crate) operations: Vec<Operation>,
    /// Its item in the account's list, as text: lists hold thousands.
    pub(crate) listed: Box<str>,
    /// What it is to be since it was changed.
    changed: Option<Map<String, Value>>,
    /// What was accepted after its create, but for its delete.
    history: Vec<Record>,
    /// Until when a change is under way.
    busy_until: i64,
    deferred_at: i64,
    /// When its delete was accepted, and from when on it is not found.
    deleted: Option<(i64, i64)>,
    pub(crate) rendered: Option<Rendered>,
}

/// The answer that shows a cluster, and between which moments it stays true.
#[derive(Clone)]
pub(crate) struct Rendered {
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) body: Bytes,
}

/// Its password and what was asked for stay out of it.
impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster").field("id", &self.id).field("created", &self.created).finish_non_exhaustive()
    }
}

impl Cluster {
    /// Lays out what was accepted.
    pub(crate) fn new(created: Created, loopback: Loopback) -> Self {
        let mut ids = Chance::new(created.seed, Stream::Ids);
        let mut times = Chance::new(created.seed, Stream::Times);
        let id = ids.uuid();
        let deferred_at = plan::deferred_at(created.fate, &mut times, created.speed, created.at_ms);
        let mut hosts = Hosts { loopback: public(&created.spec, loopback), next: created.first_host };
        let wanted = spec::nodes_wanted(created.application, &created.spec);
        let mut data_centres: Vec<DataCentre> = wanted
            .iter()
            .map(|wanted| {
                let milestones = milestones_of(created.fate, created.speed, created.at_ms, wanted, &mut times);
                new_data_centre(wanted, milestones, &mut ids, &mut hosts)
            })
            .collect();
        if let Some(last) = data_centres.last_mut().and_then(|data_centre| data_centre.nodes.last_mut()) {
            plan::bend_last(created.fate, &mut last.milestones);
        }
        let password = Chance::new(created.seed, Stream::Passwords).letters(24);
        let word = created.application.list_word();
        let listed = format!(r#"{{"id":"{id}","application":"{word}"}}"#).into_boxed_str();
        Self {
            created,
            id,
            listed,
            password,
            data_centres,
            operations: Vec::new(),
            changed: None,
            history: Vec::new(),
            busy_until: i64::MIN,
            deferred_at,
            deleted: None,
            rendered: None,
        }
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

    /// What was accepted when it was created.
    pub fn created(&self) -> &Created {
        &self.created
    }

    /// What it is to be: the create, with the changes since.
    pub fn spec(&self) -> &Map<String, Value> {
        self.changed.as_ref().unwrap_or(&self.created.spec)
    }

    /// The value of the tag `key` on its first data centre.
    pub fn tag(&self, key: &str) -> Option<&str> {
        let tags = self.spec().get("dataCentres")?.get(0)?.get("tags")?.as_array()?;
        tags.iter().find(|tag| tag.get("key").and_then(Value::as_str) == Some(key))?.get("value")?.as_str()
    }

    /// What its data centre `id` is to be.
    pub(crate) fn spec_of(&self, id: Uuid) -> Option<&Value> {
        let position = self.data_centres.iter().position(|one| one.id == id)?;
        self.spec().get("dataCentres")?.get(position)
    }

    /// Its data centres.
    pub fn data_centres(&self) -> &[DataCentre] {
        &self.data_centres
    }

    /// How many nodes it has ever been given, dedicated ones too, replaced ones and their replacements counted each.
    pub fn node_count(&self) -> usize {
        self.data_centres.iter().map(|data_centre| data_centre.nodes.len()).sum()
    }

    /// When its delete was accepted, milliseconds since 1970.
    pub fn deleted_at_ms(&self) -> Option<i64> {
        self.deleted.map(|(at_ms, _)| at_ms)
    }

    /// Where it is at `now`: where the data centres are that it was created with.
    pub fn phase(&self, now: i64) -> Phase {
        let first = self.data_centres.iter().filter(|data_centre| !data_centre.is_late);
        Phase::of_parts(first.map(|data_centre| self.phase_of(data_centre, now)))
    }

    /// Where each node is at `now`, with its id, in order.
    pub fn node_phases(&self, now: i64) -> impl Iterator<Item = (Uuid, Phase)> {
        let nodes = self.data_centres.iter().flat_map(move |data_centre| data_centre.nodes_at(now));
        nodes.map(move |node| (node.id, self.phase_of_node(node, now)))
    }

    pub(crate) fn phase_of(&self, data_centre: &DataCentre, now: i64) -> Phase {
        if self.is_deleting(now) {
            Phase::Deleting
        } else if self.deferred_at <= now {
            Phase::Deferred
        } else {
            data_centre.phase_of_nodes(now)
        }
    }

    pub(crate) fn phase_of_node(&self, node: &Node, now: i64) -> Phase {
        if self.is_deleting(now) { Phase::Deleting } else { node.milestones.phase(now) }
    }

    /// The word for what is being done to it `[openapi] CurrentClusterOperationStatusV2`.
    pub fn operation(&self, now: i64) -> &'static str {
        match self.phase(now) {
            Phase::Running if self.busy_until <= now => "NO_OPERATION",
            Phase::Failed => "OPERATION_FAILED",
            Phase::Genesis
            | Phase::Provisioning
            | Phase::Provisioned
            | Phase::Joining
            | Phase::Running
            | Phase::Deferred
            | Phase::Deleting => "OPERATION_IN_PROGRESS",
        }
    }

    /// Whether it can be changed at `now`: RUNNING, with no operation under way `[operator kafka_controller]`.
    pub(crate) fn is_idle(&self, now: i64) -> bool {
        self.phase(now) == Phase::Running && self.busy_until <= now
    }

    /// Whether list and read show it at `now`.
    pub(crate) fn is_visible(&self, now: i64) -> bool {
        self.created.hidden_until_ms <= now
    }

    /// Whether its nodes have no public addresses.
    pub(crate) fn is_private(&self) -> bool {
        is_private(self.spec())
    }

    /// Whether it waits for a second factor when it is deleted.
    pub(crate) fn has_two_factor_delete(&self) -> bool {
        self.spec().contains_key("twoFactorDelete")
    }

    /// Whether its delete was asked for and not refused, and waits for the second factor unless it is
    /// [deleted](Self::deleted_at_ms).
    pub(crate) fn is_delete_asked(&self) -> bool {
        let is_asked = |record: &Record| matches!(record, Record::DeleteAsked { .. });
        let is_refused = |record: &Record| matches!(record, Record::DeleteRefused { .. });
        self.history.iter().rev().find(|record| is_asked(record) || is_refused(record)).is_some_and(is_asked)
    }

    pub(crate) fn ask_delete(&mut self, at_ms: i64) {
        self.history.push(Record::DeleteAsked { id: self.id.to_string(), at_ms });
    }

    pub(crate) fn refuse_delete(&mut self, at_ms: i64) {
        self.history.push(Record::DeleteRefused { id: self.id.to_string(), at_ms });
    }

    pub(crate) fn delete(&mut self, at_ms: i64, gone_at_ms: i64) {
        self.deleted = Some((at_ms, gone_at_ms));
    }

    /// Takes a change of what it is to be, and begins what that takes.
    pub(crate) fn update(&mut self, updated: Updated, loopback: Loopback) {
        let mut ids = Chance::new(updated.seed, Stream::Ids);
        let mut times = Chance::new(updated.seed, Stream::Times);
        let mut hosts = Hosts { loopback: public(&updated.spec, loopback), next: updated.first_host };
        let before = spec::nodes_wanted(self.application(), self.spec());
        for (position, wanted) in spec::nodes_wanted(self.application(), &updated.spec).iter().enumerate() {
            if let (Some(data_centre), Some(before)) = (self.data_centres.get_mut(position), before.get(position)) {
                let mut change = resize::Change {
                    at_ms: updated.at_ms,
                    speed: updated.speed,
                    concurrency: updated.concurrency,
                    ids: &mut ids,
                    times: &mut times,
                    hosts: &mut hosts,
                };
                self.operations.extend(change.begin(data_centre, before, wanted));
            } else {
                let milestones = milestones_of(Fate::Runs, updated.speed, updated.at_ms, wanted, &mut times);
                let added = new_data_centre(wanted, milestones, &mut ids, &mut hosts);
                self.data_centres.push(DataCentre { is_late: true, ..added });
            }
        }
        self.changed = Some(updated.spec.clone());
        self.history.push(Record::Updated(Box::new(updated)));
        self.find_busy_until();
    }

    /// Stops an operation: what has not begun stays as it was, and what it is to be again.
    pub(crate) fn cancel(&mut self, operation: Uuid, at_ms: i64) {
        let Some(cancelled) = self.operations.iter_mut().find(|one| one.id == operation) else { return };
        let position = self.data_centres.iter().position(|one| one.id == cancelled.data_centre).unwrap_or_default();
        if let Some(data_centre) = self.data_centres.get_mut(position) {
            cancelled.cancel(&mut data_centre.nodes, at_ms);
        }
        let mut before = self.changed.take().unwrap_or_else(|| self.created.spec.clone());
        spec::set_size(&mut before, position, cancelled.purpose, &cancelled.old_size);
        self.changed = Some(before);
        let record = Record::Cancelled { id: self.id.to_string(), operation: operation.to_string(), at_ms };
        self.history.push(record);
        self.find_busy_until();
    }

    fn find_busy_until(&mut self) {
        let late = self.data_centres.iter().filter(|data_centre| data_centre.is_late);
        let up = late.flat_map(|data_centre| &data_centre.nodes).map(|node| node.milestones.running);
        let done = self.operations.iter().map(|operation| operation.done);
        self.busy_until = up.chain(done).max().unwrap_or(i64::MIN);
    }

    fn is_deleting(&self, now: i64) -> bool {
        self.deleted.is_some_and(|(at_ms, _)| at_ms <= now)
    }

    /// From when on it is not found; never, while no delete was accepted.
    pub(crate) fn gone_at(&self) -> i64 {
        self.deleted.map_or(NEVER, |(_, gone_at_ms)| gone_at_ms)
    }

    /// What was accepted of it, in order.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> {
        let created = Record::Created(Box::new(self.created.clone()));
        std::iter::once(created).chain(self.history.iter().cloned())
    }

    /// How many records there are of it, its delete included.
    pub(crate) fn record_count(&self) -> usize {
        1 + self.history.len() + usize::from(self.deleted.is_some())
    }

    /// Its delete, where one was accepted.
    pub(crate) fn delete_record(&self) -> Option<Record> {
        let (at_ms, gone_at_ms) = self.deleted?;
        Some(Record::Deleted { id: self.id.to_string(), at_ms, gone_at_ms })
    }

    /// The next moment after `now` at which something about it changes.
    pub(crate) fn next_change(&self, now: i64) -> i64 {
        let nodes = self.data_centres.iter().flat_map(|data_centre| &data_centre.nodes);
        let operations = self.operations.iter().flat_map(Operation::moments);
        let moments = nodes.flat_map(Node::moments).chain(operations);
        let own = [self.deferred_at, self.busy_until, self.gone_at()];
        moments.chain(own).filter(|at| *at > now).min().unwrap_or(NEVER)
    }
}

/// The loopback network for public addresses; none in a private network.
fn public(spec: &Map<String, Value>, loopback: Loopback) -> Option<Loopback> {
    (!is_private(spec)).then_some(loopback)
}

fn is_private(spec: &Map<String, Value>) -> bool {
    spec.get("privateNetworkCluster").and_then(Value::as_bool).unwrap_or_default()
}

fn milestones_of(fate: Fate, speed: Speed, at_ms: i64, wanted: &NodesWanted, times: &mut Chance) -> Vec<Milestones> {
    let dedicated = wanted.dedicated_count();
    match fate {
        Fate::Defers => vec![plan::NOTHING; dedicated + wanted.nodes],
        Fate::Runs | Fate::Fails | Fate::Sticks => plan::milestones(times, dedicated, wanted.nodes, speed, at_ms),
    }
}

fn new_data_centre(
    wanted: &NodesWanted,
    milestones: Vec<Milestones>,
    ids: &mut Chance,
    hosts: &mut Hosts,
) -> DataCentre {
    let id = ids.uuid();
    let nodes = milestones.into_iter().enumerate().map(|(position, milestones)| {
        let node = laid_out(wanted, position, ids.uuid(), hosts);
        Node { milestones, ..node }
    });
    DataCentre { id, nodes: nodes.collect(), is_late: false }
}
