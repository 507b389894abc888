//! Reads answers leniently: a missing field, a null, an unknown word or a number in quotes never fails a read.
//!
//! Here stands what is read by functions, because one type stands for the answers of both products or for several
//! shapes; the other types are read by their fields, by the same rules ([`lenient`]).

use serde_json::Value;

use crate::application::ClusterKind;
use crate::body::{Tag, writable};
use crate::catalogue::{AccountClusters, ApplicationVersions, CloudNodeSizes, ListedCluster, NodeSize};
use crate::cluster::{Cluster, DataCentre, Node};
use crate::lenient;
use crate::resize;
use crate::secret::Secret;
use crate::status::Status;

/// A cluster from its JSON, with nothing in `body`: what is kept of an answer is the caller's to say.
///
/// # Errors
/// What is wrong with the answer: it isn't an object, or has no id that can stand in a path.
pub(crate) fn cluster(kind: ClusterKind, json: &Value) -> Result<Cluster, String> {
    if !json.is_object() {
        return Err("the answer is not a JSON object".to_owned());
    }
    let id = text(json, "id").ok_or("the answer has no id")?;
    if !is_id(&id) {
        return Err("the answer's id can't stand in a path".to_owned());
    }
    let application = kind.application();
    Ok(Cluster {
        id,
        name: text(json, "name").unwrap_or_default(),
        application,
        kind,
        description: text(json, "description"),
        status: status(json),
        operation_status: text(json, "currentClusterOperationStatus"),
        version: text(json, application.version_field()),
        sla_tier: text(json, "slaTier"),
        private_network: flag(json, "privateNetworkCluster"),
        two_factor_delete: objects(json, "twoFactorDelete").next().is_some(),
        data_centres: objects(json, "dataCentres").map(data_centre).collect(),
        default_user_password: text(json, "defaultUserPassword").map(Secret::new),
        body: String::new(),
        input: writable(json),
    })
}

/// The list of clusters: an array of accounts, or one account by itself.
pub(crate) fn account_clusters(json: &Value) -> Result<Vec<AccountClusters>, String> {
    envelope(json, &["clusters", "accountId"]).map(|accounts| {
        accounts
            .into_iter()
            .map(|account| AccountClusters {
                account_id: text(account, "accountId"),
                clusters: objects(account, "clusters").filter_map(listed_cluster).collect(),
            })
            .collect()
    })
}

/// The versions on offer: an array of `{applicationVersions: […]}` `[operator client.go]`, or one such object.
pub(crate) fn application_versions(json: &Value) -> Result<Vec<ApplicationVersions>, String> {
    envelope(json, &["applicationVersions"]).map(|lists| {
        lists
            .into_iter()
            .flat_map(|list| objects(list, "applicationVersions"))
            .map(|entry| ApplicationVersions {
                application: text(entry, "application").unwrap_or_default(),
                versions: texts(entry, "versions"),
            })
            .collect()
    })
}

/// The node sizes on offer: `{cloudProviderNodeSizes: […]}` `[openapi] CloudProviderNodeSizesListV2`, or an array of
/// such objects as with the versions (no source shows the answer itself).
pub(crate) fn cloud_node_sizes(json: &Value) -> Result<Vec<CloudNodeSizes>, String> {
    envelope(json, &["cloudProviderNodeSizes"]).map(|lists| {
        lists
            .into_iter()
            .flat_map(|list| objects(list, "cloudProviderNodeSizes"))
            .map(|entry| CloudNodeSizes {
                cloud_provider: text(entry, "cloudProvider").unwrap_or_default(),
                node_sizes: items(entry, "nodeSizes").filter_map(node_size).collect(),
            })
            .collect()
    })
}

