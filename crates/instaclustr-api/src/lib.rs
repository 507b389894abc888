//! Typed client of Instaclustr's Cluster Management API (v2): Apache Kafka and Apache Cassandra.
//!
//! A [`Client`] has one method for each of the provider's operations and speaks through a [`Transport`]: over a socket
//! (`HttpTransport`, by the feature `reqwest`), or to a server in the same process ([`ServiceTransport`]). One call is
//! one request; nothing is repeated, because only the caller knows what a second create would cost. Therefore an
//! [`Error`] always says what is known: a refusal of the provider ([`ApiError`]), an answer that can't be used, or no
//! answer at all, and then whether the request can have arrived ([`TransportError`]).
//!
//! ```no_run
//! use std::sync::Arc;
//! use instaclustr_api::{Client, Error, KafkaClusterBody, Secret, Transport, TransportError};
//!
//! # async fn example(transport: Arc<dyn Transport>) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new("https://api.instaclustr.com", "ann", Secret::new("provisioning key"), transport)?;
//!
//! let body = KafkaClusterBody { name: "demo-kafka".to_owned(), ..KafkaClusterBody::default() };
//! match client.create(&body).await {
//!     Ok(created) => println!("{} is {}", created.cluster.id, created.cluster.status),
//!     Err(Error::Api(refusal)) if refusal.status == 400 => println!("refused: {:?}", refusal.problems),
//!     Err(Error::Transport(TransportError::NotSent { link, .. })) => println!("nothing was sent: {link} failed"),
//!     Err(unclear) => println!("look for the cluster before sending again: {unclear}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What is sent is a typed body ([`body`]) or JSON of your own; a change is an [`Update`], made from what was read.
//! [`Cluster`] is one face over both products, and [`wait_until`] waits for one.
//!
//! Rules carry their source: `[openapi]` the vendor's v2 document, `[tf]` its Terraform provider, `[operator]` its
//! Kubernetes operator, `[docs]` and `[redoc]` its pages, `[wire]` seen on the wire of these clients, `[3rd-party 2026]`
//! observed by others, `[inferred]` not stated anywhere.
#![deny(missing_docs)]

mod acls;
mod answers;
mod application;
mod backups;
pub mod body;
mod catalogue;
mod client;
mod cluster;
mod credentials;
#[cfg(feature = "document")]
pub mod document;
mod error;
mod exclusion;
mod lenient;
mod maintenance;
mod network;
mod objects;
mod read;
pub mod redact;
mod resize;
mod secret;
mod settings;
#[cfg(feature = "reqwest")]
mod socket;
mod status;
mod topics;
mod transport;
mod update;
mod url;
mod users;
pub mod wait;
mod words;

pub use acls::{AclOperation, AclPattern, AclPermission, AclResource, KafkaAcl, KafkaAclList, NewKafkaAclList};
#[doc(hidden)]
pub use answers::{kinds_of_answers, read_as_everything};
pub use application::{Application, ClusterKind, UnknownApplication, create_path};
pub use backups::{
    BackupEvent, BackupState, Backups, CustomVpc, DataCentreBackups, NodeBackups, Restore, RestoreDataCentre,
    RestoreMode, Restored,
};
pub use body::{
    BadBody, CassandraClusterBody, CassandraDataCentreBody, ClusterBody, KafkaClusterBody, KafkaDataCentreBody, Tag,
};
pub use catalogue::{
    AccountClusters, ApplicationVersions, CassandraSizesWanted, CloudNodeSizes, ListedCluster, NodeSize,
};
pub use client::Client;
pub use cluster::{Cluster, Created, DataCentre, Node};
pub use credentials::ClusterCredentials;
pub use error::{ApiError, ApiProblem, Error};
pub use exclusion::{DayOfWeek, ExclusionWindow, NewExclusionWindow};
pub use maintenance::{MaintenanceEvent, MaintenanceSchedule};
pub use network::{
    AwsPeer, AwsPeering, AwsPeeringStatus, AzurePeer, AzurePeering, FirewallRule, FirewallRuleSet, FirewallRuleType,
    GcpPeer, GcpPeering, NetworkRule, Peer, PeeringStatus, Rule, SecurityGroupRule,
};
pub use resize::{NodeDeletion, NodeReplacement, ResizeOperation, Resizes};
pub use secret::Secret;
pub use settings::SettingsChange;
#[cfg(feature = "reqwest")]
pub use socket::{BadHttpOptions, HttpOptions, HttpTransport};
pub use status::Status;
pub use topics::{KafkaTopic, NewKafkaTopic, TopicConfig};
pub use transport::{
    ANSWER_BYTES_MAX, BODY_KEPT_BYTES_MAX, Incomplete, Link, ServiceTransport, Transport, TransportError,
};
pub use update::{BadResize, Resize, Update};
pub use url::{BadUrl, check_base_url};
pub use users::{
    InitialPermissions, KafkaUser, KafkaUserOptions, KafkaUserUpdate, NewCassandraUser, NewKafkaUser, ScramMechanism,
};
pub use wait::wait_until;
// Their types are those of a transport of one's own.
pub use {bytes, http};

/// The README's example, so that it compiles.
#[cfg(all(doctest, feature = "reqwest"))]
#[doc = include_str!("../README.md")]
struct Readme;
