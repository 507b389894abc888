//! The provider as a value: accounts, clusters, and what becomes of them in time. No clock, no socket, no task: the time
//! comes with each call, and chance follows from a seed.

mod access;
mod answer;
mod check;
mod cluster;
mod decide;
mod network;
mod phase;
mod plan;
mod rate;
mod record;
mod resources;
mod route;
mod spec;
mod view;

pub use access::{Account, Rights, User};
pub(crate) use answer::{empty, json, of_status, refusal, value};
pub use cluster::{Cluster, DataCentre, Node};
pub use decide::{Change, Decision, Twist};
pub use phase::Phase;
pub use plan::{Fate, NotASpeed, Speed};
pub use rate::{NotARate, Rate};
pub use record::{Created, FORMAT, Record};
pub use resources::Event as ResourceEvent;
pub use route::Op;
pub(crate) use route::Route;
pub use spec::Loopback;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, header};
use uuid::Uuid;

use self::access::{Access, Caller};
use self::plan::NEVER;

use self::rate::Bucket;
use self::record::FORMAT_OLDEST;
use self::resources::Resources;
use crate::chance::{Chance, Stream};

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
    /// It deletes a cluster that is not there.
    #[error("the state deletes the cluster {0}, which is not in it")]
    NoSuchCluster(String),
}

/// The imitated provider.
pub struct Cloud {
    options: CloudOptions,
    access: Access,
    buckets: Vec<Bucket>,
    loopback: Loopback,
    clusters: Vec<Cluster>,
    pub(crate) resources: Resources,
    next_number: u64,
    next_host: u32,
    /// The latest moment it was told: time does not go back here, whatever a clock says.
    now: i64,
    next_purge: i64,
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
            buckets: vec![Bucket::full(options.rate); access.users()],
            access,
            loopback: Loopback { second, third },
            clusters: Vec::new(),
            resources: Resources::default(),
            next_number: 0,
            next_host: 0,
            now: i64::MIN,
            next_purge: NEVER,
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
            Record::Deleted { id, at_ms, gone_at_ms } => {
                let cluster = self.clusters.iter().find(|cluster| cluster.id().to_string() == id);
                let cluster = cluster.map(Cluster::id).ok_or(BadRecord::NoSuchCluster(id))?;
                self.commit(Change::Delete { cluster, at_ms, gone_at_ms });
            }
            Record::Resource(event) => self.commit(Change::Resource(event)),
        }
        Ok(())
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
                self.now = self.now.max(cluster.created.at_ms);
                self.next_number = self.next_number.max(cluster.created.number.saturating_add(1));
                let nodes = u32::try_from(cluster.node_count()).unwrap_or_default();
                self.next_host = self.next_host.max(cluster.created.first_host.saturating_add(nodes));
                self.clusters.push(*cluster);
            }
            Change::Delete { cluster, at_ms, gone_at_ms } => {
                self.now = self.now.max(at_ms);
                self.next_purge = self.next_purge.min(gone_at_ms);
                if let Some(cluster) = self.clusters.iter_mut().find(|one| one.id() == cluster) {
                    cluster.delete(at_ms, gone_at_ms);
                }
                self.resources.cluster_deleted(cluster, at_ms, gone_at_ms);
            }
            Change::Resource(event) => self.resources.commit(event),
        }
    }

    /// Lets the time pass to `now_ms`; an earlier time than before is taken as no time.
    pub fn advance(&mut self, now_ms: i64) {
        self.now = self.now.max(now_ms);
        self.resources.advance(self.now);
        if self.next_purge <= self.now {
            let now = self.now;
            self.clusters.retain(|cluster| now < cluster.gone_at());
            self.next_purge = self.clusters.iter().map(Cluster::gone_at).min().unwrap_or(NEVER);
        }
    }

    /// The clusters that are not gone, oldest first, whoever they belong to and whether visible or not.
    pub fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    /// The latest moment it was told.
    pub fn now_ms(&self) -> i64 {
        self.now
    }

    /// What must be written down to have this cloud again: the shortest journal that leads to it.
    pub fn snapshot(&self) -> Vec<Record> {
        let start = Record::Start {
            format: FORMAT,
            seed: self.options.seed,
            next_number: self.next_number,
            next_host: self.next_host,
        };
        let created = self.clusters.iter().map(|cluster| Record::Created(Box::new(cluster.created.clone())));
        let deleted = self.clusters.iter().filter_map(|cluster| {
            let (at_ms, gone_at_ms) = cluster.deleted()?;
            Some(Record::Deleted { id: cluster.id().to_string(), at_ms, gone_at_ms })
        });
        let resources = self.resources.snapshot().into_iter().map(Record::Resource);
        std::iter::once(start).chain(created).chain(resources).chain(deleted).collect()
    }

    /// What chance follows from here.
    #[allow(dead_code, reason = "resources will ask")]
    pub(crate) fn seed(&self) -> u64 {
        self.options.seed
    }

    /// How fast things go that begin now.
    #[allow(dead_code, reason = "resources will ask")]
    pub(crate) fn speed(&self) -> Speed {
        self.options.speed
    }

    /// The cluster with `id`, where the caller's account has it and reads find it.
    #[allow(dead_code, reason = "resources will ask")]
    pub(crate) fn cluster_of(&self, caller: Caller, id: &str) -> Option<&Cluster> {
        let id = Uuid::parse_str(id).ok()?;
        let cluster = self.clusters.iter().find(|cluster| cluster.id() == id)?;
        (cluster.created().account == caller.account && cluster.is_visible(self.now)).then_some(cluster)
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
