//! Changes of clusters: PUT, settings, resize operations.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use instaclustr_api::Application;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::access::Caller;
use super::check::{self, Problems};
use super::cluster::Cluster;
use super::decide::{Change, Decision, object_in};
use super::record::Updated;
use super::refusal::Shape;
use super::{Cloud, DataCentre, answer, merge, spec, view};

impl Cloud {
    /// A PUT is answered 404 with a list `[openapi]`, and 409 while the cluster is not RUNNING or something is being done to
    /// it `[operator client.go]`.
    pub(crate) fn update(
        &self,
        caller: Caller,
        application: Application,
        id: &str,
        request: &Request<Bytes>,
    ) -> Decision {
        let Some(cluster) = self.found(caller, Some(application), id) else { return answer::none_of(id).into() };
        let body = match object_in(request) {
            Ok(body) => body,
            Err(refusal) => return refusal.response(Shape::List).into(),
        };
        if !cluster.is_idle(self.now) {
            return busy().into();
        }
        let old = cluster.spec();
        let mut problems = Problems::default();
        let concurrency = check::concurrency(&body, &mut problems);
        let ids: Vec<Uuid> = cluster.data_centres().iter().map(DataCentre::id).collect();
        let (new, unfit) = merge::merged(application, old, &ids, body);
        problems.extend(unfit);
        let (new, places) = merge::in_order_of(old, new);
        if merge::has_its_data_centres(&problems) {
            problems.extend_elsewhere(check::change(application, old, &new).told_of(&places));
        }
        if !problems.is_empty() {
            return answer::invalid(&problems).into();
        }
        self.updated(cluster, new, concurrency, |after, now| answer::json(StatusCode::ACCEPTED, after.body(now)))
    }

    /// Description and two-factor delete alone; here the latter is an object `[openapi] ClusterSettingsUpdateV2`. It is taken
    /// while something is being done to the cluster, too, where nothing says otherwise; not once the cluster is DELETING,
    /// for then it is no «active cluster» `[openapi]`. The code for that, 409, is the sandbox's choice.
    pub(crate) fn change_settings(&self, caller: Caller, id: &str, request: &Request<Bytes>) -> Decision {
        let Some(cluster) = self.found(caller, None, id) else { return answer::none_of(id).into() };
        let body = match object_in(request) {
            Ok(body) => body,
            Err(refusal) => return refusal.response(Shape::List).into(),
        };
        if cluster.deleted_at_ms().is_some() {
            return answer::refusal(StatusCode::CONFLICT, "Conflict", "The cluster is being deleted.").into();
        }
        let problems = check::settings(&body);
        if !problems.is_empty() {
            return answer::invalid(&problems).into();
        }
        let mut new = cluster.spec().clone();
        match body.get("description") {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.is_empty() => drop(new.remove("description")),
            Some(text) => drop(new.insert("description".to_owned(), text.clone())),
        }
        if let Some(Value::Object(fields)) = body.get("twoFactorDelete") {
            let set: Map<String, Value> = fields.clone().into_iter().filter(|(_, value)| spec::is_set(value)).collect();
            new.insert("twoFactorDelete".to_owned(), json!([set]));
        }
        let mut settings = Map::new();
        settings.extend(new.get("description").map(|text| ("description".to_owned(), text.clone())));
        let delete = new.get("twoFactorDelete").and_then(|block| block.get(0));
        settings.extend(delete.map(|delete| ("twoFactorDelete".to_owned(), delete.clone())));
        let response = answer::value(StatusCode::ACCEPTED, &Value::Object(settings));
        self.updated(cluster, new, 1, |_, _| response)
    }

    /// The decision to make `cluster` what `new` says; none where it is that already.
    fn updated(
        &self,
        cluster: &Cluster,
        new: Map<String, Value>,
        concurrency: usize,
        answer: impl FnOnce(&mut Cluster, i64) -> Response<Bytes>,
    ) -> Decision {
        let mut after = cluster.clone();
        if new == *cluster.spec() {
            return answer(&mut after, self.now).into();
        }
        let updated = Updated {
            id: cluster.id().to_string(),
            number: self.next_number,
            at_ms: self.now,
            seed: self.next_seed(),
            speed: self.options.speed,
            first_host: self.next_host,
            concurrency,
            spec: new,
        };
        after.rendered = None;
        after.update(updated.clone(), self.loopback);
        let response = answer(&mut after, self.now);
        Decision { response, change: Some(Change::Update { cluster: cluster.id(), updated: Box::new(updated) }) }
    }

    /// The resize operations of a data centre, newest last; only those under way with `?activeOnly=true` `[openapi]`.
    pub(crate) fn resizes(&self, caller: Caller, data_centre: &str, query: Option<&str>) -> Response<Bytes> {
        let id = Uuid::parse_str(data_centre).ok();
        let found = id.and_then(|id| Some((id, self.clusters.of_data_centre(id)?)));
        let found = found.filter(|(_, cluster)| self.is_found(caller, cluster));
        let Some((id, cluster)) = found else { return answer::not_found("There is no such data centre.") };
        let active_only = query.unwrap_or_default().split('&').any(|pair| pair == "activeOnly=true");
        let operations: Vec<Value> = cluster
            .operations
            .iter()
            .filter(|one| one.data_centre == id && (!active_only || self.now < one.done))
            .map(|operation| view::operation(operation, self.now))
            .collect();
        answer::value(StatusCode::OK, &json!({ "operations": operations }))
    }

    /// 204 `[openapi]`. What is over, and what only adds nodes, can't be cancelled: 409, which is the sandbox's choice.
    pub(crate) fn cancel_resize(&self, caller: Caller, id: &str) -> Decision {
        let id = Uuid::parse_str(id).ok();
        let mine = self.clusters().iter().filter(|cluster| self.is_found(caller, cluster));
        let mut all = mine.flat_map(|cluster| cluster.operations.iter().map(move |operation| (cluster, operation)));
        let Some((cluster, operation)) = all.find(|(_, operation)| Some(operation.id) == id) else {
            return answer::not_found("There is no such operation.").into();
        };
        if operation.done <= self.now
            || operation.is_cancelled
            || operation.added > 0
            || cluster.deleted_at_ms().is_some()
        {
            let message = "This operation can't be cancelled any more.";
            return answer::refusal(StatusCode::CONFLICT, "Conflict", message).into();
        }
        let change = Change::Cancel { cluster: cluster.id(), operation: operation.id, at_ms: self.now };
        Decision { response: answer::empty(StatusCode::NO_CONTENT), change: Some(change) }
    }

    fn found(&self, caller: Caller, application: Option<Application>, id: &str) -> Option<&Cluster> {
        self.find(caller, application, id).filter(|cluster| cluster.is_visible(self.now))
    }

    fn is_found(&self, caller: Caller, cluster: &Cluster) -> bool {
        cluster.created().account == caller.account && cluster.is_visible(self.now) && self.now < cluster.gone_at()
    }
}

fn busy() -> Response<Bytes> {
    let message = "The cluster is not ready to be changed: it is not RUNNING, or another operation is in progress.";
    answer::refusal(StatusCode::CONFLICT, "Conflict", message)
}
