//! The body of a Cassandra cluster.

use super::block::{ClusterBody, blocks};
use super::shared::{cluster_body, data_centre_body};
use super::{PrivateConnectivity, ShotoverProxy};
use crate::application::{Application, ClusterKind};

cluster_body! {
    /// A Cassandra cluster `[openapi] CassandraClusterV2`. Fields are required unless they are an `Option` or a list.
    ///
    /// `spark` stands in the document and not here: no version of it is on offer, and `[tf]` has dropped it.
    pub struct CassandraClusterBody of CassandraDataCentreBody {
        /// Version, `x.y.z`, of those on offer `[openapi]`. Required. Immutable.
        pub cassandra_version: String,
        /// The Lucene add-on `[openapi]`. Required. Immutable.
        pub lucene_enabled: bool,
        /// Clients log in, and have rights `[openapi]`. Required. Immutable.
        pub password_and_user_auth: bool,
    }
}

data_centre_body! {
    /// A data centre of a Cassandra cluster `[openapi] CassandraDataCentreV2`.
    pub struct CassandraDataCentreBody {
        /// Number of racks `[openapi]`; the operator allows 2, 3 or 5 `[operator]`. Required. Immutable.
        pub replication_factor: u32,
        /// TLS between clients and nodes `[openapi]`. Required. Immutable.
        pub client_to_cluster_encryption: bool,
        /// Backups of the commit log, and more frequent snapshots `[openapi]`. Required. Immutable.
        pub continuous_backup: bool,
        /// Nodes tell clients their private addresses `[openapi]`; the operator allows it in private networks only
        /// `[operator]`. Required. Immutable.
        pub private_ip_broadcast_for_discovery: bool,
        /// AWS PrivateLink `[openapi]`; a switch here, unlike Kafka's. Needs AWS and a private network. Immutable.
        pub private_link: Option<bool>,
        /// At most one; with `private_link` `[tf]`. Immutable.
        pub shotover_proxy: Vec<ShotoverProxy>,
        /// GCP Private Service Connect `[tf]`; the name in JSON is `[inferred]`. Immutable.
        pub private_service_connect_v2: Option<bool>,
        /// Network of its endpoints, CIDR with a prefix of /12 to /22 `[tf]`; the name in JSON is `[inferred]`.
        /// Immutable.
        pub psc_network: Option<String>,
        /// At most one `[tf]`. Immutable.
        pub private_connectivity: Vec<PrivateConnectivity>,
        /// At most one `[tf]`; no version is on offer in 2026. Can be changed.
        pub debezium: Vec<Debezium>,
    }
}

blocks! {
    /// Changes of tables as records of a Kafka cluster `[tf]`, `[operator]`. The block can be changed; which of its fields
    /// can, is not known.
    pub struct Debezium {
        /// `VPC_PEERED`. Required.
        pub kafka_vpc_type: String,
        /// What the names of the topics begin with. Required.
        pub kafka_topic_prefix: String,
        /// Id (UUID) of the Kafka cluster's data centre. Required.
        #[serde(rename = "kafkaCdcId")]
        pub kafka_data_centre_id: String,
        /// `x.y.z`. Required.
        pub version: String,
    }
}

impl ClusterBody for CassandraClusterBody {
    const APPLICATION: Application = Application::Cassandra;

    fn kind(&self) -> ClusterKind {
        ClusterKind::CassandraV2
    }
}
