//! One request and its answer, held against the document.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::adapt::BY_ANALOGY;
use crate::beyond;
use crate::document::{Document, Operation};
use crate::recorder::Exchange;

/// The document, made ready for checking.
pub struct Check {
    operations: Vec<Checked>,
    schemas: Value,
}

struct Checked {
    operation: Operation,
    body: OnceCell<Validator>,
    /// By code.
    answers: BTreeMap<u16, OnceCell<Validator>>,
}

impl Check {
    /// Of a document that [`crate::adapt`] made. A schema is made ready when it is first needed: few are.
    pub fn new(document: &Document) -> Self {
        let operations = document.operations().into_iter().map(|operation| Checked {
            body: OnceCell::new(),
            answers: operation.answers.keys().map(|code| (*code, OnceCell::new())).collect(),
            operation,
        });
        Self { operations: operations.collect(), schemas: document.0["components"]["schemas"].clone() }
    }

    fn of(&self, exchange: &Exchange) -> Option<&Checked> {
        self.operations.iter().find(|checked| checked.operation.takes(&exchange.method, &exchange.path))
    }

    /// Everything about `exchange` that the document does not allow, in words.
    pub fn violations(&self, exchange: &Exchange) -> Vec<String> {
        let Some(checked) = self.of(exchange) else {
            return vec![format!("{exchange}: the document has no such operation")];
        };
        let mut found = Vec::new();
        match &checked.operation.body {
            _ if exchange.is_meant_wrong && exchange.code == 400 => {}
            _ if exchange.is_meant_wrong => found.push("request: it was meant to be wrong, and is taken".to_owned()),
            Some(schema) => judge("request", self.ready(&checked.body, schema), &exchange.sent, &mut found),
            None if exchange.sent.is_empty() => {}
            None => found.push("request: a body, and the operation takes none".to_owned()),
        }
        match checked.operation.answers.get(&exchange.code) {
            Some(Some(schema)) => {
                if exchange.content_type.as_deref() != Some("application/json") {
                    found.push(format!("answer: its type is {:?}", exchange.content_type));
                }
                let validator = self.ready(&checked.answers[&exchange.code], schema);
                judge("answer", validator, &exchange.received, &mut found);
            }
            Some(None) if exchange.received.is_empty() => {}
            Some(None) => found.push("answer: a body, and this code has none".to_owned()),
            None => found.push("answer: the operation has no such code".to_owned()),
        }
        found.into_iter().map(|words| format!("{exchange}: {words}")).collect()
    }

    fn ready<'a>(&self, cell: &'a OnceCell<Validator>, schema: &Value) -> &'a Validator {
        cell.get_or_init(|| validator(schema, &self.schemas))
    }

    /// Operations of the document itself that were asked nothing.
    pub fn without(&self, exchanges: &[Exchange]) -> Vec<String> {
        let asked = |checked: &&Checked| {
            exchanges
                .iter()
                .any(|exchange| checked.operation.takes(&exchange.method, &exchange.path) && !is_refusal(exchange.code))
        };
        self.own().filter(|checked| !asked(checked)).map(|checked| checked.operation.name()).collect()
    }

    /// How many operations the document itself has.
    pub fn len(&self) -> usize {
        self.own().count()
    }

    fn own(&self) -> impl Iterator<Item = &Checked> {
        self.operations.iter().filter(|checked| !beyond::has(&checked.operation.method, &checked.operation.path))
    }
}

/// An operation that only ever refused was not tried.
fn is_refusal(code: u16) -> bool {
    BY_ANALOGY.iter().any(|(refusal, _)| *refusal == code)
}

fn judge(which: &str, validator: &Validator, bytes: &[u8], found: &mut Vec<String>) {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => {
            found.extend(
                validator.iter_errors(&value).map(|error| format!("{which} at «{}»: {error}", error.instance_path())),
            );
        }
        Err(error) => found.push(format!("{which}: not JSON: {error}")),
    }
}

/// A validator of `schema`, which refers to `schemas`.
fn validator(schema: &Value, schemas: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": { "schemas": reachable(schema, schemas) } });
    jsonschema::options().should_validate_formats(true).build(&whole).unwrap_or_else(|error| panic!("{error}: {whole}"))
}

/// What `schema` refers to, and what that refers to.
fn reachable(schema: &Value, schemas: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut left = references(schema);
    while let Some(name) = left.pop() {
        if let Entry::Vacant(free) = found.entry(name) {
            let schema = schemas.get(free.key()).unwrap_or_else(|| panic!("no schema is called {}", free.key()));
            left.extend(references(schema));
            free.insert(schema.clone());
        }
    }
    found
}

fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next());
            own.map(str::to_owned).into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::adapt::adapt;

    /// A document with one operation, which makes things.
    fn check() -> Check {
        let schema =
            |name| json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } });
        Check::new(&adapt(&Document(json!({
            "paths": { "/things/{owner}": { "post": {
                "requestBody": { "content": schema("Thing") },
                "responses": { "202": { "content": schema("Thing") }, "204": {} },
            } } },
            "components": { "schemas": {
                "Thing": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": { "type": "string", "pattern": "^[a-z]+$" },
                        "count": { "type": "integer", "maximum": 9 },
                        "id": { "type": "string", "format": "uuid", "readOnly": true },
                    },
                },
                "ErrorResponseV2": { "type": "object", "properties": { "message": { "type": "string" } } },
                "ErrorListResponseV2": { "type": "object", "properties": { "errors": { "type": "array" } } },
            } },
        }))))
    }

    fn exchange(sent: &str, code: u16, received: &str) -> Exchange {
        Exchange {
            method: "POST".to_owned(),
            path: "/things/ann/".to_owned(),
            sent: Bytes::copy_from_slice(sent.as_bytes()),
            is_meant_wrong: false,
            code,
            content_type: (!received.is_empty()).then(|| "application/json".to_owned()),
            received: Bytes::copy_from_slice(received.as_bytes()),
        }
    }

    const GOOD: &str = r#"{"name":"a"}"#;

    #[test]
    fn what_fits_is_no_violation() {
        let id = "4650aa98-e894-4675-9614-558915d5837a";
        for (code, received) in [
            (202, GOOD),
            (202, &format!(r#"{{"name":"a","count":9,"id":"{id}"}}"#)),
            // Not set.
            (202, r#"{"name":"a","count":null,"id":null}"#),
            (204, ""),
            (404, r#"{"errors":[]}"#),
            (404, r#"{"message":"no"}"#),
            (429, ""),
        ] {
            assert_eq!(check().violations(&exchange(GOOD, code, received)), [""; 0], "{code} {received}");
        }
    }

    #[test]
    fn a_request_that_does_not_fit_is_a_violation() {
        for sent in [
            "",
            "{",
            "{}",
            r#"{"name":"A"}"#,
            r#"{"name":1}"#,
            r#"{"name":"a","count":10}"#,
            r#"{"name":"a","cuont":1}"#,
            // Null is for the provider to write, and the id too.
            r#"{"name":"a","count":null}"#,
            r#"{"name":"a","id":"4650aa98-e894-4675-9614-558915d5837a"}"#,
        ] {
            assert!(!check().violations(&exchange(sent, 202, GOOD)).is_empty(), "{sent}");
            assert!(!check().violations(&exchange(sent, 400, r#"{"errors":[]}"#)).is_empty(), "refused: {sent}");
        }
    }

    #[test]
    fn a_request_that_is_meant_to_be_wrong_has_to_be_refused() {
        let meant_wrong = |code, received| Exchange { is_meant_wrong: true, ..exchange("{}", code, received) };
        assert_eq!(check().violations(&meant_wrong(400, r#"{"errors":[]}"#)), [""; 0]);
        assert!(!check().violations(&meant_wrong(202, GOOD)).is_empty());
        assert!(!check().violations(&meant_wrong(404, r#"{"errors":[]}"#)).is_empty());
    }

    #[test]
    fn an_answer_that_does_not_fit_is_a_violation() {
        for (code, received) in [
            (200, GOOD),
            (500, ""),
            (202, ""),
            (202, "{}"),
            (202, r#"{"name":null}"#),
            (202, r#"{"name":"a","id":"1"}"#),
            (202, r#"{"name":"a","new":1}"#),
            (204, "{}"),
            (401, r#"{"errors":[]}"#),
            (429, "{}"),
        ] {
            assert!(!check().violations(&exchange(GOOD, code, received)).is_empty(), "{code} {received}");
        }
    }

    #[test]
    fn an_answer_says_that_it_is_json() {
        let untold = Exchange { content_type: None, ..exchange(GOOD, 202, GOOD) };
        assert!(!check().violations(&untold).is_empty());
    }

    #[test]
    fn what_the_document_does_not_have_is_a_violation() {
        let unknown = Exchange { path: "/things".to_owned(), ..exchange(GOOD, 202, GOOD) };
        assert!(!check().violations(&unknown).is_empty());
    }

    #[test]
    fn an_operation_that_only_refused_was_not_tried() {
        assert_eq!(check().without(&[exchange(GOOD, 400, r#"{"errors":[]}"#)]), ["POST /things/{owner}"]);
        assert_eq!(check().without(&[exchange(GOOD, 202, GOOD)]), [""; 0]);
    }
}
