//! Peering: a cluster's network joined to one of the customer's, at each of the three clouds.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::answers::Listed;
use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::objects::Identified;
use crate::objects::debug_without_secrets;
use crate::words::words;

debug_without_secrets!(AwsPeering, GcpPeering, AzurePeering);

words! {
    /// State of a peering at AWS `[openapi] AwsVpcPeerV2.statusCode`.
    AwsPeeringStatus {
        PendingAcceptance = "pending-acceptance",
        Provisioning = "provisioning",
        Active = "active",
        Failed = "failed",
        Expired = "expired",
        Rejected = "rejected",
        Deleting = "deleting",
        Deleted = "deleted",
    }
}

impl AwsPeeringStatus {
    /// Whether packets can pass.
    pub fn is_up(&self) -> bool {
        *self == AwsPeeringStatus::Active
    }
}

words! {
    /// State of a peering at GCP or Azure `[openapi] GcpVpcPeerV2.statusCode`, `AzureVnetPeerV2.statusCode`. GCP calls
    /// it `ACTIVE` and Azure `CONNECTED` when it works.
    PeeringStatus {
        Genesis = "GENESIS",
        Provisioning = "PROVISIONING",
        Active = "ACTIVE",
        Connected = "CONNECTED",
        Inactive = "INACTIVE",
        Failed = "FAILED",
        Unknown = "UNKNOWN",
    }
}

impl PeeringStatus {
    /// Whether packets can pass.
    pub fn is_up(&self) -> bool {
        matches!(self, PeeringStatus::Active | PeeringStatus::Connected)
    }
}

/// The other side of a peering at one cloud: [`AwsPeer`], [`GcpPeer`] or [`AzurePeer`].
pub trait Peer: sealed::Paths + Serialize {}

mod sealed {
    use super::{Identified, Listed};

    /// Where the provider keeps the peerings of a cloud. Not for others to implement: the clouds are the provider's.
    #[allow(private_bounds, reason = "nobody outside can name this trait")]
    pub trait Paths {
        /// What the provider answers.
        type Peering: Identified + Listed;
        /// POST; with `/ID` behind it GET, DELETE and, at AWS, PUT.
        const ONE: &str;
        /// The account's peerings.
        const LIST: &str;
    }
}

/// A VPC at AWS to be joined `[openapi] AwsVpcPeerV2`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AwsPeer {
    /// Id of the cluster's data centre, a UUID. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub cdc_id: String,
    /// AWS account that owns the other VPC, 12 digits. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_aws_account_id: String,
    /// The other VPC, `vpc-…`. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_vpc_id: String,
    /// Its region, as `US_EAST_1`. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_region: String,
    /// Its networks that are to be reached, CIDR. Required; can be changed.
    #[serde(deserialize_with = "lenient::texts")]
    pub peer_subnets: Vec<String>,
}

/// A VPC network at GCP to be joined `[openapi] GcpVpcPeerV2`. Nothing of it can be changed later.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GcpPeer {
    /// Id of the cluster's data centre, a UUID. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub cdc_id: String,
    /// Project that owns the other network. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_project_id: String,
    /// The other network's name. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_vpc_network_name: String,
    /// Its networks that are to be reached, CIDR. Required, immutable.
    #[serde(deserialize_with = "lenient::texts")]
    pub peer_subnets: Vec<String>,
}

/// A virtual network at Azure to be joined `[openapi] AzureVnetPeerV2`. Nothing of it can be changed later.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AzurePeer {
    /// Id of the cluster's data centre, a UUID. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub cdc_id: String,
    /// Resource group of the other network. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_resource_group: String,
    /// Its subscription, a UUID. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_subscription_id: String,
    /// Its name. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub peer_virtual_network_name: String,
    /// Its networks that are to be reached, CIDR. Required, immutable.
    #[serde(deserialize_with = "lenient::texts")]
    pub peer_subnets: Vec<String>,
    /// Directory object that is given the right to peer; required where the subscription is another. Immutable.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub peer_ad_object_id: Option<String>,
}

