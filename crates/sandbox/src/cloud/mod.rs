//! The provider as a value: accounts, clusters, and what becomes of them in time. No clock, no socket, no task: the time
//! comes with each call, and chance follows from a seed.

mod access;
mod alter;
mod answer;
mod check;
mod cluster;
mod clusters;
mod decide;
mod lifecycle;
mod merge;
mod network;
mod node;
mod phase;
mod plan;
mod rate;
mod record;
mod refusal;
mod resize;
mod resources;
mod route;
mod spec;
mod view;
mod vpc;
mod watch;

pub use access::{Account, Rights, User};
pub(crate) use answer::{empty, json, of_status, refusal, value};
pub use cluster::Cluster;
pub(crate) use decide::Made;
pub use decide::{Change, Decision, Twist};
pub use node::{DataCentre, Node};
pub use phase::Phase;
pub use plan::{Fate, NotASpeed, Speed};
pub use rate::{NotARate, Rate};
pub use record::{Created, FORMAT, Record, Updated};
pub use resize::{Operation, Replace};
pub use resources::Event as ResourceEvent;
pub use route::Op;
pub(crate) use route::Route;
pub use spec::Loopback;
pub(crate) use watch::Watch;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, header};
use uuid::Uuid;

use self::access::{Access, Caller};
use self::clusters::Clusters;
use self::rate::Limits;
use self::record::FORMAT_OLDEST;
use self::resources::Resources;
use crate::chance::{Chance, Stream};
use crate::document::Document;

/// How a [`Cloud`] is set up.
#[derive(Clone)]
pub struct CloudOptions {
    /// What chance follows from. A cloud that is restored goes on with the seed of its journal.
    pub seed: u64,
    /// How fast clusters come up that are created from now on.
    pub speed: Speed,
    /// The limit of requests per user.
    pub rate: Rate,
    /// Who may log in.
    pub accounts: Vec<Account>,
}

/// A journal that does not fit this program or itself.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadRecord {
    /// It was written by a program with another format.
    #[error("the state is of format {0}, and this program knows {FORMAT}")]
    Format(u32),
    /// Its first line is missing, or comes twice.
    #[error("the state has no beginning, or two")]
    Start,
    /// It changes a cluster that is not there.
    #[error("the state changes the cluster {0}, which is not in it")]
    NoSuchCluster(String),
}

/// The imitated provider.
pub struct Cloud {
    options: CloudOptions,
    access: Access,
    limits: Limits,
    loopback: Loopback,
    clusters: Clusters,
    pub(crate) resources: Resources,
    next_number: u64,
    next_host: u32,
    /// The latest moment it was told: time does not go back here, whatever a clock says.
    now: i64,
    list_lag_ms: i64,
    document: Option<Document>,
}

impl Cloud {
    /// A cloud without clusters.
    pub fn new(options: CloudOptions) -> Self {
        let access = Access::new(options.seed, &options.accounts);
        let mut network = Chance::new(options.seed, Stream::Network);
        // Not 127.0.x.x, where everybody's own servers are.
        let second = u8::try_from(network.between(1, 254)).unwrap_or(1);
        let third = u8::try_from(network.between(0, 255)).unwrap_or_default();
        Self {
            limits: Limits::new(options.rate, Rate::Off, &access),
            access,
            loopback: Loopback { second, third },
            clusters: Clusters::default(),
            resources: Resources::default(),
            next_number: 0,
            next_host: 0,
            now: i64::MIN,
            list_lag_ms: 0,
            document: None,
            options,
        }
    }

    /// The cloud that `records` tell of, set up by `options` but for the seed.
    ///
    /// # Errors
    /// [`BadRecord`] where they don't fit this program or each other.
    pub fn restored(options: CloudOptions, records: impl IntoIterator<Item = Record>) -> Result<Self, BadRecord> {
        let mut records = records.into_iter();
        let Some(Record::Start { format, seed, next_number, next_host }) = records.next() else {
            return Err(BadRecord::Start);
        };
        if !(FORMAT_OLDEST..=FORMAT).contains(&format) {
            return Err(BadRecord::Format(format));
        }
        let mut cloud = Self::new(CloudOptions { seed, ..options });
        cloud.next_number = next_number;
        cloud.next_host = next_host;
        for record in records {
            cloud.replay(record)?;
        }
        Ok(cloud)
    }