/// Whether `id` can stand in a path as it is: letters, digits, `-` and `_`, 1 to 128 of them.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The objects that hold one of `fields`: `json` itself, or those in it. An array of nothing is an empty list.
pub(crate) fn envelope<'a>(json: &'a Value, fields: &[&str]) -> Result<Vec<&'a Value>, String> {
    let holds = |item: &Value| fields.iter().any(|field| item.get(field).is_some());
    match json {
        Value::Object(_) if holds(json) => Ok(vec![json]),
        Value::Array(items) if items.iter().all(Value::is_null) || items.iter().any(holds) => {
            Ok(items.iter().filter(|item| item.is_object()).collect())
        }
        Value::Object(_) | Value::Array(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
            Err(format!("the answer has no {}", fields.join(" and no ")))
        }
    }
}

fn listed_cluster(json: &Value) -> Option<ListedCluster> {
    Some(ListedCluster {
        id: text(json, "id").filter(|id| is_id(id))?,
        application: text(json, "application").unwrap_or_default(),
    })
}

fn node_size(json: &Value) -> Option<NodeSize> {
    if let Some(name) = json.as_str() {
        return Some(NodeSize { name: name.to_owned(), ..NodeSize::default() });
    }
    Some(NodeSize {
        name: text(json, "name").or_else(|| text(json, "nodeSize"))?,
        cpu_cores: number(json, "cpuCores"),
        memory_mb: number(json, "memoryQuota"),
        disk_gb: number(json, "diskQuota"),
        cost_cents_per_month: number(json, "cost"),
    })
}

fn data_centre(json: &Value) -> DataCentre {
    DataCentre {
        id: text(json, "id").unwrap_or_default(),
        name: text(json, "name").unwrap_or_default(),
        status: text(json, "status").map(|word| Status::from(word.as_str())),
        cloud_provider: text(json, "cloudProvider").unwrap_or_default(),
        region: text(json, "region").unwrap_or_default(),
        network: text(json, "network").unwrap_or_default(),
        node_size: text(json, "nodeSize").unwrap_or_default(),
        number_of_nodes: number(json, "numberOfNodes"),
        tags: objects(json, "tags").map(tag).collect(),
        nodes: objects(json, "nodes").map(node).collect(),
        deleted_nodes: objects(json, "deletedNodes").map(node).collect(),
        resizes: resize::of_data_centre(json),
        node_deletions: resize::deletions_of_data_centre(json),
    }
}

fn tag(json: &Value) -> Tag {
    Tag { key: text(json, "key").unwrap_or_default(), value: text(json, "value").unwrap_or_default(), ..Tag::default() }
}

fn node(json: &Value) -> Node {
    Node {
        id: text(json, "id").unwrap_or_default(),
        status: status(json),
        rack: text(json, "rack"),
        public_address: text(json, "publicAddress"),
        private_address: text(json, "privateAddress"),
        node_size: text(json, "nodeSize"),
        roles: texts(json, "nodeRoles"),
        start_time: text(json, "startTime"),
        deletion_time: text(json, "deletionTime"),
    }
}

fn status(json: &Value) -> Status {
    Status::from(text(json, "status").unwrap_or_default().as_str())
}

/// A text that isn't empty; a number is taken as its digits.
pub(crate) fn text(json: &Value, field: &str) -> Option<String> {
    json.get(field).and_then(lenient::as_text)
}

fn flag(json: &Value, field: &str) -> bool {
    json.get(field).and_then(lenient::as_switch).unwrap_or_default()
}

/// A whole number, also one in quotes.
pub(crate) fn number<N: TryFrom<i64>>(json: &Value, field: &str) -> Option<N> {
    json.get(field).and_then(lenient::as_whole)
}

/// What stands in an array; nothing where there is none.
pub(crate) fn items<'a>(json: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    json.get(field).and_then(Value::as_array).into_iter().flatten()
}

/// The objects that stand in an array.
pub(crate) fn objects<'a>(json: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    items(json, field).filter(|item| item.is_object())
}

/// The texts that stand in an array.
pub(crate) fn texts(json: &Value, field: &str) -> Vec<String> {
    json.get(field).map(lenient::as_texts).unwrap_or_default()
}
