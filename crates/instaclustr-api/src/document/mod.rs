//! The document that the provider publishes of its API, and where it differs from what this crate assumes.
//!
//! Some of what this crate sends is known only from older documents, from the vendor's other clients, or inferred. The
//! provider serves a description of the API as it is now, without log-in `[tf main.go]`:
//! [`Client::fetch_document`](crate::Client::fetch_document) reads it, [`Document::parse`] takes it in (Swagger 2.0 or
//! OpenAPI 3, YAML or JSON), and [`Document::compare`] lists what it settles or says otherwise.
//!
//! What is assumed stands in one table, [`assumed`]; nothing is looked for that isn't in it.

pub mod assumed;
mod compare;
mod concerns;
mod difference;
mod fetch;
mod look;
mod place;
mod schema;
mod similar;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use difference::Difference;
pub use fetch::DOCUMENT_PATH;
pub use look::Looked;

/// Why a text is no description of an API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDocument {
    /// It is neither JSON nor YAML, or so deep or large that it is not read.
    #[error("it can't be read: {0}")]
    NotRead(String),
    /// It isn't Swagger 2.0 or OpenAPI 3, or has no paths.
    #[error("it is not a Swagger 2.0 or OpenAPI 3 document with paths")]
    NotADocument,
}

/// A description of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    root: Value,
    /// What it says of each path, by the path as [`normal`] writes it.
    paths: BTreeMap<String, PathItem>,
}

/// What the document says of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PathItem {
    /// The path as the document writes it, with its base.
    path: String,
    /// Upper-case methods.
    methods: Vec<String>,
    /// The name of the vendor's Terraform resource, where it has one.
    resource: Option<String>,
    /// Its key in the document's `paths`.
    key: String,
}

impl Document {
    /// Takes in a document, YAML or JSON.
    ///
    /// # Errors
    /// [`BadDocument`].
    pub fn parse(text: &str) -> Result<Document, BadDocument> {
        let root = value(text)?;
        let known = ["swagger", "openapi"].iter().any(|field| root.get(field).is_some());
        let base = root.get("basePath").and_then(Value::as_str).unwrap_or_default().trim_end_matches('/').to_owned();
        let Some(paths) = root.get("paths").and_then(Value::as_object).filter(|_| known) else {
            return Err(BadDocument::NotADocument);
        };
        let paths = paths.iter().map(|(key, item)| {
            let path = format!("{base}{key}");
            (normal(&path), path_item(key, path, item))
        });
        let paths = paths.collect();
        Ok(Document { root, paths })
    }

    /// `2.0`, `3.0.1` and so on.
    pub fn format(&self) -> &str {
        ["swagger", "openapi"].iter().find_map(|field| self.root.get(field)?.as_str()).unwrap_or_default()
    }

    /// The version that it gives itself, if any.
    pub fn version(&self) -> Option<&str> {
        self.root.get("info")?.get("version")?.as_str()
    }

    /// The names of all fields that it tells of.
    pub fn field_names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        collect_names(&self.root, &mut names);
        names
    }

    /// How many paths it has.
    pub fn path_count(&self) -> usize {
        self.paths.len()
    }
}

/// Takes any bytes as a document, and asks it everything; says whether it is one. Must never panic: an entry for
/// fuzzing.
#[doc(hidden)]
pub fn read_as_document(bytes: &[u8]) -> bool {
    let Ok(document) = Document::parse(&String::from_utf8_lossy(bytes)) else { return false };
    let found = document.compare(&["US_EAST_1"]);
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    // Any JSON is a request; the document itself is one that is at hand, and as strange as it.
    let sent = assumed::PATHS.iter().filter(|path| path.method == "POST");
    let concerned = sent.flat_map(|path| found.iter().map(|one| one.concerns(path.method, path.path, &document.root)));
    let concerned = concerned.filter(|concerns| *concerns).count();
    drop((document.format(), document.version(), document.field_names(), document.path_count(), told, concerned));
    true
}

fn collect_names<'a>(json: &'a Value, names: &mut BTreeSet<&'a str>) {
    match json {
        Value::Object(object) => {
            let properties = object.get("properties").and_then(Value::as_object);
            names.extend(properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str)));
            object.values().for_each(|value| collect_names(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn path_item(key: &str, path: String, item: &Value) -> PathItem {
    const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];
    let methods = METHODS.iter().filter(|method| item.get(method).is_some());
    PathItem {
        path,
        methods: methods.map(|method| method.to_uppercase()).collect(),
        resource: item.get("x-terraform-resource-name").and_then(Value::as_str).map(str::to_owned),
        key: key.to_owned(),
    }
}

/// A path with `{}` for each parameter and no slash at the end: the provider takes both, and names differ.
fn normal(path: &str) -> String {
    let parts = path.trim_end_matches('/').split('/');
    parts.map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

/// How many parts of a document may stand there by an anchor. The provider's of 2024 has none.
const REPEATED_MAX: usize = 20_000;

fn value(text: &str) -> Result<Value, BadDocument> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| BadDocument::NotRead(error.to_string()));
    }
    // Words such as `on` and `yes` stay words. Depth and size are limited by the reader's defaults; what anchors repeat
    // is limited by less than those: 254 bytes kept the reader busy for seconds.
    let alias_limits = serde_saphyr::alias_limits! { max_total_replayed_events: REPEATED_MAX };
    let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false, alias_limits: alias_limits };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| BadDocument::NotRead(first_line(&error)))
}

fn first_line(error: &impl std::fmt::Display) -> String {
    error.to_string().lines().next().unwrap_or_default().chars().take(200).collect()
}