    fn replay(&mut self, record: Record) -> Result<(), BadRecord> {
        match record {
            Record::Start { .. } => return Err(BadRecord::Start),
            Record::Created(created) => {
                let cluster = Cluster::new(*created, self.loopback);
                self.commit(Change::Create(Box::new(cluster)));
            }
            Record::Updated(updated) => {
                let cluster = self.known(&updated.id)?;
                self.commit(Change::Update { cluster, updated });
            }
            Record::Cancelled { id, operation, at_ms } => {
                let cluster = self.known(&id)?;
                let operation = Uuid::parse_str(&operation).map_err(|_| BadRecord::NoSuchCluster(operation))?;
                self.commit(Change::Cancel { cluster, operation, at_ms });
            }
            Record::DeleteAsked { id, at_ms } => {
                let cluster = self.known(&id)?;
                self.commit(Change::AskDelete { cluster, at_ms });
            }
            Record::DeleteRefused { id, at_ms } => {
                let cluster = self.known(&id)?;
                self.commit(Change::RefuseDelete { cluster, at_ms });
            }
            Record::Deleted { id, at_ms, gone_at_ms } => {
                let cluster = self.known(&id)?;
                self.commit(Change::Delete { cluster, at_ms, gone_at_ms });
            }
            Record::Resource(event) => self.commit(Change::Resource(event)),
        }
        Ok(())
    }

    fn known(&self, id: &str) -> Result<Uuid, BadRecord> {
        let cluster = Uuid::parse_str(id).ok().and_then(|id| self.clusters.get(id));
        cluster.map(Cluster::id).ok_or_else(|| BadRecord::NoSuchCluster(id.to_owned()))
    }

    /// Sets the limits of requests: per user, and per account, which all its users share. Everybody begins anew.
    pub fn limit(&mut self, user: Rate, account: Rate) {
        self.limits = Limits::new(user, account, &self.access);
    }

    /// The limits per user and per account.
    pub(crate) fn limits(&self) -> (Rate, Rate) {
        self.limits.rates()
    }

    /// Makes lists late: a cluster is in them from so long after its create, to so long after it is gone, milliseconds.
    pub fn let_lists_lag(&mut self, lag_ms: i64) {
        self.list_lag_ms = lag_ms.max(0);
    }

    /// Serves `document` as the provider's description of its API, to everybody `[tf main.go]`.
    pub fn publish(&mut self, document: Document) {
        self.document = Some(document);
    }

    fn document(&self) -> Response<Bytes> {
        match &self.document {
            Some(document) => document.answer(),
            None => answer::not_found("The sandbox was given no OpenAPI document."),
        }
    }

    /// Answers one request at `now_ms` (milliseconds since 1970) and takes the change it makes.
    pub fn apply(&mut self, now_ms: i64, request: &Request<Bytes>) -> Response<Bytes> {
        let decision = self.decide(now_ms, request);
        if let Some(change) = decision.change {
            self.commit(change);
        }
        decision.response
    }

