//! Creates, reads, deletes and the list.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use instaclustr_api::Application;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::access::Caller;
use super::check::{self, Problems};
use super::cluster::Cluster;
use super::decide::{Change, Decision, Twist, object_in};
use super::record::Created;
use super::refusal::Shape;
use super::route::{ApiVersion, name_sought};
use super::{Cloud, answer, spec};

/// How long a cluster stays DELETING at the speed of life. How long the provider shows it is not known; a minute is the
/// sandbox's choice.
const DELETING_LIFE_MS: i64 = 60_000;

impl Cloud {
    pub(crate) fn create(
        &self,
        caller: Caller,
        application: Application,
        version: ApiVersion,
        request: &Request<Bytes>,
    ) -> Decision {
        let body = match object_in(request) {
            Ok(body) => body,
            Err(refusal) => return refusal.response(Shape::List).into(),
        };
        let mut problems = Problems::default();
        check::concurrency(&body, &mut problems);
        let spec = spec::normalised(body);
        problems.extend(check::create(application, version, &spec));
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
            seed: self.next_seed(),
            speed: self.options.speed,
            fate: twist.fate,
            hidden_until_ms,
            first_host: self.next_host,
            spec,
        };
        Cluster::new(created, self.loopback)
    }

    pub(crate) fn read(&mut self, caller: Caller, application: Application, id: &str) -> Response<Bytes> {
        let now = self.now;
        let found = self.find(caller, Some(application), id).filter(|cluster| cluster.is_visible(now));
        let Some(id) = found.map(Cluster::id) else { return no_cluster() };
        match self.clusters.get_mut(id) {
            Some(cluster) => answer::json(StatusCode::OK, cluster.body(now)),
            None => no_cluster(),
        }
    }

    /// Deleting what is already going, or waits for its second factor, is answered like the first time. With two-factor
    /// delete the answer is the same, and nothing is to be seen until the second factor `[operator helpers.go]`.
    pub(crate) fn delete(&self, caller: Caller, application: Application, id: &str) -> Decision {
        let Some(cluster) = self.find(caller, Some(application), id) else { return no_cluster().into() };
        let change = if cluster.deleted_at_ms().is_some() {
            None
        } else if cluster.has_two_factor_delete() {
            let is_new = !cluster.is_delete_asked();
            is_new.then(|| Change::AskDelete { cluster: cluster.id(), at_ms: self.now })
        } else {
            Some(self.deleting(cluster.id()))
        };
        Decision { response: answer::empty(StatusCode::NO_CONTENT), change }
    }

    /// The sandbox's stand-in for the e-mail or call that confirms the delete of a cluster with two-factor delete. Where no
    /// delete waits for that there is nothing to confirm.
    pub(crate) fn confirm_delete(&self, caller: Caller, id: &str) -> Decision {
        let Some(cluster) = self.find(caller, None, id) else { return no_cluster().into() };
        if !cluster.is_delete_asked() {
            return no_delete_waits().into();
        }
        let waits = cluster.deleted_at_ms().is_none();
        let change = waits.then(|| self.deleting(cluster.id()));
        Decision { response: answer::empty(StatusCode::NO_CONTENT), change }
    }

    /// The stand-in for the one who calls the delete off there: the cluster stays, and its delete must be asked for again
    /// `[operator helpers.go]`.
    pub(crate) fn refuse_delete(&self, caller: Caller, id: &str) -> Decision {
        let Some(cluster) = self.find(caller, None, id) else { return no_cluster().into() };
        if !cluster.is_delete_asked() || cluster.deleted_at_ms().is_some() {
            return no_delete_waits().into();
        }
        let change = Change::RefuseDelete { cluster: cluster.id(), at_ms: self.now };
        Decision { response: answer::empty(StatusCode::NO_CONTENT), change: Some(change) }
    }

    fn deleting(&self, cluster: Uuid) -> Change {
        let gone_at_ms = self.now.saturating_add(self.options.speed.scaled(DELETING_LIFE_MS));
        Change::Delete { cluster, at_ms: self.now, gone_at_ms }
    }

    /// Never `[]`: the vendor's client takes the first element without looking `[wire]`. Written as text, because it may
    /// hold thousands.
    pub(crate) fn list(&self, caller: Caller, query: Option<&str>) -> Response<Bytes> {
        let name = name_sought(query);
        let seen_ms = self.now.saturating_sub(self.list_lag_ms);
        let is_listed = |cluster: &&Cluster| {
            let created = cluster.created();
            created.account == caller.account
                && cluster.is_visible(self.now)
                && created.at_ms <= seen_ms
                && seen_ms < cluster.gone_at()
                && name.as_deref().is_none_or(|name| cluster.name() == name)
        };
        let account_id = self.access.account_id(caller.account);
        let mut text = format!(r#"[{{"accountId":"{account_id}","clusters":["#);
        let before = text.len();
        for cluster in self.clusters().iter().filter(is_listed) {
            if text.len() > before {
                text.push(',');
            }
            text.push_str(&cluster.listed);
        }
        text.push_str("]}]");
        answer::json(StatusCode::OK, Bytes::from(text))
    }

    /// The cluster of the caller's account with `id`, visible or not, until it is gone.
    pub(crate) fn find(&self, caller: Caller, application: Option<Application>, id: &str) -> Option<&Cluster> {
        let cluster = self.clusters.get(Uuid::parse_str(id).ok()?)?;
        let is_it = cluster.created().account == caller.account
            && self.now < cluster.gone_at()
            && application.is_none_or(|application| application == cluster.application());
        is_it.then_some(cluster)
    }
}

fn no_delete_waits() -> Response<Bytes> {
    let message = "No delete of the cluster waits for its second factor.";
    answer::refusal(StatusCode::CONFLICT, "Conflict", message)
}

pub(crate) fn no_cluster() -> Response<Bytes> {
    answer::not_found("There is no such cluster.")
}
