//! A request as it is kept and echoed, and what of it decides about nodes.

use std::net::Ipv4Addr;

use instaclustr_api::Application;
use serde_json::{Map, Value};

use super::network::Network;

/// Fields that only the provider sets, or that are never read back, by the block that they stand in; `""` is the cluster
/// itself `[openapi]` (`readOnly`, `x-terraform-write-only`), those of newer blocks `[tf]`. The vendor's operator sends
/// `nodes: null` `[wire]`. But for `resizeSettings` the client has the same list of what it does not send back (`READ_ONLY`
/// in `instaclustr-api`): what is added there belongs here.
const NOT_ECHOED: [(&str, &[&str]); 7] = [
    ("", &["id", "status", "currentClusterOperationStatus", "defaultUserPassword", "resizeSettings"]),
    (DATA_CENTRES, &["id", "status", "nodes", "deletedNodes", "currentOperations"]),
    ("privateLink", &["endPointServiceId", "endPointServiceName"]),
    ("awsPrivateLink", &["endPointServiceId", "endPointServiceName"]),
    ("shotoverProxy", &["version"]),
    ("s3Settings", &["prefix"]),
    ("gcsSettings", &["prefix"]),
];

const DATA_CENTRES: &str = "dataCentres";

/// The request as it is kept: without what is not set (`null`, `[]` and `""`, as the vendor's clients send it `[wire]`)
/// and what only the provider sets, with the tags of each data centre sorted by key `[openapi]`.
pub(crate) fn normalised(body: Map<String, Value>) -> Map<String, Value> {
    let mut spec = set_fields("", body);
    if let Some(Value::Array(data_centres)) = spec.get_mut(DATA_CENTRES) {
        for data_centre in data_centres {
            if let Value::Object(fields) = data_centre {
                *fields = normalised_data_centre(std::mem::take(fields));
            }
        }
    }
    spec
}

/// One data centre of a request, as it is kept.
pub(crate) fn normalised_data_centre(fields: Map<String, Value>) -> Map<String, Value> {
    let mut fields = set_fields(DATA_CENTRES, fields);
    if let Some(Value::Array(tags)) = fields.get_mut("tags") {
        tags.sort_by(|one, other| key_of(one).cmp(key_of(other)));
    }
    fields
}

/// Sets the size of the nodes for `purpose` in the data centre at `position` of `spec`.
pub(crate) fn set_size(spec: &mut Map<String, Value>, position: usize, purpose: &str, size: &str) {
    let (object, field) = match purpose {
        ZOOKEEPER => (spec.get_mut("dedicatedZookeeper").and_then(|block| block.get_mut(0)), "zookeeperNodeSize"),
        CONTROLLER => {
            (spec.get_mut("dedicatedKraftController").and_then(|block| block.get_mut(0)), "controllerNodeSize")
        }
        _ => (spec.get_mut("dataCentres").and_then(|centres| centres.get_mut(position)), "nodeSize"),
    };
    if let Some(Value::Object(fields)) = object {
        fields.insert(field.to_owned(), Value::from(size));
    }
}

/// Roles of dedicated machines `[openapi]` `[tf]`.
const ZOOKEEPER: &str = "KAFKA_DEDICATED_ZOOKEEPER";
const CONTROLLER: &str = "KAFKA_DEDICATED_KRAFT_CONTROLLER";

/// The set ones of `fields`, which stand in `block`, without what is not echoed there and in the blocks inside.
fn set_fields(block: &str, mut fields: Map<String, Value>) -> Map<String, Value> {
    fields.retain(|_, value| is_set(value));
    keep_echoed(block, &mut fields);
    fields
}

fn keep_echoed(block: &str, fields: &mut Map<String, Value>) {
    let except = NOT_ECHOED.iter().find(|(name, _)| *name == block).map_or(&[][..], |(_, fields)| fields);
    fields.retain(|name, _| !except.contains(&name.as_str()));
    for (name, value) in fields {
        for item in value.as_array_mut().into_iter().flatten() {
            if let Value::Object(fields) = item {
                keep_echoed(name, fields);
            }
        }
    }
}

/// Whether a value counts as set: the vendor's clients send `null`, `[]` and `""` for what is not `[wire]`.
pub(crate) fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => !text.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
    }
}

fn key_of(tag: &Value) -> &str {
    tag.get("key").and_then(Value::as_str).unwrap_or_default()
}

