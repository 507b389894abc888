//! The provider's description of its API, served with this sandbox as its server.
//!
//! The text is rewritten line by line rather than read and written anew: everything but the server's place reaches clients
//! as it stands in the file. Reading YAML would have to settle how words like `no`, `1.10` or a date are meant, on which YAML
//! 1.1 (the vendor's Go programs) and 1.2 (libraries in Rust) differ, and would bring a library for three keys.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::cloud::json as json_answer;

/// An OpenAPI document whose server is a sandbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    text: Bytes,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Json,
    Yaml,
}

/// Why a text is no document that the sandbox can serve.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadDocument {
    /// It begins like JSON, and is not.
    #[error("it begins with a brace and is not JSON: {0}")]
    NotJson(String),
    /// It says neither `openapi: 3…` nor `swagger: "2.0"` at its root.
    #[error("it has neither «openapi: 3…» nor «swagger: 2.0» at its root")]
    NoVersion,
}

/// How a document says where its server is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Version {
    /// OpenAPI 3: `servers`.
    OpenApi3,
    /// Swagger 2.0: `host` and `schemes`; the vendor's Terraform provider knows this one alone `[wire]`.
    Swagger2,
}

impl Version {
    fn of(key: &str, value: &str) -> Option<Self> {
        match key {
            "openapi" if value.starts_with('3') => Some(Version::OpenApi3),
            "swagger" if value.starts_with('2') => Some(Version::Swagger2),
            _ => None,
        }
    }

    /// The keys of the root that say where the server is.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Version::OpenApi3 => &["servers"],
            Version::Swagger2 => &["host", "schemes"],
        }
    }
}

impl Document {
    /// The document in `text` (YAML or JSON, OpenAPI 3 or Swagger 2), with the server at `authority`, for example
    /// `127.0.0.1:40123`, reached by http. The paths in it are whole: a `basePath` is left as it is.
    ///
    /// # Errors
    /// [`BadDocument`].
    pub fn new(text: &str, authority: &str) -> Result<Self, BadDocument> {
        let (text, kind) = if text.trim_start().starts_with('{') {
            (as_json(text, authority)?, Kind::Json)
        } else {
            (as_yaml(text, authority)?, Kind::Yaml)
        };
        Ok(Self { text: Bytes::from(text), kind })
    }

    /// 200 with the text.
    pub(crate) fn answer(&self) -> Response<Bytes> {
        let mut response = json_answer(StatusCode::OK, self.text.clone());
        if self.kind == Kind::Yaml {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/yaml"));
        }
        response
    }
}

fn as_json(text: &str, authority: &str) -> Result<String, BadDocument> {
    let mut fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| BadDocument::NotJson(error.to_string()))?;
    let version = fields.iter().find_map(|(key, value)| Version::of(key, value.as_str()?));
    match version.ok_or(BadDocument::NoVersion)? {
        Version::OpenApi3 => {
            fields.insert("servers".to_owned(), json!([{ "url": format!("http://{authority}") }]));
        }
        Version::Swagger2 => {
            fields.insert("host".to_owned(), json!(authority));
            fields.insert("schemes".to_owned(), json!(["http"]));
        }
    }
    Ok(Value::Object(fields).to_string())
}

/// The root of a YAML document is a block mapping: its keys are the only text at the beginning of a line but for comments,
/// markers, and the dashes of a list that belongs to the key above.
fn as_yaml(text: &str, authority: &str) -> Result<String, BadDocument> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let version = text.lines().find_map(|line| {
        let (key, value) = key_of(line)?;
        Version::of(key, value.trim().trim_matches(['"', '\'']))
    });
    let version = version.ok_or(BadDocument::NoVersion)?;
    let mut rewritten = String::with_capacity(text.len() + 100);
    let mut is_dropped = false;
    for line in text.split_inclusive('\n') {
        if let Some((key, value)) = key_of(line) {
            is_dropped = version.keys().contains(&key);
            if Version::of(key, value.trim().trim_matches(['"', '\''])) == Some(version) {
                rewritten.push_str(line.trim_end_matches(['\n', '\r']));
                rewritten.push('\n');
                rewritten.push_str(&match version {
                    Version::OpenApi3 => format!("servers:\n- url: \"http://{authority}\"\n"),
                    Version::Swagger2 => format!("host: \"{authority}\"\nschemes:\n- http\n"),
                });
                continue;
            }
        }
        if !is_dropped {
            rewritten.push_str(line);
        }
    }
    Ok(rewritten)
}

/// The key that begins at the beginning of `line`, without quotes, and what follows its colon.
fn key_of(line: &str) -> Option<(&str, &str)> {
    if line.starts_with([' ', '\t', '#', '-', '\n', '\r', '%', '.']) {
        return None;
    }
    let (key, value) = line.split_once(':')?;
    Some((key.trim_end().trim_matches(['"', '\'']), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(text: &str) -> String {
        let document = Document::new(text, "127.0.0.1:9").unwrap();
        String::from_utf8(document.text.to_vec()).unwrap()
    }

    #[test]
    fn openapi_in_yaml_keeps_everything_but_its_servers() {
        let text = "# ours\nopenapi: 3.0.1\ninfo:\n  title: x\n  version: 1.10\n  servers: none\nservers:\n- url: https://api.dev.example\n  description: |\n    host: a\n\n    b\ntags:\n- name: no\npaths: {}\n";
        let expected = "# ours\nopenapi: 3.0.1\nservers:\n- url: \"http://127.0.0.1:9\"\ninfo:\n  title: x\n  version: 1.10\n  servers: none\ntags:\n- name: no\npaths: {}\n";
        assert_eq!(served(text), expected);
    }

    #[test]
    fn swagger_in_yaml_gets_host_and_schemes() {
        let text = "---\n\"swagger\": '2.0'\r\nhost: api.example\nbasePath: /\nschemes: [https]\nsecurityDefinitions:\n  key: {}\n";
        let expected = "---\n\"swagger\": '2.0'\nhost: \"127.0.0.1:9\"\nschemes:\n- http\nbasePath: /\nsecurityDefinitions:\n  key: {}\n";
        assert_eq!(served(text), expected);
        assert_eq!(served("swagger: 2.0\n"), "swagger: 2.0\nhost: \"127.0.0.1:9\"\nschemes:\n- http\n");
    }

    #[test]
    fn json_is_read_and_written() {
        assert_eq!(
            served(r#" {"swagger":"2.0","host":"a","paths":{"/b":{}}}"#),
            r#"{"swagger":"2.0","host":"127.0.0.1:9","paths":{"/b":{}},"schemes":["http"]}"#
        );
        let three: Value = serde_json::from_str(&served(r#"{"openapi":"3.1.0","servers":[]}"#)).unwrap();
        assert_eq!(three["servers"], json!([{ "url": "http://127.0.0.1:9" }]));
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in ["", "a: b\n", "openapi: 2\n", "  openapi: 3.0.0\n", "{\"openapi\":\"1\"}"] {
            assert_eq!(Document::new(text, "h"), Err(BadDocument::NoVersion), "{text}");
        }
        assert!(matches!(Document::new("{openapi: 3", "h"), Err(BadDocument::NotJson(_))));
    }
}
