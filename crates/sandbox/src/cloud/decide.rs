//! What a request gets: the answer, and the change that must be written down before the answer leaves.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use instaclustr_api::Application;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::access::{Caller, Rights};
use super::check::{self, Problems};
use super::cluster::Cluster;
use super::plan::Fate;
use super::record::{Created, Record};
use super::resources;
use super::route::{Route, name_sought};
use super::{Cloud, answer, spec};
use crate::catalogue::Catalogue;
use crate::chance::{Chance, Stream};

/// How long a cluster stays DELETING at the speed of life. How long the provider shows it is not known; a minute is the
/// sandbox's choice.
const DELETING_LIFE_MS: i64 = 60_000;

/// What a fault makes of a create; put into the request's extensions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Twist {
    /// What becomes of the cluster.
    pub fate: Fate,
    /// For how long it is missing from list and read, milliseconds.
    pub hidden_ms: i64,
}

/// A change that a request makes.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new cluster.
    Create(Box<Cluster>),
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

impl Change {
    /// How it is written down.
    pub fn record(&self) -> Record {
        match self {
            Change::Create(cluster) => Record::Created(Box::new(cluster.created().clone())),
            Change::Delete { cluster, at_ms, gone_at_ms } => {
                Record::Deleted { id: cluster.to_string(), at_ms: *at_ms, gone_at_ms: *gone_at_ms }
            }
            Change::Resource(event) => Record::Resource(event.clone()),
        }
    }
}

/// An answer, and the change that must be written down and [committed](Cloud::commit) before it leaves.
#[derive(Debug)]
pub struct Decision {
    /// The answer.
    pub response: Response<Bytes>,
    /// The change, if there is one.
    pub change: Option<Change>,
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
        let Some(caller) = self.identify(request.headers()) else {
            let message = "The user name or the provisioning API key is wrong.";
            return answer::refusal(StatusCode::UNAUTHORIZED, "Unauthorized", message).into();
        };
        let rate = self.options.rate;
        if !self.buckets.get_mut(caller.user).is_some_and(|bucket| bucket.take(rate, self.now)) {
            return answer::empty(StatusCode::TOO_MANY_REQUESTS).into();
        }
        if caller.rights == Rights::ReadOnly && request.method() != Method::GET {
            let message = "This API key is read-only.";
            return answer::refusal(StatusCode::FORBIDDEN, "Forbidden", message).into();
        }
        match (&route, request.method()) {
            (Route::Clusters(application), &Method::POST) => self.create(caller, *application, request),
            (Route::Cluster(application, id), &Method::GET) => self.read(caller, *application, id).into(),
            (Route::Cluster(application, id), &Method::DELETE) => self.delete(caller, *application, id),
            (Route::List, &Method::GET) => self.list(caller, request.uri().query()).into(),
            (Route::Versions(application), &Method::GET) => {
                answer::value(StatusCode::OK, &Catalogue::get().versions_answer(*application)).into()
            }
            (Route::NodeSizes(application), &Method::GET) => {
                answer::value(StatusCode::OK, &Catalogue::get().node_sizes_answer(*application)).into()
            }
            (Route::ConfirmDelete(id), &Method::POST) => self.confirm_delete(caller, id),
            (Route::Unknown, _) => not_found("There is nothing at this path.").into(),
            (Route::Resource(place), _) => resources::decide(self, caller, place, request),
            (Route::Settings, _) | (Route::Cluster(..), &Method::PUT) => {
                let message = "The sandbox does not imitate this yet.";
                answer::refusal(StatusCode::NOT_IMPLEMENTED, "Not Implemented", message).into()
            }
            _ => {
                let message = "This path does not take this method.";
                answer::refusal(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed", message).into()
            }
        }
    }

    fn create(&self, caller: Caller, application: Application, request: &Request<Bytes>) -> Decision {
        if !is_json(request.headers()) {
            let message = "The content type must be application/json.";
            return answer::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type", message).into();
        }
        let body: Map<String, Value> = match serde_json::from_slice(request.body()) {
            Ok(body) => body,
            Err(error) => {
                let mut problems = Problems::default();
                problems.add("body", format!("must be a JSON object: {error}"));
                return answer::invalid(&problems).into();
            }
        };
        let spec = spec::normalised(body);
        let problems = check::create(application, &spec);
        if !problems.is_empty() {
            return answer::invalid(&problems).into();
        }
        let twist = request.extensions().get::<Twist>().copied().unwrap_or_default();
        let mut cluster = self.new_cluster(caller, application, spec, twist);
        let response = answer::json(StatusCode::ACCEPTED, cluster.body(self.now));
        Decision { response, change: Some(Change::Create(Box::new(cluster))) }
    }

