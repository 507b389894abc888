//! What we ask that the document of 2024 does not have, with the source that has it; and what of that only others ask.
//!
//! Each is held against the nearest schema that the document has, with what is known to be different worked in: so a
//! slip of the pen is seen here too.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::document::{Document, fits};
use crate::recorder::Exchange;

/// An operation that the document does not have.
struct Beyond {
    method: &'static str,
    path: &'static str,
    source: &'static str,
    /// The schema of its body.
    body: Option<&'static str>,
    /// The code that it answers by, and the schema of the answer.
    code: u16,
    answer: Option<&'static str>,
    /// What of the document the schemas are nearest to, and where they differ.
    nearest: &'static str,
}

const KAFKA_V3: &str = "/cluster-management/v2/resources/applications/kafka/clusters/v3";
const KAFKA_V3_ONE: &str = "/cluster-management/v2/resources/applications/kafka/clusters/v3/{clusterId}";
const RULE_SET: &str = "/cluster-management/v2/resources/cluster-network-firewall-rules/v2/{clusterId}";
const GROUP_SET: &str =
    "/cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2/{clusterId}";

const FLAT_USERS: &str = "/cluster-management/v2/resources/applications/kafka/users/v3";
const FLAT_USER: &str = "/cluster-management/v2/resources/applications/kafka/users/v3/{kafkaUserId}";

const AS_FLAT_USER: &str = "KafkaUserV3, which no operation of the document takes";
const AS_V2: &str = "KafkaClusterV2, with privateConnectivity for privateLink [tf]";
const AS_RULE: &str = "ClusterNetworkFirewallRuleV2 in a list, without the cluster, which the set names [tf]";
const AS_GROUP: &str = "AwsSecurityGroupFirewallRuleV2 in a list, without the cluster, which the set names [tf]";
const AS_SIZES: &str = "CloudProviderNodeSizesListV2, in an array as the versions are [inferred]";
const AS_VERSIONS: &str = "none: what the operator reads of it [operator config.go]";

macro_rules! beyond {
    ($($method:ident $path:expr, $source:literal, $body:expr => $code:literal $answer:expr, $nearest:expr;)+) => {
        &[$(Beyond {
            method: stringify!($method), path: $path, source: $source, body: $body, code: $code, answer: $answer,
            nearest: $nearest,
        }),+]
    };
}

static BEYOND: &[Beyond] = beyond! {
    GET "/cluster-management/v2/data-sources/applications/kafka/versions/v2", "[operator config.go][redoc]",
        None => 200 Some("Versions"), AS_VERSIONS;
    GET "/cluster-management/v2/data-sources/applications/cassandra/versions/v2", "[operator config.go][redoc]",
        None => 200 Some("Versions"), AS_VERSIONS;
    GET "/cluster-management/v2/data-sources/applications/kafka/compatible-node-sizes/v2", "[inferred]",
        None => 200 Some("NodeSizes"), AS_SIZES;
    GET "/cluster-management/v2/data-sources/applications/cassandra/compatible-node-sizes/v2", "[redoc]",
        None => 200 Some("NodeSizes"), AS_SIZES;
    POST KAFKA_V3, "[inferred]", Some("KafkaClusterV3") => 202 Some("KafkaClusterV3"), AS_V2;
    GET KAFKA_V3_ONE, "[inferred]", None => 200 Some("KafkaClusterV3"), AS_V2;
    PUT KAFKA_V3_ONE, "[inferred]", Some("KafkaClusterV3") => 202 Some("KafkaClusterV3"), AS_V2;
    DELETE KAFKA_V3_ONE, "[inferred]", None => 204 None, AS_V2;
    GET "/provisioning/v1/{clusterId}", "[operator client.go]", None => 202 Some("ClusterDetailsResponse"),
        "ClusterDetailsResponse, which no operation of the document answers with";
    GET RULE_SET, "[inferred]", None => 200 Some("NetworkRuleSet"), AS_RULE;
    PUT RULE_SET, "[inferred]", Some("NetworkRuleSet") => 202 Some("NetworkRuleSet"), AS_RULE;
    DELETE RULE_SET, "[inferred]", None => 204 None, AS_RULE;
    GET GROUP_SET, "[3rd-party 2026]", None => 200 Some("GroupRuleSet"), AS_GROUP;
    PUT GROUP_SET, "[3rd-party 2026]", Some("GroupRuleSet") => 202 Some("GroupRuleSet"), AS_GROUP;
    DELETE GROUP_SET, "[3rd-party 2026]", None => 204 None, AS_GROUP;
};

