//! This computer's own address, and who may be asked for it.

use super::Answer;
use crate::api::*;
use crate::network::finder::FINDERS_MAX;
use crate::owner::{Owner, not_allowed};

/// Longest URL of a finder, in bytes.
const URL_BYTES_MAX: usize = 200;

impl Owner {
    pub(super) fn own_address(&mut self, _: Nothing) -> Result<OwnAddress, Problem> {
        self.own_address_view()
    }

    pub(super) fn find_address(&mut self, _: Nothing) -> Answer<OwnAddress> {
        match self.finders() {
            Ok(settings) if settings.allowed == Some(true) => {
                Answer::Later(Box::new(move |owner, reply| owner.find_own(&settings, reply)))
            }
            Ok(settings) => Answer::Now(Err(not_allowed(&settings))),
            Err(problem) => Answer::Now(Err(problem)),
        }
    }

    pub(super) fn save_finders(&mut self, settings: FinderSettings) -> Result<OwnAddress, Problem> {
        if settings.finders.len() > FINDERS_MAX {
            return Err(Problem::field("finders", format!("At most {FINDERS_MAX}.")));
        }
        if settings.allowed == Some(true) && settings.finders.len() < 2 {
            return Err(Problem::field("finders", "Two have to agree: name at least two."));
        }
        for (at, finder) in settings.finders.iter().enumerate() {
            if finder.len() > URL_BYTES_MAX || !is_askable(finder) {
                let message = "Must be an https URL without a user: https://finder.example.";
                return Err(Problem::field(format!("finders.{at}"), message));
            }
            // Two pages of one host are one finder.
            if settings.finders.iter().take(at).any(|other| host_of(other) == host_of(finder)) {
                return Err(Problem::field(format!("finders.{at}"), "Its host is there already: two have to agree."));
            }
        }
        self.store.change(|change| change.put_finders(&settings))?;
        self.forget_own();
        self.own_address_view()
    }
}

fn host_of(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    Some(uri.host()?.trim_end_matches('.').to_ascii_lowercase())
}

/// In clear only on this computer, where nobody listens in.
fn is_askable(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    let (scheme, host) = (uri.scheme_str(), uri.host().unwrap_or_default());
    let here = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    let asked = scheme == Some("https") || (scheme == Some("http") && here);
    asked && !host.is_empty() && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pages_of_a_host_are_one_finder() {
        let one = host_of("https://finder.example");
        assert_eq!([host_of("https://Finder.example/ip"), host_of("https://finder.example.:443/")], [one.clone(), one]);
    }

    #[test]
    fn finders_are_asked_over_tls_alone() {
        for url in
            ["https://icanhazip.com", "https://finder.example/ip", "http://127.0.0.1:8080/", "http://localhost:1"]
        {
            assert!(is_askable(url), "{url}");
        }
        for url in
            ["http://icanhazip.com", "https://", "icanhazip.com", "https://me:secret@finder.example", "ftp://x", ""]
        {
            assert!(!is_askable(url), "{url}");
        }
    }
}
