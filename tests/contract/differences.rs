//! Where newer sources say something else than the document of 2024.

use serde_json::{Value, json};

use crate::document::Document;

/// One thing that is known to be different today.
pub struct Difference {
    /// What it is about, for messages.
    pub about: &'static str,
    /// The newer source.
    pub source: &'static str,
    change: Change,
}

enum Change {
    /// The schema has a further field. The last is its schema, as JSON.
    Field(&'static str, &'static str, &'static str),
    /// The enumeration has further words.
    Words(&'static str, &'static [&'static str]),
    /// The first schema takes every field that the second has.
    FieldsOf(&'static str, &'static str),
}

use Change::{Field, FieldsOf, Words};

const fn differs(about: &'static str, source: &'static str, change: Change) -> Difference {
    Difference { about, source, change }
}

/// Those that a request of the client or an answer of the sandbox has to do with. One that nothing needs is wrong here: a
/// test leaves out each in turn.
pub static DIFFERENCES: &[Difference] = &[
    differs(
        "roles of KRaft",
        "[tf]",
        Words("NodeRolesV2", &["KAFKA_KRAFT_CONTROLLER", "KAFKA_DEDICATED_KRAFT_CONTROLLER"]),
    ),
    differs(
        "dedicated KRaft controllers",
        "[tf], the names [inferred]",
        Field("KafkaClusterV2", "dedicatedKraftController", CONTROLLERS),
    ),
    differs(
        "ZooKeeper on the brokers",
        "[tf], the names [inferred]",
        Field("KafkaClusterV2", "collocatedZookeeper", COLLOCATED_ZOOKEEPER),
    ),
    differs(
        "old records in an object store",
        "[tf], the names [inferred]",
        Field("KafkaClusterV2", "tieredStorage", TIERED_STORAGE),
    ),
    differs(
        "what clients measure",
        "[tf], the names [inferred]",
        Field("KafkaClusterV2", "clientTelemetry", CLIENT_TELEMETRY),
    ),
    differs("names in Kafka's certificates", "[tf]", Field("KafkaDataCentreV2", SANS, TEXTS)),
    differs("names in Cassandra's certificates", "[tf]", Field("CassandraDataCentreV2", SANS, TEXTS)),
    differs("no way in to Kafka", "[tf]", Field("KafkaDataCentreV2", "zeroInboundAccess", FLAG)),
    differs("managed tags of Kafka", "[tf]", Field("KafkaDataCentreV2", "tagManagementEnabled", FLAG)),
    differs("no way in to Cassandra", "[tf]", Field("CassandraDataCentreV2", "zeroInboundAccess", FLAG)),
    differs("managed tags of Cassandra", "[tf]", Field("CassandraDataCentreV2", "tagManagementEnabled", FLAG)),
    differs("the network of AWS's storage", "[tf]", Field("ProviderAwsSettingsV2", "storageNetwork", TEXT)),
    differs("the network of Azure's storage", "[tf]", Field("ProviderAzureSettingsV2", "storageNetwork", TEXT)),
    differs(
        "a proxy before Cassandra",
        "[docs privatelink]",
        Field("CassandraDataCentreV2", "shotoverProxy", SHOTOVER_PROXY),
    ),
    differs(
        "Private Service Connect",
        "[tf], the name [inferred]",
        Field("CassandraDataCentreV2", "privateServiceConnectV2", FLAG),
    ),
    differs(
        "the network of Private Service Connect",
        "[tf], the name [inferred]",
        Field("CassandraDataCentreV2", "pscNetwork", TEXT),
    ),
    differs(
        "addresses of private ways in",
        "[tf]",
        Field("CassandraDataCentreV2", "privateConnectivity", PRIVATE_CONNECTIVITY),
    ),
    differs("changes as records", "[operator]", Field("CassandraDataCentreV2", "debezium", DEBEZIUM)),
    differs(
        "what is being done to a data centre",
        "[tf]",
        Field("CassandraDataCentreV2", "currentOperations", OPERATIONS),
    ),
    differs("a full PUT of Kafka", "[wire]", FieldsOf("KafkaClusterUpdateV2", "KafkaClusterV2")),
    differs("a full PUT of Cassandra", "[wire]", FieldsOf("CassandraClusterUpdateV2", "CassandraClusterV2")),
    differs(
        "the cluster of planned maintenance",
        "[operator]",
        Field("ClusterMaintenanceEventSchedulesV2", "clusterId", ID),
    ),
    differs("the cluster of maintenance", "[operator]", Field("ClusterMaintenanceEventsV2", "clusterId", ID)),
];

/// What no request and no answer of a sandbox has to do with: only the answers that the client's own tests read.
pub static ONLY_READ: &[Difference] = &[
    differs("a proxy's role", "[tf]", Words("NodeRolesV2", &["KAFKA_SHOTOVER_PROXY"])),
    differs("Azure's own network", "[tf]", Field("ProviderAzureSettingsV2", "customVirtualNetworkId", TEXT)),
];

const ID: &str = r#"{"type":"string","format":"uuid","readOnly":true}"#;

const CONTROLLERS: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object",
    "required":["controllerNodeCount","controllerNodeSize"],
    "properties":{"controllerNodeCount":{"type":"integer"},"controllerNodeSize":{"type":"string"}}}}"#;

const SANS: &str = "customSubjectAlternativeNames";
const TEXT: &str = r#"{"type":"string"}"#;
const TEXTS: &str = r#"{"type":"array","items":{"type":"string"}}"#;
const FLAG: &str = r#"{"type":"boolean"}"#;

const COLLOCATED_ZOOKEEPER: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object","required":["nodeCount"],
    "properties":{"nodeCount":{"type":"integer"}}}}"#;