/// What only the vendor's own programs ask: the client here has other ways.
static OF_VENDORS: &[Beyond] = beyond! {
    POST FLAT_USERS, "[operator]", Some("KafkaUserV3") => 202 Some("KafkaUserV3"), AS_FLAT_USER;
    GET FLAT_USER, "[operator]", None => 200 Some("KafkaUserV3"), AS_FLAT_USER;
    PUT FLAT_USER, "[operator]", Some("KafkaUserUpdateV3") => 202 Some("KafkaUserV3"), AS_FLAT_USER;
    DELETE FLAT_USER, "[operator]", None => 204 None, AS_FLAT_USER;
    POST "/cluster-management/v2/resources/cluster-network-firewall-rules/v2", "[tf]",
        Some("NetworkRuleSet") => 202 Some("NetworkRuleSet"), AS_RULE;
    POST "/cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2",
        "[3rd-party 2026]", Some("GroupRuleSet") => 202 Some("GroupRuleSet"), AS_GROUP;
    POST RULE_SET, "[inferred]", Some("NetworkRuleSet") => 202 Some("NetworkRuleSet"), AS_RULE;
    POST GROUP_SET, "[3rd-party 2026]", Some("GroupRuleSet") => 202 Some("GroupRuleSet"), AS_GROUP;
};

/// What the vendor's operator sends of it, as if it had been taken: nobody sends it here.
pub fn by_others() -> Exchange {
    let user = json!({
        "clusterId": "4650aa98-e894-4675-9614-558915d5837a", "username": "eve", "password": "a-long-password",
        "initialPermissions": "standard", "authMechanism": "SASL", "saslScramMechanism": "SCRAM-SHA-256",
        "overrideExistingUser": true,
    });
    Exchange {
        method: "POST".to_owned(),
        path: FLAT_USERS.to_owned(),
        sent: user.to_string().into(),
        is_meant_wrong: false,
        code: 202,
        content_type: None,
        received: Bytes::new(),
    }
}

/// All of both.
fn all() -> impl Iterator<Item = &'static Beyond> {
    BEYOND.iter().chain(OF_VENDORS)
}

/// The document with these operations in it, and the schemas that they need.
pub fn worked_in(document: &Document) -> Document {
    let mut whole = document.0.clone();
    let schemas = whole["components"]["schemas"].as_object_mut().unwrap();
    add_kafka_v3(schemas);
    add_set(schemas, "NetworkRuleSet", "ClusterNetworkFirewallRuleV2");
    add_set(schemas, "GroupRuleSet", "AwsSecurityGroupFirewallRuleV2");
    let sizes = json!({ "type": "array", "minItems": 1, "items": reference("CloudProviderNodeSizesListV2") });
    add(schemas, "NodeSizes", sizes);
    add(schemas, "Versions", serde_json::from_str(VERSIONS).unwrap());
    let paths = whole["paths"].as_object_mut().unwrap();
    for one in all() {
        let operations = paths.entry(one.path).or_insert_with(|| json!({}));
        let content = |schema: &str| json!({ "application/json": { "schema": reference(schema) } });
        let answer = one.answer.map_or_else(|| json!({}), |schema| json!({ "content": content(schema) }));
        let mut operation = json!({ "parameters": parameters(one), "responses": { one.code.to_string(): answer } });
        if let Some(body) = one.body {
            operation["requestBody"] = json!({ "content": content(body) });
        }
        let before = operations.as_object_mut().unwrap().insert(one.method.to_lowercase(), operation);
        assert!(before.is_none(), "the document has {} {}", one.method, one.path);
    }
    Document(whole)
}

/// What stands in braces in its path: an id each. That of a Kafka user is no UUID: it is made of its cluster's and the name.
fn parameters(of: &Beyond) -> Vec<Value> {
    let names = of.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let schema = |name| match name {
        "kafkaUserId" => json!({ "type": "string" }),
        _ => json!({ "type": "string", "format": "uuid" }),
    };
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schema(name) })).collect()
}

