//! Fields that the bodies of all products have, written down once.

/// A cluster's body: the fields of every product, then its own.
macro_rules! cluster_body {
    ($(#[$about:meta])* pub struct $name:ident of $centre:ty { $($own:tt)* }) => {
        crate::body::block::blocks! {
            $(#[$about])*
            pub struct $name {
                /// Name, `[a-zA-Z0-9][a-zA-Z0-9_-]*`, 3 to 48 characters `[openapi]`; the operator allows 32
                /// `[operator]`. Required. Immutable.
                pub name: String,
                /// Free text `[openapi]`. Can be changed.
                pub description: Option<String>,
                /// `PRODUCTION` or `NON_PRODUCTION` `[openapi] SlaTierV2`; production needs nodes that aren't of the
                /// developer class. Required. Immutable.
                pub sla_tier: String,
                /// Whether nodes get private addresses only `[openapi]`. Required. Immutable.
                pub private_network_cluster: bool,
                /// PCI compliance `[openapi]`; the account must be enabled for it `[docs]`. Required. Immutable.
                pub pci_compliance_mode: bool,
                $($own)*
                /// Its data centres `[openapi]`: exactly one for Kafka, one or more for Cassandra with networks that
                /// don't overlap. Required. Cassandra's can be added to.
                pub data_centres: Vec<$centre>,
                /// For clusters that only serve another product of the provider `[openapi]`. Immutable.
                pub bundled_use_only: Option<bool>,
                /// At most one `[openapi]`. Can be changed, see [`TwoFactorDelete`](crate::body::TwoFactorDelete).
                pub two_factor_delete: Vec<crate::body::TwoFactorDelete>,
                /// At most one `[openapi]`; write-only. Can be changed.
                pub resize_settings: Vec<crate::body::ResizeSettings>,
            }
        }
    };
}

/// A data centre's body: the fields of every product, then its own.
macro_rules! data_centre_body {
    ($(#[$about:meta])* pub struct $name:ident { $($own:tt)* }) => {
        crate::body::block::blocks! {
            $(#[$about])*
            pub struct $name {
                /// Name, unique in the cluster `[openapi]`. Required. Immutable.
                pub name: String,
                /// `AWS_VPC`, `GCP`, `AZURE`, `AZURE_AZ` or `ONPREMISES` `[openapi] CloudProviderEnumV2`. Required.
                /// Immutable.
                pub cloud_provider: String,
                /// Region in the provider's spelling: `US_EAST_1`, `us-east1`, `EAST_US` `[openapi]`. Required.
                /// Immutable.
                pub region: String,
                /// Private network, CIDR: prefix /12 to /22 `[openapi]`, /16 to /26 `[tf]`; /16 to /22 suits both.
                /// Required. Immutable.
                pub network: String,
                /// Size of the nodes `[openapi]`. Required. Can be resized.
                pub node_size: String,
                /// Nodes (Kafka: brokers), a multiple of the replication factor `[openapi]`. Required. Can be raised;
                /// the operator refuses to lower it `[operator]`.
                pub number_of_nodes: u32,
                /// The customer's own cloud account; left out for the provider's, which reads `INSTACLUSTR`
                /// `[operator]`. Sent as `""` it means «as it is» `[wire]`. Immutable.
                pub provider_account_name: Option<String>,
                /// Labels `[openapi]`; answers hold them sorted by key. Immutable.
                pub tags: Vec<crate::body::Tag>,
                /// At most one, and only one of the three clouds; own accounts only `[openapi]`. Immutable.
                pub aws_settings: Vec<crate::body::AwsSettings>,
                /// As `aws_settings`.
                pub gcp_settings: Vec<crate::body::GcpSettings>,
                /// As `aws_settings`.
                pub azure_settings: Vec<crate::body::AzureSettings>,
                /// Further names in the certificates `[tf]`. Can be changed.
                pub custom_subject_alternative_names: Vec<String>,
                /// Whether the provider's own way in is closed too `[tf]`. Immutable.
                pub zero_inbound_access: Option<bool>,
                /// Whether values of tags can be changed `[tf]`; own accounts only, can't be turned off.
                pub tag_management_enabled: Option<bool>,
                $($own)*
            }
        }
    };
}

pub(super) use {cluster_body, data_centre_body};
