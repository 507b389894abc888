//! The provider's own document: fetched, kept beside the store, compared.

use std::path::Path;

use instaclustr_api::document::{Difference, Document};
use instaclustr_api::{Client, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{Application, ProviderDocument};
use crate::time::Timestamp;
use crate::{catalogue, home};

/// How long a comparison counts, in milliseconds: the document changes with the provider's releases.
const FRESH_MS: i64 = 24 * 60 * 60 * 1000;

/// A document as it was fetched.
pub(crate) struct Fetched {
    text: String,
    pub(crate) document: Document,
    pub(crate) compared: Compared,
}

/// What is kept of a comparison, beside the document itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Compared {
    at: Timestamp,
    /// Which program compared it: another one assumes other things.
    by: String,
    format: String,
    version: Option<String>,
    paths: u32,
    differences: Vec<Difference>,
}

/// Reads the document (one request, without the key) and compares it.
///
/// # Errors
/// What a report says of it.
pub(crate) async fn fetch(client: &Client, at: Timestamp) -> Result<Fetched, ProviderDocument> {
    let missing = |code, why: &str| ProviderDocument::Missing { code, why: why.to_owned() };
    let text = client.fetch_document().await.map_err(|error| match error {
        Error::Api(error) => missing(Some(error.status), "the provider has none for us"),
        Error::NotUnderstood { status, .. } => missing(Some(status), "it can't be read"),
        Error::Transport(_) => missing(None, "no answer"),
    })?;
    let document = Document::parse(&text).map_err(|_| missing(Some(200), "it is no description of an API"))?;
    let lists = [Application::Kafka, Application::Cassandra].map(catalogue::shipped);
    let regions: Vec<&str> =
        lists.iter().flat_map(|list| &list.clouds).flat_map(|cloud| cloud.regions.iter().map(String::as_str)).collect();
    let compared = Compared {
        at,
        by: env!("CARGO_PKG_VERSION").to_owned(),
        format: document.format().to_owned(),
        version: document.version().map(str::to_owned),
        paths: u32::try_from(document.path_count()).unwrap_or(u32::MAX),
        differences: document.compare(&regions),
    };
    Ok(Fetched { text, document, compared })
}

impl Fetched {
    /// Keeps the document of `host` and its differences in `home`, in place of what was there before. What can't be kept
    /// is only fetched again.
    pub(crate) fn keep(&self, home: &Path, host: &str) {
        let folder = home.join("documents");
        let written = std::fs::create_dir_all(&folder)
            .and_then(|()| home::replace_file(&folder.join(file_name(host, "yaml")), self.text.as_bytes()))
            .and_then(|()| {
                home::replace_file(&folder.join(file_name(host, "json")), &serde_json::to_vec_pretty(&self.compared)?)
            });
        if let Err(error) = written {
            tracing::warn!(%error, "the provider's document was not kept");
        }
    }
}

impl Compared {
    /// The last comparison at `host` that this program kept in `home`. What can't be read, or is another program's, counts
    /// as none: it is fetched again.
    pub(crate) fn kept(home: &Path, host: &str) -> Option<Self> {
        let bytes = std::fs::read(home.join("documents").join(file_name(host, "json"))).ok()?;
        let kept: Self = serde_json::from_slice(&bytes).ok()?;
        (kept.by == env!("CARGO_PKG_VERSION")).then_some(kept)
    }

    /// Whether it is not worth asking again.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        (0..FRESH_MS).contains(&now.ms_since(self.at))
    }

    /// As it is told.
    pub(crate) fn told(&self) -> ProviderDocument {
        ProviderDocument::Compared {
            at: self.at,
            format: self.format.clone(),
            version: self.version.clone(),
            paths: self.paths,
            differences: self.differences.iter().map(Difference::to_string).collect(),
        }
    }

    /// One sentence for each difference that a request has to do with.
    pub(crate) fn notes(&self, method: &str, path: &str, body: &Value) -> Vec<String> {
        let concern = self.differences.iter().filter(|difference| difference.concerns(method, path, body));
        concern.map(|difference| format!("The provider's document: {difference}.")).collect()
    }
}

/// A file's name made of a host: it comes from an account's address.
fn file_name(host: &str, ending: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' };
    let host: String = host.chars().map(plain).collect();
    format!("api-{host}.{ending}")
}