/// The operator takes element 0 of each without looking.
const VERSIONS: &str = r#"{"type":"array","minItems":1,"items":{"type":"object","required":["applicationVersions"],
    "properties":{"applicationVersions":{"type":"array","minItems":1,"items":{"type":"object",
        "required":["application","versions"],
        "properties":{"application":{"type":"string"},"versions":{"type":"array","items":{"type":"string"}}}}}}}}"#;

/// Version 3 of a Kafka cluster is version 2 but for one block of its data centre. An update is a whole cluster, as the
/// Terraform provider sends it `[wire]`.
fn add_kafka_v3(schemas: &mut Map<String, Value>) {
    let mut centre = schemas["KafkaDataCentreV2"].clone();
    let fields = centre["properties"].as_object_mut().unwrap();
    fields.remove("privateLink").unwrap_or_else(|| panic!("version 2 has no privateLink any more"));
    fields.insert("privateConnectivity".to_owned(), serde_json::from_str(PRIVATE_CONNECTIVITY).unwrap());
    add(schemas, "KafkaDataCentreV3", centre);
    let mut cluster = schemas["KafkaClusterV2"].clone();
    cluster["properties"]["dataCentres"]["items"] = reference("KafkaDataCentreV3");
    add(schemas, "KafkaClusterV3", cluster);
}

/// `[tf]`; the names are `[inferred]`.
const PRIVATE_CONNECTIVITY: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object","properties":{
    "awsPrivateLink":{"type":"array","maxItems":1,"items":{"type":"object","required":["advertisedHostname"],
        "properties":{"advertisedHostname":{"type":"string","minLength":3},
            "endPointServiceId":{"type":"string","readOnly":true},
            "endPointServiceName":{"type":"string","readOnly":true}}}},
    "gcpPrivateServiceConnect":{"type":"array","maxItems":1,"items":{"type":"object",
        "properties":{"network":{"type":"string"},
            "shotoverProxy":{"type":"array","maxItems":1,"items":{"type":"object","required":["nodeSize"],
                "properties":{"nodeSize":{"type":"string"},"version":{"type":"string","readOnly":true}}}},
            "gcpPrivateServiceConnectRack":{"type":"array","minItems":3,"items":{"type":"object",
                "required":["advertisedHostname"],"properties":{"advertisedHostname":{"type":"string"}}}}}}}}}}"#;

/// All rules of a cluster, each as it stands alone but for its cluster.
fn add_set(schemas: &mut Map<String, Value>, name: &str, of: &str) {
    let mut rule = schemas[of].clone();
    rule["properties"].as_object_mut().unwrap().remove("clusterId");
    rule["required"].as_array_mut().unwrap().retain(|field| field != "clusterId");
    let only_shown = json!({ "type": "string", "readOnly": true });
    let set = json!({
        "type": "object",
        "required": ["clusterId", "firewallRules"],
        "properties": {
            "clusterId": { "type": "string", "format": "uuid" },
            "id": only_shown,
            "status": only_shown,
            "firewallRules": { "type": "array", "items": rule },
        },
    });
    add(schemas, name, set);
}

fn add(schemas: &mut Map<String, Value>, name: &str, schema: Value) {
    let before = schemas.insert(name.to_owned(), schema);
    assert!(before.is_none(), "the document has a {name}");
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// Whether this operation was worked in.
pub fn has(method: &str, path: &str) -> bool {
    all().any(|one| one.method == method && one.path == path)
}

/// What we ask beyond the document, and no request was for.
pub fn without<'a>(asked: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Vec<String> {
    let is_asked = |one: &&Beyond| !asked.clone().any(|(method, path)| one.method == method && fits(one.path, path));
    BEYOND.iter().filter(is_asked).map(told).collect()
}

/// Each thing that we ask beyond it, with what it is held against.
pub fn all_told() -> impl ExactSizeIterator<Item = String> {
    BEYOND.iter().map(told)
}

fn told(one: &Beyond) -> String {
    format!("{} {} {}, against {}", one.method, one.path, one.source, one.nearest)
}
