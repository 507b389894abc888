//! The provider's own description of its API: found, read, and asked for its operations.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Names another place for the document. It has to be there, then.
const PLACE: &str = "SLIPWAY_CONTRACT";
/// Where it lies beside the project.
const BESIDE: &str = "../shared/contract/instaclustr-v2-openapi.yaml";
/// What an operation can be.
const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];

/// The document, as it was published or as [`crate::adapt`] made it of that.
pub struct Document(pub Value);

/// One operation of the document.
pub struct Operation {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path with its parameters in braces.
    pub path: String,
    /// The schema of the body that it takes.
    pub body: Option<Value>,
    /// The answers it names: their code, and the schema of their body if they have one.
    pub answers: BTreeMap<u16, Option<Value>>,
}

impl Document {
    /// The document where it is at hand. Where it is not, the test called `test` says that it is skipped.
    pub fn find(test: &str) -> Option<Self> {
        let named = std::env::var_os(PLACE).map(PathBuf::from);
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(BESIDE);
        let Some(place) = named.or_else(|| beside.exists().then_some(beside)) else {
            skipped(test, "no contract document");
            return None;
        };
        let text = std::fs::read_to_string(&place).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
        Some(Self(serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", place.display()))))
    }

    /// All its operations, in its order.
    pub fn operations(&self) -> Vec<Operation> {
        let paths = self.0["paths"].as_object().unwrap();
        paths
            .iter()
            .flat_map(|(path, item)| {
                METHODS.iter().filter_map(|method| Some(operation(method, path, item.get(method)?)))
            })
            .collect()
    }
}

impl Operation {
    /// How it is named in lists: `GET /path/{parameter}`.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether a request of this method to this path is for it. A slash at the end makes no difference `[wire]`.
    pub fn takes(&self, method: &str, path: &str) -> bool {
        self.method == method && fits(&self.path, path)
    }
}

fn operation(method: &str, path: &str, of: &Value) -> Operation {
    // JSON that nothing more is told of is any JSON.
    let schema = |content: &Value| {
        content.get("application/json").map(|media| media.get("schema").cloned().unwrap_or(Value::Bool(true)))
    };
    let answers = of["responses"].as_object().into_iter().flatten();
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        body: schema(&of["requestBody"]["content"]),
        answers: answers.filter_map(|(code, answer)| Some((code.parse().ok()?, schema(&answer["content"])))).collect(),
    }
}

/// Whether `path` is one of the paths that `template` stands for.
pub fn fits(template: &str, path: &str) -> bool {
    let parts = |path: &str| path.trim_end_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (parts(template), parts(path));
    let same = |(wanted, part): (&String, &String)| wanted == part || wanted.starts_with('{') && !part.is_empty();
    template.len() == path.len() && template.iter().zip(&path).all(same)
}

/// Says that a test did nothing. `cargo xtask test` counts such a line as skipped.
pub fn skipped(test: &str, why: &str) {
    tell(&format!("skipped: {test}: {why}"));
}

/// Says something past the runner, which shows nothing of a test that passes.
#[allow(clippy::explicit_write, reason = "what eprintln! prints the runner keeps to itself")]
pub fn tell(line: &str) {
    writeln!(std::io::stderr(), "{line}").unwrap();
}
