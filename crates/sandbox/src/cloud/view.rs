//! A cluster as the provider shows it: the whole request echoed, with what became of it `[openapi]`.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::cluster::{Cluster, DataCentre, Node, Rendered};
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
        for (name, value) in &self.created.spec {
            if name != "dataCentres" {
                fields.insert(name.clone(), value.clone());
            }
        }
        nulls(&mut fields, &NULL_AT_ROOT);
        let specs = self.created.spec.get("dataCentres").and_then(Value::as_array);
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
        nulls(&mut fields, &NULL_IN_DATA_CENTRE);
        fields.entry("providerAccountName").or_insert_with(|| json!("INSTACLUSTR"));
        fields.entry("tags").or_insert_with(|| json!([]));
        let nodes: Vec<Value> = data_centre.nodes.iter().map(|node| self.node(node, now)).collect();
        fields.insert("nodes".to_owned(), Value::Array(nodes));
        fields.insert("deletedNodes".to_owned(), json!([]));
        Value::Object(fields)
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

fn nulls(fields: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        fields.entry(*name).or_insert(Value::Null);
    }
}