/// Nodes that one data centre is to have, read from a checked request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NodesWanted {
    /// Zones that the nodes are spread over.
    pub(crate) racks: Vec<String>,
    /// Where their private addresses are.
    pub(crate) network: Network,
    /// Dedicated ZooKeeper nodes or controllers: how many, of what size, and their role.
    pub(crate) dedicated: Option<(usize, String, &'static str)>,
    /// Brokers or Cassandra nodes: how many.
    pub(crate) nodes: usize,
    /// Their size.
    pub(crate) size: String,
    /// Roles that all of them have.
    pub(crate) roles: Vec<&'static str>,
    /// A further role, and how many of them have it.
    pub(crate) shared: Option<(usize, &'static str)>,
}

impl NodesWanted {
    /// How many dedicated nodes.
    pub(crate) fn dedicated_count(&self) -> usize {
        self.dedicated.as_ref().map_or(0, |(count, _, _)| *count)
    }
}

/// The nodes of each data centre of `spec`.
pub(crate) fn nodes_wanted(application: Application, spec: &Map<String, Value>) -> Vec<NodesWanted> {
    let data_centres = spec.get("dataCentres").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    data_centres.iter().map(|data_centre| wanted_in(application, spec, data_centre)).collect()
}

fn wanted_in(application: Application, spec: &Map<String, Value>, data_centre: &Value) -> NodesWanted {
    let word = |name: &str| data_centre.get(name).and_then(Value::as_str).unwrap_or_default();
    let racks = match application {
        Application::Kafka => spec.get("defaultReplicationFactor"),
        Application::Cassandra => data_centre.get("replicationFactor"),
    };
    let block = |name: &str| spec.get(name).and_then(|blocks| blocks.get(0));
    let dedicated = |block: Option<&Value>, count: &str, size: &str, role| {
        let block = block?;
        Some((whole(block.get(count)), block.get(size)?.as_str()?.to_owned(), role))
    };
    let controllers =
        dedicated(block("dedicatedKraftController"), "controllerNodeCount", "controllerNodeSize", CONTROLLER);
    let zookeepers = dedicated(block("dedicatedZookeeper"), "zookeeperNodeCount", "zookeeperNodeSize", ZOOKEEPER);
    let dedicated = controllers.or(zookeepers).filter(|_| application == Application::Kafka);

    let mut roles = Vec::new();
    let mut shared = None;
    match application {
        Application::Cassandra => roles.push("CASSANDRA"),
        Application::Kafka => {
            roles.push("KAFKA_BROKER");
            for (name, role) in [
                ("karapaceSchemaRegistry", "KAFKA_KARAPACE_SCHEMA_REGISTRY"),
                ("karapaceRestProxy", "KAFKA_KARAPACE_REST_PROXY"),
            ] {
                if block(name).is_some() {
                    roles.push(role);
                }
            }
            if let Some(zookeeper) = block("collocatedZookeeper") {
                shared = Some((whole(zookeeper.get("nodeCount")), "KAFKA_ZOOKEEPER"));
            } else if dedicated.is_none() {
                // Collocated KRaft with three controllers is what a cluster gets that asks for nothing `[tf]`.
                let count = block("kraft").map_or(3, |kraft| whole(kraft.get("controllerNodeCount")));
                shared = Some((count, "KAFKA_KRAFT_CONTROLLER"));
            }
        }
    }
    NodesWanted {
        racks: racks_of(word("cloudProvider"), word("region"), whole(racks).max(1)),
        network: word("network").parse().unwrap_or_default(),
        dedicated,
        nodes: whole(data_centre.get("numberOfNodes")),
        size: word("nodeSize").to_owned(),
        roles,
        shared,
    }
}

/// A count of a checked request; what no check let through counts as one.
fn whole(value: Option<&Value>) -> usize {
    value.and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok()).map_or(1, |count| count.min(1_000))
}

/// Names of `count` racks: zones, written as each cloud writes them. `us-east-1a` is the provider's `[openapi]`, those of
/// the other clouds are `[inferred]`.
fn racks_of(provider: &str, region: &str, count: usize) -> Vec<String> {
    let region = region.to_ascii_lowercase();
    ('a'..='z')
        .take(count)
        .enumerate()
        .map(|(position, letter)| match provider {
            "AWS_VPC" => format!("{}{letter}", region.replace('_', "-")),
            "GCP" => format!("{region}-{letter}"),
            "AZURE_AZ" => format!("{}-{}", region.replace('_', ""), position + 1),
            _ => format!("rack{}", position + 1),
        })
        .collect()
}

/// The loopback network of a sandbox's nodes: 127.a.b.x for the first 254 nodes, then the next b.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loopback {
    /// Second byte, 1 to 254.
    pub(crate) second: u8,
    /// Third byte of the first nodes.
    pub(crate) third: u8,
}

