//! Looking at any path of the table, as it is: for a survey of a provider that nobody has looked at yet.

use http::Method;
use serde_json::Value;

use super::assumed::Path;
use crate::client::{Client, unsendable};
use crate::error::Error;
use crate::objects::named_in_path;

/// What a look brought back.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// HTTP status, 200 to 299.
    pub status: u16,
    /// The answer, secrets and all; nothing where it isn't JSON.
    pub json: Option<Value>,
}

impl Client {
    /// Reads `path`, its parameters filled with `ids` in their order, and understands nothing of it.
    ///
    /// # Errors
    /// [`Error`]. A path that isn't a GET, too few ids, or an id that can't stand in a path is not sent.
    pub async fn look(&self, path: &Path, ids: &[&str]) -> Result<Looked, Error> {
        if path.method != "GET" {
            return Err(unsendable("only what is read may be looked at"));
        }
        let answer = self.call(Method::GET, filled(path.path, ids)?, None).await?;
        Ok(Looked { status: answer.status, json: answer.json().ok() })
    }
}

fn filled(path: &str, ids: &[&str]) -> Result<String, Error> {
    let mut ids = ids.iter();
    let parts = path.split('/').map(|part| {
        if !part.starts_with('{') {
            return Ok(part.to_owned());
        }
        named_in_path(ids.next().copied().unwrap_or_default())
    });
    Ok(parts.collect::<Result<Vec<_>, Error>>()?.join("/"))
}
