//! The transport over a socket.

mod cause;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use reqwest::{Certificate, ClientBuilder, NoProxy, Proxy, redirect, retry};

use crate::transport::{ANSWER_BYTES_MAX, BODY_KEPT_BYTES_MAX, Incomplete, Link, Transport, TransportError};
use crate::url::is_loopback;

/// How to reach the provider.
#[derive(Clone)]
pub struct HttpOptions {
    /// `http://` or `https://` URL of a proxy; `None` for the system's (`HTTPS_PROXY` and its kin, or the desktop's
    /// settings). Hosts of `NO_PROXY` are reached without it, and this computer always is.
    pub proxy: Option<String>,
    /// Certificates in PEM form that are trusted besides those of the operating system.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// From the start of a call to the end of its answer; 60 s is the vendor's own `[operator config.go]`.
    pub timeout: Duration,
    /// For the name, the connection and the TLS handshake together. At most half of `timeout` is used, so that a call
    /// whose time is up has always been connected, and «not sent» never has to be guessed.
    pub connect_timeout: Duration,
}

impl Default for HttpOptions {
    /// The system's proxy and certificates, 60 s in all and 15 s to connect.
    fn default() -> Self {
        Self {
            proxy: None,
            extra_ca_pem: None,
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(15),
        }
    }
}

/// Why the options can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHttpOptions {
    /// The proxy isn't an `http` or `https` URL.
    #[error("the proxy must be an http:// or https:// URL")]
    Proxy,
    /// The extra certificates aren't PEM, or there is none in them.
    #[error("the certificates can't be read: {0}")]
    ExtraCa(String),
}

/// Carries requests over HTTP/1.1 and TLS.
///
/// Follows no redirect, repeats nothing. A request that isn't a read (GET, HEAD) goes over a connection of its own,
/// which is not kept: a kept connection that the server closes meanwhile would leave a write unclear that was in truth
/// never sent.
pub struct HttpTransport {
    options: HttpOptions,
    extra_ca: Vec<Certificate>,
    /// Made at the first use: most processes speak to one of the two only, and each loads the certificates.
    home: OnceLock<Result<Clients, String>>,
    away: OnceLock<Result<Clients, String>>,
}

struct Clients {
    /// Keeps its connections.
    reads: reqwest::Client,
    /// Keeps none.
    writes: reqwest::Client,
}

impl HttpTransport {
    /// Checks the options; connects to nothing yet.
    ///
    /// # Errors
    /// [`BadHttpOptions`].
    pub fn new(options: HttpOptions) -> Result<Self, BadHttpOptions> {
        if let Some(proxy) = &options.proxy {
            let scheme_is_spoken = ["http://", "https://"].iter().any(|scheme| proxy.starts_with(scheme));
            if !scheme_is_spoken || Proxy::all(proxy.as_str()).is_err() {
                return Err(BadHttpOptions::Proxy);
            }
        }
        let extra_ca = match &options.extra_ca_pem {
            Some(pem) => certificates(pem)?,
            None => Vec::new(),
        };
        Ok(Self { options, extra_ca, home: OnceLock::new(), away: OnceLock::new() })
    }

    fn clients(&self, host: &str) -> Result<&Clients, TransportError> {
        let made = if is_loopback(host) {
            self.home.get_or_init(|| self.pair(|client| client.no_proxy().resolve_to_addrs("localhost", &LOCALHOST)))
        } else {
            self.away.get_or_init(|| {
                let proxy = self.options.proxy.as_deref().map(Proxy::all).transpose().map_err(|e| cause::words(&e))?;
                self.pair(|client| match proxy.clone() {
                    Some(proxy) => client.https_only(true).proxy(proxy.no_proxy(NoProxy::from_env())),
                    None => client.https_only(true),
                })
            })
        };
        made.as_ref().map_err(|message| TransportError::NotSent { link: Link::Tls, message: message.clone() })
    }

    fn pair(&self, choose: impl Fn(ClientBuilder) -> ClientBuilder) -> Result<Clients, String> {
        let build = |kept_connections: usize| {
            let common = reqwest::Client::builder()
                .redirect(redirect::Policy::none())
                .retry(retry::never())
                .http1_only()
                .pool_max_idle_per_host(kept_connections)
                .timeout(self.options.timeout)
                .connect_timeout(self.options.connect_timeout.min(self.options.timeout / 2))
                .tls_certs_merge(self.extra_ca.iter().cloned());
            choose(common).build().map_err(|error| cause::words(&error))
        };
        Ok(Clients { reads: build(READ_CONNECTIONS_KEPT)?, writes: build(0)? })
    }
}

/// One poller speaks per account, so a handful is plenty.
const READ_CONNECTIONS_KEPT: usize = 4;

/// `localhost` is this computer whatever a name server says of it: the key may go there in clear.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(std::net::IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, BadHttpOptions> {
    let found = Certificate::from_pem_bundle(pem).map_err(|error| BadHttpOptions::ExtraCa(cause::words(&error)))?;
    if found.is_empty() {
        return Err(BadHttpOptions::ExtraCa("there is no certificate in them".to_owned()));
    }
    Ok(found)
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let clients = self.clients(request.uri().host().unwrap_or_default())?;
            let is_read = request.method().is_safe();
            let client = if is_read { &clients.reads } else { &clients.writes };
            let request = reqwest::Request::try_from(request).map_err(cause::not_built)?;
            let response = client.execute(request).await.map_err(cause::of)?;
            Ok(whole(response).await)
        })
    }
}

/// Reads the body as far as it is wanted. An answer that breaks off is an answer still, marked [`Incomplete`].
async fn whole(mut response: reqwest::Response) -> http::Response<Bytes> {
    let bytes_max = if response.status().is_success() { ANSWER_BYTES_MAX } else { BODY_KEPT_BYTES_MAX };
    let mut answer = http::Response::new(Bytes::new());
    *answer.status_mut() = response.status();
    *answer.headers_mut() = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    let incomplete = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = bytes_max - body.len();
                body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
                if chunk.len() > room {
                    break Some(Incomplete::TooLong);
                }
            }
            Ok(None) => break None,
            Err(error) => break Some(Incomplete::Cut { message: cause::words(&error.without_url()) }),
        }
    };
    *answer.body_mut() = body.freeze();
    if let Some(incomplete) = incomplete {
        answer.extensions_mut().insert(incomplete);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_proxy(proxy: &str) -> Option<BadHttpOptions> {
        HttpTransport::new(HttpOptions { proxy: Some(proxy.to_owned()), ..HttpOptions::default() }).err()
    }

    #[test]
    fn only_http_proxies_are_taken() {
        assert_eq!(with_proxy("http://proxy.example:3128"), None);
        assert_eq!(with_proxy("https://user:secret@proxy.example"), None);
        for bad in ["socks5://proxy.example", "proxy.example:3128", "http://", ""] {
            assert_eq!(with_proxy(bad), Some(BadHttpOptions::Proxy), "{bad}");
        }
    }

    #[test]
    fn certificates_that_are_none_are_refused() {
        for bad in ["", "hello", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
            let options = HttpOptions { extra_ca_pem: Some(bad.as_bytes().to_vec()), ..HttpOptions::default() };
            assert!(matches!(HttpTransport::new(options).err(), Some(BadHttpOptions::ExtraCa(_))), "{bad}");
        }
    }
}
