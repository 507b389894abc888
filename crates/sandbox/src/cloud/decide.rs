//! What a request gets: the answer, and the change that must be written down before the answer leaves.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::access::Rights;
use super::cluster::Cluster;
use super::plan::Fate;
use super::record::{Record, Updated};
use super::refusal::{Refusal, Shape};
use super::route::Route;
use super::{Cloud, answer, resources};
use crate::catalogue::Catalogue;

/// What a fault makes of what is created; put into the request's extensions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Twist {
    /// What becomes of the cluster, or of the firewall rule.
    pub fate: Fate,
    /// For how long it is missing from list and read, milliseconds.
    pub hidden_ms: i64,
}

/// A change that a request makes.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new cluster.
    Create(Box<Cluster>),
    /// A cluster is to be something else.
    Update {
        /// Which.
        cluster: Uuid,
        /// What.
        updated: Box<Updated>,
    },
    /// A resize operation stops.
    Cancel {
        /// Whose.
        cluster: Uuid,
        /// Which.
        operation: Uuid,
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
    /// A cluster is to go once that is confirmed.
    AskDelete {
        /// Which.
        cluster: Uuid,
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
    /// A cluster whose delete waited to be confirmed stays.
    RefuseDelete {
        /// Which.
        cluster: Uuid,
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
    /// A cluster begins to go.
    Delete {
        /// Which.
        cluster: Uuid,
        /// When, milliseconds since 1970.
        at_ms: i64,
        /// From when on it is not found, milliseconds since 1970.
        gone_at_ms: i64,
    },
    /// Something smaller than a cluster changes.
    Resource(resources::Event),
}

/// What a change made that a [`Twist`] is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Made {
    Cluster,
    DeferredRule,
}

impl Change {
    /// What it makes that a [`Twist`] was for.
    pub(crate) fn made(&self) -> Option<Made> {
        match self {
            Change::Create(_) => Some(Made::Cluster),
            Change::Resource(event) => event.defers_a_rule().then_some(Made::DeferredRule),
            Change::Update { .. }
            | Change::Cancel { .. }
            | Change::AskDelete { .. }
            | Change::RefuseDelete { .. }
            | Change::Delete { .. } => None,
        }
    }

    /// How it is written down.
    pub fn record(&self) -> Record {
        match self {
            Change::Create(cluster) => Record::Created(Box::new(cluster.created().clone())),
            Change::Update { updated, .. } => Record::Updated(updated.clone()),
            Change::Cancel { cluster, operation, at_ms } => {
                Record::Cancelled { id: cluster.to_string(), operation: operation.to_string(), at_ms: *at_ms }
            }
            Change::AskDelete { cluster, at_ms } => Record::DeleteAsked { id: cluster.to_string(), at_ms: *at_ms },
            Change::RefuseDelete { cluster, at_ms } => Record::DeleteRefused { id: cluster.to_string(), at_ms: *at_ms },
            Change::Delete { cluster, at_ms, gone_at_ms } => {
                Record::Deleted { id: cluster.to_string(), at_ms: *at_ms, gone_at_ms: *gone_at_ms }
            }
            Change::Resource(event) => Record::Resource(event.clone()),
        }
    }
}

/// An answer, and the change that must be written down and [committed](Cloud::commit) before it leaves.
pub struct Decision {
    /// The answer.
    pub response: Response<Bytes>,
    /// The change, if there is one.
    pub change: Option<Change>,
}

/// The answer's body may hold passwords.
impl std::fmt::Debug for Decision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let status = self.response.status();
        f.debug_struct("Decision").field("status", &status).field("change", &self.change).finish_non_exhaustive()
    }
}

impl From<Response<Bytes>> for Decision {
    fn from(response: Response<Bytes>) -> Self {
        Self { response, change: None }
    }
}

impl Cloud {
    /// What `request` gets at `now_ms`, milliseconds since 1970. Clusters stay as they are until the change is
    /// committed; the caller's allowance of requests is used up.
    pub fn decide(&mut self, now_ms: i64, request: &Request<Bytes>) -> Decision {
        self.advance(now_ms);
        let route = Route::of(request.uri().path());
        if route == Route::Document && request.method() == Method::GET {
            return self.document().into();
        }
        let shape = Shape::of_path(request.uri().path());
        let Some(caller) = self.identify(request.headers()) else {
            return Refusal::Stranger.response(shape).into();
        };
        if !self.limits.take(caller, self.now) {
            return Refusal::TooMany.response(shape).into();
        }
        if caller.rights == Rights::ReadOnly && request.method() != Method::GET {
            return Refusal::ReadOnly.response(shape).into();
        }
        match (&route, request.method()) {
            (Route::Clusters(application, version), &Method::POST) => {
                self.create(caller, *application, *version, request)
            }
            (Route::Cluster(application, id), &Method::GET) => self.read(caller, *application, id).into(),
            (Route::Cluster(application, id), &Method::PUT) => self.update(caller, *application, id, request),
            (Route::Cluster(application, id), &Method::DELETE) => self.delete(caller, *application, id),
            (Route::Settings(id), &Method::PUT) => self.change_settings(caller, id, request),
            (Route::Resizes(id), &Method::GET) => self.resizes(caller, id, request.uri().query()).into(),
            (Route::CancelResize(id), &Method::DELETE) => self.cancel_resize(caller, id),
            (Route::List, &Method::GET) => self.list(caller, request.uri().query()).into(),
            (Route::Versions(application), &Method::GET) => {
                answer::value(StatusCode::OK, &Catalogue::get().versions_answer(*application)).into()
            }
            (Route::NodeSizes(application), &Method::GET) => {
                answer::value(StatusCode::OK, &Catalogue::get().node_sizes_answer(*application)).into()
            }
            (Route::ConfirmDelete(id), &Method::POST) => self.confirm_delete(caller, id),
            (Route::RefuseDelete(id), &Method::POST) => self.refuse_delete(caller, id),
            (Route::Resource(place), _) => resources::decide(self, caller, place, request),
            (Route::Unknown, _) => Refusal::NoPath.response(shape).into(),
            _ => Refusal::Method.response(shape).into(),
        }
    }
}

/// The JSON object that a request carries, or the refusal of anything else.
pub(crate) fn object_in(request: &Request<Bytes>) -> Result<Map<String, Value>, Refusal> {
    if !is_json(request.headers()) {
        return Err(Refusal::NotJson);
    }
    serde_json::from_slice(request.body())
        .map_err(|error| Refusal::field("body", format!("must be a JSON object: {error}")))
}

/// `application/json`, whatever parameters follow.
fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}
