//! Settings of a data centre at its cloud provider.

use super::block::blocks;

blocks! {
    /// A label on a data centre `[openapi] ProviderTagV2`. Answers hold them sorted by key.
    pub struct Tag {
        /// Name of the label. Immutable.
        pub key: String,
        /// What it says; may be left out `[tf]`, then it is empty. Can be changed where tags are managed `[tf]`.
        pub value: String,
    }

    /// A data centre in the customer's own AWS account `[openapi] ProviderAwsSettingsV2`.
    pub struct AwsSettings {
        /// Id (UUID) of the KMS key that encrypts the disks; it must be known to the provider's console. Immutable.
        pub ebs_encryption_key: Option<String>,
        /// VPC to build in; the data centre's network must be that VPC's block. The provider fills it in once it has
        /// made a VPC `[3rd-party 2026]`. Immutable.
        pub custom_virtual_network_id: Option<String>,
        /// Network of the storage `[tf]`; the name in JSON is `[inferred]`. Immutable.
        pub storage_network: Option<String>,
    }

    /// A data centre in the customer's own GCP project `[openapi] ProviderGcpSettingsV2`.
    pub struct GcpSettings {
        /// Network name, or a relative network or subnetwork URI. Immutable.
        pub custom_virtual_network_id: Option<String>,
    }

    /// A data centre in the customer's own Azure subscription `[openapi] ProviderAzureSettingsV2`.
    pub struct AzureSettings {
        /// Resource group to build in. Immutable.
        pub resource_group: Option<String>,
        /// Virtual network to build in; for PostgreSQL only `[tf]`. Immutable.
        pub custom_virtual_network_id: Option<String>,
        /// Network of the storage `[tf]`; the name in JSON is `[inferred]`. Immutable.
        pub storage_network: Option<String>,
    }
}
