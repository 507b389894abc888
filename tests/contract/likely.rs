//! The document as schemathesis gets it: what the sandbox does, with hints that lead deep into it.
//!
//! Bodies made from the schemas alone are nearly all refused, for the document tells but a part of the rules. So every
//! body is one of three kinds: any that the schema allows, one whose values were seen in requests that were taken, or such
//! a request as it was, about things that there are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::differences::DIFFERENCES;
use crate::document::{Document, Operation};
use crate::ids::Ids;
use crate::recorder::Exchange;
use crate::{adapt, beyond, differences, left_out};

/// What of the document the sandbox does, and what it does beyond it, with values that were seen in `exchanges`.
pub fn implemented(document: &Document, ids: &Ids, exchanges: &[Exchange]) -> Document {
    let newer = differences::worked_in(document, DIFFERENCES);
    let mut adapted = adapt::adapt(&beyond::worked_in(&newer));
    leave_out(&mut adapted);
    link(&mut adapted);
    let schemas = adapted.0["components"]["schemas"].as_object_mut().unwrap();
    add_likely(schemas, &seen(exchanges), ids);
    allow_extras(schemas);
    for operation in adapted.operations() {
        let name = operation.name();
        let value = &mut adapted.0["paths"][&operation.path][operation.method.to_lowercase()];
        for parameter in value.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(schema) = parameter["name"].as_str().and_then(|field| ids.schema_for(&name, field)) {
                parameter["schema"] = schema;
            }
        }
        if let Some(schema) = value.pointer_mut("/requestBody/content/application~1json/schema") {
            let as_taken = as_taken(&operation, exchanges, ids);
            let kinds: Vec<Value> = [schema.clone(), with_likely(schema)].into_iter().chain(as_taken).collect();
            *schema = json!({ "anyOf": kinds });
        }
    }
    adapted
}

/// A schema for each body of this operation that was taken: the same again, but for the ids in it, and for the network
/// that a cluster was made, which a change sends back as it was read.
fn as_taken(operation: &Operation, exchanges: &[Exchange], ids: &Ids) -> Vec<Value> {
    let name = operation.name();
    let is_one = |one: &&Exchange| (200..300).contains(&one.code) && operation.takes(&one.method, &one.path);
    let bodies = exchanges.iter().filter(is_one).filter_map(|one| serde_json::from_slice::<Value>(&one.sent).ok());
    let mut schemas: Vec<Value> = Vec::new();
    for body in bodies {
        let Value::Object(mut fields) = body else { continue };
        if operation.method == "PUT" {
            let centres = fields.get_mut("dataCentres").and_then(Value::as_array_mut);
            centres
                .into_iter()
                .flatten()
                .for_each(|centre| drop(centre.as_object_mut().unwrap().remove("awsSettings")));
        }
        let required: Vec<&String> = fields.keys().collect();
        let same = |(field, value): (&String, &Value)| {
            let schema = ids.known_for(&name, field).unwrap_or_else(|| json!({ "const": value }));
            (field.clone(), schema)
        };
        let properties: Map<String, Value> = fields.iter().map(same).collect();
        let schema = json!({
            "type": "object", "properties": properties, "required": required, "additionalProperties": false,
        });
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    schemas
}

fn leave_out(document: &mut Document) {
    let operations = document.operations();
    let paths = document.0["paths"].as_object_mut().unwrap();
    for operation in operations.iter().filter(|operation| left_out::reason(&operation.name()).is_some()) {
        paths[&operation.path].as_object_mut().unwrap().remove(&operation.method.to_lowercase());
    }
    paths.retain(|_, operations| !operations.as_object().unwrap().is_empty());
}

/// Says that what a POST makes is what the paths below it are about, so that it is read, changed and deleted.
fn link(document: &mut Document) {
    let operations = document.operations();
    let paths = document.0["paths"].as_object_mut().unwrap();
    for operation in &operations {
        paths[&operation.path][operation.method.to_lowercase()]["operationId"] = json!(operation.name());
    }
    for made in operations.iter().filter(|operation| operation.method == "POST") {
        let root = made.path.trim_end_matches('/');
        let below = operations.iter().filter_map(|operation| {
            let parameter =
                operation.path.trim_end_matches('/').strip_prefix(root)?.strip_prefix("/{")?.strip_suffix('}')?;
            let link = json!({
                "operationId": operation.name(),
                "parameters": { format!("path.{parameter}"): "$response.body#/id" },
            });
            Some((operation.method.clone(), link))
        });
        let links: Map<String, Value> = below.collect();
        if let Some(answer) = paths[&made.path]["post"]["responses"].get_mut("202") {
            answer["links"] = Value::Object(links);
        }
    }
}

/// The values of each field, by its name, in requests that were taken.
fn seen(exchanges: &[Exchange]) -> BTreeMap<String, BTreeSet<String>> {
    let mut seen = BTreeMap::new();
    for exchange in exchanges.iter().filter(|exchange| (200..300).contains(&exchange.code)) {
        if let Ok(body) = serde_json::from_slice(&exchange.sent) {
            collect("", &body, &mut seen);
        }
    }
    seen
}

fn collect(name: &str, value: &Value, seen: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Value::Object(fields) => {
            seen.entry(name.to_owned()).or_default();
            fields.iter().for_each(|(name, value)| collect(name, value, seen));
        }
        Value::Array(items) => {
            seen.entry(name.to_owned()).or_default();
            items.iter().for_each(|item| collect(name, item, seen));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            seen.entry(name.to_owned()).or_default().insert(value.to_string());
        }
    }
}

