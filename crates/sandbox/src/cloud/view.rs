//! A cluster as the provider shows it: the whole request echoed, with what became of it `[openapi]`.

use bytes::Bytes;
use instaclustr_api::Application;
use serde_json::{Map, Value, json};

use super::cluster::{Cluster, Rendered};
use super::node::{DataCentre, Node};
use super::resize::Operation;
use super::vpc;
use crate::clock::utc;

/// Fields that are shown as null where they are not set, at the root.
const NULL_AT_ROOT: [&str; 3] = ["description", "twoFactorDelete", "bundledUseOnly"];

/// Fields that are shown as null where they are not set, in a data centre.
const NULL_IN_DATA_CENTRE: [&str; 3] = ["awsSettings", "gcpSettings", "azureSettings"];

impl Cluster {
    /// The body of the answer that shows it at `now`. It is made once per change, and then given out again: clients ask
    /// far more often than clusters change.
    pub(crate) fn body(&mut self, now: i64) -> Bytes {
        if let Some(rendered) = self.rendered.as_ref().filter(|rendered| rendered.from <= now && now < rendered.until) {
            return rendered.body.clone();
        }
        let body = Bytes::from(self.shown(now).to_string());
        self.rendered = Some(Rendered { from: now, until: self.next_change(now), body: body.clone() });
        body
    }

    fn shown(&self, now: i64) -> Value {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), json!(self.id.to_string()));
        fields.insert("status".to_owned(), json!(self.phase(now).as_str()));
        fields.insert("currentClusterOperationStatus".to_owned(), json!(self.operation(now)));
        fields.insert("defaultUserPassword".to_owned(), json!(self.password));
        for (name, value) in self.spec() {
            if name != "dataCentres" {
                fields.insert(name.clone(), value.clone());
            }
        }
        nulls(&mut fields, &NULL_AT_ROOT);
        let specs = self.spec().get("dataCentres").and_then(Value::as_array);
        let data_centres: Vec<Value> = self
            .data_centres
            .iter()
            .zip(specs.into_iter().flatten())
            .map(|(data_centre, spec)| self.data_centre(data_centre, spec, now))
            .collect();
        fields.insert("dataCentres".to_owned(), Value::Array(data_centres));
        Value::Object(fields)
    }

    fn data_centre(&self, data_centre: &DataCentre, spec: &Value, now: i64) -> Value {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), json!(data_centre.id.to_string()));
        fields.insert("status".to_owned(), json!(self.phase_of(data_centre, now).as_str()));
        for (name, value) in spec.as_object().into_iter().flatten() {
            fields.insert(name.clone(), value.clone());
        }
        let settings = data_centre.has_machines(now).then(|| vpc::aws_settings(data_centre.id, spec)).flatten();
        fields.extend(settings.map(|settings| ("awsSettings".to_owned(), settings)));
        if data_centre.has_machines(now) {
            vpc::name_private_links(data_centre.id, &mut fields);
        }
        nulls(&mut fields, &NULL_IN_DATA_CENTRE);
        fields.entry("providerAccountName").or_insert_with(|| json!("INSTACLUSTR"));
        fields.entry("tags").or_insert_with(|| json!([]));
        let nodes: Vec<Value> = data_centre.nodes_at(now).map(|node| self.node(node, now)).collect();
        fields.insert("nodes".to_owned(), Value::Array(nodes));
        let deleted: Vec<Value> = data_centre.deleted_at(now).map(deleted_node).collect();
        fields.insert("deletedNodes".to_owned(), Value::Array(deleted));
        if self.application() == Application::Cassandra {
            fields.insert("currentOperations".to_owned(), self.current_operations(data_centre, now));
        }
        Value::Object(fields)
    }

    /// A block with at most one item, like its parts `[openapi] CurrentOperationsV2` `[tf]`.
    fn current_operations(&self, data_centre: &DataCentre, now: i64) -> Value {
        let active = |one: &&Operation| one.data_centre == data_centre.id && now < one.done;
        let operations: Vec<Value> = self.operations.iter().filter(active).map(|one| operation(one, now)).collect();
        if operations.is_empty() {
            return json!([]);
        }
        json!([{ "resize": [{ "operations": operations }], "deleteNodes": [] }])
    }

    /// Rack and private address are known once the machine is being made, the public address once it is there.
    fn node(&self, node: &Node, now: i64) -> Value {
        let asked = node.milestones.provisioning <= now;
        let public = node.public_address.filter(|_| node.milestones.provisioned <= now);
        json!({
            "id": node.id.to_string(),
            "status": self.phase_of_node(node, now).as_str(),
            "rack": asked.then_some(&node.rack),
            "publicAddress": public.map(|address| address.to_string()),
            "privateAddress": asked.then(|| node.private_address.to_string()),
            "nodeSize": node.size,
            "nodeRoles": node.roles,
            "startTime": asked.then(|| utc(node.milestones.provisioning)),
            "deletionTime": null,
        })
    }
}

/// A node that another took the place of.
fn deleted_node(node: &Node) -> Value {
    json!({
        "id": node.id.to_string(),
        "status": "DELETED",
        "rack": node.rack,
        "publicAddress": node.public_address.map(|address| address.to_string()),
        "privateAddress": node.private_address.to_string(),
        "nodeSize": node.size,
        "nodeRoles": node.roles,
        "startTime": utc(node.milestones.provisioning),
        "deletionTime": utc(node.removed_at),
    })
}

/// An operation as it is at `now` `[openapi] ResizeOperationInfoV2`.
pub(crate) fn operation(operation: &Operation, now: i64) -> Value {
    let replaces: Vec<Value> = operation
        .replaces
        .iter()
        .map(|replace| {
            let new = (replace.begins() <= now).then(|| replace.new.to_string());
            json!({
                "id": replace.id.to_string(),
                "nodeId": replace.old.to_string(),
                "newNodeId": new,
                "status": replace.status(now),
                "created": utc(operation.created),
            })
        })
        .collect();
    json!({
        "id": operation.id.to_string(),
        "status": operation.status(now),
        "created": utc(operation.created),
        "completed": (operation.done <= now).then(|| utc(operation.done)),
        "newNodeSize": operation.new_size,
        "nodePurpose": operation.purpose,
        "concurrentResizes": operation.concurrency,
        "instaclustrSupportAlerted": null,
        "replaceOperations": replaces,
    })
}

fn nulls(fields: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        fields.entry(*name).or_insert(Value::Null);
    }
}
