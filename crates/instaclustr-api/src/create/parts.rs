//! Blocks that the create bodies are made of.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::debug_without_secrets;
use crate::secret::Secret;

debug_without_secrets!(RestProxy);

/// Settings for a data centre in the customer's own AWS account `[openapi] ProviderAwsSettingsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AwsSettings {
    /// Id (UUID) of the KMS key that encrypts the disks; it must be known to the provider's console. Immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ebs_encryption_key: Option<String>,
    /// VPC to build in; the data centre's network must be that VPC's block. Immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_virtual_network_id: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Settings for a data centre in the customer's own GCP project `[openapi] ProviderGcpSettingsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GcpSettings {
    /// Network name, or a relative network or subnetwork URI. Immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_virtual_network_id: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Settings for a data centre in the customer's own Azure subscription `[openapi] ProviderAzureSettingsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AzureSettings {
    /// Resource group to build in. Immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Deletion only after a confirmation by e-mail or telephone `[openapi] TwoFactorDeleteSettingsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TwoFactorDelete {
    /// Address that is asked. Required.
    pub confirmation_email: String,
    /// Number that is called, of digits, spaces, `+`, `-`, `(` and `)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation_phone_number: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How resizes are done; write-only `[openapi] ResizeSettingsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResizeSettings {
    /// Whether the account's support contacts hear of the end of a resize.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify_support_contacts: Option<bool>,
    /// Nodes resized at once. The operator allows 0 or 1 for Kafka, up to the number of nodes for Cassandra.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// ZooKeeper on machines of its own `[openapi] KafkaDedicatedZookeeperSettingsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DedicatedZookeeper {
    /// Size of these machines, for example `KFK-ZK-DEV-t4g.small-30`. Can be resized. Required.
    pub zookeeper_node_size: String,
    /// 3 or 5. Immutable. Required.
    pub zookeeper_node_count: u32,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// KRaft controllers on the brokers `[openapi] KafkaKraftSettingsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Kraft {
    /// Only 3 is supported. Immutable. Required.
    pub controller_node_count: u32,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// An add-on that is ordered by its version alone: `schemaRegistry`, `karapaceSchemaRegistry`
/// `[openapi] KafkaSchemaRegistryDetailsV2`, `KafkaKarapaceSchemaRegistryDetailsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VersionOnly {
    /// `x.y.z`. Required.
    pub version: String,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Karapace REST proxy `[openapi] KafkaKarapaceRestProxyDetailsV2`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KarapaceRestProxy {
    /// `x.y.z`. Required.
    pub version: String,
    /// Whether it uses the cluster's own Karapace schema registry. Required.
    pub integrate_rest_proxy_with_schema_registry: bool,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Kafka REST proxy `[openapi] KafkaRestProxyDetailsV2`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RestProxy {
    /// `x.y.z`. Required; no version is on offer in 2026 `[tf]`.
    pub version: String,
    /// Whether it uses a schema registry. Required.
    pub integrate_rest_proxy_with_schema_registry: bool,
    /// Whether that registry is the cluster's own; needs `integrate_rest_proxy_with_schema_registry`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_local_schema_registry: Option<bool>,
    /// Address of another registry; needs integration, and `use_local_schema_registry` false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_registry_server_url: Option<String>,
    /// User at the other registry; as above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_registry_username: Option<String>,
    /// Password at the other registry; as above.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "for_the_wire")]
    pub schema_registry_password: Option<Secret>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// AWS PrivateLink for Kafka; needs AWS and a private network `[openapi] KafkaDataCentreV2.privateLink`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PrivateLink {
    /// Name that brokers advertise, at least 3 characters. Required.
    pub advertised_hostname: String,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The one exit of a [`Secret`] in a body.
fn for_the_wire<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}
