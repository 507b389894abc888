//! A request about a resource: what it holds, whom it is about, and how it is refused.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::resource::{Key, Kind, Resource, What};
use super::{Event, Resources};
use crate::chance::{Chance, Stream};
use crate::cloud::access::Caller;
use crate::cloud::check::{Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::decide::{Change, Decision, object_in};
use crate::cloud::route::decoded;
use crate::cloud::{Cloud, Phase, answer};

/// A request from somebody who may make it.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) cloud: &'a Cloud,
    pub(super) caller: Caller,
    pub(super) request: &'a Request<Bytes>,
}

/// What a request gets.
pub(super) type Answer = Result<Decision, Refusal>;

/// The most resources of one kind that a cluster may have: the sandbox's own limit, the provider states none.
pub(super) const OF_A_KIND_MAX: usize = 1_000;

impl<'a> Ask<'a> {
    pub(super) fn now(&self) -> i64 {
        self.cloud.now_ms()
    }

    pub(super) fn method(&self) -> &'a Method {
        self.request.method()
    }

    pub(super) fn resources(&self) -> &'a Resources {
        &self.cloud.resources
    }

    /// How long `life_ms` last here.
    pub(super) fn lasting(&self, life_ms: i64) -> i64 {
        self.cloud.speed().scaled(life_ms)
    }

    /// The object that was sent.
    pub(super) fn body(&self) -> Result<Map<String, Value>, Refusal> {
        object_in(self.request).map_err(Refusal::Answered)
    }

    /// The caller's cluster with `id`. One that is being deleted is not found: what belonged to it is gone.
    pub(super) fn cluster(&self, id: &str) -> Result<&'a Cluster, Refusal> {
        let cluster = self.cloud.cluster_of(self.caller, id);
        cluster.filter(|cluster| cluster.deleted_at_ms().is_none()).ok_or(Refusal::NotFound("cluster"))
    }

    /// The caller's clusters that are not being deleted.
    pub(super) fn clusters(&self) -> impl Iterator<Item = &'a Cluster> {
        let (account, now) = (self.caller.account, self.now());
        self.cloud.clusters().iter().filter(move |cluster| {
            cluster.created().account == account && cluster.is_visible(now) && cluster.deleted_at_ms().is_none()
        })
    }

    /// The resource of the caller's with `id`, as it stands in a path, and its cluster.
    pub(super) fn find(&self, kind: Kind, id: &str) -> Result<(&'a Resource, &'a Cluster), Refusal> {
        let resource = self.resources().get(kind, &decoded(id)).ok_or(Refusal::NotFound("resource"))?;
        let cluster = self.cluster(&resource.cluster.to_string()).map_err(|_| Refusal::NotFound("resource"))?;
        Ok((resource, cluster))
    }

    /// Chance for the resource that will be made, and for the one `after` it.
    pub(super) fn chance(&self, after: u64) -> Chance {
        let number = self.resources().next_number().wrapping_add(after);
        Chance::new(self.cloud.seed() ^ number.rotate_left(32), Stream::Resources)
    }

    /// A new resource of `cluster` with an id of its own.
    pub(super) fn new_resource(&self, chance: &mut Chance, cluster: &Cluster, what: What) -> Resource {
        let id = chance.uuid().to_string();
        self.named_resource(id, cluster, what)
    }

    /// A new resource of `cluster` that the provider knows by `id`.
    pub(super) fn named_resource(&self, id: String, cluster: &Cluster, what: What) -> Resource {
        Resource { number: self.resources().next_number(), id, cluster: cluster.id(), what }
    }

    /// 202, and `resource` is there: a new one, or in place of the one with its id.
    ///
    /// # Errors
    /// Where the cluster has too many of its kind.
    pub(super) fn accepted(&self, cluster: &Cluster, resource: Resource) -> Answer {
        let shown = resource.shown(cluster, self.now());
        self.accepted_as(resource, StatusCode::ACCEPTED, shown)
    }

    /// `shown` under `status`, and `resource` is there.
    pub(super) fn accepted_as(&self, resource: Resource, status: StatusCode, shown: Value) -> Answer {
        let (kind, cluster) = (resource.kind(), resource.cluster);
        let is_new = self.resources().get(kind, &resource.id).is_none();
        if is_new && self.resources().of_cluster(cluster, kind).count() >= OF_A_KIND_MAX {
            return Err(Refusal::Conflict(format!("The cluster has {OF_A_KIND_MAX} of these already.")));
        }
        Ok(changed(answer::value(status, &shown), Event::Changed { put: vec![resource], gone: Vec::new() }))
    }

    /// 204, and what `key` finds is gone.
    pub(super) fn removed(&self, key: Key) -> Decision {
        changed(answer::empty(StatusCode::NO_CONTENT), Event::Changed { put: Vec::new(), gone: vec![key] })
    }
}

