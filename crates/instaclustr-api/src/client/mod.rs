//! The client: who it speaks for, and the one call that all its operations are made of.
//!
//! Operations stand in files of their own, as further `impl Client` blocks beside the types they answer with.

mod answer;
mod clusters;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT};
use http::{Method, Request};
use serde_json::Value;

pub(crate) use self::answer::Answer;
use crate::error::{ApiError, Error, problems};
use crate::read;
use crate::redact;
use crate::secret::Secret;
use crate::transport::{Link, Transport, TransportError};
use crate::url::{BadUrl, BaseUrl};

/// Speaks for one user of the provider. A clone shares the transport.
///
/// Nothing is repeated inside: one call is one request.
#[derive(Clone)]
pub struct Client {
    base: BaseUrl,
    authorization: HeaderValue,
    user_agent: HeaderValue,
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
        let user_agent = HeaderValue::from_static(concat!("instaclustr-api/", env!("CARGO_PKG_VERSION")));
        Ok(Self { base, authorization, user_agent, own_secrets: Arc::new([key, Secret::new(credentials)]), transport })
    }

    /// Calls the program by its own name in the `User-Agent` header, which is `instaclustr-api/VERSION` otherwise.
    #[must_use]
    pub fn with_user_agent(self, user_agent: HeaderValue) -> Self {
        Self { user_agent, ..self }
    }

    /// Sends one request, and turns anything but 2xx into an error.
    ///
    /// `path` begins with `/` and is written into the request as it is: what comes from outside goes through
    /// [`in_path`] or [`in_query`] first.
    pub(crate) async fn call(&self, method: Method, path: String, body: Option<&Value>) -> Result<Answer, Error> {
        let mut request = self
            .request(method, &path)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/json");
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let bytes = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        // What was sent in confidence must not be shown either, should the answer repeat it in a sentence.
        let sent = body.map_or_else(Vec::new, redact::secrets_in);
        let secrets = if sent.is_empty() {
            Arc::clone(&self.own_secrets)
        } else {
            self.own_secrets.iter().cloned().chain(sent).collect()
        };
        self.send(request, bytes, secrets).await
    }

    /// GET without the key, for what the provider shows to everybody.
    #[cfg(feature = "document")]
    pub(crate) async fn call_openly(&self, path: &str) -> Result<Answer, Error> {
        self.send(self.request(Method::GET, path), Bytes::new(), Arc::clone(&self.own_secrets)).await
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder().method(method).uri(self.base.join(path)).header(USER_AGENT, self.user_agent.clone())
    }

    /// `secrets` are blanked in everything that is kept of the answer.
    async fn send(
        &self,
        request: http::request::Builder,
        body: Bytes,
        secrets: Arc<[Secret]>,
    ) -> Result<Answer, Error> {
        let request = request.body(body).map_err(|error| unsendable(&error.to_string()))?;
        let response = self.transport.send(request).await?;
        if response.status().is_success() {
            return Ok(Answer::new(response, secrets));
        }
        let (parts, bytes) = response.into_parts();
        let body = answer::kept(&bytes, &secrets);
        let problems = problems(&body);
        let retry_after = retry_after(&parts.headers);
        Err(ApiError { status: parts.status.as_u16(), problems, body, retry_after }.into())
    }
}

/// `id` as a part of a path.
///
/// # Errors
/// [`TransportError::NotSent`] unless it is 1 to 128 letters, digits, `-` and `_`.
pub(crate) fn in_path(id: &str) -> Result<&str, Error> {
    if read::is_id(id) { Ok(id) } else { Err(unsendable("the id can't stand in a path")) }
}

/// Percent-encodes all but what may stand in a query's value as it is.
pub(crate) fn in_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A request that can't be written is one that was not sent.
pub(crate) fn unsendable(message: &str) -> Error {
    TransportError::NotSent { link: Link::Provider, message: message.to_owned() }.into()
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    const SECONDS_MAX: u64 = 24 * 60 * 60;
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(SECONDS_MAX)))
}
