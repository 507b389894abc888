//! The body of a Kafka cluster.

use super::block::ClusterBody;
use super::shared::{cluster_body, data_centre_body};
use super::{
    AwsPrivateLink, ClientTelemetry, CollocatedZookeeper, DedicatedKraftController, DedicatedZookeeper,
    KafkaPrivateConnectivity, KarapaceRestProxy, Kraft, RestProxy, TieredStorage, VersionOnly,
};
use crate::application::{Application, ClusterKind};

cluster_body! {
    /// A Kafka cluster `[openapi] KafkaClusterV2`, and `[tf] kafka_cluster_v3`, which differs in one block of the data
    /// centre. Fields are required unless they are an `Option` or a list.
    pub struct KafkaClusterBody of KafkaDataCentreBody {
        /// Version, `x.y.z`, of those on offer `[openapi]`. Required. Immutable.
        pub kafka_version: String,
        /// TLS between clients and brokers `[openapi]`. Required. Immutable.
        pub client_to_cluster_encryption: bool,
        /// Clients show a certificate `[openapi]`. Immutable.
        pub client_broker_auth_with_mtls: Option<bool>,
        /// Topics can be deleted `[openapi]`. Required. Immutable.
        pub allow_delete_topics: bool,
        /// Topics come into being when written to `[openapi]`. Required. Immutable.
        pub auto_create_topics: bool,
        /// Replication factor of new topics, and the number of racks `[openapi]`; the operator allows 3 or 5
        /// `[operator]`. Required. Immutable.
        pub default_replication_factor: u32,
        /// Partitions of new topics; no bound is stated `[openapi]`. Required. Immutable.
        pub default_number_of_partitions: u32,
        /// At most one `[openapi]`. Immutable but for its size.
        pub dedicated_zookeeper: Vec<DedicatedZookeeper>,
        /// At most one `[tf]`. Immutable.
        pub collocated_zookeeper: Vec<CollocatedZookeeper>,
        /// At most one; the default from 3.6.1 on `[openapi]`. Immutable.
        pub kraft: Vec<Kraft>,
        /// At most one `[tf]`. Immutable but for its size.
        pub dedicated_kraft_controller: Vec<DedicatedKraftController>,
        /// At most one `[openapi]`; no version is on offer in 2026 `[tf]`. Immutable.
        pub schema_registry: Vec<VersionOnly>,
        /// At most one `[openapi]`. Immutable.
        pub rest_proxy: Vec<RestProxy>,
        /// At most one `[openapi]`. Immutable.
        pub karapace_schema_registry: Vec<VersionOnly>,
        /// At most one `[openapi]`. Immutable.
        pub karapace_rest_proxy: Vec<KarapaceRestProxy>,
        /// At most one `[tf]`. Immutable.
        pub tiered_storage: Vec<TieredStorage>,
        /// At most one `[tf]`; no source says whether it can be changed.
        pub client_telemetry: Vec<ClientTelemetry>,
    }
}

data_centre_body! {
    /// The data centre of a Kafka cluster `[openapi] KafkaDataCentreV2`.
    pub struct KafkaDataCentreBody {
        /// At most one; AWS with a private network only `[openapi]`. Kafka v2 only. Immutable.
        pub private_link: Vec<AwsPrivateLink>,
        /// At most one `[tf]`. Kafka v3 only, where it stands for `private_link`. Immutable.
        pub private_connectivity: Vec<KafkaPrivateConnectivity>,
    }
}

impl ClusterBody for KafkaClusterBody {
    const APPLICATION: Application = Application::Kafka;

    /// Kafka v3 only where a data centre asks for `private_connectivity`: v2 is the one that the document describes.
    fn kind(&self) -> ClusterKind {
        if self.data_centres.iter().all(|centre| centre.private_connectivity.is_empty()) {
            ClusterKind::KafkaV2
        } else {
            ClusterKind::KafkaV3
        }
    }
}
