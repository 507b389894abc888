//! A request about a resource: what it holds, and whom it is about.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::resource::{Key, Kind, Resource, What};
use super::{Event, Resources};
use crate::chance::{Chance, Stream};
use crate::cloud::access::Caller;
use crate::cloud::check::{Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::decide::{Change, Decision, object_in};
use crate::cloud::refusal::Refusal;
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
        object_in(self.request)
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
