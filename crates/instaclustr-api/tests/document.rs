//! The provider's document held against what is assumed, and the table of that against the client itself.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "this is a test")]

mod provider;

use instaclustr_api::document::assumed::{self, Side};
use instaclustr_api::document::{BadDocument, DOCUMENT_PATH, Difference, Document};
use instaclustr_api::{Application, ClusterKind, Resizes, SettingsChange};
use serde_json::{Value, json};

use provider::answering;

const KAFKA: &str = "/cluster-management/v2/resources/applications/kafka/clusters/v2";

/// A small document in Swagger 2.0: what the vendor's Terraform provider is given has this form.
const SWAGGER: &str = r##"
swagger: "2.0"
info: {title: Example, version: 9.9.9}
host: api.example
paths:
  /cluster-management/v2/resources/applications/kafka/clusters/v2/:
    x-terraform-resource-name: kafka_cluster_v2
    post:
      parameters:
        - {in: header, name: x}
        - {in: body, name: body, schema: {$ref: "#/definitions/Kafka"}}
      responses:
        "202": {schema: {$ref: "#/definitions/Kafka"}}
  /cluster-management/v2/resources/applications/kafka/clusters/v2/{clusterId}:
    get: {responses: {"200": {schema: {$ref: "#/definitions/Kafka"}}}}
    put: {responses: {"202": {description: x}}}
  /cluster-management/v2/resources/applications/kafka/provisioning/v3:
    x-terraform-resource-name: kafka_cluster_v3
    post: {responses: {"202": {description: x}}}
  /cluster-management/v2/resources/clusters/network-firewall-rules/v3/{clusterId}:
    get: {responses: {"200": {description: x}}}
  /cluster-management/v2/resources/applications/kafka/users/v5:
    post: {responses: {"202": {description: x}}}
  /cluster-management/v2/resources/applications/redis/users/v2:
    post: {responses: {"202": {description: x}}}
  /cluster-management/v2/data-sources/applications/kafka/compatible-node-sizes/v2/:
    get: {responses: {"200": {description: x}}}
definitions:
  Kafka:
    allOf:
      - {$ref: "#/definitions/Common"}
      - properties:
          kafkaVersion: {type: string}
          colocatedZookeeper: {type: array, items: {type: object}}
          tieredStorage: {type: array, items: {properties: {s3Settings: {type: array, items: {properties: {s3Bucket: {type: string}}}}}}}
          kraft: {properties: {controllerNodeCount: {type: integer}}}
  Common:
    properties:
      name: {type: string}
      slaTier: {type: string, enum: [PRODUCTION, NON_PRODUCTION, "on"]}
      status: {type: string}
      dataCentres: {type: array, items: {$ref: "#/definitions/Centre"}}
  Centre:
    properties:
      cloudProvider: {type: string, enum: [AWS_VPC, GCP, AZURE_AZ]}
      region: {type: string, description: "One of `US_EAST_1`, MX_CENTRAL_1 or us-east1."}
      nodeSize: {type: string, description: "KFK-DEV-n2-standard-2-80 in europe-west99, not in us-east-1"}
"##;

fn differences(text: &str, regions: &[&str]) -> Vec<Difference> {
    Document::parse(text).unwrap().compare(regions)
}

fn shown(differences: &[Difference], holding: &[&str]) -> String {
    let lines = differences.iter().map(Difference::to_string);
    lines.filter(|line| holding.iter().any(|word| line.contains(word))).collect::<Vec<_>>().join("\n")
}

/// The same document in OpenAPI 3, as JSON.
fn as_openapi_3() -> String {
    let text = SWAGGER.replace("#/definitions/", "#/components/schemas/");
    let mut root: Value = serde_saphyr::from_str(&text).unwrap();
    let fields = root.as_object_mut().unwrap();
    fields.remove("swagger");
    fields.insert("openapi".to_owned(), json!("3.0.1"));
    let schemas = fields.remove("definitions").unwrap();
    fields.insert("components".to_owned(), json!({ "schemas": schemas }));
    for item in root["paths"].as_object_mut().unwrap().values_mut() {
        for operation in item.as_object_mut().unwrap().values_mut().filter(|value| value.is_object()) {
            let body = operation.pointer_mut("/parameters/1/schema").map(Value::take);
            if let Some(body) = body {
                operation["requestBody"] = json!({ "content": { "application/json": { "schema": body } } });
            }
            for answer in operation["responses"].as_object_mut().unwrap().values_mut() {
                let schema = answer["schema"].take();
                *answer = json!({ "content": { "application/json": { "schema": schema } } });
            }
        }
    }
    root.to_string()
}

