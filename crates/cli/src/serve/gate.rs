//! Who may come in: only this computer's own browser, only with the token that was printed, only from the page itself.

use std::net::SocketAddr;
use std::sync::Mutex;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, HeaderName, LOCATION, ORIGIN, REFERRER_POLICY,
    SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Site, door, pages};
use crate::chance;
use crate::exit::Failure;

/// Nothing from elsewhere, no frames, no forms. Style attributes alone are free: the page places its bars with them.
const POLICY: &str = "default-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; \
                      object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The one way in.
pub struct Gate {
    /// Values of `Host` that name this server.
    hosts: [String; 2],
    /// Printed once, taken by the first request that brings it.
    token: Mutex<Option<String>>,
    /// What the browser holds from then on.
    session: String,
    /// Its cookie. A browser sends cookies to every port of a host, so the port is in the name.
    cookie: String,
}

impl Gate {
    /// A gate for a server at `address`, with a new token.
    ///
    /// # Errors
    /// The operating system has no chance to give.
    pub fn new(address: SocketAddr) -> Result<Self, Failure> {
        Ok(Self::with(address, chance::hex_256()?, chance::hex_256()?))
    }

    /// A gate with a given token and session.
    pub fn with(address: SocketAddr, token: String, session: String) -> Self {
        Self {
            hosts: [address.to_string(), format!("localhost:{}", address.port())],
            token: Mutex::new(Some(token)),
            session,
            cookie: format!("slipway_{}", address.port()),
        }
    }

    /// The address to open, while its token is unused.
    pub fn url(&self) -> String {
        let [host, _] = &self.hosts;
        let token = self.token.lock().map(|token| token.clone()).unwrap_or_default().unwrap_or_default();
        format!("http://{host}/?token={token}")
    }

    fn knows_host(&self, headers: &HeaderMap) -> bool {
        only(headers, &HOST).is_some_and(|host| self.hosts.iter().any(|known| known == host))
    }

    /// Whether the request comes from the page: exact `Origin`, and no word of the browser against it. A command must
    /// bring an origin; reading may come without.
    fn knows_origin(headers: &HeaderMap, method: &Method) -> bool {
        let host = only(headers, &HOST).unwrap_or_default();
        let reads = method == Method::GET || method == Method::HEAD;
        let origin = if headers.contains_key(ORIGIN) {
            only(headers, &ORIGIN).and_then(|origin| origin.strip_prefix("http://")) == Some(host)
        } else {
            reads
        };
        let site = match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
            None | Some(b"same-origin") => true,
            // A person typing the address, or following the link in a terminal.
            Some(b"none") => reads,
            Some(_) => false,
        };
        origin && site
    }

    fn has_session(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == self.cookie && same(value, &self.session))
    }

    /// Takes the token if it is the right one and still there.
    fn takes(&self, offered: &str) -> bool {
        let Ok(mut token) = self.token.lock() else { return false };
        let right = token.as_deref().is_some_and(|token| same(token, offered));
        if right {
            *token = None;
        }
        right
    }
}

/// The value of a header that stands there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

/// Equality whose time does not tell how much of a secret was right.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Turns away what was addressed to another name (DNS rebinding), and commands from other pages.
pub(super) async fn host_and_origin(State(site): State<Site>, request: Request, next: Next) -> Response {
    if !site.gate.knows_host(request.headers()) {
        return door::refusal(StatusCode::MISDIRECTED_REQUEST, "This address is not the one that is served.");
    }
    // A top-level navigation from elsewhere to the page itself is harmless: it runs nothing and shows no data.
    let reads_page = request.method() == Method::GET && !request.uri().path().starts_with("/api");
    if !reads_page && !Gate::knows_origin(request.headers(), request.method()) {
        return door::refusal(StatusCode::FORBIDDEN, "Only the page served here may ask.");
    }
    next.run(request).await
}

/// Lets into `/api` only whoever has exchanged the token.
pub(super) async fn session(State(site): State<Site>, request: Request, next: Next) -> Response {
    if !site.gate.has_session(request.headers()) {
        return door::refusal(
            StatusCode::UNAUTHORIZED,
            "This browser was not let in. Open the address that `slipway serve` printed, or start it again.",
        );
    }
    next.run(request).await
}

/// `/`: the page; with a token, its exchange for the session cookie.
pub(super) async fn first_page(State(site): State<Site>, request: Request) -> Response {
    let offered = request.uri().query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("token=")));
    let Some(offered) = offered else { return pages::index() };
    // Only opening the page uses the token up: a link checker asking with HEAD does not.
    if request.method() == Method::GET && site.gate.takes(offered) {
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict", site.gate.cookie, site.gate.session);
        // The redirect takes the token out of the address bar and the history.
        return (StatusCode::SEE_OTHER, [(LOCATION, "/".to_owned()), (SET_COOKIE, cookie)]).into_response();
    }
    if site.gate.has_session(request.headers()) {
        return (StatusCode::SEE_OTHER, [(LOCATION, "/")]).into_response();
    }
    let text = "This address was used already, or is wrong. Start `slipway serve` again for a new one.\n";
    (StatusCode::FORBIDDEN, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// Headers that every answer bears.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
