//! Resizes: asked for by an [`Update`](crate::Update), watched and cancelled here.

use http::Method;
use serde_json::Value;

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::read::{number, objects, text};

/// A change of the nodes of a data centre `[openapi] ResizeOperationInfoV2`. Every field may be missing in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResizeOperation {
    /// The provider's id of it, to cancel it by; empty where the answer has none.
    pub id: String,
    /// `IN_PROGRESS`, `COMPLETED`, `FAILED`, `DELETED`, `UNKNOWN` `[openapi]`, or a word we don't know.
    pub status: String,
    /// Size that the nodes get.
    pub new_node_size: Option<String>,
    /// What the nodes are for: `CASSANDRA`, `KAFKA_BROKER` and others.
    pub node_purpose: Option<String>,
    /// Nodes that are changed at once.
    pub concurrent_resizes: Option<u32>,
    /// When it began, UTC, as the provider writes it.
    pub created: Option<String>,
    /// When it ended, UTC, as the provider writes it.
    pub completed: Option<String>,
    /// When the vendor's support was told of it, UTC, as the provider writes it.
    pub support_alerted: Option<String>,
    /// The nodes that are replaced for it.
    pub replacements: Vec<NodeReplacement>,
}

impl ResizeOperation {
    /// Whether it is under way.
    pub fn is_active(&self) -> bool {
        self.status == "IN_PROGRESS"
    }
}

/// The change of one node `[openapi] ReplaceOperationInfoV2`. Every field may be missing in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeReplacement {
    /// The provider's id of it.
    pub id: String,
    /// The node that goes.
    pub node_id: Option<String>,
    /// The node that comes in its place.
    pub new_node_id: Option<String>,
    /// How far it is, from `GENESIS` over `CREATING_REPLACEMENT` and `RESTARTING` to `REPLACED`, `CANCELLED` or `FAILED`
    /// `[openapi]`, `[tf]`, or a word we don't know.
    pub status: String,
    /// When it began, UTC, as the provider writes it.
    pub created: Option<String>,
}

/// A removal of nodes `[openapi] DeleteNodesOperationInfoV2`. Every field may be missing in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeDeletion {
    /// The provider's id of it.
    pub id: String,
    /// `GENESIS`, `RUNNING`, `COMPLETED`, `CANCELLED`, `FAILED` `[openapi]`, or a word we don't know.
    pub status: String,
    /// Nodes that go.
    pub number_of_nodes: Option<u32>,
    /// When it began, UTC, as the provider writes it.
    pub created: Option<String>,
    /// When it last changed, UTC, as the provider writes it.
    pub modified: Option<String>,
}

/// Which resizes are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resizes {
    /// Those under way.
    Active,
    /// Those of the past too.
    All,
}

impl Client {
    /// The resizes of a data centre `[openapi]`.
    ///
    /// `data_centre_id` is the provider's id of it, [`DataCentre::id`](crate::DataCentre::id).
    ///
    /// # Errors
    /// [`Error`]. An id that can't stand in a path is [`TransportError::NotSent`](crate::TransportError::NotSent).
    pub async fn resize_operations(&self, data_centre_id: &str, which: Resizes) -> Result<Vec<ResizeOperation>, Error> {
        let query = match which {
            Resizes::Active => "?activeOnly=true",
            Resizes::All => "?activeOnly=false",
        };
        let id = in_path(data_centre_id)?;
        let path =
            format!("/cluster-management/v2/data-sources/cluster-data-centres/v2/{id}/resize/operations/v2{query}");
        self.call(Method::GET, path, None).await?.read(resize_operations)
    }

    /// Cancels a resize: 204 (200 and 202 are taken too) `[openapi]`. What was replaced until then stays replaced, as
    /// far as the sources tell.
    ///
    /// # Errors
    /// [`Error`]. An id that can't stand in a path is [`TransportError::NotSent`](crate::TransportError::NotSent).
    pub async fn cancel_resize(&self, operation_id: &str) -> Result<(), Error> {
        let id = in_path(operation_id)?;
        let path = format!("/cluster-management/v2/operations/resize-operations/v2/{id}/cancel/v2");
        self.call(Method::DELETE, path, None).await?.is_one_of(&[200, 202, 204])
    }
}

/// The list of resizes: `{operations: […]}` `[openapi] ResizeOperationInfosV2`, where the list may be missing.
pub(crate) fn resize_operations(json: &Value) -> Result<Vec<ResizeOperation>, String> {
    match json {
        Value::Object(object) if object.is_empty() || object.contains_key("operations") => Ok(operations(json)),
        Value::Object(_) | Value::Array(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
            Err("the answer has no operations".to_owned())
        }
    }
}

/// The resizes that a data centre holds in its `currentOperations`: an object, or a block.
pub(crate) fn of_data_centre(data_centre: &Value) -> Vec<ResizeOperation> {
    current(data_centre).flat_map(|current| objects(current, "resize")).flat_map(operations).collect()
}

/// The removals of nodes that a data centre holds in its `currentOperations`.
pub(crate) fn deletions_of_data_centre(data_centre: &Value) -> Vec<NodeDeletion> {
    current(data_centre).flat_map(|current| objects(current, "deleteNodes")).map(deletion).collect()
}

fn current(data_centre: &Value) -> impl Iterator<Item = &Value> {
    let whole = data_centre.get("currentOperations").filter(|current| current.is_object());
    whole.into_iter().chain(objects(data_centre, "currentOperations"))
}

fn operations(json: &Value) -> Vec<ResizeOperation> {
    objects(json, "operations").map(operation).collect()
}

fn operation(json: &Value) -> ResizeOperation {
    ResizeOperation {
        id: text(json, "id").unwrap_or_default(),
        status: text(json, "status").unwrap_or_default(),
        new_node_size: text(json, "newNodeSize"),
        node_purpose: text(json, "nodePurpose"),
        concurrent_resizes: number(json, "concurrentResizes"),
        created: text(json, "created"),
        completed: text(json, "completed"),
        support_alerted: text(json, "instaclustrSupportAlerted"),
        replacements: objects(json, "replaceOperations").map(replacement).collect(),
    }
}

fn replacement(json: &Value) -> NodeReplacement {
    NodeReplacement {
        id: text(json, "id").unwrap_or_default(),
        node_id: text(json, "nodeId"),
        new_node_id: text(json, "newNodeId"),
        status: text(json, "status").unwrap_or_default(),
        created: text(json, "created"),
    }
}

fn deletion(json: &Value) -> NodeDeletion {
    NodeDeletion {
        id: text(json, "id").unwrap_or_default(),
        status: text(json, "status").unwrap_or_default(),
        number_of_nodes: number(json, "numberOfNodesToDelete"),
        created: text(json, "created"),
        modified: text(json, "modified"),
    }
}