/// A peering at AWS. Lists leave its status out `[openapi] AwsVpcPeerSummaryV2`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AwsPeering {
    /// The provider's id of it.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The other side, as asked for.
    #[serde(flatten)]
    pub peer: AwsPeer,
    /// How far it is. `pending-acceptance` waits for the owner of the other VPC.
    pub status_code: AwsPeeringStatus,
    /// The cluster's own VPC.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub data_centre_vpc_id: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A peering at GCP. Lists leave its status out `[openapi] GcpVpcPeerSummaryV2`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GcpPeering {
    /// The provider's id of it.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The other side, as asked for.
    #[serde(flatten)]
    pub peer: GcpPeer,
    /// How far it is.
    pub status_code: PeeringStatus,
    /// Why it failed.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// Its name, made by the provider.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The cluster's own project: the other side needs it to peer back.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub data_centre_project_id: Option<String>,
    /// The cluster's own network: the other side needs it to peer back.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub data_centre_vpc_network_name: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A peering at Azure. Lists leave its status out `[openapi] AzureVnetPeerSummaryV2`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AzurePeering {
    /// The provider's id of it.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The other side, as asked for.
    #[serde(flatten)]
    pub peer: AzurePeer,
    /// How far it is.
    pub status_code: PeeringStatus,
    /// Why it failed.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// Its name, made by the provider.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The cluster's own resource group.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub data_centre_resource_group: Option<String>,
    /// The cluster's own subscription.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub data_centre_subscription_id: Option<String>,
    /// The cluster's own network.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub data_centre_virtual_network_name: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A cloud's paths and answer.
macro_rules! cloud {
    ($peer:ident, $peering:ident, $one:literal, $list:literal) => {
        impl Peer for $peer {}
        impl sealed::Paths for $peer {
            type Peering = $peering;
            const ONE: &str = concat!("/cluster-management/v2/resources/providers/", $one);
            const LIST: &str = concat!("/cluster-management/v2/data-sources/providers/", $list);
        }
        impl Identified for $peering {
            fn id(&self) -> &str {
                &self.id
            }
        }
    };
}
cloud!(AwsPeer, AwsPeering, "aws/vpc-peers/v2", "aws/vpc-peers/v2");
cloud!(GcpPeer, GcpPeering, "gcp/vpc-peers/v2", "gcp/vpc-peers/v2");
cloud!(AzurePeer, AzurePeering, "azure/vnet-peers/v2", "azure/vnet-peers/v2");

/// Peering, after the cluster is there `[docs]`.
impl Client {
    /// Asks for a peering: POST, answered by 202 (200 and 201 are taken too) `[openapi]`. It works once the owner of
    /// the other network has done their part.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn create_peering<P: Peer>(&self, peer: &P) -> Result<P::Peering, Error> {
        self.write_object(Method::POST, P::ONE.to_owned(), peer).await
    }

    /// Reads a peering.
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown or deleted. An `id` that can't stand in a path is not sent.
    pub async fn get_peering<P: Peer>(&self, id: &str) -> Result<P::Peering, Error> {
        self.read_object(format!("{}/{}", P::ONE, in_path(id)?), id).await
    }

    /// Lists the account's peerings at one cloud, without their status.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_peerings<P: Peer>(&self) -> Result<Vec<P::Peering>, Error> {
        self.list_objects(P::LIST.to_owned()).await
    }

    /// Replaces the networks that are reached through a peering at AWS: PUT, answered by 202 `[openapi]`. The other
    /// clouds have no such thing.
    ///
    /// # Errors
    /// [`Error`]. An `id` that can't stand in a path is not sent.
    pub async fn update_aws_peering(&self, id: &str, peer_subnets: &[String]) -> Result<AwsPeering, Error> {
        let path = format!("{}/{}", <AwsPeer as sealed::Paths>::ONE, in_path(id)?);
        self.write_object(Method::PUT, path, &json!({ "peerSubnets": peer_subnets })).await
    }

    /// Ends a peering: DELETE, answered by 204 (200 and 202 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is not sent.
    pub async fn delete_peering<P: Peer>(&self, id: &str) -> Result<(), Error> {
        self.delete_object(format!("{}/{}", P::ONE, in_path(id)?), None).await
    }
}
