//! The provider's own document: fetched, kept beside the store, compared.

use std::path::{Path, PathBuf};

use instaclustr_api::document::{Difference, Document};
use instaclustr_api::{Client, Error};
use serde::{Deserialize, Serialize};

use crate::api::{Application, SurveyDocument};
use crate::catalogue;
use crate::time::Timestamp;

/// A document as it was fetched.
pub(crate) struct Fetched {
    text: String,
    pub(crate) document: Document,
    pub(crate) differences: Vec<Difference>,
}

/// What is kept of a comparison, beside the document itself.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    at: Timestamp,
    version: Option<String>,
    differences: Vec<Difference>,
}

/// Reads the document (one request, without the key) and compares it.
///
/// # Errors
/// What a report says of it.
pub(crate) async fn fetch(client: &Client) -> Result<Fetched, SurveyDocument> {
    let missing = |code, why: &str| SurveyDocument::Missing { code, why: why.to_owned() };
    let text = client.fetch_document().await.map_err(|error| match error {
        Error::Api(error) => missing(Some(error.status), "the provider has none for us"),
        Error::NotUnderstood { status, .. } => missing(Some(status), "it can't be read"),
        Error::Transport(_) => missing(None, "no answer"),
    })?;
    let document = Document::parse(&text).map_err(|_| missing(Some(200), "it is no description of an API"))?;
    let lists = [Application::Kafka, Application::Cassandra].map(catalogue::shipped);
    let regions: Vec<&str> =
        lists.iter().flat_map(|list| &list.clouds).flat_map(|cloud| cloud.regions.iter().map(String::as_str)).collect();
    let differences = document.compare(&regions);
    Ok(Fetched { text, document, differences })
}

impl Fetched {
    /// What a report says of it.
    pub(crate) fn told(&self) -> SurveyDocument {
        SurveyDocument::Compared {
            format: self.document.format().to_owned(),
            version: self.document.version().map(str::to_owned),
            paths: u32::try_from(self.document.path_count()).unwrap_or(u32::MAX),
            differences: self.differences.iter().map(Difference::to_string).collect(),
        }
    }

    /// Keeps the document of `host` and its differences in `home`, in place of what was there before. What can't be kept
    /// is only fetched again.
    pub(crate) fn keep(&self, home: &Path, host: &str, at: Timestamp) {
        let version = self.document.version().map(str::to_owned);
        let kept = Kept { at, version, differences: self.differences.clone() };
        let folder = home.join("documents");
        let written = std::fs::create_dir_all(&folder)
            .and_then(|()| replace(&folder.join(file_name(host, "yaml")), self.text.as_bytes()))
            .and_then(|()| replace(&folder.join(file_name(host, "json")), &serde_json::to_vec_pretty(&kept)?));
        if let Err(error) = written {
            tracing::warn!(%error, "the provider's document was not kept");
        }
    }
}

/// A file's name made of a host: it comes from an account's address.
fn file_name(host: &str, ending: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' };
    let host: String = host.chars().map(plain).collect();
    format!("api-{host}.{ending}")
}

/// All or nothing, also when the power goes.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut new = PathBuf::from(path);
    new.as_mut_os_string().push(".new");
    std::fs::write(&new, bytes)?;
    std::fs::rename(&new, path)
}
