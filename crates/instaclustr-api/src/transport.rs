//! What carries a request to the provider and its answer back.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tower::{Service, ServiceExt};

/// The part of the way to the provider that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Link {
    /// The name could not be turned into an address.
    Dns,
    /// No connection, or one that broke before an answer came.
    Tcp,
    /// The TLS handshake: a certificate that isn't trusted, or no TLS at the other end.
    Tls,
    /// The proxy: not reached, or it refused to connect.
    Proxy,
    /// The provider: it was reached, and gave no answer in time, or one that isn't HTTP.
    Provider,
}

impl Link {
    /// The word, lower-case: `dns`, `tcp`, `tls`, `proxy`, `provider`.
    pub fn as_str(self) -> &'static str {
        match self {
            Link::Dns => "dns",
            Link::Tcp => "tcp",
            Link::Tls => "tls",
            Link::Proxy => "proxy",
            Link::Provider => "provider",
        }
    }
}

impl std::fmt::Display for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No answer came back. Which of the two decides whether a write may be sent again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection was made, so the provider has seen nothing.
    #[error("not sent ({link}): {message}")]
    NotSent {
        /// Where it failed.
        link: Link,
        /// The cause, in the words of the library or system that met it.
        message: String,
    },
    /// A connection was made, so the provider may have done what was asked.
    #[error("no answer, and it may have been sent ({link}): {message}")]
    MaybeSent {
        /// Where it failed.
        link: Link,
        /// The cause, in the words of the library or system that met it.
        message: String,
    },
}

impl TransportError {
    /// Where it failed.
    pub fn link(&self) -> Link {
        match self {
            TransportError::NotSent { link, .. } | TransportError::MaybeSent { link, .. } => *link,
        }
    }
}

/// Carries one request to the provider and its answer back.
///
/// An implementation follows no redirect and repeats nothing: whoever knows what a call costs decides that. An answer
/// whose body did not come whole is still an answer, marked with [`Incomplete`].
pub trait Transport: Send + Sync {
    /// Sends `request` once.
    ///
    /// # Errors
    /// [`TransportError`] when no status line came back.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

/// Why the body of an answer is only the beginning of it. Put into the answer's extensions by a [`Transport`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomplete {
    /// The body is longer than [`ANSWER_BYTES_MAX`] (of an error's answer: than [`BODY_KEPT_BYTES_MAX`]).
    TooLong,
    /// The connection ended, or the time was up, before the body did.
    Cut {
        /// The cause, in the words of the library or system that met it.
        message: String,
    },
}

/// The longest answer that is read: 16 MiB.
pub const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The most of an answer that is kept beside what was understood of it: 64 KiB.
pub const BODY_KEPT_BYTES_MAX: usize = 64 * 1024;

/// A [`Transport`] over a [`tower::Service`]: a server in the same process, with no socket.
#[derive(Debug, Clone)]
pub struct ServiceTransport<S> {
    service: S,
}

impl<S> ServiceTransport<S> {
    /// Sends every request to a clone of `service`.
    pub fn new(service: S) -> Self {
        Self { service }
    }
}

impl<S> Transport for ServiceTransport<S>
where
    S: Service<http::Request<Bytes>, Response = http::Response<Bytes>> + Clone + Send + Sync + 'static,
    S::Error: Into<TransportError>,
    S::Future: Send,
{
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let service = self.service.clone();
        Box::pin(async move { service.oneshot(request).await.map_err(Into::into) })
    }
}
