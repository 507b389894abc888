//! A provider that gives one answer to everything, and remembers what it was asked.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use instaclustr_api::{Client, Secret, ServiceTransport, TransportError};

pub(crate) type Request = http::Request<Bytes>;

#[derive(Clone)]
struct Never(Infallible);

impl From<Never> for TransportError {
    fn from(never: Never) -> Self {
        match never.0 {}
    }
}

/// What the provider was asked.
#[derive(Clone, Default)]
pub(crate) struct Asked(Arc<Mutex<Vec<Request>>>);

impl Asked {
    /// Each request as `METHOD PATH BODY`, one a line.
    pub(crate) fn lines(&self) -> String {
        let requests = self.0.lock().unwrap();
        let lines = requests.iter().map(|request| {
            let body = String::from_utf8_lossy(request.body());
            let path = request.uri().path_and_query().unwrap();
            format!("{} {path} {body}", request.method()).trim_end().to_owned()
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Asserts that each request is one that the table of assumptions has.
    #[cfg(feature = "document")]
    #[allow(dead_code, reason = "not every test with a provider needs it")]
    pub(crate) fn assert_known(&self) {
        use instaclustr_api::document::assumed::PATHS;
        for request in self.0.lock().unwrap().iter() {
            let (method, path) = (request.method().as_str(), request.uri().path());
            assert!(PATHS.iter().any(|known| known.method == method && fits(known.path, path)), "{method} {path}");
        }
    }

    /// The headers of each request.
    #[allow(dead_code, reason = "not every test with a provider needs it")]
    pub(crate) fn headers(&self) -> Vec<http::HeaderMap> {
        self.0.lock().unwrap().iter().map(|request| request.headers().clone()).collect()
    }

    /// How many requests came.
    #[allow(dead_code, reason = "not every test with a provider needs it")]
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// A client whose provider answers everything so.
pub(crate) fn answering(status: u16, body: impl Into<Bytes>) -> (Client, Asked) {
    let (asked, body) = (Asked::default(), body.into());
    let record = asked.clone();
    let service = tower::service_fn(move |request: Request| {
        record.0.lock().unwrap().push(request);
        let answer = http::Response::builder().status(status).body(body.clone()).unwrap();
        async move { Ok::<_, Never>(answer) }
    });
    let transport = Arc::new(ServiceTransport::new(service));
    (Client::new("https://api.example", "ann", Secret::new("k3y-of-ann"), transport).unwrap(), asked)
}

/// Whether `path` is of the form `known`, with something for each `{…}`.
#[cfg(feature = "document")]
fn fits(known: &str, path: &str) -> bool {
    let parts = |path: &str| path.trim_end_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (known, path) = (parts(known), parts(path));
    known.len() == path.len() && known.iter().zip(&path).all(|(known, part)| known.starts_with('{') || known == part)
}
