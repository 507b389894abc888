//! The document as it is held against us: strict where it is vague, and up to date where we know that it is old.
//!
//! What comes out is OpenAPI 3.1, whose schemas are JSON Schema, each twice: as a request carries it and as an answer
//! does. It is stricter than the published one in two ways: a field that it does not know is wrong (a slip of the pen
//! must not pass as an extra), and a field that only the provider writes has no place in a request. It is milder in one:
//! a field of an answer may be null unless it must be there, for the provider writes null for what is not set
//! (`[openapi]`, the remark at awsSettings; seen for addresses of nodes `[3rd-party 2026]`).

use serde_json::{Map, Value, json};

use crate::document::Document;

/// Which way a value travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the provider.
    Request,
    /// From the provider.
    Answer,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Way::Request => "request",
            Way::Answer => "answer",
        }
    }

    /// The mark of a field that does not travel this way.
    fn other_sides(self) -> &'static str {
        match self {
            Way::Request => "readOnly",
            Way::Answer => "writeOnly",
        }
    }
}

/// Codes that every operation may answer with, though the document names them for a few only, and the schemas of which
/// one fits.
pub const BY_ANALOGY: [(u16, &[&str]); 7] = [
    (400, &["ErrorListResponseV2"]),
    (401, &["ErrorResponseV2"]),
    (403, &["ErrorResponseV2"]),
    (404, &["ErrorListResponseV2", "ErrorResponseV2"]),
    (409, &["ErrorListResponseV2", "ErrorResponseV2"]),
    (415, &["ErrorResponseV2"]),
    // Empty [openapi].
    (429, &[]),
];

/// The document as it is held against us.
pub fn adapt(document: &Document) -> Document {
    let source = &document.0;
    let mut schemas = Map::new();
    for (name, schema) in source["components"]["schemas"].as_object().unwrap() {
        for way in [Way::Request, Way::Answer] {
            schemas.insert(format!("{name}.{}", way.word()), converted(schema, way));
        }
    }
    let mut paths = source["paths"].as_object().unwrap().clone();
    for (path, operations) in &mut paths {
        for operation in operations.as_object_mut().into_iter().flat_map(Map::values_mut) {
            adapt_operation(path, operation);
        }
    }
    Document(json!({
        "openapi": "3.1.0",
        "info": { "title": "as held against the sandbox", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    }))
}

fn adapt_operation(path: &str, operation: &mut Value) {
    let Some(operation) = operation.as_object_mut() else { return };
    if let Some(schema) = operation.get_mut("requestBody").and_then(|body| body.pointer_mut(JSON_SCHEMA)) {
        *schema = converted(schema, Way::Request);
    }
    let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for answer in answers.values_mut() {
        if let Some(schema) = answer.pointer_mut(JSON_SCHEMA) {
            *schema = converted(schema, Way::Answer);
        }
    }
    for (code, schemas) in BY_ANALOGY {
        let of_older = path.starts_with("/provisioning/v1/") && !schemas.is_empty();
        let schemas = if of_older { &["ErrorMessage"] } else { schemas };
        answers.entry(code.to_string()).or_insert_with(|| analogous(schemas));
    }
}

/// From a body or an answer to the schema of its JSON.
const JSON_SCHEMA: &str = "/content/application~1json/schema";

fn analogous(schemas: &[&str]) -> Value {
    let one = |name: &&str| json!({ "$ref": reference(name, Way::Answer) });
    match schemas {
        [] => json!({ "description": "by analogy" }),
        schemas => json!({
            "description": "by analogy",
            "content": { "application/json": { "schema": { "anyOf": schemas.iter().map(one).collect::<Vec<_>>() } } },
        }),
    }
}

fn reference(name: &str, way: Way) -> String {
    format!("#/components/schemas/{name}.{}", way.word())
}

/// A schema of OpenAPI 3.0 as JSON Schema for one way.
fn converted(schema: &Value, way: Way) -> Value {
    let Some(schema) = schema.as_object() else { return schema.clone() };
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        // What stands beside a reference counts for nothing in 3.0.
        return json!({ "$ref": reference(name.trim_start_matches("#/components/schemas/"), way) });
    }
    let mut made = Map::new();
    for (word, value) in schema {
        let value = match word.as_str() {
            "properties" | "required" | "nullable" | "example" | "readOnly" | "writeOnly" | "description" | "title" => {
                continue;
            }
            extra if extra.starts_with("x-") => continue,
            "items" | "additionalProperties" => converted(value, way),
            "allOf" | "oneOf" | "anyOf" => value.as_array().unwrap().iter().map(|one| converted(one, way)).collect(),
            _ => value.clone(),
        };
        made.insert(word.clone(), value);
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        fields(properties, schema.get("required"), way, &mut made);
    }
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        return or_null(Value::Object(made));
    }
    Value::Object(made)
}

/// Read-only, but the document has lost its mark: it refers to the words instead of holding them `[wire]`.
const MARK_LOST: &str = "currentClusterOperationStatus";

fn fields(properties: &Map<String, Value>, required: Option<&Value>, way: Way, made: &mut Map<String, Value>) {
    let marked = |field: &Value, mark: &str| field.get(mark) == Some(&Value::Bool(true));
    let required: Vec<&str> =
        required.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let travels = |name: &str| {
        let lost = way == Way::Request && name == MARK_LOST;
        !lost && properties.get(name).is_some_and(|field| !marked(field, way.other_sides()))
    };
    let mut there = Map::new();
    for (name, field) in properties.iter().filter(|(name, _)| travels(name)) {
        let schema = converted(field, way);
        let may_be_null = way == Way::Answer && !required.contains(&name.as_str());
        there.insert(name.clone(), if may_be_null { or_null(schema) } else { schema });
    }
    let required: Vec<&str> = required.into_iter().filter(|name| travels(name)).collect();
    made.insert("properties".to_owned(), Value::Object(there));
    made.entry("additionalProperties").or_insert(Value::Bool(false));
    if !required.is_empty() {
        made.insert("required".to_owned(), json!(required));
    }
}

/// Said so that what is wrong with a value that is not null is still told in the words of `schema`.
fn or_null(schema: Value) -> Value {
    json!({ "if": { "not": { "type": "null" } }, "then": schema })
}
