//! What a call brought back, before it is understood.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use crate::application::ClusterKind;
use crate::cluster::Cluster;
use crate::error::Error;
use crate::read;
use crate::redact::{self, HIDDEN};
use crate::secret::Secret;
use crate::transport::{ANSWER_BYTES_MAX, BODY_KEPT_BYTES_MAX, Incomplete};

/// A success, not yet understood.
pub(crate) struct Answer {
    /// 200 to 299.
    pub(crate) status: u16,
    bytes: Bytes,
    incomplete: Option<Incomplete>,
    own_secrets: Arc<[Secret]>,
}

impl Answer {
    pub(crate) fn new(response: Response<Bytes>, own_secrets: Arc<[Secret]>) -> Self {
        let (mut parts, bytes) = response.into_parts();
        let mut incomplete = parts.extensions.remove::<Incomplete>();
        if bytes.len() > ANSWER_BYTES_MAX {
            incomplete = Some(Incomplete::TooLong);
        }
        Self { status: parts.status.as_u16(), bytes, incomplete, own_secrets }
    }

    /// The cluster that it describes, with the answer kept beside what was understood of it.
    pub(crate) fn cluster(&self, kind: ClusterKind) -> Result<Cluster, Error> {
        let mut json = self.json()?;
        let mut cluster = read::cluster(kind, &json).map_err(|reason| self.not_understood(&reason))?;
        redact::value(&mut json);
        cluster.body = cut(without(&self.own_secrets, json.to_string()));
        Ok(cluster)
    }

    /// What `read` makes of its JSON; what `read` objects to becomes [`Error::NotUnderstood`].
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Value) -> Result<T, String>) -> Result<T, Error> {
        read(&self.json()?).map_err(|reason| self.not_understood(&reason))
    }

    /// Its JSON, if it came whole.
    pub(crate) fn json(&self) -> Result<Value, Error> {
        serde_json::from_slice(self.whole()?).map_err(|error| self.not_understood(&format!("it is not JSON: {error}")))
    }

    /// Its text, if it came whole.
    #[cfg(feature = "document")]
    pub(crate) fn text(&self) -> Result<String, Error> {
        let text = std::str::from_utf8(self.whole()?);
        text.map(str::to_owned).map_err(|_| self.not_understood("it is not text"))
    }

    fn whole(&self) -> Result<&[u8], Error> {
        match &self.incomplete {
            Some(Incomplete::TooLong) => return Err(self.not_understood("it is longer than 16 MiB")),
            Some(Incomplete::Cut { message }) => return Err(self.not_understood(&format!("it is cut off: {message}"))),
            None => {}
        }
        if self.bytes.is_empty() {
            return Err(self.not_understood("it is empty"));
        }
        Ok(&self.bytes)
    }

    /// Whether the provider answers this operation by such a code at all.
    pub(crate) fn is_one_of(&self, statuses: &[u16]) -> Result<(), Error> {
        if statuses.contains(&self.status) {
            return Ok(());
        }
        Err(self.not_understood("this is not answered by such a code"))
    }

    /// The error of a success that can't be used.
    pub(crate) fn not_understood(&self, reason: &str) -> Error {
        let body = kept(&self.bytes, &self.own_secrets);
        Error::NotUnderstood { status: self.status, reason: reason.to_owned(), body }
    }
}

/// What is kept of an answer: its first 64 KiB without secrets.
pub(crate) fn kept(bytes: &[u8], own_secrets: &[Secret]) -> String {
    let text = String::from_utf8_lossy(start_of(bytes));
    cut(without(own_secrets, redact::json(&text)))
}

fn start_of(bytes: &[u8]) -> &[u8] {
    bytes.get(..BODY_KEPT_BYTES_MAX).unwrap_or(bytes)
}

/// At most 64 KiB of `text`, never half a character.
fn cut(mut text: String) -> String {
    if text.len() <= BODY_KEPT_BYTES_MAX {
        return text;
    }
    let end = (0..=BODY_KEPT_BYTES_MAX).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.truncate(end);
    text
}

/// `text` without the client's own key, should a server repeat it.
fn without(own_secrets: &[Secret], text: String) -> String {
    // A key of a few letters would blank half the text; the provider's keys have 32 characters and more.
    let hide = |text: String, secret: &str| if text.contains(secret) { text.replace(secret, HIDDEN) } else { text };
    own_secrets.iter().map(Secret::expose).filter(|secret| secret.len() >= 6).fold(text, |text, secret| {
        // In JSON a quote or a backslash of it stands escaped; what is read of that is the secret again.
        let escaped = serde_json::to_string(secret).unwrap_or_default();
        let escaped = escaped.get(1..escaped.len().saturating_sub(1)).filter(|escaped| !escaped.is_empty());
        hide(hide(text, escaped.unwrap_or(secret)), secret)
    })
}