const TIERED_STORAGE: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object","properties":{
    "s3Settings":{"type":"array","maxItems":1,"items":{"type":"object","required":["s3BucketName"],
        "properties":{"s3BucketName":{"type":"string"},"useCustomBucket":{"type":"boolean"},
            "prefix":{"type":"string","readOnly":true}}}},
    "gcsSettings":{"type":"array","maxItems":1,"items":{"type":"object","required":["gcsBucketName"],
        "properties":{"gcsBucketName":{"type":"string"},"prefix":{"type":"string","readOnly":true}}}}}}}"#;

const CLIENT_TELEMETRY: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object","properties":{
    "enabled":{"type":"boolean"},"endpointUrl":{"type":"string"},
    "basicAuthentication":{"type":"array","maxItems":1,"items":{"type":"object",
        "properties":{"username":{"type":"string"},"password":{"type":"string"}}}},
    "authenticationHeaders":{"type":"array","items":{"type":"object",
        "properties":{"key":{"type":"string"},"value":{"type":"string"}}}}}}}"#;

const SHOTOVER_PROXY: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object","required":["nodeSize"],
    "properties":{"nodeSize":{"type":"string"},"version":{"type":"string","readOnly":true}}}}"#;

const PRIVATE_CONNECTIVITY: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object","properties":{
    "endpointAddresses":{"type":"array","items":{"type":"object","properties":{
        "address":{"type":"array","items":{"type":"string"}},"rack":{"type":"string"}}}}}}}"#;

const DEBEZIUM: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object",
    "required":["kafkaCdcId","kafkaTopicPrefix","kafkaVpcType","version"],
    "properties":{"kafkaVpcType":{"type":"string","enum":["VPC_PEERED"]},"kafkaTopicPrefix":{"type":"string"},
        "kafkaCdcId":{"type":"string","format":"uuid"},"version":{"type":"string"}}}}"#;

const OPERATIONS: &str =
    r##"{"type":"array","maxItems":1,"readOnly":true,"items":{"$ref":"#/components/schemas/CurrentOperationsV2"}}"##;

/// The document with `differences` worked in.
pub fn worked_in<'a>(document: &Document, differences: impl IntoIterator<Item = &'a Difference>) -> Document {
    let mut newer = document.0.clone();
    for difference in differences {
        difference.apply(&mut newer);
    }
    Document(newer)
}

impl Difference {
    /// Works it into the published document.
    fn apply(&self, document: &mut Value) {
        let schemas = &mut document["components"]["schemas"];
        match self.change {
            Field(schema, field, is) => {
                let fields = fields_of(schemas, schema);
                let before = fields.insert(field.to_owned(), serde_json::from_str(is).unwrap());
                assert!(before.is_none(), "{}: {schema} has {field} already", self.about);
            }
            Words(schema, words) => {
                let known = schemas[schema]["enum"].as_array_mut().unwrap_or_else(|| panic!("{schema}: no words"));
                for word in words {
                    assert!(!known.contains(&json!(word)), "{}: {schema} has {word} already", self.about);
                    known.push(json!(word));
                }
            }
            FieldsOf(schema, of) => {
                let further = fields_of(schemas, of).clone();
                let fields = fields_of(schemas, schema);
                for (name, field) in further {
                    fields.entry(name).or_insert(field);
                }
            }
        }
    }
}

fn fields_of<'a>(schemas: &'a mut Value, schema: &str) -> &'a mut serde_json::Map<String, Value> {
    schemas[schema]["properties"].as_object_mut().unwrap_or_else(|| panic!("{schema}: no fields"))
}