    /// Takes a change that [`Cloud::decide`] found.
    pub fn commit(&mut self, change: Change) {
        match change {
            Change::Create(cluster) => {
                let created = &cluster.created;
                self.count(created.at_ms, created.number, created.first_host, cluster.node_count());
                self.clusters.push(*cluster);
            }
            Change::Update { cluster, updated } => {
                let (at_ms, number, first_host) = (updated.at_ms, updated.number, updated.first_host);
                let loopback = self.loopback;
                let mut new_nodes = 0;
                self.clusters.change(cluster, |cluster| {
                    let before = cluster.node_count();
                    cluster.update(*updated, loopback);
                    new_nodes = cluster.node_count().saturating_sub(before);
                });
                self.count(at_ms, number, first_host, new_nodes);
            }
            Change::Cancel { cluster, operation, at_ms } => {
                self.now = self.now.max(at_ms);
                self.clusters.change(cluster, |cluster| cluster.cancel(operation, at_ms));
            }
            Change::AskDelete { cluster, at_ms } => {
                self.now = self.now.max(at_ms);
                self.clusters.change(cluster, |cluster| cluster.ask_delete(at_ms));
            }
            Change::RefuseDelete { cluster, at_ms } => {
                self.now = self.now.max(at_ms);
                self.clusters.change(cluster, |cluster| cluster.refuse_delete(at_ms));
            }
            Change::Delete { cluster, at_ms, gone_at_ms } => {
                self.now = self.now.max(at_ms);
                self.clusters.change(cluster, |cluster| cluster.delete(at_ms, gone_at_ms));
                self.resources.cluster_deleted(cluster);
            }
            Change::Resource(event) => self.resources.commit(event),
        }
    }

    /// Uses up a number and the addresses of `nodes` nodes.
    fn count(&mut self, at_ms: i64, number: u64, first_host: u32, nodes: usize) {
        self.now = self.now.max(at_ms);
        self.next_number = self.next_number.max(number.saturating_add(1));
        let nodes = u32::try_from(nodes).unwrap_or_default();
        self.next_host = self.next_host.max(first_host.saturating_add(nodes));
    }

    /// The seed of the next cluster or change.
    pub(crate) fn next_seed(&self) -> u64 {
        Chance::new(self.options.seed ^ self.next_number.rotate_left(32), Stream::Clusters).draw()
    }

    /// Lets the time pass to `now_ms`; an earlier time than before is taken as no time.
    pub fn advance(&mut self, now_ms: i64) {
        self.now = self.now.max(now_ms);
        self.clusters.purge(self.now.saturating_sub(self.list_lag_ms));
    }

    /// The clusters that are not gone (where lists lag, not for long), oldest first, whoever they belong to and whether
    /// visible or not.
    pub fn clusters(&self) -> &[Cluster] {
        self.clusters.as_slice()
    }

    /// The latest moment it was told.
    pub fn now_ms(&self) -> i64 {
        self.now
    }

    /// How many records [`Cloud::snapshot`] has.
    pub(crate) fn record_count(&self) -> usize {
        let of_clusters: usize = self.clusters().iter().map(Cluster::record_count).sum();
        1 + of_clusters + self.resources.snapshot().len()
    }

    /// What must be written down to have this cloud again: the shortest journal that leads to it.
    pub fn snapshot(&self) -> Vec<Record> {
        let start = Record::Start {
            format: FORMAT,
            seed: self.options.seed,
            next_number: self.next_number,
            next_host: self.next_host,
        };
        let accepted = self.clusters().iter().flat_map(Cluster::records);
        let resources = self.resources.snapshot().into_iter().map(Record::Resource);
        let deleted = self.clusters().iter().filter_map(Cluster::delete_record);
        std::iter::once(start).chain(accepted).chain(resources).chain(deleted).collect()
    }

    /// What chance follows from here.
    pub(crate) fn seed(&self) -> u64 {
        self.options.seed
    }

    /// How fast things go that begin now.
    pub(crate) fn speed(&self) -> Speed {
        self.options.speed
    }

    /// The cluster with `id`, where the caller's account has it and reads find it.
    pub(crate) fn cluster_of(&self, caller: Caller, id: &str) -> Option<&Cluster> {
        self.find(caller, None, id).filter(|cluster| cluster.is_visible(self.now))
    }

    /// What the caller of a request with `headers` may do; `None` for a stranger.
    pub(crate) fn rights_of(&self, headers: &HeaderMap) -> Option<Rights> {
        self.identify(headers).map(|caller| caller.rights)
    }

    fn identify(&self, headers: &HeaderMap) -> Option<Caller> {
        self.access.identify(headers.get(header::AUTHORIZATION))
    }
}

#[cfg(test)]
mod tests;