/// Beside each schema of a request a likely one.
fn add_likely(schemas: &mut Map<String, Value>, seen: &BTreeMap<String, BTreeSet<String>>, ids: &Ids) {
    let requests: Vec<(String, Value)> = schemas
        .iter()
        .filter_map(|(name, schema)| Some((name.strip_suffix(".request")?.to_owned(), schema.clone())))
        .collect();
    for (name, mut schema) in requests {
        let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            // What no request had that was taken leads nowhere.
            fields.retain(|field, _| seen.contains_key(field) || required.contains(&json!(field)));
            let none = BTreeSet::new();
            for (field, schema) in fields {
                let values = seen.get(field).unwrap_or(&none);
                *schema = match ids.schema_for(&name, field) {
                    Some(known) => known,
                    None if values.is_empty() => with_likely(schema),
                    None => likely_values(schema, values),
                };
            }
        }
        schemas.insert(format!("{name}.likely"), schema);
    }
}

/// Requests with fields that nobody knows are made up too, and the sandbox shows a cluster with all that it was sent:
/// newer fields than it knows must not get lost.
fn allow_extras(schemas: &mut Map<String, Value>) {
    schemas.iter_mut().filter(|(name, _)| name.ends_with(".answer")).for_each(|(_, schema)| open(schema));
}

fn open(schema: &mut Value) {
    match schema {
        Value::Object(words) => {
            words.retain(|word, value| word != "additionalProperties" || *value != Value::Bool(false));
            words.values_mut().for_each(open);
        }
        Value::Array(items) => items.iter_mut().for_each(open),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// One of `values`, in a list where there was one.
fn likely_values(schema: &Value, values: &BTreeSet<String>) -> Value {
    let values: Vec<Value> = values.iter().map(|value| serde_json::from_str(value).unwrap()).collect();
    match schema.get("items") {
        Some(_) => json!({ "type": "array", "items": { "enum": values }, "minItems": 1, "maxItems": 2 }),
        None => json!({ "enum": values }),
    }
}

/// `schema`, referring to likely ones.
fn with_likely(schema: &Value) -> Value {
    serde_json::from_str(&schema.to_string().replace(".request\"", ".likely\"")).unwrap()
}