#[test]
fn paths_are_told_as_missing_with_where_they_may_be_as_confirmed_and_as_new() {
    let found = differences(SWAGGER, &[]);
    insta::assert_snapshot!(shown(&found, &["kafka/clusters", "network-firewall", "node-sizes", "the provider knows POST", "the provider knows GET"]), @"
    DELETE /cluster-management/v2/resources/applications/kafka/clusters/v2/{id} (Kafka cluster v2) [openapi] is not in it
    POST /cluster-management/v2/resources/applications/kafka/clusters/v3 (Kafka cluster v3) [inferred] is not in it; perhaps it is /cluster-management/v2/resources/applications/kafka/provisioning/v3
    GET /cluster-management/v2/resources/applications/kafka/clusters/v3/{id} (Kafka cluster v3) [inferred] is not in it
    PUT /cluster-management/v2/resources/applications/kafka/clusters/v3/{id} (Kafka cluster v3) [inferred] is not in it
    DELETE /cluster-management/v2/resources/applications/kafka/clusters/v3/{id} (Kafka cluster v3) [inferred] is not in it
    GET /cluster-management/v2/data-sources/applications/kafka/compatible-node-sizes/v2 (node sizes for Kafka) was inferred, and is in it
    GET /cluster-management/v2/data-sources/applications/cassandra/compatible-node-sizes/v2 (node sizes for Cassandra) [redoc] is not in it
    POST /cluster-management/v2/resources/network-firewall-rules/v2 (firewall rule) [openapi] is not in it
    GET /cluster-management/v2/resources/network-firewall-rules/v2/{id} (firewall rule) [openapi] is not in it
    DELETE /cluster-management/v2/resources/network-firewall-rules/v2/{id} (firewall rule) [openapi] is not in it
    GET /cluster-management/v2/data-sources/cluster/{id}/network-firewall-rules/v2 (list of firewall rules) [openapi] is not in it
    GET /cluster-management/v2/resources/cluster-network-firewall-rules/v2/{id} (set of firewall rules) [inferred] is not in it; perhaps it is /cluster-management/v2/resources/clusters/network-firewall-rules/v3/{clusterId}
    PUT /cluster-management/v2/resources/cluster-network-firewall-rules/v2/{id} (set of firewall rules) [inferred] is not in it
    DELETE /cluster-management/v2/resources/cluster-network-firewall-rules/v2/{id} (set of firewall rules) [inferred] is not in it
    the provider knows POST /cluster-management/v2/resources/applications/kafka/provisioning/v3
    the provider knows POST /cluster-management/v2/resources/applications/kafka/users/v5
    the provider knows GET /cluster-management/v2/resources/clusters/network-firewall-rules/v3/{clusterId}
    ");
}

#[test]
fn fields_are_told_as_missing_with_what_they_may_be_as_confirmed_and_as_new() {
    let found = differences(SWAGGER, &[]);
    insta::assert_snapshot!(shown(&found, &["ield collocated", "ield colocated", "ield tiered", "ield kraft", "ield name", "ield kafkaVersion"]), @"
    Kafka cluster v2: field collocatedZookeeper [inferred] is not in it; perhaps it is colocatedZookeeper
    Kafka cluster v2: field tieredStorage was inferred, and is in it
    Kafka cluster v2: the provider knows a field colocatedZookeeper
    Kafka cluster v2: field kraft[] is no list there
    Kafka cluster v2: field tieredStorage[].s3Settings was inferred, and is in it
    Kafka cluster v2: field tieredStorage[].gcsSettings [inferred] is not in it
    Kafka cluster v2: field tieredStorage[].s3Settings[].s3BucketName [inferred] is not in it; perhaps it is tieredStorage[].s3Settings[].s3Bucket
    Kafka cluster v2: field tieredStorage[].s3Settings[].useCustomBucket [inferred] is not in it
    Kafka cluster v2: field tieredStorage[].s3Settings[].prefix [inferred] is not in it
    Kafka cluster v2: the provider knows a field tieredStorage[].s3Settings[].s3Bucket
    ");
}

#[test]
fn words_are_told_as_new_and_as_missing_and_a_field_without_a_list_tells_nothing() {
    let found = differences(SWAGGER, &[]);
    insta::assert_snapshot!(shown(&found, &["slaTier:", "cloud provider:", "status of"]), @"
    slaTier: the provider knows on
    cloud provider: AZURE is not in the provider's list
    cloud provider: ONPREMISES is not in the provider's list
    ");
}

#[test]
fn regions_are_found_in_descriptions_by_their_shape() {
    let found = differences(SWAGGER, &["US_EAST_1"]);
    insta::assert_snapshot!(shown(&found, &["region:"]), @"
    region: a description names MX_CENTRAL_1
    region: a description names europe-west99
    region: a description names us-east1
    ");
    let declared = SWAGGER.replace("region: {type: string,", "region: {type: string, enum: [US_EAST_1, EAST_US],");
    let found = differences(&declared, &["US_EAST_1", "UK_SOUTH"]);
    insta::assert_snapshot!(shown(&found, &["region:"]), @"
    region: the provider knows EAST_US
    region: UK_SOUTH is not in the provider's list
    region: a description names MX_CENTRAL_1
    region: a description names europe-west99
    region: a description names us-east1
    ");
}

#[test]
fn both_formats_say_the_same() {
    let found = differences(SWAGGER, &["US_EAST_1"]);
    assert!(found.len() > 100, "{}", found.len());
    assert_eq!(found, differences(&as_openapi_3(), &["US_EAST_1"]));
    let document = Document::parse(&as_openapi_3()).unwrap();
    assert_eq!((document.format(), document.version(), document.path_count()), ("3.0.1", Some("9.9.9"), 7));
    assert_eq!(Document::parse(SWAGGER).unwrap().format(), "2.0");
}

#[test]
fn a_base_path_belongs_to_the_paths() {
    let text = SWAGGER
        .replace("  /cluster-management/v2/", "  /")
        .replace("paths:", "basePath: /cluster-management/v2/\npaths:");
    assert_eq!(differences(&text, &[]), differences(SWAGGER, &[]));
}

#[test]
fn a_difference_is_kept_and_read_again() {
    for difference in differences(SWAGGER, &["UK_SOUTH"]) {
        let kept = serde_json::to_string(&difference).unwrap();
        assert_eq!(serde_json::from_str::<Difference>(&kept).unwrap(), difference, "{kept}");
    }
}

#[test]
fn what_is_no_document_is_refused() {
    for text in ["", "hello", "[1]", "{}", "openapi: 3.0.0", "paths: {}", r#"{"openapi":"3.0.0","paths":[]}"#] {
        assert_eq!(Document::parse(text), Err(BadDocument::NotADocument), "{text}");
    }
    for text in ["{", "a: [", "a: b: c"] {
        assert!(matches!(Document::parse(text), Err(BadDocument::NotRead(_))), "{text}");
    }
}

#[test]
fn a_document_that_unfolds_without_end_or_refers_to_itself_is_survived() {
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{},", level - 1).repeat(10);
        bomb.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    assert!(matches!(Document::parse(&bomb), Err(BadDocument::NotRead(_))));
    let circle = SWAGGER
        .replace("properties:\n      name:", "allOf: [{$ref: \"#/definitions/Common\"}]\n    properties:\n      name:");
    assert_eq!(differences(&circle, &[]), differences(SWAGGER, &[]));
    let circle = SWAGGER.replace("  Common:\n", "  Common:\n    $ref: \"#/definitions/Common\"\n");
    differences(&circle, &[]);
}

#[tokio::test]
async fn the_document_is_fetched_without_the_key() {
    let (client, asked) = answering(200, SWAGGER);
    assert_eq!(client.fetch_document().await.unwrap(), SWAGGER);
    assert_eq!(asked.lines(), format!("GET {DOCUMENT_PATH}"));
    assert!(asked.headers().iter().all(|headers| !headers.contains_key("authorization")));
}

#[tokio::test]
async fn every_operation_on_clusters_is_in_the_table() {
    let (client, asked) = answering(418, "");
    for resource in ClusterKind::ALL {
        client.create_cluster(resource, &json!({})).await.unwrap_err();
        client.get_cluster(resource, "c-1").await.unwrap_err();
        client.delete_cluster(resource, "c-1").await.unwrap_err();
    }
    for application in Application::ALL {
        client.versions(application).await.unwrap_err();
        client.node_sizes(application).await.unwrap_err();
    }
    client.list_clusters(Some("x")).await.unwrap_err();
    client.resize_operations("d-1", Resizes::Active).await.unwrap_err();
    client.cancel_resize("o-1").await.unwrap_err();
    client.change_settings("c-1", &SettingsChange::default()).await.unwrap_err();
    asked.assert_known();
}

#[test]
fn bodies_and_words_belong_to_paths_of_the_table() {
    let known =
        |method: &str, path: &str| assumed::PATHS.iter().any(|known| known.method == method && known.path == path);
    for body in assumed::BODIES {
        assert!(known(body.method, body.path), "{} {}", body.method, body.path);
    }
    for words in assumed::WORDS {
        assert!(known(words.method, words.path), "{} {}", words.method, words.path);
    }
    let mut paths: Vec<_> = assumed::PATHS.iter().map(|path| (path.method, path.path)).collect();
    paths.sort_unstable();
    let all = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), all, "no path stands there twice");
}

/// The examples that the reading of answers is tested with, and the bodies of the table that they belong to.
const EXAMPLES: &[(&str, &str)] = &[
    ("kafka_v2", "Kafka cluster v2"),
    ("kafka_v3", "Kafka cluster v3"),
    ("cassandra_v2", "Cassandra cluster"),
    ("account_clusters", "list of clusters"),
    ("resize_operations", "resize operations"),
    ("firewall_rule", "firewall rule"),
    ("security_group_rule", "AWS security-group rule"),
    ("firewall_rule_set", "set of firewall rules"),
    ("aws_peering", "peering at AWS"),
    ("gcp_peering", "peering at GCP"),
    ("azure_peering", "peering at Azure"),
    ("exclusion_window", "exclusion window"),
    ("backups", "list of backups"),
    ("restored", "restore"),
    ("kafka_user", "Kafka user"),
    ("kafka_topic", "Kafka topic"),
    ("kafka_acls", "Kafka access control list"),
];

#[test]
fn every_field_that_is_read_is_in_the_table() {
    for (name, what) in EXAMPLES {
        let file = format!("{}/tests/answers/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let example: Value = serde_json::from_str(&std::fs::read_to_string(&file).expect(&file)).unwrap();
        let body = assumed::BODIES.iter().find(|body| body.what == *what).expect(what);
        for (at, field) in fields("", &example) {
            // `heardOfLater` stands in examples for what nobody knows yet, and deleted nodes are nodes.
            if field == "heardOfLater" || at.contains("heardOfLater") || at.contains("deletedNodes") {
                continue;
            }
            let parts: Vec<_> = body.parts.iter().filter(|part| part.at == at).collect();
            let known = parts.iter().any(|part| part.fields.contains(&field) || part.inferred.contains(&field));
            assert!(known, "{what}: {at:?} {field}");
        }
    }
    assert!(assumed::BODIES.iter().any(|body| body.side == Side::Answer));
    assert!(assumed::PATHS.iter().any(|path| path.path == KAFKA));
}

/// Every field of an example, with the place of its object.
fn fields<'a>(at: &str, json: &'a Value) -> Vec<(String, &'a str)> {
    match json {
        Value::Object(object) => object
            .iter()
            .flat_map(|(name, value)| {
                let below = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                std::iter::once((at.to_owned(), name.as_str())).chain(fields(&below, value))
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(|item| fields(&format!("{at}[]"), item)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