impl Loopback {
    /// The address of the node at `position`. After 65,024 nodes the addresses begin again.
    pub(crate) fn address(self, position: u32) -> Ipv4Addr {
        let last = u8::try_from(position % 254).unwrap_or_default() + 1;
        let block = u8::try_from(position / 254 % 256).unwrap_or_default();
        Ipv4Addr::new(127, self.second, self.third.wrapping_add(block), last)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn what_is_not_set_is_left_out_and_tags_are_sorted() {
        let body = json!({ "name": "a", "description": "", "kraft": [], "restProxy": null, "id": "x", "bundledUseOnly": false,
            "dataCentres": [{ "name": "d", "nodes": null, "awsSettings": [], "providerAccountName": "",
                "tags": [{ "key": "z", "value": "" }, { "key": "a", "value": "1" }] }] });
        let kept = json!({ "name": "a", "bundledUseOnly": false,
            "dataCentres": [{ "name": "d", "tags": [{ "key": "a", "value": "1" }, { "key": "z", "value": "" }] }] });
        assert_eq!(Value::Object(normalised(object(body))), kept);
    }

    #[test]
    fn what_the_provider_alone_sets_is_left_out_wherever_it_stands() {
        let body = json!({ "tieredStorage": [{ "s3Settings": [{ "s3BucketName": "b", "prefix": "mine" }] }],
            "dataCentres": [{ "id": "x", "shotoverProxy": [{ "nodeSize": "s", "version": "9" }],
                "privateLink": [{ "advertisedHostname": "h", "endPointServiceId": "mine" }],
                "privateConnectivity": [{ "awsPrivateLink": [{ "advertisedHostname": "h", "endPointServiceName": "mine" }] }] }] });
        let kept = json!({ "tieredStorage": [{ "s3Settings": [{ "s3BucketName": "b" }] }],
            "dataCentres": [{ "shotoverProxy": [{ "nodeSize": "s" }], "privateLink": [{ "advertisedHostname": "h" }],
                "privateConnectivity": [{ "awsPrivateLink": [{ "advertisedHostname": "h" }] }] }] });
        assert_eq!(Value::Object(normalised(object(body))), kept);
    }

    #[test]
    fn racks_are_named_as_each_cloud_names_its_zones() {
        assert_eq!(racks_of("AWS_VPC", "US_EAST_1", 3), ["us-east-1a", "us-east-1b", "us-east-1c"]);
        assert_eq!(racks_of("GCP", "europe-west1", 2), ["europe-west1-a", "europe-west1-b"]);
        assert_eq!(racks_of("AZURE_AZ", "WEST_EUROPE", 2), ["westeurope-1", "westeurope-2"]);
    }

    #[test]
    fn the_roles_of_kafka_nodes_follow_from_what_is_asked_for() {
        let wanted = |extra: Value| {
            let mut spec = object(json!({ "defaultReplicationFactor": 3,
                "dataCentres": [{ "numberOfNodes": 6, "network": "10.0.0.0/16" }] }));
            spec.extend(object(extra));
            nodes_wanted(Application::Kafka, &spec).remove(0)
        };
        assert_eq!(wanted(json!({})).shared, Some((3, "KAFKA_KRAFT_CONTROLLER")));
        assert_eq!(wanted(json!({ "collocatedZookeeper": [{ "nodeCount": 3 }] })).shared, Some((3, "KAFKA_ZOOKEEPER")));
        let dedicated = wanted(
            json!({ "dedicatedKraftController": [{ "controllerNodeCount": 5, "controllerNodeSize": "KFK-KR-x" }] }),
        );
        assert_eq!(dedicated.dedicated, Some((5, "KFK-KR-x".to_owned(), "KAFKA_DEDICATED_KRAFT_CONTROLLER")));
        assert_eq!(dedicated.shared, None);
        let karapace = wanted(json!({ "karapaceRestProxy": [{ "version": "5.2.0" }] }));
        assert_eq!(karapace.roles, ["KAFKA_BROKER", "KAFKA_KARAPACE_REST_PROXY"]);
    }

    #[test]
    fn the_first_nodes_share_one_loopback_network() {
        let loopback = Loopback { second: 77, third: 255 };
        assert_eq!(loopback.address(0).to_string(), "127.77.255.1");
        assert_eq!(loopback.address(253).to_string(), "127.77.255.254");
        assert_eq!(loopback.address(254).to_string(), "127.77.0.1");
    }
}
