//! Where newer sources say something else than the document of 2024.

use serde_json::{Value, json};

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

/// All of them. One that nothing needs is wrong here: a test leaves out each in turn.
pub const DIFFERENCES: &[Difference] = &[
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

const ID: &str = r#"{"type":"string","format":"uuid","readOnly":true}"#;

const CONTROLLERS: &str = r#"{"type":"array","maxItems":1,"items":{"type":"object",
    "required":["controllerNodeCount","controllerNodeSize"],
    "properties":{"controllerNodeCount":{"type":"integer"},"controllerNodeSize":{"type":"string"}}}}"#;

const OPERATIONS: &str =
    r##"{"type":"array","maxItems":1,"readOnly":true,"items":{"$ref":"#/components/schemas/CurrentOperationsV2"}}"##;

impl Difference {
    /// Works it into the published document.
    pub fn apply(&self, document: &mut Value) {
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
