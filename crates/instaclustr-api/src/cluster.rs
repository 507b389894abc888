//! What the provider says of clusters: one face over both products.

use std::fmt;

use serde_json::Value;

use crate::application::{Application, ClusterKind};
use crate::body::{BadBody, ClusterBody, Tag};
use crate::redact::HIDDEN;
use crate::resize::{NodeDeletion, ResizeOperation};
use crate::secret::Secret;
use crate::status::Status;

/// A cluster as the provider last described it.
///
/// Everything but the id may be missing in an answer, above all while the cluster is being made.
#[derive(Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The provider's id; letters, digits, `-` and `_` only, so that it can stand in a path.
    pub id: String,
    /// The name given at creation; may be empty in an answer.
    pub name: String,
    /// The product that was asked for.
    pub application: Application,
    /// Where it was read, and where it is updated and deleted.
    pub kind: ClusterKind,
    /// State of the whole; [`Status::Unknown`] with an empty word where the answer has none.
    pub status: Status,
    /// Free text; `None` where it is null, empty or missing, which no source tells apart.
    pub description: Option<String>,
    /// `NO_OPERATION`, `OPERATION_IN_PROGRESS`, `OPERATION_FAILED` `[openapi] CurrentClusterOperationStatusV2`, or a
    /// word we don't know. `None` where the answer leaves it out: then nothing is known of it, not even that there is
    /// no operation.
    pub operation_status: Option<String>,
    /// Version of the product, `x.y.z`.
    pub version: Option<String>,
    /// `PRODUCTION` or `NON_PRODUCTION` `[openapi] SlaTierV2`.
    pub sla_tier: Option<String>,
    /// Whether the nodes have private addresses only.
    pub private_network: bool,
    /// Whether a deletion waits for a person who confirms it by e-mail or telephone `[openapi] twoFactorDelete`.
    pub two_factor_delete: bool,
    /// Its data centres: one for Kafka, one or more for Cassandra.
    pub data_centres: Vec<DataCentre>,
    /// Password of the user made with the cluster. The provider may stop showing it after some days.
    pub default_user_password: Option<Secret>,
    /// The whole answer as JSON text, secrets as `•••`, cut at 64 KiB.
    pub body: String,
    /// What may be sent back in an update: the answer without nulls and without what only the provider writes.
    pub(crate) input: Value,
}

impl Cluster {
    /// What the cluster was ordered as, as far as the answer holds it.
    ///
    /// # Errors
    /// [`BadBody`], see [`ClusterBody::from_json`]; also where `B` is the body of another product.
    pub fn ordered_as<B: ClusterBody>(&self) -> Result<B, BadBody> {
        if B::APPLICATION != self.application {
            return Err(BadBody(format!("it is {}", self.application.path_word())));
        }
        B::from_json(&self.input)
    }

    /// Whether it works and nothing is being changed: `RUNNING` and `NO_OPERATION`, both said by the provider.
    ///
    /// The vendor's own operator calls a cluster ready for a change by the same two words `[operator]`. Where one of
    /// them is missing or unknown, whether something is under way is not known, and that is not ready.
    pub fn is_ready(&self) -> bool {
        self.status == Status::Running && self.operation_status.as_deref() == Some("NO_OPERATION")
    }

    /// The nodes of all data centres, without the deleted ones.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.data_centres.iter().flat_map(|data_centre| &data_centre.nodes)
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cluster {
            id,
            name,
            application,
            kind,
            description,
            status,
            operation_status,
            version,
            sla_tier,
            private_network,
            two_factor_delete,
            data_centres,
            default_user_password,
            body,
            input: _,
        } = self;
        f.debug_struct("Cluster")
            .field("id", id)
            .field("name", name)
            .field("application", application)
            .field("kind", kind)
            .field("description", description)
            .field("status", status)
            .field("operation_status", operation_status)
            .field("version", version)
            .field("sla_tier", sla_tier)
            .field("private_network", private_network)
            .field("two_factor_delete", two_factor_delete)
            .field("data_centres", data_centres)
            .field("default_user_password", &default_user_password.as_ref().map(|_| HIDDEN))
            .field("body", body)
            .finish()
    }
}

/// A data centre of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataCentre {
    /// The provider's id of it; empty where the answer has none.
    pub id: String,
    /// The name given at creation, unique in the cluster.
    pub name: String,
    /// State of it; missing in some early answers.
    pub status: Option<Status>,
    /// `AWS_VPC`, `GCP`, `AZURE`, `AZURE_AZ`, `ONPREMISES` or a newer word; may be empty at first `[3rd-party 2026]`.
    pub cloud_provider: String,
    /// Region in the provider's spelling; may be empty at first `[3rd-party 2026]`.
    pub region: String,
    /// Private network, CIDR.
    pub network: String,
    /// Size of its nodes.
    pub node_size: String,
    /// Nodes asked for (Kafka: brokers).
    pub number_of_nodes: Option<u32>,
    /// Tags, sorted by key by the provider. To write them back take [`Cluster::ordered_as`] or an
    /// [`Update`](crate::Update), which keep fields that we don't know.
    pub tags: Vec<Tag>,
    /// Nodes that aren't deleted.
    pub nodes: Vec<Node>,
    /// Nodes that were replaced or removed.
    pub deleted_nodes: Vec<Node>,
    /// Resizes under way; Cassandra only `[openapi] CurrentOperationsV2`. For both products there is
    /// [`Client::resize_operations`](crate::Client::resize_operations).
    pub resizes: Vec<ResizeOperation>,
    /// Deletions of nodes under way; Cassandra only `[openapi] CurrentOperationsV2`. No source says how to ask for one.
    pub node_deletions: Vec<NodeDeletion>,
}

/// A machine of a data centre `[openapi] NodeDetailsV2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The provider's id of it; empty where the answer has none.
    pub id: String,
    /// State of it; [`Status::Unknown`] with an empty word where the answer has none.
    pub status: Status,
    /// Rack, for example `us-east-1a`; missing at first.
    pub rack: Option<String>,
    /// Public address; missing at first, and always in a private network.
    pub public_address: Option<String>,
    /// Private address; missing at first.
    pub private_address: Option<String>,
    /// Size of the machine.
    pub node_size: Option<String>,
    /// What runs on it: `KAFKA_BROKER`, `CASSANDRA` and others `[openapi] NodeRolesV2`.
    pub roles: Vec<String>,
    /// When it was started, UTC, as the provider writes it.
    pub start_time: Option<String>,
    /// When it was deleted, UTC, as the provider writes it.
    pub deletion_time: Option<String>,
}

/// The answer to a create: the provider has taken it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// 200, 201 or 202; the documents name 202 `[openapi]`.
    pub status: u16,
    /// The cluster, with its id.
    pub cluster: Cluster,
}
