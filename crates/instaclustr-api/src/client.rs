//! The client: one method for each operation of the provider.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT};
use http::{Method, Request, Response};
use serde_json::Value;

use crate::application::{Application, LIST_PATH, create_path, node_sizes_path, versions_path};
use crate::catalogue::{AccountClusters, ApplicationVersions, CloudNodeSizes};
use crate::cluster::{Cluster, Created};
use crate::error::{ApiError, Error, problems};
use crate::read;
use crate::redact::{self, HIDDEN};
use crate::secret::Secret;
use crate::transport::{ANSWER_BYTES_MAX, BODY_KEPT_BYTES_MAX, Incomplete, Link, Transport, TransportError};
use crate::url::{BadUrl, BaseUrl};

/// Speaks for one user of the provider. A clone shares the transport.
///
/// Nothing is repeated inside: one call is one request.
#[derive(Clone)]
pub struct Client {
    base: BaseUrl,
    authorization: HeaderValue,
    /// What must not be shown even if an answer repeats it.
    own_secrets: Arc<[Secret]>,
    transport: Arc<dyn Transport>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Client {
    /// A client for the server at `base_url` with a provisioning key (never the console's password) `[docs]`.
    ///
    /// # Errors
    /// [`BadUrl`] unless the URL is `https`, or of this computer (127.0.0.0/8, `::1`, `localhost`).
    pub fn new(base_url: &str, user: &str, key: Secret, transport: Arc<dyn Transport>) -> Result<Client, BadUrl> {
        let base = BaseUrl::parse(base_url)?;
        let credentials = STANDARD.encode(format!("{user}:{}", key.expose()));
        let mut authorization = HeaderValue::from_str(&format!("Basic {credentials}")).map_err(|_| BadUrl::NotAUrl)?;
        authorization.set_sensitive(true);
        Ok(Self { base, authorization, own_secrets: Arc::new([key, Secret::new(credentials)]), transport })
    }

    /// Creates a cluster: POST, answered by 202 (200 and 201 are taken too) `[openapi]`.
    ///
    /// Never to be repeated blindly: the provider knows no idempotency key, and a second one makes a second cluster.
    ///
    /// # Errors
    /// [`Error`]; an answer of 2xx without a usable id is [`Error::NotUnderstood`], and a cluster may exist.
    pub async fn create_cluster(&self, app: Application, body: &Value) -> Result<Created, Error> {
        let answer = self.call(Method::POST, create_path(app).to_owned(), Some(body)).await?;
        if !matches!(answer.status, 200..=202) {
            return Err(answer.not_understood("a create is not answered by this code"));
        }
        Ok(Created { status: answer.status, cluster: answer.cluster(app)? })
    }

    /// Reads a cluster.
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown, deleted, or of another account `[3rd-party 2026]`. An `id` that can't stand in
    /// a path is [`TransportError::NotSent`].
    pub async fn get_cluster(&self, app: Application, id: &str) -> Result<Cluster, Error> {
        let answer = self.call(Method::GET, cluster_path(app, id)?, None).await?;
        let cluster = answer.cluster(app)?;
        if !cluster.id.eq_ignore_ascii_case(id) {
            return Err(answer.not_understood("the answer is about another cluster"));
        }
        Ok(cluster)
    }

    /// Lists the active clusters of the accounts that the user sees, of all products.
    ///
    /// `search` is a cluster's name, sent as `?search=name:NAME`. The vendor's operator does so `[operator client.go]`,
    /// but no document tells of it: whoever must be sure that a cluster is *not* there asks without it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_clusters(&self, search: Option<&str>) -> Result<Vec<AccountClusters>, Error> {
        let query = search.map_or_else(String::new, |name| format!("?search=name:{}", in_query(name)));
        let answer = self.call(Method::GET, format!("{LIST_PATH}{query}"), None).await?;
        answer.read(read::account_clusters)
    }

    /// Deletes a cluster: 204 (200 and 202 are taken too). With two-factor delete, it only asks for the confirmation.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is [`TransportError::NotSent`].
    pub async fn delete_cluster(&self, app: Application, id: &str) -> Result<(), Error> {
        let answer = self.call(Method::DELETE, cluster_path(app, id)?, None).await?;
        match answer.status {
            200 | 202 | 204 => Ok(()),
            _ => Err(answer.not_understood("a delete is not answered by this code")),
        }
    }

