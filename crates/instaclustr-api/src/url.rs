//! The provider's address, and the rule that a key never travels in clear.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;
use http::uri::Scheme;

/// Why an address can't be the provider's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    /// It isn't a URL with a scheme and a host.
    #[error("not a URL with https:// and a host")]
    NotAUrl,
    /// It is neither `https` nor on this computer: the key would travel in clear.
    #[error("only https is allowed, except for a server on this computer")]
    NotHttps,
    /// It names a user or a password: these belong to the account.
    #[error("the URL must not hold a user name or a password")]
    UserInfo,
    /// It has a query or a fragment, behind which no path can be put.
    #[error("the URL must end with its host or a path, without ? and #")]
    Query,
}

/// A checked base: scheme, host, port and path, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, BadUrl> {
        let text = text.trim();
        if text.contains(['?', '#']) {
            return Err(BadUrl::Query);
        }
        let uri: Uri = text.parse().map_err(|_| BadUrl::NotAUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(BadUrl::NotAUrl);
        };
        if authority.as_str().contains('@') {
            return Err(BadUrl::UserInfo);
        }
        if authority.host().is_empty() {
            return Err(BadUrl::NotAUrl);
        }
        let in_clear_at_home = *scheme == Scheme::HTTP && is_loopback(authority.host());
        if *scheme != Scheme::HTTPS && !in_clear_at_home {
            return Err(BadUrl::NotHttps);
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }

    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

/// Whether `text` can be the address of the API, as [`crate::Client::new`] asks for it.
///
/// # Errors
/// What is wrong with it.
pub fn check_base_url(text: &str) -> Result<(), BadUrl> {
    BaseUrl::parse(text).map(|_| ())
}

/// Whether `host` is this computer: 127.0.0.0/8, `::1` (with or without brackets) or `localhost`.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || bare.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_at_home_are_bases() {
        let table = [
            ("https://api.instaclustr.com", "https://api.instaclustr.com/x"),
            ("https://api.instaclustr.com/", "https://api.instaclustr.com/x"),
            ("https://gateway.example/instaclustr//", "https://gateway.example/instaclustr/x"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/x"),
            ("http://127.9.8.7:1/", "http://127.9.8.7:1/x"),
            ("http://[::1]:8080", "http://[::1]:8080/x"),
            ("http://LocalHost:8080", "http://LocalHost:8080/x"),
        ];
        for (text, joined) in table {
            assert_eq!(BaseUrl::parse(text).map(|base| base.join("/x")), Ok(joined.to_owned()), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        let table = [
            ("http://api.instaclustr.com", BadUrl::NotHttps),
            ("http://128.0.0.1", BadUrl::NotHttps),
            ("http://localhost.example", BadUrl::NotHttps),
            ("http://0.0.0.0:80", BadUrl::NotHttps),
            ("ftp://127.0.0.1", BadUrl::NotHttps),
            ("https://user:key@api.instaclustr.com", BadUrl::UserInfo),
            ("http://localhost@evil.example", BadUrl::UserInfo),
            ("https://a.example?x=1", BadUrl::Query),
            ("https://a.example#x", BadUrl::Query),
            ("api.instaclustr.com", BadUrl::NotAUrl),
            ("/path", BadUrl::NotAUrl),
            ("", BadUrl::NotAUrl),
            ("https://", BadUrl::NotAUrl),
            ("https://a b", BadUrl::NotAUrl),
            ("http://localhost\\@evil.example", BadUrl::NotAUrl),
        ];
        for (text, reason) in table {
            assert_eq!(BaseUrl::parse(text), Err(reason), "{text}");
        }
    }
}
