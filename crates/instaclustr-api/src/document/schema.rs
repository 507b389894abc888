//! Finding one's way in a document: operations, schemas, and the properties of these.

use std::collections::BTreeSet;

use serde_json::Value;

use super::assumed::Side;
use super::place::Place;
use super::{Document, normal};

/// References followed in a row, and schemas combined in each other.
const DEPTH_MAX: usize = 16;

impl Document {
    /// The schema of what an operation takes or answers; of answers, the first success that has one.
    pub(super) fn schema(&self, method: &str, path: &str, side: Side) -> Option<&Value> {
        let key = &self.paths.get(&normal(path))?.key;
        let operation = self.root.get("paths")?.get(key)?.get(method.to_lowercase())?;
        match side {
            Side::Body => self.body(operation),
            Side::Answer => self.answer(operation),
        }
    }

    fn body<'a>(&'a self, operation: &'a Value) -> Option<&'a Value> {
        if let Some(body) = operation.get("requestBody") {
            return content(self.resolved(body));
        }
        let parameters = operation.get("parameters")?.as_array()?;
        let in_body = |parameter: &&Value| parameter.get("in").is_some_and(|place| place == "body");
        parameters.iter().map(|parameter| self.resolved(parameter)).find(in_body)?.get("schema")
    }

    fn answer<'a>(&'a self, operation: &'a Value) -> Option<&'a Value> {
        let mut answers: Vec<(&String, &Value)> = operation.get("responses")?.as_object()?.iter().collect();
        answers.sort_by_key(|(code, _)| code.as_str());
        let successes = answers.into_iter().filter(|(code, _)| code.starts_with('2'));
        successes
            .map(|(_, answer)| self.resolved(answer))
            .find_map(|answer| answer.get("schema").or_else(|| content(answer)))
    }

    /// What a `$ref` points at; a schema without one as it is.
    pub(super) fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let mut at = schema;
        for _ in 0..DEPTH_MAX {
            let reference = at.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
            match reference.and_then(|pointer| self.root.pointer(pointer)) {
                Some(target) => at = target,
                None => break,
            }
        }
        at
    }

    /// The names of an object's properties, those of combined schemas among them.
    pub(super) fn property_names<'a>(&'a self, schema: &'a Value) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        for part in self.parts(schema, 0) {
            let properties = part.get("properties").and_then(Value::as_object);
            names.extend(properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str)));
        }
        names
    }

    /// The schema of one property.
    pub(super) fn property<'a>(&'a self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        self.parts(schema, 0).into_iter().find_map(|part| part.get("properties")?.get(name))
    }

    /// A schema and those it is combined of.
    fn parts<'a>(&'a self, schema: &'a Value, depth: usize) -> Vec<&'a Value> {
        let schema = self.resolved(schema);
        let mut parts = vec![schema];
        if depth < DEPTH_MAX {
            for combined in ["allOf", "oneOf", "anyOf"] {
                let members = schema.get(combined).and_then(Value::as_array).into_iter().flatten();
                parts.extend(members.flat_map(|member| self.parts(member, depth + 1)));
            }
        }
        parts
    }

    /// The schema at `place` below `schema`, and what is a list on one side alone on the way there.
    pub(super) fn at<'a>(&'a self, schema: &'a Value, place: &Place<'_>) -> Option<(&'a Value, Vec<ListOnOneSide>)> {
        let mut at = self.resolved(schema);
        let mut odd = Vec::new();
        for step in place.steps() {
            if !step.name.is_empty() {
                at = self.resolved(self.property(at, step.name)?);
            }
            let is_list = at.get("type").is_some_and(|kind| kind == "array");
            if is_list != step.is_list {
                odd.push(ListOnOneSide { field: step.name.to_owned(), there: is_list });
            }
            if is_list {
                at = self.resolved(at.get("items")?);
            }
        }
        Some((at, odd))
    }

    /// The words that a schema allows, where it lists them.
    pub(super) fn words<'a>(&'a self, schema: &'a Value) -> Option<BTreeSet<&'a str>> {
        let words = self.parts(schema, 0).into_iter().find_map(|part| part.get("enum")?.as_array())?;
        Some(words.iter().filter_map(Value::as_str).collect())
    }
}

/// A field that is a list here or there, not on both sides.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ListOnOneSide {
    pub(super) field: String,
    /// Whether it is one in the document.
    pub(super) there: bool,
}

/// The schema of a JSON body in OpenAPI 3.
fn content(body: &Value) -> Option<&Value> {
    let content = body.get("content")?.as_object()?;
    content.get("application/json").or_else(|| content.values().next())?.get("schema")
}
