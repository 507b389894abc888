//! Ways into a private network.

use super::block::blocks;

blocks! {
    /// AWS PrivateLink for Kafka; needs AWS and a private network `[openapi] PrivateLinkSettingsV2`.
    pub struct AwsPrivateLink {
        /// Name that brokers advertise, at least 3 characters. Required. Immutable.
        pub advertised_hostname: String,
        /// The provider's id of the endpoint service. Read-only.
        pub end_point_service_id: Option<String>,
        /// Name of the endpoint service. Read-only.
        pub end_point_service_name: Option<String>,
    }

    /// How clients reach a Kafka v3 cluster in a private network: one of the two. Immutable `[tf]`; names in JSON are
    /// `[inferred]`.
    pub struct KafkaPrivateConnectivity {
        /// At most one; AWS.
        pub aws_private_link: Vec<AwsPrivateLink>,
        /// At most one; GCP.
        pub gcp_private_service_connect: Vec<GcpPrivateServiceConnect>,
    }

    /// GCP Private Service Connect for Kafka `[tf]`; names in JSON are `[inferred]`.
    pub struct GcpPrivateServiceConnect {
        /// At most one: the proxy in front of the brokers. Immutable.
        pub shotover_proxy: Vec<ShotoverProxy>,
        /// One for each rack, at least 3. Immutable.
        pub gcp_private_service_connect_rack: Vec<GcpPrivateServiceConnectRack>,
        /// Network of the endpoints, CIDR with a prefix of /12 to /22. Immutable.
        pub network: Option<String>,
    }

    /// A rack's way in `[tf]`. What the provider adds to it travels in `other`.
    pub struct GcpPrivateServiceConnectRack {
        /// Name that the rack's brokers advertise. Required. Immutable.
        pub advertised_hostname: String,
    }

    /// A Shotover proxy `[tf]`; names in JSON are `[inferred]`.
    pub struct ShotoverProxy {
        /// Size of its machines, beginning with `CSO-`. Required. Immutable.
        pub node_size: String,
        /// `x.y.z`. Read-only.
        pub version: Option<String>,
    }

    /// Addresses behind which a Cassandra data centre is reached `[tf]`.
    pub struct PrivateConnectivity {
        /// One for each rack. Immutable.
        pub endpoint_addresses: Vec<EndpointAddress>,
    }

    /// Addresses of a rack `[tf]`.
    pub struct EndpointAddress {
        /// The addresses. Immutable.
        pub address: Vec<String>,
        /// The rack. Immutable.
        pub rack: Option<String>,
    }
}
