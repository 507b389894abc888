//! What runs beside the brokers of a Kafka cluster.

use super::block::blocks;
use crate::secret::Secret;

blocks! {
    /// ZooKeeper on machines of its own `[openapi] KafkaDedicatedZookeeperSettingsV2`.
    pub struct DedicatedZookeeper {
        /// Size of these machines, for example `KFK-ZK-DEV-t4g.small-30`. Required. Can be resized.
        pub zookeeper_node_size: String,
        /// 3 or 5. Required. Immutable.
        pub zookeeper_node_count: u32,
    }

    /// ZooKeeper on the brokers, where it is wanted from Kafka 3.6.1 on `[tf]`; names in JSON are `[inferred]`.
    pub struct CollocatedZookeeper {
        /// Nodes that run it. Required. Immutable.
        pub node_count: u32,
    }

    /// KRaft controllers on the brokers, the default from 3.6.1 on `[openapi] KafkaKraftSettingsV2`.
    pub struct Kraft {
        /// Only 3 is supported. Required. Immutable.
        pub controller_node_count: u32,
    }

    /// KRaft controllers on machines of their own `[tf]`; names in JSON are `[inferred]`.
    pub struct DedicatedKraftController {
        /// 3 or 5. Required. Immutable.
        pub controller_node_count: u32,
        /// Size of these machines, for example `KFK-KR-DEV-t4g.small-30`. Required. Can be resized.
        pub controller_node_size: String,
    }

    /// An add-on that is ordered by its version alone: `schemaRegistry`, `karapaceSchemaRegistry`
    /// `[openapi] KafkaSchemaRegistryDetailsV2`, `KafkaKarapaceSchemaRegistryDetailsV2`.
    pub struct VersionOnly {
        /// `x.y.z`. Required. Immutable.
        pub version: String,
    }

    /// Karapace REST proxy `[openapi] KafkaKarapaceRestProxyDetailsV2`.
    pub struct KarapaceRestProxy {
        /// `x.y.z`. Required. Immutable.
        pub version: String,
        /// Whether it uses the cluster's own Karapace schema registry. Required. Immutable.
        pub integrate_rest_proxy_with_schema_registry: bool,
    }

    /// Kafka REST proxy `[openapi] KafkaRestProxyDetailsV2`.
    pub struct RestProxy {
        /// `x.y.z`. Required; no version is on offer in 2026 `[tf]`. Immutable.
        pub version: String,
        /// Whether it uses a schema registry. Required. Immutable.
        pub integrate_rest_proxy_with_schema_registry: bool,
        /// Whether that registry is the cluster's own; needs `integrate_rest_proxy_with_schema_registry`. Immutable.
        pub use_local_schema_registry: Option<bool>,
        /// Address of another registry; needs integration, and `use_local_schema_registry` false. Immutable.
        pub schema_registry_server_url: Option<String>,
        /// User at the other registry; as above.
        pub schema_registry_username: Option<String>,
        /// Password at the other registry; as above.
        #[serde(serialize_with = "crate::body::block::for_the_wire")]
        pub schema_registry_password: Option<Secret>,
    }
}
