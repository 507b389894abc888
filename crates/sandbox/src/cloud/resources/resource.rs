//! One thing that belongs to a cluster, as it is kept and written down.

use std::fmt;

use instaclustr_api::{Application, Secret};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use super::backups::Backup;
use super::firewall::{Course, Rule, Source};
use super::kafka_acls::Acls;
use super::kafka_topics::Topic;
use super::kafka_users::KafkaUser;
use super::maintenance::Maintenance;
use super::peering::{Cloud as PeerCloud, Peer};
use super::windows::Window;
use crate::cloud::Phase;
use crate::cloud::cluster::Cluster;

/// Something that belongs to a cluster and goes with it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Counts resources from 0, as they were accepted.
    pub(crate) number: u64,
    /// A UUID, or the cluster's id and a name (`<cluster>_<name>`) for what Kafka knows by name.
    pub(crate) id: String,
    pub(crate) cluster: Uuid,
    pub(crate) what: What,
}

/// What a resource is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum What {
    Rule(Rule),
    Peer(Peer),
    ExclusionWindow(Window),
    MaintenanceEvent(Maintenance),
    Backup(Backup),
    KafkaUser(KafkaUser),
    /// The user that a Kafka cluster is born with was deleted.
    NoDefaultUser,
    KafkaTopic(Topic),
    KafkaAcl(Acls),
    CassandraUser(Password),
}

/// Kinds of resources. Within one kind an id is unique.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A firewall rule that lets a network in.
    NetworkRule,
    /// A firewall rule that lets an AWS security group in.
    SecurityGroupRule,
    /// A VPC peering in AWS.
    AwsPeer,
    /// A VPC peering in GCP.
    GcpPeer,
    /// A VNet peering in Azure.
    AzurePeer,
    /// A time without maintenance.
    ExclusionWindow,
    /// Maintenance at its time.
    MaintenanceEvent,
    /// A backup that was asked for.
    Backup,
    /// A Kafka user.
    KafkaUser,
    /// That the default Kafka user is gone.
    NoDefaultUser,
    /// A Kafka topic.
    KafkaTopic,
    /// What one Kafka user may do.
    KafkaAcl,
    /// A Cassandra user.
    CassandraUser,
}

impl Kind {
    pub(crate) fn is_rule(self) -> bool {
        matches!(self, Kind::NetworkRule | Kind::SecurityGroupRule)
    }
}

/// What finds a resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    pub(crate) kind: Kind,
    pub(crate) id: String,
}

impl Resource {
    pub(crate) fn kind(&self) -> Kind {
        match &self.what {
            What::Rule(rule) => match rule.source {
                Source::Network(_) => Kind::NetworkRule,
                Source::SecurityGroup(_) => Kind::SecurityGroupRule,
            },
            What::Peer(peer) => match peer.cloud {
                PeerCloud::Aws => Kind::AwsPeer,
                PeerCloud::Gcp => Kind::GcpPeer,
                PeerCloud::Azure => Kind::AzurePeer,
            },
            What::ExclusionWindow(_) => Kind::ExclusionWindow,
            What::MaintenanceEvent(_) => Kind::MaintenanceEvent,
            What::Backup(_) => Kind::Backup,
            What::KafkaUser(_) => Kind::KafkaUser,
            What::NoDefaultUser => Kind::NoDefaultUser,
            What::KafkaTopic(_) => Kind::KafkaTopic,
            What::KafkaAcl(_) => Kind::KafkaAcl,
            What::CassandraUser(_) => Kind::CassandraUser,
        }
    }

    pub(crate) fn key(&self) -> Key {
        Key { kind: self.kind(), id: self.id.clone() }
    }

    /// Whether it is of a kind that `cluster` can have, and what it says of the cluster is so.
    pub(crate) fn fits(&self, cluster: &Cluster) -> bool {
        match &self.what {
            What::Peer(peer) => peer.fits(cluster),
            What::Rule(_) | What::ExclusionWindow(_) | What::MaintenanceEvent(_) => true,
            What::KafkaUser(_) | What::NoDefaultUser | What::KafkaTopic(_) | What::KafkaAcl(_) => {
                cluster.application() == Application::Kafka
            }
            What::Backup(_) | What::CassandraUser(_) => cluster.application() == Application::Cassandra,
        }
    }

    pub(crate) fn is_deferred_rule(&self) -> bool {
        matches!(&self.what, What::Rule(Rule { course: Course::Defers { .. }, .. }))
    }

    /// Where it is at `now`, for what has a life; its words are the provider's.
    pub(crate) fn status(&self, cluster: &Cluster, now: i64) -> Option<&'static str> {
        match &self.what {
            What::Rule(rule) => Some(rule.status(cluster.phase(now) == Phase::Running, now)),
            What::Peer(peer) => Some(peer.status(now)),
            What::MaintenanceEvent(event) => Some(event.stage(now).word()),
            What::ExclusionWindow(_)
            | What::Backup(_)
            | What::KafkaUser(_)
            | What::NoDefaultUser
            | What::KafkaTopic(_)
            | What::KafkaAcl(_)
            | What::CassandraUser(_) => None,
        }
    }

    /// As the provider shows it at `now`, alone.
    pub(crate) fn shown(&self, cluster: &Cluster, now: i64) -> Value {
        match &self.what {
            What::Rule(rule) => rule.shown(self, self.status(cluster, now).unwrap_or_default()),
            What::Peer(peer) => peer.shown(&self.id, cluster, now),
            What::ExclusionWindow(window) => window.shown(self),
            What::MaintenanceEvent(event) => event.shown(self, now),
            What::KafkaUser(user) => user.shown(self),
            What::KafkaTopic(topic) => topic.shown(self),
            What::KafkaAcl(acls) => acls.shown(self),
            What::Backup(_) | What::NoDefaultUser | What::CassandraUser(_) => Value::Null,
        }
    }

    /// As the provider shows it among others.
    pub(crate) fn listed(&self, cluster: &Cluster, now: i64) -> Value {
        match &self.what {
            What::Peer(peer) => peer.listed(&self.id, cluster),
            What::KafkaUser(user) => user.listed(self),
            What::KafkaTopic(topic) => topic.listed(),
            What::Rule(_)
            | What::ExclusionWindow(_)
            | What::MaintenanceEvent(_)
            | What::Backup(_)
            | What::NoDefaultUser
            | What::KafkaAcl(_)
            | What::CassandraUser(_) => self.shown(cluster, now),
        }
    }
}

/// `object` with more fields.
pub(super) fn with<'a>(mut object: Value, more: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    object
}

/// A password as it is kept: it goes into the journal and into answers, and cannot be formatted.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Password(Secret);

impl Password {
    pub(crate) fn new(text: &str) -> Self {
        Self(Secret::new(text))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}