    /// The versions on offer, of the product and its add-ons.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn versions(&self, app: Application) -> Result<Vec<ApplicationVersions>, Error> {
        let answer = self.call(Method::GET, versions_path(app), None).await?;
        answer.read(read::application_versions)
    }

    /// The node sizes on offer, by cloud provider.
    ///
    /// # Errors
    /// [`Error`]. The answer's envelope is not confirmed by any source; two shapes are read.
    pub async fn node_sizes(&self, app: Application) -> Result<Vec<CloudNodeSizes>, Error> {
        let answer = self.call(Method::GET, node_sizes_path(app), None).await?;
        answer.read(read::cloud_node_sizes)
    }

    /// Sends one request, and turns anything but 2xx into an error.
    async fn call(&self, method: Method, path: String, body: Option<&Value>) -> Result<Answer, Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(self.base.join(&path))
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, concat!("slipway/", env!("CARGO_PKG_VERSION")));
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let bytes = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        let request = request.body(bytes).map_err(|error| unsendable(&error.to_string()))?;
        let response = self.transport.send(request).await?;
        if response.status().is_success() {
            return Ok(Answer::new(response, Arc::clone(&self.own_secrets)));
        }
        let (parts, bytes) = response.into_parts();
        let text = String::from_utf8_lossy(start_of(&bytes));
        let body = cut(without(&self.own_secrets, redact::json(&text)));
        let problems = problems(&body);
        let retry_after = retry_after(&parts.headers);
        Err(ApiError { status: parts.status.as_u16(), problems, body, retry_after }.into())
    }
}

/// A success, not yet understood.
struct Answer {
    status: u16,
    bytes: Bytes,
    incomplete: Option<Incomplete>,
    own_secrets: Arc<[Secret]>,
}

impl Answer {
    fn new(response: Response<Bytes>, own_secrets: Arc<[Secret]>) -> Self {
        let (mut parts, bytes) = response.into_parts();
        let mut incomplete = parts.extensions.remove::<Incomplete>();
        if bytes.len() > ANSWER_BYTES_MAX {
            incomplete = Some(Incomplete::TooLong);
        }
        Self { status: parts.status.as_u16(), bytes, incomplete, own_secrets }
    }

    fn cluster(&self, app: Application) -> Result<Cluster, Error> {
        let mut json = self.json()?;
        let mut cluster = read::cluster(app, &json).map_err(|reason| self.not_understood(&reason))?;
        redact::value(&mut json);
        cluster.body = cut(without(&self.own_secrets, json.to_string()));
        Ok(cluster)
    }

    fn read<T>(&self, read: impl FnOnce(&Value) -> Result<T, String>) -> Result<T, Error> {
        read(&self.json()?).map_err(|reason| self.not_understood(&reason))
    }

    fn json(&self) -> Result<Value, Error> {
        match &self.incomplete {
            Some(Incomplete::TooLong) => return Err(self.not_understood("it is longer than 16 MiB")),
            Some(Incomplete::Cut { message }) => return Err(self.not_understood(&format!("it is cut off: {message}"))),
            None => {}
        }
        if self.bytes.is_empty() {
            return Err(self.not_understood("it is empty"));
        }
        serde_json::from_slice(&self.bytes).map_err(|error| self.not_understood(&format!("it is not JSON: {error}")))
    }

    fn not_understood(&self, reason: &str) -> Error {
        let text = String::from_utf8_lossy(start_of(&self.bytes));
        let body = cut(without(&self.own_secrets, redact::json(&text)));
        Error::NotUnderstood { status: self.status, reason: reason.to_owned(), body }
    }
}

fn cluster_path(app: Application, id: &str) -> Result<String, Error> {
    if read::is_id(id) {
        Ok(format!("{}/{id}", create_path(app)))
    } else {
        Err(unsendable("the cluster's id can't stand in a path"))
    }
}

/// A request that can't be written is one that was not sent.
fn unsendable(message: &str) -> Error {
    TransportError::NotSent { link: Link::Provider, message: message.to_owned() }.into()
}

/// Percent-encodes all but what may stand in a query's value as it is.
fn in_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
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
    own_secrets
        .iter()
        .map(Secret::expose)
        .filter(|secret| secret.len() >= 6)
        .fold(text, |text, secret| if text.contains(secret) { text.replace(secret, HIDDEN) } else { text })
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    const SECONDS_MAX: u64 = 24 * 60 * 60;
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(SECONDS_MAX)))
}