    /// The next cluster, from a checked and [normalised](spec::normalised) request; it is there once it is committed.
    pub(crate) fn new_cluster(
        &self,
        caller: Caller,
        application: Application,
        spec: Map<String, Value>,
        twist: Twist,
    ) -> Cluster {
        let hidden_until_ms = if twist.hidden_ms > 0 { self.now.saturating_add(twist.hidden_ms) } else { i64::MIN };
        let created = Created {
            number: self.next_number,
            at_ms: self.now,
            account: caller.account,
            application,
            seed: Chance::new(self.options.seed ^ self.next_number.rotate_left(32), Stream::Clusters).draw(),
            speed: self.options.speed,
            fate: twist.fate,
            hidden_until_ms,
            first_host: self.next_host,
            spec,
        };
        Cluster::new(created, self.loopback)
    }

    fn read(&mut self, caller: Caller, application: Application, id: &str) -> Response<Bytes> {
        let now = self.now;
        match self.find(caller, Some(application), id).filter(|cluster| cluster.is_visible(now)) {
            Some(cluster) => answer::json(StatusCode::OK, cluster.body(now)),
            None => no_cluster(),
        }
    }

    /// Deleting what is already going is answered like the first time.
    fn delete(&mut self, caller: Caller, application: Application, id: &str) -> Decision {
        let gone_at_ms = self.now.saturating_add(self.options.speed.scaled(DELETING_LIFE_MS));
        let at_ms = self.now;
        let Some(cluster) = self.find(caller, Some(application), id) else { return no_cluster().into() };
        let waits = cluster.has_two_factor_delete() || cluster.deleted_at_ms().is_some();
        let change = (!waits).then(|| Change::Delete { cluster: cluster.id(), at_ms, gone_at_ms });
        Decision { response: answer::empty(StatusCode::NO_CONTENT), change }
    }

    /// The sandbox's stand-in for the e-mail or call that confirms the delete of a cluster with two-factor delete.
    fn confirm_delete(&mut self, caller: Caller, id: &str) -> Decision {
        let gone_at_ms = self.now.saturating_add(self.options.speed.scaled(DELETING_LIFE_MS));
        let at_ms = self.now;
        let Some(cluster) = self.find(caller, None, id) else { return no_cluster().into() };
        let waits = cluster.deleted_at_ms().is_none();
        let change = waits.then(|| Change::Delete { cluster: cluster.id(), at_ms, gone_at_ms });
        Decision { response: answer::empty(StatusCode::NO_CONTENT), change }
    }

    /// Never `[]`: the vendor's client takes the first element without looking `[wire]`.
    fn list(&self, caller: Caller, query: Option<&str>) -> Response<Bytes> {
        let name = name_sought(query);
        let clusters: Vec<Value> = self
            .clusters
            .iter()
            .filter(|cluster| cluster.created().account == caller.account && cluster.is_visible(self.now))
            .filter(|cluster| name.as_deref().is_none_or(|name| cluster.name() == name))
            .map(|cluster| json!({ "id": cluster.id().to_string(), "application": cluster.application().list_word() }))
            .collect();
        let account_id = self.access.account_id(caller.account).to_string();
        answer::value(StatusCode::OK, &json!([{ "accountId": account_id, "clusters": clusters }]))
    }

    /// The cluster of the caller's account with `id`.
    fn find(&mut self, caller: Caller, application: Option<Application>, id: &str) -> Option<&mut Cluster> {
        let id = Uuid::parse_str(id).ok()?;
        self.clusters.iter_mut().find(|cluster| {
            cluster.id() == id
                && cluster.created().account == caller.account
                && application.is_none_or(|application| application == cluster.application())
        })
    }
}

/// `application/json`, whatever parameters follow.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn no_cluster() -> Response<Bytes> {
    not_found("There is no such cluster.")
}

fn not_found(message: &str) -> Response<Bytes> {
    answer::refusal(StatusCode::NOT_FOUND, "Not Found", message)
}
