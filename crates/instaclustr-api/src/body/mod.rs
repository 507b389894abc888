//! Typed bodies: what a cluster is ordered as, and read back as.
//!
//! Every field that a source names is here with its rule; others travel in `other`, so a body that is read and written
//! loses nothing. The provider's schemas declare no defaults, so every required switch and number is always written. A
//! «block» is an array with at most one item `[openapi x-insta-comment]`. Unset is written by leaving the field out,
//! and read from all that the provider and its clients use for it: nothing, null, `[]` `[wire]`. A field of a block that
//! names no source of its own has that of its block.
//!
//! ```
//! use instaclustr_api::body::{CassandraClusterBody, CassandraDataCentreBody, ClusterBody};
//!
//! let centre = |name: &str, region: &str, network: &str| CassandraDataCentreBody {
//!     name: name.to_owned(),
//!     cloud_provider: "AWS_VPC".to_owned(),
//!     region: region.to_owned(),
//!     network: network.to_owned(),
//!     node_size: "CAS-DEV-t4g.small-5".to_owned(),
//!     number_of_nodes: 3,
//!     replication_factor: 3,
//!     ..Default::default()
//! };
//! let body = CassandraClusterBody {
//!     name: "demo".to_owned(),
//!     cassandra_version: "5.0.6".to_owned(),
//!     sla_tier: "NON_PRODUCTION".to_owned(),
//!     password_and_user_auth: true,
//!     data_centres: vec![centre("east", "US_EAST_1", "10.1.0.0/16"), centre("west", "US_WEST_2", "10.2.0.0/16")],
//!     ..Default::default()
//! };
//! assert_eq!(body.to_json()["dataCentres"][1]["region"], "US_WEST_2");
//! ```

mod addons;
mod block;
mod cassandra;
mod cloud;
mod connectivity;
mod kafka;
mod settings;
mod shared;
mod storage;
#[cfg(test)]
mod tests;

pub use addons::{
    CollocatedZookeeper, DedicatedKraftController, DedicatedZookeeper, KarapaceRestProxy, Kraft, RestProxy, VersionOnly,
};
pub use block::{BadBody, ClusterBody};
pub(crate) use block::{show, writable};
pub use cassandra::{CassandraClusterBody, CassandraDataCentreBody, Debezium};
pub use cloud::{AwsSettings, AzureSettings, GcpSettings, Tag};
pub use connectivity::{
    AwsPrivateLink, EndpointAddress, GcpPrivateServiceConnect, GcpPrivateServiceConnectRack, KafkaPrivateConnectivity,
    PrivateConnectivity, ShotoverProxy,
};
pub use kafka::{KafkaClusterBody, KafkaDataCentreBody};
pub use settings::{ResizeSettings, TwoFactorDelete};
pub use storage::{AuthenticationHeader, BasicAuthentication, ClientTelemetry, GcsSettings, S3Settings, TieredStorage};
