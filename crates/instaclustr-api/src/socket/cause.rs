//! Finds in an error's chain of causes which link of the way failed, and whether a connection was made.

use std::error::Error;
use std::io;

use crate::transport::{Link, TransportError};

/// The causes that have no type to ask for: the texts of hyper-util 0.1 (connecting, tunnel through a proxy), hyper 1
/// and rustls 0.23, as they were met. The first row whose text begins a cause wins, so the proxy stands before what
/// failed on the way to it.
const TEXTS: [(&str, Link); 5] = [
    // hyper-util `TunnelError`: «tunnel error: unsuccessful», «tunnel error: proxy authorization required»,
    // «tunnel error: failed to create underlying connection».
    ("tunnel error", Link::Proxy),
    // hyper-util `ConnectError`: «tcp connect error», «tcp open error».
    ("tcp ", Link::Tcp),
    // tokio-rustls: the other end hung up during the handshake.
    ("tls handshake eof", Link::Tls),
    // rustls: «received corrupt message of type InvalidContentType» (no TLS at the other end), «received fatal alert».
    ("received ", Link::Tls),
    // rustls: «invalid peer certificate: UnknownIssuer», «… NotValidForName …».
    ("invalid peer certificate", Link::Tls),
];

/// hyper 1: the other end closed before its answer was whole. Together with a reset, which is an I/O error, and not to
/// be told from it reliably: which of the two is met depends on what was under way.
const LOST_TEXTS: [&str; 1] = ["connection closed before message completed"];

/// Causes that say nothing but «something failed», in front of the one that says what.
const WRAPPERS: [&str; 5] = [
    "error sending request",
    "client error (",
    "operation was canceled",
    "error decoding response body",
    "request or response body error",
];

/// A request that could not even be built.
pub(super) fn not_built(error: reqwest::Error) -> TransportError {
    TransportError::NotSent { link: Link::Provider, message: words(&error.without_url()) }
}

/// What an error of sending means: not sent only if no connection was made.
pub(super) fn of(error: reqwest::Error) -> TransportError {
    // The URL is known to whoever called; its path would only repeat ids.
    let error = error.without_url();
    let message = words(&error);
    if error.is_builder() {
        return TransportError::NotSent { link: Link::Provider, message };
    }
    if error.is_connect() {
        return TransportError::NotSent { link: of_no_connection(&error), message };
    }
    TransportError::MaybeSent { link: of_lost_answer(&error), message }
}

fn of_no_connection(error: &reqwest::Error) -> Link {
    match by_text(error) {
        Some(Link::Proxy) => Link::Proxy,
        _ if error.is_dns() => Link::Dns,
        Some(link) => link,
        // A timeout doesn't say what it waited for; a connection that hangs is the usual one.
        None if error.is_timeout() => Link::Tcp,
        // The connection stood (else the text would say so) and the handshake on it failed.
        None => Link::Tls,
    }
}

fn of_lost_answer(error: &reqwest::Error) -> Link {
    let broken = chain(error).any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|cause| is_a_break(cause.kind()))
            || LOST_TEXTS.contains(&cause.to_string().as_str())
    });
    if broken { Link::Tcp } else { Link::Provider }
}

fn is_a_break(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    [BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof].contains(&kind)
}

fn by_text(error: &reqwest::Error) -> Option<Link> {
    let causes: Vec<String> = chain(error).map(ToString::to_string).collect();
    TEXTS
        .into_iter()
        .find(|(beginning, _)| causes.iter().any(|cause| cause.starts_with(beginning)))
        .map(|(_, link)| link)
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}

/// The chain in one line, each cause once, without the wrappers where there is more to say.
pub(super) fn words(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in chain(error) {
        let text = cause.to_string();
        let is_wrapper = cause.source().is_some() && WRAPPERS.iter().any(|wrapper| text.starts_with(wrapper));
        // A cause that prints the one behind it has said it already.
        if !is_wrapper && !said.iter().any(|before| before.contains(&text)) {
            said.push(text);
        }
    }
    said.join(": ")
}