/// `response`, once `event` is written down.
pub(super) fn changed(response: Response<Bytes>, event: Event) -> Decision {
    Decision { response, change: Some(Change::Resource(event)) }
}

/// 200 with `value`.
pub(super) fn shown(value: &Value) -> Decision {
    answer::value(StatusCode::OK, value).into()
}

/// The cluster must be RUNNING, because its own programs are asked to do the work `[operator]`.
pub(super) fn must_run(cluster: &Cluster, now: i64) -> Result<(), Refusal> {
    if cluster.phase(now) == Phase::Running {
        return Ok(());
    }
    Err(Refusal::Conflict("The cluster is not RUNNING.".to_owned()))
}

/// A UUID that must be there, as text.
pub(super) fn id_in<'a>(form: &Form<'a>, field: &str, problems: &mut Problems) -> &'a str {
    let Some(text) = form.text(field, problems) else { return "" };
    if Uuid::parse_str(text).is_err() {
        problems.add(form.path(field), "must be a UUID");
    }
    text
}

/// Why a request is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    /// 400, with what is wrong.
    Invalid(Problems),
    /// 404: there is no such thing, or it is somebody else's.
    NotFound(&'static str),
    /// 405.
    Method,
    /// 409, with the reason.
    Conflict(String),
    /// This is the answer.
    Answered(Response<Bytes>),
}

/// How refusals are written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// 400 and 404 are lists `[openapi] ErrorListResponseV2`.
    List,
    /// 404 is a single error `[openapi] ErrorResponseV2`.
    Single,
    /// That of the older API `[openapi] ErrorMessage`.
    Older,
}

impl Refusal {
    /// One field is wrong.
    pub(super) fn field(name: impl Into<String>, message: impl Into<String>) -> Self {
        let mut problems = Problems::default();
        problems.add(name, message);
        Refusal::Invalid(problems)
    }

    /// Refuses where there are `problems`.
    pub(super) fn any(problems: Problems) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
    }

    /// The answer.
    pub(super) fn response(self, shape: Shape) -> Response<Bytes> {
        let (status, message) = match self {
            Refusal::Invalid(problems) if shape != Shape::Older => return answer::invalid(&problems),
            Refusal::Invalid(problems) => (StatusCode::BAD_REQUEST, problems.to_string()),
            Refusal::NotFound(what) if shape == Shape::List => {
                let mut problems = Problems::default();
                problems.add("Not Found", not_found(what));
                return answer::value(StatusCode::NOT_FOUND, &json!({ "errors": problems.as_json() }));
            }
            Refusal::NotFound(what) => (StatusCode::NOT_FOUND, not_found(what)),
            Refusal::Method => (StatusCode::METHOD_NOT_ALLOWED, "This path does not take this method.".to_owned()),
            Refusal::Conflict(reason) => (StatusCode::CONFLICT, reason),
            Refusal::Answered(response) => return response,
        };
        match shape {
            Shape::List | Shape::Single => {
                answer::refusal(status, status.canonical_reason().unwrap_or_default(), &message)
            }
            Shape::Older => {
                let body = json!({ "status": status.as_u16(), "code": status.as_u16(), "message": message });
                answer::value(status, &body)
            }
        }
    }
}

fn not_found(what: &str) -> String {
    format!("There is no such {what}.")
}
